#include <catch2/catch.hpp>

#include "support.hpp"

using namespace feel_test;

namespace {

std::string refused(std::string_view text) {
  try {
    (void)feel::compile(text, PolicyNames{});
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

SCENARIO("a broken expression is told exactly where and what would be right", "[feel][diagnostics]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"customer.volum > 5",
       "1:10: error HF2111: this member is not known; found volum, expected a member of customer; did you "
       "mean volume?"},
      {"custmer.volume > 5",
       "1:1: error HF2110: this name is not known; found custmer; did you mean customer?"},
      {"$peek > 1", "1:1: error HF2110: this name is not known; found $peek; did you mean $peak?"},
      {"$last order limt + 1",
       "1:1: error HF2110: this name is not known; found $last order limt; did you mean $last order limit?"},
      {"season.sale = \"peak\"",
       "1:8: error HF2111: this member is not known; found sale, expected a member of season; did you mean "
       "sales?"},
      {"season = \"peak\"",
       "1:1: error HF2114: this is a group of names, not a value; found season, expected one of its members, "
       "after a dot"},
      {"unit", "1:1: error HF2114: this is a function and needs its arguments; found unit, expected ("},
      {"unit()",
       "1:1: error HF2113: the arguments do not fit the function; found unit(), expected 1 arguments"},
      {"customer.class = \"D\"",
       "1:18: error HF2116: this is not one of the declared values; found \"D\", expected A, B, C"},
      {"season.sales = \"paek\"",
       "1:16: error HF2116: this is not one of the declared values; found \"paek\", expected peak, off; did "
       "you mean peak?"},
      {"customer.volume = \"big\"",
       "1:19: error HF2115: this can not be compared; found \"big\" (string), expected number"},
      {"customer.volume > @\"2024-01-01\"",
       "1:19: error HF2115: this can not be compared; found @\"2024-01-01\" (date), expected number"},
      {"customer.volume + \"a\"",
       "1:19: error HF2115: + does not take a number and a string; found \"a\" (string), expected a type "
       "that goes with number"},
      {"customer.volume and true",
       "1:1: error HF2115: and joins conditions; found customer.volume (number), expected boolean"},
      {"if customer.volume then 1 else 2",
       "1:4: error HF2115: if needs a condition; found customer.volume (number), expected boolean"},
      {"sum(customer.last orders.amount) > \"a\"",
       "1:36: error HF2115: this can not be compared; found \"a\" (string), expected number"},
      {"upper case(customer.volume)",
       "1:12: error HF2115: upper case does not take this as its string; found customer.volume (number), "
       "expected string"},
      {"coutn([1])", "1:1: error HF2112: this function is not known; found coutn; did you mean count?"},
      {"substring(\"a\")",
       "1:1: error HF2113: the arguments do not fit the function; found substring(\"a\"), expected "
       "substring(string, start position, length?)"},
      {"substring(string: \"a\", start: 1)",
       "1:1: error HF2113: the arguments do not fit the function; found substring(string: \"a\", start: 1), "
       "expected substring(string, start position, length?)"},
      {"1 / 0", "1:1: error HF2119: this always fails: division by zero; found 1 / 0"},
      {"date(\"2024-02-30\")",
       "1:1: error HF2119: this always fails: date: the text is no date; found date(\"2024-02-30\")"},
      {"@\"2024-02-30\"",
       "1:1: error HF2105: this is no date, time or duration; found @\"2024-02-30\", expected "
       "@\"2024-03-01\", @\"10:30:00\", @\"2024-03-01T10:30:00\", @\"P1D\" or @\"P1M\""},
      {"1e9999",
       "1:1: error HF2103: the number is too large or too small; found 1e9999, expected an exponent from "
       "-6176 to 6111"},
      {"(1 + 2", "1:7: error HF2101: this can not stand here; found the end, expected ) or an operator"},
      {"[1, 2", "1:6: error HF2101: this can not stand here; found the end, expected , or ]"},
      {"1 +", "1:4: error HF2101: the expression ends too early; found the end, expected a value"},
      {"1 2", "1:3: error HF2101: the expression should end here; found 2, expected an operator or the end"},
      {"if true then 1", "1:15: error HF2101: this can not stand here; found the end, expected else"},
      {"for i in [1] retrun i",
       "1:14: error HF2101: this can not stand here; found retrun, expected return or ,"},
      {"{a: 1, a: 2}", "1:8: error HF2118: this entry is given twice; found a"},
      {"\"abc", "1:1: error HF2102: a string is not closed; found \"abc, expected \""},
      {"1 + /* note", "1:5: error HF2102: a comment is not closed; found /*, expected */"},
      {"1 instance of numbr",
       "1:15: error HF2117: this type is not known; found numbr; did you mean number?"},
      {"customer.joined.yeer",
       "1:17: error HF2111: a date has no such member; found yeer; did you mean year?"},
      {"{total: 1}.totl", "1:12: error HF2111: this entry is not known; found totl; did you mean total?"},
      {"customer.volume > 5\n  and customer.volum < 9",
       "2:16: error HF2111: this member is not known; found volum, expected a member of customer; did you "
       "mean volume?"},
      {"客户 > 1", "1:1: error HF2110: this name is not known; found 客户"},
      {"count（[1]）", "1:6: error HF2101: this character has no meaning here; found （, expected ("},
      {"customer.volume => 5", "1:18: error HF2101: this can not stand here; found >, expected a value"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(refused(text) == expected);
  }
}

SCENARIO("all findings are told at once, in the order of the text", "[feel][diagnostics]") {
  CHECK(refused("custmer.volume > 5 and customer.volum > foo(1) or customer.class = Z") ==
        "1:1: error HF2110: this name is not known; found custmer; did you mean customer?\n"
        "1:33: error HF2111: this member is not known; found volum, expected a member of customer; did you "
        "mean volume?\n"
        "1:41: error HF2112: this function is not known; found foo\n"
        "1:68: error HF2110: this name is not known; found Z");
}

SCENARIO("an error knows its kind", "[feel][diagnostics]") {
  const auto kind = [](std::string_view text) {
    try {
      (void)feel::compile(text, PolicyNames{});
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::internal;
  };
  CHECK(kind("1 +") == ErrorKind::syntax);
  CHECK(kind("volum") == ErrorKind::policy);
  CHECK(kind(std::string(70'000, ' ')) == ErrorKind::limit);
  CHECK(kind(std::string(300, '(')) == ErrorKind::limit);
}
