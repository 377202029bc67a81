/// Parameters of type span whose value changes with the date: which of them counts, and that it stays so.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "domain/case_world.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

/// Answers are owed within 3 days, from 10 March 2024 on within 1 day; visits every 10 days, from then on every 4.
const std::string params = R"j("params": {
  "reply": {"type": "span", "default": [{"value": "3 days"}, {"from": "2024-03-10", "value": "1 day"}]},
  "grid":  {"type": "span", "default": [{"value": "10 days"}, {"from": "2024-03-10", "value": "4 days"}, {"from": "2024-03-25", "value": "1 week"}]}})j";

World known(const std::string& rules, const std::string& more = {}) {
  World world(with(params + ", \"rules\": {" + rules + "}" + more));
  world.record("set", "c1", "2024-03-01T00:00:00", "", R"j({"volume": 1})j");
  world.record("assign", "c1", "2024-03-01T00:00:00", "", R"j({"owner": "s1"})j");
  return world;
}

}  // namespace

SCENARIO("a due has the span of the day on which its duty begins", "[domain][params]") {
  GIVEN("complaints before the day, and on it") {
    World world = known(R"j("answer": {"on": "complaint", "again": "parallel", "owe": {"need": "phone", "opens": "start + $reply", "due": "$reply 18:00"}})j");
    world.record("complaint", "c1", "2024-03-09T23:59:59");
    world.record("complaint", "c1", "2024-03-10T00:00:00");
    THEN("each has its own") {
      CHECK(world.lines("answer") == Lines{"1 pending 2024-03-12 .. 2024-03-12 18:00", "1 pending 2024-03-11 .. 2024-03-11 18:00"});
    }
    THEN("what it was created for says which") {
      CHECK(world.duties("answer")[0].because.find(R"j("spans":{"$reply":"3 days"})j") != std::string::npos);
      CHECK(world.duties("answer")[1].because.find(R"j("spans":{"$reply":"1 day"})j") != std::string::npos);
    }
  }
  GIVEN("a branch of a choice") {
    World world = known(R"j("answer": {"on": "complaint", "owe": {"need": "phone", "due": {"switch": "customer.volume", "1": "start + $reply", "else": "9 days"}}})j");
    world.record("complaint", "c1", "2024-03-11T10:00:00");
    CHECK(world.lines("answer") == Lines{"1 open 2024-03-11 10:00 .. 2024-03-12 end"});
  }
  GIVEN("a date in the time of the second value, known long before") {
    World world = known(R"j("answer": {"date": "customer.owner_since", "owe": {"need": "phone", "due": "start + $reply"}})j");
    world.record("set", "c1", "2024-03-02T00:00:00", "", R"j({"owner_since": "2024-03-20"})j");
    CHECK(world.lines("answer") == Lines{"1 pending 2024-03-20 .. 2024-03-21 end"});
  }
}

SCENARIO("what is reckoned again keeps the span it began with", "[domain][params][calendars]") {
  GIVEN("a due that rolls to open days, of a duty from before the day") {
    World world = known(R"j("answer": {"on": "complaint", "owe": {"need": "phone", "due": "start + $reply", "roll": "following",
      "ladder": [{"at": "due - $reply", "do": [{"notify": "owner"}]}]}})j");
    world.record("complaint", "c1", "2024-03-09T10:00:00");
    REQUIRE(world.lines("answer") == Lines{"1 open 2024-03-09 10:00 .. 2024-03-12 end"});
    WHEN("the calendar changes after the day") {
      world.record(R"j({"type": "calendar", "at": "2024-03-11T08:00:00", "data": {"name": "cn-public", "version": "2024-03-11",
        "covered": "2024-01-01..2024-12-31", "days": {"2024-03-12": "closed"}}})j");
      THEN("its due moves over the closed day, from the same place") {
        CHECK(world.lines("answer") == Lines{"1 open 2024-03-09 10:00 .. 2024-03-13 end"});
      }
    }
  }
}

SCENARIO("a grid whose span changes on a day goes on from its first point behind which it is that day", "[domain][params][every]") {
  const Lines expected{"1 overdue 2024-03-02 10:00 .. 2024-03-12 end", "2 overdue 2024-03-13 .. 2024-03-16 end", "3 overdue 2024-03-17 .. 2024-03-20 end",
                       "4 overdue 2024-03-21 .. 2024-03-24 end", "5 overdue 2024-03-25 .. 2024-03-31 end", "6 open 2024-04-01 .. 2024-04-07 end"};
  const auto told = [](World& world) {
    world.record("order", "c1", "2024-03-02T10:00:00");
    world.advance("2024-04-03T00:00:00");
    return world.lines("visit");
  };
  GIVEN("a rule") {
    World world = known(R"j("visit": {"on": "order", "every": "$grid", "owe": {"need": "visit"}})j");
    CHECK(told(world) == expected);
    CHECK(world.duties("visit")[0].because.find(R"j("spans":{"$grid":"10 days"})j") != std::string::npos);
    CHECK(world.duties("visit")[1].because.find(R"j("spans":{"$grid":"4 days"})j") != std::string::npos);
  }
  GIVEN("a step") {
    World world = known(R"j("visit": {"on": "order", "steps": {"all": {"every": "$grid", "owe": {"need": "visit"}}}})j");
    CHECK(told(world) == expected);
  }
  GIVEN("a branch of a choice") {
    World world = known(R"j("visit": {"on": "order", "every": {"switch": "customer.volume", "1": "$grid", "else": "2 days"}, "owe": {"need": "visit"}})j");
    CHECK(told(world) == expected);
  }
  GIVEN("a date in the time of the first value, and a book that begins in that of the last") {
    World world(with(params + R"j(, "rules": {"visit": {"date": "customer.owner_since", "every": "$grid", "owe": {"need": "visit"}}})j"));
    world.record("set", "c1", "2024-04-02T00:00:00", "", R"j({"owner_since": "2024-03-02"})j");
    world.record("assign", "c1", "2024-04-02T00:00:00", "", R"j({"owner": "s1"})j");
    CHECK(world.lines("visit") == Lines{"6 open 2024-04-02 .. 2024-04-07 end"});
  }
}

SCENARIO("a timer has the span of the day on which its state is entered", "[domain][params][case]") {
  const auto state = [](const std::string& entered, const std::string& then) {
    World world = opened(desk(R"j("states": {"waiting": {"after": {"$patience": "late"}}, "late": {"type": "final"}})j", {},
                              R"j(, "params": {"patience": {"type": "span", "default": [{"value": "48 hours"}, {"from": "2024-03-10", "value": "24 hours"}]}})j"),
                         entered);
    world.advance(then);
    return state_of(world);
  };
  CHECK(state("2024-03-09T09:00", "2024-03-11T08:59") == "waiting");
  CHECK(state("2024-03-09T09:00", "2024-03-11T09:01") == "late");
  CHECK(state("2024-03-10T09:00", "2024-03-11T08:59") == "waiting");
  CHECK(state("2024-03-10T09:00", "2024-03-11T09:01") == "late");
}

SCENARIO("dated spans are the same live, at once and from the store", "[domain][params][law]") {
  const std::string policy = with(params + R"j(, "rules": {
    "answer": {"on": "complaint", "again": "parallel", "owe": {"need": "phone", "due": "$reply", "extend": {"to": "due + $reply", "by": "owner"}, "ladder": [{"at": "due + $reply", "do": [{"notify": "owner"}]}]}},
    "visit":  {"when": "customer.volume > 0", "every": {"switch": "customer.class", "A": "$grid", "else": "6 days"}, "owe": {"need": "visit"}},
    "round":  {"on": "order", "steps": {"all": {"every": "$grid", "owe": {"need": "visit"}}}},
    "due":    {"date": "customer.owner_since", "every": "$grid", "max": 9, "owe": {"need": "visit", "opens": "due - $reply"}},
    "note":   {"on": "order", "again": "parallel", "at": "start + $reply", "do": [{"notify": "owner"}]}})j");
  const auto date = [](int day) { return Date::from_days(Date{2024, 3, 1}.to_days() + day).to_text(); };
  REQUIRE(rc::check("memory = store, often = rarely", [&] {
    World remembers(policy);
    World forgets(policy, 0);
    World often(policy);
    int day = 0;
    const int count = *rc::gen::inRange(1, 15);
    for (int i = 0; i < count; ++i) {
      const int next = day + *rc::gen::inRange(0, 8);
      for (int between = day + 1; between < next; ++between) often.advance(date(between) + "T05:00:00");
      day = next;
      const std::string head = "{\"id\":\"e" + std::to_string(i) + "\", \"at\": \"" + date(day) + "T09:00:00\", \"customer\": \"c1\", ";
      std::string event;
      switch (*rc::gen::inRange(0, 6)) {
        case 0: event = R"("type": "set", "data": {"owner_since": ")" + date(*rc::gen::inRange(-30, 40)) + "\"}}"; break;
        case 1: event = R"("type": "set", "data": {"class": ")" + *rc::gen::element<std::string>("A", "B") + R"(", "volume": 1}})"; break;
        case 2: event = R"("type": "complaint"})"; break;
        case 3: event = R"("type": "order"})"; break;
        case 4: event = R"("type": "phone", "by": "s1"})"; break;
        default: event = R"("type": "assign", "data": {"owner": "s1"}})";
      }
      for (World* world : {&remembers, &often, &forgets}) world->record(head + event);
      forgets.flush();
    }
    for (World* world : {&remembers, &often, &forgets}) world->advance(date(day + 60) + "T00:00:00");
    for (const char* rule : {"answer", "visit", "round", "due"}) RC_ASSERT(often.lines(rule) == remembers.lines(rule));
    RC_ASSERT(often.effects().size() == remembers.effects().size());
    RC_ASSERT(forgets.dump() == remembers.dump());
  }));
}
