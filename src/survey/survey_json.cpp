/// Surveys from JSON and as JSON.

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "domain/json_text.hpp"
#include "huifang/calendar.hpp"
#include "huifang/survey.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

using nlohmann::json;
using Kind = Value::Kind;

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

Value parsed(std::string_view text, const char* what) {
  if (!json::accept(text)) refuse(std::string(what) + " is no JSON");
  return value_from_json(std::string(text));
}

/// `fits`: of members other than the form and the moment.
void check_members(const Value& request, const std::function<bool(const std::string&, const Value&)>& fits) {
  if (request.kind() != Kind::context) refuse("the request is no JSON object");
  for (const auto& [name, value] : request.context().entries) {
    const bool known = name == "form" ? value.kind() == Kind::string : name == "at" ? value.is_null() || value.kind() == Kind::string : fits(name, value);
    if (!known) refuse("the request has a member that it cannot have, or with another kind of value: " + name);
  }
}

/// Form and moment.
SurveyRequest request_of(const Policy& policy, const Value& request) {
  SurveyRequest wanted;
  const Value form = member_of(request, "form");
  if (form.is_null()) refuse("the request names no form");
  wanted.form = form.string();
  if (const Value at = member_of(request, "at"); !at.is_null()) {
    const auto instant = policy.zone().parse(at.string());
    const auto date = Date::parse(at.string());
    if (!instant && !date) refuse("this is no moment: " + at.string());
    wanted.at = instant ? *instant : policy.zone().start_of_day(*date);
  }
  return wanted;
}

SurveyRow row_of(const Policy& policy, const std::string& form, const Value& row) {
  if (row.kind() != Kind::context) refuse("a response is no JSON object");
  const PolicyModel& model = policy.model();
  const std::uint32_t index = model.form(form);
  const bool own_id = index != none && std::any_of(model.forms[index].fields.begin(), model.forms[index].fields.end(),
                                                   [](const FieldDef& field) { return field.name == "id"; });
  SurveyRow answer;
  for (const auto& [name, value] : row.context().entries) {
    if (name == "id" && !own_id) {
      answer.id = value.kind() == Kind::string ? value.string() : value.to_text();
    } else {
      answer.data.emplace(name, value);
    }
  }
  return answer;
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

namespace {

json scale_of(const ScoreScale& scale) {
  using Scale = ScoreScale::Kind;
  static constexpr const char* kinds[] = {"any", "range", "list", "choice", "multiple", "shares", "text"};
  json out = {{"kind", kinds[static_cast<std::size_t>(scale.kind)]}, {"meaning", scale.to_text()}};
  if (scale.kind == Scale::range) {
    out["low"] = scale.low.to_text();
    out["high"] = scale.high.to_text();
  }
  if (scale.kind == Scale::shares) {
    out["total"] = scale.total.to_text();
    out["exactly"] = scale.exactly;
  }
  if (scale.kind == Scale::range || scale.kind == Scale::shares) out["places"] = scale.places;
  return out;
}

}  // namespace

std::string to_json(const SurveyProgress& progress) {
  json next = nullptr;
  if (progress.next) {
    json options = json::array();
    for (const SurveyOption& option : progress.next->options) {
      options.push_back({{"label", option.label}, {"parent", option.parent}, {"text", option.text}, {"value", option.value}});
    }
    next = {{"group", progress.next->group}, {"item", progress.next->item},         {"label", progress.next->label},
            {"options", options},            {"required", progress.next->required}, {"scale", scale_of(progress.next->scale)}};
  }
  const json out = {{"answered", progress.answered}, {"complete", progress.complete()},   {"excluded", progress.excluded}, {"missing", progress.missing},
                    {"next", next},                  {"not_shown", progress.not_shown},   {"open", progress.open},         {"passed_over", progress.passed_over}};
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string survey_json(const Policy& policy, std::string_view request_text, std::string_view rows_text) {
  const Value request = parsed(request_text, "the request");
  const Value rows = parsed(rows_text, "what was answered");
  if (rows.kind() != Value::Kind::list) refuse("what was answered is no list of JSON objects");
  check_members(request, [](const std::string& name, const Value& value) {
    return name == "scores"                                       ? value.kind() == Kind::list
           : name == "sent"                                       ? value.is_null() || (value.kind() == Kind::number && value.number().to_int64())
           : name == "pairwise" || name == "standardised"         ? value.kind() == Kind::boolean
                                                                  : false;
  });
  SurveyRequest wanted = request_of(policy, request);
  if (const Value names = member_of(request, "scores"); names.kind() == Kind::list) {
    for (const Value& name : names.list()) {
      if (name.kind() != Kind::string) refuse("scores are named by text");
      wanted.scores.push_back(name.string());
    }
  }
  if (const Value sent = member_of(request, "sent"); !sent.is_null()) wanted.sent = sent.number().to_int64();
  const auto flag = [&](const char* name) {
    const Value value = member_of(request, name);
    return value.kind() == Kind::boolean && value.boolean();
  };
  wanted.reliability.pairwise = flag("pairwise");
  wanted.reliability.standardised = flag("standardised");
  std::vector<SurveyRow> answers;
  for (const Value& row : rows.list()) answers.push_back(row_of(policy, wanted.form, row));
  return to_json(survey(policy, wanted, answers));
}

std::string survey_next_json(const Policy& policy, std::string_view request_text, std::string_view answers_text) {
  const Value request = parsed(request_text, "the request");
  const Value answers = parsed(answers_text, "what was answered");
  check_members(request, [](const std::string& name, const Value& value) { return name == "language" && value.kind() == Kind::string; });
  const SurveyRequest wanted = request_of(policy, request);
  const Value language = member_of(request, "language");
  return to_json(survey_next(policy, wanted, row_of(policy, wanted.form, answers), language.is_null() ? "en" : language.string()));
}

}  // namespace huifang
