/// Edge cases of timers, by their numbers (as in edge_cases_test.cpp): those of statecharts by themselves are in
/// statechart/, tagged case-93 to case-114.
#include <catch2/catch.hpp>

#include "domain/case_world.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using namespace huifang::test;

SCENARIO("111: of what repeats, one comes for all that passed while nobody looked, and the grid stays", "[domain][edge][case]") {
  const std::string document = desk(R"j("states": {"active": {}})j", R"j("beat": {"on": "heard", "every": "5 minutes", "do": [{"notify": "owner"}]}, )j");
  const auto beats = [&](const std::vector<std::string>& looked) {
    World world = opened(document);
    world.record("heard", "c1", "2024-03-04T12:02", "s1");
    for (const std::string& at : looked) world.advance("2024-03-04T" + at);
    return told(world, "notify", "beat");
  };
  // From 12:08 to 12:41 nobody looked: 12:12 to 12:37 have passed.
  CHECK(beats({"12:08", "12:41", "12:44"}) == Lines{"2024-03-04T12:02:00 s1", "2024-03-04T12:07:00 s1", "2024-03-04T12:37:00 s1", "2024-03-04T12:42:00 s1"});
}

SCENARIO("113: monthly from 31 January is the last day of every month, reckoned from the first day each time", "[domain][edge]") {
  World world = opened(desk(R"j("states": {"active": {}})j", R"j("pay": {"on": "heard", "every": "1 month", "owe": {"need": "answered"}}, )j"), "2023-01-30T09:00");
  world.record("heard", "c1", "2023-01-31T12:00", "s1");
  world.advance("2023-05-01T09:00");
  Lines dues;
  for (const Duty& duty : world.duties("pay")) dues.push_back(world.policy.zone().date_of(duty.due.value()).to_text());
  CHECK(dues == Lines{"2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"});
}

SCENARIO("119: what a busy case puts by for later is done once when it is free", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {
    "busy": {"on": {"heard": {"set": {"waits": "true"}}, "solved": "free"}},
    "free": {"always": [{"when": "case.waits", "do": [{"set": {"waits": "false"}}, {"notify": "owner"}]}],
             "on": {"heard": {"notify": "superior(owner)"}, "held": "busy"}}})j"));
  world.record("heard", "c1", "2024-03-04T10:00", "s1");
  CHECK(told(world, "notify").empty());
  world.record("solved", "c1", "2024-03-04T11:00", "s1");
  CHECK(told(world, "notify") == Lines{"2024-03-04T11:00:00 s1"});
  THEN("it is not done again when the case is free once more") {
    world.record("held", "c1", "2024-03-04T12:00", "s1");
    world.record("solved", "c1", "2024-03-04T13:00", "s1");
    world.advance("2024-03-06T09:00");
    CHECK(told(world, "notify") == Lines{"2024-03-04T11:00:00 s1"});
  }
}

SCENARIO("120: a timer of a state that would repeat is refused when the policy is loaded", "[domain][edge][case]") {
  const auto loading = [](const std::string& timer) -> std::string {
    try {
      Policy::load(desk(R"j("states": {"active": {"after": {")j" + timer + R"j(": "late"}}, "late": {"type": "final"}})j"));
    } catch (const Error& error) {
      return error.diagnostics().front().code + " " + error.diagnostics().front().pointer;
    }
    return "loaded";
  };
  CHECK(loading("PT5M") == "HF1314 /workflows/matter/states/active/after/PT5M");
  CHECK(loading("R/PT5M") == "HF1314 /workflows/matter/states/active/after/R~1PT5M");
  CHECK(loading("every 5 minutes") == "HF1314 /workflows/matter/states/active/after/every 5 minutes");
  CHECK(loading("5 minutes") == "loaded");
}

SCENARIO("121: what happens on a day happens once on it, however often time is looked at", "[domain][edge][case]") {
  const auto looked_at_hourly = [](World& world) {
    for (const char* day : {"2024-03-14", "2024-03-15", "2024-03-16"}) {
      for (int hour = 0; hour < 24; ++hour) world.advance(std::string(day) + "T" + (hour < 10 ? "0" : "") + std::to_string(hour) + ":30");
    }
    return told(world, "notify");
  };
  GIVEN("a rule by date") {
    World world(with(R"j("rules": {"day": {"for": "contract", "date": "contract.pay_due", "do": [{"notify": "owner"}]}})j"));
    world.record("set", "c1", "2024-03-01T08:00", "", R"j({"volume": 1})j");
    world.record(R"j({"type": "set", "at": "2024-03-02", "contract": "k1", "data": {"customer": "c1", "pay_due": "2024-03-15"}})j");
    world.record(R"j({"type": "assign", "at": "2024-03-02", "contract": "k1", "by": "b1", "data": {"owner": "s1"}})j");
    CHECK(looked_at_hourly(world) == Lines{"2024-03-15T00:00:00 s1"});
  }
  GIVEN("a timer of a case") {
    World world = opened(desk(R"j("states": {"active": {"after": {"case.limit": {"notify": "owner"}}}})j"), "2024-03-04T09:00", R"j({"limit": "2024-03-15T10:00"})j");
    CHECK(looked_at_hourly(world) == Lines{"2024-03-15T10:00:00 s1"});
  }
}
