// The life cycle, row by row: what people do to a duty, and acts that are taken back. Given is a duty in each state.
#include <catch2/catch.hpp>

#include <set>

#include "domain/world.hpp"

using huifang::Duty;
using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

const std::string policy = with(R"j("roles": {"boss": "superior(owner)"}, "rules": {
  "reply": {"on": "ping", "again": "parallel", "owe": {"need": "phone", "opens": "2 days", "due": "4 days", "waive": ["boss"],
            "extend": {"to": "7 days", "by": "boss", "reason": true}}},
  "lapse": {"on": "complaint", "again": "parallel", "owe": {"need": "phone", "due": "4 days", "after_due": "lapse", "waive": "boss", "extend": {"to": "7 days", "by": "boss"}}},
  "told": {"on": "missed", "again": "parallel", "do": [{"flag": "missed"}]}})j");

/// A world in which c1 pinged on 2024-03-01, so that a reply is pending until 03-03, open until 03-05, and overdue after.
World world_at(const std::string& time, const std::string& start = "ping") {
  World world(policy);
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": "s1", "data": {"superior": "m1", "unit": "sales"}})");
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
  world.record("{\"id\":\"start\", \"type\": \"" + start + R"(", "at": "2024-03-01T10:00:00", "customer": "c1"})");
  world.advance(time);
  return world;
}

huifang::RecordResult act(World& world, const std::string& type, const std::string& at, const std::string& by, const std::string& data = "{}") {
  return world.record("{\"type\": \"" + type + "\", \"at\": \"" + at + "\", \"by\": \"" + by + "\", \"duty\": \"" + to_text(world.duties().front().key) +
                      "\", \"data\": " + data + "}");
}

std::string state(World& world) {
  const Duty duty = world.duties().front();
  return std::string(to_text(duty.state)) + (duty.late ? " late" : "") + (duty.missed_at ? " missed" : "");
}

const char* const reason = R"({"reason": "the customer is abroad"})";

int count_of(World& world, const std::string& kind) {
  int count = 0;
  for (const auto& row : world.effects()) count += row.kind == kind;
  return count;
}

}  // namespace

SCENARIO("waive: a duty that is owed or lapsed is excused by who may, for a reason", "[domain][acts][life cycle]") {
  for (const char* time : {"2024-03-01T12:00:00", "2024-03-04T12:00:00"}) {
    World world = world_at(time);
    act(world, "duty.waive", time, "m1", reason);
    CHECK(state(world) == "waived");
    CHECK(world.duties().front().because.find("the customer is abroad") != std::string::npos);
  }
  GIVEN("it is overdue") {
    World world = world_at("2024-03-06T00:00:00");
    REQUIRE(state(world) == "overdue missed");
    act(world, "duty.waive", "2024-03-06T10:00:00", "m1", reason);
    THEN("it is waived and the miss is taken back") {
      CHECK(state(world) == "waived");
      CHECK(count_of(world, "unmissed") == 1);
    }
  }
  GIVEN("it has lapsed") {
    World world = world_at("2024-03-06T00:00:00", "complaint");
    REQUIRE(state(world) == "lapsed missed");
    world.flush();
    act(world, "duty.waive", "2024-03-06T10:00:00", "m1", reason);
    CHECK(state(world) == "waived");
    CHECK(count_of(world, "unmissed") == 1);
  }
  GIVEN("it is done") {
    World world = world_at("2024-03-04T12:00:00");
    world.record("phone", "c1", "2024-03-04T13:00:00", "s1");
    world.flush();
    const auto result = act(world, "duty.waive", "2024-03-04T14:00:00", "m1", reason);
    THEN("nothing changes, and why is said") {
      CHECK(state(world) == "done");
      CHECK(result.notes.size() == 1);
    }
  }
  GIVEN("somebody who may not") {
    World world = world_at("2024-03-04T12:00:00");
    CHECK(act(world, "duty.waive", "2024-03-04T12:00:00", "s1", reason).notes.size() == 1);
    CHECK(state(world) == "open");
  }
  GIVEN("no reason") {
    World world = world_at("2024-03-04T12:00:00");
    CHECK_THROWS_AS(act(world, "duty.waive", "2024-03-04T12:00:00", "m1"), huifang::Error);
  }
}

SCENARIO("74: a due is put off before it is over, never after", "[domain][acts][life cycle]") {
  for (const char* time : {"2024-03-01T12:00:00", "2024-03-04T12:00:00"}) {
    World world = world_at(time);
    act(world, "duty.extend", time, "m1", R"({"due": "2024-03-07", "reason": "holiday"})");
    CHECK(world.lines("reply").front().ends_with(".. 2024-03-07 end"));
    world.advance("2024-03-07T23:00:00");
    CHECK(state(world) == "open");
    world.advance("2024-03-08T00:00:00");
    CHECK(state(world) == "overdue missed");
  }
  GIVEN("no other due is asked for") {
    World world = world_at("2024-03-04T12:00:00");
    act(world, "duty.extend", "2024-03-04T12:00:00", "m1", R"({"reason": "holiday"})");
    THEN("it is the longest permitted") { CHECK(world.lines("reply").front().ends_with(".. 2024-03-08 end")); }
  }
  GIVEN("what is not permitted") {
    World world = world_at("2024-03-04T12:00:00");
    const auto refused = [&](const std::string& by, const std::string& data) {
      return act(world, "duty.extend", "2024-03-04T12:00:00", by, data).notes.size() == 1 && world.lines("reply").front().ends_with(".. 2024-03-05 end");
    };
    CHECK(refused("s1", R"({"reason": "holiday"})"));
    CHECK(refused("m1", "{}"));
    CHECK(refused("m1", R"({"due": "2024-03-09", "reason": "holiday"})"));
    CHECK(refused("m1", R"({"due": "2024-03-05", "reason": "holiday"})"));
  }
  for (const char* start : {"ping", "complaint"}) {
    World world = world_at("2024-03-06T00:00:00", start);
    const std::string before = state(world);
    CHECK(act(world, "duty.extend", "2024-03-06T10:00:00", "m1", R"({"reason": "holiday"})").notes.size() == 1);
    CHECK(state(world) == before);
  }
}

SCENARIO("claim: a member of the unit that owes a duty takes it over", "[domain][acts]") {
  World world(with(R"j("rules": {"reply": {"on": "ping", "owe": {"need": "phone", "owner": "unit(sales)", "due": "4 days"}}})j"));
  for (const char* staff : {"s1", "s2"}) {
    world.record(std::string(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": ")") + staff + R"(", "data": {"unit": "sales"}})");
  }
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": "s3", "data": {"unit": "service"}})");
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(act(world, "duty.claim", "2024-03-01T11:00:00", "s3").notes.size() == 1);
  CHECK(act(world, "duty.claim", "2024-03-01T11:00:00", "s1").notes.empty());
  CHECK(world.duties().front().owner->key == "s1");
  CHECK(act(world, "duty.claim", "2024-03-01T12:00:00", "s2").notes.size() == 1);
  THEN("the others' acts do not count any more") {
    CHECK(world.record("phone", "c1", "2024-03-01T13:00:00", "s2").credited.empty());
    CHECK(world.record("phone", "c1", "2024-03-01T14:00:00", "s1").credited.size() == 1);
  }
}

SCENARIO("void: what an event counted is taken back", "[domain][acts][life cycle]") {
  const auto void_call = [](World& world, const std::string& at) {
    return world.record(R"({"type": "void", "at": ")" + at + R"(", "customer": "c1", "voids": "call", "data": {"reason": "wrong number"}})");
  };
  const auto call = [](World& world, const std::string& at, const std::string& now = {}) {
    world.record("{\"id\":\"call\", \"type\": \"phone\", \"customer\": \"c1\", \"by\": \"s1\", \"at\": \"" + at + "\"}", now);
  };
  GIVEN("the duty is done and its due is not over") {
    World world = world_at("2024-03-04T12:00:00");
    call(world, "2024-03-04T13:00:00");
    world.flush();
    void_call(world, "2024-03-04T14:00:00");
    THEN("it is open again, and another call does it") {
      CHECK(state(world) == "open");
      CHECK(world.duties().front().have == 0);
      world.record("phone", "c1", "2024-03-05T14:00:00", "s1");
      CHECK(state(world) == "done");
    }
  }
  GIVEN("its due is over") {
    World world = world_at("2024-03-04T12:00:00");
    call(world, "2024-03-04T13:00:00");
    world.advance("2024-03-09T00:00:00");
    void_call(world, "2024-03-09T10:00:00");
    THEN("it is overdue, stamped with the due, and missed") {
      CHECK(state(world) == "overdue missed");
      CHECK(world.duties().front().missed_at == world.duties().front().due);
      CHECK(count_of(world, "flag") == 1);
    }
  }
  GIVEN("it lapses at its due") {
    World world = world_at("2024-03-04T12:00:00", "complaint");
    call(world, "2024-03-04T13:00:00");
    world.advance("2024-03-09T00:00:00");
    void_call(world, "2024-03-09T10:00:00");
    CHECK(state(world) == "lapsed missed");
  }
  GIVEN("it was done late") {
    World world = world_at("2024-03-06T12:00:00");
    call(world, "2024-03-06T13:00:00");
    CHECK(state(world) == "done late missed");
    void_call(world, "2024-03-06T14:00:00");
    THEN("it is overdue again; it was missed once") {
      CHECK(state(world) == "overdue missed");
      CHECK(count_of(world, "flag") == 1);
    }
  }
  GIVEN("an event that counted for nothing") {
    World world = world_at("2024-03-04T12:00:00");
    CHECK(void_call(world, "2024-03-04T14:00:00").notes.size() == 1);
    CHECK(state(world) == "open");
  }
}

SCENARIO("what follows an act happens again when the act was taken back and is done again", "[domain][acts]") {
  const auto call = [](World& world, const std::string& id, const std::string& at, const std::string& now = {}) {
    world.record("{\"id\":\"" + id + "\", \"type\": \"phone\", \"customer\": \"c1\", \"by\": \"s1\", \"at\": \"" + at + "\"}", now);
  };
  const auto void_call = [](World& world, const std::string& id, const std::string& at) {
    world.record(R"({"type": "void", "at": ")" + at + R"(", "customer": "c1", "voids": ")" + id + "\"}");
  };
  const auto runs = [](World& world, const std::string& rule) {
    std::vector<std::string> all;
    for (const auto& duty : world.duties(rule)) all.push_back(duty.key.run);
    return all;
  };
  World world(with(R"j("rules": {
    "reply": {"on": "ping", "owe": {"need": "phone", "owner": "unit(sales)", "due": "4 days", "waive": "cause.by"}},
    "thanks": {"on": "done.reply", "again": "parallel", "owe": {"need": "visit", "due": "9 days"}},
    "sorry": {"on": "missed.reply", "again": "parallel", "owe": {"need": "order", "due": "9 days"}}})j"));
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": "s1", "data": {"unit": "sales"}})");
  world.record("ping", "c1", "2024-03-01T10:00:00", "s1");
  const std::string key = to_text(world.duties("reply").front().key);
  WHEN("it is done, taken back and done again") {
    call(world, "e1", "2024-03-01T11:00:00");
    void_call(world, "e1", "2024-03-01T12:00:00");
    call(world, "e2", "2024-03-01T13:00:00");
    THEN("each time has duties of its own") {
      CHECK(runs(world, "thanks") == std::vector<std::string>{"done:" + key, "done:" + key + "#2"});
      CHECK(world.duties("reply").front().because.find(R"("acts":[{"act":"void","event":"e1"}])") != std::string::npos);
    }
  }
  WHEN("it is missed, done by a late record, taken back and excused by whoever started it") {
    world.advance("2024-03-06T00:00:00");
    call(world, "e1", "2024-03-02T11:00:00", "2024-03-06T10:00:00");
    void_call(world, "e1", "2024-03-06T11:00:00");
    CHECK(runs(world, "sorry") == std::vector<std::string>{"missed:" + key, "missed:" + key + "#2"});
    CHECK(act(world, "duty.waive", "2024-03-06T12:00:00", "s1", R"({"reason": "asked for it"})").notes.empty());
    THEN("no two effects have one key") {
      std::set<std::string> keys;
      for (const auto& effect : world.effects()) CHECK(keys.insert(effect.key).second);
    }
  }
}

SCENARIO("acts on duties that make no sense are refused with everything that is wrong", "[domain][acts]") {
  World world = world_at("2024-03-04T12:00:00");
  const auto codes = [&](const std::string& json) {
    std::string found;
    try {
      world.record(json);
    } catch (const huifang::Error& error) {
      for (const auto& diagnostic : error.diagnostics()) found += diagnostic.code + " ";
    }
    return found;
  };
  CHECK(codes(R"({"type": "duty.waive", "at": "2024-03-04T12:00:00"})") == "HF2020 HF2021 HF2022 ");
  CHECK(codes(R"({"type": "duty.extend", "at": "2024-03-04T12:00:00", "by": "m1", "duty": "t/r/customer:c1/x//1", "data": {"due": "soon", "why": 1}})") == "HF2005 HF2008 ");
  CHECK(codes(R"({"type": "void", "at": "2024-03-04T12:00:00"})") == "HF2018 HF2019 ");
  CHECK(codes(R"({"type": "phone", "at": "2024-03-04T12:00:00", "customer": "c1", "voids": "e1"})") == "HF2023 ");
  CHECK(world.record(R"({"type": "duty.claim", "at": "2024-03-04T12:00:00", "by": "m1", "duty": "t/r/customer:c1/x//1"})").notes.size() == 1);
}

SCENARIO("one act of each of these people", "[domain][need]") {
  World world(R"j({"huifang": 1, "policy": "t", "version": "1", "zone": "Asia/Shanghai",
    "facts": {"campaign": {"departments": "staff*"}, "staff": {"unit": ["a", "b"]}}, "events": {"asked": {}, "approved": {"campaign": "campaign"}},
    "rules": {"sign": {"for": "campaign", "on": "asked", "owe": {"need": {"event": "approved", "each_of": "campaign.departments"}, "owner": "campaign.departments", "due": "none"}}}})j");
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "campaign": "k", "data": {"departments": ["s1", "s2", "s3"]}})");
  world.record(R"({"type": "asked", "at": "2024-01-02T08:00:00", "campaign": "k"})");
  const auto approve = [&](const std::string& at, const std::string& by) {
    return world.record(R"({"type": "approved", "at": ")" + at + R"(", "campaign": "k", "by": ")" + by + "\"}").credited.size();
  };
  CHECK(approve("2024-01-03T08:00:00", "s1") == 1);
  CHECK(approve("2024-01-03T09:00:00", "s1") == 0);
  CHECK(approve("2024-01-03T10:00:00", "s9") == 0);
  CHECK(approve("2024-01-03T11:00:00", "s3") == 1);
  CHECK(world.duties("sign").front().have == 2);
  CHECK(approve("2024-01-03T12:00:00", "s2") == 1);
  CHECK(world.states("sign")["done"] == 1);
}

SCENARIO("how many are needed may be a choice, and alternatives may hold alternatives", "[domain][need]") {
  World world(with(R"j("rules": {"call": {"on": "ping", "owe": {"due": "9 days",
    "need": {"any": [{"event": "phone", "times": {"switch": "customer.class", "A": 3, "B": "= 1 + 1", "else": 1}}, {"any": ["visit", "order"]}]}}}})j"));
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"class": "B"}})");
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(world.duties("call").front().needs == std::vector<std::string>{"phone", "visit", "order"});
  world.record("phone", "c1", "2024-03-02T10:00:00", "s1");
  CHECK(world.states("call")["open"] == 1);
  WHEN("the second call comes") {
    world.record("phone", "c1", "2024-03-03T10:00:00", "s1");
    CHECK(world.states("call")["done"] == 1);
  }
  WHEN("an inner alternative comes") {
    world.record("order", "c1", "2024-03-03T10:00:00", "s1", R"({"amount": 1})");
    CHECK(world.states("call")["done"] == 1);
  }
}

SCENARIO("whoever the role yields may act, unless the owner alone shall", "[domain][need][strict]") {
  for (const bool strict : {false, true}) {
    World world(with("\"rules\": {\"call\": {\"on\": \"ping\", \"owe\": {\"need\": \"phone\", \"due\": \"9 days\", \"owner\": \"[customer.owner, superior(customer.owner)]\"" +
                     std::string(strict ? ", \"strict\": true" : "") + "}}}"));
    world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": "s1", "data": {"superior": "m1"}})");
    world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
    world.record("ping", "c1", "2024-03-01T10:00:00");
    CHECK(world.record("phone", "c1", "2024-03-02T10:00:00", "m1").credited.empty() == strict);
  }
}

SCENARIO("an extension that was granted outlives a date that moves, and what was done to the duty stays said", "[domain][acts][date]") {
  GIVEN("a call two days before a payment, put off from the 8th to the 9th") {
    World world(with(R"j("roles": {"boss": "superior(owner)"}, "rules": {"pay": {"for": "contract", "date": "contract.pay_due",
      "owe": {"need": "phone", "owner": "contract.customer.owner", "opens": "-5 days", "due": "-2 days", "extend": {"to": "0 days", "by": "boss"}}}})j"));
    const auto set = [&](const std::string& at, const std::string& data) {
      world.record(R"({"type": "set", "at": ")" + at + R"(", "contract": "k1", "data": )" + data + "}");
    };
    world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": "s1", "data": {"superior": "m1", "unit": "sales"}})");
    world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
    set("2024-01-01T08:00:00", R"({"customer": "c1", "pay_due": "2024-03-10"})");
    act(world, "duty.extend", "2024-03-01T09:00:00", "m1", R"({"due": "2024-03-09"})");
    REQUIRE(world.lines("pay") == Lines{"1 pending 2024-03-05 .. 2024-03-09 end"});
    WHEN("the payment comes a day earlier") {
      set("2024-03-02T09:00:00", R"({"pay_due": "2024-03-09"})");
      THEN("the window opens earlier, and the word that was given holds") {
        CHECK(world.lines("pay") == Lines{"1 pending 2024-03-04 .. 2024-03-09 end"});
        CHECK(world.duties("pay")[0].because.find(R"("acts":[{"act":"duty.extend","by":"m1")") != std::string::npos);
      }
    }
    WHEN("the payment comes a week later") {
      set("2024-03-02T09:00:00", R"({"pay_due": "2024-03-17"})");
      THEN("the new due is later than the word, and may be put off in its turn") {
        CHECK(world.lines("pay") == Lines{"1 pending 2024-03-12 .. 2024-03-15 end"});
        act(world, "duty.extend", "2024-03-03T09:00:00", "m1");
        CHECK(world.lines("pay") == Lines{"1 pending 2024-03-12 .. 2024-03-17 end"});
      }
    }
  }
}
