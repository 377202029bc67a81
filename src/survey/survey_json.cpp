/// Surveys from JSON and as JSON.

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

#include "domain/json_plain.hpp"
#include "domain/json_text.hpp"
#include "huifang/calendar.hpp"
#include "huifang/survey.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

using Kind = Value::Kind;

// Written text by text: objects of the JSON library cannot be let go of when memory is short.

void put(std::string& out, const std::optional<Ratio>& value) {
  if (value) {
    append_json_string(out, value->to_text());
  } else {
    out += "null";
  }
}

void put(std::string& out, const std::optional<double>& value) {
  if (!value) {
    out += "null";
    return;
  }
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, *value).ptr);
}

void put(std::string& out, bool value) { out += value ? "true" : "false"; }

template <class Items, class Write>
void put_all(std::string& out, const Items& items, const Write& write) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    write(item);
  }
  out += ']';
}

void put_counts(std::string& out, const std::map<std::string, std::int64_t>& counts) {
  JsonObject object(out);
  for (const auto& [name, count] : counts) object.number(name, count);
}

/// `band`: nullptr: none.
void put(std::string& out, const Rate& rate, const std::string* band = nullptr) {
  JsonObject object(out);
  if (band != nullptr) object.text("band", *band);
  object.number("base", rate.base);
  object.number("count", rate.count);
  put(object.key("percent"), rate.percent());
}

void put(std::string& out, const Index& mean) {
  JsonObject object(out);
  object.number("n", mean.n);
  put(object.key("value"), mean.value);
}

void put(std::string& out, const Reliability& found) {
  JsonObject object(out);
  put(object.key("alpha"), found.alpha_value);
  put_all(object.key("alpha_without"), found.alpha_without,
          [&](const std::optional<double>& value) { put(out, value); });
  object.number("dropped", found.dropped);
  object.number("n", found.n);
  put(object.key("omega"), found.omega);
  object.list("warnings", found.warnings);
  object.text("why", found.why);
  object.text("why_omega", found.why_omega);
}

void put(std::string& out, const SurveyResponse& response, const std::vector<SurveyScore>& scores) {
  JsonObject object(out);
  object.text("excluded", response.excluded);
  object.text("id", response.id);
  object.list("missing", response.missing);
  {
    std::map<std::string, const Score*> by_name;
    for (std::size_t i = 0; i < response.scores.size(); ++i)
      by_name.emplace(scores[i].score, &response.scores[i]);
    JsonObject all(object.key("scores"));
    for (const auto& [name, score] : by_name) all.key(name) += to_json(*score);
  }
  put(object.key("superseded"), response.superseded);
}

void put(std::string& out, const SurveyItem& item) {
  JsonObject object(out);
  put_counts(object.key("answers"), item.answers);
  object.text("item", item.item);
  put(object.key("mean"), item.mean);
  object.number("missing", item.missing);
  object.number("not_applicable", item.not_applicable);
  object.number("not_shown", item.not_shown);
  if (item.nps) {
    JsonObject nps(object.key("nps"));
    nps.number("detractors", item.nps->detractors);
    nps.number("passives", item.nps->passives);
    nps.number("promoters", item.nps->promoters);
    put(nps.key("value"), item.nps->value());
  }
  if (item.top_two) put(object.key("top_two"), *item.top_two);
}

void put(std::string& out, const SurveyScore& score) {
  JsonObject object(out);
  put_all(object.key("bands"), score.bands, [&](const auto& band) { put(out, band.second, &band.first); });
  put_counts(object.key("invalid"), score.invalid);
  put(object.key("mean"), score.mean);
  put(object.key("reliability"), score.reliability);
  object.text("score", score.score);
}

void put(std::string& out, const ScoreScale& scale) {
  using Scale = ScoreScale::Kind;
  static constexpr std::string_view kinds[] = {"any",      "range",  "list", "choice",
                                               "multiple", "shares", "text"};
  JsonObject object(out);
  if (scale.kind == Scale::shares) put(object.key("exactly"), scale.exactly);
  if (scale.kind == Scale::range) object.text("high", scale.high.to_text());
  object.text("kind", kinds[static_cast<std::size_t>(scale.kind)]);
  if (scale.kind == Scale::range) object.text("low", scale.low.to_text());
  object.text("meaning", scale.to_text());
  if (scale.kind == Scale::range || scale.kind == Scale::shares) object.number("places", scale.places);
  if (scale.kind == Scale::shares) object.text("total", scale.total.to_text());
}

void put(std::string& out, const SurveyQuestion& question) {
  JsonObject object(out);
  object.text("group", question.group);
  object.text("item", question.item);
  object.text("label", question.label);
  put_all(object.key("options"), question.options, [&](const SurveyOption& option) {
    JsonObject one(out);
    one.text("label", option.label);
    one.text("parent", option.parent);
    put(one.key("text"), option.text);
    one.text("value", option.value);
  });
  put(object.key("required"), question.required);
  put(object.key("scale"), question.scale);
}

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorKind::syntax, "HF4602", why); }

Value member_of(const Value& object, const char* name) {
  const Value* found = object.context().find(name);
  return found == nullptr ? Value{} : *found;
}

Value parsed(std::string_view text, const char* what) {
  try {
    return plain_from_json(text);
  } catch (const Error&) {
    refuse(std::string(what) + " is no JSON that can be read");
  }
}

/// `fits`: of members other than the form and the moment.
void check_members(const Value& request, const std::function<bool(const std::string&, const Value&)>& fits) {
  if (request.kind() != Kind::context) refuse("the request is no JSON object");
  for (const auto& [name, value] : request.context().entries) {
    const bool known = name == "form" ? value.kind() == Kind::string
                       : name == "at" ? value.is_null() || value.kind() == Kind::string
                                      : fits(name, value);
    if (!known)
      refuse("the request has a member that it cannot have, or with another kind of value: " + name);
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
  const bool own_id =
      index != none && std::any_of(model.forms[index].fields.begin(), model.forms[index].fields.end(),
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
  std::string out;
  {
    JsonObject object(out);
    object.number("drafts", survey.drafts);
    put_all(object.key("items"), survey.items, [&](const SurveyItem& item) { put(out, item); });
    if (survey.sent) {
      put(object.key("response_rate"), survey.response_rate());
    } else {
      object.key("response_rate") += "null";
    }
    put_all(object.key("responses"), survey.responses,
            [&](const SurveyResponse& response) { put(out, response, survey.scores); });
    object.number("returned", survey.returned);
    put_all(object.key("scores"), survey.scores, [&](const SurveyScore& score) { put(out, score); });
    object.key("sent") += survey.sent ? std::to_string(*survey.sent) : "null";
    object.number("superseded", survey.superseded);
    object.number("valid", survey.valid);
    put(object.key("valid_rate"), survey.valid_rate());
  }
  return out;
}

std::string to_json(const SurveyProgress& progress) {
  std::string out;
  {
    JsonObject object(out);
    object.number("answered", progress.answered);
    put(object.key("complete"), progress.complete());
    object.text("excluded", progress.excluded);
    object.list("missing", progress.missing);
    if (progress.next) {
      put(object.key("next"), *progress.next);
    } else {
      object.key("next") += "null";
    }
    object.list("not_shown", progress.not_shown);
    object.number("open", progress.open);
    object.number("passed_over", progress.passed_over);
  }
  return out;
}

std::string survey_json(const Policy& policy, std::string_view request_text, std::string_view rows_text) {
  const Value request = parsed(request_text, "the request");
  const Value rows = parsed(rows_text, "what was answered");
  if (rows.kind() != Value::Kind::list) refuse("what was answered is no list of JSON objects");
  check_members(request, [](const std::string& name, const Value& value) {
    return name == "scores" ? value.kind() == Kind::list
           : name == "sent" ? value.is_null() || (value.kind() == Kind::number && value.number().to_int64())
           : name == "pairwise" || name == "standardised" ? value.kind() == Kind::boolean
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

std::string survey_next_json(const Policy& policy, std::string_view request_text,
                             std::string_view answers_text) {
  const Value request = parsed(request_text, "the request");
  const Value answers = parsed(answers_text, "what was answered");
  check_members(request, [](const std::string& name, const Value& value) {
    return name == "language" && value.kind() == Kind::string;
  });
  const SurveyRequest wanted = request_of(policy, request);
  const Value language = member_of(request, "language");
  return to_json(survey_next(policy, wanted, row_of(policy, wanted.form, answers),
                             language.is_null() ? "en" : language.string()));
}

}  // namespace huifang
