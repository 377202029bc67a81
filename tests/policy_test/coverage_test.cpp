#include <catch2/catch.hpp>

#include "folder.hpp"

using namespace huifang;
using huifang_tests::Folder;

namespace {

std::vector<std::string> unreached(const PolicyTestReport& report) {
  std::vector<std::string> names;
  for (const PolicyCoverageItem& item : report.coverage.at(0).items) {
    if (!item.reached) names.push_back(item.name);
  }
  return names;
}

}  // namespace

SCENARIO("the report says which rules and tier rows no test reached", "[policy_test]") {
  const Folder shop;
  const auto quiet = shop.run(R"({"then": {"duties": {"rule": "thanks", "count": 0}}})");
  REQUIRE(quiet.coverage.size() == 1);
  CHECK(quiet.coverage[0].policy == "shop");
  CHECK(quiet.coverage[0].items.size() == 6);
  CHECK(unreached(quiet) == std::vector<std::string>{"thanks", "large", "class, row 1", "class, row 2"});
  const auto busy = shop.run(R"({"given": {"facts": {"customer": {"c2": {"vip": true}}}}, "when": [
    {"type": "order", "customer": "c1", "at": "2024-03-05", "data": {"amount": 5000}},
    {"type": "order", "customer": "c1", "at": "2024-03-06", "data": {"amount": 5}}],
    "then": {"duties": {"rule": "thanks", "count": 1}}})");
  CHECK(busy.passed == 1);
  CHECK(unreached(busy).empty());
}
