#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

const std::string base = R"({
  "huifang": 1, "policy": "cadence", "version": "1", "zone": "Asia/Shanghai",
  "params": {"peak": {"type": "ranges", "default": ["03-01..10-31"]}, "days": {"type": "number", "default": 3},
             "fixed": {"type": "number", "default": 5, "locked": true}},
  "facts": {"customer": {"volume": "number"}},
  "events": {"phone": {}, "visit": {}},
  "calendar": {"seasons": {"sales": {"peak": "$peak", "off": "otherwise"}}},
  "rules": {
    "art3-phone": {"each": {"switch": "season.sales", "peak": "week", "off": "half-month"}, "owe": {"need": "phone"}, "source": "3"},
    "art3-visit": {"each": "month", "when": "customer.volume > $days + $fixed", "owe": {"need": "visit"}},
    "art9": {"locked": true, "each": "year", "owe": {"need": "visit"}}}
})";

Policy branch(const std::string& sections) {
  return Policy::load(R"({"huifang": 1, "policy": "north", "version": "2", "extends": "cadence@1")" +
                          (sections.empty() ? "" : "," + sections) + "}",
                      with_bases({{"cadence@1", base}}));
}

}  // namespace

SCENARIO("a branch overrides its base by merge patch", "[policy][extends]") {
  const Policy policy = branch(R"("zone": "UTC",
    "params": {"peak": ["04-15..10-15"], "days": {"default": 4}},
    "rules": {"art3-phone": {"each": {"off": "quarter"}}, "art3-visit": null, "new": {"each": "day", "owe": {"need": "phone"}}})");
  CHECK(policy.id() == "north");
  CHECK(policy.version() == "2");
  CHECK(policy.model().root == "cadence");
  CHECK(policy.model().zone.name() == "UTC");
  THEN("changed entries keep their place, new ones follow, removed ones are gone") {
    REQUIRE(policy.model().rules.size() == 3);
    CHECK(policy.model().rules[0].id == "art3-phone");
    CHECK(policy.model().rules[1].id == "art9");
    CHECK(policy.model().rules[2].id == "new");
  }
  THEN("what the branch does not say stays") {
    const RuleDef& phone = rule(policy, "art3-phone");
    CHECK(phone.source == "3");
    REQUIRE(phone.each.cases.size() == 2);
    CHECK(policy.model().buckets[phone.each.cases[0].second].name() == "week");
    CHECK(policy.model().buckets[phone.each.cases[1].second].name() == "quarter");
  }
  THEN("a bare value sets a parameter, an object changes its declaration") {
    CHECK(policy.model().parameters[0].values.front().value == Value::of(std::vector<Value>{Value::of("04-15..10-15")}));
    CHECK_FALSE(policy.model().parameters[0].is_default);
    CHECK(policy.model().parameters[1].values.front().value == Value::of(Decimal(4)));
    CHECK(policy.model().parameters[1].is_default);
  }
  THEN("the merged text stands alone") {
    const Policy again = Policy::load(policy.canonical_text());
    CHECK(again.hash() == policy.hash());
    CHECK(again.model().root == "cadence");
  }
}

SCENARIO("bases of bases are applied from the root upwards", "[policy][extends]") {
  const std::string middle = R"({"huifang": 1, "policy": "north", "version": "1", "extends": "cadence@1",
    "rules": {"art3-visit": {"each": "week"}}})";
  const Policy policy = Policy::load(R"({"huifang": 1, "policy": "city", "version": "1", "extends": "north@1",
    "params": {"days": 7}, "rules": {"art3-visit": {"each": "day"}}})",
                                     with_bases({{"cadence@1", base}, {"north@1", middle}}));
  CHECK(policy.model().root == "cadence");
  CHECK(policy.model().buckets[*rule(policy, "art3-visit").each.otherwise].name() == "day");
  CHECK(policy.model().parameters[1].values.front().value == Value::of(Decimal(7)));
}

SCENARIO("locked entries refuse every change, whoever makes it", "[policy][extends]") {
  for (const char* change : {R"({"art9": null})", R"({"art9": {"each": "week"}})",
                             R"({"art9": {"locked": false}})", R"({"art9": 1})"}) {
    try {
      branch(std::string("\"rules\": ") + change);
      FAIL("changed");
    } catch (const Error& error) {
      REQUIRE(error.diagnostics().front().code == "HF1204");
      CHECK(error.diagnostics().front().message ==
            "'art9' is locked by cadence@1 and cannot be changed by north@2");
      CHECK(error.diagnostics().front().file == "branch.json");
    }
  }
  LoadOptions options;
  options.parameters["fixed"] = "6";
  CHECK_THROWS_WITH(Policy::load(base, options), Catch::Contains("HF1204") && Catch::Contains("the binding"));
}

SCENARIO("diagnostics of merged entries name both documents and the file of the fault", "[policy][extends]") {
  try {
    branch(R"("rules": {"art3-phone": {"owe": {"need": "fax"}}})");
    FAIL("loaded");
  } catch (const Error& error) {
    REQUIRE(error.diagnostics().size() == 1);
    const Diagnostic& found = error.diagnostics().front();
    CHECK(found.code == "HF1403");
    CHECK(found.file == "branch.json");
    CHECK(found.pointer == "/rules/art3-phone/owe/need");
    CHECK(found.message.find("(declared in cadence@1, changed in north@2)") != std::string::npos);
  }
}

SCENARIO("a binding sets parameters, and only declared ones", "[policy][extends][params]") {
  LoadOptions options;
  options.parameters["days"] = "9";
  CHECK(Policy::load(base, options).model().parameters[1].values.front().value == Value::of(Decimal(9)));
  options.parameters["dayz"] = "9";
  CHECK_THROWS_WITH(Policy::load(base, options),
                    Catch::Contains("HF1704") && Catch::Contains("did you mean days?"));
  options.parameters = {{"days", "nine"}};
  CHECK_THROWS_WITH(Policy::load(base, options),
                    Catch::Contains("HF1001") && Catch::Contains("parameter days"));
  options.parameters = {{"days", "\"nine\""}};
  CHECK_THROWS_WITH(Policy::load(base, options), Catch::Contains("HF1702"));
}

SCENARIO("without anywhere to look no document extends another", "[policy][extends]") {
  CHECK_THROWS_WITH(Policy::load(R"({"huifang": 1, "policy": "a", "version": "1", "extends": "b@1"})"),
                    Catch::Contains("HF1202"));
}

SCENARIO("policies share a vocabulary", "[policy][uses]") {
  const std::string words = R"({"huifang": 1, "policy": "words", "version": "1", "zone": "Asia/Shanghai",
    "facts": {"customer": {"region": ["north", "south"]}}, "events": {"phone": {"contact": true}}, "calendar": {"use": "cn-public"},
    "roles": {"caller": "customer.owner"}})";
  const auto load = [&](const std::string& rest, const std::string& vocabulary) {
    return Policy::load(R"({"huifang": 1, "policy": "care", "version": "1", "uses": "words@1", "rules": {"call": {"when": "customer.region = north",
      "each": "week", "owe": {"need": "phone", "owner": "caller"}}})" + rest + "}", with_bases({{"words@1", vocabulary}}));
  };
  const auto codes = [](const auto& call) {
    std::vector<std::string> found;
    try {
      call();
    } catch (const Error& error) {
      for (const Diagnostic& finding : error.diagnostics()) found.push_back(finding.code + " " + finding.pointer);
    }
    return found;
  };
  GIVEN("a policy that declares nothing itself") {
    const Policy policy = load("", words);
    CHECK(policy.zone().name() == "Asia/Shanghai");
    CHECK(policy.model().root == "care");
    CHECK(rule(policy, "call").owe->need.front().any.front().event == policy.model().event("phone"));
    THEN("the merged text stands alone") { CHECK(Policy::load(policy.canonical_text()).hash() == policy.hash()); }
  }
  GIVEN("one that declares more, and the same again") {
    const Policy policy = load(R"(, "facts": {"customer": {"region": ["north", "south"], "volume": "number"}}, "events": {"visit": {}})", words);
    CHECK(policy.model().event("visit") != none);
    CHECK(policy.model().attribute(policy.model().entity("customer"), "volume") != none);
  }
  GIVEN("one that declares the same name in another way") {
    CHECK(codes([&] { load(R"(, "facts": {"customer": {"region": ["north"]}}, "zone": "UTC")", words); }) ==
          std::vector<std::string>{"HF1851 /facts/customer/region", "HF1851 /zone"});
  }
  GIVEN("a vocabulary that holds rules") {
    std::string more = words;
    more.insert(more.size() - 1, R"(, "rules": {})");
    CHECK(codes([&] { load("", more); }) == std::vector<std::string>{"HF1857 /rules"});
  }
  GIVEN("no such document") {
    CHECK(codes([&] { Policy::load(R"({"huifang": 1, "policy": "care", "version": "1", "uses": ["words@2", 7]})", with_bases({{"words@1", words}})); }) ==
          std::vector<std::string>{"HF1202 /uses/0", "HF1102 /uses/1"});
  }
}
