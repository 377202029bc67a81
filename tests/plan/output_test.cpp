/// Plans as text, CSV, JSON and iCalendar; the last read back by a reader that takes nothing but what RFC
/// 5545 allows.

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "plan/support.hpp"

namespace huifang {

using testing::day;
using testing::person;
using testing::visit;

namespace {

using Properties = std::map<std::string, std::string>;

/// The events of a calendar, unfolded and unescaped. Fails the test on anything that RFC 5545 does not allow.
std::vector<Properties> read_strictly(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    const std::string line = text.substr(at, end - at);
    REQUIRE(line.size() <= 75);
    REQUIRE(line.find_first_of("\r\n") == std::string::npos);
    REQUIRE_FALSE(line.empty());
    REQUIRE((static_cast<unsigned char>(line.back()) < 0x80 ||
             nlohmann::json::accept('"' + line.substr(line[0] == ' ') + '"') ||
             line.find_first_of("\\\"") != std::string::npos));
    if (line[0] == ' ') {
      REQUIRE_FALSE(lines.empty());
      lines.back() += line.substr(1);
    } else {
      lines.push_back(line);
    }
    at = end + 2;
  }
  REQUIRE(lines.front() == "BEGIN:VCALENDAR");
  REQUIRE(lines.back() == "END:VCALENDAR");
  std::vector<Properties> events;
  Properties calendar;
  bool inside = false;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(':');
    REQUIRE(colon != std::string::npos);
    const std::string name = lines[i].substr(0, colon);
    std::string value;
    for (std::size_t at = colon + 1; at < lines[i].size(); ++at) {
      char c = lines[i][at];
      REQUIRE(static_cast<unsigned char>(c) >= 0x20);
      if (c == '\\') {
        REQUIRE(++at < lines[i].size());
        c = lines[i][at];
        REQUIRE(std::string("\\;,nN").find(c) != std::string::npos);
        if (c == 'n' || c == 'N') c = '\n';
      } else {
        REQUIRE((c != ';' && c != ','));
      }
      value += c;
    }
    if (name == "BEGIN") {
      REQUIRE((value == "VEVENT" && !inside));
      inside = true;
      events.emplace_back();
    } else if (name == "END") {
      REQUIRE((value == "VEVENT" && inside));
      inside = false;
      for (const char* needed : {"UID", "DTSTAMP", "DTSTART;VALUE=DATE"})
        REQUIRE(events.back().contains(needed));
    } else {
      REQUIRE((inside ? events.back() : calendar).emplace(name, value).second);
    }
  }
  REQUIRE_FALSE(inside);
  REQUIRE(calendar.at("VERSION") == "2.0");
  REQUIRE(calendar.contains("PRODID"));
  return events;
}

Plan sample() {
  PlanRequest request{{visit("shop/call/c1", 1, 1), visit("b", 1, 1), visit("c", 4, 5)},
                      {person("s1"), person("王, 芳")}};
  request.visits[0].people = {"s1"};
  request.visits[0].subject = "水泥厂; \"北\"";
  request.visits[0].title =
      "call,\nthen write " + std::string(40, '\\') + " 回访回访回访回访回访回访回访回访回访回访";
  request.visits[1].people = {"s1"};
  request.visits[1].order = {1};
  request.visits[2].people = {"王, 芳"};
  request.visits[2].slot = PlanSlot{day(5), "王, 芳"};
  request.visits[2].pinned = true;
  return plan_visits(request);
}

}  // namespace

SCENARIO("a plan as iCalendar is read back as it was", "[plan][output]") {
  const Plan plan = sample();
  PlanCalendarOptions options;
  options.stamp = Instant{1'709'258'700'999'999};  // 2024-03-01T02:05:00.999999Z
  options.name = "plan; all";
  const auto events = read_strictly(plan_icalendar(plan, options));
  REQUIRE(events.size() == 2);
  CHECK(events[0].at("DTSTART;VALUE=DATE") == "20240301");
  CHECK(events[0].at("DTEND;VALUE=DATE") == "20240302");
  CHECK(events[0].at("DTSTAMP") == "20240301T020500Z");
  CHECK(events[0].at("SUMMARY") == plan.visits[0].subject + ": " + plan.visits[0].title);
  CHECK(events[0].at("DESCRIPTION") == "s1\nshop/call/c1");
  CHECK(events[1].at("DTSTART;VALUE=DATE") == "20240305");
  options.person = "s1";
  CHECK(read_strictly(plan_icalendar(plan, options)).size() == 1);
}

SCENARIO("an event keeps its UID when the plan moves it or the time of planning changes", "[plan][output]") {
  Plan plan = sample();
  const auto before = read_strictly(plan_icalendar(plan, {}));
  plan.visits[0].slot = {Date{1999, 12, 31}, "s2"};
  plan.visits[0].title = "other";
  PlanCalendarOptions later;
  later.stamp = Instant{-1};
  const auto after = read_strictly(plan_icalendar(plan, later));
  CHECK(after[0].at("UID") == before[0].at("UID"));
  CHECK(after[0].at("UID") != after[1].at("UID"));
  CHECK(after[0].at("DTEND;VALUE=DATE") == "20000101");
  CHECK(after[0].at("DTSTAMP") == "19691231T235959Z");
}

SCENARIO("lines of every length are folded between characters", "[plan][output]") {
  for (std::size_t length = 0; length < 200; ++length) {
    Plan plan;
    std::string title;
    while (title.size() < length) title += length % 2 == 0 ? "é" : "汉";
    plan.visits.push_back({"a", "", title, {day(1), "s1"}, false, false});
    const std::string text = plan_icalendar(plan, {});
    CHECK(read_strictly(text)[0].at("SUMMARY") == (title.empty() ? "a" : title));
    // Every line alone is UTF-8: nothing was cut inside a character.
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find("\r\n", at);
      CHECK((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80);
      if (text[at] == ' ') CHECK((static_cast<unsigned char>(text[at + 1]) & 0xC0) != 0x80);
      at = end + 2;
    }
  }
}

SCENARIO("a plan as CSV quotes what needs it", "[plan][output]") {
  const std::string csv = plan_csv(sample());
  CHECK(csv.substr(0, 38) == "day,person,subject,title,id,state\r\n202");
  CHECK(csv.find("\r\n2024-03-05,\"王, 芳\",,,c,pinned\r\n") != std::string::npos);
  CHECK(csv.find("\"水泥厂; \"\"北\"\"\"") != std::string::npos);
  CHECK(csv.find("\r\n,,,,b,overloaded\r\n") != std::string::npos);
}

SCENARIO("a plan as JSON has everything", "[plan][output]") {
  const auto json = nlohmann::json::parse(plan_json(sample()));
  CHECK(json["visits"].size() == 2);
  CHECK(json["visits"][1]["pinned"] == true);
  CHECK(json["unplanned"][0]["reason"] == "overloaded");
  CHECK(json["unplanned"][0]["witness"] == 0);
  CHECK(json["witnesses"][0]["visits"] == nlohmann::json::array({"b", "shop/call/c1"}));
  CHECK(json["witnesses"][0]["days"] == nlohmann::json::array({"2024-03-01"}));
  CHECK(json["witnesses"][0]["short_by"] == 1);
  CHECK(json["loads"][0]["used"] == 1);
  CHECK(json["conflicts"].empty());
}

SCENARIO("a plan as a table says what has no place and why", "[plan][output]") {
  PlanRequest request{
      {visit("a", 1, 1), visit("b", 1, 1), visit("c", 4, 5, "x", 3), visit("d", 4, 5, "x", 3)},
      {person("s1")}};
  CHECK(plan_table(plan_visits(request)) ==
        "day         who  whom  what\n"
        "----------  ---  ----  ----\n"
        "2024-03-01  s1         a\n"
        "2024-03-04  s1   x     c\n"
        "\n"
        "Without a place:\n"
        "from        to          whom  what  why\n"
        "----------  ----------  ----  ----  --------------\n"
        "2024-03-01  2024-03-01        b     overloaded (1)\n"
        "2024-03-04  2024-03-05  x     d     overloaded (2)\n"
        "(1) short by 1: 2 visits need 2, there is room for 1 (s1 on 2024-03-01)\n"
        "(2) too close: c and d cannot all keep their gaps (s1 on 2 days from 2024-03-04 to 2024-03-05)\n"
        "\n"
        "2 of 4 visits have a place\n");
}

}  // namespace huifang
