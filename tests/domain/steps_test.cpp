// Steps: parts of a rule with a start of their own.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "domain/world.hpp"

using huifang::Duty;
using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

void begin(World& world, const std::string& customer = "c1") {
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": ")" + customer + R"(", "data": {"owner": "s1"}})");
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "contract": "k1", "data": {"owner": "s1"}})");
}

/// "step n state opens .. due" of each duty of a rule.
Lines lines(World& world, const std::string& rule) {
  const std::vector<Duty> duties = world.duties(rule);
  Lines out = world.lines(rule);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = duties[i].key.step + " " + out[i];
  return out;
}

/// A call on the day, for class A another within three days, then weekly until the visit.
const std::string call_in = with(R"j("rules": {"call": {"on": "ping", "until": "visit", "owe": {"need": "phone"}, "steps": {
  "first": {"owe": {"due": "0 days"}},
  "second": {"when": "customer.class = A", "owe": {"due": "3 days"}},
  "weekly": {"after": "previous", "every": "7 days"}}}})j");

void class_of(World& world, const std::string& at, const std::string& name) {
  world.record(R"({"type": "set", "at": ")" + at + R"(", "customer": "c1", "data": {"class": ")" + name + "\"}}");
}

}  // namespace

SCENARIO("a call-in is called on the day, in three days, then weekly until the visit", "[domain][steps]") {
  World world(call_in);
  begin(world);
  WHEN("the customer is of class A") {
    class_of(world, "2024-03-01T08:00:00", "A");
    world.record("ping", "c1", "2024-03-01T10:00:00");
    THEN("the first two are owed at once; keys hold the step") {
      CHECK(lines(world, "call") == Lines{"first 1 open 2024-03-01 10:00 .. 2024-03-01 end", "second 1 open 2024-03-01 10:00 .. 2024-03-04 end"});
      CHECK(to_text(world.duties("call")[1].key) == "t/call/customer:c1/e4/second/1");
    }
    THEN("the weekly calls count from the due of the second, whether it was done early or not") {
      world.record("phone", "c1", "2024-03-01T15:00:00", "s1");
      world.record("phone", "c1", "2024-03-02T15:00:00", "s1");
      world.advance("2024-03-05T00:00:00");
      CHECK(lines(world, "call").back() == "weekly 1 open 2024-03-05 .. 2024-03-11 end");
      world.advance("2024-03-12T00:00:00");
      CHECK(lines(world, "call").back() == "weekly 2 open 2024-03-12 .. 2024-03-18 end");
    }
    THEN("one call credits one of them, the most urgent") {
      const auto result = world.record("phone", "c1", "2024-03-01T15:00:00", "s1");
      REQUIRE(result.credited.size() == 1);
      CHECK(result.credited[0].step == "first");
    }
    THEN("the visit ends the run, whatever step it is in") {
      world.advance("2024-03-12T00:00:00");
      world.record("visit", "c1", "2024-03-13T10:00:00", "s1");
      CHECK(world.states("call") == std::map<std::string, int>{{"withdrawn", 4}});
      world.advance("2024-06-01T00:00:00");
      CHECK(world.duties("call").size() == 4);
    }
    THEN("another call-in begins again") {
      world.record("ping", "c1", "2024-03-02T10:00:00");
      CHECK(world.states("call") == std::map<std::string, int>{{"open", 2}, {"withdrawn", 2}});
    }
  }
  WHEN("the customer is of another class") {
    class_of(world, "2024-03-01T08:00:00", "B");
    world.record("ping", "c1", "2024-03-01T10:00:00");
    world.advance("2024-03-02T00:00:00");
    THEN("the second step does not exist, and what is 'previous' is the first") {
      CHECK(lines(world, "call") == Lines{"first 1 overdue 2024-03-01 10:00 .. 2024-03-01 end", "weekly 1 open 2024-03-02 .. 2024-03-08 end"});
    }
  }
}

SCENARIO("in each bucket the steps begin anew", "[domain][steps]") {
  World world(with(R"j("rules": {"check": {"when": "customer.class = A", "each": "month", "partial": "clip", "owe": {"need": "phone"}, "steps": {
    "ask": {"owe": {"due": "4 days"}},
    "report": {"after": "ask", "owe": {"need": "visit"}},
    "told": {"on": "missed.check.ask", "do": [{"flag": "not asked"}], "owe": {"need": "order", "due": "end"}}}}})j"));
  begin(world);
  class_of(world, "2024-03-10T08:00:00", "A");
  THEN("those of the month that has begun start at once, the others with their month") {
    CHECK(lines(world, "check") == Lines{"ask 2024-03 open 2024-03-10 08:00 .. 2024-03-14 end"});
    world.advance("2024-03-15T00:00:00");
    CHECK(lines(world, "check") == Lines{"ask 2024-03 lapsed 2024-03-10 08:00 .. 2024-03-14 end", "told 2024-03 open 2024-03-15 .. 2024-03-31 end",
                                         "report 2024-03 open 2024-03-15 .. 2024-03-31 end"});
    world.advance("2024-04-01T00:00:00");
    CHECK(lines(world, "check").back() == "ask 2024-04 open 2024-04-01 .. 2024-04-05 end");
    CHECK(to_text(world.duties("check").back().key).ends_with("/ask/2024-04"));
  }
  THEN("what is done in time is not told; a late record of an earlier month starts nothing in this one") {
    world.advance("2024-04-02T00:00:00");
    world.record("phone", "c1", "2024-04-02T10:00:00", "s1");
    world.advance("2024-04-10T00:00:00");
    CHECK(lines(world, "check").back() == "report 2024-04 open 2024-04-06 .. 2024-04-30 end");
  }
  THEN("when the condition turns false everything is withdrawn") {
    class_of(world, "2024-03-11T08:00:00", "B");
    world.advance("2024-06-01T00:00:00");
    CHECK(world.duties("check").size() == 1);
    CHECK(world.states("check")["withdrawn"] == 1);
  }
}

SCENARIO("on a grid the steps begin anew with each repetition, the due is the grid's", "[domain][steps]") {
  World world(with(R"j("rules": {"grid": {"on": "ping", "every": "10 days", "max": 2, "until": "stop", "owe": {"need": "phone"}, "steps": {
    "first": {"owe": {"due": "2 days"}}, "rest": {"after": "first"}}}})j"));
  begin(world);
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(lines(world, "grid") == Lines{"first 1 open 2024-03-01 10:00 .. 2024-03-03 end"});
  world.advance("2024-03-04T00:00:00");
  CHECK(lines(world, "grid").back() == "rest 1 open 2024-03-04 .. 2024-03-11 end");
  world.advance("2024-03-12T00:00:00");
  CHECK(lines(world, "grid").back() == "first 2 open 2024-03-12 .. 2024-03-14 end");
  world.advance("2024-03-15T00:00:00");
  CHECK(lines(world, "grid").back() == "rest 2 open 2024-03-15 .. 2024-03-21 end");
  THEN("after the last repetition nothing comes any more") {
    world.advance("2024-08-01T00:00:00");
    CHECK(world.duties("grid").size() == 4);
  }
  THEN("an event that ends the run ends the steps") {
    world.record("stop", "c1", "2024-03-16T10:00:00");
    CHECK(world.states("grid")["withdrawn"] >= 1);
  }
}

SCENARIO("in each bucket a step repeats as long as it is due within it", "[domain][steps]") {
  World world(with(R"j("rules": {"check": {"when": "customer.class = A", "each": "month", "max": 2, "owe": {"need": "phone"}, "steps": {
    "look": {"every": "10 days", "owe": {}, "do": [{"flag": "look"}]},
    "ask": {"on": "missed.check.look", "owe": {"need": "visit", "due": "end"}}}}})j"));
  begin(world);
  class_of(world, "2024-02-10T08:00:00", "A");
  const auto of_step = [&](const std::string& step) {
    const std::vector<Duty> duties = world.duties("check");
    return std::count_if(duties.begin(), duties.end(), [&](const Duty& duty) { return duty.key.step == step; });
  };
  GIVEN("a month of thirty-one days") {
    world.advance("2024-03-01T00:00:00");
    CHECK(lines(world, "check") == Lines{"look 2024-03#1 open 2024-03-01 .. 2024-03-11 end"});
    THEN("the fourth point lies beyond it, and the next month begins its own") {
      world.record("phone", "c1", "2024-03-05T10:00:00", "s1");
      world.advance("2024-03-22T00:00:00");
      CHECK(lines(world, "check").back() == "look 2024-03#3 open 2024-03-22 .. 2024-03-31 end");
      world.advance("2024-04-01T00:00:00");
      CHECK(lines(world, "check").back() == "look 2024-04#1 open 2024-04-01 .. 2024-04-11 end");
      CHECK(to_text(world.duties("check").back().key).ends_with("/look/2024-04#1"));
    }
    THEN("a step that starts on one of its repetitions hears those of this month alone") {
      world.advance("2024-03-12T00:00:00");
      CHECK(lines(world, "check").back() == "look 2024-03#2 open 2024-03-12 .. 2024-03-21 end");
      CHECK(of_step("ask") == 1);
    }
    THEN("after the last month nothing comes any more") {
      world.advance("2024-08-01T00:00:00");
      CHECK(of_step("look") == 5);  // three in March, two in April
    }
  }
}

SCENARIO("nothing follows by name a step that does not exist", "[domain][steps]") {
  World world(with(R"j("rules": {"call": {"on": "ping", "owe": {"need": "phone", "due": "2 days"}, "steps": {
    "first": {"when": "customer.class = A"}, "second": {"after": "first"}, "third": {"after": "previous"}}}})j"));
  begin(world);
  class_of(world, "2024-03-01T08:00:00", "B");
  world.record("ping", "c1", "2024-03-01T10:00:00");
  world.advance("2024-04-01T00:00:00");
  CHECK(lines(world, "call") == Lines{"third 1 overdue 2024-03-01 10:00 .. 2024-03-03 end"});
}

SCENARIO("a step starts on an event of the run", "[domain][steps]") {
  World world(with(R"j("rules": {"tell": {"on": "ping", "again": "parallel", "steps": {
    "call": {"owe": {"need": "phone", "due": "2 days"}},
    "visit": {"on": "done.tell.call", "owe": {"need": "visit", "due": "3 days"}, "do": [{"notify": "owner"}]},
    "alarm": {"on": "missed.tell.call", "when": "customer.class = A", "do": [{"flag": "neglected"}]},
    "sold": {"on": "order", "when": "event.amount > 100", "do": [{"flag": "sold", "data": {"amount": "= event.amount"}}]}}}})j"));
  begin(world);
  world.record("ping", "c1", "2024-03-01T10:00:00");
  THEN("done starts the next, three days from the act") {
    world.record("phone", "c1", "2024-03-02T10:00:00", "s1");
    CHECK(lines(world, "tell").back() == "visit 1 open 2024-03-02 10:00 .. 2024-03-05 end");
    CHECK(world.effects().size() == 1);
  }
  THEN("a run hears what its own steps raise, and no other's") {
    world.record("ping", "c1", "2024-03-01T12:00:00");
    world.record("phone", "c1", "2024-03-02T10:00:00", "s1");
    REQUIRE(world.duties("tell").size() == 3);
    CHECK(world.duties("tell")[2].key.run == world.duties("tell")[0].key.run);
  }
  THEN("what does not exist does nothing; another event of the kind is not looked at any more") {
    world.advance("2024-03-05T00:00:00");
    CHECK(world.effects().empty());
    world.record("order", "c1", "2024-03-05T10:00:00", "", R"({"amount": 50})");
    world.record("order", "c1", "2024-03-06T10:00:00", "", R"({"amount": 500})");
    CHECK(world.effects().empty());
  }
  THEN("effects see the event that started the step") {
    world.record("order", "c1", "2024-03-01T11:00:00", "", R"({"amount": 500})");
    REQUIRE(world.effects().size() == 1);
    CHECK(world.effects()[0].data == R"({"flag":"sold","amount":500})");
  }
}

SCENARIO("rules hear a step, all steps of a rule, or any miss", "[domain][steps]") {
  World world(with(R"j("rules": {
    "work": {"on": "ping", "owe": {"need": "phone", "due": "0 days"}, "steps": {"one": {}, "two": {"owe": {"due": "1 day"}}}},
    "of_step": {"on": "missed.work.two", "do": [{"flag": "step"}]},
    "of_rule": {"on": "missed.work", "again": "parallel", "do": [{"flag": "rule"}]},
    "of_any": {"on": "missed", "again": "parallel", "do": [{"flag": "any"}]},
    "done": {"on": "done.work", "again": "parallel", "do": [{"flag": "done"}]}})j"));
  begin(world);
  world.record("ping", "c1", "2024-03-01T10:00:00");
  world.record("ping", "c1", "2024-03-05T10:00:00");
  world.record("phone", "c1", "2024-03-05T11:00:00", "s1");
  world.advance("2024-04-01T00:00:00");
  int step = 0, rule = 0, any = 0, done = 0;
  for (const auto& row : world.effects()) {
    step += row.data.find("\"flag\":\"step\"") != std::string::npos;
    rule += row.data.find("\"flag\":\"rule\"") != std::string::npos;
    any += row.data.find("\"flag\":\"any\"") != std::string::npos;
    done += row.data.find("\"flag\":\"done\"") != std::string::npos;
  }
  CHECK(step == 2);
  CHECK(rule == 3);
  CHECK(any == 3);
  CHECK(done == 1);
}

SCENARIO("a payment is announced before its date and chased after it", "[domain][steps][date]") {
  World world(with(R"j("rules": {"pay": {"for": "contract", "date": "contract.pay_due", "until": "paid", "owe": {"need": "phone"}, "steps": {
    "remind": {"owe": {"opens": "-3 days", "due": "-3 days", "roll": "preceding"}},
    "chase": {"after": "start", "every": "7 days"}}}})j"));
  begin(world);
  const auto pay_due = [&](const std::string& at, const std::string& date) {
    world.record(R"({"type": "set", "at": ")" + at + R"(", "contract": "k1", "data": {"pay_due": ")" + date + "\"}}");
  };
  pay_due("2024-03-01T09:00:00", "2024-03-13");
  THEN("the reminder rolls back over the weekend, the first chase opens on the date") {
    CHECK(lines(world, "pay") == Lines{"remind 1 pending 2024-03-08 .. 2024-03-08 end", "chase 1 pending 2024-03-13 .. 2024-03-20 end"});
    world.advance("2024-03-21T00:00:00");
    CHECK(lines(world, "pay").back() == "chase 2 open 2024-03-21 .. 2024-03-27 end");
  }
  THEN("a date that moves moves them all") {
    pay_due("2024-03-05T09:00:00", "2024-03-22");
    CHECK(lines(world, "pay") == Lines{"remind 1 pending 2024-03-19 .. 2024-03-19 end", "chase 1 pending 2024-03-22 .. 2024-03-29 end"});
    pay_due("2024-03-25T09:00:00", "2024-03-23");
    CHECK(lines(world, "pay") == Lines{"remind 1 overdue 2024-03-20 .. 2024-03-20 end", "chase 1 open 2024-03-23 .. 2024-03-30 end"});
  }
  THEN("payment ends it") {
    world.record(R"({"type": "paid", "at": "2024-03-15T10:00:00", "contract": "k1"})");
    world.advance("2024-05-01T00:00:00");
    CHECK(world.states("pay") == std::map<std::string, int>{{"withdrawn", 2}});
  }
}

SCENARIO("a step's grid begins anew when its choice changes, and nothing is back-filled", "[domain][steps]") {
  World world(with(R"j("rules": {"call": {"on": "ping", "owe": {"need": "phone"}, "steps": {
    "pace": {"every": {"switch": "customer.class", "A": "3 days", "else": "10 days"}}}}})j"));
  begin(world);
  class_of(world, "2024-03-01T08:00:00", "B");
  world.record("ping", "c1", "2024-03-01T10:00:00");
  world.advance("2024-03-15T00:00:00");
  CHECK(lines(world, "call").back() == "pace 2 open 2024-03-12 .. 2024-03-21 end");
  class_of(world, "2024-03-15T08:00:00", "A");
  CHECK(lines(world, "call")[1] == "pace 2 withdrawn 2024-03-12 .. 2024-03-21 end");
  CHECK(lines(world, "call").back() == "pace 3 open 2024-03-15 08:00 .. 2024-03-18 end");
  world.advance("2024-03-19T00:00:00");
  CHECK(lines(world, "call").back() == "pace 4 open 2024-03-19 .. 2024-03-21 end");
}

SCENARIO("a point may count from the due of the previous step", "[domain][steps]") {
  World world(with(R"j("rules": {"call": {"on": "ping", "owe": {"need": "phone"}, "steps": {
    "first": {"owe": {"due": "2 days"}}, "second": {"owe": {"opens": "previous", "due": "previous + 5 days"}}}}})j"));
  begin(world);
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(lines(world, "call") == Lines{"first 1 open 2024-03-01 10:00 .. 2024-03-03 end", "second 1 pending 2024-03-03 .. 2024-03-08 end"});
}

TEST_CASE("steps from memory or store, looked at often or rarely, owe the same", "[domain][steps][law]") {
  const std::string policy = with(R"j("tiers": {"rank": {"inputs": ["customer.class"], "rows": [["A", "high"], ["B", "low"]]}}, "rules": {
    "seq": {"on": "ping", "until": "visit", "owe": {"need": "phone"}, "steps": {
      "one": {"owe": {"due": "0 days"}}, "two": {"when": "customer.class = A", "owe": {"due": "3 days"}},
      "grid": {"after": "previous", "every": {"switch": "tier.rank", "high": "3 days", "else": "7 days"}},
      "told": {"on": "done.seq", "owe": {"need": "order", "owner": "system", "due": "2 days"}},
      "late": {"on": ["missed.seq.one", "complaint"], "do": [{"flag": "late"}]}}},
    "many": {"on": "complaint", "again": "parallel", "owe": {"need": "phone", "due": "1 day"}, "steps": {
      "one": {}, "two": {"after": "one"}, "three": {"on": "done.many.two"}}},
    "pay": {"for": "customer", "date": "customer.owner_since", "owe": {"need": "phone"}, "steps": {
      "before": {"owe": {"opens": "-5 days", "due": "-2 days"}}, "after": {"after": "before", "owe": {"due": "4 days"}}, "on": {"every": "9 days"}}}})j");
  const auto date = [](int day) { return huifang::Date::from_days(huifang::Date{2024, 1, 1}.to_days() + day).to_text(); };
  REQUIRE(rc::check("memory = store, often = rarely", [&] {
    World remembers(policy);
    World forgets(policy, 0);
    World often(policy);
    int day = 0;
    const int count = *rc::gen::inRange(1, 30);
    for (int i = 0; i < count; ++i) {
      const int next = day + *rc::gen::inRange(0, 12);
      for (int between = day + 1; between < next; between += 2) often.advance(date(between) + "T05:00:00");
      day = next;
      const std::string who = *rc::gen::inRange(0, 3) == 0 ? "c2" : "c1";
      const std::string head = "{\"id\":\"e" + std::to_string(i) + "\", \"at\": \"" + date(day) + "T09:00:00\", \"customer\": \"" + who + "\", ";
      std::string event;
      switch (*rc::gen::inRange(0, 9)) {
        case 0: event = R"("type": "set", "data": {"class": ")" + *rc::gen::element<std::string>("A", "B") + "\"}}"; break;
        case 1: event = R"("type": "set", "data": {"owner_since": ")" + date(day + *rc::gen::inRange(-20, 40)) + "\"}}"; break;
        case 2: event = R"("type": "assign", "data": {"owner": "s1"}})"; break;
        case 3: event = R"("type": "visit", "by": "s1"})"; break;
        case 4: event = R"("type": "complaint"})"; break;
        case 5: event = R"("type": "order", "data": {"amount": 1}})"; break;
        case 6: event = R"("type": "ping"})"; break;
        default: event = R"("type": "phone", "by": "s1"})"; break;
      }
      remembers.record(head + event);
      often.record(head + event);
      forgets.record(head + event);
      forgets.flush();
    }
    const std::string end = date(day + 60) + "T00:00:00";
    remembers.advance(end);
    forgets.advance(end);
    often.advance(date(day + 20) + "T01:00:00");
    often.advance(end);
    for (const char* rule : {"seq", "many", "pay"}) RC_ASSERT(lines(often, rule) == lines(remembers, rule));
    RC_ASSERT(often.effects().size() == remembers.effects().size());
    RC_ASSERT(forgets.dump() == remembers.dump());
    std::vector<std::string> keys;
    for (const Duty& duty : remembers.duties()) keys.push_back(to_text(duty.key));
    std::sort(keys.begin(), keys.end());
    RC_ASSERT(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  }));
}
