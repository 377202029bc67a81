/// Who owns a customer: sources, holders, turns, first reception.
#include <catch2/catch.hpp>

#include <map>
#include <rapidcheck.h>

#include "domain/people.hpp"

using namespace huifang;
using namespace huifang::test;

SCENARIO("whoever received a customer first owns it", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"owner": {"first_receiver": "visit", "from": "unit(sales)", "source": "S3-10"}}},
    "rules": {"call": {"on": "visit", "again": "parallel", "owe": {"need": "phone", "due": "3 days"}}})j"));
  staff(world, "s1", "sales");
  staff(world, "s2", "sales");
  staff(world, "x1", "service");
  WHEN("somebody of another unit comes across the customer first") {
    world.record("visit", "c1", "2024-03-01T10:00", "x1");
    THEN("nobody owns it yet") { CHECK(owner(world, "c1") == "-"); }
  }
  WHEN("s1 receives the customer and s2 later") {
    world.record("visit", "c1", "2024-03-01T10:00", "s1");
    world.record("visit", "c1", "2024-03-02T10:00", "s2");
    THEN("it belongs to s1, and so do the duties of both visits") {
      CHECK(owner(world, "c1") == "staff:s1");
      for (const Duty& duty : world.duties("call")) CHECK(duty.owner == EntityRef{"staff", "s1"});
      CHECK(world.duties("call").size() == 2);
    }
  }
}

SCENARIO("turns go round, and the odd ones differ by one at most", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"owner": {"rotation": "unit(sales)"}}})j"));
  for (const char* key : {"s3", "s1", "s2"}) staff(world, key, "sales");
  staff(world, "x1", "service");
  std::map<std::string, int> counts;
  for (int i = 0; i < 11; ++i) {
    customer(world, "c" + std::to_string(i));
    ++counts[owner(world, "c" + std::to_string(i))];
  }
  CHECK(counts == std::map<std::string, int>{{"staff:s1", 4}, {"staff:s2", 4}, {"staff:s3", 3}});
  CHECK(owner(world, "c0") == "staff:s1");
  CHECK(owner(world, "c3") == "staff:s1");
  WHEN("somebody new joins") {
    staff(world, "s0", "sales", "2024-03-01T10:00");
    customer(world, "n1", "2024-03-01T11:00");
    customer(world, "n2", "2024-03-01T11:00");
    THEN("the next turn is theirs, once, and then it goes on as before") {
      CHECK(owner(world, "n1") == "staff:s0");
      CHECK(owner(world, "n2") == "staff:s3");
    }
  }
  WHEN("somebody is away for two days") {
    world.record(R"j({"type": "absent", "at": "2024-03-01T12:00", "staff": "s3", "data": {"from": "2024-03-02", "to": "2024-03-03"}})j");
    customer(world, "n1", "2024-03-02T11:00");
    customer(world, "n2", "2024-03-03T11:00");
    customer(world, "n3", "2024-03-04T11:00");
    customer(world, "n4", "2024-03-04T11:00");
    THEN("they are passed over, and have one turn when they are back, not three") {
      CHECK(owner(world, "n1") == "staff:s1");
      CHECK(owner(world, "n2") == "staff:s2");
      CHECK(owner(world, "n3") == "staff:s3");
      CHECK(owner(world, "n4") == "staff:s1");
    }
  }
}

SCENARIO("important customers are received by experienced staff in turn", "[assignment]") {
  World world(R"j({"huifang": 1, "policy": "site", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"important": "boolean"}, "staff": {"experienced": "boolean", "cleared": "boolean"}},
    "assignment": {"customer": {"owner": {"rotation": {"switch": "customer.important", "true": "staff.experienced", "else": "staff.cleared"}},
                                "source": "R2"}}})j");
  for (const auto& [key, data] : std::map<std::string, std::string>{{"s1", R"j({"experienced": true, "cleared": true})j"},
                                                                    {"s2", R"j({"experienced": false, "cleared": true})j"},
                                                                    {"s3", R"j({"experienced": false, "cleared": false})j"}}) {
    world.record(R"j({"type": "set", "at": "2024-01-01", "staff": ")j" + key + R"j(", "data": )j" + data + "}");
  }
  customer(world, "v1", "2024-03-01", R"j({"important": true})j");
  customer(world, "v2", "2024-03-01", R"j({"important": true})j");
  customer(world, "c1", "2024-03-01", R"j({"important": false})j");
  customer(world, "c2", "2024-03-01", R"j({"important": false})j");
  CHECK(owner(world, "v1") == "staff:s1");
  CHECK(owner(world, "v2") == "staff:s1");
  CHECK(owner(world, "c1") == "staff:s1");
  CHECK(owner(world, "c2") == "staff:s2");
}

SCENARIO("a reception out of turn is told, and is a turn all the same", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"owner": [{"first_receiver": "visit", "rotation": "unit(sales)"}]}},
    "rules": {"snatched": {"on": "turn.taken", "do": [{"flag": "out_of_turn"}, {"notify": "cause.turn_of"}]}})j"));
  for (const char* key : {"s1", "s2", "s3"}) staff(world, key, "sales");
  world.record("visit", "c1", "2024-03-01T10:00", "s1");
  world.record("visit", "c2", "2024-03-01T10:10", "s3");
  world.record("visit", "c3", "2024-03-01T10:20", "s2");
  CHECK(owner(world, "c2") == "staff:s3");
  CHECK(effects(world, "flag", "out_of_turn") == 1);
  CHECK(effects(world, "notify") == 1);
}

SCENARIO("the one who owns the fewest gets the next", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"owner": {"least_load": "unit(sales)"}}})j"));
  for (const char* key : {"s1", "s2"}) staff(world, key, "sales");
  for (int i = 0; i < 3; ++i) assign(world, "a" + std::to_string(i), R"j({"owner": "s1"})j", "2024-02-01");
  for (int i = 0; i < 5; ++i) customer(world, "c" + std::to_string(i));
  CHECK(owner(world, "c0") == "staff:s2");
  CHECK(owner(world, "c2") == "staff:s2");
  CHECK(owner(world, "c3") == "staff:s1");
  CHECK(owner(world, "c4") == "staff:s2");
  THEN("it says why") { CHECK(owner(world, "c3", "owner.because").find(R"j(\"load\":{\"s1\":3,\"s2\":3})j") != std::string::npos); }
}

SCENARIO("sources are asked in order; a default is nobody's for good", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"owner": [{"when": "customer.vip", "from": "head(unit(sales))"},
                                                            {"first_receiver": "visit"}, "unit(sales)"]}},
    "rules": {"call": {"on": "order", "owe": {"need": "phone", "due": "3 days"}},
              "told": {"on": "owner.changed", "do": [{"notify": "cause.to"}]}})j"));
  staff(world, "s1", "sales");
  world.record(R"j({"type": "set", "at": "2024-01-01", "unit": "sales", "data": {"head": "h1"}})j");
  customer(world, "c1");
  CHECK(owner(world, "c1") == "unit:sales");
  world.record("order", "c1", "2024-03-02");
  CHECK(world.duties("call").at(0).owner == EntityRef{"unit", "sales"});
  WHEN("somebody receives the customer") {
    world.record("visit", "c1", "2024-03-02T10:00", "s1");
    THEN("it is theirs, and so is what was owed") {
      CHECK(owner(world, "c1") == "staff:s1");
      CHECK(world.duties("call").at(0).owner == EntityRef{"staff", "s1"});
    }
  }
  WHEN("the customer becomes important") {
    world.record(R"j({"type": "set", "at": "2024-03-02", "by": "boss", "customer": "c1", "data": {"vip": true, "reason": "large"}})j");
    THEN("the head owns it, whoever that is") {
      CHECK(owner(world, "c1") == "staff:h1");
      world.record(R"j({"type": "set", "at": "2024-03-03", "unit": "sales", "data": {"head": "h2"}})j");
      world.record("order", "c1", "2024-03-04");
      CHECK(owner(world, "c1") == "staff:h2");
      AND_THEN("everybody who became the owner was told") { CHECK(effects(world, "notify") == 3); }
    }
  }
  WHEN("a person assigns it") {
    assign(world, "c1", R"j({"owner": "s9"})j", "2024-03-02T12:00");
    world.record("visit", "c1", "2024-03-03T10:00", "s1");
    THEN("it stays theirs") { CHECK(owner(world, "c1") == "staff:s9"); }
    AND_WHEN("they take it away again") {
      assign(world, "c1", R"j({"owner": null})j", "2024-03-04T12:00");
      THEN("the sources are asked anew") { CHECK(owner(world, "c1") == "unit:sales"); }
    }
  }
}

SCENARIO("a source that reads a tier is asked when the tier has moved, and a new head is found at the next event", "[assignment]") {
  const auto document = [](const std::string& otherwise) {
    return with(R"j("tiers": {"rank": {"inputs": ["customer.volume"], "rows": [[">= 100", "key"], ["-", "plain"]]}},
      "assignment": {"customer": {"owner": [{"when": "tier.rank = key", "from": "head(unit(sales))"}, )j" + otherwise + "]}}, \"rules\": {}");
  };
  World world(document(R"j("unit(sales)")j"));
  staff(world, "s1", "sales");
  world.record(R"j({"type": "set", "at": "2024-01-01", "unit": "sales", "data": {"head": "h1"}})j");
  customer(world, "c1", "2024-03-01T09:00", R"j({"volume": 1})j");
  CHECK(owner(world, "c1") == "unit:sales");
  customer(world, "c1", "2024-03-02T09:00", R"j({"volume": 200})j");
  CHECK(owner(world, "c1") == "staff:h1");
  world.record(R"j({"type": "set", "at": "2024-03-03", "unit": "sales", "data": {"head": "h2"}})j");
  world.record("ping", "c1", "2024-03-03T10:00");  // no rule and no measure wants it
  CHECK(owner(world, "c1") == "staff:h2");
  THEN("who is of that tier from the beginning has no turn of others") {
    World turns(document(R"j({"rotation": "unit(sales)"})j"));
    staff(turns, "s1", "sales");
    turns.record(R"j({"type": "set", "at": "2024-01-01", "unit": "sales", "data": {"head": "h1"}})j");
    customer(turns, "c1", "2024-03-01T09:00", R"j({"volume": 200})j");
    CHECK(owner(turns, "c1") == "staff:h1");
  }
}

SCENARIO("who has left owns nobody whom they receive, until somebody assigns to them again", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"owner": {"first_receiver": "visit"}}},
    "rules": {"gone": {"for": "staff", "on": "stop", "do": [{"assign": {"all_of": "staff", "to": "balanced"}}]}})j"));
  staff(world, "s1", "sales");
  staff(world, "s2", "sales");
  world.record(R"j({"type": "stop", "at": "2024-03-01T09:00", "staff": "s1"})j");
  world.record("visit", "c1", "2024-03-01T10:00", "s1");
  CHECK(owner(world, "c1") == "-");
  world.record("visit", "c1", "2024-03-01T11:00", "s2");
  CHECK(owner(world, "c1") == "staff:s2");
  assign(world, "c2", R"j({"owner": "s1"})j", "2024-03-02");
  world.record("visit", "c3", "2024-03-02T10:00", "s1");
  CHECK(owner(world, "c3") == "staff:s1");
}

SCENARIO("who may never be it is passed over, and cannot be assigned", "[assignment]") {
  World world(R"j({"huifang": 1, "policy": "agent", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"deal": {"seller": "staff", "officer": "staff"}, "staff": {"unit": ["finance", "sales"]}},
    "assignment": {"deal": {"officer": {"least_load": "unit(finance)", "never": "= [deal.seller, unit(sales)]", "superior": "post(\"cfo\")", "source": "R1"}}}})j");
  staff(world, "f1", "finance");
  staff(world, "f2", "finance");
  staff(world, "s1", "sales");
  world.record(R"j({"type": "set", "at": "2024-03-01", "deal": "d1", "data": {"seller": "f1"}})j");
  const auto officer = [&](const std::string& deal) {
    world.flush();
    const auto id = world.store.find("deal", deal);
    std::string value = "-";
    for (const FactRow& row : world.store.facts()) {
      if (row.subject == *id && row.attribute == "officer") value = row.value;
    }
    return value;
  };
  CHECK(officer("d1") == R"j({"ref":"staff:f2"})j");
  const RecordResult result = world.record(R"j({"type": "assign", "at": "2024-03-02", "by": "boss", "deal": "d1", "data": {"officer": "s1"}})j");
  CHECK(result.notes == std::vector<std::string>{"assign: s1 may never be officer of deal d1"});
  CHECK(officer("d1") == R"j({"ref":"staff:f2"})j");
  THEN("an assigned reference is no fact to be set") {
    CHECK_THROWS_AS(world.record(R"j({"type": "set", "at": "2024-03-03", "deal": "d1", "data": {"officer": "f1"}})j"), Error);
  }
  THEN("without anybody of the unit the superior is asked") {
    for (const char* key : {"f1", "f2"}) {
      world.record(R"j({"type": "set", "at": "2024-03-03", "staff": ")j" + std::string(key) + R"j(", "data": {"unit": "sales"}})j");
    }
    world.record(R"j({"type": "set", "at": "2024-03-04", "deal": "d2", "data": {"seller": "s1"}})j");
    CHECK(officer("d2") == R"j({"ref":"post:cfo"})j");
  }
}

SCENARIO("two hold every customer, and losing one is told once", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"holders": 2, "source": "8"}},
    "rules": {"art8": {"on": "holders.short", "do": [{"flag": "two_holders"}, {"notify": "superior(owner)"}]},
              "none": {"on": "holders.none", "do": [{"flag": "orphan"}]},
              "call": {"on": "order", "owe": {"need": "phone", "due": "3 days"}},
              "sign": {"on": "order", "owe": {"need": "visit", "due": "3 days", "strict": true}}})j"));
  staff(world, "s1", "sales");
  world.record(R"j({"type": "set", "at": "2024-01-01", "staff": "s1", "data": {"superior": "m1"}})j");
  assign(world, "c1", R"j({"owner": "s1", "holders": ["s1", "s2"]})j", "2024-03-01");
  CHECK(effects(world, "flag") == 0);
  WHEN("the second holder goes") {
    assign(world, "c1", R"j({"holders": ["s1"]})j", "2024-03-02");
    THEN("it is flagged and the superior is told") {
      CHECK(effects(world, "flag", "two_holders") == 1);
      REQUIRE(effects(world, "notify") == 1);
    }
    AND_WHEN("the owner goes too") {
      assign(world, "c1", R"j({"owner": null, "holders": []})j", "2024-03-03");
      THEN("nobody holds it") {
        CHECK(effects(world, "flag", "orphan") == 1);
        CHECK(effects(world, "flag", "two_holders") == 1);
      }
    }
  }
  WHEN("one is exchanged for another in one assignment") {
    assign(world, "c1", R"j({"owner": "s3", "holders": ["s2", "s3"]})j", "2024-03-02");
    THEN("it was never short") { CHECK(effects(world, "flag") == 0); }
  }
  WHEN("the other holder calls") {
    world.record("order", "c1", "2024-03-02");
    world.record("phone", "c1", "2024-03-03T10:00", "s2");
    world.record("visit", "c1", "2024-03-03T11:00", "s2");
    THEN("it counts, but not where the owner alone must do it") {
      CHECK(world.states("call") == std::map<std::string, int>{{"done", 1}});
      CHECK(world.states("sign") == std::map<std::string, int>{{"open", 1}});
    }
  }
}

SCENARIO("holders that are missing are found", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {"owner": {"rotation": "unit(sales)"}, "holders": {"least": 2, "from": {"rotation": "unit(service)"}}}},
    "rules": {"art8": {"on": "holders.short", "do": [{"flag": "two_holders"}]}})j"));
  staff(world, "s1", "sales");
  staff(world, "x1", "service");
  staff(world, "x2", "service");
  customer(world, "c1");
  customer(world, "c2");
  CHECK(owner(world, "c1", "holders") == R"j([{"ref":"staff:s1"},{"ref":"staff:x1"}])j");
  CHECK(owner(world, "c2", "holders") == R"j([{"ref":"staff:s1"},{"ref":"staff:x2"}])j");
  CHECK(effects(world, "flag") == 0);
}

SCENARIO("an owner to come is announced when they come", "[assignment]") {
  World world(with(R"j("assignment": {"customer": {}},
    "rules": {"call": {"on": "order", "owe": {"need": "phone", "due": "30 days"}},
              "hello": {"on": "owner.changed", "when": "cause.reason = \"leaver\"", "owe": {"need": "visit", "owner": "cause.to", "due": "cause.effective + 7 days"}}})j"));
  assign(world, "c1", R"j({"owner": "s1"})j", "2024-03-01");
  world.record("order", "c1", "2024-03-01");
  assign(world, "c1", R"j({"owner": "s2", "from": "2024-03-10", "reason": "leaver"})j", "2024-03-02");
  CHECK(world.duties("call").at(0).owner == EntityRef{"staff", "s1"});
  CHECK(world.duties("hello").empty());
  world.advance("2024-03-10T08:00");
  CHECK(world.duties("call").at(0).owner == EntityRef{"staff", "s2"});
  CHECK(world.lines("hello") == std::vector<std::string>{"1 open 2024-03-10 .. 2024-03-17 end"});
  CHECK(world.duties("hello").at(0).owner == EntityRef{"staff", "s2"});
}

SCENARIO("turns are fair and the same whatever the order of equal inputs, kept or read anew", "[assignment][laws]") {
  REQUIRE(rc::check("against a model that counts", [] {
    const int people = *rc::gen::inRange(1, 6);
    const int customers = *rc::gen::inRange(1, 25);
    const std::string policy = with(R"j("assignment": {"customer": {"owner": {"rotation": "unit(sales)"}}})j");
    World one(policy), other(policy, 0);
    std::vector<std::string> keys;
    for (int i = 0; i < people; ++i) keys.push_back("s" + std::to_string(i));
    for (const auto& key : keys) staff(one, key, "sales");
    const auto shuffled = *rc::gen::map(rc::gen::container<std::vector<int>>(static_cast<std::size_t>(people), rc::gen::arbitrary<int>()), [&](std::vector<int> order) {
      std::vector<std::string> out = keys;
      for (std::size_t i = out.size(); i > 1; --i) std::swap(out[i - 1], out[static_cast<std::size_t>(static_cast<unsigned>(order[i - 1])) % i]);
      return out;
    });
    for (const auto& key : shuffled) staff(other, key, "sales");
    std::map<std::string, int> counts;
    for (const auto& key : keys) counts["staff:" + key] = 0;
    for (int i = 0; i < customers; ++i) {
      const std::string key = "c" + std::to_string(i);
      customer(one, key);
      customer(other, key);
      other.flush();
      const std::string expected = "staff:s" + std::to_string(i % people);  // the model: count and divide
      RC_ASSERT(owner(one, key) == expected);
      RC_ASSERT(owner(other, key) == expected);
      ++counts[expected];
    }
    int least = customers, most = 0;
    for (const auto& [key, count] : counts) {
      least = std::min(least, count);
      most = std::max(most, count);
    }
    RC_ASSERT(most - least <= 1);
  }));
}
