#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

using Codes = std::vector<std::string>;

const std::string vocabulary =
    R"("effective": "2020-01-01..2029-12-31", "facts": {"customer": {"class": ["A", "B"], "volume": "number", "vip": "boolean", "name": "string", "tags": "string*"}, "staff": {"post": ["boss", "clerk"]}},
    "events": {"phone": {"contact": true, "note": "string"}, "ping": {}}, "measures": {"calls": {"count": "phone", "over": "30 days"}},
    "tiers": {"rank": {"inputs": ["customer.volume"], "rows": [[">= 100", "gold"], ["-", "plain"]]}})";

Codes found(const std::string& more) { return codes(vocabulary + ", " + more); }
Codes when(const std::string& condition) {
  return found(R"("rules": {"r": {"when": ")" + condition + R"(", "each": "week", "owe": {"need": "phone"}}})");
}

}  // namespace

SCENARIO("a condition that excludes itself is pointed out", "[policy][lint]") {
  for (const char* const condition :
       {"customer.class = A and customer.class = B", "customer.volume > 10 and customer.volume < 5", "customer.volume > 10 and customer.volume <= 10",
        "5 > customer.volume and customer.volume = 7", "customer.calls < 0", "customer.vip and customer.vip = false", "customer.vip = null and customer.vip",
        "customer.class != A and customer.class != B and customer.class != null", "(customer.class = A or customer.volume > 3) and customer.class = B and customer.volume < 3",
        "customer.name = \\\"x\\\" and customer.name = \\\"y\\\"", "customer.volume = null and customer.volume > 3"}) {
    INFO(condition);
    const Codes all = when(condition);
    CHECK(std::count(all.begin(), all.end(), "HF1641") == 1);
  }
  THEN("what can be true is left alone") {
    for (const char* const condition :
         {"customer.class = A or customer.class = B", "customer.volume > 5 and customer.volume < 10", "customer.volume >= 10 and customer.volume <= 10", "customer.calls <= 0",
          "customer.class != A", "customer.class != A and customer.class != B", "customer.volume != 3 and customer.volume = 3.5", "not(customer.vip) and customer.volume < 3",
          "count(customer.tags) > 3 and count(customer.tags) < 2", "customer.name = \\\"x\\\" and customer.class = A", "customer.volume + 1 > 3 and customer.volume < 1"}) {
      INFO(condition);
      const Codes all = when(condition);
      CHECK(std::count(all.begin(), all.end(), "HF1641") == 0);
    }
  }
}

SCENARIO("seasons, branches and tiers that never come to anything are pointed out", "[policy][lint]") {
  const std::string seasons = R"("calendar": {"seasons": {"sales": {"peak": ["03-05..03-20"], "off": "otherwise"}}}, )";
  CHECK(found(seasons + R"("rules": {"r": {"when": "season.sales = peak and season.sales = off", "owe": {"need": "phone", "due": "none"}}})").front() == "HF1644");
  const auto each = [&](const std::string& peak) {
    const Codes all = found(seasons + R"("rules": {"r": {"each": {"switch": "season.sales", "peak": ")" + peak + R"(", "off": "week"}, "owe": {"need": "phone"}}})");
    return std::count(all.begin(), all.end(), "HF1646");
  };
  CHECK(each("month") == 1);  // no month ends between the 5th and the 20th of March
  CHECK(each("half-month") == 0);
  CHECK(each("week") == 0);
  const auto branch = [&](const std::string& condition) {
    const Codes all = found(R"("rules": {"r": {"when": ")" + condition + R"(", "each": {"switch": "customer.class", "A": "week", "B": "month"}, "owe": {"need": "phone"}}})");
    return std::count(all.begin(), all.end(), "HF1642");
  };
  CHECK(branch("customer.class = A") == 1);
  CHECK(branch("customer.volume > 3") == 0);
  CHECK(found(R"("rules": {"r": {"when": "customer.tier.rank = \"gold\"", "each": "week", "owe": {"need": "phone"}}})") == Codes{"HF1644"});
  CHECK(found(R"("rules": {"r": {"each": {"switch": "customer.tier.rank", "gold": "week", "else": "month"}, "owe": {"need": "phone"}}})") == Codes{});
  CHECK(found(R"("rules": {"r": {"when": "customer.volume > 3", "each": "week", "owe": {"need": "phone"}}})") == Codes{});
}

SCENARIO("steps, dates and pools that nothing reaches are pointed out", "[policy][lint]") {
  const auto steps = [](const std::string& condition) {
    return found(R"("rules": {"r": {"on": "ping", "steps": {"a": {"when": ")" + condition + R"(", "owe": {"need": "phone", "due": "1 day"}},
      "b": {"after": "a", "owe": {"need": "phone", "due": "1 day"}}, "c": {"after": "b", "owe": {"need": "phone", "due": "1 day"}}}}})");
  };
  CHECK(steps("customer.vip and customer.vip = false") == Codes{"HF1641", "HF1643", "HF1643"});
  CHECK(steps("customer.vip") == Codes{});
  const auto dates = [](const std::string& date) {
    return found(R"("calendar": {"dates": {"fairs": [")" + date + R"("]}}, "rules": {"r": {"date": "fairs", "owe": {"need": "phone", "due": "start"}}})");
  };
  CHECK(dates("2019-05-01") == Codes{"HF1645"});
  CHECK(dates("2030-05-01") == Codes{"HF1645"});
  CHECK(dates("2029-05-01") == Codes{});
  const auto pool = [](const std::string& test) {
    const Codes all = found(R"("assignment": {"customer": {"owner": {"least_load": ")" + test + R"("}}}, "rules": {"r": {"each": "week", "owe": {"need": "phone"}}})");
    return std::count(all.begin(), all.end(), "HF1641");
  };
  CHECK(pool("staff.post = clerk and staff.post = boss") == 1);
  CHECK(pool("staff.post = clerk") == 0);
}

SCENARIO("what starts on events that nothing raises is pointed out", "[policy][lint]") {
  const auto after = [](const std::string& due, const std::string& on) {
    return found(R"("rules": {"a": {"on": "ping", "owe": {"need": "phone", "due": )" + due + R"(}}, "b": {"on": )" + on +
                 R"(, "owe": {"need": "phone", "due": "1 day"}}, "c": {"on": "done.b", "do": [{"flag": "late"}]}})");
  };
  CHECK(after(R"("none")", R"("missed.a")") == Codes{"HF1641", "HF1641"});  // and what follows it
  CHECK(after(R"({"switch": "customer.class", "A": "none", "else": "none"})", R"("missed.a")") == Codes{"HF1641", "HF1641"});
  CHECK(after(R"({"switch": "customer.class", "A": "none", "else": "1 day"})", R"("missed.a")") == Codes{});
  CHECK(after(R"("none", "extend": {"to": "3 days", "by": "owner"})", R"("missed.a")") == Codes{});
  CHECK(after(R"("none")", R"("done.a")") == Codes{});
  CHECK(after(R"("none")", R"(["missed.a", "ping"])") == Codes{});
  CHECK(after(R"("1 day")", R"("missed.a")") == Codes{});
  CHECK(found(R"("rules": {"a": {"when": "customer.vip and customer.vip = false", "owe": {"need": "phone", "due": "1 day"}},
    "b": {"on": ["done.a", "missed.a"], "owe": {"need": "phone", "due": "1 day"}}})") == Codes{"HF1641", "HF1641"});
  THEN("a step that hears nothing is never there, nor what follows it") {
    CHECK(found(R"("rules": {"a": {"on": "ping", "steps": {"x": {"owe": {"need": "phone", "due": "none"}},
      "y": {"on": "missed.a.x", "owe": {"need": "phone", "due": "1 day"}}, "z": {"after": "y", "owe": {"need": "phone", "due": "1 day"}}}}})") == Codes{"HF1643", "HF1643"});
  }
}

SCENARIO("what the regulation left open is told with where it is used", "[policy][lint]") {
  const std::string document = R"({"huifang": 1, "policy": "p", "version": "1", "params": {"p": {"type": "number", "default": 3, "source": "absent"}, "pp": {"type": "number", "default": 4}},
    "facts": {"customer": {"volume": "number"}}, "events": {"phone": {}},
    "rules": {"r": {"when": "customer.volume > $p", "each": "week", "owe": {"need": "phone"}}, "s": {"when": "customer.volume > $pp", "each": "week", "owe": {"need": "phone"}}}})";
  const std::vector<Diagnostic> all = Policy::check(document);
  REQUIRE(all.size() == 1);
  CHECK(all[0].code == "HF1710");
  CHECK(all[0].found == "3");
  CHECK(all[0].message == "the regulation leaves 'p' open, and its default stands, used at /rules/r/when");
}

SCENARIO("of workflows it is pointed out what nothing can fulfil, what is never taken, and deadlines without a clause", "[policy][lint][workflow]") {
  const auto chart = [](const std::string& states, const std::string& more = R"("source": "7", )") {
    return found(R"("rules": {"open": {"on": "ping", "do": [{"open": "w"}]}}, "workflows": {"w": {)" + more + R"("states": {)" + states + "}}}");
  };
  const auto count = [](const Codes& all, const char* code) { return std::count(all.begin(), all.end(), code); };
  const auto owing = [&](const std::string& where) {
    return count(chart(R"("a": {"owe": {"d": {"need": {"event": "phone", "where": ")" + where + R"("}, "due": "1 day"}}})"), "HF1641");
  };
  CHECK(owing(R"(event.note = \"x\" and event.note = \"y\")") == 1);
  CHECK(owing(R"(customer.volume > 10 and customer.volume < 5)") == 1);
  CHECK(owing(R"(event.note = \"x\" and customer.volume > 5)") == 0);
  CHECK(count(chart(R"("a": {"owe": {"d": {"need": {"any": ["ping", {"event": "phone", "where": "customer.vip and customer.vip = false"}]}, "due": "1 day"}}})"), "HF1641") == 0);
  CHECK(count(chart(R"("a": {"on": {"phone": [{"when": "customer.volume < 5 and customer.volume > 5", "target": "b"}, {"target": "b"}]}}, "b": {"type": "final"})"), "HF1641") == 1);
  CHECK(count(chart(R"("a": {"always": [{"when": "customer.vip and customer.vip = false", "target": "b"}], "on": {"phone": "b"}}, "b": {"type": "final"})"), "HF1641") == 1);
  THEN("a rule's need is looked at the same way") {
    CHECK(count(found(R"("rules": {"r": {"each": "week", "owe": {"need": {"event": "phone", "where": "customer.vip and customer.vip = false"}}}})"), "HF1641") == 1);
  }
  const std::string dues = R"("a": {"owe": {"d": {"need": "phone", "due": "1 day"}, "e": {"need": "phone", "due": "none"}}, "after": {"2 days": "b"}}, "b": {"type": "final"})";
  CHECK(count(chart(dues), "HF1649") == 0);
  CHECK(count(chart(dues, ""), "HF1649") == 1);
  CHECK(count(chart(R"("a": {"source": "7.1", "owe": {"d": {"need": "phone", "due": "1 day"}}, "after": {"2 days": "b"}}, "b": {"type": "final"})", ""), "HF1649") == 0);
  CHECK(count(chart(R"("a": {"owe": {"d": {"need": "phone", "due": "1 day", "source": "7.1"}}, "after": {"2 days": "b"}}, "b": {"type": "final"})", ""), "HF1649") == 1);
}
