/// Cases that would open cases without end: what happens at once when a case is opened.

#include <algorithm>
#include <set>

#include "policy/circles.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {
namespace {

using Kind = statechart::StateInfo::Kind;

/// May the condition turn false from one case to the next? It reads a value of the case, which the opening sets.
bool of_the_case(const PolicyModel& model, const feel::Expression& when) {
  if (!when) return false;
  const auto& read = when.attributes();
  return std::any_of(read.begin(), read.end(), [&](std::uint32_t id) { return model.entities[model.attributes[id].entity].is_case; });
}

/// What a case does at its opening, before anything else happens and whatever its conditions say.
class Opening {
 public:
  Opening(const PolicyModel& model, const WorkflowDef& workflow) : model_(model), chart_(*workflow.chart) {
    for (const std::uint32_t target : chart_.states[0].initial) enter(target);
    add(chart_.states[0].initial_actions);
    for (bool more = true; more;) more = go_on();
  }

  /// Rules of the model: effects that act.
  const std::set<std::uint32_t>& effects() const { return effects_; }
  /// Is the case closed before anything else happens?
  bool ends() const {
    return std::any_of(entered_.begin(), entered_.end(),
                       [&](std::uint32_t s) { return chart_.states[s].kind == Kind::final && chart_.states[s].parent == 0; });
  }

 private:
  void add(const statechart::Actions& actions) {
    for (const statechart::Action& action : actions) effects_.insert(action.slot);
  }

  void enter(std::uint32_t state) {
    const statechart::StateInfo& info = chart_.states[state];
    if (info.parent != 0 && !entered_.contains(info.parent)) around(info.parent);
    if (info.kind == Kind::history) {
      add(info.initial_actions);
      for (const std::uint32_t target : info.initial) enter(target);
      return;
    }
    around(state);
    if (info.kind == Kind::parallel) {
      for (const std::uint32_t child : info.children) enter(child);
    }
    if (info.kind != Kind::compound) return;
    add(info.initial_actions);
    for (const std::uint32_t target : info.initial) enter(target);
  }

  /// The state itself, and those around it.
  void around(std::uint32_t state) {
    for (; state != 0 && entered_.insert(state).second; state = chart_.states[state].parent) {
      for (const statechart::Actions& block : chart_.states[state].entry) add(block);
    }
  }

  bool hears(const statechart::Transition& transition) const {
    return std::any_of(entered_.begin(), entered_.end(), [&](std::uint32_t s) {
      if (chart_.states[s].kind != Kind::final || chart_.states[s].parent == 0) return false;
      const std::string done = "done.state." + chart_.states[chart_.states[s].parent].id;
      return std::any_of(transition.events.begin(), transition.events.end(),
                         [&](const std::string& descriptor) { return descriptor != "*" && statechart::descriptor_matches(descriptor, done); });
    });
  }

  /// Transitions that nothing has to happen for. True: another one was found.
  bool go_on() {
    for (const std::uint32_t s : std::set<std::uint32_t>(entered_)) {
      const statechart::StateInfo& info = chart_.states[s];
      for (const auto* kind : {&info.always, &info.on}) {
        for (const std::uint32_t number : *kind) {
          const statechart::Transition& transition = chart_.transitions[number];
          if (kind == &info.on && !hears(transition)) continue;
          if (of_the_case(model_, transition.when) || !taken_.insert(number).second) continue;
          add(transition.actions);
          for (const std::uint32_t target : transition.targets) enter(target);
          for (std::uint32_t left = s; left < info.end && !transition.targets.empty(); ++left) {
            if (!entered_.contains(left)) continue;
            for (const statechart::Actions& block : chart_.states[left].exit) add(block);
          }
          return true;
        }
      }
    }
    return false;
  }

  const PolicyModel& model_;
  const statechart::Model& chart_;
  std::set<std::uint32_t> entered_, effects_, taken_;
};

/// Do its effects act as soon as its event has come?
bool acts_at_once(const RuleDef& rule) { return !rule.at && !rule.has_each && !rule.has_every && rule.dates.empty(); }

std::vector<std::uint32_t> opened_by(const EffectDef& effect) {
  std::vector<std::uint32_t> workflows;
  if (effect.kind != EffectDef::Kind::open) return workflows;
  for (const auto& [value, some] : effect.to.cases) workflows.insert(workflows.end(), some.begin(), some.end());
  if (effect.to.otherwise) workflows.insert(workflows.end(), effect.to.otherwise->begin(), effect.to.otherwise->end());
  return workflows;
}

}  // namespace

RuleEdges opening_edges(const PolicyModel& model) {
  RuleEdges started(model.events.size());  // rules that act at once when this happens
  for (std::uint32_t rule = 0; rule < model.rules.size(); ++rule) {
    const RuleDef& def = model.rules[rule];
    if (def.workflow != none || !acts_at_once(def)) continue;
    for (const std::uint32_t event : def.on) started[event].push_back(rule);
  }
  std::vector<Opening> openings;
  for (const auto& workflow : model.workflows) openings.emplace_back(model, *workflow);
  RuleEdges edges(model.rules.size());
  for (std::uint32_t rule = 0; rule < edges.size(); ++rule) {
    if (model.rules[rule].workflow == none && !acts_at_once(model.rules[rule])) continue;
    const auto leads_to = [&](const auto& rules) { edges[rule].insert(edges[rule].end(), rules.begin(), rules.end()); };
    for (const EffectDef& effect : model.rules[rule].effects) {
      if (of_the_case(model, effect.when)) continue;
      if (effect.kind == EffectDef::Kind::raise) leads_to(started[effect.event]);
      for (const std::uint32_t workflow : opened_by(effect)) {
        const WorkflowDef& def = *model.workflows[workflow];
        const bool ends = openings[workflow].ends();
        leads_to(started[def.opened_event]);
        if (ends) leads_to(started[def.closed_event]);
        // Of one at a time, no other is opened while it runs.
        if (ends || !def.one_per_subject) leads_to(openings[workflow].effects());
      }
    }
    std::sort(edges[rule].begin(), edges[rule].end());
    edges[rule].erase(std::unique(edges[rule].begin(), edges[rule].end()), edges[rule].end());
  }
  return edges;
}

bool opens_cases(const PolicyModel& model, std::uint32_t rule) {
  const auto& effects = model.rules[rule].effects;
  return std::any_of(effects.begin(), effects.end(), [](const EffectDef& effect) { return effect.kind == EffectDef::Kind::open; });
}

}  // namespace huifang
