#include "policy/document.hpp"

#include <catch2/catch.hpp>

#include "policy/canonical.hpp"
#include "policy/reader.hpp"

using namespace huifang;
using namespace huifang::loader;

namespace {

struct Reading {
  Document document;
  Report report{document, 100};
  Node* root = nullptr;

  explicit Reading(const std::string& text, ReadLimits limits = {}) {
    document.layers.push_back({"", "text.json", text});
    root = read(document, 0, limits, report);
  }
  Diagnostic only() const {
    const auto found = report.sorted();
    REQUIRE(found.size() == 1);
    return found.front();
  }
};

}  // namespace

SCENARIO("every value knows its line, its column in code points and its byte", "[policy][document]") {
  const Reading reading(
      "{ // a comment: {\"x\"}\n  \"城市\": [1, -2.50, /* \"no\" */ \"北京\"],\r\n\t\"b\": {\"c/d\": true, "
      "\"~\": null}}");
  REQUIRE(reading.root != nullptr);
  const Node& cities = *reading.root->children.at(0);
  CHECK(cities.key == "城市");
  CHECK(cities.key_place.line == 2);
  CHECK(cities.key_place.column == 3);
  CHECK(cities.place.column == 9);
  CHECK(cities.pointer() == "/城市");
  const Node& number = *cities.children.at(1);
  CHECK(number.text == "-2.50");
  CHECK(number.place.column == 13);
  CHECK(number.pointer() == "/城市/1");
  const Node& text = *cities.children.at(2);
  CHECK(text.text == "北京");
  CHECK(text.place.column == 31);
  const Node& inner = *reading.root->children.at(1)->children.at(0);
  CHECK(inner.pointer() == "/b/c~1d");
  CHECK(inner.place.line == 3);
  CHECK(inner.place.column == 15);
  CHECK(reading.root->children.at(1)->children.at(1)->pointer() == "/b/~0");
}

SCENARIO("a place inside a text takes escapes into account", "[policy][document]") {
  const Reading reading(R"({"a": "x\"\u57ce\ud83d\ude00é y"})");
  REQUIRE(reading.root != nullptr);
  const Node& text = *reading.root->children.front();
  const auto at = [&](const char* part) {
    return place_inside(reading.document, text, text.text.find(part)).column;
  };
  CHECK(at("x") == 8);
  CHECK(at("\"") == 9);
  CHECK(at("城") == 11);
  CHECK(at("😀") == 17);
  CHECK(at("é") == 29);
  CHECK(at("y") == 31);
}

SCENARIO("numbers keep their digits; what no decimal holds is refused", "[policy][document]") {
  const Reading reading(R"([12345678901234567890123456789012.25, 0.10, -0, 1e-300, 18446744073709551616])");
  REQUIRE(reading.root != nullptr);
  CHECK(reading.root->children[0]->text == "12345678901234567890123456789012.25");
  CHECK(reading.root->children[1]->text == "0.10");
  CHECK(reading.root->children[4]->text == "18446744073709551616");
  CHECK(canonical(*reading.root) ==
        "[12345678901234567890123456789012.25,0.1,0,1e-300,18446744073709551616]");
  const std::vector<std::string> beyond = {"1e400",
                                           "1e999999999",
                                           "-1e999999999999999999999",
                                           "1e" + std::string(400, '9'),
                                           "1e-999999999",
                                           "1e-" + std::string(400, '9')};
  for (const std::string& number : beyond) {
    const Diagnostic found = Reading("{\"a\": " + number + "}").only();
    CHECK(found.code == "HF1004");
    CHECK(found.line == 1);
    CHECK(found.column == 7);
  }
}

SCENARIO("canonical text keeps the order of members and the least escaping", "[policy][document]") {
  const Reading reading(
      "{\"z\" : \"a\\u0001\\/\\n城\\\"\\\\\", // c\n \"a\":[ ], \"m\":{\"q\": 1.0e2, \"b\": false}}");
  REQUIRE(reading.root != nullptr);
  CHECK(canonical(*reading.root) ==
        "{\"z\":\"a\\u0001/\\n城\\\"\\\\\",\"a\":[],\"m\":{\"q\":100,\"b\":false}}");
  const Reading again(canonical(*reading.root));
  CHECK(canonical(*again.root) == canonical(*reading.root));
}

SCENARIO("limits are checked where they are first exceeded", "[policy][document][limits]") {
  ReadLimits limits;
  limits.nesting = 3;
  CHECK(Reading("[[[1]]]", limits).root != nullptr);
  const Diagnostic deep = Reading("[[[\n [1]]]]", limits).only();
  CHECK(deep.code == "HF1011");
  CHECK(deep.line == 2);
  CHECK(deep.column == 2);
  limits = {};
  limits.entries = 2;
  CHECK(Reading(R"({"a": {"b": 1}})", limits).root != nullptr);
  CHECK(Reading(R"({"a": {"b": 1}, "c": 2})", limits).only().code == "HF1012");
  limits = {};
  limits.values = 3;
  CHECK(Reading("[1, 2]", limits).root != nullptr);
  CHECK(Reading("[1, 2, 3]", limits).only().code == "HF1013");
  limits = {};
  limits.bytes = 4;
  CHECK(Reading("[12]", limits).root != nullptr);
  CHECK(Reading("[123]", limits).only().code == "HF1010");
}

SCENARIO("what is not JSON is refused at the place where it stops being it", "[policy][document]") {
  struct Case {
    std::string text;
    std::string code;
    std::int64_t line, column;
  };
  const std::vector<Case> cases = {
      {"", "HF1001", 1, 1},
      {"{\"a\": 1,}", "HF1001", 1, 9},
      {"{\n\"a\": tru}", "HF1001", 2, 9},
      {"{\"a\": 1} x", "HF1001", 1, 10},
      {"{\"a\": /* never closed", "HF1001", 1, 22},
      {"{\"a\": \"\x01\"}", "HF1001", 1, 8},
      {"{\"城\": \"\xff\"}", "HF1002", 1, 8},
      {"// \xc3(\n{}", "HF1002", 1, 4},
      {"{\"a\": 1, \"a\": 2}", "HF1003", 1, 10},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    const Diagnostic found = Reading(one.text).only();
    CHECK(found.code == one.code);
    CHECK(found.line == one.line);
    CHECK(found.column == one.column);
    CHECK(found.file == "text.json");
  }
}

SCENARIO("a byte order mark is no content", "[policy][document]") {
  const Reading reading("\xEF\xBB\xBF{\"a\": 1}");
  REQUIRE(reading.root != nullptr);
  CHECK(reading.root->children.front()->key_place.column == 2);
  CHECK(reading.root->children.front()->key_place.offset == 4);
}
