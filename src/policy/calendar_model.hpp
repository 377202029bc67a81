#pragma once
/// The compiled calendar section beside seasons and buckets: named hours, and what changes the calendar of one subject.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"

namespace huifang {

/// Hours with a name, such as a call window: a weekly pattern that knows no holidays.
struct NamedHours {
  std::string name;                                  ///< empty: written where it is used
  BusinessCalendar calendar;
};

/// What an overlay or a roster changes in the calendar beneath it.
struct CalendarLayer {
  std::optional<std::array<bool, 7>> open;           ///< Monday first: the days that are worked, with their usual hours
  std::optional<std::array<std::vector<OpenHours>, 7>> hours;  ///< of the days that have their own; without `open` the
                                                     ///< others are closed
  std::vector<DayOverride> days;                     ///< win over everything beneath; ascending, unique

  bool has_week() const { return open || hours; }
  /// The week of this layer over the one beneath; seven entries each.
  std::vector<std::vector<OpenHours>> week_over(const std::vector<std::vector<OpenHours>>& beneath) const;
  /// Put over `source`, its week from `from` on; nullopt: for ever. `source.weekly` has seven entries.
  void apply(CalendarSource& source, const std::optional<Date>& from) const;
};

/// Calendars of the subjects of an entity.
struct OverlayDef {
  std::uint32_t entity = 0xffffffff;                 ///< index into entities
  std::map<std::string, CalendarLayer> subjects;     ///< by key; those that the document itself gives one
};

/// What closes a day, in the words of policies: "week" (the weekly pattern has no hours), "holiday" (the data set), "date" (a
/// single date of the calendar, of an overlay or a roster, an absence). Empty: it is open.
std::string_view closed_kind(const DayStatus& day);
inline constexpr std::array<std::string_view, 3> closed_kinds = {"week", "holiday", "date"};

/// Named lists of dates, as expressions see them.
struct DateListDef {
  std::string name;
  std::vector<Date> dates;                           ///< ascending, unique
};

}  // namespace huifang
