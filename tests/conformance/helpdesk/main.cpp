/// Runs the log of a help desk through a book and prints what became of its clocks as one JSON line.
///
///   conformance_helpdesk LOG
///
/// LOG is a CSV with the columns case, timestamp (UTC) and activity. Policy and mapping are those of
/// examples/policies/helpdesk; time passes up to 31 January 2014, 00:00 UTC. Outcomes come from the duties of
/// the cases, escalations from the outbox; how long a clock ran or stood still is the working time between
/// the steps of each case's path, by the policy's calendar. Exit status: 0; 2 when the log cannot be used.

#include <algorithm>
#include <array>
#include <exception>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "huifang/huifang.hpp"

namespace {

using namespace huifang;

constexpr std::uint64_t steps_per_commit = 20'000;
constexpr std::uint64_t events_per_commit = 5'000;
constexpr std::int64_t second_us = 1'000'000;

/// A clock of the policy: its duty, and the state that shows that its end has come.
struct Clock {
  const char* name;
  const char* rule;
  const char* ended_by;
  std::int64_t met = 0, breached = 0, unfinished = 0;
};

struct Report {
  std::int64_t cases = 0;
  std::array<Clock, 3> clocks{{{"take", "ticket.untaken.take", "taken"},
                               {"first_resolution", "ticket.unsolved.first_resolution", "solved"},
                               {"total_resolution", "ticket.open.total_resolution", "closed"}}};
  std::int64_t ran_us = 0, paused_us = 0;
  std::int64_t escalations = 0;
};

/// Everything up to the horizon, which is in time itself.
void feed(Book& book, const Policy& policy, const std::string& folder, const std::string& path,
          Instant horizon) {
  LogInput input;
  input.path = path;
  input.mapping = LogMapping::load_file(folder + "/log.json");
  LogOptions reading;
  reading.zone = policy.zone();
  EventLog log = EventLog::read({input}, reading);
  Event event;
  std::uint64_t events = 0;
  while (log.next(event) && event.at <= horizon) {
    if (events == 0) {
      book.bind(policy, event.at);
      book.begin();
    }
    book.record(event, event.at);
    if (++events % events_per_commit == 0) book.commit(), book.begin();
  }
  if (events == 0) {
    book.bind(policy, horizon);
  } else {
    book.commit();
  }
  while (!book.advance(horizon, steps_per_commit).complete) {
  }
}

bool in(const CaseStep& step, const std::string& state) {
  return std::find(step.states.begin(), step.states.end(), state) != step.states.end();
}

/// The seconds of a case: its path, step by step. The last stretch ends with the horizon.
void add_times(Report& report, const std::vector<CaseStep>& path, const BusinessCalendar& calendar,
               Instant horizon) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Instant until = i + 1 < path.size() ? path[i + 1].at : horizon;
    const std::int64_t worked = calendar.working_time_between(path[i].at, until);
    if (in(path[i], "running")) report.ran_us += worked;
    if (in(path[i], "waiting") && in(path[i], "unsolved")) report.paused_us += worked;
  }
}

Report report_of(const Book& book, Instant horizon) {
  Report report;
  const BusinessCalendar calendar = book.calendar();
  std::map<std::string, std::set<std::string>> missed;  // rule to cases
  for (const Duty& duty : book.duties()) {
    if (duty.missed_at) missed[duty.key.rule].insert(duty.key.subject.key);
  }
  for (const CaseEntry& one : book.cases()) {
    const std::vector<CaseStep> path = book.case_path(one.workflow, one.key);
    ++report.cases;
    add_times(report, path, calendar, horizon);
    for (Clock& clock : report.clocks) {
      const bool ended = std::any_of(path.begin(), path.end(),
                                     [&](const CaseStep& step) { return in(step, clock.ended_by); });
      ++(missed[clock.rule].contains(one.key) ? clock.breached : ended ? clock.met : clock.unfinished);
    }
  }
  for (const Effect& effect : book.effects()) report.escalations += effect.kind == "notify" ? 1 : 0;
  return report;
}

void print(const Report& report) {
  std::cout << "{\"cases\":" << report.cases;
  for (const Clock& clock : report.clocks) {
    std::cout << ",\"" << clock.name << "\":{\"met\":" << clock.met << ",\"breached\":" << clock.breached
              << ",\"unfinished\":" << clock.unfinished << '}';
  }
  std::cout << ",\"ran_seconds\":" << report.ran_us / second_us
            << ",\"paused_seconds\":" << report.paused_us / second_us
            << ",\"escalations\":" << report.escalations << "}\n";
}

void run(const std::string& path) {
  const std::string folder = std::string(HUIFANG_SOURCE_DIR) + "/examples/policies/helpdesk";
  const Policy policy = Policy::load_file(folder + "/policy.json");
  const Instant horizon = policy.zone().start_of_day({2014, 1, 31});
  Book book = Book::open(":memory:");
  feed(book, policy, folder, path, horizon);
  print(report_of(book, horizon));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: conformance_helpdesk LOG\n";
    return 2;
  }
  try {
    run(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "conformance_helpdesk: " << error.what() << '\n';
    return 2;
  }
}
