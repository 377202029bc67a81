/// Edge cases of visit planning, by their numbers (as in domain/edge_cases_test.cpp).

#include <catch2/catch.hpp>

#include "plan/reference.hpp"
#include "plan/support.hpp"

namespace huifang {

using testing::day;
using testing::days_of;
using testing::person;
using testing::visit;

namespace {

PlanPerson in_china(std::string id, std::int64_t capacity) {
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.data = &cn_public();
  PlanPerson out = person(std::move(id), capacity);
  out.calendar = BusinessCalendar::build(source);
  return out;
}

PlanVisit between(std::string id, const char* first, const char* last) {
  PlanVisit out = visit(std::move(id), 1, 1);
  out.first = *Date::parse(first);
  out.last = *Date::parse(last);
  return out;
}

}  // namespace

SCENARIO("131: a wish on a holiday goes to the nearest open day inside the window", "[plan][edge]") {
  PlanRequest request{{between("a", "2024-09-28", "2024-10-20")}, {in_china("s1", 1)}};
  request.visits[0].wish = Date{2024, 10, 1};  // closed till the 7th; 30 September is open
  CHECK(plan_visits(request).visits.at(0).slot.day == Date{2024, 9, 30});
  GIVEN("a window that begins with the holiday") {
    request.visits[0].first = Date{2024, 10, 1};
    CHECK(plan_visits(request).visits.at(0).slot.day == Date{2024, 10, 8});
  }
  GIVEN("somebody on the nearest day already") {
    request.visits.push_back(between("b", "2024-09-28", "2024-10-20"));
    request.visits[1].slot = PlanSlot{Date{2024, 9, 30}, "s1"};
    request.visits[1].pinned = true;
    THEN("it does not collide: Sunday 29 September is a make-up day, as near as none after the holiday") {
      CHECK(plan_visits(request).visits.at(0).slot.day == Date{2024, 9, 29});
    }
  }
}

SCENARIO("132: a week without a working day has no place for anybody, which is no overload", "[plan][edge]") {
  const Plan plan = plan_visits({{between("a", "2020-01-27", "2020-02-02")}, {in_china("s1", 5)}});
  REQUIRE(plan.unplanned.size() == 1);
  CHECK(plan.unplanned[0].reason == UnplannedReason::no_open_day);
  CHECK_FALSE(plan.unplanned[0].witness);
}

SCENARIO("133, 141: weeks hold what their working days hold, make-up days included", "[plan][edge]") {
  // 29 September to 5 October 2025 has two working days, 6 to 12 October three; the 28th is a make-up Sunday.
  const auto places = [](const char* first, const char* last, int asked) {
    PlanRequest request{{}, {in_china("s1", 5)}};
    for (int i = 0; i < asked; ++i) request.visits.push_back(between("v" + std::to_string(i), first, last));
    return plan_visits(request);
  };
  CHECK(places("2025-09-29", "2025-10-05", 25).visits.size() == 10);
  CHECK(places("2025-10-06", "2025-10-12", 25).visits.size() == 15);  // 9, 10 and the make-up Saturday 11
  CHECK(places("2025-09-22", "2025-09-28", 40).visits.size() == 30);
  const Plan plan = places("2025-09-29", "2025-10-05", 25);
  REQUIRE(plan.witnesses.size() == 1);
  CHECK(plan.witnesses[0].demand == 25);
  CHECK(plan.witnesses[0].supply == 10);
  CHECK(plan.witnesses[0].short_by == 15);
  CHECK(plan.witnesses[0].visits.size() == 11);
  CHECK(plan.witnesses[0].people == std::vector<std::string>{"s1"});
  CHECK(plan.witnesses[0].days == std::vector<Date>{{2025, 9, 29}, {2025, 9, 30}});
}

SCENARIO("143: a customer whose next window is near goes first, though another's deadline is earlier",
         "[plan][edge]") {
  const Plan plan = plan_visits(
      {{visit("p1", 1, 3, "P", 3), visit("p2", 4, 4, "P", 3), visit("q", 1, 2, "Q", 3)}, {person("s1")}});
  CHECK(days_of(plan) == std::map<std::string, int>{{"p1", 1}, {"p2", 4}, {"q", 2}});
}

SCENARIO("144: where the earliest deadline fails on narrowed windows too, the exact search finds the plan",
         "[plan][edge]") {
  const Plan plan = plan_visits({{visit("p1", 1, 3, "P", 2), visit("p2", 4, 4, "P", 2),
                                  visit("q1", 1, 2, "Q", 2), visit("q2", 2, 4, "Q", 2)},
                                 {person("s1")}});
  CHECK(days_of(plan) == std::map<std::string, int>{{"p1", 2}, {"p2", 4}, {"q1", 1}, {"q2", 3}});
}

SCENARIO("148: pinned visits are fixed; others keep their places and give way to nobody new",
         "[plan][edge]") {
  PlanRequest request{{visit("a", 1, 5), visit("b", 1, 5), visit("c", 1, 1)}, {person("s1")}};
  request.visits[0].slot = PlanSlot{day(4), "s1"};
  request.visits[1].slot = PlanSlot{day(2), "s1"};
  request.visits[1].pinned = true;
  CHECK(days_of(plan_visits(request)) == std::map<std::string, int>{{"a", 4}, {"b", 2}, {"c", 1}});
  GIVEN("a pinned visit on a day that its person is away") {
    request.people[0].days = {{day(2), 0}};
    const Plan plan = plan_visits(request);
    THEN("it stays and is reported") {
      CHECK(days_of(plan).at("b") == 2);
      REQUIRE(plan.conflicts.size() == 1);
      CHECK(plan.conflicts[0].kind == PlanConflict::Kind::closed);
    }
  }
  GIVEN("pins that break everything else") {
    request.visits[0].pinned = true;
    request.visits[0].people = {"s1"};
    request.visits[0].slot = PlanSlot{day(7), "somebody"};
    request.visits[1].subject = request.visits[2].subject = "x";
    request.visits[1].gap_days = 2;
    request.visits[2].slot = PlanSlot{day(2), "s1"};
    request.visits[2].pinned = true;
    std::vector<std::string> kinds;
    for (const PlanConflict& conflict : plan_visits(request).conflicts)
      kinds.push_back(conflict.id + " " + std::string(to_text(conflict.kind)));
    CHECK(kinds == std::vector<std::string>{"a person", "a window", "b capacity", "b gap", "c window",
                                            "c capacity", "c gap"});
  }
}

SCENARIO("149: visits of one subject keep their order where their windows overlap", "[plan][edge]") {
  PlanRequest request{{visit("z", 1, 6, "P", 2), visit("a", 3, 9, "P", 2)}, {person("s1", 3)}};
  for (int i = 0; i < 12; ++i) request.visits.push_back(visit("filler" + std::to_string(i), 1, 9));
  const auto days = days_of(plan_visits(request));
  CHECK(days.at("a") - days.at("z") >= 2);
}

SCENARIO("a visit that several can do leaves room for one that only one can do", "[plan]") {
  PlanRequest request{{visit("a", 1, 1), visit("b", 1, 1)}, {person("s1"), person("s2")}};
  request.visits[1].people = {"s1"};
  const Plan plan = plan_visits(request);
  REQUIRE(plan.visits.size() == 2);
  CHECK(plan.visits[0].slot.person == "s1");
  CHECK(plan.visits[0].id == "b");
}

SCENARIO("when not all fit, those first in order stay in", "[plan]") {
  PlanRequest request{{}, {person("s1")}};
  for (int i = 0; i < 6; ++i) {
    PlanVisit v = visit("v" + std::to_string(i), 1, 3 + i % 2);
    v.order = {i < 3 ? 1 : 0};
    request.visits.push_back(std::move(v));
  }
  const Plan plan = plan_visits(request);
  CHECK(plan.visits.size() == 4);
  for (const UnplannedVisit& v : plan.unplanned) CHECK(v.id < "v3");
}

SCENARIO("the load is even: four visits in four days are one a day, and what is urgent stays early",
         "[plan]") {
  PlanRequest request{{visit("a", 1, 4), visit("b", 1, 4), visit("c", 1, 4), visit("d", 1, 4)},
                      {person("s1", 4)}};
  for (const PlanLoad& load : plan_visits(request).loads) CHECK(load.used == 1);
  request.visits[3].soonest = true;
  CHECK(days_of(plan_visits(request)).at("d") == 1);
}

SCENARIO("minutes are a capacity as visits are", "[plan]") {
  PlanRequest request{{visit("a", 1, 2), visit("b", 1, 2), visit("c", 1, 2)}, {person("s1", 100)}};
  request.visits[0].effort = request.visits[1].effort = request.visits[2].effort = 60;
  GIVEN("equal efforts: a place holds whole visits only") {
    const Plan plan = plan_visits(request);
    CHECK(plan.visits.size() == 2);
    REQUIRE(plan.witnesses.size() == 1);
    CHECK(plan.witnesses[0].demand == 180);
    CHECK(plan.witnesses[0].supply == 120);
    CHECK(plan.witnesses[0].short_by == 60);
  }
  GIVEN("unequal ones that fit in sum but not in pieces") {
    request.visits[0].effort = 70;
    const Plan plan = plan_visits(request);
    CHECK(plan.visits.size() == 2);
    REQUIRE(plan.witnesses.size() == 1);
    CHECK(plan.witnesses[0].cause == PlanWitness::Cause::packing);
    CHECK(plan.witnesses[0].visits.size() == 3);
  }
}

}  // namespace huifang
