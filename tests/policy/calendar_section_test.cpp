#include <algorithm>
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

SCENARIO("hours that close before they open are a night shift", "[policy][calendar]") {
  const Policy policy = calendar(
      R"("working_hours": {"mon-fri": ["14:00-17:00", "22:00-06:00"]}, "days": {"2024-03-02": ["20:00-02:00"]})");
  const BusinessCalendar& work = *policy.model().calendar;
  CHECK(work.hours(day(2024, 3, 1)) == std::vector<OpenHours>{{840, 1020}, {1320, 1800}});
  CHECK(work.is_open_at(*work.zone().parse("2024-03-02 05:59")));
  CHECK(work.is_open_at(*work.zone().parse("2024-03-03 01:59")));
  CHECK_FALSE(work.is_open_at(*work.zone().parse("2024-03-03 05:59")));
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

SCENARIO("named hours stand for events and duties, or hours are written there", "[policy][calendar]") {
  const Policy policy = loaded(R"j("zone": "Asia/Shanghai",
    "params": {"window": {"type": "string*", "default": ["09:30-11:30", "14:30-17:00"]}},
    "calendar": {"hours": {"calls": "$window", "desk": {"mon-fri": "09:00-18:00", "sat": ["09:00-12:00"]}}},
    "events": {"phone": {"hours": "calls"}, "walk_in": {"hours": ["08:00-20:00"]}},
    "rules": {"w": {"each": "week", "owe": {"need": "phone", "hours": "desk"}}})j");
  const PolicyModel& model = policy.model();
  const auto open = [&](std::uint32_t hours, const char* at) {
    return model.hours.at(hours).calendar.is_open_at(*model.zone.parse(at));
  };
  const std::uint32_t calls = model.events[model.event("phone")].hours;
  CHECK(open(calls, "2024-10-01T09:30"));  // a holiday: named hours know none
  CHECK_FALSE(open(calls, "2024-10-01T11:30"));
  CHECK(open(model.events[model.event("walk_in")].hours, "2024-03-03T19:59"));
  const std::uint32_t desk = model.rules[model.rule("w")].owe->hours;
  CHECK(open(desk, "2024-03-02T11:59"));
  CHECK_FALSE(open(desk, "2024-03-03T10:00"));
  CHECK(policy.named_hours("calls").has_value());
  CHECK_FALSE(policy.named_hours("").has_value());
}

SCENARIO("a list of dates is written, or the first days of a data set's holidays", "[policy][calendar]") {
  const Policy policy = calendar(R"j("use": "cn-public", "dates": {
    "festivals": {"from": "cn-public", "only": ["春节", "中秋节"]}, "all": {"from": "cn-public"}, "openings": ["2024-05-02", "2024-05-01"],
    "one": "2024-06-01"})j");
  CHECK(policy.dates("openings") == std::vector<Date>{day(2024, 5, 1), day(2024, 5, 2)});
  CHECK(policy.dates("one") == std::vector<Date>{day(2024, 6, 1)});
  const auto festivals = *policy.dates("festivals");
  const auto has = [&](const Date& date) { return std::find(festivals.begin(), festivals.end(), date) != festivals.end(); };
  CHECK(has(day(2024, 2, 10)));
  CHECK(has(day(2024, 9, 15)));
  CHECK(has(day(2025, 10, 1)));  // both festivals share one period
  CHECK_FALSE(has(day(2024, 10, 1)));
  CHECK_FALSE(has(day(2024, 2, 11)));
  CHECK(policy.dates("all")->size() > festivals.size());
  CHECK_FALSE(policy.dates("other"));
}

SCENARIO("an overlay gives subjects of an entity calendars of their own", "[policy][calendar]") {
  const Policy policy = calendar(R"j("use": "cn-public", "working_hours": {"mon-fri": "08:00-16:00"}, "days": {"2024-03-09": "open"},
    "overlay": {"staff": "roster", "unit": {"desk": {"weekly": "tue-sat"},
                "night": {"working_hours": {"fri-sat": "22:00-06:00"}, "days": {"2024-10-01": "open", "2024-03-08": "closed"}}}})j");
  const auto desk = policy.calendar(EntityRef{"unit", "desk"});
  CHECK_FALSE(desk.is_open(day(2024, 3, 4)));
  CHECK(desk.hours(day(2024, 3, 16)) == std::vector<OpenHours>{{480, 960}});
  CHECK_FALSE(desk.is_open(day(2024, 10, 1)));  // the national calendar lies underneath
  const auto night = policy.calendar(EntityRef{"unit", "night"});
  CHECK(night.hours(day(2024, 3, 15)) == std::vector<OpenHours>{{1320, 1800}});
  CHECK_FALSE(night.is_open(day(2024, 3, 8)));
  CHECK(night.is_open(day(2024, 10, 1)));
  CHECK(night.is_open(day(2024, 3, 9)));  // a date of the policy
  CHECK_FALSE(policy.calendar(EntityRef{"unit", "other"}).is_open(day(2024, 3, 16)));
}

SCENARIO("what names hours, festivals, entities or dates that are not there is refused", "[policy][calendar]") {
  const auto code = [](const std::string& sections) {
    const auto found = Policy::check(document(sections));
    REQUIRE(found.size() >= 1);
    return found.front().code + " " + found.front().suggestion;
  };
  CHECK(code(R"j("calendar": {"hours": {"calls": "09:30-11:30"}}, "events": {"phone": {"hours": "call"}})j") == "HF1420 calls");
  CHECK(code(R"j("calendar": {"hours": {"calls": "9-11"}})j") == "HF1409 ");
  CHECK(code(R"j("calendar": {"dates": {"f": {"from": "cn-public", "only": "春结"}}})j") == "HF1421 春节");
  CHECK(code(R"j("calendar": {"dates": {"f": {"from": "cn-publik"}}})j") == "HF1408 cn-public");
  CHECK(code(R"j("calendar": {"dates": {"f": {}}})j") == "HF1103 ");
  CHECK(code(R"j("calendar": {"dates": {"f": ["2024-02-30"]}})j") == "HF1111 ");
  CHECK(code(R"j("calendar": {"dates": {"customer": ["2024-02-03"]}})j") == "HF1106 ");
  CHECK(code(R"j("calendar": {"overlay": {"staf": "roster"}})j") == "HF1402 staff");
  CHECK(code(R"j("calendar": {"overlay": {"staff": "rooster"}})j") == "HF1109 roster");
  CHECK(code(R"j("calendar": {"overlay": {"unit": {"desk": {"hours": "09:00-10:00"}}}})j").starts_with("HF1101"));
  CHECK(code(R"j("rules": {"x": {"for": "calendar.data", "each": "week", "owe": {"need": "missed"}}})j").starts_with("HF1402"));
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
