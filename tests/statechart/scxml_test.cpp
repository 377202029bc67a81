/// SCXML in and out: what has a counterpart keeps its meaning, what has none is refused with its place.
#include "huifang/statechart_scxml.hpp"

#include "support.hpp"

using namespace chart_test;

namespace {

const std::string document = R"j(<?xml version="1.0"?>
<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="feel" name="matter" initial="open">
  <datamodel><data id="n" expr="0"/><data id="list">[1, 2]</data></datamodel>
  <state id="open">
    <onentry><send event="late" id="t" delay="10ms"><param name="n" expr="n"/></send></onentry>
    <onexit><cancel sendid="t"/></onexit>
    <transition event="called" cond="event.by != null"><assign location="n" expr="n + 1"/></transition>
    <transition event="late other.*" target="work"/>
    <transition event="go" target="p"/>
  </state>
  <state id="work" initial="inner">
    <initial><transition target="inner"><log label="i" expr="n"/></transition></initial>
    <history id="h" type="deep"><transition target="inner"/></history>
    <state id="inner"><transition event="end" target="f"/></state>
    <final id="f"><donedata><param name="sum" expr="n + 1"/></donedata></final>
    <transition event="done.state.work" target="closed"><log expr="event.sum"/></transition>
  </state>
  <parallel id="p">
    <state id="l"><transition event="x" type="internal" target="l"/></state>
    <state id="r"><onentry>
      <if cond="n = 0"><raise event="zero"/><elseif cond="n = 1"/><raise event="one"/><else/><raise event="many"/></if>
      <foreach array="list" item="item" index="i"><assign location="n" expr="n + item"/></foreach>
    </onentry></state>
    <transition event="zero" target="closed"/>
  </parallel>
  <final id="closed"/>
</scxml>
)j";

Names refused(const std::string& body) {
  try {
    (void)from_scxml("<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'>\n" + body + "</scxml>",
                     "c.scxml");
  } catch (const Error& error) {
    Names texts;
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      CHECK(diagnostic.file == "c.scxml");
      texts.push_back(diagnostic.code + ' ' + std::to_string(diagnostic.line));
    }
    return texts;
  }
  return {};
}

}  // namespace

SCENARIO("an SCXML document becomes a statechart that does what it says", "[statechart][scxml]") {
  std::string text = document;
  text.replace(text.find("late other.*"), 12, "late");
  Run run(from_scxml(text));
  CHECK(run.definition.name() == "matter");
  run.send("called", R"({"by": 1})").send("called");
  CHECK(run.value("n") == "1");
  run.after_ms(10);
  CHECK(run.leaves() == Names{"inner"});
  CHECK(run.logged() == Names{"i:1"});
  run.send("end");
  CHECK(run.leaves() == Names{"closed"});
  CHECK(run.logged() == Names{"2"});
  Run other(from_scxml(text));
  CHECK(other.send("go").leaves() == Names{"closed"});
  CHECK(other.value("n") == "3");
}

SCENARIO("what is written as SCXML and read back does the same", "[statechart][scxml]") {
  std::string text = document;
  text.replace(text.find("late other.*"), 12, "late");
  const Definition first = compile(from_scxml(text));
  const std::string written = to_scxml(first);
  const Definition second = compile(from_scxml(written));
  CHECK(to_scxml(second) == written);
  State a = start(first, Instant{0}).state;
  State b = start(second, Instant{0}).state;
  std::int64_t now = 0;
  for (const std::string event : {"called", "late", "end", "go", "x"}) {
    a = step(first, a, {event, {}}, Instant{now}).state;
    b = step(second, b, {event, {}}, Instant{now}).state;
    CHECK(active(first, a) == active(second, b));
    CHECK(data(first, a) == data(second, b));
    now += 1000;
  }
}

SCENARIO("a timer of a state is a delayed send with a cancel in SCXML", "[statechart][scxml]") {
  const std::string written = to_scxml(compile(
      R"({"statechart": "c", "states": {"a": {"after": {"2 hours": "b"}, "on": {"e": "b"}}, "b": {}}})"));
  CHECK(written.find("<send event=\"after.a.1\" id=\"after.a.1\" delay=\"7200s\"") != std::string::npos);
  Run run(from_scxml(written));
  CHECK(run.after_ms(7'200'000).leaves() == Names{"b"});
  Run other(from_scxml(written));
  CHECK(other.send("e").state.pending().empty());
}

SCENARIO("what has no counterpart is refused, all of it, with its line", "[statechart][scxml]") {
  CHECK(refused("<state id='a'/>").empty());
  CHECK(
      refused("<state id='a'>\n<invoke type='x'/>\n<onentry><script>x</script></onentry></state>\n<what/>") ==
      Names{"HF5541 3", "HF5541 4", "HF5541 5"});
  CHECK(refused("<state id='a'><onentry><send event='e' idlocation='x'/></onentry></state>") ==
        Names{"HF5541 2"});
  CHECK(refused("<state id='a'><onentry><send event='e' type='http'/></onentry></state>") ==
        Names{"HF5541 2"});
  CHECK(refused("<state id='a'>text</state>") == Names{"HF5541 2"});
  CHECK(refused("<state id='a'/><state id='a'/>") == Names{"HF5502 2"});
  CHECK(code_of([] { (void)from_scxml("<scxml datamodel='ecmascript'><state id='a'/></scxml>"); }) ==
        "HF5541");
  CHECK(code_of([] { (void)from_scxml("<scxml><state"); }) == "HF5540");
  CHECK(code_of([] { (void)from_scxml("<other/>"); }) == "HF5540");
  CHECK(code_of([] { (void)from_scxml(""); }) == "HF5540");
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<state>";
  CHECK(code_of([&] { (void)from_scxml("<scxml>" + deep); }) == "HF5540");
  CHECK(code_of([] {
          (void)to_scxml(compile(R"({"statechart": "c", "entry": [{"log": 1}], "states": {"a": {}}})"));
        }) == "HF5542");
  CHECK(code_of([] {
          (void)to_scxml(
              compile(R"({"statechart": "c", "states": {"a": {"entry": [{"raise": "e", "data": "1"}]}}})"));
        }) == "HF5542");
}
