// Missed targets of reports: what raises target.<report>, when, and who hears it.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "domain/world.hpp"

using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

/// What the messages of the rules said, in order: "customer or staff: data".
Lines told(World& world) {
  world.flush();
  Lines out;
  for (const auto& row : world.effects()) {
    if (row.kind == "notify") out.push_back(world.store.subjects().at(row.subject).key + ": " + row.data);
  }
  return out;
}

const char* const say = R"j("do": [{"notify": "staff", "data": {"metric": "= cause.metric", "of": "= cause.of", "target": "= cause.target", "value": "= cause.value", "period": "= cause.period"}}])j";

/// Calls of the month against their target, told to everybody on the staff.
std::string calls(const std::string& metrics, const std::string& more = {}) {
  return with(R"j("measures": {"calls": {"for": "customer", "count": "phone", "over": "month"}},
    "rules": {"told": {"for": "staff", "on": "target.calls", )j" + std::string(say) + "}" + more + R"j(},
    "reports": {"calls": {"for": "staff", "over": "customer", "each": "month", "metrics": )j" + metrics + "}}");
}

}  // namespace

SCENARIO("a target that is missed when the bucket ends is an event for whom the report is for", "[domain][report_targets]") {
  GIVEN("a report about customers, for the staff, and nine tenths that are to be called each month") {
    World world(calls(R"j({"called": {"rate": ["count(rows[calls > 0])", "count(rows)"], "target": ">= 90 %", "round": "half_up 0"}})j"));
    world.record("phone", "c1", "2024-03-05T10:00:00", "s1");
    world.record("order", "c2", "2024-03-06T10:00:00", "s1");
    WHEN("the month is not over") {
      world.advance("2024-03-31T23:59:59.999999");
      THEN("nothing is missed yet") { CHECK(told(world).empty()); }
    }
    WHEN("it is over") {
      world.advance("2024-04-01T00:00:00");
      THEN("every one of them hears of it once, with the exact figure") {
        CHECK(told(world) == Lines{R"(s1: {"metric":"called","of":null,"target":">= 90 %","value":50,"period":"2024-03"})"});
      }
    }
    WHEN("the target is reached in the next month, and missed in the one after") {
      world.record("phone", "c1", "2024-04-05T10:00:00", "s1");
      world.record("phone", "c2", "2024-04-05T11:00:00", "s1");
      world.advance("2024-06-01T00:00:00");
      THEN("each month is for itself") {
        const Lines lines = told(world);
        REQUIRE(lines.size() == 2);
        CHECK(lines[0].find("2024-03") != std::string::npos);
        CHECK(lines[1] == R"(s1: {"metric":"called","of":null,"target":">= 90 %","value":0,"period":"2024-05"})");
      }
    }
  }
}

SCENARIO("the last microsecond of a bucket is in its report, the next one is not", "[domain][report_targets]") {
  const std::string metrics = R"j({"called": {"count": "rows[calls > 0]", "target": ">= 1"}})j";
  for (const auto& [at, missed] : {std::pair<std::string, std::size_t>{"2024-03-31T23:59:59.999999", 0}, {"2024-04-01T00:00:00", 1}}) {
    World world(calls(metrics));
    world.record("order", "c1", "2024-03-06T10:00:00", "s1");
    world.record("phone", "c1", at, "s1");
    world.advance("2024-04-15T00:00:00");
    INFO(at);
    CHECK(told(world).size() == missed);
  }
}

SCENARIO("a figure that is not known misses nothing", "[domain][report_targets]") {
  World world(calls(R"j({"called": {"rate": ["count(rows[calls > 0])", "count(rows[calls > 100])"], "target": ">= 90 %"}})j"));
  world.record("phone", "c1", "2024-03-05T10:00:00", "s1");
  world.advance("2024-05-01T00:00:00");
  CHECK(told(world).empty());
}

SCENARIO("several targets and places of a ranking are missed one by one", "[domain][report_targets]") {
  World world(with(R"j("rules": {"told": {"for": "staff", "on": "target.orders", )j" + std::string(say) + R"j(}},
    "reports": {"orders": {"for": "staff", "over": "order", "each": "month",
      "metrics": {"all": {"count": "rows", "target": [">= 1", ">= 9"]}},
      "rank": {"people": {"of": "by", "by": {"count": "rows", "target": ">= 2"}}}}})j"));
  world.record("order", "c1", "2024-03-05T10:00:00", "s1");
  world.record("order", "c1", "2024-03-06T10:00:00", "s1");
  world.record("order", "c2", "2024-03-06T10:00:00", "s2");
  world.advance("2024-04-01T00:00:00");
  CHECK(told(world) == Lines{R"(s1: {"metric":"all","of":null,"target":">= 9","value":3,"period":"2024-03"})",
                             R"(s2: {"metric":"all","of":null,"target":">= 9","value":3,"period":"2024-03"})",
                             R"(s1: {"metric":"people","of":"s2","target":">= 2","value":1,"period":"2024-03"})",
                             R"(s2: {"metric":"people","of":"s2","target":">= 2","value":1,"period":"2024-03"})"});
}

SCENARIO("a report for nobody is heard by those whom a link finds", "[domain][report_targets]") {
  World world(with(R"j("measures": {"orders": {"for": "staff", "count": "order", "over": "month"}},
    "rules": {"told": {"for": "staff", "on": "target.orders", "link": "event.of = staff.unit", )j" + std::string(say) + R"j(}},
    "reports": {"orders": {"over": "staff", "each": "month", "where": "staff.unit != null", "rank": {"units": {"of": "unit", "by": {"sum": "rows.orders", "target": ">= 2"}}}}})j"));
  world.record(R"({"type": "set", "staff": "s1", "at": "2024-03-01T00:00:00", "data": {"unit": "sales"}})");
  world.record(R"({"type": "set", "staff": "s2", "at": "2024-03-01T00:00:00", "data": {"unit": "service"}})");
  world.record("order", "c1", "2024-03-05T10:00:00", "s1");
  world.record("order", "c1", "2024-03-06T10:00:00", "s1");
  world.record("order", "c2", "2024-03-06T10:00:00", "s2");
  world.advance("2024-04-01T00:00:00");
  CHECK(told(world) == Lines{R"(s2: {"metric":"units","of":"service","target":">= 2","value":1,"period":"2024-03"})"});
}

SCENARIO("a missed target starts what is owed, counted from the last day of the bucket", "[domain][report_targets]") {
  World world(calls(R"j({"called": {"count": "rows[calls > 0]", "target": ">= 1"}})j",
                    R"j(, "catch-up": {"for": "staff", "on": "target.calls", "owe": {"need": "visit", "owner": "staff", "due": "10 days"}})j"));
  world.record("order", "c1", "2024-03-06T10:00:00", "s1");
  world.advance("2024-04-01T00:00:00");
  CHECK(world.lines("catch-up", "s1") == Lines{"1 open 2024-04-01 .. 2024-04-10 end"});
}

SCENARIO("measures, dues and cases hear missed targets as they hear everything else", "[domain][report_targets]") {
  World world(with(R"j("measures": {"short": {"for": "staff", "count": "target.calls", "over": "quarter"}, "calls": {"for": "customer", "count": "phone", "over": "month"}},
    "rules": {"warn": {"for": "staff", "when": "staff.short >= 2", "do": [{"notify": "staff"}]},
              "open": {"for": "staff", "on": "target.calls", "do": [{"open": "improve"}]}},
    "workflows": {"improve": {"about": "staff", "one_per": "subject", "initial": "one", "states": {
      "one": {"on": {"target.calls": "two"}}, "two": {"type": "final"}}}},
    "reports": {"calls": {"for": "staff", "over": "customer", "each": "month", "metrics": {"called": {"count": "rows[calls > 0]", "target": ">= 1"}}}})j"));
  world.record("order", "c1", "2024-01-06T10:00:00", "s1");
  world.advance("2024-02-15T00:00:00");
  CHECK(told(world).empty());
  CHECK(world.dump().find(R"("states":["one"])") != std::string::npos);
  world.advance("2024-03-01T00:00:00");
  CHECK(told(world).size() == 1);
  CHECK(world.dump().find(R"("states":["two"])") != std::string::npos);
}

SCENARIO("all reports of an instant are made before anybody hears of one", "[domain][report_targets]") {
  World world(with(R"j("rules": {"first": {"for": "staff", "on": "target.calls", "do": [{"set": {"staff.unit": "\"service\""}}]},
                                 "told": {"for": "staff", "on": "target.people", )j" + std::string(say) + R"j(}},
    "measures": {"calls": {"for": "customer", "count": "phone", "over": "month"}},
    "reports": {"calls": {"for": "staff", "over": "customer", "each": "month", "metrics": {"called": {"count": "rows[calls > 0]", "target": ">= 1"}}},
                "people": {"for": "staff", "over": "staff", "each": "month", "metrics": {"serving": {"count": "rows[unit = \"service\"]", "target": ">= 1"}}}})j"));
  world.record(R"({"type": "set", "staff": "s1", "at": "2024-03-01T00:00:00", "data": {"unit": "sales"}})");
  world.record("order", "c1", "2024-03-06T10:00:00", "s1");
  world.advance("2024-05-01T00:00:00");
  CHECK(told(world) == Lines{R"(s1: {"metric":"serving","of":null,"target":">= 1","value":0,"period":"2024-03"})"});
}

SCENARIO("how much stays in memory changes nothing of what is missed", "[domain][report_targets]") {
  const std::string policy = with(R"j("rules": {"told": {"for": "staff", "on": ["target.calls", "target.orders"], )j" + std::string(say) + R"j(}},
    "measures": {"calls": {"for": "customer", "count": "phone", "over": "month"}},
    "reports": {"calls": {"for": "staff", "over": "customer", "each": "month", "metrics": {"called": {"rate": ["count(rows[calls > 0])", "count(rows)"], "target": ">= 50 %"}}},
                "orders": {"for": "staff", "over": "order", "each": "week", "metrics": {"all": {"count": "rows", "target": ">= 5"}}}})j");
  std::vector<std::string> dumps;
  for (const std::size_t cached : {SIZE_MAX, std::size_t{0}, std::size_t{8}}) {
    World world(policy, cached);
    for (int day = 1; day <= 28; ++day) {
      const std::string date = "2024-03-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
      world.record(day % 3 == 0 ? "phone" : "order", "c" + std::to_string(day % 7), date + "T10:00:00", "s" + std::to_string(day % 2));
      if (cached != SIZE_MAX) world.flush();
    }
    world.advance("2024-05-15T00:00:00");
    CHECK(told(world).size() > 10);
    dumps.push_back(world.dump());
  }
  CHECK(dumps[1] == dumps[0]);
  CHECK(dumps[2] == dumps[0]);
}

SCENARIO("what is missed has an id of its own, whatever the places are called", "[domain][report_targets]") {
  GIVEN("two targets of a ranking, and customers whose keys look like parts of an id") {
    World world(with(R"j("rules": {"look": {"for": "staff", "on": "target.orders", "again": "parallel", "owe": {"need": "visit", "owner": "staff", "due": "5 days"}}},
      "reports": {"orders": {"for": "staff", "over": "order", "each": "month",
        "rank": {"each": {"of": "customer", "by": {"mean": "rows.amount", "target": [">= 50", ">= 60"]}}}}})j"));
    for (const char* customer : {"x", "x#2", "x.y", "x:2"}) world.record("order", customer, "2024-03-05T10:00:00", "s1", R"({"amount": 1})");
    WHEN("all miss both") {
      world.advance("2024-04-01T00:00:00");
      THEN("each starts a duty of its own") {
        CHECK(world.states("look")["open"] == 8);
        world.flush();
      }
    }
  }
}
