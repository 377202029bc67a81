#pragma once
/// Plans: visits are put on days and people.
///
/// A visit has a window of days, people who may do it, an effort, and a least distance to other visits of the same
/// subject. A person has a capacity per day. plan_visits() finds a day and a person for every visit if there is a way,
/// evens out the load, and otherwise names the smallest set of visits for which there is no room.
///
/// Everything here is pure: no clock, no chance. Equal requests give equal plans on every machine, whatever the order of
/// the lists in them. Days are civil dates, windows include both ends. Call it from any number of threads.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/error.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// A day and a person.
struct PlanSlot {
  Date day;
  std::string person;  ///< a PlanPerson::id
  friend auto operator<=>(const PlanSlot&, const PlanSlot&) = default;
};

/// Something to be done once, on one day, by one person.
struct PlanVisit {
  std::string id;                   ///< unique, not empty, e.g. a duty's key; decides ties
  std::string subject;              ///< whose gaps count; empty: no gaps
  std::string title;                ///< for people to read; may be empty
  Date first;                       ///< first day it may be done
  Date last;                        ///< last day it may be done, inclusive; >= first
  std::vector<std::string> people;  ///< PlanPerson ids who may do it; empty: everybody
  std::int64_t effort = 1;          ///< what it takes of a capacity, in the unit of PlanPerson::capacity; [1, 1'000'000]
  std::int32_t gap_days = 0;        ///< least distance in days to other visits of the subject, the larger of the two
                                    ///< counts: 2 = a day between; 0 = none; [0, 3660]
  std::vector<std::int64_t> order;  ///< smaller goes first among equal deadlines, and stays in when not all fit
  std::optional<PlanSlot> slot;     ///< where an earlier plan put it: kept where that is possible
  bool pinned = false;              ///< `slot` is fixed, whatever it breaks; needs a slot
  std::optional<Date> wish;         ///< the day it should be on; on a closed or full one the nearest (ties: later)
                                    ///< inside the window
  bool soonest = false;             ///< stays as early as it can be: evening out does not touch it
  std::vector<std::string> together;  ///< ids of what else is done in it, for whoever reads the plan; means nothing to it
};

/// What a person can do on one day, instead of the usual capacity.
struct PlanDay {
  Date day;
  std::int64_t capacity = 0;  ///< [0, 1'000'000'000]; 0 = away
};

/// Someone who makes visits.
struct PlanPerson {
  std::string id;                            ///< unique, not empty
  std::int64_t capacity = 1;                 ///< per open day: visits, or minutes as efforts are; [0, 1'000'000'000]
  std::optional<BusinessCalendar> calendar;  ///< whose open days count; nullopt: every day is open
  std::vector<PlanDay> days;                 ///< wins over the calendar; any order, unique days
};

/// What is to be planned.
struct PlanRequest {
  std::vector<PlanVisit> visits;
  std::vector<PlanPerson> people;
};

/// How it is planned.
struct PlanOptions {
  bool level = true;                          ///< even out the load after everything has its place
  std::uint64_t search_steps = 100'000'000;   ///< bound of the exact search, which only gaps and unequal efforts need
  std::size_t witnesses_max = 10;             ///< how many overloads are explained
};

/// A visit with its place.
struct PlannedVisit {
  std::string id, subject, title;  ///< of the PlanVisit
  PlanSlot slot;
  bool pinned = false;
  bool moved = false;  ///< an earlier plan had it elsewhere
  std::vector<std::string> together = {};  ///< of the PlanVisit
};

/// Why a visit has no place.
enum class UnplannedReason : std::uint8_t {
  nobody,       ///< there are no people
  no_open_day,  ///< nobody who may do it has capacity for it on any day of its window
  overloaded,   ///< too much for too few: see the witness
  search_limit  ///< none was found within PlanOptions::search_steps; there may be one
};
std::string_view to_text(UnplannedReason reason);  ///< "nobody", "no open day" …; static lifetime

/// A visit without a place.
struct UnplannedVisit {
  std::string id, subject, title;  ///< of the PlanVisit
  Date first, last;                ///< its window
  UnplannedReason reason = UnplannedReason::overloaded;
  std::optional<std::size_t> witness;  ///< index in Plan::witnesses; nullopt: it has none (see witnesses_max)
};

/// A pinned visit that breaks a rule. It stays, and takes what capacity there is.
struct PlanConflict {
  enum class Kind : std::uint8_t {
    person,    ///< the person is unknown or may not do it
    window,    ///< the day is outside its window
    closed,    ///< the person has no capacity on that day
    capacity,  ///< the pinned visits of that person and day exceed the capacity
    gap        ///< too close to another pinned visit of the subject
  };
  std::string id;
  Kind kind = Kind::window;
};
std::string_view to_text(PlanConflict::Kind kind);  ///< "person" …; static lifetime

/// What one person has on one day.
struct PlanLoad {
  PlanSlot place;
  std::int64_t used = 0;      ///< efforts of the visits there, pinned ones included
  std::int64_t capacity = 0;  ///< of that person on that day
};

/// Why not everything fits: a set of visits that cannot all be done, though without any one of them the rest can.
struct PlanWitness {
  enum class Cause : std::uint8_t {
    capacity,  ///< more effort than the places of these visits hold
    gap,       ///< there is capacity, but the visits of a subject come too close
    packing    ///< there is capacity in all, but no way to cut it up for unequal efforts
  };
  Cause cause = Cause::capacity;
  std::vector<std::string> visits;  ///< ids, ascending
  std::vector<std::string> people;  ///< who may do them and has capacity in their windows, ascending
  std::vector<Date> days;           ///< the days of those places, ascending
  std::size_t confined = 0;         ///< all unpinned visits that can be nowhere but in these places
  std::int64_t demand = 0;          ///< efforts of the confined visits (not capacity: of `visits`)
  std::int64_t supply = 0;          ///< what the places hold beside pinned visits, in whole visits where efforts are equal
  std::int64_t short_by = 0;        ///< effort that finds no place at least: demand - supply (not capacity: the smallest effort)
  bool minimal = true;              ///< false: gaps or unequal efforts, and too many visits to prove that in bounded time
};
std::string_view to_text(PlanWitness::Cause cause);  ///< "capacity" …; static lifetime

/// A plan. A value; holds no reference to the request.
struct Plan {
  std::vector<PlannedVisit> visits;       ///< by day, person, id
  std::vector<UnplannedVisit> unplanned;  ///< by last day, order, id
  std::vector<PlanWitness> witnesses;
  std::vector<PlanConflict> conflicts;    ///< by id, kind
  std::vector<PlanLoad> loads;            ///< places with capacity or visits inside the windows, by day, person
};

/// Plans the visits.
///
/// Slots of earlier plans and wishes are tried first, then the earliest deadline goes first, after gaps have narrowed the
/// windows. What then has no place gets one by moving others (augmenting paths; with gaps or unequal efforts a bounded
/// exact search). Without gaps and with equal efforts everything is placed whenever that is possible, and otherwise as
/// many as possible, those first in order before others. At last visits move inside their windows from full places to
/// emptier ones.
///
/// Throws Error(argument) with everything that is wrong: empty or double ids (HF3001), names of people that do not exist
/// (HF3002), numbers out of range (HF3003), windows that end before they begin, days named twice or outside the years 1400
/// to 9999 (HF3004), a pinned visit without slot (HF3005). Throws Error(limit) HF3006 for windows and days more than 3,660
/// days apart or more than 4,000,000 people times days.
Plan plan_visits(const PlanRequest& request, const PlanOptions& options = {});

/// A request as one JSON object: {"visits": [...], "people": [...]} with the members of PlanVisit and PlanPerson by their
/// names, days as "2024-03-01". `calendar` of a person is the name of a shipped calendar or "weekdays" (Monday to Friday);
/// `days` is an object of days and capacities. examples/guide/plan.md shows one.
/// Throws Error(syntax) HF3007 for what is not JSON, Error(argument) HF3008 with every unknown key and wrong value.
PlanRequest plan_request_from_json(std::string_view json);

/// For people to read: the visits by day, then what has no place and why. Ends with a line of totals.
std::string plan_table(const Plan& plan);
/// RFC 4180 with header day,person,subject,title,id,state: planned, pinned, or the reason why not (day and person empty).
std::string plan_csv(const Plan& plan);
/// One JSON object: visits, unplanned, witnesses, conflicts, loads.
std::string plan_json(const Plan& plan);

/// What a calendar says besides its events.
struct PlanCalendarOptions {
  Instant stamp;       ///< DTSTAMP of every event: when the plan was made
  std::string name;    ///< X-WR-CALNAME; empty: none
  std::string person;  ///< only this person's visits; empty: everybody's
};
/// iCalendar (RFC 5545), an event of a whole day for each planned visit. Days need no zone. The UID comes from the
/// visit's id alone, so that a later plan moves the event.
std::string plan_icalendar(const Plan& plan, const PlanCalendarOptions& options);

}  // namespace huifang
