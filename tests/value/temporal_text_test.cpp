#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "huifang/value.hpp"

using namespace huifang;

SCENARIO("dates are proleptic Gregorian, a billion years either way", "[value][date]") {
  CHECK(Date::parse("2024-02-29")->to_text() == "2024-02-29");
  CHECK(Date::parse("-0044-03-15")->year == -44);
  CHECK(Date::parse("999999999-12-31")->to_text() == "999999999-12-31");
  CHECK(Date{1970, 1, 1}.to_days() == 0);
  CHECK(Date::from_days(19783) == Date{2024, 3, 1});
  CHECK(Date{2024, 3, 1}.weekday() == 5);
  CHECK(Date{1969, 12, 28}.weekday() == 7);
  for (const char* text :
       {"2023-02-29", "2024-13-01", "2024-00-01", "2024-1-1", "24-01-01", "02024-01-01", "+2024-01-01",
        "2024-01-01 ", "1000000000-01-01", "2024/01/01", "", "2024-01-01T"}) {
    CAPTURE(text);
    CHECK_FALSE(Date::parse(text).has_value());
  }
}

TEST_CASE("days and dates are each other's inverse", "[value][date]") {
  REQUIRE(rc::check("from_days, to_days and text", [] {
    const auto days = *rc::gen::inRange<std::int64_t>(-365'000'000'000, 365'000'000'000);
    const Date date = Date::from_days(days);
    RC_ASSERT(date.to_days() == days);
    RC_ASSERT(Date::make(date.year, date.month, date.day) == date);
    RC_ASSERT(Date::parse(date.to_text()) == date);
    RC_ASSERT(Date::from_days(days + 1) > date);
    RC_ASSERT(Date::from_days(days + 7).weekday() == date.weekday());
  }));
}

SCENARIO("times keep nanoseconds and their zone", "[value][time]") {
  CHECK(Time::parse("10:05:00")->to_text() == "10:05:00");
  CHECK(Time::parse("10:05:00.250+08:00")->to_text() == "10:05:00.25+08:00");
  CHECK(Time::parse("10:05:00@Asia/Shanghai")->zone->name == "Asia/Shanghai");
  CHECK(Time::parse("23:59:59.999999999Z")->ns_of_day == 86'399'999'999'999);
  CHECK(Time::parse("10:05:00+00:00")->to_text() == "10:05:00Z");
  CHECK(Time::parse("24:00:00")->ns_of_day == 0);
  for (const char* text : {"24:00:01", "10:60:00", "10:05", "10:05:60", "1:05:00", "10:05:00.",
                           "10:05:00+19:00", "10:05:00+8:00", "10:05:00@", "10:05:00Zx", ""}) {
    CAPTURE(text);
    CHECK_FALSE(Time::parse(text).has_value());
  }
}

SCENARIO("a date and time may end its day", "[value][time]") {
  CHECK(DateTime::parse("2024-03-01T10:05:00+08:00")->to_text() == "2024-03-01T10:05:00+08:00");
  CHECK(DateTime::parse("2024-02-29T24:00:00")->to_text() == "2024-03-01T00:00:00");
  CHECK(DateTime::parse("2024-02-29")->to_text() == "2024-02-29T00:00:00");
  CHECK_FALSE(DateTime::parse("999999999-12-31T24:00:00").has_value());
  CHECK_FALSE(DateTime::parse("2024-02-29 10:00:00").has_value());
}

SCENARIO("durations are written in their shortest form", "[value][duration]") {
  CHECK(DaysDuration::parse("P1DT26H")->to_text() == "P2DT2H");
  CHECK(DaysDuration::parse("-PT0.5S")->to_text() == "-PT0.5S");
  CHECK(DaysDuration::parse("PT0S")->to_text() == "PT0S");
  CHECK(DaysDuration::parse("P0D")->to_text() == "PT0S");
  CHECK(MonthsDuration::parse("P14M")->to_text() == "P1Y2M");
  CHECK(MonthsDuration::parse("-P1Y")->months == -12);
  CHECK(MonthsDuration::parse("P0Y")->to_text() == "P0M");
  for (const char* text : {"", "P", "PT", "P1DT", "1D", "P1H", "PT1D", "P1Y", "PT1M1H", "P-1D", "P1.5D",
                           "PT1S1S", "P99999999999999999999D", "P1D2D", "P1M"}) {
    CAPTURE(text);
    CHECK_FALSE(DaysDuration::parse(text).has_value());
  }
  for (const char* text :
       {"", "P", "P1", "P1M1Y", "P1Y1Y", "P1D", "P1.5Y", "PT1M", "P1000000000000000000Y"}) {
    CAPTURE(text);
    CHECK_FALSE(MonthsDuration::parse(text).has_value());
  }
}

TEST_CASE("texts of durations and times read back equal", "[value][duration]") {
  REQUIRE(rc::check("days and time durations", [] {
    const auto seconds = *rc::gen::arbitrary<std::int64_t>();
    const auto ns = *rc::gen::inRange<std::int32_t>(0, 1'000'000'000);
    RC_PRE(seconds != INT64_MIN);
    const DaysDuration duration{seconds, seconds < 0 ? -ns : ns};
    RC_ASSERT(DaysDuration::parse(duration.to_text()) == duration);
  }));
  REQUIRE(rc::check("years and months durations", [] {
    const MonthsDuration duration{*rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000)};
    RC_ASSERT(MonthsDuration::parse(duration.to_text()) == duration);
  }));
  REQUIRE(rc::check("times with offsets", [] {
    const Time time{*rc::gen::inRange<std::int64_t>(0, 86'400'000'000'000),
                    ZoneSpec{"", *rc::gen::inRange(-64'800, 64'801)}};
    RC_ASSERT(Time::parse(time.to_text()) == time);
  }));
}
