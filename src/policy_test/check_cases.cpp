/// What tests expect of cases.
#include <algorithm>

#include "policy_test/checks.hpp"

namespace huifang::policy_test {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::string described(const CaseQuery& which) {
  std::string text = which.workflow;
  if (!which.key.empty()) text += " " + which.key;
  if (which.about) text += " about " + to_text(*which.about);
  return text;
}

}  // namespace

std::string Checks::differs(const CaseEntry& one, const std::string& name, const Node& expected) const {
  if (name == "state") {
    std::vector<std::string> wanted;
    if (expected.is_string()) wanted.push_back(expected.text);
    for (const Node* item : expected.children) wanted.push_back(item->text);
    std::vector<std::string> found = one.states;
    std::sort(wanted.begin(), wanted.end());
    std::sort(found.begin(), found.end());
    return found == wanted ? std::string() : listed(one.states);
  }
  if (name == "owner") {
    const std::string found = one.owner ? to_text(*one.owner) : "nobody";
    if (expected.is_null()) return one.owner ? found : std::string();
    return one.owner == reference(expected.text, "staff") ? std::string() : found;
  }
  if (name == "running") return expected.boolean == !one.closed ? std::string() : one.closed ? "closed" : "running";
  if (name == "outcome") return one.outcome() == expected.text ? std::string() : one.closed ? one.outcome() : "it runs";
  if (name == "facts") {
    for (const Node* fact : expected.children) {
      const auto known = one.facts.find(fact->key);
      const Value found = known == one.facts.end() ? Value{} : known->second;
      if (!matches(found, *fact)) return fact->key + ": " + shown(found);
    }
    return {};
  }
  const std::optional<Instant> found = name == "opened" ? std::optional(one.opened) : one.closed;
  if (expected.is_null()) return found ? local(*found) : std::string();
  if (!found) return "it runs";
  const std::optional<Date> day = Date::parse(expected.text);
  const bool holds = day ? zone_.date_of(*found) == *day : *found == instant(expected);
  return holds ? std::string() : local(*found);
}

void Checks::cases(const CaseExpectation& expectation) {
  const std::string what = "case of " + described(expectation.which);
  if (const std::string& workflow = expectation.which.workflow; !workflow.empty() && !names_.has_workflow(workflow)) {
    counted();
    return fail(*expectation.node, what, "a workflow of a policy in force", names_.instead_of_workflow(workflow));
  }
  if (!known(*expectation.node, {}, expectation.which.about)) return;
  const std::vector<CaseEntry> found = book_.cases(expectation.which);
  if (expectation.count) {
    counted();
    const auto fits = [&](const CaseEntry& one) {
      return std::all_of(expectation.fields.begin(), expectation.fields.end(),
                         [&](const auto& field) { return differs(one, field.first, *field.second).empty(); });
    };
    const std::int64_t count = std::count_if(found.begin(), found.end(), fits);
    if (!expectation.count->accepts(count)) fail(*expectation.node, what, expectation.count->text, std::to_string(count));
    return;
  }
  if (found.size() != 1) {
    counted();
    std::string keys;
    for (const CaseEntry& one : found) keys += (keys.empty() ? ": " : ", ") + one.key + " (" + listed(one.states) + ")";
    fail(*expectation.node, what, "one case", std::to_string(found.size()) + keys);
    return;
  }
  if (expectation.fields.empty()) counted();
  for (const auto& [name, node] : expectation.fields) {
    counted();
    const std::string other = differs(found.front(), name, *node);
    if (!other.empty()) fail(*node, what + ": " + name, loader::brief(*node), other);
  }
}

}  // namespace huifang::policy_test
