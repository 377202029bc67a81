#pragma once
/// The book: the durable state of one organisation under its policies.
///
/// A book is an SQLite database: the journal of inputs, the state they led to, and an outbox of effects. Events go in;
/// duties, tiers, flags and effects come out, in one transaction. Replaying the journal rebuilds the same state.
/// One writer at a time, any number of readers (open read-only). A Book object is used by one thread at a time; other
/// threads and processes open their own.
///
/// All tables are named huifang_…, so a book may live in a database that also holds its host's own tables. The views
/// huifang_v_… are for reading and joining; examples/guide/book.md documents them. Calls throw Error(storage) when the
/// database cannot be read or written, codes HF60xx.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/duty.hpp"
#include "huifang/event.hpp"
#include "huifang/points.hpp"
#include "huifang/policy.hpp"

namespace huifang {

/// How much a power failure may cost. Killing the process never loses a committed transaction in any mode.
enum class Durability : std::uint8_t {
  full,    ///< default: WAL, synchronous=FULL; a committed call survives power loss
  normal,  ///< WAL, synchronous=NORMAL; power loss may undo the last commits, never corrupts
  off      ///< synchronous=OFF; for tests and throw-away runs
};

/// How open() opens a book.
struct BookOptions {
  Durability durability = Durability::full;
  bool read_only = false;                     ///< nothing is written; the book must exist in this library's schema
  std::int32_t busy_timeout_ms = 5'000;       ///< how long to wait for another process's lock
  std::size_t cached_subjects = 120'000;      ///< subjects kept in memory between transactions, with some 3 KB each;
                                              ///< others are read when they are needed; 0 = none
};

/// How a roster, an absence or an amendment of the calendar moved what is owed.
struct DutyMove {
  DutyKey key;
  std::optional<Instant> opens_before, opens_after;
  std::optional<Instant> due_before, due_after;
  bool waived = false;                     ///< no working day is left in its bucket: it is excused
};

/// What recording one event did.
struct RecordResult {
  bool known = false;                      ///< the id was recorded before with the same content: nothing was done
  std::vector<DutyKey> credited;           ///< duties this event counted for
  std::vector<DutyKey> created;            ///< duties that came to be
  std::vector<std::int64_t> entries;       ///< numbers of the entries of the ledger that it made
  std::vector<DutyMove> moved;             ///< duties whose window a roster, absence or calendar changed, by subject and age
  std::vector<std::string> notes;          ///< English sentences: why it credited nothing, undecided conditions …;
                                           ///< at most 100 and a last one that says so
};

/// What letting time pass did.
struct AdvanceResult {
  Instant reached;                         ///< how far time came
  std::uint64_t steps = 0;                 ///< wake-ups worked off
  bool complete = true;                    ///< false: the step limit ended it early; call again
};

/// What the policy's eligibility says of a contact.
struct ContactAnswer {
  bool allowed = true;                     ///< also when the policy has no eligibility
  std::string code;                        ///< denied: the reason code; "undecided": no row decides, or something is unknown
  std::string policy;                      ///< denied: id of the policy that says so
  std::vector<std::string> unknown;        ///< undecided: names without a value
  struct Alternative {
    std::string field;                     ///< field of the event, e.g. "person"
    EntityRef reference;                   ///< with this in it the contact is allowed
  };
  std::vector<Alternative> alternatives;   ///< denied: who else of the customer it could name; at most 100
  std::string because;                     ///< canonical JSON: inputs, row, source; empty without eligibility
};

/// Which duties to list. All conditions must hold.
struct DutyQuery {
  std::vector<DutyState> states;           ///< empty = all
  std::optional<EntityRef> subject;        ///< whom it is about: duties of the cases about them are among theirs
  std::optional<EntityRef> owner;
  std::string policy;                      ///< root policy, DutyKey::policy; empty = all
  std::string rule;                        ///< empty = all; "rule.step" names a step, "policy/rule" the policy as well
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
  std::string kind;                        ///< "notify", "send" (a message to a customer), "request" (of the host), "flag", "raise",
                                           ///< "set", "void"; "unmissed": a duty counted as missed was done in time, or excused;
                                           ///< "moved": the calendar, or a value it waited for, gave a duty another window, or excused it;
                                           ///< "propose": moves that `to` is asked to agree to; "assign": moves made; "undecided":
                                           ///< subjects that nobody may get; "rejected"; "entry": a line of the ledger of points;
                                           ///< "seal": a period of it is closed
  std::optional<EntityRef> to;             ///< notify, send: whom; unmissed: who had to answer for it; moved: its owner; nullopt: nobody
  EntityRef subject;                       ///< whom it is about
  std::string data;                        ///< canonical JSON
  std::string because;                     ///< canonical JSON
  Instant at;                              ///< the book's time when it came to be
};

/// Where an act of a duty is planned: what a `slot` event said last.
struct DutySlot {
  DutyKey key;
  std::int64_t act = 1;                    ///< which of the acts it needs, from 1
  Date day;
  std::string person;                      ///< as PlanPerson::id: "s7" for staff, "unit:sales" for others
  bool pinned = false;                     ///< plans leave it there whatever it breaks
};

/// Days on which a member of staff is away, both included: an `absent` event.
struct StaffAbsence {
  std::string staff;                       ///< key
  Date from, to;
  std::string cover;                       ///< key of staff who acts meanwhile; empty: nobody
};

/// What was computed from a response, or from other scores, when it was filed.
struct ScoreEntry {
  std::optional<Decimal> value;            ///< nearest number of 34 digits; nullopt: there is none, see `reason`
  std::string band;                        ///< "": none
  bool valid = true;
  std::string reason;                      ///< why it is not: "coached", "too_few" …; "" when it is
  std::string response;                    ///< id of the event that filed the form
  bool supersedes = false;                 ///< an earlier answer to the same invitation counts no more
  std::string because;                     ///< canonical JSON: items, weights, what was missing; as to_json(Score)
};

/// A case of a workflow.
struct CaseEntry {
  std::string workflow;                    ///< its name in the book: "policy/workflow" of later policies
  std::string key;                         ///< as a rule the id of the event that opened it
  EntityRef about;
  std::optional<EntityRef> owner;          ///< whose case it is; nullopt: nobody was found
  std::vector<std::string> states;         ///< active states without active ones inside, document order; of a closed case the one it ended in
  Instant opened;
  std::optional<Instant> closed;           ///< nullopt: it runs
  std::map<std::string, Value> facts;      ///< its values that are known, by name

  /// The final state it ended in; empty while it runs.
  std::string outcome() const { return closed && !states.empty() ? states.front() : std::string(); }
};

/// Which cases. Empty members do not restrict.
struct CaseQuery {
  std::string workflow;
  std::string key;
  std::optional<EntityRef> about;
  std::optional<bool> running;
  std::size_t limit = 0;                   ///< 0: all
};

/// One step of a case: an event, or time, led from states to states.
struct CaseStep {
  std::int64_t number = 0;                 ///< from 1; 1 is the opening
  Instant at;                              ///< when it happened; of a timer its due
  std::string event;                       ///< id; empty: the opening, a timer, a changed fact or a migration
  std::string type;                        ///< of the event; "opened", "time" or "migrated" without; "uncaught.<event>": an event that
                                           ///< the case raised and nobody took up
  std::vector<std::string> left, entered;  ///< states, in order
  std::vector<std::string> states;         ///< active ones without active ones inside, behind the step
  std::vector<std::string> transitions;    ///< taken: JSON pointers into the policy
  std::string because;                     ///< canonical JSON: workflow, policy, version, clause, what opened the case; of an opening
                                           ///< whose owner a decision table found also `routing`: for each table its inputs, its
                                           ///< value, the row that matched and the inputs at which the rows before it failed
};

/// Counts per rule, for reports and for the run summary. All are numbers of duties.
struct DutyCount {
  std::string policy;                      ///< root policy, DutyKey::policy
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
  bool same = true;                        ///< nothing differs
  std::uint64_t inputs = 0;                ///< journal entries replayed
  std::uint64_t rows = 0;                  ///< rows compared
  std::vector<std::string> differences;    ///< at most 100, each naming table, key, stored and replayed value
};

struct Report;                             // huifang/report.hpp

/// One open book: inputs are recorded, results are asked for. A moved-from book can only be assigned to or destroyed.
///
/// Before the first bind() a book has no policy: record(), advance() and explanations throw Error(argument) HF6010.
/// Times outside the years 1400 to 9999 are Error(range) HF6013, changes to a read-only book Error(argument) HF6020.
class Book {
 public:
  /// Open a book; without read_only one that does not exist is created. ":memory:" is a book without a file.
  /// Throws Error(storage) when it cannot be opened, is locked too long (HF6002) or has a newer schema (HF6003).
  static Book open(const std::string& path, const BookOptions& options = {});
  Book(Book&&) noexcept;
  Book& operator=(Book&&) noexcept;
  ~Book();

  /// Put a policy in force from `now` on, alone. Binding the same policy (same hash) again does nothing.
  /// Throws Error(conflict) HF4102 when `now` lies before the book's time.
  void bind(const Policy& policy, Instant now);
  /// Put several policies in force from `now` on, in place of those before. Policies with one root (`extends`) are a family:
  /// of each family the first one whose `where` holds governs a subject; policies of several families all apply. Occurrences
  /// that start from then on are of the policy that governs then; what is owed stays as it is, under the version it was created
  /// under. Rules that no version bound has any more are retired: what they still owe is withdrawn.
  /// Binding the same again does nothing. Throws Error(policy) HF1851 to HF1859 with everything that does not fit together,
  /// Error(conflict) HF4102, and Error(argument) HF6023 for an empty list.
  void bind(const std::vector<PolicyBinding>& policies, Instant now);
  /// What was bound last, in order; empty before the first bind.
  std::vector<PolicyBinding> bindings() const;
  /// The first policy of bindings(); nullopt before the first bind.
  std::optional<Policy> policy() const;
  /// The policy that one of this book's duties was created under: its version, of branches the one that governed, with the
  /// parameters it was bound with. Throws Error(argument) HF6012 when no policy of this book made it, HF6010 before the first bind.
  Policy policy_of(const Duty& duty) const;
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

  /// May this contact be made? Asked before it happens: `contact` is the event that would be recorded (its id may be empty),
  /// `purpose` one that some duty has, or empty. Facts and measures are those of `contact.at`, tiers those of now. Changes
  /// nothing. Throws Error(policy) with all diagnostics, as record() would; HF2030 for an event that is no contact, HF2031
  /// for an unknown purpose.
  ContactAnswer may_contact(const Event& contact, const std::string& purpose = {}) const;

  /// Group calls in one transaction. Without it every call is its own. Not nested. A call that throws inside a group
  /// changes nothing and the group goes on; when the group itself could not be kept (no room on the disk, another writer),
  /// every call throws Error(storage) HF6022 until rollback(). begin() inside a group, commit() and rollback() outside
  /// throw Error(argument) HF6021.
  void begin();
  void commit();
  void rollback();

  std::vector<Duty> duties(const DutyQuery& query = {}) const;   ///< ordered by due (none last), opening, key
  std::optional<Duty> duty(const DutyKey& key) const;            ///< nullopt: the book has no such duty
  std::vector<TierEntry> tiers(const std::optional<EntityRef>& subject = {}) const;  ///< by subject, tier, from
  /// The outbox after a sequence number, ascending; at most `limit` rows, 0 = all.
  std::vector<Effect> effects(std::int64_t after_sequence = 0, std::size_t limit = 0) const;
  std::vector<DutyCount> counts() const;                         ///< by policy, rule (both in the order in which they were bound), month
  /// A fact's value at an instant, e.g. the customer's name for a table; null when nothing of that name is known. "score.<score>" is
  /// what score() has, as a context.
  Value fact(const EntityRef& subject, std::string_view attribute, Instant at) const;

  /// What a score was worth at an instant: the last response by then. `score`: its name, or "policy/score" where several policies have
  /// one of that name. nullopt: nothing was filed yet, or there is no such score. Throws Error(storage).
  std::optional<ScoreEntry> score(const EntityRef& subject, std::string_view score, Instant at) const;

  /// Working days and hours as the book knows them at its time: of everyone, amendments of the data set included, or of one
  /// member of staff, unit or other subject with its overlay, rosters and absences. Throws Error(argument) HF6010 without a
  /// policy.
  BusinessCalendar calendar(const std::optional<EntityRef>& of = {}) const;

  /// Where duties are planned, done and withdrawn ones included, by key and act.
  std::vector<DutySlot> slots() const;
  /// Cases by workflow and opening. Throws Error(storage).
  std::vector<CaseEntry> cases(const CaseQuery& query = {}) const;
  /// The path of a case so far; empty: there is no such case. `workflow`: as in CaseEntry.
  std::vector<CaseStep> case_path(std::string_view workflow, std::string_view key) const;

  /// Lines of the ledger of points, by number; seals are not among them. Throws Error(storage); and as the next three
  /// Error(argument) HF6028 for a class that neither the ledger nor a policy in force has, HF6029 for a period that is none.
  std::vector<PointEntry> entries(const PointQuery& query = {}) const;
  /// What each account has, by class and account. With a period: what it had before, and what the period brought.
  std::vector<PointBalance> balances(const PointQuery& query = {}) const;
  /// An account's period line by line, one statement for each class, by class. `period`: the id of a period such as 2024-03;
  /// empty: everything there is.
  std::vector<PointStatement> statement(const EntityRef& account, std::string_view period) const;
  /// Accounts by what they have in a period, the most first; equal ones share the rank. `period`: empty = all of it.
  std::vector<PointRank> ranking(std::string_view point_class, std::string_view period = {}) const;
  /// Sealed periods, by class and order of sealing.
  std::vector<PointSeal> seals() const;

  /// Names of the reports of its policies, in the order in which they were bound; of later families "policy/name".
  std::vector<std::string> reports() const;
  /// A report as it stood at the end of a bucket. `period`: its id, such as 2013-12; empty: the last one that is over, or the
  /// first while none is. What was recorded later changes nothing, so the report of a bucket that is over stays what it is; of a
  /// running one it is told as of the book's time, and a finding says so. Replays the journal up to there into a temporary
  /// database, as verify() does. Include huifang/report.hpp. Throws Error(argument) HF6031 for an unknown report or period,
  /// Error(evaluation) HF7504 when an expression meets what it does not take, Error(storage) HF6027 as verify() does.
  Report report(std::string_view name, std::string_view period = {}) const;

  /// Absences as they were recorded; of two for the same day the later one counts.
  std::vector<StaffAbsence> absences() const;

  /// Why: for a duty the rule, clause, season, facts, last contact and what happened; as text in "zh", else in English.
  /// Throws Error(argument) HF6012 when the book has no such duty.
  std::string explain(const DutyKey& key, std::string_view language = "en") const;
  /// The same as canonical JSON.
  std::string explain_json(const DutyKey& key) const;
  /// Why a line of the ledger of points is there: rule and clause, what brought it about, its share, what limited it, its period,
  /// what became of it, and what the account had before and behind it; as text in "zh", else in English.
  /// Throws Error(argument) HF6030 when the ledger has no such line.
  std::string explain_entry(std::int64_t id, std::string_view language = "en") const;
  /// The same as canonical JSON.
  std::string explain_entry_json(std::int64_t id) const;

  /// Replay the journal into a temporary database and compare every table with what is stored. Takes about as long as
  /// recording it all did, as much memory, and for large books as much room as they take in the folder for temporary files,
  /// where nothing is left behind; Error(storage) HF6027 when there is none. `progress` is called on this thread with
  /// shares rising to 1.
  VerifyReport verify(const std::function<void(double)>& progress = {}) const;

  struct Rep;  ///< private to src/book

 private:
  explicit Book(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace huifang
