/// Steps: parts of a rule that start with the run, after the due of another step, or on an event of the run.
#include <algorithm>
#include <utility>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"

namespace huifang {

namespace {

/// The nearest step before `step` that exists. `settled` is false while that is not known yet: some step in between is
/// still to come. Steps that wait for an event do not exist before it.
std::uint32_t earlier_step(const RuleDef& rule, const Run& run, std::uint32_t step, bool& settled) {
  settled = true;
  for (std::uint32_t i = step; i-- > 0;) {
    if (run.sequence->steps[i].exists) return i;
    if (run.sequence->steps[i].decided || rule.steps[i].start == StepDef::Start::event) continue;
    settled = false;
    return none;
  }
  return none;
}

/// Is it `n` of this repetition of the run: of the repetition itself, or of a step that repeats in it?
bool in_repetition(const std::string& n, const Run& run) {
  const std::string& repetition = run.sequence->repetition;
  return n.starts_with(repetition) && (n.size() == repetition.size() || n[repetition.size()] == '#');
}

}  // namespace

PointInTime Core::point_at(std::int64_t us, bool by_date) const {
  return by_date ? PointInTime::of(model.zone.date_of(Instant{us})) : PointInTime::of(Instant{us});
}

Occurrence Core::occurrence_of(const Run& run, std::uint32_t step, std::int64_t n) const {
  const RuleDef& rule = model.rules[run.rule];
  const StepState& state = run.sequence->steps[step];
  Occurrence occurrence;
  occurrence.rule = run.rule;
  occurrence.step = step;
  occurrence.run = run.id;
  occurrence.n = std::to_string(n);
  occurrence.start = point_at(state.start_us, state.by_date);
  occurrence.opens_us = rule.dates.empty() ? now_us() : state.start_us;
  occurrence.cause = run.cause;
  if (!run.sequence->repetition.empty()) {
    occurrence.n = run.sequence->repetition;
    if (rule.steps[step].has_every) occurrence.n += '#' + std::to_string(n);
    occurrence.bucket = run.sequence->bucket;
    const Date last = model.zone.date_of(Instant{run.grid->last_due_us});
    if (run.sequence->bucket) {
      occurrence.due = PointInTime::of(run.sequence->bucket->last);
    } else {
      occurrence.due = point_at(run.grid->last_due_us, run.grid->last_due_us == model.zone.end_of_day(last).utc_us);
    }
  }
  bool settled = false;
  if (const std::uint32_t earlier = earlier_step(rule, run, step, settled); earlier != none && run.sequence->steps[earlier].due_us) {
    const std::int64_t due_us = *run.sequence->steps[earlier].due_us;
    const Date day = model.zone.date_of(Instant{due_us});
    const bool by_date = due_us == model.zone.end_of_day(day).utc_us;
    occurrence.previous = point_at(due_us, by_date);
    // What follows a step opens when the due of that step is over.
    if (rule.steps[step].start != StepDef::Start::run) occurrence.opens_us = std::max(occurrence.opens_us, due_us + 1);
  }
  if (rule.steps[step].start == StepDef::Start::event) occurrence.opens_us = now_us();
  return occurrence;
}

PointInTime Core::steps_start(const Run& run) const {
  return run.sequence->repetition.empty() ? occurrence_of(run, 1).start : point_at(run.sequence->from_us, run.sequence->by_date);
}

void Core::begin_repetition(Subject& subject, Run& run, const Occurrence& occurrence) {
  Sequence& sequence = run.sequence.own();
  sequence.repetition = occurrence.n;
  sequence.bucket = occurrence.bucket;
  sequence.steps.assign(model.rules[run.rule].steps.size(), {});
  sequence.from_us = occurrence.opens_us;
  const Date day = model.zone.date_of(Instant{occurrence.opens_us});
  sequence.by_date = model.zone.start_of_day(day).utc_us == occurrence.opens_us;
  go_on(subject, run);
}

bool Core::goes_on(const Run& run) const {
  const RuleDef& rule = model.rules[run.rule];
  if (repeats(run) && !exhausted(run)) return true;
  for (std::size_t i = 0; i < run.sequence->steps.size(); ++i) {
    if (!run.sequence->steps[i].decided || (run.sequence->steps[i].exists && rule.steps[i].has_every)) return true;
  }
  return false;
}

std::optional<std::int64_t> Core::next_step(const Run& run) const {
  const RuleDef& rule = model.rules[run.rule];
  std::optional<std::int64_t> next;
  const auto offer = [&](const std::optional<std::int64_t>& due_us) {
    if (due_us && (!next || *due_us + 1 < *next)) next = *due_us + 1;
  };
  for (std::uint32_t i = 0; i < run.sequence->steps.size(); ++i) {
    const StepDef& step = rule.steps[i];
    const StepState& state = run.sequence->steps[i];
    if (state.decided) {
      if (state.exists && step.has_every) offer(state.due_us);
      continue;
    }
    bool settled = true;
    std::uint32_t before = step.after;
    if (step.start == StepDef::Start::previous) before = earlier_step(rule, run, i, settled);
    if (step.start == StepDef::Start::event || before == none || !run.sequence->steps[before].exists) continue;
    offer(run.sequence->steps[before].due_us);
  }
  return next;
}

void Core::go_on(Subject& subject, Run& run, bool quiet) {
  const RuleDef& rule = model.rules[run.rule];
  if (repeats(run) && run.sequence->repetition.empty()) return;  // the first one is still to come
  run.sequence.own().steps.resize(rule.steps.size());
  const auto over = [&](const StepState& state) { return state.due_us && *state.due_us < now_us(); };
  for (std::uint32_t i = 0; i < rule.steps.size(); ++i) {
    const StepDef& step = rule.steps[i];
    StepState& state = run.sequence.own().steps[i];
    while (state.exists && step.has_every && over(state)) repeat_step(subject, run, i);
    if (state.decided || step.start == StepDef::Start::event) continue;
    if (step.start == StepDef::Start::run) {
      begin_step(subject, run, i, steps_start(run), nullptr, quiet);
      continue;
    }
    bool settled = true;
    const std::uint32_t before = step.start == StepDef::Start::previous ? earlier_step(rule, run, i, settled) : step.after;
    if (!settled) continue;
    if (before == none) {
      begin_step(subject, run, i, steps_start(run), nullptr, quiet);
      continue;
    }
    const StepState& followed = run.sequence->steps[before];
    if (followed.decided && !followed.exists) {
      state.decided = true;  // nothing follows what does not exist
    } else if (over(followed)) {
      const Date day = model.zone.date_of(Instant{*followed.due_us});
      begin_step(subject, run, i, point_at(*followed.due_us, *followed.due_us == model.zone.end_of_day(day).utc_us), nullptr, quiet);
    }
  }
}

void Core::begin_step(Subject& subject, Run& run, std::uint32_t place, PointInTime start, const Occurred* event,
                      bool quiet) {
  const RuleDef& rule = model.rules[run.rule];
  const StepDef& step = rule.steps[place];
  StepState& state = run.sequence.own().steps[place];
  touch(subject);
  state.decided = true;
  Situation situation = situation_of(subject);
  situation.cause = run.cause.get();
  situation.event = event != nullptr ? event : run.cause.get();
  state.exists = holds(step.when, situation, "step " + step.name + " of rule " + rule.name);
  if (!state.exists) return;
  state.by_date = start.is_date;
  state.start_us = opening_of(start, calendar()).utc_us;
  Occurrence occurrence = occurrence_of(run, place, 1);
  occurrence.event = event;
  occurrence.quiet = quiet;
  schedule_or_act(subject, occurrence, rule.dates.empty() ? nullptr : &run);
  if (!step.has_every) {
    occurrence.event = nullptr;
    state.due_us = owe(subject, occurrence);
    return;
  }
  if (!step.every.plain()) state.selected = json_text(evaluate(step.every.selector, situation).value);
  repeat_step(subject, run, place);
}

void Core::repeat_step(Subject& subject, Run& run, std::uint32_t place) {
  const RuleDef& rule = model.rules[run.rule];
  const StepDef& step = rule.steps[place];
  StepState& state = run.sequence.own().steps[place];
  touch(subject);
  Situation situation = situation_of(subject);
  situation.cause = run.cause.get();
  situation.event = run.cause.get();
  const SpanDef* span = select(step.every, situation);
  Occurrence occurrence = occurrence_of(run, place, state.n + 1);
  const std::optional<PointInTime> repetition = std::exchange(occurrence.due, std::nullopt);
  if (span != nullptr) occurrence.due = grid_point(occurrence.start, state.before, *span, state.n + 1);
  if (!occurrence.due) {
    state.exists = false;  // nothing more can be owed on this grid
    note("step " + step.name + " of rule " + rule.name + " ends: its grid has no next point");
    return;
  }
  if (repetition && due_of(*repetition, calendar()) < due_of(*occurrence.due, calendar())) {
    state.exists = false;  // the next ones are of the next repetition
    return;
  }
  ++state.n;
  if (state.due_us) occurrence.opens_us = std::max(occurrence.opens_us, *state.due_us + 1);
  state.due_us = due_of(*occurrence.due, calendar()).utc_us;
  if (state.n > 1) schedule_or_act(subject, occurrence, nullptr);
  owe(subject, occurrence);
}

void Core::step_on(Subject& subject, std::uint32_t r, const std::shared_ptr<const Occurred>& occurred) {
  const RuleDef& rule = model.rules[r];
  for (RunItem* item : subject.runs.of(rule.group)) {
    Run& run = item->value;
    if (run.rule != r || run.ended || run.asleep || run.overridden || run.waiting || occurred->at_us < std::max(run.start_us, run.sequence->from_us)) continue;
    if (model.events[occurred->event].rule == rule.group) {
      // Of another run of this rule, or of an earlier repetition.
      if (occurred->run != run.id || (repeats(run) && !in_repetition(occurred->n, run))) continue;
    }
    for (std::uint32_t i = 0; i < run.sequence->steps.size(); ++i) {
      if (run.sequence->steps[i].decided) continue;
      const auto& on = rule.steps[i].on;
      if (std::none_of(on.begin(), on.end(), [&](std::uint32_t e) { return model.hears(e, occurred->event); })) continue;
      begin_step(subject, run, i, PointInTime::of(Instant{occurred->at_us}), occurred.get());
    }
    go_on(subject, run);
    leave_if_over(subject, *item);
  }
}

void Core::leave_if_over(Subject& subject, RunItem& item) {
  const RuleDef& rule = model.rules[item.value.rule];
  const bool stays = !repeats(item.value) && (rule.on.empty() || rule.until_date);
  if (item.value.ended || (!goes_on(item.value) && !stays)) {
    end(subject, item);
  } else {
    arrange(subject, item);
  }
}

void Core::choose_steps(Subject& subject, std::uint32_t r) {
  const RuleDef& rule = model.rules[r];
  for (RunItem* item : subject.runs.of(rule.group)) {
    Run& run = item->value;
    if (run.rule != r || run.ended || run.asleep || run.overridden) continue;
    for (std::uint32_t i = 0; i < run.sequence->steps.size(); ++i) {
      StepState& state = run.sequence.own().steps[i];
      if (!state.exists || rule.steps[i].every.plain()) continue;
      Situation situation = situation_of(subject);
      situation.cause = run.cause.get();
      situation.event = run.cause.get();
      std::string selected = json_text(evaluate(rule.steps[i].every.selector, situation).value);
      if (selected == state.selected) continue;
      for (LiveDuty* duty : subject.duties.live(rule.group)) {
        // In whatever version it was owed: it was a point of this grid.
        const DutyKey& key = duty->row.duty.key;
        if (key.run == run.id && key.step == rule.steps[i].name && (!repeats(run) || in_repetition(key.n, run))) withdraw(subject, *duty);
      }
      state.selected = std::move(selected);
      state.before = state.n;
      state.by_date = false;
      state.start_us = now_us();
      state.due_us.reset();
      repeat_step(subject, run, i);
    }
    arrange(subject, *item);
  }
}

void Core::move_steps(Subject& subject, Run& run) {
  const RuleDef& rule = model.rules[run.rule];
  const PointInTime start = occurrence_of(run, 1).start;
  for (std::uint32_t i = 0; i < run.sequence->steps.size(); ++i) {
    StepState& state = run.sequence.own().steps[i];
    const StepDef& step = rule.steps[i];
    if (!state.exists || step.start == StepDef::Start::event) continue;
    bool settled = true;
    const std::uint32_t before = step.start == StepDef::Start::previous ? earlier_step(rule, run, i, settled) : step.after;
    if (before == none) {
      state.by_date = start.is_date;
      state.start_us = run.start_us;
    } else if (const auto due_us = run.sequence->steps[before].due_us) {
      state.by_date = *due_us == model.zone.end_of_day(model.zone.date_of(Instant{*due_us})).utc_us;
      state.start_us = opening_of(point_at(*due_us, state.by_date), calendar()).utc_us;
    }
    if (!step.has_every) {
      Occurrence occurrence = occurrence_of(run, i, 1);
      occurrence.quiet = true;
      if (step.owe) state.due_us = owe(subject, occurrence);
      continue;
    }
    const SpanDef* span = select(step.every, situation_of(subject));
    const auto point = [&](std::int64_t n) -> std::optional<PointInTime> {
      if (span == nullptr || n <= state.before) return std::nullopt;
      return grid_point(point_at(state.start_us, state.by_date), state.before, *span, n);
    };
    const auto moved = [&](std::int64_t n) {
      Occurrence occurrence = occurrence_of(run, i, n);
      occurrence.due = point(n);
      occurrence.quiet = true;
      if (const auto last = point(n - 1)) occurrence.opens_us = due_of(*last, calendar()).utc_us + 1;
      return occurrence;
    };
    for (LiveDuty* duty : subject.duties.live(rule.group)) {
      const DutyKey& key = duty->row.duty.key;
      if (key.run != run.id || duty->rule != run.rule || duty->step != i) continue;
      const Occurrence occurrence = moved(Decimal::parse(key.n)->to_int64().value_or(1));
      if (occurrence.due) move(subject, *duty, occurrence);
    }
    const Occurrence latest = moved(state.n);
    if (!latest.due) continue;
    state.due_us = due_of(*latest.due, calendar()).utc_us;
    owe(subject, latest);
  }
}

}  // namespace huifang
