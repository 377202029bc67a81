/// Reports as one HTML page: tables, and charts drawn by a library inside the page. Nothing is fetched.
#include <algorithm>
#include <charconv>
#include <utility>

#include "report/sections.hpp"
#include "report/texts.hpp"
#include "value/figures.hpp"
#include "value/json_writer.hpp"
#include "value/width.hpp"

namespace huifang::reports {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : terminal::printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

constexpr const char* nothing = "null";

/// The number as JSON writes it; nothing when no double is as large.
std::string number(const Decimal& value) {
  std::string digits = value.to_text();
  double nearest = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), nearest);
  return error == std::errc() && end == digits.data() + digits.size() ? digits : nothing;
}

/// JavaScript draws with the nearest double; what is larger than all of them is left out.
std::string drawn(const Figure& figure) { return figure.known ? number(figure.value) : nothing; }

std::string target_of(const std::vector<Target>& targets) {
  if (targets.empty()) return nothing;
  const std::string& text = targets.front().text;
  const auto bound = figures::printed(text.substr(std::min(text.find_first_not_of("<>= "), text.size())));
  return bound ? number(bound->value.to_decimal()) : nothing;
}

class Charts {
 public:
  explicit Charts(Language language) : zh_(language == Language::zh), language_(language) {}

  void of_metrics(const Report& report) {
    Bars bars;
    for (const ReportMetric& metric : report.metrics) {
      if (metric.figure.unit != "%" && metric.figure.kind != MetricKind::index) continue;
      bars.add(metric.label.in(language_), drawn(metric.figure), "", target_of(metric.targets));
    }
    add(bars, zh_ ? "比率与指数" : "Rates and indices", "0 – 100", true);
  }
  void of(const ReportBreakdown& breakdown) {
    Bars bars;
    for (const ReportPart& part : breakdown.parts)
      bars.add(part.label.in(language_), drawn(part.share), "", nothing);
    if (breakdown.unclassified)
      bars.add(breakdown.unclassified->label.in(language_), drawn(breakdown.unclassified->share), "rest",
               nothing);
    add(bars, breakdown.label.in(language_), "%");
  }
  void of(const ReportRanking& ranking) {
    Bars bars;
    for (const ReportPlace& place : ranking.places) {
      if (bars.labels.size() < bars_max)
        bars.add(place.label.in(language_), drawn(place.figure), place.focus ? "focus" : "",
                 target_of(place.targets));
    }
    add(bars, ranking.label.in(language_), ranking.places.empty() ? "" : ranking.places.front().figure.unit);
  }
  /// One chart for each unit, so that no axis has two meanings.
  void of(const ReportTrend& trend) {
    std::vector<std::string> units;
    for (const auto& figures : trend.figures) {
      const std::string unit = figures.empty() ? "" : figures.front().unit;
      if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
    }
    for (const std::string& unit : units) {
      Chart chart{"line", zh_ ? "趋势" : "Trend", unit, trend.periods, {}, {}, false};
      for (std::size_t m = 0; m < trend.names.size(); ++m) {
        if (trend.figures[m].empty() || trend.figures[m].front().unit != unit) continue;
        Series& series = chart.series.emplace_back(Series{trend.labels[m].in(language_), {}, {}});
        for (const Figure& figure : trend.figures[m]) series.values.push_back(drawn(figure));
      }
      if (chart.series.size() == 1) chart.title = chart.series.front().label;  // no legend then
      if (!trend.periods.empty()) place(chart, 320);
    }
  }

  /// The canvases that were begun since the last call.
  std::string take() { return std::exchange(pending_, std::string()); }
  /// A list of what to draw; empty: nothing.
  std::string json() {
    if (count_ == 0) return {};
    return '[' + std::exchange(all_, std::string()) + ']';
  }

 private:
  static constexpr std::size_t bars_max = 60;  // more cannot be read
  struct Series {
    std::string label;
    std::vector<std::string> values;  ///< numbers as JSON, or nothing
    std::vector<std::string> marks;   ///< of bars: "", "rest", "focus"
  };
  struct Chart {
    const char* type;
    std::string title, unit;
    std::vector<std::string> labels;
    std::vector<Series> series;
    std::vector<std::string> targets;
    bool to_100;  ///< the axis ends at 100 at the least
  };
  struct Bars {
    std::vector<std::string> labels, values, marks, targets;
    void add(const std::string& label, std::string value, const char* mark, std::string target) {
      labels.push_back(label);
      values.push_back(std::move(value));
      marks.emplace_back(mark);
      targets.push_back(std::move(target));
    }
  };

  void add(Bars& bars, const std::string& title, const std::string& unit, bool to_100 = false) {
    if (bars.labels.empty()) return;
    const std::size_t height = 90 + 34 * bars.labels.size();
    place({"bar", title, unit, std::move(bars.labels), {{title, std::move(bars.values), std::move(bars.marks)}},
           std::move(bars.targets), to_100},
          height);
  }

  void place(const Chart& chart, std::size_t height) {
    const std::string id = "chart-" + std::to_string(++count_);
    pending_ += "<figure><div class=\"chart\" style=\"height:" + std::to_string(height) +
                "px\"><canvas id=\"" + id + "\" role=\"img\" aria-label=\"" + escaped(chart.title) +
                "\"></canvas></div></figure>\n";
    JsonWriter out(JsonWriter::Style::script);
    const auto texts = [&](const char* key, const std::vector<std::string>& all) {
      out.key(key).list(all, [&](const std::string& text) { out.text(terminal::printable(text)); });
    };
    const auto numbers = [&](const char* key, const std::vector<std::string>& all) {
      out.key(key).list(all, [&](const std::string& digits) { out.digits(digits); });
    };
    out.object([&] {
      out.key("id").text(id);
      out.key("type").text(chart.type);
      out.key("title").text(terminal::printable(chart.title));
      out.key("unit").text(chart.unit);
      texts("labels", chart.labels);
      out.key("series").list(chart.series, [&](const Series& series) {
        out.object([&] {
          out.key("label").text(terminal::printable(series.label));
          numbers("values", series.values);
          texts("marks", series.marks);
        });
      });
      numbers("targets", chart.targets);
      out.key("target_label").text(zh_ ? "目标" : "target");
      if (chart.to_100) out.key("to").number(100);
    });
    all_ += (all_.empty() ? "" : ",") + out.take();
  }

  bool zh_;
  Language language_;
  std::size_t count_ = 0;
  std::string all_;
  std::string pending_;
};

std::string table(const Section& section) {
  std::string out = "<div class=\"wide\"><table>\n<thead><tr>";
  const auto cell = [](const char* tag, const terminal::Column& column, const std::string& text) {
    return std::string("<") + tag + (column.right ? " class=\"right\">" : ">") + escaped(text) + "</" + tag +
           ">";
  };
  for (const terminal::Column& column : section.columns) out += cell("th", column, column.heading);
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : section.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) out += cell("td", section.columns[i], row[i]);
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace

std::string html(const Report& report, Language language) {
  Charts charts(language);
  std::string body;
  std::vector<Section> tables = sections(report, language);
  std::size_t next = 0;
  const auto add = [&](auto&& draw) {
    const Section& section = tables[next++];
    draw();
    body += "<section>\n<h2>" + escaped(section.title) + "</h2>\n" + table(section) + charts.take() +
            "</section>\n";
  };
  if (!report.metrics.empty()) add([&] { charts.of_metrics(report); });
  for (const ReportBreakdown& breakdown : report.breakdowns) add([&] { charts.of(breakdown); });
  for (const ReportRanking& ranking : report.rankings) {
    if (!ranking.places.empty()) add([&] { charts.of(ranking); });
  }
  if (report.trend && !report.trend->periods.empty()) add([&] { charts.of(*report.trend); });
  if (next < tables.size()) add([] {});
  const std::vector<std::string> lines = finding_lines(report, language);
  if (!lines.empty()) {
    body += "<section>\n<h2>" + escaped(findings_title(language)) + "</h2>\n<ul class=\"findings\">\n";
    for (const std::string& line : lines) body += "<li>" + escaped(line) + "</li>\n";
    body += "</ul>\n</section>\n";
  }
  const std::string title = escaped(heading(report, language));
  std::string out = "<!DOCTYPE html>\n<html lang=\"";
  out += language == Language::zh ? "zh" : "en";
  out +=
      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      "'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">\n"
      "<title>" +
      title + "</title>\n<style>\n";
  out += page_css();
  out += "</style>\n</head>\n<body>\n<header>\n<h1>" + title + "</h1>\n";
  if (!report.source.empty()) out += "<p class=\"source\">" + escaped(source_line(report, language)) + "</p>\n";
  out += "</header>\n" + body;
  if (const std::string drawn = charts.json(); !drawn.empty()) {
    out += "<script type=\"application/json\" id=\"charts\">" + drawn +
           "</script>\n<!-- Chart.js\n";
    out += chart_license();
    out += "-->\n<script>\n";
    out += chart_js();
    out += "</script>\n<script>\n";
    out += page_js();
    out += "</script>\n";
  }
  return out + "</body>\n</html>\n";
}

}  // namespace huifang::reports
