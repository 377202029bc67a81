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

SCENARIO("a Java function has no result where Java would wrap around", "[dmn][java]") {
  CHECK(called("java.lang.Math", "abs(long)", "a", "-9223372036854775807") == "9223372036854775807");
  CHECK(called("java.lang.Math", "abs(long)", "a", "-9223372036854775808") == "null");
  CHECK(called("java.lang.Math", "abs(int)", "a", "-2147483648") == "null");
  CHECK(called("java.lang.Math", "floorDiv(long,long)", "a, b", "-9223372036854775808, 2") ==
        "-4611686018427387904");
  CHECK(called("java.lang.Math", "floorDiv(long,long)", "a, b", "-9223372036854775808, -1") == "null");
  CHECK(called("java.lang.Math", "floorDiv(int,int)", "a, b", "-2147483648, -1") == "null");
  CHECK(called("java.lang.Math", "floorDiv(int,int)", "a, b", "-7, 2") == "-4");
}

SCENARIO("Java functions keep to the limits of the model", "[dmn][java]") {
  DmnOptions options;
  options.limits.string_bytes = 1'000;
  const auto refusal = [&](const std::string& signature, const std::string& arguments) {
    const std::string function =
        "function(a, b) external {java: {class: \"java.lang.String\", method signature: \"" + signature +
        "\"}}";
    const std::string logic = "<context><contextEntry><variable name=\"f\"/>" + literal(function) +
                              "</contextEntry><contextEntry>" + literal("f(" + arguments + ")") +
                              "</contextEntry></context>";
    try {
      return model_of(decision(logic), options).evaluate("d", {}).value.to_text();
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  const std::string string_join = "join(java.lang.String, [Ljava.lang.Object;)";
  const std::string format = "format(java.lang.String, [Ljava.lang.Object;)";
  const std::string too_long = "error HF2341: the limit of 1000 bytes in a string is exceeded";
  CHECK(refusal(string_join, "\", \", [1, \"x\", 2]") == "\"1, x, 2\"");
  CHECK(refusal(string_join, "\"" + std::string(100, '-') + "\", for i in 1..20000 return i") == too_long);
  CHECK(refusal(format, "\"%900d%900d\", [1, 2]") == too_long);
  CHECK(refusal(format, "\"%s%s\", [for i in 1..300 return i, 1]") == too_long);
  options.limits.string_bytes = 16'000'000;
  options.limits.steps = 1'000;
  CHECK(refusal(string_join, "\"" + std::string(1'000, '-') + "\", for i in 1..200 return i") ==
        "error HF2341: the limit of 1000 evaluation steps is exceeded");
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
