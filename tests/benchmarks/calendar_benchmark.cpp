// Adding working time over ten years beside adding it over ten days: the price is that of a search, not of a walk.
//
// Everything runs on one core in one process, repetitions in turn; the least processor time of each counts, because other
// work on the machine can only add to it. Exit code 1 when ten years cost more than three times ten days.
//
//   calendar_benchmark [Google Benchmark's options]

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "huifang/calendar.hpp"

namespace huifang::benchmark {
namespace {

constexpr double years_limit = 3;  // ten years, at most so many times the price of ten days
constexpr std::int64_t start_count = 1024;

/// A calendar, moments in it to start from, and how much is open in ten days and in ten years.
struct Case {
  std::string name;
  BusinessCalendar calendar;
  std::vector<Instant> starts;
  std::int64_t days_us = 0, years_us = 0;
  std::int64_t days_n = 0, years_n = 0;
};

Case make_case(std::string name, const CalendarSource& source) {
  Case made{std::move(name), BusinessCalendar::build(source), {}, 0, 0, 0, 0};
  const TimeZone& zone = made.calendar.zone();
  const Date first{2010, 1, 1};
  // 6.3 hours apart: over seven months, at every time of day.
  for (std::int64_t i = 0; i < start_count; ++i) {
    made.starts.push_back(Instant{zone.start_of_day(first).utc_us + i * 378 * us_per_minute});
  }
  const auto open = [&](Date last) {
    return made.calendar.working_time_between(zone.start_of_day(first), zone.start_of_day(last));
  };
  made.days_us = open({2010, 1, 11});
  made.years_us = open({2019, 10, 1});
  made.days_n = made.calendar.working_days_between(first, {2010, 1, 11});
  made.years_n = made.calendar.working_days_between(first, {2019, 10, 1});
  return made;
}

std::vector<Case> make_cases() {
  CalendarSource china;
  china.zone = "Asia/Shanghai";
  china.data = &cn_public();
  CalendarSource berlin;  // two changes of the clock a year, inside the shifts
  berlin.zone = "Europe/Berlin";
  berlin.weekly.assign(7, {{22 * 60, 30 * 60}});
  std::vector<Case> cases;
  cases.push_back(make_case("office hours, cn-public", china));
  cases.push_back(make_case("night shifts, Berlin", berlin));
  return cases;
}

/// `answer` for one start after the other.
template <class Answer>
void each_start(::benchmark::State& state, const std::vector<Instant>& starts, Answer&& answer) {
  for (auto _ : state) {
    for (const Instant start : starts) ::benchmark::DoNotOptimize(answer(start));
  }
}

void register_case(const Case& one) {
  const auto add = [&](const char* what, auto body) {
    ::benchmark::RegisterBenchmark((one.name + "/" + what).c_str(), [&one, body](::benchmark::State& state) {
      each_start(state, one.starts, [&](Instant start) { return body(one, start); });
    });
  };
  add("hours/10 days", [](const Case& c, Instant start) { return c.calendar.add_working_time(start, c.days_us); });
  add("hours/10 years", [](const Case& c, Instant start) { return c.calendar.add_working_time(start, c.years_us); });
  add("measured/10 days", [](const Case& c, Instant start) {
    return c.calendar.working_time_between(start, Instant{start.utc_us + 10 * us_per_day});
  });
  add("measured/10 years", [](const Case& c, Instant start) {
    return c.calendar.working_time_between(start, Instant{start.utc_us + 3650 * us_per_day});
  });
  add("days/10 days", [](const Case& c, Instant start) {
    return c.calendar.find_working_day(c.calendar.zone().date_of(start), c.days_n);
  });
  add("days/10 years", [](const Case& c, Instant start) {
    return c.calendar.find_working_day(c.calendar.zone().date_of(start), c.years_n);
  });
}

/// Keeps the least processor time of every benchmark.
class Least final : public ::benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const double seconds = run.cpu_accumulated_time / static_cast<double>(run.iterations * start_count);
      const auto [place, fresh] = seconds_.try_emplace(run.run_name.function_name, seconds);
      place->second = std::min(place->second, seconds);
    }
  }
  double seconds(const std::string& name) const {
    const auto place = seconds_.find(name);
    if (place != seconds_.end()) return place->second;
    std::fprintf(stderr, "calendar_benchmark: not measured: %s\n", name.c_str());
    std::exit(1);
  }

 private:
  std::map<std::string, double> seconds_;
};

int run(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  std::string options[] = {"--benchmark_repetitions=9", "--benchmark_enable_random_interleaving=true",
                           "--benchmark_min_time=0.02"};
  for (std::string& option : options) arguments.insert(arguments.begin() + 1, option.data());
  int count = static_cast<int>(arguments.size());
  const std::vector<Case> cases = make_cases();
  for (const Case& one : cases) register_case(one);
  ::benchmark::Initialize(&count, arguments.data());
  if (::benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  Least least;
  ::benchmark::RunSpecifiedBenchmarks(&least);
  bool good = true;
  for (const Case& one : cases) {
    for (const char* what : {"hours", "measured", "days"}) {
      const std::string name = one.name + "/" + what;
      const double days = least.seconds(name + "/10 days") * 1e9;
      const double years = least.seconds(name + "/10 years") * 1e9;
      const bool kept = years <= years_limit * days;
      std::printf("%-42s 10 days %7.1f ns   10 years %7.1f ns   %.2f times, at most %.0f  %s\n", name.c_str(), days,
                  years, years / days, years_limit, kept ? "ok" : "FAILED");
      good = good && kept;
    }
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace huifang::benchmark

int main(int argc, char** argv) { return huifang::benchmark::run(argc, argv); }
