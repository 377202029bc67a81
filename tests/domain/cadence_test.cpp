#include <catch2/catch.hpp>

#include "domain/world.hpp"

using huifang::Duty;
using huifang::test::with;
using huifang::test::World;
using Lines = std::vector<std::string>;

namespace {
const std::string seasonal = with(R"j("rules": {
  "call":  {"each": {"switch": "season.sales", "peak": "week", "off": "half-month"},  "owe": {"need": "phone"}, "source": "art. 3"},
  "visit": {"each": {"switch": "season.sales", "peak": "half-month", "off": "month"}, "owe": {"need": "visit"}, "source": "art. 3"}})j");
}

SCENARIO("W-52: with peak March to October 2024 a customer is owed 43 calls and 20 visits in 2024", "[domain][cadence]") {
  GIVEN("a customer known from 1 January 2024") {
    World world(seasonal);
    world.record("set", "c1", "2024-01-01T00:00:00", "", R"j({"volume": 100})j");
    WHEN("the year passes") {
      world.advance("2025-01-01T00:00:00");
      THEN("43 calls and 20 visits were owed for it") {
        int calls = 0;
        int visits = 0;
        for (const Duty& duty : world.duties()) {
          if (duty.key.n.substr(0, 4) != "2024") continue;
          (duty.key.rule == "call" ? calls : visits) += 1;
        }
        CHECK(calls == 43);
        CHECK(visits == 20);
      }
    }
  }
}

SCENARIO("W-50: three calls on each day from Monday to Saturday are the eighteen of the week; one less is a miss", "[domain][cadence]") {
  GIVEN("a quota of eighteen different customers in weeks that end on Saturday") {
    std::string text = with(R"j("rules": {
      "quota": {"for": "staff", "each": "work week", "owe": {"need": {"event": "phone", "times": 18, "distinct": "event.customer"}}}})j");
    text.insert(text.find("\"seasons\""), R"j("weekly": "mon-sat", "buckets": {"work week": {"week_from": "sunday"}}, )j");
    World world(text);
    world.record(R"j({"type": "set", "at": "2024-03-01T00:00:00", "staff": "s1", "data": {}})j");
    const auto call = [&](int number, const std::string& day) {
      world.record("phone", "c" + std::to_string(number), day + "T" + std::to_string(10 + number % 3) + ":00:00", "s1");
    };
    WHEN("one week has eighteen calls, the next one seventeen") {
      for (int number = 0; number < 18; ++number) call(number, "2024-03-0" + std::to_string(4 + number / 3));
      for (int number = 0; number < 17; ++number) call(number, "2024-03-1" + std::to_string(1 + number / 3));
      world.advance("2024-03-17T00:00:00");
      THEN("the first is fulfilled and the second is missed, once") {
        CHECK(world.lines("quota") == Lines{"work week:2024-03-03 done 2024-03-03 .. 2024-03-09 end",
                                            "work week:2024-03-10 lapsed 2024-03-10 .. 2024-03-16 end",
                                            "work week:2024-03-17 open 2024-03-17 .. 2024-03-23 end"});
        CHECK(world.duties("quota")[1].have == 17);
      }
    }
  }
}

SCENARIO("a bucket's season is the season on its last day", "[domain][cadence]") {
  GIVEN("a customer and the change from off season to peak on 1 March 2024, a Friday") {
    World world(seasonal);
    world.record("set", "c1", "2024-02-01T00:00:00", "", R"j({"volume": 100})j");
    WHEN("February and the first days of March pass") {
      world.advance("2024-03-05T00:00:00");
      THEN("the week that ends on 3 March is the first weekly one, and both half-months of February are owed") {
        CHECK(world.lines("call") == Lines{"2024-02-H1 lapsed 2024-02-01 .. 2024-02-15 end",
                                           "2024-02-H2 lapsed 2024-02-16 .. 2024-02-29 end",
                                           "2024-W09 lapsed 2024-02-26 .. 2024-03-03 end",
                                           "2024-W10 open 2024-03-04 .. 2024-03-10 end"});
      }
    }
  }
}

SCENARIO("a visit does not satisfy the phone duty (G13)", "[domain][cadence]") {
  GIVEN("a week in which both are owed") {
    World world(seasonal);
    world.record("set", "c1", "2024-07-01T00:00:00", "", R"j({"volume": 1})j");
    world.record("assign", "c1", "2024-07-01T00:00:00", "", R"j({"owner": "s1"})j");
    WHEN("only a visit happens") {
      world.record("visit", "c1", "2024-07-02T10:00:00", "s1");
      THEN("the visit is done and the call still open") {
        CHECK(world.states("visit") == std::map<std::string, int>{{"done", 1}});
        CHECK(world.states("call") == std::map<std::string, int>{{"open", 1}});
      }
    }
  }
}

SCENARIO("a run that begins inside a bucket owes nothing for that bucket unless the rule says so", "[domain][cadence]") {
  const auto policy = [](const std::string& partial) {
    return with(R"j("rules": {"call": {"each": "week", )j" + partial + R"j("owe": {"need": "phone"}}})j");
  };
  GIVEN("a customer first seen on a Wednesday") {
    const auto run = [&](const std::string& partial) {
      World world(policy(partial));
      world.record("order", "c1", "2024-07-03T09:30:00");
      world.advance("2024-07-10T00:00:00");
      return world.lines("call");
    };
    THEN("drop, the default, waits for the next week") {
      CHECK(run("") == Lines{"2024-W28 open 2024-07-08 .. 2024-07-14 end"});
    }
    THEN("clip owes the rest of the week") {
      CHECK(run(R"j("partial": "clip", )j") == Lines{"2024-W27 lapsed 2024-07-03 09:30 .. 2024-07-07 end",
                                                   "2024-W28 open 2024-07-08 .. 2024-07-14 end"});
    }
    THEN("keep owes the whole week") {
      CHECK(run(R"j("partial": "keep", )j") == Lines{"2024-W27 lapsed 2024-07-01 .. 2024-07-07 end",
                                                   "2024-W28 open 2024-07-08 .. 2024-07-14 end"});
    }
  }
}

SCENARIO("132: a week without a working day is waived, not missed", "[domain][cadence][edge]") {
  GIVEN("a weekly call and the Spring Festival of 2020, whose amended holiday covers 27 January to 2 February") {
    World world(with(R"j("rules": {"call": {"each": "week", "owe": {"need": "phone"}}})j"));
    world.record("set", "c1", "2020-01-20T00:00:00", "", R"j({"volume": 1})j");
    world.advance("2020-02-10T00:00:00");
    THEN("2020-W05 is waived and says why") {
      const auto duties = world.duties("call");
      REQUIRE(duties.size() == 4);
      CHECK(duties[1].key.n == "2020-W05");
      CHECK(duties[1].state == huifang::DutyState::waived);
      CHECK(duties[1].because.find("no_business_day") != std::string::npos);
      CHECK(duties[0].state == huifang::DutyState::lapsed);
    }
  }
}

SCENARIO("every three days is a grid from the start that an early act does not move", "[domain][cadence]") {
  GIVEN("a rule that repeats every 3 days after an order") {
    World world(with(R"j("rules": {"check": {"on": "order", "every": "3 days", "max": 3, "until": "stop", "owe": {"need": "phone"}}})j"));
    world.record("set", "c1", "2024-03-01T00:00:00", "", R"j({"volume": 1})j");
    world.record("assign", "c1", "2024-03-01T00:00:00", "", R"j({"owner": "s1"})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    WHEN("the first call is made a day early and time passes") {
      world.record("phone", "c1", "2024-03-03T10:00:00", "s1");
      world.advance("2024-03-20T00:00:00");
      THEN("the dues stay on the grid and end with the third") {
        CHECK(world.lines("check") == Lines{"1 done 2024-03-01 10:00 .. 2024-03-04 end", "2 overdue 2024-03-05 .. 2024-03-07 end",
                                            "3 overdue 2024-03-08 .. 2024-03-10 end"});
      }
    }
    WHEN("the stop event comes") {
      world.record("stop", "c1", "2024-03-06T10:00:00");
      world.advance("2024-03-20T00:00:00");
      THEN("open duties are withdrawn, a miss stays a miss, and nothing follows") {
        CHECK(world.lines("check") == Lines{"1 withdrawn 2024-03-01 10:00 .. 2024-03-04 end", "2 withdrawn 2024-03-05 .. 2024-03-07 end"});
        CHECK(world.duties("check")[0].missed_at.has_value());
        CHECK_FALSE(world.duties("check")[1].missed_at.has_value());
      }
    }
  }
}

SCENARIO("month ends clamp from the original start (D22)", "[domain][cadence]") {
  GIVEN("a monthly grid that starts on 31 January") {
    World world(with(R"j("rules": {"check": {"on": "order", "every": "1 month", "max": 3, "owe": {"need": "phone"}}})j"));
    world.record("order", "c1", "2024-01-31T10:00:00");
    world.advance("2024-06-01T00:00:00");
    THEN("February ends on the 29th and March is back on the 31st") {
      CHECK(world.lines("check") == Lines{"1 overdue 2024-01-31 10:00 .. 2024-02-29 end", "2 overdue 2024-03-01 .. 2024-03-31 end",
                                          "3 overdue 2024-04-01 .. 2024-04-30 end"});
    }
  }
}

SCENARIO("an opening inside the bucket keeps the duty pending until then", "[domain][cadence]") {
  GIVEN("a weekly report owed on Saturday only") {
    World world(with(R"j("rules": {"report": {"each": "week", "owe": {"need": "phone", "opens": "saturday", "due": "saturday"}}})j"));
    world.record("set", "c1", "2024-07-01T00:00:00", "", R"j({"volume": 1})j");
    world.record("assign", "c1", "2024-07-01T00:00:00", "", R"j({"owner": "s1"})j");
    WHEN("the call comes on Friday and again on Saturday") {
      world.record("phone", "c1", "2024-07-05T10:00:00", "s1");
      CHECK(world.lines("report") == Lines{"2024-W27 pending 2024-07-06 .. 2024-07-06 end"});
      world.record("phone", "c1", "2024-07-06T10:00:00", "s1");
      THEN("only Saturday's counts") {
        CHECK(world.lines("report") == Lines{"2024-W27 done 2024-07-06 .. 2024-07-06 end"});
        CHECK(world.duties("report")[0].have == 1);
      }
    }
  }
}

SCENARIO("times of a rule that a change of the clocks swallows or repeats (D7)", "[domain][cadence]") {
  const auto berlin = [](const std::string& rule) {
    return R"j({"huifang": 1, "policy": "t", "version": "1", "zone": "Europe/Berlin", "effective": "2024-01-01..",
      "facts": {"customer": {"name": "string"}}, "events": {"phone": {}, "order": {}}, "rules": {"r": )j" + rule + "}}";
  };
  const auto utc = [](const std::optional<huifang::Instant>& at) {
    return at ? huifang::TimeZone::find("UTC").to_text(*at).substr(5, 11) : std::string("-");
  };
  GIVEN("a call each day between 02:30 and 02:45") {
    const std::string rule = R"j({"each": "day", "owe": {"need": "phone", "opens": "start 02:30", "due": "start 02:45"}})j";
    const auto window = [&](const std::string& from, const std::string& to) {
      World world(berlin(rule), SIZE_MAX, from + "T00:00:00");
      world.record("set", "c1", from + "T00:00:00", "", R"j({"name": "Ann"})j");
      world.advance(to + "T12:00:00");
      std::vector<std::string> windows;
      for (const auto& duty : world.duties("r")) windows.push_back(duty.key.n + " " + utc(duty.opens) + " " + utc(duty.due));
      return windows;
    };
    THEN("in spring it moves forward by the gap, to 03:30") {
      CHECK(window("2024-03-30", "2024-04-01") == Lines{"2024-03-30 03-30T01:30 03-30T01:45", "2024-03-31 03-31T01:30 03-31T01:45",
                                                        "2024-04-01 04-01T00:30 04-01T00:45"});
    }
    THEN("in autumn it is the first of the two") {
      CHECK(window("2024-10-26", "2024-10-28") == Lines{"2024-10-26 10-26T00:30 10-26T00:45", "2024-10-27 10-27T00:30 10-27T00:45",
                                                        "2024-10-28 10-28T01:30 10-28T01:45"});
    }
  }
  GIVEN("an answer within 24 hours, and one within a day") {
    const auto due = [&](const std::string& span, const std::string& at) {
      World world(berlin(R"j({"on": "order", "owe": {"need": "phone", "due": ")j" + span + "\"}}"), SIZE_MAX, "2024-01-01T00:00:00");
      world.record("order", "c1", at);
      return utc(world.duties("r")[0].due);
    };
    THEN("hours are hours, days end with the day, also on those of 23 and 25 hours") {
      CHECK(due("24 hours", "2024-03-30T12:00:00") == "03-31T11:00");  // 13:00 summer time
      CHECK(due("24 hours", "2024-10-26T12:00:00") == "10-27T10:00");  // 11:00 winter time
      CHECK(due("1 day", "2024-03-30T12:00:00") == "03-31T21:59");
      CHECK(due("1 day", "2024-10-26T12:00:00") == "10-27T22:59");
      CHECK(due("1 day 02:30", "2024-03-30T12:00:00") == "03-31T01:30");
      CHECK(due("1 day 02:30", "2024-10-26T12:00:00") == "10-27T00:30");
    }
    THEN("of two times that are written alike the first is meant, and an offset tells them apart") {
      CHECK(due("1 hours", "2024-10-27T02:30:00") == "10-27T01:30");
      CHECK(due("1 hours", "2024-10-27T02:30:00+01:00") == "10-27T02:30");
      CHECK(due("1 hours", "2024-03-31T02:30:00") == "03-31T02:30");  // 03:30 summer time
    }
  }
}

SCENARIO("nothing is owed before the policy's first day nor anew after its last", "[domain][cadence]") {
  GIVEN("a policy in force in July 2024 only") {
    std::string policy = with(R"j("rules": {"call": {"each": "week", "owe": {"need": "phone"}}})j");
    policy.replace(policy.find("2000-01-01.."), 12, "2024-07-01..2024-07-31");
    World world(policy);
    world.record("set", "c1", "2024-05-06T00:00:00", "", R"j({"volume": 1})j");
    world.advance("2024-09-01T00:00:00");
    THEN("the first week is that of 1 July, the last one open at the end is withdrawn") {
      CHECK(world.lines("call") == Lines{"2024-W27 lapsed 2024-07-01 .. 2024-07-07 end", "2024-W28 lapsed 2024-07-08 .. 2024-07-14 end",
                                         "2024-W29 lapsed 2024-07-15 .. 2024-07-21 end", "2024-W30 lapsed 2024-07-22 .. 2024-07-28 end",
                                         "2024-W31 withdrawn 2024-07-29 .. 2024-08-04 end"});
    }
  }
}

SCENARIO("a grid that leaves the calendar ends instead of blocking the book", "[domain][cadence]") {
  GIVEN("a repetition every 5000 years") {
    World world(with(R"j("rules": {"check": {"on": "order", "every": "5000 years", "owe": {"need": "phone"}}})j"));
    WHEN("it starts and its second due would lie in the year 12024") {
      const auto result = world.record("order", "c1", "2024-01-31T10:00:00");
      world.record("order", "c2", "2024-02-01T10:00:00");
      THEN("the first is owed and the book goes on") {
        CHECK(result.notes.empty());
        CHECK(world.lines("check", "c1") == Lines{"1 open 2024-01-31 10:00 .. 7024-01-31 end"});
      }
    }
  }
  GIVEN("a repetition whose first due lies beyond the year 9999") {
    World world(with(R"j("rules": {"check": {"on": "order", "every": "8000 years", "owe": {"need": "phone"}}})j"));
    const auto result = world.record("order", "c1", "2024-01-31T10:00:00");
    THEN("nothing is owed, and that is said") {
      CHECK(world.lines("check").empty());
      REQUIRE(result.notes.size() == 1);
      CHECK(result.notes[0] == "rule check ends: its next repetition lies beyond the calendar");
    }
  }
}
