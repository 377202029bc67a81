#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "support.hpp"

using namespace feel_test;

namespace {

std::string first_code(std::string_view text, const feel::CompileOptions& options = {}) {
  try {
    (void)feel::evaluate(text, {}, options);
  } catch (const Error& error) {
    return error.diagnostics().front().code;
  }
  return "";
}

std::string repeated(std::string_view part, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

}  // namespace

SCENARIO("nesting ends in an error, not in the stack", "[feel][hostile]") {
  feel::CompileOptions roomy;
  roomy.limits.text_bytes = 10'000'000;
  const std::size_t deep = 100'000;
  for (const auto& [open, close] :
       std::vector<std::pair<std::string, std::string>>{{"(", ")"},
                                                        {"[", "]"},
                                                        {"{a:", "}"},
                                                        {"-", ""},
                                                        {"not(", ")"},
                                                        {"if ", " then 1 else 2"},
                                                        {"for i in ", " return 1"},
                                                        {"function() ", ""},
                                                        {"some x in ", " satisfies true"},
                                                        {"abs(", ")"}}) {
    CAPTURE(open);
    CHECK(first_code(repeated(open, deep) + "1" + repeated(close, deep), roomy) == "HF2121");
  }
  CHECK(first_code("for x in [1] return x" + repeated("[1]", deep), roomy) == "HF2121");
  CHECK(first_code("for x in [{}] return x" + repeated(".a", deep), roomy) == "HF2121");
  CHECK(first_code("1 instance of " + repeated("list<", deep), roomy) == "HF2121");
}

SCENARIO("long flat expressions are fine", "[feel][hostile]") {
  feel::CompileOptions roomy;
  roomy.limits.text_bytes = 10'000'000;
  const auto value = [&](const std::string& text) { return shown(feel::evaluate(text, {}, roomy)); };
  CHECK(value("1" + repeated(" + 1", 20'000)) == "20001");
  CHECK(value("false" + repeated(" or false", 5'000)) == "false");
  CHECK(value("count([1" + repeated(", 1", 5'000) + "])") == "5001");
}

SCENARIO("texts over the limit and outside the format are refused before anything else", "[feel][hostile]") {
  CHECK(first_code(std::string(65'537, '1')) == "HF2120");
  CHECK(first_code("\"a\xff\"") == "HF2104");
  CHECK(first_code(std::string("1 + \0 1", 7)) == "HF2101");
  CHECK(first_code("1e999999999") == "HF2103");
  CHECK(first_code("\"open") == "HF2102");
  CHECK(first_code("/* open") == "HF2102");
  CHECK(first_code("") == "HF2101");
  CHECK(first_code(std::string(60'000, '9')) == "HF2103");
}

SCENARIO("work is bounded in both semantics", "[feel][hostile]") {
  const std::string steps = "error: the limit of 1000000 evaluation steps is exceeded";
  for (const auto semantics : {feel::Semantics::strict, feel::Semantics::dmn}) {
    CHECK(run("count(for i in 1..1000000000 return i)", {}, semantics) == steps);
    CHECK(run("some i in 1..100000, j in 1..100000 satisfies i + j < 0", {}, semantics) == steps);
    CHECK(run("{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r", {}, semantics) ==
          "error: the limit of 256 levels of nested calls is exceeded");
    CHECK(run("count(for i in 1..100000 return [partial[-1]])", {}, semantics) ==
          "error: the limit of 500 lists inside one another is exceeded");
    CHECK(run("string length((for i in 1..30 return if i = 1 then \"aaaaaaaaaa\" else partial[-1] + "
              "partial[-1])[-1])",
              {}, semantics) == "error: the limit of 16000000 bytes in a string is exceeded");
    // Values with shared parts: small in memory, and endless for whoever compares or prints them.
    const std::string doubled = "(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]";
    const std::string contexts = "(for i in 1..60 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]})[-1]";
    const std::string values = "error: the limit of 10000000 values in one value is exceeded";
    CHECK(run(doubled, {}, semantics) == values);
    CHECK(run(contexts, {}, semantics) == values);
    CHECK(run("string length(string(" + doubled + "))", {}, semantics) == values);
    CHECK(run("{r: " + doubled + ", s: r = r}.s", {}, semantics) == values);
    const std::string large = "(for i in 1..20 return if i = 1 then [1] else [partial[-1], partial[-1]])";
    CHECK(run("{a: " + large + "[-1], b: " + large + "[-1], c: for i in 1..100 return a = b}.c", {}, semantics) == steps);
    CHECK(run("{a: " + large + "[-1], c: for i in 1..100 return list contains([[1], a], [i])}.c", {}, semantics) == steps);
    CHECK(run("(for i in 1..2000 return if i = 1 then function() 1 else {p: partial[-1], f: function() "
              "p}.f)[-1]()",
              {}, semantics)
              .rfind("error: the limit", 0) == 0);
  }
  CHECK(dmn("10 ** 6000 * 10 ** 6000") == "null");
  CHECK(dmn("@\"P999999999Y\" * 1e30") == "null");
  CHECK(dmn("@\"999999999-12-31\" + @\"P1D\"") == "null");
  CHECK(dmn("matches(\"" + std::string(5'000, 'a') + "\", \"(a*)*b\")") == "false");
}

TEST_CASE("no text brings the compiler down", "[feel][hostile]") {
  const std::vector<std::string> parts = {
      "1",       "x",    "\"a\"", "@\"P1D\"", "+",    "-",    "*",        "**",       "/",    "(",
      ")",       "[",    "]",     "{",        "}",    ",",    ":",        ".",        "..",   "<",
      "=",       "!=",   "if",    "then",     "else", "for",  "in",       "return",   "some", "satisfies",
      "between", "and",  "or",    "not",      "null", "true", "function", "instance", "of",   "date and time",
      "?",       "item", "sort",  "count",    " ",    "\n",   "//",       "é"};
  REQUIRE(rc::check("tokens in any order", [&] {
    const auto picks =
        *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, parts.size()));
    std::string text;
    for (const std::size_t pick : picks) text += parts[pick] + " ";
    const Context context{{{"x", number("1")}}};
    (void)strict(text, context);
    (void)dmn(text, context);
  }));
  REQUIRE(rc::check("bytes in any order", [] {
    const auto text = *rc::gen::arbitrary<std::string>();
    (void)strict(text);
  }));
}
