/// huifang test: run policy tests.
#include <algorithm>
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string only;
  std::string format = "text";
  bool verbose = false;
};

void print_failures(const PolicyTestResult& result) {
  print_line("FAILED  " + result.file + (result.name.empty() ? "" : ": " + result.name));
  for (const PolicyTestFailure& failure : result.failures) {
    std::string line = "  ";
    if (failure.line > 0)
      line += result.file + ':' + std::to_string(failure.line) + ':' + std::to_string(failure.column) + ": ";
    print_line(line + failure.what);
    if (!failure.expected.empty()) print_line("    expected: " + failure.expected);
    if (!failure.found.empty()) print_line("    found:    " + failure.found);
  }
}

void print_coverage(const std::vector<PolicyCoverage>& coverage) {
  for (const PolicyCoverage& policy : coverage) {
    struct Count {
      std::string kind;
      std::size_t all = 0, reached = 0;
    };
    std::vector<Count> counts{{"rule"}};
    std::string missing;
    for (const PolicyCoverageItem& item : policy.items) {
      auto count = std::find_if(counts.begin(), counts.end(), [&](const Count& one) { return one.kind == item.kind; });
      if (count == counts.end()) count = counts.insert(counts.end(), {item.kind});
      ++count->all;
      count->reached += item.reached ? 1 : 0;
      if (!item.reached) missing += (missing.empty() ? "" : ", ") + item.name;
    }
    std::string line = policy.policy + ": reached ";
    for (const Count& count : counts) {
      if (&count != &counts.front()) line += ", ";
      line += std::to_string(count.reached) + " of " + std::to_string(count.all) + " " + count.kind + "s";
    }
    print_line(missing.empty() ? line : line + "; not reached: " + missing);
  }
}

void print_json(const PolicyTestReport& report) {
  std::string out = "{\n  \"tests\": [";
  for (std::size_t i = 0; i < report.results.size(); ++i) {
    const PolicyTestResult& result = report.results[i];
    out += (i == 0 ? "\n    " : ",\n    ") + std::string("{\"file\": ") + json_string(result.file) +
           ", \"name\": " + json_string(result.name) +
           ", \"passed\": " + (result.passed() ? "true" : "false") +
           ", \"checks\": " + std::to_string(result.checks) + ", \"failures\": [";
    for (std::size_t k = 0; k < result.failures.size(); ++k) {
      const PolicyTestFailure& failure = result.failures[k];
      out += (k == 0 ? "" : ", ") + std::string("{\"what\": ") + json_string(failure.what) +
             ", \"expected\": " + json_string(failure.expected) +
             ", \"found\": " + json_string(failure.found) + ", \"pointer\": " + json_string(failure.pointer) +
             ", \"line\": " + std::to_string(failure.line) + '}';
    }
    out += "]}";
  }
  out += "\n  ],\n  \"coverage\": [";
  for (std::size_t i = 0; i < report.coverage.size(); ++i) {
    const PolicyCoverage& policy = report.coverage[i];
    out += (i == 0 ? "\n    " : ",\n    ") + std::string("{\"policy\": ") + json_string(policy.policy) +
           ", \"file\": " + json_string(policy.file) + ", \"items\": [";
    for (std::size_t k = 0; k < policy.items.size(); ++k) {
      const PolicyCoverageItem& item = policy.items[k];
      out += (k == 0 ? "" : ", ") + std::string("{\"kind\": ") + json_string(item.kind) +
             ", \"name\": " + json_string(item.name) + ", \"reached\": " + (item.reached ? "true" : "false") +
             '}';
    }
    out += "]}";
  }
  out += "\n  ],\n  \"passed\": " + std::to_string(report.passed) +
         ",\n  \"failed\": " + std::to_string(report.failed) + "\n}";
  print_line(out);
}

int run(const Options& options) {
  const std::vector<std::string> files = find_policy_tests(options.paths);
  PolicyTestOptions how;
  how.only = options.only;
  if (options.format == "text") {
    how.progress = [&](const PolicyTestResult& result) {
      if (!result.passed()) {
        print_failures(result);
      } else if (options.verbose) {
        print_line("ok      " + result.file + ": " + result.name);
      }
    };
  }
  const PolicyTestReport report = run_policy_tests(files, how);
  if (report.results.empty()) {
    say(files.empty() ? "huifang: no policy tests there; they are files tests/*.json beside a policy.json"
                      : "huifang: no test has \"" + options.only + "\" in its name");
    return exit_input;
  }
  if (options.format == "json") {
    print_json(report);
  } else {
    print_coverage(report.coverage);
    print_line(std::to_string(report.passed) + " passed, " + std::to_string(report.failed) + " failed");
  }
  return report.failed == 0 ? exit_ok : exit_findings;
}

}  // namespace

void add_test(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "Run the policy tests beside policies");
  command->add_option("DIR", options->paths, "folders with tests/*.json at any depth, or test files")
      ->required();
  command->add_option("--only", options->only, "only tests whose name contains this text")->type_name("TEXT");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_flag("--verbose,-v", options->verbose, "name the tests that passed as well");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
