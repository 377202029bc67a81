/// What is legal alone but not together, and what deserves a second look.

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <string>

#include "policy/lint_rules.hpp"
#include "policy/lint_time.hpp"
#include "policy/loader.hpp"
#include "policy/reads.hpp"

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

/// Where a parameter is named, as pointers; the first few.
void uses_of(const Node& node, const std::string& name, std::vector<std::string>& found) {
  const std::string word = "$" + name;
  const auto goes_on = [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (node.is_string()) {
    const std::size_t at = node.text.find(word);
    const std::size_t end = at == std::string::npos ? at : at + word.size();
    if (at != std::string::npos && (end == node.text.size() || !goes_on(node.text[end]))) found.push_back(node.pointer());
  }
  for (const Node* child : node.children) uses_of(*child, name, found);
}

std::string used_at(const Node& root, const std::string& name) {
  constexpr std::size_t shown_max = 3;
  std::vector<std::string> found;
  uses_of(root, name, found);
  if (found.empty()) return {};
  std::string text = ", used at ";
  for (std::size_t i = 0; i < found.size() && i < shown_max; ++i) text += (i == 0 ? "" : ", ") + found[i];
  if (found.size() > shown_max) text += " and " + std::to_string(found.size() - shown_max) + " more";
  return text;
}

void parameters(Loader& loader) {
  // What was refused may be what would have used them.
  const bool broken = loader.report.failed();
  for (const auto& [name, parameter] : loader.parameters) {
    const ParameterDef& def = loader.model.parameters[parameter.index];
    if (def.source_absent && def.is_default) {
      loader.report.note(code::parameter_open, *parameter.declaration,
                         "the regulation leaves '" + name + "' open, and its default stands" + used_at(loader.root(), name),
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

/// What a rule's start depends on, tiers included.
Reads start_reads(const PolicyModel& model, const RuleDef& rule) {
  Reads reads = standing_reads(rule);
  const auto add_tier = [&](std::uint32_t tier) { reads.add(model.tiers[tier].table); };
  for (const std::uint32_t event : rule.on) {
    for (std::uint32_t tier = 0; tier < model.tiers.size(); ++tier) {
      if (model.tiers[tier].changed_event == event) add_tier(tier);
    }
  }
  reads.follow(model);
  for (std::size_t i = 0; i < reads.attributes.size(); ++i) {
    const AttributeDef& attribute = model.attributes[reads.attributes[i]];
    if (attribute.kind == AttributeDef::Kind::tier) add_tier(attribute.index);
    if (i + 1 == reads.attributes.size()) reads.follow(model);
  }
  return reads;
}

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// Groups of rules that reach themselves along the edges.
std::vector<std::vector<std::size_t>> circles(const Graph& graph) {
  const std::size_t count = boost::num_vertices(graph);
  std::vector<std::size_t> component(count);
  const auto components = static_cast<std::size_t>(boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph))));
  std::vector<std::vector<std::size_t>> members(components);
  for (std::size_t rule = 0; rule < count; ++rule) members[component[rule]].push_back(rule);
  std::erase_if(members, [&](const std::vector<std::size_t>& group) {
    return group.size() == 1 && !boost::edge(group.front(), group.front(), graph).second;
  });
  return members;
}

std::string names_of(const PolicyModel& model, const std::vector<std::size_t>& rules) {
  std::string names;
  for (const std::size_t rule : rules) names += (names.empty() ? "" : ", ") + model.rules[rule].id;
  return names;
}

/// An edge leads from a rule to every rule that something it brings about may start. Rules that can reach
/// themselves would never come to rest.
void self_starting(Loader& loader) {
  const PolicyModel& model = loader.model;
  const std::size_t count = model.rules.size();
  std::vector<std::vector<std::size_t>> started(model.events.size());
  std::vector<std::vector<std::size_t>> readers(model.attributes.size());
  for (std::size_t rule = 0; rule < count; ++rule) {
    for (const std::uint32_t event : model.rules[rule].on) started[event].push_back(rule);
    for (const std::uint32_t id : start_reads(model, model.rules[rule]).attributes) readers[id].push_back(rule);
  }
  Graph graph(count);
  for (std::size_t rule = 0; rule < count; ++rule) {
    const RuleDef& def = model.rules[rule];
    std::vector<std::uint32_t> raised;
    if (def.owe) raised = {def.done_event, def.missed_event, model.missed_any};
    const auto effects = [&](const std::vector<EffectDef>& all) {
      for (const EffectDef& effect : all) {
        if (effect.kind == EffectDef::Kind::raise && effect.event != none) raised.push_back(effect.event);
        for (const SetDef& fact : effect.set) {
          for (const std::size_t next : readers[fact.attribute]) boost::add_edge(rule, next, graph);
        }
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
      for (const std::size_t next : started[event]) boost::add_edge(rule, next, graph);
    }
  }
  for (const auto& group : circles(graph)) {
    const Node& node = *loader.rule_nodes[group.front()];
    const Node* on = node.find("on");
    loader.report.error(
        code::starts_itself, on == nullptr ? node : *on,
        group.size() == 1 ? "the rule starts itself" : "the rule starts itself through others",
        {names_of(model, group), "a chain of rules that ends", ""});
  }
}

/// Of rules that override one another none would act.
void overriding_one_another(Loader& loader) {
  const PolicyModel& model = loader.model;
  Graph graph(model.rules.size());
  for (std::size_t rule = 0; rule < model.rules.size(); ++rule) {
    for (const std::uint32_t other : model.rules[rule].overrides) boost::add_edge(rule, other, graph);
  }
  for (const auto& group : circles(graph)) {
    const Node& node = *loader.rule_nodes[group.front()]->find("overrides");
    loader.report.error(code::bad_overrides, node,
                        group.size() == 1 ? "the rule overrides itself" : "the rules override one another",
                        {names_of(model, group), "one rule that goes before the others", ""});
  }
}

}  // namespace

void lint(Loader& loader) {
  shadowed_names(loader);
  parameters(loader);
  named_rules(loader);
  self_starting(loader);
  lint_time(loader);
  lint_rules(loader);
  overriding_one_another(loader);
}

}  // namespace huifang::loader
