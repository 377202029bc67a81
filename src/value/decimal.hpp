#pragma once
/// Operations on Decimal beyond the public ones, for feel. All exact or rounded half-even to 34 digits.

#include <cstdint>
#include <optional>

#include "huifang/value.hpp"

namespace huifang::decimal {

/// How to drop digits. `up` is away from zero, `down` towards zero.
enum class Rounding : std::uint8_t { half_even, half_up, half_down, up, down, floor, ceiling };

/// `a` with `scale` decimal places (negative: tens, hundreds …). nullopt: more than 34 digits would be
/// needed. When `a` already has no more places than `scale` it is returned as it is.
std::optional<Decimal> round(const Decimal& a, int scale, Rounding rounding);

/// a - b × floor(a / b); the sign of b. nullopt: b is 0 or the quotient has more than 34 digits.
std::optional<Decimal> modulo(const Decimal& a, const Decimal& b);
/// nullopt: no real result (negative base with a broken exponent, 0 to a negative power) or overflow.
std::optional<Decimal> power(const Decimal& base, const Decimal& exponent);
std::optional<Decimal> square_root(const Decimal& a);        ///< nullopt: a < 0
std::optional<Decimal> exponential(const Decimal& a);        ///< nullopt: overflow
std::optional<Decimal> natural_logarithm(const Decimal& a);  ///< nullopt: a <= 0
Decimal absolute(const Decimal& a);

}  // namespace huifang::decimal
