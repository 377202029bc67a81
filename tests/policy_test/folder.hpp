#pragma once
/// A small regulation in a folder of its own, for tests of the runner of policy tests.

#include <filesystem>
#include <fstream>
#include <string>

#include "huifang/policy_test.hpp"

namespace huifang_tests {

inline constexpr const char* shop_policy = R"({
  "huifang": 1, "policy": "shop", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "params": {"bound": {"type": "number", "default": 100}},
  "facts": {"customer": {"name": "string", "vip": "flag"}, "staff": {"unit": ["sales"]}},
  "events": {"phone": {"contact": true}, "order": {"amount": "number"}},
  "measures": {"orders": {"for": "customer", "count": "order"}},
  "roles": {"seller": "customer.owner"},
  "tiers": {"class": {"for": "customer", "source": "1", "inputs": ["customer.orders", "customer.vip"],
                      "rows": [[">= 2", "-", "good"], ["-", "true", "good"], ["-", "-", "plain"]]}},
  "rules": {
    "weekly": {"source": "2", "each": "week", "owe": {"need": "phone", "owner": "seller"}},
    "thanks": {"source": "3", "on": "order", "when": "cause.amount > $bound", "again": "parallel",
               "owe": {"need": "phone", "owner": "seller", "due": "2 days"}},
    "large":  {"source": "4", "on": "order", "when": "cause.amount > 1000", "do": [{"flag": "large"}, {"notify": "seller"}]}
  }})";

/// Removed with everything in it when the test ends.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() / ("huifang-policy-test-" + std::to_string(++count_))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "tests");
    write("policy.json", shop_policy);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string path(const std::string& name = {}) const { return (path_ / name).string(); }

  /// Run one test on the shop, with two staff and a customer.
  huifang::PolicyTestReport run(const std::string& test) const {
    write("tests/a.json", R"({"huifang_test": 1, "given": {"from": "2024-03-04", "facts": {
      "staff": {"s1": {"unit": "sales"}, "s2": {}}, "customer": {"c1": {"name": "Ann", "owner": "s1"}}}},
      "tests": {"it": )" + test +
                              "}}");
    return huifang::run_policy_tests({path("tests/a.json")});
  }

  /// "passed", or "what | expected | found" of the first failure.
  std::string outcome(const std::string& test) const {
    const huifang::PolicyTestReport report = run(test);
    if (report.failed == 0) return "passed";
    const huifang::PolicyTestFailure& failure = report.results.front().failures.front();
    return failure.what + " | " + failure.expected + " | " + failure.found;
  }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

}  // namespace huifang_tests
