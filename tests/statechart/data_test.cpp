/// Data, actions and what happens when they fail.
#include "support.hpp"

using namespace chart_test;

SCENARIO("an action that fails ends its block and no other, and raises an error", "[statechart][case-105]") {
  GIVEN("two blocks of entry actions, the first of which fails in the middle") {
    Run run(R"({"statechart": "c", "data": {"text": "\"x\"", "a": 0, "b": 0, "why": null}, "states": {"s": {
      "entry": [[{"set": {"a": "1"}}, {"set": {"a": "text - 1"}}, {"set": {"a": "3"}}], [{"set": {"b": "2"}}]],
      "on": {"error.execution": {"set": {"why": "event.at"}}}}}})");
    THEN("the rest of the first is skipped, the second runs, the event comes") {
      CHECK(run.value("a") == "1");
      CHECK(run.value("b") == "2");
      CHECK(run.value("why") == "\"/states/s/entry/0/1/set/a\"");
      CHECK(run.errors() == 1);
    }
  }
}

SCENARIO("a guard that fails counts as false and raises an error; null counts as false without one",
         "[statechart]") {
  Run run(
      R"({"statechart": "c", "data": {"text": "\"x\"", "none": null, "errors": 0}, "states": {"s": {"on": {
    "fail": [{"when": "text < 1", "target": "x"}, {"target": "y"}],
    "null": [{"when": "none", "target": "x"}, {"target": "y"}],
    "number": [{"when": "1 + 1", "target": "x"}, {"target": "y"}]}},
    "x": {}, "y": {"on": {"error": {"set": {"errors": "errors + 1"}}, "back": "s"}}}})");
  run.send("fail");
  CHECK(run.leaves() == Names{"y"});
  CHECK(run.value("errors") == "1");
  run.send("back").send("null");
  CHECK(run.leaves() == Names{"y"});
  CHECK(run.value("errors") == "1");
  run.send("back").send("number");
  CHECK(run.leaves() == Names{"y"});
  CHECK(run.value("errors") == "2");
}

SCENARIO("a guard is asked once, however many regions are inside its state", "[statechart]") {
  Run run(
      R"({"statechart": "c", "data": {"text": "\"x\""}, "states": {"p": {"type": "parallel", "on": {"e": {"when": "text < 1", "do": []}},
    "states": {"a": {}, "b": {}, "d": {}}}}})");
  CHECK(run.send("e").errors() == 1);
}

SCENARIO("if takes the first condition that holds", "[statechart]") {
  const auto taken = [](const std::string& n) {
    Run run(
        R"({"statechart": "c", "data": {"n": null}, "states": {"a": {"on": {"e": {"do": [{"set": {"n": "event.n"}},
      {"if": "n = 1", "then": [{"log": "\"one\""}], "elseif": [{"if": "n = 2", "then": {"log": "\"two\""}}, {"if": "n = 3", "then": []}],
       "else": [{"log": "\"other\""}]}]}}}}})");
    const Names logged = run.send("e", "{\"n\": " + n + "}").logged();
    return logged.empty() ? "" : logged.front();
  };
  CHECK(taken("1") == "\"one\"");
  CHECK(taken("2") == "\"two\"");
  CHECK(taken("3").empty());
  CHECK(taken("4") == "\"other\"");
}

SCENARIO("foreach goes over a copy of its list, counts from 0, and a failure ends it", "[statechart]") {
  GIVEN("a loop that changes its own list") {
    Run run(R"j({"statechart": "c", "data": {"list": "[10, 20, 30]", "sum": 0}, "states": {"a": {"entry": [
      {"foreach": "list", "as": "item", "index": "i", "do": [{"set": {"sum": "sum + item * i", "list": "concatenate(list, [1])"}}]}]}}})j");
    THEN("it sees the list as it was") {
      CHECK(run.value("sum") == "80");
      CHECK(run.value("list") == "[10, 20, 30, 1, 1, 1]");
      CHECK(run.value("item") == "30");
      CHECK(run.value("i") == "2");
    }
  }
  GIVEN("a loop whose second item fails, and one over no list") {
    Run run(R"({"statechart": "c", "data": {"n": 0, "m": 0, "list": "[1, \"a\", 3]"}, "states": {"a": {
      "entry": [[{"foreach": "list", "as": "x", "do": [{"set": {"n": "n + x"}}]}, {"set": {"n": "99"}}],
                [{"foreach": "n", "as": "x", "do": [{"set": {"m": "1"}}]}, {"set": {"m": "2"}}]]}}})");
    CHECK(run.value("n") == "1");
    CHECK(run.value("m") == "0");
    CHECK(run.errors() == 2);
  }
}

SCENARIO("data of an event is read by its names, of what sends it too", "[statechart]") {
  Run run(R"({"statechart": "c", "states": {"a": {"on": {
    "e": {"do": [{"log": "event.name"}, {"log": "event.type"}, {"log": "event.data"}, {"log": "event.n"}, {"log": "event.absent"},
                 {"send": "again", "id": "i1", "data": "event.n + 1"}]},
    "again": {"do": [{"log": "event.data"}, {"log": "event.send_id"}, {"log": "event.type"}]}}}}})");
  run.send("e", R"({"n": 4})");
  CHECK(run.logged() == Names{"\"e\"", "\"external\"", "{n: 4}", "4", "null", "5", "\"i1\"", "\"external\""});
}

SCENARIO("the event stays what it was while eventless transitions follow it", "[statechart]") {
  Run run(
      R"({"statechart": "c", "states": {"a": {"on": {"e": "b"}}, "b": {"always": {"target": "d", "do": [{"log": "event.n"}]}}, "d": {}}})");
  CHECK(run.send("e", R"({"n": 1})").logged() == Names{"1"});
}

SCENARIO("a parameter that fails: a send is not made, a done event comes without it", "[statechart]") {
  Run run(
      R"({"statechart": "c", "data": {"text": "\"x\""}, "states": {"a": {"on": {"s": {"send": "sent", "data": {"ok": "1", "bad": "text - 1"}},
      "sent": {"log": "\"sent\""}, "f": "f"}, "states": {"a1": {}, "f": {"type": "final", "done": {"ok": "1", "bad": "text - 1"}}}},
      "z": {}}})");
  CHECK(run.send("s").logged().empty());
  CHECK(run.errors() == 1);
  Run other(
      R"({"statechart": "c", "data": {"text": "\"x\""}, "states": {"a": {"on": {"f": "f", "done.state.a": {"log": "event.data"}}, "states": {"a1": {},
    "f": {"type": "final", "done": {"ok": "1", "bad": "text - 1"}}}}}})");
  CHECK(other.send("f").logged() == Names{"{ok: 1}"});
}

SCENARIO("data is bound early or late", "[statechart]") {
  const auto chart = [](const std::string& binding) {
    return R"({"statechart": "c", "binding": ")" + binding + R"(", "data": {"root": 1}, "states": {
      "a": {"on": {"e": "b"}}, "b": {"data": {"n": "root + 1"}, "on": {"inc": {"set": {"n": "n + 1"}}, "out": "a"}}}})";
  };
  WHEN("it is early") { CHECK(Run(chart("early")).value("n") == "2"); }
  WHEN("it is late") {
    Run run(chart("late"));
    THEN("it is set when its state is entered first, and only then") {
      CHECK(run.value("n") == "null");
      CHECK(run.send("e").value("n") == "2");
      CHECK(run.send("inc").send("out").send("e").value("n") == "3");
    }
  }
}

SCENARIO("initial data can be given, and only data that is declared", "[statechart]") {
  Context data;
  data.entries.emplace_back("n", Value::of(Decimal(7)));
  CHECK(Run(R"({"statechart": "c", "data": {"n": 1}, "states": {"a": {}}})", data).value("n") == "7");
  data.entries.emplace_back("m", Value::of(Decimal(7)));
  CHECK(code_of([&] {
          (void)start(compile(R"({"statechart": "c", "data": {"n": 1}, "states": {"a": {}}})"), Instant{0},
                      data);
        }) == "HF5526");
}

SCENARIO("initial data that fails is null and reported", "[statechart]") {
  Run run(
      R"({"statechart": "c", "data": {"t": "\"x\"", "n": "t - 1", "m": 3}, "states": {"a": {"on": {"error.execution": "b"}}, "b": {}}})");
  CHECK(run.value("n") == "null");
  CHECK(run.value("m") == "3");
  CHECK(run.leaves() == Names{"b"});
}

SCENARIO("what is sent to others leaves as an effect", "[statechart]") {
  Run run(
      R"({"statechart": "c", "states": {"a": {"on": {"e": {"do": [{"send": "ask", "to": "owner", "id": "q", "data": {"n": "1"}},
    {"send": "remind", "to": "owner", "delay": "1 s"}]}}}}})");
  run.send("e");
  REQUIRE(run.effects.size() == 1);
  CHECK(run.effects[0].kind == Effect::Kind::send);
  CHECK(run.effects[0].name == "ask");
  CHECK(run.effects[0].to == "owner");
  CHECK(run.effects[0].id == "q");
  CHECK(run.effects[0].data.to_text() == "{n: 1}");
  run.after_ms(1000);
  REQUIRE(run.effects.size() == 1);
  CHECK(run.effects[0].name == "remind");
  CHECK(run.effects[0].at == Instant{1'000'000});
}

SCENARIO("values that could not be kept are refused", "[statechart]") {
  GIVEN("a value that grows a level with every turn") {
    Run run(R"({"statechart": "c", "data": {"v": "[]", "n": 0}, "states": {"a": {"on": {"e": {"do": [
      {"foreach": "for i in 1..200 return i", "as": "i", "do": [{"set": {"v": "[v]", "n": "n + 1"}}]}]}}}}})");
    run.send("e");
    CHECK(run.errors() == 1);
  }
  GIVEN("a function") {
    Run run(
        R"({"statechart": "c", "data": {"v": 1}, "states": {"a": {"entry": [{"set": {"v": "function(x) x"}}]}}})");
    CHECK(run.value("v") == "1");
    CHECK(run.errors() == 1);
  }
}
