// Alpha and omega beside those of R's psych: what psych.R printed, from the standard input. Alpha must agree within 1e-9, omega total
// within 1e-6 (psych stops looking for loadings about there).

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>

#include "huifang/score.hpp"

int main() {
  using namespace huifang;
  const ScoreScale likert = ScoreScale::parse("1..5").value();
  int cases = 0;
  double worst_alpha = 0, worst_omega = 0;
  for (std::string word; std::cin >> word;) {
    std::size_t k = 0, n = 0;
    double alpha = 0, standardised = 0, omega = 0;
    if (word != "case" || !(std::cin >> k >> n >> alpha >> standardised >> omega >> word) || word != "without") return 2;
    std::vector<double> without(k);
    for (double& value : without) std::cin >> value;
    std::vector<ScoreItem> items;
    for (std::size_t i = 0; i < k; ++i) items.push_back({std::to_string(i), likert, 1, "", false});
    std::vector<std::vector<ScoreAnswer>> answers(k);
    for (std::size_t r = 0; r < n; ++r) {
      for (auto& column : answers) {
        int value = 0;
        std::cin >> value;
        column.push_back(ScoreAnswer::of(Ratio(value)));
      }
    }
    if (!std::cin) return 2;
    ReliabilityOptions options;
    const Reliability raw = reliability(items, answers, options);
    options.standardised = true;
    const Reliability of_correlations = reliability(items, answers, options);
    if (!raw.alpha_value || !raw.omega || !of_correlations.alpha_value) return 2;
    double off = std::max(std::abs(*raw.alpha_value - alpha), std::abs(*of_correlations.alpha_value - standardised));
    for (std::size_t i = 0; i < k; ++i) off = std::max(off, std::abs(raw.alpha_without[i].value_or(2) - without[i]));
    const double off_omega = std::abs(*raw.omega - omega);
    std::printf("%2zu items, %3zu responses: alpha %.9f (off by %.1e), omega %.7f (off by %.1e)\n", k, n, *raw.alpha_value, off, *raw.omega, off_omega);
    worst_alpha = std::max(worst_alpha, off);
    worst_omega = std::max(worst_omega, off_omega);
    ++cases;
  }
  std::printf("%d cases: alpha off by at most %.1e (1e-9 allowed), omega by at most %.1e (1e-6 allowed)\n", cases, worst_alpha, worst_omega);
  return cases > 0 && worst_alpha < 1e-9 && worst_omega < 1e-6 ? 0 : 1;
}
