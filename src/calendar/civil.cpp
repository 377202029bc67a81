#include "calendar/civil.hpp"

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>

#include "calendar/codes.hpp"
#include "huifang/error.hpp"

namespace huifang::civil {
namespace {

using Gregorian = boost::gregorian::gregorian_calendar;
using boost::gregorian::greg_day;
using boost::gregorian::greg_month;
using boost::gregorian::greg_year;

constexpr std::int64_t julian_epoch_day = 2440588;  // Boost counts Julian days; this one is 1970-01-01

bool in_years(std::int64_t year) { return year >= first_date.year && year <= last_date.year; }

Gregorian::ymd_type to_boost(Date date) {
  return {greg_year(static_cast<unsigned short>(date.year)), greg_month(date.month), greg_day(date.day)};
}

}  // namespace

void refuse_years() {
  throw Error(ErrorKind::range, codes::outside_years, "The date lies outside the years 1400 to 9999");
}

bool in_years(Date date) { return in_years(static_cast<std::int64_t>(date.year)); }

int days_in_month(std::int32_t year, int month) {
  return Gregorian::end_of_month_day(greg_year(static_cast<unsigned short>(year)),
                                     greg_month(static_cast<unsigned short>(month)));
}

bool exists(std::int32_t year, int month, int day) {
  return in_years(static_cast<std::int64_t>(year)) && month >= 1 && month <= 12 && day >= 1 &&
         day <= days_in_month(year, month);
}

std::int64_t to_days(Date date) {
  if (!exists(date.year, date.month, date.day)) refuse_years();
  return static_cast<std::int64_t>(Gregorian::day_number(to_boost(date))) - julian_epoch_day;
}

Date from_days(std::int64_t day) {
  if (day < first_day || day > last_day) refuse_years();
  const auto ymd = Gregorian::from_day_number(static_cast<std::uint32_t>(day + julian_epoch_day));
  return Date{static_cast<std::int32_t>(ymd.year), static_cast<std::uint8_t>(ymd.month.as_number()),
              static_cast<std::uint8_t>(ymd.day.as_number())};
}

Date add_months(Date date, std::int64_t months) {
  if (!in_years(date)) refuse_years();
  constexpr std::int64_t months_max = 12 * 10'000;
  if (months < -months_max || months > months_max) refuse_years();
  const std::int64_t total = std::int64_t{date.year} * 12 + (date.month - 1) + months;
  const std::int64_t year = floor_div(total, 12);
  if (!in_years(year)) refuse_years();
  const int month = static_cast<int>(total - year * 12) + 1;
  const int day = std::min<int>(date.day, days_in_month(static_cast<std::int32_t>(year), month));
  return Date{static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month),
              static_cast<std::uint8_t>(day)};
}

IsoWeek iso_week(Date date) {
  const int week = Gregorian::week_number(to_boost(date));
  // ISO 8601: a week belongs to the year of its Thursday.
  std::int32_t year = date.year;
  if (date.month == 1 && week >= 52) --year;
  if (date.month == 12 && week == 1) ++year;
  return {year, week};
}

}  // namespace huifang::civil
