/// Laws of plans on random requests, against slow models that are plainly right.

#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "plan/reference.hpp"
#include "plan/support.hpp"

namespace huifang {
namespace {

using testing::day;

/// What random requests have.
struct Shape {
  int visits = 8, people = 3, days = 8, subjects = 3, gap = 0, capacity = 2, orders = 1;
  bool pins = true, unequal = false;
};

PlanRequest random_request(const Shape& shape) {
  const auto below = [](int n) { return *rc::gen::resize(1000, rc::gen::inRange(0, n)); };
  PlanRequest out;
  const int people = 1 + below(shape.people);
  for (int p = 0; p < people; ++p) {
    PlanPerson person = testing::person("s" + std::to_string(p), below(shape.capacity + 1));
    if (shape.unequal) person.capacity *= 2;
    for (int d = 1; d <= shape.days; ++d) {
      if (below(5) == 0) person.days.push_back({day(d), below(3)});
    }
    out.people.push_back(std::move(person));
  }
  const int visits = 1 + below(shape.visits);
  for (int v = 0; v < visits; ++v) {
    const int first = 1 + below(shape.days), last = std::min(shape.days, first + below(shape.days));
    PlanVisit visit = testing::visit("v" + std::to_string(v), first, last);
    if (shape.gap > 0) {
      visit.subject = "c" + std::to_string(below(shape.subjects));
      visit.gap_days = below(shape.gap + 1);
    }
    if (shape.unequal) visit.effort = 1 + below(3);
    if (shape.orders > 1) visit.order = {below(shape.orders)};
    for (int p = 0; p < people; ++p) {
      if (below(2) == 0) visit.people.push_back("s" + std::to_string(p));
    }
    const int known = below(10);
    if (known < 2) visit.slot = PlanSlot{day(1 + below(shape.days)), "s" + std::to_string(below(people))};
    if (known == 0 && shape.pins) visit.pinned = true;
    if (known == 3) visit.wish = day(1 + below(shape.days));
    if (known == 4) visit.soonest = true;
    out.visits.push_back(std::move(visit));
  }
  return out;
}

std::size_t unpinned(const PlanRequest& request) {
  return static_cast<std::size_t>(std::count_if(request.visits.begin(), request.visits.end(),
                                                [](const PlanVisit& visit) { return !visit.pinned; }));
}

/// Every witness is true, and without any one of its visits the rest can be done.
void check_witnesses(const PlanRequest& request, const Plan& plan) {
  for (const PlanWitness& witness : plan.witnesses) {
    RC_ASSERT(witness.minimal);
    RC_ASSERT(witness.short_by > 0);
    RC_ASSERT_FALSE(testing::exhaustive_places_all(testing::only(request, witness.visits)));
    for (const std::string& left_out : witness.visits) {
      std::vector<std::string> rest = witness.visits;
      std::erase(rest, left_out);
      RC_ASSERT(testing::exhaustive_places_all(testing::only(request, rest)));
    }
  }
}

SCENARIO("145: without gaps everything has a place whenever a matching has, and else as much as can have",
         "[plan][laws]") {
  REQUIRE(rc::check("feasible = maximum flow", [] {
    const PlanRequest request = random_request(
        {.visits = 40, .people = 5, .days = 15, .capacity = 3, .orders = 1 + *rc::gen::inRange(0, 3)});
    const Plan plan = plan_visits(request);
    RC_ASSERT(testing::broken_rule(request, plan) == "");
    RC_ASSERT(plan.visits.size() - (request.visits.size() - unpinned(request)) ==
              testing::flow_places(request));
  }));
}

SCENARIO("when not all fit, as many as possible of the first orders have a place, then of the next",
         "[plan][laws]") {
  REQUIRE(rc::check("order", [] {
    const PlanRequest request = random_request({.visits = 30, .people = 3, .days = 8, .orders = 4});
    const Plan plan = plan_visits(request);
    for (std::int64_t order = 0; order < 4; ++order) {
      PlanRequest first = request;
      std::erase_if(first.visits,
                    [&](const PlanVisit& visit) { return !visit.pinned && visit.order[0] > order; });
      const auto left_out =
          std::count_if(plan.unplanned.begin(), plan.unplanned.end(), [&](const UnplannedVisit& visit) {
            return std::any_of(first.visits.begin(), first.visits.end(),
                               [&](const PlanVisit& v) { return v.id == visit.id; });
          });
      RC_ASSERT(unpinned(first) - static_cast<std::size_t>(left_out) == testing::flow_places(first));
    }
  }));
}

SCENARIO("with gaps everything has a place whenever trying everything finds one", "[plan][laws]") {
  // The issue asks for 99.9 %; requests this small are searched to the end, so that there is no exception.
  REQUIRE(rc::check("feasible = exhaustive search", [] {
    const PlanRequest request = random_request({.gap = 4});
    const Plan plan = plan_visits(request);
    RC_ASSERT(testing::broken_rule(request, plan) == "");
    RC_ASSERT((plan.visits.size() == request.visits.size()) == testing::exhaustive_places_all(request));
  }));
  REQUIRE(rc::check("one person, one visit a day, feasible = exhaustive search", [] {
    const PlanRequest request =
        random_request({.people = 1, .days = 10, .subjects = 2, .gap = 3, .capacity = 1, .pins = false});
    RC_ASSERT((plan_visits(request).visits.size() == request.visits.size()) ==
              testing::exhaustive_places_all(request));
  }));
}

SCENARIO("with unequal efforts everything has a place whenever trying everything finds one", "[plan][laws]") {
  REQUIRE(rc::check("feasible = exhaustive search", [] {
    const PlanRequest request = random_request({.visits = 7, .gap = 2, .unequal = true});
    const Plan plan = plan_visits(request);
    RC_ASSERT(testing::broken_rule(request, plan) == "");
    RC_ASSERT((plan.visits.size() == request.visits.size()) == testing::exhaustive_places_all(request));
  }));
}

SCENARIO("a witness is true, and none of its visits can be left out", "[plan][laws]") {
  REQUIRE(rc::check("without gaps", [] {
    const PlanRequest request = random_request({.people = 2, .days = 4, .capacity = 1});
    check_witnesses(request, plan_visits(request));
  }));
  REQUIRE(rc::check("with gaps", [] {
    const PlanRequest request =
        random_request({.visits = 7, .people = 2, .days = 6, .subjects = 2, .gap = 3});
    check_witnesses(request, plan_visits(request));
  }));
  REQUIRE(rc::check("with unequal efforts", [] {
    const PlanRequest request =
        random_request({.visits = 7, .people = 2, .days = 3, .capacity = 1, .unequal = true});
    check_witnesses(request, plan_visits(request));
  }));
}

SCENARIO("what has no place for lack of capacity has a witness that counts it", "[plan][laws]") {
  REQUIRE(rc::check("confined", [] {
    const PlanRequest request = random_request({.visits = 20, .people = 2, .days = 6, .capacity = 1});
    PlanOptions options;
    options.witnesses_max = 20;
    const Plan plan = plan_visits(request, options);
    for (const UnplannedVisit& visit : plan.unplanned) {
      if (visit.reason != UnplannedReason::overloaded) continue;
      RC_ASSERT(visit.witness.has_value());
      const PlanWitness& witness = plan.witnesses.at(*visit.witness);
      RC_ASSERT(witness.cause == PlanWitness::Cause::capacity);
      RC_ASSERT(witness.demand == static_cast<std::int64_t>(witness.confined));
      RC_ASSERT(witness.short_by == witness.demand - witness.supply);
      // No plan can leave out fewer than that.
      RC_ASSERT(testing::flow_places(request) + static_cast<std::size_t>(witness.short_by) <=
                unpinned(request));
    }
  }));
}

SCENARIO("152: equal requests have equal plans, whatever the order of their lists", "[plan][laws]") {
  REQUIRE(rc::check("shuffled", [] {
    PlanRequest request = random_request({.visits = 12, .gap = 2, .orders = 2});
    const std::string before = plan_json(plan_visits(request));
    std::reverse(request.people.begin(), request.people.end());
    const std::size_t turn = *rc::gen::inRange<std::size_t>(0, request.visits.size());
    std::rotate(request.visits.begin(), request.visits.begin() + static_cast<std::ptrdiff_t>(turn),
                request.visits.end());
    std::reverse(request.visits.begin(), request.visits.begin() + static_cast<std::ptrdiff_t>(turn));
    for (PlanVisit& visit : request.visits) std::reverse(visit.people.begin(), visit.people.end());
    for (PlanPerson& person : request.people) std::reverse(person.days.begin(), person.days.end());
    RC_ASSERT(plan_json(plan_visits(request)) == before);
  }));
}

/// Sum over all places of used²/capacity; capacities below 4, so 12 makes it whole.
std::int64_t unevenness(const Plan& plan) {
  std::int64_t sum = 0;
  for (const PlanLoad& load : plan.loads)
    sum += load.used == 0 ? 0 : load.used * load.used * 12 / load.capacity;
  return sum;
}

SCENARIO("an evened load is never worse than that of the earliest deadline first", "[plan][laws]") {
  REQUIRE(rc::check("unevenness", [] {
    const PlanRequest request =
        random_request({.visits = 30, .people = 4, .days = 12, .gap = 2, .capacity = 3, .pins = false});
    PlanOptions plain;
    plain.level = false;
    const Plan even = plan_visits(request), earliest = plan_visits(request, plain);
    RC_ASSERT(even.visits.size() == earliest.visits.size());
    RC_ASSERT(unevenness(even) <= unevenness(earliest));
  }));
}

SCENARIO("planning again what was planned moves nothing, and one visit more moves few", "[plan][laws]") {
  const auto replan = [](PlanRequest request, const Plan& plan) {
    for (PlanVisit& visit : request.visits) {
      for (const PlannedVisit& planned : plan.visits) {
        if (planned.id == visit.id) visit.slot = planned.slot;
      }
    }
    return request;
  };
  REQUIRE(rc::check("again", [&] {
    const PlanRequest request = random_request({.visits = 20, .people = 3, .days = 12, .gap = 2});
    const Plan first = plan_visits(request), second = plan_visits(replan(request, first));
    if (!first.unplanned.empty()) return;  // with room for other visits the choice may fall otherwise
    for (const PlannedVisit& visit : second.visits) RC_ASSERT_FALSE(visit.moved);
  }));
  REQUIRE(rc::check("one more", [&] {
    PlanRequest request = random_request({.visits = 20, .people = 3, .days = 12, .pins = false});
    const Plan first = plan_visits(request);
    request = replan(request, first);
    if (!first.unplanned.empty()) return;
    request.visits.push_back(testing::visit("w", 1 + *rc::gen::inRange(0, 6), 12));
    const Plan second = plan_visits(request);
    if (!second.unplanned.empty()) return;
    // A chain of moves passes each person and day at most once.
    const auto moved = std::count_if(second.visits.begin(), second.visits.end(),
                                     [](const PlannedVisit& v) { return v.moved; });
    RC_ASSERT(static_cast<std::size_t>(moved) < request.people.size() * 12);
    // If a place that it may take is free, it takes that and nobody moves.
    const bool room = std::any_of(first.loads.begin(), first.loads.end(), [&](const PlanLoad& load) {
      return load.used < load.capacity && load.place.day >= request.visits.back().first;
    });
    if (room) RC_ASSERT(moved == 0);
  }));
}

}  // namespace
}  // namespace huifang
