#include "value/figures.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace huifang;
using figures::RoundingProfile;

namespace {

/// The obvious way: long division, digit by digit.
std::string by_hand(std::int64_t top, std::int64_t bottom, const RoundingProfile& how) {
  const bool negative = (top < 0) != (bottom < 0);
  top = top < 0 ? -top : top;
  bottom = bottom < 0 ? -bottom : bottom;
  std::string digits = std::to_string(top / bottom);
  std::int64_t rest = top % bottom;
  for (int i = 0; i < how.places; ++i) {
    rest *= 10;
    digits += static_cast<char>('0' + rest / bottom);
    rest %= bottom;
  }
  const bool odd = (digits.back() - '0') % 2 != 0;
  const bool up = how.mode == Rounding::half_up
                      ? 2 * rest >= bottom
                      : how.mode == Rounding::half_even && (2 * rest > bottom || (2 * rest == bottom && odd));
  for (std::size_t i = digits.size(); up && i-- > 0;) {
    if (digits[i] != '9') {
      ++digits[i];
      break;
    }
    digits[i] = '0';
    if (i == 0) digits.insert(0, "1");
  }
  const bool zero = digits.find_first_not_of('0') == std::string::npos;
  if (how.places > 0) digits.insert(digits.size() - static_cast<std::size_t>(how.places), 1, how.separator);
  return (negative && !zero ? "-" : "") + digits;
}

}  // namespace

SCENARIO("fractions are rounded once, from their exact value", "[report][figures]") {
  CHECK(figures::rounded(*Ratio::of(515, 653) * 100, {Rounding::truncate, 2, '.'}) == "78.86");
  CHECK(figures::rounded(*Ratio::of(515, 653) * 100, {Rounding::half_up, 2, ','}) == "78,87");
  CHECK(figures::rounded(*Ratio::of(125, 2), {Rounding::half_up, 0, '.'}) == "63");
  CHECK(figures::rounded(*Ratio::of(125, 2), {Rounding::half_even, 0, '.'}) == "62");
  CHECK(figures::rounded(*Ratio::of(-1, 1000), {Rounding::half_up, 2, '.'}) == "0.00");
  CHECK(figures::rounded(*Ratio::of(-5, 1000), {Rounding::half_up, 2, '.'}) == "-0.01");
  CHECK(figures::rounded(*Ratio::of(999, 1000), {Rounding::half_up, 1, '.'}) == "1.0");
}

SCENARIO("every fraction has the digits of a division by hand", "[report][figures]") {
  CHECK(rc::check("rounded", [] {
    const auto top = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
    const auto bottom = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
    RoundingProfile how;
    how.mode = static_cast<Rounding>(*rc::gen::inRange(0, 3));
    how.places = *rc::gen::inRange(0, 10);
    RC_ASSERT(figures::rounded(*Ratio::of(top, bottom), how) == by_hand(top, bottom, how));
    // What is shown reads back as the number that it is.
    const auto back = figures::printed(figures::rounded(*Ratio::of(top, bottom), how));
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->value == figures::rounded_value(*Ratio::of(top, bottom), how));
    RC_ASSERT(back->places == how.places);
  }));
}

SCENARIO("figures are read as people print them", "[report][figures]") {
  const auto value = [](const char* text) {
    return figures::printed(text) ? figures::printed(text)->value.to_text() : "none";
  };
  CHECK(value("94,5%") == "94.5");
  CHECK(value("78.86 %") == "78.86");
  CHECK(value(" +0.61 ") == "0.61");
  CHECK(value("-3") == "-3");
  CHECK(value("62％") == "62");
  CHECK(value("1.5 ‰") == "1.5");
  CHECK(figures::printed("94,5%")->places == 1);
  CHECK(figures::printed("94,5%")->unit == "%");
  for (const char* text : {"", "%", "1.234,5", "1,234,567", "ten", "5.", ".5", "1e3", "--1", "nan"})
    CHECK(value(text) == "none");
}

SCENARIO("a rounding profile is read, and anything else is refused", "[report][figures]") {
  REQUIRE(figures::rounding("truncate 2 ,"));
  CHECK(*figures::rounding("truncate 2 ,") == RoundingProfile{Rounding::truncate, 2, ','});
  CHECK(*figures::rounding("half_even 0") == RoundingProfile{Rounding::half_even, 0, '.'});
  CHECK(figures::to_text(*figures::rounding("truncate 2 ,")) == "truncate 2 ,");
  CHECK(figures::to_text(*figures::rounding("half_up 1 .")) == "half_up 1");
  for (const char* text :
       {"", "half_up", "half_up x", "half_up 13", "half_up -1", "half_up 1 ;", "up 1", "half_up 1 , ,"})
    CHECK_FALSE(figures::rounding(text));
}

SCENARIO("numbers beyond what reports count in are refused", "[report][figures]") {
  const auto taken = [](const char* text) { return figures::exact(*Decimal::parse(text)).has_value(); };
  for (const char* text : {"0", "-0.5", "9e97", "1e-128", "-9.99e97"}) CHECK(taken(text));
  for (const char* text : {"1e98", "-1e98", "9e-129", "1e6000", "-1e-6000"}) CHECK_FALSE(taken(text));
}
