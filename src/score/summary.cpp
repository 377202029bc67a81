/// Figures of many responses: rates, means, NPS.

#include <algorithm>
#include <map>

#include "huifang/score.hpp"
#include "value/diagnostic.hpp"

namespace huifang {
namespace {

/// Adds fractions by denominator first, so that sums of many with few denominators stay small.
class Sum {
 public:
  void add(const Ratio& value) {
    const auto parts = value.parts();
    if (!parts) {
      rest_ += value;
      return;
    }
    by_denominator_[parts->denominator] += Ratio(parts->numerator);
  }
  Ratio total() const {
    Ratio total = rest_;
    for (const auto& [denominator, numerator] : by_denominator_) total += *Ratio::divide(numerator, Ratio(denominator));
    return total;
  }

 private:
  Ratio rest_;
  std::map<std::int64_t, Ratio> by_denominator_;
};

Index index_of(const Sum& sum, std::int64_t n) { return {Ratio::divide(sum.total(), Ratio(n)), n}; }

}  // namespace

std::optional<Ratio> Rate::percent() const { return Ratio::divide(Ratio(count) * Ratio(100), Ratio(base)); }

Index mean_of(std::span<const ScoreAnswer> answers) {
  Sum sum;
  std::int64_t n = 0;
  for (const ScoreAnswer& answer : answers) {
    if (answer.state != AnswerState::answered) continue;
    sum.add(answer.value);
    ++n;
  }
  return index_of(sum, n);
}

Index mean_of(std::span<const Score> scores) {
  Sum sum;
  std::int64_t n = 0;
  for (const Score& score : scores) {
    if (!score.value) continue;
    sum.add(*score.value);
    ++n;
  }
  return index_of(sum, n);
}

Rate top_box(std::span<const ScoreAnswer> answers, const ScoreScale& scale, std::int64_t boxes) {
  boxes = std::max<std::int64_t>(boxes, 1);
  Ratio from;
  if (scale.kind == ScoreScale::Kind::list) {
    std::vector<Decimal> values = scale.values;
    std::sort(values.begin(), values.end(), [](const Decimal& a, const Decimal& b) { return b < a; });
    const auto place = std::min<std::int64_t>(boxes, static_cast<std::int64_t>(values.size()));
    from = values.empty() ? Ratio(0) : Ratio(values[static_cast<std::size_t>(place - 1)]);
  } else {
    from = Ratio(scale.high) - (Ratio(boxes) - 1) * Ratio(Decimal::scaled(1, scale.places));
  }
  Rate rate;
  for (const ScoreAnswer& answer : answers) {
    if (answer.state != AnswerState::answered) continue;
    ++rate.base;
    if (from <= answer.value) ++rate.count;
  }
  return rate;
}

std::optional<Ratio> Nps::value() const {
  return Ratio::divide(Ratio(promoters - detractors) * Ratio(100), Ratio(promoters + passives + detractors));
}

Nps nps_of(std::span<const ScoreAnswer> answers) {
  Nps nps;
  std::vector<Diagnostic> findings;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].state != AnswerState::answered) continue;
    const auto parts = answers[i].value.parts();
    if (!parts || parts->denominator != 1 || parts->numerator < 0 || parts->numerator > 10) {
      findings.push_back(error_at("/" + std::to_string(i), "HF4501", "this answer is not on its scale", answers[i].value.to_text(), "0..10"));
    } else if (parts->numerator >= 9) {
      ++nps.promoters;
    } else if (parts->numerator >= 7) {
      ++nps.passives;
    } else {
      ++nps.detractors;
    }
  }
  if (!findings.empty()) throw Error(ErrorKind::argument, std::move(findings));
  return nps;
}

}  // namespace huifang
