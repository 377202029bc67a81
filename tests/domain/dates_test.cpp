// Rules started by date: one run for each date, named after its expression, never after the date.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "domain/world.hpp"
#include "policy/model.hpp"

using huifang::Duty;
using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

/// Customer c1 of salesperson s1, and contract k1 of theirs.
void begin(World& world) {
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "contract": "k1", "data": {"owner": "s1"}})");
}

void pay_due(World& world, const std::string& at, const std::string& date) {
  world.record(R"({"type": "set", "at": ")" + at + R"(", "contract": "k1", "data": {"customer": "c1", "pay_due": )" + date + "}}");
}

const std::string reminder = R"j("rules": {"pay": {"for": "contract", "date": "contract.pay_due", "until": "paid",
    "owe": {"need": "phone", "opens": "-5 days", "due": "-3 days"}}})j";

const std::string greeting = R"j("rules": {"greet": {"when": "customer.class = A", "date": "anniversary(customer.owner_since)",
    "owe": {"need": "phone", "opens": "-1 day", "due": "0 days"}}})j";

void customer(World& world, const std::string& at, const std::string& data) {
  world.record(R"({"type": "set", "at": ")" + at + R"(", "customer": "c1", "data": )" + data + "}");
}

}  // namespace

SCENARIO("a reminder is owed before the date that starts it", "[domain][date]") {
  World world(with(reminder));
  begin(world);
  world.advance("2024-02-01T00:00:00");
  THEN("nothing is owed while the date is unknown") { CHECK(world.duties("pay").empty()); }
  pay_due(world, "2024-02-01T09:00:00", "\"2024-03-10\"");
  THEN("the duty is named after the date's expression and lies before the date") {
    CHECK(world.lines("pay") == Lines{"1 pending 2024-03-05 .. 2024-03-07 end"});
    CHECK(to_text(world.duties("pay")[0].key) == "t/pay/contract:k1/contract.pay_due//1");
  }
  THEN("it opens, and is missed at its due, before the date itself") {
    world.advance("2024-03-05T00:00:00");
    CHECK(world.lines("pay") == Lines{"1 open 2024-03-05 .. 2024-03-07 end"});
    world.advance("2024-03-08T00:00:00");
    CHECK(world.lines("pay") == Lines{"1 overdue 2024-03-05 .. 2024-03-07 end"});
  }
  THEN("an early payment ends the run, and a date that moves then owes nothing new") {
    world.record(R"({"type": "paid", "at": "2024-03-01T10:00:00", "contract": "k1"})");
    CHECK(world.lines("pay") == Lines{"1 withdrawn 2024-03-05 .. 2024-03-07 end"});
    pay_due(world, "2024-03-02T09:00:00", "\"2024-04-10\"");
    CHECK(world.lines("pay").size() == 1);
    CHECK(world.states("pay")["withdrawn"] == 1);
  }
}

SCENARIO("a date that moves moves the duty, as the life cycle says", "[domain][date][move]") {
  World world(with(reminder));
  begin(world);
  pay_due(world, "2024-02-01T09:00:00", "\"2024-03-10\"");
  WHEN("the duty is pending") {
    pay_due(world, "2024-02-20T09:00:00", "\"2024-03-20\"");
    THEN("it has a new window") { CHECK(world.lines("pay") == Lines{"1 pending 2024-03-15 .. 2024-03-17 end"}); }
  }
  WHEN("it is open") {
    world.advance("2024-03-06T00:00:00");
    pay_due(world, "2024-03-06T09:00:00", "\"2024-03-11\"");
    THEN("it has a new window") { CHECK(world.lines("pay") == Lines{"1 open 2024-03-06 .. 2024-03-08 end"}); }
  }
  WHEN("it is open and the date moves far away") {
    world.advance("2024-03-06T00:00:00");
    pay_due(world, "2024-03-06T09:00:00", "\"2024-06-11\"");
    THEN("it is pending again") { CHECK(world.lines("pay") == Lines{"1 pending 2024-06-06 .. 2024-06-08 end"}); }
  }
  WHEN("it is overdue") {
    world.advance("2024-03-08T00:00:00");
    pay_due(world, "2024-03-08T09:00:00", "\"2024-03-20\"");
    THEN("it has a new due, and the breach stays with its moment") {
      CHECK(world.lines("pay") == Lines{"1 overdue 2024-03-15 .. 2024-03-17 end"});
      CHECK(world.policy.model().zone.to_text(*world.duties("pay")[0].missed_at).substr(0, 10) == "2024-03-07");
    }
    THEN("a call after the new opening is late: the breach is not taken back") {
      world.record(R"({"type": "phone", "at": "2024-03-16T10:00:00", "contract": "k1", "by": "s1"})");
      CHECK(world.states("pay")["done"] == 1);
      CHECK(world.duties("pay")[0].late);
      CHECK(world.duties("pay")[0].missed_at.has_value());
    }
  }
  WHEN("it is done") {
    world.record(R"({"type": "phone", "at": "2024-03-06T10:00:00", "contract": "k1", "by": "s1"})");
    pay_due(world, "2024-03-08T09:00:00", "\"2024-03-20\"");
    THEN("it stays") { CHECK(world.lines("pay") == Lines{"1 done 2024-03-05 .. 2024-03-07 end"}); }
  }
  WHEN("the date is unknown again, and then known") {
    pay_due(world, "2024-02-10T09:00:00", "null");
    CHECK(world.states("pay")["withdrawn"] == 1);
    pay_due(world, "2024-02-11T09:00:00", "\"2024-03-12\"");
    THEN("the same duty is owed again") { CHECK(world.lines("pay") == Lines{"1 pending 2024-03-07 .. 2024-03-09 end"}); }
  }
}

SCENARIO("a date that is known too late suppresses its duty, and a later one brings it", "[domain][date]") {
  World world(with(reminder));
  begin(world);
  pay_due(world, "2024-02-01T09:00:00", "\"2024-02-02\"");
  CHECK(world.duties("pay").empty());
  REQUIRE(world.store.suppressed().size() == 1);
  CHECK(world.store.suppressed()[0].reason == "too_late");
  pay_due(world, "2024-02-01T10:00:00", "\"2024-02-12\"");
  CHECK(world.lines("pay") == Lines{"1 pending 2024-02-07 .. 2024-02-09 end"});
}

SCENARIO("an anniversary is owed each year, and the year is its id", "[domain][date][anniversary]") {
  World world(with(greeting));
  begin(world);
  customer(world, "2024-01-02T09:00:00", R"({"class": "A", "owner_since": "2020-02-29"})");
  THEN("29 February falls on the 28th in common years, and comes a year ahead") {
    CHECK(world.lines("greet") == Lines{"1 pending 2024-02-28 .. 2024-02-29 end"});
    world.advance("2024-02-28T12:00:00");
    CHECK(world.lines("greet") == Lines{"1 open 2024-02-28 .. 2024-02-29 end", "1 pending 2025-02-27 .. 2025-02-28 end"});
    CHECK(world.duties("greet")[1].key.run == "anniversary(customer.owner_since)#2025");
  }
  THEN("ten years are ten duties, each missed at its own due") {
    world.advance("2033-06-01T00:00:00");
    CHECK(world.states("greet")["overdue"] == 10);
    CHECK(world.store.suppressed().empty());
  }
  THEN("a birthday that is corrected moves this year's duty") {
    customer(world, "2024-02-01T09:00:00", R"({"owner_since": "2020-05-03"})");
    CHECK(world.lines("greet") == Lines{"1 pending 2024-05-02 .. 2024-05-03 end"});
  }
  WHEN("the customer leaves the class and comes back before the day") {
    customer(world, "2024-01-10T09:00:00", R"({"class": "B"})");
    CHECK(world.states("greet")["withdrawn"] == 1);
    customer(world, "2024-01-20T09:00:00", R"({"class": "A"})");
    THEN("the same duty is owed again") { CHECK(world.lines("greet") == Lines{"1 pending 2024-02-28 .. 2024-02-29 end"}); }
  }
  WHEN("the customer comes back after the day") {
    customer(world, "2024-01-10T09:00:00", R"({"class": "B"})");
    customer(world, "2024-03-20T09:00:00", R"({"class": "A"})");
    THEN("only next year's is owed") {
      CHECK(world.lines("greet") == Lines{"1 withdrawn 2024-02-28 .. 2024-02-29 end", "1 pending 2025-02-27 .. 2025-02-28 end"});
    }
  }
}

SCENARIO("each date of a list has an id of its own", "[domain][date]") {
  World world(R"j({"huifang": 1, "policy": "t", "version": "1", "zone": "Asia/Shanghai",
    "facts": {"customer": {"nodes": "node*"}, "node": {"day": "date"}}, "events": {"sms": {}},
    "roles": {"anyone": "system"},
    "rules": {"node": {"date": "for n in customer.nodes return {id: n.key, date: n.day}", "owe": {"need": "sms", "owner": "anyone", "due": "0 days"}}}})j");
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "node": "opening", "data": {"day": "2024-05-01"}})");
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "node": "fair", "data": {"day": "2024-03-01"}})");
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"nodes": ["opening", "fair"]}})");
  REQUIRE(world.duties("node").size() == 2);
  CHECK(world.duties("node")[0].key.run.ends_with("#opening"));
  CHECK(world.duties("node")[1].key.run.ends_with("#fair"));
  THEN("another order is no change; a node left out is withdrawn, one that is over keeps what it owes") {
    world.record(R"({"type": "set", "at": "2024-01-02T08:00:00", "customer": "c1", "data": {"nodes": ["fair", "opening"]}})");
    CHECK(world.states("node") == std::map<std::string, int>{{"pending", 2}});
    world.advance("2024-03-02T00:00:00");
    world.record(R"({"type": "set", "at": "2024-03-02T08:00:00", "customer": "c1", "data": {"nodes": []}})");
    CHECK(world.states("node") == std::map<std::string, int>{{"overdue", 1}, {"withdrawn", 1}});
  }
}

SCENARIO("a grid counts from the date, and moves with it", "[domain][date][every]") {
  World world(with(R"j("rules": {"check": {"for": "contract", "date": "contract.pay_due", "every": "1 month", "owe": {"need": "visit"}}})j"));
  begin(world);
  WHEN("the date lies in the future") {
    pay_due(world, "2024-01-05T09:00:00", "\"2024-01-31\"");
    THEN("nothing is owed before it; then month ends clamp from it") {
      CHECK(world.duties("check").empty());
      world.advance("2024-03-01T00:00:00");
      CHECK(world.lines("check") == Lines{"1 overdue 2024-01-31 .. 2024-02-29 end", "2 open 2024-03-01 .. 2024-03-31 end"});
    }
  }
  WHEN("the date lies in the past") {
    pay_due(world, "2024-01-05T09:00:00", "\"2023-06-15\"");
    THEN("what is over is not owed, the grid goes on") {
      CHECK(world.lines("check") == Lines{"7 open 2024-01-05 09:00 .. 2024-01-15 end"});
      CHECK(world.store.suppressed().empty());
    }
    THEN("a moved date moves the repetition") {
      pay_due(world, "2024-01-06T09:00:00", "\"2023-06-20\"");
      CHECK(world.lines("check") == Lines{"7 open 2023-12-21 .. 2024-01-20 end"});
      world.advance("2024-01-21T00:00:00");
      CHECK(world.lines("check").back() == "8 open 2024-01-21 .. 2024-02-20 end");
    }
  }
}

SCENARIO("buckets are owed from the date on", "[domain][date][each]") {
  World world(with(R"j("rules": {"check": {"for": "contract", "date": "contract.pay_due", "each": "quarter", "partial": "clip", "owe": {"need": "visit"}}})j"));
  begin(world);
  pay_due(world, "2024-01-05T09:00:00", "\"2024-05-10\"");
  world.advance("2024-07-02T00:00:00");
  CHECK(world.lines("check") == Lines{"2024-Q2 lapsed 2024-05-10 .. 2024-06-30 end", "2024-Q3 open 2024-07-01 .. 2024-09-30 end"});
}

SCENARIO("effects of a date act on it, and once", "[domain][date][effects]") {
  World world(with(R"j("rules": {"note": {"for": "contract", "date": "contract.pay_due", "at": "start - 3 days", "do": [{"notify": "contract.owner"}]}})j"));
  begin(world);
  pay_due(world, "2024-02-01T09:00:00", "\"2024-03-10\"");
  world.advance("2024-03-06T23:00:00");
  CHECK(world.effects().empty());
  WHEN("the date moves before the effect acts") {
    pay_due(world, "2024-03-06T23:30:00", "\"2024-03-20\"");
    world.advance("2024-03-16T23:00:00");
    CHECK(world.effects().empty());
    world.advance("2024-03-17T00:00:00");
    CHECK(world.effects().size() == 1);
  }
  WHEN("it moves afterwards") {
    world.advance("2024-03-07T00:00:00");
    CHECK(world.effects().size() == 1);
    pay_due(world, "2024-03-08T09:00:00", "\"2024-03-20\"");
    world.advance("2024-04-01T00:00:00");
    THEN("nobody is told twice") { CHECK(world.effects().size() == 1); }
  }
  WHEN("the date becomes known between the effect's point and the date") {
    World late(with(R"j("rules": {"note": {"for": "contract", "date": "contract.pay_due", "at": "start - 3 days", "do": [{"notify": "contract.owner"}]}})j"));
    begin(late);
    pay_due(late, "2024-02-01T09:00:00", "\"2024-02-02\"");
    THEN("it acts at once") { CHECK(late.effects().size() == 1); }
    pay_due(late, "2024-02-01T10:00:00", "\"2023-02-02\"");
    CHECK(late.effects().size() == 1);
  }
}

TEST_CASE("dates that come in any order, and from memory or store, owe the same", "[domain][date][law]") {
  const std::string policy = with(R"j("rules": {
    "pay": {"for": "contract", "date": "contract.pay_due", "until": "paid", "owe": {"need": "phone", "opens": "-5 days", "due": "-3 days"}},
    "grid": {"for": "contract", "date": "contract.pay_due", "every": "10 days", "max": 5, "owe": {"need": "visit"}},
    "quarter": {"for": "contract", "date": "contract.pay_due", "each": "month", "partial": "keep", "owe": {"need": "visit"}},
    "greet": {"when": "customer.class = A", "date": "anniversary(customer.owner_since)", "owe": {"need": "phone", "due": "2 days"}},
    "note": {"date": "anniversary(customer.owner_since)", "when": "customer.class != B", "do": [{"flag": "greeted"}]}})j");
  const auto date = [](int day) { return huifang::Date::from_days(huifang::Date{2024, 1, 1}.to_days() + day).to_text(); };
  REQUIRE(rc::check("memory = store, often = rarely", [&] {
    World remembers(policy);
    World forgets(policy, 0);
    World often(policy);
    int day = 0;
    const int count = *rc::gen::inRange(1, 25);
    for (int i = 0; i < count; ++i) {
      const int next = day + *rc::gen::inRange(0, 40);
      for (int between = day + 3; between < next; between += 3) often.advance(date(between) + "T05:00:00");
      day = next;
      const std::string head = "{\"id\":\"e" + std::to_string(i) + "\", \"at\": \"" + date(day) + "T09:00:00\", ";
      std::string event;
      switch (*rc::gen::inRange(0, 5)) {
        case 0: event = R"("type": "set", "contract": "k1", "data": {"customer": "c1", "pay_due": ")" + date(*rc::gen::inRange(-30, 500)) + "\"}}"; break;
        case 1: event = R"("type": "set", "customer": "c1", "data": {"owner_since": ")" + date(-*rc::gen::inRange(0, 900)) + "\"}}"; break;
        case 2: event = R"("type": "set", "customer": "c1", "data": {"class": ")" + *rc::gen::element<std::string>("A", "B") + "\"}}"; break;
        case 3: event = R"("type": "phone", "customer": "c1", "contract": "k1"})"; break;
        default: event = *rc::gen::inRange(0, 4) == 0 ? R"("type": "paid", "contract": "k1"})" : R"("type": "visit", "customer": "c1"})";
      }
      remembers.record(head + event);
      often.record(head + event);
      forgets.record(head + event);
      forgets.flush();
    }
    const std::string end = date(day + 400) + "T00:00:00";
    remembers.advance(end);
    forgets.advance(end);
    often.advance(date(day + 90) + "T01:00:00");
    often.advance(end);
    for (const char* rule : {"pay", "grid", "quarter", "greet"}) RC_ASSERT(often.lines(rule) == remembers.lines(rule));
    RC_ASSERT(often.effects().size() == remembers.effects().size());
    RC_ASSERT(forgets.dump() == remembers.dump());
    std::vector<std::string> keys;
    for (const Duty& duty : remembers.duties()) keys.push_back(to_text(duty.key));
    std::sort(keys.begin(), keys.end());
    RC_ASSERT(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  }));
}

SCENARIO("a run of a date whose end lies behind the policy's last day ends, and time goes on", "[domain][dates]") {
  std::string text = with(R"j("rules": {"r": {"date": "customer.owner_since", "owe": {"need": "phone", "due": "30 days"},
    "until": {"date": "customer.owner_since + duration(\"P52D\")"}}})j");
  text.replace(text.find("2000-01-01.."), 12, "2024-01-01..2024-08-01");
  World world(text);
  world.record(R"({"type": "set", "at": "2024-07-01T08:00:00", "customer": "c1", "data": {"owner_since": "2024-07-20"}})");
  world.advance("2025-01-01T00:00:00");
  CHECK(world.states("r") == std::map<std::string, int>{{"withdrawn", 1}});
}
