#include "calendar/working_pattern.hpp"

#include <algorithm>
#include <numeric>

#include "calendar/civil.hpp"

namespace huifang {
namespace {

constexpr std::int64_t monday = -3;  // 1969-12-29

}  // namespace

WorkingPattern::WorkingPattern(const std::array<std::int64_t, 7>& weekly,
                               const std::vector<Exception>& exceptions) {
  std::partial_sum(weekly.begin(), weekly.end(), weekly_sums_.begin() + 1);
  exception_days_.reserve(exceptions.size());
  difference_sums_.reserve(exceptions.size() + 1);
  for (const Exception& exception : exceptions) {
    exception_days_.push_back(exception.day);
    difference_sums_.push_back(difference_sums_.back() + exception.difference);
  }
}

std::int64_t WorkingPattern::weekly_before(std::int64_t day) const {
  const auto weekday = static_cast<std::size_t>(civil::weekday_index(day));
  return civil::floor_div(day - monday, 7) * weekly_sums_[7] + weekly_sums_[weekday];
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
  const std::int64_t weekly_sum = weekly_sums_[7];
  if (weekly_sum == 0) return std::nullopt;
  const std::int64_t needed = sum - difference_sums_[low];
  const std::int64_t week = civil::floor_div(needed - 1, weekly_sum);
  const std::int64_t rest = needed - week * weekly_sum;  // in [1, weekly_sum]
  const auto weekday = std::find_if(weekly_sums_.begin() + 1, weekly_sums_.end(),
                                    [rest](std::int64_t reached) { return reached >= rest; });
  return monday + week * 7 + (weekday - weekly_sums_.begin()) - 1;
}

}  // namespace huifang
