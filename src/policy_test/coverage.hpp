#pragma once
/// Which rules and tier rows of a policy the tests reached.

#include <map>
#include <string>
#include <vector>

#include "huifang/book.hpp"
#include "huifang/policy_test.hpp"

namespace huifang::policy_test {

/// Coverage of the policies that one run meets, by file.
class CoverageLog {
 public:
  /// Make a policy known, with nothing reached.
  void meet(const std::string& file, const Policy& policy);
  /// Add what happened in a book under the policy of `file`.
  void add(const std::string& file, const Book& book);
  std::vector<PolicyCoverage> result() const;

 private:
  std::vector<PolicyCoverage> policies_;
  std::vector<std::string> roots_;       ///< by policy
  std::map<std::string, std::size_t> by_file_;
};

}  // namespace huifang::policy_test
