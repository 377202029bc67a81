/// Edge cases of cadences, by their numbers: what users of comparable systems ran into, and what is right here.
/// Each title says the rule. A1 to A36 (calendars) are in calendar/edge_cases_test.cpp and calendars_test.cpp, the numbers
/// that are about places in a plan (131 to 133, 141 to 152) in plan/edge_cases_test.cpp and plan/laws_test.cpp.
#include <catch2/catch.hpp>

#include <algorithm>

#include "domain/world.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using namespace huifang::test;
using Lines = std::vector<std::string>;

namespace {

/// A customer of `s1`, known from then on.
void know(World& world, const std::string& at, const std::string& key = "c1", const std::string& data = R"j({"volume": 1})j") {
  world.record("set", key, at, "", data);
  world.record("assign", key, at, "", R"j({"owner": "s1"})j");
}

/// The usual document with more in its calendar.
std::string with_calendar(const std::string& calendar, const std::string& sections) {
  std::string text = with(sections);
  text.insert(text.find("\"seasons\""), calendar + ", ");
  return text;
}

std::vector<Date> due_dates(World& world, const std::string& rule) {
  std::vector<Date> out;
  for (const Duty& duty : world.duties(rule)) out.push_back(world.policy.zone().date_of(duty.due.value()));
  return out;
}

std::string code_of(const std::string& document) {
  try {
    Policy::load(document);
  } catch (const Error& error) {
    return error.diagnostics().front().code;
  }
  return "loaded";
}

}  // namespace

SCENARIO("122: on which day a fortnight begins is written, and decides which Thursday is the first", "[domain][edge]") {
  const auto first = [](const std::string& fortnights, const std::string& asked) {
    World world(with_calendar(R"j("buckets": {"fortnight": {"ranges": )j" + fortnights + "}}",
                              R"j("rules": {"call": {"each": "fortnight", "partial": "clip", "owe": {"need": "phone", "due": "thursday"}}})j"));
    know(world, "2023-09-03T00:00");  // a Sunday
    if (!asked.empty()) world.advance(asked);
    world.advance("2023-09-20T00:00");
    return world.duties("call").empty() ? Date{} : due_dates(world, "call").at(0);
  };
  for (const char* asked : {"", "2023-09-06T00:00", "2023-09-11T00:00"}) {
    CHECK(first(R"j(["2023-08-28..2023-09-10", "2023-09-11..2023-09-24"])j", asked) == Date{2023, 9, 14});  // from Mondays
    CHECK(first(R"j(["2023-09-03..2023-09-16", "2023-09-17..2023-09-30"])j", asked) == Date{2023, 9, 7});   // from Sundays
  }
  GIVEN("weeks") {
    const auto bucket = [](const std::string& from) {
      World world(with_calendar(R"j("buckets": {"own": {"week_from": ")j" + from + R"j("}})j",
                                R"j("rules": {"call": {"each": "own", "partial": "keep", "owe": {"need": "phone"}}})j"));
      know(world, "2023-09-03T00:00");
      return world.duties("call").at(0).key.n;
    };
    CHECK(bucket("monday") == "own:2023-08-28");
    CHECK(bucket("sunday") == "own:2023-09-03");
  }
  GIVEN("a grid, which has no weeks") {
    World world(with(R"j("rules": {"call": {"on": "order", "every": "2 weeks", "max": 2, "owe": {"need": "phone"}}})j"));
    know(world, "2023-09-03T00:00");
    world.record("order", "c1", "2023-09-07T10:00");
    world.advance("2023-11-01T00:00");
    CHECK(due_dates(world, "call") == std::vector<Date>{{2023, 9, 21}, {2023, 10, 5}});
  }
}

SCENARIO("123: every second week on Monday and Tuesday, two dues are a day or thirteen apart, never a week", "[domain][edge]") {
  std::string text = with(R"j("rules": {"call": {"date": ["customer.monday", "customer.tuesday"], "every": "2 weeks", "owe": {"need": "phone"}}})j");
  text.replace(text.find("\"owner_since\""), 13, "\"monday\": \"date\", \"tuesday\": \"date\", \"owner_since\"");
  World world(text);
  know(world, "2024-03-04T00:00", "c1", R"j({"monday": "2024-03-04", "tuesday": "2024-03-05"})j");
  world.advance("2025-03-04T00:00");
  std::vector<Date> dues = due_dates(world, "call");
  std::sort(dues.begin(), dues.end());
  REQUIRE(dues.size() >= 50);
  for (std::size_t i = 1; i < dues.size(); ++i) {
    const auto apart = dues[i].to_days() - dues[i - 1].to_days();
    CHECK(apart == (dues[i].weekday() == 2 ? 1 : 13));
  }
}

SCENARIO("125: when nothing matches where the rule starts, what comes later still does", "[domain][edge]") {
  GIVEN("ranges of the year, and a customer who becomes known outside all of them") {
    World world(with_calendar(R"j("buckets": {"festive": {"ranges": ["01-20..02-20", "09-25..10-10"]}})j",
                              R"j("rules": {"call": {"each": "festive", "owe": {"need": "phone"}}})j"));
    know(world, "2024-03-10T00:00");
    world.advance("2025-01-19T00:00");
    CHECK(world.lines("call") == Lines{"festive:2024-09-25 lapsed 2024-09-25 .. 2024-10-10 end"});
    world.advance("2025-01-20T00:00");
    CHECK(world.lines("call").back() == "festive:2025-01-20 open 2025-01-20 .. 2025-02-20 end");
  }
  GIVEN("29 February: a year without it has the 28th, as month ends have") {
    World world(with(R"j("rules": {"leap": {"each": "year", "partial": "keep", "owe": {"need": "phone", "opens": "02-29", "due": "02-29"}}})j"));
    know(world, "2023-01-01T00:00");
    world.advance("2024-12-31T00:00");
    CHECK(world.lines("leap") == Lines{"2023 lapsed 2023-02-28 .. 2023-02-28 end", "2024 lapsed 2024-02-29 .. 2024-02-29 end"});
  }
}

SCENARIO("126: a day that there never is is refused when the policy is loaded", "[domain][edge]") {
  CHECK(code_of(with(R"j("rules": {"never": {"each": "year", "owe": {"need": "phone", "due": "02-30"}}})j")) == "HF1315");
  CHECK(code_of(with_calendar(R"j("buckets": {"never": {"ranges": ["02-30..03-01"]}})j",
                              R"j("rules": {"never": {"each": "never", "owe": {"need": "phone"}}})j")) == "HF1411");
}

SCENARIO("127: where the season changes the grid begins anew, and nothing is owed twice", "[domain][edge]") {
  const auto seasonal = [](const std::string& rule) {
    std::string text = with(R"j("rules": {"visit": )j" + rule + "}");
    text.replace(text.find("03-01..10-31"), 12, "03-01..05-31");
    return text;
  };
  GIVEN("a grid of a week in peak and two weeks otherwise") {
    World world(seasonal(R"j({"every": {"switch": "season.sales", "peak": "1 week", "off": "2 weeks"}, "owe": {"need": "visit"}})j"));
    know(world, "2024-02-05T00:00");
    world.advance("2024-07-15T00:00");
    const auto dues = due_dates(world, "visit");
    std::vector<Date> ended;  // those that the change of season ended before they were due
    for (const Duty& duty : world.duties("visit")) {
      if (duty.state == DutyState::withdrawn && !duty.missed_at) ended.push_back(world.policy.zone().date_of(*duty.due));
    }
    THEN("the first due of a season is one step after its first day, and what was open at the change is withdrawn") {
      CHECK(std::count(dues.begin(), dues.end(), Date{2024, 3, 8}) == 1);
      CHECK(std::count(dues.begin(), dues.end(), Date{2024, 6, 15}) == 1);
      CHECK(ended == std::vector<Date>{{2024, 3, 4}});
    }
    THEN("nothing else is due between the last of the old grid and the first of the new one") {
      CHECK(std::find(dues.begin(), dues.end(), Date{2024, 6, 15}) - std::find(dues.begin(), dues.end(), Date{2024, 5, 31}) == 1);
      CHECK(std::find(dues.begin(), dues.end(), Date{2024, 3, 8}) - std::find(dues.begin(), dues.end(), Date{2024, 2, 19}) == 2);
    }
  }
  GIVEN("weeks in peak and half-months otherwise") {
    World world(seasonal(R"j({"each": {"switch": "season.sales", "peak": "week", "off": "half-month"}, "owe": {"need": "visit"}})j"));
    know(world, "2024-05-13T00:00");
    world.advance("2024-06-20T00:00");
    THEN("a bucket is of the season of its last day") {
      CHECK(world.lines("visit") == Lines{"2024-W20 lapsed 2024-05-13 .. 2024-05-19 end", "2024-W21 lapsed 2024-05-20 .. 2024-05-26 end",
                                          "2024-06-H1 lapsed 2024-06-01 .. 2024-06-15 end", "2024-06-H2 open 2024-06-16 .. 2024-06-30 end"});
    }
  }
}

SCENARIO("128: a season from 15 November to 15 February is one season over the turn of the year", "[domain][edge]") {
  std::string text = with(R"j("rules": {"call": {"each": {"switch": "season.sales", "peak": "month", "off": "quarter"}, "owe": {"need": "phone"}},
    "greet": {"when": "season.sales = peak", "owe": {"need": "visit", "due": "none"}}})j");
  text.replace(text.find("03-01..10-31"), 12, "11-15..02-15");
  World world(text);
  know(world, "2023-07-01T00:00");
  world.advance("2024-07-01T00:00");
  Lines owed;
  for (const Duty& duty : world.duties("call")) owed.push_back(duty.key.n);
  CHECK(owed == Lines{"2023-Q3", "2023-11", "2023-12", "2024-01", "2024-Q1", "2024-Q2", "2024-Q3"});
  REQUIRE(world.duties("greet").size() == 1);
  CHECK(world.lines("greet") == Lines{"1 withdrawn 2023-11-15 .. -"});
}

SCENARIO("129: a season of the lunar calendar is the dated ranges of a table; where the table ends there is no season", "[domain][edge]") {
  std::string text = with(R"j("rules": {"greet": {"when": "season.sales = peak", "owe": {"need": "visit", "due": "none"}}})j");
  const std::string table = R"j("03-01..10-31"], "off": "otherwise")j";
  // From the first day of the twelfth month to the fifteenth of the first.
  text.replace(text.find(table), table.size(), R"j("2013-01-12..2013-02-24", "2014-01-01..2014-02-14", "2015-01-20..2015-03-05",
    "2016-01-10..2016-02-22", "2016-12-29..2017-02-11"])j");
  text.insert(text.find("\"seasons\""), R"j("dates": {"spring": {"from": "cn-public", "only": ["春节"]}}, )j");
  World world(text);
  know(world, "2012-12-01T00:00");
  world.advance("2019-01-01T00:00");
  std::vector<std::string> from;
  for (const Duty& duty : world.duties("greet")) from.push_back(world.policy.zone().date_of(*duty.opens).to_text());
  CHECK(from == Lines{"2013-01-12", "2014-01-01", "2015-01-20", "2016-01-10", "2016-12-29"});
  THEN("the shipped data know on which day the holiday begins, which is New Year's Day or its eve") {
    const auto calendar = world.engine->calendar({});
    for (const char* day : {"2013-02-10", "2014-01-31", "2015-02-19", "2016-02-08", "2017-01-28"}) {
      const auto status = calendar.day(*Date::parse(day));
      CHECK(status.kind == DayStatus::Kind::holiday);
      CHECK(status.name == "春节");
    }
  }
}

SCENARIO("131: a due on a holiday rolls as its rule says; one that rolls before its opening opens on that day", "[domain][edge]") {
  const auto window = [](const std::string& roll) {
    World world(with(R"j("rules": {"call": {"on": "order", "owe": {"need": "phone", "opens": "2 days", "due": "2 days", "roll": ")j" + roll + R"j("}}})j"));
    know(world, "2024-09-29T00:00");
    world.record("order", "c1", "2024-09-29T10:00");  // two days later National Day begins; the 30th is open
    return world.lines("call").at(0);
  };
  CHECK(window("none") == "1 pending 2024-10-01 .. 2024-10-01 end");
  CHECK(window("following") == "1 pending 2024-10-01 .. 2024-10-08 end");
  CHECK(window("preceding") == "1 pending 2024-09-30 .. 2024-09-30 end");
  CHECK(window("nearest") == "1 pending 2024-09-30 .. 2024-09-30 end");
}

SCENARIO("134: on a grid an early act leaves the next due where it is; counted from the act it moves", "[domain][edge]") {
  GIVEN("every seven days from the order") {
    World world(with(R"j("rules": {"check": {"on": "order", "every": "7 days", "max": 3, "owe": {"need": "phone"}}})j"));
    know(world, "2024-03-01T00:00");
    world.record("order", "c1", "2024-03-01T10:00");
    world.record("phone", "c1", "2024-03-06T10:00", "s1");  // two days early
    world.advance("2024-03-20T00:00");
    CHECK(world.lines("check") == Lines{"1 done 2024-03-01 10:00 .. 2024-03-08 end", "2 overdue 2024-03-09 .. 2024-03-15 end",
                                        "3 open 2024-03-16 .. 2024-03-22 end"});
  }
  GIVEN("within seven days of the last call") {
    World world(with(R"j("rules": {"check": {"on": ["order", "phone"], "owe": {"need": "phone", "due": "7 days"}}})j"));
    know(world, "2024-03-01T00:00");
    world.record("order", "c1", "2024-03-01T10:00");
    world.record("phone", "c1", "2024-03-06T10:00", "s1");
    CHECK(world.lines("check") == Lines{"1 done 2024-03-01 10:00 .. 2024-03-08 end", "1 open 2024-03-06 10:00 .. 2024-03-13 end"});
    THEN("135: each act has one successor, also one that nobody waited for") {
      world.record("phone", "c1", "2024-03-07T10:00", "s1");
      CHECK(world.states("check") == std::map<std::string, int>{{"done", 2}, {"open", 1}});
      world.record("phone", "c1", "2024-03-08T10:00", "s2");  // somebody else: the run begins anew, nothing is done
      CHECK(world.states("check") == std::map<std::string, int>{{"done", 2}, {"withdrawn", 1}, {"open", 1}});
      world.record("phone", "c1", "2024-03-08T11:00", "s1");
      CHECK(world.states("check") == std::map<std::string, int>{{"done", 3}, {"withdrawn", 1}, {"open", 1}});
    }
  }
}

SCENARIO("135: what is done has one successor, however often it is done", "[domain][edge]") {
  World world(with(R"j("rules": {"call": {"each": "week", "owe": {"need": "phone"}},
    "report": {"on": "done.call", "again": "parallel", "owe": {"need": {"form": "record"}, "due": "2 days"}}})j"));
  know(world, "2024-03-04T00:00");
  for (const char* at : {"2024-03-05T10:00", "2024-03-05T11:00", "2024-03-06T10:00"}) world.record("phone", "c1", at, "s1");
  CHECK(world.states("report") == std::map<std::string, int>{{"open", 1}});
  world.record("phone", "c1", "2024-03-12T10:00", "s1");
  CHECK(world.duties("report").size() == 2);
  CHECK(world.lines("call") == Lines{"2024-W10 done 2024-03-04 .. 2024-03-10 end", "2024-W11 done 2024-03-11 .. 2024-03-17 end"});
}

SCENARIO("137: what two weeks without anybody left undone is excused, left, carried once or carried all, as the policy says", "[domain][edge]") {
  const auto weekly = [](const std::string& owe, const std::string& more = "") {
    return with(R"j("rules": {"call": {"each": "week", "owe": {"need": "phone")j" + owe + "}}" + more + "}");
  };
  const auto run = [](World& world, bool told) {
    know(world, "2024-03-04T00:00");
    world.record("phone", "c1", "2024-03-06T10:00", "s1");
    if (told) world.record(R"j({"type": "absent", "at": "2024-03-08T09:00", "staff": "s1", "data": {"from": "2024-03-11", "to": "2024-03-24"}})j");
    world.advance("2024-03-25T09:00");
  };
  GIVEN("an absence that is known: weeks in which the owner has no working day are excused") {
    World world(weekly(""));
    run(world, true);
    CHECK(world.lines("call") == Lines{"2024-W10 done 2024-03-04 .. 2024-03-10 end", "2024-W11 waived 2024-03-11 .. 2024-03-17 end",
                                       "2024-W12 waived 2024-03-18 .. 2024-03-24 end", "2024-W13 open 2024-03-25 .. 2024-03-31 end"});
  }
  GIVEN("nobody told: what lapses does not pile up") {
    World world(weekly(""));
    run(world, false);
    CHECK(world.states("call") == std::map<std::string, int>{{"done", 1}, {"lapsed", 2}, {"open", 1}});
  }
  GIVEN("duties that stay: all are carried") {
    World world(weekly(R"j(, "after_due": "stay")j"));
    run(world, false);
    CHECK(world.states("call") == std::map<std::string, int>{{"done", 1}, {"overdue", 2}, {"open", 1}});
  }
  GIVEN("a rule for what was missed: one is carried, till the end of the next week") {
    World world(weekly("", R"j(, "carried": {"on": "missed.call", "owe": {"need": "phone", "due": "7 days"}})j"));
    run(world, false);
    CHECK(world.lines("carried") == Lines{"1 withdrawn 2024-03-18 .. 2024-03-24 end", "1 open 2024-03-25 .. 2024-03-31 end"});
  }
  GIVEN("messages: none on a holiday, and one for all that a pause left out") {
    World world(with(R"j("rules": {"news": {"each": "working day", "do": [{"send": "news", "data": {"day": "= n"}}]}})j"));
    know(world, "2024-09-25T00:00");
    world.advance("2024-10-01T00:00");
    world.advance("2024-10-06T00:00");  // since 1 October nothing but holidays
    world.advance("2024-10-08T00:00");
    CHECK(world.effects().size() == 1);
    world.advance("2024-10-09T00:00");
    REQUIRE(world.effects().size() == 2);
    CHECK(world.effects()[0].data.find("2024-09-30") != std::string::npos);
    CHECK(world.effects()[1].data.find("2024-10-08") != std::string::npos);
  }
}

SCENARIO("138: beyond what was planned nothing remains, and what was never planned is not owed", "[domain][edge]") {
  std::string text = with(R"j("measures": {"visits": {"for": "staff", "count": "visit", "over": "month"}},
    "decisions": {"remaining": {"for": "staff", "is": "if staff.planned = null then 0 else max(0, staff.planned - staff.visits)"},
                  "attainment": {"for": "staff", "is": "100 * staff.visits / staff.planned"}},
    "rules": {"quota": {"for": "staff", "when": "staff.planned != null", "each": "month", "owe": {"need": {"event": "visit", "times": "= staff.planned"}}},
              "none left": {"for": "staff", "when": "staff.remaining = 0", "owe": {"need": "stop", "due": "none"}},
              "over": {"for": "staff", "when": "staff.attainment = 125", "owe": {"need": "stop", "due": "none"}}})j");
  text.replace(text.find("\"staff\": {"), 10, "\"staff\": {\"planned\": \"number\", ");
  World world(text);
  world.record(R"j({"type": "set", "at": "2024-03-01T00:00", "staff": "s1", "data": {"planned": 8}})j");
  world.record(R"j({"type": "set", "at": "2024-03-01T00:00", "staff": "s2", "data": {"unit": "sales"}})j");
  for (int i = 1; i <= 10; ++i) {
    if (i == 8) CHECK(world.lines("none left", "s1").empty());
    world.record("visit", "c" + std::to_string(i), "2024-03-" + std::to_string(10 + i) + "T10:00", "s1");
  }
  REQUIRE(world.duties("quota").size() == 1);
  CHECK(world.duties("quota")[0].key.subject.key == "s1");
  CHECK(world.duties("quota")[0].state == DutyState::done);
  CHECK(world.duties("quota")[0].have == 8);
  CHECK(world.lines("none left", "s1").size() == 1);
  CHECK(world.lines("none left", "s2").size() == 1);
  CHECK(world.lines("over", "s1").size() == 1);
  CHECK(world.lines("over", "s2").empty());
}

SCENARIO("139: what is still to come is no act; it is refused, and a day for it is planned instead", "[domain][edge]") {
  World world(with(R"j("rules": {"call": {"each": "week", "owe": {"need": "phone"}}})j"));
  know(world, "2024-03-04T00:00");
  CHECK_THROWS_WITH(world.record(R"j({"id": "f", "type": "phone", "at": "2024-03-06T10:00", "customer": "c1", "by": "s1"})j", "2024-03-05T10:00"),
                    Catch::Contains("HF4103"));
  world.record(R"j({"type": "slot", "at": "2024-03-05T10:00", "duty": "t/call/customer:c1/1//2024-W10", "data": {"day": "2024-03-06", "person": "s1"}})j");
  CHECK(world.lines("call") == Lines{"2024-W10 open 2024-03-04 .. 2024-03-10 end"});
  world.record("phone", "c1", "2024-03-06T10:00", "s1");
  CHECK(world.states("call") == std::map<std::string, int>{{"done", 1}});
}

SCENARIO("140: an act by somebody whose customer it is not counts for no duty, but in all that was done", "[domain][edge]") {
  World world(with(R"j("measures": {"calls": {"count": "phone"}}, "rules": {"call": {"each": "week", "owe": {"need": "phone"}},
    "called": {"when": "customer.calls >= 1", "owe": {"need": "stop", "due": "none"}}})j"));
  know(world, "2024-03-04T00:00");
  const RecordResult result = world.record("phone", "c1", "2024-03-05T10:00", "s9");
  CHECK(result.credited.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK(world.states("call") == std::map<std::string, int>{{"open", 1}});
  CHECK(world.states("called") == std::map<std::string, int>{{"open", 1}});
}

SCENARIO("146: a message is no visit unless a rule puts so many in its place, and each channel has a goal and a limit", "[domain][edge]") {
  const std::string channels = R"j("eligibility": {"inputs": ["contact.type", "customer.calls"],
      "rows": [["phone", ">= 2", "deny: too_often"], ["-", "-", "allow"]]}, "measures": {"calls": {"count": "phone", "over": "month"}},)j";
  const auto visited = [&](const std::string& need, int calls) {
    World world(with(channels + R"j("rules": {"visit": {"each": "month", "owe": {"need": )j" + need + R"j(}}, "call": {"each": "month", "owe": {"need": "phone"}}})j"));
    know(world, "2024-03-01T00:00");
    for (int i = 1; i <= calls; ++i) world.record("phone", "c1", "2024-03-0" + std::to_string(i) + "T10:00", "s1");
    CHECK(world.states("call") == std::map<std::string, int>{{calls == 0 ? "open" : "done", 1}});
    return world.states("visit").begin()->first + " " + std::to_string(world.effects().size());
  };
  CHECK(visited(R"j("visit")j", 2) == "open 0");
  CHECK(visited(R"j({"any": ["visit", {"event": "phone", "times": 2}]})j", 1) == "open 0");
  CHECK(visited(R"j({"any": ["visit", {"event": "phone", "times": 2}]})j", 2) == "done 0");
  CHECK(visited(R"j({"any": ["visit", {"event": "phone", "times": 3}]})j", 3) == "open 1");  // the third was too many: flagged
}

SCENARIO("147: a class that changes leaves the window that is open as it is, and decides the next ones", "[domain][edge]") {
  World world(with(R"j("tiers": {"rank": {"inputs": ["customer.volume"], "rows": [[">= 100", "large"], ["-", "small"]]}},
    "rules": {"call": {"each": {"switch": "tier.rank", "large": "week", "small": "month"}, "owe": {"need": "phone"}}})j"));
  know(world, "2024-03-01T00:00", "c1", R"j({"volume": 10})j");
  world.advance("2024-03-13T00:00");
  world.record("set", "c1", "2024-03-13T09:00", "", R"j({"volume": 200})j");
  world.advance("2024-03-20T00:00");
  CHECK(world.lines("call") == Lines{"2024-03 open 2024-03-01 .. 2024-03-31 end", "2024-W12 open 2024-03-18 .. 2024-03-24 end"});
  CHECK(world.duties("call")[0].because.find("small") != std::string::npos);
  CHECK(world.duties("call")[1].because.find("large") != std::string::npos);
  world.record("set", "c1", "2024-03-20T09:00", "", R"j({"volume": 10})j");
  world.advance("2024-04-02T00:00");
  CHECK(world.lines("call") == Lines{"2024-03 lapsed 2024-03-01 .. 2024-03-31 end", "2024-W12 lapsed 2024-03-18 .. 2024-03-24 end",
                                     "2024-04 open 2024-04-01 .. 2024-04-30 end"});
}

SCENARIO("150: a weekly time of day is that time before and after the clocks change", "[domain][edge]") {
  World world(R"j({"huifang": 1, "policy": "t", "version": "1", "zone": "Europe/Berlin", "effective": "2024-01-01..",
    "events": {"visit": {}}, "rules": {"visit": {"each": "week", "owe": {"need": "visit", "due": "thursday 15:00"}}}})j", SIZE_MAX, "2024-01-01");
  world.record("set", "c1", "2024-03-25T00:00", "", "{}");
  world.advance("2024-04-08T00:00");
  const TimeZone utc = TimeZone::find("UTC");
  CHECK(utc.to_text(*world.duties("visit").at(0).due) == "2024-03-28T14:00:00+00:00");
  CHECK(utc.to_text(*world.duties("visit").at(1).due) == "2024-04-04T13:00:00+00:00");
}

SCENARIO("151: when a customer is gone what was still owed is withdrawn, what was done or missed stays", "[domain][edge]") {
  std::string text = with(R"j("rules": {"call": {"when": "not(customer.gone)", "each": "week", "owe": {"need": "phone"}},
    "visit": {"on": "order", "every": "3 days", "until": "stop", "owe": {"need": "visit"}}})j");
  text.replace(text.find("\"owner_since\""), 13, "\"gone\": \"boolean\", \"owner_since\"");
  World world(text);
  know(world, "2024-03-04T00:00", "c1", R"j({"gone": false})j");
  world.record("phone", "c1", "2024-03-05T10:00", "s1");
  world.record("order", "c1", "2024-03-11T09:00");
  world.record(R"j({"type": "slot", "at": "2024-03-18T10:00", "duty": "t/call/customer:c1/1//2024-W12", "data": {"day": "2024-03-22", "person": "s1", "pinned": true}})j");
  world.record("set", "c1", "2024-03-20T00:00", "", R"j({"gone": true})j");
  world.record("stop", "c1", "2024-03-20T00:00");
  world.advance("2024-06-01T00:00");
  CHECK(world.lines("call") == Lines{"2024-W10 done 2024-03-04 .. 2024-03-10 end", "2024-W11 lapsed 2024-03-11 .. 2024-03-17 end",
                                     "2024-W12 withdrawn 2024-03-18 .. 2024-03-24 end"});
  Lines missed;
  for (const Duty& duty : world.duties("visit")) {
    if (duty.missed_at) missed.push_back(duty.key.n);
  }
  CHECK(missed == Lines{"1", "2"});
  CHECK(world.lines("visit").size() == 3);
}
