#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "support.hpp"

using namespace score_test;

SCENARIO("a fraction is exact and rounded once, when it is printed", "[ratio]") {
  GIVEN("2/3") {
    const Ratio two_thirds = *Ratio::of(2, 3);
    THEN("it prints with as many places as asked for, rounded as asked for") {
      CHECK(two_thirds.rounded_text(3) == "0.667");
      CHECK(two_thirds.rounded_text(0) == "1");
      CHECK(two_thirds.rounded_text(2, Rounding::truncate) == "0.66");
      CHECK((two_thirds * -1).rounded_text(1) == "-0.7");
      CHECK((two_thirds * -1).rounded_text(1, Rounding::truncate) == "-0.6");
    }
    THEN("it is not what its rounding is") { CHECK_FALSE(two_thirds == number("0.6666666666666667")); }
    THEN("its text is the fraction, and is read back") {
      CHECK(two_thirds.to_text() == "2/3");
      CHECK(Ratio::parse("4/6") == two_thirds);
    }
  }
  GIVEN("ties") {
    CHECK(number("62.5").rounded_text(0, Rounding::half_up) == "63");
    CHECK(number("62.5").rounded_text(0, Rounding::half_even) == "62");
    CHECK(number("63.5").rounded_text(0, Rounding::half_even) == "64");
    CHECK(number("-62.5").rounded_text(0, Rounding::half_up) == "-63");
    CHECK(number("-0.4").rounded_text(0) == "0");
  }
  GIVEN("texts") {
    CHECK(number("-12.50").to_text() == "-12.5");
    CHECK(number("1e3") == Ratio(1000));
    CHECK(number("010") == Ratio(10));
    CHECK(number(".5").to_text() == "0.5");
    for (const char* text : {"", "-", "1/0", "a", "1/2/3", "1.2.3", "0x10", "--1", "1e", "1e99999999",
                             ".-5", "-.", "1.", "1e1e1", "1e1.0", "1e+-5", "1/-2", "1/ 2", " 1", "+1"}) {
      CAPTURE(text);
      CHECK_FALSE(Ratio::parse(text).has_value());
    }
  }
  GIVEN("what 64 bits do not hold") {
    const Ratio large = Ratio(INT64_MAX) * Ratio(INT64_MAX);
    CHECK(large.to_text() == "85070591730234615847396907784232501249");
    CHECK(Ratio::divide(large, Ratio(INT64_MAX)) == Ratio(INT64_MAX));
    CHECK_FALSE(large.parts().has_value());
    CHECK((large - large).is_zero());
    CHECK(Ratio::parse("1/3000000000000000000000000000000000000000")->to_decimal() ==
          Decimal::parse("3.333333333333333333333333333333333e-40").value());
    CHECK(Ratio(Decimal::parse("1234567890123456789012345678901234").value()).to_text() == "1234567890123456789012345678901234");
    CHECK(Ratio(INT64_MIN) + Ratio(INT64_MIN) == number("-18446744073709551616"));
  }
}

SCENARIO("the nearest number is rounded once, however long the fraction", "[ratio][law]") {
  CHECK(rc::check("no further away than half a unit of the last of 34 digits", [] {
    const auto part = [] { return Ratio(*rc::gen::inRange<std::int64_t>(1, INT64_MAX)); };
    const Ratio value = *Ratio::divide(part() * part() * part(), part() * part());
    const Ratio away = Ratio(value.to_decimal()) - value;
    const Ratio units = *Ratio::parse("2e33");
    RC_ASSERT((away.sign() < 0 ? Ratio(0) - away : away) * units <= value);
  }));
}

SCENARIO("fractions obey the laws of arithmetic", "[ratio][law]") {
  const auto any = [] {
    const auto n = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-50, 50), rc::gen::arbitrary<std::int64_t>());
    const auto d = *rc::gen::nonZero<std::int64_t>();
    return *Ratio::of(n, d);
  };
  REQUIRE(rc::check("sums and products", [&] {
    const Ratio a = any(), b = any(), c = any();
    RC_ASSERT(a + b == b + a);
    RC_ASSERT((a + b) + c == a + (b + c));
    RC_ASSERT(a * (b + c) == a * b + a * c);
    RC_ASSERT((a - b) + b == a);
    RC_ASSERT(a.is_whole() == (a.rounded_text(0) == a.to_text()));
    if (!b.is_zero()) RC_ASSERT(*Ratio::divide(a * b, b) == a);
    RC_ASSERT(Ratio::parse(a.to_text()) == a);
    RC_ASSERT((a < b) == ((a - b).sign() < 0));
  }));
  REQUIRE(rc::check("rounding is no further away than half a unit, and truncation no further from 0", [&] {
    const Ratio a = any();
    const int places = *rc::gen::inRange(0, 6);
    Ratio unit(1);
    for (int i = 0; i < places; ++i) unit = *Ratio::divide(unit, 10);
    const Ratio away = number(a.rounded_text(places)) - a;
    RC_ASSERT(away * away * 4 <= unit * unit);
    const Ratio cut = number(a.rounded_text(places, Rounding::truncate));
    RC_ASSERT(cut * cut <= a * a);
    RC_ASSERT((a - cut) * (a - cut) < unit * unit);
  }));
}
