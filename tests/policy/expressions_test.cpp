/// Which names an expression sees, place by place.

#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

const std::string world = R"(
  "facts": {"project": {"city": "string", "manager": "staff"}, "region": {"name": "string"},
            "customer": {"project": "project", "volume": "number", "class": ["A", "B"], "home": "region", "work": "region"},
            "contract": {"customer": "customer", "pay_due": "date"}},
  "events": {"phone": {"reached": "boolean"}, "order": {"amount": "number", "reached": "string"}},
  "params": {"low": {"type": "number", "default": 1}},
  "calendar": {"seasons": {"sales": {"peak": "03-01..10-31", "off": "otherwise"}}},
  "measures": {"orders_7d": {"count": "order", "over": "7 days"}},
  "decisions": {"cheap": {"is": "customer.volume < $low"}},
  "rules": {"r": )";

std::vector<std::string> problems(const std::string& rule_text) {
  std::vector<std::string> errors;
  for (const Diagnostic& found : Policy::check(document(world + rule_text + "}"))) {
    if (found.severity == Severity::error) errors.push_back(found.code + " " + found.found);
  }
  return errors;
}
std::string contract_when(const std::string& when) {
  return R"({"for": "contract", "each": "week", "owe": {"need": "phone"}, "when": ")" + when + "\"}";
}
std::string order_when(const std::string& when) {
  return R"({"on": ["order", "phone"], "do": [{"flag": "f"}], "when": ")" + when + "\"}";
}
using None = std::vector<std::string>;

}  // namespace

SCENARIO("a rule sees its subject, what it refers to, and what that has", "[policy][names]") {
  CHECK(problems(contract_when("contract.customer.volume > 1")) == None{});
  CHECK(problems(contract_when("customer.volume > 1 and customer.orders_7d = 0 and customer.cheap")) ==
        None{});
  CHECK(problems(contract_when("project.city = \\\"Wuhan\\\"")) == None{});
  CHECK(problems(contract_when("contract.customer.class = A and season.sales = peak and $low < 3")) ==
        None{});
  CHECK(problems(contract_when("contract.owner != null and owner = contract.owner")) == None{});
  CHECK(problems(contract_when("contract.key = \\\"k1\\\"")) == None{});
}

SCENARIO("what can be reached in two ways is reached by neither", "[policy][names]") {
  CHECK(problems(contract_when("region.name = \\\"x\\\"")) == None{"HF2110 region"});
  CHECK(problems(contract_when("customer.home.name = \\\"x\\\"")) == None{});
}

SCENARIO("cause and event are known where there is one", "[policy][names]") {
  CHECK(problems(order_when("cause.amount > 1 and event.amount > 1 and cause.customer = customer")) ==
        None{});
  CHECK(problems(order_when(
            "cause.type = \\\"order\\\" and cause.by != null and cause.at != null and cause.id != null")) ==
        None{});
  CHECK(problems(order_when("cause.amout > 1")) == None{"HF2111 amout"});
  CHECK(problems(contract_when("cause.amount > 1")) == None{"HF2110 cause"});
  CHECK(problems(contract_when("event.amount > 1")) == None{"HF2110 event"});
  CHECK(
      problems(
          R"({"on": "order", "owe": {"need": {"event": "phone", "where": "event.reached and cause.amount > 1"}, "due": "1 day"}})") ==
      None{});
  CHECK(
      problems(
          R"({"on": "order", "owe": {"need": {"event": "phone", "where": "event.amount > 1"}, "due": "1 day"}})") ==
      None{"HF2111 amount"});
}

SCENARIO("n and bucket are known where a rule repeats", "[policy][names]") {
  CHECK(
      problems(
          R"({"every": "3 days", "owe": {"need": {"event": "phone", "times": "= if n > 1 then 2 else 1"}}})") ==
      None{});
  CHECK(problems(
            R"json({"each": "year", "owe": {"need": "phone", "opens": "= date(bucket.year, 11, 1)"}})json") ==
        None{});
  CHECK(
      problems(
          R"({"each": "year", "do": [{"flag": "f", "data": {"from": "= bucket.start", "id": "= bucket.id", "n": "= n"}}]})") ==
      None{});
  CHECK(problems(R"({"on": "phone", "owe": {"need": {"event": "phone", "times": "= n"}, "due": "none"}})") ==
        None{"HF2110 n"});
}

SCENARIO("the time itself is known at an event, never in standing conditions", "[policy][names]") {
  CHECK(problems(order_when("date(at) > date(\\\"2024-01-01\\\")")) == None{});
  CHECK(problems(contract_when("date(at) > contract.pay_due")).size() == 1);
}

SCENARIO("a due may be a date of the subject", "[policy][names]") {
  CHECK(
      problems(
          R"({"for": "contract", "on": "phone", "owe": {"need": "phone", "due": "contract.pay_due - 3 days 18:00"}})") ==
      None{});
  CHECK(
      problems(R"({"for": "contract", "on": "phone", "owe": {"need": "phone", "due": "contract.pay_du"}})") ==
      None{"HF2111 pay_du"});
}

SCENARIO("findings inside time text point into the text", "[policy][names]") {
  const auto found = Policy::check(document(
      world + "\n" +
      R"({"for": "contract", "on": "phone", "owe": {"need": "phone", "due": "contract.pay_du - 3 days"}}})"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].pointer == "/rules/r/owe/due");
  CHECK(found[0].column == 78);
  CHECK(found[0].suggestion == "pay_due");
}

SCENARIO("what is called is a function, whatever else bears its name", "[policy][names]") {
  const auto found = [](const std::string& rules) {
    std::vector<std::string> errors;
    for (const Diagnostic& one : Policy::check(document(R"j("facts": {
        "staff": {"unit": ["sales"], "post": ["boss"]}, "unit": {"size": "number", "head": "staff"}, "post": {"level": "number"},
        "head": {"name": "string"}, "superior": {"name": "string"}, "customer": {"unit": "unit", "post": "post", "superior": "superior"}},
      "events": {"ping": {}}, "rules": )j" + rules))) {
      if (one.severity == Severity::error) errors.push_back(one.code + " " + one.pointer + " " + one.found);
    }
    return errors;
  };
  const char* entity = GENERATE("unit", "post", "head", "superior", "customer", "staff");
  CAPTURE(entity);
  for (const char* role : {"unit(\\\"sales\\\")", "post(\\\"boss\\\")", "head(unit(\\\"sales\\\"))", "superior(owner)"}) {
    CHECK(found(R"j({"r": {"for": ")j" + std::string(entity) + R"j(", "on": "ping", "do": [{"notify": ")j" + role + R"j("}]}})j") == None{});
  }
  THEN("what is not called is the subject, or what it refers to") {
    CHECK(found(R"j({"r": {"for": "unit", "on": "ping", "when": "unit.size > 1 and unit(\"sales\") = unit", "do": [{"notify": "head(unit)"}]}})j") == None{});
    CHECK(found(R"j({"r": {"for": "post", "on": "ping", "when": "post.level > 1", "do": [{"notify": "post(\"boss\")"}]}})j") == None{});
    CHECK(found(R"j({"r": {"on": "ping", "when": "unit.size > 1 and post.level > 1 and superior.name != null", "do": [{"notify": "superior(owner)"}]}})j") == None{});
  }
  THEN("a function without its arguments is told where there is nothing else of that name") {
    CHECK(found(R"j({"r": {"for": "staff", "on": "ping", "when": "superior.name != null", "do": [{"flag": "f"}]}})j") ==
          None{"HF2114 /rules/r/when superior"});
  }
}
