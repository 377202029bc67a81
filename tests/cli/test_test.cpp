#include <catch2/catch.hpp>

#include "../policy_test/folder.hpp"
#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("policy tests are run and counted", "[cli]") {
  const Workplace here("test");
  here.write("shop/policy.json", shop_policy);
  here.write(
      "shop/tests/a.json",
      R"({"huifang_test": 1, "given": {"from": "2024-03-04", "facts": {"customer": {"c1": {}}}}, "tests": {
    "right": {"then": {"tiers": {"subject": "c1", "tier": "class", "value": "plain"}}},
    "wrong": {"then": {"tiers": {"subject": "c1", "tier": "class", "value": "good"}}}}})");
  const Ran ran = here.run("test shop");
  CHECK(ran.code == 1);
  CHECK(has(ran.out, "FAILED  shop/tests/a.json: wrong\n"));
  CHECK(has(ran.out, "    expected: \"good\"\n    found:    \"plain\"\n"));
  CHECK(has(ran.out,
            "shop: reached 1 of 3 rules, 1 of 3 tier rows; not reached: thanks, large, class, row 1, class, "
            "row 2\n"));
  CHECK(ran.out.ends_with("1 passed, 1 failed\n"));
  const Ran right = here.run("test shop --only right --verbose");
  CHECK(right.code == 0);
  CHECK(has(right.out, "ok      shop/tests/a.json: right\n"));
  CHECK(right.out.ends_with("1 passed, 0 failed\n"));
  CHECK(here.run("test shop --only nothing").code == 3);
  const Ran json = here.run("test shop --format json");
  CHECK(json.code == 1);
  CHECK(has(json.out, "\"failed\": 1"));
}
