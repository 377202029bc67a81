/// A running case goes on under another version of its workflow.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/event_check.hpp"
#include "huifang/error.hpp"
#include "policy/workflow_model.hpp"
#include "statechart/model.hpp"

namespace huifang {

namespace {

using Kind = statechart::StateInfo::Kind;
using statechart::StateAccess;

[[noreturn]] void refuse(std::string message, std::string found, std::string expected) {
  Diagnostic finding;
  finding.code = "HF2033";
  finding.message = std::move(message);
  finding.pointer = "/data/states";
  finding.found = std::move(found);
  finding.expected = std::move(expected);
  throw Error(ErrorKind::policy, {finding});
}

/// Is this set of states, ascending, one in which the chart can be?
bool is_configuration(const statechart::Model& chart, const std::vector<std::uint32_t>& active) {
  const auto count = [&](std::uint32_t state) {
    const auto& children = chart.states[state].children;
    return std::count_if(children.begin(), children.end(), [&](std::uint32_t child) { return std::binary_search(active.begin(), active.end(), child); });
  };
  if (count(0) != 1) return false;
  return std::all_of(active.begin(), active.end(), [&](std::uint32_t state) {
    const auto& info = chart.states[state];
    if (info.kind == Kind::compound) return count(state) == 1;
    return info.kind != Kind::parallel || count(state) == std::ssize(info.children);
  });
}

}  // namespace

void Core::migrate(const Event& event, std::int64_t sequence) {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  Subject* subject = find(occurred.subjects.at(0));
  if (subject == nullptr || !subject->flow) return note("case.migrate: there is no case " + event.case_key);
  if (!subject->flow->running()) return note("case.migrate: case " + event.case_key + " is closed");
  const WorkflowDef& from = workflow_of(*subject);
  const Value about = attribute_value(*subject, from.about_attribute, situation_of(*subject));
  const Subject* whom = about.kind() == Value::Kind::entity ? find(about.entity()) : nullptr;
  const std::uint32_t family = model.layers[from.layer].family;
  const std::uint32_t layer = alone ? 0 : whom == nullptr ? none : governor_at(whom, whom->entity, family, now_us());
  std::uint32_t index_of = none;
  for (std::uint32_t i = 0; i < model.workflows.size(); ++i) {
    if (model.workflows[i]->layer == layer && model.workflows[i]->id == from.id) index_of = i;
  }
  if (index_of == none) return note("case.migrate: no policy in force has a workflow " + from.id);
  if (index_of == subject->flow->workflow) return note("case.migrate: case " + event.case_key + " is of the version in force already");
  const WorkflowDef& to = *model.workflows[index_of];
  CaseState& flow = *subject->flow;

  // Where every active state goes: as the map says, else to the state of its name.
  const Value* map = occurred.field("states");
  if (map != nullptr && map->kind() == Value::Kind::context) {
    for (const auto& [state, place] : map->context().entries) {
      if (!from.chart->state_index.contains(state)) refuse("the case has no state of this name", state, "a state of the version that it was opened under");
    }
  }
  std::map<std::uint32_t, std::uint32_t> places;
  std::string unmapped;
  std::vector<std::uint32_t> active;
  for (const std::uint32_t state : StateAccess::active(flow.chart)) {
    const std::string& id = from.chart->states[state].id;
    const Value* named = map != nullptr && map->kind() == Value::Kind::context ? map->context().find(id) : nullptr;
    const std::string wanted = named != nullptr && named->kind() == Value::Kind::string ? named->string() : id;
    const auto place = to.chart->state_index.find(wanted);
    if (place != to.chart->state_index.end()) {
      places[state] = place->second;
      for (std::uint32_t s = place->second; s != 0; s = to.chart->states[s].parent) active.push_back(s);
    } else if (from.chart->is_leaf(state)) {
      unmapped += (unmapped.empty() ? "" : ", ") + id + (named != nullptr ? " to " + wanted : "");
    }
  }
  if (!unmapped.empty()) refuse("active states have no place in the version in force", unmapped, "a state of " + to.id + " for each of them");
  std::sort(active.begin(), active.end());
  active.erase(std::unique(active.begin(), active.end()), active.end());
  if (!is_configuration(*to.chart, active)) {
    std::string names;
    for (const std::uint32_t state : active) names += (names.empty() ? "" : ", ") + to.chart->states[state].id;
    refuse("the states do not go together in the version in force", names, "one state of each compound state, all regions of a parallel one");
  }

  std::vector<std::string> left, entered;
  for (const std::uint32_t state : StateAccess::active(flow.chart)) left.push_back(from.chart->states[state].id);
  for (const std::uint32_t state : active) entered.push_back(to.chart->states[state].id);
  const auto old_timers = flow.timers;
  StateAccess::definition(flow.chart) = to.chart->fingerprint;
  StateAccess::active(flow.chart) = active;
  StateAccess::history(flow.chart).clear();
  flow.workflow = index_of;
  flow.at_us = std::max(flow.at_us, now_us());
  flow.taken.clear();
  govern(*subject);

  // A timer goes on when its state has the same one; what is new is armed from now.
  const Value* recompute = occurred.field("recompute");
  const bool again = recompute != nullptr && recompute->kind() == Value::Kind::boolean && recompute->boolean();
  flow.timers.clear();
  for (const std::uint32_t state : active) {
    for (const std::uint32_t number : to.chart->states[state].timers) {
      const auto same = std::find_if(old_timers.begin(), old_timers.end(), [&](const CaseState::Timer& timer) {
        const statechart::Timer& old = from.chart->timers[timer.number];
        const auto place = places.find(old.state);
        return place != places.end() && place->second == state && old.text == to.chart->timers[number].text;
      });
      const auto moved = std::find_if(old_timers.begin(), old_timers.end(), [&](const CaseState::Timer& timer) {
        const auto place = places.find(from.chart->timers[timer.number].state);
        return place != places.end() && place->second == state;
      });
      if (same != old_timers.end() && !again) {
        flow.timers.insert({same->due_us, ++flow.armed, number, same->from_us});
      } else {
        arm(*subject, number, again && moved != old_timers.end() ? moved->from_us : now_us());
      }
    }
  }

  // What the case remembers of its duties is of those of the same names now.
  std::map<std::uint32_t, std::uint32_t> same_rule;
  for (const auto& old_rules : from.owes) {
    for (const std::uint32_t rule : old_rules) {
      for (const auto& rules : to.owes) {
        for (const std::uint32_t other : rules) {
          if (model.rules[other].id == model.rules[rule].id) same_rule[rule] = other;
        }
      }
    }
  }
  for (auto* numbers : {&flow.entered, &flow.left}) {
    std::map<std::uint32_t, std::int64_t> moved;
    for (const auto& [rule, number] : *numbers) {
      if (const auto other = same_rule.find(rule); other != same_rule.end()) moved[other->second] = number;
    }
    *numbers = std::move(moved);
  }
  std::set<std::uint32_t> done;
  for (const std::uint32_t rule : flow.done) {
    if (const auto other = same_rule.find(rule); other != same_rule.end()) done.insert(other->second);
  }
  flow.done = std::move(done);

  // What is owed goes on where its state still owes it; what is new is owed from now.
  std::vector<LiveDuty*> live;
  for (const auto& [id, duty] : subject->duties.all()) {
    if (duty->live() && duty->rule != none) live.push_back(duty.get());
  }
  std::set<std::uint32_t> kept;
  for (LiveDuty* duty : live) {
    std::uint32_t same = none;
    for (const std::uint32_t state : active) {
      for (const std::uint32_t rule : to.owes[state]) {
        if (model.rules[rule].id == model.rules[duty->rule].id) same = rule;
      }
    }
    if (same == none) {
      withdraw(*subject, *duty);
      continue;
    }
    kept.insert(same);
    duty->rule = same;
    duty->group = model.rules[same].group;
    duty->owe = &*model.rules[same].owe;
    change(*subject, *duty);
  }
  for (const std::uint32_t state : active) {
    for (const std::uint32_t rule : to.owes[state]) {
      if (!kept.contains(rule)) owe_in_state(*subject, rule, now_us());
    }
  }
  stop_clocks(*subject, now_us());
  touch(*subject);
  tell_step(*subject, nullptr, "migrated", flow.at_us, left, entered, {});
  reconsider(*subject, event.id, nullptr, sequence);
}

}  // namespace huifang
