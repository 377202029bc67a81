#include "dmn/java_format.hpp"

#include <array>
#include <charconv>

#include "value/decimal.hpp"
#include "value/utf8.hpp"

namespace huifang::dmn::java {
namespace {

/// Wider or longer than this is no text anybody formats.
constexpr std::size_t width_max = 1'000;

struct Conversion {
  bool left = false;
  bool zeros = false;
  std::size_t width = 0;
  std::optional<std::size_t> precision;
  char kind = 0;
};

std::optional<std::size_t> number_in(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > width_max) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// What stands behind "%"; taken from `text`.
std::optional<Conversion> conversion_in(std::string_view& text) {
  Conversion result;
  for (; !text.empty() && (text[0] == '-' || text[0] == '0'); text.remove_prefix(1))
    (text[0] == '-' ? result.left : result.zeros) = true;
  if (!text.empty() && text[0] >= '1' && text[0] <= '9') {
    const auto width = number_in(text);
    if (!width) return std::nullopt;
    result.width = *width;
  }
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    result.precision = number_in(text);
    if (!result.precision) return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  result.kind = text[0];
  text.remove_prefix(1);
  return result;
}

/// Digits with exactly `places` behind the point, rounded half up.
std::optional<std::string> fixed(const Decimal& number, std::size_t places) {
  const auto rounded = decimal::round(number, static_cast<int>(places), decimal::Rounding::half_up);
  if (!rounded) return std::nullopt;
  std::string digits = rounded->to_text();
  if (digits.find_first_of("eE") != std::string::npos) return std::nullopt;
  std::size_t point = digits.find('.');
  if (places == 0) return digits;
  if (point == std::string::npos) {
    point = digits.size();
    digits += '.';
  }
  digits.append(places - (digits.size() - point - 1), '0');
  return digits;
}

std::optional<std::string> converted(const Conversion& conversion, const Value& value, Room& room) {
  switch (conversion.kind) {
    case 's':
    case 'S':
    case 'b':
    case 'c': {
      std::string text = text_of(value, room);
      if (conversion.precision && conversion.kind == 's') {
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < *conversion.precision && bytes < text.size(); ++i)
          bytes += utf8::decode(text, bytes).bytes;
        text.resize(bytes);
      }
      return text;
    }
    case 'd':
      if (value.kind() != Value::Kind::number || !value.number().is_integer()) return std::nullopt;
      return value.number().to_text();
    case 'f':
      if (value.kind() != Value::Kind::number) return std::nullopt;
      return fixed(value.number(), conversion.precision.value_or(6));
    case 'x': {
      if (value.kind() != Value::Kind::number) return std::nullopt;
      const auto number = value.number().to_int64();
      if (!number) return std::nullopt;
      std::array<char, 20> text{};
      const auto end =
          std::to_chars(text.data(), text.data() + text.size(), static_cast<std::uint64_t>(*number), 16);
      return std::string(text.data(), end.ptr);
    }
    default:
      return std::nullopt;
  }
}

std::string padded(std::string text, const Conversion& conversion) {
  const std::size_t length = utf8::length(text);
  if (length >= conversion.width) return text;
  const std::size_t missing = conversion.width - length;
  if (conversion.left) return text + std::string(missing, ' ');
  if (!conversion.zeros) return std::string(missing, ' ') + text;
  const std::size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  return text.insert(sign, missing, '0');
}

}  // namespace

std::optional<std::string> format(std::string_view pattern, const std::vector<Value>& arguments, Room& room) {
  std::string result;
  std::size_t next = 0;
  while (!pattern.empty()) {
    const std::size_t percent = pattern.find('%');
    result += pattern.substr(0, percent);
    if (percent == std::string_view::npos) break;
    pattern.remove_prefix(percent + 1);
    const auto conversion = conversion_in(pattern);
    if (!conversion) return std::nullopt;
    if (conversion->kind == 'n' || conversion->kind == '%') {
      result += conversion->kind == 'n' ? '\n' : '%';
      continue;
    }
    if (next >= arguments.size()) return std::nullopt;
    auto text = converted(*conversion, arguments[next++], room);
    if (!text || !room.fits(result.size() + text->size() + conversion->width)) return std::nullopt;
    result += padded(std::move(*text), *conversion);
  }
  if (!room.fits(result.size())) return std::nullopt;
  return result;
}

}  // namespace huifang::dmn::java
