// Openings and dues that wait for a value, and follow it.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "domain/world.hpp"

using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

void set(World& world, const std::string& at, const std::string& who, const std::string& data) {
  world.record(R"({"type": "set", "at": ")" + at + "\", " + who + ", \"data\": " + data + "}");
}

const std::string pay = with(R"j("rules": {
  "pay": {"for": "contract", "on": "paid", "owe": {"need": "phone", "due": "contract.pay_due", "extend": {"to": "60 days", "by": "customer.owner"}}},
  "ask": {"for": "contract", "on": "paid", "owe": {"need": "visit", "opens": "contract.pay_due", "due": "30 days"}},
  "cls": {"on": "ping", "owe": {"need": "phone", "due": {"switch": "customer.class", "A": "1 day", "B": "customer.owner_since + 3 days"}}},
  "seq": {"for": "contract", "on": "paid", "owe": {"need": "phone"}, "steps": {
    "one": {"owe": {"due": "contract.pay_due"}}, "two": {"after": "one", "owe": {"due": "2 days"}}}}})j");

World begun(std::size_t cached = SIZE_MAX) {
  World world(pay, cached);
  set(world, "2024-01-01T08:00:00", R"("contract": "k1")", R"({"customer": "c1"})");
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "contract": "k1", "data": {"owner": "s1"}})");
  world.record(R"({"id": "paid", "type": "paid", "at": "2024-03-01T10:00:00", "contract": "k1"})");
  return world;
}

}  // namespace

SCENARIO("a due that reads an unknown fact is computed when the fact arrives", "[domain][window]") {
  World world = begun();
  CHECK(world.lines("pay") == Lines{"1 open 2024-03-01 10:00 .. -"});
  CHECK(world.lines("ask") == Lines{"1 pending - .. 2024-03-31 end"});
  CHECK(world.duties("seq").size() == 1);
  WHEN("it arrives") {
    set(world, "2024-03-02T10:00:00", R"("contract": "k1")", R"({"pay_due": "2024-03-10"})");
    CHECK(world.lines("pay") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-10 end"});
    CHECK(world.lines("ask") == Lines{"1 pending 2024-03-10 .. 2024-03-31 end"});
    THEN("the opening comes, the due passes, and what follows it starts") {
      world.advance("2024-03-11T00:00:00");
      CHECK(world.states("pay")["overdue"] == 1);
      CHECK(world.states("ask")["open"] == 1);
      CHECK(world.lines("seq").back() == "1 open 2024-03-11 .. 2024-03-12 end");
    }
    THEN("when it changes the window moves") {
      set(world, "2024-03-03T10:00:00", R"("contract": "k1")", R"({"pay_due": "2024-03-20"})");
      CHECK(world.lines("pay") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-20 end"});
      AND_WHEN("it is unknown again") {
        set(world, "2024-03-04T10:00:00", R"("contract": "k1")", R"({"pay_due": null})");
        CHECK(world.lines("pay") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-20 end"});
      }
    }
    THEN("what a person has put off stays as they said") {
      world.record(R"({"type": "duty.extend", "at": "2024-03-03T10:00:00", "by": "s1", "duty": "t/pay/contract:k1/paid//1", "data": {"due": "2024-03-25"}})");
      CHECK(world.lines("pay") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-25 end"});
      set(world, "2024-03-04T10:00:00", R"("customer": "c1")", R"({"volume": 1})");
      set(world, "2024-03-05T10:00:00", R"("contract": "k1")", R"({"pay_due": "2024-03-12"})");
      CHECK(world.lines("pay") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-25 end"});
      set(world, "2024-03-06T10:00:00", R"("contract": "k1")", R"({"pay_due": "2024-04-01"})");
      CHECK(world.lines("pay") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-25 end"});
    }
  }
  WHEN("the day that arrives is over") {
    set(world, "2024-03-15T10:00:00", R"("contract": "k1")", R"({"pay_due": "2024-03-10"})");
    world.advance("2024-03-15T11:00:00");
    CHECK(world.states("pay")["overdue"] == 1);
    CHECK(world.states("ask")["open"] == 1);
  }
}

SCENARIO("the branch of a choice is taken once, as soon as it can be", "[domain][window]") {
  const auto cached = GENERATE(SIZE_MAX, std::size_t{0});  // lines() writes, and forgets
  World world = begun(cached);
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(world.lines("cls") == Lines{"1 open 2024-03-01 10:00 .. -"});
  set(world, "2024-03-02T10:00:00", R"("customer": "c1")", R"({"class": "B"})");
  CHECK(world.lines("cls") == Lines{"1 open 2024-03-01 10:00 .. -"});
  set(world, "2024-03-03T10:00:00", R"("customer": "c1")", R"({"class": "A"})");
  CHECK(world.lines("cls") == Lines{"1 open 2024-03-01 10:00 .. -"});
  set(world, "2024-03-04T10:00:00", R"("customer": "c1")", R"({"owner_since": "2024-03-10"})");
  CHECK(world.lines("cls") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-13 end"});
}

SCENARIO("a due that reads what an event brings is computed when the event comes", "[domain][window]") {
  World world(with(R"j("measures": {"seen": {"last": "order"}}, "rules": {
    "call": {"on": "ping", "owe": {"need": "phone", "due": "= date(customer.seen.at) + @\"P5D\""}}})j"));
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(world.lines("call") == Lines{"1 open 2024-03-01 10:00 .. -"});
  world.record("order", "c1", "2024-03-03T10:00:00");
  CHECK(world.lines("call") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-08 end"});
}

TEST_CASE("windows that wait: the order in which values arrive, and what is kept in memory, make no difference", "[domain][window][law]") {
  const auto date = [](int day) { return huifang::Date::from_days(huifang::Date{2024, 3, 5}.to_days() + day).to_text(); };
  REQUIRE(rc::check("any order = any other, memory = store", [&] {
    std::vector<std::string> changes{R"("contract": "k1", "data": {"pay_due": ")" + date(*rc::gen::inRange(0, 40)) + "\"}",
                                     R"("customer": "c1", "data": {"class": "B"})",
                                     R"("customer": "c1", "data": {"owner_since": ")" + date(*rc::gen::inRange(0, 40)) + "\"}",
                                     R"("customer": "c1", "data": {"volume": 5})", R"("staff": "s1", "data": {"superior": "m1"})"};
    World plain = begun();
    World forgets(pay, 0);
    set(forgets, "2024-01-01T08:00:00", R"("contract": "k1")", R"({"customer": "c1"})");
    forgets.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"owner": "s1"}})");
    forgets.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "contract": "k1", "data": {"owner": "s1"}})");
    forgets.record(R"({"id": "paid", "type": "paid", "at": "2024-03-01T10:00:00", "contract": "k1"})");
    for (World* world : {&plain, &forgets}) world->record(R"({"id": "ping", "type": "ping", "at": "2024-03-01T11:00:00", "customer": "c1"})");
    const auto feed = [&](World& world) {
      for (const std::string& change : changes) {
        world.record(R"({"type": "set", "at": "2024-03-02T10:00:00", )" + change + "}");
        if (&world == &forgets) world.flush();
      }
      world.advance("2024-06-01T00:00:00");
    };
    feed(plain);
    const std::size_t swaps = changes.size();
    for (std::size_t i = 0; i < swaps; ++i) std::swap(changes[i], changes[*rc::gen::inRange<std::size_t>(0, swaps)]);
    feed(forgets);
    for (const char* rule : {"pay", "ask", "cls", "seq"}) {
      RC_ASSERT(plain.lines(rule) == forgets.lines(rule));
      std::vector<std::string> keys[2];
      for (const auto& duty : plain.duties(rule)) keys[0].push_back(to_text(duty.key));
      for (const auto& duty : forgets.duties(rule)) keys[1].push_back(to_text(duty.key));
      RC_ASSERT(keys[0] == keys[1]);
    }
  }));
}
