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
  CHECK_THROWS_WITH(survey_json(policy, "{", "[]"), Catch::Contains("HF4602"));
  CHECK_THROWS_WITH(survey_json(policy, R"j({"form": "card", "sent": "8"})j", "[]"), Catch::Contains("HF4602"));
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
