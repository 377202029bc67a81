#include <rapidcheck.h>

#include "calendar/day_range.hpp"

#include "calendar/support.hpp"

namespace huifang {

using testing::day;

SCENARIO("ranges of days include both ends", "[calendar][ranges]") {
  const DayRange peak = DayRange::read("03-01..10-31");
  CHECK(peak.yearly);
  CHECK_FALSE(peak.contains(day("2024-02-29")));
  CHECK(peak.contains(day("2024-03-01")));
  CHECK(peak.contains(day("2024-10-31")));
  CHECK_FALSE(peak.contains(day("2024-11-01")));
  const DayRange winter = DayRange::read("11-15..02-15");
  CHECK(winter.contains(day("2024-11-15")));
  CHECK(winter.contains(day("2024-12-31")));
  CHECK(winter.contains(day("2024-02-15")));
  CHECK_FALSE(winter.contains(day("2024-02-16")));
  const DayRange dated = DayRange::read("2014-01-01..2016-12-31");
  CHECK_FALSE(dated.yearly);
  CHECK(dated.contains(day("2016-12-31")));
  CHECK_FALSE(dated.contains(day("2017-01-01")));
  CHECK(DayRange::read("10-01").contains(day("2024-10-01")));
  CHECK_FALSE(DayRange::read("10-01").contains(day("2024-10-02")));
  CHECK(DayRange::read("2012-03-01..").contains(day("9999-12-31")));
  CHECK_FALSE(DayRange::read("2012-03-01..").contains(day("2012-02-29")));
  CHECK(DayRange::read("..2012-03-01").contains({1400, 1, 1}));
}

SCENARIO("W-60: 1 November to 10 January has 71 days", "[calendar][figures]") {
  const DayRange window = DayRange::read("11-01..01-10");
  std::int64_t days = 0;
  for (std::int64_t i = day("2008-07-01").to_days(); i < day("2009-07-01").to_days(); ++i) {
    days += window.contains(Date::from_days(i)) ? 1 : 0;
  }
  CHECK(days == 71);
  const auto bucket = BucketFamily::ranges("survey", {window}).at(day("2009-01-01"), testing::china());
  REQUIRE(bucket);
  CHECK(bucket->first == day("2008-11-01"));
  CHECK(bucket->last == day("2009-01-10"));
  CHECK(bucket->last.to_days() - bucket->first.to_days() + 1 == 71);
}

SCENARIO("ranges are written as they are read", "[calendar][ranges]") {
  for (const char* text : {"03-01..10-31", "11-15..02-15", "02-29..02-29", "2014-01-01..2016-12-31",
                           "2012-03-01..", "..2016-12-31"}) {
    CHECK(DayRange::read(text).to_text() == text);
  }
  CHECK(DayRange::read(" 03-01 .. 10-31 ").to_text() == "03-01..10-31");
  CHECK(DayRange::read("10-01").to_text() == "10-01..10-01");
  for (const char* text :
       {"", "..", "03-01", "3-1..10-31", "03-01...10-31", "03-01-10-31", "03-01..", "..10-31",
        "03-01..2024-10-31", "2024-03-01..10-31", "13-01..13-02", "02-30..03-01", "2023-02-29..2023-03-01",
        "2016-01-01..2015-01-01", "03-01..10-31 x", "1399-01-01.."}) {
    INFO(text);
    CHECK(DayRange::parse(text).has_value() == (std::string_view(text) == "03-01"));
  }
}

TEST_CASE("law: the runs of a range hold exactly the days it contains", "[calendar][ranges][law]") {
  REQUIRE(rc::check([] {
    DayRange range;
    const Date from = Date::from_days(10'957 + *rc::gen::inRange(0, 366));  // the leap year 2000
    const Date to = Date::from_days(10'957 + *rc::gen::inRange(0, 366));
    range.from = {0, from.month, from.day};
    range.to = {0, to.month, to.day};
    const std::int64_t today = *rc::gen::inRange(10'000, 12'000);
    const auto run = run_at(range, Date::from_days(today));
    RC_ASSERT(run.has_value() == range.contains(Date::from_days(today)));
    if (run) {
      RC_ASSERT(run->first <= today && today <= run->last);
      for (std::int64_t i = run->first; i <= run->last; ++i) RC_ASSERT(range.contains(Date::from_days(i)));
      const bool whole_year = run->last - run->first >= 364;
      RC_ASSERT(whole_year || !range.contains(Date::from_days(run->first - 1)));
      RC_ASSERT(whole_year || !range.contains(Date::from_days(run->last + 1)));
    }
    const auto next = run_after(range, today, today + 4000);
    if (next) {
      RC_ASSERT(next->first > today);
      for (std::int64_t i = run ? run->last + 1 : today + 1; i < next->first; ++i) {
        RC_ASSERT(!range.contains(Date::from_days(i)));
      }
    }
  }));
}

}  // namespace huifang
