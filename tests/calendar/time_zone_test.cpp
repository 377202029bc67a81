#include <cstdlib>
#include <ctime>

#include "calendar/support.hpp"

namespace huifang {

using testing::at;
using testing::day;
using testing::refusal;
using testing::shanghai;

namespace {

Instant utc(std::string_view text) { return TimeZone::find("UTC").parse(text).value(); }
LocalTime local(std::string_view date, int hour, int minute) {
  return {day(date), hour * us_per_hour + minute * us_per_minute};
}

}  // namespace

SCENARIO("Asia/Shanghai had summer time from 1986 to 1991", "[calendar][zone]") {
  CHECK(shanghai().to_text(utc("1985-07-01T00:00Z")) == "1985-07-01T08:00:00+08:00");
  CHECK(shanghai().to_text(utc("1986-05-03T17:59:59Z")) == "1986-05-04T01:59:59+08:00");
  CHECK(shanghai().to_text(utc("1986-05-03T18:00Z")) == "1986-05-04T03:00:00+09:00");
  CHECK(shanghai().to_text(utc("1986-07-01T00:00Z")) == "1986-07-01T09:00:00+09:00");
  CHECK(shanghai().to_text(utc("1991-07-01T00:00Z")) == "1991-07-01T09:00:00+09:00");
  CHECK(shanghai().to_text(utc("1991-09-14T17:00Z")) == "1991-09-15T01:00:00+08:00");
  CHECK(shanghai().to_text(utc("1992-07-01T00:00Z")) == "1992-07-01T08:00:00+08:00");
}

SCENARIO("D7: a time inside a gap moves forward by the gap, a repeated time is the first",
         "[calendar][zone]") {
  const TimeZone berlin = TimeZone::find("Europe/Berlin");
  CHECK(berlin.to_instant(local("2024-03-31", 1, 59)) == utc("2024-03-31T00:59Z"));
  CHECK(berlin.to_instant(local("2024-03-31", 2, 0)) == utc("2024-03-31T01:00Z"));
  CHECK(berlin.to_text(berlin.to_instant(local("2024-03-31", 2, 30))) == "2024-03-31T03:30:00+02:00");
  CHECK(berlin.to_instant(local("2024-03-31", 3, 0)) == utc("2024-03-31T01:00Z"));
  CHECK(berlin.to_text(berlin.to_instant(local("2024-10-27", 2, 30))) == "2024-10-27T02:30:00+02:00");
  CHECK(berlin.to_text(utc("2024-10-27T01:30Z")) == "2024-10-27T02:30:00+01:00");
  CHECK(berlin.to_instant(local("2024-10-27", 3, 0)) == utc("2024-10-27T02:00Z"));
}

SCENARIO("summer time goes on after the last year of the zone files", "[calendar][zone]") {
  const TimeZone berlin = TimeZone::find("Europe/Berlin");
  const TimeZone new_york = TimeZone::find("America/New_York");
  CHECK(new_york.to_text(utc("2040-07-01T12:00Z")) == "2040-07-01T08:00:00-04:00");
  CHECK(new_york.to_text(utc("2040-01-01T12:00Z")) == "2040-01-01T07:00:00-05:00");
  CHECK(new_york.to_text(utc("2040-03-11T06:59:59Z")) == "2040-03-11T01:59:59-05:00");
  CHECK(new_york.to_text(utc("2040-03-11T07:00Z")) == "2040-03-11T03:00:00-04:00");
  CHECK(new_york.to_text(utc("2040-11-04T06:00Z")) == "2040-11-04T01:00:00-05:00");
  CHECK(berlin.to_text(utc("2440-07-01T12:00Z")) == "2440-07-01T14:00:00+02:00");
  CHECK(berlin.to_text(utc("9999-07-01T12:00Z")) == "9999-07-01T14:00:00+02:00");
  CHECK(berlin.to_text(utc("9999-12-31T12:00Z")) == "9999-12-31T13:00:00+01:00");
  CHECK(berlin.to_text(berlin.to_instant(local("9999-07-01", 14, 0))) == "9999-07-01T14:00:00+02:00");
  CHECK(berlin.to_text(berlin.to_instant(local("2840-07-01", 14, 0))) == "2840-07-01T14:00:00+02:00");
}

SCENARIO("zones whose rule is unusual", "[calendar][zone]") {
  CHECK(TimeZone::find("America/Nuuk").to_text(utc("2045-07-01T12:00Z")) == "2045-07-01T11:00:00-01:00");
  CHECK(TimeZone::find("Europe/Dublin").to_text(utc("2045-01-01T12:00Z")) == "2045-01-01T12:00:00+00:00");
  CHECK(TimeZone::find("Europe/Dublin").to_text(utc("2045-07-01T12:00Z")) == "2045-07-01T13:00:00+01:00");
  CHECK(TimeZone::find("Australia/Lord_Howe").to_text(utc("2045-01-01T12:00Z")) ==
        "2045-01-01T23:00:00+11:00");
  CHECK(TimeZone::find("Asia/Gaza").to_text(utc("2090-07-01T12:00Z")) == "2090-07-01T15:00:00+03:00");
  CHECK(TimeZone::find("Asia/Kathmandu").to_text(utc("2024-01-01T00:00Z")) == "2024-01-01T05:45:00+05:45");
}

SCENARIO("days begin with their first instant", "[calendar][zone]") {
  CHECK(shanghai().start_of_day(day("2024-03-01")) == utc("2024-02-29T16:00Z"));
  CHECK(shanghai().end_of_day(day("2024-03-01")) == Instant{utc("2024-03-01T16:00Z").utc_us - 1});
  GIVEN("a day whose midnight does not exist") {
    const TimeZone sao_paulo = TimeZone::find("America/Sao_Paulo");
    CHECK(sao_paulo.to_text(sao_paulo.start_of_day(day("2018-11-04"))) == "2018-11-04T01:00:00-02:00");
    CHECK(sao_paulo.end_of_day(day("2018-11-03")).utc_us + 1 ==
          sao_paulo.start_of_day(day("2018-11-04")).utc_us);
  }
  GIVEN("a clock moved from 23:30 to 00:30") {
    const TimeZone toronto = TimeZone::find("America/Toronto");
    const Instant start = toronto.start_of_day(day("1919-03-31"));
    CHECK(toronto.to_text(start) == "1919-03-31T00:30:00-04:00");
    CHECK(toronto.date_of({start.utc_us - 1}) == day("1919-03-30"));
  }
  GIVEN("a day that was skipped") {
    const TimeZone apia = TimeZone::find("Pacific/Apia");
    CHECK(apia.start_of_day(day("2011-12-30")) == apia.start_of_day(day("2011-12-31")));
    CHECK(apia.to_text(apia.start_of_day(day("2011-12-31"))) == "2011-12-31T00:00:00+14:00");
  }
}

SCENARIO("24:00 is the midnight that ends a day", "[calendar][zone]") {
  CHECK(shanghai().to_instant({day("2024-02-29"), us_per_day}) == at("2024-03-01"));
  CHECK(shanghai().parse("2024-02-29T24:00:00") == at("2024-03-01"));
  CHECK_FALSE(shanghai().parse("2024-02-29T24:00:01"));
  CHECK(refusal([] { shanghai().to_instant({day("2024-02-29"), us_per_day + 1}); }).code == "HF1313");
}

SCENARIO("instants are written and read as ISO 8601", "[calendar][zone]") {
  CHECK(shanghai().to_text({0}) == "1970-01-01T08:00:00+08:00");
  CHECK(shanghai().to_text({1}) == "1970-01-01T08:00:00.000001+08:00");
  CHECK(shanghai().to_text({-1}) == "1970-01-01T07:59:59.999999+08:00");
  CHECK(TimeZone::find("America/St_Johns").to_text({0}) == "1969-12-31T20:30:00-03:30");
  CHECK(shanghai().to_text(utc("1800-01-01T00:00Z")) == "1800-01-01T08:05:43+08:05:43");
  for (const std::int64_t us : {0LL, 1LL, -1LL, 1'700'000'000'123'456LL, -5'000'000'000'000'000LL}) {
    CHECK(shanghai().parse(shanghai().to_text({us})) == Instant{us});
  }
  CHECK(shanghai().parse("2024-03-01T10:05:00+08:00") == at("2024-03-01 10:05"));
  CHECK(shanghai().parse("2024-03-01T10:05:00.5Z") == Instant{at("2024-03-01 18:05").utc_us + 500'000});
  CHECK(shanghai().parse("2024-03-01T10:05:00.123456789") ==
        Instant{at("2024-03-01 10:05").utc_us + 123'456});
  CHECK(shanghai().parse("2024-03-01T10:05-05:30") == at("2024-03-01T15:35Z"));
  for (const char* text : {"",
                           "2024",
                           "2024-3-1",
                           "2024-02-30",
                           "2023-02-29",
                           "2024-03-01T",
                           "2024-03-01T10",
                           "2024-03-01T1005",
                           "2024-03-01T10:60",
                           "2024-03-01T25:00",
                           "2024-03-01T10:05:60",
                           "2024-03-01T10:05:00.",
                           "2024-03-01T10:05:00.1234567890",
                           "2024-03-01T10:05+8",
                           "2024-03-01T10:05+19:00",
                           "2024-03-01T10:05 +08:00",
                           "2024-03-01X10:05",
                           "1399-12-31",
                           "0000-01-01",
                           "10000-01-01",
                           "2024-03-01T10:05Zulu",
                           "9999-12-31T24:00",
                           "1400-01-01T00:00+18:00"}) {
    INFO(text);
    CHECK_FALSE(shanghai().parse(text));
  }
}

SCENARIO("the years 1400 and 9999 are the limits", "[calendar][zone]") {
  CHECK(shanghai().parse("1400-01-01"));
  CHECK(shanghai().parse("9999-12-31T23:59:59.999999"));
  const TimeZone zone = TimeZone::find("UTC");
  CHECK(zone.to_text(utc("1400-01-01T00:00Z")) == "1400-01-01T00:00:00+00:00");
  CHECK(refusal([&] { zone.to_text({utc("1400-01-01T00:00Z").utc_us - 1}); }).code == "HF1301");
  CHECK(refusal([&] { zone.to_local({utc("9999-12-31T00:00Z").utc_us + us_per_day}); }).code == "HF1301");
  CHECK(refusal([&] { zone.to_local({INT64_MAX}); }).code == "HF1301");
  CHECK(refusal([&] { zone.to_local({INT64_MIN}); }).code == "HF1301");
  CHECK(refusal([&] { zone.start_of_day({10000, 1, 1}); }).code == "HF1301");
  CHECK(refusal([&] { zone.start_of_day({2023, 2, 29}); }).code == "HF1301");
  CHECK(zone.end_of_day({9999, 12, 31}).utc_us % us_per_day == us_per_day - 1);
}

SCENARIO("zones are found by exact IANA name or offset", "[calendar][zone]") {
  CHECK(TimeZone::find("PRC").to_text({0}) == "1970-01-01T08:00:00+08:00");
  CHECK(TimeZone::find("+08:00").to_text({0}) == "1970-01-01T08:00:00+08:00");
  CHECK(TimeZone::find("-03:30").offset_s({0}) == -12'600);
  CHECK(TimeZone::find("Asia/Shanghai").name() == "Asia/Shanghai");
  const Diagnostic diagnostic = refusal([] { TimeZone::find("Asia/Shangai"); });
  CHECK(diagnostic.code == "HF1303");
  CHECK(diagnostic.found == "Asia/Shangai");
  CHECK(diagnostic.suggestion == "Asia/Shanghai");
  for (const char* name :
       {"", "localtime", "posixrules", "asia/shanghai", "../../etc/passwd", "posix/Asia/Shanghai",
        "right/Asia/Shanghai", "+8", "+19:00", "Asia", "/usr/share/zoneinfo/UTC"}) {
    INFO(name);
    CHECK(testing::refusal_kind([&] { TimeZone::find(name); }) == ErrorKind::argument);
  }
}

SCENARIO("the TZ variable of the process changes nothing", "[calendar][zone]") {
  const char* before = std::getenv("TZ");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("TZ", "America/New_York", 1);
  ::tzset();
  CHECK(shanghai().parse("2024-03-01 10:00") == utc("2024-03-01T02:00Z"));
  CHECK(TimeZone::find("Asia/Tokyo").parse("2024-03-01 10:00") == utc("2024-03-01T01:00Z"));
  if (before != nullptr) {
    ::setenv("TZ", kept.c_str(), 1);
  } else {
    ::unsetenv("TZ");
  }
  ::tzset();
}

SCENARIO("the zone data tell their release", "[calendar][zone]") {
  const std::string version = TimeZone::data_version();
  REQUIRE(version.size() >= 5);
  CHECK(version.substr(0, 2) == "20");
}

}  // namespace huifang
