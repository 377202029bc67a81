/// Calendars and business-time arithmetic as users of comparable systems were hurt by them: one scenario per
/// case. Where nothing else is said: cn-public, 09:00–12:00 and 13:00–18:00, Asia/Shanghai.

#include <clocale>
#include <locale>

#include "calendar/support.hpp"

namespace huifang {
namespace {

using testing::at;
using testing::china;
using testing::china_source;
using testing::day;
using testing::hours;
using testing::notice;
using testing::refusal;
using testing::week;
using testing::weekly_calendar;

std::int64_t hours_us(std::int64_t count) { return count * us_per_hour; }
std::int64_t minutes_us(std::int64_t count) { return count * us_per_minute; }

}  // namespace

SCENARIO("A1: a working-hour clock runs on a make-up Saturday and stops for the festival",
         "[calendar][edge]") {
  CHECK(china().add_working_time(at("2026-02-14 16:00"), hours_us(8)) == at("2026-02-24 16:00"));
  CalendarSource without_make_up = china_source();
  without_make_up.overlay = {{day("2026-02-14"), false, "", {}}};
  const auto ignorant = BusinessCalendar::build(without_make_up);
  CHECK(ignorant.add_working_time(at("2026-02-14 16:00"), hours_us(8)) == at("2026-02-24 18:00"));
}

SCENARIO("A2: eight working hours from Friday evening end on the make-up Saturday", "[calendar][edge]") {
  CHECK(china().add_working_time(at("2026-02-13 17:30"), hours_us(8)) == at("2026-02-14 17:30"));
}

SCENARIO("A3: make-up Sundays are working days", "[calendar][edge]") {
  CHECK(china().is_open(day("2019-04-28")));
  CHECK(china().is_open(day("2019-05-05")));
  CHECK(china().day(day("2019-04-28")).kind == DayStatus::Kind::make_up);
}

SCENARIO("A5: what only the next year's notice says is provisional until that notice is loaded",
         "[calendar][edge]") {
  CalendarData data_2018 = notice("2018.1", "2018-01-01..2018-12-28", {});
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.data = &data_2018;
  const auto before = BusinessCalendar::build(source);
  CHECK(before.provisional(day("2018-12-29")));
  CHECK(before.provisional(day("2018-12-31")));
  CHECK_FALSE(before.provisional(day("2018-12-28")));
  CHECK(china().day(day("2018-12-29")).kind == DayStatus::Kind::make_up);
  CHECK(china().day(day("2018-12-31")).kind == DayStatus::Kind::holiday);
  CHECK_FALSE(china().provisional(day("2018-12-29")));
}

SCENARIO("A6: a day counts by its own date, whichever year's notice names it", "[calendar][edge]") {
  const CalendarData data =
      notice("2006.1", "2006-01-01..2006-12-31", {{day("2005-12-31"), true, "元旦", {}}});
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.data = &data;
  const auto calendar = BusinessCalendar::build(source);
  CHECK(day("2005-12-31").weekday() == 6);
  CHECK(calendar.is_open(day("2005-12-31")));
  CHECK(china().is_open(day("2006-12-30")));
  CHECK(china().is_open(day("2006-12-31")));
}

SCENARIO("A7: a due date beyond the announced years is given, and provisional", "[calendar][edge]") {
  const Date due = china().add_working_days(day("2026-12-30"), 3);
  CHECK(due == day("2027-01-04"));
  CHECK(china().provisional(due));
  CHECK(china().day(due).provisional);
  CHECK_FALSE(china().provisional(day("2026-12-31")));
  CHECK(cn_public().covered_to == day("2026-12-31"));
}

SCENARIO("A8: an amendment moves a deadline, and both values name their version", "[calendar][edge]") {
  const auto spring_2020 = [](std::string_view last_holiday, bool work_on_first) {
    std::vector<DayOverride> days{{day("2020-01-19"), true, "春节", {}}};
    for (Date date = day("2020-01-24"); date <= day(last_holiday);
         date = Date::from_days(date.to_days() + 1)) {
      days.push_back({date, false, "春节", {}});
    }
    if (work_on_first) days.push_back({day("2020-02-01"), true, "春节", {}});
    return days;
  };
  const CalendarData first = notice("2019-11", "2020-01-01..2020-12-31", spring_2020("2020-01-30", true));
  const CalendarData amended =
      notice("2020-01-27", "2020-01-01..2020-12-31", spring_2020("2020-02-02", false));
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.data = &first;
  const auto before = BusinessCalendar::build(source);
  source.data = &amended;
  const auto after = BusinessCalendar::build(source);
  CHECK(before.add_working_days(day("2020-01-22"), 3) == day("2020-02-01"));
  CHECK(after.add_working_days(day("2020-01-22"), 3) == day("2020-02-04"));
  CHECK(before.version() == "notice@2019-11");
  CHECK(after.version() == "notice@2020-01-27");
  CHECK(china().add_working_days(day("2020-01-22"), 3) == day("2020-02-04"));
}

SCENARIO("A9: a revision names the days it displaces", "[calendar][edge]") {
  const CalendarData first =
      notice("first", "2019-01-01..2019-12-31", {{day("2019-05-01"), false, "劳动节", {}}});
  const CalendarData revised = notice("revised", "2019-01-01..2019-12-31",
                                      {{day("2019-04-28"), true, "劳动节", {}},
                                       {day("2019-05-01"), false, "劳动节", {}},
                                       {day("2019-05-02"), false, "劳动节", {}},
                                       {day("2019-05-03"), false, "劳动节", {}},
                                       {day("2019-05-04"), false, "劳动节", {}},
                                       {day("2019-05-05"), true, "劳动节", {}}});
  CalendarSource source;
  source.data = &first;
  const auto before = BusinessCalendar::build(source);
  source.data = &revised;
  const auto after = BusinessCalendar::build(source);
  const auto changes = changed_days(before, after, day("2019-01-01"), day("2019-12-31"));
  REQUIRE(changes.size() == 4);  // the Saturday was closed before, too
  CHECK(changes[0].date == day("2019-04-28"));
  CHECK(changes[1].date == day("2019-05-02"));
  CHECK(changes[1].before.open);
  CHECK(changes[1].after.kind == DayStatus::Kind::holiday);
  CHECK(changes[2].date == day("2019-05-03"));
  CHECK(changes[3].date == day("2019-05-05"));
}

SCENARIO("A11: an entry that says work is never a holiday", "[calendar][edge]") {
  for (const DayOverride& entry : cn_public().days) {
    const DayStatus status = china().day(entry.date);
    CHECK(status.open == entry.open);
    CHECK(status.kind == (entry.open ? DayStatus::Kind::make_up : DayStatus::Kind::holiday));
  }
}

SCENARIO("A12: the weekend next to a listed holiday is closed by the weekly rule", "[calendar][edge]") {
  const CalendarData data =
      notice("2019.1", "2019-01-01..2019-12-31", {{day("2019-04-05"), false, "清明节", {}}});
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.data = &data;
  const auto calendar = BusinessCalendar::build(source);
  CHECK(calendar.day(day("2019-04-05")).kind == DayStatus::Kind::holiday);
  CHECK(calendar.day(day("2019-04-06")).kind == DayStatus::Kind::weekly_closed);
  CHECK_FALSE(china().is_open(day("2019-04-06")));
}

SCENARIO("A13: a short day replaces the hours of that date only", "[calendar][edge]") {
  CalendarSource source = china_source();
  source.overlay = {{day("2025-09-30"), true, "", hours({"09:00-12:00", "13:00-17:00"})}};
  const auto calendar = BusinessCalendar::build(source);
  CHECK(calendar.add_working_time(at("2025-09-30 16:45"), minutes_us(30)) == at("2025-10-09 09:15"));
  CHECK(calendar.hours(day("2025-09-29")) == hours({"09:00-12:00", "13:00-18:00"}));
  CHECK(calendar.day(day("2025-09-30")).kind == DayStatus::Kind::overlay_open);
}

SCENARIO("A14: five working days after a make-up Sunday end on a make-up Saturday", "[calendar][edge]") {
  CHECK(china().add_working_days(day("2025-09-28"), 5) == day("2025-10-11"));
}

SCENARIO("A15: thirty working minutes span the National Day week", "[calendar][edge]") {
  CHECK(china().add_working_time(at("2025-09-30 17:45"), minutes_us(30)) == at("2025-10-09 09:15"));
}

SCENARIO("A18: open around the clock, working minutes are elapsed minutes", "[calendar][edge]") {
  const auto always = weekly_calendar("Asia/Shanghai", "mon-sun", {"00:00-24:00"});
  CHECK(always.add_working_time(at("2024-02-28 23:30"), minutes_us(60 * 24 * 3)) == at("2024-03-02 23:30"));
  CHECK(always.working_time_between(at("2024-01-01"), at("2025-01-01")) == 366 * us_per_day);
  const auto to_the_last_minute = weekly_calendar("Asia/Shanghai", "mon-sun", {"00:00-23:59"});
  CHECK(to_the_last_minute.working_time_between(at("2024-03-01"), at("2024-03-02")) ==
        minutes_us(24 * 60 - 1));
  CHECK_FALSE(to_the_last_minute.is_open_at(at("2024-03-01 23:59")));
}

SCENARIO("A19: one working day back from Tuesday 00:00 is Monday 00:00", "[calendar][edge]") {
  const auto calendar = weekly_calendar("Asia/Shanghai", "mon-fri", {"00:00-24:00"});
  const Instant tuesday = at("2024-03-05 00:00");
  const PointInTime back = add_span(PointInTime::of(tuesday), {-1, Span::Unit::working_days}, calendar);
  CHECK(opening_of(back, calendar) == at("2024-03-04 00:00"));
  CHECK(calendar.add_working_time(tuesday, -hours_us(24)) == at("2024-03-04 00:00"));
}

SCENARIO("A20: hours that end at 00:00 are refused, 24:00 is the end of the day", "[calendar][edge]") {
  const Diagnostic diagnostic = refusal([] { OpenHours::read("09:00-00:00"); });
  CHECK(diagnostic.code == "HF1305");
  CHECK(diagnostic.found == "00:00");
  CHECK(diagnostic.suggestion == "24:00");
  CHECK(OpenHours::read("09:00-24:00") == OpenHours{540, 1440});
  CalendarSource source;
  source.weekly = week("mon-fri", {"09:00-18:00"});
  source.weekly[0][0] = {9 * 60, 0};
  CHECK(refusal([&] { BusinessCalendar::build(source); }).pointer == "/weekly/0/0");
}

SCENARIO("A21: without open time in the horizon the answer is a typed error, at once", "[calendar][edge]") {
  CalendarSource source;
  source.weekly.resize(7);
  const auto closed = BusinessCalendar::build(source);
  const auto code_of = [&](const auto& action) { return refusal(action).code; };
  CHECK(code_of([&] { closed.add_working_time(at("2024-03-01"), minutes_us(1)); }) == "HF1302");
  CHECK(code_of([&] { closed.add_working_time(at("2024-03-01"), -minutes_us(1)); }) == "HF1302");
  CHECK(code_of([&] { closed.add_working_days(day("2024-03-01"), 1); }) == "HF1302");
  CHECK(code_of([&] { closed.add_working_days(day("2024-03-01"), -1); }) == "HF1302");
  for (const Roll roll : {Roll::following, Roll::preceding, Roll::nearest}) {
    CHECK(code_of([&] { closed.roll(day("2024-03-01"), roll); }) == "HF1302");
    CHECK(testing::refusal_kind([&] { closed.roll(day("2024-03-01"), roll); }) == ErrorKind::range);
  }
  GIVEN("an open day outside the horizon only") {
    source.overlay = {{day("2024-03-12"), true, "", hours({"09:00-10:00"})}};
    source.horizon_days = 10;
    const auto calendar = BusinessCalendar::build(source);
    CHECK(code_of([&] { calendar.add_working_days(day("2024-03-01"), 1); }) == "HF1302");
    CHECK(code_of([&] { calendar.add_working_time(at("2024-03-01"), 1); }) == "HF1302");
    CHECK(calendar.add_working_days(day("2024-03-02"), 1) == day("2024-03-12"));
    CHECK(code_of([&] { calendar.add_working_time(at("2024-03-12"), hours_us(2)); }) == "HF1302");
  }
}

SCENARIO("A23: lunch is no working time", "[calendar][edge]") {
  CHECK(china().add_working_time(at("2024-03-01 12:10"), minutes_us(30)) == at("2024-03-01 13:30"));
}

SCENARIO("A24: openings are exact to the minute", "[calendar][edge]") {
  const auto calendar = weekly_calendar("Asia/Shanghai", "mon-fri", {"08:30-17:45"});
  CHECK(calendar.add_working_time(at("2024-03-01 08:29"), 1) == Instant{at("2024-03-01 08:30").utc_us + 1});
  CHECK(calendar.add_working_time(at("2024-03-01 17:44"), minutes_us(2)) == at("2024-03-04 08:31"));
}

SCENARIO("A25: a clock started before opening counts from the opening", "[calendar][edge]") {
  const auto calendar = weekly_calendar("Asia/Shanghai", "mon-fri", {"09:00-17:00"});
  CHECK(calendar.add_working_time(at("2024-03-01 03:00"), hours_us(2)) == at("2024-03-01 11:00"));
}

SCENARIO("A26: a case from a closed day, answered 20 minutes after opening, took 20 minutes",
         "[calendar][edge]") {
  CHECK(china().working_time_between(at("2024-03-02 10:00"), at("2024-03-04 09:20")) == minutes_us(20));
}

SCENARIO("A27: a short target that does not fit today carries over to the next opening", "[calendar][edge]") {
  CHECK(china().add_working_time(at("2024-03-01 17:40"), minutes_us(45)) == at("2024-03-04 09:25"));
}

SCENARIO("A29: fifteen working hours across the change to summer time", "[calendar][edge]") {
  const auto berlin = weekly_calendar("Europe/Berlin", "mon-fri", {"08:00-13:00", "14:00-18:00"});
  CHECK(berlin.add_working_time(at("2015-03-27T11:00Z"), hours_us(15)) == at("2015-03-31T07:00Z"));
}

SCENARIO("A30: last winter is measured with last winter's offset", "[calendar][edge]") {
  const auto berlin = weekly_calendar("Europe/Berlin", "mon-fri", {"08:00-18:00"});
  CHECK(berlin.working_time_between(at("2024-01-15T06:30Z"), at("2024-01-15T07:30Z")) == minutes_us(30));
  CHECK(berlin.working_time_between(at("2024-07-15T06:30Z"), at("2024-07-15T07:30Z")) == minutes_us(60));
}

SCENARIO("A31: times without offset are the calendar's, never the process's", "[calendar][edge]") {
  CHECK(china().zone().parse("2024-03-01 10:00") == at("2024-03-01T02:00Z"));
  CHECK(china().zone().parse("2024-03-01") == at("2024-02-29T16:00Z"));
}

SCENARIO("A32: no locale changes a weekday, a number or a date", "[calendar][edge]") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
  CHECK(read_weekdays("mon-fri") == std::vector<int>{1, 2, 3, 4, 5});
  CHECK(TimeText::parse("saturday close").weekday == 6);
  CHECK(Span{12345, Span::Unit::minutes}.to_text() == "12345 minutes");
  CHECK(testing::shanghai().to_text(at("2024-03-01 10:05:00.000001")) == "2024-03-01T10:05:00.000001+08:00");
  CHECK(BucketFamily::built_in("year")->at(day("2024-03-01"), china())->id == "2024");
  std::locale::global(before);
}

SCENARIO("A33: a number without unit is no span, and days are not hours", "[calendar][edge]") {
  CHECK(refusal([] { Span::read("3"); }).code == "HF1312");
  const PointInTime friday = PointInTime::of(at("2024-03-01 15:00"));
  CHECK(add_span(friday, {1, Span::Unit::working_days}, china()) == PointInTime::of(day("2024-03-04")));
  CHECK(add_span(friday, {1, Span::Unit::days}, china()) == PointInTime::of(day("2024-03-02")));
  CHECK(add_span(friday, {24, Span::Unit::hours}, china()) == PointInTime::of(at("2024-03-02 15:00")));
  CHECK(add_span(friday, {8, Span::Unit::working_hours}, china()) == PointInTime::of(at("2024-03-04 15:00")));
}

SCENARIO("A35: every dated entry says itself whether the day is open", "[calendar][edge]") {
  CalendarSource source = china_source();
  source.overlay = {{day("2024-11-11"), true, "St. Martin", {}}, {day("2024-11-18"), false, "Outing", {}}};
  const auto calendar = BusinessCalendar::build(source);
  CHECK(calendar.day(day("2024-11-11")).kind == DayStatus::Kind::overlay_open);
  CHECK(calendar.day(day("2024-11-11")).name == "St. Martin");
  CHECK(calendar.day(day("2024-11-18")).kind == DayStatus::Kind::overlay_closed);
}

SCENARIO("A36: old cases still find the holidays of their year", "[calendar][edge]") {
  CHECK(china().add_working_days(day("2007-02-16"), 1) == day("2007-02-17"));
  CHECK(china().add_working_days(day("2007-02-17"), 1) == day("2007-02-25"));
  CHECK(china().version() == "cn-public@2026.1");
}

}  // namespace huifang
