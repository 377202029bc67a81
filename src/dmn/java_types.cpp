#include "dmn/java_types.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "value/utf8.hpp"
#include "value/value_text.hpp"

namespace huifang::dmn::java {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<Type> type_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Type>, 27> names = {{
      {"byte", Type::byte_type},
      {"java.lang.Byte", Type::byte_type},
      {"short", Type::short_type},
      {"java.lang.Short", Type::short_type},
      {"int", Type::int_type},
      {"java.lang.Integer", Type::int_type},
      {"long", Type::long_type},
      {"java.lang.Long", Type::long_type},
      {"float", Type::float_type},
      {"java.lang.Float", Type::float_type},
      {"double", Type::double_type},
      {"java.lang.Double", Type::double_type},
      {"char", Type::char_type},
      {"java.lang.Character", Type::char_type},
      {"boolean", Type::boolean_type},
      {"java.lang.Boolean", Type::boolean_type},
      {"String", Type::string},
      {"java.lang.String", Type::string},
      {"java.lang.CharSequence", Type::string},
      {"Object", Type::object},
      {"java.lang.Object", Type::object},
      {"[Ljava.lang.Object;", Type::objects},
      {"java.lang.Object[]", Type::objects},
      {"java.lang.Object...", Type::objects},
      {"Object[]", Type::objects},
      {"Object...", Type::objects},
      {"[Ljava.lang.CharSequence;", Type::objects},
  }};
  for (const auto& [known, type] : names) {
    if (known == name) return type;
  }
  return std::nullopt;
}

template <class Float>
std::optional<Value> shortest(Float value) {
  if (!std::isfinite(value)) return std::nullopt;
  std::array<char, 64> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  const auto number =
      Decimal::parse(std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
  if (error != std::errc() || !number) return std::nullopt;
  return Value::of(*number);
}

template <class Integer>
std::optional<Argument> whole(const Value& value) {
  if (value.kind() != Value::Kind::number) return std::nullopt;
  const auto number = value.number().to_int64();
  if (!number || *number < std::numeric_limits<Integer>::min() ||
      *number > std::numeric_limits<Integer>::max())
    return std::nullopt;
  return Argument(*number);
}

std::optional<double> floating(const Value& value) {
  if (value.kind() != Value::Kind::number) return std::nullopt;
  const std::string text = value.number().to_text();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Signature> parse_signature(std::string_view text) {
  text = trimmed(text);
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || text.empty() || text.back() != ')') return std::nullopt;
  Signature signature;
  signature.method = trimmed(text.substr(0, open));
  std::string_view rest = trimmed(text.substr(open + 1, text.size() - open - 2));
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const auto type = type_named(trimmed(rest.substr(0, comma)));
    if (!type) return std::nullopt;
    signature.parameters.push_back(*type);
    rest = comma == std::string_view::npos ? std::string_view() : trimmed(rest.substr(comma + 1));
  }
  return signature;
}

std::optional<Argument> argument_of(const Value& value, Type type) {
  switch (type) {
    case Type::byte_type:
      return whole<std::int8_t>(value);
    case Type::short_type:
      return whole<std::int16_t>(value);
    case Type::int_type:
      return whole<std::int32_t>(value);
    case Type::long_type:
      return whole<std::int64_t>(value);
    case Type::float_type:
      if (const auto number = floating(value))
        return Argument(static_cast<double>(static_cast<float>(*number)));
      return std::nullopt;
    case Type::double_type:
      if (const auto number = floating(value)) return Argument(*number);
      return std::nullopt;
    case Type::char_type:
      if (value.kind() != Value::Kind::string || utf8::length(value.string()) != 1) return std::nullopt;
      return Argument(value.string());
    case Type::boolean_type:
      if (value.kind() != Value::Kind::boolean) return std::nullopt;
      return Argument(value.boolean());
    case Type::string:
      if (value.kind() != Value::Kind::string) return std::nullopt;
      return Argument(value.string());
    case Type::object:
      return Argument(value);
    case Type::objects:
      if (value.kind() == Value::Kind::list) return Argument(value.list());
      return Argument(std::vector<Value>{value});
  }
  return std::nullopt;
}

std::optional<Value> number_of(double value) { return shortest(value); }
std::optional<Value> float_number_of(float value) { return shortest(value); }

std::string text_of(const Value& value, Room& room) {
  if (value.kind() == Value::Kind::string) return value.string();
  if (value.kind() == Value::Kind::date) return value.date().to_text();
  if (value.kind() == Value::Kind::time) return value.time().to_text();
  if (value.kind() == Value::Kind::date_time) return value.date_time().to_text();
  if (value.kind() == Value::Kind::days_duration) return value.days_duration().to_text();
  if (value.kind() == Value::Kind::months_duration) return value.months_duration().to_text();
  auto text = text_within(value, room.bytes_max());
  if (!text) return room.fits(SIZE_MAX), std::string();
  return std::move(*text);
}

}  // namespace huifang::dmn::java
