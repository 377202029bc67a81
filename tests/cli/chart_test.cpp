#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

namespace {

const char* const matter = R"({"statechart": "matter", "data": {"n": 0}, "states": {
  "open": {"after": {"24 hours": "late"}, "on": {"replied": {"when": "event.ok", "target": "closed"}, "called": {"set": {"n": "n + 1"}}}},
  "late": {"entry": [{"log": "n", "label": "calls"}], "on": {"replied": "closed"}},
  "closed": {"type": "final", "done": "n"}}})";

}  // namespace

SCENARIO("a statechart is taken through events, and its state is kept and taken up again", "[cli]") {
  const Workplace here("chart");
  here.write("matter.json", matter);
  const Ran ran = here.run("chart matter.json --at 2024-03-01T09:00 -e called --save kept.json");
  CHECK(ran.code == 0);
  CHECK(ran.out ==
        "2024-03-01 09:00  start: open\n  next due: 2024-03-02 09:00\n2024-03-01 09:00  called: open\n"
        "  next due: 2024-03-02 09:00\n");
  THEN("the timer comes when the state is taken up later") {
    CHECK(here.run("chart matter.json --state kept.json --at 2024-03-09").out ==
          "2024-03-09  time: late\n  log calls: 1\n");
  }
  THEN("events come from a file as well, with their times") {
    here.write("events.jsonl",
               "{\"at\": \"2024-03-01T10:00:00Z\", \"event\": \"called\"}\n"
               "{\"at\": \"2024-03-01T11:00:00Z\", \"event\": \"replied\", \"data\": {\"ok\": true}}\n");
    const Ran all = here.run("chart matter.json --state kept.json --events events.jsonl --trace");
    CHECK(has(all.out, "2024-03-01 11:00  replied: closed (done)\n"));
    CHECK(has(all.out, "    transition /states/open/on/replied\n"));
    CHECK(has(all.out, "  done closed: 2\n"));
  }
  THEN("another definition is refused, and time does not go back") {
    here.write("other.json", R"({"statechart": "matter", "states": {"open": {}}})");
    CHECK(has(here.run("chart other.json --state kept.json -e called").err, "HF5520"));
    CHECK(has(here.run("chart matter.json --state kept.json --at 2024-02-01").err, "HF5523"));
    CHECK(here.run("chart matter.json --state kept.json --data '{}'").code == 2);
  }
}

SCENARIO("statecharts are checked, drawn and converted", "[cli]") {
  const Workplace here("draw");
  here.write("matter.json", matter);
  here.write("lost.json", R"({"statechart": "lost", "states": {"a": {}, "b": {}}})");
  here.write("wrong.json", R"({"statechart": "wrong", "states": {"a": {"on": {"e": "aa"}}}})");
  CHECK(here.run("check matter.json").out == "1 file, 0 errors, 0 warnings\n");
  CHECK(has(here.run("check lost.json").out, "warning HF5530"));
  CHECK(here.run("check lost.json").code == 0);
  CHECK(has(here.run("check wrong.json").out, "error HF5501"));
  CHECK(here.run("check wrong.json").code == 1);
  CHECK(here.run("chart wrong.json").code == 3);
  REQUIRE(here.run("chart matter.json --save kept.json").code == 0);
  CHECK(has(here.run("draw matter.json --state kept.json").out, "data-state=\"open\" class=\"active\""));
  CHECK(has(here.run("draw matter.json --format dot").out, "digraph \"matter\""));
  CHECK(has(here.run("draw matter.json --format mermaid").out, "s1 --> s2 : after 24 hours\n"));
  const Ran scxml = here.run("draw matter.json --format scxml");
  CHECK(has(scxml.out, "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\""));
  here.write("matter.scxml", scxml.out);
  CHECK(here.run("check matter.scxml").out == "1 file, 0 errors, 0 warnings\n");
  CHECK(has(here.run("draw matter.scxml --format json").out, "\"statechart\": \"matter\""));
  CHECK(here.run("draw matter.json --format json").code == 2);
  CHECK(has(here.run("schema statechart").out, "\"title\": \"huifang statechart\""));
}
