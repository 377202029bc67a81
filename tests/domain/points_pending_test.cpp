// Points that wait until somebody confirms them. Numbers are those of the edge cases.
#include <catch2/catch.hpp>

#include "domain/ledger.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

World waiting(const std::string& points = R"j("B": {"period": "month"})j") {
  World world(department(points, R"j("gift": {"for": "staff", "on": "joint", "source": "7.1", "do": [{"post": {"class": "B", "to": {"staff": "=event.worth"}, "pending": "14 days"}}]},)j"));
  employ(world);
  world.record(R"j({"id": "g1", "type": "joint", "at": "2017-09-05T10:00", "staff": "s1", "data": {"worth": 40}})j");
  return world;
}

RecordResult act(World& world, const std::string& type, int entry, const std::string& at = "2017-09-06T10:00") {
  return world.record(R"j({"type": "points.)j" + type + R"j(", "at": ")j" + at + R"j(", "by": "h1", "data": {"entry": )j" + std::to_string(entry) + R"j(, "reason": "seen"}})j");
}

/// The code with which the act is refused; "" when it is not.
std::string refused(World& world, const std::string& type, int entry, const std::string& at = "2017-09-07T10:00") {
  try {
    act(world, type, entry, at);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::conflict);
    return error.diagnostics().front().code;
  }
  return {};
}

}  // namespace

SCENARIO("edge 169: what is pending is confirmed or cancelled, once, and in time", "[domain][points]") {
  World world = waiting();
  REQUIRE(ledger(world) == Lines{"1 pending s1 0 gift 2017-09"});
  CHECK(points(world, "s1") == 0);
  CHECK(world.store.entries().front().asked == 40);
  CHECK(world.store.entries().front().because.find(R"j("until":"2017-09-19T23:59:59.999999+08:00")j") != std::string::npos);
  WHEN("it is confirmed") {
    act(world, "confirm", 1);
    THEN("it is posted, on its own day, and a second time it is posted already") {
      CHECK(ledger(world) == Lines{"1 pending s1 0 gift 2017-09", "2 post s1 40 gift 2017-09"});
      CHECK(world.store.entries()[1].effective_us == world.store.entries()[0].effective_us);
      CHECK(refused(world, "confirm", 1) == "HF2067");
      CHECK(refused(world, "cancel", 1) == "HF2067");
      CHECK(points(world, "s1") == 40);
    }
    THEN("what it posted is reversed like any other entry") {
      act(world, "reverse", 2);
      CHECK(points(world, "s1") == 0);
      CHECK(refused(world, "confirm", 1) == "HF2067");
    }
  }
  WHEN("it is cancelled") {
    act(world, "cancel", 1);
    THEN("it is voided already, whoever comes to post it") {
      CHECK(ledger(world).back() == "2 cancel s1 0 gift 2017-09");
      CHECK(refused(world, "confirm", 1) == "HF2068");
      CHECK(refused(world, "cancel", 1) == "HF2068");
      CHECK(points(world, "s1") == 0);
    }
  }
  WHEN("nobody has confirmed it on its last day") {
    THEN("on that day it can be, to the end of it") { CHECK(refused(world, "confirm", 1, "2017-09-19T23:59:59").empty()); }
    THEN("afterwards it is expired") {
      CHECK(refused(world, "confirm", 1, "2017-09-20T00:00") == "HF2069");
      CHECK(refused(world, "cancel", 1, "2017-09-20T00:00") == "HF2069");
      CHECK(points(world, "s1") == 0);
    }
  }
  WHEN("the event that brought it about is voided") {
    world.record(R"j({"id": "x1", "type": "void", "voids": "g1", "at": "2017-09-06T10:00", "staff": "s1"})j");
    CHECK(ledger(world).back() == "2 cancel s1 0 gift 2017-09");
    CHECK(refused(world, "confirm", 1) == "HF2068");
  }
  WHEN("that event is voided after it was confirmed") {
    act(world, "confirm", 1);
    world.record(R"j({"id": "x1", "type": "void", "voids": "g1", "at": "2017-09-07T10:00", "staff": "s1"})j");
    CHECK(ledger(world).back() == "3 reverse s1 -40 gift 2017-09");
    CHECK(points(world, "s1") == 0);
  }
  WHEN("something else is tried") {
    CHECK(act(world, "reverse", 1).notes == Lines{"points.reverse: entry 1 waits to be confirmed, or cancelled"});
    CHECK(act(world, "appeal", 1).notes == Lines{"points.appeal: entry 1 waits to be confirmed, or cancelled"});
    fault(world, "v1", "s1", "2017-09-06T10:00");
    CHECK(act(world, "confirm", 2).notes == Lines{"points.confirm: entry 2 does not wait to be confirmed"});
    act(world, "cancel", 1);
    CHECK(act(world, "reverse", 4).notes == Lines{"points.reverse: entry 4 is no posting"});
  }
}

SCENARIO("what is confirmed finds the limits of the day it is confirmed, and the period that is open then", "[domain][points]") {
  WHEN("there is no room any more") {
    World world = waiting(R"j("B": {"period": "month", "cap": 50})j");
    world.record(R"j({"type": "praise", "at": "2017-09-05T11:00", "staff": "s1", "data": {"responsible": "s1", "worth": 30}})j");
    act(world, "confirm", 1);
    CHECK(points(world, "s1") == 50);
  }
  WHEN("its month is sealed") {
    World world(department(R"j("B": {"period": "month"})j", R"j("gift": {"for": "staff", "on": "joint", "do": [{"post": {"class": "B", "to": {"staff": "=event.worth"}, "pending": "14 days"}}]},)j"));
    employ(world);
    world.record(R"j({"id": "g1", "type": "joint", "at": "2017-09-25T10:00", "staff": "h1", "data": {"worth": 40}})j");
    world.advance("2017-10-02T00:00");
    act(world, "confirm", 1, "2017-10-02T09:00");
    CHECK(ledger(world).back().ends_with("post h1 40 gift 2017-10 of 2017-09"));
  }
}

SCENARIO("what a person posts may wait for another one", "[domain][points]") {
  World world(department());
  employ(world);
  const auto post = [&](const std::string& until) {
    return world.record(R"j({"type": "points.post", "at": "2017-09-05T10:00", "by": "s2", "staff": "s1", "data": {"class": "B", "amount": 5, "reason": "helped", "until": )j" + until + "}}");
  };
  post("\"2017-09-08\"");
  CHECK(points(world, "s1") == 0);
  CHECK(refused(world, "confirm", 1, "2017-09-08T20:00").empty());
  CHECK(points(world, "s1") == 5);
  for (const char* until : {"\"2017-09-04\"", "\"soon\"", "5", "true", "\"12017-01-01\""}) CHECK_THROWS_WITH(post(until), Catch::Contains("HF2071"));
}
