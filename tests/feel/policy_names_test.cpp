#include <catch2/catch.hpp>

#include "support.hpp"

using namespace feel_test;

SCENARIO("a policy condition reads facts through declared names", "[feel][policy]") {
  PolicyFrame frame;
  frame.slots[PolicyNames::season_slot] = Value::of("peak");
  frame.slots[PolicyNames::peak_slot] = number("12");
  frame.slots[PolicyNames::threshold_slot] = number("3");
  frame.attributes[{"c1", PolicyNames::volume}] = number("1500000");
  frame.attributes[{"c1", PolicyNames::grade}] = Value::of("A");
  frame.attributes[{"c1", PolicyNames::tier_value}] = Value::of("B");
  frame.attributes[{"c1", PolicyNames::owner}] = Value::of(EntityRef{"staff", "s7"});
  frame.attributes[{"s7", PolicyNames::name}] = Value::of("王芳");
  frame.attributes[{"o1", PolicyNames::amount}] = number("10.50");
  frame.attributes[{"o2", PolicyNames::amount}] = number("99");
  frame.attributes[{"c1", PolicyNames::orders}] =
      Value::of(std::vector<Value>{Value::of(EntityRef{"order", "o1"}), Value::of(EntityRef{"order", "o2"})});
  frame.attributes[{"c1", PolicyNames::joined}] = Value::of(Date{2020, 2, 29});

  THEN("attributes, references, namespaces, parameters and bare values have their meaning") {
    CHECK(in_policy("customer.volume >= 1000000 and customer.class = A", frame) == "true");
    CHECK(in_policy("customer.class in (B, C)", frame) == "false");
    CHECK(in_policy("customer.tier.grade", frame) == "\"B\"");
    CHECK(in_policy("customer.owner.name", frame) == "\"王芳\"");
    CHECK(in_policy("season.sales = \"peak\"", frame) == "true");
    CHECK(in_policy("$peak + $last order limit", frame) == "15");
    CHECK(in_policy("unit(\"sales\")", frame) == "\"unit sales\"");
    CHECK(in_policy("customer.holders(\"s9\")[2]", frame) == "staff s9");
    CHECK(in_policy("customer.joined + @\"P1Y\"", frame) == "@\"2021-02-28\"");
    CHECK(in_policy("customer.owner = customer.owner", frame) == "true");
  }
  THEN("lists of entities are walked like lists of contexts") {
    CHECK(in_policy("sum(customer.last orders.amount)", frame) == "109.5");
    CHECK(in_policy("count(customer.last orders[amount > 20])", frame) == "1");
    CHECK(in_policy("some o in customer.last orders satisfies o.amount > 100", frame) == "false");
    CHECK(in_policy("customer.last orders[1].amount", frame) == "10.5");
  }
  THEN("the expression knows what it depends on") {
    const feel::Expression expression =
        feel::compile("customer.volume > $peak and customer.owner.name = unit(\"a\") and customer.volume > 0",
                      PolicyNames{});
    CHECK(expression.slots() ==
          std::vector<std::uint32_t>{PolicyNames::customer_slot, PolicyNames::peak_slot});
    CHECK(expression.attributes() ==
          std::vector<std::uint32_t>{PolicyNames::volume, PolicyNames::owner, PolicyNames::name});
    CHECK(expression.functions() == std::vector<std::uint32_t>{0});
    CHECK(expression.type().kind == feel::Type::Kind::boolean);
    CHECK_FALSE(expression.constant().has_value());
  }
  THEN("what depends on nothing is a constant") {
    CHECK(feel::compile("1 + 2 * 3", PolicyNames{}).constant()->to_text() == "7");
    CHECK(feel::compile("upper case(\"a\") = \"A\"", PolicyNames{}).constant()->to_text() == "true");
  }
}

SCENARIO("a condition on something unknown is undecided and says what is missing", "[feel][policy]") {
  PolicyFrame frame;
  CHECK(in_policy("customer.volume > 5", frame) == "undecided: customer.volume");
  CHECK(in_policy("customer.owner.name = \"x\"", frame) == "undecided: customer.owner");
  CHECK(in_policy("customer.volume > 5 or customer.class = A", frame) ==
        "undecided: customer.volume customer.class");
  CHECK(in_policy("customer.class in (A, B)", frame) == "undecided: customer.class");
  CHECK(in_policy("customer.volume between 1 and $peak", frame) == "undecided: customer.volume $peak");
  CHECK(in_policy("customer.volume + 1", frame) == "undecided: customer.volume");
  CHECK(in_policy("sum([1, customer.volume])", frame) == "undecided: customer.volume");
  CHECK(in_policy("if customer.flagged then 1 else 2", frame) == "undecided: customer.flagged");
  CHECK(in_policy("not(customer.flagged)", frame) == "undecided: customer.flagged");
  CHECK(in_policy("customer.volume", frame) == "undecided: customer.volume");

  THEN("what does not need it is decided all the same") {
    CHECK(in_policy("customer.volume = null", frame) == "true");
    CHECK(in_policy("customer.volume != null", frame) == "false");
    CHECK(in_policy("customer.volume != null and customer.volume > 5", frame) == "false");
    CHECK(in_policy("customer.volume > 5 and 1 > 2", frame) == "false");
    CHECK(in_policy("customer.volume > 5 or 2 > 1", frame) == "true");
    CHECK(in_policy("if customer.volume = null then 0 else customer.volume", frame) == "0");
    CHECK(in_policy("count([customer.volume])", frame) == "1");
  }
}

SCENARIO("what an entity has is read where items of unknown shape may have an entry of its name", "[feel][policy]") {
  PolicyFrame frame;
  frame.attributes[{"c1", PolicyNames::volume}] = number("15");
  frame.attributes[{"c1", PolicyNames::owner}] = Value::of(EntityRef{"staff", "s7"});
  frame.attributes[{"s7", PolicyNames::name}] = Value::of("王芳");
  const auto item = [](const char* text) { return feel::evaluate(text, Context{}).value; };
  frame.slots[PolicyNames::month_slot] =
      Value::of(std::vector<Value>{item("{n: 15}"), item("{n: 16}"), item("{n: 17, customer: {volume: 17, owner: {name: \"x\"}}}")});
  THEN("an entry wins, and the entity's own member is read of the others") {
    CHECK(in_policy("month[n = customer.volume].n", frame) == "[15, 17]");
    CHECK(in_policy("month[customer.owner.name = \"王芳\"].n", frame) == "[15, 16]");
    CHECK(in_policy("month[customer.owner.name = \"x\"].n", frame) == "[17]");
  }
  THEN("a member that the entity does not have is refused, with the nearest one") {
    CHECK_THAT(in_policy("month[n = customer.volum]", frame), Catch::Contains("HF2111") && Catch::Contains("did you mean volume?"));
  }
}

SCENARIO("the entries of a context have a key and a value, and nothing else", "[feel][policy]") {
  CHECK(in_policy("get entries({a: 1, b: 2})[value = 2].key", PolicyFrame()) == "[\"b\"]");
  CHECK_THAT(in_policy("get entries({a: 1})[vlaue = 1]", PolicyFrame()), Catch::Contains("did you mean value?"));
}
