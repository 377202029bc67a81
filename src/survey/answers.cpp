#include "survey/answers.hpp"

#include <algorithm>

#include "domain/event_check.hpp"
#include "domain/json_plain.hpp"
#include "huifang/event.hpp"
#include "value/diagnostic.hpp"
#include "value/utf8.hpp"

namespace huifang {

namespace {
constexpr const char* code_no_json = "HF4602";
}  // namespace

AnswerReader::AnswerReader(const Policy& policy, const std::string& form, Instant at)
    : model_(policy.model()),
      at_(at),
      core_(link({{Instant{0}, {{policy, {}, std::nullopt}}}}), store_, SIZE_MAX),
      form_(model_.form(form)) {
  core_.set_now(at.utc_us);
  if (form_ == none) {
    std::vector<std::string> known;
    for (const FormDef& other : model_.forms) known.push_back(other.name);
    Diagnostic finding =
        error_at("/form", "HF4601", "the policy has no such form", form, "a form of the policy");
    finding.suggestion = nearest_name(form, known);
    throw Error(ErrorKind::argument, {finding});
  }
  asked_ = core_.asked_on(form_, nullptr);
  if (asked_ == nullptr) asked_ = &plain_;
}

FormReading AnswerReader::read(const SurveyRow& row, const std::string& id, const std::string& place,
                               std::vector<Diagnostic>& findings) {
  const FormDef& form = model_.forms[form_];
  Event event;
  event.id = id;
  event.type = "file";
  event.at = at_;
  if (form.about != none) event.subjects[model_.entities[form.about].name] = id;
  event.data = row.data;
  event.data["form"] = Value::of(form.name);
  EventCheck check(model_, event);
  const Occurred occurred = check.run();
  for (Diagnostic finding : check.findings()) {
    if (finding.pointer.starts_with("/data")) finding.pointer.erase(0, 5);
    finding.pointer = place + finding.pointer;
    findings.push_back(std::move(finding));
  }
  if (!check.findings().empty()) return {};
  FormReading reading = core_.read_form(*asked_, occurred, nullptr);
  if (asked_ == &plain_) reading.missing = check.missing_required();
  return reading;
}

Value json_of_host(std::string_view text) { return plain_from_json(text, code_no_json); }

SurveyRow row_of(const Policy& policy, const std::string& form, const Value& object, std::string pointer) {
  if (object.kind() != Value::Kind::context) {
    throw Error(ErrorKind::syntax, {error_at(std::move(pointer), code_no_json, "a response is no object", utf8::shortened(object.to_text()), "a JSON object")});
  }
  const PolicyModel& model = policy.model();
  const std::uint32_t index = model.form(form);
  const auto is_id = [](const FieldDef& field) { return field.name == "id"; };
  const bool own_id = index != none && std::any_of(model.forms[index].fields.begin(), model.forms[index].fields.end(), is_id);
  SurveyRow row;
  for (const auto& [name, value] : object.context().entries) {
    if (name == "id" && !own_id) {
      if (value.kind() == Value::Kind::string) {
        row.id = value.string();
      } else if (value.kind() == Value::Kind::number) {
        row.id = value.to_text();
      } else if (!value.is_null()) {
        throw Error(ErrorKind::syntax, {error_at(pointer + "/id", code_no_json, "this names no response", utf8::shortened(value.to_text()), "text or a number")});
      }
    } else {
      row.data.emplace(name, value);
    }
  }
  return row;
}

}  // namespace huifang
