#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

namespace {

const std::string tiers = "'" HUIFANG_SOURCE_DIR "/examples/decisions/tiers.dmn'";

const char* const facts =
    R"({"customer": {"volume": 12000, "complaints": 3, "since": "2023-03-15", "segment": "retail"},
  "as of": "2025-06-01"})";

}  // namespace

SCENARIO("a plain DMN model is checked and evaluated without a policy", "[cli][dmn]") {
  const Workplace here("decide");
  here.write("facts.json", facts);
  WHEN("a decision is asked for") {
    const Ran ran = here.run("decide " + tiers + " --decision Grade --input facts.json");
    CHECK(ran.code == 0);
    CHECK(ran.out == "\"silver\"\n");
    CHECK(ran.err.empty());
  }
  WHEN("the reasons are asked for") {
    CHECK(here.run("decide " + tiers + " --decision Grade --input facts.json --explain").out ==
          "Loyalty: 26\n"
          "Grade: \"silver\"\n"
          "  table of decision Grade: row 2 of 3 matched, with customer.volume = 12000, Loyalty = 26, "
          "customer.complaints = 3\n"
          "    row 1 did not: customer.complaints\n"
          "\"silver\"\n");
  }
  WHEN("JSON is asked for") {
    CHECK(
        here.run("decide " + tiers + " --decision 'Visits a quarter' --input facts.json --format json").out ==
        "{\"value\": 1,\n \"problems\": []}\n");
  }
  WHEN("reasons are asked for as JSON") {
    const std::string json =
        here.run("decide " + tiers + " --decision Grade --input facts.json --explain --format json").out;
    CHECK(has(
        json,
        R"("tables": [{"of": "decision Grade", "inputs": [{"input": "customer.volume", "value": 12000}, )"
        R"({"input": "Loyalty", "value": 26}, {"input": "customer.complaints", "value": 3}], "matched": [2], )"
        R"("failed": {"1": ["customer.complaints"]}}])"));
  }
  WHEN("a service is asked for") {
    here.write(
        "more.json",
        R"({"customer": {"volume": 1, "complaints": 0, "since": "2024-01-01", "segment": "project"}, "Loyalty": 3})");
    CHECK(here.run("decide " + tiers + " --service Care --input more.json").out ==
          "{Grade: \"bronze\", Visits a quarter: 2}\n");
  }
  WHEN("an input is missing") {
    const Ran ran = here.run("decide " + tiers + " --decision Loyalty");
    CHECK(ran.code == 1);
    CHECK(ran.out == "null\n");
    CHECK(has(ran.err, "missing input: input customer: the input was not given"));
  }
  WHEN("what is asked for is not there") {
    CHECK(here.run("decide " + tiers).code == 2);
    CHECK(here.run("decide " + tiers + " --decision Grad").code == 3);
    CHECK(here.run("decide nothing.dmn --decision Grade").code == 4);
  }
  WHEN("a model imports another one beside it") {
    here.write(
        "library.dmn",
        R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="l" namespace="urn:l">
<decision id="one" name="one"><literalExpression><text>1</text></literalExpression></decision></definitions>)");
    const auto main = [](const std::string& location) {
      return R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
<import name="l" namespace="urn:l" importType="https://www.omg.org/spec/DMN/20230324/MODEL/")" +
             location +
             R"(/><decision id="d" name="d"><informationRequirement><requiredDecision href="urn:l#one"/></informationRequirement>
<literalExpression><text>l.one + 1</text></literalExpression></decision></definitions>)";
    };
    here.write("beside.dmn", main(" locationURI=\"library.dmn\""));
    here.write("main.dmn", main(""));
    CHECK(here.run("decide beside.dmn -d d").out == "2\n");
    CHECK(here.run("decide main.dmn -d d --import library.dmn").out == "2\n");
    CHECK(here.run("check main.dmn library.dmn").out == "2 files, 0 errors, 0 warnings\n");
    CHECK(here.run("check main.dmn").code == 1);
    here.write("below/outside.dmn", main(" locationURI=\"../library.dmn\""));
    here.write("above.dmn", main(" locationURI=\"below/library.dmn\""));
    const Ran outside = here.run("decide below/outside.dmn -d d");
    CHECK(outside.code == 3);
    CHECK(has(outside.err, "HF2320"));
    CHECK(has(outside.err, "locations do not lead out of the folder of the model"));
    CHECK(here.run("decide below/outside.dmn -d d --import library.dmn").out == "2\n");
    here.write("absolute.dmn", main(" locationURI=\"" + std::filesystem::temp_directory_path().string() +
                                    "/huifang-cli-test-decide/library.dmn\""));
    CHECK(here.run("decide absolute.dmn -d d").code == 3);
  }
  WHEN("a model is broken") {
    here.write(
        "broken.dmn",
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"b\" "
        "namespace=\"urn:b\">\n"
        "<decision id=\"d\" name=\"d\"><literalExpression><text>1 +</text></literalExpression></decision>\n"
        "</definitions>\n");
    const Ran ran = here.run("check broken.dmn");
    CHECK(ran.code == 1);
    CHECK(ran.out ==
          "broken.dmn:2:55: error HF2101: decision[d]: the expression ends too early; found the end, "
          "expected a value\n"
          "1 file, 1 error, 0 warnings\n");
    CHECK(here.run("decide broken.dmn -d d").code == 3);
  }
}
