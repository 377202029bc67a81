#include <catch2/catch.hpp>

#include "log/time_format.hpp"

using namespace huifang;

namespace {

std::string read(const char* text, const char* format) {
  const TimeZone zone = TimeZone::find("Asia/Shanghai");
  const std::optional<ReadTime> time = read_time(text, format, zone);
  if (!time) return "none";
  if (time->instant) return zone.to_text(*time->instant);
  return time->has_time ? zone.to_text(zone.to_instant(time->local)) : time->local.date.to_text();
}

}  // namespace

SCENARIO("dates and times are read as the log writes them", "[log]") {
  CHECK(read("2024-03-01", "") == "2024-03-01");
  CHECK(read("2024-03-01T10:05", "") == "2024-03-01T10:05:00+08:00");
  CHECK(read("2024-03-01T02:05:00Z", "") == "2024-03-01T10:05:00+08:00");
  CHECK(read("2024/3/1 9:05", "YYYY/M/D H:mm") == "2024-03-01T09:05:00+08:00");
  CHECK(read("01.03.2024", "DD.MM.YYYY") == "2024-03-01");
  CHECK(read("20240301", "YYYYMMDD") == "2024-03-01");
  CHECK(read("1709258700", "unix") == "2024-03-01T10:05:00+08:00");
  WHEN("the text is not of the form, it is no time") {
    CHECK(read("2024-02-30", "") == "none");
    CHECK(read("2024-03-01 ", "YYYY-MM-DD") == "none");
    CHECK(read("2024-3-1", "YYYY-MM-DD") == "none");
    CHECK(read("2024/3/1 24:05", "YYYY/M/D H:mm") == "none");
    CHECK(read("29.02.2023", "DD.MM.YYYY") == "none");
    CHECK(read("17e8", "unix") == "none");
    CHECK(read("", "") == "none");
  }
}

SCENARIO("a format without a whole date is refused", "[log]") {
  CHECK(time_format_error("YYYY-MM-DD HH:mm:ss").empty());
  CHECK(time_format_error("unix").empty());
  CHECK(!time_format_error("YY-MM-DD").empty());
  CHECK(!time_format_error("YYYY-MM").empty());
  CHECK(!time_format_error("YYYY-MM-DD MM").empty());
  CHECK(!time_format_error("").empty());
}

SCENARIO("a time of day is hours and minutes, with or without seconds", "[log]") {
  CHECK(parse_clock("10:05") == 10 * us_per_hour + 5 * us_per_minute);
  CHECK(parse_clock("9:05:30") == 9 * us_per_hour + 5 * us_per_minute + 30 * us_per_second);
  for (const char* wrong : {"", "24:00", "10", "10:5", "10:60", "10:05x", "10:05:99"})
    CHECK(!parse_clock(wrong));
}
