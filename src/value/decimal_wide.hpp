#pragma once
/// The decimal128 behind Decimal: everything that knows Intel's library.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "huifang/value.hpp"
#include "value/decimal.hpp"

namespace huifang {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

/// The parts of a Decimal, for the files of src/value.
struct DecimalAccess {
  static bool wide(const Decimal& d) { return d.wide_; }
  static std::int64_t coefficient(const Decimal& d) { return static_cast<std::int64_t>(d.low_); }
  static int scale(const Decimal& d) { return d.scale_; }
  static std::uint64_t low(const Decimal& d) { return d.low_; }
  static std::uint64_t high(const Decimal& d) { return d.high_; }
  static Decimal fast(std::int64_t coefficient, int scale) {
    Decimal d;
    d.low_ = static_cast<std::uint64_t>(coefficient);
    d.scale_ = static_cast<std::int16_t>(scale);
    return d;
  }
  static Decimal encoded(std::uint64_t low, std::uint64_t high) {
    Decimal d;
    d.low_ = low;
    d.high_ = high;
    d.wide_ = true;
    return d;
  }
};

namespace wide {

/// value = (negative ? -1 : 1) × coefficient × 10^exponent, without trailing zeros in the coefficient; zero
/// is {0, 0}.
struct Parts {
  bool negative = false;
  UInt128 coefficient = 0;
  int exponent = 0;
};

Parts parts(const Decimal& a);
/// The fast form when the value has one. Precondition: the coefficient has at most 34 digits.
std::optional<Decimal> from_parts(Parts parts);

enum class Operation : std::uint8_t { add, subtract, multiply, divide };
std::optional<Decimal> calculate(Operation operation, const Decimal& a, const Decimal& b);
std::strong_ordering compare(const Decimal& a, const Decimal& b);
/// `text` as [-]digits[E±digits] of at most 40 digits and an exponent of at most 6.
std::optional<Decimal> parse(const std::string& text);

}  // namespace wide
}  // namespace huifang
