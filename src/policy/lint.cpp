/// What is legal alone but not together, and what deserves a second look.

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <string>

#include "policy/lint_time.hpp"
#include "policy/loader.hpp"

namespace huifang::loader {
namespace {

/// Names that mean something in expressions whatever the document declares.
const std::vector<std::string> scope_names = {"owner",  "tier", "season",     "event", "cause",
                                              "bucket", "n",    "at",         "unit",  "superior",
                                              "head",   "post", "anniversary"};

void shadowed_names(Loader& loader) {
  for (const auto& [name, node] : loader.bare_names) {
    const bool shadowed = loader.model.entity(name) != none ||
                          std::find(scope_names.begin(), scope_names.end(), name) != scope_names.end();
    if (!shadowed) continue;
    loader.report.warning(
        code::shadowed_name, *node,
        "'" + name + "' also names something expressions can see; bare, it means that",
        {"\"" + name + "\"", "another name, or the text in quotes where the value is meant", ""});
  }
}

void parameters(Loader& loader) {
  // What was refused may be what would have used them.
  const bool broken = loader.report.failed();
  for (const auto& [name, parameter] : loader.parameters) {
    const ParameterDef& def = loader.model.parameters[parameter.index];
    if (def.source_absent && def.is_default) {
      loader.report.note(code::parameter_open, *parameter.declaration,
                         "the regulation leaves '" + name + "' open, and its default stands",
                         {parameter.literal == nullptr ? "no value" : brief(*parameter.literal), "", ""});
    }
    if (!parameter.used && !broken) {
      loader.report.warning(code::parameter_unused, *parameter.declaration,
                            "nothing uses the parameter '" + name + "'", {"\"" + name + "\"", "", ""});
    }
  }
}

/// Rules named by parameters of type rules.
void named_rules(Loader& loader) {
  std::vector<std::string> names;
  for (const RuleDef& rule : loader.model.rules) names.push_back(rule.id);
  for (const auto& [name, parameter] : loader.parameters) {
    if (parameter.type != "rules" || parameter.literal == nullptr || !parameter.literal->is_array()) continue;
    for (const Node* rule : parameter.literal->children) {
      if (!rule->is_string() || loader.model.rule(rule->text) != none ||
          rule->text.find('/') != std::string::npos)
        continue;
      unknown_name(loader, code::unknown_rule, *rule, "rule", rule->text, names);
    }
  }
}

/// An edge leads from a rule to every rule that something it brings about may start. Rules that can reach
/// themselves would never come to rest.
void self_starting(Loader& loader) {
  const PolicyModel& model = loader.model;
  const std::size_t count = model.rules.size();
  std::vector<std::vector<std::size_t>> started(model.events.size());
  for (std::size_t rule = 0; rule < count; ++rule) {
    for (const std::uint32_t event : model.rules[rule].on) started[event].push_back(rule);
  }
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph(count);
  std::vector<bool> loop(count, false);
  for (std::size_t rule = 0; rule < count; ++rule) {
    const RuleDef& def = model.rules[rule];
    std::vector<std::uint32_t> raised;
    if (def.owe) raised = {def.done_event, def.missed_event, model.missed_any};
    const auto effects = [&](const std::vector<EffectDef>& all) {
      for (const EffectDef& effect : all) {
        if (effect.kind == EffectDef::Kind::raise && effect.event != none) raised.push_back(effect.event);
      }
    };
    effects(def.effects);
    for (const StepDef& step : def.steps) {
      if (step.owe)
        raised.insert(raised.end(), {step.done_event, step.missed_event, def.done_event, def.missed_event,
                                     model.missed_any});
      effects(step.effects);
    }
    for (const std::uint32_t event : raised) {
      for (const std::size_t next : started[event]) {
        if (next == rule) loop[rule] = true;
        boost::add_edge(rule, next, graph);
      }
    }
  }
  std::vector<std::size_t> component(count);
  const auto components = static_cast<std::size_t>(boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph))));
  std::vector<std::vector<std::size_t>> members(components);
  for (std::size_t rule = 0; rule < count; ++rule) members[component[rule]].push_back(rule);
  for (const auto& group : members) {
    if (group.size() == 1 && !loop[group.front()]) continue;
    std::string path;
    for (const std::size_t rule : group) path += (path.empty() ? "" : ", ") + model.rules[rule].id;
    const Node& node = *loader.rule_nodes[group.front()];
    const Node* on = node.find("on");
    loader.report.error(
        code::starts_itself, on == nullptr ? node : *on,
        group.size() == 1 ? "the rule starts itself" : "the rule starts itself through others",
        {path, "a chain of rules that ends", ""});
  }
}

}  // namespace

void lint(Loader& loader) {
  shadowed_names(loader);
  parameters(loader);
  named_rules(loader);
  self_starting(loader);
  lint_time(loader);
}

}  // namespace huifang::loader
