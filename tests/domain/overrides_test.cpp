// Rules that go before others of the same cause, and rules whose subjects are found by what an event says.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "domain/world.hpp"
#include "policy/model.hpp"

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

namespace {

const std::string joined = R"j("joined": {"date": "anniversary(customer.joined)", "owe": {"need": "phone", "owner": "anyone", "opens": "-1 day", "due": "0 days"}})j";
const std::string birthday = R"j("birthday": {"when": "customer.gold", "date": "anniversary(customer.birthday)", "until": "stop", "overrides": "joined",
  "owe": {"need": "visit", "owner": "anyone", "due": "0 days"}})j";

std::string greetings(const std::string& rules) {
  return R"({"huifang": 1, "policy": "t", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai", "roles": {"anyone": "system"},
    "facts": {"customer": {"birthday": "date", "joined": "date", "gold": "boolean", "other": "date", "fairs": "fair*"}, "fair": {"day": "date"}},
    "events": {"phone": {}, "visit": {}, "stop": {}}, "rules": {)" + rules + "}}";
}

void know(World& world, const std::string& at, const std::string& data) {
  world.record(R"({"type": "set", "at": ")" + at + R"(", "customer": "c1", "data": )" + data + "}");
}

Lines silenced(World& world) {
  world.flush();
  Lines out;
  for (const auto& row : world.store.suppressed()) {
    if (row.reason.starts_with("overridden")) {
      out.push_back(row.rule + " " + row.run + " " + row.reason + " " + world.policy.model().zone.to_text(huifang::Instant{row.at_us}).substr(0, 16));
    }
  }
  return out;
}

}  // namespace

SCENARIO("of rules that start by date on one day the overriding one acts", "[domain][overrides][date]") {
  const bool first = GENERATE(false, true);
  World world(greetings(first ? birthday + ", " + joined : joined + ", " + birthday));
  know(world, "2024-01-02T09:00:00", R"({"birthday": "1990-05-03", "joined": "2020-05-03", "gold": true})");
  THEN("each year it does, and the other is listed as suppressed when the day comes") {
    CHECK(world.duties("joined").empty());
    world.advance("2024-05-02T23:00:00");
    CHECK(silenced(world).empty());
    world.advance("2025-05-03T00:00:00");
    CHECK(world.duties("joined").empty());
    CHECK(world.states("birthday") == std::map<std::string, int>{{"overdue", 1}, {"open", 1}, {"pending", 1}});
    CHECK(silenced(world) == Lines{"joined anniversary(customer.joined)#2024 overridden by birthday 2024-05-03T00:00",
                                   "joined anniversary(customer.joined)#2025 overridden by birthday 2025-05-03T00:00"});
  }
  WHEN("the overriding date moves before the day") {
    know(world, "2024-05-01T09:00:00", R"({"birthday": "1990-05-04"})");
    THEN("both act") {
      CHECK(world.lines("joined") == Lines{"1 pending 2024-05-02 .. 2024-05-03 end"});
      world.advance("2024-06-01T00:00:00");
      CHECK(world.lines("joined")[0] == "1 overdue 2024-05-02 .. 2024-05-03 end");
      CHECK(silenced(world).empty());
    }
    AND_WHEN("it moves back, the other's duty is taken back, as often as that happens") {
      know(world, "2024-05-02T09:00:00", R"({"birthday": "1990-05-03"})");
      CHECK(world.lines("joined") == Lines{"1 withdrawn 2024-05-02 .. 2024-05-03 end"});
      know(world, "2024-05-02T10:00:00", R"({"birthday": "1990-05-04"})");
      CHECK(world.lines("joined") == Lines{"1 open 2024-05-02 .. 2024-05-03 end"});
      know(world, "2024-05-02T11:00:00", R"({"birthday": "1990-05-03"})");
      world.advance("2024-06-01T00:00:00");
      CHECK(world.lines("joined") == Lines{"1 withdrawn 2024-05-02 .. 2024-05-03 end"});
      CHECK(silenced(world).size() == 1);
    }
  }
  WHEN("the overridden date moves") {
    know(world, "2024-05-01T09:00:00", R"({"joined": "2020-05-10"})");
    CHECK(world.lines("joined") == Lines{"1 pending 2024-05-09 .. 2024-05-10 end"});
    THEN("the rule is overridden where the days meet again") {
      know(world, "2024-05-02T09:00:00", R"({"birthday": "1990-05-10"})");
      CHECK(world.states("joined") == std::map<std::string, int>{{"withdrawn", 1}});
    }
    THEN("a day that has passed is not listed, the next year's is") {
      know(world, "2024-05-11T09:00:00", R"({"birthday": "1990-05-10"})");
      world.advance("2025-05-10T00:00:00");
      CHECK(silenced(world) == Lines{"joined anniversary(customer.joined)#2025 overridden by birthday 2025-05-10T00:00"});
    }
  }
  WHEN("the condition of the overriding rule turns false before the day") {
    know(world, "2024-05-02T23:00:00", R"({"gold": false})");
    CHECK(world.lines("joined") == Lines{"1 open 2024-05-02 .. 2024-05-03 end"});
    THEN("what is owed stays owed when it turns true on the day, until next year") {
      know(world, "2024-05-03T09:00:00", R"({"gold": true})");
      CHECK(world.lines("joined")[0] == "1 open 2024-05-02 .. 2024-05-03 end");
      world.advance("2025-05-04T00:00:00");
      CHECK(world.states("joined") == std::map<std::string, int>{{"overdue", 1}, {"withdrawn", 1}});
      CHECK(silenced(world).size() == 1);
    }
  }
  WHEN("it turns false on the day, the other stays silent, and is owed the next year") {
    know(world, "2024-05-03T09:00:00", R"({"gold": false})");
    CHECK(world.lines("joined") == Lines{"1 pending 2025-05-02 .. 2025-05-03 end"});
    CHECK(silenced(world).size() == 1);
    know(world, "2024-05-03T10:00:00", R"({"joined": "2020-05-20"})");
    THEN("a date that moves is asked again") { CHECK(world.lines("joined") == Lines{"1 pending 2025-05-19 .. 2025-05-20 end", "1 pending 2024-05-19 .. 2024-05-20 end"}); }
  }
  WHEN("an event ends the overriding rule before the day, the other acts") {
    world.record("stop", "c1", "2024-04-01T09:00:00");
    CHECK(world.lines("joined") == Lines{"1 pending 2024-05-02 .. 2024-05-03 end"});
  }
  WHEN("the overriding rule is done before its day, the other stays silent") {
    world.advance("2024-05-03T08:00:00");
    world.record("visit", "c1", "2024-05-03T09:00:00");
    world.advance("2024-05-05T00:00:00");
    CHECK(world.states("birthday")["done"] == 1);
    CHECK(world.duties("joined").empty());
  }
}

SCENARIO("an overridden date starts no repetition, step or effect", "[domain][overrides][date]") {
  const std::string head = R"j("top": {"date": ["customer.birthday", "customer.joined"], "when": "customer.gold", "overrides": ["grid", "week", "chain", "note", "fair"], "do": [{"send": "top"}]},
    "grid":  {"date": "customer.birthday", "every": "7 days", "max": 2, "owe": {"need": "phone", "owner": "anyone"}},
    "week":  {"date": "customer.birthday", "each": "week", "partial": "clip", "owe": {"need": "phone", "owner": "anyone"}},
    "chain": {"date": "customer.birthday", "owe": {"need": "visit", "owner": "anyone"}, "steps": {
               "one": {"owe": {"due": "1 day"}}, "two": {"after": "one", "owe": {"due": "1 day"}}, "three": {"on": "phone", "do": [{"send": "three"}]}}},
    "note":  {"date": "customer.birthday", "at": "start - 3 days", "do": [{"send": "note"}]},
    "fair":  {"date": "for f in customer.fairs return {id: f.key, date: f.day}", "do": [{"send": "fair"}]})j";
  World world(greetings(head));
  for (const auto& [fair, day] : {std::pair("spring", "2024-05-03"), std::pair("autumn", "2024-09-03")}) {
    world.record(R"({"type": "set", "at": "2024-01-02T08:00:00", "fair": ")" + std::string(fair) + R"(", "data": {"day": ")" + day + "\"}}");
  }
  know(world, "2024-01-02T09:00:00", R"({"birthday": "2024-05-03", "joined": "2023-01-01", "gold": true, "fairs": ["spring", "autumn"]})");
  WHEN("the overriding rule matches, of a list of dates the one on its day is silent") {
    world.advance("2024-05-03T00:00:00");
    world.record("phone", "c1", "2024-05-03T09:00:00");
    world.advance("2024-12-01T00:00:00");
    CHECK(world.duties().empty());
    CHECK(sent(world) == Lines{R"({"name":"top"})", R"({"name":"fair"})"});
    CHECK(silenced(world).size() == 5);
  }
  WHEN("it does not, they all act") {
    know(world, "2024-04-01T09:00:00", R"({"gold": false})");
    world.advance("2024-05-03T00:00:00");
    world.record("phone", "c1", "2024-05-03T09:00:00");
    world.advance("2024-12-01T00:00:00");
    CHECK(world.duties("grid").size() == 2);
    CHECK(world.duties("week").size() > 10);
    CHECK(world.duties("chain").size() == 2);
    CHECK(sent(world) == Lines{R"({"name":"note"})", R"({"name":"fair"})", R"({"name":"three"})", R"({"name":"fair"})"});
    CHECK(silenced(world).empty());
  }
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

TEST_CASE("overrides of dates: the order of the rules, what is kept in memory, and how often time is looked at, make no difference", "[domain][law]") {
  const std::string other = R"j("grid": {"date": "customer.other", "every": "10 days", "max": 4, "owe": {"need": "phone", "owner": "anyone"}},
    "month": {"date": "customer.joined", "each": "month", "partial": "keep", "owe": {"need": "visit", "owner": "anyone"}},
    "steps": {"date": "customer.birthday", "owe": {"need": "visit", "owner": "anyone", "due": "2 days"}, "steps": {"one": {}, "two": {"after": "one"}}})j";
  const std::string top = R"j("top": {"date": ["customer.other", "customer.birthday"], "until": {"date": "customer.joined"}, "overrides": ["grid", "month", "steps"],
    "owe": {"need": "phone", "owner": "anyone", "opens": "-2 days", "due": "3 days"}, "do": [{"send": "top"}]})j";
  const std::string policy = greetings(joined + ", " + other + ", " + top + ", " + birthday);
  const auto date = [](int days) { return huifang::Date::from_days(huifang::Date{2024, 1, 1}.to_days() + days).to_text(); };
  REQUIRE(rc::check("memory = store, often = rarely, first = last", [&] {
    World remembers(policy);
    World forgets(policy, 0);
    World often(policy);
    World turned(greetings(birthday + ", " + top + ", " + other + ", " + joined));
    int now = 0;
    const int count = *rc::gen::inRange(1, 30);
    for (int i = 0; i < count; ++i) {
      const int next = now + *rc::gen::inRange(1, 20);
      for (int between = now + 2; between < next; between += 3) often.advance(date(between) + "T05:00:00");
      now = next;
      const std::string hour = *rc::gen::element<std::string>("00", "09");  // the start of a day, too
      const std::string head = "{\"id\":\"e" + std::to_string(i) + "\", \"at\": \"" + date(now) + "T" + hour + ":00:00\", \"customer\": \"c1\", ";
      std::string event;
      switch (*rc::gen::inRange(0, 8)) {
        case 0: event = R"("type": "phone"})"; break;
        case 1: event = R"("type": "visit"})"; break;
        case 2: event = *rc::gen::inRange(0, 3) == 0 ? R"("type": "stop"})" : R"("type": "phone"})"; break;
        case 3: event = R"("type": "set", "data": {"gold": )" + std::string(*rc::gen::inRange(0, 2) == 0 ? "true" : "false") + "}}"; break;
        default: {
          const std::string fact = *rc::gen::element<std::string>("birthday", "joined", "other");
          // Few days, so that they meet often, most of them still to come.
          const int day = *rc::gen::element(now, now + 1, now + 7, (now / 30 + 1) * 30, (now / 30 + 2) * 30, now - 3);
          event = R"("type": "set", "data": {")" + fact + "\": \"" + date(day) + "\"}}";
        }
      }
      for (World* world : {&remembers, &often, &forgets, &turned}) world->record(head + event);
      forgets.flush();
    }
    const std::string end = date(now + 400) + "T00:00:00";
    often.advance(date(now + 77) + "T01:00:00");
    for (World* world : {&remembers, &often, &forgets, &turned}) world->advance(end);
    const auto sorted = [](Lines lines) {
      std::sort(lines.begin(), lines.end());
      return lines;
    };
    for (World* world : {&often, &turned}) {
      for (const char* rule : {"grid", "month", "steps", "top", "joined", "birthday"}) RC_ASSERT(sorted(world->lines(rule)) == sorted(remembers.lines(rule)));
      RC_ASSERT(sorted(silenced(*world)) == sorted(silenced(remembers)));
      RC_ASSERT(sent(*world).size() == sent(remembers).size());
    }
    RC_ASSERT(forgets.dump() == remembers.dump());
  }));
}
