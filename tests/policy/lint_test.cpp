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
  CHECK(codes(facts + R"({"switch": "customer.class"}}})") == Codes{"HF1114"});
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

SCENARIO("days whose bucket ends in another season are told of", "[policy][lint]") {
  const auto seasonal = [](const std::string& peak, const std::string& each) {
    return Policy::check(document(R"("effective": "2024-01-01..2024-12-31", "events": {"phone": {}},
      "calendar": {"seasons": {"sales": {"peak": ")" +
                                  peak + R"(", "off": "otherwise"}}},
      "rules": {"call": {"owe": {"need": "phone"}, "each": )" +
                                  each + "}}"));
  };
  WHEN("weeks change to half-months in the middle of a week") {
    const auto found =
        seasonal("03-01..10-31", R"({"switch": "season.sales", "peak": "week", "off": "half-month"})");
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "HF1622");
    CHECK(found[0].severity == Severity::note);
    // The week of Monday 28 October ends in November, the second half of October in the season before.
    CHECK(found[0].found == "4 days from 2024-01-01 to 2024-12-31, the first 2024-10-28..2024-10-31");
  }
  THEN("nothing is said where every day is in a bucket, or is left out on purpose") {
    CHECK(seasonal("03-01..10-31", R"({"switch": "season.sales", "peak": "half-month", "off": "month"})")
              .empty());
    CHECK(seasonal("03-01..10-31", R"("week")").empty());
  }
  THEN("days without a season are in no bucket") {
    const auto found = Policy::check(document(R"("effective": "2024-01-01..2024-12-31", "events": {"phone": {}},
      "calendar": {"seasons": {"sales": {"peak": ["03-01..05-31"], "low": ["06-01..08-31"]}}},
      "rules": {"call": {"owe": {"need": "phone"}, "each": {"switch": "season.sales", "peak": "week", "low": "month"}}})"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "HF1622");
    // Till the week that ends in March, the last days of May, whose week ends in June, and from September on.
    CHECK(found[0].found == "183 days from 2024-01-01 to 2024-12-31, the first 2024-01-01..2024-02-25");
  }
  THEN("a season without a family loses the days of a bucket that ends in it") {
    const auto found = seasonal("03-01..10-31", R"({"switch": "season.sales", "peak": "week"})");
    REQUIRE(found.size() == 2);
    CHECK(found[0].code == "HF1506");
    CHECK(found[1].code == "HF1622");
  }
}

SCENARIO("capacity is held against what is owed, with numbers", "[policy][lint]") {
  const auto with_capacity = [](int capacity, const std::string& rules) {
    return Policy::check(document(
        R"("effective": "2024-01-01..", "events": {"phone": {}, "visit": {}}, "calendar": {"use": "cn-public"},
      "plan": {"capacity": )" +
        std::to_string(capacity) + R"(}, "rules": {)" + rules + "}"));
  };
  const std::string customers = R"("call": {"each": "week", "owe": {"need": "phone"}},
    "tour": {"every": "30 days", "owe": {"need": {"event": "visit", "times": 2}}})";
  THEN("it says how many customers one person can hold") {
    const auto found = with_capacity(8, customers);
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "HF1624");
    CHECK(found[0].severity == Severity::note);
    CHECK(found[0].message == "one person can hold 26 customers of whom everything is owed");
    CHECK(found[0].found == "76 in 2024-01-01..2024-12-30 (call 52, tour 24)");
    CHECK(found[0].expected == "8 on each of 250 working days: 2000");
  }
  THEN("what one customer is owed may be too much already") {
    const auto found = with_capacity(1, R"("call": {"each": "day", "owe": {"need": "phone"}})");
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "HF1623");
    CHECK(found[0].severity == Severity::warning);
  }
  THEN("quotas of staff that do not fit into their bucket are named with it") {
    const auto found = with_capacity(
        8,
        R"("quota": {"for": "staff", "each": "month", "owe": {"need": {"event": "visit", "times": 150}}})");
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "HF1623");
    CHECK(found[0].found == "128 in 2026-02, 8 on each of 16 working days; so in 4 of 60 buckets");
    CHECK(
        with_capacity(
            8,
            R"("quota": {"for": "staff", "each": "month", "owe": {"need": {"event": "visit", "times": 100}}})")
            .empty());
  }
  THEN("without a capacity nothing is said") {
    CHECK(
        codes(R"("events": {"phone": {}}, "rules": {"call": {"each": "week", "owe": {"need": "phone"}}})") ==
        Codes{});
  }
}
