#include <algorithm>
#include <catch2/catch.hpp>

#include "domain/world.hpp"

using huifang::DutyState;
using huifang::EntityRef;
using huifang::test::with;
using huifang::test::World;
using Lines = std::vector<std::string>;
using States = std::map<std::string, int>;

namespace {
World owned(const std::string& rules) {
  World world(with(rules));
  world.record("assign", "c1", "2024-03-01T08:00:00", "", R"j({"owner": "s1"})j");
  return world;
}
}  // namespace

SCENARIO("only the one who owes a duty fulfils it", "[domain][duties]") {
  GIVEN("a call owed by the customer's owner") {
    World world = owned(R"j("rules": {"call": {"on": "order", "owe": {"need": "phone", "due": "3 days"}}})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    CHECK(world.duties("call")[0].owner == EntityRef{"staff", "s1"});
    WHEN("somebody else calls") {
      const auto result = world.record("phone", "c1", "2024-03-02T10:00:00", "s2");
      THEN("it is not credited, and the answer says why") {
        CHECK(result.credited.empty());
        REQUIRE(result.notes.size() == 1);
        CHECK(result.notes[0].find("s2 is not the one who owes it") != std::string::npos);
      }
    }
    WHEN("the event names nobody") {
      THEN("it is not credited") { CHECK(world.record("phone", "c1", "2024-03-02T10:00:00").credited.empty()); }
    }
    WHEN("the customer gets another owner first") {
      world.record("assign", "c1", "2024-03-02T08:00:00", "", R"j({"owner": "s2"})j");
      THEN("the open duty is his, and his call does it") {
        CHECK(world.duties("call")[0].owner == EntityRef{"staff", "s2"});
        CHECK(world.record("phone", "c1", "2024-03-02T10:00:00", "s2").credited.size() == 1);
      }
    }
  }
  GIVEN("a call owed by a unit") {
    World world = owned(R"j("rules": {"call": {"on": "order", "owe": {"need": "phone", "owner": "unit(service)", "due": "3 days"}}})j");
    world.record(R"j({"id": "a", "type": "set", "at": "2024-03-01T08:00:00", "staff": "s7", "data": {"unit": "service"}})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    THEN("its members may do it, others not") {
      CHECK(world.record("phone", "c1", "2024-03-01T11:00:00", "s1").credited.empty());
      CHECK(world.record("phone", "c1", "2024-03-01T12:00:00", "s7").credited.size() == 1);
    }
  }
  GIVEN("a duty of the system") {
    World world = owned(R"j("rules": {"note": {"on": "order", "owe": {"need": "phone", "owner": "system", "due": "3 days"}}})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    THEN("anybody's act counts, even nobody's") { CHECK(world.record("phone", "c1", "2024-03-01T11:00:00").credited.size() == 1); }
  }
}

SCENARIO("the due is inclusive: an act at the due instant is in time (D11)", "[domain][duties]") {
  World world = owned(R"j("rules": {"reply": {"on": "order", "owe": {"need": "phone", "due": "24 hours"}}})j");
  world.record("order", "c1", "2024-03-01T10:00:00");
  WHEN("the act comes exactly 24 hours later") {
    world.record("phone", "c1", "2024-03-02T10:00:00", "s1");
    THEN("it is done in time") {
      CHECK(world.states("reply") == States{{"done", 1}});
      CHECK_FALSE(world.duties("reply")[0].late);
    }
  }
  WHEN("it comes one microsecond later") {
    world.record("phone", "c1", "2024-03-02T10:00:00.000001", "s1");
    THEN("it was missed at the due and is done late") {
      const auto duty = world.duties("reply")[0];
      CHECK(duty.state == DutyState::done);
      CHECK(duty.late);
      REQUIRE(duty.missed_at);
      CHECK(*duty.missed_at == *duty.due);
      CHECK(duty.responsible == EntityRef{"staff", "s1"});
    }
  }
}

SCENARIO("an act in time that is recorded late reverses the miss", "[domain][duties]") {
  World world = owned(R"j("rules": {"call": {"each": "week", "owe": {"need": "phone"}}})j");
  world.advance("2024-03-12T00:00:00");
  CHECK(world.lines("call") == Lines{"2024-W10 lapsed 2024-03-04 .. 2024-03-10 end", "2024-W11 open 2024-03-11 .. 2024-03-17 end"});
  WHEN("a call of the lapsed week is recorded on Tuesday") {
    const auto result = world.record(R"j({"id": "late", "type": "phone", "at": "2024-03-08T10:00:00", "customer": "c1", "by": "s1"})j", "2024-03-12T09:00:00");
    THEN("the lapsed duty is done, not late, and an unmissed effect tells the host; the open week is untouched") {
      REQUIRE(result.credited.size() == 1);
      CHECK(result.credited[0].n == "2024-W10");
      CHECK(world.lines("call") == Lines{"2024-W10 done 2024-03-04 .. 2024-03-10 end", "2024-W11 open 2024-03-11 .. 2024-03-17 end"});
      CHECK_FALSE(world.duties("call")[0].missed_at.has_value());
      REQUIRE(world.effects().size() == 1);
      CHECK(world.effects()[0].kind == "unmissed");
    }
  }
  WHEN("a call of this week is recorded") {
    world.record("phone", "c1", "2024-03-12T09:00:00", "s1");
    THEN("it does not reach back") { CHECK(world.lines("call")[0] == "2024-W10 lapsed 2024-03-04 .. 2024-03-10 end"); }
  }
}

SCENARIO("one event credits one duty of a rule, the most urgent, and any number of rules", "[domain][duties]") {
  World world = owned(R"j("rules": {
    "a": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": "5 days"}},
    "b": {"on": "complaint", "owe": {"need": {"any": ["phone", "visit"]}, "due": "2 days"}}})j");
  world.record("order", "c1", "2024-03-01T10:00:00");
  world.record("order", "c1", "2024-03-02T10:00:00");
  world.record("complaint", "c1", "2024-03-02T11:00:00");
  WHEN("one call is made") {
    const auto result = world.record("phone", "c1", "2024-03-03T10:00:00", "s1");
    THEN("the earlier order's duty and the complaint's are done") {
      REQUIRE(result.credited.size() == 2);
      CHECK(world.lines("a") == Lines{"1 done 2024-03-01 10:00 .. 2024-03-06 end", "1 open 2024-03-02 10:00 .. 2024-03-07 end"});
      CHECK(world.states("b") == States{{"done", 1}});
    }
  }
  WHEN("a call claims the later duty") {
    const std::string key = huifang::to_text(world.duties("a")[1].key);
    world.record(R"j({"id": "claim", "type": "phone", "at": "2024-03-03T10:00:00", "customer": "c1", "by": "s1", "duty": ")j" + key + "\"}");
    THEN("that one alone is credited") {
      CHECK(world.lines("a") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-06 end", "1 done 2024-03-02 10:00 .. 2024-03-07 end"});
      CHECK(world.states("b") == States{{"open", 1}});
    }
  }
}

SCENARIO("a claim that does not fit is said once, whatever the event is", "[domain][duties]") {
  World world = owned(R"j("rules": {"a": {"on": "order", "owe": {"need": "phone", "due": "5 days"}}})j");
  world.record("order", "c1", "2024-03-01T10:00:00");
  int count = 0;
  const auto notes = [&](const std::string& type, const std::string& claim, const std::string& at) {
    const auto result = world.record("{\"id\": \"claim" + std::to_string(++count) + "\", \"type\": \"" + type + "\", \"at\": \"" + at + "\", \"customer\": \"c1\", \"by\": \"s1\", \"duty\": \"" + claim + "\"}");
    return std::count(result.notes.begin(), result.notes.end(), "the claim on " + claim + " does not fit; nothing was credited by it");
  };
  CHECK(notes("phone", "t/none/customer:c1///1", "2024-03-02T10:00:00") == 1);
  CHECK(notes("phone", "nonsense", "2024-03-02T10:00:00") == 1);
  CHECK(notes("stop", "nonsense", "2024-03-02T10:00:00") == 1);   // no duty needs such events
  CHECK(notes("visit", to_text(world.duties("a")[0].key), "2024-03-02T10:00:00") == 1);
  CHECK(world.states("a") == States{{"open", 1}});
  CHECK(notes("phone", to_text(world.duties("a")[0].key), "2024-03-02T10:00:00") == 0);
  CHECK(world.states("a") == States{{"done", 1}});
}

SCENARIO("times, distinct and several parts must all be met", "[domain][duties]") {
  GIVEN("a quota of three different customers a week") {
    World world(with(R"j("rules": {"quota": {"for": "staff", "when": "staff.unit = sales", "each": "week",
      "owe": {"need": {"event": "phone", "times": 3, "distinct": "event.customer"}}}})j"));
    world.record(R"j({"id": "a", "type": "set", "at": "2024-03-04T00:00:00", "staff": "s1", "data": {"unit": "sales"}})j");
    world.record("phone", "c1", "2024-03-04T10:00:00", "s1");
    world.record("phone", "c1", "2024-03-04T11:00:00", "s1");
    world.record("phone", "c2", "2024-03-05T10:00:00", "s1");
    THEN("the same customer counts once") {
      CHECK(world.duties("quota")[0].have == 2);
      CHECK(world.states("quota") == States{{"open", 1}});
    }
    AND_WHEN("the third customer is called") {
      world.record("phone", "c3", "2024-03-06T10:00:00", "s1");
      THEN("it is done") { CHECK(world.states("quota") == States{{"done", 1}}); }
    }
  }
  GIVEN("a visit and a record form") {
    World world = owned(R"j("rules": {"both": {"on": "order", "owe": {"need": ["visit", {"form": "record"}], "due": "3 days"}}})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    world.record("visit", "c1", "2024-03-02T10:00:00", "s1");
    CHECK(world.duties("both")[0].have == 1);
    WHEN("the form lacks a required part") {
      const auto result = world.record("file", "c1", "2024-03-02T11:00:00", "s1", R"j({"form": "record", "result": "ok"})j");
      THEN("it is a draft and credits nothing") {
        CHECK(world.states("both") == States{{"open", 1}});
        REQUIRE(result.notes.size() == 1);
        CHECK(result.notes[0] == "form record is a draft; missing: rating");
      }
    }
    WHEN("the form is complete") {
      world.record("file", "c1", "2024-03-02T11:00:00", "s1", R"j({"form": "record", "result": "ok", "rating": "good"})j");
      THEN("the duty is done") { CHECK(world.states("both") == States{{"done", 1}}); }
    }
  }
}

SCENARIO("an act goes to the most urgent duty of a rule that it brings nearer", "[domain][duties]") {
  GIVEN("two orders, each of which needs a call and a visit") {
    World world = owned(R"j("rules": {"both": {"on": "order", "again": "parallel", "owe": {"need": ["phone", "visit"], "due": "3 days"}}})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    world.record("order", "c1", "2024-03-01T11:00:00");
    WHEN("two calls are made, then two visits") {
      world.record("phone", "c1", "2024-03-02T10:00:00", "s1");
      world.record("phone", "c1", "2024-03-02T11:00:00", "s1");
      CHECK(world.duties("both")[0].have == 1);
      CHECK(world.duties("both")[1].have == 1);
      world.record("visit", "c1", "2024-03-02T12:00:00", "s1");
      world.record("visit", "c1", "2024-03-02T13:00:00", "s1");
      THEN("both are done") { CHECK(world.states("both") == States{{"done", 2}}); }
    }
    WHEN("a third call is made that no duty needs") {
      for (const char* at : {"2024-03-02T10:00:00", "2024-03-02T11:00:00"}) world.record("phone", "c1", at, "s1");
      const auto surplus = world.record("phone", "c1", "2024-03-02T12:00:00", "s1");
      THEN("it is kept with the most urgent one, as surplus") {
        REQUIRE(surplus.credited.size() == 1);
        CHECK(surplus.credited[0] == world.duties("both")[0].key);
        CHECK(world.duties("both")[0].have == 1);
      }
    }
  }
  GIVEN("two orders, each of which needs calls on two topics") {
    World world = owned(R"j("rules": {"two": {"on": "order", "again": "parallel",
      "owe": {"need": {"event": "ping", "times": 2, "distinct": "event.topic"}, "due": "3 days"}}})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    world.record("order", "c1", "2024-03-01T11:00:00");
    WHEN("each topic comes up twice") {
      for (const char* topic : {"quality", "quality", "service", "service"}) {
        world.record("ping", "c1", "2024-03-02T10:00:00", "s1", std::string(R"j({"topic": ")j") + topic + "\"}");
      }
      THEN("both are done") { CHECK(world.states("two") == States{{"done", 2}}); }
    }
  }
  GIVEN("a duty that needs any call, and a call about quality") {
    World world = owned(R"j("rules": {"parts": {"on": "order", "owe": {"need": ["ping", {"event": "ping", "where": "event.topic = quality"}], "due": "3 days"}}})j");
    world.record("order", "c1", "2024-03-01T10:00:00");
    WHEN("both are about quality") {
      world.record("ping", "c1", "2024-03-02T10:00:00", "s1", R"j({"topic": "quality"})j");
      world.record("ping", "c1", "2024-03-02T11:00:00", "s1", R"j({"topic": "quality"})j");
      THEN("the second counts for the part that is open") { CHECK(world.states("parts") == States{{"done", 1}}); }
    }
  }
}

SCENARIO("the duty of a record is owed by whoever made the call", "[domain][duties]") {
  World world = owned(R"j("rules": {"record": {"on": ["phone", "visit"], "again": "parallel", "owe": {"need": {"form": "record"}, "owner": "cause.by", "due": "0 days"}}})j");
  const std::string filled = R"j({"form": "record", "result": "ok", "rating": "good"})j";
  WHEN("somebody who is not the customer's owner calls") {
    world.record("phone", "c1", "2024-03-01T10:00:00", "s9");
    CHECK(world.duties("record")[0].owner == EntityRef{"staff", "s9"});
    THEN("the owner's record does not count, the caller's does") {
      world.record("file", "c1", "2024-03-01T12:00:00", "s1", filled);
      CHECK(world.states("record") == States{{"open", 1}});
      world.record("file", "c1", "2024-03-01T12:30:00", "s9", filled);
      CHECK(world.states("record") == States{{"done", 1}});
    }
  }
}

SCENARIO("tiers follow the facts, keep their reason and never speak without a change", "[domain][tiers]") {
  World world(with(R"j("measures": {"complaints": {"for": "customer", "count": "complaint", "over": "365 days"}},
    "tiers": {"rank": {"for": "customer", "source": "2-4", "inputs": ["customer.complaints", "customer.volume", "customer.vip"],
      "rows": [["> 0", "-", "-", "complained"], ["-", ">= 10000", "-", "key"], ["-", "-", "true", "key"], ["-", "-", "-", "ordinary"]]}},
    "rules": {"told": {"on": "tier.rank", "do": [{"flag": "regraded"}]}})j"));
  GIVEN("an ordinary customer who grows into a key one and complains twice") {
    world.record("set", "c1", "2024-03-01T08:00:00", "", R"j({"volume": 500})j");
    CHECK(world.tier("rank", "c1") == "ordinary");
    world.record("set", "c1", "2024-03-02T08:00:00", "", R"j({"volume": 10000})j");
    CHECK(world.tier("rank", "c1") == "key");
    world.record("complaint", "c1", "2024-03-03T08:00:00");
    CHECK(world.tier("rank", "c1") == "complained");
    world.record("complaint", "c1", "2024-03-04T08:00:00");
    THEN("the second complaint changes nothing") { CHECK(world.store.tiers().size() == 3); }
    WHEN("365 days have passed since the second complaint") {
      world.advance("2025-03-04T23:59:59");
      CHECK(world.tier("rank", "c1") == "complained");
      world.advance("2025-03-05T00:00:00");
      THEN("the customer is a key one again, and each change but the first tier was told") {
        CHECK(world.tier("rank", "c1") == "key");
        CHECK(world.effects().size() == 3);
      }
    }
    THEN("the change keeps its row, its clause and the values it was made of") {
      world.flush();
      CHECK(world.store.tiers()[1].because ==
            R"j({"inputs":{"customer.complaints":0,"customer.volume":10000,"customer.vip":false},"row":2,"source":"2-4","tier":"rank","trigger":"e2","version":"1"})j");
    }
  }
}

SCENARIO("a review is not lost to a deadline of the same instant", "[domain][tiers]") {
  GIVEN("a daily duty whose deadline falls on the midnight at which a complaint stops counting") {
    World world(with(R"j("measures": {"complaints": {"for": "customer", "count": "complaint", "over": "3 days"}},
      "tiers": {"rank": {"for": "customer", "source": "2-4", "inputs": ["customer.complaints"],
                         "rows": [{"row": ["> 0", "complained"], "source": "4"}, {"row": ["-", "ordinary"]}]}},
      "rules": {"call": {"each": "day", "owe": {"need": "phone"}}})j"));
    world.record("complaint", "c1", "2024-07-01T10:00:00");
    CHECK(world.tier("rank", "c1") == "complained");
    WHEN("that midnight passes") {
      world.advance("2024-07-05T00:00:00");
      THEN("the tier follows, with the clause of its own row or of the table") {
        CHECK(world.tier("rank", "c1") == "ordinary");
        CHECK(world.store.tiers()[0].because.find(R"j("source":"4")j") != std::string::npos);
        CHECK(world.store.tiers()[1].because.find(R"j("source":"2-4")j") != std::string::npos);
      }
    }
  }
}

SCENARIO("a point in time that there is not leaves the duty without it, and one that may still come to be is waited for", "[domain][duties]") {
  GIVEN("an opening that counts from a due that is not known") {
    World world(with(R"j("rules": {"r": {"each": "month", "owe": {"need": "phone", "due": "= customer.owner_since", "opens": "due - 2 days"}}})j"));
    world.record(R"({"type": "set", "at": "2024-01-01T00:00:00", "customer": "c1", "data": {"class": "A"}})");
    world.advance("2024-02-15T00:00:00");
    CHECK(world.lines("r") == std::vector<std::string>{"2024-01 pending - .. -", "2024-02 pending - .. -"});
  }
  GIVEN("a day that the bucket does not have") {
    World world(with(R"j("rules": {"r": {"each": "half-month", "owe": {"need": "phone", "due": "10-31"}}})j"));
    const auto result = world.record(R"({"type": "set", "at": "2024-01-01T00:00:00", "customer": "c1", "data": {"class": "A"}})");
    CHECK(result.notes.size() == 1);
    CHECK(world.lines("r") == std::vector<std::string>{"2024-01-H1 open 2024-01-01 .. -"});
  }
}

SCENARIO("what a duty needs may be about its own bucket", "[domain][duties][bucket]") {
  const auto cached = GENERATE(SIZE_MAX, std::size_t{0});  // lines() writes, and forgets
  const auto document = [](const std::string& rule) {
    return R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
      "facts": {"customer": {}}, "events": {"report": {"month": "string", "year": "number"}}, "calendar": {"use": "cn-public"},
      "rules": {"r": )j" + rule + "}}";
  };
  const auto begun = [&](const std::string& rule) {
    World world(document(rule), cached);
    world.record("assign", "c1", "2024-01-01T00:00:00", "", R"j({"owner": "s1"})j");
    return world;
  };
  GIVEN("a report of each month that may be sent until the 20th of the next one") {
    World world = begun(R"j({"each": "month", "owe": {"need": {"event": "report", "where": "event.month = bucket.id and n = event.month"}, "due": "end + 20 days"}})j");
    world.advance("2024-02-10T00:00:00");
    REQUIRE(world.lines("r") == Lines{"2024-01 open 2024-01-01 .. 2024-02-20 end", "2024-02 open 2024-02-01 .. 2024-03-20 end"});
    WHEN("that of the later month is sent") {
      const auto result = world.record("report", "c1", "2024-02-10T10:00:00", "s1", R"j({"month": "2024-02"})j");
      THEN("the duty of that month is done, though the other is due earlier") {
        CHECK(world.lines("r") == Lines{"2024-01 open 2024-01-01 .. 2024-02-20 end", "2024-02 done 2024-02-01 .. 2024-03-20 end"});
        CHECK(result.credited.size() == 1);
      }
    }
    WHEN("one of another month is sent") {
      world.record("report", "c1", "2024-02-10T10:00:00", "s1", R"j({"month": "2023-12"})j");
      THEN("neither is") { CHECK(world.states("r") == States{{"open", 2}}); }
    }
  }
  GIVEN("one that opens long before its bucket") {
    World world = begun(R"j({"each": "year", "owe": {"need": {"event": "report", "where": "event.year = bucket.year and date(event.at) < bucket.end"}, "opens": "start", "due": "end + 90 days"}})j");
    world.record("report", "c1", "2024-06-10T10:00:00", "s1", R"j({"year": 2023})j");
    CHECK(world.states("r") == States{{"open", 1}});
    world.record("report", "c1", "2024-06-11T10:00:00", "s1", R"j({"year": 2024})j");
    CHECK(world.states("r") == States{{"done", 1}});
  }
  GIVEN("a rule of steps in each bucket") {
    World world = begun(R"j({"each": "month", "owe": {"need": {"event": "report", "where": "event.month = bucket.id"}},
      "steps": {"draft": {"owe": {"due": "10 days"}}, "final": {"owe": {"due": "20 days"}}}})j");
    world.record("report", "c1", "2024-01-05T10:00:00", "s1", R"j({"month": "2024-02"})j");
    CHECK(world.states("r")["done"] == 0);
    world.record("report", "c1", "2024-01-05T11:00:00", "s1", R"j({"month": "2024-01"})j");
    CHECK(world.states("r")["done"] == 1);
  }
  GIVEN("a repetition on a grid") {
    World world = begun(R"j({"every": "10 days", "owe": {"need": {"event": "report", "where": "event.year = n"}}})j");
    world.record("report", "c1", "2024-01-02T10:00:00", "s1", R"j({"year": 2})j");
    CHECK(world.states("r")["done"] == 0);
    world.record("report", "c1", "2024-01-02T11:00:00", "s1", R"j({"year": 1})j");
    CHECK(world.states("r")["done"] == 1);
  }
}
