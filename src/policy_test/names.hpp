#pragma once
/// What a test may name. An expectation about nothing must not pass because nothing is found.

#include <set>
#include <string>
#include <vector>

#include "huifang/book.hpp"

namespace huifang::policy_test {

/// The names of all policies that were in force in a book so far.
class Names {
 public:
  /// Adds those of the policies that are in force now.
  void meet(const Book& book);

  /// "rule", "rule.step", "workflow.state.duty", each also behind "policy/".
  bool has_rule(const std::string& name) const { return rules_.contains(name); }
  bool has_tier(const std::string& name) const { return tiers_.contains(name); }
  bool has_entity(const std::string& name) const { return entities_.contains(name); }
  bool has_workflow(const std::string& name) const { return workflows_.contains(name); }
  /// A fact of the entity.
  bool has_fact(const std::string& entity, const std::string& name) const { return facts_.contains(entity + "." + name); }
  bool has_score(const std::string& name) const { return scores_.contains(name); }

  /// What was found instead, for a report: "no such rule; did you mean r12?".
  std::string instead_of_rule(const std::string& name) const { return instead("rule", name, rules_); }
  std::string instead_of_tier(const std::string& name) const { return instead("tier", name, tiers_); }
  std::string instead_of_entity(const std::string& name) const { return instead("entity", name, entities_); }
  std::string instead_of_workflow(const std::string& name) const { return instead("workflow", name, workflows_); }
  std::string instead_of_fact(const std::string& entity, const std::string& name) const { return instead("fact", entity + "." + name, facts_); }
  std::string instead_of_score(const std::string& name) const { return instead("score", name, scores_); }

 private:
  static std::string instead(const std::string& kind, const std::string& name, const std::set<std::string>& names);

  std::set<std::string> rules_, tiers_, entities_, workflows_, scores_, facts_;
  std::set<std::string> hashes_;  // of the policies met
};

}  // namespace huifang::policy_test
