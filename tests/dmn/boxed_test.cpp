#include <catch2/catch.hpp>

#include "support.hpp"

using namespace dmn_test;

namespace {

std::string logic_text(const std::string& logic) { return value_text(decision(logic)); }

std::string entry(const std::string& name, const std::string& logic) {
  return "<contextEntry><variable name=\"" + name + "\"/>" + logic + "</contextEntry>";
}

std::string iteration(const std::string& kind, const std::string& domain, const std::string& body) {
  const std::string part = kind == "for" ? "return" : "satisfies";
  return "<" + kind + " iteratorVariable=\"x\"><in>" + literal(domain) + "</in><" + part + ">" +
         literal(body) + "</" + part + "></" + kind + ">";
}

std::string filter(const std::string& domain, const std::string& match) {
  return "<filter><in>" + literal(domain) + "</in><match>" + match + "</match></filter>";
}

std::string conditional(const std::string& condition) {
  return "<conditional><if>" + literal(condition) + "</if><then>" + literal("1") + "</then><else>" +
         literal("2") + "</else></conditional>";
}

}  // namespace

SCENARIO("entries of a boxed context see those before them", "[dmn][boxed]") {
  CHECK(logic_text("<context>" + entry("a", literal("2")) + entry("b c", literal("a * 3")) + "</context>") ==
        "{a: 2, b c: 6}");
  CHECK(logic_text("<context>" + entry("a", literal("2")) + "<contextEntry>" + literal("a + 1") +
                   "</contextEntry></context>") == "3");
}

SCENARIO("boxed lists and relations hold the values of their cells", "[dmn][boxed]") {
  CHECK(logic_text("<list>" + literal("1") + literal("\"a\"") + "</list>") == "[1, \"a\"]");
  CHECK(logic_text("<relation><column name=\"n\"/><column name=\"v\" typeRef=\"number\"/><row>" +
                   literal("\"a\"") + literal("1") + "</row><row>" + literal("\"b\"") + literal("\"x\"") +
                   "</row></relation>") == "[{n: \"a\", v: 1}, {n: \"b\", v: null}]");
}

SCENARIO("a boxed conditional takes a condition or null, and nothing else", "[dmn][boxed]") {
  CHECK(logic_text(conditional("true")) == "1");
  CHECK(logic_text(conditional("false")) == "2");
  CHECK(logic_text(conditional("null")) == "2");
  CHECK(logic_text(conditional("\"true\"")) == "null");
}

SCENARIO("a boxed filter knows the item and its members", "[dmn][boxed]") {
  CHECK(logic_text(filter("[1, 2, 3]", literal("item &gt; 1"))) == "[2, 3]");
  CHECK(logic_text(filter("[{a: 1}, {a: 5}]", literal("a &gt; 1"))) == "[{a: 5}]");
  CHECK(logic_text(filter("5", literal("item = 5"))) == "[5]");
  CHECK(logic_text(filter("null", literal("true"))) == "null");
  CHECK(logic_text(filter("[7, 8, 9]", literal("2"))) == "8");
  CHECK(logic_text(filter("[1, 2]", literal("\"no\""))) == "null");
  CHECK(logic_text(filter("[{a: 1}, {a: 5}]", "<conditional><if>" + literal("a = 1") + "</if><then>" +
                                                  literal("true") + "</then><else>" + literal("item.a = 0") +
                                                  "</else></conditional>")) == "[{a: 1}]");
}

SCENARIO("boxed iterations go over lists, ranges and single values", "[dmn][boxed]") {
  CHECK(logic_text(iteration("for", "[1, 2, 3]", "x * x")) == "[1, 4, 9]");
  CHECK(logic_text(iteration("for", "[1..4)", "x")) == "[1, 2, 3]");
  CHECK(logic_text(iteration("for", "[1, 2, 3]", "count(partial) + x")) == "[1, 3, 5]");
  CHECK(logic_text(iteration("for", "7", "x")) == "[7]");
  CHECK(logic_text(iteration("for", "null", "x")) == "null");
  CHECK(logic_text(iteration("some", "[1, 2, 3]", "x = 2")) == "true");
  CHECK(logic_text(iteration("some", "[]", "true")) == "false");
  CHECK(logic_text(iteration("some", "[1, null]", "x = 2")) == "false");
  CHECK(logic_text(iteration("every", "[1, 2, 3]", "x &gt; 0")) == "true");
  CHECK(logic_text(iteration("every", "[1, 2, 3]", "x &gt; 1")) == "false");
  CHECK(logic_text(iteration("every", "[]", "false")) == "true");
  CHECK(logic_text(iteration("every", "[1, 2]", "\"yes\"")) == "null");
}

SCENARIO("a boxed function keeps what it saw where it was written", "[dmn][boxed]") {
  const std::string adder = "<functionDefinition><formalParameter name=\"n\" typeRef=\"number\"/>" +
                            literal("n + step") + "</functionDefinition>";
  CHECK(logic_text("<context>" + entry("step", literal("10")) + entry("add", adder) +
                   entry("by position", literal("add(1)")) + entry("by name", literal("add(n: 2)")) +
                   entry("of a list of one", literal("add([3])")) +
                   entry("of a text", literal("add(\"x\")")) + entry("too many", literal("add(1, 2)")) +
                   "<contextEntry>" +
                   literal("[by position, by name, of a list of one, of a text, too many]") +
                   "</contextEntry></context>") == "[11, 12, 13, null, null]");
  CHECK(logic_text("<context>" + entry("step", literal("1")) + entry("f", adder) + "<contextEntry>" +
                   iteration("for", "[1, 2]", "f(x)") + "</contextEntry></context>") == "[2, 3]");
}

SCENARIO("a boxed invocation binds parameters by name", "[dmn][boxed]") {
  const std::string function =
      "<businessKnowledgeModel id=\"f\" name=\"the share\"><encapsulatedLogic><formalParameter name=\"of - "
      "what\"/>"
      "<formalParameter name=\"parts\"/>" +
      literal("of - what / parts") + "</encapsulatedLogic></businessKnowledgeModel>";
  const auto called = [&](const std::string& bindings, const std::string& name = "the share") {
    return value_text(function +
                      "<decision id=\"d\" name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"#f\"/>"
                      "</knowledgeRequirement><invocation>" +
                      literal(name) + bindings + "</invocation></decision>");
  };
  const auto bound = [](const std::string& name, const std::string& value) {
    return "<binding><parameter name=\"" + name + "\"/>" + literal(value) + "</binding>";
  };
  CHECK(called(bound("parts", "4") + bound("of - what", "20")) == "5");
  CHECK(called(bound("parts", "4")) == "null");
  CHECK(called(bound("parts", "4") + bound("whole", "20")) == "null");
  CHECK(called(bound("list", "[1, 2, 3]"), "sum") == "6");
  CHECK(called(bound("string", "\"abc\"") + bound("match", "\"b\""), "contains") == "true");
}

SCENARIO("functions may call themselves, to a limit", "[dmn][boxed]") {
  const auto factorial = [](const std::string& n, const DmnOptions& options = {}) {
    return model_of(
               "<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic><formalParameter "
               "name=\"n\"/>" +
                   literal("if n &lt;= 1 then 1 else n * f(n - 1)") +
                   "</encapsulatedLogic></businessKnowledgeModel><decision id=\"d\" "
                   "name=\"d\"><knowledgeRequirement>"
                   "<requiredKnowledge href=\"#f\"/></knowledgeRequirement>" +
                   literal("f(" + n + ")") + "</decision>",
               options)
        .evaluate("d", {});
  };
  CHECK(factorial("10").value.to_text() == "3628800");
  CHECK_THROWS_WITH(factorial("1000000"),
                    "error HF2341: the limit of 256 levels of nested calls is exceeded");
  DmnOptions few;
  few.limits.steps = 50;
  CHECK_THROWS_WITH(factorial("40", few), "error HF2341: the limit of 50 evaluation steps is exceeded");
}

SCENARIO("tables have every hit policy, priorities also from the type of the result", "[dmn][boxed]") {
  const auto table = [](const std::string& policy, const std::string& output = "<output/>") {
    std::string rules;
    for (const auto& [test, result] : {std::pair{"&gt; 1", "\"low\""}, std::pair{"&gt; 2", "\"high\""}})
      rules += std::string("<rule><inputEntry><text>") + test + "</text></inputEntry><outputEntry><text>" +
               result + "</text></outputEntry></rule>";
    return "<inputData id=\"n\" name=\"n\"/><itemDefinition "
           "name=\"Level\"><typeRef>string</typeRef><allowedValues><text>"
           "\"high\", \"low\"</text></allowedValues></itemDefinition><decision id=\"d\" name=\"d\">"
           "<informationRequirement><requiredInput href=\"#n\"/></informationRequirement><decisionTable " +
           policy +
           "><input><inputExpression "
           "typeRef=\"number\"><text>n</text></inputExpression><inputValues><text>[0..9]"
           "</text></inputValues></input>" +
           output + rules + "</decisionTable></decision>";
  };
  const auto given = [](const char* digits) { return inputs({{"n", number(digits)}}); };
  CHECK(value_text(table("hitPolicy=\"FIRST\""), given("5")) == "\"low\"");
  CHECK(value_text(table("hitPolicy=\"COLLECT\""), given("5")) == "[\"low\", \"high\"]");
  CHECK(value_text(table("hitPolicy=\"COLLECT\" aggregation=\"COUNT\""), given("5")) == "2");
  CHECK(value_text(table("hitPolicy=\"PRIORITY\"", "<output typeRef=\"Level\"/>"), given("5")) == "\"high\"");
  CHECK(value_text(table("hitPolicy=\"UNIQUE\""), given("2")) == "\"low\"");
  const DmnOutcome both = model_of(table("")).evaluate("d", given("5"));
  CHECK(both.value.is_null());
  CHECK(both.problems.at(0).message == "2 rows of the table match, but only one may");
  const DmnOutcome outside = model_of(table("")).evaluate("d", given("10"));
  CHECK(outside.value.is_null());
  CHECK(outside.problems.at(0).message == "the input n of the table is not one of its allowed values: 10");
}

SCENARIO("item definitions constrain values, their items and the whole", "[dmn][types]") {
  const std::string types =
      "<itemDefinition name=\"Few\" "
      "isCollection=\"true\"><typeRef>number</typeRef><allowedValues><text>[1..9]</text>"
      "</allowedValues><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
      "<inputData id=\"n\" name=\"n\"><variable name=\"n\" typeRef=\"Few\"/></inputData>"
      "<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput "
      "href=\"#n\"/></informationRequirement>" +
      literal("n") + "</decision>";
  const auto given = [&](std::vector<Value> items) {
    return value_text(types, inputs({{"n", Value::of(std::move(items))}}));
  };
  CHECK(given({number("1"), number("9")}) == "[1, 9]");
  CHECK(given({number("1"), number("10")}) == "null");
  CHECK(given({number("1"), number("2"), number("3")}) == "null");
  CHECK(value_text(types, inputs({{"n", number("4")}})) == "[4]");
}
