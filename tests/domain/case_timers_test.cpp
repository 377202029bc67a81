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

SCENARIO("what is recorded late is judged as things were when it happened", "[domain][case]") {
  const std::string document = desk(R"j("states": {
    "active": {"on": {"held": [{"when": "customer.urgent", "target": "rushed"}, {"target": "calm", "do": [{"set": {"to": "customer.topic"}}, {"when": "customer.urgent", "flag": "urgent"}]}]}},
    "rushed": {}, "calm": {"on": {"heard": [{"when": "case.to = \"water\"", "target": "watered"}]}}, "watered": {}})j");
  World world = opened(document);
  world.record("set", "c1", "2024-03-04T09:30", "", R"j({"urgent": false, "topic": "water"})j");
  world.record("set", "c1", "2024-03-04T11:00", "", R"j({"urgent": true, "topic": "power"})j");
  world.record(R"j({"type": "held", "at": "2024-03-04T10:00", "by": "s1", "customer": "c1"})j", "2024-03-04T12:00");
  CHECK(state_of(world) == "calm");
  CHECK(told(world, "flag").empty());
  THEN("what it set is read by what comes behind it, recorded late as well") {
    world.record(R"j({"type": "heard", "at": "2024-03-04T10:30", "by": "s1", "customer": "c1"})j", "2024-03-04T13:00");
    CHECK(state_of(world) == "watered");
  }
  THEN("in time it is judged as things are") {
    World prompt = opened(document);
    prompt.record("set", "c1", "2024-03-04T11:00", "", R"j({"urgent": true})j");
    prompt.record("held", "c1", "2024-03-04T12:00", "s1");
    CHECK(state_of(prompt) == "rushed");
  }
}

SCENARIO("cases that would open one another without end are refused when the policy is loaded", "[domain][case]") {
  const auto loading = [](const std::string& states, const std::string& rules = {}, const std::string& more = {}) -> std::string {
    try {
      Policy::load(desk(more + R"j("states": {)j" + states + "}", rules));
    } catch (const Error& error) {
      return error.diagnostics().front().code + " " + error.diagnostics().front().pointer + " " + error.diagnostics().front().found;
    }
    return "loaded";
  };
  GIVEN("effects of the states it is opened in") {
    CHECK(loading(R"j("active": {"entry": [{"open": "matter"}]})j") == "HF1603 /workflows/matter matter.active#entry -> matter.active#entry");
    CHECK(loading(R"j("active": {"states": {"inner": {"entry": [{"open": "matter"}]}}})j").starts_with("HF1603"));
    CHECK(loading(R"j("active": {"always": [{"when": "customer.urgent", "target": "next"}]}, "next": {"entry": [{"open": "matter"}]})j").starts_with("HF1603"));
    CHECK(loading(R"j("active": {"states": {"inner": {"type": "final"}}, "on": {"done.state.active": {"open": "matter"}}})j").starts_with("HF1603"));
  }
  GIVEN("rules on its opening, and on its end where it ends at once") {
    CHECK(loading(R"j("active": {})j", R"j("again": {"on": "opened.matter", "do": [{"open": "matter"}]}, )j") == "HF1603 /rules/again/on again -> again");
    CHECK(loading(R"j("active": {"type": "final"})j", R"j("again": {"on": "closed.matter", "do": [{"open": "matter"}]}, )j") == "HF1603 /rules/again/on again -> again");
    CHECK(loading(R"j("active": {"entry": [{"raise": "alarm"}]})j", R"j("again": {"on": "alarm", "do": [{"open": "matter"}]}, )j").starts_with("HF1603"));
  }
  GIVEN("what comes to rest") {
    CHECK(loading(R"j("active": {"on": {"heard": {"open": "matter"}}, "after": {"1 day": "over"}}, "over": {"entry": [{"open": "matter"}]})j") == "loaded");
    CHECK(loading(R"j("active": {"entry": [{"open": "matter"}]})j", {}, R"j("one_per": "subject", )j") == "loaded");
    CHECK(loading(R"j("active": {"type": "final"})j", R"j("again": {"on": "closed.matter", "at": "1 year", "do": [{"open": "matter"}]}, )j") == "loaded");
    CHECK(loading(R"j("active": {"on": {"shut": "over"}}, "over": {"type": "final"})j", R"j("again": {"on": "closed.matter", "do": [{"open": "matter"}]}, )j") == "loaded");
    CHECK(loading(R"j("active": {"entry": [{"when": "case.waits", "open": "matter", "data": {"waits": false}}]})j") == "loaded");
  }
}
