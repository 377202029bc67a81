#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("an expression is evaluated, exactly", "[cli]") {
  const Workplace here("feel");
  CHECK(here.run("feel '0.1 + 0.2'").out == "0.3\n");
  CHECK(here.run("feel '[1, 2, 3][item > 1]'").out == "[2, 3]\n");
  here.write("context.json",
             R"json({"volume": 12000, "since": "=date(\"2024-03-01\")", "names": ["a", "b"]})json");
  CHECK(here.run("feel 'if volume >= 10000 then \"key\" else \"ordinary\"' --context context.json").out ==
        "\"key\"\n");
  CHECK(here.run("feel 'since.month + count(names)' --context context.json").out == "5\n");
  WHEN("a value is missing") {
    here.write("null.json", R"({"volume": null})");
    const Ran ran = here.run("feel 'volume > 1' --context null.json");
    CHECK(ran.code == 1);
    CHECK(ran.out == "null\n");
    CHECK(has(ran.err, "volume"));
  }
  WHEN("the expression is wrong") {
    CHECK(here.run("feel '1 +'").code == 3);
    const Ran unknown = here.run("feel 'volum > 1' --context context.json");
    CHECK(unknown.code == 3);
    CHECK(has(unknown.err, "volume"));
    CHECK(here.run("feel '1 / 0'").code == 3);
  }
}
