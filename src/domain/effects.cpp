#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {

namespace {

/// Can the value be read back once it is written? Not a number too large for JSON's readers.
bool can_be_kept(const Value& value) {
  try {
    value_from_json(json_text(value));
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// May the fact have this value? As for facts that are recorded.
bool fits_fact(const Value& value, const AttributeDef& fact) {
  if (value.is_null()) return fact.nullable;
  if (!can_be_kept(value)) return false;
  if (fact.target != none) return value.kind() == Value::Kind::entity;
  if (fact.scale && value.kind() == Value::Kind::number && !value.number().to_scaled(*fact.scale)) return false;
  const std::vector<std::string>& values = fact.type.values;
  return values.empty() || (value.kind() == Value::Kind::string && std::find(values.begin(), values.end(), value.string()) != values.end());
}

/// Number or bucket of the repetition, behind the step it belongs to.
std::string repetition_of(const RuleDef& rule, const Occurrence& occurrence) {
  return occurrence.step == none ? occurrence.n : rule.steps[occurrence.step].name + "/" + occurrence.n;
}

}  // namespace

void Core::effect(Subject& subject, std::string key, std::string kind, std::optional<EntityRef> to, std::string data,
                  std::string why) {
  EffectRow row;
  row.sequence = ++counters_.effect;
  row.key = std::move(key);
  row.kind = std::move(kind);
  row.to = std::move(to);
  row.subject = subject.row.id;
  row.data = std::move(data);
  row.because = std::move(why);
  row.at_us = now_us();
  effects_.push_back(std::move(row));
}

void Core::schedule_or_act(Subject& subject, const Occurrence& occurrence, Run* dated) {
  const RuleDef& rule = model.rules[occurrence.rule];
  if ((occurrence.step == none ? rule.effects : rule.steps[occurrence.step].effects).empty()) return;
  std::int64_t at_us = dated != nullptr ? dated->start_us : now_us();
  if (rule.at && occurrence.step == none) {
    const auto point = resolve_point(*rule.at, occurrence.times(), situation_of(subject, occurrence), calendar());
    if (!point) return;
    at_us = opening_of(*point, calendar()).utc_us;
  } else if (occurrence.bucket && occurrence.step == none) {
    at_us = model.zone.end_of_day(occurrence.bucket->last).utc_us + 1;
  }
  if (at_us <= now_us()) {
    if (dated != nullptr) {
      // A reminder that comes to be late is still one on the day itself, and afterwards no more.
      const Date last = model.zone.date_of(Instant{std::max(at_us, dated->start_us)});
      if (model.zone.end_of_day(last).utc_us < now_us()) {
        if (!occurrence.quiet) suppress(subject, occurrence.rule, occurrence.run, occurrence.n, "too_late");
        return;
      }
      if (occurrence.step == none) dated->acted = true;
    }
    act(subject, occurrence);
    return;
  }
  auto& item = subject.scheduled.add({at_us, occurrence.rule, rule.group, occurrence.step, occurrence.run, occurrence.n, occurrence.bucket, occurrence.cause});
  subject.scheduled.wait(item, Wake{at_us, Wake::effects, static_cast<std::int32_t>(rule.group)});
  touch(subject);
}

void Core::act_scheduled(Subject& subject, const Wake& wake) {
  for (auto* item : subject.scheduled.due(wake)) {
    const Scheduled scheduled = item->value;
    subject.scheduled.erase(*item);
    Occurrence occurrence;
    occurrence.rule = scheduled.rule;
    occurrence.step = scheduled.step;
    occurrence.run = scheduled.run;
    occurrence.n = scheduled.n;
    occurrence.bucket = scheduled.bucket;
    occurrence.cause = scheduled.cause;
    for (auto* run : model.rules[scheduled.rule].dates.empty() ? std::vector<RunItem*>{} : subject.runs.of(scheduled.group)) {
      if (run->value.id != scheduled.run) continue;
      if (scheduled.step == none) run->value.acted = true;
      occurrence.start = occurrence_of(run->value, 1).start;
    }
    act(subject, occurrence);
  }
}

const std::vector<EffectDef>& Core::effects_of(const Occurrence& occurrence) const {
  const RuleDef& rule = model.rules[occurrence.rule];
  if (!occurrence.level) return occurrence.step == none ? rule.effects : rule.steps[occurrence.step].effects;
  const OweDef& owe = occurrence.step == none ? *rule.owe : *rule.steps[occurrence.step].owe;
  return owe.ladder[*occurrence.level].effects;
}

void Core::act(Subject& subject, const Occurrence& occurrence) {
  const RuleDef& rule = model.rules[occurrence.rule];
  Situation situation = situation_of(subject, occurrence);
  // What a case does in a step that was recorded late reads things as they were then; who is told is found now.
  if (subject.flow && subject.flow->machine != nullptr) situation.at_us = subject.flow->step_us;
  // What is done when a bucket ends sees the bucket, not the next one, which begins at this instant.
  if (rule.has_each && occurrence.bucket && occurrence.step == none && !occurrence.level && !occurrence.award) {
    const std::int64_t end_us = model.zone.end_of_day(occurrence.bucket->last).utc_us;
    if (now_us() == end_us + 1) situation.at_us = end_us;
  }
  // Reactions to a done or missed duty speak of its owner.
  std::optional<EntityRef> owner;
  if (const Value* of_duty = occurrence.cause ? occurrence.cause->field("owner") : nullptr;
      of_duty != nullptr && of_duty->kind() == Value::Kind::entity) {
    owner = of_duty->entity();
    situation.owner = &owner;
  }
  const StepDef* step = occurrence.step == none ? nullptr : &rule.steps[occurrence.step];
  if (occurrence.owner != nullptr) situation.owner = occurrence.owner;
  const std::vector<EffectDef>& effects = effects_of(occurrence);
  std::string cause_id = occurrence.run;
  if (step != nullptr) cause_id += "/" + step->name + "/" + occurrence.n;
  if (step == nullptr && occurrence.n != "1") cause_id += "/" + occurrence.n;
  if (occurrence.level) cause_id += "/level-" + std::to_string(*occurrence.level + 1);
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const EffectDef& def = effects[i];
    if (!holds(def.when, situation, "effect of rule " + rule.name)) continue;
    const std::string key = rule.name + "/" + subject.row.entity + ":" + subject.row.key + "/" + cause_id + "/" + std::to_string(i);
    std::string data;
    {
      JsonObject object(data);
      if (!def.name.empty()) object.text(def.kind == EffectDef::Kind::flag ? "flag" : "name", def.name);
      if (def.kind == EffectDef::Kind::send || def.kind == EffectDef::Kind::request) {
        if (const std::string* what = select(def.what, situation)) object.text("name", *what);
      }
      if (def.kind == EffectDef::Kind::send && def.event != none) object.text("channel", model.events[def.event].name);
      for (const auto& [name, expression] : def.data) object.value(name, evaluate(expression, situation).value);
      if (occurrence.cause) {
        for (const auto& [name, value] : occurrence.cause->data) {
          const bool given = name == "flag" || name == "name" || name == "channel" ||
                             std::any_of(def.data.begin(), def.data.end(), [&name = name](const auto& d) { return d.first == name; });
          if (!given) object.value(name, value);
        }
      }
    }
    const std::string why = because(occurrence, situation, def.to.selector);
    switch (def.kind) {
      case EffectDef::Kind::flag:
        flags_.push_back({subject.row.id, def.name, now_us(), counters_.effect + 1, "rule:" + rule.name, why});
        effect(subject, key, "flag", std::nullopt, data, why);
        break;
      case EffectDef::Kind::notify: {
        const std::vector<std::uint32_t>* roles = select(def.to, situation);
        if (roles == nullptr) break;
        std::vector<EntityRef> told;
        Situation present = situation;
        present.at_us = now_us();
        for (const auto role : *roles) {
          const auto people = resolve_role(role, present);
          if (people.empty()) {
            note("role " + model.roles[role].text + " resolves to nobody; the notice of rule " + rule.name + " names no one");
            message(subject, occurrence, i, key + "/" + model.roles[role].text, "notify", std::nullopt, data, why);
          }
          for (const EntityRef& person : people) {
            if (std::find(told.begin(), told.end(), person) != told.end()) continue;
            told.push_back(person);
            message(subject, occurrence, i, key + "/" + person.entity + ":" + person.key, "notify", person, data, why);
          }
        }
        break;
      }
      case EffectDef::Kind::assign:
        hand_over(subject, *def.assign, situation, key, why, step != nullptr && !step->source.empty() ? step->source : rule.source, input_sequence);
        break;
      case EffectDef::Kind::raise: {
        Occurred raised;
        raised.id = "raise:" + key;
        raised.event = def.event;
        raised.at_us = now_us();
        raised.subjects = {subject.ref()};
        raised.of_case = subject.flow != nullptr;
        for (const auto& [name, expression] : def.data) raised.data.emplace_back(name, evaluate(expression, situation).value);
        effect(subject, key, "raise", std::nullopt, data, why);
        raise(std::move(raised));
        break;
      }
      case EffectDef::Kind::open: {
        const std::vector<std::uint32_t>* workflows = select(def.to, situation);
        if (workflows == nullptr) break;
        for (const std::uint32_t workflow : *workflows) {
          std::string opened;
          JsonObject(opened).text("workflow", model.workflows[workflow]->name);
          effect(subject, key + "/" + model.workflows[workflow]->name, "open", std::nullopt, std::move(opened), why);
          open(subject, occurrence, def, situation, workflow);
        }
        break;
      }
      case EffectDef::Kind::set:
        set(occurrence, def, situation, key, data);
        effect(subject, key, "set", std::nullopt, data, why);
        break;
      case EffectDef::Kind::take_back: {
        const Value id = evaluate(def.whom, situation).value;
        if (id.kind() != Value::Kind::string) {
          note("void of rule " + rule.name + ": no event is named");
          break;
        }
        std::vector<EntityRef> subjects{subject.ref()};
        for (const EntityRef& ref : occurrence.cause ? occurrence.cause->subjects : std::vector<EntityRef>{}) {
          if (ref != subjects.front()) subjects.push_back(ref);
        }
        std::string taken;
        JsonObject(taken).text("event", id.string());
        effect(subject, key, "void", std::nullopt, std::move(taken), why);
        take_back(subjects, id.string());
        break;
      }
      case EffectDef::Kind::post:
        if (!occurrence.award) post(subject, occurrence, i, situation, why);
        break;
      case EffectDef::Kind::reverse: {
        const Value id = evaluate(def.whom, situation).value;
        if (id.kind() != Value::Kind::string) {
          note("reverse of rule " + rule.name + ": no event is named");
        } else if (!reverse_event(id.string(), why)) {
          note("reverse of rule " + rule.name + ": event " + id.string() + " has posted nothing that is left");
        }
        break;
      }
      case EffectDef::Kind::send: send(subject, occurrence, i, situation, key, std::move(data), why); break;
      case EffectDef::Kind::request:
        if (select(def.what, situation) != nullptr) message(subject, occurrence, i, key, "request", std::nullopt, std::move(data), why);
        break;
    }
  }
}

void Core::open(const Subject& subject, const Occurrence& occurrence, const EffectDef& def, const Situation& situation, std::uint32_t workflow) {
  CaseOpening opening;
  opening.workflow = workflow;
  opening.about = subject.ref();
  opening.cause = occurrence.event != nullptr && subject.flow ? std::make_shared<const Occurred>(*occurrence.event) : occurrence.cause;
  opening.key = opening.cause ? opening.cause->id : occurrence.run;
  const std::uint32_t wanted = model.workflows[workflow]->about;
  if (subject.entity != wanted) {
    // Beside the rule's own subject, whom it refers to, or whom the event names.
    const std::string& name = model.entities[wanted].name;
    const EntityRef* named = opening.cause ? opening.cause->subject(name) : nullptr;
    if (named != nullptr) opening.about = *named;
    for (const auto attribute : model.entities[subject.entity].facts) {
      if (named != nullptr || model.attributes[attribute].target != wanted || model.attributes[attribute].list) continue;
      const Value value = attribute_value(subject, attribute, situation);
      if (value.kind() == Value::Kind::entity) opening.about = value.entity();
    }
  }
  for (const auto& [name, expression] : def.data) opening.data.emplace_back(name, evaluate(expression, situation).value);
  raised_.emplace_back(std::move(opening));
}

void Core::set(const Occurrence& occurrence, const EffectDef& def, const Situation& situation, const std::string& key, std::string& data) {
  data.clear();
  JsonObject object(data);
  for (const SetDef& fact : def.set) {
    const std::string what = "set " + fact.name + " of rule " + model.rules[occurrence.rule].name;
    const Value whose = evaluate(fact.whose, situation).value;
    if (whose.kind() != Value::Kind::entity) {
      note(what + ": whose it is, is unknown");
      continue;
    }
    const feel::Outcome outcome = evaluate(fact.value, situation);
    const AttributeDef& def_of = model.attributes[fact.attribute];
    if (outcome.status != feel::Outcome::Status::ok || !fits_fact(outcome.value, def_of)) {
      note(what + ": " + (outcome.status == feel::Outcome::Status::ok ? json_text(outcome.value) + " is no value of it" : "the value is unknown"));
      continue;
    }
    object.value(fact.name, outcome.value);
    const Subject* own = def_of.entity == situation.subject->entity && whose.entity() == situation.subject->ref() ? situation.subject : nullptr;
    if (own != nullptr && own->flow) {  // what comes next in the step reads it
      add_fact(get(own->row.id), fact.attribute, situation.at_us, input_sequence, outcome.value);
      continue;
    }
    raised_.emplace_back(FactChange{whose.entity(), fact.attribute, outcome.value, "set:" + key + "/" + fact.name});
  }
}

void Core::send(Subject& subject, const Occurrence& occurrence, std::size_t place, const Situation& situation, const std::string& key,
                std::string data, std::string why) {
  const RuleDef& rule = model.rules[occurrence.rule];
  const EffectDef& def = effects_of(occurrence)[place];
  if (select(def.what, situation) == nullptr) return;
  EntityRef to = subject.ref();
  if (def.whom) {
    const Value customer = evaluate(def.whom, situation).value;
    if (customer.kind() != Value::Kind::entity) {
      note("the message of rule " + rule.name + " has no customer to go to");
      return;
    }
    to = customer.entity();
  }
  // There is nobody to decide once more before it goes out: what is not allowed is not sent.
  if (def.event != none && asks_permission_) {
    Occurred contact;
    contact.event = def.event;
    contact.at_us = now_us();
    contact.subjects = {to};
    if (subject.ref() != to) contact.subjects.push_back(subject.ref());
    const Permission answer = permission(std::move(contact), def.purpose);
    if (!answer.allowed) {
      suppress(subject, occurrence.rule, occurrence.run, repetition_of(rule, occurrence), answer.code);
      note("the message of rule " + rule.name + " is not sent: the contact is not allowed, " + answer.code);
      return;
    }
  }
  if (def.event != none && !inside(model.events[def.event].hours, now_us())) {
    const BusinessCalendar& hours = model.hours[model.events[def.event].hours].calendar;
    const PointInTime after = add_span(PointInTime::of(Instant{now_us()}), Span{1, Span::Unit::working_minutes}, hours);
    data.insert(data.size() - 1, ",\"not_before\":" + json_text(moment(after.instant.utc_us - us_per_minute)));
  }
  message(subject, occurrence, place, key, "send", to, std::move(data), std::move(why));
}

void Core::message(Subject& subject, const Occurrence& occurrence, std::size_t place, std::string key, std::string kind,
                   std::optional<EntityRef> to, std::string data, std::string why) {
  const RuleDef& rule = model.rules[occurrence.rule];
  const bool repeats = rule.has_each || rule.has_every || (occurrence.step != none && rule.steps[occurrence.step].has_every);
  if (clock_runs_ && repeats && !rule.catch_up_all) {
    const std::string who = to ? to->entity + ":" + to->key : std::string();
    Sent& sent = sent_[{subject.row.id, occurrence.rule, occurrence.step, occurrence.run, place, who}];
    const std::string n = repetition_of(rule, occurrence);
    if (sent.sequence != 0 && sent.n != n) {
      const auto earlier = std::lower_bound(effects_.begin(), effects_.end(), sent.sequence,
                                            [](const EffectRow& row, std::int64_t sequence) { return row.sequence < sequence; });
      earlier->kind.clear();  // end_clock() takes it out
      if (coalesced_.emplace(subject.row.id, occurrence.rule, occurrence.run, sent.n).second) {
        suppress(subject, occurrence.rule, occurrence.run, sent.n, "coalesced");
      }
    }
    sent = {counters_.effect + 1, n};
  }
  effect(subject, std::move(key), std::move(kind), std::move(to), std::move(data), std::move(why));
}

void Core::begin_clock() { clock_runs_ = true; }

void Core::end_clock() {
  clock_runs_ = false;
  if (!coalesced_.empty()) std::erase_if(effects_, [](const EffectRow& row) { return row.kind.empty(); });
  sent_.clear();
  coalesced_.clear();
}

}  // namespace huifang
