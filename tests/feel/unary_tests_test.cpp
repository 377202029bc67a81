#include <catch2/catch.hpp>

#include "support.hpp"

using namespace feel_test;

namespace {

feel::Type type(feel::Type::Kind kind) {
  feel::Type type;
  type.kind = kind;
  return type;
}

/// Does the cell accept the input?
std::string accepts(std::string_view cell, const Value& input, const feel::Type& of,
                    feel::Semantics semantics = feel::Semantics::strict) {
  feel::CompileOptions options;
  options.semantics = semantics;
  try {
    return shown(feel::compile_unary_tests(cell, of, PolicyNames{}, options).test(input, PolicyFrame{}));
  } catch (const Error& error) {
    return error.what();
  }
}

std::string accepts(std::string_view cell, const char* text) {
  return accepts(cell, number(text), type(feel::Type::Kind::number));
}

}  // namespace

SCENARIO("a cell says which inputs it accepts", "[feel][cells]") {
  CHECK(accepts("-", "5") == "true");
  CHECK(accepts("5", "5") == "true");
  CHECK(accepts("< 5", "5") == "false");
  CHECK(accepts("[1..5)", "5") == "false");
  CHECK(accepts("(1..5]", "5") == "true");
  CHECK(accepts("1, 3, [5..7]", "6") == "true");
  CHECK(accepts("not(1, 3, [5..7])", "6") == "false");
  CHECK(accepts("!= 5", "5") == "false");
  CHECK(accepts("= 5", "5") == "true");
  CHECK(accepts("? > 2 and ? < 4", "3") == "true");
  CHECK(accepts("even(?), 7", "7") == "true");
  CHECK(accepts("not(even(?))", "7") == "true");
  CHECK(accepts("[1, 2, 3]", "2") == "true");
  CHECK(accepts("-1", "-1") == "true");
}

SCENARIO("a bare value of the input's enumeration stands for its string", "[feel][cells]") {
  feel::Type grades = type(feel::Type::Kind::string);
  grades.values = {"gold", "silver", "gold care"};
  CHECK(accepts("gold", Value::of("gold"), grades) == "true");
  CHECK(accepts("gold care, silver", Value::of("gold care"), grades) == "true");
  CHECK(accepts("not(gold)", Value::of("gold"), grades) == "false");
  CHECK(accepts("\"gold\"", Value::of("silver"), grades) == "false");
  CHECK(accepts("gould", Value::of("gold"), grades) ==
        "1:1: error HF2110: this name is not known; found gould; did you mean gold?");
  CHECK(accepts("\"gould\"", Value::of("gold"), grades) ==
        "1:1: error HF2116: this is not one of the declared values; found \"gould\", expected gold, silver, "
        "gold care; "
        "did you mean gold?");
}

SCENARIO("null is told apart in a policy", "[feel][cells]") {
  const feel::Type n = type(feel::Type::Kind::number);
  CHECK(accepts("-", Value(), n) == "true");
  CHECK(accepts("null", Value(), n) == "true");
  CHECK(accepts("null", number("1"), n) == "false");
  CHECK(accepts("not(null)", number("1"), n) == "true");
  CHECK(accepts("< 5, null", Value(), n) == "true");
  CHECK(accepts("< 5", Value(), n).rfind("undecided", 0) == 0);
  CHECK(accepts("not(5)", Value(), n).rfind("undecided", 0) == 0);
  CHECK(accepts("\"a\"", number("1"), n) ==
        "1:1: error HF2115: this can not be compared; found \"a\" (string), expected number");
  CHECK(accepts("\"a\"", number("1"), type(feel::Type::Kind::any)) ==
        "wrong_type: a number is compared with a string");
  CHECK(accepts("\"a\"", number("1"), type(feel::Type::Kind::any), feel::Semantics::dmn) == "null");
}

SCENARIO("a cell may be a condition of its own", "[feel][cells]") {
  PolicyFrame frame;
  frame.attributes[{"c1", PolicyNames::volume}] = number("10");
  const feel::Expression cell =
      feel::compile_unary_tests("customer.volume > 5", type(feel::Type::Kind::string), PolicyNames{});
  CHECK(shown(cell.test(Value::of("anything"), frame)) == "true");
  const feel::Expression flag =
      feel::compile_unary_tests("customer.volume > 5", type(feel::Type::Kind::boolean), PolicyNames{});
  CHECK(shown(flag.test(Value::of(false), frame)) == "false");
  CHECK(shown(flag.test(Value::of(true), frame)) == "true");
}

SCENARIO("a test with ? that turns out to be no condition accepts nothing", "[feel][cells]") {
  const Value input = number("3");
  CHECK(accepts("? * 2", input, feel::Type{}).find("a test must say true or false, not 6") != std::string::npos);
  CHECK(accepts("? * 2", input, feel::Type{}, feel::Semantics::dmn) == "null");
  CHECK(accepts("? * 2 > 5", input, feel::Type{}) == "true");
}
