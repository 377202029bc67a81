#include "value/digits.hpp"

#include <catch2/catch.hpp>
#include <locale>
#include <rapidcheck.h>

using boost::multiprecision::cpp_int;
using huifang::digits_of;

namespace {

/// One digit after the other.
std::string slowly(cpp_int whole) {
  const bool negative = whole < 0;
  if (negative) whole = -whole;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(whole % 10)));
    whole /= 10;
  } while (whole != 0);
  return negative ? "-" + digits : digits;
}

/// Groups digits by three, as many languages do.
struct Grouped : std::numpunct<char> {
  char do_thousands_sep() const override { return ','; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

SCENARIO("whole numbers of any size have their decimal digits", "[value]") {
  CHECK(digits_of(0) == "0");
  CHECK(digits_of(-7) == "-7");
  CHECK(digits_of(cpp_int("999999999999999999")) == "999999999999999999");
  CHECK(digits_of(cpp_int("1000000000000000000")) == "1000000000000000000");
  CHECK(digits_of(cpp_int("-1000000000000000000000000000000000042")) == "-1000000000000000000000000000000000042");
  CHECK(rc::check("products of three numbers", [](std::int64_t a, std::int64_t b, std::int64_t c) {
    const cpp_int whole = cpp_int(a) * b * c;
    RC_ASSERT(digits_of(whole) == slowly(whole));
  }));
}

SCENARIO("no locale puts separators between digits", "[value]") {
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Grouped));
  const std::string digits = digits_of(cpp_int("12345678901234567890"));
  std::locale::global(before);
  CHECK(digits == "12345678901234567890");
}
