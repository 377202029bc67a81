/// Forms that ask items: what was shown, what is missing, what it is worth. The scores that are told are those that were computed
/// when it was filed, under the policy of that moment.
#include "domain/forms.hpp"

#include <algorithm>

#include "domain/core.hpp"
#include "huifang/error.hpp"
#include "score/straight_line.hpp"

namespace huifang {

namespace {

constexpr std::string_view not_applicable = "not_applicable";

bool is_there(const Value* value) {
  if (value == nullptr || value->is_null()) return false;
  return value->kind() != Value::Kind::string || !value->string().empty();
}

void put_value(Occurred& occurred, const std::string& name, Value value) {
  for (auto& [key, known] : occurred.data) {
    if (key != name) continue;
    known = std::move(value);
    return;
  }
  occurred.data.emplace_back(name, std::move(value));
}

bool is_straight_line(const FormModel& form, const FormReading& reading) {
  StraightLine line;
  for (std::size_t i = 0; i < form.items.size(); ++i) {
    const ScoreAnswer answer = answer_to(form, reading, i);
    if (answer.state == AnswerState::answered && form.items[i].scale.scored()) line.add(form.items[i], answer.value);
  }
  return line.found();
}

Value text_or_null(const std::string& text) { return text.empty() ? Value{} : Value::of(text); }

bool holds_text(const Value& list, const std::string& text) {
  if (list.kind() != Value::Kind::list) return false;
  return std::any_of(list.list().begin(), list.list().end(), [&](const Value& one) { return one.kind() == Value::Kind::string && one.string() == text; });
}

}  // namespace

std::string invitation_of(const FormModel& asked, const Occurred& filed) {
  const Value* by = asked.once.empty() ? nullptr : filed.field(asked.once);
  return is_there(by) ? (by->kind() == Value::Kind::string ? by->string() : by->to_text()) : std::string();
}

ScoreAnswer answer_to(const FormModel& asked, const FormReading& reading, std::size_t item) {
  ScoreAnswer answer{reading.states[item], {}};
  const FormItem& known = asked.items[item];
  if (answer.state == AnswerState::answered && known.scale.scored()) answer.value = reading.response.field(known.name)->number();
  return answer;
}

const FormModel* Core::asked_on(std::uint32_t form, const Subject* subject) const {
  const FormSurveys& surveys = model.surveys_of(form);
  if (surveys.empty()) return nullptr;
  if (!alone && subject != nullptr && !subject->governors.empty()) {
    for (const auto& [layer, asked] : surveys) {
      if (subject->governors[model.layers[layer].family] == layer) return asked.get();
    }
  }
  return surveys.back().second.get();
}

FormReading Core::read_form(const FormModel& asked, const Occurred& filed, const Subject* subject) {
  FormReading reading;
  reading.response = filed;
  Situation situation;
  if (subject != nullptr) situation = situation_of(*subject);
  situation.at_us = filed.at_us;
  situation.event = &reading.response;
  std::int64_t answered = 0, missing = 0;
  for (const FormItem& item : asked.items) {
    const Value* value = reading.response.field(item.name);
    AnswerState state = is_there(value) ? AnswerState::answered : AnswerState::missing;
    if (item.shown_when && !holds(item.shown_when, situation, "item " + item.name)) {
      if (state == AnswerState::answered) note("item " + item.name + " was not shown; its answer is kept and not scored");
      state = AnswerState::not_shown;
    } else if (state == AnswerState::answered && value->kind() == Value::Kind::string && value->string() == not_applicable &&
               item.scale.kind != ScoreScale::Kind::text) {
      state = AnswerState::not_applicable;
    }
    if (state != AnswerState::answered && value != nullptr) put_value(reading.response, item.name, Value{});
    answered += state == AnswerState::answered;
    missing += state == AnswerState::missing;
    reading.states.push_back(state);
  }
  put_value(reading.response, "answered", Value::of(Decimal(answered)));
  put_value(reading.response, "missing", Value::of(Decimal(missing)));
  put_value(reading.response, "applicable", Value::of(Decimal(answered + missing)));
  put_value(reading.response, "straight_line", Value::of(is_straight_line(asked, reading)));
  for (const FormModel::Condition& required : asked.required) {
    const auto item = std::find_if(asked.items.begin(), asked.items.end(), [&](const FormItem& known) { return known.name == required.name; });
    const bool there = item == asked.items.end() ? is_there(reading.response.field(required.name))
                                                 : reading.states[static_cast<std::size_t>(item - asked.items.begin())] != AnswerState::missing;
    if (!there && holds(required.when, situation, "required " + required.name)) reading.missing.push_back(required.name);
  }
  const Value* signatures = filed.field("signatures");
  for (const FormModel::Condition& signer : asked.signed_by) {
    if (signatures != nullptr && holds_text(*signatures, signer.name)) continue;
    if (holds(signer.when, situation, "signature of " + signer.name)) reading.missing.push_back("signature of " + signer.name);
  }
  for (const FormModel::Condition& valid : asked.valid) {
    const Value outcome = evaluate(valid.when, situation).value;
    if (outcome.kind() != Value::Kind::boolean || outcome.boolean()) continue;  // what is not known excludes nobody
    reading.excluded = valid.name;
    break;
  }
  reading.response.at_us = filed.at_us;
  return reading;
}

void Core::require_once(const FormModel& asked, const Occurred& filed, const Subject* subject) const {
  if (subject == nullptr || asked.filed_attribute == none || asked.keep != FormModel::Keep::refuse) return;
  const std::string invitation = invitation_of(asked, filed);
  if (invitation.empty() || !holds_text(subject->facts[model.attributes[asked.filed_attribute].index].at(INT64_MAX), invitation)) return;
  throw Error(ErrorKind::conflict, "HF2070", "the invitation " + invitation + " was answered already, and the form takes one answer");
}

Score Core::score_of(const ScoreDef& def, const FormReading& reading, const Situation& situation) {
  const FormModel& asked = *def.answers;
  if (def.scoring) {
    std::vector<ScoreAnswer> answers;
    for (const std::uint32_t item : def.items) answers.push_back(answer_to(asked, reading, item));
    return def.scoring->score(answers, reading.excluded);
  }
  Score score;
  for (std::size_t i = 0; i < asked.items.size(); ++i) {
    const FormItem& item = asked.items[i];
    const ScoreAnswer answer = answer_to(asked, reading, i);
    ScorePart part;
    part.item = item.name;
    part.group = item.group;
    part.reversed = item.reversed;
    part.state = answer.state;
    if (part.state == AnswerState::answered && item.scale.scored()) part.answer = answer.value;
    score.answered += part.state == AnswerState::answered;
    score.missing += part.state == AnswerState::missing;
    score.parts.push_back(std::move(part));
  }
  score.applicable = score.answered + score.missing;
  if (!reading.excluded.empty()) {
    score.invalid = ScoreInvalid::excluded;
    score.reason = reading.excluded;
    return score;
  }
  const Value value = evaluate(def.is, situation).value;
  if (value.kind() != Value::Kind::number) {
    score.invalid = ScoreInvalid::undefined;
    score.reason = to_text(score.invalid);
    return score;
  }
  score.value = value.number();
  for (const ScoreBand& band : def.bands) {
    if (band.from && *score.value < *band.from) continue;
    score.band = band.name;
    break;
  }
  return score;
}

void Core::tell_score(Subject& subject, const ScoreDef& def, const Score& score, const Occurred& because, bool supersedes, std::int64_t sequence) {
  Occurred told;
  told.id = model.events[def.event].key + ":" + because.id;
  told.event = def.event;
  told.at_us = because.at_us;
  told.by = because.by;
  told.subjects = {subject.ref()};
  add_about(subject, told);
  const Value* response = because.field("response");
  told.data = {{"value", score.value ? Value::of(score.value->to_decimal()) : Value{}},
               {"band", text_or_null(score.band)},
               {"valid", Value::of(score.invalid == ScoreInvalid::no)},
               {"reason", text_or_null(score.reason)},
               {"response", model.events[because.event].kind == EventDef::Kind::scored && response != nullptr ? *response : Value::of(because.id)},
               {"answered", Value::of(Decimal(score.answered))},
               {"missing", Value::of(Decimal(score.missing))},
               {"supersedes", Value::of(supersedes)},
               {"because", Value::of(to_json(score))}};
  Context kept;  // members ascending by name: as it is stored
  for (const char* name : {"band", "because", "reason", "response", "supersedes", "valid", "value"}) kept.entries.emplace_back(name, *told.field(name));
  add_fact(subject, def.attribute, told.at_us, sequence, Value::of(std::move(kept)));
  raise(std::move(told));
}

void Core::score(Subject& subject, const Occurred& occurred, std::int64_t sequence) {
  const EventDef& event = model.events[occurred.event];
  const auto in_force = [&](const ScoreDef& def) { return alone || measure_in_force(subject, model, def.measure) == def.measure; };
  if (event.kind == EventDef::Kind::scored) {
    for (const auto& def : model.scores) {
      const auto is_part = [&](const ScoreDef::Part& part) { return model.scores[part.score]->event == occurred.event; };
      if (def->entity != subject.entity || std::none_of(def->parts.begin(), def->parts.end(), is_part) || !in_force(*def)) continue;
      std::vector<MergePart> parts;
      for (const ScoreDef::Part& part : def->parts) {
        const ScoreDef& other = *model.scores[part.score];
        const Value value = measure_value(subject, other.measure, occurred.at_us);
        parts.push_back({other.name, part.weight, value.kind() == Value::Kind::number ? std::optional<Ratio>(value.number()) : std::nullopt});
      }
      tell_score(subject, *def, merge_scores(parts, def->missing, def->bands), occurred, false, sequence);
    }
    return;
  }
  if (event.form == none) return;
  const FormDef& form = model.forms[event.form];
  if (form.about != subject.entity) return;
  const FormModel* asked = asked_on(event.form, &subject);
  bool supersedes = false;
  if (asked != nullptr && asked->filed_attribute != none) {
    const std::string invitation = invitation_of(*asked, occurred);
    const Value known = subject.facts[model.attributes[asked->filed_attribute].index].at(INT64_MAX);
    supersedes = !invitation.empty() && holds_text(known, invitation);
    if (supersedes && asked->keep == FormModel::Keep::first) {
      return note("the invitation " + invitation + " was answered before, and the first answer counts; " + occurred.id + " is kept and not scored");
    }
    if (!invitation.empty() && !supersedes) {
      std::vector<Value> invitations = known.kind() == Value::Kind::list ? known.list() : std::vector<Value>{};
      invitations.push_back(Value::of(invitation));
      add_fact(subject, asked->filed_attribute, now_us(), sequence, Value::of(std::move(invitations)));
    }
  }
  for (const auto& def : model.scores) {
    if (def->form != event.form || !in_force(*def) || def->answers == nullptr) continue;
    const FormReading reading = read_form(*def->answers, occurred, &subject);
    Situation situation = situation_of(subject);
    situation.at_us = occurred.at_us;
    situation.event = &reading.response;
    tell_score(subject, *def, score_of(*def, reading, situation), occurred, supersedes, sequence);
  }
}

}  // namespace huifang
