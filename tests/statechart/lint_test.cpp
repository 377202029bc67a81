/// What a graph of a definition shows, and its pictures.
#include "support.hpp"

using namespace chart_test;

namespace {

/// "code pointer" of each finding.
Names found(const std::string& json) {
  Names texts;
  for (const Diagnostic& diagnostic : lint(compile(json))) {
    CHECK(diagnostic.severity == Severity::warning);
    CHECK(diagnostic.line > 0);
    texts.push_back(diagnostic.code + ' ' + diagnostic.pointer);
  }
  return texts;
}

}  // namespace

SCENARIO("states that nothing leads to are found, the outermost of them only", "[statechart][lint]") {
  CHECK(found(R"({"statechart": "c", "states": {"a": {"on": {"e": "b"}}, "b": {}}})").empty());
  CHECK(found(R"({"statechart": "c", "states": {"a": {}, "b": {"states": {"b1": {}, "b2": {}}}}})") ==
        Names{"HF5530 /states/b"});
  THEN("a state that is only the target of one that is itself unreachable is one too") {
    CHECK(found(R"({"statechart": "c", "states": {"a": {}, "b": {"on": {"e": "d"}}, "d": {}}})") ==
          Names{"HF5530 /states/b", "HF5530 /states/d"});
  }
  THEN("a transition into one region makes the others reachable") {
    CHECK(
        found(
            R"({"statechart": "c", "states": {"a": {"on": {"e": "l2"}}, "p": {"type": "parallel", "states": {
      "l": {"states": {"l1": {}, "l2": {"on": {"e": "l1"}}}}, "r": {"states": {"r1": {}}}}}}})")
            .empty());
  }
  THEN("a history leads to its target, and one that nothing leads to is found") {
    CHECK(found(R"({"statechart": "c", "states": {"a": {"on": {"e": "h"}}, "s": {"initial": "s1", "states": {
      "h": {"type": "history", "target": "s1"}, "s1": {}}}}})")
              .empty());
    CHECK(
        found(
            R"({"statechart": "c", "states": {"s": {"states": {"h": {"type": "history", "target": "s1"}, "s1": {}}}}})") ==
        Names{"HF5530 /states/s/states/h"});
  }
}

SCENARIO("states from which no final state can be reached are found, when there is one",
         "[statechart][lint]") {
  CHECK(found(R"({"statechart": "c", "states": {"a": {"on": {"e": "b"}}, "b": {}}})").empty());
  CHECK(
      found(
          R"({"statechart": "c", "states": {"a": {"on": {"e": "b", "f": "end"}}, "b": {}, "end": {"type": "final"}}})") ==
      Names{"HF5531 /states/b"});
  THEN("a way out of the state around it counts, and of a state without any the state itself is told") {
    CHECK(
        found(
            R"({"statechart": "c", "states": {"a": {"on": {"f": "end", "t": "trap"}, "states": {"a1": {}}}, "trap": {"states": {
      "t1": {"on": {"e": "t2"}}, "t2": {"on": {"e": "t1"}}}}, "end": {"type": "final"}}})") ==
        Names{"HF5531 /states/trap"});
  }
  THEN("the end of an inner state is no end of its own") {
    CHECK(
        found(
            R"({"statechart": "c", "states": {"a": {"states": {"a1": {"on": {"e": "af"}}, "af": {"type": "final"}},
      "on": {"done.state.a": "end"}}, "end": {"type": "final"}}})")
            .empty());
    CHECK(
        found(
            R"({"statechart": "c", "states": {"a": {"on": {"x": "end", "y": "b"}}, "b": {"states": {"b1": {"on": {"e": "bf"}}, "bf": {"type": "final"}}},
      "end": {"type": "final"}}})") == Names{"HF5531 /states/b"});
  }
}

SCENARIO("eventless transitions that go round are found, each round once", "[statechart][lint]") {
  CHECK(
      found(
          R"({"statechart": "c", "states": {"a": {"on": {"e": "b"}}, "b": {"always": "d"}, "d": {"always": "b"}}})") ==
      Names{"HF5532 /states/b"});
  CHECK(found(R"({"statechart": "c", "states": {"a": {"always": "a"}}})") == Names{"HF5532 /states/a"});
  CHECK(
      found(
          R"({"statechart": "c", "states": {"s": {"always": {"target": "s2"}, "states": {"s1": {}, "s2": {}}}}})") ==
      Names{"HF5532 /states/s"});
  THEN("a guard, or a state that waits, ends it") {
    CHECK(
        found(
            R"({"statechart": "c", "data": {"n": 0}, "states": {"b": {"always": {"when": "n < 3", "target": "d"}}, "d": {"always": "b"}}})")
            .empty());
    CHECK(found(R"({"statechart": "c", "states": {"b": {"always": "d"}, "d": {"on": {"e": "b"}}}})").empty());
    CHECK(found(R"({"statechart": "c", "states": {"p": {"type": "parallel", "states": {
      "l": {"states": {"l1": {"always": "l2"}, "l2": {}}}, "r": {}}}}})")
              .empty());
  }
}

SCENARIO("events that are not declared are found when events are declared", "[statechart][lint]") {
  const auto chart = [](const std::string& events) {
    return R"({"statechart": "c", )" + events +
           R"("states": {"a": {"entry": [{"raise": "startd"}], "on": {"start": "a", "done.state.a error": "a", "order.*": "a", "*": "a"}}}})";
  };
  CHECK(found(chart("")).empty());
  CHECK(found(chart(R"("events": ["start", "order.paid"], )")) == Names{"HF5533 /states/a/entry/0/raise"});
  CHECK(lint(compile(chart(R"("events": ["start", "order"], )"))).front().suggestion == "start");
  CHECK(found(chart(R"("events": ["start"], )")).size() == 2);
}

SCENARIO("asking for a state that is not there is found", "[statechart][lint]") {
  CHECK(
      found(
          R"j({"statechart": "c", "states": {"open": {"always": {"when": "In(\"opne\")", "target": "b"}}, "b": {}}})j") ==
      Names{"HF5534 /states/open/always/when"});
}

SCENARIO("a picture has every state, every transition's label, and the active states highlighted",
         "[statechart][draw]") {
  GIVEN("a chart of all kinds of states whose names need escapes") {
    const Definition chart = compile(R"({"statechart": "c", "states": {
      "s": {"title": "Open & <new>", "on": {"e": {"when": "1 < 2", "target": "p"}}, "states": {"h": {"type": "history", "target": "a"}, "a": {"on": {"n": "b"}}, "b": {"after": {"2 hours": "a"}}}},
      "p": {"type": "parallel", "states": {"l": {"states": {"l1": {}}}, "投诉": {}}, "on": {"back": "h", "x": {"do": []}}}, "f": {"type": "final"}}})");
    const State state = start(chart, Instant{0}).state;
    for (const Picture picture : {Picture::dot, Picture::mermaid, Picture::svg}) {
      const std::string plain = draw(chart, picture);
      const std::string shown = draw(chart, picture, &state);
      CHECK(plain != shown);
      CHECK(plain == draw(compile(R"({"statechart": "c", "states": {
      "s": {"title": "Open & <new>", "on": {"e": {"when": "1 < 2", "target": "p"}}, "states": {"h": {"type": "history", "target": "a"}, "a": {"on": {"n": "b"}}, "b": {"after": {"2 hours": "a"}}}},
      "p": {"type": "parallel", "states": {"l": {"states": {"l1": {}}}, "投诉": {}}, "on": {"back": "h", "x": {"do": []}}}, "f": {"type": "final"}}})"),
                          picture));
      for (const std::string text : {"after 2 hours", "back", "投诉", "H"})
        CHECK(plain.find(text) != std::string::npos);
      CHECK(plain.find("\"Open & <new>\"") ==
            (picture == Picture::dot ? plain.find("\"Open & <new>\"") : std::string::npos));
    }
    CHECK(draw(chart, Picture::svg).find("Open &amp; &lt;new&gt;") != std::string::npos);
    THEN("boxes lie inside the boxes around them, and beside one another") {
      const std::string svg = draw(chart, Picture::svg, &state);
      CHECK(svg.find("data-state=\"a\" class=\"active\"") != std::string::npos);
      CHECK(svg.find("data-state=\"b\" class") == std::string::npos);
    }
  }
}
