/// Cronbach's alpha, exact, and McDonald's omega of one factor.

#include <algorithm>
#include <cmath>
#include <functional>

#include "huifang/score.hpp"

namespace huifang {
namespace {

constexpr int rounds_max = 100'000;
constexpr double settled = 1e-14;        // loadings that change by less have settled
constexpr double uniqueness_min = 0.005; // of an item's variance: no item is all factor

using Matrix = std::vector<std::vector<Ratio>>;

Ratio over(const Ratio& a, const Ratio& b) { return Ratio::divide(a, b).value_or(Ratio(0)); }

/// One item's answers, turned round; nullopt: not answered.
using Column = std::vector<std::optional<Ratio>>;

/// Covariance of two columns over the rows where both are there; nullopt: fewer than two.
std::optional<Ratio> covariance(const Column& a, const Column& b) {
  Ratio sum_a, sum_b, products;
  std::int64_t n = 0;
  for (std::size_t r = 0; r < a.size(); ++r) {
    if (!a[r] || !b[r]) continue;
    sum_a += *a[r];
    sum_b += *b[r];
    products += *a[r] * *b[r];
    ++n;
  }
  if (n < 2) return std::nullopt;
  return over(products * Ratio(n) - sum_a * sum_b, Ratio(n) * Ratio(n - 1));
}

/// k ÷ (k − 1) × (1 − trace ÷ sum) of the rows and columns that are kept.
template <class Number>
std::optional<Number> alpha_of(const std::vector<std::vector<Number>>& c, std::size_t without, const std::function<std::optional<Number>(Number, Number)>& divide) {
  Number trace{}, sum{};
  std::int64_t k = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (i == without) continue;
    ++k;
    trace = trace + c[i][i];
    for (std::size_t j = 0; j < c.size(); ++j) {
      if (j != without) sum = sum + c[i][j];
    }
  }
  if (k < 2) return std::nullopt;
  const auto share = divide(trace, sum);
  if (!share) return std::nullopt;
  return *divide(Number(k), Number(k - 1)) * (Number(1) - *share);
}

std::optional<Ratio> exact_alpha(const Matrix& c, std::size_t without) {
  return alpha_of<Ratio>(c, without, [](const Ratio& a, const Ratio& b) { return Ratio::divide(a, b); });
}

/// Is the sum of correlations 0 but for what was rounded away?
bool is_nothing(double sum, std::size_t items) { return sum < 1e-12 * static_cast<double>(items * items); }

/// The same in binary floating point, of correlations; 0 in the denominator: undefined.
std::optional<double> real_alpha(const std::vector<std::vector<double>>& r, std::size_t without) {
  return alpha_of<double>(r, without, [&](double a, double b) {
    // k ÷ (k − 1) divides whole numbers; only the sum may be nothing.
    return is_nothing(b, r.size()) ? std::nullopt : std::optional(a / b);
  });
}

std::vector<std::vector<double>> correlations(const Matrix& c) {
  std::vector<std::vector<double>> r(c.size(), std::vector<double>(c.size(), 1));
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (std::size_t j = 0; j < c.size(); ++j) {
      if (i == j) continue;
      // Exact until the root: variances alone may be more, or less, than a double holds.
      const double square = over(c[i][j] * c[i][j], c[i][i] * c[j][j]).to_double();
      r[i][j] = c[i][j].sign() < 0 ? -std::sqrt(square) : std::sqrt(square);
    }
  }
  return r;
}

/// Loadings of one factor with the least sum of squared residuals beside the diagonal; nullopt: they do not settle.
/// Each loading in turn becomes the best one beside the others.
std::optional<std::vector<double>> one_factor(const std::vector<std::vector<double>>& r) {
  const std::size_t k = r.size();
  std::vector<double> loading(k);
  double sum = 0;
  for (const auto& row : r) {
    for (const double cell : row) sum += cell;
  }
  // The centroid is near enough to begin with; from a sum of nothing, halves.
  for (std::size_t i = 0; i < k; ++i) {
    double row = 0;
    for (const double cell : r[i]) row += cell;
    loading[i] = sum > 0 ? row / std::sqrt(sum) : 0.5;
  }
  const double most = std::sqrt(1 - uniqueness_min);
  for (int round = 0; round < rounds_max; ++round) {
    double change = 0;
    for (std::size_t i = 0; i < k; ++i) {
      double products = 0, squares = 0;
      for (std::size_t j = 0; j < k; ++j) {
        if (j == i) continue;
        products += r[i][j] * loading[j];
        squares += loading[j] * loading[j];
      }
      if (squares == 0) return std::nullopt;
      const double best = std::clamp(products / squares, -most, most);
      change = std::max(change, std::abs(best - loading[i]));
      loading[i] = best;
    }
    if (change < settled) {
      double total = 0;
      for (const double value : loading) total += value;
      if (total < 0) {
        for (double& value : loading) value = -value;
      }
      return loading;
    }
  }
  return std::nullopt;
}

void find_omega(const std::vector<std::vector<double>>& r, std::span<const ScoreItem> items, Reliability& out) {
  if (r.size() < 3) {
    out.why_omega = "one factor needs three items";
    return;
  }
  const auto loadings = one_factor(r);
  if (!loadings) {
    out.why_omega = "no factor was found";
    return;
  }
  double variance = 0, unique = 0;
  for (std::size_t i = 0; i < r.size(); ++i) {
    for (const double cell : r[i]) variance += cell;
    const double square = (*loadings)[i] * (*loadings)[i];
    unique += 1 - square;
    if ((*loadings)[i] < 0) out.warnings.push_back("item " + items[i].name + " runs against the others; is it to be turned round?");
    if (1 - square <= uniqueness_min * (1 + 1e-9)) out.warnings.push_back("item " + items[i].name + " is all factor; omega is unsure");
  }
  if (is_nothing(variance, r.size())) {
    out.why_omega = "the sum of the items does not vary";
    return;
  }
  out.loadings = *loadings;
  out.omega = (variance - unique) / variance;
}

}  // namespace

Reliability reliability(std::span<const ScoreItem> items, std::span<const std::vector<ScoreAnswer>> answers, ReliabilityOptions options) {
  const std::size_t k = items.size();
  const std::size_t rows = answers.empty() ? 0 : answers[0].size();
  const bool even = std::all_of(answers.begin(), answers.end(), [&](const auto& column) { return column.size() == rows; });
  if (answers.size() != k || !even) {
    throw Error(ErrorKind::argument, "HF4519", "reliability needs one answer to every item of each response");
  }
  std::vector<Column> columns(k, Column(rows));
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t r = 0; r < rows; ++r) {
      if (answers[i][r].state != AnswerState::answered) continue;
      columns[i][r] = items[i].turned(answers[i][r].value);
    }
  }
  Reliability out;
  for (std::size_t r = 0; r < rows; ++r) {
    const auto there = std::count_if(columns.begin(), columns.end(), [&](const Column& column) { return column[r].has_value(); });
    const bool complete = static_cast<std::size_t>(there) == k;
    if (options.pairwise ? there > 0 : complete) {
      ++out.n;
    } else {
      ++out.dropped;
    }
    if (options.pairwise || complete) continue;
    for (Column& column : columns) column[r].reset();
  }
  out.alpha_without.resize(k);
  if (k < 2) {
    out.why = out.why_omega = "one item alone has no reliability";
    return out;
  }
  Matrix c(k, std::vector<Ratio>(k));
  std::string constant;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const auto value = covariance(columns[i], columns[j]);
      if (!value) {
        out.why = out.why_omega = options.pairwise ? "fewer than two responses answered both " + items[i].name + " and " + items[j].name
                                                   : std::string("fewer than two responses are complete");
        return out;
      }
      c[i][j] = c[j][i] = *value;
    }
    if (c[i][i].is_zero()) constant += (constant.empty() ? "" : ", ") + items[i].name;
  }
  if (!constant.empty()) {
    out.why = out.why_omega = "everybody answered the same to " + constant;
    return out;
  }
  const auto r = correlations(c);
  if (options.standardised) {
    out.alpha_value = real_alpha(r, k);
    for (std::size_t i = 0; i < k; ++i) out.alpha_without[i] = real_alpha(r, i);
  } else {
    out.alpha = exact_alpha(c, k);
    if (out.alpha) out.alpha_value = out.alpha->to_double();
    for (std::size_t i = 0; i < k; ++i) {
      if (const auto without = exact_alpha(c, i)) out.alpha_without[i] = without->to_double();
    }
  }
  if (!out.alpha_value) out.why = "the sum of the items does not vary";
  if (out.alpha_value && *out.alpha_value < 0) out.warnings.push_back("alpha is negative; is an item to be turned round?");
  find_omega(r, items, out);
  return out;
}

}  // namespace huifang
