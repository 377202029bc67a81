/// What a policy-test file may say, and which files are found.
#include <catch2/catch.hpp>

#include "folder.hpp"

using namespace huifang;
using huifang_tests::Folder;

namespace {

std::vector<std::string> refusals(const std::string& text) {
  const Folder shop;
  shop.write("tests/a.json", text);
  const PolicyTestReport report = run_policy_tests({shop.path("tests/a.json")});
  CHECK(report.failed == 1);
  CHECK(report.results.at(0).name.empty());
  std::vector<std::string> found;
  for (const PolicyTestFailure& failure : report.results[0].failures) {
    const std::size_t code = failure.what.find("HF");
    found.push_back((code == std::string::npos ? failure.what : failure.what.substr(code, 6)) + " " +
                    failure.pointer);
  }
  return found;
}

}  // namespace

SCENARIO("a test file that cannot be used is one failed test with all that is wrong with it",
         "[policy_test]") {
  CHECK(refusals("{") == std::vector<std::string>{"HF1001 "});
  CHECK(refusals("{}") == std::vector<std::string>{"HF1103 ", "HF1103 "});
  CHECK(refusals(R"({"huifang_test": 2, "tests": {}})") ==
        std::vector<std::string>{"HF1108 /huifang_test", "HF1114 /tests"});
  CHECK(refusals(R"({"huifang_test": 1, "tests": {"a": {}}})") ==
        std::vector<std::string>{"HF1103 /tests/a"});
  CHECK(refusals(R"({"huifang_test": 1, "tests": {"a": {"then": {}}}})") ==
        std::vector<std::string>{"HF1114 /tests/a/then"});
  CHECK(refusals(R"({"huifang_test": 1, "given": {"fro": "2024-01-01"}, "tests": {"a": {
      "when": [{"advance": "tomorrow"}, {"at": "2024-01-01"}, {"type": "x", "every": "1 day"}],
      "then": {"duties": {"rule": "r", "count": 1, "at_least": 2}, "duty": {"subject": "c1", "state": "finished"},
               "tiers": {"subject": "c1"}, "facts": {"subject": "c1", "name": "n"}, "effects": {"count": -1}, "dutys": []}}}})") ==
        std::vector<std::string>{"HF1101 /given/fro", "HF1111 /tests/a/when/0/advance",
                                 "HF1103 /tests/a/when/1", "HF1103 /tests/a/when/2", "HF1103 /tests/a/when/2",
                                 "HF1104 /tests/a/then/duties", "HF1103 /tests/a/then/duty",
                                 "HF1109 /tests/a/then/duty/state", "HF1103 /tests/a/then/tiers",
                                 "HF1103 /tests/a/then/tiers", "HF1103 /tests/a/then/facts",
                                 "HF1110 /tests/a/then/effects/count", "HF1101 /tests/a/then/dutys"});
}

SCENARIO("a hostile test file is a failed test, not a hanging or dying run", "[policy_test][hostile]") {
  std::string deep = R"({"huifang_test": 1, "tests": )";
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  CHECK(refusals(deep).front().starts_with("HF1011 /tests/a/a"));
  CHECK(refusals(R"({"huifang_test": 1e999999999, "tests": {"a": {"then": {}}}})") == std::vector<std::string>{"HF1004 "});
  CHECK(refusals("{\"huifang_test\": 1, \"tests\": {\"" + std::string(9'000'000, 'x') + "\": {}}}").front().size() <= 1'007);
  CHECK(refusals("{\"huifang_test\": 1,\"huifang_test\": 1, \"tests\": {\"\xff\": {}}}").front() == "HF1002 ");
  const Folder shop;
  const auto failed = [&](const std::string& step) {
    const PolicyTestReport report = shop.run(R"({"when": [)" + step + R"(], "then": {"duties": {"rule": "weekly", "count": 0}}})");
    REQUIRE(report.failed == 1);
    return report.results[0].failures.at(0).what + ": " + report.results[0].failures.at(0).found;
  };
  CHECK(failed(R"({"log": "/dev/zero"})").find("HF1010") != std::string::npos);
  CHECK(failed(R"({"log": "it.json", "map": "/dev/zero"})").find("HF1010") != std::string::npos);
  CHECK(failed(R"({"log": ".."})").find("HF5001") != std::string::npos);
  CHECK(failed(R"({"type": "order", "customer": "c", "at": "2024-01-01", "every": "0 days", "until": "2024-02-01"})").find("repetition") !=
        std::string::npos);
  CHECK(failed(R"({"type": "order", "customer": "c", "at": "2024-01-01", "every": "8600 years", "until": "9999-12-31"})").find("years 1400 to 9999") !=
        std::string::npos);
}

SCENARIO("a policy that is refused fails the tests beside it, with its diagnostics", "[policy_test]") {
  const Folder shop;
  shop.write("policy.json", R"({"huifang": 1, "policy": "shop"})");
  const PolicyTestReport report = shop.run(R"({"then": {"duties": {"rule": "weekly", "count": 0}}})");
  REQUIRE(report.failed == 1);
  CHECK(report.results[0].name == "it");
  CHECK(report.results[0].failures.at(0).what.find("policy.json") != std::string::npos);
}

SCENARIO("a test file that is refused says each thing once", "[policy_test]") {
  const Folder shop;
  shop.write("policy.json", R"({"huifang": 1, "policy": "shop", "version": "1"})");
  const PolicyTestReport report = shop.run(R"({"then": {"duties": {"rule": "weekly", "cuont": 0}}})");
  REQUIRE(report.failed == 1);
  const PolicyTestFailure& failure = report.results[0].failures.at(0);
  CHECK(failure.what.find("error HF1101: /tests/it/then/duties/cuont: ") == 0);
  CHECK(failure.what.find("found") == std::string::npos);
  CHECK(failure.line > 0);
}

SCENARIO("tests are found in folders named tests, at any depth, in the order of their names",
         "[policy_test]") {
  const Folder shop;
  std::filesystem::create_directories(shop.path("b/tests/deep"));
  for (const char* name : {"tests/z.json", "tests/a.json", "b/tests/m.json", "b/tests/notes.txt",
                           "b/tests/deep/n.json", "b/map.json"})
    shop.write(name, "{}");
  CHECK(find_policy_tests({shop.path()}) == std::vector<std::string>{shop.path("b/tests/m.json"),
                                                                     shop.path("tests/a.json"),
                                                                     shop.path("tests/z.json")});
  THEN("a file stands for itself, and nothing is found twice") {
    CHECK(find_policy_tests({shop.path("b/map.json"), shop.path("tests"), shop.path("tests/a.json")}) ==
          std::vector<std::string>{shop.path("b/map.json"), shop.path("tests/a.json"),
                                   shop.path("tests/z.json")});
  }
  THEN("what does not exist is an error") {
    CHECK_THROWS_AS(find_policy_tests({shop.path("nowhere")}), Error);
  }
}

SCENARIO("tests can be chosen by a part of their name", "[policy_test]") {
  const Folder shop;
  shop.write("tests/a.json",
             R"({"huifang_test": 1, "tests": {"red one": {"then": {"duties": {"rule": "thanks", "count": 0}}},
                                                               "blue one": {"then": {"duties": {"rule": "thanks", "count": 9}}}}})");
  PolicyTestOptions options;
  options.only = "red";
  std::vector<std::string> seen;
  options.progress = [&](const PolicyTestResult& result) { seen.push_back(result.name); };
  const PolicyTestReport report = run_policy_tests({shop.path("tests/a.json")}, options);
  CHECK(report.passed == 1);
  CHECK(report.failed == 0);
  CHECK(seen == std::vector<std::string>{"red one"});
}

SCENARIO("the schema of policy tests is part of the library", "[policy_test]") {
  CHECK(policy_test_schema().find("\"huifang_test\"") != std::string_view::npos);
}
