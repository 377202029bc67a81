/// A plan of what a book's people owe.
#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

namespace {

/// Five customers of s1 and one of s2, each owed a call in the week of Monday 2024-03-04 and one visit in
/// March.
void stock(const Workplace& here) {
  here.write("policy.json", R"({ "huifang": 1, "policy": "shop", "version": "1", "effective": "2024-01-01..",
    "zone": "Asia/Shanghai", "events": {"phone": {"contact": true}, "visit": {"contact": true}},
    "facts": {"customer": {"name": "string"}}, "calendar": {"use": "cn-public"},
    "rules": {"call": {"each": "week", "owe": {"need": "phone"}}, "visit": {"each": "month", "owe": {"need": "visit"}}} })");
  std::string log = R"({"id":"n","type":"set","at":"2024-02-29","customer":"c1","data":{"name":"长春建筑"}})"
                    "\n";
  for (int c = 1; c <= 6; ++c) {
    const std::string n = std::to_string(c);
    log += R"({"id":"a)" + n + R"(","type":"assign","at":"2024-02-29","customer":"c)" + n +
           R"(","data":{"owner":")" + (c == 6 ? "s2" : "s1") + "\"}}\n";
  }
  here.write("log.jsonl", log);
  REQUIRE(here.run("run --quiet --policy policy.json --book b.db --log log.jsonl --to 2024-03-04").code == 0);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

}  // namespace

SCENARIO("what is owed is put on the working days of those who owe it", "[cli][plan]") {
  const Workplace here("plan");
  stock(here);
  const Ran ran = here.run("plan b.db --to 2024-03-08 --rule call");
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "2024-03-04  s1"));
  CHECK(has(ran.out, "2024-03-08  s1"));
  CHECK(has(ran.out, "长春建筑 (c1)"));
  CHECK(has(ran.out, "6 of 6 visits have a place"));
  CHECK_FALSE(has(ran.out, "2024-03-09"));
  WHEN("there is too little capacity") {
    const Ran less = here.run("plan b.db --to 2024-03-06 --from 2024-03-06 --capacity 1 --rule call");
    THEN("the overload is named and the exit code tells of it") {
      CHECK(less.code == 1);
      CHECK(has(less.out,
                "(1) short by 2: 5 visits need 5, there is room for 3 (s1 on 3 days from 2024-03-06 to "
                "2024-03-08)"));
    }
  }
  WHEN("a gap keeps calls and visits of a customer apart") {
    const Ran all = here.run("plan b.db --to 2024-03-31 --gap 5 --format csv --owner s2");
    CHECK(count(all.out, "\r\n2024-03-") == 2);
  }
  WHEN("it is asked as a calendar") {
    const Ran ics = here.run("plan b.db --to 2024-03-08 --rule call --format ics --stamp 2024-03-04T08:00");
    CHECK(count(ics.out, "BEGIN:VEVENT\r\n") == 6);
    CHECK(count(ics.out, "DTSTAMP:20240304T000000Z\r\n") == 6);
  }
  WHEN("it is asked as JSON") {
    CHECK(has(here.run("plan b.db --to 2024-03-08 --rule call --format json").out, "\"unplanned\": []"));
  }
}

SCENARIO("the policy's order of work decides who is left out, and its capacity how many", "[cli][plan]") {
  const Workplace here("plan-order");
  here.write("policy.json", R"({ "huifang": 1, "policy": "shop", "version": "1", "effective": "2024-01-01..",
    "zone": "Asia/Shanghai", "events": {"phone": {}}, "facts": {"customer": {"volume": "number"}},
    "calendar": {"use": "cn-public"}, "rules": {"call": {"each": "week", "owe": {"need": "phone"}}},
    "tiers": {"rank": {"inputs": ["customer.volume"], "rows": [["> 50", "large"], ["-", "small"]]}},
    "plan": {"order": ["tier.rank", "-customer.volume"], "capacity": 1} })");
  std::string log;
  for (int c = 1; c <= 7; ++c) {
    const std::string n = std::to_string(c);
    log += R"({"id":"s)" + n + R"(","type":"set","at":"2024-02-29","customer":"c)" + n +
           R"(","data":{"volume":)" + std::to_string(c * 10) + "}}\n" + R"({"id":"a)" + n +
           R"(","type":"assign","at":"2024-02-29","customer":"c)" + n + "\",\"data\":{\"owner\":\"s1\"}}\n";
  }
  here.write("log.jsonl", log);
  REQUIRE(here.run("run --quiet --policy policy.json --book b.db --log log.jsonl --to 2024-03-04").code == 0);
  const Ran ran = here.run("plan b.db --to 2024-03-08 --format csv");
  CHECK(ran.code == 1);
  CHECK(count(ran.out, ",planned\r\n") == 5);
  CHECK(count(ran.out, ",overloaded\r\n") == 2);
  const std::string rest = ran.out.substr(ran.out.find("\r\n,,"));
  CHECK(has(rest, "c1"));
  CHECK(has(rest, "c2"));
}

SCENARIO("contacts that are made in one visit are one line of the plan", "[cli][plan]") {
  const Workplace here("plan-together");
  here.write("policy.json", R"({ "huifang": 1, "policy": "shop", "version": "1", "effective": "2024-01-01..",
    "zone": "Asia/Shanghai", "events": {"phone": {"contact": true}, "visit": {"contact": true}},
    "rules": {"call": {"each": "week", "owe": {"need": "phone"}}, "tour": {"each": "week", "owe": {"need": "visit"}}},
    "plan": {"group": ["phone", "visit"]} })");
  here.write("log.jsonl", R"({"id":"a","type":"assign","at":"2024-02-29","customer":"c1","data":{"owner":"s1"}})"
                          "\n");
  REQUIRE(here.run("run --quiet --policy policy.json --book b.db --log log.jsonl --to 2024-03-04").code == 0);
  const Ran ran = here.run("plan b.db --to 2024-03-10");
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "phone – call + visit – tour"));
  CHECK(has(ran.out, "1 of 1 visit has a place"));
  CHECK(has(here.run("plan b.db --to 2024-03-10 --format json").out, "\"together\": ["));
}

SCENARIO("a plan that cannot be asked for is refused", "[cli][plan]") {
  const Workplace here("plan-refused");
  stock(here);
  CHECK(here.run("plan b.db").code == 2);
  CHECK(here.run("plan b.db --to 2024-13-01").code == 2);
  CHECK(here.run("plan b.db --to 2024-03-01").code == 2);
  CHECK(here.run("plan b.db --to 2024-03-08 --format pdf").code == 2);
  CHECK(here.run("plan none.db --to 2024-03-08").code == 4);
  THEN("a rule or a person whom nobody knows has no empty plan") {
    const Ran rule = here.run("plan b.db --to 2024-03-08 --rule cal");
    CHECK(rule.code == 3);
    CHECK(rule.out.empty());
    CHECK(has(rule.err, "no policy in force has the rule cal; did you mean call?"));
    CHECK(has(here.run("plan b.db --to 2024-03-08 --owner s11").err, "the book knows no staff s11; did you mean s1?"));
  }
}
