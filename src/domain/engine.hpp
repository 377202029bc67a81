#pragma once
/// The decision core with memory: takes inputs in order, keeps what it touched in memory, and writes changed rows to its
/// store at flush(). Deterministic: the same policy, store content and inputs give the same rows on every machine.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/store.hpp"
#include "huifang/book.hpp"
#include "huifang/event.hpp"
#include "huifang/policy.hpp"
#include "policy/link.hpp"

namespace huifang {

/// Diagnostic code of whatever would make time go back.
inline constexpr const char* code_time_goes_back = "HF4102";

struct Overrun;
struct PolicyReport;

/// Takes the events that a report is about, as they happen.
struct ReportListener {
  struct Row {
    Instant at;                            ///< when it happened
    std::string id;
    bool posted = false;                   ///< an entry of the ledger of points
    Value columns;                         ///< a context
  };
  std::string report;                      ///< its name in the book
  std::function<void(Row)> take;
  std::function<void(const std::string& id)> take_back;  ///< of an event that counts no more
};

/// Used by one thread at a time.
class Engine {
 public:
  /// `store` is borrowed and must outlive the engine. `cached_subjects`: see BookOptions.
  Engine(const Policy& policy, Instant in_force_from, Store& store, std::size_t cached_subjects = SIZE_MAX);
  /// Several policies, as link() puts them together.
  Engine(Program program, Store& store, std::size_t cached_subjects = SIZE_MAX);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Check an event against the policy without changing anything. Throws Error with all diagnostics.
  void validate(const Event& event) const;
  /// Work off everything due up to `now`, then the event. `sequence` is its journal number. Throws (from validate, or
  /// conflict) before anything changes; the caller checks known ids beforehand.
  RecordResult record(const Event& event, Instant now, std::int64_t sequence);
  /// Work off wake-ups up to and including `to`.
  AdvanceResult advance(Instant to, std::int64_t sequence, std::uint64_t steps_max = UINT64_MAX);
  /// See Book::may_contact().
  ContactAnswer may_contact(const Event& contact, const std::string& purpose);
  Instant now() const;
  /// Instead of events: a subject of whom these attributes are known and nothing else, whatever its facts, measures and
  /// tiers would say. `attributes`: places in the model. All subjects of this engine are like it.
  void suppose(const EntityRef& subject, std::vector<std::pair<std::uint32_t, Value>> attributes, Instant since);
  /// How long past its due the duty's clock ran up to now, or up to the act that was late; nullopt: not at all.
  std::optional<Overrun> overrun(const DutyKey& key);
  /// See Book::calendar().
  BusinessCalendar calendar(const std::optional<EntityRef>& of);
  /// From now on `listener` is told of what happens, and measures can be asked about a bucket that has just ended.
  void listen(ReportListener listener);
  /// The report of this name in the version bound last; nullptr: no policy bound so far has it. Borrowed from the engine.
  const PolicyReport* report(std::string_view name) const;
  /// Let time pass up to the end of the day whose last instant this is: what is missed with it, what rules do then and what is
  /// closed with it is worked off, and nothing that begins behind it. `with_targets`: the missed targets of reports are raised, too.
  void finish(Instant last, std::int64_t sequence, bool with_targets);
  /// The subjects of such a report as they are known at this instant, and the values of the names beside `rows`.
  std::vector<Value> report_rows(const PolicyReport& report, Instant at);
  std::vector<Value> report_parameters(const PolicyReport& report, Instant at) const;
  /// After another policy was put over a store that has subjects: look at everyone afresh under the new rules.
  void policy_changed(Instant now, std::int64_t sequence);

  /// Rows that the next flush() writes.
  std::size_t changes() const;
  /// Write everything changed to the store, then forget clean subjects beyond the cache bound.
  void flush();
  /// Forget all memory, changed or not: the next read comes from the store. For rollback.
  void drop() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace huifang
