#pragma once
/// Civil dates of the business calendar: day numbers, weekdays, months and ISO weeks, by Boost.Date_Time.
///
/// A day number counts days since 1970-01-01. Dates outside 1400-01-01 to 9999-12-31 are Error(range).

#include <cstdint>

#include "huifang/value.hpp"

namespace huifang::civil {

inline constexpr Date first_date{1400, 1, 1};
inline constexpr Date last_date{9999, 12, 31};
inline constexpr std::int64_t first_day = -208188;  ///< of first_date
inline constexpr std::int64_t last_day = 2932896;   ///< of last_date

/// Throws Error(range) HF1301, also for a date that does not exist.
std::int64_t to_days(Date date);
Date from_days(std::int64_t day);
bool in_years(Date date);
/// Whether the month has such a day in that year.
bool exists(std::int32_t year, int month, int day);
int days_in_month(std::int32_t year, int month);
/// 0 = Monday … 6 = Sunday.
constexpr int weekday_index(std::int64_t day) { return static_cast<int>(((day + 3) % 7 + 7) % 7); }
/// The same day of the month `months` later; a day that month lacks becomes its last (D22).
Date add_months(Date date, std::int64_t months);

struct IsoWeek {
  std::int32_t year;
  int week;
};
IsoWeek iso_week(Date date);

[[noreturn]] void refuse_years();

/// Quotient rounded towards minus infinity; divisor > 0.
constexpr std::int64_t floor_div(std::int64_t value, std::int64_t divisor) {
  const std::int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

}  // namespace huifang::civil
