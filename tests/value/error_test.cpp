#include "huifang/error.hpp"

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
