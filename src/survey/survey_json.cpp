/// Surveys from JSON and as JSON.

#include <algorithm>
#include <charconv>
#include <map>

#include "calendar/instant_range.hpp"
#include "domain/json_text.hpp"
#include "huifang/calendar.hpp"
#include "huifang/survey.hpp"
#include "policy/model.hpp"
#include "survey/answers.hpp"
#include "value/diagnostic.hpp"
#include "value/utf8.hpp"

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

Diagnostic wrong(std::string pointer, const char* message, std::string found, std::string expected) {
  return error_at(std::move(pointer), "HF4602", message, std::move(found), std::move(expected));
}

[[noreturn]] void refuse(Diagnostic finding) { throw Error(ErrorKind::syntax, {std::move(finding)}); }

Value member_of(const Value& object, std::string_view name) {
  const Value* found = object.context().find(name);
  return found == nullptr ? Value{} : *found;
}

/// A member that a request may have. null is as good as none.
struct Member {
  const char* name;
  Kind kind;
  const char* expected;
};
constexpr Member form_member = {"form", Kind::string, "the name of a form"};
constexpr Member at_member = {"at", Kind::string, "a date, or a date and time"};

/// Reads the request, whose members are these, and throws all that is wrong with it.
Value request_from(std::string_view text, const std::vector<Member>& members) {
  Value request = json_of_host(text);
  if (request.kind() != Kind::context) refuse(wrong("", "the request is no object", utf8::shortened(request.to_text()), "a JSON object"));
  std::vector<Diagnostic> findings;
  std::vector<std::string> names;
  for (const Member& member : members) names.push_back(member.name);
  for (const auto& [name, value] : request.context().entries) {
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) {
      findings.push_back(wrong("/" + name, "a request has no such member", name, "a member of a request"));
      findings.back().suggestion = nearest_name(name, names);
    } else if (const Member& member = members[static_cast<std::size_t>(known - names.begin())]; !value.is_null() && value.kind() != member.kind) {
      findings.push_back(wrong("/" + name, "this member has another kind of value", utf8::shortened(value.to_text()), member.expected));
    }
  }
  if (member_of(request, "form").is_null()) findings.push_back(wrong("/form", "the request names no form", "nothing", form_member.expected));
  if (!findings.empty()) throw Error(ErrorKind::syntax, std::move(findings));
  return request;
}

/// Form and moment.
SurveyRequest request_of(const Policy& policy, const Value& request) {
  SurveyRequest wanted;
  wanted.form = member_of(request, "form").string();
  if (const Value at = member_of(request, "at"); !at.is_null()) {
    const auto instant = policy.zone().parse(at.string());
    const auto date = Date::parse(at.string());
    const bool known_date = date && date->year >= 1400 && date->year <= 9999;
    if (instant ? !in_years(*instant) : !known_date) {
      refuse(wrong("/at", "this is no moment of the years 1400 to 9999", utf8::shortened(at.string()), at_member.expected));
    }
    wanted.at = instant ? *instant : policy.zone().start_of_day(*date);
  }
  return wanted;
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
  const Value request = request_from(request_text, {form_member, at_member, {"scores", Kind::list, "names of scores"},
                                                    {"sent", Kind::number, "a whole number"},
                                                    {"pairwise", Kind::boolean, "true or false"},
                                                    {"standardised", Kind::boolean, "true or false"}});
  SurveyRequest wanted = request_of(policy, request);
  if (const Value names = member_of(request, "scores"); !names.is_null()) {
    for (const Value& name : names.list()) {
      if (name.kind() != Kind::string) refuse(wrong("/scores", "scores are named by text", utf8::shortened(name.to_text()), "a name"));
      wanted.scores.push_back(name.string());
    }
  }
  if (const Value sent = member_of(request, "sent"); !sent.is_null()) {
    wanted.sent = sent.number().to_int64();
    if (!wanted.sent) refuse(wrong("/sent", "this is no number of people", sent.to_text(), "a whole number"));
  }
  const auto flag = [&](const char* name) {
    const Value value = member_of(request, name);
    return !value.is_null() && value.boolean();
  };
  wanted.reliability.pairwise = flag("pairwise");
  wanted.reliability.standardised = flag("standardised");
  const Value rows = json_of_host(rows_text);
  if (rows.kind() != Kind::list) refuse(wrong("", "what was answered is no list", utf8::shortened(rows.to_text()), "a list of JSON objects"));
  std::vector<SurveyRow> answers;
  for (const Value& row : rows.list()) answers.push_back(row_of(policy, wanted.form, row, "/" + std::to_string(answers.size())));
  return to_json(survey(policy, wanted, answers));
}

std::string survey_next_json(const Policy& policy, std::string_view request_text,
                             std::string_view answers_text) {
  const Value request = request_from(request_text, {form_member, at_member, {"language", Kind::string, "a language, \"en\""}});
  const SurveyRequest wanted = request_of(policy, request);
  const Value language = member_of(request, "language");
  return to_json(survey_next(policy, wanted, row_of(policy, wanted.form, json_of_host(answers_text), ""),
                             language.is_null() ? "en" : language.string()));
}

}  // namespace huifang
