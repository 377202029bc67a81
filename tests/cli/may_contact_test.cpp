#include <catch2/catch.hpp>

#include "tool.hpp"

using namespace huifang_tests;

SCENARIO("a contact is asked about before it is made", "[cli][eligibility]") {
  const Workplace here("may-contact");
  here.write("set.jsonl",
             "{\"id\": \"1\", \"type\": \"set\", \"at\": \"2024-01-02\", \"customer\": \"c1\", \"data\": {\"referred\": true}}\n"
             "{\"id\": \"2\", \"type\": \"set\", \"at\": \"2024-01-02\", \"customer\": \"c2\", \"data\": {\"referred\": false}}\n"
             "{\"id\": \"3\", \"type\": \"set\", \"at\": \"2024-01-02\", \"person\": \"p2\", \"data\": {\"customer\": \"c2\", \"named\": true}}\n");
  REQUIRE(here.run("run --policy '" + policies + "/referred-customers/policy.json' --log set.jsonl --book b.db").code == 0);
  const auto ask = [&](const std::string& contact, const std::string& more = "") {
    return here.run("may-contact --book b.db '" + contact + "' " + more);
  };
  WHEN("it is allowed") {
    const Ran ran = ask("{\"type\": \"sms\", \"customer\": \"c1\"}", "--purpose festival");
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "allowed\n"));
    CHECK(has(ran.out, "\"source\":\"4.1\""));
  }
  WHEN("it is denied, whom it could name instead is told") {
    const Ran ran = ask("{\"type\": \"phone\", \"customer\": \"c2\"}", "--purpose enquiry");
    CHECK(ran.code == 1);
    CHECK(has(ran.out, "denied: "));
    CHECK(has(ran.out, "allowed with person p2"));
    const Ran json = ask("{\"type\": \"phone\", \"customer\": \"c1\"}", "--purpose enquiry --format json");
    CHECK(json.code == 1);
    CHECK(has(json.out, "{\"allowed\": false, \"code\": \"referred_customer\", \"because\": {\"inputs\""));
  }
  WHEN("it makes no sense") {
    CHECK(has(ask("{\"type\": \"festival\", \"customer\": \"c1\"}").err, "HF2030"));
    CHECK(has(ask("{\"type\": \"phone\", \"customer\": \"c1\"}", "--purpose festivle").err, "did you mean festival?"));
    CHECK(has(ask("{\"type\": \"phone\", \"customer\": 3}").err, "1:31: error HF1801: /customer"));
    CHECK(has(ask("{\"type\": \"phone\"").err, "1:17: error HF1001"));
    CHECK(has(ask("{\"type\": \"phone\", \"at\": 3}").err, "1:19: error HF1003"));
    CHECK(ask("3").code == 2);
    CHECK(has(ask("phone").err, "1:1: error HF1001"));
    CHECK(here.run("may-contact --book none.db '{}'").code == 4);
  }
}
