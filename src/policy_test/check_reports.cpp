/// What tests expect of reports.
#include <algorithm>

#include "huifang/report.hpp"
#include "policy_test/checks.hpp"

namespace huifang::policy_test {
namespace {

/// "reach"; "outcomes.moved", "outcomes.unclassified", "outcomes.total"; "posts.gate".
const Figure* figure(const Report& report, const std::string& name) {
  for (const ReportMetric& one : report.metrics) {
    if (one.name == name) return &one.figure;
  }
  const std::size_t dot = name.find('.');
  const std::string of = name.substr(0, dot), part = dot == std::string::npos ? "" : name.substr(dot + 1);
  for (const ReportBreakdown& breakdown : report.breakdowns) {
    if (breakdown.name != of) continue;
    for (const ReportPart& one : breakdown.parts) {
      if (one.name == part) return &one.share;
    }
    if (part == "unclassified" && breakdown.unclassified) return &breakdown.unclassified->share;
    if (part == "total") return &breakdown.total;
  }
  for (const ReportRanking& ranking : report.rankings) {
    if (ranking.name != of) continue;
    for (const ReportPlace& one : ranking.places) {
      if (one.name == part) return &one.figure;
    }
  }
  return nullptr;
}

/// "met", "not met", "not known", or that there is no such target.
std::string target_of(const Report& report, const std::string& name) {
  for (const ReportMetric& metric : report.metrics) {
    if (metric.name != name) continue;
    std::string told = metric.targets.empty() ? "no target" : "met";
    for (const Target& target : metric.targets) {
      if (!target.met) return "not known";
      if (!*target.met) told = "not met";
    }
    return told;
  }
  return "no such metric";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out.empty() ? "none" : out;
}

}  // namespace

void Checks::report(const ReportExpectation& expectation) {
  const std::string what =
      "report " + expectation.report + (expectation.period.empty() ? "" : " " + expectation.period);
  Report found;
  try {
    found = book_.report(expectation.report, expectation.period);
  } catch (const Error& error) {
    counted();
    return fail(*expectation.node, what, "a report", error.what());
  }
  for (const Node* expected : expectation.figures) {
    counted();
    const Figure* one = figure(found, expected->key);
    const std::string shown = one == nullptr ? "no such figure" : one->shown;
    if (shown != expected->text)
      fail(*expected, what + ": " + expected->key, loader::brief(*expected), shown);
  }
  for (const Node* expected : expectation.met) {
    counted();
    const std::string told = target_of(found, expected->key);
    if (told != (expected->boolean ? "met" : "not met"))
      fail(*expected, what + ": target of " + expected->key, loader::brief(*expected), told);
  }
  if (expectation.rows != nullptr) rows_of_report(what, *expectation.rows, found);
  if (expectation.findings == nullptr) return;
  counted();
  std::vector<std::string> wanted, told;
  for (const Node* item : expectation.findings->children) wanted.push_back(item->text);
  for (const ReportFinding& one : found.findings)
    told.push_back(std::string(to_text(one.kind)) + (one.about.empty() ? "" : " " + one.about));
  std::sort(wanted.begin(), wanted.end());
  std::sort(told.begin(), told.end());
  if (wanted != told)
    fail(*expectation.findings, what + ": findings", loader::brief(*expectation.findings), joined(told));
}

void Checks::rows_of_report(const std::string& what, const Node& expected, const Report& report) {
  counted();
  const std::vector<std::vector<std::string>> none;
  const auto& cells = report.rows ? report.rows->cells : none;
  if (cells.size() != expected.children.size())
    return fail(expected, what + ": rows", std::to_string(expected.children.size()),
                report.rows ? std::to_string(cells.size()) : "the report shows no rows");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    counted();
    std::vector<std::string> wanted;
    for (const Node* cell : expected.children[i]->children) wanted.push_back(cell->text);
    if (wanted != cells[i])
      fail(*expected.children[i], what + ": row " + std::to_string(i + 1), joined(wanted), joined(cells[i]));
  }
}

}  // namespace huifang::policy_test
