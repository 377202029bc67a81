#pragma once
/// How exact fractions become the digits of a report.

#include <optional>
#include <string>
#include <string_view>

#include "huifang/ratio.hpp"

namespace huifang::figures {

/// nullopt: larger than reports count in, or nearer to 0: 10^98 or more, or less than 10^-128.
std::optional<Ratio> exact(const Decimal& number);
/// Precondition: `b` is not 0.
Ratio quotient(const Ratio& a, const Ratio& b);
Ratio abs(const Ratio& value);

/// How a report drops digits.
struct RoundingProfile {
  Rounding mode = Rounding::half_up;
  int places = 1;        ///< [0, places_max]
  char separator = '.';  ///< of decimals: '.' or ','
  static constexpr int places_max = 12;
  friend bool operator==(const RoundingProfile&, const RoundingProfile&) = default;
};

/// Reads "half_up 1", "truncate 2 ,": mode, places, and the separator when it is no point. nullopt: it is
/// none of these.
std::optional<RoundingProfile> rounding(std::string_view text);
/// The same back.
std::string to_text(const RoundingProfile& rounding);

/// The value with exactly so many places: -0.4 with no place is "0".
std::string rounded(const Ratio& value, const RoundingProfile& how);
/// What `rounded` shows, as a number.
Ratio rounded_value(const Ratio& value, const RoundingProfile& how);

/// A number as people print it: "94,5%", "78.86 %", "+0.61", "1.2 ‰".
struct Printed {
  Ratio value;
  int places = 0;    ///< digits behind the separator
  std::string unit;  ///< "", "%" or "‰"
};
/// Decimal point or comma, one of them and once; no grouping of digits. nullopt: no number, also a unit
/// alone.
std::optional<Printed> printed(std::string_view text);

}  // namespace huifang::figures
