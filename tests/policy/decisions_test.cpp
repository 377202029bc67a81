#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;
using Kind = feel::Type::Kind;

SCENARIO("decisions are expressions or tables, compiled in the order they need one another",
         "[policy][decisions]") {
  const Policy policy = loaded(R"(
    "facts": {"customer": {"volume": "number", "class": ["A", "B"], "vip": "flag"}, "staff": {"age": "number"}},
    "params": {"low": {"type": "number", "default": 10}},
    "decisions": {
      "twice": {"is": "customer.big + customer.big"},
      "big":   {"is": "if customer.volume > $low then 1 else 0", "source": "4"},
      "pace":  {"inputs": ["customer.class", "customer.volume", "customer.vip"], "source": "5",
                "rows": [["A", "> $low", true, "tight"], {"row": ["A, B", "-", false, "weekly"], "source": "5.2"}, ["-", "-", "-", "= if customer.volume > 3 then \"x\" else \"y\""]]},
      "best":  {"inputs": ["customer.volume"], "hit": "max", "rows": [["> 1", 5], ["> 2", 7]]},
      "both":  {"inputs": ["customer.volume"], "outputs": ["who", {"name": "when", "default": "later"}], "rows": [["> 1", "we", "now"]]},
      "old":   {"for": "staff", "is": "staff.age > 60"}})");
  const PolicyModel& model = policy.model();
  REQUIRE(model.decisions.size() == 6);
  CHECK(model.decisions[0].expression.type().kind == Kind::number);
  CHECK(model.attributes[model.decisions[0].attribute].type.kind == Kind::number);
  CHECK(model.decisions[1].source == "4");
  CHECK(model.decisions[2].table);
  CHECK(model.decisions[2].table.source().rows[1].source == "5.2");
  CHECK(model.decisions[2].table.source().hit_policy == HitPolicy::first);
  CHECK(model.decisions[3].table.source().hit_policy == HitPolicy::collect_max);
  CHECK(model.decisions[4].table.source().outputs.size() == 2);
  CHECK(model.decisions[5].entity == model.staff);
  CHECK(model.attributes[model.decisions[5].attribute].type.kind == Kind::boolean);
}

SCENARIO("tiers know their values in row order, and their names stand bare", "[policy][tiers]") {
  const Policy policy = loaded(R"json(
    "facts": {"customer": {"volume": "number", "key": "flag"}, "contract": {"customer": "customer"}},
    "events": {"complaint": {}, "phone": {}, "sent": {"item": ["handbook", "sheet"]}},
    "measures": {"complaints": {"count": "complaint", "over": "365 days"}},
    "tiers": {"rank": {"for": "customer", "source": "2-4", "inputs": ["customer.complaints", "customer.volume", "customer.key"],
                       "rows": [["> 0", "-", "-", "complained"], ["-", ">= 10000", "-", "key"], ["-", "-", "true", "key"], ["-", "-", "-", "ordinary"]]}},
    "rules": {
      "a": {"when": "tier.rank = key", "each": "week", "owe": {"need": "phone"}},
      "b": {"when": "customer.tier.rank in (key, complained)", "each": "week", "owe": {"need": "phone"}},
      "c": {"for": "contract", "when": "contract.customer.tier.rank = ordinary", "each": "week", "owe": {"need": "phone"}},
      "d": {"owe": {"need": {"event": "sent", "where": "event.item = if tier.rank = key then handbook else sheet"}, "due": "none"}},
      "e": {"on": "tier.rank", "when": "cause.to = key", "do": [{"flag": "became_key"}]}})json");
  const PolicyModel& model = policy.model();
  REQUIRE(model.tiers.size() == 1);
  CHECK(model.tiers[0].values == std::vector<std::string>{"complained", "key", "ordinary"});
  CHECK(model.tiers[0].source == "2-4");
  CHECK(model.tiers[0].table);
  CHECK(model.attributes[model.tiers[0].attribute].kind == AttributeDef::Kind::tier);
  CHECK(rule(policy, "a").when);
  THEN("tier.rank reads the tier of the subject") {
    REQUIRE(rule(policy, "a").when.slots().size() == 1);
    const SlotDef& slot = model.slots[rule(policy, "a").when.slots().front()];
    CHECK(slot.kind == SlotDef::Kind::related);
    CHECK(slot.path == std::vector<std::uint32_t>{model.tiers[0].attribute});
  }
  THEN("customer.tier.rank is an attribute of that customer") {
    CHECK(rule(policy, "b").when.attributes() == std::vector<std::uint32_t>{model.tiers[0].attribute});
  }
}
