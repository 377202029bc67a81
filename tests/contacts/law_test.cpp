// Answers of columns against those of a book that knows the same.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "huifang/book.hpp"
#include "huifang/contacts.hpp"
#include "huifang/measures.hpp"

using namespace huifang;

namespace {

/// Columns that grow row by row; "" is nothing.
struct Grid {
  std::vector<ValueColumn> columns;
  std::size_t rows = 0;
  void add(const std::vector<std::pair<std::string, Value>>& row) {
    for (const auto& [name, value] : row) {
      auto column = std::find_if(columns.begin(), columns.end(), [&](const ValueColumn& one) { return one.name == name; });
      if (column == columns.end()) column = columns.insert(columns.end(), {name, {}, {}});
      column->places.resize(rows, -1);
      column->places.push_back(value.is_null() ? -1 : static_cast<std::int32_t>(column->values.size()));
      if (!value.is_null()) column->values.push_back(value);
    }
    ++rows;
    for (ValueColumn& column : columns) column.places.resize(rows, -1);
  }
};

Value text(const std::string& text) { return text.empty() ? Value{} : Value::of(text); }

std::string policy_text(const std::string& inputs, const std::string& rows) {
  return R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2020-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"kind": ["agent", "direct"], "vip": "flag", "main": "person"},
              "person": {"customer": "customer", "named": "boolean"}, "deal": {"customer": "customer", "signed": "boolean"},
              "staff": {"unit": ["sales", "service"]}},
    "events": {"phone": {"contact": true, "person": "person", "deal": "deal", "note": "string"}, "sms": {"contact": true, "person": "person"}, "order": {}},
    "calendar": {"seasons": {"sales": {"peak": ["03-01..10-31"], "off": "otherwise"}}},
    "measures": {"calls": {"count": "phone"}, "last_phone": {"last": "phone"}},
    "decisions": {"standing": {"for": "contact", "is": "if contact.person = null then null else if person.named then \"named\" else \"other\""},
                  "big": {"for": "customer", "is": "customer.kind = direct and customer.calls > 1"},
                  "fit": {"for": "contact", "inputs": ["contact.standing", "deal.signed"], "rows": [["\"named\"", "true", "\"good\""], ["-", "-", "\"bad\""]]}},
    "eligibility": {"inputs": [)j" + inputs + R"j(], "rows": [)j" + rows + R"j(]},
    "rules": {"greet": {"on": "order", "owe": {"need": "sms", "purpose": "festival", "due": "3 days"}}}})j";
}

struct Input {
  std::string expression;
  std::vector<std::string> cells;
};

const std::vector<Input>& inputs() {
  static const std::vector<Input> all = {{"customer.kind", {"agent", "direct"}},
                                         {"contact.purpose", {"festival"}},
                                         {"contact.type", {"phone", "sms"}},
                                         {"person.named", {"true", "false"}},
                                         {"contact.person = customer.main", {"true", "false"}},
                                         {"contact.by = customer.owner", {"true", "false"}},
                                         {"customer.calls", {"> 1", "<= 1"}},
                                         {"contact.fit", {"\\\"good\\\"", "\\\"bad\\\""}},
                                         {"season.sales", {"peak", "off"}},
                                         {"person.customer.kind", {"agent", "direct"}},
                                         {"customer.vip", {"true", "false"}},
                                         {"contact.by.unit", {"sales", "service"}},
                                         {"customer.big", {"true", "false"}},
                                         {"contact.note", {"\\\"x\\\""}},
                                         {"superior(contact.by) = customer.owner", {"true", "false"}},
                                         {"customer.last_phone.by = contact.by", {"true", "false"}},
                                         {"person.key", {"\\\"p1\\\"", "\\\"p2\\\""}},
                                         {"contact.at < date and time(\\\"2024-02-10T00:00:00@Asia/Shanghai\\\")", {"true", "false"}}};
  return all;
}

std::string said(const ContactAnswer& answer) {
  std::string out = answer.allowed ? "allow" : "deny: " + answer.code;
  for (const auto& other : answer.alternatives) out += " | " + other.field + " " + other.reference.entity + ":" + other.reference.key;
  for (const std::string& name : answer.unknown) out += " ? " + name;
  return out;
}

}  // namespace

TEST_CASE("answers of columns are those of a book that knows the same", "[contacts][law]") {
  REQUIRE(rc::check("columns = book", [] {
    const auto pick = [](const std::vector<std::string>& from) { return *rc::gen::elementOf(from); };
    std::vector<Input> asked;
    std::string expressions, table;
    for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
      asked.push_back(*rc::gen::elementOf(inputs()));
      expressions += std::string(expressions.empty() ? "" : ", ") + "\"" + asked.back().expression + "\"";
    }
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
      table += table.empty() ? "[" : ", [";
      for (const Input& input : asked) table += *rc::gen::inRange(0, 2) == 0 ? "\"-\", " : "\"" + pick(input.cells) + "\", ";
      table += "\"" + pick({"allow", "allow", "deny: a", "deny: b"}) + "\"]";
    }
    const Policy policy = Policy::load(policy_text(expressions, table));
    const TimeZone zone = policy.zone();
    const Instant begin = *zone.parse("2024-01-01T00:00:00");
    Book book = Book::open(":memory:");
    book.bind(policy, begin);
    int number = 0;
    const auto record = [&](const std::string& type, const std::string& entity, const std::string& key, std::map<std::string, Value> data, const std::string& by) {
      Event event;
      event.id = "e" + std::to_string(number++);
      event.type = type;
      event.at = begin;
      event.by = by;
      event.subjects[entity] = key;
      std::erase_if(data, [](const auto& one) { return one.second.is_null(); });
      event.data = std::move(data);
      if (event.type != "phone" && event.data.empty()) return;
      book.record(event, begin);
    };
    const std::vector<std::string> customers = {"c1", "c2", "c3"}, people = {"p1", "p2", "p3", "p4"}, deals = {"d1", "d2"}, staff = {"s1", "s2", "s3"};
    std::map<std::string, std::map<std::string, Value>> known;
    for (const std::string& key : customers) {
      known[key]["kind"] = text(pick({"agent", "direct", "agent", ""}));
      if (*rc::gen::inRange(0, 3) == 0) known[key]["vip"] = Value::of(true);
      record("set", "customer", key, {{"kind", known[key]["kind"].is_null() ? Value::of("agent") : known[key]["kind"]}}, "");
      if (known[key]["kind"].is_null()) known[key]["kind"] = Value::of("agent");
      if (!known[key]["vip"].is_null()) record("set", "customer", key, {{"vip", Value::of(true)}, {"reason", Value::of("so")}}, "s1");
    }
    for (const std::string& key : people) {
      known[key]["named"] = Value::of(*rc::gen::inRange(0, 2) == 0);
      known[key]["customer"] = text(pick({"c1", "c2", "c3", ""}));
      record("set", "person", key, known[key], "");
    }
    for (const std::string& key : deals) {
      known[key]["signed"] = Value::of(*rc::gen::inRange(0, 2) == 0);
      known[key]["customer"] = text(pick({"c1", "c2", ""}));
      record("set", "deal", key, known[key], "");
    }
    for (const std::string& key : staff) {
      known[key]["unit"] = text(pick({"sales", "service"}));
      known[key]["superior"] = text(pick({"s1", "s2", ""}));
      record("set", "staff", key, known[key], "");
    }
    Grid happened;
    for (const std::string& key : customers) {
      known[key]["main"] = text(pick({"p1", "p2", "p3", ""}));
      record("set", "customer", key, {{"main", known[key]["main"]}}, "");
      known[key]["owner"] = text(pick({"s1", "s2", ""}));
      record("assign", "customer", key, {{"owner", known[key]["owner"]}}, "");
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        const std::string by = pick({"s1", "s2", "s3"});
        happened.add({{"type", Value::of("phone")}, {"at", Value::of("2024-01-01")}, {"customer", Value::of(key)}, {"by", Value::of(by)}, {"id", Value::of("e" + std::to_string(number))}});
        record("phone", "customer", key, {}, by);
      }
    }
    // What the measures are comes from columns too.
    Grid subjects;
    for (const std::string& key : customers) subjects.add({{"key", Value::of(key)}});
    Measures measures(policy, {"customer", {}, begin}, subjects.rows, subjects.columns);
    if (happened.rows > 0) measures.add(happened.rows, happened.columns);
    const MeasureBatch measured = measures.values();
    const bool in_parts = *rc::gen::inRange(0, 2) == 0;
    std::vector<ContactTable> tables;
    const auto add_table = [&](const std::string& entity, const std::vector<std::string>& keys) {
      Grid grid;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        std::vector<std::pair<std::string, Value>> row{{"key", Value::of(keys[i])}};
        for (const auto& [name, value] : known[keys[i]]) row.emplace_back(name, value);
        if (entity == "customer") {
          row.emplace_back("calls", measured.values[0][i]);
          const Value& last = measured.values[1][i];
          if (!in_parts) {
            row.emplace_back("last_phone", last);
          } else if (!last.is_null()) {
            row.emplace_back("last_phone.by", *last.context().find("by"));
            row.emplace_back("last_phone.id", *last.context().find("id"));
          }
        }
        grid.add(row);
      }
      tables.push_back({entity, grid.rows, grid.columns});
    };
    add_table("customer", customers);
    add_table("person", people);
    add_table("deal", deals);
    add_table("staff", staff);
    Contacts contacts(policy, tables);
    for (int batch = 0; batch < 2; ++batch) {
      Grid requests;
      std::vector<std::string> expected;
      for (int i = 0; i < 20; ++i) {
        Event event;
        event.id = "contact";
        event.type = pick({"phone", "sms"});
        const std::string at = pick({"2024-02-05T10:00:00", "2024-02-20T10:00:00", "2024-05-05T23:00:00"});
        event.at = *zone.parse(at);
        event.by = pick({"s1", "s2", "s3", "s9", ""});
        const std::string customer = pick({"c1", "c2", "c3", "c9", ""}), person = pick({"p1", "p2", "p3", "p4", "p9", ""}), deal = pick({"d1", "d2", ""});
        const std::string purpose = pick({"festival", ""}), note = event.type == "phone" ? pick({"x", "y", ""}) : "";
        if (!customer.empty()) event.subjects["customer"] = customer;
        if (!person.empty()) event.subjects["person"] = person;
        if (!deal.empty()) event.subjects["deal"] = deal;
        if (!note.empty()) event.data["note"] = Value::of(note);
        expected.push_back(said(book.may_contact(event, purpose)));
        requests.add({{"type", Value::of(event.type)}, {"at", Value::of(at)}, {"by", text(event.by)}, {"customer", text(customer)}, {"person", text(person)},
                      {"deal", text(deal)}, {"purpose", text(purpose)}, {"note", text(note)}});
      }
      ContactAnswers answers;
      contacts.answer(requests.rows, requests.columns, answers);
      for (std::size_t i = 0; i < expected.size(); ++i) RC_ASSERT(said(contacts.one(answers, i)) == expected[i]);
    }
  }));
}
