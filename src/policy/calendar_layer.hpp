#pragma once
/// Hours, weeks and dated entries, as the calendar section, overlays, rosters and amendments write them.

#include <string>
#include <string_view>
#include <vector>

#include "policy/calendar_model.hpp"
#include "policy/loader.hpp"

namespace huifang::loader {

/// A range of hours or a list of them; what is wrong is reported and left out.
std::vector<OpenHours> hours_of(Loader& loader, const Node& node);
/// Hours by days of the week, Monday first, and which days are given.
struct WeeklyHours {
  std::array<std::vector<OpenHours>, 7> hours;
  std::array<bool, 7> given{};
};
/// `open`: days of the week that may have hours; others are reported. nullptr: all may.
WeeklyHours weekly_hours_of(Loader& loader, const Node& node, const std::array<bool, 7>* open);
/// `weekly`, `working_hours` and `days` of an object.
CalendarLayer layer_of(Loader& loader, const Node& object);
std::vector<DayOverride> dated_of(Loader& loader, const Node& days);
/// The index of named hours, or of hours written at this place; `none`: reported.
std::uint32_t hours_at(Loader& loader, const Node& node);

}  // namespace huifang::loader

namespace huifang {

/// The keys of a layer in the data of an event: JSON text of an object. Throws Error(policy) with places in "/data/…".
CalendarLayer parse_layer(std::string_view json);
/// A version of a data set: `name`, `version`, `covered`, `days`, and `source` where it is known. As parse_layer().
CalendarData parse_data_set(std::string_view json);

}  // namespace huifang
