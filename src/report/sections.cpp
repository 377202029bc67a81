#include "report/sections.hpp"

#include <algorithm>

namespace huifang::reports {
namespace {

using terminal::Column;

class Words {
 public:
  explicit Words(Language language) : zh_(language == Language::zh) {}
  std::string operator()(const char* en, const char* zh) const { return zh_ ? zh : en; }

 private:
  bool zh_;
};

/// Leaves out columns without a word in them.
Section without_empty(Section section) {
  for (std::size_t i = section.columns.size(); i-- > 0;) {
    const auto empty = [i](const std::vector<std::string>& row) { return row[i].empty(); };
    if (!std::all_of(section.rows.begin(), section.rows.end(), empty)) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    section.columns.erase(section.columns.begin() + at);
    for (auto& row : section.rows) row.erase(row.begin() + at);
  }
  return section;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

std::string targets_text(const std::vector<Target>& targets) {
  std::vector<std::string> parts;
  for (const Target& target : targets) parts.push_back(target.text);
  return joined(parts);
}

std::string met_text(const std::vector<Target>& targets, const Words& words) {
  std::vector<std::string> parts;
  for (const Target& target : targets)
    parts.push_back(!target.met   ? words("not known", "未知")
                    : *target.met ? words("met", "达到")
                                  : words("not met", "未达到"));
  return joined(parts);
}

std::string printed_text(const std::vector<PrintedFigure>& printed) {
  std::vector<std::string> parts;
  for (const PrintedFigure& one : printed) parts.push_back(one.text);
  return joined(parts);
}

std::string verdicts_text(const std::vector<PrintedFigure>& printed, Language language) {
  std::vector<std::string> parts;
  for (const PrintedFigure& one : printed) parts.push_back(verdict_text(one.verdict, language));
  return joined(parts);
}

/// "515 reached of 653 planned"; of what has no base nothing.
std::string base_text(const ReportMetric& metric, Language language) {
  const Figure& figure = metric.figure;
  if (metric.base.en.empty() || !figure.known) return {};
  const auto named = [&](const Decimal& number, const std::string& name) {
    const std::string digits = number.to_text();
    return name == digits ? digits : digits + ' ' + name;
  };
  return named(figure.numerator, metric.numerator.in(language)) + " / " +
         named(figure.base, metric.base.in(language));
}

Section metrics_section(const Report& report, Language language) {
  const Words words(language);
  Section out;
  out.title = words("Figures", "指标");
  out.columns = {
      {"name", words("figure", "指标")},           {"shown", words("value", "数值"), true},
      {"base", words("of", "分子 / 基数")},        {"target", words("target", "目标")},
      {"met", words("reached", "是否达到")},       {"previous", words("before", "上期"), true},
      {"change", words("change", "增减"), true},   {"relative", words("relative", "相对增减"), true},
      {"printed", words("printed", "所印"), true}, {"verdict", words("check", "核对")}};
  for (const ReportMetric& metric : report.metrics) {
    // A difference of per cents is in percentage points, and no per cent.
    std::string change = metric.change;
    if (!change.empty() && metric.figure.unit == "%") change += words(" points", " 个百分点");
    out.rows.push_back({metric.label.in(language), metric.figure.shown, base_text(metric, language),
                        targets_text(metric.targets), met_text(metric.targets, words),
                        metric.previous ? metric.previous->shown : "", change, metric.change_relative,
                        printed_text(metric.printed), verdicts_text(metric.printed, language)});
  }
  return out;
}

Section breakdown_section(const ReportBreakdown& breakdown, Language language) {
  const Words words(language);
  Section out;
  out.title = breakdown.label.in(language);
  out.columns = {{"class", words("class", "类别")},
                 {"amount", words("amount", "数量"), true},
                 {"share", words("share of ", "占比：") + breakdown.base.in(language), true},
                 {"printed", words("printed", "所印"), true},
                 {"verdict", words("check", "核对")}};
  const auto add = [&](const ReportPart& part) {
    out.rows.push_back({part.label.in(language), part.amount.shown, part.share.shown,
                        printed_text(part.printed), verdicts_text(part.printed, language)});
  };
  std::for_each(breakdown.parts.begin(), breakdown.parts.end(), add);
  if (breakdown.unclassified) add(*breakdown.unclassified);
  out.rows.push_back({words("total", "合计"), breakdown.total.shown, breakdown.shares_shown, "", ""});
  return out;
}

Section ranking_section(const ReportRanking& ranking, Language language) {
  const Words words(language);
  Section out;
  out.title = ranking.label.in(language);
  out.columns = {{"place", words("place", "名次"), true}, {"name", words("name", "名称")},
                 {"shown", words("value", "数值"), true}, {"target", words("target", "目标")},
                 {"met", words("reached", "是否达到")},   {"mark", words("mark", "标记")}};
  for (const ReportPlace& place : ranking.places) {
    std::vector<std::string> marks;
    if (place.chosen)
      marks.push_back(ranking.lowest_first ? words("weakest", "最弱") : words("strongest", "最强"));
    if (place.focus) marks.push_back(words("focus", "重点"));
    out.rows.push_back({place.place == 0 ? "–" : std::to_string(place.place), place.label.in(language),
                        place.figure.shown, targets_text(place.targets), met_text(place.targets, words),
                        joined(marks)});
  }
  return out;
}

Section trend_section(const ReportTrend& trend, Language language) {
  const Words words(language);
  Section out;
  out.title = words("Trend", "趋势");
  out.columns = {{"period", words("period", "期间")}};
  for (std::size_t m = 0; m < trend.names.size(); ++m) {
    out.columns.push_back({trend.names[m], trend.labels[m].in(language), true});
    out.columns.push_back({trend.names[m] + ".change", words("change", "增减"), true});
  }
  for (std::size_t p = 0; p < trend.periods.size(); ++p) {
    std::vector<std::string>& row = out.rows.emplace_back(std::vector<std::string>{trend.periods[p]});
    for (std::size_t m = 0; m < trend.names.size(); ++m) {
      row.push_back(trend.figures[m][p].shown);
      row.push_back(trend.changes[m][p]);
    }
  }
  return out;
}

Section rows_section(const ReportRows& rows, Language language) {
  Section out;
  out.title = Words(language)("Rows", "明细");
  for (std::size_t i = 0; i < rows.columns.size(); ++i)
    out.columns.push_back({rows.columns[i], rows.labels[i].in(language), rows.numeric[i]});
  for (std::size_t r = 0; r < rows.cells.size(); ++r) {
    std::vector<std::string>& row = out.rows.emplace_back();
    for (std::size_t c = 0; c < rows.columns.size(); ++c) row.push_back(rows.text(r, c, language));
  }
  return out;
}

}  // namespace

std::vector<Section> sections(const Report& report, Language language) {
  std::vector<Section> out;
  const auto add = [&](Section section) {
    if (!section.rows.empty()) out.push_back(without_empty(std::move(section)));
  };
  add(metrics_section(report, language));
  for (const ReportBreakdown& breakdown : report.breakdowns) add(breakdown_section(breakdown, language));
  for (const ReportRanking& ranking : report.rankings) add(ranking_section(ranking, language));
  if (report.trend) add(trend_section(*report.trend, language));
  if (report.rows && !report.rows->cells.empty()) out.push_back(rows_section(*report.rows, language));
  return out;
}

std::string heading(const Report& report, Language language) {
  const std::string& title = report.title.in(language);
  return report.period.empty() ? title : title + (language == Language::zh ? "，" : ", ") + report.period;
}

std::vector<std::string> finding_lines(const Report& report, Language language) {
  std::vector<std::string> out;
  for (const ReportFinding& finding : report.findings) out.push_back(finding.text.in(language));
  return out;
}

std::string findings_title(Language language) { return Words(language)("To note", "提示"); }

std::string source_line(const Report& report, Language language) { return Words(language)("Clause: ", "条款：") + report.source; }

std::string verdict_text(PrintedFigure::Verdict verdict, Language language) {
  const Words words(language);
  switch (verdict) {
    case PrintedFigure::Verdict::agrees:
      return words("agrees", "一致");
    case PrintedFigure::Verdict::otherwise:
      return words("rounded otherwise", "舍入不同");
    case PrintedFigure::Verdict::undecided:
      return words("undecided", "无法判定");
    default:
      return words("disagrees", "不一致");
  }
}

}  // namespace huifang::reports
