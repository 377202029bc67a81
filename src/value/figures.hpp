#pragma once
/// Exact fractions, and how they become the digits of a report.

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "huifang/value.hpp"

namespace huifang::figures {

/// Exact fraction: no quotient is ever cut off before it is rounded for good.
using Exact = boost::multiprecision::cpp_rational;

/// nullopt: the exponent is beyond what reports count in (10^±64).
std::optional<Exact> exact(const Decimal& number);
/// The nearest decimal of 34 digits, half-even; 0 when a part has more than 4000 digits.
Decimal nearest(const Exact& value);

/// How a report drops digits.
struct Rounding {
  enum class Mode : std::uint8_t {
    truncate,  ///< towards zero
    half_up,   ///< halves away from zero
    half_even  ///< halves to the even digit
  };
  Mode mode = Mode::half_up;
  int places = 1;        ///< [0, places_max]
  char separator = '.';  ///< of decimals: '.' or ','
  static constexpr int places_max = 12;
  friend bool operator==(const Rounding&, const Rounding&) = default;
};

/// Reads "half_up 1", "truncate 2 ,": mode, places, and the separator when it is no point. nullopt: it is
/// none of these.
std::optional<Rounding> rounding(std::string_view text);
/// The same back.
std::string to_text(const Rounding& rounding);

/// The value with exactly so many places: -0.4 with no place is "0".
std::string rounded(const Exact& value, const Rounding& how);
/// What `rounded` shows, as a number.
Exact rounded_value(const Exact& value, const Rounding& how);

/// A number as people print it: "94,5%", "78.86 %", "+0.61", "1.2 ‰".
struct Printed {
  Exact value;
  int places = 0;    ///< digits behind the separator
  std::string unit;  ///< "", "%" or "‰"
};
/// Decimal point or comma, one of them and once; no grouping of digits. nullopt: no number, also a unit
/// alone.
std::optional<Printed> printed(std::string_view text);

}  // namespace huifang::figures
