/// Several policies in one book: which of them governs a subject, and what goes on when another one does.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {

namespace {

/// What makes runs of a rule begin.
int kind_of_start(const RuleDef& rule) { return rule.dates.empty() ? (rule.on.empty() ? 0 : 1) : 2; }

/// Are their points the same?
bool same_grid(const SpanDef& a, const SpanDef& b, const PolicyModel& model) {
  if (a.parameter == none || b.parameter == none) return a.parameter == b.parameter && a.span == b.span;
  return model.parameters[a.parameter].values == model.parameters[b.parameter].values;
}

}  // namespace

bool Core::is_bound(std::uint32_t layer, std::int64_t at_us) const {
  for (auto list = program.timeline.rbegin(); list != program.timeline.rend(); ++list) {
    if (list->at_us > at_us) continue;
    bool to_come = false;
    for (const Program::Bound& one : list->bound) {
      if (one.layer == layer) return true;
      to_come = to_come || (model.layers[one.layer].family == model.layers[layer].family && one.begin_us > at_us);
    }
    if (!to_come) return false;
  }
  return false;
}

std::uint32_t Core::governor_at(const Subject* subject, std::uint32_t entity, std::uint32_t family, std::int64_t at_us) {
  if (subject != nullptr && entity == none) return none;
  // What was bound last counts; whoever it will govern only later is governed until then by what was bound before.
  for (auto list = program.timeline.rbegin(); list != program.timeline.rend(); ++list) {
    if (list->at_us > at_us) continue;
    std::uint32_t over = none;
    bool to_come = false;
    for (const Program::Bound& one : list->bound) {
      const LayerDef& layer = model.layers[one.layer];
      if (layer.family != family) continue;
      if (one.begin_us > at_us) {
        to_come = true;
        continue;
      }
      if (entity < layer.where.size() && layer.where[entity]) {
        if (subject == nullptr) continue;  // nothing is known of it
        Situation situation = situation_of(*subject);
        situation.at_us = at_us;
        if (!holds(layer.where[entity], situation, "binding of " + layer.id + "@" + layer.version)) continue;
      }
      if (!one.end_us || at_us < *one.end_us) return one.layer;
      if (over == none) over = one.layer;
    }
    // Of a policy whose last day is over goes on what has begun.
    if (over != none || !to_come) return over;
  }
  return none;
}

bool Core::starts(const Subject& subject, std::uint32_t layer, std::int64_t at_us) {
  if (at_us < begins_[layer] || (ends_[layer] && at_us >= *ends_[layer])) return false;
  return alone || governor_at(&subject, subject.entity, model.layers[layer].family, at_us) == layer;
}

std::optional<std::int64_t> Core::next_governors(std::int64_t after_us) const {
  std::optional<std::int64_t> next;
  const auto offer = [&](std::int64_t at_us) {
    if (at_us > after_us && (!next || at_us < *next)) next = at_us;
  };
  // What was bound before stays until what replaces it begins.
  for (const Program::InForce& list : program.timeline) {
    for (const Program::Bound& one : list.bound) {
      offer(one.begin_us);
      if (one.end_us) offer(*one.end_us);
    }
  }
  return next;
}

void Core::govern(Subject& subject) {
  if (alone) return;
  if (subject.flow) {  // a case keeps the definition that it was opened under
    const std::uint32_t layer = workflow_of(subject).layer;
    subject.governors.assign(model.families.size(), none);
    subject.governors[model.layers[layer].family] = layer;
    return;
  }
  for (std::uint32_t family = 0; family < model.families.size(); ++family) {
    const std::uint32_t to = governor_at(&subject, subject.entity, family, now_us());
    const std::uint32_t from = subject.governors[family];
    if (from == to) continue;
    subject.governors[family] = to;
    touch(subject);
    if (from != none) change_governor(subject, from, to);
  }
  withdraw_unwanted(subject);
}

void Core::change_governor(Subject& subject, std::uint32_t from, std::uint32_t to) {
  const LayerDef& before = model.layers[from];
  // A version that is replaced takes along the rules that its successor has no more. Whoever moves from one branch to another
  // keeps what is owed there.
  const bool replaced = !is_bound(from, now_us()) || (to != none && model.layers[to].id == before.id);
  const auto successor = [&](std::uint32_t rule) {
    if (to == none) return none;
    const auto found = model.layers[to].rules.find(group(rule));
    return found == model.layers[to].rules.end() ? none : found->second;
  };
  // Retired with it is what older versions of it left behind.
  const auto retires = [&](std::uint32_t rule) {
    const std::uint32_t layer = model.rules[rule].layer;
    const bool left = layer == from || (model.layers[layer].family == before.family && !is_bound(layer, now_us()));
    return left && successor(rule) == none;
  };
  std::vector<Run> runs;
  std::vector<const RunItem*> left;
  for (const auto& run : subject.runs.all()) {
    if (model.rules[run->value.rule].layer == from) left.push_back(run.get());
  }
  for (const RunItem* run : left) {
    runs.push_back(run->value);
    subject.runs.erase(*run);
  }
  if (replaced) {
    std::vector<LiveDuty*> retired;
    for (const auto& [id, duty] : subject.duties.all()) {
      if (duty->live() && duty->rule != none && retires(duty->rule)) retired.push_back(duty.get());
    }
    for (LiveDuty* duty : retired) withdraw(subject, *duty);
    std::vector<const Agenda<Scheduled>::Item*> waiting;
    for (const auto& item : subject.scheduled.all()) {
      if (retires(item->value.rule)) waiting.push_back(item.get());
    }
    for (const auto* item : waiting) subject.scheduled.erase(*item);
  }
  for (Run& run : runs) {
    if (const std::uint32_t rule = successor(run.rule); rule != none) carry_on(subject, std::move(run), rule);
  }
  // Measures go on with what they have counted, in the words of the layer that governs now.
  for (std::uint32_t i = 0; i < model.measures.size(); ++i) {
    if (model.measures[i].group != i || model.measures[i].entity != subject.entity) continue;
    const MeasureDef& measure = model.measures[measure_in_force(subject, model, i)];
    if (subject.measures[i]->entries.empty()) continue;
    for (MeasureState::Entry& entry : subject.measures[i].own().entries) entry.leaves_us = leaves_at(measure, entry.at_us, calendar());
  }
}

/// What has begun goes on: the next step, bucket or point of the grid is of the rule that governs now.
void Core::carry_on(Subject& subject, Run run, std::uint32_t r) {
  const RuleDef& before = model.rules[run.rule];
  const RuleDef& rule = model.rules[r];
  if (kind_of_start(before) != kind_of_start(rule)) return;  // it begins in its own way; what is owed stays owed
  const bool repeated = before.has_each || before.has_every;
  run.rule = r;
  if (!run.sequence->steps.empty()) {
    std::vector<StepState> steps(rule.steps.size());
    for (std::uint32_t i = 0; i < rule.steps.size(); ++i) {
      if (const std::uint32_t old = before.step(rule.steps[i].name); old != none && old < run.sequence->steps.size()) {
        steps[i] = run.sequence->steps[old];
      } else if (rule.steps[i].start == StepDef::Start::run) {
        steps[i].decided = true;  // it would have started before
      }
    }
    run.sequence.own().steps = std::move(steps);
  }
  if (rule.has_each) {
    // A bucket that starts at this very instant is of the new rule, unless the old one has opened it already.
    run.cursor_us = std::max(run.cursor_us, now_us() - 1);
  } else if (rule.has_every && !run.waiting && !run.overridden) {
    Situation situation = situation_of(subject);
    situation.cause = run.cause.get();
    const SpanDef* span = select(rule.every, situation);
    const SpanDef* old = before.has_every ? select(before.every, situation) : nullptr;
    if (span == nullptr) {
      run.ended = true;
    } else if (old == nullptr || !same_grid(*old, *span, model)) {
      // Its grid goes on from the last point of the old one.
      const std::int64_t at_us = before.has_every ? run.grid->last_due_us : now_us();
      const Date day = model.zone.date_of(Instant{at_us});
      run.by_date = at_us == model.zone.end_of_day(day).utc_us;
      run.start_us = run.by_date ? model.zone.start_of_day(day).utc_us : at_us;
      Grid& grid = run.grid.own();
      grid.before = grid.n;
      grid.last_due_us = at_us;
    }
    if (!rule.every.plain()) run.grid.own().selected = json_text(evaluate(rule.every.selector, situation).value);
  } else if (repeated && !rule.has_every) {
    run.ended = true;  // it has been owed already
  }
  if (run.ended && !rule.on.empty()) return;
  read_end(subject, run);
  RunItem& item = subject.runs.add(std::move(run));
  if (stepped(item.value) && !item.value.ended) {
    leave_if_over(subject, item);
  } else {
    arrange(subject, item);
  }
}

void Core::withdraw_unwanted(Subject& subject) {
  std::vector<LiveDuty*> unwanted;
  for (const auto& [id, duty] : subject.duties.all()) {
    if (!duty->live() || duty->rule == none) continue;
    const RuleDef& rule = model.rules[duty->rule];
    if (rule.on.empty() && !governs(subject, rule.layer) && !holds(rule.when, situation_of(subject), "rule " + rule.name)) {
      unwanted.push_back(duty.get());
    }
  }
  for (LiveDuty* duty : unwanted) withdraw(subject, *duty);
}

}  // namespace huifang
