/// What is wrong with a definition is said all at once, with its place.
#include "support.hpp"

using namespace chart_test;

SCENARIO("every mistake of a document has a code, a place and a suggestion", "[statechart]") {
  CHECK(codes_of("[]") == Names{"HF1102"});
  CHECK(codes_of("{") == Names{"HF1001"});
  CHECK(codes_of(R"({"states": {"a": {}}})") == Names{"HF1103"});
  CHECK(codes_of(R"({"statechart": "c"})") == Names{"HF1103"});
  CHECK(codes_of(R"({"statechart": "a b", "states": {"a": {}}})") == Names{"HF1105"});
  CHECK(codes_of(R"({"statechart": "c", "states": {}})") == Names{"HF5507"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"type": "compound"}}})") == Names{"HF5507"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"type": "parallell", "states": {"b": {}}}}})") ==
        Names{"HF1109"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"on": {"e": "b"}}}})") == Names{"HF5501"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"states": {"b": {}}}, "b": {}}})") ==
        Names{"HF5502"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a b": {}}})") == Names{"HF5503"});
  CHECK(
      codes_of(
          R"({"statechart": "c", "states": {"a": {"on": {"e": ["b", {"target": ["a", "b"]}]}}, "b": {}}})") ==
      Names{"HF5504"});
  CHECK(
      codes_of(R"({"statechart": "c", "states": {"a": {"initial": "b", "states": {"a1": {}}}, "b": {}}})") ==
      Names{"HF5505"});
  CHECK(
      codes_of(
          R"({"statechart": "c", "states": {"a": {"states": {"h": {"type": "history", "target": "b"}, "a1": {}}}, "b": {}}})") ==
      Names{"HF5505"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"f": {"type": "final", "on": {"e": "f"}}}})") ==
        Names{"HF5506"});
  CHECK(
      codes_of(
          R"({"statechart": "c", "states": {"p": {"type": "parallel", "states": {"f": {"type": "final"}, "a": {}}}}})") ==
      Names{"HF5506"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"on": {"a*": "a"}}}})") == Names{"HF5508"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"on": {"": "a"}}}})") == Names{"HF5508"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"entry": [{"raise": "a b"}]}}})") ==
        Names{"HF5508"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"after": {"3 days": "a"}}}})") == Names{"HF5509"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"always": {"do": []}}}})") == Names{"HF5510"});
  CHECK(
      codes_of(R"({"statechart": "c", "data": {"n": 1}, "states": {"a": {"entry": [{"set": {"m": 1}}]}}})") ==
      Names{"HF5511"});
  CHECK(codes_of(R"({"statechart": "c", "data": {"event": 1}, "states": {"a": {}}})") == Names{"HF5511"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"entry": [{"rase": "e"}]}}})") == Names{"HF5512"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"entry": [{"raise": "e", "log": 1}]}}})") ==
        Names{"HF5512"});
  CHECK(
      codes_of(
          R"({"statechart": "c", "states": {"a": {"states": {"h": {"type": "history", "target": "g"}, "g": {"type": "history", "target": "h"}, "b": {}}}}})") ==
      Names{"HF5513"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"h": {"type": "history", "target": "a"}, "a": {}}})") ==
        Names{"HF5515"});
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"on": {"e": {"when": "n > 1", "target": "a"}}}}})")
            .front()
            .starts_with("HF21"));
  CHECK(codes_of(R"({"statechart": "c", "states": {"a": {"entyr": []}}})") == Names{"HF1101"});
}

SCENARIO("all mistakes are told, in document order, with line, column and the nearest name", "[statechart]") {
  GIVEN("a document with three of them") {
    const std::string json = R"({
  "statechart": "c",
  "states": {
    "open": {"on": {"e": "closd"}, "always": {"when": "lmit > 1", "target": "closed"}},
    "closed": {"entry": [{"rase": "x"}]}
  }
})";
    try {
      (void)compile(json, {.file = "chart.json"});
      FAIL("it was accepted");
    } catch (const Error& error) {
      REQUIRE(error.diagnostics().size() == 3);
      const Diagnostic& first = error.diagnostics()[0];
      CHECK(first.code == "HF5501");
      CHECK(first.file == "chart.json");
      CHECK(first.pointer == "/states/open/on/e");
      CHECK(first.line == 4);
      CHECK(first.column == 26);
      CHECK(first.suggestion == "closed");
      CHECK(error.diagnostics()[1].pointer == "/states/open/always/when");
      CHECK(error.diagnostics()[2].code == "HF5512");
      CHECK(error.diagnostics()[2].suggestion == "raise");
    }
  }
}

SCENARIO("limits of a document are explicit", "[statechart]") {
  std::string states;
  for (int i = 0; i < 20; ++i) states += (i > 0 ? ", \"s" : "\"s") + std::to_string(i) + "\": {}";
  CompileOptions options;
  options.states = 10;
  CHECK(code_of([&] { (void)compile("{\"statechart\": \"c\", \"states\": {" + states + "}}", options); }) ==
        "HF5514");
  options.document_bytes = 10;
  CHECK(code_of([&] { (void)compile("{\"statechart\": \"c\", \"states\": {" + states + "}}", options); }) ==
        "HF1010");
}

SCENARIO("the same transitions can be written short and long", "[statechart]") {
  for (const std::string on : {R"({"e": "b"})", R"({"e": {"target": "b"}})", R"({"e": [{"target": ["b"]}]})",
                               R"([{"event": "e", "target": "b"}])"}) {
    Run run(R"({"statechart": "c", "states": {"a": {"on": )" + on + R"(}, "b": {}}})");
    CHECK(run.send("e").leaves() == Names{"b"});
  }
}
