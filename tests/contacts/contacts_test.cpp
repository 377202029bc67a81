#include "huifang/contacts.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "huifang/error.hpp"

using namespace huifang;

namespace {

const Policy& policy() {
  static const Policy loaded = Policy::load(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2020-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"kind": ["agent", "direct"]}, "person": {"customer": "customer", "named": "boolean"}},
    "events": {"phone": {"contact": true, "person": "person", "length": "number"}, "sms": {"contact": true}, "order": {}},
    "measures": {"calls": {"count": "phone"}, "talk": {"last": "phone"}},
    "eligibility": {"inputs": ["customer.kind", "contact.type", "person.named", "customer.calls"],
      "rows": [["-", "sms", "-", "-", "allow"], ["-", "-", "-", "> 2", "deny: too_often"], ["agent", "-", "true", "-", "allow"],
               ["agent", "-", "-", "-", "deny: wrong_person"], ["direct", "-", "-", "-", "allow"]]},
    "rules": {"greet": {"on": "order", "owe": {"need": "sms", "purpose": "festival", "due": "3 days"}}}})j");
  return loaded;
}

/// A table: names, then rows of texts; "" is nothing.
std::vector<ValueColumn> table(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows) {
  std::vector<ValueColumn> out;
  for (std::size_t c = 0; c < names.size(); ++c) {
    ValueColumn& column = out.emplace_back();
    column.name = names[c];
    for (const auto& row : rows) {
      column.places.push_back(row[c].empty() ? -1 : static_cast<std::int32_t>(column.values.size()));
      if (row[c] == "yes" || row[c] == "no") column.values.push_back(Value::of(row[c] == "yes"));
      else if (!row[c].empty()) column.values.push_back(Value::of(row[c]));
    }
  }
  return out;
}

Contacts world() {
  return Contacts(policy(), {{"customer", 3, table({"key", "kind", "calls"}, {{"c1", "agent", "1"}, {"c2", "direct", "3"}, {"c3", "", ""}})},
                             {"person", 3, table({"key", "customer", "named"}, {{"p1", "c1", "no"}, {"p2", "c1", "yes"}, {"p3", "c2", "yes"}})}});
}

std::vector<std::string> findings(const std::function<void()>& call) {
  std::vector<std::string> out;
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::argument);
    for (const Diagnostic& one : error.diagnostics()) out.push_back(one.code + " " + one.pointer);
  }
  return out;
}

}  // namespace

SCENARIO("requests are answered in their order, with who else would be allowed", "[contacts]") {
  Contacts contacts = world();
  ContactAnswers answers;
  contacts.answer(6, table({"type", "at", "customer", "person", "purpose"}, {{"phone", "2024-03-01", "", "p1", ""},
                                                                            {"phone", "2024-03-01", "", "p2", ""},
                                                                            {"phone", "2024-03-01", "c2", "", ""},
                                                                            {"sms", "2024-03-01", "c2", "", "festival"},
                                                                            {"phone", "2024-03-01", "c3", "", ""},
                                                                            {"phone", "2024-03-01", "c9", "", ""}}),
                  answers);
  using Result = ContactAnswers::Result;
  CHECK(answers.result == std::vector<Result>{Result::denied, Result::allowed, Result::denied, Result::allowed, Result::undecided, Result::undecided});
  CHECK(answers.row == std::vector<std::int32_t>{4, 3, 2, 1, 0, 0});
  const ContactAnswer first = contacts.one(answers, 0);
  CHECK(first.code == "wrong_person");
  REQUIRE(first.alternatives.size() == 1);
  CHECK(first.alternatives[0].field == "person");
  CHECK(first.alternatives[0].reference == EntityRef{"person", "p2"});
  CHECK(contacts.one(answers, 2).code == "too_often");
  CHECK(contacts.one(answers, 2).alternatives.empty());
  CHECK(contacts.one(answers, 4).code == "undecided");
  CHECK(contacts.one(answers, 4).unknown.front() == "customer.calls");
  THEN("the next batch is answered by itself") {
    contacts.answer(0, table({"type", "at"}, {}), answers);
    CHECK(answers.size() == 0);
    CHECK(answers.instead_begin == std::vector<std::int64_t>{0});
  }
}

SCENARIO("a policy without eligibility allows every contact", "[contacts]") {
  Contacts contacts(Policy::load(R"({"huifang": 1, "policy": "t", "version": "1", "effective": "2020-01-01..", "zone": "UTC",
    "facts": {"customer": {}}, "events": {"phone": {"contact": true}}})"), {});
  ContactAnswers answers;
  contacts.answer(1, table({"type", "at"}, {{"phone", "2024-03-01"}}), answers);
  CHECK(contacts.one(answers, 0).allowed);
}

SCENARIO("what is wrong with a request is told with its place", "[contacts]") {
  Contacts contacts = world();
  ContactAnswers answers;
  const auto refused = [&](std::vector<ValueColumn> columns, std::size_t rows) {
    return findings([&] { contacts.answer(rows, columns, answers); });
  };
  CHECK(refused(table({"type", "at", "customer", "length", "purpose"}, {{"phone", "2024-03-01", "c1", "3", ""},
                                                                       {"order", "2024-03-01", "c1", "", ""},
                                                                       {"phone", "soon", "c1", "long", ""},
                                                                       {"sms", "2024-03-01", "c1", "3", "festivl"},
                                                                       {"", "", "c1", "", ""}}), 5) ==
        std::vector<std::string>{"HF7405 /requests/1/type", "HF7404 /requests/2/at", "HF2017 /requests/2/length", "HF7406 /requests/3/purpose",
                                 "HF7404 /requests/3/length", "HF7404 /requests/4/type"});
  CHECK(answers.size() == 0);
  CHECK(refused(table({"type", "person", "persn"}, {{"phone", "p1", ""}}), 1) == std::vector<std::string>{"HF7403 /requests/persn", "HF7403 /requests"});
  CHECK(refused({{"type", {}, {0}}, {"at", {}, {-1}}}, 1) == std::vector<std::string>{"HF7403 /requests/type"});
  contacts.answer(1, table({"type", "at"}, {{"sms", "2024-03-01"}}), answers);  // it goes on
  CHECK(answers.size() == 1);
}

SCENARIO("what is wrong with a table is told with its place", "[contacts]") {
  const auto refused = [](std::vector<ContactTable> tables) { return findings([&] { Contacts(policy(), std::move(tables)); }); };
  CHECK(refused({{"customers", 0, {}}}) == std::vector<std::string>{"HF7401 /customers"});
  CHECK(refused({{"customer", 0, table({"key"}, {})}, {"customer", 0, table({"key"}, {})}}) == std::vector<std::string>{"HF7401 /customer"});
  CHECK(refused({{"customer", 1, table({"kind"}, {{"agent"}})}}) == std::vector<std::string>{"HF7402 /customer"});
  CHECK(refused({{"customer", 3, table({"key"}, {{"c1"}, {""}, {"c1"}})}}) == std::vector<std::string>{"HF7402 /customer/1/key", "HF7402 /customer/2/key"});
  CHECK(refused({{"customer", 2, table({"key", "kind", "kid", "talk.lenth"}, {{"c1", "agent", "", ""}, {"c2", "agnt", "", ""}})}}) ==
        std::vector<std::string>{"HF2017 /customer/1/kind", "HF7402 /customer/kid", "HF7402 /customer/talk.lenth"});
  CHECK(refused({{"customer", 2, table({"key"}, {{"c1"}})}}) == std::vector<std::string>{"HF7402 /customer/key"});
}
