#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

std::vector<std::string> rules(const std::string& content) {
  return codes("\"events\": {\"phone\": {}, \"ping\": {}, \"pong\": {}}, \"rules\": {" + content + "}");
}
using Codes = std::vector<std::string>;

}  // namespace

SCENARIO("a rule can never start itself, directly or through others", "[policy][lint]") {
  CHECK(
      rules(
          R"("a": {"on": "ping", "do": [{"raise": "pong"}]}, "b": {"on": "pong", "do": [{"flag": "f"}]})") ==
      Codes{});
  CHECK(rules(R"("a": {"on": "ping", "do": [{"raise": "ping"}]})") == Codes{"HF1603"});
  CHECK(
      rules(
          R"("a": {"on": "ping", "do": [{"raise": "pong"}]}, "b": {"on": "pong", "do": [{"raise": "ping"}]})") ==
      Codes{"HF1603"});
  CHECK(
      rules(
          R"("a": {"on": "missed", "do": [{"notify": "owner"}]}, "b": {"each": "week", "owe": {"need": "phone"}})") ==
      Codes{});
  CHECK(rules(R"("a": {"on": "missed", "owe": {"need": "phone", "due": "1 day"}})") == Codes{"HF1603"});
  CHECK(
      rules(
          R"("a": {"on": "missed.b", "owe": {"need": "phone", "due": "1 day"}}, "b": {"on": "done.a", "owe": {"need": "phone", "due": "1 day"}})") ==
      Codes{"HF1603"});
  CHECK(
      rules(
          R"("a": {"on": "missed.b", "owe": {"need": "phone", "due": "1 day"}}, "b": {"each": "week", "owe": {"need": "phone"}})") ==
      Codes{});
}

SCENARIO("bare names that mean something else are pointed out", "[policy][lint]") {
  CHECK(codes(R"("facts": {"node": {"kind": ["opening", "event"]}})") == Codes{"HF1502"});
  CHECK(codes(R"("facts": {"node": {"kind": ["node", "other"]}})") == Codes{"HF1502"});
  CHECK(codes(R"("facts": {"node": {"kind": ["opening", "other"]}})") == Codes{});
}

SCENARIO("parameters that nothing uses are pointed out", "[policy][lint]") {
  CHECK(codes(R"("params": {"p": {"type": "number", "default": 1}})") == Codes{"HF1711"});
  CHECK(codes(R"("params": {"p": {"type": "number", "default": 1}}, "decisions": {"d": {"is": "$p"}})") ==
        Codes{});
}

SCENARIO("a choice that leaves a value without branch is pointed out", "[policy][lint]") {
  const std::string facts =
      R"("facts": {"customer": {"class": ["A", "B"]}}, "events": {"phone": {}}, "rules": {"r": {"owe": {"need": "phone"}, "each": )";
  CHECK(codes(facts + R"({"switch": "customer.class", "A": "week"}}})") == Codes{"HF1506"});
  CHECK(codes(facts + R"({"switch": "customer.class", "A": "week", "else": "month"}}})") == Codes{});
  CHECK(codes(facts + R"({"switch": "customer.class", "A": "week", "B": "month"}}})") == Codes{});
}

SCENARIO("tables are looked at as a whole", "[policy][lint]") {
  const auto tier = [](const std::string& input, const std::string& rows) {
    return codes(
        R"("facts": {"customer": {"class": ["A", "B"], "volume": {"type": "number", "scale": 0}}}, "events": {"order": {}},
      "measures": {"orders": {"count": "order"}, "last": {"last": "order"}},
      "tiers": {"rank": {"inputs": [)" +
        input + R"(], "rows": [)" + rows + "]}}");
  };
  THEN("rows that never match or are hidden are pointed out, and inputs without a row") {
    CHECK(tier(R"("customer.class")", R"(["A", "x"], ["-", "y"], ["B", "z"])") == Codes{"HF2221"});
    CHECK(tier(R"("customer.class")", R"(["A", "x"])") == Codes{"HF2223"});
    CHECK(tier(R"("customer.class")", R"(["A", "x"], ["B", "y"])") == Codes{});
    CHECK(tier(R"("customer.volume")", R"j(["(1..2)", "x"], ["-", "y"])j") == Codes{"HF2220"});
    CHECK(tier(R"("customer.volume")", R"(["< 1", "x"], [">= 2", "y"])") == Codes{"HF2223"});
  }
  THEN("a count is a whole number that is not negative") {
    CHECK(tier(R"("customer.orders")", R"(["0", "x"], [">= 1", "y"])") == Codes{});
    CHECK(tier(R"("customer.orders")", R"(["0", "x"], [">= 2", "y"])") == Codes{"HF2223"});
  }
  THEN("they say where it is written, and give an example") {
    const auto found = Policy::check(document(R"("facts": {"customer": {"volume": "number"}},
"tiers": {"rank": {"inputs": ["customer.volume"], "rows": [
  ["< 1", "x"], 
  ["> 1", "y"],
  ["5", "z"]]}})"));
    REQUIRE(found.size() == 2);
    CHECK(to_text(found[0]) == "3:19: warning HF2223: /tiers/rank: no row covers customer.volume = 1");
    CHECK(to_text(found[1]) ==
          "6:4: warning HF2221: /tiers/rank/rows/2/0: row 3 is hidden: earlier rows match whenever it does");
  }
}
