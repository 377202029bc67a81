/// Reports as plain text, Markdown and CSV.
#include "report/sections.hpp"
#include "value/csv.hpp"
#include "value/width.hpp"

namespace huifang {
namespace reports {
namespace {

using terminal::printable;

std::string plain(const Report& report, Language language) {
  std::string out = printable(heading(report, language)) + '\n';
  out += std::string(terminal::width(out), '=') + '\n';
  for (Section& section : sections(report, language)) {
    for (terminal::Column& column : section.columns) column.heading = printable(column.heading);
    out += '\n' + printable(section.title) + "\n\n" + terminal::table(section.columns, section.rows, 2);
  }
  const std::vector<std::string> lines = finding_lines(report, language);
  if (!lines.empty()) out += '\n' + findings_title(language) + "\n\n";
  for (const std::string& line : lines) out += "  " + printable(line) + '\n';
  if (!report.source.empty()) out += '\n' + printable(source_line(report, language)) + '\n';
  return out;
}

/// Text that Markdown shows as it is: on one line, its signs escaped.
std::string literal(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_{}[]()<>#+!|~$&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown(const Report& report, Language language) {
  std::string out = "# " + literal(heading(report, language)) + '\n';
  for (const Section& section : sections(report, language)) {
    out += "\n## " + literal(section.title) + "\n\n|";
    for (const terminal::Column& column : section.columns) out += ' ' + literal(column.heading) + " |";
    out += "\n|";
    for (const terminal::Column& column : section.columns) out += column.right ? " ---: |" : " --- |";
    out += '\n';
    for (const auto& row : section.rows) {
      out += '|';
      for (const std::string& cell : row) out += ' ' + literal(cell) + " |";
      out += '\n';
    }
  }
  const std::vector<std::string> lines = finding_lines(report, language);
  if (!lines.empty()) out += "\n## " + findings_title(language) + "\n\n";
  for (const std::string& line : lines) out += "- " + literal(line) + '\n';
  if (!report.source.empty()) out += '\n' + literal(source_line(report, language)) + '\n';
  return out;
}

/// A row of the CSV form; what does not apply stays empty.
struct Line {
  std::string section, name, label, kind;
  const Figure* figure = nullptr;
  std::string target, met, previous, change, printed, verdict, text;
};

}  // namespace

std::string csv(const Report& report, Language language) {
  std::string out =
      "section,period,name,label,kind,value,unit,numerator,base,shown,target,met,previous,change,printed,"
      "verdict,text\n";
  const auto add = [&](const Line& line, const std::string& period) {
    const Figure* f = line.figure != nullptr && line.figure->known ? line.figure : nullptr;
    const std::string fields[] = {line.section,
                                  period,
                                  line.name,
                                  line.label,
                                  line.kind,
                                  f ? f->value.to_text() : "",
                                  f ? f->unit : "",
                                  f ? f->numerator.to_text() : "",
                                  f ? f->base.to_text() : "",
                                  f ? f->shown : "",
                                  line.target,
                                  line.met,
                                  line.previous,
                                  line.change,
                                  line.printed,
                                  line.verdict,
                                  line.text};
    bool first = true;
    for (const std::string& field : fields) {
      out += (first ? "" : ",") + csv_field(field);
      first = false;
    }
    out += '\n';
  };
  const auto judged = [&](Line line, const std::vector<Target>& targets) {
    for (const Target& target : targets) {
      line.target += (line.target.empty() ? "" : "; ") + target.text;
      line.met += (line.met.empty() ? "" : "; ") + std::string(!target.met   ? ""
                                                               : *target.met ? "true"
                                                                             : "false");
    }
    return line;
  };
  const auto checked = [&](Line line, const std::vector<PrintedFigure>& printed) {
    for (const PrintedFigure& one : printed) {
      line.printed += (line.printed.empty() ? "" : "; ") + one.text;
      line.verdict += (line.verdict.empty() ? "" : "; ") + verdict_text(one.verdict, language);
    }
    return line;
  };
  for (const ReportMetric& metric : report.metrics) {
    Line line{"metric",
              metric.name,
              metric.label.in(language),
              std::string(to_text(metric.figure.kind)),
              &metric.figure,
              "",
              "",
              metric.previous ? metric.previous->shown : "",
              metric.change,
              "",
              "",
              ""};
    add(checked(judged(std::move(line), metric.targets), metric.printed), report.period);
  }
  for (const ReportBreakdown& breakdown : report.breakdowns) {
    const auto part = [&](const ReportPart& one, const char* kind, const Figure& figure) {
      add(checked({"breakdown." + breakdown.name, one.name, one.label.in(language), kind, &figure, "", "", "",
                   "", "", "", ""},
                  &figure == &one.share ? one.printed : std::vector<PrintedFigure>()),
          report.period);
    };
    for (const ReportPart& one : breakdown.parts) {
      part(one, "amount", one.amount);
      part(one, "share", one.share);
    }
    if (breakdown.unclassified) {
      part(*breakdown.unclassified, "amount", breakdown.unclassified->amount);
      part(*breakdown.unclassified, "share", breakdown.unclassified->share);
    }
    add({"breakdown." + breakdown.name, "total", breakdown.base.in(language), "amount", &breakdown.total, "",
         "", "", "", "", "", ""},
        report.period);
  }
  for (const ReportRanking& ranking : report.rankings) {
    for (const ReportPlace& place : ranking.places)
      add(judged({"rank." + ranking.name, place.name, place.label.in(language), std::to_string(place.place),
                  &place.figure, "", "", "", "", "", "", place.focus ? "focus" : ""},
                 place.targets),
          report.period);
  }
  if (report.trend) {
    const ReportTrend& trend = *report.trend;
    for (std::size_t m = 0; m < trend.names.size(); ++m) {
      for (std::size_t p = 0; p < trend.periods.size(); ++p)
        add({"trend", trend.names[m], trend.labels[m].in(language),
             std::string(to_text(trend.figures[m][p].kind)), &trend.figures[m][p], "", "", "",
             trend.changes[m][p], "", "", ""},
            trend.periods[p]);
    }
  }
  if (report.rows) {
    for (std::size_t r = 0; r < report.rows->cells.size(); ++r) {
      for (std::size_t c = 0; c < report.rows->columns.size(); ++c)
        add({"row." + std::to_string(r + 1), report.rows->columns[c], report.rows->labels[c].in(language), "",
             nullptr, "", "", "", "", "", "", report.rows->cells[r][c]},
            report.period);
    }
  }
  for (const ReportFinding& finding : report.findings)
    add({"finding", finding.about, "", std::string(to_text(finding.kind)), nullptr, "", "", "", "", "", "",
         finding.text.in(language)},
        report.period);
  return out;
}

}  // namespace reports

std::string Report::to(ReportFormat format, Language language) const {
  switch (format) {
    case ReportFormat::csv:
      return reports::csv(*this, language);
    case ReportFormat::json:
      return reports::json(*this);
    case ReportFormat::markdown:
      return reports::markdown(*this, language);
    case ReportFormat::html:
      return reports::html(*this, language);
    default:
      return reports::plain(*this, language);
  }
}

}  // namespace huifang
