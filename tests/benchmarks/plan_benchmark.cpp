// What a plan costs beside a plain greedy one.
//
// 100,000 visits of 20,000 customers on 100 people and 250 working days: weekly, half-monthly and monthly
// windows, most with one owner, some with a cover, some for anybody of the team, half of the customers with a
// gap of two days. The greedy loop does what a script would: earliest deadline first, the first day and
// person with room, and it drops what does not fit. The planner has to place everything there is room for,
// keep gaps, even out the load and prove what is overloaded. It may take at most five seconds of the processor, and at
// most ten times as long, forty times where gaps are to be kept and it has to prove that not everything fits. Exit
// code 1 if it takes longer, places less, or leaves out a visit without a reason.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "huifang/plan.hpp"

namespace huifang::benchmark {
namespace {

constexpr double seconds_max = 5, ratio_max = 10, overloaded_gaps_ratio_max = 40;
constexpr int visits_count = 100'000, customers_count = 20'000, people_count = 100, days_count = 250;

/// Numbers that are the same on every machine.
struct Dice {
  std::uint64_t state = 20240301;
  int below(int n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(n));
  }
};

/// `capacity` visits per person and day: 5 is 125,000 places, 4 exactly as many as visits.
PlanRequest request(std::int64_t capacity, int gap_days) {
  PlanRequest out;
  Dice dice;
  const std::int64_t origin = Date{2024, 1, 1}.to_days();
  for (int p = 0; p < people_count; ++p) {
    PlanPerson person;
    person.id = "s" + std::to_string(p);
    person.capacity = capacity;
    out.people.push_back(std::move(person));
  }
  for (int v = 0; v < visits_count; ++v) {
    const int customer = v % customers_count, round = v / customers_count;  // five rounds of 50 days
    PlanVisit visit;
    visit.subject = "c" + std::to_string(customer);
    visit.id = visit.subject + "/" + std::to_string(round);
    const int length = customer % 3 == 0 ? 5 : customer % 3 == 1 ? 11 : 22;
    const int first = round * 50 + dice.below(50 - length);
    visit.first = Date::from_days(origin + first);
    visit.last = Date::from_days(origin + first + length - 1);
    const int owner = customer % people_count;
    if (customer % 10 < 7)
      visit.people = {out.people[static_cast<std::size_t>(owner)].id};
    else if (customer % 10 < 9)
      visit.people = {out.people[static_cast<std::size_t>(owner)].id,
                      out.people[static_cast<std::size_t>((owner + 1) % people_count)].id};
    if (customer % 2 == 0) visit.gap_days = gap_days;
    visit.order = {customer % 4};
    out.visits.push_back(std::move(visit));
  }
  return out;
}

/// Earliest deadline first, first place with room. Returns how many found one.
std::size_t greedy(const PlanRequest& request) {
  const std::int64_t origin = Date{2024, 1, 1}.to_days();
  std::map<std::string, std::size_t> people;
  for (const PlanPerson& person : request.people) people.emplace(person.id, people.size());
  std::vector<std::int64_t> room(request.people.size() * days_count);
  for (std::size_t p = 0; p < request.people.size(); ++p)
    std::fill_n(room.begin() + static_cast<std::ptrdiff_t>(p * days_count), days_count,
                request.people[p].capacity);
  std::vector<std::size_t> order(request.visits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const PlanVisit &x = request.visits[a], &y = request.visits[b];
    if (x.last != y.last) return x.last < y.last;
    return x.order != y.order ? x.order < y.order : x.id < y.id;
  });
  std::vector<std::size_t> everybody(request.people.size());
  std::iota(everybody.begin(), everybody.end(), std::size_t{0});
  std::map<std::string, std::vector<std::int64_t>> last_days;
  std::size_t placed = 0;
  for (const std::size_t v : order) {
    const PlanVisit& visit = request.visits[v];
    std::vector<std::size_t> crew;
    for (const std::string& person : visit.people) crew.push_back(people.at(person));
    const std::vector<std::size_t>& who = crew.empty() ? everybody : crew;
    std::vector<std::int64_t>& before = last_days[visit.subject];
    bool done = false;
    for (std::int64_t day = visit.first.to_days(); day <= visit.last.to_days() && !done; ++day) {
      if (std::any_of(before.begin(), before.end(),
                      [&](std::int64_t d) { return std::abs(d - day) < visit.gap_days; }))
        continue;
      for (const std::size_t person : who) {
        std::int64_t& left = room[person * days_count + static_cast<std::size_t>(day - origin)];
        if (left == 0) continue;
        --left;
        before.push_back(day);
        done = true;
        ++placed;
        break;
      }
    }
  }
  return placed;
}

/// Processor time: other work on the machine can only add to it.
template <class Work>
double seconds(Work&& work) {
  const auto now = [] {
    std::timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const double start = now();
  work();
  return now() - start;
}

std::string fixed(double value, int places) {
  char text[64];
  return std::string(text,
                     std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, places).ptr);
}

bool run(const char* what, std::int64_t capacity, int gap_days, double most) {
  const PlanRequest asked = request(capacity, gap_days);
  double greedy_s = 1e300, plan_s = 1e300;
  std::size_t greedy_placed = 0;
  Plan plan;
  for (int i = 0; i < 3; ++i) {
    greedy_s = std::min(greedy_s, seconds([&] { greedy_placed = greedy(asked); }));
    plan_s = std::min(plan_s, seconds([&] { plan = plan_visits(asked); }));
  }
  std::printf(
      "%-28s %s s (at most %s), %zu of %zu placed, %zu witnesses; greedy %s s, %zu placed; ratio %s (at most %s)\n", what,
      fixed(plan_s, 2).c_str(), fixed(seconds_max, 0).c_str(), plan.visits.size(), asked.visits.size(), plan.witnesses.size(),
      fixed(greedy_s, 2).c_str(), greedy_placed, fixed(plan_s / greedy_s, 1).c_str(), fixed(most, 0).c_str());
  const bool explained =
      std::all_of(plan.unplanned.begin(), plan.unplanned.end(), [](const UnplannedVisit& visit) {
        return visit.reason == UnplannedReason::overloaded || visit.reason == UnplannedReason::search_limit;
      });
  return plan_s <= seconds_max && plan_s / greedy_s <= most && plan.visits.size() >= greedy_placed && explained;
}

int benchmark() {
  std::printf("100,000 visits, 100 people, 250 days; the least of three times\n");
  bool good = run("room to spare", 6, 0, ratio_max);
  good = run("room to spare, gaps", 6, 3, ratio_max) && good;
  good = run("tight, gaps", 5, 3, ratio_max) && good;
  good = run("overloaded", 4, 0, ratio_max) && good;
  good = run("overloaded, gaps", 4, 3, overloaded_gaps_ratio_max) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace huifang::benchmark

int main() { return huifang::benchmark::benchmark(); }
