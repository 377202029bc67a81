#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "support.hpp"

using namespace score_test;

namespace {

std::vector<ScoreItem> items(std::size_t count) {
  std::vector<ScoreItem> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back({std::string(1, static_cast<char>('A' + i)), *ScoreScale::parse("1..5"), 1, "", false});
  return out;
}

using Answers = std::vector<std::vector<ScoreAnswer>>;

/// Alpha as textbooks write it, in doubles: k ÷ (k − 1) × (1 − sum of variances ÷ variance of the sums).
double plain_alpha(const std::vector<std::vector<double>>& columns) {
  const auto variance = [](const std::vector<double>& values) {
    double mean = 0, squares = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    return squares / static_cast<double>(values.size() - 1);
  };
  std::vector<double> sums(columns[0].size(), 0);
  double of_items = 0;
  for (const auto& column : columns) {
    of_items += variance(column);
    for (std::size_t r = 0; r < sums.size(); ++r) sums[r] += column[r];
  }
  const auto k = static_cast<double>(columns.size());
  return k / (k - 1) * (1 - of_items / variance(sums));
}

}  // namespace

SCENARIO("case 191: an item to which everybody answered the same", "[reliability]") {
  const Answers answers = {whole_answers({3, 4, 3}), whole_answers({4, 4, 4}), whole_answers({3, 5, 3})};
  const Reliability result = reliability(items(3), answers);
  CHECK_FALSE(result.alpha.has_value());
  CHECK_FALSE(result.omega.has_value());
  CHECK(result.why == "everybody answered the same to B");
}

SCENARIO("case 192: an item that should have been turned round", "[reliability]") {
  const Answers right = {whole_answers({3, 4, 3, 5, 2}), whole_answers({4, 4, 2, 5, 3}), whole_answers({3, 5, 3, 4, 2})};
  Answers wrong = right;
  for (ScoreAnswer& answer : wrong[2]) answer.value = Ratio(6) - answer.value;
  CHECK(rounded(reliability(items(3), right).alpha, 3) == "0.871");
  const Reliability warned = reliability(items(3), wrong);
  CHECK(rounded(warned.alpha, 3) == "-1.043");
  CHECK(std::find(warned.warnings.begin(), warned.warnings.end(), "alpha is negative; is an item to be turned round?") != warned.warnings.end());
  WHEN("the form says that it is turned round") {
    std::vector<ScoreItem> turned = items(3);
    turned[2].reversed = true;
    const Reliability result = reliability(turned, wrong);
    THEN("alpha and omega are those of the answers as they are meant") {
      CHECK(result.alpha == reliability(items(3), right).alpha);
      CHECK(result.omega == reliability(items(3), right).omega);
      CHECK(result.warnings == reliability(items(3), right).warnings);
    }
  }
}

SCENARIO("case 193: responses with a gap are left out and counted; pairs are taken only on request", "[reliability]") {
  Answers answers = {whole_answers({3, 4, 3, 5, 2, 1}), whole_answers({4, 4, 2, 5, 3, 5}), whole_answers({3, 5, 3, 4, 2, 1})};
  answers[2][5] = ScoreAnswer{};
  const Reliability listwise = reliability(items(3), answers);
  CHECK(listwise.n == 5);
  CHECK(listwise.dropped == 1);
  CHECK(rounded(listwise.alpha, 3) == "0.871");
  ReliabilityOptions options;
  options.pairwise = true;
  const Reliability pairwise = reliability(items(3), answers, options);
  CHECK(pairwise.n == 6);
  CHECK(pairwise.dropped == 0);
  CHECK_FALSE(pairwise.alpha == listwise.alpha);
}

SCENARIO("case 194: alpha without an item is the same estimator as alpha", "[reliability]") {
  const Answers answers = {whole_answers({3, 4, 3, 5, 2}), whole_answers({4, 4, 2, 5, 3}), whole_answers({3, 5, 3, 4, 2}), whole_answers({5, 5, 4, 5, 1})};
  for (const bool standardised : {false, true}) {
    ReliabilityOptions options;
    options.standardised = standardised;
    const Reliability whole = reliability(items(4), answers, options);
    for (std::size_t without = 0; without < 4; ++without) {
      Answers others = answers;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(without));
      CHECK(std::abs(*whole.alpha_without[without] - *reliability(items(3), others, options).alpha_value) < 1e-12);
    }
  }
}

SCENARIO("too little to say anything", "[reliability]") {
  CHECK(reliability(items(1), Answers{whole_answers({1, 2})}).why == "one item alone has no reliability");
  CHECK(reliability(items(2), Answers{whole_answers({1}), whole_answers({2})}).why == "fewer than two responses are complete");
  CHECK(reliability(items(2), Answers{whole_answers({1, 2}), whole_answers({2, 1})}).why == "the sum of the items does not vary");
  CHECK(reliability(items(2), Answers{whole_answers({1, 2}), whole_answers({1, 2})}).why_omega == "one factor needs three items");
  CHECK_THROWS_AS(reliability(items(2), Answers{whole_answers({1, 2}), whole_answers({1})}), Error);
  CHECK_THROWS_AS(reliability(items(2), Answers{whole_answers({1, 2})}), Error);
}

SCENARIO("alpha is what textbooks write, whatever the order of the responses", "[reliability][law]") {
  REQUIRE(rc::check("random answers", [] {
    const auto k = *rc::gen::inRange<std::size_t>(2, 7);
    const auto rows = *rc::gen::inRange<std::size_t>(10, 30);
    Answers answers(k, std::vector<ScoreAnswer>(rows));
    std::vector<std::vector<double>> plain(k);
    for (std::size_t r = 0; r < rows; ++r) {
      bool complete = true;
      std::vector<double> row;
      for (std::size_t i = 0; i < k; ++i) {
        const int value = *rc::gen::element(0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5);
        if (value > 0) answers[i][r] = ScoreAnswer::of(Ratio(value));
        complete = complete && value > 0;
        row.push_back(value);
      }
      for (std::size_t i = 0; complete && i < k; ++i) plain[i].push_back(row[i]);
    }
    const Reliability result = reliability(items(k), answers);
    RC_ASSERT(result.n + result.dropped == static_cast<std::int64_t>(rows));
    RC_PRE(result.alpha.has_value());
    RC_ASSERT(std::abs(*result.alpha_value - plain_alpha(plain)) < 1e-9);
    for (auto& column : answers) std::reverse(column.begin(), column.end());
    RC_ASSERT(reliability(items(k), answers).alpha == result.alpha);
  }));
}

SCENARIO("items that go together equally have equal loadings, so that omega is standardised alpha", "[reliability]") {
  const std::vector<std::vector<int>> rows = {{1, 1, 1}, {5, 5, 5}, {1, 3, 2}, {2, 1, 3}, {3, 2, 1}, {4, 2, 5}, {5, 4, 2}, {2, 5, 4}};
  Answers answers(3);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < 3; ++i) answers[i].push_back(ScoreAnswer::of(Ratio(row[i])));
  }
  ReliabilityOptions options;
  options.standardised = true;
  const Reliability result = reliability(items(3), answers, options);
  REQUIRE(result.omega.has_value());
  CHECK(std::abs(*result.omega - *result.alpha_value) < 1e-12);
  CHECK(std::abs(result.loadings[0] - result.loadings[2]) < 1e-12);
  CHECK(result.warnings.empty());
}

SCENARIO("reliability does not depend on the unit of the answers", "[reliability]") {
  const std::vector<std::vector<int>> columns = {{1, 2, 5, 3, 4}, {2, 2, 5, 1, 4}, {1, 3, 5, 3, 2}};
  const auto in = [&](const std::string& unit) {
    Answers answers;
    for (const auto& column : columns) {
      answers.emplace_back();
      for (const int value : column) answers.back().push_back(ScoreAnswer::of(Ratio(value) * number(unit)));
    }
    return reliability(items(3), answers);
  };
  const Reliability of_one = in("1");
  REQUIRE(of_one.omega.has_value());
  for (const char* unit : {"1e-400", "1e-3", "7/3", "1e400"}) {
    CAPTURE(unit);
    CHECK(in(unit).alpha == of_one.alpha);
    CHECK(in(unit).omega == of_one.omega);
    CHECK(in(unit).loadings == of_one.loadings);
  }
}

SCENARIO("a sum of correlations that is only what was rounded away is nothing", "[reliability]") {
  // Everybody gives one point, each to another item: what the items add up to never varies, and all correlations are -1 / (k - 1).
  ReliabilityOptions options;
  options.standardised = true;
  for (std::size_t k = 3; k < 20; ++k) {
    Answers answers(k, std::vector<ScoreAnswer>(k, ScoreAnswer::of(Ratio(1))));
    for (std::size_t i = 0; i < k; ++i) answers[i][i] = ScoreAnswer::of(Ratio(2));
    CAPTURE(k);
    const Reliability result = reliability(items(k), answers, options);
    CHECK_FALSE(result.alpha_value.has_value());
    CHECK(result.why == "the sum of the items does not vary");
    CHECK_FALSE(result.omega.has_value());
  }
}
