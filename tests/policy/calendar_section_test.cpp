#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

Policy calendar(const std::string& content) {
  return loaded("\"zone\": \"Asia/Shanghai\", \"calendar\": {" + content + "}");
}
Date day(int year, int month, int of_month) { return *Date::make(year, month, of_month); }

}  // namespace

SCENARIO("without a calendar section Monday to Friday are worked", "[policy][calendar]") {
  const Policy policy = loaded("");
  REQUIRE(policy.model().calendar);
  CHECK(policy.model().calendar->is_open(day(2024, 3, 1)));
  CHECK_FALSE(policy.model().calendar->is_open(day(2024, 3, 2)));
  CHECK(policy.model().calendar->hours(day(2024, 3, 1)).size() == 2);
}

SCENARIO("cn-public brings holidays and make-up days", "[policy][calendar]") {
  const Policy policy = calendar(R"("use": "cn-public")");
  CHECK_FALSE(policy.model().calendar->is_open(day(2024, 10, 1)));
  CHECK(policy.model().calendar->is_open(day(2024, 9, 29)));
  CHECK(policy.model().calendar->zone().name() == "Asia/Shanghai");
  CHECK_FALSE(calendar(R"("use": null)").model().calendar->is_open(day(2024, 9, 29)));
}

SCENARIO("working hours open the days they name", "[policy][calendar]") {
  const Policy policy =
      calendar(R"("working_hours": {"mon-sat": ["08:30-12:00", "13:30-17:30"], "sun": "10:00-24:00"})");
  const BusinessCalendar& work = *policy.model().calendar;
  CHECK(work.hours(day(2024, 3, 2)) == std::vector<OpenHours>{{510, 720}, {810, 1050}});
  CHECK(work.hours(day(2024, 3, 3)) == std::vector<OpenHours>{{600, 1440}});
  CHECK_FALSE(
      calendar(R"("working_hours": {"tue,thu": "09:00-10:00"})").model().calendar->is_open(day(2024, 3, 1)));
}

SCENARIO("weekly opens days with the usual hours unless hours are given", "[policy][calendar]") {
  CHECK(calendar(R"("weekly": "mon-sun")").model().calendar->is_open(day(2024, 3, 3)));
  const Policy policy =
      calendar(R"("weekly": ["sat", "sunday", "mon-tue"], "working_hours": {"sat": ["09:00-10:00"]})");
  CHECK(policy.model().calendar->hours(day(2024, 3, 2)).size() == 1);
  CHECK(policy.model().calendar->hours(day(2024, 3, 4)).size() == 2);
  CHECK_FALSE(policy.model().calendar->is_open(day(2024, 3, 6)));
}

SCENARIO("single dates win over weeks and data", "[policy][calendar]") {
  const Policy policy = calendar(
      R"("use": "cn-public", "days": {"2024-10-01": "open", "2024-03-01": "closed", "2024-03-02": ["10:00-11:00"],
    "2024-03-03": {"name": "stocktaking", "hours": ["08:00-09:00"]}, "2024-03-04": {"open": false, "name": "founder's day"}})");
  const BusinessCalendar& work = *policy.model().calendar;
  CHECK(work.is_open(day(2024, 10, 1)));
  CHECK_FALSE(work.is_open(day(2024, 3, 1)));
  CHECK(work.hours(day(2024, 3, 2)) == std::vector<OpenHours>{{600, 660}});
  CHECK(work.day(day(2024, 3, 3)).name == "stocktaking");
  CHECK_FALSE(work.is_open(day(2024, 3, 4)));
}

SCENARIO("seasons and buckets have names", "[policy][calendar]") {
  const Policy policy = calendar(
      R"("seasons": {"sales": {"peak": ["03-01..05-31", "09-01..10-31"], "off": "otherwise"}, "heat": {"hot": "06-01..08-31"}},
    "buckets": {"work_week": {"week_from": "sunday"}, "checks": {"ranges": ["04-01..05-31", "10-01..11-15"]}})");
  const PolicyModel& model = policy.model();
  REQUIRE(model.seasons.size() == 2);
  CHECK(model.seasons[0].at(day(2024, 9, 15)) == 0u);
  CHECK(model.seasons[0].at(day(2024, 7, 15)) == 1u);
  CHECK_FALSE(model.seasons[1].at(day(2024, 1, 1)));
  REQUIRE(model.buckets.size() == BucketFamily::built_in_names().size() + 2);
  CHECK(model.buckets.back().name() == "checks");
}
