#pragma once
/// One subject in memory: everything the domain knows about it, in the form in which rules read and change it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/agenda.hpp"
#include "domain/case_state.hpp"
#include "domain/live_duties.hpp"
#include "domain/people_state.hpp"
#include "domain/seldom.hpp"
#include "domain/store.hpp"
#include "huifang/event.hpp"
#include "policy/model.hpp"

namespace huifang {

/// Something that happened, as rules see it: an outside event after conversion to declared types, or one raised inside.
struct Occurred {
  std::string id;
  std::uint32_t event = none;                        ///< index into PolicyModel::events
  std::int64_t at_us = 0;
  std::string by;                                    ///< staff key, may be empty
  std::vector<EntityRef> subjects;                   ///< at most one per entity
  std::vector<std::pair<std::string, Value>> data;   ///< declared fields, in the order given
  std::string claim;                                 ///< text of the duty key it claims, usually empty
  std::string case_key;                              ///< key of the case it belongs to, or "workflow/key", usually empty
  std::string run;                                   ///< done and missed: run of the duty; not kept with what it causes
  std::string n;                                     ///< the same: its repetition
  bool of_case = false;                              ///< an effect of a case raised it; not kept with what it causes

  const Value* field(std::string_view name) const;
  const EntityRef* subject(std::string_view entity) const;
};

/// A fact's values over time, ascending by (from, sequence).
struct FactHistory {
  struct Entry {
    std::int64_t from_us = 0;
    std::int64_t sequence = 0;
    Value value;
  };
  std::vector<Entry> entries;
  /// The value in force at the instant; null before the first.
  const Value& at(std::int64_t at_us) const;
  /// Whether any value is in force at the instant.
  bool known(std::int64_t at_us) const;
};

/// State of one measure of one subject. Which parts are used depends on the fold.
struct MeasureState {
  struct Happening {                                 ///< what `first` and `last` yield
    std::int64_t at_us = 0;
    std::string id;
    std::string type;
    std::string by;
    std::vector<std::pair<std::string, Value>> data;
  };
  struct Entry {                                     ///< one counted event inside a limited span of time
    std::int64_t at_us = 0;
    std::string id;
    Decimal amount;
    std::string distinct;                            ///< JSON of the distinct value, "" when the measure has none
    std::int64_t leaves_us = 0;                      ///< rolling spans: first instant at which it no longer counts; derived
    std::shared_ptr<const Happening> what;           ///< `first`, and `last` of closed buckets
  };
  std::int64_t count = 0;                            ///< forever
  Decimal sum;                                       ///< forever
  std::optional<Decimal> extreme;                    ///< forever: least or greatest amount
  std::vector<Entry> entries;                        ///< limited: ascending by (at, id); streaks: one for each bucket
  std::shared_ptr<const Happening> one;              ///< the first for ever, or the last; nullptr: none
};

/// State of one tier of one subject.
struct TierState {
  std::string value;                                 ///< as it is stored, see tier_value()
  std::int64_t from_us = 0;                          ///< since when it has its value
  bool known = false;                                ///< false: it was never asked for
};

/// How far a step of a run has come.
struct StepState {
  bool decided = false;                              ///< its start has come, and whether it exists is known
  bool exists = false;
  bool by_date = false;                              ///< start_us is the beginning of a date
  std::int64_t start_us = 0;
  std::optional<std::int64_t> due_us;                ///< of its duty, with `every` of the latest one
  std::int64_t n = 0;                                ///< every: last repetition worked off
  std::int64_t before = 0;                           ///< every: repetitions before its grid began anew
  std::string selected;                              ///< every: switch value of the grid, as JSON
};

/// The steps of a run, in its repetition when the rule repeats.
struct Sequence {
  std::vector<StepState> steps;                      ///< by step of the rule; empty: none has started
  std::string repetition;                            ///< of a rule that repeats: bucket or number of this one; empty: none yet
  std::optional<Bucket> bucket;                      ///< the same: its bucket
  bool by_date = false;                              ///< the same: from_us is the beginning of a date
  std::int64_t from_us = 0;                          ///< the same: where its steps start
};

/// The points of a run with `every`.
struct Grid {
  std::int64_t n = 0;                                ///< last repetition worked off
  std::int64_t before = 0;                           ///< repetitions before the grid began anew
  std::int64_t last_due_us = 0;                      ///< due of the last one
  std::string selected;                              ///< switch value of the grid, as JSON
  friend bool operator==(const Grid&, const Grid&) = default;
};

/// A running rule of one subject.
struct Run {
  std::uint32_t rule = none;
  std::uint32_t group = none;                        ///< RuleDef::group: it is found by
  std::string id;                                    ///< event or tick that started it, or the name of the date
  std::int64_t start_us = 0;
  bool by_date = false;                              ///< start_us is the beginning of the date that started it
  bool waiting = false;                              ///< started by date: what it owes is still to come
  bool asleep = false;                               ///< started by date: its `when` is not true
  bool overridden = false;                           ///< started by date: another rule acts on that day; `waiting` until it is told
  bool acted = false;                                ///< started by date: its effects have acted
  bool ended = false;                                ///< standing rules: stopped by `until` or `max`, kept while `when` is true
  std::int64_t created = 0;                          ///< occurrences so far
  std::int64_t cursor_us = 0;                        ///< each: buckets that start up to here are worked off
  std::optional<std::int64_t> ends_us;               ///< `until` a date: first instant after it, as last evaluated
  Seldom<Grid> grid;                                 ///< rules with `every`
  Seldom<Sequence> sequence;                         ///< rules with steps
  std::shared_ptr<const Occurred> cause;             ///< nullptr when a tick started it
};

/// Effects of a rule that act at a later point.
struct Scheduled {
  std::int64_t at_us = 0;
  std::uint32_t rule = none;
  std::uint32_t group = none;                        ///< RuleDef::group: it is found by
  std::uint32_t step = none;                         ///< none: those of the rule itself
  std::string run;
  std::string n;
  std::optional<Bucket> bucket;                      ///< rules with `each`; its id is n
  std::shared_ptr<const Occurred> cause;
};

/// The text that is kept of a tier, as expressions see it; null for "".
Value tier_value(const TierDef& tier, const std::string& text);

struct Subject {
  SubjectRow row;
  std::uint32_t entity = none;
  Value self;                                        ///< its reference, as expressions see it
  std::vector<FactHistory> facts;                    ///< by fact slot
  LiveDuties duties;
  std::vector<TierState> tiers;                      ///< by group of the tiers; only this entity's are used
  std::vector<Seldom<MeasureState>> measures;               ///< by group of the measures; only this entity's are used
  std::vector<std::uint32_t> governors;              ///< by family: the layer that governs it, none: nobody does; empty while one policy is alone
  Agenda<Run> runs;
  Agenda<Scheduled> scheduled;
  /// Awards of buckets that end before this have been asked; of a ledger: periods that end before are sealed.
  /// INT64_MIN: none so far.
  std::int64_t settled_us = INT64_MIN;
  std::int64_t expired_us = INT64_MIN;               ///< of a ledger: what was earned in periods that end before is expired
  std::int64_t reviewed_us = INT64_MIN;              ///< up to here standing expressions have seen what time changed
  std::unique_ptr<PeopleState> people;               ///< nullptr: nothing is remembered of assignments
  std::unique_ptr<CaseState> flow;                   ///< of a case: where it stands; nullptr: no case
  std::vector<SubjectId> cases;                      ///< running cases about it, by opening
  bool begun = false;                                ///< rules without start have been asked at least once
  bool changed = false;                              ///< row must be written
  bool touched = false;                              ///< wake must be recomputed
  bool visits = false;                               ///< among those who leave memory when they are not asked for
  std::uint64_t used = 0;                            ///< when it was last asked for, counted in flushes

  EntityRef ref() const { return {row.entity, row.key}; }
};

/// The first instant at which an act at `at_us` no longer counts for a measure over a rolling span; else never.
std::int64_t leaves_at(const MeasureDef& measure, std::int64_t at_us, const BusinessCalendar& calendar);

/// Engine state of a subject <-> SubjectRow::state. Names, not indices, so that another policy version can read it.
std::string encode_state(const Subject& subject, const PolicyModel& model);
/// `alone`: one policy governs everybody, see Program::alone().
void decode_state(Subject& subject, const PolicyModel& model, const BusinessCalendar& calendar, bool alone);
/// The measure of the layer that governs the subject, of those that share a state; index into measures.
std::uint32_t measure_in_force(const Subject& subject, const PolicyModel& model, std::uint32_t measure);
/// LiveDuty's own part <-> DutyRow::progress.
std::string encode_progress(const LiveDuty& duty, const PolicyModel& model);
void decode_progress(LiveDuty& duty, const PolicyModel& model);
/// Parts of it that need no model: the layer of its rule, index into PolicyModel::layers, and what was credited.
std::uint32_t layer_of(const DutyRow& row);
std::vector<Credit> credits_of(const DutyRow& row);

}  // namespace huifang
