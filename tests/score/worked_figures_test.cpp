// Figures that regulations print, or that follow from their rules, by their number in the catalogue of worked figures. Each prints
// what is computed beside what is printed.

#include <catch2/catch.hpp>
#include <iostream>

#include "huifang/policy.hpp"
#include "huifang/survey.hpp"
#include "support.hpp"

using namespace score_test;

namespace {

void same(const char* figure, const std::string& computed, const std::string& printed) {
  std::cout << figure << ": computed " << computed << ", printed " << printed << '\n';
  CAPTURE(figure);
  CHECK(computed == printed);
}
/// A printed figure that its own inputs do not give.
void differs(const char* figure, const std::string& computed, const std::string& value, const std::string& printed) {
  std::cout << figure << ": computed " << computed << ", printed " << printed << " (disagrees)\n";
  CAPTURE(figure);
  CHECK(computed == value);
  CHECK(computed != printed);
}
std::vector<ScoreAnswer> repeated(std::initializer_list<std::pair<int, int>> counts) {
  std::vector<ScoreAnswer> out;
  for (const auto& [times, value] : counts) {
    for (int i = 0; i < times; ++i) out.push_back(ScoreAnswer::of(Ratio(value)));
  }
  return out;
}
std::string percent(std::int64_t count, std::int64_t base, int places, Rounding rounding = Rounding::half_up) {
  return rounded(Rate{count, base}.percent(), places, rounding);
}

}  // namespace

SCENARIO("three levels, 5, 3 and 1: the mud-pump maker (S3-04)", "[worked]") {
  const auto given = repeated({{13, 5}, {2, 3}});
  const ScoreScale scale = ScoreScale::parse("5/3/1").value();
  same("W-16", rounded(top_box(given, scale, 2).percent(), 0), "100");
  same("W-17 mean", rounded(mean_of(given).value, 4), "4.7333");
  ScoreDefinition definition = items_on("5/3/1", {"1"});
  definition.conversion = ScoreConversion::of_greatest;
  std::vector<Score> scores;
  const Scoring scoring(definition);
  for (const ScoreAnswer& answer : given) scores.push_back(scoring.score(std::vector<ScoreAnswer>{answer}));
  same("W-17 index", rounded(mean_of(scores).value, 2), "94.67");
  same("W-17 index, truncated", rounded(mean_of(scores).value, 2, Rounding::truncate), "94.66");
  same("W-18 very satisfied", rounded(top_box(given, scale, 1).percent(), 2), "86.67");
  same("W-18 satisfied", percent(2, 15, 2), "13.33");
}

SCENARIO("ten items of five levels: the ISO report (S1-07)", "[worked]") {
  ScoreDefinition definition = items_on("10/8/6/4/2", {"1"});
  definition.conversion = ScoreConversion::of_greatest;
  const Scoring scoring(definition);
  const std::vector<std::pair<int, std::string>> printed = {{142, "95"}, {140, "93"}, {136, "91"}, {128, "85"}};
  for (const auto& [total, index] : printed) {
    // Fifteen answers with that total: tens, and what is missing taken off in steps of two.
    std::vector<Score> scores;
    int rest = 150 - total;
    for (int i = 0; i < 15; ++i) {
      const int off = std::min(rest, 8);
      rest -= off;
      scores.push_back(scoring.score(whole_answers({10 - off})));
    }
    same(("W-21 total " + std::to_string(total)).c_str(), rounded(mean_of(scores).value, 0), index);
  }
  same("W-21 truncated", rounded(Ratio::of(14200, 150), 0, Rounding::truncate), "94");
  GIVEN("W-22: eight printed items, and 90 for all ten") {
    const auto whole_range = [](int missing_two) { return rounded(Ratio::of((1114 + missing_two) * 100, 1500), 0); };
    same("W-22 least", whole_range(230), "90");
    same("W-22 most", whole_range(242), "90");
    CHECK(whole_range(228) == "89");
    CHECK(whole_range(244) == "91");
  }
}

SCENARIO("ten items with a target for each: the technical centre (S1-15)", "[worked]") {
  ScoreDefinition definition = items_on("0.0..100.0", {"1", "1", "1", "1", "1", "1", "1", "1", "1", "1"});
  const auto given = answers({"96", "94.5", "95.5", "95.4", "93.1", "93.2", "100", "91", "91", "93.5"});
  const Score score = Scoring(definition).score(given);
  same("W-23", text_of(score.value), "94.32");
  GIVEN("W-24: the mean of the means of three groups is another figure") {
    const std::vector<int> group_of = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2};
    for (std::size_t i = 0; i < 10; ++i) definition.items[i].group = std::to_string(group_of[i]);
    definition.groups = {{"0", 1}, {"1", 1}, {"2", 1}};
    const Score grouped = Scoring(definition).score(given);
    same("W-24 first", rounded(grouped.groups[0].value, 2), "95.35");
    same("W-24 second", rounded(grouped.groups[1].value, 2), "95.43");
    same("W-24 third", rounded(grouped.groups[2].value, 2), "91.83");
    differs("W-24 mean of groups", rounded(grouped.value, 2), "94.21", "94.32");
  }
  GIVEN("W-25: a target of 90 for each item") {
    CHECK(std::all_of(given.begin(), given.end(), [](const ScoreAnswer& a) { return a.value >= Ratio(90); }));
    CHECK(std::count_if(given.begin(), given.end(), [](const ScoreAnswer& a) { return a.value == Ratio(91); }) == 2);
  }
}

SCENARIO("two thirds of the questions: the colour-tube maker (S1-16)", "[worked]") {
  same("W-28", percent(28, 45, 0), "62");
  same("W-29", percent(28, 28, 0), "100");
  GIVEN("W-30: valid is who answered at least two thirds") {
    const std::vector<std::pair<int, int>> least = {{20, 14}, {25, 17}, {30, 20}, {9, 6}, {10, 7}};
    for (const auto& [questions, needed] : least) {
      ScoreDefinition definition;
      for (int i = 0; i < questions; ++i) definition.items.push_back({std::to_string(i), *ScoreScale::parse("1..5"), 1, "", false});
      definition.answered = *Ratio::of(2, 3);
      definition.missing.least = 0;
      const Scoring scoring(definition);
      std::vector<ScoreAnswer> given(static_cast<std::size_t>(questions));
      int valid_from = -1;
      for (int answered = 1; answered <= questions; ++answered) {
        given[static_cast<std::size_t>(answered - 1)] = ScoreAnswer::of(Ratio(3));
        if (scoring.score(given).value && valid_from < 0) valid_from = answered;
      }
      same(("W-30 of " + std::to_string(questions)).c_str(), std::to_string(valid_from), std::to_string(needed));
    }
  }
  GIVEN("W-31: item means 85 and 75 with weights .4 and .6") {
    same("W-31", text_of(Scoring(items_on("0..100", {".4", ".6"})).score(answers({"85", "75"})).value), "79");
  }
}

SCENARIO("an index is no rate: the weighted Likert index (S1-11)", "[worked]") {
  same("W-33 rate", percent(4, 4, 1), "100.0");
  differs("W-33", percent(4, 4, 1), "100.0", "78.4");
  CHECK(number("78.4") < Ratio(85));  // W-34
  same("W-35", percent(30, 48, 0), "63");
  same("W-35 half even", percent(30, 48, 0, Rounding::half_even), "62");
  same("W-35 truncated", percent(30, 48, 0, Rounding::truncate), "62");
  GIVEN("W-36: one gap counts as 3, two make it invalid") {
    ScoreDefinition definition = items_on("1..5", {"1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1"});
    definition.missing = {ScoreMissing::Rule::impute, 0, 3, 1};
    const Scoring scoring(definition);
    const auto one = scoring.score(answers({"5", "5", "5", "5", "5", "5", "5", "5", "5", "5", "5", "missing"}));
    same("W-36 one missing", text_of(one.value), "29/6");
    CHECK(one.parts[11].imputed);
    CHECK(text_of(one.parts[11].scored) == "3");
    CHECK(scoring.score(answers({"5", "5", "5", "5", "5", "5", "5", "5", "5", "5", "missing", "missing"})).reason == "missing_answers");
    CHECK(text_of(scoring.score(answers({"5", "5", "5", "5", "5", "5", "5", "5", "5", "5", "5", "5"})).value) == "5");
  }
  GIVEN("W-37: 3.5 and 3.8, converted in both ways") {
    ScoreDefinition definition = items_on("1.0..5.0", {"1"});
    definition.bands = {{"satisfied", Ratio(70)}, {"not_satisfied", std::nullopt}};
    definition.conversion = ScoreConversion::of_greatest;
    same("W-37 3.5 of 5", text_of(Scoring(definition).score(answers({"3.5"})).value), "70");
    CHECK(Scoring(definition).score(answers({"3.5"})).band == "satisfied");
    same("W-37 3.8 of 5", text_of(Scoring(definition).score(answers({"3.8"})).value), "76");
    definition.conversion = ScoreConversion::from_least;
    same("W-37 3.5 from 1", text_of(Scoring(definition).score(answers({"3.5"})).value), "62.5");
    CHECK(Scoring(definition).score(answers({"3.5"})).band == "not_satisfied");
    CHECK(Scoring(definition).score(answers({"3.8"})).band == "satisfied");
  }
}

SCENARIO("two-level weights and bands: the factory's score card (S1-05)", "[worked]") {
  ScoreDefinition definition = items_on("0.00..100.00", {"20", "10", "15", "15", "20", "5", "5", "10"});
  const std::vector<std::string> groups = {"quality", "quality", "delivery", "delivery", "price", "service", "service", "technical"};
  for (std::size_t i = 0; i < groups.size(); ++i) definition.items[i].group = groups[i];
  definition.groups = {{"quality", 30}, {"delivery", 30}, {"price", 20}, {"service", 10}, {"technical", 10}};
  definition.bands = {{"very satisfied", Ratio(90)}, {"satisfied", Ratio(75)}, {"average", Ratio(60)}, {"dissatisfied", Ratio(40)},
                      {"very dissatisfied", std::nullopt}};
  const Scoring scoring(definition);
  const Score score = scoring.score(answers({"90", "80", "100", "95", "70", "60", "80", "75"}));
  GIVEN("W-39: the weights") {
    Ratio sum;
    std::string of_groups;
    for (const ScoreGroupPart& group : score.groups) {
      sum += group.weight;
      of_groups += (of_groups.empty() ? "" : ", ") + (group.weight * 100).to_text();
    }
    same("W-39", of_groups + "; sum " + (sum * 100).to_text(), "30, 30, 20, 10, 10; sum 100");
    CHECK((score.parts[0].weight * 100).to_text() == "20");
    CHECK((score.parts[5].weight * 100).to_text() == "5");
  }
  same("W-40", text_of(score.value) + " " + score.band, "83.75 satisfied");
  GIVEN("W-41: totals at the edges of the bands") {
    const std::vector<std::pair<std::string, std::string>> edges = {
        {"90", "very satisfied"}, {"89.99", "satisfied"}, {"75", "satisfied"}, {"74.99", "average"},
        {"60", "average"}, {"59.99", "dissatisfied"}, {"40", "dissatisfied"}, {"39.99", "very dissatisfied"}};
    for (const auto& [total, band] : edges) {
      const std::int32_t place = scoring.band_of(number(total));
      REQUIRE(place >= 0);
      same(("W-41 " + total).c_str(), scoring.bands()[static_cast<std::size_t>(place)].name, band);
    }
  }
}

SCENARIO("three sources for each point of interest: the tobacco company (S2-21)", "[worked]") {
  ScoreMissing missing;
  missing.rule = ScoreMissing::Rule::refuse;
  const auto merged = [&](int home, int market, int internal) {
    return text_of(merge_scores({{"home", 40, Ratio(home)}, {"market", 40, Ratio(market)}, {"internal", 20, Ratio(internal)}}, missing).value);
  };
  same("W-61 functional", merged(50, 40, 60), "48");
  same("W-61 relational", merged(30, 40, 20), "32");
  same("W-61 process", merged(20, 20, 20), "20");
  const Policy policy = Policy::load_file(HUIFANG_SOURCE_DIR "/examples/policies/tobacco-demand-survey/policy.json");
  SurveyRequest home;
  home.form = "home";
  same("W-63", std::to_string(survey(policy, home, {}).items.size()), "9");
}
