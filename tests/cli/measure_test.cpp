#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("what measures are is asked of a policy and a log alone", "[cli][measure]") {
  const Workplace here("measure");
  here.write("policy.json", R"({ "huifang": 1, "policy": "p", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "params": {"from": {"type": "number", "default": 1}},
    "facts": {"customer": {"vip": "boolean"}}, "events": {"order": {"amount": "number"}, "phone": {"contact": true}},
    "forms": {"record": {"about": "customer", "required": ["result"]}},
    "measures": {"orders": {"count": "order", "over": "30 days", "where": "event.amount >= $from"},
                 "worth": {"sum": "order", "of": "event.amount"}, "talk": {"last": "phone"}, "records": {"count": "filed.record"}} })");
  here.write("log.jsonl", R"({"id": "1", "type": "order", "at": "2024-03-01T10:00:00", "customer": "c1", "data": {"amount": 12.50}}
{"id": "2", "type": "set", "at": "2024-03-01T10:00:00", "customer": "c1", "data": {"vip": true, "from": "2024-01-01"}}

{"id": "3", "type": "phone", "at": "2024-03-02T10:00:00", "customer": "c2", "by": "s1"}
{"id": "4", "type": "file", "at": "2024-03-02T10:00:00", "customer": "c2", "data": {"form": "record", "result": "well"}}
)");
  const auto ask = [&](const std::string& more) { return here.run("measure policy.json --events log.jsonl " + more); };
  WHEN("the log names the subjects") {
    const Ran ran = ask("--at 2024-03-10");
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "c1        orders                    1  2024-04-01\n"));
    CHECK(has(ran.out, "c1        worth                  12.5\n"));
    CHECK(has(ran.out, "c2        talk     2024-03-02 10:00 3\n"));
    CHECK(has(ran.out, "c2        records                   1\n"));
    CHECK(has(ask("--at 2024-03-10 --param from=100 --measure orders --format csv").out, "\nc1,orders,0,\n"));
    CHECK(has(ask("--at 2024-03-10 --measure orders --format csv").out, "\nc1,orders,1,2024-04-01T00:00:00+08:00\n"));
    CHECK(has(ask("--at 2024-03-10 --format json").out,
              R"("value": {"id": "3", "type": "phone", "at": "2024-03-02T10:00:00+08:00", "by": "s1"}, "next_change": null})"));
  }
  WHEN("the subjects are in a file") {
    here.write("customers.jsonl", "{\"key\": \"c1\", \"at\": \"2024-04-01\"}\n{\"key\": \"c2\"}\n{\"key\": \"c3\"}\n");
    const Ran ran = ask("--subjects customers.jsonl --at 2024-03-31 --measure orders --format csv");
    CHECK(ran.out == "subject,measure,value,next_change\nc1,orders,0,\nc2,orders,0,\nc3,orders,0,\n");
  }
  WHEN("it makes no sense") {
    CHECK(has(ask("").err, "HF7303"));
    CHECK(ask("--at soon").code == 2);
    CHECK(has(ask("--at 2024-03-10 --measure order").err, "did you mean orders?"));
    CHECK(here.run("measure policy.json --at 2024-03-10").code == 2);
    here.write("log.jsonl", "{\"id\": \"1\", \"type\": \"order\", \"at\": \"2024-03-01T10:00:00\", \"customer\": \"c1\", \"data\": {\"amount\": \"much\"}}\n{}\n");
    CHECK(has(ask("--at 2024-03-10").err, "log.jsonl, record 2:"));
    here.write("log.jsonl", "{\"id\": \"1\", \"type\": \"order\", \"at\": \"2024-03-01T10:00:00\", \"customer\": \"c1\", \"data\": {\"amount\": \"much\"}}\n");
    const Ran ran = ask("--at 2024-03-10");
    CHECK(ran.code == 3);
    CHECK(has(ran.err, "/events/0/amount"));
  }
}
