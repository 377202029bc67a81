// Rules that go before others of the same cause, and rules whose subjects are found by what an event says.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "domain/world.hpp"

using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

Lines sent(World& world) {
  Lines out;
  for (const auto& row : world.effects()) {
    if (row.kind == "send") out.push_back(row.data);
  }
  return out;
}

/// Messages at a balance of 20, 5 and 0; a jump sends one.
const std::string balance = with(R"j("rules": {
  "r20": {"when": "customer.volume <= 20", "do": [{"send": "20"}]},
  "r5":  {"when": "customer.volume <= 5", "overrides": "r20", "do": [{"send": "5"}]},
  "r0":  {"when": "customer.volume <= 0", "overrides": ["r20", "r5"], "do": [{"send": "0"}]}})j");

int day = 0;
void volume(World& world, int value) {
  const huifang::Date date = huifang::Date::from_days(huifang::Date{2024, 3, 1}.to_days() + day++);
  world.record(R"({"type": "set", "at": ")" + date.to_text() + R"(T08:00:00", "customer": "c1", "data": {"volume": )" + std::to_string(value) + "}}");
}

}  // namespace

SCENARIO("of the conditions that one cause turns true the overriding one acts", "[domain][overrides]") {
  day = 0;
  World world(balance);
  volume(world, 30);
  WHEN("the balance sinks in one jump") {
    volume(world, -3);
    CHECK(sent(world) == Lines{R"({"name":"0"})"});
    THEN("the others stay silent while they are true") {
      volume(world, -5);
      volume(world, 4);
      CHECK(sent(world).size() == 1);
      AND_WHEN("they turn false and true again") {
        volume(world, 50);
        volume(world, 10);
        CHECK(sent(world).back() == R"({"name":"20"})");
      }
    }
  }
  WHEN("it sinks step by step, each is a cause of its own") {
    for (const int value : {15, 5, 0}) volume(world, value);
    CHECK(sent(world) == Lines{R"({"name":"20"})", R"({"name":"5"})", R"({"name":"0"})"});
  }
  THEN("what was overridden is listed") {
    volume(world, 3);
    world.flush();
    REQUIRE(world.store.suppressed().size() == 1);
    CHECK(world.store.suppressed()[0].reason == "overridden by r5");
  }
}

SCENARIO("an event that two rules match starts the overriding one alone", "[domain][overrides]") {
  World world(with(R"j("rules": {
    "any":   {"on": ["complaint", "ping"], "again": "parallel", "owe": {"need": "phone", "due": "3 days"}},
    "major": {"on": "complaint", "when": "event.major", "overrides": "any", "again": "parallel", "owe": {"need": "visit", "due": "1 day"}}})j"));
  world.record("complaint", "c1", "2024-03-01T10:00:00", {}, R"({"major": true})");
  CHECK(world.duties("any").empty());
  CHECK(world.duties("major").size() == 1);
  world.record("complaint", "c1", "2024-03-02T10:00:00", {}, R"({"major": false})");
  world.record("ping", "c1", "2024-03-03T10:00:00");
  CHECK(world.duties("any").size() == 2);
}

SCENARIO("a condition that an event turns true and a rule on that event have one cause", "[domain][overrides]") {
  World world(with(R"j("measures": {"complaints": {"count": "complaint"}}, "rules": {
    "answer": {"on": "complaint", "owe": {"need": "phone", "due": "3 days"}},
    "third":  {"when": "customer.complaints >= 3", "overrides": "answer", "owe": {"need": "visit", "due": "1 day"}}})j"));
  for (int i = 1; i <= 4; ++i) world.record("complaint", "c1", "2024-03-0" + std::to_string(i) + "T10:00:00");
  // The second ends the first; the third turns the condition true; the fourth is an event of its own.
  CHECK(world.duties("answer").size() == 3);
  CHECK(world.duties("third").size() == 1);
}

SCENARIO("events that name nobody find those of whom they speak", "[domain][link]") {
  const std::string document = R"j({"huifang": 1, "policy": "t", "version": "1", "zone": "Asia/Shanghai",
    "facts": {"city": {"name": "string"}, "project": {"city": "string", "region": "city"}, "customer": {"project": "project"}},
    "events": {"weather": {"city": "string"}, "fair": {"region": "city"}, "sms": {}, "over": {"city": "string"}},
    "rules": {"warn": {"on": "weather", "until": "over", "link": "event.city = customer.project.city", "owe": {"need": "sms", "due": "0 days"}},
              "ask":  {"on": "fair", "link": "customer.project.region = event.region", "owe": {"need": "sms", "due": "2 days"}},
              "all":  {"on": "weather", "owe": {"need": "sms", "due": "1 day"}}}})j";
  for (const std::size_t cached : {SIZE_MAX, std::size_t{0}}) {
    World world(document, cached);
    const auto set = [&](const std::string& who, const std::string& at, const std::string& data) {
      world.record(R"({"type": "set", "at": ")" + at + "T08:00:00\", " + who + ", \"data\": " + data + "}");
      if (cached == 0) world.flush();
    };
    set(R"("project": "p1")", "2024-01-01", R"({"city": "Changchun", "region": "north"})");
    set(R"("project": "p2")", "2024-01-01", R"({"city": "Jilin", "region": "north"})");
    for (int i = 1; i <= 3; ++i) set("\"customer\": \"c" + std::to_string(i) + "\"", "2024-01-02", i == 3 ? R"({"project": "p2"})" : R"({"project": "p1"})");
    world.record(R"({"type": "weather", "at": "2024-03-01T10:00:00", "data": {"city": "Changchun"}})");
    CHECK(world.duties("warn").size() == 2);
    CHECK(world.duties("all").empty());  // without a link the event concerns nobody
    WHEN("a subject is named, the link is not asked") {
      world.record(R"({"type": "weather", "at": "2024-03-02T10:00:00", "customer": "c3", "data": {"city": "Changchun"}})");
      CHECK(world.duties("warn", "c3").size() == 1);
      CHECK(world.duties("warn", "c1").size() == 1);
    }
    WHEN("the fact changes, later events find others") {
      set(R"("project": "p2")", "2024-03-02", R"({"city": "Changchun"})");
      world.record(R"({"type": "weather", "at": "2024-03-03T10:00:00", "data": {"city": "Changchun"}})");
      CHECK(world.duties("warn", "c3").size() == 1);
    }
    WHEN("an event ends the rule") {
      world.record(R"({"type": "over", "at": "2024-03-01T11:00:00", "data": {"city": "Changchun"}})");
      CHECK(world.states("warn")["withdrawn"] == 2);
    }
    WHEN("the last fact is a reference") {
      world.record(R"({"type": "fair", "at": "2024-03-02T10:00:00", "data": {"region": "north"}})");
      CHECK(world.duties("ask").size() == 3);
    }
  }
}

SCENARIO("one act counts for all duties that share it", "[domain][shared]") {
  for (const bool shared : {false, true}) {
    World world(with("\"rules\": {\"reply\": {\"on\": \"complaint\", \"again\": \"parallel\", \"owe\": {\"need\": \"phone\", \"due\": \"3 days\"" +
                     std::string(shared ? ", \"shared\": true" : "") + "}}}"));
    world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
    for (int i = 1; i <= 3; ++i) world.record("complaint", "c1", "2024-03-0" + std::to_string(i) + "T10:00:00");
    CHECK(world.record("phone", "c1", "2024-03-03T12:00:00", "s1").credited.size() == (shared ? 3 : 1));
  }
}

TEST_CASE("facts that rules set, overrides, shared acts and repeated steps: what is kept in memory, and how often time is looked at, make no difference",
          "[domain][law]") {
  const std::string policy = with(R"j("measures": {"orders": {"count": "order", "over": "30 days"}}, "rules": {
    "promote": {"on": "order", "when": "event.amount > 100", "do": [{"set": {"customer.class": "A"}}]},
    "demote":  {"when": "customer.orders = 0", "do": [{"set": {"customer.class": "C"}}]},
    "care":    {"when": "customer.class = A", "each": "half-month", "partial": "clip", "owe": {"need": "phone", "shared": true}, "steps": {
                 "call": {"owe": {"due": "3 days"}}, "visit": {"after": "call", "owe": {"need": "visit", "due": "3 days"}},
                 "thank": {"on": "done.care.call", "do": [{"flag": "called"}]}}},
    "grid":    {"on": "complaint", "every": "10 days", "max": 3, "owe": {"need": "phone"}, "steps": {
                 "first": {"owe": {"due": "2 days"}}, "second": {"after": "previous", "owe": {}}}},
    "any":     {"on": ["complaint", "order"], "again": "parallel", "owe": {"need": "phone", "due": "6 days", "shared": true}},
    "major":   {"on": "complaint", "when": "event.major", "overrides": "any", "again": "parallel", "owe": {"need": "visit", "due": "4 days"}},
    "lost":    {"when": "customer.class = C", "overrides": "idle", "owe": {"need": "phone", "due": "20 days"}},
    "idle":    {"when": "customer.orders = 0", "owe": {"need": "visit", "due": "10 days"}},
    "undo":    {"on": "stop", "do": [{"void": "\"e3\""}]}})j");
  const auto date = [](int days) { return huifang::Date::from_days(huifang::Date{2024, 1, 1}.to_days() + days).to_text(); };
  REQUIRE(rc::check("memory = store, often = rarely", [&] {
    World remembers(policy);
    World forgets(policy, 0);
    World often(policy);
    int now = 0;
    const int count = *rc::gen::inRange(1, 30);
    for (int i = 0; i < count; ++i) {
      const int next = now + *rc::gen::inRange(0, 12);
      for (int between = now + 2; between < next; between += 3) often.advance(date(between) + "T05:00:00");
      now = next;
      const std::string head = "{\"id\":\"e" + std::to_string(i) + "\", \"at\": \"" + date(now) + "T09:00:00\", \"customer\": \"c" +
                               std::to_string(*rc::gen::inRange(1, 3)) + "\", ";
      std::string event;
      switch (*rc::gen::inRange(0, 6)) {
        case 0: event = R"("type": "order", "data": {"amount": )" + std::to_string(*rc::gen::inRange(50, 150)) + "}}"; break;
        case 1: event = R"("type": "phone"})"; break;
        case 2: event = R"("type": "visit"})"; break;
        case 3: event = R"("type": "complaint", "data": {"major": )" + std::string(*rc::gen::inRange(0, 2) == 0 ? "true" : "false") + "}}"; break;
        case 4: event = R"("type": "stop"})"; break;
        default: event = R"("type": "assign", "data": {"owner": "s1"}})"; break;
      }
      event.insert(event.size() - 1, event.find("phone") != std::string::npos || event.find("visit") != std::string::npos ? R"(, "by": "s1")" : "");
      for (World* world : {&remembers, &often, &forgets}) world->record(head + event);
      forgets.flush();
    }
    const std::string end = date(now + 200) + "T00:00:00";
    remembers.advance(end);
    forgets.advance(end);
    often.advance(date(now + 77) + "T01:00:00");
    often.advance(end);
    for (const char* rule : {"care", "grid", "any", "major", "lost", "idle"}) RC_ASSERT(often.lines(rule) == remembers.lines(rule));
    RC_ASSERT(often.effects().size() == remembers.effects().size());
    RC_ASSERT(forgets.dump() == remembers.dump());
    std::vector<std::string> keys;
    for (const auto& duty : remembers.duties()) keys.push_back(to_text(duty.key));
    std::sort(keys.begin(), keys.end());
    RC_ASSERT(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  }));
}
