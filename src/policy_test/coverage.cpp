#include "policy_test/coverage.hpp"

#include "policy/model.hpp"
#include "policy/workflow_model.hpp"
#include "policy_test/checks.hpp"

namespace huifang::policy_test {
namespace {

std::string row_name(const std::string& tier, const std::string& row) { return tier + ", row " + row; }

}  // namespace

void CoverageLog::meet(const std::string& file, const Policy& policy) {
  if (by_file_.contains(file)) return;
  by_file_.emplace(file, policies_.size());
  roots_.push_back(policy.model().root);
  PolicyCoverage& coverage = policies_.emplace_back();
  coverage.policy = policy.id();
  coverage.file = file;
  for (const RuleDef& rule : policy.model().rules) {
    if (rule.owe || rule.workflow == none) coverage.items.push_back({"rule", rule.id, false});
  }
  for (const auto& workflow : policy.model().workflows) {
    for (const auto& transition : workflow->chart->transitions) coverage.items.push_back({"transition", transition.pointer, false});
  }
  for (const TierDef& tier : policy.model().tiers) {
    if (!tier.table) continue;
    for (std::size_t row = 1; row <= tier.table.source().rows.size(); ++row) {
      coverage.items.push_back({"tier row", row_name(tier.name, std::to_string(row)), false});
    }
  }
}

void CoverageLog::add(const std::string& file, const Book& book) {
  const auto known = by_file_.find(file);
  if (known == by_file_.end()) return;
  std::vector<PolicyCoverageItem>& items = policies_[known->second].items;
  const auto reach = [&](std::string_view kind, const std::string& name) {
    for (PolicyCoverageItem& item : items) {
      if (item.kind == kind && item.name == name) item.reached = true;
    }
  };
  for (const DutyCount& count : book.counts()) {
    if (count.created > 0 && count.policy == roots_[known->second]) reach("rule", count.rule);
  }
  for (const Effect& effect : book.effects()) reach("rule", because_member(effect.because, "rule"));
  for (const CaseEntry& one : book.cases()) {
    for (const CaseStep& step : book.case_path(one.workflow, one.key)) {
      for (const std::string& transition : step.transitions) reach("transition", transition);
    }
  }
  for (const TierEntry& entry : book.tiers()) {
    reach("tier row", row_name(entry.tier, because_member(entry.because, "row")));
  }
}

std::vector<PolicyCoverage> CoverageLog::result() const { return policies_; }

}  // namespace huifang::policy_test
