/// Worked figures of the regulations whose policies are still to come, or that one policy reads in one way only. Those of
/// the other policies are in their policy tests, those that are facts of the calendar alone in calendar/worked_figures_test.cpp.
#include <catch2/catch.hpp>

#include "domain/world.hpp"

using namespace huifang;
using namespace huifang::test;
using Lines = std::vector<std::string>;

SCENARIO("W-46: half-months make 24 follow-ups a year, and so does a grid of fifteen days", "[domain][figures]") {
  World world(with(R"j("rules": {"half": {"each": "half-month", "owe": {"need": "phone"}},
    "rolling": {"on": "order", "every": "15 days", "owe": {"need": "phone"}},
    "first": {"on": "order", "owe": {"need": "phone", "due": "0 days"}}})j"));
  world.record("set", "c1", "2023-01-01T00:00", "", R"j({"volume": 1})j");
  world.record("order", "c1", "2023-01-01T00:00");
  world.advance("2023-12-31T12:00");
  CHECK(world.duties("half").size() == 24);
  int due = 0;
  for (const Duty& duty : world.duties("rolling")) due += world.policy.zone().date_of(*duty.due) <= Date{2023, 12, 31} ? 1 : 0;
  CHECK(due == 24);
  CHECK(world.policy.zone().date_of(*world.duties("rolling")[23].due) == Date{2023, 12, 27});
  THEN("with the day on which it begins it makes 25") {
    CHECK(world.duties("first").size() + static_cast<std::size_t>(due) == 25);
  }
}

SCENARIO("W-51: a payment due on 2017-10-10 is reminded of on 7 October, before the holiday that begins on 1 October: on 30 September",
         "[domain][figures]") {
  World world(with(R"j("rules": {
    "plain":   {"for": "contract", "date": "contract.pay_due", "owe": {"need": "phone", "opens": "-3 days", "due": "-3 days"}},
    "ahead":   {"for": "contract", "date": "contract.pay_due", "owe": {"need": "phone", "opens": "-3 days", "due": "-3 days", "roll": "preceding"}}})j"));
  world.record(R"j({"type": "set", "at": "2017-09-01T00:00", "customer": "c1", "data": {"volume": 1}})j");
  world.record(R"j({"type": "set", "at": "2017-09-01T00:00", "contract": "k1", "data": {"customer": "c1", "pay_due": "2017-10-10"}})j");
  CHECK(world.lines("plain") == Lines{"1 pending 2017-10-07 .. 2017-10-07 end"});
  CHECK(world.lines("ahead") == Lines{"1 pending 2017-09-30 .. 2017-09-30 end"});
}

SCENARIO("W-60: a survey window from 1 November to 10 January is owed once a year and open for 71 days", "[domain][figures]") {
  std::string text = with(R"j("rules": {"survey": {"each": "survey", "owe": {"need": {"form": "record"}}}})j");
  text.insert(text.find("\"seasons\""), R"j("buckets": {"survey": {"ranges": ["11-01..01-10"]}}, )j");
  World world(text);
  world.record("set", "c1", "2007-07-01T00:00", "", R"j({"volume": 1})j");
  world.advance("2009-07-01T00:00");
  CHECK(world.lines("survey") == Lines{"survey:2007-11-01 lapsed 2007-11-01 .. 2008-01-10 end", "survey:2008-11-01 lapsed 2008-11-01 .. 2009-01-10 end"});
  for (const Duty& duty : world.duties("survey")) CHECK(duty.due->utc_us - duty.opens->utc_us + 1 == 71 * us_per_day);
}

SCENARIO("W-62: every second year after 2008 is 2010, with two years between it is 2011, as a parameter says", "[domain][figures]") {
  const auto years = [](const std::string& apart) {
    World world(with(R"j("params": {"apart": {"type": "span", "default": ")j" + apart + R"j("}},
      "rules": {"research": {"on": "order", "every": "$apart", "max": 2, "owe": {"need": "visit"}}})j"));
    world.record("order", "c1", "2008-11-01T10:00");
    world.advance("2016-01-01T00:00");
    Lines out;
    for (const Duty& duty : world.duties("research")) out.push_back(world.policy.zone().date_of(*duty.due).to_text());
    return out;
  };
  CHECK(years("2 years") == Lines{"2010-11-01", "2012-11-01"});
  CHECK(years("3 years") == Lines{"2011-11-01", "2014-11-01"});
}

SCENARIO("W-38: the four customers who hold 80 % of the volume hold 85 %, three hold 77", "[domain][figures]") {
  World world(with(R"j("tiers": {"sample": {"rank_by": "customer.volume", "share": 0.8, "review": "year"}}, "rules": {})j"));
  const std::map<std::string, int> volumes{{"a", 400}, {"b", 250}, {"c", 120}, {"d", 80}, {"e", 60}, {"f", 50}, {"g", 40}};
  for (const auto& [key, volume] : volumes) world.record("set", key, "2017-06-01T00:00", "", R"j({"volume": )j" + std::to_string(volume) + "}");
  world.advance("2018-01-01T00:00");
  std::string asked;
  int held = 0;
  for (const auto& [key, volume] : volumes) {
    if (world.tier("sample", key) != "true") continue;
    asked += key;
    held += volume;
  }
  tell("W-38", std::to_string(asked.size()) + " customers with " + std::to_string(held) + " of 1000", "80 % of the volume");
  CHECK(asked == "abcd");
  CHECK(held == 850);
}
