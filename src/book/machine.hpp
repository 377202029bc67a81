#pragma once
/// The engines of a book, one after the other as policies are bound, over one store. Book (on the stored tables) and
/// verify (on tables of its own) feed it the same inputs, so that there is one way in which journal entries act.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "book/journal.hpp"
#include "domain/engine.hpp"

namespace huifang {

class Machine {
 public:
  /// `store` is borrowed and must outlive the machine.
  Machine(Store& store, std::size_t cached_subjects) : store_(store), cached_subjects_(cached_subjects) {}

  /// Go on with what was bound before, on a store that holds what came of it.
  void resume(std::vector<BindingList> lists);
  /// Put policies in force at `now`: what was due until then is worked off under those before. Throws Error(policy) when
  /// they do not fit together, before anything changes.
  void bind(std::vector<PolicyBinding> policies, Instant now, std::int64_t sequence);
  /// Neither policy nor memory: as constructed.
  void reset() {
    engine_.reset();
    lists_.clear();
  }

  /// Every engine from now on tells it what happens.
  void listen(ReportListener listener) { listener_ = std::move(listener); }

  bool bound() const { return engine_ != nullptr; }
  Engine& engine() { return *engine_; }

 private:
  Store& store_;
  std::size_t cached_subjects_;
  std::vector<BindingList> lists_;
  std::unique_ptr<Engine> engine_;
  std::optional<ReportListener> listener_;
};

/// Feed a journalled event or tick to the engine. Throws as the engine does, and Error(storage) when the entry is
/// nothing that could have been recorded.
void apply(Engine& engine, const JournalEntry& entry);

/// The subjects that a journalled event names; none for other entries.
std::map<std::string, std::string> subjects_of(const JournalEntry& entry);

/// The canonical content of a tick: "{}", or {"steps":N} when a limit ended it early.
std::string tick_content(bool complete, std::uint64_t steps_max);

}  // namespace huifang
