// A million responses of ten items scored as a batch, beside a loop written by hand for just this form over the same columns: five
// levels, ten weights, one item turned round, gaps left out where at least two thirds of the weight remain, three bands.
//
// Both run on one core in one process, in turn; the least processor time of each counts, because other work on the machine
// can only add to it. Exit code 1 when the answers differ or the library takes more than `limit` times as long.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

#include "huifang/score.hpp"

namespace huifang::benchmark {
namespace {

constexpr double limit = 4;
constexpr int repetitions = 9;
constexpr std::size_t rows = 1'000'000, items = 10;
constexpr std::array<std::int64_t, items> weights = {20, 10, 15, 15, 8, 7, 5, 5, 10, 5};
constexpr std::size_t turned = 7;
constexpr std::int64_t gap = ScoreColumns::missing;

using Columns = std::vector<std::vector<std::int64_t>>;

double seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Columns made_up() {
  std::mt19937 random(7);
  Columns columns(items, std::vector<std::int64_t>(rows));
  for (auto& column : columns) {
    for (auto& cell : column) cell = random() % 12 == 0 ? gap : static_cast<std::int64_t>(1 + random() % 5);
  }
  return columns;
}

struct Scored {
  std::vector<std::int64_t> numerator, denominator;
  std::vector<std::int32_t> band;
};

Scored by_hand(const Columns& columns) {
  Scored out{std::vector<std::int64_t>(rows), std::vector<std::int64_t>(rows), std::vector<std::int32_t>(rows, -1)};
  std::int64_t whole = 0;
  for (const std::int64_t weight : weights) whole += weight;
  for (std::size_t r = 0; r < rows; ++r) {
    std::int64_t sum = 0, weight = 0;
    for (std::size_t i = 0; i < items; ++i) {
      const std::int64_t x = columns[i][r];
      if (x == gap) continue;
      sum += weights[i] * (i == turned ? 6 - x : x);
      weight += weights[i];
    }
    if (weight == 0 || weight * 3 < whole * 2) continue;
    out.numerator[r] = sum * 20;
    out.denominator[r] = weight;
    out.band[r] = sum * 20 >= 90 * weight ? 0 : sum * 20 >= 70 * weight ? 1 : 2;
  }
  return out;
}

Scoring scoring() {
  ScoreDefinition definition;
  for (std::size_t i = 0; i < items; ++i) {
    definition.items.push_back({std::to_string(i), *ScoreScale::parse("1..5"), weights[i], "", i == turned});
  }
  definition.conversion = ScoreConversion::of_greatest;
  definition.bands = {{"high", Ratio(90)}, {"middle", Ratio(70)}, {"low", std::nullopt}};
  return Scoring(std::move(definition));
}

bool same(const Scored& hand, const ScoreBatch& batch) {
  for (std::size_t r = 0; r < rows; ++r) {
    if (hand.band[r] != batch.band[r] || (hand.denominator[r] == 0) != (batch.denominator[r] == 0)) return false;
    if (hand.denominator[r] != 0 && hand.numerator[r] * batch.denominator[r] != batch.numerator[r] * hand.denominator[r]) return false;
  }
  return true;
}

int run() {
  const Columns columns = made_up();
  const Scoring library_scoring = scoring();
  ScoreColumns borrowed;
  borrowed.rows = rows;
  for (const auto& column : columns) borrowed.items.push_back(column.data());
  double hand = 1e9, library = 1e9;
  Scored of_hand;
  ScoreBatch of_library;
  for (int i = 0; i < repetitions; ++i) {
    const double begin = seconds();
    of_hand = by_hand(columns);
    const double middle = seconds();
    of_library = library_scoring.score(borrowed);
    hand = std::min(hand, middle - begin);
    library = std::min(library, seconds() - middle);
  }
  const auto valid = std::count(of_library.invalid.begin(), of_library.invalid.end(), ScoreInvalid::no);
  std::printf("%zu responses of %zu items, %lld with a score\n", rows, items, static_cast<long long>(valid));
  std::printf("  written by hand  %6.4f s\n  batch            %6.4f s\n", hand, library);
  const bool equal = same(of_hand, of_library);
  std::printf("scores are %s; %.2f times the loop by hand, at most %.0f: %s\n", equal ? "the same" : "DIFFERENT", library / hand, limit,
              equal && library <= limit * hand ? "holds" : "BROKEN");
  return equal && library <= limit * hand ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace huifang::benchmark

int main() { return huifang::benchmark::run(); }
