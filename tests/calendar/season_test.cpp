#include <rapidcheck.h>

#include "calendar/support.hpp"

namespace huifang {

using testing::day;

namespace {

SeasonSet sales() {
  return {"sales", {{"peak", {DayRange::read("03-01..10-31")}, false}, {"off", {}, true}}};
}

}  // namespace

SCENARIO("a date has the first season that contains it, else the one for otherwise", "[calendar][season]") {
  const SeasonSet set = sales();
  CHECK(set.at(day("2024-02-29")) == 1);
  CHECK(set.at(day("2024-03-01")) == 0);
  CHECK(set.at(day("2024-10-31")) == 0);
  CHECK(set.at(day("2024-11-01")) == 1);
  const SeasonSet partial{
      "s", {{"a", {DayRange::read("03-01..04-30")}, false}, {"b", {DayRange::read("04-01..05-31")}, false}}};
  CHECK(partial.at(day("2024-04-15")) == 0);
  CHECK(partial.at(day("2024-05-15")) == 1);
  CHECK_FALSE(partial.at(day("2024-06-15")));
}

SCENARIO("the next change of season is known without looking at every day", "[calendar][season]") {
  const SeasonSet set = sales();
  CHECK(set.next_change(day("2024-02-28")) == day("2024-03-01"));
  CHECK(set.next_change(day("2024-03-01")) == day("2024-11-01"));
  CHECK(set.next_change(day("2024-11-01")) == day("2025-03-01"));
  CHECK(SeasonSet{"s", {{"always", {}, true}}}.next_change(day("2024-01-01")) == std::nullopt);
  CHECK(SeasonSet{"s", {{"all", {DayRange::read("01-01..12-31")}, false}}}.next_change(day("2024-01-01")) ==
        std::nullopt);
  const SeasonSet once{"s", {{"fair", {DayRange::read("2040-05-01..2040-05-03")}, false}, {"off", {}, true}}};
  CHECK(once.next_change(day("2024-01-01")) == std::nullopt);  // more than ten years away
  CHECK(once.next_change(day("2034-01-01")) == day("2040-05-01"));
  CHECK(once.next_change(day("2040-05-02")) == day("2040-05-04"));
  CHECK(set.next_change(day("9999-11-01")) == std::nullopt);
}

TEST_CASE("law: the next change of season is the first day that differs", "[calendar][season][law]") {
  REQUIRE(rc::check([] {
    SeasonSet set;
    for (int i = 0; i < 3; ++i) {
      SeasonSet::Season season;
      const Date from = Date::from_days(10'957 + *rc::gen::inRange(0, 366));
      const Date to = Date::from_days(10'957 + *rc::gen::inRange(0, 366));
      season.ranges = {{true, {0, from.month, from.day}, {0, to.month, to.day}}};
      season.otherwise = i == 2 && *rc::gen::arbitrary<bool>();
      set.seasons.push_back(season);
    }
    const std::int64_t today = *rc::gen::inRange(10'000, 12'000);
    std::optional<Date> expected;
    for (std::int64_t i = today + 1; i <= today + 3653 && !expected; ++i) {
      if (set.at(Date::from_days(i)) != set.at(Date::from_days(today))) expected = Date::from_days(i);
    }
    RC_ASSERT(set.next_change(Date::from_days(today)) == expected);
  }));
}

}  // namespace huifang
