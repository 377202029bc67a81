#pragma once
/// The read view of the domain and the rows it writes. Implemented by a memory store (here) and by the SQLite store
/// (src/book). The engine reads subjects through it, keeps what it touched, and writes changed rows back at flush().

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/duty.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// Dense number of a subject in one book, in order of first appearance, from 1.
using SubjectId = std::int64_t;

/// Still owed: pending, open or overdue.
inline bool is_live(DutyState state) {
  return state == DutyState::pending || state == DutyState::open || state == DutyState::overdue;
}

/// When a subject must be looked at again, and for what. The order is that in which one instant is worked off: by phase,
/// then by rule.
struct Wake {
  /// What falls to one instant, in this order. Frozen values, as books store them.
  enum Phase : std::int32_t {
    deadlines = 2,  ///< a due has passed
    effects = 3,    ///< a rule's effects act: at the end of a bucket, or at the point written
    reviews = 4,    ///< what standing conditions read has changed by time
    openings = 5    ///< a duty opens, the next bucket or repetition begins
  };

  std::int64_t at_us = 0;
  std::int32_t phase = 0;     ///< one of Phase
  std::int32_t rule = 0;      ///< index of the rule, -1 = none
  friend auto operator<=>(const Wake&, const Wake&) = default;
};

/// Reports are looked at behind all that ends with their bucket, before anything is looked at afresh.
inline Wake targets_wake(std::int64_t at_us) { return {at_us, Wake::reviews, INT32_MIN}; }

/// A subject without its facts. `state` is the engine's own compact JSON (measures, runs): opaque to the store.
struct SubjectRow {
  SubjectId id = 0;
  std::string entity;
  std::string key;
  std::int64_t since_us = 0;
  std::optional<Wake> wake;
  std::string state;
  friend bool operator==(const SubjectRow&, const SubjectRow&) = default;
};

/// One value of an attribute from a date on. (subject, attribute, from_us, sequence) is unique; the latest
/// sequence wins among equal from_us.
struct FactRow {
  SubjectId subject = 0;
  std::string attribute;
  std::int64_t from_us = 0;
  std::int64_t sequence = 0;   ///< journal sequence that set it
  std::string value;           ///< canonical JSON of the value (src/domain/json_text.hpp)
  std::vector<SubjectId> targets;  ///< references: the subjects referred to, ascending, each once; for the reverse index
  friend bool operator==(const FactRow&, const FactRow&) = default;
};

/// A duty and its bookkeeping. `id` is dense in order of creation, from 1; the public key is unique as well.
struct DutyRow {
  std::int64_t id = 0;
  SubjectId subject = 0;
  Duty duty;                   ///< everything public
  std::string progress;        ///< engine's compact JSON: credits, distinct values; "" = none yet
  bool operator==(const DutyRow& other) const;
};

/// One tier of a subject from an instant on.
struct TierRow {
  SubjectId subject = 0;
  std::string tier;
  std::int64_t from_us = 0;
  std::int64_t sequence = 0;   ///< journal sequence
  std::string value;           ///< empty = no row matched
  std::string because;
  friend bool operator==(const TierRow&, const TierRow&) = default;
};

/// A flag raised on a subject.
struct FlagRow {
  SubjectId subject = 0;
  std::string flag;
  std::int64_t at_us = 0;
  std::int64_t sequence = 0;
  std::string by;              ///< staff key, or "rule:<id>"
  std::string reason;          ///< canonical JSON
  friend bool operator==(const FlagRow&, const FlagRow&) = default;
};

/// A row of the outbox: huifang::Effect with the subject's number.
struct EffectRow {
  std::int64_t sequence = 0;   ///< effect sequence, from 1; shared with Duty::changed
  std::string key;
  std::string kind;
  std::optional<EntityRef> to;
  SubjectId subject = 0;
  std::string data;
  std::string because;
  std::int64_t at_us = 0;
  friend bool operator==(const EffectRow&, const EffectRow&) = default;
};

/// An occurrence that was not owed, with the reason ("too_late", "partial", …).
struct SuppressedRow {
  SubjectId subject = 0;
  std::string rule;
  std::string run;
  std::string n;
  std::string reason;
  std::int64_t at_us = 0;
  friend bool operator==(const SuppressedRow&, const SuppressedRow&) = default;
};

/// A line of the ledger. Lines are only ever added. (rule, cause, account, part) is what is posted once; an entry that
/// corrects another one has the same.
struct EntryRow {
  std::int64_t id = 0;         ///< dense in order of recording, from 1
  std::string point_class;
  SubjectId account = 0;       ///< whose; of a seal the ledger of its class
  std::string kind;            ///< "post", "adjust", "reverse", "hold", "uphold", "pending", "cancel", "expire", "seal"
  std::int32_t decimals = 0;   ///< of its class when it was entered: amounts are in units of 10^-decimals
  std::int64_t amount = 0;
  std::int64_t asked = 0;      ///< what was to be posted, before caps, floors and balances that may not fall below zero;
                               ///< of what is pending: what is posted when it is confirmed
  std::string rule;            ///< its name in the book; empty: a person posted it
  std::string cause;
  std::string part;            ///< place of the effect and name of the role
  std::string event;           ///< id of the event that brought it about; empty: time did
  std::int64_t effective_us = 0;  ///< decides the period
  std::int64_t recorded_us = 0;
  std::string period;          ///< the one it counts in; of a seal the one sealed
  std::string of_period;       ///< where it belongs, when that was sealed already; else empty
  std::int64_t entry = 0;      ///< the one that it reverses, holds, upholds, confirms or cancels; 0: none
  std::string because;         ///< canonical JSON
  std::string hash;            ///< SHA-256 over this row and the hash of the one before
  friend bool operator==(const EntryRow&, const EntryRow&) = default;
};

/// What chains an entry to the one before it, whose hash is `previous`; "" before the first.
std::string entry_hash(std::string_view previous, const EntryRow& row);

/// Of an account: how many entries, and their sum in units of the class.
struct EntryTotal {
  std::int64_t count = 0;
  std::int64_t sum = 0;
};

/// The same of all accounts together, whose sum may be larger than that of any.
struct PeriodTotal {
  std::int64_t count = 0;
  Decimal sum;                 ///< a whole number of units
};

/// What one subject consists of when the engine loads it.
struct LoadedSubject {
  SubjectRow row;
  std::vector<FactRow> facts;            ///< by attribute, from_us, sequence
  std::vector<DutyRow> duties;           ///< live ones: pending, open, overdue; by id
  std::vector<TierRow> tiers;            ///< the latest of each tier
};

/// Counters that number things densely. Read once when the engine starts, written at every flush.
struct Counters {
  std::int64_t subject = 0;
  std::int64_t duty = 0;
  std::int64_t effect = 0;
  std::int64_t now_us = INT64_MIN;       ///< latest time the engine has seen
  friend bool operator==(const Counters&, const Counters&) = default;
};

/// Everything changed since the last flush, each list ascending by its key.
struct Changes {
  std::vector<const SubjectRow*> subjects;     ///< insert or replace by id
  std::vector<const FactRow*> facts;           ///< insert
  std::vector<const DutyRow*> duties_new;      ///< insert
  std::vector<const DutyRow*> duties_changed;  ///< update by id
  std::vector<const TierRow*> tiers;           ///< insert
  std::vector<const FlagRow*> flags;           ///< insert
  std::vector<const EffectRow*> effects;       ///< insert
  std::vector<const SuppressedRow*> suppressed;///< insert
  std::vector<const EntryRow*> entries;        ///< insert
  Counters counters;

  /// Empty, with the memory that it has.
  void clear() {
    subjects.clear();
    facts.clear();
    duties_new.clear();
    duties_changed.clear();
    tiers.clear();
    flags.clear();
    effects.clear();
    suppressed.clear();
    entries.clear();
  }
};

/// Where the engine reads subjects and writes rows. Used by one thread at a time.
class Store {
 public:
  virtual ~Store() = default;
  virtual Counters counters() = 0;
  virtual std::optional<SubjectId> find(std::string_view entity, std::string_view key) = 0;
  /// Precondition: find() or another answer of the store gave this number.
  virtual LoadedSubject load(SubjectId subject) = 0;
  /// Duties no longer live (done, lapsed, waived, withdrawn) of a subject with due >= `due_from_us` or no due; by id.
  virtual std::vector<DutyRow> closed_duties(SubjectId subject, std::int64_t due_from_us) = 0;
  /// The duty with this key, whatever its state.
  virtual std::optional<DutyRow> duty(const DutyKey& key) = 0;
  /// Subjects of `entity` whose latest value (by from_us, sequence) of `attribute` refers to `target`; ascending.
  virtual std::vector<SubjectId> referring(std::string_view entity, std::string_view attribute, SubjectId target) = 0;
  /// Subjects about which `owner` owes something as stored, and perhaps some about which it once did; ascending.
  virtual std::vector<SubjectId> owing(const EntityRef& owner) = 0;
  /// Subjects whose wake is at or before `until_us`, ascending by (wake, subject).
  virtual std::vector<std::pair<Wake, SubjectId>> wakes(std::int64_t until_us) = 0;
  /// All subjects of an entity, ascending: a new policy looks at everyone.
  virtual std::vector<SubjectId> all(std::string_view entity) = 0;
  /// What a tier was at an instant; nullopt: nothing was known of it.
  virtual std::optional<std::string> tier_at(SubjectId subject, const std::string& tier, std::int64_t at_us) = 0;
  /// The last entry of the ledger; nullopt: there is none.
  virtual std::optional<EntryRow> last_entry() = 0;
  virtual std::optional<EntryRow> entry(std::int64_t id) = 0;
  /// The entries for a cause, whatever the rule and the account; by id.
  virtual std::vector<EntryRow> entries_for(const std::string& cause) = 0;
  /// The entries that an event brought about; by id. Precondition: not empty.
  virtual std::vector<EntryRow> entries_by(const std::string& event) = 0;
  /// Of an account in a class, without seals; by id.
  virtual std::vector<EntryRow> entries_in(SubjectId account, const std::string& point_class) = 0;
  /// The accounts with entries above 0 that took effect from `from_us` to `to_us`, both included; ascending.
  virtual std::vector<SubjectId> earners(const std::string& point_class, std::int64_t from_us, std::int64_t to_us) = 0;
  /// Of an account in a class; `period`: empty = in all of them. Without seals.
  virtual EntryTotal account_total(SubjectId account, const std::string& point_class, const std::string& period) = 0;
  /// Of all accounts. Without seals.
  virtual PeriodTotal period_total(const std::string& point_class, const std::string& period) = 0;
  /// Keep the changes. The rows are borrowed for the call.
  virtual void write(const Changes& changes) = 0;
};

}  // namespace huifang
