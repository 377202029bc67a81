#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "calendar/support.hpp"

namespace huifang {

using testing::china;
using testing::day;

SCENARIO("A17: control totals of the Chinese working calendar", "[calendar][cn-public]") {
  const std::vector<std::int64_t> working_days{249, 251, 250, 250, 250, 249, 250, 250, 249, 250,
                                               249, 250, 250, 249, 250, 249, 249, 251, 248, 248};
  for (int year = 2007; year <= 2026; ++year) {
    INFO(year);
    CHECK(china().working_days_between(Date{year, 1, 1}, Date{year + 1, 1, 1}) ==
          working_days[static_cast<std::size_t>(year - 2007)]);
  }
  THEN("the longest closed run has 10 days, the longest working run 9") {
    std::int64_t run = 0;
    std::int64_t longest_closed = 0;
    std::int64_t longest_open = 0;
    Date closed_end;
    Date open_end;
    bool open = china().is_open(day("2007-01-01"));
    for (Date date = day("2007-01-01"); date <= day("2026-12-31");
         date = Date::from_days(date.to_days() + 1)) {
      if (china().is_open(date) != open) run = 0;
      open = china().is_open(date);
      ++run;
      if (open && run > longest_open) longest_open = run, open_end = date;
      if (!open && run > longest_closed) longest_closed = run, closed_end = date;
    }
    CHECK(longest_closed == 10);
    CHECK(closed_end == day("2020-02-02"));
    CHECK(longest_open == 9);
    CHECK(open_end == day("2008-02-05"));
  }
}

SCENARIO("the library holds exactly the days of its data file", "[calendar][cn-public]") {
  std::ifstream file(HUIFANG_SOURCE_DIR "/src/calendar/data/cn-public.json");
  REQUIRE(file);
  const auto document = nlohmann::json::parse(file);
  std::map<Date, std::pair<bool, std::string>> listed;
  for (const auto& [year, entry] : document.at("years").items()) {
    if (year >= "2007") CHECK_FALSE(entry.at("notices").empty());
    for (const auto& festival : entry.at("festivals")) {
      for (const bool open : {false, true}) {
        for (const std::string run : festival.at(open ? "open" : "closed")) {
          const Date first = day(run.substr(0, 10));
          const Date last = run.size() > 10 ? day(run.substr(12)) : first;
          CHECK(std::to_string(first.year) == year);
          for (Date date = first; date <= last; date = Date::from_days(date.to_days() + 1)) {
            CHECK(listed.emplace(date, std::pair(open, festival.at("name"))).second);
          }
        }
      }
    }
  }
  const CalendarData& data = cn_public();
  CHECK(data.name == document.at("name"));
  CHECK(data.version == document.at("version"));
  CHECK(data.source == document.at("source"));
  CHECK(data.covered_from.to_text() + ".." + data.covered_to.to_text() == document.at("covered"));
  REQUIRE(data.days.size() == listed.size());
  auto expected = listed.begin();
  for (const DayOverride& entry : data.days) {
    CHECK(entry.date == expected->first);
    CHECK(std::pair(entry.open, entry.name) == expected->second);
    CHECK(entry.hours.empty());
    ++expected;
  }
}

SCENARIO("shipped data sets are found by name", "[calendar][cn-public]") {
  CHECK(shipped_calendars() == std::vector<std::string>{"cn-public"});
  CHECK(find_calendar_data("cn-public") == &cn_public());
  CHECK(find_calendar_data("cn") == nullptr);
  CHECK(cn_public().source.find("MIT License, Copyright (c) 2019 NateScarlet") != std::string::npos);
  CHECK(cn_public().covered_from == day("2007-01-01"));
  CHECK(cn_public().days.front().date == day("2006-12-30"));
  CHECK(china().day(day("2024-10-01")).name == "国庆节");
}

}  // namespace huifang
