// Scores of columns are the scores of their rows.

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "support.hpp"

using namespace score_test;

namespace {

ScoreAnswer answer_of(std::int64_t x, int places) {
  if (x == ScoreColumns::missing) return {};
  if (x == ScoreColumns::not_applicable) return {AnswerState::not_applicable, {}};
  if (x == ScoreColumns::not_shown) return {AnswerState::not_shown, {}};
  return ScoreAnswer::of(Decimal::scaled(x, places));
}

struct Table {
  std::vector<std::vector<std::int64_t>> columns;
  ScoreColumns borrowed(std::size_t rows) const {
    ScoreColumns out;
    out.rows = rows;
    for (const auto& column : columns) out.items.push_back(column.data());
    return out;
  }
};

ScoreDefinition any_definition() {
  const std::vector<std::string> scales = {"1..5", "0..10", "0.0..2.0", "10/8/6/4/2", "5/3/1"};
  const bool same = *rc::gen::arbitrary<bool>();
  ScoreDefinition definition;
  const int size = *rc::gen::inRange(1, 7);
  const std::string first = *rc::gen::elementOf(scales);
  for (int i = 0; i < size; ++i) {
    ScoreItem item;
    item.name = std::to_string(i);
    item.scale = *ScoreScale::parse(same ? first : *rc::gen::elementOf(scales));
    item.weight = Decimal::scaled(*rc::gen::inRange<std::int64_t>(i == 0 ? 1 : 0, 400), 3);
    item.reversed = *rc::gen::arbitrary<bool>();
    item.group = *rc::gen::element<std::string>("x", "y");
    definition.items.push_back(item);
  }
  definition.items[0].group = "x";
  if (*rc::gen::arbitrary<bool>()) {
    definition.groups = {{"x", 3}};
    for (ScoreItem& item : definition.items) {
      if (item.group == "y" && definition.groups.size() == 1 && item.weight.sign() > 0) definition.groups.push_back({"y", 2});
    }
    for (ScoreItem& item : definition.items) {
      if (definition.groups.size() == 1) item.group = "x";
    }
  }
  definition.missing.rule = *rc::gen::element(ScoreMissing::Rule::renormalise, ScoreMissing::Rule::impute, ScoreMissing::Rule::refuse);
  definition.missing.value = 2;
  if (*rc::gen::arbitrary<bool>()) definition.missing.most = 1;
  definition.conversion = *rc::gen::element(ScoreConversion::as_it_is, ScoreConversion::of_greatest, ScoreConversion::from_least);
  definition.bands = {{"low", std::nullopt}, {"high", Ratio::of(200, 3)}, {"middle", Ratio(3)}};
  if (*rc::gen::arbitrary<bool>()) definition.answered = *Ratio::of(2, 3);
  definition.straight_line = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) definition.seconds = 3;
  return definition;
}

}  // namespace

SCENARIO("a batch gives the scores that its rows give one by one", "[columns][law]") {
  REQUIRE(rc::check("random definitions and answers", [] {
    const Scoring scoring(any_definition());
    const auto rows = *rc::gen::inRange<std::size_t>(1, 30);
    Table table;
    for (const ScoreItem& item : scoring.definition().items) {
      std::vector<std::int64_t> column;
      const std::int64_t low = *item.scale.least().to_scaled(scoring.places());
      const std::int64_t high = *item.scale.greatest().to_scaled(scoring.places());
      for (std::size_t r = 0; r < rows; ++r) {
        const int kind = *rc::gen::inRange(0, 12);
        column.push_back(kind == 0   ? ScoreColumns::missing
                         : kind == 1 ? ScoreColumns::not_applicable
                         : kind == 2 ? ScoreColumns::not_shown
                                     : *rc::gen::inRange<std::int64_t>(low - (kind == 3 ? 1 : 0), high + 1));
      }
      table.columns.push_back(std::move(column));
    }
    std::vector<std::int64_t> microseconds(rows);
    for (auto& value : microseconds) value = *rc::gen::inRange<std::int64_t>(0, 6'000'000);
    ScoreColumns columns = table.borrowed(rows);
    columns.microseconds = microseconds.data();
    const ScoreBatch batch = scoring.score(columns);
    for (std::size_t r = 0; r < rows; ++r) {
      std::vector<ScoreAnswer> answers;
      for (const auto& column : table.columns) answers.push_back(answer_of(column[r], scoring.places()));
      try {
        const Score score = scoring.score(answers, "", Decimal::scaled(microseconds[r], 6));
        RC_ASSERT(batch.invalid[r] == score.invalid);
        RC_ASSERT((batch.denominator[r] != 0) == score.value.has_value());
        if (!score.value) continue;
        RC_ASSERT(*Ratio::of(batch.numerator[r], batch.denominator[r]) == *score.value);
        RC_ASSERT((batch.band[r] < 0 ? "" : scoring.bands()[static_cast<std::size_t>(batch.band[r])].name) == score.band);
      } catch (const Error&) {
        RC_ASSERT(batch.invalid[r] == ScoreInvalid::off_scale);
      }
    }
  }));
}

SCENARIO("columns of more than one chunk, and of none", "[columns]") {
  const Scoring scoring(items_on("1..5", {"1", "2"}));
  const std::size_t rows = 1500;
  Table table;
  table.columns = {std::vector<std::int64_t>(rows, 2), std::vector<std::int64_t>(rows, 5)};
  table.columns[0][1400] = ScoreColumns::missing;
  const ScoreBatch batch = scoring.score(table.borrowed(rows));
  CHECK(*Ratio::of(batch.numerator[1499], batch.denominator[1499]) == Ratio(4));
  CHECK(*Ratio::of(batch.numerator[1400], batch.denominator[1400]) == Ratio(5));
  CHECK(scoring.score(table.borrowed(0)).numerator.empty());
  ScoreColumns one = table.borrowed(1);
  one.items.pop_back();
  CHECK_THROWS_AS(scoring.score(one), Error);
}

SCENARIO("lists may have values between whole numbers, whatever `places` says", "[score][columns]") {
  ScoreDefinition definition = items_on("1..5", {"1", "1"});
  definition.items[0].scale.kind = ScoreScale::Kind::list;
  definition.items[0].scale.values = {1, Decimal::parse("1.5").value(), 2};
  const Scoring scoring(definition);
  CHECK(scoring.places() == 1);
  const std::vector<std::int64_t> a = {15, 20, 17}, b = {30, 40, 10};
  ScoreColumns columns;
  columns.rows = a.size();
  columns.items = {a.data(), b.data()};
  const ScoreBatch batch = scoring.score(columns);
  CHECK(Ratio::of(batch.numerator[0], batch.denominator[0]) == number("2.25"));
  CHECK(Ratio::of(batch.numerator[1], batch.denominator[1]) == number("3"));
  CHECK(batch.invalid[2] == ScoreInvalid::off_scale);
  CHECK(rounded(scoring.score(answers({"1.5", "3"})).value, 2) == "2.25");
}
