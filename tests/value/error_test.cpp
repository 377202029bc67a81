#include "huifang/error.hpp"

#include "value/utf8.hpp"

#include <catch2/catch.hpp>

using namespace huifang;

SCENARIO("a diagnostic reads as one line", "[error]") {
  Diagnostic diagnostic;
  diagnostic.code = "HF1203";
  diagnostic.message = "unknown key";
  CHECK(to_text(diagnostic) == "error HF1203: unknown key");
  diagnostic.file = "tiers.json";
  diagnostic.line = 4;
  diagnostic.column = 9;
  diagnostic.pointer = "/rules/art3";
  diagnostic.found = "\"weeek\"";
  diagnostic.expected = "a bucket";
  diagnostic.suggestion = "week";
  CHECK(to_text(diagnostic) ==
        "tiers.json:4:9: error HF1203: /rules/art3: unknown key; found \"weeek\", expected a bucket; "
        "did you mean week?");
}

SCENARIO("an error carries all diagnostics and says them all", "[error]") {
  Diagnostic one;
  one.code = "HF2001";
  one.message = "first";
  Diagnostic two = one;
  two.message = "second";
  two.severity = Severity::warning;
  const Error error(ErrorKind::policy, {one, two});
  CHECK(error.kind() == ErrorKind::policy);
  CHECK(error.diagnostics().size() == 2);
  CHECK(std::string(error.what()) == "error HF2001: first\nwarning HF2001: second");
  CHECK(std::string(Error(ErrorKind::range, "HF3001", "no open day").what()) == "error HF3001: no open day");
}

SCENARIO("the nearest name is a typing slip away", "[error]") {
  const std::vector<std::string> names = {"volume", "segment", "last order", "complained", "客户等级"};
  CHECK(nearest_name("volum", names) == "volume");
  CHECK(nearest_name("segmnet", names) == "segment");
  CHECK(nearest_name("last_order", names) == "last order");
  CHECK(nearest_name("客户等及", names) == "客户等级");
  CHECK(nearest_name("price", names) == "");
  CHECK(nearest_name("x", {"y"}) == "");
  CHECK(nearest_name("", names) == "");
  THEN("of two equally near, the earlier") { CHECK(nearest_name("cat", {"bat", "rat"}) == "bat"); }
  THEN("names of unreasonable length are not compared") {
    CHECK(nearest_name(std::string(1000000, 'a'), {std::string(1000001, 'a')}) == "");
  }
}

SCENARIO("no text of a diagnostic is longer than can be read", "[error]") {
  Diagnostic diagnostic;
  diagnostic.pointer = "/" + std::string(8'000'000, 'x') + "/end";
  diagnostic.message = std::string(999, 'm');
  for (int i = 0; i < 100'000; ++i) diagnostic.expected += "é长";
  const Error error(ErrorKind::policy, {diagnostic});
  const Diagnostic& told = error.diagnostics().front();
  CHECK(told.pointer.size() == 1'000);
  CHECK(told.pointer.starts_with("/xxx"));
  CHECK(told.pointer.ends_with("xx/end"));
  CHECK(told.message == diagnostic.message);
  CHECK(told.expected.size() <= 1'000);
  CHECK(told.expected.size() > 990);
  CHECK(utf8::first_invalid(told.expected) == std::string::npos);
}

SCENARIO("a diagnostic stays on its line, whatever stands in the document", "[error]") {
  Diagnostic diagnostic;
  diagnostic.message = "unknown key";
  diagnostic.found = "\"a\nb\t\x1b[2J\x7f\"";
  CHECK(to_text(diagnostic) == "error: unknown key; found \"a\\nb\\t\\u001b[2J\\u007f\"");
  diagnostic.found = "\u202e3 days";
  CHECK(to_text(diagnostic) == "error: unknown key; found \\u202e3 days");
}
