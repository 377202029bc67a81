#pragma once
/// The book: the durable state of one organisation under its policies.
///
/// A book is an SQLite database: the journal of inputs, the state they led to, and an outbox of effects. Events go in;
/// duties, tiers, flags and effects come out, in one transaction. Replaying the journal rebuilds the same state.
/// One writer at a time, any number of readers (open read-only). A Book object is used by one thread at a time.
///
/// All tables are named huifang_…, so a book may live in a database that also holds its host's own tables. The views
/// huifang_v_… are for reading and joining; examples/guide/book.md documents them. Calls throw Error(storage) when the
/// database cannot be read or written, codes HF60xx.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/duty.hpp"
#include "huifang/event.hpp"
#include "huifang/policy.hpp"

namespace huifang {

/// How much a power failure may cost. Killing the process never loses a committed transaction in any mode.
enum class Durability : std::uint8_t {
  full,    ///< default: WAL, synchronous=FULL; a committed call survives power loss
  normal,  ///< WAL, synchronous=NORMAL; power loss may undo the last commits, never corrupts
  off      ///< synchronous=OFF; for tests and throw-away runs
};

struct BookOptions {
  Durability durability = Durability::full;
  bool read_only = false;
  std::int32_t busy_timeout_ms = 5'000;       ///< how long to wait for another process's lock
  std::size_t cached_subjects = 200'000;      ///< subjects kept in memory between transactions; 0 = none
};

/// What recording one event did.
struct RecordResult {
  bool known = false;                      ///< the id was recorded before with the same content: nothing was done
  std::vector<DutyKey> credited;           ///< duties this event counted for
  std::vector<DutyKey> created;            ///< duties that came to be
  std::vector<std::string> notes;          ///< why it credited nothing, undecided conditions …, English sentences; at most 100 and a last one that says so
};

struct AdvanceResult {
  Instant reached;                         ///< how far time came
  std::uint64_t steps = 0;                 ///< wake-ups worked off
  bool complete = true;                    ///< false: the step limit ended it early; call again
};

/// Which duties to list. All conditions must hold.
struct DutyQuery {
  std::vector<DutyState> states;           ///< empty = all
  std::optional<EntityRef> subject;
  std::optional<EntityRef> owner;
  std::string rule;                        ///< empty = all
  std::optional<Instant> due_from;         ///< inclusive
  std::optional<Instant> due_to;           ///< inclusive
  std::optional<Instant> missed_from;      ///< inclusive
  std::optional<Instant> missed_to;        ///< inclusive
  std::size_t limit = 0;                   ///< 0 = no limit
};

/// One tier of a subject from a date on.
struct TierEntry {
  EntityRef subject;
  std::string tier;
  std::string value;                       ///< empty: no row matched
  Instant from;
  std::optional<Instant> to;               ///< nullopt: still in force
  std::string because;                     ///< canonical JSON: row, source, inputs
};

/// A row of the outbox. The host drains by sequence number; the key makes at-least-once delivery exactly-once.
struct Effect {
  std::int64_t sequence = 0;
  std::string key;                         ///< rule, cause and index
  std::string kind;                        ///< "notify", "flag", "raise"
  std::optional<EntityRef> to;             ///< notify: whom
  EntityRef subject;
  std::string data;                        ///< canonical JSON
  std::string because;                     ///< canonical JSON
  Instant at;
};

/// Counts per rule, for reports and for the run summary. All are numbers of duties.
struct DutyCount {
  std::string rule;
  std::string month;                       ///< "2024-10": month of the due (of the creation without due), book's zone
  std::int64_t created = 0;
  std::int64_t done = 0;                   ///< in time or late
  std::int64_t done_late = 0;              ///< of these, after the due
  std::int64_t missed = 0;                 ///< not done by the due, whatever became of them since: lapsed, overdue, done late …
  std::int64_t open = 0;                   ///< pending or open
  std::int64_t overdue = 0;                ///< still owed after the due
  std::int64_t waived = 0;
  std::int64_t withdrawn = 0;
};

/// What verify found.
struct VerifyReport {
  bool same = true;
  std::uint64_t inputs = 0;                ///< journal entries replayed
  std::uint64_t rows = 0;                  ///< rows compared
  std::vector<std::string> differences;    ///< at most 100, each naming table, key, stored and replayed value
};

class Book {
 public:
  /// Open or create a book. `policy` is needed to create one and to bind a new version to an existing one; a book that
  /// has a policy opens without. ":memory:" is a book without a file. Throws Error(storage, conflict).
  static Book open(const std::string& path, const BookOptions& options = {});
  Book(Book&&) noexcept;
  Book& operator=(Book&&) noexcept;
  ~Book();

  /// Put a policy in force from `now` on. Binding the same policy (same hash) again does nothing.
  void bind(const Policy& policy, Instant now);
  /// The policy in force; nullopt before the first bind.
  std::optional<Policy> policy() const;
  TimeZone zone() const;                   ///< of the policy; UTC before the first bind

  /// Record an event at `now` (>= the book's time; >= event.at). Atomic: refused means nothing changed.
  /// Throws Error(policy: unknown type, field or subject entity; conflict: same id with other content, time going back;
  /// range: `now` more than 100 years after the book's time, once the book knows anybody).
  RecordResult record(const Event& event, Instant now);
  /// Let time pass. Works off everything due up to and including `to`, in order. `to` may lie up to 100 years after the
  /// book's time, once the book knows anybody; beyond throws Error(range).
  AdvanceResult advance(Instant to, std::uint64_t steps_max = UINT64_MAX);
  /// The latest `now` the book has seen; Instant{INT64_MIN} before the first bind.
  Instant now() const;

  /// Group calls in one transaction. Without it every call is its own. Not nested. A call that throws inside a group
  /// changes nothing and the group goes on; when the group itself could not be kept (no room on the disk, another writer),
  /// every call throws Error(storage) until rollback().
  void begin();
  void commit();
  void rollback();

  std::vector<Duty> duties(const DutyQuery& query = {}) const;   ///< ordered by due (none last), opening, key
  std::optional<Duty> duty(const DutyKey& key) const;
  std::vector<TierEntry> tiers(const std::optional<EntityRef>& subject = {}) const;  ///< by subject, tier, from
  std::vector<Effect> effects(std::int64_t after_sequence = 0, std::size_t limit = 0) const;
  std::vector<DutyCount> counts() const;                         ///< by rule (document order), month
  /// A fact's value at an instant (null when unknown), e.g. the customer's name for a table.
  Value fact(const EntityRef& subject, std::string_view attribute, Instant at) const;

  /// Why: for a duty the rule, clause, season, facts, last contact and what happened; as text in "en" or "zh".
  std::string explain(const DutyKey& key, std::string_view language = "en") const;
  /// The same as canonical JSON.
  std::string explain_json(const DutyKey& key) const;

  /// Replay the journal into memory and compare every table with what is stored. Takes about as long as recording it
  /// all did, and memory for the whole book. `progress` is called on this thread with shares rising to 1.
  VerifyReport verify(const std::function<void(double)>& progress = {}) const;

  struct Rep;

 private:
  explicit Book(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace huifang
