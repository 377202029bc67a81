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
