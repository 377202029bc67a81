#include <catch2/catch.hpp>

#include "domain/world.hpp"

using huifang::DutyState;
using huifang::test::with;
using huifang::test::World;
using Lines = std::vector<std::string>;

SCENARIO("a duty within two working days of an order counts make-up days and holidays", "[domain][rules]") {
  GIVEN("a thank-you within 2 working days of an order of 100 or more") {
    World world(with(R"j("params": {"large": {"type": "number", "default": 100}},
      "rules": {"thanks": {"on": "order", "when": "event.amount >= $large", "owe": {"need": "phone", "due": "2 working days"}}})j"));
    WHEN("the order comes on Sunday 2025-09-28, a make-up working day") {
      world.record("order", "c1", "2025-09-28T10:00:00", "", R"j({"amount": 100})j");
      THEN("it is due on Tuesday the 30th") { CHECK(world.lines("thanks") == Lines{"1 open 2025-09-28 10:00 .. 2025-09-30 end"}); }
    }
    WHEN("the order comes on Tuesday the 30th, the day before National Day week") {
      world.record("order", "c1", "2025-09-30T10:00:00", "", R"j({"amount": 100})j");
      THEN("it is due on Friday 10 October, the second day back") {
        CHECK(world.lines("thanks") == Lines{"1 open 2025-09-30 10:00 .. 2025-10-10 end"});
      }
    }
    WHEN("the order is one cent short, or its amount unknown") {
      world.record("order", "c1", "2025-09-28T10:00:00", "", R"j({"amount": 99.99})j");
      const auto result = world.record("order", "c1", "2025-09-28T11:00:00");
      THEN("nothing is owed; the unknown amount is said") {
        CHECK(world.lines("thanks").empty());
        REQUIRE(result.notes.size() == 1);
        CHECK(result.notes[0].find("undecided") != std::string::npos);
        CHECK(result.notes[0].find("event.amount") != std::string::npos);
      }
    }
  }
}

SCENARIO("an event that comes while its rule is running restarts, is ignored, or runs beside it", "[domain][rules]") {
  const auto run = [](const std::string& again) {
    World world(with(R"j("rules": {"thanks": {"on": "order", )j" + again + R"j("owe": {"need": "phone", "due": "3 days"}}})j"));
    world.record("order", "c1", "2024-03-01T10:00:00");
    world.record("order", "c1", "2024-03-02T10:00:00");
    return world.lines("thanks");
  };
  GIVEN("two orders on consecutive days") {
    THEN("restart, the default, withdraws the first") {
      CHECK(run("") == Lines{"1 withdrawn 2024-03-01 10:00 .. 2024-03-04 end", "1 open 2024-03-02 10:00 .. 2024-03-05 end"});
    }
    THEN("ignore keeps the first alone") { CHECK(run(R"j("again": "ignore", )j") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-04 end"}); }
    THEN("parallel owes both") {
      CHECK(run(R"j("again": "parallel", )j") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-04 end", "1 open 2024-03-02 10:00 .. 2024-03-05 end"});
    }
  }
}

SCENARIO("what is due before it could be owed is suppressed, and said", "[domain][rules]") {
  GIVEN("a duty due on the day of the order") {
    World world(with(R"j("rules": {"thanks": {"on": "order", "owe": {"need": "phone", "due": "0 days"}}})j"));
    WHEN("the order is recorded two days late") {
      world.record(R"j({"id": "o1", "type": "order", "at": "2024-03-01T10:00:00", "customer": "c1"})j", "2024-03-03T09:00:00");
      THEN("no duty is created and the suppression is kept") {
        CHECK(world.lines("thanks").empty());
        REQUIRE(world.store.suppressed().size() == 1);
        CHECK(world.store.suppressed()[0].reason == "too_late");
      }
    }
  }
}

SCENARIO("a win-back call is owed each month while nothing was ordered for 60 days, at most three", "[domain][rules]") {
  GIVEN("the rule and a customer who ordered on 10 January 2024") {
    World world(with(R"j("measures": {"orders_60d": {"for": "customer", "count": "order", "over": "60 days"}},
      "rules": {"winback": {"when": "customer.orders_60d = 0", "each": "month", "max": 3, "owe": {"need": "phone"}}})j"));
    world.record("order", "c1", "2024-01-10T10:00:00");
    WHEN("he stays away") {
      world.advance("2024-12-01T00:00:00");
      THEN("idleness starts on day 61, the first whole month after it is April, and June is the last") {
        CHECK(world.lines("winback") == Lines{"2024-04 lapsed 2024-04-01 .. 2024-04-30 end", "2024-05 lapsed 2024-05-01 .. 2024-05-31 end",
                                              "2024-06 lapsed 2024-06-01 .. 2024-06-30 end"});
        CHECK(world.duties("winback")[0].key.run == "tick-20240310T160000Z");
      }
    }
    WHEN("he orders in May") {
      world.record("order", "c1", "2024-05-20T10:00:00");
      world.advance("2024-09-02T00:00:00");
      THEN("May is withdrawn, and the count starts anew 60 days later") {
        CHECK(world.lines("winback") == Lines{"2024-04 lapsed 2024-04-01 .. 2024-04-30 end", "2024-05 withdrawn 2024-05-01 .. 2024-05-31 end",
                                              "2024-08 lapsed 2024-08-01 .. 2024-08-31 end", "2024-09 open 2024-09-01 .. 2024-09-30 end"});
      }
    }
  }
}

SCENARIO("a rule about a contract hears of its customer", "[domain][rules]") {
  GIVEN("contracts watch their customer's orders, and calls to the customer reach the contract") {
    World world(with(R"j("measures": {"orders": {"for": "customer", "count": "order"}},
      "rules": {"chase": {"for": "contract", "when": "contract.customer.orders >= 2", "owe": {"need": "phone", "owner": "contract.customer.owner", "due": "7 days"}}})j"));
    world.record(R"j({"id": "k", "type": "set", "at": "2024-03-01T08:00:00", "contract": "k1", "data": {"customer": "c1"}})j");
    world.record("assign", "c1", "2024-03-01T08:00:00", "", R"j({"owner": "s1"})j");
    world.record("order", "c1", "2024-03-02T10:00:00");
    CHECK(world.lines("chase").empty());
    WHEN("the second order comes") {
      world.record("order", "c1", "2024-03-03T10:00:00");
      THEN("the contract's duty is owed by the customer's owner, and his call to the customer does it") {
        CHECK(world.lines("chase", "k1") == Lines{"1 open 2024-03-03 10:00 .. 2024-03-10 end"});
        world.record("phone", "c1", "2024-03-04T10:00:00", "s1");
        CHECK(world.states("chase") == std::map<std::string, int>{{"done", 1}});
      }
    }
  }
}

SCENARIO("a rule about a customer hears of everybody in a list that its facts name", "[domain][rules]") {
  GIVEN("a call owed while one of the people who care for a customer is new") {
    const std::string policy = R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "UTC",
      "facts": {"customer": {"carers": "staff*"}, "staff": {"fresh": "boolean"}}, "events": {"phone": {"contact": true}},
      "rules": {"help": {"when": "some one in customer.carers satisfies one.fresh = true", "owe": {"need": "phone", "due": "3 days"}}}})j";
    for (const std::size_t cached : {std::size_t{0}, SIZE_MAX}) {
      World world(policy, cached);
      world.record("set", "c1", "2024-03-01T08:00:00", "", R"j({"carers": ["s1", "s2", "s1"]})j");
      world.record("set", "c2", "2024-03-01T08:00:00", "", R"j({"carers": ["s1"]})j");
      world.record("set", "c2", "2024-03-01T09:00:00", "", R"j({"carers": ["s3"]})j");
      world.flush();
      const auto set = [&](const std::string& who, const std::string& at, const std::string& fresh) {
        world.record(R"j({"type": "set", "at": ")j" + at + R"j(", "staff": ")j" + who + R"j(", "data": {"fresh": )j" + fresh + "}}");
        world.flush();
      };
      set("s2", "2024-03-02T10:00:00", "true");
      CHECK(world.lines("help", "c1") == Lines{"1 open 2024-03-02 10:00 .. 2024-03-05 end"});
      CHECK(world.lines("help", "c2").empty());
      set("s1", "2024-03-02T11:00:00", "true");
      set("s2", "2024-03-02T12:00:00", "false");
      CHECK(world.states("help") == std::map<std::string, int>{{"open", 1}});
      set("s1", "2024-03-02T13:00:00", "false");
      CHECK(world.states("help") == std::map<std::string, int>{{"withdrawn", 1}});
    }
  }
}

SCENARIO("a standing rule without repetition owes once for each time its condition turns true", "[domain][rules]") {
  GIVEN("a call owed when a customer is class A") {
    World world(with(R"j("rules": {"greet": {"when": "customer.class = A", "owe": {"need": "phone", "due": "3 days"}}})j"));
    const auto set = [&](const std::string& at, const std::string& value) { world.record("set", "c1", at, "", R"j({"class": ")j" + value + "\"}"); };
    set("2024-03-01T10:00:00", "A");
    set("2024-03-02T10:00:00", "A");
    CHECK(world.lines("greet").size() == 1);
    WHEN("he leaves the class and comes back") {
      set("2024-03-03T10:00:00", "B");
      set("2024-03-05T10:00:00", "A");
      THEN("the first is withdrawn and a second is owed") {
        CHECK(world.lines("greet") == Lines{"1 withdrawn 2024-03-01 10:00 .. 2024-03-04 end", "1 open 2024-03-05 10:00 .. 2024-03-08 end"});
      }
    }
  }
}

SCENARIO("a reaction to a miss is an ordinary rule, told who owed it", "[domain][rules]") {
  GIVEN("a missed call flags the customer, notifies the owner's superior and raises a ping") {
    World world(with(R"j("roles": {"superior": "superior(owner)"},
      "rules": {"call": {"on": "order", "owe": {"need": "phone", "due": "1 day"}},
                "miss": {"on": "missed.call", "do": [{"flag": "neglected"}, {"notify": "superior"}, {"raise": "ping"}]},
                "react": {"on": "ping", "owe": {"need": "visit", "due": "5 days"}}})j"));
    world.record(R"j({"id": "s", "type": "set", "at": "2024-03-01T08:00:00", "staff": "s1", "data": {"superior": "boss"}})j");
    world.record("assign", "c1", "2024-03-01T08:00:00", "", R"j({"owner": "s1"})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    WHEN("the day after the due begins") {
      world.advance("2024-03-03T00:00:00");
      THEN("all three happened, in order, and the raised event started its own duty") {
        const auto effects = world.effects();
        REQUIRE(effects.size() == 3);
        CHECK(effects[0].kind == "flag");
        CHECK(effects[1].kind == "notify");
        REQUIRE(effects[1].to);
        CHECK(effects[1].to->key == "boss");
        CHECK(effects[2].kind == "raise");
        CHECK(world.lines("react") == Lines{"1 open 2024-03-03 .. 2024-03-08 end"});
        CHECK(world.lines("call") == Lines{"1 overdue 2024-03-01 10:00 .. 2024-03-02 end"});
      }
    }
  }
}

SCENARIO("a finding is routed to those its topic concerns", "[domain][rules]") {
  GIVEN("quality goes to one unit, service to two") {
    World world(with(R"j("roles": {"sales": "unit(sales)", "service": "unit(service)"},
      "rules": {"route": {"on": "ping", "do": [{"notify": {"switch": "event.topic", "quality": ["service"], "service": ["sales", "service"], "else": []}}]}})j"));
    WHEN("a service finding comes") {
      world.record("ping", "c1", "2024-03-01T10:00:00", "", R"j({"topic": "service"})j");
      THEN("both units are told, sales first") {
        const auto effects = world.effects();
        REQUIRE(effects.size() == 2);
        CHECK(effects[0].to->key == "sales");
        CHECK(effects[1].to->key == "service");
      }
    }
    WHEN("a finding without a topic comes") {
      world.record("ping", "c1", "2024-03-01T10:00:00");
      THEN("nobody is told") { CHECK(world.effects().empty()); }
    }
  }
}

SCENARIO("a distinct measure counts values, not events", "[domain][measures]") {
  GIVEN("topics pinged, ever and within 3 days, and a rule that waits for two different ones") {
    const std::string policy = with(R"j("measures": {
        "ever": {"for": "customer", "count": "ping", "distinct": "event.topic"},
        "lately": {"for": "customer", "count": "ping", "distinct": "event.topic", "over": "3 days"}},
      "rules": {"both": {"when": "customer.ever >= 2", "owe": {"need": "phone", "due": "1 day"}},
                "fresh": {"when": "customer.lately >= 2", "owe": {"need": "phone", "due": "9 days"}}})j");
    World world(policy, 0);
    const auto ping = [&](const std::string& at, const std::string& topic) {
      world.record("ping", "c1", at, "", "{\"topic\": \"" + topic + "\"}");
      world.flush();
    };
    ping("2024-03-01T10:00:00", "quality");
    ping("2024-03-01T11:00:00", "quality");
    CHECK(world.lines("both").empty());
    WHEN("the second topic comes after the first has left the 3 days") {
      ping("2024-03-05T10:00:00", "service");
      THEN("only the count without a span sees both") {
        CHECK(world.lines("both") == Lines{"1 open 2024-03-05 10:00 .. 2024-03-06 end"});
        CHECK(world.lines("fresh").empty());
      }
      AND_WHEN("the first topic comes again") {
        ping("2024-03-06T10:00:00", "quality");
        world.advance("2024-03-09T00:00:00");
        THEN("both count lately, until one leaves") {
          CHECK(world.lines("fresh") == Lines{"1 withdrawn 2024-03-06 10:00 .. 2024-03-15 end"});
        }
      }
    }
  }
}

SCENARIO("effects at the end of a bucket see what was counted in it", "[domain][rules]") {
  World world(with(R"j("measures": {"calls": {"for": "customer", "count": "phone", "over": "month"}, "missed": {"for": "customer", "count": "missed.call", "over": "month"}},
    "rules": {"call": {"each": "month", "owe": {"need": "visit"}},
              "sum":  {"each": "month", "do": [{"flag": "sum", "data": {"calls": "=customer.calls", "missed": "=customer.missed"}},
                                               {"flag": "many", "when": "customer.calls > 1"}]}})j"));
  world.record("set", "c1", "2024-01-01T00:00:00", "", R"j({"volume": 1})j");
  world.record("phone", "c1", "2024-01-10T10:00:00", "s1");
  world.record("phone", "c1", "2024-01-31T23:00:00", "s1");
  world.record("phone", "c1", "2024-02-10T10:00:00", "s1");
  world.advance("2024-03-05");
  std::vector<std::string> found;
  for (const huifang::EffectRow& row : world.effects()) {
    if (row.kind == "flag") found.push_back(row.data);
  }
  CHECK(found == std::vector<std::string>{R"({"flag":"sum","calls":2,"missed":1})", R"({"flag":"many"})", R"({"flag":"sum","calls":1,"missed":1})"});
}

SCENARIO("effects of a bucket see the bucket, whenever they act", "[domain][rules]") {
  GIVEN("one rule that acts when its week is over and one that acts on the week's last day") {
    const std::string policy = with(R"j("rules": {
      "over": {"each": "week", "do": [{"flag": "over", "data": {"week": "=bucket.id", "last": "=bucket.end", "season": "=season.sales"}}]},
      "last": {"each": "week", "at": "=bucket.end", "do": [{"flag": "last", "data": {"week": "=bucket.id"}}]}})j");
    World world(policy, 0);
    world.record("set", "c1", "2024-10-28T00:00:00", "", R"j({"volume": 1})j");
    world.flush();
    WHEN("the week that ends on 3 November, the first Sunday off season, passes") {
      world.advance("2024-11-04T00:00:00");
      THEN("both name the week, and its season is that of its last day") {
        const auto effects = world.effects();
        REQUIRE(effects.size() == 2);
        CHECK(effects[0].data == R"j({"flag":"last","week":"2024-W44"})j");
        CHECK(effects[1].data == R"j({"flag":"over","week":"2024-W44","last":{"date":"2024-11-03"},"season":"off"})j");
      }
    }
  }
}

SCENARIO("a due that no open time reaches is refused, with the rule and whose it is", "[domain][rules]") {
  World world(with(R"j("rules": {"thanks": {"on": "order", "owe": {"need": "phone", "due": "5000 working days"}}})j"));
  CHECK_THROWS_WITH(world.record("order", "c1", "2024-03-01T10:00:00"),
                    Catch::Contains("HF1302: /rules/thanks: rule thanks cannot say when customer c1 is due"));
  CHECK(world.duties("thanks").empty());
  GIVEN("a date before which there is no calendar") {
    World dated(with(R"j("rules": {"greet": {"date": "customer.owner_since", "owe": {"need": "phone", "opens": "-3 days", "due": "0 days"}}})j"));
    CHECK_THROWS_WITH(dated.record("set", "c1", "2024-03-01T10:00:00", "", R"j({"owner_since": "1400-01-01"})j"),
                      Catch::Contains("HF1301: /rules/greet: rule greet cannot say when customer c1 is due"));
  }
}

SCENARIO("how many acts are owed is a whole number; what is none is said, and one is owed", "[domain][rules]") {
  const auto owed = [](const std::string& amount) {
    World world(with(R"j("rules": {"thanks": {"on": "order", "owe": {"need": {"event": "phone", "times": "= cause.amount"}, "due": "3 days"}}})j"));
    const auto result = world.record("order", "c1", "2024-03-01T10:00:00", "", R"j({"amount": )j" + amount + "}");
    return std::to_string(world.duties("thanks").at(0).need) + (result.notes.empty() ? "" : " " + result.notes[0]);
  };
  CHECK(owed("3") == "3");
  CHECK(owed("0") == "1 rule thanks asks for 0 acts, which is no whole number from 1 to 1000000: 1 is owed");
  CHECK(owed("2.5").starts_with("1 rule thanks asks for 2.5 acts"));
  CHECK(owed("-1").starts_with("1 rule thanks asks for -1 acts"));
  CHECK(owed("1000001").starts_with("1 rule thanks asks for 1000001 acts"));
}
