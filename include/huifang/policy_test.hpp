#pragma once
/// Policy tests: given / when / then, as data beside the policy they prove.
///
/// A policy stands in `<folder>/policy.json`, its tests in `<folder>/tests/*.json`
/// (examples/guide/policy-tests.md). Every test runs on a book of its own in memory.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/error.hpp"

namespace huifang {

/// One thing that is not as the test expects.
struct PolicyTestFailure {
  std::string what;  ///< what was looked at, e.g. "duty art3-phone of customer:c1, 2024-W10: state"
  std::string expected;
  std::string found;
  std::string pointer;      ///< JSON pointer of the expectation in the test file
  std::int64_t line = 0;    ///< 1-based; 0 = unknown
  std::int64_t column = 0;  ///< 1-based, code points
};

/// One test and how it went.
struct PolicyTestResult {
  std::string file;          ///< path of the test file as it was given or found
  std::string name;          ///< its key in the file; empty: the file itself could not be used
  std::uint64_t checks = 0;  ///< expectations looked at
  std::vector<PolicyTestFailure> failures;
  bool passed() const { return failures.empty(); }
};

/// Something of a policy that tests can reach.
struct PolicyCoverageItem {
  std::string kind;  ///< "rule": it owed or did something; "tier row": it decided about a subject; "transition": a case took it
  std::string name;  ///< rule id; "rank, row 2"
  bool reached = false;
};

/// What all tests of one policy together reached.
struct PolicyCoverage {
  std::string policy;                     ///< its id
  std::string file;                       ///< its path
  std::vector<PolicyCoverageItem> items;  ///< rules in document order, then transitions, then tier rows
};

/// What all tests of a run came to.
struct PolicyTestReport {
  std::vector<PolicyTestResult> results;  ///< in order of files, then of the tests in them
  std::vector<PolicyCoverage> coverage;   ///< in order of first use
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
};

/// Which tests are run, and who watches.
struct PolicyTestOptions {
  std::string only;                                       ///< run tests whose name contains this; empty: all
  std::function<void(const PolicyTestResult&)> progress;  ///< called after each test, on the calling thread
};

/// Test files under `paths`: a file stands for itself, a folder for all `tests/*.json` in it at any depth.
/// Sorted by name within each path, none twice. Throws Error(storage) for a path that does not exist.
std::vector<std::string> find_policy_tests(const std::vector<std::string>& paths);

/// Run all tests of these files. A file or policy that cannot be used counts as one failed test with the
/// diagnostics as failures; nothing is thrown for it.
PolicyTestReport run_policy_tests(const std::vector<std::string>& files,
                                  const PolicyTestOptions& options = {});

/// The JSON Schema (2020-12) of policy-test files.
std::string_view policy_test_schema();

}  // namespace huifang
