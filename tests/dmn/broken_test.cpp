#include <catch2/catch.hpp>

#include "support.hpp"

using namespace dmn_test;

namespace {

struct Broken {
  std::string what;
  std::string text;
  std::string expected;
};

std::string two_decisions(const std::string& first, const std::string& second) {
  const auto requiring = [](const std::string& name, const std::string& other) {
    return "<decision id=\"" + name + "\" name=\"decision " + name + "\">" +
           (other.empty() ? ""
                          : "<informationRequirement><requiredDecision href=\"#" + other +
                                "\"/></informationRequirement>") +
           literal("1") + "</decision>\n";
  };
  return document(requiring("a", first) + requiring("b", second));
}

std::string table(const std::string& content, const std::string& attributes = "") {
  return document("<decision id=\"d\" name=\"d\">\n<decisionTable" + attributes + ">\n" + content +
                  "</decisionTable></decision>");
}

std::string input(const std::string& text) {
  return "<input><inputExpression><text>" + text + "</text></inputExpression></input>\n";
}

std::string rule(const std::string& test, const std::string& output) {
  return "<rule><inputEntry><text>" + test + "</text></inputEntry><outputEntry><text>" + output +
         "</text></outputEntry></rule>\n";
}

// clang-format off
const std::vector<Broken> all = {
    {"not XML", "grade: gold",
     "test.dmn:1:12: error HF2301: this is not well-formed XML: no document element found"},
    {"a tag that is not closed", document("<decision name=\"d\">"),
     "test.dmn:3:3: error HF2301: this is not well-formed XML: start-end tags mismatch"},
    {"another document", "<html/>",
     "test.dmn:1:1: error HF2310: this is no DMN document; found html, expected definitions"},
    {"a version of the future", "<definitions xmlns=\"https://www.omg.org/spec/DMN/20991231/MODEL/\"/>",
     "test.dmn:1:1: error HF2312: the namespace is that of no known version of DMN; found https://www.omg.org/spec/DMN/20991231/MODEL/, expected DMN 1.2 to 1.5, such as https://www.omg.org/spec/DMN/20230324/MODEL/"},
    {"another expression language",
     document(decision("<literalExpression expressionLanguage=\"https://www.w3.org/TR/xquery-31\"><text>1</text></literalExpression>")),
     "test.dmn:2:27: error HF2313: decision[d]: expressions in this language can not be evaluated; found https://www.w3.org/TR/xquery-31, expected FEEL"},
    {"a decision without name", document("<decision id=\"d\">" + literal("1") + "</decision>"),
     "test.dmn:2:1: error HF2315: this element needs a name; expected an attribute name"},
    {"a decision given twice", document(decision(literal("1")) + "\n" + decision(literal("2"))),
     "test.dmn:3:1: error HF2317: decision[d]: an element of this name is there already; found d\n"
     "test.dmn:3:1: error HF2317: decision[d]: an element of this id is there already; found d"},
    {"an unknown name", document(decision(literal("\n  1 +\n  voluem"))),
     "test.dmn:4:3: error HF2110: decision[d]: this name is not known; found voluem"},
    {"an unknown name near a known one",
     document("<inputData id=\"i\" name=\"volume\"/><decision id=\"d\" name=\"d\"><informationRequirement>"
              "<requiredInput href=\"#i\"/></informationRequirement>\n" + literal("1 &lt; 2 and voluem &gt; 3") + "</decision>"),
     "test.dmn:3:39: error HF2110: decision[d]: this name is not known; found voluem; did you mean volume?"},
    {"a broken expression after references", document(decision(literal("1 &lt; 2 &lt;&lt; 3"))),
     "test.dmn:2:65: error HF2101: decision[d]: this can not stand here; found <, expected a value"},
    {"an expression in CDATA", document(decision("<literalExpression><text><![CDATA[1 < ]]></text></literalExpression>")),
     "test.dmn:2:65: error HF2101: decision[d]: the expression ends too early; found the end, expected a value"},
    {"an unknown type",
     document("<itemDefinition name=\"tGrade\"><typeRef>string</typeRef></itemDefinition>\n"
              "<inputData id=\"i\" name=\"i\"><variable name=\"i\" typeRef=\"tGrad\"/></inputData>"),
     "test.dmn:3:1: error HF2323: inputData[i]: this type is not defined; found tGrad; did you mean tGrade?"},
    {"a type that contains itself",
     document("<itemDefinition name=\"a\"><itemComponent name=\"x\"><typeRef>b</typeRef></itemComponent></itemDefinition>\n"
              "<itemDefinition name=\"b\" isCollection=\"true\"><typeRef>a</typeRef></itemDefinition>"),
     "test.dmn:2:1: error HF2325: itemDefinition[a]: this type contains itself; found a -> b -> a"},
    {"allowed values that are no tests",
     document("<itemDefinition name=\"a\"><typeRef>string</typeRef><allowedValues><text>\"x\", </text></allowedValues></itemDefinition>"),
     "test.dmn:2:77: error HF2101: itemDefinition[a]: the expression ends too early; found the end, expected a value"},
    {"a requirement that leads nowhere",
     document("<inputData id=\"amount\" name=\"amount\"/>\n<decision id=\"d\" name=\"d\"><informationRequirement>"
              "<requiredInput href=\"#amuont\"/></informationRequirement>" + literal("1") + "</decision>"),
     "test.dmn:3:51: error HF2322: decision[d]: this reference leads to no such element; found #amuont, expected the id of an inputData; did you mean #amount?"},
    {"a requirement without reference",
     document("<decision id=\"d\" name=\"d\"><knowledgeRequirement><requiredKnowledge/></knowledgeRequirement>" + literal("1") + "</decision>"),
     "test.dmn:2:49: error HF2315: decision[d]: this reference names no element; expected an attribute href"},
    {"decisions that require one another", two_decisions("b", "a"),
     "test.dmn:2:1: error HF2324: decision[decision a]: these elements require one another; found decision a -> decision b -> decision a, expected requirements without a cycle"},
    {"a decision that requires itself", two_decisions("a", ""),
     "test.dmn:2:1: error HF2324: decision[decision a]: these elements require one another; found decision a -> decision a, expected requirements without a cycle"},
    {"an import that is not there",
     document("<import name=\"lib\" namespace=\"urn:library\" locationURI=\"library.dmn\"/>"),
     "test.dmn:2:1: error HF2320: import[lib]: this model is not there; found urn:library (library.dmn), expected a document with this namespace"},
    {"a hit policy that does not exist", table(input("1") + "<output/>\n" + rule("-", "1"), " hitPolicy=\"BEST\""),
     "test.dmn:3:1: error HF2315: decision[d]: this hit policy is not known; found BEST, expected UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER or COLLECT, with SUM, MIN, MAX or COUNT"},
    {"a broken test and a broken output", table(input("1") + "<output/>\n" + rule("&gt;", "1") + rule("1", "1 +")),
     "test.dmn:6:29: error HF2101: decision[d]/rule 1/input 1: the expression ends too early; found the end, expected a value\n"
     "test.dmn:7:68: error HF2101: decision[d]/rule 2/output 1: the expression ends too early; found the end, expected a value"},
    {"a rule with a missing cell",
     table(input("1") + "<output/>\n<rule><outputEntry><text>1</text></outputEntry></rule>\n"),
     "test.dmn:6:1: error HF2201: decision[d]/rule 1: the row has another number of cells than the table has columns; found 1 cells, expected 1 tests and 1 outputs"},
    {"a table without output", table(input("1")),
     "test.dmn:3:1: error HF2202: decision[d]: the table has no output; found none, expected at least one output"},
    {"a broken input expression", table(input("1 1") + "<output/>\n" + rule("-", "1")),
     "test.dmn:4:33: error HF2101: decision[d]/input 1: the expression should end here; found 1, expected an operator or the end"},
    {"a relation with a short row",
     document(decision("<relation><column name=\"a\"/><column name=\"b\"/>\n<row>" + literal("1") + "</row></relation>")),
     "test.dmn:3:1: error HF2332: decision[d]: the row has another number of cells than columns; found 1, expected 2"},
    {"a conditional without else",
     document(decision("<conditional><if>" + literal("true") + "</if><then>" + literal("1") + "</then></conditional>")),
     "test.dmn:2:27: error HF2314: decision[d]: a part of this expression is missing; found conditional, expected else with an expression"},
    {"an entry given twice",
     document(decision("<context><contextEntry><variable name=\"a\"/>" + literal("1") + "</contextEntry>\n"
                       "<contextEntry><variable name=\"a\"/>" + literal("2") + "</contextEntry></context>")),
     "test.dmn:3:1: error HF2317: decision[d]: this entry is given twice; found a"},
    {"an iteration without variable",
     document(decision("<for><in>" + literal("[1]") + "</in><return>" + literal("1") + "</return></for>")),
     "test.dmn:2:27: error HF2315: decision[d]: this iteration names no variable; expected an attribute iteratorVariable"},
    {"an invocation of nothing", document(decision("<invocation/>")),
     "test.dmn:2:27: error HF2314: decision[d]: the invocation names no function; expected a literalExpression"},
    {"a service without output", document("<decisionService id=\"s\" name=\"s\"/>"),
     "test.dmn:2:1: error HF2314: decisionService[s]: this service has no output; expected an outputDecision"},
    {"several at once",
     document(decision(literal("a")) + "\n" + decision(literal("b"), "e") + "\n" + decision("<list>" + literal("1 +") + literal("c") + "</list>", "f")),
     "test.dmn:2:52: error HF2110: decision[d]: this name is not known; found a\n"
     "test.dmn:3:52: error HF2110: decision[e]: this name is not known; found b\n"
     "test.dmn:4:61: error HF2101: decision[f]: the expression ends too early; found the end, expected a value\n"
     "test.dmn:4:113: error HF2110: decision[f]: this name is not known; found c"},
};
// clang-format on

}  // namespace

SCENARIO("a broken document is told exactly where and what would be right", "[dmn][diagnostics]") {
  for (const Broken& each : all) {
    INFO(each.what);
    CHECK(refused(each.text) == each.expected);
  }
}

SCENARIO("tables are looked at as a whole", "[dmn][diagnostics]") {
  const auto found = [](const std::string& content) {
    std::string text;
    const DmnModel model = model_of(content);
    for (const Diagnostic& each : model.diagnostics()) text += to_text(each) + "\n";
    return text;
  };
  const std::string given =
      "<inputData id=\"i\" name=\"i\"><variable name=\"i\" typeRef=\"number\"/></inputData>\n";
  const auto decides = [&](const std::string& allowed, const std::string& rules, const std::string& hit) {
    return given +
           "<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput "
           "href=\"#i\"/></informationRequirement>\n"
           "<decisionTable hitPolicy=\"" +
           hit + "\"><input><inputExpression><text>i</text></inputExpression>" +
           (allowed.empty() ? "" : "<inputValues><text>" + allowed + "</text></inputValues>") +
           "</input><output/>\n" + rules + "</decisionTable></decision>";
  };
  CHECK(found(decides("", rule("&lt; 1", "1") + rule("&gt; 1", "2") + rule("5", "3"), "UNIQUE")) ==
        "test.dmn:7:1: warning HF2222: decision[d]/rule 3: rows 2 and 3 both match i = 5, but only one may\n"
        "test.dmn:4:1: warning HF2223: decision[d]: no row covers i = 1\n");
  CHECK(found(decides("[0..9]", rule("&lt; 5", "1") + rule("&gt;= 5", "2"), "UNIQUE")) == "");
  CHECK(found(decides("[0..9]", rule("[0..5]", "1") + rule("&lt;= 9", "2") + rule("&gt; 9", "3"), "FIRST")) ==
        "test.dmn:7:25: warning HF2220: decision[d]/rule 3/input 1: row 3 never matches: no value of i is "
        "accepted\n");
}

SCENARIO("models that import one another are refused", "[dmn][diagnostics]") {
  const auto importing = [](const std::string& own, const std::string& other) {
    return document("<import name=\"other\" namespace=\"" + other + "\"/>", own);
  };
  DmnOptions options;
  options.imported = {{"b.dmn", importing("urn:b", "urn:a")}};
  CHECK(refused(importing("urn:a", "urn:b"), options) ==
        "b.dmn:2:1: error HF2321: import[other]: these models import one another; found urn:a -> urn:b -> "
        "urn:a");
}

SCENARIO("a tolerant model keeps what is broken as null", "[dmn][diagnostics]") {
  DmnOptions options;
  options.tolerant = true;
  const DmnModel model = model_of(decision("<list>" + literal("1 +") + literal("2") + "</list>"), options);
  REQUIRE(model.diagnostics().size() == 1);
  CHECK(model.diagnostics()[0].code == "HF2101");
  const DmnOutcome outcome = model.evaluate("d", {});
  CHECK(outcome.value.to_text() == "[null, 2]");
  REQUIRE(outcome.problems.size() == 1);
  CHECK(outcome.problems[0].kind == DmnProblem::Kind::broken);
}
