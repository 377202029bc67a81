#pragma once
/// Exact fractions: what shares, weights and means are before they are rounded, once, when they are printed.
///
/// A value without clock, locale or binary floating point. Copy and share it freely between threads.

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "huifang/value.hpp"

namespace huifang {

/// How digits are dropped. half_up goes away from zero at a tie; truncate goes towards zero.
enum class Rounding : std::uint8_t { half_up, half_even, truncate };

/// A fraction in lowest terms. Never rounded and never out of range: what 64 bits do not hold is kept with as many digits as it
/// takes. Sums of decimals stay small; a sum of fractions whose denominators have nothing in common grows with each of them, in
/// memory and in time, and nothing stops it.
class Ratio {
 public:
  Ratio() = default;                 ///< 0
  Ratio(std::int64_t whole);         // NOLINT: implicit on purpose, exact
  Ratio(const Decimal& decimal);     // NOLINT: implicit on purpose, exact
  /// nullopt: the denominator is 0.
  static std::optional<Ratio> of(std::int64_t numerator, std::int64_t denominator);
  /// "83.75", "1e3", "-2/3". nullopt: neither a number nor a fraction of two whole numbers, a denominator that is not above 0, more
  /// than 4000 digits in one number, or an exponent beyond ±8000.
  static std::optional<Ratio> parse(std::string_view text);

  friend Ratio operator+(const Ratio& a, const Ratio& b);
  friend Ratio operator-(const Ratio& a, const Ratio& b);
  friend Ratio operator*(const Ratio& a, const Ratio& b);
  Ratio& operator+=(const Ratio& other) { return *this = *this + other; }
  /// nullopt: `b` is 0.
  static std::optional<Ratio> divide(const Ratio& a, const Ratio& b);
  friend std::strong_ordering operator<=>(const Ratio& a, const Ratio& b);
  friend bool operator==(const Ratio& a, const Ratio& b) { return (a <=> b) == std::strong_ordering::equal; }
  int sign() const;                  ///< -1, 0, 1
  bool is_zero() const { return sign() == 0; }
  bool is_whole() const;             ///< its denominator is 1

  /// With exactly so many decimals, [0, 30]: "51.6", "-0.50". Zero has no sign.
  std::string rounded_text(int places, Rounding rounding = Rounding::half_up) const;
  /// The same as a number. Beyond 34 digits it is the nearest there is; 0 when it is larger than every Decimal.
  Decimal rounded(int places, Rounding rounding = Rounding::half_up) const;
  /// All of it: "83.75" when that ends within 30 decimals, else "200/3".
  std::string to_text() const;
  /// The nearest number of 34 digits, half to even; 0 when it is beyond the exponents of Decimal (10^±6144).
  Decimal to_decimal() const;
  /// Both parts when 64 bits hold them: the denominator is above 0.
  struct Parts {
    std::int64_t numerator;
    std::int64_t denominator;
  };
  std::optional<Parts> parts() const;
  double to_double() const;          ///< nearest, for statistics that have no exact value; infinite beyond 10^308

 private:
  friend struct RatioAccess;         ///< ratio.cpp
  struct Wide;
  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;     ///< above 0
  std::shared_ptr<const Wide> wide_; ///< instead, when it does not fit
};

}  // namespace huifang
