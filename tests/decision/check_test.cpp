// What is wrong with a table as a whole, and the proofs against trying every input.
#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "huifang/decision_check.hpp"
#include "support.hpp"

using namespace decision_test;
using Kind = feel::Type::Kind;

namespace {

Record inputs() {
  Record record;
  record.with("volume", Kind::number, Value())
      .with("limit", Kind::number, Value())
      .with("open", Kind::boolean, Value())
      .with("segment", Kind::string, Value(), {"a", "b"})
      .with("name", Kind::string, Value());
  return record;
}

std::string findings(DecisionTableSource source, const TableCheckOptions& options = {}) {
  std::string text;
  for (const Diagnostic& finding : check_table(DecisionTable::compile(std::move(source), inputs()), options))
    text += finding.code + " " + finding.pointer + ": " + finding.message + "\n";
  return text;
}

}  // namespace

SCENARIO("a table says what is wrong with it as a whole", "[decision][check]") {
  const std::vector<std::string> columns = {"volume", "open", "segment"};
  THEN("nothing, when every input has its row") {
    CHECK(findings(table(
              HitPolicy::unique, columns, 1,
              {{"< 5", "-", "-", "1"}, {">= 5", "true", "-", "2"}, {">= 5", "false", "-", "3"}})) == "");
  }
  THEN("a row that never matches") {
    CHECK(findings(table(HitPolicy::first, columns, 1, {{"(5..5)", "-", "-", "1"}, {"-", "-", "-", "2"}})) ==
          "HF2220 /rows/0/0: row 1 never matches: no value of volume is accepted\n");
  }
  THEN("a row that earlier ones hide, even together") {
    CHECK(findings(table(HitPolicy::first, columns, 1,
                         {{"< 5", "-", "-", "1"},
                          {">= 5", "-", "-", "2"},
                          {"[1..9]", "true", "-", "3"},
                          {"-", "-", "-", "4"}})) ==
          "HF2221 /rows/2: row 3 is hidden: earlier rows match whenever it does\n");
  }
  THEN("rows that match together, with an example") {
    CHECK(findings(table(HitPolicy::unique, columns, 1,
                         {{"<= 5", "-", "a", "1"}, {">= 5", "-", "-", "2"}, {"< 5", "-", "b", "2"}})) ==
          "HF2222 /rows/1: rows 1 and 2 both match volume = 5, segment = \"a\", but only one may\n");
    CHECK(findings(table(HitPolicy::any, columns, 1, {{"<= 5", "-", "-", "1"}, {">= 5", "-", "-", "1"}})) ==
          "");
  }
  THEN("an input without a row") {
    CHECK(findings(table(HitPolicy::first, columns, 1,
                         {{"< 5", "-", "-", "1"}, {">= 5", "true", "-", "2"}, {"> 5", "-", "a", "3"}})) ==
          "HF2223 /rows: no row covers volume = 5, open = false, segment = \"a\"\n");
  }
  THEN("an allowed value that no row gives") {
    DecisionTableSource source = table(HitPolicy::first, columns, 1, {{"-", "-", "-", "good"}});
    source.outputs[0].allowed = {"\"good\"", "\"bad\""};
    CHECK(findings(source) == "HF2224 /outputs/0/allowed/1: no row gives the allowed value \"bad\"\n");
  }
  THEN("what is missing beside tests for null alone") {
    for (const char* const column : {"volume", "open", "segment", "name"}) {
      CHECK(findings(table(HitPolicy::first, {column}, 1, {{"null", "1"}, {"not(null)", "2"}})) == "");
      CHECK(findings(table(HitPolicy::first, {column}, 1, {{"not(null)", "1"}, {"not(null)", "2"}})) ==
            "HF2221 /rows/1: row 2 is hidden: earlier rows match whenever it does\n");
    }
    CHECK(findings(table(HitPolicy::first, {"volume"}, 1, {{"null", "1"}})) ==
          "HF2223 /rows: no row covers volume = 0\n");
    CHECK(findings(table(HitPolicy::first, {"volume"}, 1, {{"null", "1"}, {"< 5", "2"}})) ==
          "HF2223 /rows: no row covers volume = 5\n");
  }
  THEN("nothing about a row behind tests for null and tests of another name") {
    CHECK(findings(table(HitPolicy::first, {"volume"}, 1, {{"null", "1"}, {">= limit", "2"}, {"-", "3"}})) == "");
  }
  THEN("that there are more than twenty pairs of rows that match together") {
    std::vector<std::vector<std::string>> rows(8, {"> 5", "1"});
    const std::string text = findings(table(HitPolicy::unique, {"volume"}, 1, rows));
    CHECK(text.find("HF2225 : only the first 20 pairs of rows that match together are named\n") !=
          std::string::npos);
  }
  THEN("that it has too many inputs to prove more") {
    const std::vector<std::string> many(45'000, "volume");
    std::vector<std::vector<std::string>> rows(2, std::vector<std::string>(many.size(), "< 5"));
    for (auto& row : rows) row.push_back("1");
    CHECK(findings(table(HitPolicy::first, many, 1, rows)) ==
          "HF2225 : the table is too large to prove that nothing else is wrong with it\n");
  }
  THEN("that it is too large to prove more") {
    CHECK(findings(table(HitPolicy::first, columns, 1, {{"< 5", "true", "a", "1"}, {"-", "-", "-", "2"}}),
                   {1, {}}) ==
          "HF2225 : the table is too large to prove that nothing else is wrong with it\n");
  }
}

SCENARIO("values that an input cannot have are neither gaps nor overlaps", "[decision][check]") {
  const auto source =
      table(HitPolicy::unique, {"volume"}, 1, {{"0", "none"}, {"[1..5)", "few"}, {"> 4", "many"}});
  GIVEN("any number") {
    CHECK(findings(source) ==
          "HF2222 /rows/2: rows 2 and 3 both match volume = 4.5, but only one may\n"
          "HF2223 /rows: no row covers volume = -1\n");
  }
  GIVEN("whole numbers that are not negative") {
    const feel::Expression allowed = feel::compile_unary_tests(">= 0", {}, inputs());
    CHECK(findings(source, {1000, {{allowed, 0}}}) == "");
    CHECK(findings(table(HitPolicy::first, {"volume"}, 1,
                         {{"< 0", "none"}, {"(1..2)", "few"}, {"2.5", "half"}, {"-", "many"}}),
                   {1000, {{allowed, 0}}}) ==
          "HF2220 /rows/0/0: row 1 never matches: no value of volume is accepted\n"
          "HF2220 /rows/1/0: row 2 never matches: no value of volume is accepted\n"
          "HF2220 /rows/2/0: row 3 never matches: no value of volume is accepted\n");
  }
  GIVEN("numbers with two decimal places") {
    CHECK(findings(table(HitPolicy::first, {"volume"}, 1, {{"< 1", "a"}, {"[1..1.01)", "b"}, {"> 1", "c"}}),
                   {1000, {{{}, 2}}}) == "");
    CHECK(findings(table(HitPolicy::first, {"volume"}, 1, {{"<= 1", "a"}, {"> 1.01", "c"}}),
                   {1000, {{{}, 2}}}) == "HF2223 /rows: no row covers volume = 1.01\n");
  }
  GIVEN("numbers that are never null") {
    InputDomain domain;
    domain.nullable = false;
    CHECK(findings(table(HitPolicy::first, {"volume"}, 1, {{"null", "none"}, {"-", "some"}}), {1000, {domain}}) ==
          "HF2220 /rows/0/0: row 1 never matches: no value of volume is accepted\n");
  }
  GIVEN("some texts, as tests say") {
    const feel::Expression allowed = feel::compile_unary_tests("\"a\", \"b\"", {}, inputs());
    CHECK(findings(table(HitPolicy::first, {"name"}, 1, {{"\"a\"", "1"}, {"\"b\"", "2"}}),
                   {1000, {{allowed}}}) == "");
    CHECK(findings(table(HitPolicy::first, {"name"}, 1, {{"\"a\"", "1"}, {"\"c\"", "2"}}),
                   {1000, {{allowed}}}) ==
          "HF2220 /rows/1/0: row 2 never matches: no value of name is accepted\n"
          "HF2223 /rows: no row covers name = \"b\"\n");
  }
}

TEST_CASE("the proofs about tables agree with trying every input", "[decision][check]") {
  REQUIRE(rc::check("random small tables", [] {
    const auto test = [](int column) -> std::string {
      if (*rc::gen::inRange(0, 3) == 0) return "-";
      if (*rc::gen::inRange(0, 8) == 0) return *rc::gen::element<std::string>("null", "not(null)");
      if (column == 1) return *rc::gen::element<std::string>("true", "false");
      if (column == 2) return *rc::gen::element<std::string>("a", "b", "not(a)");
      const std::string low = std::to_string(*rc::gen::inRange(0, 4));
      const std::string high = std::to_string(*rc::gen::inRange(0, 4));
      return *rc::gen::element<std::string>("< " + low, ">= " + low, low, "[" + low + ".." + high + ")",
                                            "not(" + low + ")");
    };
    std::vector<std::vector<std::string>> rows;
    const int count = *rc::gen::inRange(1, 7);
    for (int row = 0; row < count; ++row) rows.push_back({test(0), test(1), test(2), std::to_string(row)});
    const HitPolicy policy = *rc::gen::element(HitPolicy::first, HitPolicy::unique);
    const auto source = table(policy, {"volume", "open", "segment"}, 1, rows);
    Record record = inputs();
    const DecisionTable compiled = DecisionTable::compile(source, record);
    // Every value that some cell could tell apart; null too.
    std::vector<bool> matches(rows.size()), decides(rows.size());
    bool gap = false, overlap = false;
    for (int half = -1; half <= 9; ++half) {
      for (int open = 0; open < 3; ++open) {
        for (int segment = 0; segment < 3; ++segment) {
          record.set("volume", half == 9 ? Value() : Value::of(Decimal::scaled(half * 5, 1)));
          record.set("open", open == 2 ? Value() : Value::of(open == 1));
          record.set("segment", segment == 2 ? Value() : Value::of(segment == 0 ? "a" : "b"));
          const auto explained = compiled.explain(record);
          std::size_t matching = 0;
          for (std::size_t row = 0; row < rows.size(); ++row) {
            if (!explained[row].matched) continue;
            matches[row] = true;
            if (matching++ == 0) decides[row] = true;
          }
          const bool nulls = half == 9 || open == 2 || segment == 2;
          if (matching == 0 && !nulls) gap = true;
          if (matching > 1) overlap = true;
        }
      }
    }
    std::vector<bool> dead(rows.size()), hidden(rows.size());
    bool told_gap = false, told_overlap = false;
    for (const Diagnostic& finding : check_table(compiled)) {
      const std::size_t row =
          finding.pointer.size() > 6 ? static_cast<std::size_t>(finding.pointer[6] - '0') : 0;
      if (finding.code == "HF2220") dead[row] = true;
      if (finding.code == "HF2221") hidden[row] = true;
      if (finding.code == "HF2222") told_overlap = true;
      if (finding.code == "HF2223") told_gap = true;
    }
    for (const auto& row : rows) RC_LOG(row[0] + " | " + row[1] + " | " + row[2]);
    RC_ASSERT(told_gap == gap);
    if (policy == HitPolicy::unique) RC_ASSERT(told_overlap == overlap);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      RC_ASSERT(dead[row] == !matches[row]);
      if (policy == HitPolicy::first) RC_ASSERT((dead[row] || hidden[row]) == !decides[row]);
    }
  }));
}
