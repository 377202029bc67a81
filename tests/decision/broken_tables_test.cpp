/// Tables that are wrong in one way each, and the exact words that say where.
#include <catch2/catch.hpp>

#include "support.hpp"

using namespace decision_test;

namespace {

using Kind = feel::Type::Kind;

struct Names : Record {
  Names() {
    with("volume", Kind::number, {});
    with("months", Kind::number, {});
    with("segment", Kind::string, {}, {"retail", "project", "export"});
    with("since", Kind::date, {});
    with("complained", Kind::boolean, {});
  }
};

std::string refused(const DecisionTableSource& source) {
  try {
    (void)DecisionTable::compile(source, Names{});
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

/// One input, one output, one row.
DecisionTableSource cell(const char* input, const char* test, const char* output = "a") {
  return table(HitPolicy::first, {input}, 1, {{test, output}});
}

DecisionTableSource with_output(DecisionTableSource source, Kind kind, std::vector<std::string> allowed = {},
                                const char* otherwise = "") {
  source.outputs[0].type.kind = kind;
  source.outputs[0].allowed = std::move(allowed);
  source.outputs[0].default_value = otherwise;
  return source;
}

}  // namespace

SCENARIO("a broken table is told exactly where and what would be right", "[decision][diagnostics]") {
  DecisionTableSource same_names = table(HitPolicy::first, {"volume"}, 2, {{"-", "1", "2"}});
  same_names.outputs[1].name = same_names.outputs[0].name;
  const std::vector<std::pair<DecisionTableSource, std::string>> cases = {
      {cell("volume", ">"),
       "1:2: error HF2101: /rows/0/0: the expression ends too early; found the end, expected a value"},
      {cell("volume", "[1..5"),
       "1:6: error HF2101: /rows/0/0: the range should end here; found the end, expected ], ) or ["},
      {cell("volume", "> @\"2024-01-01\""),
       "1:1: error HF2115: /rows/0/0: this can not be compared; found > @\"2024-01-01\" (date), expected "
       "number"},
      {cell("volume", "> mounths"),
       "1:3: error HF2110: /rows/0/0: this name is not known; found mounths; did you mean months?"},
      {cell("volume", "5;6"),
       "1:2: error HF2101: /rows/0/0: the tests should end here; found ;, expected , or the end"},
      {cell("volume", "not(5"),
       "1:6: error HF2101: /rows/0/0: this can not stand here; found the end, expected , or )"},
      {cell("volume", "? + 1"),
       "1:1: error HF2115: /rows/0/0: a test with ? is a condition; found ? + 1 (number), expected boolean"},
      {cell("segment", "reatil, project"),
       "1:1: error HF2110: /rows/0/0: this name is not known; found reatil; did you mean retail?"},
      {cell("segment", "\"wholesale\""),
       "1:1: error HF2116: /rows/0/0: this is not one of the declared values; found \"wholesale\", expected "
       "retail, project, export"},
      {cell("segment", "> 5"),
       "1:1: error HF2115: /rows/0/0: this can not be compared; found > 5 (number), expected string"},
      {cell("since", "< 2024-01-01"),
       "1:1: error HF2115: /rows/0/0: this can not be compared; found < 2024-01-01 (number), expected date"},
      {cell("since", "< @\"2024-13-01\""),
       "1:3: error HF2105: /rows/0/0: this is no date, time or duration; found @\"2024-13-01\", expected "
       "@\"2024-03-01\", @\"10:30:00\", @\"2024-03-01T10:30:00\", @\"P1D\" or @\"P1M\""},
      {cell("complained", "yes"), "1:1: error HF2110: /rows/0/0: this name is not known; found yes"},
      {cell("volume +", "-"),
       "1:9: error HF2101: /inputs/0: the expression ends too early; found the end, expected a value"},
      {cell("segmnt", "-"),
       "1:1: error HF2110: /inputs/0: this name is not known; found segmnt; did you mean segment?"},
      {cell("", "-"),
       "1:1: error HF2101: /inputs/0: the expression ends too early; found the end, expected a value"},
      {cell("volume", "-", "= volum * 2"),
       "1:3: error HF2110: /rows/0/1: this name is not known; found volum; did you mean volume?"},
      {cell("volume", "-", "= volume +"),
       "1:11: error HF2101: /rows/0/1: the expression ends too early; found the end, expected a value"},
      {with_output(cell("volume", "-", "5"), Kind::string),
       "1:1: error HF2205: /rows/0/1: the output is not of its column's type; found 5, expected string"},
      {with_output(cell("volume", "-", "gold"), Kind::string, {"\"gold\"", "\"silver"}),
       "1:1: error HF2102: /outputs/0/allowed/1: a string is not closed; found \"silver, expected \""},
      {with_output(cell("volume", "-", "gold"), Kind::string, {}, "bronze +"),
       "1:1: error HF2110: /outputs/0/default: this name is not known; found bronze\n"
       "1:9: error HF2101: /outputs/0/default: the expression ends too early; found the end, expected a value"},
      {table(HitPolicy::collect_sum, {"volume"}, 1, {{"-", "a"}}),
       "error HF2206: /outputs/0: there is no sum of outputs like these; found string, expected numbers or "
       "durations"},
      {table(HitPolicy::collect_max, {"volume"}, 1, {{"-", "= {a: volume}"}}),
       "error HF2206: /outputs/0: there is no maximum of outputs like these; found context, expected values that "
       "have an order"},
      {table(HitPolicy::collect_min, {"volume"}, 2, {{"-", "1", "2"}}),
       "error HF2206: /outputs: a minimum is of one output; found 2 outputs, expected one output"},
      {table(HitPolicy::priority, {"volume"}, 1, {{"-", "a"}}),
       "error HF2207: /outputs: the order of the outputs is that of their allowed values, and there are none; found "
       "no allowed values, expected the values of an output, the first one first"},
      {table(HitPolicy::output_order, {"volume"}, 1, {{"-", "a"}}),
       "error HF2207: /outputs: the order of the outputs is that of their allowed values, and there are none; found "
       "no allowed values, expected the values of an output, the first one first"},
      {same_names,
       "error HF2208: /outputs/1: two outputs have one name; found out1, expected a name that no other output "
       "has"},
      {table(HitPolicy::first, {"volume"}, 1, {{"-", "a", "b"}}),
       "error HF2201: /rows/0: the row has another number of cells than the table has columns; found 3 "
       "cells, expected 1 tests and 1 outputs"},
  };
  for (const auto& [source, expected] : cases) {
    CAPTURE(source.inputs[0].expression, source.rows[0].tests[0], source.rows[0].outputs[0]);
    CHECK(refused(source) == expected);
  }
}
