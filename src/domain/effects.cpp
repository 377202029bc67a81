#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

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
  } else if (occurrence.bucket) {
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
  auto& item = subject.scheduled.add({at_us, occurrence.rule, occurrence.step, occurrence.run, occurrence.n, occurrence.bucket, occurrence.cause});
  subject.scheduled.wait(item, Wake{at_us, Wake::effects, static_cast<std::int32_t>(occurrence.rule)});
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
    for (auto* run : model.rules[scheduled.rule].dates.empty() ? std::vector<RunItem*>{} : subject.runs.of(scheduled.rule)) {
      if (run->value.id != scheduled.run) continue;
      if (scheduled.step == none) run->value.acted = true;
      occurrence.start = occurrence_of(run->value, 1).start;
    }
    act(subject, occurrence);
  }
}

void Core::act(Subject& subject, const Occurrence& occurrence) {
  const RuleDef& rule = model.rules[occurrence.rule];
  Situation situation = situation_of(subject, occurrence);
  // Reactions to a done or missed duty speak of its owner.
  std::optional<EntityRef> owner;
  if (const Value* of_duty = occurrence.cause ? occurrence.cause->field("owner") : nullptr;
      of_duty != nullptr && of_duty->kind() == Value::Kind::entity) {
    owner = of_duty->entity();
    situation.owner = &owner;
  }
  const StepDef* step = occurrence.step == none ? nullptr : &rule.steps[occurrence.step];
  const std::vector<EffectDef>& effects = step == nullptr ? rule.effects : step->effects;
  std::string cause_id = occurrence.run;
  if (step != nullptr) cause_id += "/" + step->name + "/" + occurrence.n;
  if (step == nullptr && occurrence.n != "1") cause_id += "/" + occurrence.n;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const EffectDef& def = effects[i];
    if (!holds(def.when, situation, "effect of rule " + rule.id)) continue;
    const std::string key = rule.id + "/" + subject.row.entity + ":" + subject.row.key + "/" + cause_id + "/" + std::to_string(i);
    std::string data;
    {
      JsonObject object(data);
      if (!def.name.empty()) object.text(def.kind == EffectDef::Kind::flag ? "flag" : "name", def.name);
      for (const auto& [name, expression] : def.data) object.value(name, evaluate(expression, situation).value);
      if (occurrence.cause) {
        for (const auto& [name, value] : occurrence.cause->data) {
          const bool given = name == "flag" || name == "name" ||
                             std::any_of(def.data.begin(), def.data.end(), [&name = name](const auto& d) { return d.first == name; });
          if (!given) object.value(name, value);
        }
      }
    }
    const std::string why = because(occurrence, situation, def.to.selector);
    switch (def.kind) {
      case EffectDef::Kind::flag:
        flags_.push_back({subject.row.id, def.name, now_us(), counters_.effect + 1, "rule:" + rule.id, why});
        effect(subject, key, "flag", std::nullopt, data, why);
        break;
      case EffectDef::Kind::notify: {
        const std::vector<std::uint32_t>* roles = select(def.to, situation);
        if (roles == nullptr) break;
        std::vector<EntityRef> told;
        for (const auto role : *roles) {
          const auto people = resolve_role(role, situation);
          if (people.empty()) {
            note("role " + model.roles[role].text + " resolves to nobody; the notice of rule " + rule.id + " names no one");
            effect(subject, key + "/" + model.roles[role].text, "notify", std::nullopt, data, why);
          }
          for (const EntityRef& person : people) {
            if (std::find(told.begin(), told.end(), person) != told.end()) continue;
            told.push_back(person);
            effect(subject, key + "/" + person.entity + ":" + person.key, "notify", person, data, why);
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
        for (const auto& [name, expression] : def.data) raised.data.emplace_back(name, evaluate(expression, situation).value);
        effect(subject, key, "raise", std::nullopt, data, why);
        raise(std::move(raised));
        break;
      }
    }
  }
}

}  // namespace huifang
