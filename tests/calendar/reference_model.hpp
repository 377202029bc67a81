#pragma once
/// Business time as slowly and plainly as it can be said: one minute after the other, one day after the
/// other.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "huifang/calendar.hpp"

namespace huifang::testing {

/// Knows the weekly patterns of a CalendarSource, with hours for all seven days, and its overlay; no data.
class ReferenceModel {
 public:
  explicit ReferenceModel(const CalendarSource& source)
      : zone_(TimeZone::find(source.zone)), weekly_(source.weekly), changes_(source.changes) {
    for (const DayOverride& entry : source.overlay) overlay_[entry.date.to_days()] = entry;
  }

  std::vector<OpenHours> hours(std::int64_t day) const {
    const std::vector<std::vector<OpenHours>>* week = &weekly_;
    for (const WeeklyChange& change : changes_) {
      if (change.from.to_days() <= day) week = &change.weekly;
    }
    const std::vector<OpenHours>& weekly =
        (*week)[static_cast<std::size_t>(Date::from_days(day).weekday() - 1)];
    const auto entry = overlay_.find(day);
    if (entry == overlay_.end()) return weekly;
    if (!entry->second.open) return {};
    if (!entry->second.hours.empty()) return entry->second.hours;
    if (!weekly.empty()) return weekly;
    for (const std::vector<OpenHours>& first : *week) {
      if (!first.empty()) return first;
    }
    return {{9 * 60, 12 * 60}, {13 * 60, 18 * 60}};
  }

  /// Open are the moments from an opening to its closing, as far as they belong to the day, or for a night
  /// shift to the day and the next.
  bool is_open(std::int64_t utc_us) const {
    const std::int64_t around = zone_.date_of({utc_us}).to_days();
    for (std::int64_t day = around - 1; day <= around + 1; ++day) {
      for (const auto& [start, end] : intervals(day)) {
        if (start <= utc_us && utc_us < end) return true;
      }
    }
    return false;
  }

  /// Steps of a minute, or of so many microseconds, that begin while it is open.
  std::int64_t open_steps(std::int64_t from_us, std::int64_t to_us, std::int64_t step_us = us_per_minute) const {
    std::int64_t count = 0;
    for (std::int64_t us = from_us; us < to_us; us += step_us) count += is_open(us) ? 1 : 0;
    return count;
  }

  /// The end of the `steps`-th open step after `from_us`, or the start of the one before for a negative
  /// number. nullopt: not within `walk_max_us`.
  std::optional<std::int64_t> add_steps(std::int64_t from_us, std::int64_t steps, std::int64_t walk_max_us,
                                        std::int64_t step_us = us_per_minute) const {
    if (steps == 0) return from_us;
    const std::int64_t step = steps > 0 ? step_us : -step_us;
    std::int64_t left = std::abs(steps);
    std::int64_t us = from_us;
    for (; left > 0; us += step) {
      if (std::abs(us - from_us) >= walk_max_us) return std::nullopt;
      if (is_open(steps > 0 ? us : us - step_us)) --left;
    }
    return us;
  }

  std::optional<Date> add_days(Date date, std::int64_t n, std::int64_t days_max) const {
    std::int64_t day = date.to_days();
    const std::int64_t step = n > 0 ? 1 : -1;
    for (std::int64_t left = std::abs(n); left > 0;) {
      day += step;
      if (std::abs(day - date.to_days()) > days_max) return std::nullopt;
      if (!hours(day).empty()) --left;
    }
    return Date::from_days(day);
  }

 private:
  using Interval = std::pair<std::int64_t, std::int64_t>;

  const std::vector<Interval>& intervals(std::int64_t day) const {
    const auto [known, added] = intervals_.try_emplace(day);
    if (!added) return known->second;
    const Date date = Date::from_days(day);
    const std::int64_t day_start = zone_.start_of_day(date).utc_us;
    const std::int64_t day_end = zone_.end_of_day(date).utc_us + 1;
    for (const OpenHours& part : hours(day)) {
      const std::int64_t start = part.start_min == 0 ? day_start : instant(date, part.start_min);
      if (part.end_min > 24 * 60) {
        const Date next = Date::from_days(day + 1);
        const std::int64_t next_end = zone_.end_of_day(next).utc_us + 1;
        known->second.emplace_back(std::max(start, day_start), day_end);
        known->second.emplace_back(day_end, std::min(instant(next, part.end_min - 24 * 60), next_end));
        continue;
      }
      const std::int64_t end = part.end_min == 24 * 60 ? day_end : instant(date, part.end_min);
      known->second.emplace_back(std::max(start, day_start), std::min(end, day_end));
    }
    return known->second;
  }
  std::int64_t instant(Date date, std::int32_t minute) const {
    return zone_.to_instant({date, minute * us_per_minute}).utc_us;
  }

  TimeZone zone_;
  std::vector<std::vector<OpenHours>> weekly_;
  std::vector<WeeklyChange> changes_;
  std::map<std::int64_t, DayOverride> overlay_;
  mutable std::map<std::int64_t, std::vector<Interval>> intervals_;  // by day, as they are asked for
};

}  // namespace huifang::testing
