#include <rapidcheck.h>

#include "calendar/reference_model.hpp"
#include "calendar/support.hpp"
#include "calendar/working_pattern.hpp"

namespace huifang {

using testing::at;
using testing::china;
using testing::day;
using testing::hours;
using testing::ReferenceModel;
using testing::week;
using testing::weekly_calendar;

namespace {

/// A zone and a day around which its clock does something.
struct Place {
  std::string zone;
  std::string date;
};

CalendarSource random_source(const Place& place) {
  CalendarSource source;
  source.zone = place.zone;
  source.horizon_days = 60;
  const auto random_hours = [] {
    // Ends on quarters of an hour: gaps and repeated hours begin there, too.
    auto ends = *rc::gen::container<std::vector<int>>(4, rc::gen::inRange(0, 97));
    std::sort(ends.begin(), ends.end());
    std::vector<OpenHours> open;
    for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
      if (ends[i] < ends[i + 1]) open.push_back({ends[i] * 15, ends[i + 1] * 15});
    }
    const int night = *rc::gen::inRange(0, 3);
    if (night == 0 && (open.empty() || open.back().end_min < 24 * 60)) {
      // A shift over midnight, which may reach into the hours of the next day.
      const int start = *rc::gen::inRange(std::max(open.empty() ? 0 : open.back().end_min / 15, 48), 96);
      open.push_back({start * 15, *rc::gen::inRange(97, start + OpenHours::night_max_min / 15 + 1) * 15});
    }
    return open;
  };
  const auto random_week = [&] {
    std::vector<std::vector<OpenHours>> weekly(7);
    for (auto& weekday : weekly) {
      const int kind = *rc::gen::inRange(0, 5);
      if (kind == 1) weekday = {{0, 24 * 60}};
      if (kind > 1) weekday = random_hours();
    }
    return weekly;
  };
  source.weekly = random_week();
  const std::int64_t middle = day(place.date).to_days();
  std::int64_t changed = middle - 8;
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    changed += *rc::gen::inRange(1, 7);
    source.changes.push_back({Date::from_days(changed), random_week()});
  }
  for (std::int64_t i = -6; i <= 6; ++i) {
    const int kind = *rc::gen::inRange(0, 8);
    if (kind > 2) continue;
    DayOverride entry{Date::from_days(middle + i), kind != 0, "", {}};
    if (kind == 2) entry.hours = random_hours();
    source.overlay.push_back(std::move(entry));
  }
  return source;
}

const std::vector<Place>& places() {
  static const std::vector<Place> list{{"UTC", "2024-02-29"},
                                       {"Asia/Shanghai", "1986-05-04"},
                                       {"Asia/Shanghai", "1991-09-15"},
                                       {"Europe/Berlin", "2024-03-31"},
                                       {"Europe/Berlin", "2024-10-27"},
                                       {"America/New_York", "2040-03-11"},
                                       {"America/New_York", "2040-11-04"},
                                       {"America/St_Johns", "1990-10-28"},
                                       {"America/Sao_Paulo", "2018-11-04"},
                                       {"Pacific/Apia", "2011-12-30"},
                                       {"America/Toronto", "1919-03-31"}};
  return list;
}

Place random_place() { return places()[*rc::gen::inRange<std::size_t>(0, places().size())]; }

std::int64_t minute_around(const Place& place, const BusinessCalendar& calendar) {
  const std::int64_t minute = *rc::gen::inRange(-3 * 24 * 60, 4 * 24 * 60);
  return calendar.zone().start_of_day(day(place.date)).utc_us + minute * us_per_minute;
}

}  // namespace

TEST_CASE("law: working time agrees with a walk minute by minute", "[calendar][law]") {
  REQUIRE(rc::check("between two moments", [] {
    const Place place = random_place();
    const CalendarSource source = random_source(place);
    const auto calendar = BusinessCalendar::build(source);
    const ReferenceModel model(source);
    const std::int64_t from = minute_around(place, calendar);
    const std::int64_t to = from + *rc::gen::inRange(0, 4 * 24 * 60) * us_per_minute;
    RC_ASSERT(calendar.working_time_between({from}, {to}) == model.open_steps(from, to) * us_per_minute);
    RC_ASSERT(calendar.working_time_between({to}, {from}) == -model.open_steps(from, to) * us_per_minute);
    RC_ASSERT(calendar.is_open_at({from}) == model.is_open(from));
  }));
  REQUIRE(rc::check("added", [] {
    const Place place = random_place();
    const CalendarSource source = random_source(place);
    const auto calendar = BusinessCalendar::build(source);
    const ReferenceModel model(source);
    const std::int64_t from = minute_around(place, calendar);
    const std::int64_t minutes = *rc::gen::inRange(0, 3000);
    const auto expected = model.add_steps(from, minutes, 59 * us_per_day);
    RC_PRE(expected.has_value());
    RC_ASSERT(calendar.add_working_time({from}, minutes * us_per_minute).utc_us == *expected);
  }));
  REQUIRE(rc::check("taken back", [] {
    const Place place = random_place();
    const CalendarSource source = random_source(place);
    const auto calendar = BusinessCalendar::build(source);
    const ReferenceModel model(source);
    const std::int64_t from = minute_around(place, calendar);
    const std::int64_t minutes = *rc::gen::inRange(1, 3000);
    const auto reached = model.add_steps(from, -minutes, 59 * us_per_day);
    RC_PRE(reached.has_value());
    // The walk stops where the last minute taken begins, or, before an opening, the model and we agree on the
    // opening.
    RC_ASSERT(calendar.add_working_time({from}, -minutes * us_per_minute).utc_us == *reached);
  }));
}

TEST_CASE("law: working time agrees with a walk second by second", "[calendar][law]") {
  REQUIRE(rc::check("between two moments, added and taken back", [] {
    const Place place = random_place();
    const CalendarSource source = random_source(place);
    const auto calendar = BusinessCalendar::build(source);
    const ReferenceModel model(source);
    const std::int64_t from = minute_around(place, calendar) + *rc::gen::inRange(0, 60) * us_per_second;
    const std::int64_t to = from + *rc::gen::resize(1000, rc::gen::inRange(0, 12 * 60 * 60)) * us_per_second;
    RC_ASSERT(calendar.working_time_between({from}, {to}) == model.open_steps(from, to, us_per_second) * us_per_second);
    const std::int64_t seconds = *rc::gen::resize(1000, rc::gen::inRange(1, 6 * 60 * 60));
    for (const std::int64_t step : {seconds, -seconds}) {
      const auto reached = model.add_steps(from, step, us_per_day, us_per_second);
      if (reached) RC_ASSERT(calendar.add_working_time({from}, step * us_per_second).utc_us == *reached);
    }
  }));
}

TEST_CASE("law: working days agree with a walk day by day", "[calendar][law]") {
  REQUIRE(rc::check([] {
    const Place place = random_place();
    const CalendarSource source = random_source(place);
    const auto calendar = BusinessCalendar::build(source);
    const ReferenceModel model(source);
    const Date start = Date::from_days(day(place.date).to_days() + *rc::gen::inRange(-20, 20));
    const std::int64_t n = *rc::gen::inRange(-30, 30);
    RC_ASSERT(calendar.find_working_day(start, n) == model.add_days(start, n, source.horizon_days));
    const Date end = Date::from_days(start.to_days() + *rc::gen::inRange(0, 40));
    std::int64_t open = 0;
    for (std::int64_t i = start.to_days(); i < end.to_days(); ++i) open += model.hours(i).empty() ? 0 : 1;
    RC_ASSERT(calendar.working_days_between(start, end) == open);
  }));
}

TEST_CASE("law: time added and measured again is the same, over any number of years", "[calendar][law]") {
  const auto berlin = weekly_calendar("Europe/Berlin", "mon-sun", {"00:00-03:15", "20:00-24:00"});
  REQUIRE(rc::check([&] {
    const auto& calendar = *rc::gen::arbitrary<bool>() ? china() : berlin;
    const Instant start{*rc::gen::inRange<std::int64_t>(at("1990-01-01").utc_us, at("2400-01-01").utc_us)};
    const std::int64_t amount = *rc::gen::inRange<std::int64_t>(1, 700 * 8 * us_per_hour);
    const Instant end = calendar.add_working_time(start, amount);
    RC_ASSERT(calendar.working_time_between(start, end) == amount);
    RC_ASSERT(calendar.working_time_between({end.utc_us - 1}, end) == 1);  // the earliest such moment
    const Instant back = calendar.add_working_time(end, -amount);
    RC_ASSERT(calendar.working_time_between(back, end) == amount);
    RC_ASSERT(calendar.is_open_at(back));  // the latest such moment
    RC_ASSERT(start <= back);
  }));
}

TEST_CASE("law: sums over a pattern agree with counting", "[calendar][law]") {
  REQUIRE(rc::check([] {
    std::vector<WorkingPattern::Period> periods;
    std::int64_t begins = -30;
    for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
      WorkingPattern::Period& period = periods.emplace_back();
      period.from = begins += *rc::gen::inRange(1, 20);
      const bool idle = *rc::gen::inRange(0, 4) == 0;
      for (auto& weight : period.weekly) weight = idle ? 0 : *rc::gen::inRange(0, 4);
    }
    std::vector<WorkingPattern::Exception> exceptions;
    std::vector<std::int64_t> weights;  // of the days from -40 to 40
    for (std::int64_t i = -40; i <= 40; ++i) {
      std::size_t period = 0;
      while (period + 1 < periods.size() && periods[period + 1].from <= i) ++period;
      const std::int64_t usual =
          periods[period].weekly[static_cast<std::size_t>(Date::from_days(i).weekday() - 1)];
      const std::int64_t weight = *rc::gen::inRange(0, 4) == 0 ? *rc::gen::inRange(0, 5) : usual;
      if (weight != usual) exceptions.push_back({i, weight - usual});
      weights.push_back(weight);
    }
    const WorkingPattern pattern(periods, exceptions);
    const std::int64_t from = *rc::gen::inRange(-40, 40);
    const std::int64_t wanted = *rc::gen::inRange(1, 30);
    std::int64_t sum = 0;
    std::optional<std::int64_t> reached;
    for (std::int64_t i = from; i <= 40 && !reached; ++i) {
      sum += weights[static_cast<std::size_t>(i + 40)];
      if (sum >= wanted) reached = i;
    }
    if (!reached) return;  // too little in these days to reach it
    RC_ASSERT(pattern.reach(pattern.before(from) + wanted) == reached);
    RC_ASSERT(pattern.before(*reached + 1) - pattern.before(from) == sum);
  }));
}

SCENARIO("an amount used up at a closing ends there, and going back ends at an opening", "[calendar]") {
  CHECK(china().add_working_time(at("2024-03-01 16:00"), 2 * us_per_hour) == at("2024-03-01 18:00"));
  CHECK(china().add_working_time(at("2024-03-01 09:00"), 3 * us_per_hour) == at("2024-03-01 12:00"));
  CHECK(china().add_working_time(at("2024-03-04 10:00"), -us_per_hour) == at("2024-03-04 09:00"));
  CHECK(china().add_working_time(at("2024-03-04 10:00"), -2 * us_per_hour) == at("2024-03-01 17:00"));
  CHECK(china().add_working_time(at("2024-03-02 12:34"), 0) == at("2024-03-02 12:34"));
}

SCENARIO("hours around a change of the clock", "[calendar][zone]") {
  GIVEN("hours in which summer time begins") {
    const auto berlin = weekly_calendar("Europe/Berlin", "mon-sun", {"00:00-06:00"});
    CHECK(berlin.working_time_between(at("2024-03-30T12:00Z"), at("2024-03-31T12:00Z")) == 5 * us_per_hour);
    CHECK(berlin.working_time_between(at("2024-10-26T12:00Z"), at("2024-10-27T12:00Z")) == 7 * us_per_hour);
    CHECK(berlin.working_time_between(at("2024-06-01T12:00Z"), at("2024-06-02T12:00Z")) == 6 * us_per_hour);
  }
  GIVEN("an opening inside the gap: it moves forward by the gap") {
    const auto berlin = weekly_calendar("Europe/Berlin", "mon-sun", {"02:30-05:00"});
    CHECK(berlin.add_working_time(at("2024-03-31T00:00Z"), us_per_minute) == at("2024-03-31T01:31Z"));
    CHECK(berlin.working_time_between(at("2024-03-31T00:00Z"), at("2024-03-31T12:00Z")) ==
          90 * us_per_minute);
  }
  GIVEN("a closing inside the gap and the next opening after it: nothing is open twice") {
    const auto berlin = weekly_calendar("Europe/Berlin", "mon-sun", {"01:00-02:30", "03:00-05:00"});
    CHECK(berlin.working_time_between(at("2024-03-30T23:00Z"), at("2024-03-31T12:00Z")) == 3 * us_per_hour);
  }
  GIVEN("hours that lie in the gap: the day has none") {
    const auto berlin = weekly_calendar("Europe/Berlin", "sun", {"02:30-03:15"});
    CHECK(berlin.working_time_between(at("2024-03-30T12:00Z"), at("2024-03-31T12:00Z")) == 0);
    CHECK(berlin.is_open(day("2024-03-31")));
  }
  GIVEN("New York in 2040, beyond the zone files") {
    const auto new_york = weekly_calendar("America/New_York", "mon-sun", {"00:00-24:00"});
    CHECK(new_york.working_time_between(at("2040-03-11T05:00Z"), at("2040-03-12T04:00Z")) ==
          23 * us_per_hour);
    const auto office = weekly_calendar("America/New_York", "mon-fri", {"09:00-17:00"});
    CHECK(office.add_working_time(at("2040-03-09T21:00Z"), 2 * us_per_hour) == at("2040-03-12T14:00Z"));
  }
  GIVEN("Shanghai in 1986") {
    const auto shanghai = weekly_calendar("Asia/Shanghai", "mon-sun", {"09:00-18:00"});
    CHECK(shanghai.add_working_time(at("1986-05-03T09:00Z"), 2 * us_per_hour) == at("1986-05-04T01:00Z"));
  }
}

SCENARIO("a night shift belongs to the day on which it begins", "[calendar][night]") {
  GIVEN("22:00 to 06:00 from Monday to Friday") {
    const auto calendar = weekly_calendar("Asia/Shanghai", "mon-fri", {"22:00-06:00"});
    CHECK(calendar.hours(day("2024-03-01")) == hours({"22:00-06:00"}));
    CHECK(calendar.is_open_at(at("2024-03-02 05:59")));
    CHECK_FALSE(calendar.is_open_at(at("2024-03-02 06:00")));
    CHECK_FALSE(calendar.is_open(day("2024-03-02")));
    CHECK_FALSE(calendar.is_open_at(at("2024-03-04 05:00")));  // on Sunday no shift began
    CHECK(calendar.add_working_time(at("2024-03-01 20:00"), 3 * us_per_hour) == at("2024-03-02 01:00"));
    CHECK(calendar.add_working_time(at("2024-03-01 20:00"), 9 * us_per_hour) == at("2024-03-04 23:00"));
    CHECK(calendar.working_time_between(at("2024-03-01"), at("2024-03-08")) == 5 * 8 * us_per_hour);
    CHECK(calendar.add_working_days(day("2024-03-01"), 1) == day("2024-03-04"));
    THEN("its closing is on the next day") {
      const TimeContext context{PointInTime::of(day("2024-03-01")), {}, {}, {}, {}, {}, {}};
      CHECK(resolve(TimeText::parse("start close"), context, calendar) ==
            PointInTime::of(at("2024-03-02 06:00")));
      CHECK(resolve(TimeText::parse("start open"), context, calendar) ==
            PointInTime::of(at("2024-03-01 22:00")));
    }
  }
  GIVEN("a closed day: no shift begins on it, the one before still ends on it") {
    CalendarSource source;
    source.zone = "Asia/Shanghai";
    source.weekly = week("mon-sun", {"22:00-06:00"});
    source.overlay = {{day("2024-03-05"), false, "", {}}};
    const auto calendar = BusinessCalendar::build(source);
    CHECK(calendar.is_open_at(at("2024-03-05 05:00")));
    CHECK_FALSE(calendar.is_open_at(at("2024-03-05 23:00")));
    CHECK_FALSE(calendar.is_open_at(at("2024-03-06 05:00")));
    CHECK(calendar.add_working_time(at("2024-03-05 05:00"), 2 * us_per_hour) == at("2024-03-06 23:00"));
  }
  GIVEN("a shift that reaches into the hours of the next day: nothing counts twice") {
    CalendarSource source;
    source.zone = "Asia/Shanghai";
    source.weekly = week("tue", {"05:00-12:00"});
    source.weekly[0] = hours({"20:00-06:00"});
    const auto calendar = BusinessCalendar::build(source);
    CHECK(calendar.working_time_between(at("2024-03-04"), at("2024-03-06")) == 16 * us_per_hour);
    CHECK(calendar.add_working_time(at("2024-03-04 20:00"), 11 * us_per_hour) == at("2024-03-05 07:00"));
  }
  GIVEN("the night in which the clock goes forward") {
    const auto berlin = weekly_calendar("Europe/Berlin", "sat", {"22:00-06:00"});
    CHECK(berlin.working_time_between(at("2024-03-30T12:00Z"), at("2024-03-31T12:00Z")) == 7 * us_per_hour);
    CHECK(berlin.working_time_between(at("2024-10-26T12:00Z"), at("2024-10-27T12:00Z")) == 9 * us_per_hour);
  }
}

SCENARIO("a weekly pattern ends where the next one begins", "[calendar]") {
  CalendarSource source = testing::china_source();
  source.changes = {{day("2024-05-01"), week("mon-fri", {"08:00-12:00", "15:00-18:30"})},
                    {day("2024-10-01"), week("mon-sat", {"09:00-12:00", "13:00-17:00"})}};
  const auto calendar = BusinessCalendar::build(source);
  CHECK(calendar.hours(day("2024-04-30")) == hours({"09:00-12:00", "13:00-18:00"}));
  CHECK(calendar.hours(day("2024-05-06")) == hours({"08:00-12:00", "15:00-18:30"}));
  CHECK(calendar.is_open(day("2024-10-19")));
  CHECK_FALSE(calendar.is_open(day("2024-09-21")));
  THEN("a make-up day has the hours of its time") {
    CHECK(calendar.hours(day("2024-05-11")) == hours({"08:00-12:00", "15:00-18:30"}));
    CHECK(calendar.hours(day("2024-04-28")) == hours({"09:00-12:00", "13:00-18:00"}));
  }
  THEN("working time runs through the change") {
    CHECK(calendar.add_working_time(at("2024-04-30 17:00"), 2 * us_per_hour) == at("2024-05-06 09:00"));
    CHECK(calendar.working_days_between(day("2024-09-23"), day("2024-10-20")) == 18);
  }
  THEN("patterns that do not ascend are refused") {
    source.changes[1].from = day("2024-05-01");
    CHECK(testing::refusal([&] { BusinessCalendar::build(source); }).pointer == "/changes/1/from");
    source.changes[1] = {day("2024-10-01"), week("mon", {"09:00-12:00"})};
    source.changes[1].weekly[2] = {{600, 600}};
    CHECK(testing::refusal([&] { BusinessCalendar::build(source); }).pointer == "/changes/1/weekly/2/0");
  }
}

SCENARIO("working days move over leap days and reach the limits of the calendar", "[calendar]") {
  const auto daily = weekly_calendar("UTC", "mon-sun", {"09:00-17:00"});
  CHECK(daily.add_working_days(day("2024-02-28"), 1) == day("2024-02-29"));
  CHECK(daily.add_working_days(day("2023-02-28"), 1) == day("2023-03-01"));
  CHECK(daily.add_working_days(day("2100-02-28"), 1) == day("2100-03-01"));
  CHECK(daily.add_working_days(day("9999-12-30"), 1) == day("9999-12-31"));
  CHECK(daily.add_working_days({1400, 1, 2}, -1) == Date{1400, 1, 1});
  CHECK(testing::refusal([&] { daily.add_working_days(day("9999-12-31"), 1); }).code == "HF1302");
  CHECK(testing::refusal([&] { daily.add_working_days({1400, 1, 1}, -1); }).code == "HF1302");
  CHECK(testing::refusal([&] { daily.is_open({10000, 1, 1}); }).code == "HF1301");
  CHECK(testing::refusal([&] { daily.add_working_time({INT64_MAX}, 1); }).code == "HF1301");
  CHECK(testing::refusal([&] {
          daily.add_working_time(daily.zone().parse("9999-12-31T16:59").value(), 2 * us_per_minute);
        }).code == "HF1302");
  CHECK(testing::refusal([&] { daily.add_working_time(at("2024-01-01"), INT64_MAX); }).code == "HF1302");
  CHECK(testing::refusal([&] { daily.add_working_days(day("2024-01-01"), INT64_MIN); }).code == "HF1302");
}

SCENARIO("a closed day rolls to the following, the preceding or the nearest open day", "[calendar]") {
  CHECK(china().roll(day("2024-03-02"), Roll::none) == day("2024-03-02"));
  CHECK(china().roll(day("2024-03-02"), Roll::following) == day("2024-03-04"));
  CHECK(china().roll(day("2024-03-02"), Roll::preceding) == day("2024-03-01"));
  CHECK(china().roll(day("2024-03-02"), Roll::nearest) == day("2024-03-01"));
  CHECK(china().roll(day("2024-03-03"), Roll::nearest) == day("2024-03-04"));
  CHECK(china().roll(day("2024-03-01"), Roll::following) == day("2024-03-01"));
  GIVEN("a day as far from both: the following one is taken") {
    const auto calendar = weekly_calendar("UTC", "mon-sat", {"09:00-17:00"});
    CHECK(calendar.roll(day("2024-03-03"), Roll::nearest) == day("2024-03-04"));
  }
  GIVEN("an open day on one side only") {
    CalendarSource source;
    source.weekly.resize(7);
    source.overlay = {{day("2024-03-10"), true, "", {}}};
    const auto calendar = BusinessCalendar::build(source);
    CHECK(calendar.roll(day("2024-03-01"), Roll::nearest) == day("2024-03-10"));
    CHECK(calendar.roll(day("2024-03-20"), Roll::nearest) == day("2024-03-10"));
  }
}

}  // namespace huifang
