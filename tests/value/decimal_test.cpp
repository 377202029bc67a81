#include "huifang/value.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "value/decimal.hpp"
#include "value/decimal_wide.hpp"

using huifang::Decimal;
using huifang::Int128;

namespace {

Decimal number(const char* text) {
  const auto parsed = Decimal::parse(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

std::string text_of(const std::optional<Decimal>& value) { return value ? value->to_text() : "none"; }

/// Numbers at all sizes of the fast form, small and round ones among them.
rc::Gen<Decimal> any_fast() {
  return rc::gen::map(
      rc::gen::tuple(
          rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange<std::int64_t>(-2000, 2000),
                         rc::gen::element<std::int64_t>(INT64_MIN, INT64_MAX, 0, 1, -1, 1000000)),
          rc::gen::inRange(0, 19)),
      [](const std::tuple<std::int64_t, int>& parts) {
        return Decimal::scaled(std::get<0>(parts), std::get<1>(parts));
      });
}

/// Numbers of up to 34 digits, fast or wide.
rc::Gen<Decimal> any_number() {
  return rc::gen::oneOf(any_fast(),
                        rc::gen::map(rc::gen::tuple(any_fast(), any_fast(), rc::gen::inRange(-40, 40)),
                                     [](const std::tuple<Decimal, Decimal, int>& parts) {
                                       const auto& [a, b, exponent] = parts;
                                       const auto product = Decimal::multiply(a, b);
                                       return *Decimal::multiply(*product, Decimal::scaled(1, exponent));
                                     }));
}

/// A fraction of small whole numbers, for arithmetic that is obviously right.
struct Fraction {
  std::int64_t over = 0;
  std::int64_t under = 1;
};

}  // namespace

SCENARIO("numbers are read and written as people write them", "[value][decimal]") {
  CHECK(number("12.50").to_text() == "12.5");
  CHECK(number("-0.001").to_text() == "-0.001");
  CHECK(number(".5").to_text() == "0.5");
  CHECK(number("1e3").to_text() == "1000");
  CHECK(number("1E-3").to_text() == "0.001");
  CHECK(number("-0").to_text() == "0");
  CHECK(number("0e999999999").to_text() == "0");
  CHECK(number("1.5e100").to_text() == "1.5e100");
  CHECK(number("123456789012345678901234567890.5").to_text() == "123456789012345678901234567890.5");

  THEN("digits beyond the 34th are rounded half to even") {
    CHECK(number("1.0000000000000000000000000000000005").to_text() == "1");
    CHECK(number("1.0000000000000000000000000000000015").to_text() == "1.000000000000000000000000000000002");
    CHECK(
        number("1.00000000000000000000000000000000050000000000000000000000000000000000000000001").to_text() ==
        "1.000000000000000000000000000000001");
  }
  THEN("what is no number, or outside decimal128, is refused") {
    for (const char* text : {"", "-", ".", "1.", "1e", "1e+", "e5", "+1", "1,5", "1 ", "0x10", "Infinity",
                             "NaN", "1e999999999", "-1e7000", "1e-7000", "1e99999999999999999999"}) {
      CAPTURE(text);
      CHECK_FALSE(Decimal::parse(text).has_value());
    }
  }
}

SCENARIO("decimal arithmetic is exact", "[value][decimal]") {
  CHECK(Decimal::add(number("0.1"), number("0.2")) == number("0.3"));
  CHECK(Decimal::multiply(number("19.99"), number("3")) == number("59.97"));
  CHECK(Decimal::divide(10, 4) == number("2.5"));
  CHECK(text_of(Decimal::divide(1, 3)) == "0.3333333333333333333333333333333333");
  CHECK(text_of(Decimal::divide(2, 3)) == "0.6666666666666666666666666666666667");
  CHECK(text_of(Decimal::divide(1, 0)) == "none");
  CHECK(text_of(Decimal::multiply(number("9e6144"), 10)) == "none");
  CHECK(Decimal::add(INT64_MAX, 1) == number("9223372036854775808"));
  CHECK(Decimal(INT64_MIN).negated() == number("9223372036854775808"));
  CHECK(number("1.0") == Decimal(1));
  CHECK(number("1.0").hash() == Decimal(1).hash());
}

SCENARIO("a number can be asked for as a scaled integer", "[value][decimal]") {
  CHECK(number("19.99").to_scaled(2) == 1999);
  CHECK(number("19.9").to_scaled(2) == 1990);
  CHECK_FALSE(number("19.999").to_scaled(2).has_value());
  CHECK(number("-9223372036854775808").to_int64() == INT64_MIN);
  CHECK_FALSE(number("9223372036854775808").to_int64().has_value());
  CHECK_FALSE(number("1e300").to_int64().has_value());
  CHECK(number("1000").to_scaled(-3) == 1);
}

SCENARIO("rounding takes the digit it is asked for", "[value][decimal]") {
  using huifang::decimal::Rounding;
  const auto rounded = [](const char* text, int scale, Rounding how) {
    return text_of(huifang::decimal::round(number(text), scale, how));
  };
  CHECK(rounded("2.5", 0, Rounding::half_even) == "2");
  CHECK(rounded("3.5", 0, Rounding::half_even) == "4");
  CHECK(rounded("2.5", 0, Rounding::half_up) == "3");
  CHECK(rounded("-2.5", 0, Rounding::half_up) == "-3");
  CHECK(rounded("2.5", 0, Rounding::half_down) == "2");
  CHECK(rounded("-2.51", 0, Rounding::half_down) == "-3");
  CHECK(rounded("-1.126", 2, Rounding::half_down) == "-1.13");
  CHECK(rounded("1.121", 2, Rounding::up) == "1.13");
  CHECK(rounded("-1.121", 2, Rounding::up) == "-1.13");
  CHECK(rounded("-1.129", 2, Rounding::down) == "-1.12");
  CHECK(rounded("-1.5", 0, Rounding::floor) == "-2");
  CHECK(rounded("-1.5", 0, Rounding::ceiling) == "-1");
  CHECK(rounded("1250", -2, Rounding::half_even) == "1200");
  CHECK(rounded("5.5", -6000, Rounding::down) == "0");
  CHECK(rounded("5.5", 6176, Rounding::down) == "5.5");
}

SCENARIO("functions of numbers agree with what is known of them", "[value][decimal]") {
  using namespace huifang::decimal;
  CHECK(text_of(modulo(-12, 5)) == "3");
  CHECK(text_of(modulo(12, -5)) == "-3");
  CHECK(text_of(modulo(number("10.1"), number("4.5"))) == "1.1");
  CHECK(text_of(modulo(number("-10.1"), number("-4.5"))) == "-1.1");
  CHECK(text_of(modulo(1, 0)) == "none");
  CHECK(text_of(power(3, 20)) == "3486784401");
  CHECK(text_of(power(10, -5)) == "0.00001");
  CHECK(text_of(power(4, number("0.5"))) == "2");
  CHECK(text_of(power(0, -1)) == "none");
  CHECK(text_of(power(-8, number("0.5"))) == "none");
  CHECK(text_of(square_root(4)) == "2");
  CHECK(text_of(square_root(-1)) == "none");
  CHECK(text_of(exponential(0)) == "1");
  CHECK(text_of(natural_logarithm(0)) == "none");
}

TEST_CASE("the fast form and decimal128 give the same results", "[value][decimal]") {
  using huifang::wide::calculate;
  using huifang::wide::Operation;
  REQUIRE(rc::check("add, subtract, multiply, divide, compare", [] {
    const Decimal a = *any_fast();
    const Decimal b = *any_fast();
    RC_ASSERT(Decimal::add(a, b) == calculate(Operation::add, a, b));
    RC_ASSERT(Decimal::subtract(a, b) == calculate(Operation::subtract, a, b));
    RC_ASSERT(Decimal::multiply(a, b) == calculate(Operation::multiply, a, b));
    if (!b.is_zero()) RC_ASSERT(Decimal::divide(a, b) == calculate(Operation::divide, a, b));
    RC_ASSERT((a <=> b) == huifang::wide::compare(a, b));
  }));
}

TEST_CASE("small numbers agree with fractions", "[value][decimal]") {
  const auto fraction = [](std::int64_t coefficient, int scale) {
    Fraction f{coefficient, 1};
    for (int i = 0; i < scale; ++i) f.under *= 10;
    return f;
  };
  REQUIRE(rc::check("the result times the denominator is the numerator", [&] {
    const auto x = *rc::gen::inRange<std::int64_t>(-5000, 5000);
    const auto y = *rc::gen::inRange<std::int64_t>(-5000, 5000);
    const int scale_x = *rc::gen::inRange(0, 5);
    const int scale_y = *rc::gen::inRange(0, 5);
    const Fraction a = fraction(x, scale_x);
    const Fraction b = fraction(y, scale_y);
    const Decimal da = Decimal::scaled(x, scale_x);
    const Decimal db = Decimal::scaled(y, scale_y);
    const auto times = [](const std::optional<Decimal>& d, std::int64_t n) {
      return *Decimal::multiply(*d, n);
    };
    RC_ASSERT(times(Decimal::add(da, db), a.under * b.under) == Decimal(a.over * b.under + b.over * a.under));
    RC_ASSERT(times(Decimal::subtract(da, db), a.under * b.under) ==
              Decimal(a.over * b.under - b.over * a.under));
    RC_ASSERT(times(Decimal::multiply(da, db), a.under * b.under) == Decimal(a.over * b.over));
    RC_ASSERT((da < db) == (a.over * b.under < b.over * a.under));
    if (y == 0) return;
    // |q·b - a| is at most half a unit in the 34th digit of the quotient, times b: far below 10^-20 here.
    const auto rest = *Decimal::subtract(*Decimal::multiply(*Decimal::divide(da, db), db), da);
    RC_ASSERT(huifang::decimal::absolute(rest) < Decimal::scaled(1, 20));
  }));
}

TEST_CASE("laws of numbers", "[value][decimal]") {
  REQUIRE(rc::check("text reads back equal, with an equal hash", [] {
    const Decimal a = *any_number();
    const auto back = Decimal::parse(a.to_text());
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == a);
    RC_ASSERT(back->hash() == a.hash());
  }));
  REQUIRE(rc::check("addition and multiplication commute; subtraction undoes sign", [] {
    const Decimal a = *any_number();
    const Decimal b = *any_number();
    RC_ASSERT(Decimal::add(a, b) == Decimal::add(b, a));
    RC_ASSERT(Decimal::multiply(a, b) == Decimal::multiply(b, a));
    RC_ASSERT(Decimal::subtract(a, b)->negated() == *Decimal::subtract(b, a));
    RC_ASSERT(a.negated().negated() == a);
  }));
  REQUIRE(rc::check("order is total and agrees with the sign of the difference", [] {
    const Decimal a = *any_number();
    const Decimal b = *any_number();
    const int sign = Decimal::subtract(a, b)->sign();
    RC_ASSERT((a < b) == (sign < 0));
    RC_ASSERT((a == b) == (sign == 0));
  }));
}
