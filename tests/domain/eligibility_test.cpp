// Who may be contacted: asked before, suppressed when planned, kept and flagged when it happened all the same.
#include <catch2/catch.hpp>

#include "domain/world.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

const std::string document = R"({
  "huifang": 1, "policy": "care", "version": "1", "effective": "2024-01-01..", "zone": "UTC",
  "facts": {"customer": {"referred": "boolean", "kind": ["agent", "direct"]},
            "person": {"customer": "customer", "named": "boolean"},
            "deal": {"customer": "customer", "signed": "boolean"}},
  "events": {"phone": {"contact": true, "person": "person", "deal": "deal"}, "sms": {"contact": true}, "order": {}},
  "measures": {"calls": {"count": "phone", "over": "30 days"}},
  "decisions": {"standing": {"for": "contact", "is": "if contact.person = null then null else if person.named then \"named\" else \"other\""},
                "fit": {"for": "contact", "inputs": ["contact.standing", "deal.signed"],
                        "rows": [["\"named\"", "true", "\"good\""], ["-", "-", "\"bad\""]]}},
  "eligibility": {"source": "R5", "inputs": ["customer.referred", "contact.purpose", "customer.kind", "contact.type", "contact.fit", "customer.calls"],
    "rows": [["true", "festival", "-", "-", "-", "-", "allow"], {"row": ["true", "-", "-", "-", "-", "-", "deny: referred_customer"], "source": "R9"},
             ["-", "-", "-", "phone", "-", "> 2", "deny: too_often"],
             ["-", "-", "direct", "-", "-", "-", "allow"],
             ["-", "-", "agent", "phone", "\"good\"", "-", "allow"], ["-", "-", "agent", "-", "-", "-", "deny: wrong_person"]]},
  "rules": {"week": {"each": "week", "owe": {"need": "phone"}},
            "greet": {"on": "order", "again": "parallel", "owe": {"need": "sms", "purpose": "festival", "due": "3 days"}}}
})";

struct Care : World {
  Care() : World(document) {}
  void customer(const std::string& key, const std::string& facts, const std::string& at = "2024-01-01T00:00:00Z") {
    record(R"({"type":"set","at":")" + at + R"(","customer":")" + key + R"(","data":)" + facts + "}");
    record(R"({"type":"assign","at":")" + at + R"(","customer":")" + key + R"(","data":{"owner":"s1"}})");
  }
  std::string ask(const std::string& envelope, const std::string& purpose = {}) {
    std::string text = envelope;
    text.insert(1, R"("id":"x",)");
    const ContactAnswer answer = engine->may_contact(Event::parse(text, TimeZone::find("UTC")), purpose);
    std::string said = answer.allowed ? "allow" : "deny: " + answer.code;
    for (const auto& other : answer.alternatives) said += " | " + other.field + " " + other.reference.key;
    for (const std::string& name : answer.unknown) said += " ? " + name;
    return said;
  }
};

}  // namespace

SCENARIO("a contact is allowed by the first row that fits, or denied with its code", "[domain][eligibility]") {
  Care care;
  care.customer("c1", R"({"referred": true, "kind": "direct"})");
  care.customer("c2", R"({"referred": false, "kind": "direct"})");
  care.customer("c3", R"({"referred": false})");
  THEN("purposes are those for which duties are owed") {
    CHECK(care.ask(R"({"type":"sms","customer":"c1","at":"2024-01-02T09:00:00Z"})", "festival") == "allow");
    CHECK(care.ask(R"({"type":"sms","customer":"c2","at":"2024-01-02T09:00:00Z"})") == "allow");
    CHECK_THROWS_WITH(care.ask(R"({"type":"sms","customer":"c2","at":"2024-01-02T09:00:00Z"})", "festivl"),
                      Catch::Contains("HF2031") && Catch::Contains("did you mean festival?"));
  }
  THEN("what cannot be decided is denied, and says what is unknown") {
    CHECK(care.ask(R"({"type":"sms","customer":"c1","at":"2024-01-02T09:00:00Z"})") == "deny: undecided ? contact.purpose");
    CHECK(care.ask(R"({"type":"sms","customer":"c3","at":"2024-01-02T09:00:00Z"})") == "deny: undecided ? customer.kind");
    CHECK(care.ask(R"({"type":"sms","at":"2024-01-02T09:00:00Z"})").starts_with("deny: undecided"));
    CHECK(care.ask(R"({"type":"sms","customer":"nobody","at":"2024-01-02T09:00:00Z"})").starts_with("deny: undecided"));
  }
  THEN("only contacts are asked about, and they are checked like records") {
    CHECK_THROWS_WITH(care.ask(R"({"type":"order","customer":"c1","at":"2024-01-02T09:00:00Z"})"), Catch::Contains("HF2030"));
    CHECK_THROWS_WITH(care.ask(R"({"type":"phone","customer":"c1","at":"2024-01-02T09:00:00Z","data":{"prson":"p1"}})"),
                      Catch::Contains("did you mean person?"));
  }
}

SCENARIO("a denied contact tells who of the customer would be allowed", "[domain][eligibility]") {
  Care care;
  care.customer("c1", R"({"referred": false, "kind": "agent"})");
  for (const char* person : {"p1", "p2", "p3"}) {
    care.record(std::string(R"({"type":"set","at":"2024-01-01T00:00:00Z","person":")") + person +
                R"(","data":{"customer":"c1","named":)" + (std::string(person) == "p2" ? "true" : "false") + "}}");
  }
  care.record(R"({"type":"set","at":"2024-01-01T00:00:00Z","deal":"d1","data":{"customer":"c1","signed":true}})");
  CHECK(care.ask(R"({"type":"phone","deal":"d1","at":"2024-01-02T09:00:00Z","data":{"person":"p2"}})") == "allow");
  CHECK(care.ask(R"({"type":"phone","deal":"d1","at":"2024-01-02T09:00:00Z","data":{"person":"p1"}})") ==
        "deny: wrong_person | person p2");
}

SCENARIO("a contact that is not allowed is kept, flagged and credits nothing", "[domain][eligibility]") {
  Care care;
  care.customer("c1", R"({"referred": true, "kind": "direct"})");
  care.customer("c2", R"({"referred": false, "kind": "direct"})");
  WHEN("a fourth call comes within thirty days") {
    for (int i = 1; i <= 3; ++i) {
      care.record(R"({"type":"phone","customer":"c2","by":"s1","at":"2024-01-0)" + std::to_string(i + 1) + R"(T09:00:00Z"})");
    }
    const RecordResult fourth = care.record(R"({"id":"call4","type":"phone","customer":"c2","by":"s1","at":"2024-01-09T09:00:00Z"})");
    THEN("nothing is done by it; of the three before, none counts itself") {
      CHECK(fourth.credited.empty());
      CHECK(care.lines("week", "c2") == std::vector<std::string>{"2024-W01 done 2024-01-01 .. 2024-01-07 end"});
      const auto effects = care.effects();
      REQUIRE(effects.size() == 1);
      CHECK(effects[0].data == R"({"code":"too_often","event":"call4","flag":"forbidden_contact"})");
      CHECK(effects[0].because.find("\"row\":3") != std::string::npos);
    }
  }
  WHEN("a duty is owed for a purpose, the contact is judged by it") {
    care.record(R"({"type":"order","customer":"c1","at":"2024-01-02T09:00:00Z"})");
    const RecordResult greeting = care.record(R"({"type":"sms","customer":"c1","by":"s1","at":"2024-01-03T09:00:00Z"})");
    CHECK(greeting.credited.size() == 1);
    CHECK(care.effects().empty());
  }
}

SCENARIO("a duty whose contact is denied for certain is not owed, and counted as suppressed", "[domain][eligibility]") {
  Care care;
  care.customer("c1", R"({"referred": true, "kind": "direct"})");
  care.customer("c2", R"({"referred": false, "kind": "agent"})");
  care.advance("2024-01-02T00:00:00Z");
  THEN("the unknown purpose of the weekly call decides nothing for c1, so it is left to the contact") {
    CHECK(care.lines("week", "c1").size() == 1);
  }
  THEN("whom the call will name is not known for c2 either") { CHECK(care.lines("week", "c2").size() == 1); }
  WHEN("the denial is certain") {
    care.record(R"({"type":"order","customer":"c2","at":"2024-01-03T09:00:00Z"})");
    CHECK(care.lines("greet", "c2").empty());
    care.flush();
    CHECK(care.dump().find("wrong_person") != std::string::npos);
  }
}

SCENARIO("a duty that opens later is judged as of its opening", "[domain][eligibility]") {
  GIVEN("customers who are left alone for three days after they hung up, and called again then") {
    World world(R"j({
      "huifang": 1, "policy": "care", "version": "1", "effective": "2024-01-01..", "zone": "UTC",
      "params": {"rest": {"type": "span", "default": "3 days"}},
      "events": {"phone": {"contact": true, "hung_up": "boolean"}, "hung_up": {}},
      "measures": {"refused": {"last": "hung_up"}},
      "decisions": {"resting": {"for": "contact", "is": "customer.refused != null and date(contact.at) < date(customer.refused.at) + $rest"}},
      "eligibility": {"inputs": ["contact.resting"], "rows": [["true", "deny: resting"], ["-", "allow"]]},
      "rules": {"later": {"on": "hung_up", "owe": {"need": "phone", "opens": "$rest", "due": "none"}},
                "sooner": {"on": "hung_up", "owe": {"need": "phone", "opens": "2 days", "due": "none"}}}})j");
    WHEN("one hangs up") {
      world.record("hung_up", "c1", "2024-01-02T10:00:00Z");
      THEN("the call after the rest is owed, one within it is not") {
        CHECK(world.lines("later", "c1") == std::vector<std::string>{"1 pending 2024-01-05 .. -"});
        CHECK(world.lines("sooner", "c1").empty());
        CHECK(world.dump().find("suppressed sooner 1 resting") != std::string::npos);
      }
    }
  }
}

SCENARIO("the contact that a duty needs names the duty's subject", "[domain][eligibility]") {
  GIVEN("homes that may be called about, and shops that may not") {
    World world(R"j({
      "huifang": 1, "policy": "care", "version": "1", "effective": "2024-01-01..", "zone": "UTC",
      "facts": {"home": {"customer": "customer", "shop": "boolean"}},
      "events": {"phone": {"contact": true, "home": "home"}, "signed": {"home": "home"}},
      "eligibility": {"inputs": ["contact.home.shop"], "rows": [["true", "deny: shop"], ["-", "allow"]]},
      "rules": {"call": {"for": "home", "on": "signed", "owe": {"need": "phone", "due": "1 day"}}}})j");
    for (const std::string home : {"h1", "h2"}) {
      world.record(R"({"type":"set","at":"2024-01-01T00:00:00Z","home":")" + home + R"(","data":{"customer":"c1","shop":)" + (home == "h2" ? "true" : "false") + "}}");
    }
    for (const std::string home : {"h1", "h2"}) {
      world.record(R"({"type":"signed","at":"2024-01-02T10:00:00Z","home":")" + home + R"("})");
    }
    THEN("the call about the home is owed, the one about the shop is not") {
      CHECK(world.lines("call", "h1").size() == 1);
      CHECK(world.lines("call", "h2").empty());
      CHECK(world.dump().find("suppressed call 1 shop") != std::string::npos);
    }
  }
}
