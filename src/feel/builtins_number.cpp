#include <algorithm>
#include <array>

#include "feel/builtins.hpp"
#include "feel/evaluate.hpp"
#include "feel/temporal.hpp"
#include "value/decimal.hpp"

namespace huifang::feel {
namespace {

using decimal::Rounding;

Value or_failed(const Call& call, const std::optional<Decimal>& number, std::string_view message) {
  return number ? Value::of(*number) : call.failed(message);
}

Value rounded(const Call& call, Rounding rounding) {
  std::int64_t scale = 0;
  if (call.has(1)) {
    const auto whole = decimal::round(call[1].number(), 0, Rounding::down);
    const auto number = whole ? whole->to_int64() : std::nullopt;
    if (!number || *number < -6111 || *number > 6176)
      return call.failed("the scale is not from -6111 to 6176");
    scale = *number;
  }
  return or_failed(call, decimal::round(call[0].number(), static_cast<int>(scale), rounding),
                   "the result is too large");
}

Value decimal_of(const Call& call) { return rounded(call, Rounding::half_even); }
Value floor(const Call& call) { return rounded(call, Rounding::floor); }
Value ceiling(const Call& call) { return rounded(call, Rounding::ceiling); }
Value round_up(const Call& call) { return rounded(call, Rounding::up); }
Value round_down(const Call& call) { return rounded(call, Rounding::down); }
Value round_half_up(const Call& call) { return rounded(call, Rounding::half_up); }
Value round_half_down(const Call& call) { return rounded(call, Rounding::half_down); }

Value abs(const Call& call) {
  const Value& value = call[0];
  switch (value.kind()) {
    case Value::Kind::number:
      return Value::of(decimal::absolute(value.number()));
    case Value::Kind::days_duration:
      return value.days_duration() < DaysDuration{} ? Value::of(temporal::negated(value.days_duration()))
                                                    : value;
    case Value::Kind::months_duration: {
      const Calculated negated = negate(value);
      return value.months_duration().months < 0 ? negated.value : value;
    }
    default:
      return call.wrong_type(0);
  }
}

Value modulo(const Call& call) {
  return or_failed(call, decimal::modulo(call[0].number(), call[1].number()), "division by zero");
}

Value sqrt(const Call& call) {
  return or_failed(call, decimal::square_root(call[0].number()), "a negative number has no square root");
}

Value log(const Call& call) {
  return or_failed(call, decimal::natural_logarithm(call[0].number()),
                   "only positive numbers have a logarithm");
}

Value exp(const Call& call) {
  return or_failed(call, decimal::exponential(call[0].number()), "the result is too large");
}

Value is_multiple_of_two(const Call& call, bool wanted) {
  const auto rest = decimal::modulo(call[0].number(), Decimal(2));
  if (!rest) return call.failed("the number is too large");
  return Value::of((wanted ? Decimal(0) : Decimal(1)) == *rest);
}

Value even(const Call& call) { return is_multiple_of_two(call, true); }
Value odd(const Call& call) { return is_multiple_of_two(call, false); }

Value number_from(const Call& call) {
  if (call[0].kind() == Value::Kind::number) return call[0];
  if (call[0].kind() != Value::Kind::string) return call.wrong_type(0);
  std::string text = call[0].string();
  const std::string grouping = call.has(1) ? call[1].string() : "";
  const std::string separator = call.has(2) ? call[2].string() : ".";
  if (call.has(1) && grouping != " " && grouping != "," && grouping != ".") {
    return call.failed("the grouping separator is a blank, a comma or a point");
  }
  if (separator != "." && separator != ",") return call.failed("the decimal separator is a comma or a point");
  if (grouping == separator) return call.failed("the two separators are the same");
  if (!grouping.empty()) text.erase(std::remove(text.begin(), text.end(), grouping[0]), text.end());
  if (separator == ",") {
    if (text.find('.') != std::string::npos) return call.failed("the text is no number");
    std::replace(text.begin(), text.end(), ',', '.');
  }
  return or_failed(call, Decimal::parse(text), "the text is no number");
}

using K = Type::Kind;
constexpr std::array<BuiltinSpec, 18> table = {{
    {"decimal", "n:n, scale:n", K::number, decimal_of},
    {"floor", "n:n", K::number, floor},
    {"floor", "n:n, scale:n", K::number, floor},
    {"ceiling", "n:n", K::number, ceiling},
    {"ceiling", "n:n, scale:n", K::number, ceiling},
    {"round up", "n:n, scale:n", K::number, round_up},
    {"round down", "n:n, scale:n", K::number, round_down},
    {"round half up", "n:n, scale:n", K::number, round_half_up},
    {"round half down", "n:n, scale:n", K::number, round_half_down},
    {"abs", "n:m", K::any, abs},
    {"modulo", "dividend:n, divisor:n", K::number, modulo},
    {"sqrt", "number:n", K::number, sqrt},
    {"log", "number:n", K::number, log},
    {"exp", "number:n", K::number, exp},
    {"even", "number:n", K::boolean, even},
    {"odd", "number:n", K::boolean, odd},
    {"number", "from:a", K::number, number_from},
    {"number", "from:s, grouping separator:s0, decimal separator:s0", K::number, number_from},
}};

}  // namespace

std::span<const BuiltinSpec> number_builtins() { return table; }

}  // namespace huifang::feel
