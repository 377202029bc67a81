#pragma once
/// What the steps of the engine hand to one another: where a rule occurs, what its expressions see, and what comes of it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/subject.hpp"
#include "policy/model.hpp"

namespace huifang {

/// What an expression sees. Everything is borrowed for the evaluation.
struct Situation {
  const Subject* subject = nullptr;
  std::int64_t at_us = 0;                  ///< facts, measures and parameters are read as of this instant
  std::optional<std::int64_t> begins_us;   ///< when it begins what spans are for: spans are those of its day; at_us when absent
  std::optional<Date> season_date;         ///< day of the seasons; the day of at_us when absent
  const Occurred* event = nullptr;
  const Occurred* cause = nullptr;
  const std::string* n = nullptr;
  const Bucket* bucket = nullptr;
  std::optional<Date> started;             ///< rules started by date: that date
  const std::optional<EntityRef>* owner = nullptr;  ///< of the duty; nullptr: of the subject
};

/// Where in time an occurrence of a rule lies.
struct Occurrence {
  std::uint32_t rule = none;
  std::uint32_t step = none;               ///< none: the rule itself
  std::string run;
  std::string n = "1";
  PointInTime start;
  std::optional<Bucket> bucket;
  std::int64_t opens_us = 0;               ///< default opening
  std::optional<PointInTime> due;          ///< default due
  std::optional<PointInTime> previous;     ///< steps: due of the nearest earlier step that exists
  std::shared_ptr<const Occurred> cause;
  const Occurred* event = nullptr;         ///< steps: the event that started it, borrowed; nullptr: that is the cause
  bool quiet = false;                      ///< when it comes too late that is no news: one of many dates
  std::optional<std::size_t> branch;       ///< of a due that is a choice: taken before, see WindowBasis
  std::optional<std::size_t> level;        ///< what acts is this level of the duty's ladder
  bool award = false;                      ///< what it posts is entered by itself
  const std::optional<EntityRef>* owner = nullptr;  ///< of the duty; nullptr: of the subject

  /// What the time texts of its rule refer to.
  TimeContext times() const;
};

inline bool has_open_day(const Bucket& bucket, const BusinessCalendar& calendar) {
  return calendar.is_open(bucket.last) || calendar.working_days_between(bucket.first, bucket.last) > 0;
}

/// When a duty can be done.
struct Window {
  std::int64_t opens_us = 0;
  std::optional<PointInTime> due;          ///< nullopt: no deadline
  std::optional<std::int64_t> due_us;      ///< its last instant
  std::string_view closed;                 ///< why the day of the due was closed, where its roll asked; static lifetime
  bool opens_known = true;                 ///< false: its opening reads what is not known yet
  std::optional<std::size_t> branch;       ///< of a due that is a choice: the one taken
};

/// A fact that a rule sets, as soon as what it reacts to is worked off.
struct FactChange {
  EntityRef subject;
  std::uint32_t attribute = none;
  Value value;
  std::string cause;                       ///< key of the effect
};

/// A case that a rule or a chart opens, as soon as what it reacts to is worked off.
struct CaseOpening {
  std::uint32_t workflow = none;
  EntityRef about;
  std::string key;                         ///< wanted: id of what opens it
  std::shared_ptr<const Occurred> cause;   ///< nullptr: time
  std::vector<std::pair<std::string, Value>> data;
};

/// How far back awards are asked again: what their measures read stays known so long.
inline constexpr std::int64_t awards_back_us = 400 * us_per_day;

/// What is to be posted to one account.
struct Posting {
  EntityRef account;
  std::string part;                        ///< place of the effect and name of the role
  std::int64_t amount = 0;                 ///< scaled
  std::string shared{};                    ///< JSON: what was shared out, and which share this is; empty: it has an amount of its own
};

/// What the policy says of a contact.
struct Permission {
  bool allowed = true;
  std::string code;                        ///< denied: why; "undecided" when the policy cannot tell
  std::vector<std::string> unknown;        ///< undecided: names without a value
  std::string because;                     ///< canonical JSON; empty without eligibility
  std::string policy;                      ///< denied: id of the policy that says so
};

}  // namespace huifang
