/// The algorithm of the recommendation, rule by rule.
#include "support.hpp"

using namespace chart_test;

SCENARIO("an inner transition wins over an outer one, and document order decides among equals",
         "[statechart][case-99]") {
  GIVEN("a state inside another, both with a transition for e") {
    Run run(R"({"statechart": "c", "data": {"open": false}, "states": {
      "s": {"states": {"a": {"on": {"e": [{"when": "open", "target": "x"}, {"when": "open", "target": "y"}]}}},
            "on": {"e": "z", "set": {"set": {"open": "true"}}}},
      "x": {}, "y": {}, "z": {}}})");
    WHEN("the inner guards hold") {
      run.send("set").send("e");
      THEN("the first of the inner ones is taken") { CHECK(run.leaves() == Names{"x"}); }
    }
    WHEN("no inner guard holds") {
      run.send("e");
      THEN("the outer one is taken") { CHECK(run.leaves() == Names{"z"}); }
    }
  }
}

SCENARIO("an external transition to a descendant leaves its source, an internal one does not",
         "[statechart][case-104]") {
  GIVEN("a compound state that logs what is entered and left") {
    const auto chart = [](const std::string& internal) {
      return R"({"statechart": "c", "states": {"s": {
        "entry": [{"log": "\"in s\""}], "exit": [{"log": "\"out s\""}],
        "on": {"e": {"target": "b", "internal": )" +
             internal + R"(}, "self": {"target": "s", "internal": )" + internal + R"(}},
        "states": {"a": {"exit": [{"log": "\"out a\""}]}, "b": {"entry": [{"log": "\"in b\""}]}}}}})";
    };
    WHEN("it is external") {
      Run run(chart("false"));
      THEN("the source is left and entered again") {
        CHECK(run.send("e").logged() == Names{"\"out a\"", "\"out s\"", "\"in s\"", "\"in b\""});
      }
    }
    WHEN("it is internal") {
      Run run(chart("true"));
      THEN("only what is inside changes") { CHECK(run.send("e").logged() == Names{"\"out a\"", "\"in b\""}); }
      THEN("a target that is not inside makes it external") {
        CHECK(run.send("self").logged() == Names{"\"out a\"", "\"out s\"", "\"in s\""});
      }
    }
  }
}

SCENARIO("a targetless transition changes no state and runs its actions", "[statechart][case-104]") {
  Run run(R"({"statechart": "c", "data": {"n": 0}, "states": {"a": {
    "entry": [{"log": "\"in\""}], "exit": [{"log": "\"out\""}], "on": {"e": {"set": {"n": "n + 1"}}}}}})");
  run.send("e").send("e");
  CHECK(run.leaves() == Names{"a"});
  CHECK(run.value("n") == "2");
  CHECK(run.logged().empty());
}

SCENARIO("regions of a parallel state move together, and conflicts go to the inner and the earlier",
         "[statechart]") {
  GIVEN("two regions that both react to e") {
    const std::string chart = R"({"statechart": "c", "states": {"p": {"type": "parallel", "states": {
      "l": {"states": {"l1": {"on": {"e": "l2", "out": "x"}}, "l2": {}}},
      "r": {"states": {"r1": {"on": {"e": "r2", "out": "r2"}}, "r2": {}}}}}, "x": {}}})";
    WHEN("neither leaves the other's states") {
      Run run(chart);
      THEN("both are taken") { CHECK(run.send("e").leaves() == Names{"l2", "r2"}); }
    }
    WHEN("the earlier one leaves the parallel state") {
      Run run(chart);
      THEN("the later one is not taken") { CHECK(run.send("out").leaves() == Names{"x"}); }
    }
  }
  GIVEN("an outer transition first and an inner one that conflicts with it") {
    Run run(R"({"statechart": "c", "states": {"s": {"type": "parallel", "on": {"e": "x"}, "states": {
      "l": {"states": {"l1": {}}}, "r": {"states": {"r1": {"on": {"e": "r2"}}, "r2": {}}}}}, "x": {}}})");
    WHEN("e comes: the left region offers the outer transition, the right one its own") {
      run.send("e");
      THEN("the one from further inside wins") { CHECK(run.leaves() == Names{"l1", "r2"}); }
    }
  }
}

SCENARIO("history brings back what was active when the state was left", "[statechart][case-103]") {
  const auto chart = [](const std::string& depth) {
    return R"({"statechart": "c", "initial": "out", "states": {"s": {"initial": "a", "on": {"leave": "out"}, "states": {
      "h": {"type": "history", "history": ")" +
           depth + R"(", "target": "b", "do": [{"log": "\"first time\""}]},
      "a": {"on": {"next": "b"}},
      "b": {"states": {"b1": {"on": {"next": "b2"}}, "b2": {}}}}},
      "out": {"on": {"back": "h", "enter": "s"}}}})";
  };
  GIVEN("a history that was never stored") {
    Run run(chart("shallow"));
    WHEN("it is entered") {
      run.send("back");
      THEN("its own target is taken, with its actions") {
        CHECK(run.leaves() == Names{"b1"});
        CHECK(run.logged() == Names{"\"first time\""});
        CHECK_FALSE(is_active(run.definition, run.state, "h"));
      }
    }
  }
  GIVEN("a shallow history of a state that was left deep inside") {
    Run run(chart("shallow"));
    run.send("enter").send("next").send("next");
    REQUIRE(run.leaves() == Names{"b2"});
    run.send("leave").send("back");
    THEN("the child is entered anew") { CHECK(run.leaves() == Names{"b1"}); }
    THEN("the actions of the first time do not run") { CHECK(run.logged().empty()); }
  }
  GIVEN("the same with a deep history") {
    Run run(chart("deep"));
    run.send("enter").send("next").send("next").send("leave").send("back");
    THEN("the leaf is active again") { CHECK(run.leaves() == Names{"b2"}); }
  }
}

SCENARIO("a deep history of a parallel state brings back every region", "[statechart]") {
  Run run(R"({"statechart": "c", "states": {"s": {"on": {"leave": "out"}, "states": {
      "h": {"type": "history", "history": "deep", "target": "p"},
      "p": {"type": "parallel", "states": {
        "l": {"states": {"l1": {"on": {"l": "l2"}}, "l2": {}}},
        "r": {"states": {"r1": {"on": {"r": "r2"}}, "r2": {}}}}}}},
    "out": {"on": {"back": "h"}}}})");
  CHECK(run.send("r").send("leave").send("back").leaves() == Names{"l1", "r2"});
  CHECK(run.send("l").send("leave").send("back").leaves() == Names{"l2", "r2"});
}

SCENARIO("a state may go back to the history that it was inside of and that was never stored", "[statechart]") {
  Run run(R"({"statechart": "c", "states": {"p": {"type": "parallel", "states": {
      "r": {"states": {"q": {"type": "parallel", "states": {"x": {"on": {"e": "h"}}}}}},
      "h": {"type": "history", "history": "deep", "target": "r"}}}}})");
  for (int i = 0; i < 2; ++i) {
    run.send("e");
    CHECK(run.leaves() == Names{"x"});
    for (const char* state : {"p", "r", "q"}) CHECK(is_active(run.definition, run.state, state));
  }
}

SCENARIO("done events come when a compound state or every region is final", "[statechart][case-102]") {
  GIVEN("a parallel state whose regions end one after the other") {
    Run run(R"({"statechart": "c", "data": {"got": null}, "states": {"p": {"type": "parallel",
      "on": {"done.state.p": "all", "done.state.*": {"log": "event.name"}}, "states": {
        "l": {"states": {"l1": {"on": {"l": "lf"}}, "lf": {"type": "final", "done": {"n": "1 + 1"}}}, "on": {"done.state.l": {"set": {"got": "event.n"}}}},
        "r": {"states": {"r1": {"on": {"r": "rf"}}, "rf": {"type": "final"}}}}},
      "all": {"type": "final", "done": "got * 10"}}})");
    WHEN("the first region ends") {
      run.send("l");
      THEN("only its own event came, with its data") {
        CHECK(run.leaves() == Names{"lf", "r1"});
        CHECK(run.value("got") == "2");
      }
    }
    WHEN("both have ended") {
      run.send("l").send("r");
      THEN("the parallel state is done after its regions, and so is everything") {
        CHECK(run.leaves() == Names{"all"});
        CHECK_FALSE(run.state.running());
        CHECK(run.state.result().to_text() == "20");
        REQUIRE(run.effects.back().kind == Effect::Kind::done);
        CHECK(run.effects.back().name == "all");
        CHECK(run.logged() == Names{"\"done.state.r\""});
      }
      THEN("nothing moves it any more") {
        run.send("l");
        CHECK_FALSE(run.taken);
        CHECK(run.leaves() == Names{"all"});
      }
    }
  }
}

SCENARIO("exit actions run innermost first when everything ends", "[statechart]") {
  Run run(
      R"({"statechart": "c", "states": {"p": {"on": {"e": "f"}, "exit": [{"log": "\"p\""}], "states": {"a": {"exit": [{"log": "\"a\""}]}}},
    "f": {"type": "final", "entry": [{"log": "\"in f\""}], "exit": [{"log": "\"f\""}]}}})");
  CHECK(run.send("e").logged() == Names{"\"a\"", "\"p\"", "\"in f\"", "\"f\""});
}

SCENARIO("raised events come before outside ones, in order, and unmatched ones are dropped",
         "[statechart][case-93][case-95][case-96]") {
  GIVEN("an entry that raises two events, the first of which nobody wants, and sends one") {
    Run run(R"({"statechart": "c", "states": {
      "a": {"on": {"go": "b"}},
      "b": {"entry": [{"send": "sent"}, {"raise": "unwanted"}, {"raise": "wanted", "data": {"n": 7}}],
            "on": {"wanted": {"log": "event.n"}, "sent": "c"}},
      "c": {}}})");
    run.send("go");
    THEN("all is done in one call, the raised ones first") {
      CHECK(run.logged() == Names{"7"});
      CHECK(run.leaves() == Names{"c"});
    }
  }
}

SCENARIO("eventless transitions come before raised events", "[statechart]") {
  Run run(R"({"statechart": "c", "states": {
    "a": {"entry": [{"raise": "r"}], "on": {"r": "wrong"}, "always": "b"},
    "b": {"on": {"r": "right"}}, "wrong": {}, "right": {}}})");
  CHECK(run.leaves() == Names{"right"});
}

SCENARIO("In() sees the state itself and its ancestors while they are entered, not what is entered later",
         "[statechart][case-101]") {
  Run run(
      R"j({"statechart": "c", "states": {"s": {"entry": [{"log": "In(\"s\")"}, {"log": "In(\"a\")"}], "states": {"a": {
    "entry": [{"log": "In(\"s\") and In(\"a\")"}]}}}}})j");
  CHECK(run.logged() == Names{"true", "false", "true"});
}

SCENARIO("event descriptors match whole words", "[statechart][case-107]") {
  const auto reached = [](const std::string& descriptor, const std::string& event) {
    Run run(R"({"statechart": "c", "states": {"a": {"on": {")" + descriptor + R"(": "b"}}, "b": {}}})");
    return run.send(event).leaves() == Names{"b"};
  };
  CHECK(reached("a", "a"));
  CHECK(reached("a", "a.b.c"));
  CHECK(reached("a.b", "a.b.c"));
  CHECK_FALSE(reached("a.b", "a.bc"));
  CHECK_FALSE(reached("a.b", "a"));
  CHECK(reached("a.*", "a"));
  CHECK(reached("a.*", "a.b"));
  CHECK(reached("a.", "a.b"));
  CHECK_FALSE(reached("a.*", "ab"));
  CHECK(reached("*", "anything.at.all"));
  CHECK(reached("x y  a.b", "a.b"));
  CHECK_FALSE(reached("x y", "z"));
}

SCENARIO("one transition may enter several regions at chosen states", "[statechart]") {
  Run run(
      R"({"statechart": "c", "states": {"out": {"on": {"e": {"target": ["r2", "l2"], "do": [{"log": "\"t\""}]}}},
    "p": {"type": "parallel", "states": {
      "l": {"entry": [{"log": "\"l\""}], "states": {"l1": {}, "l2": {}}},
      "m": {"states": {"m1": {}, "m2": {}}},
      "r": {"entry": [{"log": "\"r\""}], "states": {"r1": {}, "r2": {}}}}}}})");
  run.send("e");
  CHECK(run.leaves() == Names{"l2", "m1", "r2"});
  CHECK(run.logged() == Names{"\"t\"", "\"l\"", "\"r\""});
}

SCENARIO("an initial transition may go deep and has actions, after the entry of its state", "[statechart]") {
  Run run(R"({"statechart": "c", "initial": {"target": "a2", "do": [{"log": "\"start\""}]}, "states": {"s": {
    "entry": [{"log": "\"s\""}], "initial": {"target": "b1", "do": [{"log": "\"initial\""}]},
    "states": {"a": {"states": {"a1": {}, "a2": {}}}, "b": {"entry": [{"log": "\"b\""}], "states": {"b1": {}}}}, "on": {"again": "s"}}}})");
  CHECK(run.leaves() == Names{"a2"});
  CHECK(run.logged() == Names{"\"start\"", "\"s\""});
  run.send("again");
  CHECK(run.leaves() == Names{"b1"});
  CHECK(run.logged() == Names{"\"s\"", "\"initial\"", "\"b\""});
}

SCENARIO("an endless eventless loop is an error, and the state is as it was",
         "[statechart][case-97][case-98]") {
  GIVEN("two states that go round for ever once e has come") {
    Run run(
        R"({"statechart": "c", "data": {"n": 0}, "states": {"a": {"on": {"e": {"target": "b", "do": [{"set": {"n": "1"}}]}}},
      "b": {"always": "d"}, "d": {"always": "b"}}})");
    const State before = run.state;
    WHEN("e comes") {
      THEN("the limit says so and nothing is half applied") {
        CHECK(code_of([&] { (void)step(run.definition, run.state, {"e", {}}, Instant{5}); }) == "HF5522");
        CHECK(run.state == before);
      }
    }
  }
  GIVEN("a chart that sends itself an event without delay for ever") {
    const Definition endless =
        compile(R"({"statechart": "c", "states": {"a": {"on": {"e": {"send": "e"}}}}})");
    const State state = start(endless, Instant{0}).state;
    CHECK(code_of([&] { (void)step(endless, state, {"e", {}}, Instant{1}); }) == "HF5524");
  }
  GIVEN("raised events in a long row") {
    Run run(R"({"statechart": "c", "data": {"n": 0}, "states": {"a": {"on": {"e": {"do": [
      {"set": {"n": "n + 1"}}, {"when": "n < 9000", "raise": "e"}]}}}}})");
    THEN("they need no more than their number") { CHECK(run.send("e").value("n") == "9000"); }
  }
}
