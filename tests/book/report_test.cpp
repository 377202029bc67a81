/// Reports of a book: what was known at the end of a bucket, and nothing of what came later.
#include "huifang/report.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <map>
#include <string>
#include <vector>

#include "huifang/book.hpp"

namespace huifang {
namespace {

using Texts = std::vector<std::string>;

std::string policy_text(const std::string& version, const std::string& reports) {
  return R"j({"huifang": 1, "policy": "hall", "version": ")j" + version + R"j(", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "params": {"limit": {"type": "number", "default": [{"value": 10}, {"from": "2024-03-01", "value": 5}]}},
    "facts": {"customer": {"city": ["north", "south"]}, "staff": {"name": "string"}},
    "events": {"served": {"hall": ["east", "west"], "wait": "number"}, "fault": {"responsible": "staff"}, "phone": {"contact": true}},
    "measures": {"visits": {"count": "served", "over": "month"}, "seen": {"last": "served"},
                 "faults": {"for": "staff", "count": "fault", "over": "month"},
                 "points": {"for": "staff", "sum": "posted", "of": "event.amount", "over": "month"},
                 "balance": {"for": "staff", "sum": "posted", "of": "event.amount"}},
    "tiers": {"grade": {"inputs": ["customer.visits"], "rows": [[">= 2", "often"], ["-", "seldom"]]}},
    "points": {"B": {"period": "month"}},
    "rules": {"call": {"when": "customer.city != null", "each": "month", "owe": {"need": "phone", "owner": "staff_of"}},
              "lost": {"on": "missed.call", "do": [{"post": {"class": "B", "to": {"cause.owner": -1}}}]},
              "fault": {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", "to": {"event.responsible": -10}}}]},
              "reward": {"for": "staff", "each": "month", "when": "staff.name != null and staff.faults = 0", "do": [{"post": {"class": "B", "to": {"staff": 30}}}]}},
    "roles": {"staff_of": {"is": "customer.owner"}},
    "reports": )j" + reports + "}";
}

const char* const all_reports = R"j({
  "waiting": {"for": "customer", "each": "month", "over": "served", "trend": 2, "label": {"en": "Waiting", "zh": "等候"},
    "metrics": {"in_time": {"rate": ["count(rows[wait <= $limit])", "count(rows)"], "target": "> 95 %"}, "wait": {"mean": "rows.wait"}},
    "breakdown": {"halls": {"by": "hall"}}, "show": ["day", "customer", "wait"]},
  "customers": {"each": "month", "over": "customer", "where": "customer.city != null", "rows": {"home": "customer.city", "rank": "customer.tier.grade"},
    "metrics": {"visited": {"rate": ["count(rows[visits > 0])", "count(rows)"]}}, "show": ["key", "home", "visits", "rank", "grade", "owner"]},
  "people": {"each": "month", "over": "staff", "where": "staff.name != null", "metrics": {"points": {"sum": "rows.points"}}, "show": ["name", "points", "balance"]},
  "statement": {"each": "month", "over": "posted", "rows": {"who": "event.staff.name"}, "metrics": {"all": {"sum": "rows.amount"}},
    "show": ["day", "who", "rule", "amount", "period", "of_period"]},
  "misses": {"each": "month", "over": "missed.call", "metrics": {"missed": {"count": "rows"}}, "show": ["customer", "owner"]}})j";

Policy policy(const std::string& version = "1", const std::string& reports = all_reports) {
  return Policy::load(policy_text(version, reports));
}
Instant at(const std::string& text) { return *TimeZone::find("Asia/Shanghai").parse(text); }
void record(Book& book, const std::string& json, const std::string& now) {
  book.record(Event::parse(json, TimeZone::find("Asia/Shanghai")), at(now));
}
void served(Book& book, const std::string& id, const std::string& customer, const std::string& when, const std::string& data, const std::string& now = {}) {
  record(book, R"j({"id": ")j" + id + R"j(", "type": "served", "customer": ")j" + customer + R"j(", "at": ")j" + when + R"j(", "data": )j" + data + "}",
         now.empty() ? when : now);
}

void begin(Book& book) {
  book.bind(policy(), at("2024-01-01T00:00"));
  record(book, R"({"id": "s1", "type": "set", "staff": "s1", "at": "2024-01-01T00:00", "data": {"name": "Wang"}})", "2024-01-01T00:00");
  record(book, R"({"id": "s2", "type": "set", "staff": "s2", "at": "2024-01-01T00:00", "data": {"name": "Li"}})", "2024-01-01T00:00");
  record(book, R"({"id": "c1", "type": "set", "customer": "c1", "at": "2024-01-01T00:00", "data": {"city": "north"}})", "2024-01-01T00:00");
  record(book, R"({"id": "o1", "type": "assign", "customer": "c1", "at": "2024-01-01T00:00", "data": {"owner": "s1"}})", "2024-01-01T00:00");
  record(book, R"({"id": "c2", "type": "set", "customer": "c2", "at": "2024-01-01T00:00", "data": {"city": "south"}})", "2024-01-01T00:00");
  record(book, R"({"id": "o2", "type": "assign", "customer": "c2", "at": "2024-01-01T00:00", "data": {"owner": "s2"}})", "2024-01-01T00:00");
  served(book, "v1", "c1", "2024-01-08T09:00", R"({"hall": "east", "wait": 4})");
  record(book, R"({"id": "p2", "type": "phone", "customer": "c2", "by": "s2", "at": "2024-01-20T09:00"})", "2024-01-20T09:00");
  served(book, "v2", "c1", "2024-01-31T23:59", R"({"hall": "east", "wait": 12})");
  record(book, R"({"id": "f1", "type": "fault", "staff": "s1", "at": "2024-01-15T10:00", "data": {"responsible": "s1"}})", "2024-01-31T23:59");
}

std::string joined(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) out += (out.empty() ? "" : " ") + (cell.empty() ? "-" : cell);
  return out;
}
Texts rows(const Report& report) {
  Texts out;
  for (const auto& cells : report.rows.value().cells) out.push_back(joined(cells));
  return out;
}
std::string shown(const Report& report, const std::string& name) {
  for (const ReportMetric& one : report.metrics) {
    if (one.name == name) return one.figure.shown;
  }
  return "no such metric";
}
std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.diagnostics().front().code;
  }
  return "nothing";
}

}  // namespace

SCENARIO("a report tells what is known at the end of its bucket", "[book][report]") {
  Book book = Book::open(":memory:");
  begin(book);
  book.advance(at("2024-02-01T00:00"));
  THEN("events are rows of the bucket in which they happened, up to its last minute") {
    const Report report = book.report("waiting", "2024-01");
    CHECK(report.period == "2024-01");
    CHECK(report.title.zh == "等候");
    CHECK(rows(report) == Texts{"2024-01-08 c1 4", "2024-01-31 c1 12"});
    CHECK(shown(report, "in_time") == "50.0 %");
    CHECK(shown(report, "wait") == "8.0");
  }
  THEN("subjects are read at its last instant: measures, tiers and references as they were then") {
    CHECK(rows(book.report("customers", "2024-01")) == Texts{"c1 north 2 often often s1", "c2 south 0 seldom seldom s2"});
    CHECK(shown(book.report("customers", "2024-01"), "visited") == "50.0 %");
  }
  THEN("what ends with the bucket is in it: the miss of its last instant, the points it costs, the reward of the month") {
    CHECK(rows(book.report("misses", "2024-01")) == Texts{"c1 s1"});
    CHECK(rows(book.report("people", "2024-01")) == Texts{"Wang -11 -11", "Li 30 30"});
    CHECK(rows(book.report("statement", "2024-01")) ==
          Texts{"2024-01-15 Wang fault -10 2024-01 -", "2024-01-31 Wang lost -1 2024-01 -", "2024-01-31 Li reward 30 2024-01 -"});
  }
  THEN("without a period the last one that is over is meant") {
    CHECK(book.report("misses").period == "2024-01");
    CHECK(book.reports() == Texts{"waiting", "customers", "people", "statement", "misses"});
  }
}

SCENARIO("columns and classes are called what the policy calls them, unless the report says otherwise", "[book][report]") {
  Book book = Book::open(":memory:");
  book.bind(Policy::load(R"j({"huifang": 1, "policy": "forms", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"city": {"type": ["north", "south"], "label": {"en": "quarter", "zh": "片区"}, "labels": {"north": {"en": "the north", "zh": "北区"}}}}},
    "measures": {"filed": {"count": "filed.record", "label": {"en": "records", "zh": "记录数"}}},
    "forms": {"record": {"about": "customer", "fields": {"method": {"type": ["phone", "visit"], "label": {"en": "by", "zh": "方式"}, "labels": {"visit": {"en": "a visit", "zh": "上门"}}}},
                         "items": {"said": {"scale": "text", "label": {"en": "what was said", "zh": "内容"}}}}},
    "reports": {"records": {"over": "filed.record", "each": "month", "rows": {"where": "event.customer.city"}, "show": ["customer", "method", "said", "where"], "labels": {"said": {"en": "words", "zh": "原话"}}},
                "customers": {"over": "customer", "each": "month", "where": "customer.city != null", "show": ["city", "filed"], "breakdown": {"cities": {"by": "city"}}}}})j"),
            at("2024-01-01T00:00"));
  record(book, R"({"id": "c1", "type": "set", "customer": "c1", "at": "2024-01-01T00:00", "data": {"city": "north"}})", "2024-01-01T00:00");
  record(book, R"({"id": "f1", "type": "file", "customer": "c1", "at": "2024-01-05T10:00", "data": {"form": "record", "method": "visit", "said": "fine"}})", "2024-01-05T10:00");
  book.advance(at("2024-02-01T00:00:01"));
  const Report records = book.report("records");
  CHECK(records.to(ReportFormat::markdown).find("| customer | by | words | where |\n| --- | --- | --- | --- |\n| c1 | a visit | fine | the north |") != std::string::npos);
  CHECK(records.to(ReportFormat::markdown, Language::zh).find("| customer | 方式 | 原话 | where |\n| --- | --- | --- | --- |\n| c1 | 上门 | fine | 北区 |") != std::string::npos);
  CHECK(records.rows->cells == std::vector<Texts>{{"c1", "visit", "fine", "north"}});
  const Report customers = book.report("customers");
  CHECK(customers.breakdowns.front().parts.front().label.zh == "北区");
  CHECK(customers.to(ReportFormat::markdown, Language::zh).find("| 片区 | 记录数 |") != std::string::npos);
}

SCENARIO("what comes later changes nothing of a report", "[book][report]") {
  Book book = Book::open(":memory:");
  begin(book);
  book.advance(at("2024-02-01T00:00"));
  std::map<std::string, std::string> before;
  for (const std::string& name : book.reports()) before[name] = book.report(name, "2024-01").to(ReportFormat::json);
  WHEN("something of the month is told late, taken back, or known otherwise") {
    served(book, "v3", "c2", "2024-01-09T09:00", R"({"hall": "west", "wait": 40})", "2024-02-01T00:00");
    record(book, R"({"id": "x", "type": "void", "customer": "c1", "at": "2024-02-02T00:00", "voids": "v1"})", "2024-02-02T00:00");
    record(book, R"({"id": "f2", "type": "fault", "staff": "s2", "at": "2024-01-16T10:00", "data": {"responsible": "s2"}})", "2024-02-02T00:00");
    record(book, R"({"id": "p1", "type": "phone", "customer": "c1", "by": "s1", "at": "2024-01-30T09:00"})", "2024-02-03T00:00");
    record(book, R"({"id": "c3", "type": "set", "customer": "c1", "at": "2024-01-02T00:00", "data": {"city": "south"}})", "2024-02-04T00:00");
    book.advance(at("2024-05-01T00:00"));
    THEN("the month's reports are what they were, to the last digit") {
      for (const auto& [name, text] : before) CHECK(book.report(name, "2024-01").to(ReportFormat::json) == text);
    }
    THEN("entries of points that came too late are in the next statement, with the month they belong to") {
      const Texts found = rows(book.report("statement", "2024-02"));
      CHECK(found == Texts{"2024-01-16 Li fault -10 2024-02 2024-01", "2024-01-31 Li reward -30 2024-02 2024-01", "2024-01-31 Wang lost 1 2024-02 2024-01",
                           "2024-02-29 Wang lost -1 2024-02 -", "2024-02-29 Li lost -1 2024-02 -", "2024-02-29 Wang reward 30 2024-02 -",
                           "2024-02-29 Li reward 30 2024-02 -"});
    }
  }
  WHEN("the policy is replaced, and its report means something else") {
    book.bind(policy("2", R"j({"waiting": {"each": "month", "over": "served", "metrics": {"wait": {"sum": "rows.wait"}}}})j"), at("2024-02-10T00:00"));
    served(book, "v3", "c2", "2024-02-09T09:00", R"({"hall": "west", "wait": 40})", "2024-02-11T00:00");
    book.advance(at("2024-03-01T00:00"));
    THEN("old periods are told as the policy said then, new ones as it says now, and figures of different types are not compared") {
      CHECK(book.report("waiting", "2024-01").to(ReportFormat::json) ==
            [&] { Report then = Report::from_json(before["waiting"]); then.trend.reset(); return then.to(ReportFormat::json); }());
      const Report now = book.report("waiting", "2024-02");
      CHECK(shown(now, "wait") == "40.0");
      CHECK_FALSE(now.metrics.front().previous);
    }
  }
}

SCENARIO("a report is told with the figures before it", "[book][report]") {
  Book book = Book::open(":memory:");
  begin(book);
  served(book, "v3", "c2", "2024-02-09T09:00", R"({"hall": "west", "wait": 40})");
  served(book, "v4", "c2", "2024-03-01T09:00", R"({"wait": 6})");
  book.advance(at("2024-04-01T00:00"));
  const Report report = book.report("waiting", "2024-03");
  REQUIRE(report.trend);
  CHECK(report.trend->periods == Texts{"2024-02", "2024-03"});
  CHECK(report.metrics[1].previous->shown == "40.0");
  CHECK(report.metrics[1].change == "-34.0");
  CHECK(report.trend->changes[1] == Texts{"", "-34.0"});
  THEN("a parameter has the value of the bucket's end") {
    CHECK(shown(report, "in_time") == "0.0 %");
    CHECK(report.metrics[0].targets.front().met == false);
  }
  THEN("what is in no class is told") {
    CHECK(report.breakdowns.front().unclassified->amount.shown == "1");
    CHECK(book.report("waiting", "2024-02").breakdowns.front().parts[1].share.shown == "100.0 %");
  }
}

SCENARIO("a bucket that runs is told as of now, and says so", "[book][report]") {
  Book book = Book::open(":memory:");
  begin(book);
  Report report = book.report("waiting");
  CHECK(report.period == "2024-01");
  CHECK(rows(report).size() == 2);
  CHECK(report.findings.back().text.en == "2024-01 is not over: as of 2024-01-31T23:59:00+08:00");
  book.advance(at("2024-01-31T23:59:59.999999"));
  CHECK(book.report("waiting").findings.back().text.en == "2024-01 is not over: as of 2024-01-31T23:59:59.999999+08:00");
  served(book, "last", "c1", "2024-01-31T23:59:59.999999", R"({"wait": 8})");
  book.advance(at("2024-02-01T00:00"));
  report = book.report("waiting", "2024-01");
  CHECK(rows(report).size() == 3);
  CHECK(report.findings.back().kind != ReportFinding::Kind::check);
}

SCENARIO("a report or period that there is not is told", "[book][report]") {
  Book book = Book::open(":memory:");
  CHECK(code_of([&] { book.report("waiting"); }) == "HF6010");
  begin(book);
  CHECK(code_of([&] { book.report("waitin"); }) == "HF6031");
  CHECK(code_of([&] { book.report("waiting", "2023-12"); }) == "HF6031");
  CHECK(code_of([&] { book.report("waiting", "2024-02"); }) == "HF6031");
  CHECK(code_of([&] { book.report("waiting", "January"); }) == "HF6031");
  try {
    book.report("waitin");
  } catch (const Error& error) {
    CHECK(error.diagnostics().front().suggestion == "waiting");
  }
}

SCENARIO("reports of several policies and of branches", "[book][report]") {
  Book book = Book::open(":memory:");
  const auto care = [](const std::string& id, const std::string& condition) {
    return Policy::load(R"j({"huifang": 1, "policy": ")j" + id + R"j(", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
      "params": {"least": {"type": "number", "default": 2}}, "facts": {"customer": {"city": ["north", "south"]}}, "events": {"order": {"amount": "number"}},
      "measures": {"orders": {"count": "order", "where": ")j" + condition + R"j(", "over": "month"}},
      "reports": {"all": {"each": "month", "over": "customer", "metrics": {"many": {"rate": ["count(rows[orders >= $least])", "count(rows)"]}}, "show": ["key", "orders"]}}})j");
  };
  book.bind({{care("a", "true"), "customer.city = north", std::nullopt}, {care("b", "event.amount > 5"), {}, std::nullopt}}, at("2024-01-01T00:00"));
  record(book, R"({"id": "n", "type": "set", "customer": "n", "at": "2024-01-01T00:00", "data": {"city": "north"}})", "2024-01-01T00:00");
  record(book, R"({"id": "s", "type": "set", "customer": "s", "at": "2024-01-01T00:00", "data": {"city": "south"}})", "2024-01-01T00:00");
  for (const char* who : {"n", "s"}) {
    for (const char* amount : {"3", "9"})
      record(book, std::string(R"({"id": "o)") + who + amount + R"(", "type": "order", "customer": ")" + who + R"(", "at": "2024-01-05T00:00", "data": {"amount": )" + amount + "}}",
             "2024-01-05T00:00");
  }
  book.advance(at("2024-02-01T00:00"));
  CHECK(book.reports() == Texts{"all", "b/all"});
  CHECK(rows(book.report("all")) == Texts{"n 2"});  // the policy governs the north alone
  CHECK(rows(book.report("b/all")) == Texts{"n 1", "s 1"});
}

SCENARIO("reports follow from the journal alone", "[book][report][law]") {
  rc::prop("each month's rows are the events of it recorded by its end, and all statements together are what accounts have", [] {
    struct Told {
      int day = 0, late = 0;
      bool taken_back = false;
    };
    // Day of the year, days until it is recorded; some are taken back at once.
    const auto told = *rc::gen::container<std::vector<Told>>(rc::gen::apply(
        [](int day, int late, bool taken_back) { return Told{day, late, taken_back}; }, rc::gen::inRange(1, 90), rc::gen::weightedElement<int>({{4, 0}, {1, 3}, {1, 40}}),
        rc::gen::weightedElement<bool>({{5, false}, {1, true}})));
    std::vector<std::pair<int, std::size_t>> order;  // by recording
    for (std::size_t i = 0; i < told.size(); ++i) order.emplace_back(told[i].day + told[i].late, i);
    std::sort(order.begin(), order.end());
    const std::int64_t first = Date{2024, 1, 1}.to_days();
    const auto date = [&](int day) { return Date::from_days(first + day); };
    Book book = Book::open(":memory:");
    begin(book);
    book.advance(at("2024-02-01T00:00"));
    std::map<std::pair<int, int>, int> wanted, faults;  // year and month to how many
    for (const auto& [recorded, i] : order) {
      const Date happened = date(told[i].day + 31), known = date(recorded + 31);
      const std::string id = "r" + std::to_string(i), when = happened.to_text() + "T12:00", now = known.to_text() + "T12:00";
      record(book, R"({"id": ")" + id + R"(", "type": "fault", "staff": "s2", "at": ")" + when + R"(", "data": {"responsible": "s2"}})", now);
      served(book, id + "v", "c1", when, R"({"wait": 1})", now);
      if (told[i].taken_back) record(book, R"({"id": ")" + id + R"(x", "type": "void", "customer": "c1", "at": ")" + now + R"(", "voids": ")" + id + "v\"}", now);
      if (happened.month == known.month && !told[i].taken_back) ++wanted[{happened.year, happened.month}];
    }
    book.advance(at("2024-07-01T00:00"));
    Decimal sum;
    for (int month = 1; month <= 6; ++month) {
      const std::string period = "2024-0" + std::to_string(month);
      if (month > 1) RC_ASSERT(rows(book.report("waiting", period)).size() == static_cast<std::size_t>(wanted[{2024, month}]));
      sum = *Decimal::add(sum, book.report("statement", period).metrics.front().figure.numerator);
    }
    Decimal balance;
    for (const PointBalance& one : book.balances()) balance = *Decimal::add(balance, one.closing);
    RC_ASSERT(sum == balance);
  });
}

SCENARIO("a target that a parameter says is that of the day", "[book][report]") {
  Book book = Book::open(":memory:");
  book.bind(policy("1", R"j({"waiting": {"each": "month", "over": "served", "metrics": {"wait": {"mean": "rows.wait", "target": "<= $limit"}}}})j"), at("2024-01-01T00:00"));
  served(book, "v1", "c1", "2024-02-08T09:00", R"({"wait": 8})");
  served(book, "v2", "c1", "2024-03-08T09:00", R"({"wait": 8})");
  book.advance(at("2024-04-01T00:00"));
  const auto target = [&](const char* period) { return book.report("waiting", period).metrics.front().targets.front(); };
  CHECK(target("2024-02").text == "<= 10");
  CHECK(target("2024-02").met == true);
  CHECK(target("2024-03").text == "<= 5");
  CHECK(target("2024-03").met == false);
}

}  // namespace huifang
