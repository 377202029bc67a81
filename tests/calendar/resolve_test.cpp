#include <rapidcheck.h>

#include "calendar/support.hpp"

namespace huifang {

using testing::at;
using testing::china;
using testing::day;
using testing::refusal;
using Unit = Span::Unit;

namespace {

/// A duty started on Friday 2024-03-01 at 10:05, in the week 2024-W09.
TimeContext friday() {
  TimeContext context;
  context.start = PointInTime::of(at("2024-03-01 10:05"));
  context.bucket = BucketFamily::built_in("week")->at(day("2024-03-01"), china());
  context.end = PointInTime::of(context.bucket->last);
  return context;
}
PointInTime resolved(std::string_view text, const TimeContext& context = friday(), Roll roll = Roll::none) {
  return resolve(TimeText::parse(text), context, china(), roll).value();
}
PointInTime date(std::string_view text) { return PointInTime::of(day(text)); }
PointInTime instant(std::string_view text) { return PointInTime::of(at(text)); }
PointInTime later(std::string_view start, std::int64_t amount, Unit unit) {
  return add_span(date(start), {amount, unit}, china());
}

}  // namespace

SCENARIO("G2: the day of the event is day 0, and a day span ends with the day", "[calendar][resolve]") {
  CHECK(resolved("3 days") == date("2024-03-04"));
  CHECK(resolved("0 days") == date("2024-03-01"));
  CHECK(due_of(resolved("3 days"), china()) == Instant{at("2024-03-05").utc_us - 1});
  CHECK(opening_of(resolved("3 days"), china()) == at("2024-03-04"));
  CHECK(resolved("-1 day") == date("2024-02-29"));
  CHECK(resolved("1 working day") == date("2024-03-04"));
  CHECK(resolved("-1 working day") == date("2024-02-29"));
  CHECK(resolved("2 weeks") == date("2024-03-15"));
}

SCENARIO("hours are exact", "[calendar][resolve]") {
  CHECK(resolved("24 hours") == instant("2024-03-02 10:05"));
  CHECK(resolved("90 minutes") == instant("2024-03-01 11:35"));
  CHECK(resolved("8 working hours") == instant("2024-03-04 10:05"));
  CHECK(resolved("30 working minutes") == instant("2024-03-01 10:35"));
  CHECK(resolved("-2 working hours") == instant("2024-02-29 17:05"));
  CHECK(due_of(resolved("24 hours"), china()) == at("2024-03-02 10:05"));
  CHECK(resolved("start") == instant("2024-03-01 10:05"));
}

SCENARIO("D22: month ends clamp from the original start", "[calendar][resolve]") {
  CHECK(later("2024-01-31", 1, Unit::months) == date("2024-02-29"));
  CHECK(later("2024-01-31", 2, Unit::months) == date("2024-03-31"));
  CHECK(later("2023-01-31", 1, Unit::months) == date("2023-02-28"));
  CHECK(later("2023-02-28", 1, Unit::months) == date("2023-03-28"));
  CHECK(later("2024-03-31", -1, Unit::months) == date("2024-02-29"));
  CHECK(later("2024-02-29", 1, Unit::years) == date("2025-02-28"));
  CHECK(later("2024-02-29", 4, Unit::years) == date("2028-02-29"));
  CHECK(later("2024-02-29", -1, Unit::years) == date("2023-02-28"));
  CHECK(later("2024-11-30", 3, Unit::months) == date("2025-02-28"));
  CHECK(later("2024-01-01", -1, Unit::days) == date("2023-12-31"));
}

SCENARIO("a point in the bucket", "[calendar][resolve]") {
  CHECK(resolved("end") == date("2024-03-03"));
  CHECK(resolved("saturday") == date("2024-03-02"));
  CHECK(resolved("monday") == date("2024-02-26"));
  CHECK(resolved("last day") == date("2024-03-03"));
  CHECK(resolved("end - 1 day") == date("2024-03-02"));
  CHECK(resolved("end + 10 days") == date("2024-03-13"));
  CHECK(resolved("03-01") == date("2024-03-01"));
  CHECK(refusal([] { resolved("10-31"); }).code == "HF1331");
  GIVEN("a year") {
    TimeContext year;
    year.bucket = BucketFamily::built_in("year")->at(day("2023-03-01"), china());
    year.end = PointInTime::of(year.bucket->last);
    CHECK(resolved("10-31", year) == date("2023-10-31"));
    CHECK(resolved("02-29", year) == date("2023-02-28"));
    CHECK(resolved("end + 9 days", year) == date("2024-01-09"));
    CHECK(resolved("friday", year) == date("2023-01-06"));
  }
  GIVEN("a bucket that turns the year") {
    TimeContext winter;
    winter.bucket =
        BucketFamily::ranges("w", {DayRange::read("11-15..02-15")}).at(day("2024-01-01"), china());
    CHECK(resolved("12-31", winter) == date("2023-12-31"));
    CHECK(resolved("01-01", winter) == date("2024-01-01"));
  }
  GIVEN("no bucket: the first such day on or after the start") {
    TimeContext context;
    context.start = PointInTime::of(at("2024-03-01 10:05"));
    CHECK(resolved("friday", context) == date("2024-03-01"));
    CHECK(resolved("saturday", context) == date("2024-03-02"));
    CHECK(resolved("10-31", context) == date("2024-10-31"));
    CHECK(resolved("02-29", context) == date("2025-02-28"));
    CHECK(refusal([&] { resolved("last day", context); }).code == "HF1330");
  }
}

SCENARIO("a time of day and the hours of the day", "[calendar][resolve]") {
  CHECK(resolved("18:00") == instant("2024-03-01 18:00"));
  CHECK(resolved("1 day 18:00") == instant("2024-03-02 18:00"));
  CHECK(resolved("open") == instant("2024-03-01 09:00"));
  CHECK(resolved("close") == instant("2024-03-01 18:00"));
  CHECK(resolved("saturday close") == instant("2024-03-02 18:00"));  // closed: the hours it would have
  CHECK(resolved("24:00").instant.utc_us == at("2024-03-02").utc_us - 1);
  CHECK(resolved("00:00") == instant("2024-03-01 00:00"));
}

SCENARIO("a roll moves the day before its hours are asked", "[calendar][resolve]") {
  CHECK(resolved("saturday close", friday(), Roll::preceding) == instant("2024-03-01 18:00"));
  CHECK(resolved("saturday open", friday(), Roll::following) == instant("2024-03-04 09:00"));
  CHECK(resolved("end", friday(), Roll::nearest) == date("2024-03-04"));
  CHECK(resolved("24 hours", friday(), Roll::following) == instant("2024-03-02 10:05"));
}

SCENARIO("hours from the end of a day, a due or the start of a day", "[calendar][resolve]") {
  TimeContext context = friday();
  CHECK(resolved("end + 2 hours", context) == instant("2024-03-04 02:00"));
  CHECK(resolved("end + 2 working hours", context) == instant("2024-03-04 11:00"));
  context.due = date("2024-03-05");
  CHECK(resolved("due - 2 hours", context) == instant("2024-03-05 22:00"));
  CHECK(resolved("due + 1 day", context) == date("2024-03-06"));
  context.start = date("2024-03-01");
  CHECK(resolved("2 hours", context) == instant("2024-03-01 02:00"));
  context.previous = date("2024-03-01");
  CHECK(resolved("previous + 7 days", context) == date("2024-03-08"));
}

SCENARIO("parameters and expressions are filled in by the caller", "[calendar][resolve]") {
  TimeContext context = friday();
  context.parameter = Span{3, Unit::working_days};
  CHECK(resolved("$in_time", context) == date("2024-03-06"));
  CHECK(resolved("end - $lead", context) == date("2024-02-28"));
  context.expression = date("2024-05-01");
  CHECK(resolved("contract.pay_due - 3 days", context) == date("2024-04-28"));
  context.parameter = Span{3, Unit::hours};
  CHECK(refusal([&] { resolved("$in_time 18:00", context); }).code == "HF1317");
}

SCENARIO("what is missing is named", "[calendar][resolve][diagnostics]") {
  const auto missing = [](std::string_view text) { return refusal([&] { resolved(text, TimeContext{}); }); };
  for (const char* text :
       {"start", "end", "due", "previous", "saturday", "last day", "cause.date", "3 days"}) {
    INFO(text);
    CHECK(missing(text).code == "HF1330");
  }
  CHECK(refusal([] { resolved("$in_time"); }).message ==
        "The point in time refers to $in_time, which is not known here");
  CHECK(testing::refusal_kind([] { resolved("previous"); }) == ErrorKind::policy);
  CHECK(resolve(TimeText::parse("none"), {}, china()) == std::nullopt);
}

SCENARIO("spans beyond the years 1400 to 9999 are refused", "[calendar][resolve]") {
  for (const Unit unit : {Unit::minutes, Unit::hours, Unit::days, Unit::weeks, Unit::months, Unit::years,
                          Unit::working_days, Unit::working_hours, Unit::working_minutes}) {
    for (const std::int64_t amount :
         {INT64_MAX, INT64_MIN, std::int64_t{20'000'000'000}, std::int64_t{-20'000'000'000}}) {
      CHECK(testing::refusal_kind([&] { later("2024-01-01", amount, unit); }) == ErrorKind::range);
    }
  }
  CHECK(refusal([] { later("9999-12-31", 1, Unit::days); }).code == "HF1301");
  CHECK(refusal([] { later("9999-12-31", 1, Unit::months); }).code == "HF1301");
  CHECK(refusal([] { later("9999-12-31", 24, Unit::hours); }).code == "HF1301");
}

TEST_CASE("law: months add up day by day of the month", "[calendar][resolve][law]") {
  REQUIRE(rc::check([] {
    const Date start = Date::from_days(*rc::gen::inRange<std::int64_t>(-100'000, 500'000));
    const std::int64_t months = *rc::gen::inRange(-1200, 1200);
    const Date reached = add_span(PointInTime::of(start), {months, Unit::months}, china()).date;
    const std::int64_t apart = (reached.year - start.year) * 12 + reached.month - start.month;
    RC_ASSERT(apart == months);
    const bool clamped = reached.day < start.day;
    RC_ASSERT(reached.day == start.day || (clamped && Date::from_days(reached.to_days() + 1).day == 1));
  }));
}

}  // namespace huifang
