#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/table.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

Report sample() {
  return Table({"post", "score", "day", "outcome"})
      .row({"concierge", "98.5", "2024-01-05", "good"})
      .row({"cleaning", "96", "2024-01-06", "good"})
      .row({"water bar", "95", "2024-02-05", "bad"})
      .row({"water bar", "96", "2024-02-06", ""})
      .report(
          R"j({"huifang_report": 1, "report": "posts", "title": {"en": "Posts", "zh": "岗位评分"}, "period": "2024-02", "source": "R1", "round": "half_up 2",
        "columns": {"post": "string", "score": "number", "day": "date", "outcome": ["good", "bad"]},
        "metrics": {
          "overall": {"mean": "rows.score", "target": ">= 96", "previous": "96.31", "label": {"en": "overall", "zh": "总平均"}},
          "good": {"rate": ["count(rows[outcome != null and outcome = good])", "count(rows)"], "numerator": {"en": "good", "zh": "好"}, "base": {"en": "rated", "zh": "已评"},
                   "target": "> 95 %", "printed": "50 %", "label": {"en": "rated good", "zh": "好评率"}}},
        "breakdown": {"outcomes": {"by": "outcome", "label": {"en": "outcomes", "zh": "结果"}}},
        "rank": {"posts": {"of": "post", "by": {"mean": "rows.score"}, "focus": true, "first": 1, "label": {"en": "posts", "zh": "岗位"}}},
        "trend": {"by": "day"}, "show": ["post", "score"],
        "labels": {"good": {"en": "good", "zh": "好"}, "bad": {"en": "bad", "zh": "差"}, "water bar": {"en": "water bar", "zh": "水吧岗"}}})j");
}

/// Names and texts that would break out of a form that did not escape them.
Report hostile() {
  const std::string name = "</script><script>alert(1)</script>|`*_\x1b[2J\xe2\x80\xae,\"=1+1\"";
  nlohmann::json spec = {{"huifang_report", 1},
                         {"title", name},
                         {"columns", {{"who", "string"}}},
                         {"metrics", {{"n", {{"count", "rows"}, {"label", name}, {"target", "> 5"}}}}},
                         {"breakdown", {{"b", {{"by", "who"}, {"label", name}}}}},
                         {"show", {"who"}}};
  return Table({"who"}).row({name}).row({"&<b>'\""}).report(spec.dump());
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

SCENARIO("a report as text has aligned columns in both languages", "[report][forms]") {
  const std::string text = sample().to(ReportFormat::text);
  CHECK(text.starts_with("Posts, 2024-02\n==============\n\nFigures\n\n"));
  CHECK(
      text.find(
          "  overall       96.38  385.5 rows.score / 4 known  >= 96   met       96.31   +0.07   +0.07 %\n") !=
      std::string::npos);
  CHECK(text.find("  rated good  50.00 %  2 good / 4 rated") != std::string::npos);
  CHECK(text.find("  unclassified       1         25.00 %\n") != std::string::npos);
  CHECK(text.find("rated good: 50.00 % does not reach the target > 95 %\n") != std::string::npos);
  CHECK(text.find("posts: the focus is water bar\n") != std::string::npos);
  CHECK(text.ends_with("\n\nClause: R1\n"));
  const std::string zh = sample().to(ReportFormat::text, Language::zh);
  CHECK(zh.ends_with("\n\n条款：R1\n"));
  CHECK(zh.find("岗位评分，2024-02\n=================\n") != std::string::npos);
  CHECK(zh.find("  好评率  50.00 %  2 好 / 4 已评") != std::string::npos);
  CHECK(zh.find("结果：各类合计 3，总数 4，未归类 1 (25.00 %)\n") != std::string::npos);
}

SCENARIO("what rows show is called as people call it, in each language", "[report][forms]") {
  const Report report = Table({"post", "level", "done"})
                            .row({"gate", "good", "true"})
                            .row({"hall", "", "false"})
                            .report(R"j({"huifang_report": 1, "report": "rows", "columns": {"post": "string", "level": ["good", "bad"], "done": "boolean"}, "metrics": {"n": {"count": "rows"}},
        "show": ["post", "level", "done"], "labels": {"good": {"en": "very good", "zh": "好"}, "hall": {"zh": "大厅", "en": "hall"}}})j");
  REQUIRE(report.rows);
  CHECK(report.rows->cells == std::vector<std::vector<std::string>>{{"gate", "good", "true"}, {"hall", "", "false"}});
  CHECK(report.to(ReportFormat::text).find("gate  very good  yes\n  hall             no\n") != std::string::npos);
  CHECK(report.to(ReportFormat::text, Language::zh).find("gate  好     是\n  大厅         否\n") != std::string::npos);
  CHECK(report.to(ReportFormat::markdown, Language::zh).find("| gate | 好 | 是 |") != std::string::npos);
  CHECK(report.to(ReportFormat::html, Language::zh).find("<td>大厅</td><td></td><td>否</td>") != std::string::npos);
  CHECK(report.to(ReportFormat::csv, Language::zh).find(",good") != std::string::npos);
  const Report again = Report::from_json(report.to(ReportFormat::json));
  CHECK(again.to(ReportFormat::text, Language::zh) == report.to(ReportFormat::text, Language::zh));
}

SCENARIO("a report as CSV has a line for each figure", "[report][forms]") {
  const std::string csv = sample().to(ReportFormat::csv);
  CHECK(
      csv.starts_with("section,period,name,label,kind,value,unit,numerator,base,shown,target,met,previous,"
                      "change,printed,verdict,text\n"
                      "metric,2024-02,overall,overall,mean,96.375,,385.5,4,96.38,>= 96,true,96.31,+0.07,,,\n"
                      "metric,2024-02,good,rated good,rate,50,%,2,4,50.00 %,> 95 %,false,,,50 %,agrees,\n"));
  CHECK(csv.find("breakdown.outcomes,2024-02,,unclassified,share,25,%,1,4,25.00 %,,,,,,,\n") !=
        std::string::npos);
  CHECK(csv.find("rank.posts,2024-02,water bar,water bar,3,95.5,,191,2,95.50,,,,,,,focus\n") !=
        std::string::npos);
  CHECK(csv.find("trend,2024-02,overall,overall,mean,95.5,,191,2,95.50,,,,-1.75,,,\n") != std::string::npos);
}

SCENARIO("a report as Markdown has its tables", "[report][forms]") {
  const std::string text = sample().to(ReportFormat::markdown);
  CHECK(text.starts_with("# Posts, 2024-02\n\n## Figures\n\n| figure | value | of | target |"));
  CHECK(text.find("| good | 2 | 50.00 % |\n") != std::string::npos);
  CHECK(text.find("\n## To note\n\n- ") != std::string::npos);
}

SCENARIO("a report as JSON is read back as it was", "[report][forms]") {
  for (
      const Report& report :
      {sample(), hostile(),
       Table({"a"}).report(
           R"j({"huifang_report": 1, "metrics": {"r": {"rate": ["1", "count(rows)"], "target": "> 5 %"}}})j")}) {
    const std::string json = report.to(ReportFormat::json);
    const Report back = Report::from_json(json);
    CHECK(back.to(ReportFormat::json) == json);
    for (const Language language : {Language::en, Language::zh}) {
      for (const ReportFormat format :
           {ReportFormat::text, ReportFormat::csv, ReportFormat::markdown, ReportFormat::html})
        CHECK(back.to(format, language) == report.to(format, language));
    }
  }
  CHECK(refused([] { Report::from_json("{}"); }) == "HF7502");
  CHECK(refused([] { Report::from_json("[1"); }) == "HF7502");
}

SCENARIO("what no report wrote is refused, however it is made", "[report][forms]") {
  const auto read = [](const char* key, const char* value) {
    auto report = nlohmann::json::parse(
        R"j({"report": "r", "title": "t", "metrics": [], "breakdowns": [], "rankings": [], "findings": []})j");
    report[key] = nlohmann::json::parse(value);
    return refused([&] { Report::from_json(report.dump()); });
  };
  CHECK(read("metrics", "[]").empty());
  for (const char* value : {"null", "{}", "\"\"", "0", "[null]", "[[]]"}) {
    CAPTURE(value);
    for (const char* key : {"metrics", "breakdowns", "rankings", "findings"})
      CHECK(read(key, value) == "HF7502");
  }
  const auto place = [&](const std::string& number, const std::string& order) {
    return read("rankings", (R"j([{"name": "r", "label": "r", "order": )j" + order +
                             R"j(, "places": [{"name": "p", "label": "p",
        "figure": {"kind": "mean", "shown": "1"}, "chosen": false, "focus": false, "place": )j" +
                             number + "}]}]")
                                .c_str());
  };
  CHECK(place("1", "\"lowest\"").empty());
  for (const char* number : {"-1", "1.5", "1e300", "true", "null"}) {
    CAPTURE(number);
    CHECK(place(number, "\"lowest\"") == "HF7502");
  }
  CHECK(place("1", "\"up\"") == "HF7502");
  GIVEN("lists in lists in lists") {
    for (const std::size_t depth : {1'000u, 1'000'000u}) {
      CHECK(refused([&] { Report::from_json(std::string(depth, '[')); }) == "HF7502");
      std::string closed = "[]";
      closed.insert(0, depth, '[');
      closed.append(depth, ']');
      CHECK(refused([&] { Report::from_json(closed); }) == "HF7502");
    }
  }
}

SCENARIO("a figure that no double holds is left out of the charts of a page", "[report][forms]") {
  const Report report = Report::from_json(
      R"j({"report": "r", "title": "t", "breakdowns": [], "rankings": [], "findings": [], "metrics": [{"name": "m", "label": "m", "round": "half_up 1",
        "figure": {"kind": "rate", "unit": "%", "shown": "1", "value": "1e6000", "numerator": "1", "base": "1"}}]})j");
  const std::string page = report.to(ReportFormat::html);
  const std::string_view open = "id=\"charts\">";
  const std::size_t from = page.find(open) + open.size();
  const auto charts = nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
  CHECK(charts.at(0).at("series").at(0).at("values") == nlohmann::json::array({nullptr}));
}

SCENARIO("the periods of a trend are in the order of time, whatever their years", "[report]") {
  const auto periods = [](const std::string& each) {
    return Table({"day"})
        .row({"12013-06-01"})
        .row({"2013-12-31"})
        .row({"0999-01-01"})
        .row({"0001-01-01"})
        .row({"9999-12-31"})
        .report(
            R"({"huifang_report": 1, "columns": {"day": "date"}, "metrics": {"n": {"count": "rows"}}, "trend": {"by": "day", "each": ")" +
            each + R"("}})")
        .trend->periods;
  };
  using Periods = std::vector<std::string>;
  CHECK(periods("year") == Periods{"0001", "0999", "2013", "9999", "12013"});
  CHECK(periods("quarter") == Periods{"0001-Q1", "0999-Q1", "2013-Q4", "9999-Q4", "12013-Q2"});
  CHECK(periods("day") == Periods{"0001-01-01", "0999-01-01", "2013-12-31", "9999-12-31", "12013-06-01"});
  CHECK(periods("week") == Periods{"0001-W01", "0999-W01", "2014-W01", "9999-W52", "12013-W22"});
}

SCENARIO("a page needs nothing from elsewhere, and holds its tables and charts", "[report][forms]") {
  const std::string page = sample().to(ReportFormat::html, Language::zh);
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"zh\">"));
  CHECK(count(page, "<table>") == 5);
  CHECK(count(page, "<canvas id=\"chart-") == 5);
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find("<td>水吧岗</td>") != std::string::npos);
  CHECK(page.find("Permission is hereby granted") != std::string::npos);
  for (const char* remote : {"src=\"http", "href=\"http", "@import", "<link", "url("})
    CHECK(count(page, remote) == 0);
}

SCENARIO("hostile names stay text in every form", "[report][forms]") {
  const Report report = hostile();
  const std::string page = report.to(ReportFormat::html);
  CHECK(count(page, "<script>alert") == 0);
  CHECK(count(page, "</script>") == 3);
  CHECK(count(page, "\x1b") == 0);
  CHECK(page.find("&lt;/script&gt;&lt;script&gt;alert(1)") != std::string::npos);
  CHECK(page.find("&amp;&lt;b&gt;&#39;&quot;") != std::string::npos);
  const std::string text = report.to(ReportFormat::text);
  CHECK(count(text, "\x1b") == 0);
  CHECK(count(text, "\xe2\x80\xae") == 0);
  const std::string markdown = report.to(ReportFormat::markdown);
  CHECK(count(markdown, "<script>") == 0);
  CHECK(markdown.find("\\|\\`\\*\\_") != std::string::npos);
  // One field, its quotes doubled.
  CHECK(report.to(ReportFormat::csv).find("|`*_\x1b[2J\xe2\x80\xae,\"\"=1+1\"\"\"") != std::string::npos);
  for (const ReportFormat format : {ReportFormat::text, ReportFormat::markdown}) {
    const std::string out = report.to(format);
    CHECK(std::all_of(out.begin(), out.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\n'; }));
  }
}

SCENARIO("a class with a printed figure is told, also when no row is of it", "[report]") {
  const Report report = Table({"outcome"}).row({"moved"}).row({"moved"}).report(R"({"huifang_report": 1, "report": "r", "round": "half_up 1",
    "columns": {"outcome": "string"}, "breakdown": {"outcomes": {"by": "outcome", "printed": {"weather": "31.3 %"}}}})");
  CHECK(part(report.breakdowns.front(), "weather").share.shown == "0.0 %");
  const auto found = findings(report, ReportFinding::Kind::printed);
  REQUIRE(found.size() == 1);
  CHECK(found.front().text.en == "weather: 31.3 % is printed, the inputs give 0.00000 %");
}
