// What many responses come to, without a book.

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "huifang/policy.hpp"
#include "huifang/survey.hpp"
#include "support.hpp"

using namespace score_test;

namespace {

Policy policy_of(const std::string& sections) {
  return Policy::load(R"j({"huifang": 1, "policy": "survey", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai", )j" + sections + "}");
}
Value whole(std::int64_t number) { return Value::of(Decimal(number)); }

}  // namespace

SCENARIO("seventeen pumps, fifteen sheets: the three-level survey (S3-04) as responses", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"sheet": {"about": "customer", "items": {"level": "5/3/1"}}},
    "scores": {"index": {"form": "sheet", "to_100": "of_greatest"}, "satisfied": {"form": "sheet", "is": "if level >= 3 then 1 else 0"}})j");
  std::vector<SurveyRow> rows;
  for (int i = 0; i < 15; ++i) rows.push_back({"", {{"level", whole(i < 13 ? 5 : 3)}}});
  SurveyRequest request;
  request.form = "sheet";
  request.sent = 17;
  const Survey found = survey(policy, request, rows);
  CHECK(rounded(found.response_rate().percent(), 1) == "88.2");
  CHECK(found.valid == 15);
  CHECK(rounded(found.items[0].mean.value, 4) == "4.7333");
  CHECK(found.items[0].answers.at("5") == 13);
  CHECK(text_of(found.items[0].top_two->percent()) == "100");
  CHECK(rounded(found.scores[0].mean.value, 2) == "94.67");
  CHECK(text_of(found.scores[1].mean.value) == "1");
}

SCENARIO("case 186: a scale that does not go from 0 to 10 has no net promoter score", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "items": {"advise": "nps", "level": "1..4", "mark": "1..10", "decimal": "0.0..10.0"}}})j");
  SurveyRequest request;
  request.form = "card";
  const Survey found = survey(policy, request, {{"", {{"advise", whole(9)}, {"level", whole(4)}, {"mark", whole(9)}, {"decimal", whole(9)}}}});
  REQUIRE(found.items[0].nps);
  CHECK(text_of(found.items[0].nps->value()) == "100");
  for (std::size_t i = 1; i < 4; ++i) CHECK_FALSE(found.items[i].nps);
}

SCENARIO("drafts, coached and superseded responses are counted apart", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "fields": {"invitation": "string", "coached": "boolean"}, "scale": "nps",
      "items": {"advise": 1}, "required": ["advise"], "valid": {"coached": "not(coached)"}, "once": {"by": "invitation"}}},
    "scores": {"advice": {"form": "card", "bands": {"high": ">= 9", "low": "< 9"}}})j");
  SurveyRequest request;
  request.form = "card";
  const Survey found = survey(policy, request,
                              {{"a", {{"invitation", Value::of("1")}, {"advise", whole(3)}}},
                               {"b", {{"invitation", Value::of("1")}, {"advise", whole(10)}}},
                               {"c", {{"invitation", Value::of("2")}}},
                               {"d", {{"invitation", Value::of("3")}, {"advise", whole(10)}, {"coached", Value::of(true)}}},
                               {"e", {{"invitation", Value::of("4")}, {"advise", whole(0)}}}});
  CHECK(found.returned == 5);
  CHECK(found.drafts == 1);
  CHECK(found.superseded == 1);
  CHECK(found.valid == 2);
  CHECK(found.responses[0].superseded);
  CHECK(found.responses[3].scores[0].reason == "coached");
  CHECK(text_of(found.items[0].nps->value()) == "0");
  CHECK(text_of(found.scores[0].mean.value) == "5");
  CHECK(found.scores[0].bands[0].second.count == 1);
  CHECK(found.scores[0].invalid.at("coached") == 1);
  CHECK_FALSE(found.response_rate().percent().has_value());
}

SCENARIO("what cannot be read is told with its row, all of it at once", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "items": {"a": "1..5"}}}, "scores": {"s": {"form": "card"}})j");
  SurveyRequest request;
  request.form = "card";
  const auto codes = [&](const std::vector<SurveyRow>& rows) {
    std::vector<std::string> found;
    try {
      survey(policy, request, rows);
    } catch (const Error& error) {
      for (const Diagnostic& finding : error.diagnostics()) found.push_back(finding.code + " " + finding.pointer);
    }
    return found;
  };
  CHECK(codes({{"", {{"a", whole(6)}}}, {"", {{"a", whole(5)}}}, {"", {{"b", whole(5)}}}}) == std::vector<std::string>{"HF4501 /0/a", "HF2005 /2/b"});
  request.scores = {"t"};
  CHECK(codes({}) == std::vector<std::string>{"HF4601 /scores"});
  request.form = "cart";
  CHECK(codes({}) == std::vector<std::string>{"HF4601 /form"});
  const std::string json = survey_json(policy, R"j({"form": "card", "sent": 3})j", R"j([{"id": "x", "a": 4}, {"a": null}])j");
  CHECK(json.find(R"j("response_rate":{"base":3,"count":2,"percent":"200/3"})j") != std::string::npos);
  CHECK(json.find(R"j("id":"x")j") != std::string::npos);
}

SCENARIO("what responses come to does not depend on the order in which they, or their answers, were written", "[survey][law]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "fields": {"coached": "boolean"}, "scale": "1..5",
      "items": {"a": {"weight": 3}, "b": {"weight": 0.7, "reversed": true}, "c": {"shown_when": "a > 2"}, "d": {"scale": "0..10"}},
      "required": ["a"], "valid": {"coached": "not(coached)"}}},
    "scores": {"index": {"form": "card", "to_100": "from_least", "bands": {"fine": ">= 60", "poor": "< 60"}}, "sum": {"form": "card", "is": "a + d"}})j");
  SurveyRequest request;
  request.form = "card";
  REQUIRE(rc::check("random responses", [&] {
    std::vector<SurveyRow> rows;
    const int size = *rc::gen::inRange(1, 12);
    for (int i = 0; i < size; ++i) {
      SurveyRow row{std::to_string(i), {}};
      for (const char* item : {"a", "b", "c", "d"}) {
        const int answer = *rc::gen::inRange(0, 6);
        if (answer > 0) row.data.emplace(item, whole(answer));
      }
      row.data.emplace("coached", Value::of(*rc::gen::inRange(0, 5) == 0));
      rows.push_back(std::move(row));
    }
    std::vector<SurveyRow> shuffled = rows;
    for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
    const Survey one = survey(policy, request, rows), other = survey(policy, request, shuffled);
    RC_ASSERT(one.drafts == other.drafts);
    RC_ASSERT(one.valid == other.valid);
    for (const SurveyResponse& response : one.responses) {
      const auto same = std::find_if(other.responses.begin(), other.responses.end(), [&](const SurveyResponse& r) { return r.id == response.id; });
      RC_ASSERT(same->missing == response.missing);
      RC_ASSERT(same->scores.size() == response.scores.size());
      for (std::size_t i = 0; i < response.scores.size(); ++i) RC_ASSERT(to_json(same->scores[i]) == to_json(response.scores[i]));
    }
    for (std::size_t i = 0; i < one.scores.size(); ++i) {
      RC_ASSERT(one.scores[i].mean.value == other.scores[i].mean.value);
      RC_ASSERT(one.scores[i].invalid == other.scores[i].invalid);
      for (std::size_t b = 0; b < one.scores[i].bands.size(); ++b) RC_ASSERT(one.scores[i].bands[b].second.count == other.scores[i].bands[b].second.count);
    }
    for (std::size_t i = 0; i < one.items.size(); ++i) {
      RC_ASSERT(one.items[i].mean.value == other.items[i].mean.value);
      RC_ASSERT(one.items[i].answers == other.items[i].answers);
    }
    // The members of an object in another order.
    std::string ascending, descending;
    for (const auto& [name, value] : rows[0].data) {
      const std::string member = "\"" + name + "\":" + value.to_text();
      ascending += (ascending.empty() ? "" : ",") + member;
      descending = member + (descending.empty() ? "" : ",") + descending;
    }
    RC_ASSERT(survey_json(policy, R"j({"form": "card"})j", "[{" + ascending + "}]") == survey_json(policy, R"j({"form": "card"})j", "[{" + descending + "}]"));
  }));
}

SCENARIO("JSON of surveys that cannot be read is told with its place", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "items": {"a": "1..5"}}}, "scores": {"s": {"form": "card"}})j");
  const auto told = [&](const std::string& request, const std::string& rows) {
    try {
      return survey_json(policy, request, rows);
    } catch (const Error& error) {
      std::string text;
      for (const Diagnostic& finding : error.diagnostics()) {
        text += (text.empty() ? "" : "; ") + finding.code + " " + (finding.line > 0 ? std::to_string(finding.line) + ":" + std::to_string(finding.column) : finding.pointer);
        if (!finding.suggestion.empty()) text += " " + finding.suggestion;
      }
      return text;
    }
  };
  const std::string card = R"j({"form": "card"})j";
  GIVEN("a request") {
    CHECK(told("{", "[]") == "HF4602 1:2");
    CHECK(told("[]", "[]") == "HF4602 ");
    CHECK(told("{}", "[]") == "HF4602 /form");
    CHECK(told(R"j({"from": "card", "sent": "8", "pairwise": 1})j", "[]") == "HF4602 /from form; HF4602 /sent; HF4602 /pairwise; HF4602 /form");
    CHECK(told(R"j({"form": "card", "sent": 1.5})j", "[]") == "HF4602 /sent");
    CHECK(told(R"j({"form": "card", "sent": -1})j", "[]") == "HF4603 /sent");
    CHECK(told(R"j({"form": "card", "at": "yesterday"})j", "[]") == "HF4602 /at");
    CHECK(told(R"j({"form": "card", "scores": [1]})j", "[]") == "HF4602 /scores");
  }
  GIVEN("responses") {
    CHECK(told(card, "[{\"a\": 1},\n {\"ä\" 2}]") == "HF4602 2:7");
    CHECK(told(card, "[] []") == "HF4602 1:4");
    CHECK(told(card, "[{\"a\": nothing}]") == "HF4602 1:8");
    CHECK(told(card, "{}") == "HF4602 ");
    CHECK(told(card, "[{\"a\": 1}, 7]") == "HF4602 /1");
    CHECK(told(card, "[{\"a\": 1}, {\"a\": 1, \"a\": 2}]") == "HF4602 /1/a");
    CHECK(told(card, "[{\"a\": 1e999}]") == "HF4602 /0/a");
    CHECK(told(card, "[{\"a\": \"\xff\"}]").starts_with("HF4602 1:"));
    CHECK(told(card, std::string(65, '[') + std::string(65, ']')).starts_with("HF4602 /0/0/0/"));
  }
}

SCENARIO("answers to an invitation that is not told are answers to different ones, as in a book", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "fields": {"invitation": "string"}, "items": {"a": "1..5"}, "once": {"by": "invitation"}}},
    "scores": {"s": {"form": "card"}})j");
  SurveyRequest request;
  request.form = "card";
  const Survey found = survey(policy, request, {{"", {{"invitation", Value::of("")}, {"a", whole(1)}}}, {"", {{"invitation", Value::of("")}, {"a", whole(5)}}}});
  CHECK(found.superseded == 0);
  CHECK(text_of(found.scores[0].mean.value) == "3");
}

SCENARIO("an id names one response", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "items": {"a": "1..5"}}}, "scores": {"s": {"form": "card"}})j");
  SurveyRequest request;
  request.form = "card";
  CHECK_THROWS_WITH(survey(policy, request, {{"x", {{"a", whole(1)}}}, {"y", {{"a", whole(1)}}}, {"x", {{"a", whole(1)}}}}), Catch::Contains("HF4604: /2/id"));
  CHECK(survey(policy, request, {{"", {{"a", whole(1)}}}, {"", {{"a", whole(1)}}}}).valid == 2);
  CHECK(survey_json(policy, R"j({"form": "card"})j", R"j([{"id": null, "a": 1}, {"id": null, "a": 1}])j").find(R"j("id":"2")j") != std::string::npos);
  CHECK_THROWS_WITH(survey_json(policy, R"j({"form": "card"})j", R"j([{"a": 1}, {"id": [1], "a": 1}])j"), Catch::Contains("HF4602: /1/id"));
}

SCENARIO("an expression without a value is no score, and not for want of answers", "[survey]") {
  const Policy policy = policy_of(R"j("forms": {"card": {"about": "customer", "items": {"a": "0..5"}}}, "scores": {"s": {"form": "card", "is": "1 / a"}})j");
  SurveyRequest request;
  request.form = "card";
  const Survey found = survey(policy, request, {{"", {{"a", whole(0)}}}, {"", {{"a", whole(2)}}}});
  CHECK(found.responses[0].scores[0].reason == "undefined");
  CHECK(text_of(found.scores[0].mean.value) == "0.5");
}

SCENARIO("what a form cannot mean is refused when the policy is loaded", "[survey]") {
  const auto told = [](const std::string& form) {
    try {
      policy_of(R"j("forms": {"card": {"about": "customer", )j" + form + R"j(}}, "scores": {"s": {"form": "card"}})j");
    } catch (const Error& error) {
      std::string text;
      for (const Diagnostic& finding : error.diagnostics()) text += (text.empty() ? "" : "; ") + finding.code + " " + finding.pointer;
      return text;
    }
    return std::string();
  };
  CHECK(told(R"j("items": {"a": "1..5"})j").empty());
  CHECK(told(R"j("fields": {"form": "string"}, "items": {"a": "1..5", "answered": "1..5", "straight_line": "1..5"})j") ==
        "HF1106 /forms/card/fields/form; HF1106 /forms/card/items/answered; HF1106 /forms/card/items/straight_line");
  CHECK(told(R"j("items": {"a": "1..5", "b": {"scale": {"choice": ["x", "not_applicable"]}}})j") == "HF1109 /forms/card/items/b");
  CHECK(told(R"j("fields": {"signatures": "number"}, "items": {"a": "1..5"}, "signed_by": ["customer"])j") == "HF1109 /forms/card/signed_by");
  CHECK(told(R"j("fields": {"signatures": "string*"}, "items": {"a": "1..5"}, "signed_by": ["customer"])j").empty());
  CHECK(told(R"j("scale": "1..5", "items": {"a": 1000})j").empty());
  CHECK(told(R"j("scale": "1..5", "items": {"a": 1000, "b": 1, "c": 1000})j") == "HF1109 /forms/card/items/b");
  CHECK(told(R"j("items": {"a": {"scale": "1..5", "group": "g"}, "b": {"scale": "1..5", "group": "h"}}, "weights": {"g": 0, "h": 0})j") == "HF1425 /scores/s");
}
