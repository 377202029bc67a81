// Points: what is posted once, what takes it back, and what a month comes to. Numbers are those of the edge cases.
#include <catch2/catch.hpp>

#include "domain/ledger.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using namespace huifang::test;

SCENARIO("W-47 to W-49: a month of one agent", "[domain][points]") {
  GIVEN("an agent and the head of the department") {
    World world(department());
    employ(world);
    WHEN("W-47: the month passes without an error") {
      world.advance("2017-10-02T00:00");
      THEN("the agents have 100 each and the head 30 for each of them") {
        tell("W-47", std::to_string(points(world, "s1", "2017-09")) + " each of two agents, " + std::to_string(points(world, "h1", "2017-09")) + " the head", "100, and 30 for each");
        CHECK(points(world, "s1", "2017-09") == 100);
        CHECK(points(world, "h1", "2017-09") == 60);
      }
    }
    WHEN("W-48: there are two violations") {
      fault(world, "v1", "s1", "2017-09-05T10:00");
      fault(world, "v2", "s1", "2017-09-12T10:00");
      tell("W-48", std::to_string(points(world, "s1")) + " the agent, " + std::to_string(points(world, "h1")) + " the head", "-10 and -2 for each violation");
      CHECK(points(world, "h1") == -4);
      world.advance("2017-10-02T00:00");
      THEN("the agent has lost 20 and gets no reward; the other one does") {
        CHECK(points(world, "s1", "2017-09") == -20);
        CHECK(points(world, "s2", "2017-09") == 100);
        CHECK(points(world, "h1", "2017-09") == -4 + 30);
      }
    }
    WHEN("W-49: a problem beyond the agent's authority is not reported") {
      fault(world, "v1", "s1", "2017-09-05T10:00", "R17");
      THEN("the special clause replaces the general one") {
        tell("W-49", std::to_string(points(world, "s1")) + " the agent, " + std::to_string(points(world, "h1")) + " the head", "-20, in place of -10 and -2");
        CHECK(ledger(world) == Lines{"1 post s1 -20 special 2017-09"});
      }
    }
  }
  GIVEN("the other reading, in which both clauses apply") {
    World world(department(R"j("B": {"period": "month"})j", {}, {}, "[]"));
    employ(world);
    fault(world, "v1", "s1", "2017-09-05T10:00", "R17");
    THEN("the agent has lost 30 and the head 2") {
      tell("W-49, both clauses", std::to_string(points(world, "s1")) + " the agent, " + std::to_string(points(world, "h1")) + " the head", "-20 beside -10 and -2");
      CHECK(points(world, "s1") == -30);
      CHECK(points(world, "h1") == -2);
    }
  }
}

SCENARIO("edge 153: one cause posts once", "[domain][points]") {
  World world(department(R"j("B": {"period": "month"})j", R"j(
      "call": {"for": "staff", "when": "staff.role = agent", "each": "day", "owe": {"need": "phone"}},)j"));
  employ(world);
  WHEN("a duty is missed and a person reports the same miss") {
    world.advance("2017-09-02T09:00");
    REQUIRE(points(world, "s1") == -10);
    const std::string duty = to_text(world.duties("call", "s1").front().key);
    const RecordResult result = world.record(R"j({"id": "v1", "type": "fault", "at": "2017-09-02T09:00", "duty": ")j" + duty + R"j(", "data": {"responsible": "s1", "clause": "R5"}})j");
    THEN("it is one fact") {
      CHECK(points(world, "s1") == -10);
      CHECK(result.entries.empty());
    }
    THEN("another report is another fact") {
      fault(world, "v2", "s1", "2017-09-02T09:10");
      CHECK(points(world, "s1") == -20);
    }
  }
  WHEN("the person is faster than the due") {
    const std::string duty = to_text(world.duties("call", "s1").front().key);
    world.record(R"j({"id": "v1", "type": "fault", "at": "2017-09-01T20:00", "duty": ")j" + duty + R"j(", "data": {"responsible": "s1", "clause": "R5"}})j");
    world.advance("2017-09-02T00:00:01");
    CHECK(points(world, "s1") == -10);
  }
  WHEN("the call turns out to have been made in time") {
    world.advance("2017-09-02T09:00");
    world.record(R"j({"type": "phone", "at": "2017-09-01T17:00", "by": "s1", "staff": "s1"})j", "2017-09-02T10:00");
    THEN("what the miss posted is reversed, and nobody has lost anything") {
      CHECK(world.duties("call", "s1").front().state == DutyState::done);
      CHECK(points(world, "s1") == 0);
      CHECK(points(world, "h1") == -2);  // that of the other agent
    }
  }
}

SCENARIO("edges 156 and 157: an entry is reversed once, and the reversal of it too", "[domain][points]") {
  World world(department());
  employ(world);
  fault(world, "v1", "s1", "2017-09-05T10:00");
  const auto act = [&](const std::string& type, int entry) {
    return world.record(R"j({"type": "points.)j" + type + R"j(", "at": "2017-09-06T10:00", "by": "h1", "data": {"entry": )j" + std::to_string(entry) + R"j(, "reason": "heard"}})j");
  };
  REQUIRE(ledger(world) == Lines{"1 post s1 -10 general 2017-09", "2 post h1 -2 general 2017-09"});
  act("reverse", 1);
  CHECK(points(world, "s1") == 0);
  THEN("a second reversal is refused and says by which") {
    CHECK(act("reverse", 1).notes == Lines{"points.reverse: entry 1 is reversed already, by entry 3"});
    CHECK(points(world, "s1") == 0);
  }
  THEN("the reversal can be reversed, and the history shows all three") {
    act("reverse", 3);
    CHECK(points(world, "s1") == -10);
    CHECK(ledger(world) == Lines{"1 post s1 -10 general 2017-09", "2 post h1 -2 general 2017-09", "3 reverse s1 10 general 2017-09", "4 reverse s1 -10 general 2017-09"});
  }
  THEN("a month that was made clean is rewarded") {
    world.advance("2017-10-01T09:00");
    CHECK(points(world, "s1", "2017-09") == 100);
  }
}

SCENARIO("edge 158: what may not fall below zero", "[domain][points]") {
  const auto praised = [](const std::string& below) {
    World world(department(R"j("B": {"period": "month", "below": ")j" + below + R"j("})j"));
    employ(world);
    world.record(R"j({"id": "p1", "type": "praise", "at": "2017-09-02T10:00", "data": {"responsible": "s1", "worth": 15}})j");
    fault(world, "v1", "s1", "2017-09-03T10:00");  // 15 - 10
    fault(world, "v2", "s1", "2017-09-04T10:00");  // 5 - 10
    return world;
  };
  WHEN("it may") { World world = praised("allow"); CHECK(points(world, "s1") == -5); }
  WHEN("a posting that would is refused") { World world = praised("refuse"); CHECK(points(world, "s1") == 5); }
  WHEN("a posting that would is cut") { World world = praised("partial"); CHECK(points(world, "s1") == 0); }
  WHEN("an award is taken back that is spent already") {
    World world = praised("partial");
    world.record(R"j({"type": "points.reverse", "at": "2017-09-06T10:00", "by": "h1", "data": {"entry": 1, "reason": "by mistake"}})j");
    THEN("it is, and the entry says that it was forced") {
      CHECK(points(world, "s1") == -15);
      CHECK(world.store.entries().back().because.find("\"forced\":true") != std::string::npos);
    }
  }
}

SCENARIO("edge 159: what is earned, taken back and earned again is earned once", "[domain][points]") {
  World world(department());
  employ(world);
  const auto praise = [&](const std::string& id) {
    world.record(R"j({"id": ")j" + id + R"j(", "type": "praise", "at": "2017-09-02T10:00", "staff": "s1", "data": {"responsible": "s1", "worth": 15}})j", "2017-09-10T10:00");
  };
  praise("p1");
  world.record(R"j({"type": "void", "voids": "p1", "at": "2017-09-10T10:00", "staff": "s1"})j");
  CHECK(points(world, "s1") == 0);
  praise("p2");
  CHECK(points(world, "s1") == 15);
  world.record(R"j({"type": "void", "voids": "p1", "at": "2017-09-10T10:00", "staff": "s1"})j");
  CHECK(points(world, "s1") == 15);
}

SCENARIO("edges 161 and 162: what is sealed stays, and what comes late goes to the open period", "[domain][points]") {
  World world(department());
  employ(world);
  world.advance("2017-10-05T00:00");
  REQUIRE(points(world, "s1", "2017-09") == 100);
  WHEN("a fault of September becomes known in October") {
    fault(world, "v1", "s1", "2017-09-20T10:00", "R4", "2017-10-05T10:00");
    THEN("it costs what it costs, and the reward is taken off, in October and named after September") {
      CHECK(points(world, "s1", "2017-09") == 100);
      CHECK(points(world, "s1", "2017-10") == -110);
      CHECK(points(world, "h1") == 60 - 2 - 30);
      const Lines lines = ledger(world);
      CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return line.ends_with("2017-10 of 2017-09"); }) == 4);
    }
    THEN("the reward of October is not spoilt by it") {
      world.advance("2017-11-01T00:00:01");
      CHECK(points(world, "s1", "2017-10") == -110 + 100);
    }
    THEN("when it is voided the reward is back") {
      world.record(R"j({"type": "void", "voids": "v1", "at": "2017-10-06T10:00", "staff": "s1"})j");
      CHECK(points(world, "s1") == 100);
      CHECK(points(world, "h1") == 60);
    }
  }
  WHEN("it is closed again by a person") {
    const Lines before = ledger(world, true);
    const RecordResult again = world.record(R"j({"type": "points.close", "at": "2017-10-05T10:00", "by": "h1", "data": {"class": "B", "period": "2017-09"}})j");
    THEN("nothing happens, and the seal is the same") {
      CHECK(again.notes == Lines{"points.close: period 2017-09 of class B is closed already"});
      CHECK(ledger(world, true) == before);
    }
  }
}

SCENARIO("edge 163: the month is that of the organisation's zone", "[domain][points]") {
  World world(department());
  employ(world);
  fault(world, "v1", "s1", "2017-10-01T00:30:00+08:00");  // 30 September in UTC
  CHECK(points(world, "s1", "2017-09") == 100);  // that month was over, and without an error
  CHECK(points(world, "s1", "2017-10") == -10);
}

SCENARIO("edge 164: shares add up", "[domain][points]") {
  World world(department(R"j("B": {"period": "month"}, "fine": {"period": "month", "decimals": 2})j", R"j(
      "three": {"for": "staff", "on": "joint", "do": [{"post": {"class": "B", "amount": "=event.worth", "to": {
                 "\"s1\"": "1/3", "\"s2\"": "1/3", "\"s3\"": "1/3", "\"h1\"": "10%"}}}]},
      "fine": {"for": "staff", "on": "joint", "do": [{"post": {"class": "fine", "amount": "=event.worth", "to": {"[\"s1\", \"s2\", \"s3\"]": "100%"}}}]},)j"));
  employ(world);
  const auto joint = [&](const std::string& worth) {
    world.record(R"j({"type": "joint", "at": "2017-09-02T10:00", "staff": "s1", "data": {"worth": )j" + worth + "}}");
    return Lines{std::to_string(points(world, "s1")), std::to_string(points(world, "s2")), std::to_string(points(world, "s3")), std::to_string(points(world, "h1"))};
  };
  WHEN("1,000 points go to three people and a tenth of them to the manager") {
    THEN("the parts are whole numbers whose sum is 1,100, and the first by name has the one that is over") {
      CHECK(joint("1000") == Lines{"334", "333", "333", "100"});
    }
  }
  WHEN("they are taken") { CHECK(joint("-1000") == Lines{"-334", "-333", "-333", "-100"}); }
  WHEN("a class has decimals") {
    joint("1");
    CHECK(points(world, "s1", {}, "fine") == 34);
    CHECK(points(world, "s2", {}, "fine") == 33);
    CHECK(points(world, "s3", {}, "fine") == 33);
  }
}

SCENARIO("edges 155 and 165: a cap is of the period, and what it rejects stays rejected", "[domain][points]") {
  const std::string capped = department(R"j("B": {"period": "month", "cap": 100}, "A": {"period": "month"})j");
  const auto praise = [](World& world, const std::string& id, int worth) {
    return world.record(R"j({"id": ")j" + id + R"j(", "type": "praise", "at": "2017-09-02T10:00", "staff": "s1", "data": {"responsible": "s1", "worth": )j" + std::to_string(worth) + "}}", "2017-09-22T10:00");
  };
  WHEN("awards come in any order") {
    World one(capped), other(capped);
    employ(one);
    employ(other);
    praise(one, "a", 70), praise(one, "b", 20), praise(one, "c", 40);
    praise(other, "c", 40), praise(other, "b", 20), praise(other, "a", 70);
    THEN("the total is the same") {
      CHECK(points(one, "s1") == 100);
      CHECK(points(other, "s1") == 100);
    }
  }
  WHEN("an award finds no room and an earlier one is taken back") {
    World world(capped);
    employ(world);
    praise(world, "a", 100), praise(world, "b", 50);
    REQUIRE(world.store.entries().size() <= 2);
    world.record(R"j({"type": "points.reverse", "at": "2017-09-22T10:00", "by": "h1", "data": {"entry": 1, "reason": "not his"}})j");
    THEN("the one that was rejected stays rejected; a new one has room") {
      CHECK(points(world, "s1") == 0);
      CHECK(ledger(world)[1] == "2 post s1 0 thanks 2017-09");
      praise(world, "d", 50);
      CHECK(points(world, "s1") == 50);
    }
  }
}

SCENARIO("an award that shrinks gives back what was taken, and no more", "[domain][points]") {
  const auto fined = [](const std::string& limit) {
    World world(department(R"j("B": {"period": "month", )j" + limit + "}", R"j(
      "fine": {"for": "staff", "each": "month", "when": "staff.fine != null", "do": [{"post": {"class": "B", "to": {"staff": "= -staff.fine"}}}]},)j",
                           {}, "[]", R"j("fine": "number", )j"));
    world.record(R"j({"type": "set", "at": "2017-09-01T00:00", "staff": "s1", "data": {"fine": 20}})j");
    world.advance("2017-10-02T00:00");
    return world;
  };
  const auto becomes = [](World& world, int fine) {
    world.record(R"j({"type": "set", "at": "2017-10-02T09:00", "staff": "s1", "data": {"from": "2017-09-02", "fine": )j" + std::to_string(fine) + "}}");
    return points(world, "s1");
  };
  WHEN("a floor has kept back a part") {
    World world = fined(R"j("floor": -15, "close": "by hand")j");
    REQUIRE(points(world, "s1") == -15);
    THEN("smaller fines cost what they are") {
      CHECK(becomes(world, 18) == -15);
      CHECK(becomes(world, 12) == -12);
      CHECK(becomes(world, 0) == 0);
    }
    THEN("no fine at all, and an award instead, cost nothing of what was kept back") { CHECK(becomes(world, -7) == 7); }
    THEN("a larger one finds the floor as well") { CHECK(becomes(world, 30) == -15); }
  }
  WHEN("there was nothing to take") {
    World world = fined(R"j("below": "refuse")j");
    REQUIRE(points(world, "s1") == 0);
    THEN("nothing is given back") { CHECK(becomes(world, 0) == 0); }
  }
  WHEN("a cap has kept back a part of an award") {
    World world = fined(R"j("cap": 15, "close": "by hand")j");
    CHECK(becomes(world, -20) == 15);
    CHECK(becomes(world, -12) == 12);
    CHECK(becomes(world, -20) == 15);
  }
}

SCENARIO("edge 170: the head's share is that of the day", "[domain][points]") {
  World world(department());
  employ(world);
  world.record(R"j({"type": "set", "at": "2017-09-15T00:00", "unit": "desk", "data": {"head": "h2"}})j");
  fault(world, "v1", "s1", "2017-09-10T10:00", "R4", "2017-09-20T10:00");
  fault(world, "v2", "s1", "2017-09-16T10:00", "R4", "2017-09-20T10:00");
  CHECK(points(world, "h1") == -2);
  CHECK(points(world, "h2") == -2);
}

SCENARIO("edge 155, by hand: points of persons, with a reason", "[domain][points]") {
  World world(department(R"j("B": {"period": "month", "by": "head(staff)"})j"));
  employ(world);
  const auto post = [&](const std::string& by, const std::string& amount) {
    return world.record(R"j({"type": "points.post", "at": "2017-09-02T10:00", "by": ")j" + by + R"j(", "staff": "s1", "data": {"class": "B", "amount": )j" + amount + R"j(, "reason": "helped out"}})j");
  };
  CHECK(post("h1", "5").entries == std::vector<std::int64_t>{1});
  CHECK(post("s2", "5").notes == Lines{"points.post: s2 may not do this to points of class B"});
  CHECK(points(world, "s1") == 5);
  CHECK_THROWS_AS(post("h1", "0.5"), Error);
  CHECK_THROWS_AS(post("h1", "0"), Error);
  CHECK_THROWS_AS(world.record(R"j({"type": "points.post", "at": "2017-09-02T10:00", "by": "h1", "staff": "s1", "data": {"class": "C", "amount": 1, "reason": "r"}})j"), Error);
}

SCENARIO("appeals: an entry is held, upheld or reversed", "[domain][points]") {
  for (const bool counts : {true, false}) {
    World world(department(std::string(R"j("B": {"period": "month", "held": ")j") + (counts ? "counts" : "waits") + "\"}"));
    employ(world);
    fault(world, "v1", "s1", "2017-09-05T10:00");
    const auto act = [&](const std::string& type) {
      return world.record(R"j({"type": "points.)j" + type + R"j(", "at": "2017-09-06T10:00", "by": "h1", "data": {"entry": 1, "reason": "because"}})j");
    };
    act("appeal");
    CHECK(points(world, "s1") == (counts ? -10 : 0));
    CHECK(act("appeal").notes == Lines{"points.appeal: entry 1 is held already"});
    SECTION(counts ? "upheld, counted" : "upheld, waiting") {
      act("uphold");
      CHECK(points(world, "s1") == -10);
      CHECK(act("uphold").notes == Lines{"points.uphold: entry 1 is not held"});
    }
    SECTION(counts ? "reversed, counted" : "reversed, waiting") {
      act("reverse");
      CHECK(points(world, "s1") == 0);
      CHECK(act("uphold").notes.size() == 1);
    }
  }
}

SCENARIO("bands of what an account has are a tier", "[domain][points][tiers]") {
  World world(department(R"j("B": {"period": "month"})j", {}, R"j(, "tiers": {"standing": {"for": "staff", "inputs": ["staff.points"], "bands": {"good": ">= 0", "watched": ">= -20", "warned": "-"}}})j"));
  employ(world);
  const auto standing = [&] {
    world.flush();
    const auto id = world.store.find("staff", "s1");
    std::string value;
    for (const TierRow& row : world.store.tiers()) {
      if (id && row.subject == *id) value = row.value;
    }
    return value;
  };
  CHECK(standing() == "good");
  fault(world, "v1", "s1", "2017-09-05T10:00");
  fault(world, "v2", "s1", "2017-09-06T10:00");
  CHECK(standing() == "watched");
  fault(world, "v3", "s1", "2017-09-07T10:00");
  CHECK(standing() == "warned");
  world.record(R"j({"type": "points.reverse", "at": "2017-09-08T10:00", "by": "h1", "data": {"entry": 1, "reason": "heard"}})j");
  CHECK(standing() == "watched");
  world.advance("2017-10-01T00:00:01");
  CHECK(standing() == "good");
}

SCENARIO("rules hear of entries", "[domain][points]") {
  World world(department(R"j("B": {"period": "month"})j", R"j(
      "warn": {"for": "staff", "on": "posted", "when": "event.amount = -10 and staff.faults >= 3", "do": [{"notify": "chief"}]},)j"));
  employ(world);
  const auto told = [&] {
    const auto rows = world.effects();
    return std::count_if(rows.begin(), rows.end(), [](const EffectRow& row) { return row.kind == "notify"; });
  };
  fault(world, "v1", "s1", "2017-09-05T10:00");
  fault(world, "v2", "s1", "2017-09-06T10:00");
  CHECK(told() == 0);
  fault(world, "v3", "s1", "2017-09-07T10:00");
  CHECK(told() == 1);
}

SCENARIO("periods that people close, or that stay open for some days", "[domain][points]") {
  WHEN("they are closed by hand") {
    World world(department(R"j("B": {"period": "month", "close": "by hand"})j"));
    employ(world);
    world.advance("2017-10-05T00:00");
    fault(world, "v1", "s1", "2017-09-20T10:00", "R4", "2017-10-05T10:00");
    CHECK(points(world, "s1", "2017-09") == -10);
    CHECK(points(world, "s1") == -10);
    const auto close = [&](const std::string& period) {
      return world.record(R"j({"type": "points.close", "at": "2017-10-06T10:00", "by": "h1", "data": {"class": "B", "period": ")j" + period + "\"}}").notes;
    };
    CHECK(close("2017-10") == Lines{"points.close: period 2017-10 of class B is not over, or there is no such period"});
    CHECK(close("2017-09").empty());
    fault(world, "v2", "s1", "2017-09-21T10:00", "R4", "2017-10-07T10:00");
    CHECK(points(world, "s1", "2017-09") == -10);
    CHECK(points(world, "s1", "2017-10") == -10);
  }
  WHEN("an event has the id of a seal") {
    World world(department(R"j("B": {"period": "month", "close": "by hand"})j"));
    employ(world);
    world.record(R"j({"id": "seal:B/2017-09", "type": "points.post", "at": "2017-09-06T10:00", "by": "h1", "staff": "s1", "data": {"class": "B", "amount": 1, "reason": "why"}})j");
    world.advance("2017-10-05T00:00");
    world.record(R"j({"type": "points.close", "at": "2017-10-06T10:00", "by": "h1", "data": {"class": "B", "period": "2017-09"}})j");
    THEN("the period is closed all the same") { CHECK(ledger(world, true).back() == "6 seal B 0 - 2017-09"); }
  }
  WHEN("they stay open for three days") {
    World world(department(R"j("B": {"period": "month", "close": "3 days"})j"));
    employ(world);
    world.advance("2017-10-02T00:00");
    CHECK(points(world, "s1", "2017-09") == 100);
    fault(world, "v1", "s1", "2017-09-20T10:00", "R4", "2017-10-02T10:00");
    CHECK(points(world, "s1", "2017-09") == -10);
    fault(world, "v2", "s1", "2017-09-21T10:00", "R4", "2017-10-04T10:00");
    CHECK(points(world, "s1", "2017-10") == -10);
  }
}

SCENARIO("what took effect before the book began is sealed too", "[domain][points]") {
  for (const bool by_hand : {false, true}) {
    World world(department(std::string(R"j("B": {"period": "month")j") + (by_hand ? R"j(, "close": "by hand"})j" : "}")));
    employ(world, "2017-09-20T00:00");
    fault(world, "v1", "s1", "2017-08-05T10:00", "R4", "2017-09-20T10:00");
    CHECK(points(world, "s1", "2017-08") == -10);
    if (by_hand) {
      const auto close = [&](const std::string& period) {
        return world.record(R"j({"type": "points.close", "at": "2017-10-06T10:00", "by": "h1", "data": {"class": "B", "period": ")j" + period + "\"}}").notes;
      };
      CHECK(close("2017-08").empty());
    } else {
      world.advance("2017-09-20T11:00");
    }
    const Lines lines = ledger(world, true);
    CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return line.ends_with("seal B 0 - 2017-08"); }) == 1);
    fault(world, "v2", "s1", "2017-08-06T10:00", "R4", "2017-10-07T10:00");
    CHECK(points(world, "s1", "2017-08") == -10);
    CHECK(ledger(world).back().ends_with(by_hand ? "general 2017-09 of 2017-08" : "general 2017-10 of 2017-08"));
  }
}

SCENARIO("an award that an account has no room for stops no clock", "[domain][points]") {
  World world(department(R"j("B": {"period": "month"})j"));
  employ(world);
  world.record(R"j({"type": "set", "at": "2017-09-01T00:00", "staff": "h1", "data": {"role": "agent"}})j");
  const auto gift = [&](int i) {
    world.record(R"j({"id": "p)j" + std::to_string(i) + R"j(", "type": "praise", "at": "2017-09-02T10:00", "data": {"responsible": "h1", "worth": 1000000000000000}})j");
  };
  for (int i = 0; i < 9'001; ++i) gift(i);
  CHECK(points(world, "h1") == 9'000'000'000'000'000'000);
  world.advance("2017-10-02T00:00");
  CHECK(points(world, "h1") == 9'000'000'000'000'000'000);
  CHECK(points(world, "s1") == 100);
}

SCENARIO("what people do to points is checked before it is recorded", "[domain][points]") {
  World world(department(R"j("B": {"period": "month", "decimals": 1})j"));
  employ(world);
  const auto refused = [&](const std::string& event) {
    try {
      world.record(R"j({"at": "2017-09-05T10:00", )j" + event + "}");
    } catch (const Error& error) {
      return error.diagnostics().front().code;
    }
    return std::string();
  };
  const auto post = [&](const std::string& data) { return refused(R"j("type": "points.post", "by": "h1", "staff": "s1", "data": {)j" + data + "}"); };
  CHECK(refused(R"j("type": "points.post", "staff": "s1", "data": {"class": "B", "amount": 1, "reason": "why"})j") == "HF2061");
  CHECK(refused(R"j("type": "points.post", "by": "h1", "data": {"class": "B", "amount": 1, "reason": "why"})j") == "HF2009");
  CHECK(post(R"j("class": "B", "amount": 1)j") == "HF2062");
  for (const char* reason : {"\"\"", "\"  \"", "5", "true", "{\"a\": \"why\"}", "[\"why\"]", "null"}) {
    CHECK(post(std::string(R"j("class": "B", "amount": 1, "reason": )j") + reason) == "HF2062");
  }
  CHECK(refused(R"j("type": "points.close", "by": "h1", "data": {"class": "B", "period": "2017-08", "reason": 5})j") == "HF2062");
  CHECK(refused(R"j("type": "points.confirm", "by": "h1", "data": {"entry": 9, "reason": ""})j") == "HF2062");
  CHECK(refused(R"j("type": "points.confirm", "by": "h1", "data": {"entry": 9})j").empty());
  CHECK(post(R"j("class": "b", "amount": 1, "reason": "why")j") == "HF2064");
  for (const char* amount : {"0", "-0", "0.05", "null", "true", "\"x\"", "100000000000000.1", "-1e30"}) {
    CHECK(post(std::string(R"j("class": "B", "reason": "why", "amount": )j") + amount) == "HF2066");
  }
  CHECK(post(R"j("class": "B", "amount": "-100000000000000", "reason": "why")j").empty());
  for (const char* entry : {"0", "-1", "1.5", "\"1\"", "null", "1e30"}) {
    CHECK(refused(std::string(R"j("type": "points.reverse", "by": "h1", "data": {"reason": "why", "entry": )j") + entry + "}") == "HF2063");
  }
  CHECK(refused(R"j("type": "points.close", "by": "h1", "data": {"class": "B", "period": 9})j") == "HF2065");
  World none(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai"})j");
  CHECK_THROWS_WITH(none.record(R"j({"type": "points.close", "at": "2017-09-05", "by": "h1", "data": {"class": "B", "period": "2017-09"}})j"), Catch::Contains("HF2060"));
}
