/// Many responses at once: the same score in whole numbers over one denominator, a column after the other. Rows that need more than
/// that (a group without answers, numbers beyond 64 bits) go the way of single responses.

#include <algorithm>
#include <numeric>

#include "huifang/score.hpp"
#include "value/utf8.hpp"

namespace huifang {

namespace {

__extension__ typedef __int128 Int128;

constexpr std::int64_t sum_max = std::int64_t{1} << 62;

/// value × scale, when that is whole and fits.
std::optional<std::int64_t> times(const Ratio& value, std::int64_t scale) {
  const auto parts = (value * Ratio(scale)).parts();
  if (!parts || parts->denominator != 1) return std::nullopt;
  return parts->numerator;
}

/// The least whole number by which all values become whole; nullopt: too large.
std::optional<std::int64_t> common_denominator(const std::vector<Ratio>& values) {
  std::int64_t common = 1;
  for (const Ratio& value : values) {
    const auto parts = value.parts();
    if (!parts) return std::nullopt;
    const std::int64_t more = parts->denominator / std::gcd(common, parts->denominator);
    if (common > sum_max / more) return std::nullopt;
    common *= more;
  }
  return common;
}

}  // namespace

void Scoring::prepare_columns() {
  const std::size_t size = definition_.items.size();
  const Ratio unit = Decimal::scaled(1, places_);
  std::vector<Ratio> factors, constants, imputed, denominators;
  for (std::size_t i = 0; i < size; ++i) {
    if (definition_.items[i].scale.kind == ScoreScale::Kind::any) return;
    const Ratio constant = converted(i, definition_.items[i].turned(Ratio(0)));
    factors.push_back(converted(i, definition_.items[i].turned(unit)) - constant);
    constants.push_back(constant);
    imputed.push_back(converted(i, definition_.missing.value));
    for (const Ratio& value : {factors.back(), constants.back(), imputed.back()}) denominators.push_back(value);
  }
  const auto scale = common_denominator(denominators);
  const auto weights = common_denominator(weights_);
  if (!scale || !weights) return;
  std::vector<Column> columns(size);
  Int128 largest = 0, whole = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const ScoreScale& of_item = definition_.items[i].scale;
    Column& column = columns[i];
    const auto factor = times(factors[i], *scale), constant = times(constants[i], *scale), put_in = times(imputed[i], *scale);
    const auto weight = times(weights_[i], *weights);
    const auto low = of_item.least().to_scaled(places_), high = of_item.greatest().to_scaled(places_);
    if (!factor || !constant || !put_in || !weight || !low || !high) return;
    column.weight = *weight;
    column.low = *low, column.high = *high;
    column.reversed = definition_.items[i].reversed;
    if (of_item.kind == ScoreScale::Kind::list) {
      if (Int128{*high} - *low >= 64) return;
      for (const Decimal& value : of_item.values) {
        const auto x = value.to_scaled(places_);
        if (!x) return;
        column.mask |= std::uint64_t{1} << (*x - *low);
      }
    } else if (of_item.places < places_) {
      return;  // finer answers would pass
    }
    Int128 most = 0;
    for (const Int128 value : {Int128{*factor} * *low + *constant, Int128{*factor} * *high + *constant, Int128{*factor}, Int128{*constant}, Int128{*put_in}}) {
      most = std::max(most, value < 0 ? -value : value);
    }
    if (most > sum_max) return;
    largest += most * *weight;
    whole += *weight;
    if (largest > sum_max || whole > sum_max) return;
    column.factor = *factor * *weight, column.constant = *constant * *weight, column.imputed = *put_in * *weight;
  }
  if (whole * *scale > sum_max) return;
  std::vector<Bound> bounds;
  for (const ScoreBand& band : definition_.bands) {
    if (!band.from) continue;
    const auto parts = band.from->parts();
    if (!parts) return;
    bounds.push_back({parts->numerator, parts->denominator});
  }
  const auto least = definition_.missing.least.parts(), answered = definition_.answered.parts();
  if (!least || !answered) return;
  least_ = {least->numerator, least->denominator};
  answered_ = {answered->numerator, answered->denominator};
  scale_ = *scale;
  bounds_ = std::move(bounds);
  columns_ = std::move(columns);
}

ScoreBatch Scoring::score(const ScoreColumns& columns) const {
  if (columns.items.size() != definition_.items.size()) {
    throw Error(ErrorKind::argument, "HF4519",
                "a score of " + std::to_string(definition_.items.size()) + " items needs as many answers, not " + std::to_string(columns.items.size()));
  }
  ScoreBatch out;
  out.numerator.resize(columns.rows);
  out.denominator.resize(columns.rows);
  out.invalid.resize(columns.rows);
  out.band.resize(columns.rows, -1);
  const bool impute = definition_.missing.rule == ScoreMissing::Rule::impute;
  if (columns_.empty()) {
    for (std::size_t row = 0; row < columns.rows; ++row) score_plainly(columns, row, out);
  } else if (definition_.straight_line) {
    impute ? score_rows<true, true>(columns, out) : score_rows<false, true>(columns, out);
  } else {
    impute ? score_rows<true, false>(columns, out) : score_rows<false, false>(columns, out);
  }
  return out;
}

void Scoring::score_plainly(const ScoreColumns& columns, std::size_t row, ScoreBatch& out) const {
  std::vector<ScoreAnswer> answers(columns.items.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::int64_t x = columns.items[i][row];
    if (x == ScoreColumns::missing) continue;
    if (x == ScoreColumns::not_applicable || x == ScoreColumns::not_shown) {
      answers[i].state = x == ScoreColumns::not_shown ? AnswerState::not_shown : AnswerState::not_applicable;
      continue;
    }
    answers[i] = ScoreAnswer::of(Decimal::scaled(x, places_));
    if (!definition_.items[i].scale.has(answers[i].value)) {
      out.invalid[row] = ScoreInvalid::off_scale;
      return;
    }
  }
  std::optional<Decimal> seconds;
  if (columns.microseconds != nullptr) seconds = Decimal::scaled(columns.microseconds[row], 6);
  const Score score = score_row(answers, "", seconds);
  out.invalid[row] = score.invalid;
  if (!score.value) return;
  const auto parts = score.value->parts();
  if (!parts) throw Error(ErrorKind::limit, "HF4520", "the score of row " + std::to_string(row) + " does not fit into 64 bits: " + utf8::shortened(score.value->to_text()));
  out.numerator[row] = parts->numerator;
  out.denominator[row] = parts->denominator;
  out.band[row] = band_of(*score.value);
}

template <bool impute, bool lines>
void Scoring::score_rows(const ScoreColumns& columns, ScoreBatch& out) const {
  const std::size_t size = columns_.size();
  const Column* const items = columns_.data();
  const std::int64_t* const* const cells = columns.items.data();
  const ScoreMissing& rule = definition_.missing;
  const bool grouped = !definition_.groups.empty();
  const bool timed = columns.microseconds != nullptr && definition_.seconds.has_value();
  const auto bands = static_cast<std::int32_t>(bounds_.size()), all_bands = static_cast<std::int32_t>(definition_.bands.size());
  for (std::size_t row = 0; row < columns.rows; ++row) {
    std::int64_t sum = 0, weight = 0, all = 0, answered = 0, missing = 0;
    bool off = false;
    std::int64_t first = ScoreColumns::missing;
    bool same = true, kept = false, contradicted = false;
    for (std::size_t i = 0; i < size; ++i) {
      const Column& item = items[i];
      const std::int64_t x = cells[i][row];
      if (x >= item.low && x <= item.high) {
        off = off || (item.mask != 0 && (item.mask >> (x - item.low) & 1) == 0);
        sum += item.factor * x + item.constant;
        weight += item.weight;
        ++answered;
        if constexpr (lines) {
          if (first == ScoreColumns::missing) first = x;
          same = same && first == x;
          kept = kept || !item.reversed;
          contradicted = contradicted || (item.reversed && item.low + item.high - x != x);
        }
      } else if (x == ScoreColumns::missing) {
        ++missing;
        if constexpr (impute) {
          sum += item.imputed;
          weight += item.weight;
        } else {
          all += item.weight;
        }
      } else {
        off = off || x > ScoreColumns::not_shown;
      }
    }
    // Means of groups are means of fewer items where some are left out.
    if (grouped && !off && (answered + missing < static_cast<std::int64_t>(size) || (missing > 0 && !impute))) {
      score_plainly(columns, row, out);
      continue;
    }
    all += weight;
    ScoreInvalid invalid = ScoreInvalid::no;
    if (off) {
      invalid = ScoreInvalid::off_scale;
    } else if (timed && Decimal::scaled(columns.microseconds[row], 6) < *definition_.seconds) {
      invalid = ScoreInvalid::too_fast;
    } else if (lines && same && kept && contradicted) {
      invalid = ScoreInvalid::straight_line;
    } else if (answered == 0) {
      invalid = ScoreInvalid::no_answers;
    } else if (Int128{answered} * answered_.denominator < Int128{answered + missing} * answered_.numerator) {
      invalid = ScoreInvalid::too_few;
    } else if (missing > 0) {
      if (rule.rule == ScoreMissing::Rule::refuse || (impute && rule.most && missing > *rule.most)) {
        invalid = ScoreInvalid::missing_answers;
      } else if (!impute && Int128{weight} * least_.denominator < Int128{all} * least_.numerator) {
        invalid = ScoreInvalid::too_few;
      }
    }
    if (invalid == ScoreInvalid::no && weight == 0) invalid = ScoreInvalid::too_few;
    out.invalid[row] = invalid;
    if (invalid != ScoreInvalid::no) continue;
    const std::int64_t denominator = weight * scale_;
    out.numerator[row] = sum;
    out.denominator[row] = denominator;
    std::int32_t band = 0;
    for (; band < bands; ++band) {
      const Bound& from = bounds_[static_cast<std::size_t>(band)];
      if (Int128{sum} * from.denominator >= Int128{from.numerator} * denominator) break;
    }
    if (band < all_bands) out.band[row] = band;
  }
}

}  // namespace huifang
