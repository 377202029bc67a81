#include "policy_test/names.hpp"

#include "huifang/error.hpp"
#include "policy/model.hpp"
#include "policy/score_model.hpp"
#include "policy/workflow_model.hpp"

namespace huifang::policy_test {

void Names::meet(const Book& book) {
  for (const PolicyBinding& binding : book.bindings()) {
    const PolicyModel& model = binding.policy.model();
    if (!hashes_.insert(binding.policy.hash()).second) continue;
    const auto add = [&](std::set<std::string>& names, const std::string& name) {
      names.insert(name);
      names.insert(model.root + "/" + name);
    };
    for (const RuleDef& rule : model.rules) {
      add(rules_, rule.id);
      for (const StepDef& step : rule.steps) add(rules_, rule.id + "." + step.name);
    }
    for (const TierDef& tier : model.tiers) add(tiers_, tier.name);
    for (const EntityDef& entity : model.entities) {
      entities_.insert(entity.name);
      for (const std::uint32_t fact : entity.facts) facts_.insert(entity.name + "." + model.attributes[fact].name);
    }
    for (const auto& workflow : model.workflows) add(workflows_, workflow->name);
    for (const auto& score : model.scores) add(scores_, score->name);
  }
}

std::string Names::instead(const std::string& kind, const std::string& name, const std::set<std::string>& names) {
  const std::string nearest = nearest_name(name, {names.begin(), names.end()});
  return "no policy has the " + kind + " " + name + (nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

}  // namespace huifang::policy_test
