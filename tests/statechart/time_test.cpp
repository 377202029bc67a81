/// Delayed events: part of the state, in one total order, stamped with their own due.
#include "support.hpp"

using namespace chart_test;

namespace {

const std::string two_timers = R"({"statechart": "c", "states": {"a": {"on": {
  "go": {"do": [{"send": "second", "delay": "20 ms"}, {"send": "first", "delay": "10 ms"}, {"send": "also", "delay": "10 ms", "id": "x"}]},
  "stop": {"cancel": "x"},
  "first second also": {"do": [{"log": "event.name"}]}}}}})";

}  // namespace

SCENARIO("delayed events come by due, then by the order of sending", "[statechart][case-114]") {
  GIVEN("three delayed events") {
    Run run(two_timers);
    run.send("go");
    CHECK(next_due(run.state) == Instant{10'000});
    WHEN("all their time has passed at once") {
      run.after_ms(100);
      THEN("each came at its own due") {
        CHECK(run.logged() == Names{"\"first\"", "\"also\"", "\"second\""});
        CHECK(run.effects[0].at == Instant{10'000});
        CHECK(run.effects[2].at == Instant{20'000});
        CHECK_FALSE(next_due(run.state).has_value());
        CHECK(run.state.at() == Instant{100'000});
      }
    }
    WHEN("one is cancelled") {
      run.send("stop").after_ms(10);
      THEN("it does not come") { CHECK(run.logged() == Names{"\"first\""}); }
    }
  }
}

SCENARIO("an event at the due instant comes before the delayed event that is due then", "[statechart]") {
  GIVEN("a limit of 10 ms") {
    Run run(
        R"({"statechart": "c", "states": {"open": {"after": {"10 ms": "late"}, "on": {"answer": "in_time"}}, "late": {}, "in_time": {}}})");
    WHEN("the answer comes at the due") {
      run.now = Instant{10'000};
      run.send("answer");
      THEN("it is in time") { CHECK(run.leaves() == Names{"in_time"}); }
    }
    WHEN("it comes a microsecond later") {
      run.now = Instant{10'001};
      run.send("answer");
      THEN("the limit came first") { CHECK(run.leaves() == Names{"late"}); }
    }
    WHEN("time passes to the due without an answer") {
      run.after_ms(10);
      THEN("it is late at the due") { CHECK(run.leaves() == Names{"late"}); }
    }
  }
}

SCENARIO("a timer of a state ends with the state", "[statechart]") {
  Run run(
      R"({"statechart": "c", "states": {"s": {"after": {"30 ms": "x"}, "states": {"a": {"after": {"10 ms": "b"}}, "b": {"on": {"back": "a"}}}}, "x": {}}})");
  CHECK(run.state.pending().size() == 2);
  run.after_ms(10);
  CHECK(run.leaves() == Names{"b"});
  CHECK(run.state.pending().size() == 1);
  run.send("back");
  CHECK(run.after_ms(9).leaves() == Names{"a"});
  CHECK(run.after_ms(1).leaves() == Names{"b"});
  CHECK(run.after_ms(10).leaves() == Names{"x"});
  CHECK(run.state.pending().empty());
}

SCENARIO("a timer is seen by its own transition only", "[statechart]") {
  Run run(
      R"({"statechart": "c", "states": {"s": {"after": {"10 ms": [{"when": "false", "target": "x"}, "y"]}, "states": {"a": {"on": {"*": "z"}}}}, "x": {}, "y": {}, "z": {}}})");
  CHECK(run.after_ms(10).leaves() == Names{"y"});
}

SCENARIO("a delay may be computed", "[statechart]") {
  const auto due = [](const std::string& delay) {
    Run run(R"({"statechart": "c", "data": {"d": ")" + delay +
            R"("}, "states": {"a": {"entry": [{"send": "e", "delay": "=d"}]}}})");
    return next_due(run.state) ? next_due(run.state)->utc_us : -1;
  };
  CHECK(due("\\\"1s\\\"") == 1'000'000);
  CHECK(due("\\\"1.5 s\\\"") == 1'500'000);
  CHECK(due("duration(\\\"PT2M\\\")") == 120'000'000);
  CHECK(due("5") == -1);
  CHECK(due("\\\"3 days\\\"") == -1);
}

SCENARIO("a state taken before its timer was due and brought back later fires once, with its own stamp",
         "[statechart][case-108][case-109][case-110]") {
  GIVEN("a state with a pending timer, kept as JSON") {
    const Definition definition = compile(two_timers);
    const State sent = step(definition, start(definition, Instant{0}).state, {"go", {}}, Instant{5}).state;
    const std::string kept = to_json(definition, sent);
    WHEN("it is restored long after") {
      const State restored = state_from_json(definition, kept);
      const Step late = advance(definition, restored, Instant{3'600'000'000});
      THEN("each event comes once, stamped with its due") {
        REQUIRE(late.effects.size() == 3);
        CHECK(late.effects[0].at == Instant{10'005});
        CHECK(advance(definition, late.state, Instant{7'200'000'000}).effects.empty());
      }
      THEN("restoring and keeping changes nothing") { CHECK(to_json(definition, restored) == kept); }
    }
  }
}

SCENARIO("time does not go back", "[statechart]") {
  Run run(two_timers);
  run.now = Instant{50};
  run.send("go");
  CHECK(code_of([&] { (void)step(run.definition, run.state, {"go", {}}, Instant{49}); }) == "HF5523");
  CHECK(code_of([&] { (void)advance(run.definition, run.state, Instant{49}); }) == "HF5523");
}

SCENARIO("sends that are waiting are dropped when the chart ends", "[statechart]") {
  Run run(
      R"({"statechart": "c", "states": {"a": {"entry": [{"send": "x", "delay": "1 s"}], "on": {"end": "f"}}, "f": {"type": "final"}}})");
  run.send("end");
  CHECK(run.state.pending().empty());
}
