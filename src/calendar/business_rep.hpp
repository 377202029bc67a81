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

  /// A weekly pattern and when it begins. Monday first; indices into `hours`.
  struct Period {
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::array<std::size_t, 7> weekly_hours{};
    std::array<std::size_t, 7> usual_hours{};  ///< of a make-up day on that weekday; never the closed ones
  };

  explicit Rep(TimeZone calendar_zone) : zone(std::move(calendar_zone)) {}

  const ZoneTable& zone_table() const { return zone.rep_->table; }
  const Entry* find_entry(std::int64_t day) const {
    const auto at =
        std::lower_bound(entries.begin(), entries.end(), day,
                         [](const Entry& entry, std::int64_t wanted) { return entry.day < wanted; });
    return at != entries.end() && at->day == day ? &*at : nullptr;
  }
  const Period& period_of(std::int64_t day) const {
    const auto later =
        std::upper_bound(periods.begin() + 1, periods.end(), day,
                         [](std::int64_t wanted, const Period& period) { return wanted < period.from; });
    return *(later - 1);
  }
  /// Of the shifts that begin on the day.
  const std::vector<OpenHours>& hours_of(std::int64_t day) const {
    const Entry* entry = find_entry(day);
    if (entry != nullptr) return hours[entry->hours];
    return hours[period_of(day).weekly_hours[static_cast<std::size_t>(civil::weekday_index(day))]];
  }

  /// Calls `visit(start_min, end_min)` for the hours of a local day as the clock shows them, [0, 1440],
  /// ascending by start: the ends of shifts that began the day before, then what begins on it. The first may
  /// reach into the others.
  template <class Visit>
  void wall_hours(std::int64_t day, Visit&& visit) const {
    if (has_nights) {
      for (const OpenHours& part : hours_of(day - 1)) {
        if (part.over_midnight()) visit(0, part.end_min - minutes_per_day);
      }
    }
    for (const OpenHours& part : hours_of(day))
      visit(part.start_min, std::min(part.end_min, minutes_per_day));
  }

  /// Calls `visit(start_us, end_us)` for each open interval of a local day, UTC microseconds, ascending,
  /// disjoint. Ends are found as D7 says and never leave the day; what that makes empty is left out.
  template <class Visit>
  void open_intervals(std::int64_t day, Visit&& visit) const {
    constexpr std::int64_t day_s = us_per_day / us_per_second;
    const ZoneTable& table = zone_table();
    const std::int64_t day_start_us = zone.rep_->day_start_us(day);
    std::int64_t reached_us = day_start_us;
    const auto offer = [&](std::int64_t start_us, std::int64_t end_us) {
      start_us = std::max(start_us, reached_us);
      if (start_us >= end_us) return;
      visit(start_us, end_us);
      reached_us = end_us;
    };
    if (table.even(day * day_s, (day + 1) * day_s)) {
      wall_hours(day, [&](std::int32_t start_min, std::int32_t end_min) {
        offer(day_start_us + start_min * us_per_minute, day_start_us + end_min * us_per_minute);
      });
      return;
    }
    const std::int64_t day_end_us = zone.rep_->day_start_us(day + 1);
    const auto boundary_us = [&](std::int32_t minute) {
      if (minute == 0) return day_start_us;
      if (minute == minutes_per_day) return day_end_us;
      const std::int64_t utc_us = table.to_utc_s(day * day_s + std::int64_t{minute} * 60) * us_per_second;
      return std::clamp(utc_us, day_start_us, day_end_us);
    };
    wall_hours(day, [&](std::int32_t start_min, std::int32_t end_min) {
      offer(boundary_us(start_min), boundary_us(end_min));
    });
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
  bool has_nights = false;                        ///< some shift ends on the day after it began
  std::vector<Period> periods;                    ///< at least one, ascending
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
