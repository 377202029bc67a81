// A year of the regular calls and visits of a regulation for a million customers, beside a loop written by hand for just
// these two rules that writes the same rows.
//
// Both run on one core in one process, in turn; the least processor time of each counts, because other work on the machine
// can only add to it. Exit code 1 when the rows differ or the library takes more than five times as long.
//
//   occurrences_benchmark [customers]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "huifang/occurrences.hpp"

namespace huifang::benchmark {
namespace {

constexpr double limit = 5;
constexpr int repetitions = 5;
constexpr std::size_t rows_max = 65'536;

double seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// What a consumer would do with a batch: read all of it.
struct Sum {
  std::uint64_t rows = 0, value = 0;
  void add(const OccurrenceBatch& batch) {
    rows += batch.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      value += static_cast<std::uint64_t>(batch.subject[i]) * 31 + static_cast<std::uint64_t>(batch.opens_us[i]) * 7 +
               static_cast<std::uint64_t>(batch.due_us[i]);
    }
  }
  friend bool operator==(const Sum&, const Sum&) = default;
};

OccurrenceRequest year(const Policy& policy, const std::string& rule) {
  return {"customer", rule, *policy.zone().parse("2024-01-01T00:00:00"), *policy.zone().parse("2025-01-01T00:00:00"), std::nullopt};
}

Sum by_library(const Policy& policy, std::size_t customers, const std::vector<SubjectColumn>& columns) {
  Sum sum;
  OccurrenceBatch batch;
  for (const char* const rule : {"art3-phone", "art3-visit"}) {
    Occurrences occurrences(policy, year(policy, rule), customers, columns);
    while (occurrences.next(batch, rows_max)) sum.add(batch);
  }
  return sum;
}

/// Days of one window, counted from 1970.
struct Days {
  std::int64_t first, last;
};

bool is_peak(std::int64_t day) {
  const int month = Date::from_days(day).month;
  return month >= 3 && month <= 10;
}

std::vector<Days> weeks() {
  std::vector<Days> all;
  for (std::int64_t day = Date{2024, 1, 1}.to_days(); Date::from_days(day).year == 2024; day += 7) all.push_back({day, day + 6});
  return all;
}

std::vector<Days> half_months() {
  std::vector<Days> all;
  for (std::uint8_t month = 1; month <= 12; ++month) {
    const std::int64_t first = Date{2024, month, 1}.to_days();
    const std::int64_t next = month == 12 ? Date{2025, 1, 1}.to_days() : Date{2024, static_cast<std::uint8_t>(month + 1), 1}.to_days();
    all.push_back({first, first + 14});
    all.push_back({first + 15, next - 1});
  }
  return all;
}

std::vector<Days> months() {
  std::vector<Days> all;
  for (std::size_t i = 0; i < 24; i += 2) all.push_back({half_months()[i].first, half_months()[i + 1].last});
  return all;
}

/// Windows of the year that end in the season they are for, in order.
std::vector<Days> windows(const std::vector<Days>& in_peak, const std::vector<Days>& off_peak) {
  std::vector<Days> all;
  for (const Days& one : in_peak) {
    if (is_peak(one.last)) all.push_back(one);
  }
  for (const Days& one : off_peak) {
    if (!is_peak(one.last)) all.push_back(one);
  }
  std::sort(all.begin(), all.end(), [](const Days& a, const Days& b) { return a.first < b.first; });
  return all;
}

Sum by_hand(std::size_t customers) {
  constexpr std::int64_t day_us = 86'400'000'000, shanghai_us = 8 * 3'600'000'000;
  Sum sum;
  OccurrenceBatch batch;
  const auto flush = [&] {
    sum.add(batch);
    batch.subject.clear();
    batch.rule.clear();
    batch.n.clear();
    batch.opens_us.clear();
    batch.due_us.clear();
  };
  for (const std::vector<Days>& all : {windows(weeks(), half_months()), windows(half_months(), months())}) {
    for (std::size_t customer = 0; customer < customers; ++customer) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        batch.subject.push_back(static_cast<std::int64_t>(customer));
        batch.rule.push_back(0);
        batch.n.push_back(static_cast<std::int32_t>(i));
        batch.opens_us.push_back(all[i].first * day_us - shanghai_us);
        batch.due_us.push_back((all[i].last + 1) * day_us - shanghai_us - 1);
      }
      if (batch.size() >= rows_max) flush();
    }
    flush();
  }
  return sum;
}

int run(std::size_t customers) {
  const Policy policy = Policy::load_file(std::string(HUIFANG_SOURCE_DIR) + "/examples/policies/cement-visit-cadence/policy.json");
  // Two columns that differ from customer to customer, though the rules do not look at them: eight kinds of customers.
  std::vector<SubjectColumn> columns = {{"key_customer", {Value::of(true), Value::of(false)}, {}},
                                        {"volume", {Value::of(Decimal(5)), Value::of(Decimal(500)), Value::of(Decimal(50'000))}, {}}};
  for (std::size_t i = 0; i < customers; ++i) {
    columns[0].places.push_back(static_cast<std::int32_t>(i % 2));
    columns[1].places.push_back(static_cast<std::int32_t>(i % 4) - 1);
  }
  double library = 1e9, hand = 1e9;
  Sum of_library, of_hand;
  for (int i = 0; i < repetitions; ++i) {
    const double begin = seconds();
    of_hand = by_hand(customers);
    const double middle = seconds();
    of_library = by_library(policy, customers, columns);
    hand = std::min(hand, middle - begin);
    library = std::min(library, seconds() - middle);
  }
  std::printf("a year of two rules for %zu customers: %llu rows\n", customers, static_cast<unsigned long long>(of_library.rows));
  std::printf("  written by hand  %6.3f s  %6.1f M rows/s\n", hand, static_cast<double>(of_hand.rows) / hand * 1e-6);
  std::printf("  occurrences      %6.3f s  %6.1f M rows/s\n", library, static_cast<double>(of_library.rows) / library * 1e-6);
  const bool same = of_library == of_hand;
  std::printf("rows are %s; %.2f times the loop by hand, at most %.0f: %s\n", same ? "the same" : "DIFFERENT", library / hand, limit,
              same && library <= limit * hand ? "holds" : "BROKEN");
  return same && library <= limit * hand ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace huifang::benchmark

int main(int argc, char** argv) {
  return huifang::benchmark::run(argc > 1 ? static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10)) : 1'000'000);
}
