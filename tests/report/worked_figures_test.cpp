/// The worked figures of the regulations, each by its number: what is computed, and what their documents
/// print. A line is printed for each, so that both can be read off.
#include "report/table.hpp"

using namespace huifang;
using namespace huifang::test;
using Kind = ReportFinding::Kind;
using Verdict = PrintedFigure::Verdict;

namespace {

void tell(const std::string& number, const std::string& computed, const std::string& printed) {
  std::cout << number << ": computed " << computed << "; printed " << printed << '\n';
}

/// The figure and all that was printed for it.
void tell(const std::string& number, const ReportMetric& metric) {
  std::string printed;
  for (const PrintedFigure& one : metric.printed) printed += (printed.empty() ? "" : ", ") + one.text;
  tell(number, metric.figure.shown, printed);
}

std::string line(const Report& report, Kind kind, const std::string& about) {
  const auto found = findings(report, kind, about);
  return found.empty() ? std::string() : found.front().text.en;
}

/// Milk subscribers who were called back; `mode` of rounding.
Report winback(const std::string& mode) {
  return Table({"outcome", "n"})
      .row({"resumed", "16"})
      .row({"service", "10"})
      .row({"taste", "24"})
      .row({"moved", "73"})
      .row({"price", "20"})
      .row({"weather", "161"})
      .row({"personal", "210"})
      .report(R"j({"huifang_report": 1, "report": "winback", "round": ")j" + mode + R"j( 2",
        "columns": {"outcome": "string", "n": "number"},
        "given": {"planned": 653, "reached": 515},
        "metrics": {
          "reach": {"rate": ["reached", "planned"], "printed": "78.86 %"},
          "unreached": {"rate": ["planned - reached", "planned"], "printed": "21.13 %"},
          "former": {"rate": ["3", "sum(rows[outcome = \"resumed\"].n)"], "base": "resumed"},
          "moved_low": {"value": "0.3 * sum(rows[outcome = \"moved\"].n)", "round": "half_even 1"},
          "moved_high": {"value": "0.5 * sum(rows[outcome = \"moved\"].n)", "round": "half_even 1"},
          "weather_low": {"value": "0.5 * sum(rows[outcome = \"weather\"].n)", "round": "half_even 1"}},
        "breakdown": {"outcomes": {"by": "outcome", "sum": "n", "of": "reached", "printed": {
          "resumed": "3.10 %", "service": "1.94 %", "taste": "4.66 %", "moved": "14.17 %", "price": "3.88 %", "weather": "31.26 %", "personal": "40.77 %"}}},
        "checks": {"reach_and_unreached": {"parts": ["78.86", "21.13"], "total": "100", "label": "reach and unreached as printed"}}})j");
}

}  // namespace

SCENARIO("the report on milk subscribers who stopped comes out digit by digit", "[report][worked]") {
  const Report cut = winback("truncate"), up = winback("half_up");
  const ReportBreakdown& outcomes = cut.breakdowns.front();
  THEN("W-01, W-02: reached and not reached, of those planned") {
    tell("W-01", metric(cut, "reach"));
    tell("W-02", metric(cut, "unreached"));
    CHECK(metric(cut, "reach").figure.shown == "78.86 %");
    CHECK(metric(up, "reach").figure.shown == "78.87 %");
    CHECK(metric(cut, "reach").printed.front().verdict == Verdict::agrees);
    CHECK(metric(up, "reach").printed.front().verdict == Verdict::otherwise);
    CHECK(line(up, Kind::otherwise, "reach").find("truncation of 78.866769 %") != std::string::npos);
    CHECK(metric(cut, "unreached").figure.shown == "21.13 %");
    CHECK(metric(up, "unreached").figure.shown == "21.13 %");
  }
  THEN("W-03 to W-09: seven outcomes, of those reached") {
    const std::vector<std::pair<std::string, std::string>> shares = {
        {"resumed", "3.10 %"}, {"service", "1.94 %"},  {"taste", "4.66 %"},    {"moved", "14.17 %"},
        {"price", "3.88 %"},   {"weather", "31.26 %"}, {"personal", "40.77 %"}};
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const ReportPart& one = part(outcomes, shares[i].first);
      tell("W-0" + std::to_string(i + 3), one.share.shown, one.printed.front().text);
      CHECK(one.share.shown == shares[i].second);
      CHECK(one.printed.front().verdict == Verdict::agrees);
      CHECK(one.share.base == Decimal(515));
    }
    CHECK(part(up.breakdowns.front(), "resumed").share.shown == "3.11 %");
    CHECK(part(up.breakdowns.front(), "personal").share.shown == "40.78 %");
    CHECK(part(up.breakdowns.front(), "moved").printed.front().verdict == Verdict::agrees);
  }
  THEN("W-10: 514 of 515 are classified, and the one stays visible") {
    REQUIRE(outcomes.unclassified);
    tell("W-10",
         "514 of 515, unclassified " + outcomes.unclassified->amount.shown + " (" +
             outcomes.unclassified->share.shown + ")",
         "seven classes, nothing of the one");
    CHECK(outcomes.unclassified->amount.value == Decimal(1));
    CHECK(outcomes.unclassified->share.shown == "0.19 %");
    CHECK(line(cut, Kind::unclassified, "outcomes") ==
          "outcomes: the parts add up to 514 of 515; 1 (0.19 %) unclassified");
  }
  THEN("W-11: neither the printed shares nor reach and unreached add up to 100") {
    tell("W-11", "100", outcomes.shares_shown + " and 99.99");
    CHECK(outcomes.shares_shown == "99.78 %");
    CHECK(up.breakdowns.front().shares_shown == "99.80 %");
    CHECK(line(cut, Kind::shares, "outcomes") ==
          "outcomes: the shares as shown add up to 99.78 %, not 100 %");
    CHECK(line(cut, Kind::check, "reach_and_unreached") ==
          "reach and unreached as printed: 78.86 + 21.13 = 99.99, not 100");
  }
  THEN("W-12: who may order again, as exact bounds") {
    tell("W-12",
         metric(cut, "moved_low").figure.shown + " to " + metric(cut, "moved_high").figure.shown + " and " +
             metric(cut, "weather_low").figure.shown,
         "30-50 % of 73, at least 50 % of 161");
    CHECK(metric(cut, "moved_low").figure.shown == "21.9");
    CHECK(metric(cut, "moved_high").figure.shown == "36.5");
    CHECK(metric(cut, "weather_low").figure.shown == "80.5");
  }
  THEN("W-13: three of the sixteen were customers before") {
    tell("W-13", metric(cut, "former").figure.shown, "3 of 16");
    CHECK(metric(cut, "former").figure.shown == "18.75 %");
  }
}

SCENARIO("the pump maker's survey of three levels", "[report][worked]") {
  const Report report = given(
      R"j({"huifang_report": 1, "report": "pumps", "given": {"customers": 17, "sent": 17, "returned": 15, "very": 13, "satisfied": 2, "dissatisfied": 0},
    "metrics": {
      "sent_rate": {"rate": ["sent", "customers"], "printed": "100 %", "round": "half_up 0"},
      "return_rate": {"rate": ["returned", "sent"], "printed": ["88.2 %", "88 %"]},
      "effective": {"rate": ["returned", "sent"], "printed": "95 %", "label": "effective rate"},
      "answers": {"count": "very + satisfied + dissatisfied", "printed": "15"},
      "satisfaction": {"rate": ["very + satisfied", "returned"], "printed": "100 %", "round": "half_up 0"},
      "mean": {"value": "(13 * 5 + 2 * 3 + 0 * 1) / 15", "round": "half_up 4"},
      "index": {"index": "flatten([for i in 1..13 return 5, for i in 1..2 return 3])", "best": 5, "round": "half_up 2"},
      "index_cut": {"index": "flatten([for i in 1..13 return 5, for i in 1..2 return 3])", "best": 5, "round": "truncate 2"},
      "very_share": {"rate": ["very", "returned"], "round": "half_up 2"},
      "very_share_cut": {"rate": ["very", "returned"], "round": "truncate 2"},
      "satisfied_share": {"rate": ["satisfied", "returned"], "round": "half_up 2"},
      "days": {"count": "(date(\"2014-05-31\") - date(\"2013-12-01\")) / duration(\"P1D\") + 1", "printed": "28", "label": "days of the survey"}},
    "checks": {"all": {"parts": ["very", "satisfied", "dissatisfied"], "total": "returned"}}})j");
  THEN("W-14 to W-18: what was returned and how satisfied they are") {
    tell("W-14", metric(report, "return_rate"));
    tell("W-15", metric(report, "sent_rate"));
    tell("W-16", metric(report, "satisfaction"));
    tell("W-17", metric(report, "mean").figure.shown + ", index " + metric(report, "index").figure.shown,
         "no figure");
    tell("W-18",
         metric(report, "very_share").figure.shown + ", " + metric(report, "satisfied_share").figure.shown,
         "no figure");
    CHECK(metric(report, "return_rate").figure.shown == "88.2 %");
    CHECK(metric(report, "return_rate").printed[0].verdict == Verdict::agrees);
    CHECK(metric(report, "return_rate").printed[1].verdict == Verdict::agrees);
    CHECK(metric(report, "sent_rate").figure.shown == "100 %");
    CHECK(metric(report, "answers").figure.shown == "15");
    CHECK(metric(report, "satisfaction").figure.shown == "100 %");
    CHECK(metric(report, "mean").figure.shown == "4.7333");
    CHECK(metric(report, "index").figure.shown == "94.67");
    CHECK(metric(report, "index_cut").figure.shown == "94.66");
    CHECK(metric(report, "very_share").figure.shown == "86.67 %");
    CHECK(metric(report, "very_share_cut").figure.shown == "86.66 %");
    CHECK(metric(report, "satisfied_share").figure.shown == "13.33 %");
    CHECK(findings(report, Kind::check).empty());
  }
  THEN("W-19: 182 days are no 28, and 95 % is no rate of what was returned") {
    tell("W-19", metric(report, "days"));
    tell("W-19", metric(report, "effective"));
    CHECK(metric(report, "days").figure.shown == "182");
    CHECK(metric(report, "days").printed.front().verdict == Verdict::disagrees);
    CHECK(line(report, Kind::printed, "days") ==
          "days of the survey: 28 is printed, the inputs give 182.0000");
    CHECK(line(report, Kind::printed, "effective") ==
          "effective rate: 95 % is printed, the inputs give 88.2353 %");
  }
}

SCENARIO("the machinery maker's ten items", "[report][worked]") {
  const std::string spec =
      R"j({"huifang_report": 1, "columns": {"item": "string", "total": "number"}, "given": {"sent": 15, "returned": 15}, "round": ")j";
  const std::string rest =
      R"j( 0", "metrics": {"returned": {"rate": ["returned", "sent"], "printed": "100 %"}},
    "rank": {"items": {"of": "item", "by": {"index": "rows.total", "best": 150}}}})j";
  Table table({"item", "total"});
  table.row({"timeliness", "142"}).row({"repair", "140"}).row({"image", "136"}).row({"quality", "128"});
  const Report up = table.report(spec + "half_up" + rest), cut = table.report(spec + "truncate" + rest);
  THEN("W-20: all fifteen came back") {
    tell("W-20", metric(up, "returned"));
    CHECK(metric(up, "returned").figure.shown == "100 %");
  }
  THEN("W-21: only rounding half up gives what is printed") {
    std::string computed, truncated;
    for (const ReportPlace& place : up.rankings.front().places) computed += place.figure.shown + ' ';
    for (const ReportPlace& place : cut.rankings.front().places) truncated += place.figure.shown + ' ';
    tell("W-21", computed, "95 93 91 85");
    CHECK(computed == "95 93 91 85 ");
    CHECK(truncated == "94 93 90 85 ");
  }
}

SCENARIO("W-22: two items that nobody printed", "[report][worked]") {
  // Eight totals are known; overall is 90 only if the other two have 230 to 242 of 300 together.
  for (const auto& [missing, overall] : std::vector<std::pair<std::string, std::string>>{
           {"228", "89"}, {"230", "90"}, {"242", "90"}, {"244", "91"}}) {
    const Report report = given(
        R"j({"huifang_report": 1, "round": "half_up 0", "given": {"known": 1114, "missing": )j" + missing +
        R"j(}, "metrics": {"overall": {"value": "(known + missing) / 1500 * 100", "printed": 90}}})j");
    tell("W-22 with " + missing, metric(report, "overall"));
    CHECK(metric(report, "overall").figure.shown == overall);
    CHECK((metric(report, "overall").printed.front().verdict == Verdict::agrees) == (overall == "90"));
  }
}

SCENARIO("the training centre's ten items with a target each", "[report][worked]") {
  Table table({"item", "group", "score"});
  const std::vector<std::string> scores = {"96",   "94,5%", "95,5%", "95,4", "93,1",
                                           "93,2", "100",   "91",    "91",   "93,5"};
  for (std::size_t i = 0; i < scores.size(); ++i)
    table.row({std::to_string(i + 1), i < 4 ? "quality" : i < 7 ? "support" : "service", scores[i]});
  const Report report = table.report(
      R"j({"huifang_report": 1, "round": "half_up 2 ,", "columns": {"item": "string", "group": "string", "score": "number"},
    "metrics": {"sum": {"sum": "rows.score", "round": "half_up 1"}, "overall": {"mean": "rows.score", "printed": "94,32"},
                "of_groups": {"value": "mean([mean(rows[group = \"quality\"].score), mean(rows[group = \"support\"].score), mean(rows[group = \"service\"].score)])"}},
    "rank": {"weakest": {"of": "item", "by": {"mean": "rows.score", "target": ">= 90"}, "order": "lowest", "first": 2},
             "groups": {"of": "group", "by": {"mean": "rows.score"}}}})j");
  THEN("W-23: the overall figure is the mean of the items") {
    tell("W-23",
         "sum " + metric(report, "sum").figure.shown + ", overall " + metric(report, "overall").figure.shown,
         "94,32");
    CHECK(metric(report, "sum").figure.shown == "943.2");
    CHECK(metric(report, "overall").figure.shown == "94,32");
    CHECK(metric(report, "overall").figure.value == Decimal::scaled(9432, 2));
    CHECK(metric(report, "overall").printed.front().verdict == Verdict::agrees);
  }
  THEN("W-24: the groups, whose mean would be another figure") {
    const auto& groups = report.rankings[1].places;
    tell("W-24",
         groups[0].figure.shown + ", " + groups[1].figure.shown + ", " + groups[2].figure.shown +
             "; mean of groups " + metric(report, "of_groups").figure.shown,
         "no figure");
    CHECK(groups[0].name == "support");
    CHECK(groups[0].figure.shown == "95,43");
    CHECK(groups[1].figure.shown == "95,35");
    CHECK(groups[2].figure.shown == "91,83");
    CHECK(metric(report, "of_groups").figure.shown == "94,21");
  }
  THEN("W-25: all ten reach 90, and items 8 and 9 are the weakest") {
    std::size_t met = 0;
    std::string weakest;
    for (const ReportPlace& place : report.rankings.front().places) {
      met += *place.targets.front().met ? 1 : 0;
      if (place.chosen) weakest += place.name + ' ';
    }
    tell("W-25", std::to_string(met) + " reach 90; weakest " + weakest, "all; service");
    CHECK(met == 10);
    CHECK(weakest == "8 9 ");
    CHECK(report.rankings.front().places[1].place == 1);
    CHECK(report.rankings.front().places[2].place == 3);
  }
  THEN("W-26: figures with a decimal comma are read") {
    tell("W-26", "94.5, 95.5", "94,5%, 95,5%");
    CHECK(report.rankings.front().places[5].figure.value == Decimal::scaled(945, 1));
  }
}

SCENARIO("the market survey of the tube maker", "[report][worked]") {
  Table table({"market", "named", "satisfied", "improve"});
  for (const char* name : {"Saige Hitachi", "Shenzhen Samsung", "THOMSON", "Shanghai Yongxin",
                           "Nanjing Huafei", "Tianjin Samsung", "Fuzhou Huaying"}) {
    const std::string market = name;
    const bool improve =
        market == "Tianjin Samsung" || market == "Shanghai Yongxin" || market == "Nanjing Huafei";
    const bool satisfied = market == "Saige Hitachi" || market == "Shenzhen Samsung" || market == "THOMSON" ||
                           market == "Shanghai Yongxin";
    table.row({market, "true", satisfied ? "true" : "false", improve ? "true" : "false"});
  }
  const Report report = table.report(
      R"j({"huifang_report": 1, "round": "half_up 0", "given": {"customers": 9, "each": 5, "returned": 28, "valid": 28},
    "columns": {"market": "string", "named": "boolean", "satisfied": "boolean", "improve": "boolean"},
    "metrics": {"sent": {"count": "customers * each"}, "returned": {"rate": ["returned", "customers * each"], "base": "sent", "printed": "62 %"},
      "valid": {"rate": ["valid", "returned"], "printed": "100 %"},
      "covered": {"rate": ["count(rows)", "customers"], "target": "= 100 %", "label": "markets named"}},
    "checks": {"both": {"none": "rows[satisfied and improve].market", "label": "satisfied and to improve"}}})j");
  const Report weights =
      Table({"item", "score", "weight"})
          .row({"a", "85", "0.4"})
          .row({"b", "75", "0.6"})
          .report(
              R"j({"huifang_report": 1, "round": "half_up 0", "columns": {"item": "string", "score": "number", "weight": "number"},
      "metrics": {"overall": {"index": "rows.score", "weights": "rows.weight", "printed": "79 %"}}, "rank": {"items": {"of": "item", "by": {"index": "rows.score"}}}})j");
  THEN("W-27 to W-29: sent, returned, valid") {
    tell("W-27", metric(report, "sent"));
    tell("W-28", metric(report, "returned"));
    tell("W-29", metric(report, "valid"));
    CHECK(metric(report, "sent").figure.shown == "45");
    CHECK(metric(report, "returned").figure.shown == "62 %");
    CHECK(metric(report, "valid").figure.shown == "100 %");
  }
  THEN("W-31: items by their weights") {
    tell("W-31", metric(weights, "overall"));
    CHECK(metric(weights, "overall").figure.shown == "79");
    CHECK(metric(weights, "overall").printed.front().verdict == Verdict::agrees);
    CHECK(weights.rankings.front().places[0].figure.shown == "85");
  }
  THEN("W-32: seven of nine markets are named, and one is both satisfied and to be improved") {
    tell("W-32", "7 of 9; both: " + line(report, Kind::check, "both"), "two lists");
    CHECK(metric(report, "covered").figure.numerator == Decimal(7));
    CHECK(line(report, Kind::missed, "covered") == "markets named: 78 % does not reach the target = 100 %");
    CHECK(line(report, Kind::check, "both") == "satisfied and to improve: Shanghai Yongxin");
  }
}

SCENARIO("an index is no rate", "[report][worked]") {
  Table table({"index"});
  table.row({"78"}).row({"80"}).row({"77.6"}).row({"78"});
  const std::string spec = R"j({"huifang_report": 1, "columns": {"index": "number"}, "metrics": {
      "index": {"index": "rows.index", "target": ">= 85"},
      "satisfied_rate": {"rate": ["count(rows[index >= 70])", "count(rows)"], "printed": "78.4 %", "label": "satisfied customers"}}})j";
  const Report report = table.report(spec);
  THEN("W-33: all four are satisfied, what is printed as their rate is the index") {
    tell("W-33", metric(report, "satisfied_rate"));
    CHECK(metric(report, "satisfied_rate").figure.shown == "100.0 %");
    CHECK(line(report, Kind::printed, "satisfied_rate") ==
          "satisfied customers: 78.4 % is printed, the inputs give 100.00000 %; it is the index 'index'");
  }
  THEN("W-34: the index does not reach its target") {
    tell("W-34", metric(report, "index").figure.shown + " against >= 85: not reached", "not reached");
    CHECK(metric(report, "index").targets.front().met == false);
  }
  THEN("W-33, W-34: a target of the other type is refused, and so is comparing both") {
    std::string rate_target = spec, index_target = spec;
    index_target.replace(index_target.find(">= 85"), 5, ">= 85 %");
    CHECK(refused([&] { table.report(index_target); }) == "HF2503");
    Report other = report;
    other.metrics[0].figure = other.metrics[1].figure;
    CHECK(refused([&] { compared(report, other); }) == "HF7503");
  }
  THEN("W-35: 30 of 48 under each way of rounding") {
    std::string all;
    for (const char* mode : {"half_up", "half_even", "truncate"}) {
      const Report one =
          given(R"j({"huifang_report": 1, "round": ")j" + std::string(mode) +
                R"j( 0", "metrics": {"satisfied": {"rate": ["30", "48"], "printed": "63 %"}}})j");
      all += metric(one, "satisfied").figure.shown + " by " + mode + ", ";
      CHECK(metric(one, "satisfied").figure.shown == (std::string(mode) == "half_up" ? "63 %" : "62 %"));
      CHECK((metric(one, "satisfied").printed.front().verdict == Verdict::agrees) ==
            (std::string(mode) == "half_up"));
    }
    tell("W-35", all, "63 %");
  }
}

SCENARIO("the railway supplier's year", "[report][worked]") {
  Table table({"firm", "product", "returned"});
  table.row({"Tianshui", "a", "true"})
      .row({"Tianshui", "b", "true"})
      .row({"Electrification 3rd", "a", "true"})
      .row({"Electrification 3rd", "b", "true"});
  table.row({"Electrification 3rd", "c", "true"})
      .row({"Lanzhou", "a", "true"})
      .row({"Baoji Yadong", "a", "true"})
      .row({"Baoji Fenghuo", "a", "true"});
  const Report report = table.report(
      R"j({"huifang_report": 1, "round": "half_up 0", "columns": {"firm": "string", "product": "string", "returned": "boolean"},
    "given": {"internal": 2, "company": 2, "old_customer": 90, "others": 10, "satisfaction": 82},
    "metrics": {"sheets": {"count": "rows"}, "returned": {"rate": ["count(rows[returned])", "count(rows)"], "printed": "100 %"},
      "training": {"count": "internal + company", "printed": "4"}, "shares": {"value": "old_customer + others", "printed": "100"},
      "satisfaction": {"value": "satisfaction", "target": ["> 80", "> 85"]}},
    "breakdown": {"firms": {"by": "firm", "round": "half_up 1"}}})j");
  THEN("W-42, W-43: sheets, training and shares of value") {
    tell("W-42", metric(report, "sheets").figure.shown + "; " + metric(report, "returned").figure.shown,
         "8; 100 %");
    tell("W-43", metric(report, "training").figure.shown + "; " + metric(report, "shares").figure.shown,
         "4; 100");
    CHECK(metric(report, "sheets").figure.shown == "8");
    CHECK(metric(report, "returned").figure.shown == "100 %");
    CHECK(part(report.breakdowns.front(), "Electrification 3rd").amount.shown == "3");
    CHECK_FALSE(report.breakdowns.front().unclassified);
    CHECK(metric(report, "training").figure.shown == "4");
    CHECK(metric(report, "shares").figure.shown == "100");
  }
  THEN("W-44: two targets of one year are both told, and that they differ") {
    tell("W-44", line(report, Kind::targets, "satisfaction"), "> 80 and > 85");
    CHECK(line(report, Kind::targets, "satisfaction") == "satisfaction: the targets differ: > 80, > 85");
    CHECK(metric(report, "satisfaction").targets[0].met == true);
    CHECK(metric(report, "satisfaction").targets[1].met == false);
  }
}

SCENARIO("the sales sites' month against the one before", "[report][worked]") {
  const auto month = [](const std::string& score, const std::string& more) {
    return given(R"j({"huifang_report": 1, "round": "half_up 2", "given": {"score": )j" + score +
                 R"j(}, "metrics": {"overall": {"rate": ["score", "100"])j" + more + "}}}");
  };
  const Report now = compared(month("96.92", ""), month("96.31", ""));
  const ReportMetric& overall = metric(now, "overall");
  THEN("W-45: the change is in percentage points, and was 96.31 before") {
    tell(
        "W-45",
        overall.previous->shown + ", " + overall.change + " points, " + overall.change_relative + " relative",
        "96.92 %, +0.61");
    CHECK(overall.change == "+0.61");
    CHECK(overall.change_relative == "+0.63 %");
    const Report written = month("96.92", R"j(, "previous": "96.31 %")j");
    CHECK(metric(written, "overall").change == "+0.61");
    CHECK(written.to(ReportFormat::text).find("+0.61 points") != std::string::npos);
  }
  THEN("W-45: read as a relative change it would have been 96.33") {
    const Report relative = given(
        R"j({"huifang_report": 1, "round": "half_up 2", "metrics": {"before": {"value": "96.92 / 1.0061"}, "points": {"value": "96.92 - 0.61"}}})j");
    CHECK(metric(relative, "before").figure.shown == "96.33");
    CHECK(metric(relative, "points").figure.shown == "96.31");
  }
}

SCENARIO("W-64: three days of what a customer spends in thirty", "[report][worked]") {
  const Report report = Table({"arpu"}).row({"80"}).row({"100"}).row({"120"}).report(
      R"j({"huifang_report": 1, "round": "half_up 2", "columns": {"arpu": "number"}, "metrics": {"three_days": {"value": "mean(rows.arpu) / 30 * 3"}}})j");
  tell("W-64", metric(report, "three_days"));
  CHECK(metric(report, "three_days").figure.shown == "10.00");
}

SCENARIO("W-65: a trial that ends on a day is announced three days before", "[report][worked]") {
  const Report report =
      Table({"ends"})
          .row({"2024-03-10"})
          .report(
              R"j({"huifang_report": 1, "columns": {"ends": "date"}, "metrics": {"lead": {"value": "(rows[1].ends - date(\"2024-03-07\")) / duration(\"P1D\")", "round": "half_up 0"}}})j");
  tell("W-65", "2024-03-07, " + metric(report, "lead").figure.shown + " days before 2024-03-10",
       "3 days before, and after");
  CHECK(metric(report, "lead").figure.shown == "3");
}

SCENARIO("the ratio analysis of service companies", "[report][worked]") {
  THEN("W-66: composites are plain means") {
    const Report report = given(R"j({"huifang_report": 1, "round": "half_up 2", "metrics": {
      "first": {"mean": "[63.20, 90.35, 11.40, 76.60, 51.95, 61.65, 59.09]", "printed": "59.18"},
      "second": {"mean": "[60.78, 26.03, 8.26, 73.55, 55.32, 34.29, 43.61]", "printed": "43.12"}}})j");
    tell("W-66", metric(report, "first"));
    tell("W-66", metric(report, "second"));
    CHECK(metric(report, "first").figure.shown == "59.18");
    CHECK(metric(report, "second").figure.shown == "43.12");
    const Report cut = given(
        R"j({"huifang_report": 1, "round": "truncate 2", "metrics": {"first": {"mean": "[63.20, 90.35, 11.40, 76.60, 51.95, 61.65, 59.09]", "printed": "59.18"}}})j");
    CHECK(metric(cut, "first").figure.shown == "59.17");
    CHECK(metric(cut, "first").printed.front().verdict == Verdict::otherwise);
  }
  const Report report = given(R"j({"huifang_report": 1, "round": "half_up 2", "metrics": {
    "income": {"growth": {"now": "89.23", "increment": "51.30"}, "input_places": 2, "printed": "135.24 %"},
    "assets": {"growth": {"now": "458.29", "increment": "101.03"}, "input_places": 2, "printed": "28.28 %"},
    "profit": {"growth": {"now": "10.52", "increment": "1.06"}, "input_places": 2, "printed": "889.77 %"}}})j");
  THEN("W-67: rounded inputs cannot tell how the printed growth was rounded") {
    tell("W-67", metric(report, "income"));
    tell("W-67", metric(report, "assets"));
    CHECK(metric(report, "income").figure.shown == "135.25 %");
    CHECK(metric(report, "income").printed.front().verdict == Verdict::undecided);
    CHECK(line(report, Kind::undecided, "income").find("the rounding cannot be decided") !=
          std::string::npos);
    CHECK(metric(report, "assets").figure.shown == "28.28 %");
    CHECK(metric(report, "assets").printed.front().verdict != Verdict::disagrees);
  }
  THEN("W-68: the printed growth of profit disagrees with its increment, which is the figure before") {
    tell("W-68", metric(report, "profit"));
    CHECK(metric(report, "profit").figure.shown == "11.21 %");
    CHECK(metric(report, "profit").printed.front().verdict == Verdict::disagrees);
    CHECK(line(report, Kind::printed, "profit") ==
          "profit: 889.77 % is printed, the inputs give 11.205074 %; the printed increment looks like the "
          "figure before, which gives 892.45 %");
  }
}
