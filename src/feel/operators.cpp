#include "feel/operators.hpp"

#include <array>

#include "feel/temporal.hpp"
#include "value/decimal.hpp"

namespace huifang::feel {
namespace {

using Kind = Value::Kind;
using Trouble = Calculated::Trouble;

Ternary equal_lists(const std::vector<Value>& a, const std::vector<Value>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Ternary same = equal(a[i], b[i]);
    if (!same || !*same) return same;
  }
  return true;
}

Ternary equal_contexts(const Context& a, const Context& b) {
  if (a.entries.size() != b.entries.size()) return false;
  for (const auto& [name, value] : a.entries) {
    const Value* other = b.find(name);
    if (other == nullptr) return false;
    const Ternary same = equal(value, *other);
    if (!same || !*same) return same;
  }
  return true;
}

Ternary equal_ranges(const Range& a, const Range& b) {
  if (a.low_closed != b.low_closed || a.high_closed != b.high_closed) return false;
  const Ternary low = equal(a.low, b.low);
  if (!low || !*low) return low;
  return equal(a.high, b.high);
}

template <class T>
Calculated made(const std::optional<T>& result, std::string_view message) {
  if (!result) return {Value(), Trouble::failed, message};
  return {Value::of(*result), Trouble::none, ""};
}

Calculated wrong_type() { return {Value(), Trouble::wrong_type, ""}; }

constexpr std::string_view overflow = "the result has more than 6144 digits";
constexpr std::string_view out_of_years = "the result is outside the years -999999999 to 999999999";
constexpr std::string_view mixed_zones = "one of the two has a time zone, the other has none";
constexpr std::string_view too_long = "the duration is too long";
constexpr std::string_view by_zero = "division by zero";

Calculated add_values(const Value& a, const Value& b) {
  switch (a.kind()) {
    case Kind::number:
      if (b.kind() == Kind::number) return made(Decimal::add(a.number(), b.number()), overflow);
      return wrong_type();
    case Kind::string:
      if (b.kind() == Kind::string) return {Value::of(a.string() + b.string()), Trouble::none, ""};
      return wrong_type();
    case Kind::days_duration:
      switch (b.kind()) {
        case Kind::days_duration:
          return made(temporal::add(a.days_duration(), b.days_duration()), too_long);
        case Kind::date:
          return made(temporal::add(b.date(), a.days_duration()), out_of_years);
        case Kind::date_time:
          return made(temporal::add(b.date_time(), a.days_duration()), out_of_years);
        case Kind::time:
          return {Value::of(temporal::add(b.time(), a.days_duration())), Trouble::none, ""};
        default:
          return wrong_type();
      }
    case Kind::months_duration:
      switch (b.kind()) {
        case Kind::months_duration:
          return made(temporal::add(a.months_duration(), b.months_duration()), too_long);
        case Kind::date:
          return made(temporal::add(b.date(), a.months_duration()), out_of_years);
        case Kind::date_time:
          return made(temporal::add(b.date_time(), a.months_duration()), out_of_years);
        default:
          return wrong_type();
      }
    case Kind::date:
    case Kind::date_time:
    case Kind::time:
      if (b.kind() == Kind::days_duration || b.kind() == Kind::months_duration) return add_values(b, a);
      return wrong_type();
    default:
      return wrong_type();
  }
}

Calculated difference(const DateTime& a, const DateTime& b) {
  return made(temporal::subtract(a, b), mixed_zones);
}

Calculated subtract_values(const Value& a, const Value& b) {
  if (b.kind() == Kind::days_duration || b.kind() == Kind::months_duration) {
    if (a.kind() == Kind::number || a.kind() == Kind::string) return wrong_type();
    if (a.kind() == Kind::days_duration || a.kind() == Kind::months_duration) {
      if (a.kind() != b.kind()) return wrong_type();
    }
    return add_values(a, negate(b).value);
  }
  switch (a.kind()) {
    case Kind::number:
      if (b.kind() == Kind::number) return made(Decimal::subtract(a.number(), b.number()), overflow);
      return wrong_type();
    case Kind::time:
      if (b.kind() == Kind::time) return made(temporal::subtract(a.time(), b.time()), mixed_zones);
      return wrong_type();
    case Kind::date:
      if (b.kind() == Kind::date)
        return difference(temporal::midnight(a.date()), temporal::midnight(b.date()));
      if (b.kind() == Kind::date_time) return difference(temporal::midnight(a.date()), b.date_time());
      return wrong_type();
    case Kind::date_time:
      if (b.kind() == Kind::date_time) return difference(a.date_time(), b.date_time());
      if (b.kind() == Kind::date) return difference(a.date_time(), temporal::midnight(b.date()));
      return wrong_type();
    default:
      return wrong_type();
  }
}

Calculated multiply_values(const Value& a, const Value& b) {
  if (a.kind() == Kind::number) {
    switch (b.kind()) {
      case Kind::number:
        return made(Decimal::multiply(a.number(), b.number()), overflow);
      case Kind::days_duration:
        return made(temporal::multiply(b.days_duration(), a.number()), too_long);
      case Kind::months_duration:
        return made(temporal::multiply(b.months_duration(), a.number()), too_long);
      default:
        return wrong_type();
    }
  }
  if (b.kind() == Kind::number && (a.kind() == Kind::days_duration || a.kind() == Kind::months_duration)) {
    return multiply_values(b, a);
  }
  return wrong_type();
}

Calculated divide_values(const Value& a, const Value& b) {
  if (b.kind() == Kind::number) {
    const Decimal& divisor = b.number();
    switch (a.kind()) {
      case Kind::number:
        return made(Decimal::divide(a.number(), divisor), divisor.is_zero() ? by_zero : overflow);
      case Kind::days_duration:
        return made(temporal::divide(a.days_duration(), divisor), divisor.is_zero() ? by_zero : too_long);
      case Kind::months_duration:
        return made(temporal::divide(a.months_duration(), divisor), divisor.is_zero() ? by_zero : too_long);
      default:
        return wrong_type();
    }
  }
  if (a.kind() == Kind::days_duration && b.kind() == Kind::days_duration) {
    return made(
        Decimal::divide(temporal::seconds_of(a.days_duration()), temporal::seconds_of(b.days_duration())),
        by_zero);
  }
  if (a.kind() == Kind::months_duration && b.kind() == Kind::months_duration) {
    return made(Decimal::divide(Decimal(a.months_duration().months), Decimal(b.months_duration().months)),
                by_zero);
  }
  return wrong_type();
}

Value number_of(std::int64_t number) { return Value::of(Decimal(number)); }

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::optional<Value> date_property(const Date& date, std::string_view name) {
  if (name == "year") return number_of(date.year);
  if (name == "month") return number_of(date.month);
  if (name == "day") return number_of(date.day);
  if (name == "weekday") return number_of(date.weekday());
  return std::nullopt;
}

std::optional<Value> time_property(const Time& time, std::optional<std::int32_t> offset,
                                   std::string_view name) {
  const std::int64_t seconds = time.ns_of_day / ns_per_s;
  if (name == "hour") return number_of(seconds / 3600);
  if (name == "minute") return number_of(seconds / 60 % 60);
  if (name == "second")
    return Value::of(*Decimal::add(seconds % 60, Decimal::scaled(time.ns_of_day % ns_per_s, 9)));
  if (name == "time offset") return offset ? Value::of(DaysDuration{*offset, 0}) : Value();
  if (name == "timezone") return time.zone && !time.zone->name.empty() ? Value::of(time.zone->name) : Value();
  return std::nullopt;
}

std::optional<Value> duration_property(DaysDuration duration, std::string_view name) {
  if (name == "days") return number_of(duration.seconds / 86'400);
  if (name == "hours") return number_of(duration.seconds / 3600 % 24);
  if (name == "minutes") return number_of(duration.seconds / 60 % 60);
  if (name == "seconds")
    return Value::of(*Decimal::add(duration.seconds % 60, Decimal::scaled(duration.ns, 9)));
  return std::nullopt;
}

std::optional<Value> range_property(const Range& range, std::string_view name) {
  if (name == "start") return range.low;
  if (name == "end") return range.high;
  if (name == "start included") return Value::of(range.low_closed);
  if (name == "end included") return Value::of(range.high_closed);
  return std::nullopt;
}

}  // namespace

Ternary equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::list:
      return equal_lists(a.list(), b.list());
    case Kind::context:
      return equal_contexts(a.context(), b.context());
    case Kind::range:
      return equal_ranges(a.range(), b.range());
    case Kind::date_time: {
      const auto order = temporal::compare(a.date_time(), b.date_time());
      return order && *order == std::strong_ordering::equal;
    }
    case Kind::time: {
      const auto order = temporal::compare(a.time(), b.time());
      return order && *order == std::strong_ordering::equal;
    }
    default:
      return a == b;
  }
}

std::optional<std::strong_ordering> compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::number:
      return a.number() <=> b.number();
    case Kind::string:
      return a.string().compare(b.string()) <=> 0;  // UTF-8 bytes sort like code points
    case Kind::date:
      return a.date() <=> b.date();
    case Kind::time:
      return temporal::compare(a.time(), b.time());
    case Kind::date_time:
      return temporal::compare(a.date_time(), b.date_time());
    case Kind::days_duration:
      return a.days_duration() <=> b.days_duration();
    case Kind::months_duration:
      return a.months_duration() <=> b.months_duration();
    default:
      return std::nullopt;
  }
}

Ternary contains(const Range& range, const Value& value) {
  Ternary result = true;
  if (!range.low.is_null()) {
    const auto order = compare(value, range.low);
    if (!order) return std::nullopt;
    if (range.low_closed ? *order < 0 : *order <= 0) result = false;
  }
  if (!range.high.is_null()) {
    const auto order = compare(value, range.high);
    if (!order) return std::nullopt;
    if (range.high_closed ? *order > 0 : *order >= 0) result = false;
  }
  return result;
}

Ternary accepts(const Value& tested, const Value& value) {
  if (tested.kind() == Kind::range && value.kind() != Kind::range) return contains(tested.range(), value);
  if (tested.kind() != Kind::list) return equal(value, tested);
  if (value.kind() == Kind::list) {
    if (const Ternary same = equal(value, tested); same && *same) return true;
  }
  for (const Value& item : tested.list()) {
    if (item.kind() == Kind::range && value.kind() != Kind::range) {
      if (contains(item.range(), value).value_or(false)) return true;
    } else if (equal(value, item).value_or(false)) {
      return true;
    }
  }
  return false;
}

Calculated calculate(Sign sign, const Value& a, const Value& b) {
  switch (sign) {
    case Sign::add:
      return add_values(a, b);
    case Sign::subtract:
      return subtract_values(a, b);
    case Sign::multiply:
      return multiply_values(a, b);
    case Sign::divide:
      return divide_values(a, b);
  }
  return wrong_type();
}

Calculated power(const Value& a, const Value& b) {
  if (a.kind() != Kind::number || b.kind() != Kind::number) return wrong_type();
  return made(decimal::power(a.number(), b.number()), "the power is no number of at most 6144 digits");
}

Calculated negate(const Value& a) {
  switch (a.kind()) {
    case Kind::number:
      return {Value::of(a.number().negated()), Trouble::none, ""};
    case Kind::days_duration:
      return {Value::of(temporal::negated(a.days_duration())), Trouble::none, ""};
    case Kind::months_duration: {
      const std::int64_t months = a.months_duration().months;
      if (months == INT64_MIN) return {Value(), Trouble::failed, too_long};
      return {Value::of(MonthsDuration{-months}), Trouble::none, ""};
    }
    default:
      return wrong_type();
  }
}

std::string_view sign_text(Sign sign) {
  switch (sign) {
    case Sign::add:
      return "+";
    case Sign::subtract:
      return "-";
    case Sign::multiply:
      return "*";
    case Sign::divide:
      return "/";
  }
  return "";
}

std::optional<Value> property(const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::context: {
      const Value* entry = value.context().find(name);
      return entry == nullptr ? std::nullopt : std::optional<Value>(*entry);
    }
    case Kind::date:
      return date_property(value.date(), name);
    case Kind::date_time: {
      if (auto found = date_property(value.date_time().date, name)) return found;
      return time_property(value.date_time().time, temporal::offset_of(value.date_time()), name);
    }
    case Kind::time:
      return time_property(value.time(), temporal::offset_of(value.time()), name);
    case Kind::days_duration:
      return duration_property(value.days_duration(), name);
    case Kind::months_duration: {
      const std::int64_t months = value.months_duration().months;
      if (name == "years") return number_of(months / 12);
      if (name == "months") return number_of(months % 12);
      return std::nullopt;
    }
    case Kind::range:
      return range_property(value.range(), name);
    default:
      return std::nullopt;
  }
}

}  // namespace huifang::feel
