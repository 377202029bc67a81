/// What is refused, with everything that is wrong at once.

#include <catch2/catch.hpp>

#include "plan/support.hpp"

namespace huifang {

using testing::day;
using testing::person;
using testing::visit;

namespace {

std::vector<std::string> refusals(const PlanRequest& request) {
  try {
    plan_visits(request);
  } catch (const Error& error) {
    std::vector<std::string> out;
    for (const Diagnostic& diagnostic : error.diagnostics())
      out.push_back(diagnostic.code + " " + diagnostic.pointer);
    return out;
  }
  return {};
}

}  // namespace

SCENARIO("a request that cannot be planned is refused with all that is wrong", "[plan]") {
  PlanRequest request{{visit("a", 3, 2), visit("a", 1, 2), visit("", 1, 2), visit("p", 1, 2)},
                      {person("s1", -1), person("s1")}};
  request.visits[1].people = {"s1", "s2"};
  request.visits[1].effort = 0;
  request.visits[2].gap_days = -1;
  request.visits[3].pinned = true;
  request.visits[3].wish = Date{1200, 1, 1};
  request.people[1].days = {{day(1), 1}, {day(1), -2}};
  CHECK(refusals(request) ==
        std::vector<std::string>{
            "HF3003 /people/0/capacity", "HF3001 /people/1/id", "HF3003 /people/1/days/1/capacity",
            "HF3004 /people/1/days/1/day", "HF3004 /visits/0/last", "HF3001 /visits/1/id",
            "HF3002 /visits/1/people/1", "HF3003 /visits/1/effort", "HF3001 /visits/2/id",
            "HF3003 /visits/2/gap_days", "HF3004 /visits/3/wish", "HF3005 /visits/3/pinned"});
}

SCENARIO("an unknown person is named with the nearest one", "[plan]") {
  PlanRequest request{{visit("a", 1, 2)}, {person("zhang"), person("wang")}};
  request.visits[0].people = {"zhangg"};
  try {
    plan_visits(request);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.diagnostics()[0].suggestion == "zhang");
    CHECK(error.diagnostics()[0].found == "zhangg");
  }
}

SCENARIO("a plan of more than ten years is refused", "[plan]") {
  CHECK(refusals({{visit("a", 1, 3661)}, {person("s1")}}) == std::vector<std::string>{"HF3006 "});
  CHECK(refusals({{visit("a", 1, 3660)}, {person("s1")}}).empty());
}

SCENARIO("a request is read from JSON as it would be written in C++", "[plan]") {
  const PlanRequest request = plan_request_from_json(R"({
    "visits": [{"id": "a", "subject": "c1", "title": "call", "first": "2024-10-01", "last": "2024-10-08", "people": ["s1"],
                "effort": 30, "gap_days": 2, "order": [1, -2], "slot": {"day": "2024-10-08", "person": "s1"}, "pinned": false,
                "wish": "2024-10-02", "soonest": true}],
    "people": [{"id": "s1", "capacity": 480, "calendar": "cn-public", "days": {"2024-10-08": 60}}, {"id": "s2"}]})");
  REQUIRE(request.visits.size() == 1);
  const PlanVisit& visit = request.visits[0];
  CHECK(visit.id + visit.subject + visit.title == "ac1call");
  CHECK(visit.first == Date{2024, 10, 1});
  CHECK(visit.last == Date{2024, 10, 8});
  CHECK(visit.people == std::vector<std::string>{"s1"});
  CHECK(visit.effort == 30);
  CHECK(visit.gap_days == 2);
  CHECK(visit.order == std::vector<std::int64_t>{1, -2});
  CHECK(visit.slot == PlanSlot{Date{2024, 10, 8}, "s1"});
  CHECK(visit.wish == Date{2024, 10, 2});
  CHECK(visit.soonest);
  REQUIRE(request.people.size() == 2);
  CHECK_FALSE(request.people[0].calendar->is_open(Date{2024, 10, 2}));
  CHECK(request.people[0].days[0].capacity == 60);
  CHECK(request.people[1].capacity == 1);
}

SCENARIO("a request in JSON is refused with all that is wrong", "[plan]") {
  const auto findings = [](std::string_view json) {
    std::vector<std::string> out;
    try {
      plan_request_from_json(json);
    } catch (const Error& error) {
      for (const Diagnostic& d : error.diagnostics())
        out.push_back(d.code + " " + d.pointer + " " + d.suggestion);
    }
    return out;
  };
  CHECK(findings("{") == std::vector<std::string>{"HF3007  "});
  CHECK(findings("[]") == std::vector<std::string>{"HF3008  "});
  CHECK(
      findings(
          R"({"visit": [], "people": [{"id": 1, "capacity": 1.5, "calendar": "cn-publik", "days": {"monday": 1}}]})") ==
      std::vector<std::string>{"HF3008 /people/0/calendar cn-public", "HF3008 /people/0/capacity ",
                               "HF3008 /people/0/days/monday ", "HF3008 /people/0/id ",
                               "HF3008 /visit visits"});
  CHECK(
      findings(
          R"({"visits": [{"frist": "2024-01-01", "last": "2024-02-30", "slot": 3, "order": 1, "pinned": "yes"}]})") ==
      std::vector<std::string>{"HF3008 /visits/0/frist first", "HF3008 /visits/0/last ",
                               "HF3008 /visits/0/order ", "HF3008 /visits/0/pinned ",
                               "HF3008 /visits/0/slot ", "HF3008 /visits/0 "});
}

SCENARIO("nothing to plan, and nobody to do it", "[plan]") {
  CHECK(plan_visits({}).visits.empty());
  const Plan plan = plan_visits({{visit("a", 1, 2)}, {}});
  REQUIRE(plan.unplanned.size() == 1);
  CHECK(plan.unplanned[0].reason == UnplannedReason::nobody);
}

}  // namespace huifang
