#include <array>

#include "feel/builtins.hpp"
#include "feel/evaluate.hpp"
#include "feel/temporal.hpp"
#include "value/decimal.hpp"

namespace huifang::feel {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::optional<std::int64_t> whole(const Value& value) { return value.number().to_int64(); }

std::optional<Date> date_from_parts(const Value& year, const Value& month, const Value& day) {
  const auto y = whole(year);
  const auto m = whole(month);
  const auto d = whole(day);
  if (!y || !m || !d || *m < 1 || *m > 12 || *d < 1 || *d > 31) return std::nullopt;
  return Date::make(*y, static_cast<int>(*m), static_cast<int>(*d));
}

/// hour, minute, second with fraction → nanoseconds of the day.
std::optional<std::int64_t> ns_from_parts(const Value& hour, const Value& minute, const Value& second) {
  const auto h = whole(hour);
  const auto m = whole(minute);
  const auto down = decimal::round(second.number(), 9, decimal::Rounding::down);
  const auto ns = down ? down->to_scaled(9) : std::nullopt;
  if (!h || !m || !ns || *h < 0 || *h > 23 || *m < 0 || *m > 59 || *ns < 0 || *ns >= 60 * ns_per_s)
    return std::nullopt;
  return (*h * 3600 + *m * 60) * ns_per_s + *ns;
}

/// An offset as a duration, below 18 hours either way.
std::optional<ZoneSpec> zone_from(const Value& value) {
  if (value.kind() == Value::Kind::string) {
    if (!temporal::zone_exists(value.string())) return std::nullopt;
    return ZoneSpec{value.string(), std::nullopt};
  }
  if (value.kind() != Value::Kind::days_duration) return std::nullopt;
  const DaysDuration offset = value.days_duration();
  constexpr std::int64_t limit = 18 * 3600;
  if (offset.seconds > limit || offset.seconds < -limit) return std::nullopt;
  return ZoneSpec{"", static_cast<std::int32_t>(offset.seconds)};
}

Value date_from(const Call& call) {
  switch (call[0].kind()) {
    case Value::Kind::string: {
      const auto date = Date::parse(call[0].string());
      return date ? Value::of(*date) : call.failed("the text is no date");
    }
    case Value::Kind::date:
      return call[0];
    case Value::Kind::date_time:
      return Value::of(call[0].date_time().date);
    default:
      return call.wrong_type(0);
  }
}

Value date_of_parts(const Call& call) {
  const auto date = date_from_parts(call[0], call[1], call[2]);
  return date ? Value::of(*date) : call.failed("there is no such day");
}

Value time_from(const Call& call) {
  switch (call[0].kind()) {
    case Value::Kind::string: {
      auto time = Time::parse(call[0].string());
      if (!time || !temporal::is_valid(time->zone)) return call.failed("the text is no time");
      return Value::of(std::move(*time));
    }
    case Value::Kind::time:
      return call[0];
    case Value::Kind::date_time:
      return Value::of(call[0].date_time().time);
    case Value::Kind::date:
      return Value::of(temporal::midnight(call[0].date()).time);
    default:
      return call.wrong_type(0);
  }
}

Value time_of_parts(const Call& call) {
  const auto ns = ns_from_parts(call[0], call[1], call[2]);
  if (!ns) return call.failed("there is no such time of day");
  Time time{*ns, std::nullopt};
  if (call.has(3)) {
    if (call[3].kind() != Value::Kind::days_duration) return call.wrong_type(3);
    time.zone = zone_from(call[3]);
    if (!time.zone) return call.failed("the offset is above 18 hours");
  }
  return Value::of(std::move(time));
}

Value date_time_from(const Call& call) {
  switch (call[0].kind()) {
    case Value::Kind::string: {
      auto date_time = DateTime::parse(call[0].string());
      if (!date_time || !temporal::is_valid(date_time->time.zone))
        return call.failed("the text is no date and time");
      return Value::of(std::move(*date_time));
    }
    case Value::Kind::date_time:
      return call[0];
    case Value::Kind::date:
      return Value::of(temporal::midnight(call[0].date()));
    default:
      return call.wrong_type(0);
  }
}

Value date_time_joined(const Call& call) {
  if (call[1].kind() != Value::Kind::time) return call.wrong_type(1);
  const Date date = call[0].kind() == Value::Kind::date ? call[0].date() : call[0].date_time().date;
  return Value::of(DateTime{date, call[1].time()});
}

Value date_time_of_parts(const Call& call) {
  const auto date = date_from_parts(call[0], call[1], call[2]);
  const auto ns = ns_from_parts(call[3], call[4], call[5]);
  if (!date || !ns) return call.failed("there is no such date and time");
  Time time{*ns, std::nullopt};
  if (call.has(6)) {
    time.zone = zone_from(call[6]);
    if (!time.zone) return call.failed("the zone is not known");
  }
  return Value::of(DateTime{*date, std::move(time)});
}

Value duration_from(const Call& call) {
  if (call[0].kind() == Value::Kind::days_duration || call[0].kind() == Value::Kind::months_duration)
    return call[0];
  if (call[0].kind() != Value::Kind::string) return call.wrong_type(0);
  if (const auto days = DaysDuration::parse(call[0].string())) return Value::of(*days);
  if (const auto months = MonthsDuration::parse(call[0].string())) return Value::of(*months);
  return call.failed("the text is no duration");
}

Value now(const Call& call) {
  const auto instant = call.evaluator.frame().now();
  return instant ? Value::of(temporal::utc(*instant))
                 : call.failed("the time is not given to this evaluation");
}

Value today(const Call& call) {
  const auto instant = call.evaluator.frame().now();
  return instant ? Value::of(temporal::utc(*instant).date)
                 : call.failed("the time is not given to this evaluation");
}

Date date_of(const Value& value) {
  return value.kind() == Value::Kind::date ? value.date() : value.date_time().date;
}

Value months_between(const Call& call) {
  return Value::of(temporal::months_between(date_of(call[0]), date_of(call[1])));
}

Value day_of_year(const Call& call) { return Value::of(Decimal(temporal::day_of_year(date_of(call[0])))); }
Value week_of_year(const Call& call) { return Value::of(Decimal(temporal::week_of_year(date_of(call[0])))); }

Value day_of_week(const Call& call) {
  constexpr std::array<const char*, 7> names = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
  return Value::of(names[static_cast<std::size_t>(date_of(call[0]).weekday() - 1)]);
}

Value month_of_year(const Call& call) {
  constexpr std::array<const char*, 12> names = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
  return Value::of(names[static_cast<std::size_t>(date_of(call[0]).month - 1)]);
}

Value last_day(const Call& call) {
  const Date date = date_of(call[0]);
  return Value::of(Date{date.year, date.month,
                        static_cast<std::uint8_t>(temporal::last_day_of_month(date.year, date.month))});
}

using K = Type::Kind;
constexpr std::array<BuiltinSpec, 18> table = {{
    {"date", "from:a", K::date, date_from},
    {"date", "year:n, month:n, day:n", K::date, date_of_parts},
    {"time", "from:a", K::time, time_from},
    {"time", "hour:n, minute:n, second:n, offset:a?0", K::time, time_of_parts},
    {"date and time", "from:a", K::date_time, date_time_from},
    {"date and time", "date:d, time:a", K::date_time, date_time_joined},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n", K::date_time, date_time_of_parts},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n, offset:a0", K::date_time,
     date_time_of_parts},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n, timezone:a0", K::date_time,
     date_time_of_parts},
    {"duration", "from:a", K::any, duration_from},
    {"years and months duration", "from:d, to:d", K::months_duration, months_between},
    {"now", "", K::date_time, now, false},
    {"today", "", K::date, today, false},
    {"day of year", "date:d", K::number, day_of_year},
    {"week of year", "date:d", K::number, week_of_year},
    {"day of week", "date:d", K::string, day_of_week},
    {"month of year", "date:d", K::string, month_of_year},
    {"last day of month", "date:d", K::date, last_day},
}};

}  // namespace

std::span<const BuiltinSpec> temporal_builtins() { return table; }

}  // namespace huifang::feel
