/// Decisions and tiers that a DMN model makes.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "helpers.hpp"
#include "policy/model.hpp"

using namespace huifang;

namespace {

std::string tiers_document() {
  std::ifstream file(std::string(HUIFANG_SOURCE_DIR) + "/examples/decisions/tiers.dmn", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A policy whose tier is decided by `tier`.
std::string policy_with(const std::string& tier, const std::string& more = "") {
  return R"({"huifang": 1, "policy": "care", "version": "1", "effective": "2024-01-01..", "zone": "UTC",
  "facts": {"customer": {"volume": "number", "complaints": "number", "since": "date",
                         "segment": {"type": ["retail", "wholesale", "project"]}, "as of": "date"}},
  "events": {"phone": {"contact": true}},
  "tiers": {"grade": )" +
         tier + "}" + more + R"(,
  "rules": {"call": {"each": "month", "when": "tier.grade = \"gold\"", "owe": {"need": "phone"}}}})";
}

const std::string grade = R"({"dmn": "tiers.dmn", "decision": "Grade"})";

LoadOptions finding() {
  LoadOptions options;
  options.find_document = [](std::string_view name, std::string_view) -> std::optional<PolicySource> {
    if (name != "tiers.dmn") return std::nullopt;
    return PolicySource{tiers_document(), "tiers.dmn"};
  };
  return options;
}

std::string refused(const std::string& text, const LoadOptions& options) {
  try {
    (void)Policy::load(text, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

SCENARIO("a tier may be a decision of a DMN model", "[policy][dmn]") {
  GIVEN("a host that finds the document") {
    const Policy policy = Policy::load(policy_with(grade), finding());
    THEN("the tier's values are those of the decision's type, and it reads the subject's attributes") {
      const TierDef& tier = policy.model().tiers.at(0);
      CHECK(tier.values == std::vector<std::string>{"gold", "silver", "bronze"});
      REQUIRE(tier.table);
      CHECK(tier.table.attributes().size() == 5);
      CHECK(tier.table.source().inputs.at(0).expression.find("decide(\"tiers.dmn: Grade\", ") == 0);
    }
    THEN("the stored policy holds the document and is loaded without the host") {
      CHECK(policy.canonical_text().find("\"documents\":{\"tiers.dmn\":") != std::string::npos);
      const Policy again = Policy::load(policy.canonical_text());
      CHECK(again.hash() == policy.hash());
      CHECK(again.canonical_text() == policy.canonical_text());
    }
    THEN("another content of the document is another policy") {
      LoadOptions other = finding();
      other.find_document = [](std::string_view, std::string_view) -> std::optional<PolicySource> {
        std::string text = tiers_document();
        text.replace(text.find("10000"), 5, "20000");
        return PolicySource{std::move(text), "tiers.dmn"};
      };
      CHECK(Policy::load(policy_with(grade), other).hash() != policy.hash());
    }
  }
  GIVEN("a policy in a file") {
    const auto folder = std::filesystem::temp_directory_path() / "huifang-policy-dmn";
    std::filesystem::create_directories(folder / "models");
    std::ofstream(folder / "policy.json")
        << policy_with(R"({"dmn": "models/tiers.dmn", "decision": "Grade"})");
    std::ofstream(folder / "models" / "tiers.dmn") << tiers_document();
    THEN("the document is found beside it") {
      CHECK(Policy::load_file((folder / "policy.json").string()).model().tiers.at(0).values.size() == 3);
    }
    THEN("a document outside its folder is not opened") {
      const std::string absolute = (folder / "models" / "tiers.dmn").string();
      for (const std::string& name :
           {std::string("../models/tiers.dmn"), std::string("x/../tiers.dmn"), absolute}) {
        const std::string path = (folder / "models" / "policy.json").string();
        std::ofstream(path) << policy_with(R"({"dmn": ")" + name + R"(", "decision": "Grade"})");
        CHECK_THROWS_WITH(Policy::load_file(path),
                          Catch::Contains("a file beside the policy or below its folder"));
      }
    }
    std::filesystem::remove_all(folder);
  }
}

SCENARIO("inputs of a model may be given as expressions", "[policy][dmn]") {
  const std::string decision =
      R"json(, "decisions": {"visits": {"dmn": "tiers.dmn", "decision": "Visits a quarter",
         "given": {"as of": "date(\"2025-06-01\")"}}})json";
  const Policy policy = Policy::load(policy_with(grade, decision), finding());
  CHECK(policy.model().decisions.at(0).expression);
  CHECK(policy.model().decisions.at(0).expression.type().kind == feel::Type::Kind::number);
}

SCENARIO("what does not fit a DMN model is told where the policy names it", "[policy][dmn]") {
  CHECK(refused(policy_with(grade), {}) ==
        "5:30: error HF1511: /tiers/grade/dmn: the DMN document is not found; found tiers.dmn, expected a "
        "document of "
        "`documents`, or a file beside the policy or below its folder");
  CHECK(refused(policy_with(R"({"dmn": "tiers.dmn", "decision": "Grad"})"), finding())
            .find("HF1512: /tiers/grade/decision: the DMN model has no such decision; found Grad; did you "
                  "mean Grade?") != std::string::npos);
  CHECK(refused(policy_with(R"({"dmn": "tiers.dmn"})"), finding())
            .find("HF1103: /tiers/grade: a DMN model makes several") != std::string::npos);
  CHECK(refused(policy_with(R"({"dmn": "tiers.dmn", "decision": "Loyalty"})"), finding())
            .find("HF1512: /tiers/grade/decision: the decision gives no tier") != std::string::npos);
  CHECK(
      refused(policy_with(R"({"dmn": "tiers.dmn", "decision": "Grade", "given": {"asof": "1"}})"), finding())
          .find("HF1513: /tiers/grade/given/asof: the DMN decision has no such input; found asof; did you "
                "mean as of?") != std::string::npos);
  CHECK(refused(policy_with(R"({"dmn": "tiers.dmn", "decision": "Grade", "inputs": []})"), finding())
            .find("HF1104") != std::string::npos);
  LoadOptions broken;
  broken.find_document = [](std::string_view, std::string_view) -> std::optional<PolicySource> {
    return PolicySource{"<definitions/>", "tiers.dmn"};
  };
  CHECK(refused(policy_with(grade), broken)
            .find("HF2312: /tiers/grade/dmn: tiers.dmn:1:1: the namespace is that of no") !=
        std::string::npos);
}
