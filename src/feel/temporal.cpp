#include "feel/temporal.hpp"

#include <date/tz.h>

#include <algorithm>

#include "value/decimal.hpp"

namespace huifang::feel::temporal {
namespace {

__extension__ typedef __int128 Int128;

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t s_per_day = 86'400;
constexpr std::int64_t ns_per_day = s_per_day * ns_per_s;

/// Seconds and nanoseconds [0, 1e9) on the civil or the UTC line.
struct Moment {
  std::int64_t seconds = 0;
  std::int32_t ns = 0;
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

Moment moment_of(const Date& date, std::int64_t ns_of_day, std::int32_t offset) {
  return {date.to_days() * s_per_day + ns_of_day / ns_per_s - offset,
          static_cast<std::int32_t>(ns_of_day % ns_per_s)};
}

const date::time_zone* find_zone(std::string_view name) {
  const auto& zones = date::get_tzdb().zones;
  const auto less = [](const date::time_zone& zone, std::string_view wanted) { return zone.name() < wanted; };
  const auto place = std::lower_bound(zones.begin(), zones.end(), name, less);
  if (place != zones.end() && place->name() == name) return &*place;
  // Links ("PRC", "Etc/GMT") are resolved by the library, which throws for what it does not know.
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// A date the zone data covers that has the same place in a year of the same shape.
Date within_zone_data(const Date& date) {
  if (date.year > 2037) {
    const int first_weekday = Date{date.year, 1, 1}.weekday();
    for (std::int32_t year = 2037; year > 2009; --year) {
      if (is_leap(year) == is_leap(date.year) && Date{year, 1, 1}.weekday() == first_weekday) {
        return Date{year, date.month, date.day};
      }
    }
  }
  if (date.year < 1800) return Date{1800, 1, 1};
  return date;
}

std::int32_t offset_in(std::string_view name, const Date& civil, std::int64_t ns_of_day) {
  const date::time_zone* zone = find_zone(name);
  if (zone == nullptr) return 0;
  const Moment local = moment_of(within_zone_data(civil), ns_of_day, 0);
  const auto info = zone->get_info(date::local_seconds(std::chrono::seconds(local.seconds)));
  return static_cast<std::int32_t>(info.first.offset.count());
}

std::int32_t offset_in_utc(std::string_view name, const Moment& utc) {
  const date::time_zone* zone = find_zone(name);
  if (zone == nullptr) return 0;
  const std::int64_t day = (utc.seconds >= 0 ? utc.seconds : utc.seconds - (s_per_day - 1)) / s_per_day;
  const Date covered = within_zone_data(Date::from_days(day));
  const std::int64_t seconds = covered.to_days() * s_per_day + (utc.seconds - day * s_per_day);
  return static_cast<std::int32_t>(
      zone->get_info(date::sys_seconds(std::chrono::seconds(seconds))).offset.count());
}

std::optional<Date> date_of_days(std::int64_t days) {
  constexpr std::int64_t days_max = 365'250'000'000;
  if (days > days_max || days < -days_max) return std::nullopt;
  const Date date = Date::from_days(days);
  return Date::make(date.year, date.month, date.day);
}

std::optional<DateTime> date_time_of(const Moment& moment, const std::optional<ZoneSpec>& zone) {
  std::int64_t seconds = moment.seconds;
  if (zone) seconds += zone->name.empty() ? zone->offset_s.value_or(0) : offset_in_utc(zone->name, moment);
  const std::int64_t day = (seconds >= 0 ? seconds : seconds - (s_per_day - 1)) / s_per_day;
  const auto date = date_of_days(day);
  if (!date) return std::nullopt;
  return DateTime{*date, Time{(seconds - day * s_per_day) * ns_per_s + moment.ns, zone}};
}

Int128 ns_of(DaysDuration duration) { return static_cast<Int128>(duration.seconds) * ns_per_s + duration.ns; }

std::optional<DaysDuration> duration_of(Int128 ns) {
  const Int128 seconds = ns / ns_per_s;
  if (seconds > INT64_MAX || seconds < INT64_MIN) return std::nullopt;
  return DaysDuration{static_cast<std::int64_t>(seconds), static_cast<std::int32_t>(ns % ns_per_s)};
}

DaysDuration difference(const Moment& a, const Moment& b) {
  const Int128 ns = (static_cast<Int128>(a.seconds) - b.seconds) * ns_per_s + (a.ns - b.ns);
  return duration_of(ns).value_or(DaysDuration{});
}

/// The integer part, towards zero.
std::optional<std::int64_t> truncated(const std::optional<Decimal>& number) {
  if (!number) return std::nullopt;
  const auto whole = decimal::round(*number, 0, decimal::Rounding::down);
  return whole ? whole->to_int64() : std::nullopt;
}

}  // namespace

bool zone_exists(std::string_view name) { return find_zone(name) != nullptr; }

bool is_valid(const std::optional<ZoneSpec>& zone) {
  return !zone || zone->name.empty() || zone_exists(zone->name);
}

std::optional<std::int32_t> offset_of(const DateTime& date_time) {
  const auto& zone = date_time.time.zone;
  if (!zone) return std::nullopt;
  if (zone->name.empty()) return zone->offset_s.value_or(0);
  return offset_in(zone->name, date_time.date, date_time.time.ns_of_day);
}

std::optional<std::int32_t> offset_of(const Time& time) {
  return offset_of(DateTime{Date{2000, 1, 1}, time});
}

std::optional<std::strong_ordering> compare(const DateTime& a, const DateTime& b) {
  const auto offset_a = offset_of(a);
  const auto offset_b = offset_of(b);
  if (offset_a.has_value() != offset_b.has_value()) return std::nullopt;
  return moment_of(a.date, a.time.ns_of_day, offset_a.value_or(0)) <=>
         moment_of(b.date, b.time.ns_of_day, offset_b.value_or(0));
}

std::optional<std::strong_ordering> compare(const Time& a, const Time& b) {
  return compare(DateTime{Date{2000, 1, 1}, a}, DateTime{Date{2000, 1, 1}, b});
}

std::optional<Date> add(const Date& date, MonthsDuration duration) {
  constexpr std::int64_t months_max = 12 * 2'000'000'001LL;
  if (duration.months > months_max || duration.months < -months_max) return std::nullopt;
  const std::int64_t months = static_cast<std::int64_t>(date.year) * 12 + (date.month - 1) + duration.months;
  const std::int64_t year = (months >= 0 ? months : months - 11) / 12;
  const int month = static_cast<int>(months - year * 12) + 1;
  return Date::make(year, month, std::min<int>(date.day, last_day_of_month(year, month)));
}

std::optional<Date> add(const Date& date, DaysDuration duration) {
  const auto moved = add(DateTime{date, Time{}}, duration);
  if (!moved) return std::nullopt;
  return moved->date;
}

std::optional<DateTime> add(const DateTime& date_time, MonthsDuration duration) {
  const auto date = add(date_time.date, duration);
  if (!date) return std::nullopt;
  return DateTime{*date, date_time.time};
}

std::optional<DateTime> add(const DateTime& date_time, DaysDuration duration) {
  const Moment moment = moment_of(date_time.date, date_time.time.ns_of_day, offset_of(date_time).value_or(0));
  const Int128 ns = static_cast<Int128>(moment.seconds) * ns_per_s + moment.ns + ns_of(duration);
  Int128 seconds = ns / ns_per_s;
  Int128 rest = ns % ns_per_s;
  if (rest < 0) {
    rest += ns_per_s;
    seconds -= 1;
  }
  constexpr std::int64_t seconds_max = INT64_MAX / 4;
  if (seconds > seconds_max || seconds < -seconds_max) return std::nullopt;
  return date_time_of({static_cast<std::int64_t>(seconds), static_cast<std::int32_t>(rest)},
                      date_time.time.zone);
}

Time add(const Time& time, DaysDuration duration) {
  Int128 ns = (time.ns_of_day + ns_of(duration)) % ns_per_day;
  if (ns < 0) ns += ns_per_day;
  return Time{static_cast<std::int64_t>(ns), time.zone};
}

std::optional<DaysDuration> subtract(const DateTime& a, const DateTime& b) {
  const auto offset_a = offset_of(a);
  const auto offset_b = offset_of(b);
  if (offset_a.has_value() != offset_b.has_value()) return std::nullopt;
  return difference(moment_of(a.date, a.time.ns_of_day, offset_a.value_or(0)),
                    moment_of(b.date, b.time.ns_of_day, offset_b.value_or(0)));
}

std::optional<DaysDuration> subtract(const Time& a, const Time& b) {
  return subtract(DateTime{Date{2000, 1, 1}, a}, DateTime{Date{2000, 1, 1}, b});
}

DateTime midnight(const Date& date) { return DateTime{date, Time{0, ZoneSpec{"", 0}}}; }

MonthsDuration months_between(const Date& a, const Date& b) {
  const auto months_of = [](const Date& date) {
    return static_cast<std::int64_t>(date.year) * 12 + date.month - 1;
  };
  std::int64_t months = months_of(b) - months_of(a);
  if (months > 0 && b.day < a.day) --months;
  if (months < 0 && b.day > a.day) ++months;
  return MonthsDuration{months};
}

std::optional<DaysDuration> add(DaysDuration a, DaysDuration b) { return duration_of(ns_of(a) + ns_of(b)); }

std::optional<MonthsDuration> add(MonthsDuration a, MonthsDuration b) {
  MonthsDuration sum;
  if (__builtin_add_overflow(a.months, b.months, &sum.months)) return std::nullopt;
  return sum;
}

DaysDuration negated(DaysDuration a) { return duration_of(-ns_of(a)).value_or(DaysDuration{INT64_MAX, 0}); }

Decimal seconds_of(DaysDuration a) {
  return Decimal::add(Decimal(a.seconds), Decimal::scaled(a.ns, 9)).value_or(Decimal());
}

std::optional<DaysDuration> duration_of_seconds(const Decimal& seconds) {
  const auto whole = decimal::round(seconds, 0, decimal::Rounding::down);
  if (!whole) return std::nullopt;
  const auto fraction = Decimal::subtract(seconds, *whole);
  if (!fraction) return std::nullopt;
  const auto ns = truncated(Decimal::multiply(*fraction, Decimal(ns_per_s)));
  const auto count = whole->to_int64();
  if (!ns || !count) return std::nullopt;
  return DaysDuration{*count, static_cast<std::int32_t>(*ns)};
}

std::optional<DaysDuration> multiply(DaysDuration a, const Decimal& factor) {
  const auto seconds = Decimal::multiply(seconds_of(a), factor);
  return seconds ? duration_of_seconds(*seconds) : std::nullopt;
}

std::optional<MonthsDuration> multiply(MonthsDuration a, const Decimal& factor) {
  const auto months = truncated(Decimal::multiply(Decimal(a.months), factor));
  if (!months) return std::nullopt;
  return MonthsDuration{*months};
}

std::optional<DaysDuration> divide(DaysDuration a, const Decimal& divisor) {
  const auto seconds = Decimal::divide(seconds_of(a), divisor);
  return seconds ? duration_of_seconds(*seconds) : std::nullopt;
}

std::optional<MonthsDuration> divide(MonthsDuration a, const Decimal& divisor) {
  const auto months = truncated(Decimal::divide(Decimal(a.months), divisor));
  if (!months) return std::nullopt;
  return MonthsDuration{*months};
}

std::int32_t day_of_year(const Date& date) {
  return static_cast<std::int32_t>(date.to_days() - Date{date.year, 1, 1}.to_days()) + 1;
}

std::int32_t week_of_year(const Date& date) {
  // The week belongs to the year of its Thursday.
  const Date thursday = Date::from_days(date.to_days() - date.weekday() + 4);
  return (day_of_year(thursday) - 1) / 7 + 1;
}

int last_day_of_month(std::int64_t year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

DateTime utc(Instant instant) {
  constexpr std::int64_t us_per_s = 1'000'000;
  const std::int64_t seconds =
      (instant.utc_us >= 0 ? instant.utc_us : instant.utc_us - (us_per_s - 1)) / us_per_s;
  const auto ns = static_cast<std::int32_t>((instant.utc_us - seconds * us_per_s) * 1000);
  return date_time_of({seconds, ns}, ZoneSpec{"", 0}).value_or(DateTime{});
}

}  // namespace huifang::feel::temporal
