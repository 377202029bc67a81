#include "value/figures.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace huifang::figures {
namespace {

constexpr std::pair<Rounding, std::string_view> modes[] = {
    {Rounding::truncate, "truncate"}, {Rounding::half_up, "half_up"}, {Rounding::half_even, "half_even"}};

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

std::optional<Ratio> exact(const Decimal& number) {
  // Refused before it is written as thousands of digits.
  static const Decimal most = *Decimal::parse("1e98"), least = *Decimal::parse("1e-128"), none;
  const Decimal size = number < none ? *Decimal::subtract(none, number) : number;
  if (size >= most || (size < least && !size.is_zero())) return std::nullopt;
  return Ratio(number);
}

Ratio quotient(const Ratio& a, const Ratio& b) { return *Ratio::divide(a, b); }

Ratio abs(const Ratio& value) { return value.sign() < 0 ? Ratio(0) - value : value; }

std::optional<RoundingProfile> rounding(std::string_view text) {
  const std::vector<std::string_view> parts = words(text);
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  RoundingProfile out;
  const auto mode = std::find_if(std::begin(modes), std::end(modes), [&](const auto& one) { return one.second == parts[0]; });
  if (mode == std::end(modes)) return std::nullopt;
  out.mode = mode->first;
  const auto [end, error] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), out.places);
  if (error != std::errc() || end != parts[1].data() + parts[1].size() || out.places < 0 ||
      out.places > RoundingProfile::places_max)
    return std::nullopt;
  if (parts.size() == 2) return out;
  if (parts[2] != "," && parts[2] != ".") return std::nullopt;
  out.separator = parts[2][0];
  return out;
}

std::string to_text(const RoundingProfile& rounding) {
  const auto mode = std::find_if(std::begin(modes), std::end(modes), [&](const auto& one) { return one.first == rounding.mode; });
  const std::string out = std::string(mode->second) + ' ' + std::to_string(rounding.places);
  return rounding.separator == '.' ? out : out + ' ' + rounding.separator;
}

std::string rounded(const Ratio& value, const RoundingProfile& how) {
  std::string digits = value.rounded_text(how.places, how.mode);
  std::replace(digits.begin(), digits.end(), '.', how.separator);
  return digits;
}

Ratio rounded_value(const Ratio& value, const RoundingProfile& how) {
  return *Ratio::parse(value.rounded_text(how.places, how.mode));  // what Ratio writes is a number
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
  if (digits.starts_with('+')) digits.erase(0, 1);
  const auto value = Ratio::parse(digits);
  if (!value) return std::nullopt;
  out.value = *value;
  return out;
}

}  // namespace huifang::figures
