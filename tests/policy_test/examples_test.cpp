/// The regulations under examples/policies hold what their tests promise, and every rule of theirs is tested.
#include <catch2/catch.hpp>

#include "huifang/policy_test.hpp"

using namespace huifang;

TEST_CASE("the policy tests of the examples pass and reach every rule and tier row",
          "[policy_test][examples]") {
  const auto files = find_policy_tests({std::string(HUIFANG_SOURCE_DIR) + "/examples/policies"});
  REQUIRE(!files.empty());
  const PolicyTestReport report = run_policy_tests(files);
  for (const PolicyTestResult& result : report.results) {
    for (const PolicyTestFailure& failure : result.failures) {
      FAIL_CHECK(result.file << ": " << result.name << ": " << failure.what
                             << "\n  expected: " << failure.expected << "\n  found: " << failure.found);
    }
  }
  CHECK(report.failed == 0);
  CHECK(report.passed >= 50);
  for (const PolicyCoverage& policy : report.coverage) {
    for (const PolicyCoverageItem& item : policy.items) {
      INFO(policy.policy << ": " << item.kind << ' ' << item.name);
      CHECK(item.reached);
    }
  }
}
