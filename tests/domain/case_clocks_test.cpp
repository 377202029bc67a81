/// Edge cases of clocks, by their numbers (as in edge_cases_test.cpp): due, pause, reopening, breach. The desk is open
/// Monday to Friday from 9 to 17; 4 March 2024 is a Monday.
#include <catch2/catch.hpp>

#include "domain/case_world.hpp"
#include "domain/live_duties.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

/// A reply within `due` that stops while the customer is waited for; closing and opening again.
std::string reply_within(const std::string& due, const std::string& reopen = "restart", const std::string& rules = {}, const std::string& calendar = {}) {
  const std::string workflow = R"j("states": {
    "active": {
      "owe": {"reply": {"need": "answered", "owner": "owner", "due": ")j" + due + R"j(", "reopen": ")j" + reopen + R"j("}},
      "on": {"shut": "closed", "merged": "joined"},
      "states": {"working": {"on": {"held": "waiting"}}, "waiting": {"pauses": ["reply"], "on": {"resumed": "working"}}}},
    "closed": {"on": {"reopened": "active"}},
    "joined": {"type": "final"}})j";
  return calendar.empty() ? desk(workflow, rules) : desk(workflow, rules, {}, calendar);
}

/// `type` about c1 by its owner.
void act(World& world, const std::string& type, const std::string& at, const std::string& data = "{}") {
  world.record(type, "c1", at, "s1", data);
}

}  // namespace

SCENARIO("37: holding a case from closing to opening costs no working time, the due stays where it is", "[domain][edge][case]") {
  World world = opened(reply_within("8 working hours"), "2024-03-04T10:00");
  CHECK(due_of(world, "active.reply") == "2024-03-05T10:00:00");
  act(world, "held", "2024-03-04T17:00");
  act(world, "resumed", "2024-03-05T09:00");
  CHECK(due_of(world, "active.reply") == "2024-03-05T10:00:00");
}

SCENARIO("37: what is held from its very due to the next opening stays due at the closing", "[domain][edge][case]") {
  World world = opened(reply_within("8 working hours"));
  CHECK(due_of(world, "active.reply") == "2024-03-04T17:00:00");
  act(world, "held", "2024-03-04T17:00");
  CHECK(due_of(world, "active.reply") == "-");
  GIVEN("it goes on at the opening") {
    act(world, "resumed", "2024-03-05T09:00");
    CHECK(due_of(world, "active.reply") == "2024-03-04T17:00:00");
    world.advance("2024-03-05T09:01");
    CHECK(duty_of(world, "active.reply") == "overdue missed");
    THEN("what is reckoned again comes to the same") {
      world.record(R"j({"type": "calendar", "at": "2024-03-05T10:30", "data": {"name": "notice", "version": "1",
        "covered": "2024-01-01..2024-12-31", "days": {"2024-03-06": "closed"}}})j");
      CHECK(due_of(world, "active.reply") == "2024-03-04T17:00:00");
    }
  }
  GIVEN("it goes on an hour later") {
    act(world, "resumed", "2024-03-05T10:00");
    CHECK(due_of(world, "active.reply") == "2024-03-05T10:00:00");
  }
}

SCENARIO("38, 39: every hold puts the due off by its own working time, once", "[domain][edge][case]") {
  World world = opened(reply_within("8 working hours"));
  act(world, "held", "2024-03-04T10:00");
  act(world, "resumed", "2024-03-04T11:00");
  CHECK(due_of(world, "active.reply") == "2024-03-05T10:00:00");
  act(world, "held", "2024-03-04T16:00");
  act(world, "resumed", "2024-03-05T10:00");
  CHECK(due_of(world, "active.reply") == "2024-03-05T12:00:00");
  THEN("the opening stays, and what is reckoned again comes to the same") {
    CHECK(world.lines("matter.active.reply") == Lines{"1 open 2024-03-04 09:00 .. 2024-03-05 12:00"});
    world.record(R"j({"type": "calendar", "at": "2024-03-05T10:30", "data": {"name": "notice", "version": "1",
      "covered": "2024-01-01..2024-12-31", "days": {"2024-03-06": "closed"}}})j");
    CHECK(due_of(world, "active.reply") == "2024-03-05T12:00:00");
  }
}

SCENARIO("41: while a clock stands still there is no due, and what is left comes back with it", "[domain][edge][case]") {
  World world = opened(reply_within("8 working hours"));
  act(world, "held", "2024-03-04T12:00");
  CHECK(due_of(world, "active.reply") == "-");
  world.advance("2024-03-11T09:00");
  CHECK(duty_of(world, "active.reply") == "open");
  act(world, "resumed", "2024-03-11T09:00");
  CHECK(due_of(world, "active.reply") == "2024-03-11T14:00:00");  // three of eight hours were used
}

SCENARIO("42: what was missed before the clock stopped stays missed, at its due, once", "[domain][edge][case]") {
  World world = opened(reply_within("2 working hours", "restart", R"j("late": {"on": "missed.matter.active.reply", "do": [{"notify": "owner"}]}, )j"));
  world.advance("2024-03-04T12:00");
  act(world, "held", "2024-03-04T12:00");
  CHECK(duty_of(world, "active.reply") == "overdue missed");
  act(world, "resumed", "2024-03-05T12:00");
  world.advance("2024-03-08T12:00");
  const Duty duty = world.duties("matter.active.reply").at(0);
  CHECK(duty.state == DutyState::overdue);
  CHECK(world.policy.zone().to_text(duty.missed_at.value()) == "2024-03-04T11:00:00+08:00");
  CHECK(told(world, "notify", "late") == Lines{"2024-03-04T11:00:00 s1"});
}

SCENARIO("42: what a clock runs over stops growing while it stands", "[domain][edge][case]") {
  const auto over = [](World& world) -> std::string {
    const auto found = world.engine->overrun(world.duties("matter.active.reply").back().key);
    if (!found) return "-";
    const bool days = found->unit == DutyClock::Unit::days || found->unit == DutyClock::Unit::working_days;
    return std::to_string(days ? found->amount : found->amount / us_per_minute) + (found->stands ? " stands" : "");
  };
  GIVEN("working hours") {
    for (const std::size_t cached : {SIZE_MAX, std::size_t{0}}) {
      World world(reply_within("2 working hours"), cached);
      know(world, "2024-03-04T00:00");
      act(world, "asked", "2024-03-04T09:00");
      const auto later = [&](const std::string& at) {
        world.advance(at);
        world.flush();
        return over(world);
      };
      CHECK(later("2024-03-04T11:00") == "-");
      CHECK(later("2024-03-04T12:00") == "60");
      act(world, "held", "2024-03-04T12:30");
      CHECK(later("2024-03-04T12:31") == "90 stands");
      CHECK(later("2024-03-06T12:00") == "90 stands");
      act(world, "resumed", "2024-03-06T16:00");
      CHECK(later("2024-03-07T10:00") == "210");
      act(world, "held", "2024-03-07T10:00");
      act(world, "answered", "2024-03-07T11:00");
      CHECK(later("2024-03-07T12:00") == "210");
      act(world, "resumed", "2024-03-07T13:00");
      CHECK(later("2024-04-01T09:00") == "210");
      CHECK(duty_of(world, "active.reply") == "done late missed");
    }
  }
  GIVEN("time that passes, and days") {
    for (const auto& [due, figure] : {std::pair("2 hours", "5220"), std::pair("1 day", "3"), std::pair("1 working day", "3")}) {
      World world = opened(reply_within(due));
      world.advance("2024-03-08T02:00");
      CHECK(over(world) == figure);
    }
  }
  GIVEN("what was done in time, or is owed no more") {
    World world = opened(reply_within("2 working hours"));
    act(world, "answered", "2024-03-04T10:00");
    CHECK(over(world) == "-");
    World left = opened(reply_within("2 working hours"));
    left.advance("2024-03-04T12:00");
    act(left, "shut", "2024-03-04T12:00");
    CHECK(over(left) == "-");
  }
}

SCENARIO("43: two holds in one minute count to the second", "[domain][edge][case]") {
  World world = opened(reply_within("4 hours"));
  CHECK(due_of(world, "active.reply") == "2024-03-04T13:00:00");
  act(world, "held", "2024-03-04T10:00:10");
  act(world, "resumed", "2024-03-04T10:00:50");
  act(world, "held", "2024-03-04T10:00:55");
  act(world, "resumed", "2024-03-04T10:20:00");
  CHECK(due_of(world, "active.reply") == "2024-03-04T13:19:45");
}

SCENARIO("44: of a hold that began before the clock only what they share counts", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {"both": {"type": "parallel", "states": {
    "contact": {"states": {"ready": {"on": {"held": "waiting"}}, "waiting": {"pauses": ["solve"], "on": {"resumed": "ready"}}}},
    "work": {"states": {"idle": {"on": {"heard": "busy"}}, "busy": {"owe": {"solve": {"need": "solved", "due": "4 working hours"}}}}}}}})j"));
  act(world, "held", "2024-03-04T09:00");
  act(world, "heard", "2024-03-04T11:00");
  CHECK(due_of(world, "busy.solve") == "-");
  act(world, "resumed", "2024-03-04T12:00");
  CHECK(state_of(world) == "ready,busy");
  CHECK(due_of(world, "busy.solve") == "2024-03-04T16:00:00");
}

SCENARIO("45: a hold that is set on a closed day costs nothing until the next opening", "[domain][edge][case]") {
  for (const auto& [until, due] : {std::pair("2024-03-11T09:00", "2024-03-11T15:00:00"), std::pair("2024-03-11T10:30", "2024-03-11T16:30:00")}) {
    World world = opened(reply_within("8 working hours"), "2024-03-08T15:00");
    CHECK(due_of(world, "active.reply") == "2024-03-11T15:00:00");
    act(world, "held", "2024-03-09T11:00");
    act(world, "resumed", until);
    CHECK(due_of(world, "active.reply") == due);
  }
}

SCENARIO("47: what a case has waited counts after its limit was exchanged for another one", "[domain][edge][case]") {
  const std::string document = desk(R"j("states": {"active": {
    "owe": {"reply": {"need": "answered", "due": "case.limit"}},
    "on": {"changed": {"set": {"limit": "event.limit"}}},
    "states": {"working": {"on": {"held": "waiting"}}, "waiting": {"pauses": ["reply"], "on": {"resumed": "working"}}}}})j");
  World world = opened(document, "2024-03-04T09:00", R"j({"limit": "2024-03-04T17:00"})j");
  act(world, "held", "2024-03-04T10:00");
  act(world, "resumed", "2024-03-04T12:00");
  CHECK(due_of(world, "active.reply") == "2024-03-04T19:00:00");
  act(world, "changed", "2024-03-04T13:00", R"j({"limit": "2024-03-04T15:00"})j");
  CHECK(due_of(world, "active.reply") == "2024-03-04T17:00:00");
}

SCENARIO("48: a limit that becomes shorter counts from the start, or from the change where that is written", "[domain][edge][case]") {
  const auto with_limit = [](const std::string& from) {
    return desk(R"j("states": {"active": {
      "owe": {"reply": {"need": "answered", "due": "case.limit"}},
      "on": {"changed": {"set": {"limit": ")j" + from + R"j( + duration(\"PT1H\")"}}}}})j");
  };
  GIVEN("from the start") {
    World world = opened(with_limit("cause.at"), "2024-03-04T09:00", R"j({"limit": "2024-03-04T17:00"})j");
    world.record(R"j({"id": "raise", "type": "changed", "at": "2024-03-04T10:30", "by": "s1", "customer": "c1"})j");
    world.advance("2024-03-04T10:31");
    THEN("it is missed at once, at the new due, and the move names what caused it") {
      CHECK(duty_of(world, "active.reply") == "overdue missed");
      CHECK(due_of(world, "active.reply") == "2024-03-04T10:00:00");
      std::string moved;
      for (const EffectRow& row : world.effects()) moved += row.kind == "moved" ? row.data : "";
      CHECK(moved.find("raise") != std::string::npos);
      CHECK(moved.find("2024-03-04T17:00:00") != std::string::npos);
    }
  }
  GIVEN("from the change") {
    World world = opened(with_limit("event.at"), "2024-03-04T09:00", R"j({"limit": "2024-03-04T17:00"})j");
    act(world, "changed", "2024-03-04T10:30");
    world.advance("2024-03-04T10:31");
    CHECK(duty_of(world, "active.reply") == "open");
    CHECK(due_of(world, "active.reply") == "2024-03-04T11:30:00");
  }
}

SCENARIO("49, 55: a case that ends takes its clocks and its timers with it; they are neither met nor missed", "[domain][edge][case]") {
  for (const char* type : {"shut", "merged"}) {
    World world = opened(desk(R"j("states": {
      "active": {"owe": {"reply": {"need": "answered", "due": "4 working hours"}}, "on": {"shut": "off", "merged": "joined"},
                 "after": {"2 working hours": {"notify": "superior(owner)"}}},
      "off": {}, "joined": {"type": "final"}})j", R"j("late": {"on": "missed.matter.active.reply", "do": [{"notify": "owner"}]}, )j"));
    act(world, type, "2024-03-04T10:00");
    world.advance("2024-03-11T10:00");
    CHECK(duty_of(world, "active.reply") == "withdrawn");
    CHECK_FALSE(world.duties("matter.active.reply").at(0).done_at);
    CHECK(told(world, "notify").empty());
    CHECK(state_of(world) == (std::string(type) == "shut" ? "off" : "joined"));
  }
}

SCENARIO("50: when the reason of a clock goes away the policy says whether it goes on, and the path of the case tells", "[domain][edge][case]") {
  const auto while_urgent = [](const std::string& always) {
    World world = opened(desk(R"j("states": {"idle": {"on": {"heard": "urgent"}},
      "urgent": {"owe": {"reply": {"need": "answered", "due": "4 working hours"}})j" + always + R"j(}, "calm": {}})j"));
    world.record("set", "c1", "2024-03-04T09:30", "", R"j({"urgent": true})j");
    act(world, "heard", "2024-03-04T10:00");
    world.record("set", "c1", "2024-03-04T11:00", "", R"j({"urgent": false})j");
    return world;
  };
  GIVEN("a state that is for urgent customers") {
    World world = while_urgent(R"j(, "always": [{"when": "customer.urgent = false", "target": "calm"}])j");
    CHECK(duty_of(world, "urgent.reply") == "withdrawn");
    CHECK(state_of(world) == "calm");
    const EffectRow last = world.effects().back();
    CHECK(last.kind == "case");
    CHECK(last.data.find(R"j("left":["urgent"])j") != std::string::npos);
    CHECK(last.data.find(R"j("transitions":["/workflows/matter/states/urgent/always)j") != std::string::npos);
  }
  GIVEN("a state that asks nothing more once it is entered") {
    World world = while_urgent("");
    CHECK(duty_of(world, "urgent.reply") == "open");
    CHECK(state_of(world) == "urgent");
  }
}

SCENARIO("51: an event that ends a clock and would stop it ends it", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {"active": {
    "owe": {"reply": {"need": "answered", "due": "4 working hours"}},
    "states": {"working": {"on": {"answered": "waiting"}}, "waiting": {"pauses": ["reply"], "on": {"resumed": "working"}}}}})j"));
  act(world, "answered", "2024-03-04T10:00");
  CHECK(state_of(world) == "waiting");
  CHECK(duty_of(world, "active.reply") == "done");
  CHECK(due_of(world, "active.reply") == "2024-03-04T13:00:00");
  act(world, "resumed", "2024-03-05T10:00");
  CHECK(world.lines("matter.active.reply") == Lines{"1 done 2024-03-04 09:00 .. 2024-03-04 13:00"});
}

SCENARIO("53: over several rounds of closing and opening again the time at work adds up", "[domain][edge][case]") {
  World world = opened(reply_within("8 working hours", "resume"));
  act(world, "shut", "2024-03-04T11:00");  // two hours used
  act(world, "reopened", "2024-03-05T09:00");
  CHECK(due_of(world, "active.reply") == "2024-03-05T15:00:00");
  act(world, "shut", "2024-03-05T12:00");  // five
  act(world, "reopened", "2024-03-06T16:00");
  CHECK(due_of(world, "active.reply") == "2024-03-07T11:00:00");
  THEN("a round that is closed while it waits keeps what was left when the waiting began") {
    act(world, "held", "2024-03-06T16:30");
    act(world, "shut", "2024-03-07T12:00");
    act(world, "reopened", "2024-03-11T09:00");
    CHECK(due_of(world, "active.reply") == "2024-03-11T11:30:00");
  }
  THEN("what was left at a closing is not missed while the case is closed") {
    act(world, "shut", "2024-03-06T17:00");
    world.advance("2024-04-01T09:00");
    for (const Duty& duty : world.duties("matter.active.reply")) CHECK_FALSE(duty.missed_at);
  }
}

SCENARIO("54: a case that is opened again after a year is not late at once, and the first solution stays what it was", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {
    "active": {"owe": {"first": {"need": "solved", "due": "4 working hours", "reopen": "ignore"},
                       "total": {"need": "heard", "due": "8 working hours", "reopen": "resume"},
                       "again": {"need": "solved", "due": "2 working hours"}},
               "on": {"shut": "closed"}},
    "closed": {"on": {"reopened": "active"}}})j"));
  act(world, "solved", "2024-03-04T10:00");
  act(world, "shut", "2024-03-04T11:00");
  act(world, "reopened", "2025-03-03T09:00");
  CHECK(duty_of(world, "active.total") == "open");
  CHECK(due_of(world, "active.total") == "2025-03-03T15:00:00");
  CHECK(world.lines("matter.active.first") == Lines{"1 done 2024-03-04 09:00 .. 2024-03-04 13:00"});
  CHECK(world.lines("matter.active.again").back() == "2 open 2025-03-03 09:00 .. 2025-03-03 11:00");
  world.advance("2025-03-04T09:00");
  THEN("the total may be missed then; the first solution is not touched by it") {
    CHECK(duty_of(world, "active.total") == "overdue missed");
    CHECK(duty_of(world, "active.first") == "done");
  }
}

SCENARIO("56: what the customer writes in the portal is a contact as a letter is", "[domain][edge][case]") {
  const auto after = [](const std::string& type) {
    World world = opened(desk(R"j("states": {"active": {
      "owe": {"reply": {"need": "answered", "due": "8 working hours"}, "hear": {"need": {"any": ["mail", "portal"], "by": "system"}, "due": "2 days"}},
      "states": {"waiting": {"pauses": ["reply"], "on": {"mail": "working", "portal": "working"}}, "working": {}}}})j"));
    world.record(type, "c1", "2024-03-04T11:00");
    return duty_of(world, "active.hear") + ", " + due_of(world, "active.reply") + ", " + state_of(world);
  };
  CHECK(after("mail") == "done, 2024-03-05T11:00:00, working");
  CHECK(after("portal") == after("mail"));
  CHECK(after("heard") == "open, -, waiting");
}

SCENARIO("57: what is owed after the first answer does not begin before it, however short", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {
    "fresh": {"owe": {"first": {"need": "answered", "due": "8 working hours"}}, "on": {"done.first": "known"}},
    "known": {"owe": {"update": {"need": "answered", "due": "2 working hours"}}, "on": {"done.update": "known"}}})j"));
  world.advance("2024-03-04T16:00");
  CHECK(duty_of(world, "known.update") == "no duty");
  act(world, "answered", "2024-03-04T16:00");
  THEN("it counts from the answer; the answer itself does not fulfil it") {
    CHECK(world.lines("matter.known.update") == Lines{"1 open 2024-03-04 16:00 .. 2024-03-05 10:00"});
  }
}

SCENARIO("59: an answer brings the next due in the same step", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {"known": {"owe": {"update": {"need": "answered", "due": "2 working hours"}}, "on": {"done.update": "known"}}})j"));
  const RecordResult result = world.record("answered", "c1", "2024-03-04T10:00", "s1");
  CHECK(result.credited.size() == 1);
  REQUIRE(result.created.size() == 1);
  CHECK(result.created[0].n == "2");
  CHECK(world.lines("matter.known.update") == Lines{"1 done 2024-03-04 09:00 .. 2024-03-04 11:00", "2 open 2024-03-04 10:00 .. 2024-03-04 12:00"});
}

SCENARIO("60: a hold that is recorded late comes to the same as one recorded in time, and what was told is taken back", "[domain][edge][case]") {
  const std::string document = reply_within("3 working hours", "restart", R"j("late": {"on": "missed.matter.active.reply", "do": [{"notify": "superior(owner)"}]}, )j");
  World prompt = opened(document);
  prompt.record("held", "c1", "2024-03-04T11:00", "s1");
  World late = opened(document);
  late.advance("2024-03-04T12:30");
  CHECK(duty_of(late, "active.reply") == "overdue missed");
  CHECK(told(late, "notify", "late") == Lines{"2024-03-04T12:00:00 b1"});
  late.record(R"j({"type": "held", "at": "2024-03-04T11:00", "by": "s1", "customer": "c1"})j", "2024-03-04T13:00");
  CHECK(told(late, "unmissed").size() == 1);
  for (World* world : {&prompt, &late}) {
    CHECK(duty_of(*world, "active.reply") == "open");
    CHECK(due_of(*world, "active.reply") == "-");
    act(*world, "resumed", "2024-03-05T09:00");
    CHECK(world->lines("matter.active.reply") == Lines{"1 open 2024-03-04 09:00 .. 2024-03-05 10:00"});
    world->advance("2024-03-05T12:00");
    CHECK(duty_of(*world, "active.reply") == "overdue missed");
  }
}

SCENARIO("61: the same log gives the same book, in one go or from what was kept in between", "[domain][edge][case]") {
  const std::string document = reply_within("8 working hours", "resume");
  const auto folded = [&](std::size_t cached, bool halves) {
    World world(document, cached);
    know(world, "2024-03-04T00:00");
    const std::vector<std::pair<std::string, std::string>> log{{"asked", "2024-03-04T09:00"}, {"held", "2024-03-04T10:00"}, {"resumed", "2024-03-04T12:00"},
      {"shut", "2024-03-04T15:00"}, {"reopened", "2024-03-05T09:00"}, {"held", "2024-03-05T10:00"}, {"answered", "2024-03-05T11:00"}};
    for (const auto& [type, at] : log) {
      act(world, type, at);
      if (halves) world.flush();
    }
    world.advance("2024-03-08T09:00");
    return world.dump();
  };
  const std::string whole = folded(SIZE_MAX, false);
  CHECK(whole.find("matter.active.reply") != std::string::npos);
  CHECK(folded(SIZE_MAX, false) == whole);
  CHECK(folded(0, true) == whole);
}

SCENARIO("62: done at the very due is in time, a microsecond later is late", "[domain][edge][case]") {
  for (const auto& [at, state] : {std::pair("2024-03-04T11:00:00", "done"), std::pair("2024-03-04T11:00:00.000001", "done late missed")}) {
    World world = opened(reply_within("2 working hours"));
    act(world, "answered", at);
    CHECK(duty_of(world, "active.reply") == state);
  }
}

SCENARIO("63: time that would go back is refused and nothing changes", "[domain][edge][case]") {
  World world = opened(reply_within("2 working hours"));
  world.advance("2024-03-04T10:00");
  const std::string before = world.dump();
  try {
    world.advance("2024-03-04T09:59");
    FAIL("time went back");
  } catch (const Error& error) {
    CHECK(error.diagnostics().front().code == "HF4102");
  }
  CHECK(world.dump() == before);
}

SCENARIO("65: a calendar that changes while a clock stands still changes the due that comes, not what is left", "[domain][edge][case]") {
  World world = opened(reply_within("8 working hours"), "2024-03-04T10:00");
  act(world, "held", "2024-03-04T12:00");  // six hours are left
  world.record(R"j({"type": "calendar", "at": "2024-03-04T13:00", "data": {"name": "notice", "version": "1",
    "covered": "2024-01-01..2024-12-31", "days": {"2024-03-05": "closed"}}})j");
  CHECK(due_of(world, "active.reply") == "-");
  act(world, "resumed", "2024-03-04T16:00");
  CHECK(due_of(world, "active.reply") == "2024-03-06T14:00:00");
}

SCENARIO("66: a reminder that comes outside the hours of its channel says from when it may go out", "[domain][edge][case]") {
  World world = opened(desk(R"j("states": {"active": {"after": {
    "10 hours": {"send": "reminder", "channel": "sms"}, "2 hours": {"send": "hello", "channel": "sms"}}}})j"));
  world.advance("2024-03-06T09:00");
  std::vector<std::string> sent;
  for (const EffectRow& row : world.effects()) {
    if (row.kind == "send") sent.push_back(row.data);
  }
  REQUIRE(sent.size() == 2);
  CHECK(sent[0].find("hello") != std::string::npos);
  CHECK(sent[0].find("not_before") == std::string::npos);
  CHECK(sent[1].find("reminder") != std::string::npos);
  CHECK(sent[1].find("\"not_before\":{\"date and time\":\"2024-03-05T09:00:00") != std::string::npos);
}
