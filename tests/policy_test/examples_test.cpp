/// The regulations under examples/policies hold what their tests promise, and every rule of theirs is tested.
#include <catch2/catch.hpp>

#include <filesystem>
#include <map>
#include <string>

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
  // A policy that extends another of its folder has the rules of that one too.
  std::map<std::string, bool> reached;
  for (const PolicyCoverage& policy : report.coverage) {
    const std::string folder = std::filesystem::path(policy.file).parent_path().string();
    for (const PolicyCoverageItem& item : policy.items) {
      bool& any = reached[folder + ": " + item.kind + ' ' + item.name];
      any = any || item.reached;
    }
  }
  for (const auto& [name, any] : reached) {
    INFO(name);
    CHECK(any);
  }
}
