// Occurrences without a book: against what a book owes when nobody does anything.
#include "huifang/occurrences.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <tuple>

#include "domain/world.hpp"
#include "huifang/error.hpp"

using namespace huifang;
using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

Instant at(const Policy& policy, const std::string& text) { return *policy.zone().parse(text); }

std::string local(const Policy& policy, std::int64_t us) {
  const TimeZone zone = policy.zone();
  const LocalTime time = zone.to_local(Instant{us});
  if (time.us_of_day == us_per_day - 1) return time.date.to_text() + " end";
  return time.us_of_day == 0 ? time.date.to_text() : zone.to_text(Instant{us}).substr(0, 16);
}

OccurrenceRequest request(const Policy& policy, const std::string& from, const std::string& to,
                          const std::string& rule = {}) {
  return {"customer", rule, at(policy, from), at(policy, to), std::nullopt};
}

/// "subject rule n opens .. due" of each row.
Lines lines(const Policy& policy, const OccurrenceRequest& request, std::size_t subjects,
            std::vector<SubjectColumn> columns = {}, std::size_t rows_max = 3) {
  Occurrences occurrences(policy, request, subjects, std::move(columns));
  Lines out;
  OccurrenceBatch batch;
  while (occurrences.next(batch, rows_max)) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const std::int64_t due_us = batch.due_us[i];
      out.push_back(std::to_string(batch.subject[i]) + " " +
                    occurrences.rules()[static_cast<std::size_t>(batch.rule[i])] + " " +
                    occurrences.ids()[static_cast<std::size_t>(batch.n[i])] + " " + local(policy, batch.opens_us[i]) + " .. " +
                    (due_us == OccurrenceBatch::no_due ? "-" : local(policy, due_us)));
    }
  }
  CHECK(batch.size() == 0);
  return out;
}

std::string refusal(const Policy& policy, const OccurrenceRequest& request, std::size_t subjects,
                    std::vector<SubjectColumn> columns) {
  try {
    Occurrences(policy, request, subjects, std::move(columns));
  } catch (const Error& error) {
    std::string text;
    for (const Diagnostic& finding : error.diagnostics()) {
      text += finding.code + " " + finding.pointer + ": " + finding.message + "; found " + finding.found + ", expected " +
              finding.expected + (finding.suggestion.empty() ? "" : "; did you mean " + finding.suggestion + "?") + "\n";
    }
    return text;
  }
  return "accepted";
}

/// Large customers every half-month, the others every month in season.
const std::string visits = with(R"j("rules": {"visit": {"each": {"switch": "customer.class", "A": "half-month", "else": "month"}, "owe": {"need": "visit"}},
            "call": {"when": "customer.class = A and season.sales = \"peak\"", "every": "30 days", "owe": {"need": "phone"}}})j");

}  // namespace

SCENARIO("a rule says when it is due, for what is known of a customer", "[occurrences]") {
  const Policy policy = Policy::load(visits);
  GIVEN("three customers of two classes") {
    const std::vector<SubjectColumn> columns = {{"class", {Value::of("A"), Value::of("B")}, {1, 0, 1}}};
    THEN("each has its own rhythm") {
      CHECK(lines(policy, request(policy, "2024-03-01T00:00:00", "2024-04-01T00:00:00", "visit"), 3, columns) ==
            Lines{"0 visit 2024-03 2024-03-01 .. 2024-03-31 end", "1 visit 2024-03-H1 2024-03-01 .. 2024-03-15 end",
                  "1 visit 2024-03-H2 2024-03-16 .. 2024-03-31 end", "2 visit 2024-03 2024-03-01 .. 2024-03-31 end"});
    }
  }
  GIVEN("customers of whom nothing is known") {
    THEN("they get what is owed whatever may be") {
      CHECK(lines(policy, request(policy, "2024-03-01T00:00:00", "2024-04-01T00:00:00"), 1) ==
            Lines{"0 visit 2024-03 2024-03-01 .. 2024-03-31 end"});
      CHECK(lines(policy, request(policy, "2024-03-01T00:00:00", "2024-04-01T00:00:00"), 1, {{"class", {}, {-1}}}).size() == 1);
    }
  }
  GIVEN("a customer who became known in the middle of a month") {
    OccurrenceRequest wanted = request(policy, "2024-03-10T00:00:00", "2024-05-01T00:00:00", "visit");
    THEN("the month begun is not owed") { CHECK(lines(policy, wanted, 1) == Lines{"0 visit 2024-04 2024-04-01 .. 2024-04-30 end"}); }
    THEN("unless they were known before") {
      wanted.known_since = at(policy, "2024-01-01T00:00:00");
      CHECK(lines(policy, wanted, 1) == Lines{"0 visit 2024-03 2024-03-01 .. 2024-03-31 end", "0 visit 2024-04 2024-04-01 .. 2024-04-30 end"});
    }
  }
  GIVEN("a rule that depends on the season") {
    const std::vector<SubjectColumn> columns = {{"class", {Value::of("A")}, {0}}};
    THEN("it begins and ends with it: the ninth, from 27 October, is taken back on 1 November") {
      const Lines calls = lines(policy, request(policy, "2024-01-01T00:00:00", "2025-01-01T00:00:00", "call"), 1, columns);
      REQUIRE(calls.size() == 8);
      CHECK(calls.front() == "0 call 1 2024-03-01 .. 2024-03-31 end");
    }
  }
  GIVEN("no customers") { CHECK(lines(policy, request(policy, "2024-01-01T00:00:00", "2025-01-01T00:00:00"), 0).empty()); }
}

SCENARIO("steps, dates and tiers occur as in a book", "[occurrences]") {
  GIVEN("a tier that nobody computes here") {
    const Policy policy = Policy::load(with(R"j("measures": {"orders": {"for": "customer", "count": "order", "over": "365 days"}},
      "tiers": {"size": {"for": "customer", "inputs": ["customer.orders"], "rows": [[">= 10", "large"], ["-", "small"]]}},
      "rules": {"visit": {"when": "tier.size = large", "each": "quarter", "owe": {"need": "visit"}}})j"));
    const OccurrenceRequest year = request(policy, "2024-01-01T00:00:00", "2025-01-01T00:00:00");
    THEN("it is given, or follows from a measure that is given, or from nothing having happened") {
      CHECK(lines(policy, year, 1, {{"tier.size", {Value::of("large")}, {0}}}).size() == 4);
      CHECK(lines(policy, year, 1, {{"orders", {Value::of(Decimal(12))}, {0}}}).size() == 4);
      CHECK(lines(policy, year, 1, {{"orders", {Value::of(Decimal(9))}, {0}}}).empty());
      CHECK(lines(policy, year, 1).empty());
    }
  }
}

TEST_CASE("what occurs is what a book owes when nobody does anything", "[occurrences]") {
  REQUIRE(rc::check("random rules and customers", [] {
    const auto window = *rc::gen::element<std::string>("week", "half-month", "month", "quarter");
    const auto grid = *rc::gen::element<std::string>("10 days", "5 working days", "1 month");
    const auto due = *rc::gen::element<std::string>("", R"(, "due": "3 working days")", R"(, "opens": "start + 1 day")");
    World world(with(R"j("rules": {"visit": {"each": {"switch": "customer.class", "A": ")j" + window + R"j(", "else": "month"},
        "owe": {"need": "visit"}},
      "call": {"when": "customer.class = A and season.sales = \"peak\"", "every": ")j" + grid + R"j(", "owe": {"need": "phone")j" + due + R"j(}},
      "mail": {"when": "customer.class = B", "owe": {"need": "order", "due": "10 days"}}})j"));
    std::vector<SubjectColumn> columns(1);
    columns[0].name = "class";
    columns[0].values = {Value::of("A"), Value::of("B")};
    const int count = *rc::gen::inRange(1, 5);
    const std::string day = "2024-0" + std::to_string(*rc::gen::inRange(1, 10)) + "-" + std::to_string(*rc::gen::inRange(10, 28));
    for (int i = 0; i < count; ++i) {
      const int place = *rc::gen::inRange(-1, 2);
      columns[0].places.push_back(place);
      const std::string value = place < 0 ? "null" : place == 0 ? "\"A\"" : "\"B\"";
      world.record(R"({"type": "set", "at": ")" + day + R"(T00:00:00", "customer": "c)" + std::to_string(i) +
                   R"(", "data": {"class": )" + value + "}}");
    }
    world.advance("2024-12-31T23:59:59.999999");
    Lines expected;
    for (int i = 0; i < count; ++i) {
      std::vector<std::tuple<std::int64_t, std::int64_t, std::string, std::string>> owed;
      for (const Duty& duty : world.duties("", "c" + std::to_string(i))) {
        if (duty.state == DutyState::withdrawn && !duty.missed_at) continue;
        owed.emplace_back(duty.opens->utc_us, duty.due ? duty.due->utc_us : OccurrenceBatch::no_due, duty.key.rule, duty.key.n);
      }
      std::sort(owed.begin(), owed.end());
      for (const auto& [opens_us, due_us, rule, n] : owed)
        expected.push_back(std::to_string(i) + " " + rule + " " + n + " " + local(world.policy, opens_us) + " .. " +
                           local(world.policy, due_us));
    }
    RC_ASSERT(lines(world.policy, request(world.policy, day + "T00:00:00", "2025-01-01T00:00:00"),
                    static_cast<std::size_t>(count), columns, 10) == expected);
  }));
}

SCENARIO("what cannot be asked is refused, all of it at once", "[occurrences]") {
  const Policy policy = Policy::load(visits);
  OccurrenceRequest wanted = request(policy, "2024-01-01T00:00:00", "2025-01-01T00:00:00");
  wanted.entity = "custommer";
  CHECK(refusal(policy, wanted, 0, {}) ==
        "HF7201 /entity: the policy knows no such subjects; found custommer, expected an entity of its facts; did you mean "
        "customer?\n");
  wanted = request(policy, "2024-01-01T00:00:00", "2025-01-01T00:00:00", "visits");
  CHECK(refusal(policy, wanted, 2, {{"klass", {}, {0}}, {"class", {Value::of("A")}, {0, 1}}, {"class", {Value::of("Z")}, {0, 0}}}) ==
        "HF7202 /rule: there is no such rule about these subjects; found visits, expected the id of a rule; did you mean visit?\n"
        "HF7204 /columns/0: the column has another length than there are subjects; found 1, expected 2\n"
        "HF7204 /columns/0: the column has a place outside its values; found klass, expected -1, or the place of a value\n"
        "HF7205 /columns/0: the subjects have no such attribute; found klass, expected a fact, measure, decision or tier; did you "
        "mean class?\n"
        "HF7204 /columns/1: the column has a place outside its values; found class, expected -1, or the place of a value\n"
        "HF7205 /columns/2: this column is given twice; found class, expected each attribute once\n"
        "HF7206 /columns/2/class: wrong type or value; found \"Z\", expected one of A B C\n");
  wanted = request(policy, "2024-01-01T00:00:00", "2025-01-01T00:00:00");
  const std::vector<Value> wrong(100, Value::of("Z"));
  const std::string many = refusal(policy, wanted, 1, {{"class", wrong, {0}}});
  CHECK(std::count(many.begin(), many.end(), '\n') == 21);
  CHECK(many.ends_with("HF7206 /columns/0: more values of this column are wrong; found 100 values, expected values of the attribute's type\n"));
  wanted = request(policy, "2024-01-01T00:00:00", "2125-01-01T00:00:00");
  CHECK(refusal(policy, wanted, 0, {}).substr(0, 14) == "HF7203 /from: ");
  std::swap(wanted.from, wanted.to);
  CHECK(refusal(policy, wanted, 0, {}).substr(0, 14) == "HF7203 /from: ");
}
