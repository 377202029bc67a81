#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("many contacts are asked of a policy alone", "[cli][may-contact]") {
  const Workplace here("contacts");
  here.write("policy.json", R"({ "huifang": 1, "policy": "p", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "params": {"least": {"type": "number", "default": 6}},
    "facts": {"customer": {"months": "number"}, "person": {"customer": "customer", "named": "boolean"}},
    "events": {"phone": {"contact": true, "person": "person"}},
    "eligibility": {"inputs": ["customer.months < $least", "person.named"],
      "rows": [["true", "-", "deny: too_new"], ["-", "true", "allow"], ["-", "false", "deny: other_person"]]} })");
  here.write("customers.jsonl", "{\"key\": \"c1\", \"months\": 3}\n{\"key\": \"c2\", \"months\": 12}\n");
  here.write("people.jsonl", "{\"key\": \"p1\", \"customer\": \"c2\", \"named\": true}\n{\"key\": \"p2\", \"customer\": \"c2\", \"named\": false}\n");
  here.write("asked.jsonl", "{\"type\": \"phone\", \"at\": \"2024-03-01T10:00:00\", \"customer\": \"c1\"}\n"
                            "{\"type\": \"phone\", \"at\": \"2024-03-01T10:00:00\", \"person\": \"p2\"}\n"
                            "{\"type\": \"phone\", \"at\": \"2024-03-01T10:00:00\", \"person\": \"p1\"}\n");
  const std::string known = " --known customer=customers.jsonl --known person=people.jsonl";
  const auto ask = [&](const std::string& more) { return here.run("may-contact --policy policy.json --requests asked.jsonl" + more); };
  const Ran ran = ask(known + " --format csv");
  CHECK(ran.code == 1);
  CHECK(ran.out == "request,answer,code,row,instead,unknown\n1,denied,too_new,1,,\n2,denied,other_person,3,person p1,\n3,allowed,,2,,\n");
  CHECK(has(ask(known).out, "person p1"));
  CHECK(has(ask(known + " --param least=2 --format json").out, "\"undecided\""));
  CHECK(has(ask("").out, "undecided"));
  CHECK(here.run("may-contact --policy policy.json").code == 2);
  CHECK(here.run("may-contact --requests asked.jsonl").code == 2);
  CHECK(here.run("may-contact --policy policy.json --requests asked.jsonl --known customers.jsonl").code == 2);
  CHECK(here.run("may-contact").code == 2);
  CHECK(has(ask(" --known customers=customers.jsonl").err, "did you mean customer?"));
  here.write("asked.jsonl", "{\"type\": \"phone\", \"at\": \"soon\"}\n");
  CHECK(has(ask(known).err, "/requests/0/at"));
  CHECK(ask(known).code == 3);
}
