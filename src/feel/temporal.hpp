#pragma once
/// Arithmetic and order of FEEL temporals. Zones are IANA names; nothing here reads a clock.
///
/// A local time that exists twice is taken as the first, one that does not exist as if the clocks had not
/// been moved yet. Years after 2037 follow the rules of a year before with the same calendar.

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "huifang/value.hpp"

namespace huifang::feel::temporal {

bool zone_exists(std::string_view name);
/// False for a named zone that is not known.
bool is_valid(const std::optional<ZoneSpec>& zone);

/// Seconds east of UTC, nullopt for local ones.
std::optional<std::int32_t> offset_of(const DateTime& date_time);
/// The same for a time of day; a named zone counts as on 2000-01-01.
std::optional<std::int32_t> offset_of(const Time& time);

/// nullopt: one is local and the other is not.
std::optional<std::strong_ordering> compare(const DateTime& a, const DateTime& b);
std::optional<std::strong_ordering> compare(const Time& a, const Time& b);

/// nullopt: outside years ±999,999,999.
std::optional<Date> add(const Date& date, MonthsDuration duration);
std::optional<Date> add(const Date& date, DaysDuration duration);
std::optional<DateTime> add(const DateTime& date_time, MonthsDuration duration);
std::optional<DateTime> add(const DateTime& date_time, DaysDuration duration);
Time add(const Time& time, DaysDuration duration);

/// nullopt: one is local and the other is not.
std::optional<DaysDuration> subtract(const DateTime& a, const DateTime& b);
std::optional<DaysDuration> subtract(const Time& a, const Time& b);
/// Midnight UTC: what a date is to date-and-time arithmetic.
DateTime midnight(const Date& date);

/// Whole months from a to b, towards zero. Times of day do not count.
MonthsDuration months_between(const Date& a, const Date& b);

std::optional<DaysDuration> add(DaysDuration a, DaysDuration b);
std::optional<MonthsDuration> add(MonthsDuration a, MonthsDuration b);
DaysDuration negated(DaysDuration a);
std::optional<DaysDuration> multiply(DaysDuration a, const Decimal& factor);
std::optional<MonthsDuration> multiply(MonthsDuration a, const Decimal& factor);
std::optional<DaysDuration> divide(DaysDuration a, const Decimal& divisor);
std::optional<MonthsDuration> divide(MonthsDuration a, const Decimal& divisor);
/// In seconds, exact.
Decimal seconds_of(DaysDuration a);
std::optional<DaysDuration> duration_of_seconds(const Decimal& seconds);

std::int32_t day_of_year(const Date& date);
std::int32_t week_of_year(const Date& date);  ///< ISO 8601
int last_day_of_month(std::int64_t year, int month);

/// The moment as a date and time in UTC.
DateTime utc(Instant instant);

}  // namespace huifang::feel::temporal
