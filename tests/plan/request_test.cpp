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

SCENARIO("nothing to plan, and nobody to do it", "[plan]") {
  CHECK(plan_visits({}).visits.empty());
  const Plan plan = plan_visits({{visit("a", 1, 2)}, {}});
  REQUIRE(plan.unplanned.size() == 1);
  CHECK(plan.unplanned[0].reason == UnplannedReason::nobody);
}

}  // namespace huifang
