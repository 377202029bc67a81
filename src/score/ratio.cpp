#include "huifang/ratio.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <utility>

#include "value/digits.hpp"

namespace huifang {

namespace {

using Big = boost::multiprecision::cpp_int;
__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

constexpr std::size_t digits_max = 4000;  // of a number that is read

Big power_of_ten(unsigned places) { return boost::multiprecision::pow(Big(10), places); }

/// n ÷ d, rounded. Precondition: n >= 0, d > 0.
Big divided(const Big& n, const Big& d, Rounding rounding) {
  Big quotient, rest;
  boost::multiprecision::divide_qr(n, d, quotient, rest);
  if (rounding == Rounding::truncate) return quotient;
  const Big twice = rest * 2;
  const bool tie_up = rounding == Rounding::half_up || boost::multiprecision::bit_test(quotient, 0);
  if (twice > d || (twice == d && tie_up)) ++quotient;
  return quotient;
}

std::optional<Big> whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > digits_max || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);  // or it would be read as octal
  Big number{std::string(text)};
  return negative ? Big(-number) : number;
}

}  // namespace

/// In lowest terms, the denominator above 0.
struct Ratio::Wide {
  Big numerator, denominator;
};

struct RatioAccess {
  static Big numerator(const Ratio& a) { return a.wide_ ? a.wide_->numerator : Big(a.numerator_); }
  static Big denominator(const Ratio& a) { return a.wide_ ? a.wide_->denominator : Big(a.denominator_); }

  static bool narrow(const Ratio& a, const Ratio& b) { return !a.wide_ && !b.wide_; }

  /// Precondition: d is not 0.
  static Ratio make(Int128 n, Int128 d) {
    if (d < 0) n = -n, d = -d;
    Int128 a = n < 0 ? -n : n, b = d;
    while (b != 0) a = std::exchange(b, a % b);
    if (a > 1) n /= a, d /= a;
    if (n < INT64_MIN || n > INT64_MAX || d > INT64_MAX) return make(big(n), big(d));
    Ratio ratio;
    ratio.numerator_ = static_cast<std::int64_t>(n);
    ratio.denominator_ = static_cast<std::int64_t>(d);
    return ratio;
  }
  static Ratio make(Big n, Big d) {
    if (d < 0) n = -n, d = -d;
    const Big common = boost::multiprecision::gcd(n, d);
    if (common > 1) n /= common, d /= common;
    Ratio ratio;
    if (n >= INT64_MIN && n <= INT64_MAX && d <= INT64_MAX) {
      ratio.numerator_ = static_cast<std::int64_t>(n);
      ratio.denominator_ = static_cast<std::int64_t>(d);
    } else {
      ratio.wide_ = std::make_shared<const Ratio::Wide>(Ratio::Wide{std::move(n), std::move(d)});
    }
    return ratio;
  }
  static Big big(Int128 value) {
    const bool negative = value < 0;
    const auto magnitude = negative ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
    Big out = static_cast<std::uint64_t>(magnitude >> 64);
    out <<= 64;
    out += static_cast<std::uint64_t>(magnitude);
    return negative ? Big(-out) : out;
  }
};

Ratio::Ratio(std::int64_t whole) : numerator_(whole) {}

Ratio::Ratio(const Decimal& decimal) {
  if (const auto whole = decimal.to_int64()) {
    numerator_ = *whole;
  } else {
    *this = *parse(decimal.to_text());  // what Decimal writes is a number
  }
}

std::optional<Ratio> Ratio::of(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  return RatioAccess::make(Int128{numerator}, Int128{denominator});
}

std::optional<Ratio> Ratio::parse(std::string_view text) {
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto n = whole_number(text.substr(0, slash));
    const auto d = whole_number(text.substr(slash + 1));
    if (!n || !d || *d <= 0) return std::nullopt;
    return RatioAccess::make(*n, *d);
  }
  const auto exponent_at = text.find_first_of("eE");
  std::int64_t exponent = 0;
  if (exponent_at != std::string_view::npos) {
    std::string_view digits = text.substr(exponent_at + 1);
    if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
    const auto whole = whole_number(digits);
    if (!whole || boost::multiprecision::abs(*whole) > digits_max * 2) return std::nullopt;
    exponent = static_cast<std::int64_t>(*whole);
    text = text.substr(0, exponent_at);
  }
  std::string digits(text);
  if (const auto point = digits.find('.'); point != std::string::npos) {
    if (digits.find_first_of("0123456789", point) != point + 1) return std::nullopt;
    digits.erase(point, 1);
    exponent -= static_cast<std::int64_t>(digits.size() - point);
  }
  const auto n = whole_number(digits);
  if (!n) return std::nullopt;
  if (exponent >= 0) return RatioAccess::make(Big(*n * power_of_ten(static_cast<unsigned>(exponent))), Big(1));
  return RatioAccess::make(*n, power_of_ten(static_cast<unsigned>(-exponent)));
}

Ratio operator+(const Ratio& a, const Ratio& b) {
  if (RatioAccess::narrow(a, b)) {
    const Int128 left = Int128{a.numerator_} * b.denominator_;  // below 2^126
    const Int128 right = Int128{b.numerator_} * a.denominator_;
    return RatioAccess::make(left + right, Int128{a.denominator_} * b.denominator_);
  }
  const Big ad = RatioAccess::denominator(a), bd = RatioAccess::denominator(b);
  return RatioAccess::make(Big(RatioAccess::numerator(a) * bd + RatioAccess::numerator(b) * ad), Big(ad * bd));
}

Ratio operator-(const Ratio& a, const Ratio& b) { return a + b * Ratio(-1); }

Ratio operator*(const Ratio& a, const Ratio& b) {
  if (RatioAccess::narrow(a, b)) {
    return RatioAccess::make(Int128{a.numerator_} * b.numerator_, Int128{a.denominator_} * b.denominator_);
  }
  return RatioAccess::make(Big(RatioAccess::numerator(a) * RatioAccess::numerator(b)),
                           Big(RatioAccess::denominator(a) * RatioAccess::denominator(b)));
}

std::optional<Ratio> Ratio::divide(const Ratio& a, const Ratio& b) {
  if (b.is_zero()) return std::nullopt;
  if (RatioAccess::narrow(a, b)) {
    return RatioAccess::make(Int128{a.numerator_} * b.denominator_, Int128{a.denominator_} * b.numerator_);
  }
  return RatioAccess::make(Big(RatioAccess::numerator(a) * RatioAccess::denominator(b)),
                           Big(RatioAccess::denominator(a) * RatioAccess::numerator(b)));
}

std::strong_ordering operator<=>(const Ratio& a, const Ratio& b) {
  if (RatioAccess::narrow(a, b)) {
    return Int128{a.numerator_} * b.denominator_ <=> Int128{b.numerator_} * a.denominator_;
  }
  const Big left = RatioAccess::numerator(a) * RatioAccess::denominator(b);
  const int order = left.compare(Big(RatioAccess::numerator(b) * RatioAccess::denominator(a)));
  return order <=> 0;
}

int Ratio::sign() const {
  if (wide_) return wide_->numerator.sign();
  return numerator_ < 0 ? -1 : numerator_ > 0 ? 1 : 0;
}

bool Ratio::is_whole() const { return wide_ ? wide_->denominator == 1 : denominator_ == 1; }

std::string Ratio::rounded_text(int places, Rounding rounding) const {
  const auto decimals = static_cast<unsigned>(places < 0 ? 0 : places > 30 ? 30 : places);
  const Big n = boost::multiprecision::abs(RatioAccess::numerator(*this)) * power_of_ten(decimals);
  const Big rounded = divided(n, RatioAccess::denominator(*this), rounding);
  std::string digits = digits_of(rounded);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
  if (sign() < 0 && rounded != 0) digits.insert(0, 1, '-');
  return digits;
}

Decimal Ratio::rounded(int places, Rounding rounding) const {
  return Decimal::parse(rounded_text(places, rounding)).value_or(Decimal());
}

std::string Ratio::to_text() const {
  Big d = RatioAccess::denominator(*this);
  int twos = 0, fives = 0;
  for (; d % 2 == 0; d /= 2) ++twos;
  for (; d % 5 == 0; d /= 5) ++fives;
  const int places = std::max(twos, fives);
  if (d == 1 && places <= 30) return rounded_text(places);
  return digits_of(RatioAccess::numerator(*this)) + "/" + digits_of(RatioAccess::denominator(*this));
}

Decimal Ratio::to_decimal() const {
  if (!wide_) {
    // Two decimals of at most 19 digits: their quotient is rounded once.
    return *Decimal::divide(Decimal(numerator_), Decimal(denominator_));
  }
  // 40 significant digits and a mark for the rest, so that the one rounding there is, to 34 digits, is right.
  Big n = boost::multiprecision::abs(wide_->numerator);
  Big d = wide_->denominator;
  const auto length = [](const Big& number) { return static_cast<std::int64_t>(digits_of(number).size()); };
  const std::int64_t shift = 40 - (length(n) - length(d));
  (shift >= 0 ? n : d) *= power_of_ten(static_cast<unsigned>(shift >= 0 ? shift : -shift));
  Big quotient, rest;
  boost::multiprecision::divide_qr(n, d, quotient, rest);
  std::string text = (sign() < 0 ? "-" : "") + digits_of(quotient) + (rest == 0 ? "0" : "1") + "e" + std::to_string(-shift - 1);
  return Decimal::parse(text).value_or(Decimal());
}

std::optional<Ratio::Parts> Ratio::parts() const {
  if (wide_) return std::nullopt;
  return Parts{numerator_, denominator_};
}

double Ratio::to_double() const {
  if (!wide_ && numerator_ > -(1ll << 53) && numerator_ < 1ll << 53 && denominator_ < 1ll << 53) {
    return static_cast<double>(numerator_) / static_cast<double>(denominator_);
  }
  return boost::multiprecision::cpp_rational(RatioAccess::numerator(*this), RatioAccess::denominator(*this)).convert_to<double>();
}

}  // namespace huifang
