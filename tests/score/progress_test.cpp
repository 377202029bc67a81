// What a script asks next.

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "huifang/policy.hpp"
#include "huifang/survey.hpp"
#include "support.hpp"

using namespace score_test;

namespace {

/// A call: who did not talk is asked why, who did is asked two things more, and what follows depends on each
/// of them.
Policy script() {
  return Policy::load(R"j({"huifang": 1, "policy": "script", "version": "1", "zone": "Asia/Shanghai",
    "forms": {"call": {"about": "customer", "fields": {"call_at": "date and time"}, "signed_by": {"customer": "product = no"},
      "required": ["outcome"], "required_when": {"call_at": "outcome = later", "rating": "outcome = talked"},
      "items": {"outcome": {"scale": {"choice": ["talked", "later", "refused"]}, "label": {"en": "How did it go?", "zh": "结果"}, "labels": {"later": {"en": "call back"}}},
                "reason":  {"scale": {"multiple": ["busy", {"name": "other", "text": true}]}, "shown_when": "outcome = refused"},
                "product": {"scale": "yes/no", "shown_when": "outcome = talked"},
                "wrong":   {"scale": "text", "shown_when": "product = no"},
                "rating":  {"scale": "0..10", "group": "figures", "shown_when": "outcome = talked", "labels": {"10": "best", "0": "worst", "5": "so so"}},
                "level":   {"scale": "5/3/1", "times": 2, "shown_when": "rating < 3", "label": "How bad?"}},
      "valid": {"coached": "not(outcome = refused)"}}}})j");
}

SurveyProgress next(const std::map<std::string, Value>& answers, std::string_view language = "en") {
  SurveyRequest request;
  request.form = "call";
  return survey_next(script(), request, {"", answers}, language);
}

Value text(const std::string& words) { return Value::of(words); }
Value whole(std::int64_t number) { return Value::of(Decimal(number)); }

}  // namespace

SCENARIO("the next item is the first that is shown and has no answer", "[survey][next]") {
  using Names = std::vector<std::string>;
  SurveyProgress progress = next({});
  CHECK(progress.next->item == "outcome");
  CHECK(progress.next->label == "How did it go?");
  CHECK(progress.next->required);
  CHECK(progress.next->options[1].value == "later");
  CHECK(progress.next->options[1].label == "call back");
  CHECK(progress.next->options[0].label == "talked");
  CHECK(next({}, "zh").next->label == "结果");
  CHECK(progress.missing == Names{"outcome"});
  CHECK(progress.open == 1);
  CHECK_FALSE(progress.complete());
  WHEN("the branch of a talk is taken") {
    CHECK(next({{"outcome", text("talked")}}).next->item == "product");
    CHECK(next({{"outcome", text("talked")}, {"product", text("no")}}).next->item == "wrong");
    progress = next({{"outcome", text("talked")}, {"product", text("yes")}});
    CHECK(progress.next->item == "rating");
    CHECK(progress.next->group == "figures");
    CHECK(progress.next->scale.to_text() == "0..10");
    CHECK(progress.next->options.size() == 3);
    CHECK(progress.next->options[0].label == "worst");
    CHECK(progress.next->options[2].value == "10");
    CHECK(progress.missing == Names{"rating"});
    CHECK(progress.not_shown == Names{"reason", "wrong", "level_1", "level_2"});
    progress = next({{"outcome", text("talked")}, {"product", text("yes")}, {"rating", whole(0)}});
    CHECK(progress.next->item == "level_1");
    CHECK(progress.next->label == "How bad?");
    CHECK(progress.next->options.size() == 3);
    CHECK(next({{"outcome", text("talked")}, {"product", text("yes")}, {"rating", whole(3)}}).complete());
  }
  WHEN("a field and a signature are required that are no items") {
    progress = next({{"outcome", text("later")}});
    CHECK_FALSE(progress.next);
    CHECK(progress.missing == Names{"call_at"});
    CHECK_FALSE(progress.complete());
    CHECK(next({{"outcome", text("later")}, {"call_at", text("2024-03-01T10:00")}}).complete());
    CHECK(next({{"outcome", text("talked")}, {"product", text("no")}, {"wrong", {}}, {"rating", whole(7)}})
              .missing == Names{"signature of customer"});
  }
  WHEN("an item was passed over, or does not apply") {
    progress = next({{"outcome", text("talked")}, {"product", {}}, {"rating", {}}});
    CHECK_FALSE(progress.next);
    CHECK(progress.missing == Names{"rating"});
    CHECK(progress.passed_over == 2);
    progress = next({{"outcome", text("talked")}, {"product", text("not_applicable")}});
    CHECK(progress.next->item == "rating");
    CHECK(progress.answered == 2);
  }
  WHEN("an earlier answer is taken back, so that what follows is hidden") {
    progress = next({{"outcome", text("refused")}, {"product", text("no")}, {"rating", whole(2)}});
    CHECK(progress.next->item == "reason");
    CHECK(progress.next->options[1].text);
    CHECK(progress.missing.empty());
    CHECK(progress.excluded == "coached");
  }
  WHEN("an answer is off its scale") {
    CHECK_THROWS_WITH(next({{"outcome", text("lately")}}),
                      Catch::Contains("HF4502") && Catch::Contains("/outcome"));
  }
}

SCENARIO("case 182: a script whose first item is hidden begins with the first that is shown", "[survey][next]") {
  const Policy policy = Policy::load(R"j({"huifang": 1, "policy": "script", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "forms": {"call": {"about": "customer", "fields": {"known": "boolean"}, "items": {"heard_of_us": {"scale": "text", "shown_when": "not(known)"}, "rating": "1..10"}}}})j");
  SurveyRequest request;
  request.form = "call";
  CHECK(survey_next(policy, request, {"", {{"known", Value::of(true)}}}).next->item == "rating");
  CHECK(survey_next(policy, request, {"", {{"known", Value::of(false)}}}).next->item == "heard_of_us");
}

SCENARIO("whoever asks what comes next asks each item that is shown once, and ends", "[survey][next][law]") {
  const Policy policy = script();
  SurveyRequest request;
  request.form = "call";
  REQUIRE(rc::check("random answers", [&] {
    SurveyRow row;
    std::vector<std::string> asked;
    SurveyProgress progress = survey_next(policy, request, row);
    while (progress.next) {
      const SurveyQuestion& question = *progress.next;
      RC_ASSERT(std::find(asked.begin(), asked.end(), question.item) == asked.end());
      asked.push_back(question.item);
      Value answer;
      if (*rc::gen::inRange(0, 4) > 0) {
        switch (question.scale.kind) {
          case ScoreScale::Kind::text:
            answer = text("words");
            break;
          case ScoreScale::Kind::range:
            answer = whole(*rc::gen::inRange<std::int64_t>(0, 11));
            break;
          case ScoreScale::Kind::list:
            answer = Value::of(*rc::gen::elementOf(question.scale.values));
            break;
          case ScoreScale::Kind::multiple:
            answer = Value::of(std::vector<Value>{text("busy")});
            break;
          default:
            answer = text((*rc::gen::elementOf(question.options)).value);
        }
      }
      row.data.emplace(question.item, std::move(answer));
      progress = survey_next(policy, request, row);
    }
    RC_ASSERT(progress.open == 0);
    RC_ASSERT(progress.answered + progress.passed_over == static_cast<std::int64_t>(asked.size()));
    RC_ASSERT(asked.size() + progress.not_shown.size() == 7);
    // It is a draft exactly when what is filed now would be one.
    RC_ASSERT(survey(policy, request, {row}).responses[0].missing == progress.missing);
  }));
}

SCENARIO("labels are of answers that can be given", "[survey][next]") {
  const auto codes = [](const std::string& items) {
    std::vector<std::string> found;
    for (
        const Diagnostic& finding : Policy::check(
            R"j({"huifang": 1, "policy": "x", "version": "1", "forms": {"f": {"about": "customer", "items": )j" +
            items + "}}}")) {
      found.push_back(finding.code + " " + finding.pointer + " " + finding.suggestion);
    }
    return found;
  };
  using Found = std::vector<std::string>;
  CHECK(codes(R"j({"a": {"scale": "1..5", "labels": {"1": "bad", "6": "good"}}})j") ==
        Found{"HF1109 /forms/f/items/a/labels/6 "});
  CHECK(codes(R"j({"a": {"scale": {"choice": ["late", "lost"]}, "labels": {"lat": "late"}}})j") ==
        Found{"HF1109 /forms/f/items/a/labels/lat late"});
}

SCENARIO("what is asked next crosses as JSON", "[survey][next]") {
  const Policy policy = script();
  CHECK(
      survey_next_json(policy, R"j({"form": "call", "language": "zh"})j", "{}").find(R"j("label":"结果")j") !=
      std::string::npos);
  CHECK(survey_next_json(policy, R"j({"form": "call"})j", R"j({"outcome": "talked", "product": "yes"})j")
            .find(R"j("scale":{"high":"10","kind":"range","low":"0","meaning":"0..10","places":0})j") !=
        std::string::npos);
  CHECK(
      survey_next_json(policy, R"j({"form": "call", "at": "2024-03-01"})j",
                       R"j({"outcome": "later", "call_at": "2024-03-02T10:00"})j") ==
      R"j({"answered":1,"complete":true,"excluded":"","missing":[],"next":null,"not_shown":["reason","product","wrong","rating","level_1","level_2"],"open":0,"passed_over":0})j");
  const Policy dated = Policy::load(R"j({"huifang": 1, "policy": "x", "version": "1", "forms": {"f": {"about": "customer", "fields": {"date": "date"}, "items": {"ref": "text", "a": "1..5"}}}})j");
  CHECK(survey_next_json(dated, R"j({"form": "f"})j", R"j({"date": "2024-03-01"})j").find(R"j("open":2)j") != std::string::npos);
  CHECK(survey_next_json(dated, R"j({"form": "f"})j", R"j({"ref": "customer:c1"})j").find(R"j("item":"a")j") != std::string::npos);
  CHECK_THROWS_WITH(survey_next_json(dated, R"j({"form": "f"})j", "{\"a\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}"), Catch::Contains("HF4602"));
  CHECK_THROWS_WITH(survey_next_json(policy, R"j({"form": "call", "sent": 3})j", "{}"),
                    Catch::Contains("HF4602"));
  CHECK_THROWS_WITH(survey_next_json(policy, R"j({"form": "call"})j", "[]"), Catch::Contains("HF4602"));
  CHECK_THROWS_WITH(survey_next_json(policy, R"j({"form": "cal"})j", "{}"), Catch::Contains("HF4601"));
}
