#include "value/figures.hpp"

#include <charconv>
#include <vector>

#include "huifang/ratio.hpp"
#include "value/digits.hpp"

namespace huifang::figures {
namespace {

using Integer = boost::multiprecision::cpp_int;

constexpr int exponent_max = 64;

Integer power_of_ten(int exponent) {
  return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

/// Digits and the power of ten behind them, of "-12.5", "1E+3".
std::optional<Exact> from_text(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  Integer digits = 0;
  int scale = 0;
  bool behind_point = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.') {
      behind_point = true;
      continue;
    }
    digits = digits * 10 + (text[i] - '0');
    if (behind_point) ++scale;
  }
  int exponent = 0;
  if (i < text.size()) {
    ++i;
    if (i < text.size() && text[i] == '+') ++i;
    std::from_chars(text.data() + i, text.data() + text.size(), exponent);
  }
  exponent -= scale;
  if (exponent > exponent_max || exponent < -2 * exponent_max) return std::nullopt;
  if (negative) digits = -digits;
  return exponent >= 0 ? Exact(digits * power_of_ten(exponent)) : Exact(digits, power_of_ten(-exponent));
}

/// |value| × 10^places as a whole number, rounded.
Integer units(const Exact& value, const Rounding& how) {
  const Integer top = boost::multiprecision::abs(numerator(value)) * power_of_ten(how.places);
  const Integer& bottom = denominator(value);
  Integer whole, rest;
  boost::multiprecision::divide_qr(top, bottom, whole, rest);
  const Integer twice = rest * 2;
  const bool up = how.mode == Rounding::Mode::half_up ? twice >= bottom
                  : how.mode == Rounding::Mode::half_even
                      ? twice > bottom || (twice == bottom && whole % 2 != 0)
                      : false;
  return up ? Integer(whole + 1) : whole;
}

/// The words of a text, parted by blanks.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return out;
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

}  // namespace

std::optional<Exact> exact(const Decimal& number) { return from_text(number.to_text()); }

Decimal nearest(const Exact& value) {
  constexpr std::size_t digits_exact = 34;  // of a Decimal
  const std::string top = digits_of(numerator(value)), bottom = digits_of(denominator(value));
  if (top.size() <= digits_exact && bottom.size() <= digits_exact)
    return Decimal::divide(*Decimal::parse(top), *Decimal::parse(bottom)).value_or(Decimal());
  // Rounding both parts and then their quotient would round three times.
  const auto ratio = Ratio::parse(top + '/' + bottom);
  return ratio ? ratio->to_decimal() : Decimal();
}

std::optional<Rounding> rounding(std::string_view text) {
  const std::vector<std::string_view> parts = words(text);
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  Rounding out;
  if (parts[0] == "truncate")
    out.mode = Rounding::Mode::truncate;
  else if (parts[0] == "half_up")
    out.mode = Rounding::Mode::half_up;
  else if (parts[0] == "half_even")
    out.mode = Rounding::Mode::half_even;
  else
    return std::nullopt;
  const auto [end, error] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), out.places);
  if (error != std::errc() || end != parts[1].data() + parts[1].size() || out.places < 0 ||
      out.places > Rounding::places_max)
    return std::nullopt;
  if (parts.size() == 2) return out;
  if (parts[2] != "," && parts[2] != ".") return std::nullopt;
  out.separator = parts[2][0];
  return out;
}

std::string to_text(const Rounding& rounding) {
  constexpr const char* names[] = {"truncate", "half_up", "half_even"};
  const std::string out =
      names[static_cast<std::size_t>(rounding.mode)] + (' ' + std::to_string(rounding.places));
  return rounding.separator == '.' ? out : out + ' ' + rounding.separator;
}

std::string rounded(const Exact& value, const Rounding& how) {
  const Integer whole = units(value, how);
  std::string digits = digits_of(whole);
  const auto places = static_cast<std::size_t>(how.places);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, how.separator);
  return (value < 0 && whole != 0 ? "-" : "") + digits;
}

Exact rounded_value(const Exact& value, const Rounding& how) {
  const Exact out(units(value, how), power_of_ten(how.places));
  return value < 0 ? Exact(-out) : out;
}

std::optional<Printed> printed(std::string_view text) {
  Printed out;
  const auto ends_with = [&](std::string_view unit) {
    if (!text.ends_with(unit)) return false;
    text.remove_suffix(unit.size());
    out.unit = unit;
    return true;
  };
  const auto strip = [&] {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
  };
  strip();
  if (!ends_with("%") && !ends_with("‰") && ends_with("％")) out.unit = "%";
  strip();
  std::string digits(text);
  std::size_t separators = 0, figures = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    char& c = digits[i];
    if ((c == '-' || c == '+') && i == 0) continue;
    if (c == ',' || c == '.') {
      c = '.';
      ++separators;
      out.places = static_cast<int>(digits.size() - i - 1);
    } else if (c >= '0' && c <= '9') {
      ++figures;
    } else {
      return std::nullopt;
    }
  }
  if (figures == 0 || figures > 34 || separators > 1 || digits.back() == '.' ||
      digits.find_first_of("0123456789") > digits.find('.'))
    return std::nullopt;
  const auto value = from_text(digits);
  if (!value) return std::nullopt;
  out.value = *value;
  return out;
}

}  // namespace huifang::figures
