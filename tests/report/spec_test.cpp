#include "report/table.hpp"

using namespace huifang;
using namespace huifang::test;
using Kind = ReportFinding::Kind;

namespace {

std::string with(const std::string& body) {
  return R"j({"huifang_report": 1, "columns": {"post": "string", "score": "number", "day": "date", "level": ["good", "bad"]}, )j" +
         body + "}";
}

/// All codes with their places.
std::vector<std::string> faults(const std::string& spec) {
  std::vector<std::string> out;
  try {
    ReportSpec::parse(spec, "report.json");
  } catch (const Error& error) {
    for (const Diagnostic& one : error.diagnostics()) out.push_back(one.code + ' ' + one.pointer);
  }
  return out;
}
using Faults = std::vector<std::string>;

}  // namespace

SCENARIO("everything that is wrong with a report is told at once", "[report][spec]") {
  CHECK(faults("{}") == Faults{"HF1103 "});
  CHECK(faults("[]") == Faults{"HF1102 "});
  CHECK(faults("{") == Faults{"HF1001 "});
  CHECK(faults(R"({"huifang_report": 2})") == Faults{"HF1108 /huifang_report"});
  CHECK(
      faults(with(
          R"("metrics": {"a": {"rate": ["1"]}, "b": {"round": "up 1", "count": "rows"}, "c": {}, "d": {"mean": "rows.score", "sum": "rows.score"}})")) ==
      Faults{"HF2502 /metrics/a/rate", "HF2501 /metrics/b/round", "HF2502 /metrics/c", "HF2502 /metrics/d"});
  CHECK(
      faults(with(
          R"("metrics": {"a": {"count": "rowz"}, "b": {"value": "\"x\""}, "c": {"growth": {"now": "1"}}, "d": {"index": "rows.score", "best": 1, "worst": 1}})")) ==
      Faults{"HF2110 /metrics/a/count", "HF2506 /metrics/b/value", "HF2502 /metrics/c/growth",
             "HF1110 /metrics/d"});
  CHECK(
      faults(with(
          R"("breakdown": {"a": {"by": "posst"}, "b": {}, "c": {"by": "post", "sum": "level"}}, "rank": {"r": {"of": "post", "by": {"mean": "rows.score"}, "order": "up"}},
                      "checks": {"k": {}}, "trend": {"by": "score", "each": "decade"}, "metricz": {})")) ==
      Faults{"HF2505 /breakdown/a/by", "HF1103 /breakdown/b", "HF2505 /breakdown/c/sum",
             "HF1109 /rank/r/order", "HF2507 /checks/k", "HF2505 /trend/by", "HF1407 /trend/each",
             "HF1101 /metricz"});
}

SCENARIO("a target and a printed figure are of the type of their metric", "[report][spec]") {
  for (const char* metric :
       {R"("rate": ["1", "2"], "target": ">= 85")", R"("mean": "rows.score", "target": ">= 85 %")",
        R"("index": "rows.score", "target": "> 85 %")", R"("count": "rows", "target": "85 %")",
        R"("rate": ["1", "2"], "per": 1000, "target": "> 5 %")", R"("count": "rows", "target": "many")",
        R"("count": "rows", "target": "85")"})
    CHECK(faults(with(std::string(R"("metrics": {"m": {)") + metric + "}}")) ==
          Faults{"HF2503 /metrics/m/target"});
  for (const char* metric :
       {R"("rate": ["1", "2"], "printed": "5 ‰")", R"("mean": "rows.score", "printed": "85 %")",
        R"("count": "rows", "printed": "about 5")"})
    CHECK(faults(with(std::string(R"("metrics": {"m": {)") + metric + "}}")) ==
          Faults{"HF2504 /metrics/m/printed"});
  CHECK(
      faults(
          with(
              R"("metrics": {"m": {"rate": ["1", "2"], "per": 1000, "target": "> 5 ‰", "printed": "500 ‰"}})"))
          .empty());
}

SCENARIO("rows of other types than their columns are refused, each with its place", "[report][spec]") {
  const Table table = Table({"post", "score", "day", "level"})
                          .row({"a", "5", "2024-03-01", "good"})
                          .row({"b", "five", "2024-02-30", "best"});
  try {
    table.report(with(R"("metrics": {"n": {"count": "rows"}})"));
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::argument);
    Faults found;
    for (const Diagnostic& one : error.diagnostics()) found.push_back(one.code + ' ' + one.pointer);
    CHECK(found == Faults{"HF7501 /rows/1/day", "HF7501 /rows/1/level", "HF7501 /rows/1/score"});
  }
}

SCENARIO("a sign without a number is not known", "[report][spec]") {
  const Report report =
      Table({"post", "score"})
          .row({"a", "%"})
          .row({"b", " "})
          .row({"c", "80 %"})
          .report(with(
              R"("given": {"lost": "%"}, "metrics": {"m": {"mean": "rows.score"}, "l": {"value": "lost"}})"));
  CHECK(metric(report, "m").figure.shown == "80.0");
  CHECK(metric(report, "m").figure.base == Decimal(1));
  CHECK_FALSE(metric(report, "l").figure.known);
  CHECK(metric(report, "l").figure.shown == "–");
}

SCENARIO("figures without a base are told and not guessed", "[report][spec]") {
  const Report report = Table({"post"}).report(with(
      R"j("metrics": {"r": {"rate": ["count(rows[level = good])", "count(rows)"], "target": "> 95 %"}, "m": {"mean": "rows.score"}, "n": {"count": "rows"}})j"));
  CHECK_FALSE(metric(report, "r").figure.known);
  CHECK_FALSE(metric(report, "r").targets.front().met);
  CHECK(metric(report, "n").figure.shown == "0");
  CHECK(findings(report, Kind::no_base).size() == 2);
}

SCENARIO("a figure that these rows divide by zero is not known, and the others are told", "[report][spec]") {
  const Report report = Table({"post"}).row({"a"}).report(
      with(R"j("metrics": {"v": {"value": "1 / (count(rows) - 1)", "target": ">= 1", "printed": "7", "label": {"en": "each", "zh": "每人"}}, "n": {"count": "rows"},
                            "s": {"sum": "for r in rows return 1 / (count(rows) - 1)", "target": "> 0"}, "w": {"mean": "[1]", "weights": "1 / (count(rows) - 1)"}},
                "breakdown": {"posts": {"by": "post", "of": "1 / (count(rows) - 1)"}},
                "checks": {"c": {"that": "1 / (count(rows) - 1) > 0"}, "l": {"none": "[1 / (count(rows) - 1)]"}})j"));
  CHECK_FALSE(metric(report, "v").figure.known);
  CHECK(metric(report, "v").figure.shown == "–");
  CHECK_FALSE(metric(report, "v").targets.front().met);
  for (const char* name : {"s", "w"}) CHECK_FALSE(metric(report, name).figure.known);
  CHECK_FALSE(metric(report, "s").targets.front().met);
  CHECK(metric(report, "n").figure.shown == "1");
  REQUIRE(findings(report, Kind::no_base, "v").size() == 1);
  CHECK(findings(report, Kind::no_base, "v").front().text.en == "each: not known (division by zero)");
  CHECK(findings(report, Kind::no_base, "v").front().text.zh == "每人：未知（除数为零）");
  CHECK(findings(report, Kind::undecided, "v").size() == 1);
  CHECK(findings(report, Kind::no_base, "posts").size() == 1);
  for (const char* name : {"c", "l"}) {
    REQUIRE(findings(report, Kind::check, name).size() == 1);
    CHECK(findings(report, Kind::check, name).front().text.en == std::string(name) + ": undecided");
  }
}

SCENARIO("expressions that meet what they do not take are an error and no figure", "[report][spec]") {
  CHECK(refused([] {
          Table({"post"}).row({"a"}).report(with(R"("metrics": {"m": {"mean": "rows.post"}})"));
        }) == "HF7504");
}

SCENARIO("classes keep their declared order, and what is in none is unclassified", "[report][spec]") {
  const Report report =
      Table({"level", "post"})
          .row({"bad", "a"})
          .row({"", "b"})
          .row({"bad", "c"})
          .report(with(R"("breakdown": {"levels": {"by": "level"}, "more": {"by": "post", "of": "2"}})"));
  const ReportBreakdown& levels = report.breakdowns[0];
  REQUIRE(levels.parts.size() == 2);
  CHECK(levels.parts[0].name == "good");
  CHECK(levels.parts[0].amount.shown == "0");
  CHECK(levels.parts[1].share.shown == "66.7 %");
  REQUIRE(levels.unclassified);
  CHECK(levels.unclassified->amount.shown == "1");
  AND_THEN("parts beyond their total are told as well") {
    REQUIRE(report.breakdowns[1].unclassified);
    CHECK(report.breakdowns[1].unclassified->amount.shown == "-1");
    CHECK(findings(report, Kind::exceeded, "more").front().text.en ==
          "more: the parts add up to 3, which is 1 more than the total 2");
  }
}

SCENARIO("equal values share a place, and the lowest become the focus", "[report][spec]") {
  const Report report =
      Table({"post", "score"})
          .row({"concierge", "98"})
          .row({"cleaning", "97"})
          .row({"water bar", "95"})
          .row({"gate", "97"})
          .row({"lift", ""})
          .report(with(
              R"("rank": {"posts": {"of": "post", "by": {"mean": "rows.score"}, "first": 2, "focus": true, "label": {"en": "posts", "zh": "岗位"}}},
              "labels": {"water bar": {"en": "water bar", "zh": "水吧岗"}})"));
  const auto& places = report.rankings.front().places;
  REQUIRE(places.size() == 5);
  CHECK(places[0].name == "concierge");
  CHECK(places[1].place == 2);
  CHECK(places[2].place == 2);
  CHECK(places[2].chosen);
  CHECK(places[3].place == 4);
  CHECK(places[3].focus);
  CHECK_FALSE(places[3].chosen);
  CHECK(places[4].place == 0);
  CHECK(findings(report, Kind::focus).front().text.zh == "岗位：重点是水吧岗");
}

SCENARIO("a trend has the metrics of each period and their change", "[report][spec]") {
  Table table({"day", "score"});
  table.row({"2024-01-31", "80"})
      .row({"2024-02-01", "81"})
      .row({"2024-02-29", "84"})
      .row({"2024-12-30", "90"})
      .row({"", "10"});
  const auto trend = [&](const char* each) {
    return *table
                .report(with(
                    std::string(
                        R"("metrics": {"m": {"mean": "rows.score"}, "n": {"count": "rows"}}, "trend": {"by": "day", "each": ")") +
                    each + "\"}"))
                .trend;
  };
  CHECK(trend("month").periods == std::vector<std::string>{"2024-01", "2024-02", "2024-12"});
  CHECK(trend("month").figures[0][1].shown == "82.5");
  CHECK(trend("month").changes[0] == std::vector<std::string>{"", "+2.5", "+7.5"});
  CHECK(trend("month").figures[1][1].shown == "2");
  CHECK(trend("quarter").periods == std::vector<std::string>{"2024-Q1", "2024-Q4"});
  CHECK(trend("week").periods == std::vector<std::string>{"2024-W05", "2024-W09", "2025-W01"});
  CHECK(trend("half-year").periods == std::vector<std::string>{"2024-H1", "2024-H2"});
  CHECK(trend("year").periods == std::vector<std::string>{"2024"});
  CHECK(trend("day").periods.size() == 4);
}

SCENARIO("a target is asked of the exact figure, not of the one that is shown", "[report][spec]") {
  const Report report = given(
      R"j({"huifang_report": 1, "round": "half_up 1", "metrics": {"m": {"rate": ["8496", "10000"], "target": ">= 85 %"}}})j");
  CHECK(metric(report, "m").figure.shown == "85.0 %");
  CHECK(metric(report, "m").targets.front().met == false);
  CHECK(findings(report, Kind::rounded_away).front().text.en ==
        "m: shown as 85.0 %, but the exact figure 84.96 does not reach >= 85 %");
}

SCENARIO("a target may be what a given number or the rows say", "[report][spec]") {
  const std::string spec = R"j({"huifang_report": 1, "columns": {"post": "string", "goal": "number", "score": "number"}, "given": {"least": 85, "nobody": "%"},
    "metrics": {"m": {"rate": ["8496", "10000"], "target": ">= least %"}, "n": {"mean": "rows.score", "target": [">= least / 10", "> sum(rows.goal)"]}, "o": {"count": "rows", "target": ">= nobody"}},
    "rank": {"posts": {"of": "post", "by": {"mean": "rows.score", "target": ">= sum(rows.goal)"}}}})j";
  const Report report = Table({"post", "goal", "score"}).row({"a", "4", "8"}).row({"b", "6", "5,5"}).row({"c", "", "9"}).report(spec);
  const auto told = [](const std::vector<Target>& targets) {
    std::string out;
    for (const Target& one : targets) out += (out.empty() ? "" : ", ") + one.text + (!one.met ? " ?" : *one.met ? " met" : " missed");
    return out;
  };
  CHECK(told(metric(report, "m").targets) == ">= 85 % missed");
  CHECK(told(metric(report, "n").targets) == ">= 8.5 missed, > sum(rows.goal) ?");
  CHECK(told(metric(report, "o").targets) == ">= nobody ?");
  CHECK(findings(report, Kind::missed, "m").front().text.en == "m: 85.0 % does not reach the target >= 85 %");
  CHECK(findings(report, Kind::no_base, "o").front().text.zh == "o：目标 >= nobody 未知");
  REQUIRE(report.rankings.front().places.size() == 3);
  CHECK(told(report.rankings.front().places[0].targets) == ">= sum(rows.goal) ?");
  CHECK(told(report.rankings.front().places[1].targets) == ">= 4 met");
  CHECK(told(report.rankings.front().places[2].targets) == ">= 6 missed");
  for (const auto& [target, fault] : {std::pair(">= least", "HF2503"), std::pair(">= least ‰", "HF2503"), std::pair("least %", "HF2503"), std::pair(">= ", "HF2503"),
                                      std::pair(">= leest %", "HF2110"), std::pair(R"(>= \"x\" %)", "HF2506")}) {
    CAPTURE(target);
    std::string other = spec;
    other.replace(other.find(">= least %"), 10, target);
    CHECK(faults(other) == Faults{std::string(fault) + " /metrics/m/target"});
  }
}

SCENARIO("a count changes by whole numbers and by parts of a per cent, whoever says what was before", "[report][spec]") {
  const Report now = given(R"j({"huifang_report": 1, "metrics": {"n": {"count": "1004", "previous": 1000}}})j");
  const Report both = compared(given(R"j({"huifang_report": 1, "metrics": {"n": {"count": "1004"}}})j"),
                               given(R"j({"huifang_report": 1, "metrics": {"n": {"count": "1000"}}})j"));
  for (const Report* report : {&now, &both}) {
    CHECK(metric(*report, "n").change == "+4");
    CHECK(metric(*report, "n").change_relative == "+0.4 %");
  }
}

SCENARIO("rows are told as they are: a plan or a record", "[report][spec]") {
  const Report report =
      Table({"post", "score"})
          .row({"a", "80,50"})
          .row({"b", ""})
          .report(with(R"("show": ["post", "score"], "labels": {"post": {"en": "post", "zh": "岗位"}})"));
  REQUIRE(report.rows);
  CHECK(report.rows->cells == std::vector<std::vector<std::string>>{{"a", "80.5"}, {"b", ""}});
  CHECK(report.rows->labels[0].zh == "岗位");
}

SCENARIO("what is not known is no zero, and a sum of nothing is", "[report][spec]") {
  const Report report = Table({"post", "score"}).row({"a", "5"}).row({"b", ""}).report(with(R"j("metrics": {
    "high": {"rate": ["count(rows[score >= 5])", "count(rows)"]}, "known": {"rate": ["count(rows[score != null and score >= 5])", "count(rows)"]},
    "total": {"sum": "rows.score"}, "all": {"value": "sum(rows.score)"}, "none": {"rate": ["sum(rows[post = \"c\"].score)", "2"]}})j"));
  CHECK_FALSE(metric(report, "high").figure.known);
  CHECK(findings(report, Kind::no_base, "high").front().text.en == "high: not known, because score is not");
  CHECK(metric(report, "known").figure.shown == "50.0 %");
  CHECK(metric(report, "total").figure.shown == "5.0");
  CHECK_FALSE(metric(report, "all").figure.known);
  CHECK(metric(report, "none").figure.shown == "0.0 %");
}

SCENARIO("a comma before three digits says nothing for sure, and is refused", "[report][spec]") {
  const auto sum = [](const std::string& cell) {
    return Table({"n"}).row({cell}).report(
        R"({"huifang_report": 1, "columns": {"n": "number"}, "metrics": {"n": {"sum": "rows.n"}}})");
  };
  for (const char* cell : {"1,234", "-12,345", "999,000 %", "1,234,567"}) {
    CAPTURE(cell);
    CHECK(refused([&] { sum(cell); }) == "HF7501");
  }
  for (const auto& [cell, value] : {std::pair("94,5%", "94.5"), std::pair("0,123", "0.123"), std::pair("1234,567", "1234.567"),
                                    std::pair("1,2345", "1.2345"), std::pair("1.234", "1.234"), std::pair("-0,500", "-0.5")}) {
    CAPTURE(cell);
    CHECK(sum(cell).metrics.front().figure.value == Decimal::parse(value));
  }
  CHECK(faults(R"({"huifang_report": 1, "given": {"a": "1,234"}})") == Faults{"HF1109 /given/a"});
}
