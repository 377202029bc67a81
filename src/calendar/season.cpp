#include <algorithm>

#include "calendar/civil.hpp"
#include "calendar/day_range.hpp"

namespace huifang {

std::optional<std::size_t> SeasonSet::at(Date date) const {
  std::optional<std::size_t> otherwise;
  for (std::size_t i = 0; i < seasons.size(); ++i) {
    for (const DayRange& range : seasons[i].ranges) {
      if (range.contains(date)) return i;
    }
    if (seasons[i].otherwise && !otherwise) otherwise = i;
  }
  return otherwise;
}

std::optional<Date> SeasonSet::next_change(Date date) const {
  constexpr std::int64_t days_max = 3653;
  const std::int64_t today = civil::to_days(date);
  const std::int64_t latest = std::min(today + days_max, civil::last_day);
  // A season changes only where a range begins or on the day after one ends.
  std::vector<std::int64_t> bounds;
  const auto add = [&](std::int64_t day) {
    if (day > today && day <= latest) bounds.push_back(day);
  };
  for (const Season& season : seasons) {
    for (const DayRange& range : season.ranges) {
      const std::int32_t last_year = range.yearly ? civil::from_days(latest).year : date.year;
      const std::int32_t first_year =
          range.yearly ? std::max(date.year - 1, civil::first_date.year) : date.year;
      for (std::int32_t year = first_year; year <= last_year; ++year) {
        const DayRun run = run_of(range, year);
        add(run.first);
        add(run.last + 1);
      }
      if (const auto running = run_at(range, date)) add(running->last + 1);
    }
  }
  std::sort(bounds.begin(), bounds.end());
  const std::optional<std::size_t> now = at(date);
  for (const std::int64_t day : bounds) {
    const Date bound = civil::from_days(day);
    if (at(bound) != now) return bound;
  }
  return std::nullopt;
}

}  // namespace huifang
