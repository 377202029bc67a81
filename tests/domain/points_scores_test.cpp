// Points that come from scores of filed forms.
#include <catch2/catch.hpp>

#include "domain/ledger.hpp"

using namespace huifang;
using namespace huifang::test;

SCENARIO("points posted because of a score go with the form that it was of", "[domain][points]") {
  World world(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2017-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"name": "string"}},
    "forms": {"card": {"about": "customer", "items": {"q": 2}, "scale": "0..10"}},
    "scores": {"card": {"form": "card"}, "all": {"merge": {"card": 1}, "missing": "renormalise"}},
    "points": {"B": {"period": "month"}},
    "rules": {"low":   {"on": "scored.card", "when": "event.value < 5", "do": [{"post": {"class": "B", "to": {"\"s1\"": -5}}}]},
              "total": {"on": "scored.all", "when": "event.value < 5", "do": [{"post": {"class": "B", "to": {"\"s1\"": -1}}}]},
              "filed": {"on": "filed.card", "do": [{"post": {"class": "B", "to": {"\"s1\"": 2}}}]}}})j");
  const auto file = [&](const std::string& id, int answer) {
    world.record(R"j({"id": ")j" + id + R"j(", "type": "file", "customer": "c", "at": "2017-09-05T10:00", "data": {"form": "card", "q_1": )j" + std::to_string(answer) + R"j(, "q_2": )j" +
                     std::to_string(answer) + "}}",
                 "2017-09-05T10:00");
  };
  file("f1", 3);
  REQUIRE(points(world, "s1") == -4);
  file("f2", 9);
  file("f3", 2);
  REQUIRE(points(world, "s1") == -4 + 2 - 4);
  world.record(R"j({"type": "void", "voids": "f1", "at": "2017-09-06T10:00", "customer": "c"})j");
  CHECK(points(world, "s1") == 2 - 4);
  world.record(R"j({"type": "void", "voids": "f1", "at": "2017-09-06T10:00", "customer": "c"})j");
  CHECK(points(world, "s1") == 2 - 4);
}
