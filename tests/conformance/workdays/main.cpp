/// Runs a suite of working-day additions: {"start": "2016-06-05", "add": 1, "expect": "2016-06-06"} a line.
///
///   conformance_workdays FILE [CALENDAR] [--min PERCENT]
///
/// CALENDAR holds public holidays and make-up days by year ("byYear": {"2007": {"offDays": [[date, name]],
/// "workDays": …}}); without it the shipped cn-public is used. A case may carry "id" and "family". Prints a line per
/// family, the failing cases on stderr, last "N passed, N failed". Exit status: 0 at or above the minimum
/// (default 100), 1 below, 2 when a file cannot be used.

#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "conformance/arguments.hpp"
#include "huifang/calendar.hpp"

namespace {

using huifang::BusinessCalendar;
using huifang::CalendarData;
using huifang::CalendarSource;
using huifang::Date;
using nlohmann::json;

Date read_date(const std::string& text) {
  const auto date = Date::parse(text);
  if (!date) throw std::runtime_error(text + " is no date");
  return *date;
}

CalendarData read_calendar(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  const json document = json::parse(file);
  std::map<Date, huifang::DayOverride> days;
  for (const auto& [year, entry] : document.at("byYear").items()) {
    for (const bool open : {false, true}) {
      for (const json& day : entry.at(open ? "workDays" : "offDays")) {
        const Date date = read_date(day.at(0).get<std::string>());
        days[date] = {date, open, day.at(1).get<std::string>(), {}};
      }
    }
  }
  CalendarData data;
  data.name = document.value("country", "calendar");
  for (auto& [date, day] : days) data.days.push_back(std::move(day));
  if (data.days.empty()) throw std::runtime_error(path + " holds no days");
  data.covered_from = data.days.front().date;
  data.covered_to = data.days.back().date;
  return data;
}

struct Tally {
  int passed = 0;
  int total = 0;
};

bool run_case(const json& line, const std::string& id, const BusinessCalendar& calendar) {
  const Date start = read_date(line.at("start").get<std::string>());
  const std::string expected = line.at("expect").get<std::string>();
  std::string found;
  try {
    found = calendar.add_working_days(start, line.at("add").get<std::int64_t>()).to_text();
  } catch (const huifang::Error& error) {
    found = error.what();
  }
  if (found == expected) return true;
  std::cerr << id << ": " << start.to_text() << " + " << line.at("add") << " is " << found << ", expected " << expected
            << '\n';
  return false;
}

int run(const std::string& path, const std::string& calendar_path, double minimum) {
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.horizon_days = 366'000;
  const CalendarData data = calendar_path.empty() ? huifang::cn_public() : read_calendar(calendar_path);
  source.data = &data;
  const BusinessCalendar calendar = BusinessCalendar::build(source);

  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::map<std::string, Tally> families;
  Tally all;
  std::string text;
  for (int number = 1; std::getline(file, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    const json line = json::parse(text);
    const std::string id = line.contains("id") ? line["id"].dump() : "line " + std::to_string(number);
    const int passed = run_case(line, id, calendar) ? 1 : 0;
    Tally& family = families[line.value("family", "workdays")];
    family.passed += passed;
    ++family.total;
    all.passed += passed;
    ++all.total;
  }
  for (const auto& [name, tally] : families) std::cout << name << ' ' << tally.passed << '/' << tally.total << '\n';
  std::cout << all.passed << " passed, " << all.total - all.passed << " failed\n";
  return all.total > 0 && all.passed * 100.0 >= minimum * all.total ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto given = conformance::read_arguments(argc, argv, 2);
  if (!given) {
    std::cerr << "usage: conformance_workdays FILE [CALENDAR] [--min PERCENT]\n";
    return 2;
  }
  try {
    return run(given->files[0], given->files.size() > 1 ? given->files[1] : std::string(), given->minimum);
  } catch (const std::exception& error) {
    std::cerr << "conformance_workdays: " << error.what() << '\n';
    return 2;
  }
}
