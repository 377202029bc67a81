/// Laws of the engine: how often time is looked at, and what is kept in memory, must not show in the result.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <climits>
#include <set>

#include "domain/json_text.hpp"
#include "domain/world.hpp"
#include "policy/model.hpp"

using huifang::test::with;
using huifang::test::World;

namespace {

const std::string policy = with(R"j(
  "measures": {"orders_30d": {"for": "customer", "count": "order", "over": "30 days"},
               "spent": {"for": "customer", "sum": "order", "of": "event.amount", "over": "month"},
               "complaints": {"for": "customer", "count": "complaint", "over": "90 days"}},
  "tiers": {"rank": {"for": "customer", "inputs": ["customer.complaints", "customer.spent"],
            "rows": [["> 0", "-", "complained"], ["-", ">= 200", "key"], ["-", "-", "ordinary"]]}},
  "roles": {"superior": "superior(owner)"},
  "rules": {
    "call": {"each": {"switch": "season.sales", "peak": "week", "off": "half-month"}, "owe": {"need": "phone"}},
    "thanks": {"on": "order", "when": "event.amount >= 100", "again": "parallel", "owe": {"need": "phone", "due": "2 working days"}},
    "winback": {"when": "customer.orders_30d = 0", "each": "month", "max": 3, "owe": {"need": "visit"}},
    "grid": {"on": "complaint", "every": "5 days", "max": 4, "until": "stop", "owe": {"need": "phone"}},
    "missed": {"on": "missed.thanks", "do": [{"flag": "unthankful"}, {"notify": "superior"}]}})j");

struct Act {
  int day = 0;
  int hour = 0;
  int customer = 0;
  int kind = 0;
  int amount = 0;
};

std::string when(int day, int hour) {
  const huifang::Date date = huifang::Date::from_days(huifang::Date{2024, 1, 1}.to_days() + day);
  return date.to_text() + "T" + (hour < 10 ? "0" : "") + std::to_string(hour) + ":00:00";
}

void feed(World& world, const Act& act) {
  static const char* kinds[] = {"order", "phone", "visit", "complaint", "stop"};
  const std::string customer = "c" + std::to_string(act.customer);
  world.record(kinds[act.kind], customer, when(act.day, act.hour), "s1",
               act.kind == 0 ? "{\"amount\": " + std::to_string(act.amount) + "}" : "{}");
}

std::vector<Act> acts() {
  auto list = *rc::gen::resize(60, rc::gen::container<std::vector<Act>>(rc::gen::build<Act>(
      rc::gen::set(&Act::day, rc::gen::inRange(0, 300)), rc::gen::set(&Act::hour, rc::gen::inRange(0, 24)),
      rc::gen::set(&Act::customer, rc::gen::inRange(0, 4)), rc::gen::set(&Act::kind, rc::gen::inRange(0, 5)),
      rc::gen::set(&Act::amount, rc::gen::inRange(0, 300)))));
  std::stable_sort(list.begin(), list.end(), [](const Act& a, const Act& b) { return std::pair(a.day, a.hour) < std::pair(b.day, b.hour); });
  return list;
}

}  // namespace

TEST_CASE("looking at the clock more often changes nothing", "[domain][law]") {
  REQUIRE(rc::check("advance day by day = advance at once", [] {
    const auto list = acts();
    World rarely(policy);
    World often(policy);
    for (std::size_t i = 0; i < list.size(); ++i) {
      feed(rarely, list[i]);
      feed(often, list[i]);
      const int next = i + 1 < list.size() ? list[i + 1].day * 24 + list[i + 1].hour : INT_MAX;
      for (int hour = list[i].day * 24 + list[i].hour + 7; hour < next && hour < (list[i].day + 3) * 24; hour += 7) {
        often.advance(when(hour / 24, hour % 24));
      }
    }
    rarely.advance("2025-03-01T00:00:00");
    often.advance("2024-12-20T05:00:00");
    often.advance("2025-03-01T00:00:00");
    // Sequence numbers of the journal differ; what the rules made of it does not.
    RC_ASSERT(rarely.lines("call") == often.lines("call"));
    RC_ASSERT(rarely.lines("thanks") == often.lines("thanks"));
    RC_ASSERT(rarely.lines("winback") == often.lines("winback"));
    RC_ASSERT(rarely.lines("grid") == often.lines("grid"));
    RC_ASSERT(rarely.effects().size() == often.effects().size());
  }));
}

TEST_CASE("there is a last event within a span exactly while one is counted there", "[domain][law]") {
  REQUIRE(rc::check("last over = null <=> count over = 0", [] {
    const std::string over = *rc::gen::element<std::string>("3 days", "30 hours", "week", "month", "working day", "1 month", "03-10..05-20");
    World world(with("\"measures\": {\"latest\": {\"last\": [\"order\", \"visit\"], \"over\": \"" + over + "\"},"
                     "\"number\": {\"count\": [\"order\", \"visit\"], \"over\": \"" + over + "\"}},"
                     R"j("rules": {"none_last": {"when": "customer.latest = null", "owe": {"need": "stop", "due": "none"}},
                               "none_counted": {"when": "customer.number = 0", "owe": {"need": "stop", "due": "none"}}})j"));
    for (const Act& act : acts()) {
      if (act.kind != 4) feed(world, act);
    }
    world.advance("2025-03-01T00:00:00");
    RC_ASSERT(world.lines("none_last") == world.lines("none_counted"));
  }));
}

TEST_CASE("forgetting everything after each step changes nothing", "[domain][law]") {
  REQUIRE(rc::check("memory = store", [] {
    const auto list = acts();
    World remembers(policy);
    World forgets(policy, 0);
    for (const Act& act : list) {
      feed(remembers, act);
      feed(forgets, act);
      forgets.flush();
    }
    remembers.advance("2025-03-01T00:00:00");
    forgets.advance("2024-11-11T00:00:00");
    forgets.flush();
    forgets.advance("2025-03-01T00:00:00");
    remembers.advance("2025-03-01T00:00:00");
    RC_ASSERT(remembers.dump() == forgets.dump());
  }));
}

TEST_CASE("duties have the same keys in whatever order equivalent changes come", "[domain][law]") {
  const std::string both = with(R"j(
    "tiers": {"rank": {"for": "customer", "inputs": ["customer.class", "customer.volume"], "rows": [["A", "> 10", "key"], ["-", "-", "ordinary"]]}},
    "rules": {"call": {"when": "tier.rank = key", "each": "week", "owe": {"need": "phone"}},
              "greet": {"on": "tier.rank", "when": "tier.rank = key", "owe": {"need": "visit", "due": "5 days"}},
              "thanks": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": "2 days"}},
              "grid": {"when": "customer.class = A and customer.volume > 10", "every": "10 days", "max": 3, "owe": {"need": "visit"}}})j");
  REQUIRE(rc::check("any order = any other, memory = store", [&] {
    // Changes of one moment about different customers, in any order.
    struct Change {
      int day, customer;
      std::vector<std::pair<std::string, std::string>> facts;  // empty: an order
    };
    std::vector<Change> changes;
    std::set<std::pair<int, int>> taken;
    for (int i = *rc::gen::inRange(1, 20); i > 0; --i) {
      Change change{*rc::gen::inRange(0, 6) * 7, *rc::gen::inRange(0, 4), {}};
      if (!taken.insert({change.day, change.customer}).second) continue;
      if (*rc::gen::inRange(0, 3) != 0) {
        change.facts = {{"class", *rc::gen::element<std::string>("\"A\"", "\"A\"", "\"B\"")},
                        {"volume", std::to_string(*rc::gen::inRange(0, 40))}};
      }
      changes.push_back(std::move(change));
    }
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.day < b.day; });
    std::vector<Change> shuffled = changes;
    for (std::size_t i = shuffled.size(); i > 1; --i) {
      const std::size_t other = *rc::gen::inRange<std::size_t>(0, i);
      if (shuffled[i - 1].day == shuffled[other].day) std::swap(shuffled[i - 1], shuffled[other]);
    }
    World one(both), other(both, 0);
    const auto feed = [&](World& world, const Change& change) {
      const std::string customer = "c" + std::to_string(change.customer), at = when(change.day, 9);
      const std::string id = "e" + std::to_string(change.day) + customer;  // keys hold the ids of what started runs
      std::string data;
      for (const auto& [name, value] : change.facts) data += (data.empty() ? "\"" : ", \"") + name + "\": " + value;
      world.record(R"({"id": ")" + id + R"(", "type": ")" + (change.facts.empty() ? "order" : "set") + R"(", "at": ")" + at +
                   R"(", "customer": ")" + customer + R"(", "data": {)" + data + "}}");
    };
    for (const Change& change : changes) feed(one, change);
    for (const Change& change : shuffled) feed(other, change), other.flush();
    std::set<std::string> keys[2];
    for (World* world : {&one, &other}) {
      world->advance("2024-03-20T00:00:00");
      for (const auto& duty : world->duties()) {
        keys[world == &one ? 0 : 1].insert(to_text(duty.key) + " " + std::string(to_text(duty.state)) + " " +
                                           (duty.due ? world->policy.zone().to_text(*duty.due) : ""));
      }
    }
    RC_ASSERT(keys[0] == keys[1]);
    RC_CLASSIFY(keys[0].size() > 10);
  }));
}

TEST_CASE("the calls owed agree with a day-by-day reading of the regulation", "[domain][law]") {
  REQUIRE(rc::check("each = reference", [] {
    const int start = *rc::gen::inRange(0, 400);
    const int length = *rc::gen::inRange(1, 500);
    World world(policy);
    world.record("ping", "c1", when(start, 0), "s1");
    world.advance(when(start + length, 0));
    std::vector<std::string> expected;
    for (int day = start; day <= start + length; ++day) {
      const huifang::Date date = huifang::Date::from_days(huifang::Date{2024, 1, 1}.to_days() + day);
      const auto peak = [](huifang::Date d) { return d.month >= 3 && d.month <= 10; };
      if (date.weekday() == 1 && peak(huifang::Date::from_days(date.to_days() + 6))) {
        expected.push_back(huifang::BucketFamily::built_in("week")->at(date, *world.policy.model().calendar)->id);
      }
      if ((date.day == 1 || date.day == 16) && !peak(date)) {
        expected.push_back(date.to_text().substr(0, 7) + (date.day == 1 ? "-H1" : "-H2"));
      }
    }
    std::vector<std::string> owed;
    for (const auto& duty : world.duties("call")) owed.push_back(duty.key.n);
    std::sort(expected.begin(), expected.end());
    std::sort(owed.begin(), owed.end());
    RC_ASSERT(owed == expected);
  }));
}

TEST_CASE("a duty key reads back from its text", "[domain][law]") {
  REQUIRE(rc::check("parse(to_text(key)) = key", [](const std::string& rule, const std::string& subject, const std::string& run) {
    const huifang::DutyKey key{"p/1", rule, {"customer", subject}, run, "", "2024-W09"};
    const auto parsed = huifang::parse_duty_key(huifang::to_text(key));
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == key);
  }));
  CHECK_FALSE(huifang::parse_duty_key("").has_value());
  CHECK_FALSE(huifang::parse_duty_key("p/r/customer/x/y/z").has_value());
  CHECK_FALSE(huifang::parse_duty_key("p/r/customer:c/%4/y/z").has_value());
  CHECK_FALSE(huifang::parse_duty_key("p/r/customer:c/x/y/z/more").has_value());
}

TEST_CASE("facts read back from their text, digit for digit", "[domain][law]") {
  using huifang::Decimal;
  using huifang::Value;
  const std::vector<Value> values{Value{}, Value::of(true), Value::of(*Decimal::parse("0.1")), Value::of(*Decimal::parse("12345678901234567890.123456789")),
                                  Value::of(std::string("a\"b\\c\n\x01中")), Value::of(huifang::Date{2024, 2, 29}),
                                  Value::of(huifang::EntityRef{"customer", "c:1"}), Value::of(std::vector<Value>{Value::of(Decimal(1)), Value::of("x")})};
  for (const Value& value : values) {
    INFO(huifang::json_text(value));
    CHECK(huifang::value_from_json(huifang::json_text(value)) == value);
  }
  REQUIRE(rc::check("strings", [](const std::string& text) {
    std::string ascii;
    for (const char c : text) ascii += static_cast<char>(c & 0x7f);
    RC_ASSERT(huifang::value_from_json(huifang::json_text(Value::of(ascii))) == Value::of(ascii));
  }));
}
