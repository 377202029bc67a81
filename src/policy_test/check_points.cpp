/// What tests expect of points.
#include <algorithm>

#include "policy_test/checks.hpp"

namespace huifang::policy_test {
namespace {

std::string described(const PointExpectation& expectation) {
  const PointQuery& which = expectation.which;
  std::string text = "points";
  if (!which.point_class.empty()) text += " " + which.point_class;
  if (which.account) text += " of " + to_text(*which.account);
  if (!which.period.empty()) text += " in " + which.period;
  if (!which.rule.empty()) text += " by " + which.rule;
  if (!expectation.kind.empty()) text += ", " + expectation.kind;
  return text;
}

}  // namespace

void Checks::points(const PointExpectation& expectation) {
  const std::string what = described(expectation);
  const auto compare = [&](const std::string& name, const Node* expected, const Decimal& found) {
    if (expected == nullptr) return;
    counted();
    if (found != *Decimal::parse(expected->text)) fail(*expected, what + ": " + name, expected->text, found.to_text());
  };
  if (expectation.balance != nullptr) {
    Decimal sum;
    for (const PointBalance& one : book_.balances(expectation.which)) sum = Decimal::add(sum, one.closing).value_or(sum);
    compare("balance", expectation.balance, sum);
  }
  if (expectation.change == nullptr && !expectation.count) return;
  std::vector<PointEntry> entries = book_.entries(expectation.which);
  std::erase_if(entries, [&](const PointEntry& one) { return !expectation.kind.empty() && one.kind != expectation.kind; });
  Decimal sum;
  for (const PointEntry& one : entries) sum = Decimal::add(sum, one.amount).value_or(sum);
  compare("change", expectation.change, sum);
  if (!expectation.count) return;
  counted();
  if (!expectation.count->accepts(std::ssize(entries))) {
    fail(*expectation.node, what + ": entries", expectation.count->text, std::to_string(entries.size()));
  }
}

}  // namespace huifang::policy_test
