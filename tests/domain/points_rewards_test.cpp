// Quotas, rewards for months without an error, and bands: points that come from measures.
#include <catch2/catch.hpp>

#include "domain/ledger.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

World counted() {
  World world(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2017-01-01..", "zone": "Asia/Shanghai",
    "facts": {"staff": {"role": ["agent", "chief"]}},
    "events": {"phone": {"contact": true}, "fault": {}},
    "measures": {"calls": {"for": "staff", "count": "phone", "over": "week"},
                 "faults": {"for": "staff", "count": "fault", "over": "month"},
                 "points": {"for": "staff", "sum": "posted", "of": "event.amount", "where": "event.class = B", "over": "month"}},
    "tiers": {"grade": {"for": "staff", "inputs": ["staff.points"], "bands": {"good": ">= 100", "fair": ">= 0", "poor": "-"}}},
    "points": {"B": {"period": "month"}},
    "rules": {
      "quota":   {"for": "staff", "each": "week", "when": "staff.role = agent and staff.calls < 3", "source": "R6",
                  "do": [{"post": {"class": "B", "to": {"staff": "= -5 * (3 - staff.calls)"}}}]},
      "cost":    {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", "to": {"staff": -10}}}]},
      "reward":  {"for": "staff", "each": "month", "when": "staff.role = agent and staff.faults = 0", "source": "R18",
                  "do": [{"post": {"class": "B", "to": {"staff": 100}}}]}}})j");
  world.record(R"j({"type": "set", "at": "2017-09-04T00:00", "staff": "s1", "data": {"role": "agent"}})j");
  return world;
}

void call(World& world, const std::string& at, const std::string& recorded = {}) {
  world.record(R"j({"type": "phone", "at": ")j" + at + R"j(", "by": "s1", "customer": "c1"})j", recorded);
}

std::string grade(World& world, const std::string& staff) {
  world.flush();
  const auto id = world.store.find("staff", staff);
  std::string value;
  for (const TierRow& row : world.store.tiers()) {
    if (id && row.subject == *id && row.tier == "grade") value = row.value;
  }
  return value;
}

}  // namespace

SCENARIO("a quota costs what is missing, at the end of its week", "[domain][points]") {
  World world = counted();
  call(world, "2017-09-04T10:00");
  world.advance("2017-09-11T00:00");
  CHECK(points(world, "s1") == -10);
  for (const char* at : {"2017-09-11T10:00", "2017-09-12T10:00", "2017-09-13T10:00"}) call(world, at);
  world.advance("2017-09-18T00:00");
  CHECK(points(world, "s1") == -10);
  WHEN("a call of the first week becomes known later") {
    call(world, "2017-09-05T10:00", "2017-09-18T10:00");
    THEN("the difference is entered") { CHECK(points(world, "s1") == -5); }
  }
}

SCENARIO("a month without an error is rewarded, and a band follows what somebody has", "[domain][points]") {
  World world = counted();
  for (int day = 4; day <= 30; ++day) call(world, "2017-09-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T10:00");
  world.advance("2017-09-30T12:00");
  CHECK(grade(world, "s1") == "fair");
  world.record(R"j({"id": "f1", "type": "fault", "at": "2017-09-30T13:00", "staff": "s1"})j");
  CHECK(grade(world, "s1") == "poor");
  WHEN("the error stands") {
    world.advance("2017-10-01T00:00");
    CHECK(points(world, "s1") == -10);
  }
  WHEN("the month ends without one") {
    World clean = counted();
    for (int day = 4; day <= 30; ++day) call(clean, "2017-09-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T10:00");
    clean.advance("2017-10-01T00:00");
    CHECK(points(clean, "s1", "2017-09") == 100);
  }
}

SCENARIO("a plain event that is voided goes on counting: the awards that read it stay", "[domain][points]") {
  World world = counted();
  for (int day = 4; day <= 30; ++day) call(world, "2017-09-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T10:00");
  world.record(R"j({"id": "f1", "type": "fault", "at": "2017-09-30T13:00", "staff": "s1"})j");
  world.advance("2017-10-01T00:00");
  REQUIRE(points(world, "s1") == -10);
  world.record(R"j({"type": "void", "voids": "f1", "at": "2017-10-01T09:00", "staff": "s1"})j");
  CHECK(points(world, "s1") == 0);  // what it posted, and no reward
}
