/// Starts and stops of rules: what an event or a change of facts sets going.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/points_model.hpp"

namespace huifang {

void Core::reconsider(Subject& subject, std::string_view trigger, const std::shared_ptr<const Occurred>& cause,
                      std::int64_t sequence, int depth) {
  if (subject.entity == none) return;
  touch(subject);
  if (now_us() < begin_us) return;  // the clock comes back when the policy begins
  if (model.points && subject.entity == model.points->ledger) return;
  if (subject.entity == model.reported) return;
  if (subject.settled_us == INT64_MIN && !index.awards[subject.entity].empty()) subject.settled_us = now_us();
  govern(subject);
  see_changes_of_time(subject, trigger);
  // Tiers may read who the owner is; where sources of owners read tiers, these go first, and follow a new owner.
  const bool before = index.owner_reads_tier[subject.entity];
  if (before) update_tiers(subject, trigger, sequence);
  const bool another = settle(subject, nullptr, trigger, sequence);
  subject.begun = true;
  subject.reviewed_us = now_us();
  if (subject.entity == model.ranking) return make_ranking(subject, trigger, sequence);
  if (!before || another) update_tiers(subject, trigger, sequence);
  for (const auto r : index.until_moves[subject.entity]) {
    for (RunItem* run : subject.runs.of(group(r))) {
      if (run->value.rule != r) continue;
      read_end(subject, run->value);
      arrange(subject, *run);
    }
  }
  if (index.windows[subject.entity]) read_windows(subject, trigger);
  for (const auto r : index.standing[subject.entity]) {
    const RuleDef& rule = model.rules[r];
    if (!governs(subject, rule.layer)) continue;
    RunItem* running = subject.runs.first_of(rule.group);
    const bool alive = running != nullptr;
    const Situation situation = situation_of(subject);
    const bool wanted = in_force(rule.layer) && holds(rule.when, situation, "rule " + rule.name);
    if (alive && !wanted) {
      withdraw(subject, r, nullptr);
      subject.runs.erase(*running);
      continue;
    }
    const bool going = alive && !running->value.ended;
    if (going && over(running->value)) {
      withdraw(subject, r, nullptr, true);
      end(subject, *running);
      continue;
    }
    if (going && rule.has_every && !rule.every.plain()) {
      const std::string selected = json_text(evaluate(rule.every.selector, situation).value);
      if (selected == running->value.grid->selected) continue;
      withdraw(subject, r, nullptr, true);
      subject.runs.erase(*running);
    } else if (alive || !wanted) {
      continue;
    }
    Run run;
    run.rule = r;
    run.group = rule.group;
    run.id = trigger;
    run.start_us = now_us();
    if (const std::uint32_t other = overriding(subject, r, trigger, cause.get()); other != none) {
      // Remembered until its condition turns false, and asked again when it turns true the next time.
      suppress(subject, r, run.id, "1", "overridden by " + model.rules[other].name);
      run.ended = true;
      subject.runs.add(std::move(run));
      touch(subject);
      continue;
    }
    if (index.keeps_cause[r]) run.cause = cause;
    begin_run(subject, std::move(run));
  }
  for (const auto r : index.dated[subject.entity]) {
    const std::uint32_t layer = model.rules[r].layer;
    if (governs(subject, layer) && in_force(layer)) read_dates(subject, r);
  }
  for (const auto r : index.choosing[subject.entity]) choose_steps(subject, r);
  follow_owner(subject, sequence);
  look_again(subject);
  notify_watchers(subject, trigger, cause, sequence, depth);
}

void Core::notify_watchers(const Subject& subject, std::string_view trigger, const std::shared_ptr<const Occurred>& cause,
                           std::int64_t sequence, int depth) {
  constexpr int reference_depth_max = 8;  // references of references; a cycle ends here
  if (depth >= reference_depth_max) return;
  for (const auto& watcher : index.watchers[subject.entity]) {
    const std::vector<SubjectId> others = referring(watcher.attribute, subject.row.id);
    for (const auto id : others) {
      if (id != subject.row.id) reconsider(get(id), trigger, cause, sequence, depth + 1);
    }
  }
}

void Core::start_on(Subject& subject, std::uint32_t r, const std::shared_ptr<const Occurred>& occurred) {
  const RuleDef& rule = model.rules[r];
  if (!starts(subject, rule.layer, occurred->at_us)) return;
  const bool alive = subject.runs.first_of(rule.group) != nullptr || subject.duties.any_live(rule.group);
  if (alive && rule.again == RuleDef::Again::ignore) return;
  Situation situation = situation_of(subject);
  situation.event = occurred.get();
  situation.cause = occurred.get();
  if (index.posts[r]) situation.at_us = occurred->at_us;  // points are those of the day, whenever it is recorded
  const bool wanted = holds(rule.when, situation, "rule " + rule.name);
  if (const std::uint32_t other = wanted ? overriding(subject, r, occurred->id, occurred.get()) : none; other != none) {
    suppress(subject, r, occurred->id, "1", "overridden by " + model.rules[other].name);
    return;
  }
  if (alive && rule.again == RuleDef::Again::restart) stop(subject, r, true);
  if (!wanted) return;
  Run run;
  run.rule = r;
  run.group = rule.group;
  run.id = occurred->id;
  run.start_us = occurred->at_us;
  run.cause = occurred;
  begin_run(subject, std::move(run));
}

std::uint32_t Core::overriding(const Subject& subject, std::uint32_t r, std::string_view trigger, const Occurred* cause) {
  for (const auto other : index.overridden_by[r]) {
    const RuleDef& rule = model.rules[other];
    if (!governs(subject, rule.layer)) continue;
    Situation situation = situation_of(subject);
    if (rule.on.empty()) {
      // Has the cause turned it true, or is it about to?
      const auto runs = subject.runs.first_of(rule.group);
      if (runs != nullptr ? runs->value.id == trigger : holds(rule.when, situation, "rule " + rule.name)) return other;
      continue;
    }
    if (cause == nullptr) continue;
    const auto heard = [&](std::uint32_t event) { return model.hears(event, cause->event); };
    if (std::none_of(rule.on.begin(), rule.on.end(), heard)) continue;
    situation.event = cause;
    situation.cause = cause;
    if (holds(rule.when, situation, "rule " + rule.name)) return other;
  }
  return none;
}

void Core::stop(Subject& subject, std::uint32_t r, bool versions) {
  withdraw(subject, r, nullptr, versions);
  // A standing run is remembered until its condition turns false.
  for (RunItem* run : subject.runs.of(group(r))) {
    if (versions || run->value.rule == r) end(subject, *run);
  }
  for (auto* scheduled : subject.scheduled.of(group(r))) {
    if (versions || scheduled->value.rule == r) subject.scheduled.erase(*scheduled);
  }
  touch(subject);
}

}  // namespace huifang
