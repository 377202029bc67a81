#pragma once
/// Sums over weekly patterns with exceptions: how much is open before a day, and on which day a sum is
/// reached.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace huifang {

/// Every day has a weight >= 0 (1 for a working day, or its open microseconds): that of its weekday in the
/// period it lies in, unless it is listed. Both questions cost a binary search among the listed days and one
/// among the periods, however far apart the days are.
class WorkingPattern {
 public:
  struct Exception {
    std::int64_t day = 0;         ///< since 1970-01-01
    std::int64_t difference = 0;  ///< its weight less that of its weekday
  };

  struct Period {
    std::int64_t from = 0;                 ///< its first day; of the first period: means nothing
    std::array<std::int64_t, 7> weekly{};  ///< weights, Monday first
  };

  WorkingPattern() = default;
  /// `periods`: at least one, ascending by first day. `exceptions`: ascending by day, unique.
  WorkingPattern(const std::vector<Period>& periods, const std::vector<Exception>& exceptions);

  /// Sum of the weights of all days before `day`, less a constant: only differences mean something.
  std::int64_t before(std::int64_t day) const;
  /// The earliest day with before(day + 1) >= sum; nullopt when no day is. Days of any year may be returned.
  std::optional<std::int64_t> reach(std::int64_t sum) const;

 private:
  /// One period's sums, as if it had always been.
  struct Sums {
    std::int64_t from = 0;
    std::array<std::int64_t, 8> weekly{};  // of the weekdays before Monday, Tuesday, …; [7] is the week's
    std::int64_t shift = 0;                // what makes it go on where the period before ends

    std::int64_t before(std::int64_t day) const;
    std::optional<std::int64_t> reach(std::int64_t sum) const;
  };
  std::int64_t weekly_before(std::int64_t day) const;

  std::vector<Sums> periods_{Sums{}};
  std::vector<std::int64_t> exception_days_;
  std::vector<std::int64_t> difference_sums_{0};  // of the exceptions before the i-th
};

}  // namespace huifang
