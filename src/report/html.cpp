/// Reports as one HTML page: tables, and charts drawn by a library inside the page. Nothing is fetched.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/sections.hpp"
#include "report/texts.hpp"
#include "value/figures.hpp"
#include "value/width.hpp"

namespace huifang::reports {
namespace {

using Json = nlohmann::ordered_json;

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

/// JSON inside a script element: nothing in it can end the element or begin a comment.
std::string inside_script(const Json& value) {
  std::string out;
  for (const char c : value.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return out;
}

/// The number as JSON writes it; null when it is none that a double holds.
Json number(const std::string& digits) {
  Json out = Json::parse(digits, nullptr, false);
  return out.is_number() ? out : Json();
}

/// JavaScript draws with the nearest double; what is larger than all of them is left out.
Json drawn(const Figure& figure) { return figure.known ? number(figure.value.to_text()) : Json(); }

Json target_of(const std::vector<Target>& targets) {
  if (targets.empty()) return nullptr;
  const std::string& text = targets.front().text;
  const auto bound = figures::printed(text.substr(std::min(text.find_first_not_of("<>= "), text.size())));
  return bound ? number(figures::nearest(bound->value).to_text()) : Json();
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
    add(bars, zh_ ? "比率与指数" : "Rates and indices", "0 – 100", 100);
  }
  void of(const ReportBreakdown& breakdown) {
    Bars bars;
    for (const ReportPart& part : breakdown.parts)
      bars.add(part.label.in(language_), drawn(part.share), "", nullptr);
    if (breakdown.unclassified)
      bars.add(breakdown.unclassified->label.in(language_), drawn(breakdown.unclassified->share), "rest",
               nullptr);
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
      Json chart = begin("line", zh_ ? "趋势" : "Trend", unit);
      chart["labels"] = trend.periods;
      for (std::size_t m = 0; m < trend.names.size(); ++m) {
        if (trend.figures[m].empty() || trend.figures[m].front().unit != unit) continue;
        Json values = Json::array();
        for (const Figure& figure : trend.figures[m]) values.push_back(drawn(figure));
        chart["series"].push_back(
            {{"label", terminal::printable(trend.labels[m].in(language_))}, {"values", std::move(values)}});
      }
      if (chart["series"].size() == 1) chart["title"] = chart["series"][0]["label"];  // no legend then
      if (!trend.periods.empty()) place(std::move(chart), 320);
    }
  }

  /// The canvases that were begun since the last call.
  std::string take() { return std::exchange(pending_, std::string()); }
  const Json& all() const { return all_; }

 private:
  static constexpr std::size_t bars_max = 60;  // more cannot be read
  struct Bars {
    Json labels = Json::array(), values = Json::array(), marks = Json::array(), targets = Json::array();
    void add(const std::string& label, Json value, const char* mark, Json target) {
      labels.push_back(terminal::printable(label));
      values.push_back(std::move(value));
      marks.push_back(mark);
      targets.push_back(std::move(target));
    }
  };

  Json begin(const char* type, const std::string& title, const std::string& unit) {
    return {{"id", "chart-" + std::to_string(all_.size() + 1)},
            {"type", type},
            {"title", terminal::printable(title)},
            {"unit", unit},
            {"labels", Json::array()},
            {"series", Json::array()},
            {"targets", Json::array()},
            {"target_label", zh_ ? "目标" : "target"}};
  }
  /// `to`: where the axis ends at the least; null: where the bars do.
  void add(Bars& bars, const std::string& title, const std::string& unit, Json to = nullptr) {
    if (bars.labels.empty()) return;
    const std::size_t height = 90 + 34 * bars.labels.size();
    Json chart = begin("bar", title, unit);
    chart["labels"] = std::move(bars.labels);
    chart["series"].push_back({{"label", terminal::printable(title)},
                               {"values", std::move(bars.values)},
                               {"marks", std::move(bars.marks)}});
    chart["targets"] = std::move(bars.targets);
    chart["to"] = std::move(to);
    place(std::move(chart), height);
  }
  void place(Json chart, std::size_t height) {
    pending_ += "<figure><div class=\"chart\" style=\"height:" + std::to_string(height) +
                "px\"><canvas id=\"" + chart["id"].get<std::string>() + "\" role=\"img\" aria-label=\"" +
                escaped(chart["title"].get<std::string>()) + "\"></canvas></div></figure>\n";
    all_.push_back(std::move(chart));
  }

  bool zh_;
  Language language_;
  Json all_ = Json::array();
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
  if (!charts.all().empty()) {
    out += "<script type=\"application/json\" id=\"charts\">" + inside_script(charts.all()) +
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
