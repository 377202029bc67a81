#include "huifang/measures.hpp"

#include <catch2/catch.hpp>

#include "huifang/error.hpp"

using namespace huifang;

namespace {

const Policy& policy() {
  static const Policy loaded = Policy::load(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2020-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"vip": "boolean", "since": "date"}, "contract": {"customer": "customer"}},
    "events": {"order": {"amount": "number", "channel": ["shop", "web"]},
               "phone": {"contact": true, "outcome": "string", "counts": "event.outcome != \"busy\""},
               "walk": {"hours": "desk"}},
    "forms": {"record": {"about": "customer", "required": ["result"]}},
    "calendar": {"hours": {"desk": ["09:00-17:00"]}},
    "measures": {"orders_7d": {"count": "order", "over": "7 days"},
                 "web": {"sum": "order", "of": "event.amount", "where": "event.channel = web"},
                 "vip_orders": {"count": "order", "where": "event.customer.vip"},
                 "last_phone": {"last": "phone"},
                 "walks": {"count": "walk"},
                 "records": {"count": "filed.record"},
                 "missed_calls": {"count": "missed.call"},
                 "calls": {"for": "staff", "count": "phone"}},
    "rules": {"call": {"each": "month", "owe": {"need": "phone"}}}})j");
  return loaded;
}

Instant at(const std::string& text) { return *policy().zone().parse(text); }

/// A table: names, then rows of texts; "" is nothing.
std::vector<ValueColumn> table(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows) {
  std::vector<ValueColumn> out;
  for (std::size_t c = 0; c < names.size(); ++c) {
    ValueColumn& column = out.emplace_back();
    column.name = names[c];
    for (const auto& row : rows) {
      column.places.push_back(row[c].empty() ? -1 : static_cast<std::int32_t>(column.values.size()));
      if (!row[c].empty()) column.values.push_back(Value::of(row[c]));
    }
  }
  return out;
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

SCENARIO("subjects are those that the events name when no others are given", "[measures]") {
  Measures measures(policy(), {"customer", {"web", "orders_7d"}, at("2024-03-10T12:00:00")});
  measures.add(3, table({"type", "at", "customer", "amount", "channel"}, {{"order", "2024-03-02T10:00:00", "c7", "10", "web"},
                                                                         {"order", "2024-03-03T10:00:00", "c5", "3.50", "web"},
                                                                         {"order", "2024-03-09T10:00:00", "c7", "4", "shop"}}));
  CHECK(measures.measures() == std::vector<std::string>{"orders_7d", "web"});
  MeasureBatch found = measures.values();
  CHECK(found.subject == std::vector<std::string>{"c7", "c5"});
  CHECK(found.values[0] == std::vector<Value>{Value::of(Decimal(1)), Value::of(Decimal(1))});
  CHECK(found.values[1][1] == Value::of(*Decimal::parse("3.5")));
  THEN("each measure says when it changes though nothing happens") {
    CHECK(found.next_change_us[0][0] == at("2024-03-17T00:00:00").utc_us);
    CHECK(found.next_change_us[0][1] == at("2024-03-11T00:00:00").utc_us);
    CHECK(found.next_change_us[1][0] == MeasureBatch::no_change);
  }
  THEN("more may happen, and subjects come in parts") {
    measures.add(1, table({"customer", "type", "at"}, {{"c5", "order", "2024-03-10T12:00:00"}}));
    found = measures.values(1, 10);
    CHECK(found.subject == std::vector<std::string>{"c5"});
    CHECK(found.values[0][0] == Value::of(Decimal(2)));
  }
}

SCENARIO("each subject may be asked as of an instant of its own, and has facts", "[measures]") {
  std::vector<ValueColumn> subjects = table({"key", "at"}, {{"a", "2024-03-05"}, {"b", ""}, {"c", "2024-03-20T00:00:00+08:00"}});
  subjects.push_back({"vip", {Value::of(true), Value::of(false)}, {0, 1, -1}});
  Measures measures(policy(), {"customer", {"vip_orders", "orders_7d"}, at("2024-03-12T00:00:00")}, 3, subjects);
  std::vector<std::vector<std::string>> rows;
  for (const char* const who : {"a", "b", "c"}) {
    for (const char* const when : {"2024-03-04T09:00:00", "2024-03-06T09:00:00", "2024-03-15T09:00:00"}) rows.push_back({"order", when, who});
  }
  measures.add(rows.size(), table({"type", "at", "customer"}, rows));
  const MeasureBatch found = measures.values();
  CHECK(found.values[0] == std::vector<Value>{Value::of(Decimal(1)), Value::of(Decimal(1)), Value::of(Decimal(1))});
  CHECK(found.values[1] == std::vector<Value>{Value::of(Decimal(1)), Value::of(Decimal(0)), Value::of(Decimal(0))});
}

SCENARIO("what does not count for a book does not count here", "[measures]") {
  Measures measures(policy(), {"customer", {}, at("2024-04-01T00:00:00")});
  measures.add(9, table({"type", "at", "customer", "outcome", "result", "by"},
                        {{"phone", "2024-03-01T10:00:00", "c1", "busy", "", "s1"},
                         {"phone", "2024-03-02T10:00:00", "c1", "glad", "", "s2"},
                         {"walk", "2024-03-02T08:00:00", "c1", "", "", ""},
                         {"walk", "2024-03-02T09:00:00", "c1", "", "", ""},
                         {"filed.record", "2024-03-03T10:00:00", "c1", "", "", ""},
                         {"filed.record", "2024-03-03T10:00:00", "c1", "", "good", ""},
                         {"missed.call", "2024-03-31T23:59:59", "c1", "", "", ""},
                         {"set", "2024-03-03T10:00:00", "c1", "", "", ""},
                         {"phone", "2024-05-02T10:00:00", "c1", "glad", "", "s2"}}));
  const MeasureBatch found = measures.values();
  const auto value = [&](const std::string& name) {
    const auto& names = measures.measures();
    return found.values[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin())][0];
  };
  CHECK(value("walks") == Value::of(Decimal(1)));    // outside the hours of the desk
  CHECK(value("records") == Value::of(Decimal(1)));  // a draft
  CHECK(value("missed_calls") == Value::of(Decimal(1)));
  REQUIRE(value("last_phone").kind() == Value::Kind::context);
  CHECK(*value("last_phone").context().find("outcome") == Value::of("glad"));
  CHECK(*value("last_phone").context().find("by") == Value::of(EntityRef{"staff", "s2"}));
  THEN("an act of staff is theirs") {
    Measures of_staff(policy(), {"staff", {}, at("2024-04-01T00:00:00")});
    of_staff.add(1, table({"type", "at", "customer", "by", "outcome"}, {{"phone", "2024-03-02T10:00:00", "c1", "s2", "glad"}}));
    CHECK(of_staff.values().subject == std::vector<std::string>{"s2"});
    CHECK(of_staff.values().values[0][0] == Value::of(Decimal(1)));
  }
}

SCENARIO("what is wrong with a row is told with its place", "[measures]") {
  const MeasureRequest request{"customer", {}, at("2024-04-01T00:00:00")};
  const std::vector<std::string> names = {"type", "at", "customer", "amount", "channel", "outcome"};
  Measures measures(policy(), request, 1, table({"key"}, {{"c1"}}));
  measures.add(1, table({"type", "at", "customer"}, {{"order", "2024-03-01", "c1"}}));
  CHECK(findings([&] {
          measures.add(7, table(names, {{"order", "2024-03-01", "c1", "4", "shop", ""},
                                        {"ordr", "2024-03-01", "c1", "", "", ""},
                                        {"order", "soon", "c1", "much", "shop", ""},
                                        {"order", "2024-03-01", "", "", "", ""},
                                        {"order", "2024-03-01", "c2", "", "", ""},
                                        {"order", "2024-03-01", "c1", "", "shopp", "glad"},
                                        {"", "2024-03-01", "c1", "", "", ""}}));
        }) == std::vector<std::string>{"HF7306 /events/2/type", "HF7306 /events/3/at", "HF2017 /events/3/amount", "HF7306 /events/4/customer",
                                       "HF7306 /events/5/customer", "HF2017 /events/6/channel", "HF7306 /events/6/outcome", "HF7306 /events/7/type"});
  const auto refused = [&](std::vector<ValueColumn> columns, std::size_t rows) { return findings([&] { Measures(policy(), request).add(rows, columns); }); };
  CHECK(refused(table({"type", "at"}, {{"order", "2024-03-01"}}), 1) == std::vector<std::string>{"HF7305 /events"});
  CHECK(refused(table({"type", "at", "customer", "amont"}, {{"order", "2024-03-01", "c", ""}}), 1) == std::vector<std::string>{"HF7305 /events/amont"});
  CHECK(refused(table({"type", "at", "customer"}, {{"order", "2024-03-01", "c"}}), 2).size() == 3);
  CHECK(refused({{"type", {}, {0}}, {"at", {}, {-1}}, {"customer", {}, {-1}}}, 1) == std::vector<std::string>{"HF7305 /events/type"});
}

SCENARIO("a question that makes no sense is refused", "[measures]") {
  const auto asked = [](MeasureRequest request, std::size_t subjects, std::vector<ValueColumn> columns) {
    return findings([&] { Measures(policy(), std::move(request), subjects, std::move(columns)); });
  };
  const Instant now = at("2024-04-01T00:00:00");
  CHECK(findings([&] { Measures(policy(), {"customer", {}, std::nullopt}); }) == std::vector<std::string>{"HF7303 /at"});
  CHECK(asked({"customers", {}, now}, 0, {}) == std::vector<std::string>{"HF7301 /entity"});
  CHECK(asked({"customer", {"orders"}, Instant{INT64_MAX}}, 0, {}) == std::vector<std::string>{"HF7302 /measures", "HF7303 /at"});
  CHECK(asked({"customer", {}, std::nullopt}, 2, table({"key"}, {{"a"}, {"a"}})) ==
        std::vector<std::string>{"HF7303 /subjects/0/at", "HF7303 /subjects/1/at", "HF7304 /subjects/1/key"});
  CHECK(asked({"customer", {}, now}, 1, table({"key", "since", "web", "key"}, {{"", "soon", "3", ""}})) ==
        std::vector<std::string>{"HF2017 /subjects/0/since", "HF7304 /subjects/web", "HF7304 /subjects/key"});
  CHECK(asked({"customer", {}, now}, 2, table({"key"}, {{""}})) == std::vector<std::string>{"HF7304 /subjects/key"});
}
