#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("when rules are due is asked of a policy alone", "[cli][occurrences]") {
  const Workplace here("occurrences");
  here.write("policy.json", R"({ "huifang": 1, "policy": "calls", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "params": {"from": {"type": "number", "default": 10}},
    "facts": {"customer": {"tonnes": "number", "grade": ["gold", "plain"]}}, "events": {"phone": {"contact": true}},
    "rules": {"call": {"when": "customer.tonnes >= $from", "each": "month", "owe": {"need": "phone"}},
              "thank": {"when": "customer.grade = gold", "owe": {"need": "phone", "due": "none"}}} })");
  const auto ask = [&](const std::string& more) {
    return here.run("occurrences policy.json --from 2024-03-01 --to 2024-05-01 " + more);
  };
  WHEN("one customer is described") {
    const Ran ran = ask("--facts '{\"tonnes\": 12.5}'");
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "1         call  2024-03  2024-03-01  2024-03-31 24:00\n"));
    CHECK(has(ask("--facts '{\"tonnes\": 9, \"grade\": \"gold\"}'").out, "1         thank  1  2024-03-01"));
    CHECK(has(ask("--facts '{\"tonnes\": 9}' --param from=9 --rule call --format csv").out,
              "1,call,2024-04,2024-04-01T00:00:00+08:00,2024-04-30T23:59:59.999999+08:00"));
  }
  WHEN("many customers are in a file") {
    here.write("customers.jsonl",
               "{\"key\": \"c7\", \"tonnes\": 10}\n\n{\"key\": \"c8\", \"tonnes\": 9.99}\n{\"tonnes\": 11, \"grade\": null}\n");
    const Ran ran = ask("--subjects customers.jsonl --rule call --format csv");
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "\nc7,call,2024-03"));
    CHECK_FALSE(has(ran.out, "c8"));
    CHECK(has(ran.out, "\n3,call,2024-04"));
  }
  WHEN("it makes no sense") {
    CHECK(ask("--facts '[]'").code == 3);
    CHECK(ask("--facts '{\"tonnes\": 1}, \"by\": \"s1\"'").code == 3);
    CHECK(ask("--facts '{\"tons\": 3}' --rule cal").code == 3);
    CHECK(has(ask("--facts '{\"tonnes\": \"much\"}'").err, "HF7206"));
    CHECK(has(ask("--rule cal").err, "did you mean call?"));
    CHECK(here.run("occurrences policy.json --from 2024-03-01 --to 2024-03-01").code == 3);
    CHECK(here.run("occurrences policy.json --from yesterday --to 2024-03-01").code == 2);
    CHECK(here.run("occurrences policy.json --to 2024-03-01").code == 2);
    here.write("customers.jsonl", "{\"tonnes\": 10}\n{\"tonnes\": }\n");
    CHECK(has(ask("--subjects customers.jsonl").err, "customers.jsonl, record 2:\n1:12: error HF1001"));
    CHECK(has(ask("--facts '{\"tonnes\": 1, \"tonnes\": 2}'").err, "1:15: error HF1003"));
    CHECK(has(ask("--facts '[]'").err, "1:1: error HF1102"));
    CHECK(ask("--subjects none.jsonl").code == 4);
  }
}
