/// Which visits no chain of moves leads to a free place: all at once, and one by one.

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "plan/place.hpp"
#include "plan/places.hpp"
#include "plan/read.hpp"
#include "plan/support.hpp"

namespace huifang {
namespace {

using planning::Board;
using planning::Budget;
using planning::VisitId;

PlanRequest crowded() {
  const auto below = [](int n) { return *rc::gen::resize(1000, rc::gen::inRange(0, n)); };
  PlanRequest out;
  const int people = 1 + below(4), days = 6;
  for (int p = 0; p < people; ++p) out.people.push_back(testing::person("s" + std::to_string(p), below(3)));
  const int visits = 1 + below(40);
  for (int v = 0; v < visits; ++v) {
    const int first = 1 + below(days), last = std::min(days, first + below(3));
    PlanVisit visit = testing::visit("v" + std::to_string(v), first, last);
    for (int p = 0; p < people; ++p) {
      if (below(2) == 0) visit.people.push_back("s" + std::to_string(p));
    }
    out.visits.push_back(std::move(visit));
  }
  return out;
}

SCENARIO("a visit is stuck when its crowd has no room, whichever way that is asked", "[plan][laws]") {
  REQUIRE(rc::check("stuck = crowd", [] {
    planning::Reading reading = planning::read_request(crowded());
    planning::narrow_windows(reading.problem);
    Board board(reading.problem);
    Budget budget{1'000'000};
    planning::place_all(board, budget);
    const std::vector<std::uint8_t> stuck = planning::stuck(board);
    RC_ASSERT(stuck.size() == reading.problem.visits.size());
    for (VisitId visit = 0; visit < stuck.size(); ++visit) {
      Budget unbounded{UINT64_MAX};
      RC_ASSERT((stuck[visit] != 0) == !planning::crowd(board, visit, unbounded).empty());
    }
  }));
}

SCENARIO("the part of a problem has the same answer as the whole for its visits", "[plan][laws]") {
  REQUIRE(rc::check("all visits", [] {
    planning::Reading reading = planning::read_request(crowded());
    if (reading.problem.visits.empty()) return;
    std::vector<VisitId> all;
    for (VisitId visit = 0; visit < reading.problem.visits.size(); ++visit) all.push_back(visit);
    planning::Problem part = planning::part_of(reading.problem, all);
    Board whole(reading.problem), cut(part);
    Budget first{1'000'000}, second{1'000'000};
    RC_ASSERT(planning::place_all(whole, first).unplaced == planning::place_all(cut, second).unplaced);
    for (const VisitId visit : all) {
      RC_ASSERT(whole.placed(visit) == cut.placed(visit));
      if (!cut.placed(visit)) continue;
      // The same day, counted from the first day of the part.
      RC_ASSERT(reading.problem.origin + reading.problem.day_of(whole.slot(visit)) ==
                part.origin + part.day_of(cut.slot(visit)));
    }
  }));
}

}  // namespace
}  // namespace huifang
