#pragma once
/// What a Book is made of, and how its transactions begin and end.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "book/database.hpp"
#include "book/journal.hpp"
#include "book/machine.hpp"
#include "book/sqlite_store.hpp"
#include "huifang/book.hpp"

namespace huifang {

/// Versions of everything outside the policy that results depend on. Journalled, so that a difference found by verify
/// can be told from a tampered table.
struct DataVersions {
  std::string library;        ///< huifang::version()
  std::string zone_data;      ///< TimeZone::data_version()
  std::string calendar_data;  ///< of the policy's calendar
  friend bool operator==(const DataVersions&, const DataVersions&) = default;
};
DataVersions data_versions(const Policy& policy);
/// Those last entered into the book; empty texts before the first bind.
DataVersions stored_versions(SQLite::Database& database);

/// The content of a journal entry of kind bind, and what it says. `policy`: finds a policy by its hash.
std::string bind_content(const std::vector<PolicyBinding>& policies);
std::vector<PolicyBinding> bindings_of(const JournalEntry& entry, const std::function<Policy(const std::string&)>& policy);

struct Book::Rep {
  Rep(const std::string& path, const BookOptions& options);

  const BookOptions options;
  SQLite::Database database;
  SqliteStore store;
  Journal journal;
  Machine machine;

  /// Everything that was ever bound, in order; policies are compiled again from the stored text when they are not at hand.
  /// Throws Error(storage).
  const std::vector<BindingList>& bindings();
  /// The first policy of those bound last; nullopt before the first bind.
  std::optional<Policy> policy();
  /// The policy that a duty was created under: its version, of branches the one, with its parameters. Throws Error(argument)
  /// when no policy of the book did.
  Policy policy_of(const Duty& duty);
  /// The same; throws Error(argument) before the first bind.
  Policy policy_or_throw();
  /// A stored policy by its hash. Throws Error(storage) when it is missing, altered or not understood any more.
  Policy load_policy(const std::string& hash);

  /// Latest time in the journal, whoever wrote it; INT64_MIN when it is empty. In a group nobody else writes.
  Instant now();
  /// For calls that need a policy: refuses them before the first bind.
  Engine& engine();

  void begin_group();
  void commit_group();
  void rollback_group();

  /// Run `body`, which changes the book, in a transaction of its own or as a part of the group. When it throws, nothing
  /// of it remains; the rest of the group does.
  template <class Body>
  auto write(Body&& body) {
    return guarded([&] {
      require_writable();
      refused_ = false;
      if (group_ != Group::none) {
        try {
          return body();
        } catch (...) {
          recover();
          throw;
        }
      }
      start();
      try {
        auto result = body();
        finish();
        return result;
      } catch (...) {
        if (refused_) {
          undo();
        } else {
          abandon();
        }
        throw;
      }
    });
  }
  /// Run `body`, which reads the tables, with everything of a running group written to them.
  template <class Body>
  auto read(Body&& body) {
    return guarded([&] {
      require_readable();
      settle();
      return body();
    });
  }

  /// The same for what is in the tables at once: the journal and the policies.
  template <class Body>
  auto read_inputs(Body&& body) {
    return guarded([&] {
      require_readable();
      return body();
    });
  }

  /// Enter into the journal what the engine was just given.
  void enter(JournalEntry entry, const std::map<std::string, std::string>& subjects = {});
  /// The bindings, their journal entry, and the versions they work with.
  void store_bindings(const std::vector<PolicyBinding>& policies, Instant now);

  /// The call under way is refused and has changed nothing: the engine's memory still holds.
  void refuse() { refused_ = true; }

 private:
  enum class Group : std::uint8_t { none, open, lost };

  void require_writable() const;
  void require_readable() const;
  void start();
  void finish();
  void settle();
  void undo() noexcept;         // the transaction
  void abandon() noexcept;      // the transaction and the engine's memory
  void recover() noexcept;
  void lose() noexcept;
  void resume_machine();
  void enter_versions(const Policy& policy);

  SQLite::Statement begin_, commit_, rollback_, last_binding_, read_bindings_, read_now_;
  Group group_ = Group::none;
  bool dirty_ = false;          // the engine holds what the tables do not
  bool refused_ = false;        // see refuse()
  bool group_binds_ = false;    // a policy was bound since the group began
  std::int64_t group_start_ = 0;  // journal sequence before the group
  std::map<std::string, Policy> policies_;  // compiled, by hash
  std::vector<BindingList> bindings_;       // as of bound_
  std::int64_t bound_ = -1;                 // sequence of the last binding in bindings_
};

}  // namespace huifang
