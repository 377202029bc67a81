#include "book/sample.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <stdexcept>

namespace huifang::sample {
namespace {

std::string text(const std::string& version, const std::string& rules, const std::string& id = "sample") {
  return R"({
    "huifang": 1, "policy": ")" + id + R"(", "version": ")" + version + R"(", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"name": "string", "signs": "date", "stage": ["new", "grown"]}, "staff": {"name": "string"}},
    "events": {"phone": {"contact": true}, "order": {"amount": {"type": "number", "scale": 2}}, "thanked": {"contact": true}, "noise": {"mill": "string"}},
    "calendar": {"use": "cn-public"},
    "measures": {"spent": {"for": "customer", "sum": "order", "of": "event.amount", "over": "30 days"},
                 "least": {"min": "order", "of": "event.amount", "over": "last 2 weeks"}, "days": {"streak": "order", "per": "week"},
                 "started": {"first": "order", "over": "10 days"}},
    "tiers": {"grade": {"for": "customer", "inputs": ["customer.spent"], "rows": [[">= 500", "gold"], ["-", "basic"]]}},
    "rules": )" + rules + "}";
}

constexpr const char* first_rules = R"json({
  "call": {"source": "1", "each": "week", "owe": {"need": "phone"}},
  "thanks": {"source": "2", "on": "order", "when": "cause.amount > 100", "again": "parallel",
             "owe": {"need": "thanked", "due": "2 working days"}},
  "thanks-missed": {"source": "3", "on": "missed.thanks", "again": "parallel",
                    "do": [{"notify": "superior(owner)"}, {"flag": "neglected"}]},
  "too-late": {"source": "4", "on": "order", "when": "cause.amount > 100", "again": "parallel",
               "owe": {"need": "thanked", "due": "-5 days"}}
})json";
constexpr const char* wide_rules = R"json({
  "call": {"source": "1", "each": "week", "owe": {"need": "phone", "waive": "superior(owner)", "extend": {"to": "end + 3 days", "by": "superior(owner)"}}},
  "thanks": {"source": "2", "on": "order", "when": "cause.amount > 100", "again": "parallel",
             "owe": {"need": "thanked", "due": "2 working days", "extend": {"to": "9 days", "by": "superior(owner)", "reason": true}}},
  "thanks-missed": {"source": "3", "on": "missed.thanks", "again": "parallel",
                    "do": [{"notify": "superior(owner)"}, {"flag": "neglected"}]},
  "both": {"source": "10", "on": "order", "owe": {"need": {"event": "phone", "each_of": "[customer.owner, superior(customer.owner)]"}, "due": "20 days", "waive": "superior(owner)"}},
  "team": {"source": "11", "on": "thanked", "again": "parallel", "owe": {"need": {"event": "phone", "times": {"switch": "tier.grade", "gold": 2, "else": 1}}, "owner": "unit(\"sales\")", "due": "30 days"}},
  "spree": {"source": "9", "when": "customer.days >= 2 and customer.least > 100", "owe": {"need": "phone", "due": "3 days"}},
  "signing": {"source": "5", "date": "customer.signs", "when": "tier.grade = gold", "owe": {"need": "phone", "opens": "-5 days", "due": "-1 day", "waive": "superior(owner)"}},
  "yearly": {"source": "6", "date": "anniversary(customer.signs)", "owe": {"need": "thanked", "due": "3 days"}, "do": [{"flag": "year"}]},
  "sequence": {"source": "8", "on": "order", "until": "thanked", "owe": {"need": "phone"}, "steps": {
    "one": {"owe": {"due": "1 day"}}, "two": {"when": "tier.grade = gold", "owe": {"due": "3 days"}},
    "grid": {"after": "previous", "every": {"switch": "tier.grade", "gold": "2 days", "else": "5 days"}},
    "told": {"on": "missed.sequence.one", "do": [{"notify": "superior(owner)"}]}}},
  "grow": {"source": "12", "on": "order", "when": "cause.amount > 300", "again": "parallel", "do": [{"set": {"customer.stage": "grown"}}, {"send": "grown"}]},
  "shrink": {"source": "13", "when": "customer.spent = 0", "do": [{"set": {"customer.stage": "new"}}]},
  "grown": {"source": "14", "when": "customer.stage = grown", "each": "week", "partial": "clip", "owe": {"need": "phone", "shared": true},
            "steps": {"ask": {"owe": {"due": "2 days"}}, "tell": {"after": "ask"}}, "do": [{"notify": "customer.owner"}]},
  "wait": {"source": "15", "on": "order", "owe": {"need": "thanked", "due": "customer.signs", "extend": {"to": "900 days", "by": "superior(owner)"}}},
  "large": {"source": "16", "on": "order", "when": "cause.amount > 500", "overrides": "thanks", "again": "parallel", "owe": {"need": "phone", "due": "1 day"}},
  "noisy": {"source": "17", "on": "noise", "link": "event.mill = customer.name", "again": "parallel", "owe": {"need": "phone", "due": "6 days", "shared": true}},
  "undo": {"source": "18", "on": "noise", "link": "event.mill = customer.name", "again": "parallel", "do": [{"void": "\"e1\""}, {"request": "silence"}]},
  "since": {"source": "7", "date": "customer.signs", "every": "10 days", "max": 6, "owe": {"need": "thanked"}}
})json";
constexpr const char* second_rules = R"({
  "call": {"source": "1", "each": "half-month", "owe": {"need": "phone"}}
})";

const TimeZone& shanghai() {
  static const TimeZone zone = TimeZone::find("Asia/Shanghai");
  return zone;
}

}  // namespace

Policy policy() { return Policy::load(text("1", first_rules)); }
Policy wide_policy(const std::string& version, const std::string& id) { return Policy::load(text(version, wide_rules, id)); }
Policy next_policy() { return Policy::load(text("2", second_rules)); }

Instant at(const std::string& local) {
  const auto instant = shanghai().parse(local);
  if (!instant) throw std::runtime_error("no local time: " + local);
  return *instant;
}

Event event(const std::string& id, const std::string& type, const std::string& local, const std::string& rest) {
  return Event::parse(R"({"id": ")" + id + R"(", "type": ")" + type + R"(", "at": ")" + local + "\", " + rest + "}", shanghai());
}
Event order(const std::string& id, const std::string& local, const std::string& customer, const std::string& amount) {
  return event(id, "order", local, R"("customer": ")" + customer + R"(", "data": {"amount": )" + amount + "}");
}
Event phone(const std::string& id, const std::string& local, const std::string& customer, const std::string& staff) {
  return event(id, "phone", local, R"("customer": ")" + customer + R"(", "by": ")" + staff + "\"");
}
Event name(const std::string& id, const std::string& local, const std::string& customer, const std::string& name) {
  return event(id, "set", local, R"("customer": ")" + customer + R"(", "data": {"name": ")" + name + "\"}");
}
Event signs(const std::string& id, const std::string& local, const std::string& customer, Date date) {
  return event(id, "set", local, R"("customer": ")" + customer + R"(", "data": {"signs": ")" + date.to_text() + "\"}");
}
Event owner(const std::string& id, const std::string& local, const std::string& customer, const std::string& staff) {
  return event(id, "assign", local, R"("customer": ")" + customer + R"(", "data": {"owner": ")" + staff + "\"}");
}

void begin(Book& book, const Policy& policy) {
  const std::string morning = "2024-03-01T08:00";
  book.bind(policy, at(morning));
  book.record(event("staff-1", "set", morning, R"("staff": "s1", "data": {"name": "Li", "superior": "s9"})"), at(morning));
  book.record(event("staff-2", "set", morning, R"("staff": "s2", "data": {"name": "Wang", "superior": "s9"})"), at(morning));
  book.record(name("name-1", morning, "c1", "North Mill"), at(morning));
  book.record(name("name-2", morning, "c2", "South Mill"), at(morning));
  book.record(owner("owner-1", morning, "c1", "s1"), at(morning));
  book.record(owner("owner-2", morning, "c2", "s2"), at(morning));
}

void run(Book& book) {
  book.record(order("o1", "2024-03-04T10:00", "c1", "600"), at("2024-03-04T10:00"));
  book.record(phone("p1", "2024-03-05T09:00", "c1"), at("2024-03-05T09:30"));
  book.record(order("o2", "2024-03-06T11:00", "c2", "120.50"), at("2024-03-06T11:00"));
  book.record(event("t1", "thanked", "2024-03-07T11:00", R"("customer": "c2", "by": "s2")"), at("2024-03-07T11:00"));
  book.advance(at("2024-03-20T00:00"));
  book.record(owner("owner-3", "2024-03-20T09:00", "c2", "s1"), at("2024-03-20T09:00"));
  book.advance(at("2024-04-20T00:00"));
}

std::string dump(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READONLY);
  SQLite::Statement tables(database,
                           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'huifang\\_%' ESCAPE '\\'"
                           " ORDER BY name");
  std::string out;
  while (tables.executeStep()) {
    const std::string table = tables.getColumn(0).getString();
    std::string order;
    const int columns = SQLite::Statement(database, "SELECT * FROM " + table).getColumnCount();
    for (int i = 1; i <= columns; ++i) order += (i == 1 ? " ORDER BY " : ", ") + std::to_string(i);
    SQLite::Statement rows(database, "SELECT * FROM " + table + order);
    while (rows.executeStep()) {
      out += table;
      for (int i = 0; i < columns; ++i) out += "|" + rows.getColumn(i).getString();
      out += "\n";
    }
  }
  return out;
}

}  // namespace huifang::sample
