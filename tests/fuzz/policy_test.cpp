/// Policy-test files, run against a policy beside them.
#include "huifang/policy_test.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "target.hpp"

using namespace huifang;

namespace {

/// A folder with a policy, for the life of the program.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("huifang-fuzz-" + std::to_string(getpid()));
  Folder() {
    std::filesystem::create_directories(path / "tests");
    std::ofstream(path / "policy.json") << R"j({
      "huifang": 1, "policy": "fuzzed", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
      "facts": {"customer": {"grade": ["A", "B", "C"]}, "staff": {"unit": ["sales"]}},
      "events": {"order": {"amount": "number"}, "phone": {"contact": true}},
      "measures": {"orders": {"for": "customer", "count": "order", "over": "30 days"}},
      "tiers": {"rank": {"for": "customer", "inputs": ["customer.orders"], "rows": [["> 1", "key"], ["-", "ordinary"]]}},
      "rules": {"call": {"each": "week", "owe": {"need": "phone"}},
                "late": {"on": "missed.call", "do": [{"flag": "late"}]}}})j";
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  const std::filesystem::path file = folder.path / "tests" / "fuzzed.json";
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const PolicyTestReport report = run_policy_tests({file.string()});
  fuzz::require(report.passed + report.failed == report.results.size(), "every test passed or failed");
  return 0;
}
