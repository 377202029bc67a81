#include <catch2/catch.hpp>

#include "domain/world.hpp"

using huifang::Error;
using huifang::test::with;
using huifang::test::World;

namespace {
/// "code pointer: found -> expected (suggestion)" of every finding.
std::vector<std::string> refused(World& world, const std::string& json, const std::string& now = {}) {
  const std::string before = world.dump();
  try {
    world.record(json, now);
  } catch (const Error& error) {
    CHECK(world.dump() == before);
    std::vector<std::string> out;
    for (const auto& d : error.diagnostics()) {
      out.push_back(d.code + " " + d.pointer + ": " + d.found + " -> " + d.expected + (d.suggestion.empty() ? "" : " (" + d.suggestion + ")"));
    }
    return out;
  }
  return {"accepted"};
}
using Lines = std::vector<std::string>;
}  // namespace

SCENARIO("an event outside the vocabulary is refused whole, with every finding", "[domain][events]") {
  World world(with(R"j("rules": {"call": {"on": "order", "owe": {"need": "phone", "due": "1 day"}}})j"));
  world.record("order", "c1", "2024-03-01T10:00:00", "s1", R"j({"amount": 5})j");
  CHECK(refused(world, R"j({"id": "x", "type": "ordr", "at": "2024-03-01T10:00:00", "customer": "c1"})j") ==
        Lines{"HF2002 /type: ordr -> a declared event type (order)"});
  CHECK(refused(world, R"j({"id": "x", "type": "order", "at": "2024-03-01T10:00:00", "custmer": "c1", "data": {"amont": 1, "amount": "many"}})j") ==
        Lines{"HF2003 /custmer: custmer -> a declared entity (customer)", "HF2005 /data/amont: amont -> a declared field (amount)",
              "HF2017 /data/amount: \"many\" -> a number"});
  CHECK(refused(world, R"j({"id": "x", "type": "ping", "at": "2024-03-01T10:00:00", "customer": "c1", "data": {"topic": "qualty"}})j") ==
        Lines{"HF2017 /data/topic: \"qualty\" -> one of quality service (quality)"});
  CHECK(refused(world, R"j({"id": "x", "type": "missed.call", "at": "2024-03-01T10:00:00", "customer": "c1"})j") ==
        Lines{"HF2002 /type: missed.call -> a declared event type"});
  CHECK(refused(world, R"j({"id": "x", "type": "set", "at": "2024-03-01T10:00:00", "customer": "c1", "data": {"vip": true}})j") ==
        Lines{"HF2012 /data/vip: no by -> by and data.reason"});
  CHECK(refused(world, R"j({"id": "x", "type": "set", "at": "2024-03-01T10:00:00", "customer": "c1", "data": {"owner": "s1"}})j") ==
        Lines{"HF2011 /data/owner: owner -> an event of type assign"});
  CHECK(refused(world, R"j({"id": "x", "type": "assign", "at": "2024-03-01T10:00:00", "customer": "c1"})j") ==
        Lines{"HF2016 /data/owner: nothing -> a key of entity staff, or null"});
  CHECK(refused(world, R"j({"id": "x", "type": "file", "at": "2024-03-01T10:00:00", "customer": "c1", "data": {"form": "recrd"}})j") ==
        Lines{"HF2006 /data/form: recrd -> a declared form (record)"});
  CHECK(refused(world, R"j({"id": "x", "type": "file", "at": "2024-03-01T10:00:00", "data": {"form": "record"}})j") ==
        Lines{"HF2007 /customer: nothing -> a key of entity customer"});
  CHECK(refused(world, R"j({"id": "x", "type": "order", "at": "2024-03-09T10:00:00", "customer": "c1"})j", "2024-03-08T10:00:00")[0].substr(0, 6) == "HF4103");
  CHECK(refused(world, R"j({"id": "x", "type": "order", "at": "2024-02-01T10:00:00", "customer": "c1"})j")[0].substr(0, 6) == "HF4102");
  CHECK(refused(world, R"j({"id": "x", "type": "order", "at": "2024-03-01T10:00:00", "customer": ""})j") ==
        Lines{"HF1801 /customer: \"\" -> text that is not empty"});
}

SCENARIO("facts are exact and dated", "[domain][events]") {
  World world(with(R"j("rules": {"big": {"when": "customer.volume >= 0.3", "owe": {"need": "phone", "due": "1 day"}}})j"));
  world.record("set", "c1", "2024-03-01T10:00:00", "", R"j({"volume": 0.1})j");
  world.record("set", "c1", "2024-03-01T11:00:00", "", R"j({"volume": 0.3, "from": "2024-03-05"})j");
  THEN("a value from a later date acts on that date") {
    CHECK(world.lines("big").empty());
    world.advance("2024-03-05T00:00:00");
    CHECK(world.lines("big") == std::vector<std::string>{"1 open 2024-03-05 .. 2024-03-06 end"});
  }
}
