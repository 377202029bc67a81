#pragma once
/// What a BusinessCalendar handle points to: the days that differ from the weekly pattern, and sums over all
/// of them.

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "calendar/civil.hpp"
#include "calendar/working_pattern.hpp"
#include "calendar/zone_rep.hpp"
#include "huifang/calendar.hpp"

namespace huifang {

struct BusinessCalendar::Rep {
  /// A day that the data or the overlay names.
  struct Entry {
    std::int64_t day;
    DayStatus::Kind kind;
    std::size_t hours;  ///< index into `hours`
    std::size_t name;   ///< index into `names`
  };

  explicit Rep(TimeZone calendar_zone) : zone(std::move(calendar_zone)) {}

  const ZoneTable& zone_table() const { return zone.rep_->table; }
  const Entry* find_entry(std::int64_t day) const {
    const auto at =
        std::lower_bound(entries.begin(), entries.end(), day,
                         [](const Entry& entry, std::int64_t wanted) { return entry.day < wanted; });
    return at != entries.end() && at->day == day ? &*at : nullptr;
  }
  const std::vector<OpenHours>& hours_of(std::int64_t day) const {
    const Entry* entry = find_entry(day);
    return hours[entry != nullptr ? entry->hours
                                  : weekly_hours[static_cast<std::size_t>(civil::weekday_index(day))]];
  }

  /// Calls `visit(start_us, end_us)` for each open interval of a local day, UTC microseconds, ascending,
  /// disjoint. Ends are found as D7 says and never leave the day; what that makes empty is left out.
  template <class Visit>
  void open_intervals(std::int64_t day, Visit&& visit) const {
    const std::vector<OpenHours>& open = hours_of(day);
    if (open.empty()) return;
    constexpr std::int64_t day_s = us_per_day / us_per_second;
    const ZoneTable& table = zone_table();
    const std::int64_t day_start_us = zone.rep_->day_start_us(day);
    if (table.even(day * day_s, (day + 1) * day_s)) {
      for (const OpenHours& part : open) {
        visit(day_start_us + part.start_min * us_per_minute, day_start_us + part.end_min * us_per_minute);
      }
      return;
    }
    const std::int64_t day_end_us = zone.rep_->day_start_us(day + 1);
    const auto boundary_us = [&](std::int32_t minute) {
      if (minute == 0) return day_start_us;
      if (minute == minutes_per_day) return day_end_us;
      const std::int64_t utc_us = table.to_utc_s(day * day_s + std::int64_t{minute} * 60) * us_per_second;
      return std::clamp(utc_us, day_start_us, day_end_us);
    };
    std::int64_t reached_us = day_start_us;
    for (const OpenHours& part : open) {
      const std::int64_t start_us = std::max(boundary_us(part.start_min), reached_us);
      const std::int64_t end_us = boundary_us(part.end_min);
      if (start_us >= end_us) continue;
      visit(start_us, end_us);
      reached_us = end_us;
    }
  }
  std::int64_t open_us(std::int64_t day) const {
    std::int64_t total = 0;
    open_intervals(day, [&](std::int64_t start_us, std::int64_t end_us) { total += end_us - start_us; });
    return total;
  }
  /// The day whose tile [start of day, start of next day) holds the instant.
  std::int64_t day_of(std::int64_t utc_us) const;
  /// Open microseconds of all time before an instant, less a constant.
  std::int64_t open_us_before(std::int64_t utc_us) const;

  static constexpr std::int32_t minutes_per_day = 24 * 60;

  TimeZone zone;
  std::vector<std::vector<OpenHours>> hours{{}};  ///< the first: closed
  std::array<std::size_t, 7> weekly_hours{};      ///< Monday first
  std::array<std::size_t, 7> usual_hours{};       ///< of a make-up day on that weekday; never the closed ones
  std::vector<std::string> names{""};
  std::vector<Entry> entries;                                            ///< ascending by day, unique
  WorkingPattern day_sums;                                               ///< weights: 1 = open
  WorkingPattern time_sums;                                              ///< weights: open microseconds
  std::int64_t covered_from = std::numeric_limits<std::int64_t>::min();  ///< days; the data's coverage
  std::int64_t covered_to = std::numeric_limits<std::int64_t>::max();
  std::int64_t horizon_days = 0;
  std::string version;
};

/// Adds what is wrong with the hours of one day to `found`, at `pointer`; sorts them by start.
void check_hours(std::vector<OpenHours>& hours, const std::string& pointer, std::vector<Diagnostic>& found);

}  // namespace huifang
