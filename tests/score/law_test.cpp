// What holds for every score.

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "support.hpp"

using namespace score_test;

namespace {

ScoreDefinition any_definition(std::size_t size) {
  ScoreDefinition definition;
  for (std::size_t i = 0; i < size; ++i) {
    ScoreItem item;
    item.name = std::to_string(i);
    item.scale = *ScoreScale::parse(*rc::gen::element<std::string>("1..5", "0..10", "5/3/1"));
    item.weight = Decimal::scaled(*rc::gen::inRange<std::int64_t>(1, 100), 2);
    item.reversed = *rc::gen::arbitrary<bool>();
    item.group = i % 2 == 0 ? "even" : "odd";
    definition.items.push_back(item);
  }
  if (size > 1 && *rc::gen::arbitrary<bool>()) definition.groups = {{"even", 70}, {"odd", 30}};
  definition.missing.rule = *rc::gen::element(ScoreMissing::Rule::renormalise, ScoreMissing::Rule::impute);
  definition.missing.value = 3;
  definition.missing.least = 0;
  definition.conversion = *rc::gen::element(ScoreConversion::as_it_is, ScoreConversion::of_greatest, ScoreConversion::from_least);
  return definition;
}

std::vector<ScoreAnswer> any_answers(const ScoreDefinition& definition) {
  std::vector<ScoreAnswer> out;
  for (const ScoreItem& item : definition.items) {
    if (*rc::gen::inRange(0, 5) == 0) {
      out.push_back({*rc::gen::element(AnswerState::missing, AnswerState::not_shown), {}});
    } else if (item.scale.kind == ScoreScale::Kind::list) {
      out.push_back(ScoreAnswer::of(*rc::gen::elementOf(item.scale.values)));
    } else {
      out.push_back(ScoreAnswer::of(Ratio(*rc::gen::inRange<std::int64_t>(*item.scale.low.to_int64(), *item.scale.high.to_int64() + 1))));
    }
  }
  return out;
}

}  // namespace

SCENARIO("a score does not depend on the order of its items, and its weights add up", "[score][law]") {
  REQUIRE(rc::check("random forms", [] {
    const auto size = *rc::gen::inRange<std::size_t>(1, 8);
    const ScoreDefinition definition = any_definition(size);
    const auto answers = any_answers(definition);
    const Score score = Scoring(definition).score(answers);
    Ratio weights, total;
    for (const ScorePart& part : score.parts) {
      weights += part.weight;
      if (part.scored) total += part.weight * *part.scored;
    }
    RC_ASSERT(weights == Ratio(1) || (weights.is_zero() && !score.value));
    if (score.value) RC_ASSERT(total == *score.value);
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
    ScoreDefinition shuffled = definition;
    std::vector<ScoreAnswer> given;
    for (std::size_t i = 0; i < size; ++i) {
      shuffled.items[i] = definition.items[order[i]];
      given.push_back(answers[order[i]]);
    }
    RC_ASSERT(Scoring(shuffled).score(given).value == score.value);
  }));
}

SCENARIO("a better answer never makes a worse score, and converted scores lie between 0 and 100", "[score][law]") {
  REQUIRE(rc::check("random forms", [] {
    const ScoreDefinition definition = any_definition(*rc::gen::inRange<std::size_t>(1, 6));
    const Scoring scoring(definition);
    auto answers = any_answers(definition);
    const Score before = scoring.score(answers);
    if (before.value && definition.conversion != ScoreConversion::as_it_is) RC_ASSERT(Ratio(0) <= *before.value && *before.value <= Ratio(100));
    const auto changed = *rc::gen::inRange<std::size_t>(0, answers.size());
    RC_PRE(answers[changed].state == AnswerState::answered);
    answers[changed].value = definition.items[changed].reversed ? definition.items[changed].scale.least() : definition.items[changed].scale.greatest();
    RC_ASSERT(*before.value <= *scoring.score(answers).value);
  }));
}

SCENARIO("the buckets of a net promoter score hold every answer once", "[score][law]") {
  REQUIRE(rc::check("random answers", [] {
    std::vector<ScoreAnswer> answers;
    std::int64_t answered = 0;
    for (int i = *rc::gen::inRange(0, 40); i > 0; --i) {
      const int value = *rc::gen::inRange(-1, 11);
      answers.push_back(value < 0 ? ScoreAnswer{} : ScoreAnswer::of(Ratio(value)));
      answered += value < 0 ? 0 : 1;
    }
    const Nps nps = nps_of(answers);
    RC_ASSERT(nps.promoters + nps.passives + nps.detractors == answered);
    RC_ASSERT(nps.value().has_value() == (answered > 0));
    if (nps.value()) RC_ASSERT(Ratio(-100) <= *nps.value() && *nps.value() <= Ratio(100));
  }));
}
