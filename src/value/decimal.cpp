#include <array>
#include <cstddef>
#include <limits>
#include <string>

#include "value/decimal_wide.hpp"

namespace huifang {
namespace {

constexpr int fast_scale_max = 18;

constexpr std::array<std::int64_t, 19> powers_of_ten = [] {
  std::array<std::int64_t, 19> powers{};
  std::int64_t power = 1;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    powers[i] = power;
    if (i + 1 < powers.size()) power *= 10;
  }
  return powers;
}();

Int128 scaled_up(std::int64_t coefficient, int places) {
  return static_cast<Int128>(coefficient) * powers_of_ten[static_cast<std::size_t>(places)];
}

bool fits(Int128 value) {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

bool both_fast(const Decimal& a, const Decimal& b) {
  return !DecimalAccess::wide(a) && !DecimalAccess::wide(b);
}

/// Drops zeros at the end until the number fits the fast form; nullopt when it does not.
std::optional<Decimal> narrowed(Int128 coefficient, int scale) {
  while ((scale > fast_scale_max || !fits(coefficient)) && scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  if (scale > fast_scale_max || !fits(coefficient)) return std::nullopt;
  return DecimalAccess::fast(static_cast<std::int64_t>(coefficient), scale);
}

std::optional<Decimal> sum(const Decimal& a, const Decimal& b, bool subtract) {
  const std::int64_t x = DecimalAccess::coefficient(a);
  const std::int64_t y = DecimalAccess::coefficient(b);
  const int scale_a = DecimalAccess::scale(a);
  const int scale_b = DecimalAccess::scale(b);
  if (scale_a == scale_b) {
    std::int64_t result = 0;
    if (!(subtract ? __builtin_sub_overflow(x, y, &result) : __builtin_add_overflow(x, y, &result))) {
      return DecimalAccess::fast(result, scale_a);
    }
  }
  const int scale = scale_a > scale_b ? scale_a : scale_b;
  const Int128 left = scaled_up(x, scale - scale_a);
  const Int128 right = scaled_up(y, scale - scale_b);
  if (const auto result = narrowed(subtract ? left - right : left + right, scale)) return result;
  return wide::calculate(subtract ? wide::Operation::subtract : wide::Operation::add, a, b);
}

/// The quotient when it is exact and has a fast form.
std::optional<Decimal> exact_quotient(const Decimal& a, const Decimal& b) {
  const std::int64_t divisor = DecimalAccess::coefficient(b);
  Int128 dividend = DecimalAccess::coefficient(a);
  int scale = DecimalAccess::scale(a) - DecimalAccess::scale(b);
  if (scale < 0) {
    dividend *= powers_of_ten[static_cast<std::size_t>(-scale)];
    scale = 0;
  }
  if (dividend % divisor == 0) return narrowed(dividend / divisor, scale);
  if (!fits(dividend)) return std::nullopt;
  dividend *= powers_of_ten[static_cast<std::size_t>(fast_scale_max - scale)];
  if (dividend % divisor != 0) return std::nullopt;
  Int128 quotient = dividend / divisor;
  scale = fast_scale_max;
  while (scale > 0 && quotient % 10 == 0) {
    quotient /= 10;
    --scale;
  }
  return narrowed(quotient, scale);
}

/// Decimal digits as they are read: significant ones, and the power of ten behind them.
class DigitReader {
 public:
  void take(char digit, bool after_point) {
    if (after_point) --exponent_;
    if (digits_.empty() && digit == '0') return;
    if (digits_.size() < digits_kept) {
      digits_ += digit;
      return;
    }
    ++exponent_;
    if (digit != '0') inexact_ = true;
  }
  /// One digit more than is kept decides ties.
  std::string digits() const { return inexact_ ? digits_ + '1' : digits_; }
  std::int64_t exponent() const { return inexact_ ? exponent_ - 1 : exponent_; }

 private:
  static constexpr std::size_t digits_kept = 36;
  std::string digits_;
  std::int64_t exponent_ = 0;
  bool inexact_ = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// [+-]?[0-9]+ from `at`; clamped far beyond any exponent of decimal128. nullopt when malformed.
std::optional<std::int64_t> read_exponent(std::string_view text, std::size_t at) {
  constexpr std::int64_t clamp = 1'000'000'000;
  bool negative = false;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
  if (at >= text.size()) return std::nullopt;
  std::int64_t exponent = 0;
  for (; at < text.size(); ++at) {
    if (!is_digit(text[at])) return std::nullopt;
    exponent = exponent * 10 + (text[at] - '0');
    if (exponent > clamp) exponent = clamp;
  }
  return negative ? -exponent : exponent;
}

}  // namespace

Decimal::Decimal(std::int64_t integer) : low_(static_cast<std::uint64_t>(integer)) {}

Decimal Decimal::scaled(std::int64_t coefficient, int scale) {
  if (scale >= 0 && scale <= fast_scale_max) return DecimalAccess::fast(coefficient, scale);
  wide::Parts parts;
  parts.negative = coefficient < 0;
  const auto magnitude = static_cast<std::uint64_t>(coefficient);
  parts.coefficient = parts.negative ? std::uint64_t{0} - magnitude : magnitude;
  parts.exponent = -scale;
  return wide::from_parts(parts).value_or(Decimal());
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) ++at;
  DigitReader reader;
  const std::size_t whole = at;
  for (; at < text.size() && is_digit(text[at]); ++at) reader.take(text[at], false);
  bool any = at > whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) reader.take(text[at], true);
    if (at == fraction) return std::nullopt;
    any = true;
  }
  if (!any) return std::nullopt;
  std::int64_t exponent = reader.exponent();
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    const auto written = read_exponent(text, at + 1);
    if (!written) return std::nullopt;
    exponent += *written;
  }
  const std::string digits = reader.digits();
  if (digits.empty()) return Decimal();
  if (digits.size() <= 18 && exponent <= 0 && exponent >= -fast_scale_max) {
    std::int64_t coefficient = 0;
    for (const char digit : digits) coefficient = coefficient * 10 + (digit - '0');
    return DecimalAccess::fast(negative ? -coefficient : coefficient, static_cast<int>(-exponent));
  }
  if (exponent > 100'000 || exponent < -100'000) return std::nullopt;
  return wide::parse((negative ? "-" : "") + digits + "E" + std::to_string(exponent));
}

std::string Decimal::to_text() const {
  const wide::Parts parts = wide::parts(*this);
  if (parts.coefficient == 0) return "0";
  std::string digits;
  for (UInt128 rest = parts.coefficient; rest != 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  const std::string sign = parts.negative ? "-" : "";
  const int count = static_cast<int>(digits.size());
  const int point = count + parts.exponent;  // digits before the decimal point
  if (point > 40 || point < -20) {
    std::string text = sign + digits.substr(0, 1);
    if (count > 1) text += "." + digits.substr(1);
    return text + "e" + std::to_string(point - 1);
  }
  if (parts.exponent >= 0) return sign + digits + std::string(static_cast<std::size_t>(parts.exponent), '0');
  if (point <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  return sign + digits.substr(0, static_cast<std::size_t>(point)) + "." +
         digits.substr(static_cast<std::size_t>(point));
}

std::optional<std::int64_t> Decimal::to_int64() const { return to_scaled(0); }

std::optional<std::int64_t> Decimal::to_scaled(int scale) const {
  if (!wide_ && scale_ == scale) return static_cast<std::int64_t>(low_);
  const wide::Parts parts = wide::parts(*this);
  if (parts.coefficient == 0) return 0;
  const std::int64_t shift = static_cast<std::int64_t>(parts.exponent) + scale;
  if (shift < 0 || shift > 18) return std::nullopt;
  constexpr UInt128 limit = static_cast<UInt128>(1) << 63;
  const auto factor = static_cast<UInt128>(powers_of_ten[static_cast<std::size_t>(shift)]);
  if (parts.coefficient > limit / factor) return std::nullopt;
  const UInt128 magnitude = parts.coefficient * factor;
  if (magnitude > limit - (parts.negative ? 0 : 1)) return std::nullopt;
  const auto bits = static_cast<std::uint64_t>(magnitude);
  return static_cast<std::int64_t>(parts.negative ? std::uint64_t{0} - bits : bits);
}

bool Decimal::is_integer() const {
  if (!wide_ && scale_ == 0) return true;
  return wide::parts(*this).exponent >= 0;
}

bool Decimal::is_zero() const { return wide_ ? wide::parts(*this).coefficient == 0 : low_ == 0; }

int Decimal::sign() const {
  if (!wide_) {
    const auto coefficient = static_cast<std::int64_t>(low_);
    return coefficient > 0 ? 1 : coefficient < 0 ? -1 : 0;
  }
  const wide::Parts parts = wide::parts(*this);
  return parts.coefficient == 0 ? 0 : parts.negative ? -1 : 1;
}

std::size_t Decimal::hash() const {
  const wide::Parts parts = wide::parts(*this);
  std::uint64_t state = parts.negative ? 0x9E3779B97F4A7C15u : 0;
  const auto mix = [&state](std::uint64_t word) {
    state = (state ^ word) * 0xBF58476D1CE4E5B9u;
    state ^= state >> 29;
  };
  mix(static_cast<std::uint64_t>(parts.coefficient));
  mix(static_cast<std::uint64_t>(parts.coefficient >> 64));
  mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(parts.exponent)));
  return static_cast<std::size_t>(state);
}

std::optional<Decimal> Decimal::add(const Decimal& a, const Decimal& b) {
  return both_fast(a, b) ? sum(a, b, false) : wide::calculate(wide::Operation::add, a, b);
}

std::optional<Decimal> Decimal::subtract(const Decimal& a, const Decimal& b) {
  return both_fast(a, b) ? sum(a, b, true) : wide::calculate(wide::Operation::subtract, a, b);
}

std::optional<Decimal> Decimal::multiply(const Decimal& a, const Decimal& b) {
  if (both_fast(a, b)) {
    const Int128 product = static_cast<Int128>(DecimalAccess::coefficient(a)) * DecimalAccess::coefficient(b);
    if (const auto result = narrowed(product, DecimalAccess::scale(a) + DecimalAccess::scale(b)))
      return result;
  }
  return wide::calculate(wide::Operation::multiply, a, b);
}

std::optional<Decimal> Decimal::divide(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) return std::nullopt;
  if (both_fast(a, b)) {
    if (const auto result = exact_quotient(a, b)) return result;
  }
  return wide::calculate(wide::Operation::divide, a, b);
}

Decimal Decimal::negated() const {
  if (!wide_) {
    const auto coefficient = static_cast<std::int64_t>(low_);
    if (coefficient != std::numeric_limits<std::int64_t>::min()) {
      return DecimalAccess::fast(-coefficient, scale_);
    }
  }
  return subtract(Decimal(), *this).value_or(Decimal());
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (!both_fast(a, b)) return wide::compare(a, b);
  const std::int64_t x = DecimalAccess::coefficient(a);
  const std::int64_t y = DecimalAccess::coefficient(b);
  const int scale_a = DecimalAccess::scale(a);
  const int scale_b = DecimalAccess::scale(b);
  if (scale_a == scale_b) return x <=> y;
  const int scale = scale_a > scale_b ? scale_a : scale_b;
  const Int128 left = scaled_up(x, scale - scale_a);
  const Int128 right = scaled_up(y, scale - scale_b);
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == std::strong_ordering::equal; }

}  // namespace huifang
