#include <rapidcheck.h>

#include "calendar/support.hpp"

namespace huifang {

using Base = TimeText::Base;
using Clock = TimeText::Clock;
using Unit = Span::Unit;

namespace {

TimeText text(Base base) {
  TimeText result;
  result.base = base;
  return result;
}
TimeText with(TimeText result, Span span) {
  result.span = span;
  return result;
}
TimeText with(TimeText result, Clock clock, std::int32_t minutes = 0) {
  result.clock = clock;
  result.clock_min = minutes;
  return result;
}
TimeText with_parameter(TimeText result, std::string parameter, bool negative) {
  result.span_parameter = std::move(parameter);
  result.span_negative = negative;
  return result;
}
TimeText weekday(int iso_weekday) {
  TimeText result = text(Base::weekday);
  result.weekday = iso_weekday;
  return result;
}
TimeText month_day(std::int32_t month, std::int32_t day) {
  TimeText result = text(Base::month_day);
  result.month = month;
  result.day = day;
  return result;
}
TimeText expression(std::string feel) {
  TimeText result = text(Base::expression);
  result.expression = std::move(feel);
  return result;
}

}  // namespace

SCENARIO("spans are a whole number and a unit", "[calendar][time-text]") {
  CHECK(Span::parse("3 days") == Span{3, Unit::days});
  CHECK(Span::parse("1 day") == Span{1, Unit::days});
  CHECK(Span::parse("1 days") == Span{1, Unit::days});
  CHECK(Span::parse("-2 working days") == Span{-2, Unit::working_days});
  CHECK(Span::parse("+2 working  days") == Span{2, Unit::working_days});
  CHECK(Span::parse("24 hours") == Span{24, Unit::hours});
  CHECK(Span::parse("90 minutes") == Span{90, Unit::minutes});
  CHECK(Span::parse(" 2 weeks ") == Span{2, Unit::weeks});
  CHECK(Span::parse("6 months") == Span{6, Unit::months});
  CHECK(Span::parse("10 years") == Span{10, Unit::years});
  CHECK(Span::parse("8 working hours") == Span{8, Unit::working_hours});
  CHECK(Span::parse("1 working minute") == Span{1, Unit::working_minutes});
  CHECK(Span::parse("3days") == Span{3, Unit::days});
  CHECK(Span::parse("0 days") == Span{0, Unit::days});
  for (const char* broken : {"", "3", "days", "3 dayz", "1.5 hours", "three days", "3 days later", "--3 days",
                             "9999999999 days", "99999999999999999999999 days", "3 working", "3 Days"}) {
    INFO(broken);
    CHECK_FALSE(Span::parse(broken));
  }
  CHECK(Span{1, Unit::working_days}.to_text() == "1 working day");
  CHECK(Span{-1, Unit::hours}.to_text() == "-1 hour");
  CHECK(Span{0, Unit::days}.to_text() == "0 days");
  CHECK(Span{24, Unit::hours}.is_exact());
  CHECK_FALSE(Span{2, Unit::working_days}.is_exact());
}

SCENARIO("every form of a point in time", "[calendar][time-text]") {
  const std::vector<std::pair<std::string, TimeText>> forms{
      {"start", text(Base::start)},
      {"end", text(Base::end)},
      {"due", text(Base::due)},
      {"previous", text(Base::previous)},
      {"none", text(Base::none)},
      {"saturday", weekday(6)},
      {"10-31", month_day(10, 31)},
      {"02-29", month_day(2, 29)},
      {"last day", text(Base::last_day)},
      {"cause.date", expression("cause.date")},
      {"contract.pay-due - $in-time", with_parameter(expression("contract.pay-due"), "$in-time", true)},
      {"customer.project.opening", expression("customer.project.opening")},
      {"客户.生日", expression("客户.生日")},
      {"@\"2024-10-31\"", expression("@\"2024-10-31\"")},
      {"=max(date(bucket.year, 11, 1), org.survey_from)",
       expression("max(date(bucket.year, 11, 1), org.survey_from)")},
      {"3 days", with(text(Base::start), Span{3, Unit::days})},
      {"-3 days", with(text(Base::start), Span{-3, Unit::days})},
      {"0 days", with(text(Base::start), Span{0, Unit::days})},
      {"24 hours", with(text(Base::start), Span{24, Unit::hours})},
      {"18:00", with(text(Base::start), Clock::time, 18 * 60)},
      {"24:00", with(text(Base::start), Clock::time, 24 * 60)},
      {"close", with(text(Base::start), Clock::close)},
      {"open", with(text(Base::start), Clock::open)},
      {"saturday close", with(weekday(6), Clock::close)},
      {"1 day 18:00", with(with(text(Base::start), Span{1, Unit::days}), Clock::time, 18 * 60)},
      {"end + 0 days", with(text(Base::end), Span{0, Unit::days})},
      {"end - 1 day 09:00", with(with(text(Base::end), Span{-1, Unit::days}), Clock::time, 540)},
      {"cause.date - 1 day", with(expression("cause.date"), Span{-1, Unit::days})},
      {"due + 2 working hours", with(text(Base::due), Span{2, Unit::working_hours})},
      {"$in_time", with_parameter(text(Base::start), "$in_time", false)},
      {"-$lead", with_parameter(text(Base::start), "$lead", true)},
      {"end - $lead open", with(with_parameter(text(Base::end), "$lead", true), Clock::open)},
      {"10-31 18:00", with(month_day(10, 31), Clock::time, 18 * 60)},
      {"last day close", with(text(Base::last_day), Clock::close)},
  };
  for (const auto& [written, meaning] : forms) {
    INFO(written);
    CHECK(TimeText::parse(written) == meaning);
    CHECK(meaning.to_text() == written);
  }
}

SCENARIO("other ways to write the same point", "[calendar][time-text]") {
  const std::vector<std::pair<std::string, std::string>> same{
      {"start + 3 days", "3 days"},
      {"start - 3 days", "-3 days"},
      {"start 18:00", "18:00"},
      {"start + $in_time", "$in_time"},
      {"start - $lead", "-$lead"},
      {"+3 days", "3 days"},
      {"  end-1 day  ", "end - 1 day"},
      {"sat close", "saturday close"},
      {"end +1 day", "end + 1 day"},

      {"= cause.date ", "cause.date"},
      {"=  a + b ", "=a + b"},
      {"cause.date-1 day", "cause.date - 1 day"},
      {"last  day", "last day"},
      {"@\"2024-10-31\" +1 day", "@\"2024-10-31\" + 1 day"}};
  for (const auto& [written, canonical] : same) {
    INFO(written);
    CHECK(TimeText::parse(written).to_text() == canonical);
  }
}

TEST_CASE("law: canonical text reads back as the same point", "[calendar][time-text][law]") {
  REQUIRE(rc::check([] {
    TimeText written;
    written.base = static_cast<Base>(*rc::gen::inRange(1, 9));
    if (written.base == Base::weekday) written.weekday = *rc::gen::inRange(1, 8);
    if (written.base == Base::month_day)
      written.month = *rc::gen::inRange(1, 13), written.day = *rc::gen::inRange(1, 29);
    if (written.base == Base::expression)
      written.expression = *rc::gen::elementOf(std::vector<std::string>{"a.b", "事.日", "@\"2024-01-01\""});
    const int span = *rc::gen::inRange(0, 3);
    if (span == 1)
      written.span = Span{*rc::gen::inRange(-500, 500), static_cast<Unit>(*rc::gen::inRange(0, 9))};
    if (span == 2) written.span_parameter = "$lead", written.span_negative = *rc::gen::arbitrary<bool>();
    if (!written.span || !written.span->is_exact()) {
      written.clock = static_cast<Clock>(*rc::gen::inRange(0, 4));
      if (written.clock == Clock::time) written.clock_min = *rc::gen::inRange(0, 1441);
    }
    RC_ASSERT(TimeText::parse(written.to_text()) == written);
  }));
}

TEST_CASE("law: no text crashes or hangs the readers", "[calendar][time-text][law]") {
  const std::vector<std::string> pieces{"start", "end",   " ", "+",    "-",     "3",        "days", "$",
                                        ":",     "18:00", "=", "@\"",  "last",  "saturday", ".",    "a",
                                        "10-31", "none",  "−", "\xff", "close", "working",  "..",   ","};
  REQUIRE(rc::check([&] {
    std::string written;
    const int count = *rc::gen::inRange(0, 8);
    for (int i = 0; i < count; ++i) written += *rc::gen::elementOf(pieces);
    try {
      const TimeText point = TimeText::parse(written);
      RC_ASSERT(TimeText::parse(point.to_text()) == point);
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::syntax);
      RC_ASSERT(error.diagnostics().front().offset >= 0);
      RC_ASSERT(error.diagnostics().front().offset <= static_cast<std::int64_t>(written.size()));
    }
    Span::parse(written);
    DayRange::parse(written);
    OpenHours::parse(written);
    testing::shanghai().parse(written);
  }));
}

SCENARIO("weekdays are read singly, as lists and as runs", "[calendar][time-text]") {
  CHECK(read_weekdays("mon-fri") == std::vector<int>{1, 2, 3, 4, 5});
  CHECK(read_weekdays("saturday") == std::vector<int>{6});
  CHECK(read_weekdays("fri-mon") == std::vector<int>{1, 5, 6, 7});
  CHECK(read_weekdays("mon, wed, sat - sun") == std::vector<int>{1, 3, 6, 7});
  CHECK(read_weekdays("mon-sun") == std::vector<int>{1, 2, 3, 4, 5, 6, 7});
  CHECK(read_weekdays("mon–tue") == std::vector<int>{1, 2});
  CHECK(weekday_name(7) == "sunday");
}

SCENARIO("hours are two times of day", "[calendar][time-text]") {
  CHECK(OpenHours::parse("08:30-12:00") == OpenHours{510, 720});
  CHECK(OpenHours::parse(" 08:30 – 12:00 ") == OpenHours{510, 720});
  CHECK(OpenHours::parse("00:00-24:00") == OpenHours{0, 1440});
  CHECK(OpenHours{510, 1440}.to_text() == "08:30-24:00");
  for (const char* broken : {"", "08:30", "08:30-", "8:30-12:00", "12:00-08:30", "09:00-09:00", "24:00-24:00",
                             "09:00-24:01", "09:00-12:00-13:00", "09:00 12:00", "09:60-10:00"}) {
    INFO(broken);
    CHECK_FALSE(OpenHours::parse(broken));
  }
}

}  // namespace huifang
