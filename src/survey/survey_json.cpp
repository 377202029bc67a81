/// Surveys from JSON and as JSON.

#include <nlohmann/json.hpp>

#include "domain/json_text.hpp"
#include "huifang/calendar.hpp"
#include "huifang/survey.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

using nlohmann::json;

json text_of(const std::optional<Ratio>& value) { return value ? json(value->to_text()) : json(nullptr); }
json number_of(const std::optional<double>& value) { return value ? json(*value) : json(nullptr); }
json rate(const Rate& rate) { return {{"base", rate.base}, {"count", rate.count}, {"percent", text_of(rate.percent())}}; }
json index(const Index& mean) { return {{"n", mean.n}, {"value", text_of(mean.value)}}; }

json reliability(const Reliability& found) {
  json without = json::array();
  for (const auto& value : found.alpha_without) without.push_back(number_of(value));
  return {{"alpha", number_of(found.alpha_value)}, {"alpha_without", without}, {"dropped", found.dropped}, {"n", found.n},
          {"omega", number_of(found.omega)},       {"warnings", found.warnings}, {"why", found.why},       {"why_omega", found.why_omega}};
}

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorKind::syntax, "HF4602", why); }

Value member_of(const Value& object, const char* name) {
  const Value* found = object.context().find(name);
  return found == nullptr ? Value{} : *found;
}

}  // namespace

std::string to_json(const Survey& survey) {
  json responses = json::array();
  for (const SurveyResponse& response : survey.responses) {
    json scores = json::object();
    for (std::size_t i = 0; i < response.scores.size(); ++i) scores[survey.scores[i].score] = json::parse(to_json(response.scores[i]));
    responses.push_back({{"excluded", response.excluded}, {"id", response.id}, {"missing", response.missing}, {"scores", scores}, {"superseded", response.superseded}});
  }
  json items = json::array();
  for (const SurveyItem& item : survey.items) {
    json out = {{"answers", item.answers}, {"item", item.item}, {"mean", index(item.mean)}, {"missing", item.missing}, {"not_applicable", item.not_applicable}, {"not_shown", item.not_shown}};
    if (item.top_two) out["top_two"] = rate(*item.top_two);
    if (item.nps) out["nps"] = {{"detractors", item.nps->detractors}, {"passives", item.nps->passives}, {"promoters", item.nps->promoters}, {"value", text_of(item.nps->value())}};
    items.push_back(std::move(out));
  }
  json scores = json::array();
  for (const SurveyScore& score : survey.scores) {
    json bands = json::array();
    for (const auto& [name, of_band] : score.bands) {
      json out = rate(of_band);
      out["band"] = name;
      bands.push_back(std::move(out));
    }
    scores.push_back({{"bands", bands}, {"invalid", score.invalid}, {"mean", index(score.mean)}, {"reliability", reliability(score.reliability)}, {"score", score.score}});
  }
  const json out = {{"drafts", survey.drafts},
                    {"items", items},
                    {"response_rate", survey.sent ? rate(survey.response_rate()) : json(nullptr)},
                    {"responses", responses},
                    {"returned", survey.returned},
                    {"scores", scores},
                    {"sent", survey.sent ? json(*survey.sent) : json(nullptr)},
                    {"superseded", survey.superseded},
                    {"valid", survey.valid},
                    {"valid_rate", rate(survey.valid_rate())}};
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string survey_json(const Policy& policy, std::string_view request_text, std::string_view rows_text) {
  const auto parsed = [](std::string_view text, const char* what) {
    if (!json::accept(text)) refuse(std::string(what) + " is no JSON");
    return value_from_json(std::string(text));
  };
  const Value request = parsed(request_text, "the request");
  const Value rows = parsed(rows_text, "what was answered");
  if (request.kind() != Value::Kind::context) refuse("the request is no JSON object");
  if (rows.kind() != Value::Kind::list) refuse("what was answered is no list of JSON objects");
  SurveyRequest wanted;
  for (const auto& [name, value] : request.context().entries) {
    using Kind = Value::Kind;
    const bool fits = name == "form"                                      ? value.kind() == Kind::string
                      : name == "scores"                                  ? value.kind() == Kind::list
                      : name == "sent"                                    ? value.is_null() || (value.kind() == Kind::number && value.number().to_int64())
                      : name == "at"                                      ? value.is_null() || value.kind() == Kind::string
                      : name == "pairwise" || name == "standardised"      ? value.kind() == Kind::boolean
                                                                          : false;
    if (!fits) refuse("the request has a member that it cannot have, or with another kind of value: " + name);
  }
  const Value form = member_of(request, "form");
  if (form.is_null()) refuse("the request names no form");
  wanted.form = form.string();
  if (const Value names = member_of(request, "scores"); names.kind() == Value::Kind::list) {
    for (const Value& name : names.list()) {
      if (name.kind() != Value::Kind::string) refuse("scores are named by text");
      wanted.scores.push_back(name.string());
    }
  }
  if (const Value sent = member_of(request, "sent"); !sent.is_null()) wanted.sent = sent.number().to_int64();
  if (const Value at = member_of(request, "at"); !at.is_null()) {
    const auto instant = policy.zone().parse(at.string());
    const auto date = Date::parse(at.string());
    if (!instant && !date) refuse("this is no moment: " + at.string());
    wanted.at = instant ? *instant : policy.zone().start_of_day(*date);
  }
  const auto flag = [&](const char* name) {
    const Value value = member_of(request, name);
    return value.kind() == Value::Kind::boolean && value.boolean();
  };
  wanted.reliability.pairwise = flag("pairwise");
  wanted.reliability.standardised = flag("standardised");
  const PolicyModel& model = policy.model();
  const std::uint32_t index_of_form = model.form(wanted.form);
  const bool own_id = index_of_form != none && std::any_of(model.forms[index_of_form].fields.begin(), model.forms[index_of_form].fields.end(),
                                                           [](const FieldDef& field) { return field.name == "id"; });
  std::vector<SurveyRow> answers;
  for (const Value& row : rows.list()) {
    if (row.kind() != Value::Kind::context) refuse("a response is no JSON object");
    SurveyRow& answer = answers.emplace_back();
    for (const auto& [name, value] : row.context().entries) {
      if (name == "id" && !own_id) {
        answer.id = value.kind() == Value::Kind::string ? value.string() : value.to_text();
      } else {
        answer.data.emplace(name, value);
      }
    }
  }
  return to_json(survey(policy, wanted, answers));
}

}  // namespace huifang
