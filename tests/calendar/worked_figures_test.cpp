/// The worked figures of the regulations that are facts of the calendar alone.

#include "calendar/support.hpp"

namespace huifang {

using testing::at;
using testing::china;
using testing::china_source;
using testing::day;
using testing::hours;

namespace {

PointInTime resolved(std::string_view text, Date start, Roll roll = Roll::none,
                     const BusinessCalendar& calendar = china()) {
  TimeContext context;
  context.start = PointInTime::of(start);
  return resolve(TimeText::parse(text), context, calendar, roll).value();
}

/// Whether a call at each time of day falls into some of the hours: y or n.
std::string answers(const std::vector<OpenHours>& windows, std::initializer_list<int> times_hhmm) {
  std::string out;
  for (const int time : times_hhmm) {
    const std::int64_t us = (time / 100) * us_per_hour + (time % 100) * us_per_minute;
    bool open = false;
    for (const OpenHours& window : windows) open = open || window.contains(us);
    out += open ? 'y' : 'n';
  }
  return out;
}

}  // namespace

SCENARIO("W-51: three days before 2017-10-10 is a Saturday in National Day week, rolled back",
         "[calendar][figures]") {
  CHECK(resolved("-3 days", day("2017-10-10")).date == day("2017-10-07"));
  CHECK(resolved("-3 days", day("2017-10-10"), Roll::preceding).date == day("2017-09-30"));
  CHECK(china().day(day("2017-09-30")).kind == DayStatus::Kind::make_up);
}

SCENARIO("W-53: call windows of the equipment firm, the end excluded or included", "[calendar][figures]") {
  const auto windows = hours({"09:30-11:30", "14:30-17:00"});
  CHECK(answers(windows, {929, 930, 1129, 1130, 1429, 1430, 1659, 1700}) == "nyynnyyn");
  THEN("who counts the last minute writes the end after it") {
    CHECK(answers(hours({"09:30-11:31", "14:30-17:01"}), {929, 930, 1129, 1130, 1429, 1430, 1659, 1700}) == "nyyynyyy");
  }
}

SCENARIO("W-54: call windows of the decoration firm", "[calendar][figures]") {
  const auto windows = hours({"10:00-11:30", "15:00-17:30"});
  CHECK(answers(windows, {959, 1000, 1129, 1459, 1500, 1729}) == "nyynyy");
}

SCENARIO("W-55: after a call-in the second call by day three, then weekly", "[calendar][figures]") {
  const Date call_in = day("2024-03-01");
  CHECK(resolved("0 days", call_in).date == day("2024-03-01"));
  const Date second = resolved("3 days", call_in).date;
  CHECK(second == day("2024-03-04"));
  CHECK(resolved("7 days", second).date == day("2024-03-11"));
  CHECK(add_span(PointInTime::of(second), {14, Span::Unit::days}, china()).date == day("2024-03-18"));
}

SCENARIO("W-56: visits end on Friday 2024-03-01", "[calendar][figures]") {
  CHECK(resolved("1 day", day("2024-03-01")).date == day("2024-03-02"));
  CHECK(resolved("1 working day", day("2024-03-01")).date == day("2024-03-04"));
  CHECK(resolved("5 working days", day("2024-03-01")).date == day("2024-03-08"));
}

SCENARIO("W-58: a report due on a rest day is due the day before", "[calendar][figures]") {
  CalendarSource source = china_source();
  source.weekly = testing::week("tue-sun", {"09:00-18:00"});
  const auto roster = BusinessCalendar::build(source);
  TimeContext context;
  context.end = PointInTime::of(day("2024-03-04"));
  CHECK(resolve(TimeText::parse("end + 0 days"), context, roster, Roll::preceding)->date ==
        day("2024-03-03"));
}

SCENARIO("W-59: a year of warranty from 2023-03-15", "[calendar][figures]") {
  CHECK(resolved("6 months", day("2023-03-15")).date == day("2023-09-15"));
  CHECK(resolved("1 year", day("2023-03-15")).date == day("2024-03-15"));
  CHECK(resolved("7 days", day("2023-05-04")).date == day("2023-05-11"));
}

SCENARIO("W-62: every second year after 2008, read as distance and as exclusive", "[calendar][figures]") {
  CHECK(resolved("2 years", day("2008-06-01")).date.year == 2010);
  CHECK(resolved("3 years", day("2008-06-01")).date.year == 2011);
}

}  // namespace huifang
