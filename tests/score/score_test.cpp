// The edge cases of surveys, by number, and what a definition may say.

#include <catch2/catch.hpp>

#include "support.hpp"

using namespace score_test;

SCENARIO("case 175: 0 is an answer, not a gap", "[score]") {
  const Scoring scoring(items_on("0..10", {"1", "1"}));
  const Score score = scoring.score(answers({"0", "10"}));
  CHECK(text_of(score.value) == "5");
  CHECK(score.answered == 2);
  CHECK(text_of(scoring.score(answers({"0", "0"})).value) == "0");
}

SCENARIO("case 176: who skipped an item is not counted as 0", "[score]") {
  const auto given = answers({"4", "missing", "missing"});
  CHECK(text_of(mean_of(given).value) == "4");
  CHECK(mean_of(given).n == 1);
}

SCENARIO("case 177: without any answer there is no score", "[score]") {
  for (const auto rule : {ScoreMissing::Rule::renormalise, ScoreMissing::Rule::impute, ScoreMissing::Rule::refuse}) {
    ScoreDefinition definition = items_on("1..5", {"1", "1"});
    definition.missing.rule = rule;
    definition.missing.value = 3;
    const Score score = Scoring(definition).score(answers({"missing", "missing"}));
    CHECK(text_of(score.value) == "none");
    CHECK(score.invalid == ScoreInvalid::no_answers);
    CHECK(to_json(score).find("\"value\":null") != std::string::npos);
  }
  CHECK_FALSE(mean_of(answers({"missing"})).value.has_value());
  CHECK_FALSE(mean_of(std::vector<Score>(2)).value.has_value());
}

SCENARIO("case 179: weights 0.5, 0.3, 0.2 with the last item missing", "[score]") {
  ScoreDefinition definition = items_on("0..100", {"0.5", "0.3", "0.2"});
  const auto given = answers({"80", "40", "missing"});
  WHEN("the others weigh more, as they do unless the form says otherwise") {
    const Score score = Scoring(definition).score(given);
    THEN("they weigh 0.625 and 0.375") {
      CHECK(score.parts[0].weight.to_text() == "0.625");
      CHECK(score.parts[1].weight.to_text() == "0.375");
      CHECK(score.parts[2].weight.is_zero());
      CHECK(text_of(score.value) == "65");
    }
  }
  WHEN("a gap makes it invalid") {
    definition.missing.rule = ScoreMissing::Rule::refuse;
    const Score score = Scoring(definition).score(given);
    CHECK(text_of(score.value) == "none");
    CHECK(score.reason == "missing_answers");
  }
  WHEN("two thirds of the weight were not answered") {
    CHECK(Scoring(definition).score(answers({"missing", "40", "60"})).reason == "too_few");
    AND_WHEN("it is two thirds exactly") {
      const Scoring thirds(items_on("0..100", {"1", "1", "1"}));
      THEN("that is enough") { CHECK(text_of(thirds.score(answers({"10", "20", "missing"})).value) == "15"); }
    }
  }
}

SCENARIO("cases 180 and 181: an item that was not shown is neither scored nor missed", "[score]") {
  ScoreDefinition definition = items_on("1..5", {"1", "1", "1"});
  definition.missing.rule = ScoreMissing::Rule::refuse;
  definition.answered = 1;
  const Score score = Scoring(definition).score(answers({"5", "hidden", "n/a"}));
  CHECK(text_of(score.value) == "5");
  CHECK(score.applicable == 1);
  CHECK(score.missing == 0);
}

SCENARIO("case 187: 18 promoters, 11 passives, 2 detractors", "[score]") {
  const Nps nps{18, 11, 2};
  CHECK(rounded(nps.value(), 1) == "51.6");
  CHECK(rounded(nps.value(), 0) == "52");
  CHECK(text_of(nps.value()) == "1600/31");
}

SCENARIO("case 188: without responses there is no net promoter score", "[score]") {
  CHECK(text_of(Nps{}.value()) == "none");
  CHECK(text_of(Nps{1, 0, 1}.value()) == "0");
  CHECK_FALSE(Rate{}.percent().has_value());
}

SCENARIO("case 189: 8, 7, 6 on three items of 1 to 10", "[score]") {
  ScoreDefinition definition = items_on("1..10", {"1", "1", "1"});
  definition.conversion = ScoreConversion::from_least;
  CHECK(rounded(Scoring(definition).score(answers({"8", "7", "6"})).value, 3) == "66.667");
  ScoreDefinition weighted = items_on("1..10", {".3885", ".3190", ".2925"});
  weighted.conversion = ScoreConversion::from_least;
  CHECK(rounded(Scoring(weighted).score(answers({"8", "7", "6"})).value, 3) == "67.733");
}

SCENARIO("case 197: too fast, or in one line across an item that is turned round", "[score]") {
  ScoreDefinition definition = items_on("1..5", {"1", "1", "1"});
  definition.items[2].reversed = true;
  definition.seconds = 10;
  definition.straight_line = true;
  const Scoring scoring(definition);
  WHEN("it took two seconds") {
    const Score score = scoring.score(answers({"5", "4", "2"}), "", Decimal(2));
    THEN("it has no score, and says what it would have been made of") {
      CHECK(score.reason == "too_fast");
      CHECK_FALSE(score.value.has_value());
      CHECK(text_of(score.parts[2].scored) == "4");
    }
  }
  CHECK(scoring.score(answers({"5", "5", "5"}), "", Decimal(60)).reason == "straight_line");
  CHECK(text_of(scoring.score(answers({"5", "5", "1"}), "", Decimal(10)).value) == "5");
  WHEN("the line lies in the middle, where turning changes nothing") {
    CHECK(text_of(scoring.score(answers({"3", "3", "3"})).value) == "3");
  }
  WHEN("it was coached") {
    const Score score = scoring.score(answers({"5", "4", "2"}), "coached");
    CHECK(score.reason == "coached");
    CHECK(score.invalid == ScoreInvalid::excluded);
  }
}

SCENARIO("bands begin at a value, that value included, and look at the exact score", "[score]") {
  ScoreDefinition definition = items_on("0.00..100.00", {"1", "1", "1"});
  definition.bands = {{"low", std::nullopt}, {"fair", number("60")}, {"good", number("66.67")}};
  const Scoring scoring(definition);
  CHECK(scoring.score(answers({"100", "100", "0"})).band == "fair");  // 66.666… prints as 66.67
  CHECK(scoring.score(answers({"60", "60", "60"})).band == "fair");
  CHECK(scoring.score(answers({"59.99", "60", "60"})).band == "low");
  CHECK(scoring.score(answers({"66.67", "66.67", "66.67"})).band == "good");
}

SCENARIO("two levels of weights", "[score]") {
  ScoreDefinition definition = items_on("0..100", {"20", "10", "1", "1"});
  definition.items[0].group = definition.items[1].group = "quality";
  definition.items[2].group = definition.items[3].group = "price";
  definition.groups = {{"quality", 60}, {"price", 40}};
  const Scoring scoring(definition);
  WHEN("everything was answered") {
    const Score score = scoring.score(answers({"90", "60", "50", "100"}));
    CHECK(text_of(score.value) == "78");  // 0.6 × 80 + 0.4 × 75
    CHECK(text_of(score.groups[0].value) == "80");
    CHECK(score.parts[0].weight.to_text() == "0.4");
  }
  WHEN("an item of a group is missing, the other stands for the group") {
    CHECK(text_of(scoring.score(answers({"90", "60", "50", "missing"})).value) == "68");
  }
  WHEN("a whole group does not apply") {
    const Score score = scoring.score(answers({"90", "60", "n/a", "n/a"}));
    CHECK(text_of(score.value) == "80");
    CHECK(text_of(score.groups[1].value) == "none");
  }
}

SCENARIO("scores of several sources are merged; a missing one is never 0", "[score]") {
  ScoreMissing missing;
  missing.rule = ScoreMissing::Rule::refuse;
  const Score incomplete = merge_scores({{"home", Decimal::scaled(4, 1), Ratio(50)}, {"market", Decimal::scaled(4, 1), std::nullopt}}, missing);
  CHECK_FALSE(incomplete.value.has_value());
  CHECK(incomplete.reason == "missing_answers");
  missing.rule = ScoreMissing::Rule::renormalise;
  missing.least = *Ratio::of(1, 2);
  CHECK(text_of(merge_scores({{"home", Decimal::scaled(4, 1), Ratio(50)}, {"market", Decimal::scaled(4, 1), std::nullopt}}, missing).value) == "50");
}

SCENARIO("an explanation is what computed the score", "[score]") {
  ScoreDefinition definition = items_on("1..5", {"2", "1"});
  definition.items[1].reversed = true;
  definition.conversion = ScoreConversion::of_greatest;
  definition.bands = {{"satisfied", Ratio(70)}, {"not", std::nullopt}};
  CHECK(to_json(Scoring(definition).score(answers({"4", "1"}))) ==
        R"({"answered":2,"applicable":2,"band":"satisfied","groups":[],"invalid":"","missing":0,"parts":[)"
        R"({"answer":"4","item":"a","scored":"80","state":"answered","weight":"2/3"},)"
        R"({"answer":"1","item":"b","reversed":true,"scored":"100","state":"answered","weight":"1/3"}],"value":"260/3"})");
}

SCENARIO("a definition that cannot be used is refused with all that is wrong", "[score]") {
  ScoreDefinition definition = items_on("1..5", {"1", "-1"});
  definition.items[1].name = "a";
  definition.items[1].scale = ScoreScale::parse("text").value();
  definition.items[0].group = "none";
  definition.groups = {{"g", 1}};
  definition.missing.least = 2;
  definition.answered = -1;
  definition.bands = {{"x", Ratio(1)}, {"y", Ratio(1)}};
  definition.seconds = Decimal(-1);
  std::vector<std::string> found;
  try {
    const Scoring scoring(definition);
  } catch (const Error& error) {
    for (const Diagnostic& finding : error.diagnostics()) found.push_back(finding.code + " " + finding.pointer);
  }
  CHECK(found == std::vector<std::string>{"HF4514 /items/0/group", "HF4511 /items/1/name", "HF4512 /items/1/scale", "HF4513 /items/1/weight",
                                          "HF4514 /items/1/group", "HF4514 /groups/0", "HF4515 /missing/least", "HF4515 /answered",
                                          "HF4517 /bands/1/from", "HF4518 /seconds"});
  CHECK_THROWS_AS(Scoring(ScoreDefinition{}), Error);
  ScoreDefinition weightless = items_on("1..5", {"1", "0"});
  weightless.items[0].group = "g";
  weightless.items[1].group = "h";
  weightless.groups = {{"g", 0}, {"h", 0}};
  CHECK_THROWS_WITH(Scoring(weightless), Catch::Contains("HF4513"));
  ScoreDefinition imputed = items_on("1..5", {"1"});
  imputed.missing.rule = ScoreMissing::Rule::impute;
  imputed.missing.value = 6;
  imputed.missing.most = -1;
  CHECK_THROWS_WITH(Scoring(imputed), Catch::Contains("HF4516 at /missing/value") || Catch::Contains("HF4516"));
  const Scoring good(items_on("1..5", {"1"}));
  CHECK_THROWS_WITH(good.score(answers({"1", "2"})), Catch::Contains("HF4519"));
  CHECK_THROWS_WITH(good.score(answers({"6"})), Catch::Contains("HF4501"));
}
