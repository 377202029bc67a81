#include "value/decimal_wide.hpp"

extern "C" {
#include <bid_conf.h>
#include <bid_functions.h>
}

namespace huifang {
namespace {

constexpr int exponent_bias = 6176;
constexpr int exponent_min = -6176;
constexpr int exponent_max = 6111;
constexpr int fast_scale_max = 18;

constexpr UInt128 power_of_ten(int exponent) {
  UInt128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

constexpr UInt128 coefficient_limit = power_of_ten(34);  // exclusive

BID_UINT128 encode(bool negative, UInt128 coefficient, int exponent) {
  BID_UINT128 bits;
  bits.w[0] = static_cast<std::uint64_t>(coefficient);
  bits.w[1] = static_cast<std::uint64_t>(coefficient >> 64) |
              static_cast<std::uint64_t>(exponent + exponent_bias) << 49 | (negative ? 1ull << 63 : 0);
  return bits;
}

BID_UINT128 widened(const Decimal& a) {
  if (!DecimalAccess::wide(a)) {
    const std::int64_t coefficient = DecimalAccess::coefficient(a);
    const auto magnitude = static_cast<std::uint64_t>(coefficient);
    return encode(coefficient < 0, coefficient < 0 ? std::uint64_t{0} - magnitude : magnitude,
                  -DecimalAccess::scale(a));
  }
  BID_UINT128 bits;
  bits.w[0] = DecimalAccess::low(a);
  bits.w[1] = DecimalAccess::high(a);
  return bits;
}

wide::Parts raw_parts(const BID_UINT128& bits) {
  wide::Parts parts;
  parts.negative = bits.w[1] >> 63 != 0;
  // Our encodings never use the form for coefficients of 2^113 and more: those are not canonical.
  parts.exponent = static_cast<int>(bits.w[1] >> 49 & 0x3FFF) - exponent_bias;
  parts.coefficient = static_cast<UInt128>(bits.w[1] & 0x1FFFFFFFFFFFFull) << 64 | bits.w[0];
  return parts;
}

wide::Parts stripped(wide::Parts parts) {
  if (parts.coefficient == 0) return {};
  constexpr UInt128 step = power_of_ten(8);
  while (parts.coefficient % step == 0) {
    parts.coefficient /= step;
    parts.exponent += 8;
  }
  while (parts.coefficient % 10 == 0) {
    parts.coefficient /= 10;
    ++parts.exponent;
  }
  return parts;
}

/// nullopt for NaN and infinity; the fast form where there is one.
std::optional<Decimal> finished(const BID_UINT128& bits) {
  if (!bid128_isFinite(bits)) return std::nullopt;
  return wide::from_parts(stripped(raw_parts(bits)));
}

unsigned int rounding_mode(decimal::Rounding rounding) {
  switch (rounding) {
    case decimal::Rounding::half_even:
      return BID_ROUNDING_TO_NEAREST;
    case decimal::Rounding::half_up:
      return BID_ROUNDING_TIES_AWAY;
    case decimal::Rounding::down:
      return BID_ROUNDING_TO_ZERO;
    case decimal::Rounding::floor:
      return BID_ROUNDING_DOWN;
    case decimal::Rounding::ceiling:
      return BID_ROUNDING_UP;
    case decimal::Rounding::up:
    case decimal::Rounding::half_down:
      break;  // chosen by the caller from the sign and the rest
  }
  return BID_ROUNDING_TO_NEAREST;
}

}  // namespace

namespace wide {

Parts parts(const Decimal& a) { return stripped(raw_parts(widened(a))); }

std::optional<Decimal> from_parts(Parts parts) {
  if (parts.coefficient == 0) return Decimal();
  // Zeros go back to the coefficient while the exponent is above what the form can hold.
  while (parts.exponent > exponent_max) {
    parts.coefficient *= 10;
    --parts.exponent;
    if (parts.coefficient >= coefficient_limit) return std::nullopt;
  }
  if (parts.exponent <= 18 && parts.exponent >= -fast_scale_max) {
    constexpr UInt128 limit = static_cast<UInt128>(1) << 63;
    const UInt128 factor = parts.exponent > 0 ? power_of_ten(parts.exponent) : 1;
    if (parts.coefficient < limit / factor) {
      const auto magnitude =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(parts.coefficient * factor));
      return DecimalAccess::fast(parts.negative ? -magnitude : magnitude,
                                 parts.exponent < 0 ? -parts.exponent : 0);
    }
  }
  if (parts.exponent < exponent_min) return std::nullopt;
  const BID_UINT128 bits = encode(parts.negative, parts.coefficient, parts.exponent);
  return DecimalAccess::encoded(bits.w[0], bits.w[1]);
}

std::optional<Decimal> calculate(Operation operation, const Decimal& a, const Decimal& b) {
  unsigned int flags = 0;
  const BID_UINT128 x = widened(a);
  const BID_UINT128 y = widened(b);
  switch (operation) {
    case Operation::add:
      return finished(bid128_add(x, y, BID_ROUNDING_TO_NEAREST, &flags));
    case Operation::subtract:
      return finished(bid128_sub(x, y, BID_ROUNDING_TO_NEAREST, &flags));
    case Operation::multiply:
      return finished(bid128_mul(x, y, BID_ROUNDING_TO_NEAREST, &flags));
    case Operation::divide:
      return finished(bid128_div(x, y, BID_ROUNDING_TO_NEAREST, &flags));
  }
  return std::nullopt;
}

std::strong_ordering compare(const Decimal& a, const Decimal& b) {
  unsigned int flags = 0;
  const BID_UINT128 x = widened(a);
  const BID_UINT128 y = widened(b);
  if (bid128_quiet_less(x, y, &flags)) return std::strong_ordering::less;
  if (bid128_quiet_less(y, x, &flags)) return std::strong_ordering::greater;
  return std::strong_ordering::equal;
}

std::optional<Decimal> parse(const std::string& text) {
  unsigned int flags = 0;
  std::string copy = text;  // the library takes a pointer to non-const
  const auto result = finished(bid128_from_string(copy.data(), BID_ROUNDING_TO_NEAREST, &flags));
  // Digits were given, so a zero is an underflow: the text is outside decimal128.
  if (result && result->is_zero()) return std::nullopt;
  return result;
}

}  // namespace wide

namespace decimal {

std::optional<Decimal> round(const Decimal& a, int scale, Rounding rounding) {
  const wide::Parts parts = wide::parts(a);
  if (-parts.exponent <= scale) return a;
  if (-scale > exponent_max) return Decimal();
  unsigned int flags = 0;
  const BID_UINT128 unit = encode(false, 1, -scale < exponent_min ? exponent_min : -scale);
  unsigned int mode = rounding_mode(rounding);
  if (rounding == Rounding::up) mode = parts.negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP;
  const auto quantized = [&](unsigned int with) {
    return finished(bid128_quantize(widened(a), unit, with, &flags));
  };
  if (rounding != Rounding::half_down) return quantized(mode);
  // Ties go towards zero: round towards zero, and away only when more than half is left.
  const auto low = quantized(BID_ROUNDING_TO_ZERO);
  const auto high = quantized(parts.negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP);
  if (!low || !high) return std::nullopt;
  const auto below = Decimal::subtract(a, *low);
  const auto above = Decimal::subtract(*high, a);
  if (!below || !above) return std::nullopt;
  return absolute(*above) < absolute(*below) ? high : low;
}

std::optional<Decimal> modulo(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  unsigned int flags = 0;
  const auto rest = finished(bid128_fmod(widened(a), widened(b), &flags));
  if (!rest || rest->is_zero() || (rest->sign() < 0) == (b.sign() < 0)) return rest;
  return Decimal::add(*rest, b);
}

std::optional<Decimal> power(const Decimal& base, const Decimal& exponent) {
  if (base.is_zero() && exponent.sign() < 0) return std::nullopt;
  // Whole powers are exact while 34 digits hold them; the general function may be off in the last digit.
  if (const auto n = exponent.to_int64(); n && *n >= 0 && *n <= 128) {
    unsigned int inexact = 0;
    BID_UINT128 result = encode(false, 1, 0);
    for (std::int64_t i = 0; i < *n && inexact == 0; ++i) {
      result = bid128_mul(result, widened(base), BID_ROUNDING_TO_NEAREST, &inexact);
    }
    if (inexact == 0) return finished(result);
  }
  unsigned int flags = 0;
  return finished(bid128_pow(widened(base), widened(exponent), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> square_root(const Decimal& a) {
  if (a.sign() < 0) return std::nullopt;
  unsigned int flags = 0;
  return finished(bid128_sqrt(widened(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> exponential(const Decimal& a) {
  unsigned int flags = 0;
  return finished(bid128_exp(widened(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::optional<Decimal> natural_logarithm(const Decimal& a) {
  if (a.sign() <= 0) return std::nullopt;
  unsigned int flags = 0;
  return finished(bid128_log(widened(a), BID_ROUNDING_TO_NEAREST, &flags));
}

Decimal absolute(const Decimal& a) { return a.sign() < 0 ? a.negated() : a; }

}  // namespace decimal
}  // namespace huifang
