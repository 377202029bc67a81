#include <rapidcheck.h>

#include "calendar/support.hpp"

namespace huifang {

using testing::china;
using testing::day;
using testing::refusal;

namespace {

BucketFamily family(std::string_view name) { return BucketFamily::built_in(name).value(); }
Bucket at(std::string_view name, std::string_view date) {
  return family(name).at(day(date), china()).value();
}
Bucket bucket(std::string id, std::string_view first, std::string_view last) {
  return {std::move(id), day(first), day(last)};
}

}  // namespace

SCENARIO("built-in buckets", "[calendar][buckets]") {
  CHECK(at("day", "2024-03-01") == bucket("2024-03-01", "2024-03-01", "2024-03-01"));
  CHECK(at("week", "2024-03-01") == bucket("2024-W09", "2024-02-26", "2024-03-03"));
  CHECK(at("half-month", "2024-02-15") == bucket("2024-02-H1", "2024-02-01", "2024-02-15"));
  CHECK(at("half-month", "2024-02-16") == bucket("2024-02-H2", "2024-02-16", "2024-02-29"));
  CHECK(at("half-month", "2023-02-28") == bucket("2023-02-H2", "2023-02-16", "2023-02-28"));
  CHECK(at("half-month", "2024-03-31") == bucket("2024-03-H2", "2024-03-16", "2024-03-31"));
  CHECK(at("month", "2024-02-29") == bucket("2024-02", "2024-02-01", "2024-02-29"));
  CHECK(at("quarter", "2024-03-31") == bucket("2024-Q1", "2024-01-01", "2024-03-31"));
  CHECK(at("quarter", "2024-10-01") == bucket("2024-Q4", "2024-10-01", "2024-12-31"));
  CHECK(at("half-year", "2024-06-30") == bucket("2024-H1", "2024-01-01", "2024-06-30"));
  CHECK(at("half-year", "2024-07-01") == bucket("2024-H2", "2024-07-01", "2024-12-31"));
  CHECK(at("year", "2024-07-01") == bucket("2024", "2024-01-01", "2024-12-31"));
  CHECK(at("working day", "2024-03-01") == bucket("2024-03-01", "2024-03-01", "2024-03-01"));
  CHECK_FALSE(family("working day").at(day("2024-03-02"), china()));
  CHECK(family("working day").next_after(day("2024-03-01"), china())->first == day("2024-03-04"));
  CHECK(family("working day").needs_calendar());
  CHECK_FALSE(family("week").needs_calendar());
  CHECK(BucketFamily::built_in_names() == std::vector<std::string>{"day", "working day", "week", "half-month",
                                                                   "month", "quarter", "half-year", "year"});
  CHECK_FALSE(BucketFamily::built_in("fortnight"));
}

SCENARIO("a week belongs to the year of its Thursday", "[calendar][buckets]") {
  CHECK(at("week", "2021-01-03").id == "2020-W53");
  CHECK(at("week", "2024-12-30") == bucket("2025-W01", "2024-12-30", "2025-01-05"));
  CHECK(at("week", "2027-01-01").id == "2026-W53");
  CHECK(at("week", "2023-01-01").id == "2022-W52");
  CHECK(at("week", "2026-12-31").id == "2026-W53");
  CHECK(at("week", "2008-12-29").id == "2009-W01");
}

SCENARIO("W-57: a quota week from Saturday to Friday", "[calendar][figures]") {
  const auto quota_week = BucketFamily::week_from("quota_week", 6);
  CHECK(quota_week.at(day("2024-03-01"), china()) ==
        bucket("quota_week:2024-02-24", "2024-02-24", "2024-03-01"));
  CHECK(quota_week.next_after(day("2024-03-01"), china())->first == day("2024-03-02"));
  CHECK(quota_week.name() == "quota_week");
  CHECK(refusal([] { BucketFamily::week_from("w", 0); }).code == "HF1307");
  CHECK(refusal([] { BucketFamily::week_from("w", 8); }).code == "HF1307");
}

SCENARIO("W-46: half-months make 24 contacts a year", "[calendar][figures]") {
  int count = 0;
  for (auto next = std::optional(at("half-month", "2024-01-01")); next && next->first.year == 2024;
       next = family("half-month").next_after(next->first, china())) {
    ++count;
  }
  CHECK(count == 24);
}

SCENARIO("buckets by ranges leave out the days between", "[calendar][buckets]") {
  const auto seasons =
      BucketFamily::ranges("roof", {DayRange::read("11-15..02-15"), DayRange::read("05-01..06-30")});
  CHECK(seasons.at(day("2024-01-01"), china()) == bucket("roof:2023-11-15", "2023-11-15", "2024-02-15"));
  CHECK(seasons.at(day("2024-12-01"), china()) == bucket("roof:2024-11-15", "2024-11-15", "2025-02-15"));
  CHECK_FALSE(seasons.at(day("2024-03-01"), china()));
  CHECK(seasons.next_after(day("2024-01-01"), china())->id == "roof:2024-05-01");
  CHECK(seasons.next_after(day("2024-05-01"), china())->id == "roof:2024-11-15");
  const auto dated = BucketFamily::ranges(
      "plan", {DayRange::read("2014-01-01..2014-06-30"), DayRange::read("2014-07-01..2014-12-31")});
  CHECK(dated.next_after(day("2014-01-01"), china())->first == day("2014-07-01"));
  CHECK_FALSE(dated.next_after(day("2014-07-01"), china()));
  CHECK_FALSE(dated.next_after(day("1990-07-01"), china()));  // beyond the horizon
  GIVEN("leap days") {
    const auto february = BucketFamily::ranges("f", {DayRange::read("02-01..02-29")});
    CHECK(february.at(day("2023-02-28"), china())->last == day("2023-02-28"));
    CHECK(february.at(day("2024-02-28"), china())->last == day("2024-02-29"));
    const auto only = BucketFamily::ranges("leap", {DayRange::read("02-29")});
    CHECK(only.next_after(day("2024-02-29"), china())->first == day("2028-02-29"));
  }
}

SCENARIO("ranges that share a day are refused", "[calendar][buckets][diagnostics]") {
  const Diagnostic diagnostic = refusal([] {
    BucketFamily::ranges("roof", {DayRange::read("11-15..02-15"), DayRange::read("02-15..03-01")});
  });
  CHECK(diagnostic.code == "HF1307");
  CHECK(diagnostic.found == "02-15..03-01");
  CHECK(diagnostic.expected == "days that 11-15..02-15 does not have");
  const auto refused = [](const char* a, const char* b) {
    return testing::refusal_kind([&] {
             BucketFamily::ranges("r", {DayRange::read(a), DayRange::read(b)});
           }) == ErrorKind::policy;
  };
  CHECK(refused("2024-01-01..2024-06-30", "2024-06-30..2024-12-31"));
  CHECK(refused("03-01..04-01", "2024-01-01..2024-12-31"));
  CHECK(refused("2024-03-05..2024-03-06", "03-01..04-01"));
  CHECK_NOTHROW(
      BucketFamily::ranges("r", {DayRange::read("03-01..04-01"), DayRange::read("2024-05-01..2024-12-31")}));
}

SCENARIO("buckets end with the calendar", "[calendar][buckets]") {
  CHECK(at("week", "9999-12-31") == bucket("9999-W52", "9999-12-27", "9999-12-31"));
  CHECK(family("week").at({1400, 1, 1}, china())->first == Date{1400, 1, 1});
  CHECK(family("week").at({1400, 1, 1}, china())->id == "1400-W01");
  for (const std::string& name : BucketFamily::built_in_names()) {
    CHECK_FALSE(family(name).next_after(day("9999-12-31"), china()));
    CHECK(refusal([&] { family(name).at({10000, 1, 1}, china()); }).code == "HF1301");
  }
}

TEST_CASE("law: buckets of a family tile the days", "[calendar][buckets][law]") {
  const std::vector<std::string> names{"day",     "week",      "half-month", "month",
                                       "quarter", "half-year", "year",       "from"};
  REQUIRE(rc::check([&] {
    const std::string name = *rc::gen::elementOf(names);
    const auto cut = name == "from" ? BucketFamily::week_from(name, *rc::gen::inRange(1, 8)) : family(name);
    const Date date = Date::from_days(*rc::gen::inRange<std::int64_t>(-208'000, 2'932'000));
    const Bucket now = cut.at(date, china()).value();
    RC_ASSERT(now.first <= date && date <= now.last);
    RC_ASSERT(cut.at(now.first, china()) == now);
    RC_ASSERT(cut.at(now.last, china()) == now);
    const Bucket next = cut.next_after(date, china()).value();
    RC_ASSERT(next.first.to_days() == now.last.to_days() + 1);
    RC_ASSERT(next.id != now.id);
  }));
}

}  // namespace huifang
