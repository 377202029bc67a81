// Forms and scores of policies in a book: what is refused, what is kept and not scored, and what a score leads to.

#include <catch2/catch.hpp>

#include "huifang/book.hpp"
#include "huifang/policy.hpp"
#include "support.hpp"

using namespace score_test;

namespace {

Policy policy_of(const std::string& sections, const std::string& version = "1") {
  return Policy::load(R"j({"huifang": 1, "policy": "survey", "version": ")j" + version + R"j(", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"name": "string"}, "staff": {"name": "string"}}, )j" + sections + "}");
}

class Desk {
 public:
  explicit Desk(const Policy& policy) : book_(Book::open(":memory:")), zone_(policy.zone()) { book_.bind(policy, at("2024-01-01")); }

  RecordResult file(const std::string& data, const std::string& when = "2024-03-01T10:00", const std::string& id = "") {
    const std::string name = id.empty() ? "f" + std::to_string(++number_) : id;
    return book_.record(Event::parse(R"j({"id": ")j" + name + R"j(", "type": "file", "customer": "c", "at": ")j" + when + R"j(", "data": )j" + data + "}", zone_), at(when));
  }
  std::string code_of(const std::string& data) {
    try {
      file(data);
      return "";
    } catch (const Error& error) {
      std::string codes;
      for (const Diagnostic& finding : error.diagnostics()) codes += (codes.empty() ? "" : " ") + finding.code + finding.pointer;
      return codes;
    }
  }
  ScoreEntry score(const std::string& name = "card") { return book_.score({"customer", "c"}, name, at("2025-01-01")).value_or(ScoreEntry{}); }
  std::string value(const std::string& name = "card") {
    const ScoreEntry entry = score(name);
    return entry.value ? entry.value->to_text() : "none: " + entry.reason;
  }
  Book& book() { return book_; }
  Instant at(const std::string& text) { return text.size() == 10 ? zone_.start_of_day(*Date::parse(text)) : *zone_.parse(text); }

 private:
  Book book_;
  TimeZone zone_;
  int number_ = 0;
};

bool notes(const RecordResult& result, const std::string& words) {
  return std::any_of(result.notes.begin(), result.notes.end(), [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

const std::string three = R"j("forms": {"card": {"about": "customer", "items": {"q": 3}, "scale": "0..10"}}, "scores": {"card": {"form": "card"}})j";

}  // namespace

SCENARIO("case 185: an answer that is not on its scale is refused when it is filed, all of them at once", "[score][book]") {
  Desk desk(policy_of(three));
  CHECK(desk.code_of(R"j({"form": "card", "q_1": 6.5, "q_2": 11, "q_3": -1, "q_4": 1})j") == "HF4501/data/q_1 HF4501/data/q_2 HF4501/data/q_3 HF2005/data/q_4");
  CHECK_FALSE(desk.book().score({"customer", "c"}, "card", desk.at("2025-01-01")).has_value());
}

SCENARIO("cases 175 to 177: 0 is an answer, a gap is none, and nothing is no score", "[score][book]") {
  Desk desk(policy_of(three));
  desk.file(R"j({"form": "card", "q_1": 0, "q_2": 0, "q_3": 0})j");
  CHECK(desk.value() == "0");
  desk.file(R"j({"form": "card", "q_1": 4, "q_2": 5})j", "2024-03-02T10:00");
  CHECK(desk.value() == "4.5");
  desk.file(R"j({"form": "card"})j", "2024-03-03T10:00");
  CHECK(desk.value() == "none: no_answers");
  desk.file(R"j({"form": "card", "q_1": 4, "q_2": "not_applicable", "q_3": "not_applicable"})j", "2024-03-04T10:00");
  CHECK(desk.value() == "4");
}

SCENARIO("cases 180, 181 and 182: what was not shown is kept, not scored, and nothing of it is required", "[score][book]") {
  Desk desk(policy_of(R"j("forms": {"call": {"about": "customer", "scale": "1..10", "required": ["bought", "plans"],
      "items": {"bought": "yes/no", "plans": {"scale": "yes/no", "shown_when": "bought = no"}, "when": {"scale": "text", "shown_when": "plans = yes"}, "rating": 1}}},
    "scores": {"card": {"form": "call"}})j"));
  WHEN("the branch is not taken") {
    CHECK_FALSE(notes(desk.file(R"j({"form": "call", "bought": "yes", "rating": 8})j"), "draft"));
    CHECK(desk.value() == "8");
  }
  WHEN("the branch is taken and its item is left out") {
    CHECK(notes(desk.file(R"j({"form": "call", "bought": "no", "rating": 8})j"), "draft; missing: plans"));
    CHECK_FALSE(desk.book().score({"customer", "c"}, "card", desk.at("2025-01-01")).has_value());
  }
  WHEN("an item behind a hidden one was answered") {
    CHECK(notes(desk.file(R"j({"form": "call", "bought": "yes", "plans": "yes", "when": "May", "rating": 8})j"), "item when was not shown"));
  }
  CHECK(desk.code_of(R"j({"form": "call", "bought": "perhaps"})j") == "HF4502/data/bought");
}

SCENARIO("a condition is of its own item and of all its repetitions, not of others whose names begin like it", "[score][book]") {
  Desk desk(policy_of(R"j("forms": {"card": {"about": "customer", "scale": "1..5", "items": {"go": "yes/no", "a": {"times": 2, "shown_when": "go = yes"}, "a_b": 1}}},
    "scores": {"card": {"form": "card"}})j"));
  CHECK(notes(desk.file(R"j({"form": "card", "go": "no", "a_1": 1, "a_2": 1, "a_b": 4})j"), "item a_2 was not shown"));
  CHECK(desk.value() == "4");
}

SCENARIO("case 183: an expression that yields a text without characters yields a text, and an answer without characters is missing", "[score][book]") {
  Desk desk(policy_of(R"j("events": {"heard": {"said": "string"}, "phone": {"contact": true}},
    "forms": {"card": {"about": "customer", "scale": "1..5", "items": {"q": 1, "words": {"scale": "text"}}},
              "memo": {"about": "customer", "items": {"words": "text"}, "required": ["words"]}},
    "scores": {"card": {"form": "card"}},
    "rules": {"silent": {"on": "heard", "when": "event.said = \"\"", "owe": {"need": "phone", "due": "1 day"}},
              "unsaid": {"on": "heard", "when": "event.said = null", "owe": {"need": "phone", "due": "1 day"}},
              "keep": {"on": "filed.card", "do": [{"set": {"customer.name": "if cause.words = null then \"\" else cause.words"}},
                                                  {"raise": "heard", "data": {"said": "= if cause.words = null then \"\" else cause.words"}}]}})j"));
  desk.file(R"j({"form": "card", "q": 4, "words": ""})j");
  CHECK(desk.value() == "4");
  CHECK(notes(desk.file(R"j({"form": "memo", "words": ""})j"), "draft; missing: words"));
  desk.file(R"j({"form": "card", "q": 5})j", "2024-03-02T10:00");
  const EntityRef customer{"customer", "c"};
  CHECK(desk.book().fact(customer, "name", desk.at("2024-03-03")) == Value::of(std::string()));
  CHECK(desk.book().fact(customer, "name", desk.at("2024-01-02")).is_null());
  for (const Duty& duty : desk.book().duties({})) CHECK(duty.key.rule == "silent");
  CHECK(desk.book().duties({}).size() == 2);
}

SCENARIO("case 195: two submissions on one invitation", "[score][book]") {
  const auto desk_that = [](const std::string& keep) {
    return Desk(policy_of(R"j("forms": {"card": {"about": "customer", "fields": {"invitation": "string"}, "items": {"q": 1}, "scale": "1..5",
      "once": {"by": "invitation", "keep": ")j" + keep + R"j("}}}, "scores": {"card": {"form": "card"}}, "measures": {"counted": {"count": "scored.card", "where": "not(event.supersedes)"}})j"));
  };
  WHEN("the last counts") {
    Desk desk = desk_that("last");
    desk.file(R"j({"form": "card", "invitation": "i1", "q": 2})j");
    desk.file(R"j({"form": "card", "invitation": "i1", "q": 5})j", "2024-03-02T10:00");
    CHECK(desk.value() == "5");
    CHECK(desk.score().supersedes);
    CHECK(desk.book().score({"customer", "c"}, "card", desk.at("2024-03-01T12:00"))->value == Decimal(2));
  }
  WHEN("the first counts") {
    Desk desk = desk_that("first");
    desk.file(R"j({"form": "card", "invitation": "i1", "q": 2})j");
    CHECK(notes(desk.file(R"j({"form": "card", "invitation": "i1", "q": 5})j", "2024-03-02T10:00"), "kept and not scored"));
    CHECK(desk.value() == "2");
    desk.file(R"j({"form": "card", "invitation": "i2", "q": 4})j", "2024-03-03T10:00");
    CHECK(desk.value() == "4");
  }
  WHEN("another one is refused") {
    Desk desk = desk_that("refuse");
    desk.file(R"j({"form": "card", "invitation": "i1", "q": 2})j");
    CHECK(desk.code_of(R"j({"form": "card", "invitation": "i1", "q": 5})j") == "HF2070");
    CHECK(desk.value() == "2");
  }
}

SCENARIO("case 196: a response is scored by the definition under which it was filed", "[score][book]") {
  const auto version = [](const std::string& number, const std::string& conversion) {
    return policy_of(R"j("forms": {"card": {"about": "customer", "items": {"q": 1}, "scale": "1..5"}}, "scores": {"card": {"form": "card", "to_100": ")j" + conversion + "\"}}", number);
  };
  Desk desk(version("1", "of_greatest"));
  desk.file(R"({"form": "card", "q": 3})");
  CHECK(desk.value() == "60");
  desk.book().bind(version("2", "from_least"), desk.at("2024-06-01"));
  CHECK(desk.value() == "60");
  desk.file(R"({"form": "card", "q": 3})", "2024-06-02T10:00");
  CHECK(desk.value() == "50");
  CHECK(desk.book().verify().same);
}

SCENARIO("answers keep the version of the form under which they were filed", "[score][book]") {
  const auto version = [](const std::string& number, const std::string& form) {
    return policy_of(R"j("forms": {"card": {"about": "customer", )j" + form + R"j(}}, "scores": {"card": {"form": "card", "missing": "incomplete"}})j", number);
  };
  Desk desk(version("1", R"j("items": {"q": 1}, "scale": "1..5")j"));
  desk.file(R"j({"form": "card", "q": 5})j");
  CHECK(desk.code_of(R"j({"form": "card", "q": 9})j") == "HF4501/data/q");
  const std::string because = desk.score().because;
  desk.book().bind(version("2", R"j("items": {"q": 1, "r": 1}, "scale": "0..10", "required": ["r"])j"), desk.at("2024-06-01"));
  CHECK(desk.value() == "5");
  CHECK(desk.score().because == because);
  CHECK(notes(desk.file(R"j({"form": "card", "q": 9})j", "2024-06-02T10:00"), "draft; missing: r"));
  CHECK(desk.value() == "5");
  desk.file(R"j({"form": "card", "q": 9, "r": 0})j", "2024-06-03T10:00");
  CHECK(desk.value() == "4.5");
  CHECK(desk.book().score({"customer", "c"}, "card", desk.at("2024-05-01"))->because == because);
  CHECK(desk.book().verify().same);
}

SCENARIO("a script leads to a call at the time that was chosen, and a coded refusal to none", "[score][book]") {
  Desk desk(policy_of(R"j("events": {"phone": {"contact": true}},
    "forms": {"call": {"about": "customer", "fields": {"call_at": "date and time"}, "required": ["outcome"],
      "required_when": {"call_at": "outcome = later", "reason": "outcome = refused"},
      "items": {"outcome": {"scale": {"choice": ["talked", "later", "refused"]}}, "reason": {"scale": {"choice": ["busy", "private"]}, "shown_when": "outcome = refused"}}}},
    "rules": {"again": {"on": "filed.call", "when": "cause.outcome = later", "again": "restart",
                        "owe": {"need": "phone", "opens": "cause.call_at", "due": "cause.call_at + 1 hour"}},
              "leave": {"on": "filed.call", "when": "cause.outcome = refused and cause.reason = private", "do": [{"flag": "not_to_be_called"}]}})j"));
  CHECK(notes(desk.file(R"j({"form": "call", "outcome": "later"})j"), "draft; missing: call_at"));
  CHECK(notes(desk.file(R"j({"form": "call", "outcome": "refused"})j"), "draft; missing: reason"));
  desk.file(R"j({"form": "call", "outcome": "refused", "reason": "busy"})j");
  CHECK(desk.book().duties({}).empty());
  CHECK(desk.book().effects().empty());
  WHEN("the customer names a time, and then another one") {
    desk.file(R"j({"form": "call", "outcome": "later", "call_at": "2024-03-04T15:30"})j", "2024-03-01T11:00");
    REQUIRE(desk.book().duties({}).size() == 1);
    CHECK(desk.book().duties({})[0].state == DutyState::pending);
    CHECK(desk.book().duties({})[0].opens == desk.at("2024-03-04T15:30"));
    CHECK(desk.book().duties({})[0].due == desk.at("2024-03-04T16:30"));
    desk.file(R"j({"form": "call", "outcome": "later", "call_at": "2024-03-05T09:00"})j", "2024-03-02T11:00");
    REQUIRE(desk.book().duties({}).size() == 2);
    CHECK(desk.book().duties({})[0].state == DutyState::withdrawn);
    CHECK(desk.book().duties({})[1].opens == desk.at("2024-03-05T09:00"));
  }
  WHEN("the customer refuses for a reason that is final") {
    desk.file(R"j({"form": "call", "outcome": "refused", "reason": "private"})j", "2024-03-01T11:00");
    CHECK(desk.book().duties({}).empty());
    REQUIRE(desk.book().effects().size() == 1);
    CHECK(desk.book().effects()[0].kind == "flag");
  }
}

SCENARIO("case 197: coached, or answered in two seconds, or in one line: kept, with the reason, and not scored", "[score][book]") {
  Desk desk(policy_of(R"j("forms": {"card": {"about": "customer", "fields": {"coached": "boolean", "seconds": "number"}, "scale": "1..5",
      "items": {"a": 2, "b": {"reversed": true}},
      "valid": {"coached": "not(response.coached)", "too_fast": "response.seconds >= 10", "straight_line": "not(response.straight_line)"}}},
    "scores": {"card": {"form": "card"}})j"));
  desk.file(R"j({"form": "card", "a_1": 5, "a_2": 5, "b": 1, "coached": true})j");
  CHECK(desk.value() == "none: coached");
  desk.file(R"j({"form": "card", "a_1": 5, "a_2": 5, "b": 1, "seconds": 2})j", "2024-03-02T10:00");
  CHECK(desk.value() == "none: too_fast");
  desk.file(R"j({"form": "card", "a_1": 5, "a_2": 5, "b": 5, "seconds": 60})j", "2024-03-03T10:00");
  CHECK(desk.value() == "none: straight_line");
  desk.file(R"j({"form": "card", "a_1": 5, "a_2": 5, "b": 1})j", "2024-03-04T10:00");
  CHECK(desk.value() == "5");
}

SCENARIO("a low score opens what the rules say, and conditions, tiers and merged scores read it", "[score][book]") {
  Desk desk(policy_of(R"j("events": {"phone": {"contact": true}},
    "forms": {"home": {"about": "customer", "items": {"points": 3}, "scale": "0..100"}, "market": {"about": "customer", "items": {"points": 3}, "scale": "0..100"}},
    "scores": {"home": {"form": "home"}, "market": {"form": "market", "is": "(points_1 + points_2 + points_3) / 3"},
               "both": {"merge": {"home": 0.4, "market": 0.6}, "missing": "incomplete", "bands": {"good": ">= 60", "poor": "< 60"}}},
    "tiers": {"mood": {"inputs": ["customer.both"], "rows": [["< 60", "sour"], ["-", "fine"]]}},
    "rules": {"listen": {"on": "scored.both", "when": "event.band = poor", "owe": {"need": "phone", "due": "3 days"}},
              "call":   {"on": "scored.home", "when": "event.value < 50", "owe": {"need": "phone", "due": "1 day", "owner": "cause.by"}}})j"));
  desk.file(R"j({"form": "home", "points_1": 30, "points_2": 40, "points_3": 50})j");
  CHECK(desk.value("home") == "40");
  CHECK(desk.value("both") == "none: missing_answers");
  desk.file(R"j({"form": "market", "points_1": 60, "points_2": 60, "points_3": 60})j", "2024-03-02T10:00");
  CHECK(desk.value("both") == "52");
  CHECK(desk.score("both").band == "poor");
  CHECK(desk.score("both").response == "f2");
  CHECK(desk.book().tiers(EntityRef{"customer", "c"}).back().value == "sour");
  CHECK(desk.score("home").because.find(R"j("item":"points_1")j") != std::string::npos);
  CHECK(desk.book().verify().same);
}

SCENARIO("by: a score for each part of a form, and of merged scores those of the same part", "[score][book]") {
  Desk desk(policy_of(R"j(
    "forms": {"home": {"about": "customer", "items": {"functional": 2, "process": 1}, "scale": "0..100"}, "market": {"about": "customer", "items": {"functional": 1, "process": 1}, "scale": "0..100"},
              "whole": {"about": "customer", "items": {"q": 1}, "scale": "0..100"}},
    "scores": {"home": {"form": "home", "by": ["functional", "process"], "bands": {"high": ">= 60", "low": "< 60"}}, "market": {"form": "market", "by": ["process", "functional"]}, "whole": {"form": "whole"},
               "interest": {"merge": {"home": 0.4, "market": 0.4, "whole": 0.2}, "by": ["functional", "process"], "missing": "incomplete"}},
    "tiers": {"kind": {"inputs": ["customer.interest_functional > customer.interest_process"], "rows": [["true", "use"], ["-", "ease"]]}},
    "events": {"phone": {}}, "rules": {"listen": {"on": "scored.home_process", "when": "event.band = low", "owe": {"need": "phone", "due": "3 days"}}})j"));
  const RecordResult filed = desk.file(R"j({"form": "home", "functional_1": 80, "functional_2": 40, "process": 10})j");
  CHECK(desk.value("home_functional") == "60");
  CHECK(desk.score("home_functional").band == "high");
  CHECK(desk.value("home_process") == "10");
  CHECK(desk.book().duties({}).size() == 1);
  desk.file(R"j({"form": "market", "functional": 50, "process": 20})j", "2024-03-02T10:00");
  CHECK(desk.value("interest_process") == "none: missing_answers");
  desk.file(R"j({"form": "whole", "q": 100})j", "2024-03-03T10:00");
  CHECK(desk.value("interest_functional") == "64");
  CHECK(desk.value("interest_process") == "32");
  CHECK(desk.book().tiers(EntityRef{"customer", "c"}).back().value == "use");
  CHECK(desk.book().verify().same);
}

SCENARIO("of two forms filed at one instant the merged score knows both, in either order", "[score][book]") {
  const Policy policy = policy_of(R"j(
    "forms": {"home": {"about": "customer", "items": {"points": 1}, "scale": "0..100"}, "market": {"about": "customer", "items": {"points": 1}, "scale": "0..100"}},
    "scores": {"home": {"form": "home"}, "market": {"form": "market"}, "both": {"merge": {"home": 0.5, "market": 0.5}, "missing": "incomplete"}},
    "tiers": {"mood": {"inputs": ["customer.both"], "rows": [["null", "unknown"], ["< 60", "sour"], ["-", "fine"]]}})j");
  const std::string home = R"j({"form": "home", "points": 50})j", market = R"j({"form": "market", "points": 80})j";
  const std::vector<std::pair<std::string, std::string>> orders{{"a", "b"}, {"b", "a"}};
  for (const auto& [first, second] : orders) {
    Desk desk(policy);
    desk.file(home, "2024-03-01T10:00", first);
    desk.file(market, "2024-03-01T10:00", second);
    CHECK(desk.value("both") == "65");
    CHECK(desk.book().tiers(EntityRef{"customer", "c"}).back().value == "fine");
    CHECK(desk.book().verify().same);
  }
}

SCENARIO("of two scores of one instant the first is not the last", "[score][book]") {
  Desk desk(policy_of(three + R"j(, "measures": {"earliest": {"first": "scored.card"}, "latest": {"last": "scored.card"}},
    "tiers": {"change": {"inputs": ["customer.earliest.value - customer.latest.value"], "rows": [["> 0", "down"], ["< 0", "up"], ["-", "none"]]}})j"));
  desk.file(R"j({"form": "card", "q_1": 2, "q_2": 2, "q_3": 2})j");
  desk.file(R"j({"form": "card", "q_1": 8, "q_2": 8, "q_3": 8})j");
  CHECK(desk.book().tiers(EntityRef{"customer", "c"}).back().value == "up");
}

SCENARIO("what cannot be a form or a score is refused, all of it at once", "[score][book]") {
  const auto codes = [](const std::string& sections) {
    std::vector<std::string> found;
    for (const Diagnostic& finding : Policy::check(R"j({"huifang": 1, "policy": "x", "version": "1", )j" + sections + "}")) {
      if (finding.severity == Severity::error) found.push_back(finding.code + " " + finding.pointer);
    }
    return found;
  };
  using Found = std::vector<std::string>;
  CHECK(codes(R"j("forms": {"f": {"about": "customer", "items": {"a": 1, "b": "1.."}}})j") == Found{"HF1103 /forms/f/items/a", "HF1109 /forms/f/items/b"});
  CHECK(codes(R"j("forms": {"f": {"about": "customer", "items": {"c": {"scale": "1..5", "shown_when": "d > 1"}}}})j").size() == 1);
  CHECK(codes(R"j("forms": {"f": {"about": "customer", "items": {"a": 2}, "scale": "1..5", "weights": {"b": 1}}}, "scores": {"s": {"form": "f", "bands": {"x": ">= 3"}}})j") ==
        Found{"HF1405 /forms/f/weights/b"});
  CHECK(codes(R"j("scores": {"s": {"merge": {"t": 1}}})j") == Found{"HF1103 /scores/s", "HF1424 /scores/s/merge/t"});
  CHECK(codes(R"j("scores": {"a": {"merge": {"b": 1}, "missing": "incomplete"}, "b": {"merge": {"a": 1}, "missing": "incomplete"}})j") == Found{"HF1425 /scores/a", "HF1425 /scores/b"});
  const std::string form = R"j("forms": {"f": {"about": "customer", "items": {"a": 2, "b": 1}, "scale": "1..5"}}, "scores": )j";
  CHECK(codes(form + R"j({"s": {"form": "f", "by": ["a", "c"]}})j") == Found{"HF1425 /scores/s", "HF1405 /scores/s/by/1"});
  CHECK(codes(form + R"j({"s": {"form": "f", "by": ["a", "a"]}})j") == Found{"HF1107 /scores/s"});
  CHECK(codes(form + R"j({"s": {"form": "f", "by": ["a"], "items": ["b"]}})j") == Found{"HF1113 /scores/s/items"});
  CHECK(codes(form + R"j({"s": {"form": "f", "by": [1]}, "t": {"form": "f", "by": []}})j") == Found{"HF1102 /scores/s/by/0", "HF1114 /scores/t/by"});
  CHECK(codes(form + R"j({"s": {"form": "f", "by": ["a"]}, "t": {"merge": {"s": 1}, "by": ["b"], "missing": "incomplete"}})j") == Found{"HF1424 /scores/t/merge/s", "HF1109 /scores/t/by/0"});
  CHECK(codes(R"j("forms": {"f": {"about": "customer", "items": {"a": "text"}}}, "scores": {"s": {"form": "f"}})j") == Found{"HF1425 /scores/s"});
  CHECK(codes(R"j("forms": {"f": {"about": "customer", "items": {"a": "1..5"}}}, "scores": {"s": {"form": "f", "missing": {"impute": 9}, "bands": {"x": "< 3"}}})j") ==
        Found{"HF1425 /scores/s", "HF1109 /scores/s/bands/x"});
}
