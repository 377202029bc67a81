#include <catch2/catch.hpp>

#include "huifang/decision_rows.hpp"

using namespace huifang;
using namespace std::literals;

namespace {

const char grades[] = R"({
  "name": "grade", "hitPolicy": "FIRST",
  "inputs": [{"name": "volume", "type": "number", "decimals": 2},
             {"name": "months", "type": "number", "decimals": 0},
             {"name": "segment", "type": "string", "values": ["retail", "wholesale", "gov"]}],
  "output": {"name": "tier", "type": "string"},
  "rules": [[">= 1000000", "<= 3", "-", "strategic"],
            [">= 500000", "<= 6", "\"wholesale\", \"gov\"", "gold"],
            ["< 0.005", "-", "-", "nothing"],
            ["-", "> 12", "-", "dormant"]]})";

std::string answer(const Decision& decision, std::string_view record) {
  std::string out;
  decision.append_json(decision.evaluate_json(record), record, out);
  return out;
}

std::string refusal(const std::string& document) {
  try {
    Decision::parse(document, "table.json");
    return "accepted";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

SCENARIO("a record is decided, or says which of four things is wrong with it", "[decision]") {
  const Decision decision = Decision::parse(grades);
  CHECK(decision.name() == "grade");
  CHECK(decision.is_indexed());
  CHECK(answer(decision, R"({"volume": 1000000, "months": 3, "segment": "retail"})") ==
        R"({"rule":1,"tier":"strategic"})");
  CHECK(answer(decision, R"({"segment":"gov","volume":999999.99,"months":6,"more":[{"a":[1,"]"]}]})") ==
        R"({"rule":2,"tier":"gold"})");
  CHECK(answer(decision, R"({"volume": 0.00, "months": 3, "segment": "retail"})") ==
        R"({"rule":3,"tier":"nothing"})");
  CHECK(answer(decision, R"({"volume": 1, "months": 3, "segment": "retail"})") ==
        R"({"rule":null,"tier":null})");
  THEN("what could change the answer has to be there") {
    CHECK(answer(decision, R"({"volume": 1000000, "segment": "retail"})") ==
          R"({"status":"missing","rule":1,"input":"months"})");
    CHECK(answer(decision, R"({"volume": 1000000, "months": null, "segment": "retail"})") ==
          R"({"status":"null","rule":1,"input":"months"})");
    CHECK(answer(decision, R"({"volume": 600000, "months": 4, "segment": "Gov"})") ==
          R"({"status":"wrong type","rule":2,"input":"segment"})");
    CHECK(answer(decision, R"({"volume": "many", "months": 4, "segment": "gov"})") ==
          R"({"status":"wrong type","rule":2,"input":"volume"})");
  }
  THEN("what could not does not matter") {
    CHECK(answer(decision, R"({"volume": 5, "months": 13})") == R"({"rule":4,"tier":"dormant"})");
    CHECK(answer(decision, R"({"volume": 5, "months": 13, "segment": 7})") ==
          R"({"rule":4,"tier":"dormant"})");
  }
  THEN("a number is never rounded: one with more decimals than the column is of a wrong type") {
    CHECK(answer(decision, R"({"volume": 1000000.001, "months": 3, "segment": "gov"})") ==
          R"({"status":"wrong type","rule":1,"input":"volume"})");
    CHECK(answer(decision, R"({"volume": 1.00000000e6, "months": 3.0, "segment": "gov"})") ==
          R"({"rule":1,"tier":"strategic"})");
  }
  THEN("what is no JSON object is refused with its place") {
    CHECK_THROWS_WITH(decision.evaluate_json(R"({"volume": 01})"), Catch::Contains("HF2217"));
    CHECK_THROWS_WITH(decision.evaluate_json(R"({"volume": 1, "volume": 1})"),
                      Catch::Contains("every field once"));
    CHECK_THROWS_WITH(decision.evaluate_json("[]"), Catch::Contains("an object"));
    CHECK_THROWS_WITH(decision.evaluate_json(R"({"volume": 1} x)"), Catch::Contains("the end of the record"));
    CHECK_THROWS_WITH(decision.evaluate_json("{\"segment\": \"a\xff\"}"), Catch::Contains("UTF-8"));
    CHECK_THROWS_WITH(decision.evaluate_json(R"({"segment": "\ud800"})"), Catch::Contains("the second half"));
  }
  THEN("escapes in a text stand for what they mean") {
    CHECK(answer(decision, R"({"volume": 500000, "months": 6, "segment": "\u0067ov"})") ==
          R"({"rule":2,"tier":"gold"})");
  }
}

SCENARIO("the reasons tell the rules that almost matched", "[decision]") {
  const Decision decision = Decision::parse(grades);
  const DecisionField row[] = {DecisionField::of(60'000'000), DecisionField::of(7),
                               DecisionField::of("gov"sv)};
  DecisionTrace trace;
  const DecisionHit hit = decision.evaluate(row, trace);
  CHECK(hit.rule == -1);
  CHECK(trace.failed_columns(0) == std::vector<std::uint32_t>{0, 1});
  CHECK(trace.near_misses() == std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 1}, {2, 0}, {3, 1}});
  CHECK(trace.matching_rules().empty());
}

SCENARIO("outputs have other names than what answers say themselves", "[decision]") {
  try {
    Decision::parse(R"({"hitPolicy": "FIRST", "inputs": [{"name": "x", "type": "number"}],
      "outputs": [{"name": "status"}, {"name": "y"}, {"name": "rule"}], "rules": [["-", "a", "b", "c"]]})");
    FAIL("accepted");
  } catch (const Error& error) {
    REQUIRE(error.diagnostics().size() == 2);
    CHECK(error.diagnostics()[0].code == "HF2209");
    CHECK(error.diagnostics()[1].found == "rule");
  }
}

SCENARIO("rules that contradict the hit policy are an error of the row", "[decision]") {
  const std::string table = R"({"hitPolicy": "UNIQUE", "inputs": [{"name": "x", "type": "number"}],
    "output": {"name": "y"}, "rules": [["> 1", "a"], ["> 2", "b"]]})";
  const Decision decision = Decision::parse(table);
  CHECK(answer(decision, R"({"x": 2})") == R"({"rule":1,"y":"a"})");
  CHECK(answer(decision, R"({"x": 2.5})") == R"({"status":"error","rule":1,"input":null,"message":"rows 1 and 2 match, but only one may"})");
}

SCENARIO("computed inputs, cells and outputs have the same meaning in rows", "[decision]") {
  const Decision decision = Decision::parse(R"json({
    "hitPolicy": "FIRST",
    "columns": [{"name": "net", "type": "number", "decimals": 2}, {"name": "tax", "type": "number", "decimals": 2},
                {"name": "name", "type": "string"}],
    "inputs": [{"expression": "net + tax"}, {"name": "name"}],
    "outputs": [{"name": "class"}, {"name": "share"}],
    "rules": [["> 100", "starts with(?, \"A\") ", "big", "= net / 100"], ["-", "-", "small", 0]]})json");
  CHECK_FALSE(decision.is_indexed());
  CHECK_FALSE(decision.can_intern(2));
  CHECK_THROWS_WITH(decision.intern(2, "A"), Catch::Contains("HF2215"));
  CHECK(answer(decision, R"({"net": 90, "tax": 10.01, "name": "Anna"})") ==
        R"({"rule":1,"class":"big","share":0.9})");
  CHECK(answer(decision, R"({"net": 90, "tax": 10, "name": "Anna"})") ==
        R"({"rule":2,"class":"small","share":0})");
  CHECK(answer(decision, R"({"net": 90, "tax": 11, "name": "Bob"})") ==
        R"({"rule":2,"class":"small","share":0})");
  CHECK(answer(decision, R"({"net": 90, "name": "Anna"})") ==
        R"({"status":"missing","rule":1,"input":"net + tax"})");
  CHECK(answer(decision, R"({"net": 90, "tax": true, "name": "Anna"})") ==
        R"({"status":"wrong type","rule":1,"input":"net + tax"})");
}

SCENARIO("lists and sums are answers too", "[decision]") {
  const std::string rules = R"("inputs": [{"name": "x", "type": "number"}], "output": {"name": "p"},
    "rules": [["> 0", 1.5], ["> 1", 2], ["> 2", -0.25]]})";
  CHECK(answer(Decision::parse(R"({"hitPolicy": "COLLECT SUM", )" + rules), R"({"x": 3})") ==
        R"({"p":3.25})");
  CHECK(answer(Decision::parse(R"({"hitPolicy": "COLLECT SUM", )" + rules), R"({"x": 0})") ==
        R"({"p":null})");
  CHECK(answer(Decision::parse(R"({"hitPolicy": "COLLECT COUNT", )" + rules), R"({"x": 2})") == R"({"p":2})");
  CHECK(answer(Decision::parse(R"({"hitPolicy": "COLLECT MIN", )" + rules), R"({"x": 3})") ==
        R"({"rule":3,"p":-0.25})");
  CHECK(answer(Decision::parse(R"({"hitPolicy": "RULE ORDER", )" + rules), R"({"x": 2})") ==
        R"({"rules":[1,2],"p":[1.5,2]})");
}

SCENARIO("a column that is never null refuses rows without a value", "[decision]") {
  const Decision decision = Decision::parse(R"({"hitPolicy": "FIRST",
    "inputs": [{"name": "x", "type": "number", "nullable": false}], "output": {"name": "y"}, "rules": [["-", "a"]]})");
  CHECK(answer(decision, R"({"x": 1})") == R"({"rule":1,"y":"a"})");
  CHECK(answer(decision, R"({})") == R"({"status":"missing","rule":null,"input":"x"})");
}

SCENARIO("a binary column is compared with what doubles hold, or not at all", "[decision]") {
  const auto table = [](const std::string& test) {
    return R"({"hitPolicy": "FIRST", "inputs": [{"name": "x", "type": "double"}], "output": {"name": "y"},
             "rules": [[")" +
           test + R"(", "a"]]})";
  };
  const Decision decision = Decision::parse(table(">= 0.5"));
  CHECK(answer(decision, R"({"x": 0.5})") == R"({"rule":1,"y":"a"})");
  CHECK(answer(decision, R"({"x": 0.49999999999999994})") == R"({"rule":null,"y":null})");
  CHECK_THAT(refusal(table(">= 0.1")), Catch::Contains("HF2213"));
}

SCENARIO("a table document is refused with the place of what is wrong", "[decision]") {
  CHECK(
      refusal(
          R"({"inputs": [{"name": "x", "type": "number"}], "output": {"name": "y"}, "rules": [["> a", 1]]})") ==
      "table.json:1:86: error HF2110: /rules/0/0: this name is not known; found a");
  CHECK_THAT(
      refusal(R"({"inputs": [{"name": "x", "type": "numbre"}], "output": {"name": "y"}, "rules": []})"),
      Catch::Contains("did you mean number?"));
  CHECK_THAT(refusal(R"({"inputs": [], "output": {"name": "y"}, "rules": [["a", 1]]})"),
             Catch::Contains("HF1508"));
  CHECK_THAT(refusal(R"({"inputs": [], "rules": [], "hitPolice": 1})"), Catch::Contains("HF1101"));
  CHECK_THAT(refusal("["), Catch::Contains("HF1001"));
  CHECK(refusal("9898") ==
        "table.json:1:1: error HF1102: a decision is an object; found 9898, expected an object");
}
