/// What is legal alone but not together, and what deserves a second look.

#include <algorithm>
#include <string>

#include "policy/circles.hpp"
#include "policy/lint_rules.hpp"
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

/// The rules of a circle in its order, the first one again at its end.
std::string names_of(const PolicyModel& model, const RuleCircle& rules) {
  std::string names;
  for (const std::uint32_t rule : rules) names += model.rules[rule].id + " -> ";
  return names + model.rules[rules.front()].id;
}

/// Rules that can reach themselves would never come to rest.
void self_starting(Loader& loader) {
  const RuleEdges edges = starting_edges(loader.model);
  for (const RuleCircle& group : circling_groups(edges)) {
    const Node& node = *loader.rule_nodes[group.front()];
    const Node* on = node.find("on");
    loader.report.error(
        code::starts_itself, on == nullptr ? node : *on,
        group.size() == 1 ? "the rule starts itself" : "the rule starts itself through others",
        {names_of(loader.model, shortest_circle(edges, group.front())), "a chain of rules that ends", ""});
  }
}

/// Cases whose opening brings about another one like them.
void self_opening(Loader& loader) {
  if (loader.report.failed()) return;  // charts that were refused
  const RuleEdges edges = opening_edges(loader.model);
  for (const RuleCircle& group : circling_groups(edges)) {
    const auto first = std::find_if(group.begin(), group.end(), [&](std::uint32_t rule) { return opens_cases(loader.model, rule); });
    if (first == group.end()) continue;  // events alone: told above
    const Node& node = *loader.rule_nodes[*first];
    const Node* on = node.find("on");
    loader.report.error(code::starts_itself, on == nullptr ? node : *on, "the opening of a case opens the next one, without end",
                        {names_of(loader.model, shortest_circle(edges, *first)), "a chain of cases that ends", ""});
  }
}

/// Of rules that override one another none would act.
void overriding_one_another(Loader& loader) {
  const RuleEdges edges = overriding_edges(loader.model);
  for (const RuleCircle& group : circling_groups(edges)) {
    const Node& node = *loader.rule_nodes[group.front()]->find("overrides");
    loader.report.error(code::bad_overrides, node,
                        group.size() == 1 ? "the rule overrides itself" : "the rules override one another",
                        {names_of(loader.model, shortest_circle(edges, group.front())), "one rule that goes before the others", ""});
  }
}

}  // namespace

void lint(Loader& loader) {
  shadowed_names(loader);
  parameters(loader);
  named_rules(loader);
  self_starting(loader);
  self_opening(loader);
  lint_time(loader);
  lint_rules(loader);
  overriding_one_another(loader);
}

}  // namespace huifang::loader
