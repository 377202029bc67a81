// Policies that fit together by name, and whose rules would start or override one another in a circle.

#include <catch2/catch.hpp>

#include "book/sample.hpp"

namespace huifang {

using namespace sample;

namespace {

/// A policy over a vocabulary that all share.
Policy policy(const std::string& id, const std::string& rules, const std::string& version = "1") {
  return Policy::load(R"({"huifang": 1, "policy": ")" + id + R"(", "version": ")" + version + R"(", "zone": "Asia/Shanghai",
    "facts": {"customer": {"region": ["north", "south"], "stage": "number", "step": "number", "mark": "number"}},
    "events": {"phone": {"contact": true}, "ping": {}, "pong": {}, "pang": {}}, "rules": {)" + rules + "}}");
}

Policy branch(const std::string& id, const Policy& base, const std::string& rules) {
  LoadOptions options;
  options.find_base = [&](std::string_view, std::string_view) { return PolicySource{base.canonical_text(), "base"}; };
  return Policy::load(R"({"huifang": 1, "policy": ")" + id + R"(", "version": "1", "extends": ")" + base.id() + "@" + base.version() +
                          R"(", "rules": {)" + rules + "}}",
                      options);
}

/// "code pointer: found" of everything that a binding is refused for.
std::vector<std::string> refused(const std::vector<PolicyBinding>& policies) {
  Book book = Book::open(":memory:");
  try {
    book.bind(policies, at("2024-03-01"));
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::policy);
    CHECK(book.bindings().empty());
    std::vector<std::string> out;
    for (const Diagnostic& one : error.diagnostics()) out.push_back(one.code + " " + one.pointer + ": " + one.found);
    return out;
  }
  return {};
}

const std::string stage_to_step = R"("walk": {"when": "customer.stage = 1", "do": [{"set": {"customer.step": "1"}}]})";
const std::string step_to_stage = R"("back": {"when": "customer.step = 1", "do": [{"set": {"customer.stage": "1"}}]})";
const std::string ping_to_pong = R"("serve": {"on": "ping", "do": [{"raise": "pong"}]})";
const std::string pong_to_ping = R"("return": {"on": "pong", "do": [{"raise": "ping"}]})";

using Found = std::vector<std::string>;

}  // namespace

SCENARIO("policies whose rules start one another are refused together, not alone", "[book][policies][circles]") {
  GIVEN("rules that set what the other one's condition reads") {
    const Policy one = policy("one", stage_to_step), other = policy("other", step_to_stage);
    CHECK(refused({{one, {}, {}}}).empty());
    CHECK(refused({{other, {}, {}}}).empty());
    CHECK(refused({{one, {}, {}}, {other, {}, {}}}) == Found{"HF1858 /rules/walk/when: one@1/walk -> other@1/back -> one@1/walk"});
    CHECK(refused({{other, {}, {}}, {one, {}, {}}}) == Found{"HF1858 /rules/back/when: other@1/back -> one@1/walk -> other@1/back"});
  }
  GIVEN("events that three of them raise in turn") {
    const Policy one = policy("one", ping_to_pong), other = policy("other", R"("on": {"on": "pong", "do": [{"raise": "pang"}]})"),
                 third = policy("third", R"("back": {"on": "pang", "do": [{"raise": "ping"}]})");
    CHECK(refused({{one, {}, {}}, {other, {}, {}}}).empty());
    CHECK(refused({{one, {}, {}}, {other, {}, {}}, {third, {}, {}}}) ==
          Found{"HF1858 /rules/serve/on: one@1/serve -> other@1/on -> third@1/back -> one@1/serve"});
  }
  GIVEN("a fact that leads to an event, and the event back to the fact") {
    const Policy one = policy("one", R"("tell": {"when": "customer.stage > 3", "do": [{"raise": "ping"}]})"),
                 other = policy("other", R"("count": {"on": "ping", "do": [{"set": {"customer.stage": "customer.stage + 1"}}]})");
    CHECK(refused({{one, {}, {}}, {other, {}, {}}}) == Found{"HF1858 /rules/tell/when: one@1/tell -> other@1/count -> one@1/tell"});
  }
  GIVEN("chains that end") {
    CHECK(refused({{policy("one", stage_to_step), {}, {}},
                   {policy("other", R"("mark": {"when": "customer.step = 1", "do": [{"set": {"customer.mark": "1"}}]})"), {}, {}}})
              .empty());
  }
  GIVEN("misses, which only the own family hears") {
    const std::string owes = R"("call": {"on": "missed", "do": [{"raise": "ping"}]}, "all": {"on": "pong", "owe": {"need": "phone", "due": "1 day"}})";
    CHECK(refused({{policy("one", owes), {}, {}}, {policy("other", ping_to_pong), {}, {}}}) ==
          Found{"HF1858 /rules/call/on: one@1/call -> other@1/serve -> one@1/all -> one@1/call"});
    CHECK(refused({{policy("one", R"("call": {"on": "missed", "do": [{"raise": "ping"}]})"), {}, {}},
                   {policy("other", R"("all": {"on": "ping", "owe": {"need": "phone", "due": "1 day"}})"), {}, {}}})
              .empty());
  }
}

SCENARIO("policies whose cases open one another without end are refused together, not alone", "[book][policies][circles][cases]") {
  const auto opening = [](const std::string& workflow) {
    return policy("one", R"("serve": {"on": "ping", "do": [{"open": "w"}]}}, "workflows": {"w": {"source": "7", )" + workflow + "}");
  };
  const Policy other = policy("other", pong_to_ping);
  const Policy at_once = opening(R"("states": {"a": {"entry": [{"raise": "pong"}]}})");
  CHECK(refused({{at_once, {}, {}}}).empty());
  CHECK(refused({{at_once, {}, {}}, {other, {}, {}}}) ==
        Found{"HF1858 /rules/serve/do: one@1/serve -> one@1/w.a#entry -> other@1/return -> one@1/serve"});
  THEN("what a case raises later, or one at a time, comes to rest") {
    CHECK(refused({{opening(R"("states": {"a": {"after": {"1 day": {"raise": "pong"}}}})"), {}, {}}, {other, {}, {}}}).empty());
    CHECK(refused({{opening(R"("one_per": "subject", "states": {"a": {"entry": [{"raise": "pong"}]}})"), {}, {}}, {other, {}, {}}}).empty());
  }
}

SCENARIO("rules that never concern the same subject at the same time make no circle", "[book][policies][circles]") {
  const Policy one = policy("one", ping_to_pong), other = policy("other", pong_to_ping);
  const Found circle = {"HF1858 /rules/serve/on: one@1/serve -> other@1/return -> one@1/serve"};
  CHECK(refused({{one, {}, {}}, {other, {}, {}}}) == circle);
  CHECK(refused({{one, "customer.region = north", {}}, {other, {}, {}}}) == circle);
  CHECK(refused({{one, "customer.region = north", {}}, {other, "customer.region = south", {}}}).empty());
  CHECK(refused({{one, "customer.region = north", {}}, {other, "customer.stage = 1", {}}}) == circle);
  WHEN("of a family a branch has another rule than its base") {
    const Policy base = policy("base", ping_to_pong);
    const Policy quiet = branch("quiet", base, R"("serve": null, "return": {"on": "pong", "do": [{"raise": "ping"}]})");
    CHECK(refused({{quiet, "customer.region = north", {}}, {base, {}, {}}}).empty());
    THEN("a circle of another family with one of both is found") {
      CHECK(refused({{quiet, "customer.region = north", {}}, {base, {}, {}}, {other, {}, {}}}) ==
            Found{"HF1858 /rules/serve/on: base@1/serve -> other@1/return -> base@1/serve"});
    }
  }
  WHEN("a version without the rule takes over") {
    Book book = Book::open(":memory:");
    book.bind({{one, {}, {}}}, at("2024-03-01"));
    THEN("what was bound before counts for as long as it governs") {
      const Policy still = policy("one", R"("serve": {"on": "ping", "do": [{"flag": "f"}]})", "2");
      CHECK(code_of([&] { book.bind({{still, {}, at("2024-04-01")}, {other, {}, {}}}, at("2024-03-02")); }) == "HF1858");
      book.bind({{still, {}, at("2024-04-01")}, {other, {}, at("2024-04-01")}}, at("2024-03-02"));
      CHECK(book.bindings().size() == 2);
    }
  }
}

SCENARIO("policies whose rules override one another are refused", "[book][policies][circles]") {
  const auto goes_before = [](const std::string& id, const std::string& rule, const std::string& foreign) {
    return policy(id, "\"" + rule + R"(": {"on": "ping", "overrides": ")" + foreign + R"(", "do": [{"flag": "f"}]})");
  };
  const Policy one = goes_before("one", "a", "other/b"), other = goes_before("other", "b", "one/a"), third = goes_before("third", "c", "one/a");
  CHECK(refused({{one, {}, {}}, {third, {}, {}}}).empty());
  CHECK(refused({{one, {}, {}}, {other, {}, {}}, {third, {}, {}}}) == Found{"HF1859 /rules/a/overrides: one@1/a -> other@1/b -> one@1/a"});
  CHECK(refused({{one, "customer.region = north", {}}, {other, "customer.region = south", {}}}).empty());
}

SCENARIO("rules of two policies override one another's kind of start only", "[book][policies]") {
  const auto dated = [](const std::string& id, const std::string& rule, const std::string& foreign) {
    return policy(id, "\"" + rule + R"(": {"date": "@\"2024-05-01\"", "overrides": ")" + foreign + R"(", "do": [{"flag": "f"}]})");
  };
  const Policy one = policy("one", ping_to_pong), first = dated("first", "a", "one/serve"), second = dated("second", "b", "first/a");
  CHECK(refused({{one, {}, {}}, {first, {}, {}}}) == Found{"HF1610 /rules/a/overrides: one/serve"});
  CHECK(refused({{first, {}, {}}, {second, {}, {}}}).empty());
}

SCENARIO("what is refused leaves the book as it was", "[book][policies][circles]") {
  const Policy one = policy("one", ping_to_pong), other = policy("other", pong_to_ping);
  Book book = Book::open(":memory:");
  book.bind({{one, {}, {}}}, at("2024-03-01"));
  try {
    book.bind({{one, {}, {}}, {other, {}, {}}}, at("2024-03-02"));
    FAIL("accepted");
  } catch (const Error& error) {
    REQUIRE(error.diagnostics().size() == 1);
    CHECK(error.diagnostics()[0].message == "rules of one@1 and other@1 start one another without end");
    CHECK(error.diagnostics()[0].expected == "a chain of rules that ends");
  }
  REQUIRE(book.bindings().size() == 1);
  book.record(event("1", "ping", "2024-03-03T10:00", R"("customer": "c1")"), at("2024-03-03T10:00"));
  CHECK(book.verify().same);
}

}  // namespace huifang
