// What rules do beside flags, notices and events: facts they set, credits they take back, messages and requests.
#include <catch2/catch.hpp>

#include "domain/world.hpp"

using huifang::EffectRow;
using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

/// "kind to data" of each effect of the kinds that leave the book or change it.
Lines lines(World& world, const std::string& kind = {}) {
  Lines out;
  for (const EffectRow& row : world.effects()) {
    if (!kind.empty() && row.kind != kind) continue;
    out.push_back(row.kind + " " + (row.to ? row.to->entity + ":" + row.to->key : "-") + " " + row.data);
  }
  return out;
}

Lines suppressed(World& world) {
  world.flush();
  Lines out;
  for (const auto& row : world.store.suppressed()) out.push_back(row.rule + " " + row.n + " " + row.reason);
  return out;
}

void own(World& world, const std::string& customer = "c1") {
  world.record(R"({"type": "assign", "at": "2024-01-01T08:00:00", "customer": ")" + customer + R"(", "data": {"owner": "s1"}})");
}

}  // namespace

SCENARIO("a rule sets facts, and other rules follow at once", "[domain][effects][set]") {
  World world(with(R"j("rules": {
    "judge": {"on": "complaint", "do": [{"set": {"customer.class": "if cause.major then C else B", "customer.volume": 0}}]},
    "care":  {"when": "customer.class = C", "owe": {"need": "visit", "due": "3 days"}}})j"));
  own(world);
  world.record("complaint", "c1", "2024-03-01T10:00:00", {}, R"({"major": true})");
  CHECK(lines(world) == Lines{R"(set - {"customer.class":"C","customer.volume":0})"});
  CHECK(world.lines("care") == Lines{"1 open 2024-03-01 10:00 .. 2024-03-04 end"});
  WHEN("it sets the value that holds already") {
    const std::string before = world.dump();
    world.record("complaint", "c1", "2024-03-02T10:00:00", {}, R"({"major": true})");
    THEN("no rule starts anew") { CHECK(world.duties("care").size() == 1); }
  }
  WHEN("another cause sets another value") {
    world.record("complaint", "c1", "2024-03-02T10:00:00", {}, R"({"major": false})");
    THEN("what stood on the old one is withdrawn") { CHECK(world.states("care")["withdrawn"] == 1); }
  }
}

SCENARIO("facts of others are set along a reference, of several at one instant the last holds", "[domain][effects][set]") {
  World world(with(R"j("rules": {
    "one": {"for": "contract", "on": "paid", "do": [{"set": {"customer.class": "A"}}, {"set": {"contract.pay_due": "date(cause.at) + @\"P30D\""}}]},
    "two": {"for": "contract", "on": "paid", "do": [{"set": {"contract.customer.class": "B"}}]}})j"));
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "contract": "k1", "data": {"customer": "c1"}})");
  world.record(R"({"type": "paid", "at": "2024-03-01T10:00:00", "contract": "k1"})");
  world.flush();
  std::string found;
  for (const auto& row : world.store.facts()) found += row.attribute + "=" + row.value + " ";
  CHECK(found.find("class=\"B\"") != std::string::npos);
  CHECK(found.find("class=\"A\"") == std::string::npos);
  CHECK(found.find("pay_due=") != std::string::npos);
}

SCENARIO("a fact without a value it may have is not set, with a note", "[domain][effects][set]") {
  World world(with(R"j("rules": {"judge": {"on": "ping", "do": [{"set": {"customer.class": "string(customer.volume)"}}, {"set": {"customer.volume": "customer.volume + 1"}}]}})j"));
  const auto result = world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(result.notes.size() >= 1);
  world.flush();
  CHECK(world.store.facts().empty());
}

SCENARIO("a rule takes an event back, and what it counted is owed again", "[domain][effects][void]") {
  World world(with(R"j("rules": {
    "call":  {"on": "ping", "owe": {"need": "phone", "due": "9 days"}},
    "check": {"on": "done.call", "do": [{"flag": "done"}]},
    "wrong": {"on": "phone", "when": "event.by = superior(customer.owner)", "do": [{"void": "cause"}]}})j"));
  own(world);
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": "s1", "data": {"superior": "m1"}})");
  world.record("ping", "c1", "2024-03-01T10:00:00");
  world.record("phone", "c1", "2024-03-02T10:00:00", "s1");
  CHECK(world.states("call")["done"] == 1);
  world.record("ping", "c1", "2024-03-03T10:00:00");
  WHEN("it is named by its id") {
    World other(with(R"j("rules": {"call": {"on": "ping", "owe": {"need": "phone", "due": "9 days"}},
      "wrong": {"on": "stop", "do": [{"void": "\"call-1\""}]}})j"));
    own(other);
    other.record("ping", "c1", "2024-03-01T10:00:00");
    other.record(R"({"id": "call-1", "type": "phone", "at": "2024-03-02T10:00:00", "customer": "c1", "by": "s1"})");
    CHECK(other.states("call")["done"] == 1);
    other.record("stop", "c1", "2024-03-03T10:00:00");
    CHECK(other.states("call")["open"] == 1);
    CHECK(lines(other) == Lines{R"(void - {"event":"call-1"})"});
  }
}

SCENARIO("messages go to the customer, requests to the host", "[domain][effects][send]") {
  World world(with(R"j("rules": {
    "remind": {"for": "contract", "on": "paid", "do": [{"send": "thanks", "channel": "phone", "data": {"day": "= date(cause.at)"}}, {"request": {"switch": "customer.class", "A": "upgrade", "else": "archive"}}]},
    "low": {"when": "customer.volume < 10", "do": [{"send": "low"}]}})j"));
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "contract": "k1", "data": {"customer": "c1"}})");
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "customer": "c1", "data": {"class": "A"}})");
  world.record(R"({"type": "paid", "at": "2024-03-01T10:00:00", "contract": "k1"})");
  CHECK(lines(world) == Lines{R"(send customer:c1 {"name":"thanks","channel":"phone","day":{"date":"2024-03-01"},"contract":{"ref":"contract:k1"}})",
                              R"(request - {"name":"upgrade","contract":{"ref":"contract:k1"}})"});
  world.record(R"({"type": "set", "at": "2024-03-02T08:00:00", "customer": "c1", "data": {"volume": 5}})");
  world.record(R"({"type": "set", "at": "2024-03-03T08:00:00", "customer": "c1", "data": {"volume": 4}})");
  CHECK(lines(world, "send").size() == 2);
}

SCENARIO("a message that the policy does not allow is not sent", "[domain][effects][send][eligibility]") {
  World world(with(R"j("eligibility": {"inputs": ["contact.type", "contact.purpose", "customer.vip"],
      "rows": [["phone", "-", "true", "deny: vip"], ["phone", "greeting", "-", "allow"], ["visit", "-", "-", "allow"]]},
    "rules": {"greet": {"on": "ping", "again": "parallel", "do": [{"send": "hello", "channel": "phone", "purpose": "greeting"}]},
              "other": {"on": "stop", "do": [{"send": "bye", "channel": "phone"}]}})j"));
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(lines(world, "send").size() == 1);
  world.record(R"({"type": "set", "at": "2024-03-02T08:00:00", "customer": "c1", "by": "s1", "data": {"vip": true, "reason": "asked"}})");
  const auto result = world.record("ping", "c1", "2024-03-03T10:00:00");
  CHECK(lines(world, "send").size() == 1);
  CHECK(suppressed(world) == Lines{"greet 1 vip"});
  CHECK(result.notes.size() == 1);
  world.record("stop", "c2", "2024-03-04T10:00:00");
  CHECK(suppressed(world).back() == "other 1 undecided");
}

SCENARIO("after a long pause the last message of a repetition is sent, or all of them", "[domain][effects][catch_up]") {
  for (const bool all : {false, true}) {
    World world(with(R"j("rules": {"tell": {"each": "month", "partial": "keep", )j" + std::string(all ? "\"catch_up\": \"all\"," : "") +
                     R"j( "owe": {"need": "visit"}, "do": [{"notify": "customer.owner"}, {"flag": "month"}, {"send": "news", "data": {"month": "= n"}}]}})j"));
    own(world);
    world.advance("2024-06-15T00:00:00");
    const std::size_t kept = all ? 5 : 1;
    CHECK(lines(world, "notify").size() == kept);
    CHECK(lines(world, "send").size() == kept);
    CHECK(lines(world, "send").back() == R"(send customer:c1 {"name":"news","month":"2024-05"})");
    CHECK(lines(world, "flag").size() == 5);   // what stays in the book does not depend on when time is looked at
    CHECK(world.duties("tell").size() == 6);
    if (!all) CHECK(suppressed(world) == Lines{"tell 2024-01 coalesced", "tell 2024-02 coalesced", "tell 2024-03 coalesced", "tell 2024-04 coalesced"});
    world.advance("2024-07-01T00:00:00");
    CHECK(lines(world, "send").size() == kept + 1);
  }
}

SCENARIO("a message outside the hours of its channel says when it may go out", "[domain][effects][send]") {
  World world(R"j({"huifang": 1, "policy": "t", "version": "1", "zone": "Asia/Shanghai", "calendar": {"hours": {"daytime": ["09:00-12:00", "14:00-20:00"]}},
    "events": {"sms": {"contact": true, "hours": "daytime"}, "ping": {}}, "rules": {"hello": {"on": "ping", "again": "parallel", "do": [{"send": "hello", "channel": "sms"}]}}})j");
  world.record("ping", "c1", "2024-03-01T10:00:00");
  CHECK(lines(world, "send").back() == R"(send customer:c1 {"name":"hello","channel":"sms"})");
  world.record("ping", "c1", "2024-03-01T12:30:00");
  CHECK(lines(world, "send").back().find("2024-03-01T14:00:00") != std::string::npos);
  world.record("ping", "c1", "2024-03-01T22:00:00");
  CHECK(lines(world, "send").back().find("2024-03-02T09:00:00") != std::string::npos);
}

SCENARIO("a fact is not set to a number that could not be read back", "[domain][effects]") {
  World world(with(R"j("rules": {"r": {"on": "order", "do": [{"set": {"customer.volume": "cause.amount * 1e300"}}]}})j"));
  const auto result = world.record("order", "c1", "2024-03-02T10:00:00", "", R"j({"amount": 1000000000})j");
  world.flush();
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].find("customer.volume") != std::string::npos);
  world.record("order", "c1", "2024-03-03T10:00:00", "", R"j({"amount": 1})j");
  CHECK(world.engine->now().utc_us > 0);
}
