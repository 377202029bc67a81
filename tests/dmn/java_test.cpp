#include <catch2/catch.hpp>

#include "support.hpp"

using namespace dmn_test;

namespace {

/// What the method gives for the arguments, called as a FEEL function outside FEEL.
std::string called(const std::string& holder, const std::string& signature, const std::string& parameters,
                   const std::string& arguments) {
  const std::string function = "function(" + parameters + ") external {java: {class: \"" + holder +
                               "\", method signature: \"" + signature + "\"}}";
  return value_text(decision("<context><contextEntry><variable name=\"f\"/>" + literal(function) +
                             "</contextEntry><contextEntry>" + literal("f(" + arguments + ")") +
                             "</contextEntry></context>"));
}

}  // namespace

SCENARIO("pure functions of java.lang are computed without Java", "[dmn][java]") {
  CHECK(called("java.lang.Math", "max(int, int)", "a, b", "3, 7") == "7");
  CHECK(called("java.lang.Math", "floorMod(long,long)", "a, b", "-7, 3") == "2");
  CHECK(called("java.lang.Math", "sqrt(double)", "a", "6.25") == "2.5");
  CHECK(called("java.lang.Math", "sqrt(double)", "a", "-1") == "null");
  CHECK(called("java.lang.Integer", "valueOf(java.lang.String)", "a", "\"-42\"") == "-42");
  CHECK(called("java.lang.Byte", "valueOf(byte)", "a", "200") == "null");
  CHECK(called("java.lang.Float", "valueOf(java.lang.String)", "a", "\"0.1\"") == "0.1");
  CHECK(called("java.lang.String", "valueOf(char)", "a", "\"中\"") == "\"中\"");
  CHECK(called("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "p, a",
               "\"%05d|%-3s|%.2f%%\", [42, \"x\", 2.345]") == "\"00042|x  |2.35%\"");
}

SCENARIO("other functions outside FEEL are refused", "[dmn][java]") {
  CHECK(called("java.lang.Runtime", "exec(java.lang.String)", "a", "\"x\"") == "null");
  CHECK(called("java.lang.Math", "max(int)", "a", "1") == "null");
  const auto boxed = [](const std::string& kind) {
    return document("<businessKnowledgeModel name=\"f\" id=\"f\">\n<encapsulatedLogic kind=\"" + kind +
                    "\"><context><contextEntry><variable name=\"class\"/>" + literal("\"java.lang.System\"") +
                    "</contextEntry><contextEntry><variable name=\"method signature\"/>" +
                    literal("\"exit(int)\"") +
                    "</contextEntry></context></encapsulatedLogic></businessKnowledgeModel>");
  };
  CHECK(refused(boxed("Java")) ==
        "test.dmn:3:1: error HF2331: businessKnowledgeModel[f]: the Java function java.lang.System.exit(int) "
        "is not "
        "among those that are computed without Java; found Java, expected a FEEL function");
  CHECK(refused(boxed("PMML")) ==
        "test.dmn:3:1: error HF2331: businessKnowledgeModel[f]: functions of this kind can not be called; "
        "found PMML, "
        "expected a FEEL function");
}
