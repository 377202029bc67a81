#include "calendar/zone_table.hpp"

#include <date/tz.h>
#include <rapidcheck.h>

#include "calendar/support.hpp"
#include "calendar/zone_rule.hpp"

namespace huifang {

namespace {

constexpr std::int64_t day_s = 86'400;

date::sys_seconds moment(std::int64_t utc_s) { return date::sys_seconds{std::chrono::seconds{utc_s}}; }

}  // namespace

SCENARIO("every zone of the system agrees with its file up to 2037", "[calendar][zone]") {
  REQUIRE(zone_names().size() > 400);
  for (const std::string& name : zone_names()) {
    const ZoneTable table = ZoneTable::load(name);
    const date::time_zone* zone = date::locate_zone(name);
    INFO(name);
    bool agrees = true;
    for (std::int64_t day = -60'000; day < 24'800; day += 5) {  // 1805 to 2037
      agrees = agrees && zone->get_info(moment(day * day_s)).offset.count() == table.offset_s(day * day_s);
    }
    CHECK(agrees);
  }
}

SCENARIO("the yearly rule gives the transitions that the files list before it takes over",
         "[calendar][zone]") {
  for (const char* name :
       {"Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Nuuk", "Europe/Dublin",
        "Africa/Cairo", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe"}) {
    INFO(name);
    const ZoneTable table = ZoneTable::load(name);
    std::vector<std::int64_t> listed;   // seconds into the year
    std::vector<std::int64_t> by_rule;  // 2010 and 2410 have the same weekdays; so have 2032 and 2432
    const std::int64_t cycle_s = 146'097 * day_s;
    const std::int64_t from_s = 22'700 * day_s;  // 2032
    const std::int64_t to_s = 24'500 * day_s;    // 2037
    table.transitions(from_s, to_s,
                      [&](const ZoneTable::Transition& change) { listed.push_back(change.utc_s); });
    table.transitions(from_s + cycle_s, to_s + cycle_s, [&](const ZoneTable::Transition& change) {
      by_rule.push_back(change.utc_s - cycle_s);
    });
    CHECK(listed.size() >= 9);
    CHECK(listed == by_rule);
  }
}

TEST_CASE("law: a local time leads to an instant that shows it, unless a gap swallows it",
          "[calendar][zone][law]") {
  const std::vector<std::string> names{"Asia/Shanghai",    "Europe/Berlin",       "America/New_York",
                                       "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca",
                                       "Pacific/Apia"};
  REQUIRE(rc::check("instant to local and back", [&] {
    const TimeZone zone = TimeZone::find(*rc::gen::elementOf(names));
    const std::int64_t us = *rc::gen::inRange<std::int64_t>(-5'000'000'000'000'000, 250'000'000'000'000'000);
    const LocalTime local = zone.to_local({us});
    const Instant first = zone.to_instant(local);
    RC_ASSERT(first.utc_us <= us);  // the first of two
    RC_ASSERT(zone.to_local(first) == local);
  }));
  REQUIRE(rc::check("days are tiles", [&] {
    const TimeZone zone = TimeZone::find(*rc::gen::elementOf(names));
    const Date date = Date::from_days(*rc::gen::inRange<std::int64_t>(-50'000, 2'932'000));
    const Date next = Date::from_days(date.to_days() + 1);
    RC_ASSERT(zone.start_of_day(date) <= zone.start_of_day(next));
    RC_ASSERT(zone.end_of_day(date).utc_us + 1 == zone.start_of_day(next).utc_us);
    RC_ASSERT(zone.date_of({zone.start_of_day(date).utc_us - 1}) < next);
  }));
}

SCENARIO("POSIX rules at the end of zone files are read exactly", "[calendar][zone]") {
  const auto berlin = parse_zone_rule("CET-1CEST,M3.5.0,M10.5.0/3");
  REQUIRE(berlin);
  CHECK(berlin->standard_offset_s == 3600);
  CHECK(berlin->daylight_offset_s == 7200);
  CHECK(berlin->daylight_begins_s(2024) == 1'711'846'800);  // 2024-03-31T01:00Z
  CHECK(berlin->daylight_ends_s(2024) == 1'729'990'800);    // 2024-10-27T01:00Z
  const auto nuuk = parse_zone_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  REQUIRE(nuuk);
  CHECK(nuuk->daylight_begins_s(2024) == 1'711'846'800);
  const auto julian = parse_zone_rule("AAA3BBB,J60,300/1:30");
  REQUIRE(julian);
  CHECK(julian->daylight_begins_s(2024) == 1'709'269'200);  // 2024-03-01T05:00Z: J60 is March the first
  CHECK(julian->daylight_begins_s(2023) == 1'677'646'800);  // 2023-03-01T05:00Z
  CHECK(julian->daylight_ends_s(2023) == 1'698'463'800);    // 2023-10-28T03:30Z
  for (const char* text :
       {"", "CST-8", "<+08>-8", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/200", "CET-1CEST,M3.5.0,M10.5.0x",
        "<CET-1CEST,M3.5.0,M10.5.0", "C-1D,M3.5.0,M10.5.0"}) {
    INFO(text);
    CHECK_FALSE(parse_zone_rule(text));
  }
}

}  // namespace huifang
