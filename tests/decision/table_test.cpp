#include <catch2/catch.hpp>

#include "support.hpp"

using namespace decision_test;
using Kind = feel::Type::Kind;

namespace {

/// How good a customer is, by volume, months since the last order, complaints and segment.
DecisionTableSource grading() {
  return table(HitPolicy::first, {"volume", "months", "complained", "segment"}, 1,
               {{">= 1000000", "<= 3", "false", "-", "strategic"},
                {">= 1000000", "<= 3", "true", "-", "gold care"},
                {"[50000..1000000)", "<= 6", "-", "wholesale, gov", "gold"},
                {"-", "> 12", "-", "-", "dormant"},
                {"-", "-", "-", "-", "basic"}});
}

Record customer(const char* volume, const char* months, bool complained, const char* segment) {
  Record record;
  record.with("volume", Kind::number, number(volume))
      .with("months", Kind::number, number(months))
      .with("complained", Kind::boolean, Value::of(complained))
      .with("segment", Kind::string, Value::of(segment), {"retail", "wholesale", "gov"});
  return record;
}

}  // namespace

SCENARIO("the first row that accepts all inputs decides", "[decision]") {
  CHECK(decide(grading(), customer("1000000", "3", false, "retail")) == "\"strategic\"");
  CHECK(decide(grading(), customer("1000000", "3", true, "retail")) == "\"gold care\"");
  CHECK(decide(grading(), customer("999999.99", "6", true, "gov")) == "\"gold\"");
  CHECK(decide(grading(), customer("999999.99", "6", true, "retail")) == "\"basic\"");
  CHECK(decide(grading(), customer("49999.99", "13", false, "gov")) == "\"dormant\"");
}

SCENARIO("an outcome carries its inputs, its rows and its reasons", "[decision]") {
  const Record record = customer("60000", "13", false, "gov");
  const DecisionTable compiled = DecisionTable::compile(grading(), record);
  const DecisionOutcome outcome = compiled.evaluate(record);
  CHECK(outcome.matched == std::vector<std::uint32_t>{3});
  CHECK(outcome.inputs.size() == 4);
  CHECK(outcome.inputs[0] == number("60000"));
  const std::vector<RowExplanation> rows = compiled.explain(record);
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].failed_columns == std::vector<std::uint32_t>{0, 1});
  CHECK(rows[1].failed_columns == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(rows[2].failed_columns == std::vector<std::uint32_t>{1});
  CHECK(rows[3].matched);
  CHECK(rows[4].matched);
  CHECK(compiled.type().values ==
        std::vector<std::string>{"strategic", "gold care", "gold", "dormant", "basic"});
  CHECK(compiled.slots() == std::vector<std::uint32_t>{0, 1, 2, 3});
}

SCENARIO("an unknown input makes the answer unknown only when it matters", "[decision]") {
  Record record = customer("1000000", "3", false, "retail");
  record.set("complained", Value());
  CHECK(decide(grading(), record) == "undecided: complained");
  record.set("volume", number("10"));
  CHECK(decide(grading(), record) == "\"basic\"");
  record.set("volume", Value()).set("months", number("20"));
  CHECK(decide(grading(), record) == "\"dormant\"");
  record.set("months", Value());
  CHECK(decide(grading(), record) == "undecided: volume months complained");

  THEN("a row that would give the same answer does not matter") {
    const auto same = table(HitPolicy::first, {"volume"}, 1, {{"> 5", "a"}, {"-", "a"}});
    Record unknown;
    unknown.with("volume", Kind::number, Value());
    CHECK(decide(same, unknown) == "\"a\"");
    CHECK(decide(table(HitPolicy::first, {"volume"}, 1, {{"> 5", "a"}, {"null", "b"}}), unknown) ==
          "undecided: volume");
    CHECK(decide(table(HitPolicy::first, {"volume"}, 1, {{"null", "b"}, {"> 5", "a"}}), unknown) == "\"b\"");
  }
  THEN("in FEEL's own semantics such a row just does not match") {
    CHECK(decide(grading(), customer("1000000", "3", false, "retail").set("complained", Value()),
                 feel::Semantics::dmn) == "\"basic\"");
  }
}

SCENARIO("a failing test is an error of the table, with its row and column", "[decision]") {
  Record record;
  record.with("n", Kind::number, number("4")).with("zero", Kind::number, number("0"));
  const auto source = table(HitPolicy::first, {"n"}, 1, {{"> 10 / zero", "a"}, {"-", "b"}});
  CHECK(decide(source, record) == "error: row 1, column n: division by zero");
  CHECK(decide(source, record, feel::Semantics::dmn) == "\"b\"");
  CHECK(decide(table(HitPolicy::first, {"n / zero"}, 1, {{"1", "a"}, {"-", "b"}}), record) ==
        "error: row 1, column n / zero: division by zero");
  CHECK(decide(table(HitPolicy::first, {"n"}, 1, {{"-", "= 1 / zero"}}), record) ==
        "error: row 1, output 1: division by zero");

  THEN("a wrong type in the record is one, too") {
    record.set("n", Value::of("four"));
    CHECK(decide(table(HitPolicy::first, {"n"}, 1, {{"> 3", "a"}, {"-", "b"}}), record) ==
          "wrong_type: row 1, column n: a string is compared with a range");
  }
}

SCENARIO("output cells are names, FEEL after =, or FEEL", "[decision]") {
  Record record;
  record.with("n", Kind::number, number("4"));
  const auto output = [&](const char* cell) {
    return decide(table(HitPolicy::first, {"n"}, 1, {{"-", cell}}), record);
  };
  CHECK(output("complained") == "\"complained\"");
  CHECK(output("gold-care 2") == "\"gold-care 2\"");
  CHECK(output("金牌") == "\"金牌\"");
  CHECK(output("= n * 2") == "8");
  CHECK(output("12.50") == "12.5");
  CHECK(output("\"n\"") == "\"n\"");
  CHECK(output("true") == "true");
  CHECK(output("[1, n]") == "[1, 4]");
  CHECK(output("-") == "null");
}

SCENARIO("a broken table is refused with all its findings", "[decision][diagnostics]") {
  Record record = customer("1", "1", false, "retail");
  CHECK(decide(table(HitPolicy::first, {"volum"}, 1, {{"> 5 5", "a"}, {"\"x\"", "= b"}}), record) ==
        "1:1: error HF2110: /inputs/0: this name is not known; found volum; did you mean volume?\n"
        "1:5: error HF2101: /rows/0/0: the tests should end here; found 5, expected , or the end\n"
        "1:3: error HF2110: /rows/1/1: this name is not known; found b");
  CHECK(
      decide(table(HitPolicy::first, {"volume"}, 1, {{"> 5"}}), record) ==
      "error HF2201: /rows/0: the row has another number of cells than the table has columns; found 1 cells, "
      "expected 1 tests and 1 outputs");
  CHECK(decide(table(HitPolicy::first, {"segment"}, 1, {{"retial", "a"}}), record) ==
        "1:1: error HF2110: /rows/0/0: this name is not known; found retial; did you mean retail?");
  CHECK(decide(table(HitPolicy::first, {"volume"}, 1, {{"\"high\"", "a"}}), record) ==
        "1:1: error HF2115: /rows/0/0: this can not be compared; found \"high\" (string), expected number");
  auto allowed = table(HitPolicy::first, {"volume"}, 1, {{"-", "glod"}});
  allowed.outputs[0].allowed = {"gold", "silver"};
  CHECK(decide(allowed, record) ==
        "1:1: error HF2203: /rows/0/1: the output is not one of the allowed values; found glod, expected "
        "gold, silver; "
        "did you mean gold?");
  auto typed = table(HitPolicy::first, {"volume"}, 1, {{"-", "many"}});
  typed.outputs[0].type.kind = Kind::number;
  CHECK(decide(typed, record) ==
        "1:1: error HF2205: /rows/0/1: the output is not of its column's type; found many, expected number");
  CHECK(decide(DecisionTableSource{}, record) ==
        "error HF2202: /outputs: the table has no output; found none, expected at least one output");
}
