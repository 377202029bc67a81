/// Missed targets of reports in a book: what is raised when a bucket ends is what the report of that bucket says, whether the book
/// was closed meanwhile or not.
#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "book/temporary_file.hpp"
#include "huifang/book.hpp"
#include "huifang/report.hpp"

namespace huifang {
namespace {

using Texts = std::multiset<std::string>;

/// `each`: of the reports over what was served and of customers; `heard`: of which reports; `aims`: has what was served targets?
Policy policy(const std::string& version = "1", const std::string& each = "month",
              const std::string& heard = R"("target.waiting", "target.customers", "target.statement", "target.misses")", bool aims = true) {
  return Policy::load(R"j({"huifang": 1, "policy": "hall", "version": ")j" + version + R"j(", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"city": ["north", "south"], "hall": "string"}, "staff": {"name": "string"}, "org": {}},
    "events": {"served": {"hall": ["east", "west"], "wait": "number"}, "fault": {"responsible": "staff"}, "phone": {"contact": true}},
    "measures": {"visits": {"count": "served", "over": "month"}, "balance": {"for": "staff", "sum": "posted", "of": "event.amount"}},
    "tiers": {"grade": {"inputs": ["customer.visits"], "rows": [[">= 2", "often"], ["-", "seldom"]]}},
    "points": {"B": {"period": "month"}},
    "rules": {"call": {"when": "customer.city != null", "each": "month", "owe": {"need": "phone", "owner": "customer.owner"}},
              "fault": {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", "to": {"event.responsible": -10}}}]},
              "told": {"for": "org", "on": [)j" + heard + R"j(], "do": [{"notify": "org", "data": {
                "type": "= cause.type", "metric": "= cause.metric", "of": "= cause.of", "target": "= cause.target", "value": "= cause.value", "period": "= cause.period"}}]},
              "moved": {"on": [)j" + heard + R"j(], "link": "event.of = customer.hall", "do": [{"set": {"customer.city": "\"south\""}}]}},
    "reports": {
      "waiting": {"for": "org", "each": ")j" + each + R"j(", "over": "served", "metrics": {"in_time": {"rate": ["count(rows[wait <= 10])", "count(rows)"])j" + (aims ? R"j(, "target": ["> 50 %", "> 95 %"])j" : "") + R"j(}},
                  "rank": {"halls": {"of": "hall", "by": {"mean": "rows.wait")j" + (aims ? R"j(, "target": "<= 10")j" : "") + R"j(}}}},
      "customers": {"for": "org", "each": ")j" + each + R"j(", "over": "customer", "metrics": {
        "often": {"rate": ["count(rows[grade = often])", "count(rows)"], "target": ">= 40 %"}, "north": {"count": "rows[city = \"north\"]", "target": ">= 1"}}},
      "statement": {"for": "org", "each": "month", "over": "posted", "metrics": {"all": {"sum": "rows.amount", "target": ">= -15"}}},
      "misses": {"for": "org", "each": "month", "over": "missed.call", "metrics": {"missed": {"count": "rows", "target": "<= 0"}}}
      )j" + (heard.find("waiting") == std::string::npos ? "" : R"j(, "short": {"each": "month", "over": "target.waiting", "metrics": {"times": {"count": "rows"}}})j") + "}}");
}

Instant at(const std::string& text) { return *TimeZone::find("Asia/Shanghai").parse(text); }
std::string day(int number) { return Date::from_days(Date{2024, 1, 1}.to_days() + number).to_text(); }
void record(Book& book, const std::string& json, const std::string& now) { book.record(Event::parse(json, TimeZone::find("Asia/Shanghai")), at(now)); }
std::string given(const std::string& type, const std::string& id, const std::string& when, const std::string& whom, const std::string& data) {
  return R"({"id": ")" + id + R"(", "type": ")" + type + R"(", "at": ")" + when + R"(", )" + whom + R"(, "data": )" + data + "}";
}

void begin(Book& book) {
  book.bind(policy(), at("2024-01-01T00:00"));
  record(book, given("set", "o", "2024-01-01T00:00", R"("org": "o")", "{}"), "2024-01-01T00:00");
  for (const char* who : {"1", "2", "3"}) {
    record(book, given("set", std::string("s") + who, "2024-01-01T00:00", std::string(R"("staff": "s)") + who + '"', R"({"name": "x"})"), "2024-01-01T00:00");
    record(book, given("set", std::string("c") + who, "2024-01-01T00:00", std::string(R"("customer": "c)") + who + '"', R"({"city": "north", "hall": "west"})"), "2024-01-01T00:00");
    record(book, given("assign", std::string("a") + who, "2024-01-01T00:00", std::string(R"("customer": "c)") + who + '"', std::string(R"({"owner": "s)") + who + "\"}"), "2024-01-01T00:00");
  }
}

/// What the rule that hears of missed targets told.
Texts raised(const Book& book) {
  Texts out;
  for (const Effect& one : book.effects()) {
    if (one.kind == "notify") out.insert(one.data);
  }
  return out;
}

std::string text_of(const std::string& report, const std::string& metric, const std::string& of, const Report& made, const Figure& figure, const Target& target) {
  return R"({"type":"target.)" + report + R"(","metric":")" + metric + R"(","of":)" + (of.empty() ? "null" : '"' + of + '"') + R"(,"target":")" + target.text +
         R"(","value":)" + figure.value.to_text() + R"(,"period":")" + made.period + "\"}";
}

/// What the reports of these buckets say is missed.
Texts missed(const Book& book, const std::vector<std::string>& names, const std::vector<std::string>& periods) {
  Texts out;
  for (const std::string& name : names) {
    for (const std::string& period : periods) {
      const Report made = book.report(name, period);
      const auto look = [&](const std::string& metric, const std::string& of, const Figure& figure, const std::vector<Target>& targets) {
        for (const Target& target : targets) {
          if (target.met == false) out.insert(text_of(name, metric, of, made, figure, target));
        }
      };
      for (const ReportMetric& one : made.metrics) look(one.name, "", one.figure, one.targets);
      for (const ReportRanking& ranking : made.rankings) {
        for (const ReportPlace& place : ranking.places) look(ranking.name, place.name, place.figure, place.targets);
      }
    }
  }
  return out;
}

const std::vector<std::string> months = {"2024-01", "2024-02", "2024-03", "2024-04"};

struct Step {
  int kind = 0, days = 0, customer = 1, wait = 0, late = 0;
  bool closed = false;
};

}  // namespace

SCENARIO("what is raised when a bucket ends is what its report says, in a book that is closed at any time as in one that is not", "[book][report_targets][law]") {
  rc::prop("live, restarted and replayed", [] {
    const auto steps = *rc::gen::resize(40, rc::gen::container<std::vector<Step>>(rc::gen::apply(
        [](int kind, int days, int customer, int wait, int late, bool closed) { return Step{kind, days, customer, wait, late, closed}; }, rc::gen::inRange(0, 6), rc::gen::inRange(0, 9),
        rc::gen::inRange(1, 4), rc::gen::element(5, 10, 11, 30), rc::gen::weightedElement<int>({{4, 0}, {1, 3}, {1, 35}}), rc::gen::weightedElement<bool>({{5, false}, {1, true}}))));
    auto book = std::make_unique<Book>(Book::open(":memory:"));
    const TemporaryFile other;
    BookOptions small;
    small.cached_subjects = 0;
    small.durability = Durability::off;
    auto restarted = std::make_unique<Book>(Book::open(other.path(), small));
    begin(*book);
    begin(*restarted);
    int today = 0;
    for (std::size_t i = 0; i < steps.size() && today < 110; ++i) {
      const Step& step = steps[i];
      today += step.days;
      const std::string id = "e" + std::to_string(i), now = day(today) + "T12:00", when = day(std::max(0, today - step.late)) + "T12:00";
      const std::string number = std::to_string(step.customer), customer = R"("customer": "c)" + number + '"';
      const auto tell = [&](Book& to) {
        switch (step.kind) {
          case 0: return record(to, given("phone", id, when, customer + R"(, "by": "s)" + number + '"', "{}"), now);
          case 1: return record(to, given("fault", id, when, R"("staff": "s)" + number + '"', R"({"responsible": "s)" + number + "\"}"), now);
          case 2: {
            record(to, given("served", id + "v", when, customer, R"({"wait": 99})"), now);
            return record(to, R"({"id": ")" + id + R"(", "type": "void", "at": ")" + now + R"(", "voids": ")" + id + R"(v", )" + customer + "}", now);
          }
          case 3: to.advance(at(now), 1); return;
          default: return record(to, given("served", id, when, customer, R"({"hall": ")" + std::string(step.wait < 11 ? "east" : "west") + R"(", "wait": )" + std::to_string(step.wait) + "}"), now);
        }
      };
      tell(*book);
      tell(*restarted);
      if (!step.closed) continue;
      restarted.reset();
      restarted = std::make_unique<Book>(Book::open(other.path(), small));
    }
    book->advance(at("2024-05-01T00:00"));
    restarted->advance(at("2024-05-01T00:00"));
    const Texts told = raised(*book);
    RC_ASSERT(told == missed(*book, {"waiting", "customers", "statement", "misses"}, months));
    RC_ASSERT(raised(*restarted) == told);
    RC_ASSERT(book->verify().same);
    RC_ASSERT(restarted->verify().same);
    // Reports over missed targets have those of their own bucket.
    std::int64_t times = 0;
    for (const std::string& period : months) times += *book->report("short", period).metrics.front().figure.value.to_int64();
    RC_ASSERT(times == std::count_if(told.begin(), told.end(), [](const std::string& text) { return text.find("target.waiting") != std::string::npos; }));
  });
}

SCENARIO("who has a book of which a report is heard only later", "[book][report_targets]") {
  GIVEN("a month of slow service under a policy that hears of nothing") {
    Book book = Book::open(":memory:");
    book.bind(policy("1", "month", R"("target.customers")"), at("2024-01-01T00:00"));
    record(book, given("set", "o", "2024-01-01T00:00", R"("org": "o")", "{}"), "2024-01-01T00:00");
    const auto serve = [&](const std::string& id, const std::string& when) { record(book, given("served", id, when, R"("customer": "c")", R"({"wait": 99})"), when); };
    serve("v1", "2024-02-05T12:00");
    WHEN("from the middle of February on somebody hears of it") {
      book.bind(policy("2", "month", R"("target.waiting")"), at("2024-02-15T00:00"));
      serve("v2", "2024-02-20T12:00");
      serve("v3", "2024-03-20T12:00");
      book.advance(at("2024-04-01T00:00"));
      THEN("March is the first month of which everything was seen") {
        Texts waiting;
        for (const std::string& text : raised(book)) {
          if (text.find("target.waiting") != std::string::npos) waiting.insert(text);
        }
        CHECK(waiting == missed(book, {"waiting"}, {"2024-03"}));
        CHECK(waiting.size() == 2);
        CHECK(book.verify().same);
      }
    }
    WHEN("somebody hears of it, then it has no targets for ten days, then it has them again") {
      book.bind(policy("2", "month", R"("target.waiting")"), at("2024-02-06T00:00"));
      book.bind(policy("3", "month", R"("target.customers")", false), at("2024-03-10T00:00"));
      serve("v2", "2024-03-15T12:00");
      book.bind(policy("4", "month", R"("target.waiting")"), at("2024-03-20T00:00"));
      serve("v3", "2024-03-25T12:00");
      serve("v4", "2024-04-25T12:00");
      book.advance(at("2024-05-01T00:00"));
      THEN("April is the first month of which everything was seen") {
        Texts waiting;
        for (const std::string& text : raised(book)) {
          if (text.find("target.waiting") != std::string::npos) waiting.insert(text);
        }
        CHECK(waiting == missed(book, {"waiting"}, {"2024-04"}));
        CHECK(waiting.size() == 2);
        CHECK(book.verify().same);
      }
    }
  }
}

SCENARIO("points of days that are in no bucket are in the next one, as in its report", "[book][report_targets]") {
  Book book = Book::open(":memory:");
  book.bind(Policy::load(R"j({"huifang": 1, "policy": "fines", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "facts": {"staff": {"name": "string"}}, "events": {"fault": {}}, "points": {"B": {"period": "month"}},
    "rules": {"fine": {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", "to": {"staff": -10}}}]},
              "hear": {"for": "staff", "on": "target.day", "do": [{"notify": "staff", "data": {"value": "= cause.value", "period": "= cause.period"}}]}},
    "reports": {"day": {"for": "staff", "over": "posted", "each": "working day", "metrics": {"all": {"sum": "rows.amount", "target": "> 0"}}}}})j"),
            at("2024-01-01T00:00"));
  record(book, given("set", "s", "2024-01-01T00:00", R"("staff": "s")", R"({"name": "Wang"})"), "2024-01-01T00:00");
  GIVEN("a fine on a Saturday") {
    record(book, given("fault", "f", "2024-01-06T10:00", R"("staff": "s")", "{}"), "2024-01-06T10:00");
    book.advance(at("2024-01-09T00:00"));
    THEN("Monday's target is missed by what Monday's report tells") {
      CHECK(raised(book).contains(R"({"value":-10,"period":"2024-01-08","metric":"all","of":null,"target":"> 0"})"));
      CHECK(book.report("day", "2024-01-08").metrics.front().figure.value.to_text() == "-10");
    }
  }
}

SCENARIO("a missed target is explained by what it started", "[book][report_targets]") {
  Book book = Book::open(":memory:");
  book.bind(Policy::load(R"j({"huifang": 1, "policy": "calls", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"name": "string"}, "staff": {"name": "string"}, "org": {"head": "staff"}}, "events": {"phone": {"contact": true}, "planned": {"org": "org"}},
    "measures": {"calls": {"count": "phone", "over": "month"}},
    "rules": {"plan": {"for": "org", "on": "target.calls", "source": "7", "owe": {"need": "planned", "owner": "org.head", "due": "5 days"}}},
    "reports": {"calls": {"for": "org", "over": "customer", "each": "month", "metrics": {"called": {"rate": ["count(rows[calls > 0])", "count(rows)"], "target": ">= 90 %"}}}}})j"),
            at("2024-01-01T00:00"));
  record(book, given("set", "s", "2024-01-01T00:00", R"("staff": "s")", R"({"name": "Wang"})"), "2024-01-01T00:00");
  record(book, given("set", "o", "2024-01-01T00:00", R"("org": "o")", R"({"head": "s"})"), "2024-01-01T00:00");
  record(book, given("set", "c", "2024-01-01T00:00", R"("customer": "c")", R"({"name": "A"})"), "2024-01-01T00:00");
  book.advance(at("2024-02-03T00:00"));
  const auto duties = book.duties(DutyQuery{});
  REQUIRE(duties.size() == 1);
  CHECK(to_text(duties.front().key) == "calls/plan/org:o/target%3Acalls%3A2024-01%3Acalled%3Ao//1");
  CHECK(TimeZone::find("Asia/Shanghai").to_text(*duties.front().due).starts_with("2024-02-05T23:59:59"));
  CHECK(duties.front().because.find("target:calls:2024-01:called:o") != std::string::npos);
}

}  // namespace huifang
