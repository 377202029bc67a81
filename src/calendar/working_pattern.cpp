#include "calendar/working_pattern.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "calendar/civil.hpp"

namespace huifang {
namespace {

constexpr std::int64_t monday = -3;  // 1969-12-29

}  // namespace

WorkingPattern::WorkingPattern(const std::vector<Period>& periods, const std::vector<Exception>& exceptions) {
  periods_.clear();
  for (const Period& period : periods) {
    Sums sums;
    sums.from = period.from;
    std::partial_sum(period.weekly.begin(), period.weekly.end(), sums.weekly.begin() + 1);
    if (!periods_.empty()) sums.shift = periods_.back().before(period.from) - sums.before(period.from);
    periods_.push_back(sums);
  }
  exception_days_.reserve(exceptions.size());
  difference_sums_.reserve(exceptions.size() + 1);
  for (const Exception& exception : exceptions) {
    exception_days_.push_back(exception.day);
    difference_sums_.push_back(difference_sums_.back() + exception.difference);
  }
}

std::int64_t WorkingPattern::Sums::before(std::int64_t day) const {
  const auto weekday = static_cast<std::size_t>(civil::weekday_index(day));
  return shift + civil::floor_div(day - monday, 7) * weekly[7] + weekly[weekday];
}

std::optional<std::int64_t> WorkingPattern::Sums::reach(std::int64_t sum) const {
  const std::int64_t needed = sum - shift;
  if (weekly[7] == 0) return std::nullopt;
  const std::int64_t week = civil::floor_div(needed - 1, weekly[7]);
  const std::int64_t rest = needed - week * weekly[7];  // in [1, weekly[7]]
  const auto weekday = std::find_if(weekly.begin() + 1, weekly.end(),
                                    [rest](std::int64_t reached) { return reached >= rest; });
  return monday + week * 7 + (weekday - weekly.begin()) - 1;
}

std::int64_t WorkingPattern::weekly_before(std::int64_t day) const {
  const auto later =
      std::upper_bound(periods_.begin() + 1, periods_.end(), day,
                       [](std::int64_t wanted, const Sums& sums) { return wanted < sums.from; });
  return std::prev(later)->before(day);
}

std::int64_t WorkingPattern::before(std::int64_t day) const {
  const auto listed = std::lower_bound(exception_days_.begin(), exception_days_.end(), day);
  return weekly_before(day) + difference_sums_[static_cast<std::size_t>(listed - exception_days_.begin())];
}

std::optional<std::int64_t> WorkingPattern::reach(std::int64_t sum) const {
  // The first listed day before which the sum is reached; between it and its predecessor only the week
  // counts.
  std::size_t low = 0;
  std::size_t high = exception_days_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (weekly_before(exception_days_[middle]) + difference_sums_[middle] >= sum) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  if (low > 0) {
    const std::int64_t predecessor = exception_days_[low - 1];
    if (weekly_before(predecessor + 1) + difference_sums_[low] >= sum) return predecessor;
  }
  // The last period that begins before the sum is reached; a period without open days reaches nothing.
  const std::int64_t needed = sum - difference_sums_[low];
  const auto later = std::partition_point(periods_.begin() + 1, periods_.end(),
                                          [&](const Sums& sums) { return sums.before(sums.from) < needed; });
  return std::prev(later)->reach(needed);
}

}  // namespace huifang
