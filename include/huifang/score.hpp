#pragma once
/// Scores of what people answered: scales, weights, missing answers, conversions, bands.
///
/// Everything is exact until it is printed, and what cannot be said is no value: never 0. The functions are pure; nothing here
/// knows of policies, books or clocks. All types are values; any number of threads may use one Scoring at once.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/error.hpp"
#include "huifang/ratio.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// One of the things that may be ticked.
struct ScoreOption {
  std::string name;
  std::string parent;              ///< may be ticked only together with this one; empty: on its own
  bool text = false;               ///< needs words: the answer has them under "<name>.text"
};

/// What may be answered to an item.
struct ScoreScale {
  enum class Kind : std::uint8_t {
    any,        ///< every number: values of other scores
    range,      ///< numbers from `low` to `high` with at most `places` decimals
    list,       ///< one of `values`
    choice,     ///< one of `options`; not scored
    multiple,   ///< any of `options`; not scored
    shares,     ///< names with numbers that add up to `total`; not scored
    text        ///< words; not scored
  };
  Kind kind = Kind::range;
  Decimal low = 1, high = 5;       ///< range; low < high
  static constexpr int places_max = 6;
  int places = 0;                  ///< range, shares: decimals an answer may have, [0, places_max]
  std::vector<Decimal> values;     ///< list: at least two
  std::vector<ScoreOption> options;
  Decimal total = 100;             ///< shares
  bool exactly = true;             ///< shares: the whole total; else at most it, the rest is others
  bool scored() const { return kind == Kind::any || kind == Kind::range || kind == Kind::list; }
  Decimal least() const;           ///< range, list
  Decimal greatest() const;
  /// Is this number one of its answers, with no more decimals than it has? Precondition: scored().
  bool has(const Ratio& answer) const;
  /// "1..5", "0.0..10.0" (as many decimals as are written), "10/8/6/4/2", "yes/no/none", "text", "likert" (1..5), "nps" (0..10).
  /// nullopt: none of these, or an empty range.
  static std::optional<ScoreScale> parse(std::string_view text);
  std::string to_text() const;     ///< as parse() reads it; of the others what may be answered
};

/// Is this an answer on the scale? nullopt: it is; else what is wrong with it, at `pointer`, codes HF4501 to HF4505.
/// Multiple choices are lists of names, or contexts with the texts of some; shares are contexts.
std::optional<Diagnostic> check_answer(const ScoreScale& scale, const Value& value, std::string_view pointer = "");

/// What became of an item.
enum class AnswerState : std::uint8_t { answered, missing, not_applicable, not_shown };
std::string_view to_text(AnswerState state);

/// 0 is an answer like every other number.
struct ScoreAnswer {
  AnswerState state = AnswerState::missing;
  Ratio value;                     ///< when answered: as it was given, before it is turned round
  static ScoreAnswer of(Ratio value) { return {AnswerState::answered, std::move(value)}; }
};

/// An item of a score.
struct ScoreItem {
  std::string name;
  ScoreScale scale;                ///< scored() must hold
  Decimal weight = 1;              ///< not below 0; within its group when there are groups
  std::string group;               ///< empty: none
  bool reversed = false;           ///< low + high - answer, before everything else
  /// The answer, turned round when the item is.
  Ratio turned(const Ratio& answer) const;
};

/// The upper level of two-level weights. Where groups have weights every item belongs to one.
struct ScoreGroup {
  std::string name;
  Decimal weight = 1;
};

/// What missing answers lead to. Items that do not apply or were not shown count nowhere.
struct ScoreMissing {
  enum class Rule : std::uint8_t {
    renormalise,   ///< the others weigh more, when they weigh at least `least` of all; else there is no score
    impute,        ///< each counts as `value`
    refuse         ///< no score
  };
  Rule rule = Rule::renormalise;
  Ratio least = *Ratio::of(2, 3);  ///< renormalise: share of the weights, [0, 1]
  Decimal value;                   ///< impute: on the scale of the item, after it was turned round
  std::optional<std::int64_t> most;///< impute: at most so many; more: no score
};

/// How answers become comparable.
enum class ScoreConversion : std::uint8_t {
  as_it_is,
  of_greatest,   ///< answer ÷ greatest × 100
  from_least     ///< (answer − least) ÷ (greatest − least) × 100
};

/// A band begins at `from`, that value included, and ends before the next one.
struct ScoreBand {
  std::string name;
  std::optional<Ratio> from;       ///< nullopt: below all others
};

/// Why a response has no score.
enum class ScoreInvalid : std::uint8_t {
  no,
  no_answers,      ///< no item was answered: undefined
  too_few,         ///< fewer answers than `answered` asks for, or less weight than `missing` asks for
  missing_answers, ///< `refuse`, or more than `most`
  too_fast,        ///< answered in less than `seconds`
  straight_line,   ///< the same answer to items of which some are turned round, and it is not the middle
  excluded,        ///< by the caller, with its own reason: coached …
  off_scale,       ///< batches only: an answer that is not on its scale
  undefined        ///< an expression over the answers has no value
};
std::string_view to_text(ScoreInvalid reason);

/// What a score is made of.
struct ScoreDefinition {
  std::vector<ScoreItem> items;
  std::vector<ScoreGroup> groups;  ///< empty: items weigh as they stand, whatever their group
  ScoreMissing missing;
  Ratio answered = 0;              ///< share of the items that apply which must be answered, [0, 1], that share included
  ScoreConversion conversion = ScoreConversion::as_it_is;
  std::vector<ScoreBand> bands;    ///< in any order
  std::optional<Decimal> seconds;  ///< who was faster did not read it
  bool straight_line = false;      ///< look for straight lines across items that are turned round
};

/// How an item took part.
struct ScorePart {
  std::string item;
  std::string group;
  AnswerState state = AnswerState::missing;
  std::optional<Ratio> answer;     ///< as given
  std::optional<Ratio> scored;     ///< turned round, imputed and converted: what the weight is multiplied with
  bool reversed = false;
  bool imputed = false;
  Ratio weight;                    ///< its share of the whole, after missing ones were left out: all add up to 1, or are 0
};

/// The mean of one group of items.
struct ScoreGroupPart {
  std::string group;
  std::optional<Ratio> value;      ///< nullopt: nothing of it was answered
  Ratio weight;                    ///< share of the whole
};

/// A score and everything that led to it: what explains it is what computed it.
struct Score {
  std::optional<Ratio> value;      ///< nullopt: there is none, see `invalid`
  std::string band;                ///< "" without value or bands, and where no band begins below it
  ScoreInvalid invalid = ScoreInvalid::no;
  std::string reason;              ///< "" or the reason's word; of `excluded` what the caller said
  std::int64_t answered = 0;
  std::int64_t missing = 0;
  std::int64_t applicable = 0;     ///< items that were shown and apply
  std::vector<ScorePart> parts;    ///< by item, as defined
  std::vector<ScoreGroupPart> groups;
};

/// Canonical JSON: answered, applicable, band, groups, invalid, missing, parts, value; numbers as exact text.
std::string to_json(const Score& score);

/// Answers in columns, borrowed: whole numbers, the answers × 10^Scoring::places().
struct ScoreColumns {
  static constexpr std::int64_t missing = INT64_MIN;
  static constexpr std::int64_t not_applicable = INT64_MIN + 1;
  static constexpr std::int64_t not_shown = INT64_MIN + 2;
  std::size_t rows = 0;
  std::vector<const std::int64_t*> items;      ///< one column of `rows` for each item, as defined
  const std::int64_t* microseconds = nullptr;  ///< how long each took; nullptr: not known
};

/// Scores of many responses. The value of row i is numerator[i] ÷ denominator[i], not in lowest terms; denominator 0: none.
struct ScoreBatch {
  std::vector<std::int64_t> numerator;
  std::vector<std::int64_t> denominator;
  std::vector<ScoreInvalid> invalid;
  std::vector<std::int32_t> band;              ///< index into Scoring::bands(); -1: none
};

/// A definition that was looked through, ready to be used.
class Scoring {
 public:
  /// Throws Error(argument) with all findings, codes HF4510 to HF4518, at pointers like "/items/2/weight".
  explicit Scoring(ScoreDefinition definition);

  const ScoreDefinition& definition() const { return definition_; }
  const std::vector<ScoreBand>& bands() const { return definition_.bands; }  ///< descending
  int places() const { return places_; }       ///< decimals of the scale that has the most

  /// `excluded`: why it does not count whatever was answered; empty: it may. `seconds`: how long it took, when that is known.
  /// Throws Error(argument): HF4519, not one answer for each item; HF4501, an answer that is not on its scale.
  Score score(std::span<const ScoreAnswer> answers, std::string_view excluded = "", std::optional<Decimal> seconds = {}) const;
  /// The same for columns; answers that are not on their scale make a row invalid. Throws Error(argument): HF4519; Error(limit):
  /// HF4520, a value that 64 bits do not hold.
  ScoreBatch score(const ScoreColumns& columns) const;
  /// Index of the band that holds the value, by its exact size; -1: none.
  std::int32_t band_of(const Ratio& value) const;

 private:
  Ratio converted(std::size_t item, const Ratio& turned) const;
  bool is_straight(std::span<const ScoreAnswer> answers) const;
  Score score_row(std::span<const ScoreAnswer> answers, std::string_view excluded, std::optional<Decimal> seconds) const;
  void prepare_columns();
  template <bool impute, bool lines>
  void score_rows(const ScoreColumns& columns, ScoreBatch& out) const;
  void score_plainly(const ScoreColumns& columns, std::size_t row, ScoreBatch& out) const;

  ScoreDefinition definition_;
  std::vector<Ratio> weights_;                 ///< by item: effective, both levels multiplied
  std::vector<std::uint32_t> group_;           ///< by item
  int places_ = 0;
  /// For columns: whole numbers over one denominator. An answer x counts as factor × x + constant: with its weight.
  struct Column {
    std::int64_t factor = 0, constant = 0, weight = 0, imputed = 0;  ///< imputed: instead of all that
    std::int64_t low = 0, high = 0;            ///< least and greatest x
    std::uint64_t mask = 0;                    ///< list: a bit for each value - low; 0: every value between is one
    bool reversed = false;
  };
  struct Bound {
    std::int64_t numerator, denominator;
  };
  std::vector<Column> columns_;                ///< empty: numbers too large for it
  std::vector<Bound> bounds_;                  ///< where the bands begin
  Bound least_{0, 1}, answered_{0, 1};
  std::int64_t scale_ = 1;                     ///< the weighted sum is divided by it and by the weights
};

/// Parts of one score in another: shares of sources. Missing ones make it incomplete, or the others weigh more.
/// Throws as Scoring does.
struct MergePart {
  std::string name;
  Decimal weight;
  std::optional<Ratio> value;
};
Score merge_scores(const std::vector<MergePart>& parts, const ScoreMissing& missing, const std::vector<ScoreBand>& bands = {});

// ------------------------------------------------------------------------------------------ of many responses

/// So many of so many. Not to be taken for an index: 78.4 points are no share of satisfied customers.
struct Rate {
  std::int64_t count = 0;
  std::int64_t base = 0;
  std::optional<Ratio> percent() const;        ///< nullopt: the base is 0
};

/// A mean of values, with how many there were.
struct Index {
  std::optional<Ratio> value;                  ///< nullopt: n is 0
  std::int64_t n = 0;
};

/// Mean of what was answered; what was not is not counted as 0.
Index mean_of(std::span<const ScoreAnswer> answers);
/// Mean of the values that there are.
Index mean_of(std::span<const Score> scores);
/// Share of the answers among the `boxes` best points of a range or list: CSAT is the top two. Best is greatest; `boxes` below 1
/// count as 1.
Rate top_box(std::span<const ScoreAnswer> answers, const ScoreScale& scale, std::int64_t boxes = 2);

/// Net promoter score: 0 to 6 are detractors, 7 and 8 passives, 9 and 10 promoters.
struct Nps {
  std::int64_t promoters = 0;
  std::int64_t passives = 0;
  std::int64_t detractors = 0;
  std::optional<Ratio> value() const;          ///< 100 × (promoters − detractors) ÷ all, [-100, 100]; nullopt: nobody answered
};
/// Throws Error(argument), HF4501: an answer that is no whole number of 0 to 10.
Nps nps_of(std::span<const ScoreAnswer> answers);

// ------------------------------------------------------------------------------------------------ reliability

struct ReliabilityOptions {
  bool pairwise = false;       ///< every pair of items with whoever answered both; else only who answered all
  bool standardised = false;   ///< of correlations; else of covariances
};

/// Do the items measure one thing?
struct Reliability {
  std::int64_t n = 0;                          ///< responses that took part
  std::int64_t dropped = 0;                    ///< responses with a gap that were left out
  std::optional<Ratio> alpha;                  ///< Cronbach's, exact; nullopt: undefined, see `why`, or standardised
  std::optional<double> alpha_value;           ///< the same as a number
  std::optional<double> omega;                 ///< McDonald's omega total of one factor (minimum residuals)
  std::vector<std::optional<double>> alpha_without;  ///< by item: alpha of the others, by the same estimator
  std::vector<double> loadings;                ///< by item, of omega's factor; empty without omega
  std::string why;                             ///< why alpha is undefined; "" when it is not
  std::string why_omega;                       ///< the same of omega
  std::vector<std::string> warnings;           ///< negative alpha, negative loadings, a loading at its limit
};

/// `answers[i]` are those to items[i], one for each response; items that are turned round are turned before everything. Weights
/// and groups do not matter. Throws Error(argument), HF4519: columns of different length, or of other number than the items.
Reliability reliability(std::span<const ScoreItem> items, std::span<const std::vector<ScoreAnswer>> answers,
                        ReliabilityOptions options = {});

}  // namespace huifang
