#include "benchmarks/sample_log.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <random>
#include <stdexcept>
#include <vector>

#include "huifang/value.hpp"

namespace huifang::benchmark {
namespace {

constexpr int months_of_first_orders = 3;

/// Uniform in [0, below). The standard's distributions differ between libraries, its engines do not.
class Dice {
 public:
  std::int64_t roll(std::int64_t below) { return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(below)); }

 private:
  std::mt19937_64 engine_{20210101};
};

}  // namespace

void write_sample_log(const std::string& path, std::size_t orders) {
  const std::size_t customers = (orders * 23'544 + 69'658) / 69'659;
  const std::int64_t first_day = Date{2021, 1, 1}.to_days();
  const std::int64_t first_end = Date{2021, 1 + months_of_first_orders, 1}.to_days();
  const std::int64_t end_day = Date{2022, 7, 1}.to_days();
  Dice dice;
  // Who orders how often: further orders go to those in the first half, the earlier in it the more.
  std::vector<int> further(customers, 0);
  const auto half = static_cast<std::int64_t>(customers / 2 + 1);
  for (std::size_t i = customers; i < orders; ++i) {
    ++further[static_cast<std::size_t>(std::min(dice.roll(half), dice.roll(half)))];
  }
  std::ofstream file(path);
  file << "customer,date,quantity,amount\n";
  for (std::size_t i = 0; i < customers; ++i) {
    std::vector<std::int64_t> days{first_day + dice.roll(first_end - first_day)};
    for (int k = 0; k < further[i]; ++k) days.push_back(days[0] + dice.roll(end_day - days[0]));
    std::sort(days.begin(), days.end());
    std::string customer = std::to_string(i + 1);
    if (customer.size() < 5) customer.insert(0, 5 - customer.size(), '0');
    for (const std::int64_t day : days) {
      const std::int64_t quantity = 1 + std::min(dice.roll(6), dice.roll(6));
      const std::int64_t cents = quantity * (700 + dice.roll(2'000)) + (dice.roll(30) == 0 ? 10'000 : 0);
      const std::string hundredths = std::to_string(100 + cents % 100).substr(1);
      file << customer << ',' << Date::from_days(day).to_text() << ',' << quantity << ',' << cents / 100 << '.' << hundredths << '\n';
    }
  }
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace huifang::benchmark
