#pragma once
/// Sums over a weekly pattern with exceptions: how much is open before a day, and on which day a sum is
/// reached.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace huifang {

/// Every day has a weight >= 0 (1 for a working day, or its open microseconds): that of its weekday, unless
/// it is listed. Both questions cost one binary search among the listed days, however far apart the days are.
class WorkingPattern {
 public:
  struct Exception {
    std::int64_t day = 0;         ///< since 1970-01-01
    std::int64_t difference = 0;  ///< its weight less that of its weekday
  };

  WorkingPattern() = default;
  /// `weekly`: weights, Monday first. `exceptions`: ascending by day, unique.
  WorkingPattern(const std::array<std::int64_t, 7>& weekly, const std::vector<Exception>& exceptions);

  /// Sum of the weights of all days before `day`, less a constant: only differences mean something.
  std::int64_t before(std::int64_t day) const;
  /// The earliest day with before(day + 1) >= sum; nullopt when no day is. Days of any year may be returned.
  std::optional<std::int64_t> reach(std::int64_t sum) const;

 private:
  std::int64_t weekly_before(std::int64_t day) const;

  std::array<std::int64_t, 8> weekly_sums_{};  // of the weekdays before Monday, Tuesday, …; [7] is the week's
  std::vector<std::int64_t> exception_days_;
  std::vector<std::int64_t> difference_sums_{0};  // of the exceptions before the i-th
};

}  // namespace huifang
