/// Reports as JSON, and back.
#include <nlohmann/json.hpp>

#include "huifang/error.hpp"
#include "report/codes.hpp"
#include "report/sections.hpp"
#include "value/json_tree.hpp"
#include "value/json_writer.hpp"

namespace huifang {
namespace reports {
namespace {

std::string_view verdict_name(PrintedFigure::Verdict verdict) {
  constexpr std::string_view names[] = {"agrees", "otherwise", "undecided", "disagrees"};
  return names[static_cast<std::size_t>(verdict)];
}

class Writing {
 public:
  std::string json(const Report& report) {
    write(report);
    return out_.take() + '\n';
  }

 private:
  void write(const Label& label) {
    if (label.en == label.zh) return out_.text(label.en);
    out_.object([&] {
      out_.key("en").text(label.en);
      out_.key("zh").text(label.zh);
    });
  }

  /// Exact digits: numbers are written as texts, so that no reader makes them binary.
  void write(const Figure& figure) {
    out_.object([&] {
      out_.key("kind").text(to_text(figure.kind));
      out_.key("shown").text(figure.shown);
      if (!figure.unit.empty()) out_.key("unit").text(figure.unit);
      if (!figure.known) return;
      out_.key("value").text(figure.value.to_text());
      out_.key("numerator").text(figure.numerator.to_text());
      out_.key("base").text(figure.base.to_text());
    });
  }

  void write(const Target& target) {
    out_.object([&] {
      out_.key("target").text(target.text);
      out_.key("met");
      if (target.met)
        out_.boolean(*target.met);
      else
        out_.null();
    });
  }

  void write(const PrintedFigure& printed) {
    out_.object([&] {
      out_.key("printed").text(printed.text);
      out_.key("verdict").text(verdict_name(printed.verdict));
      out_.key("shown").text(printed.shown);
    });
  }

  template <class T>
  void write(const std::vector<T>& all) {
    out_.list(all, [&](const T& one) { write(one); });
  }

  template <class T>
  void member(std::string_view key, const T& value) {
    out_.key(key);
    write(value);
  }

  /// Only when there is one.
  template <class T>
  void write_some(std::string_view key, const std::vector<T>& all) {
    if (!all.empty()) member(key, all);
  }

  void write(const std::string& text) { out_.text(text); }

  void write_name(const std::string& name, const Label& label) {
    out_.key("name").text(name);
    member("label", label);
  }

  void write(const ReportMetric& metric) {
    out_.object([&] {
      write_name(metric.name, metric.label);
      member("figure", metric.figure);
      out_.key("round").text(metric.round);
      if (!metric.base.en.empty()) {
        member("numerator", metric.numerator);
        member("base", metric.base);
      }
      write_some("targets", metric.targets);
      write_some("printed", metric.printed);
      if (metric.previous) member("previous", *metric.previous);
      if (!metric.change.empty()) out_.key("change").text(metric.change);
      if (!metric.change_relative.empty()) out_.key("change_relative").text(metric.change_relative);
    });
  }

  void write(const ReportPart& part) {
    out_.object([&] {
      write_name(part.name, part.label);
      member("amount", part.amount);
      member("share", part.share);
      write_some("printed", part.printed);
    });
  }

  void write(const ReportBreakdown& breakdown) {
    out_.object([&] {
      write_name(breakdown.name, breakdown.label);
      member("base", breakdown.base);
      member("parts", breakdown.parts);
      if (breakdown.unclassified) member("unclassified", *breakdown.unclassified);
      member("total", breakdown.total);
      out_.key("shares_shown").text(breakdown.shares_shown);
    });
  }

  void write(const ReportPlace& place) {
    out_.object([&] {
      out_.key("place").number(place.place);
      write_name(place.name, place.label);
      member("figure", place.figure);
      write_some("targets", place.targets);
      out_.key("chosen").boolean(place.chosen);
      out_.key("focus").boolean(place.focus);
    });
  }

  void write(const ReportRanking& ranking) {
    out_.object([&] {
      write_name(ranking.name, ranking.label);
      out_.key("order").text(ranking.lowest_first ? "lowest" : "highest");
      member("places", ranking.places);
    });
  }

  void write(const ReportTrend& trend) {
    out_.object([&] {
      member("periods", trend.periods);
      out_.key("metrics").list([&] {
        for (std::size_t m = 0; m < trend.names.size(); ++m) {
          out_.object([&] {
            write_name(trend.names[m], trend.labels[m]);
            member("figures", trend.figures[m]);
            member("changes", trend.changes[m]);
          });
        }
      });
    });
  }

  void write(const ReportRows& rows) {
    out_.object([&] {
      member("columns", rows.columns);
      member("labels", rows.labels);
      out_.key("numeric").list(rows.numeric, [&](bool one) { out_.boolean(one); });
      member("cells", rows.cells);
      out_.key("classes").list(rows.classes, [&](const auto& classes) {
        out_.object([&] {
          for (const auto& [name, label] : classes) member(name, label);
        });
      });
    });
  }

  void write(const ReportFinding& finding) {
    out_.object([&] {
      out_.key("kind").text(to_text(finding.kind));
      out_.key("about").text(finding.about);
      member("text", finding.text);
    });
  }

  void write(const Report& report) {
    out_.object([&] {
      out_.key("report").text(report.name);
      member("title", report.title);
      if (!report.period.empty()) out_.key("period").text(report.period);
      if (!report.source.empty()) out_.key("source").text(report.source);
      member("metrics", report.metrics);
      member("breakdowns", report.breakdowns);
      member("rankings", report.rankings);
      if (report.trend) member("trend", *report.trend);
      if (report.rows) member("rows", *report.rows);
      member("findings", report.findings);
    });
  }

  JsonWriter out_{JsonWriter::Style::indented};
};

// Back. What is missing or of another type throws; from_json() turns that into an Error.

using Node = nlohmann::json;

template <class Enum>
Enum named(const Node& node, std::size_t count) {
  const std::string& name = node.get_ref<const std::string&>();
  for (std::size_t i = 0; i < count; ++i) {
    if (to_text(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  throw std::invalid_argument(name);
}

Decimal decimal(const Node& node) {
  const auto out = Decimal::parse(node.get_ref<const std::string&>());
  if (!out) throw std::invalid_argument("number");
  return *out;
}

Label label(const Node& node) {
  if (node.is_string()) return {node.get<std::string>(), node.get<std::string>()};
  return {node.at("en").get<std::string>(), node.at("zh").get<std::string>()};
}

/// What iterates over anything else would take it for an empty list, or for a list of itself.
const Node& list(const Node& node, const char* key) {
  const Node& out = node.at(key);
  if (!out.is_array()) throw std::invalid_argument(key);
  return out;
}

std::size_t place(const Node& node) {
  if (!node.is_number_unsigned()) throw std::invalid_argument("place");
  return node.get<std::size_t>();
}

std::string text(const Node& node, const char* key) {
  return node.contains(key) ? node.at(key).get<std::string>() : std::string();
}

Figure figure(const Node& node) {
  Figure out;
  out.kind = named<MetricKind>(node.at("kind"), 7);
  out.shown = node.at("shown").get<std::string>();
  out.unit = text(node, "unit");
  out.known = node.contains("value");
  if (!out.known) return out;
  out.value = decimal(node.at("value"));
  out.numerator = decimal(node.at("numerator"));
  out.base = decimal(node.at("base"));
  return out;
}

std::vector<Target> targets(const Node& node) {
  std::vector<Target> out;
  if (!node.contains("targets")) return out;
  for (const Node& one : list(node, "targets"))
    out.push_back({one.at("target").get<std::string>(),
                   one.at("met").is_null() ? std::optional<bool>() : one.at("met").get<bool>()});
  return out;
}

std::vector<PrintedFigure> printed(const Node& node) {
  std::vector<PrintedFigure> out;
  if (!node.contains("printed")) return out;
  for (const Node& one : list(node, "printed")) {
    PrintedFigure& told = out.emplace_back();
    told.text = one.at("printed").get<std::string>();
    told.shown = one.at("shown").get<std::string>();
    const std::string& name = one.at("verdict").get_ref<const std::string&>();
    std::size_t verdict = 0;
    while (verdict < 4 && verdict_name(static_cast<PrintedFigure::Verdict>(verdict)) != name) ++verdict;
    if (verdict == 4) throw std::invalid_argument(name);
    told.verdict = static_cast<PrintedFigure::Verdict>(verdict);
  }
  return out;
}

ReportPart part(const Node& node) {
  return {node.at("name").get<std::string>(), label(node.at("label")), figure(node.at("amount")),
          figure(node.at("share")), printed(node)};
}

ReportMetric metric(const Node& node) {
  ReportMetric out;
  out.name = node.at("name").get<std::string>();
  out.label = label(node.at("label"));
  out.figure = figure(node.at("figure"));
  out.round = node.at("round").get<std::string>();
  if (node.contains("base")) {
    out.numerator = label(node.at("numerator"));
    out.base = label(node.at("base"));
  }
  out.targets = targets(node);
  out.printed = printed(node);
  if (node.contains("previous")) out.previous = figure(node.at("previous"));
  out.change = text(node, "change");
  out.change_relative = text(node, "change_relative");
  return out;
}

ReportBreakdown breakdown(const Node& node) {
  ReportBreakdown out;
  out.name = node.at("name").get<std::string>();
  out.label = label(node.at("label"));
  out.base = label(node.at("base"));
  for (const Node& one : list(node, "parts")) out.parts.push_back(part(one));
  if (node.contains("unclassified")) out.unclassified = part(node.at("unclassified"));
  out.total = figure(node.at("total"));
  out.shares_shown = node.at("shares_shown").get<std::string>();
  return out;
}

ReportRanking ranking(const Node& node) {
  ReportRanking out;
  out.name = node.at("name").get<std::string>();
  out.label = label(node.at("label"));
  const std::string& order = node.at("order").get_ref<const std::string&>();
  if (order != "lowest" && order != "highest") throw std::invalid_argument(order);
  out.lowest_first = order == "lowest";
  for (const Node& one : list(node, "places")) {
    out.places.push_back({place(one.at("place")), one.at("name").get<std::string>(), label(one.at("label")),
                          figure(one.at("figure")), targets(one), one.at("chosen").get<bool>(),
                          one.at("focus").get<bool>()});
  }
  return out;
}

ReportTrend trend(const Node& node) {
  ReportTrend out;
  out.periods = node.at("periods").get<std::vector<std::string>>();
  for (const Node& one : list(node, "metrics")) {
    out.names.push_back(one.at("name").get<std::string>());
    out.labels.push_back(label(one.at("label")));
    std::vector<Figure>& figures = out.figures.emplace_back();
    for (const Node& each : list(one, "figures")) figures.push_back(figure(each));
    out.changes.push_back(one.at("changes").get<std::vector<std::string>>());
    if (figures.size() != out.periods.size() || out.changes.back().size() != out.periods.size())
      throw std::invalid_argument("trend");
  }
  return out;
}

ReportRows rows(const Node& node) {
  ReportRows out;
  out.columns = node.at("columns").get<std::vector<std::string>>();
  for (const Node& one : list(node, "labels")) out.labels.push_back(label(one));
  out.numeric = node.at("numeric").get<std::vector<bool>>();
  out.cells = node.at("cells").get<std::vector<std::vector<std::string>>>();
  for (const Node& classes : list(node, "classes")) {
    auto& of_column = out.classes.emplace_back();
    for (const auto& [name, one] : classes.items()) of_column.emplace(name, label(one));
  }
  if (out.labels.size() != out.columns.size() || out.numeric.size() != out.columns.size() || out.classes.size() != out.columns.size())
    throw std::invalid_argument("rows");
  for (const auto& row : out.cells) {
    if (row.size() != out.columns.size()) throw std::invalid_argument("rows");
  }
  return out;
}

Report report(const Node& node) {
  Report out;
  out.name = node.at("report").get<std::string>();
  out.title = label(node.at("title"));
  out.period = text(node, "period");
  out.source = text(node, "source");
  for (const Node& one : list(node, "metrics")) out.metrics.push_back(metric(one));
  for (const Node& one : list(node, "breakdowns")) out.breakdowns.push_back(breakdown(one));
  for (const Node& one : list(node, "rankings")) out.rankings.push_back(ranking(one));
  if (node.contains("trend")) out.trend = trend(node.at("trend"));
  if (node.contains("rows")) out.rows = rows(node.at("rows"));
  for (const Node& one : list(node, "findings"))
    out.findings.push_back({named<ReportFinding::Kind>(one.at("kind"), 12),
                            one.at("about").get<std::string>(), label(one.at("text"))});
  return out;
}

}  // namespace

std::string json(const Report& report) { return Writing().json(report); }

}  // namespace reports

Report Report::from_json(std::string_view json) {
  try {
    const JsonTree tree(json);
    return reports::report(*tree);
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    throw Error(ErrorKind::syntax, codes::report_json, "this is no report");
  }
}

}  // namespace huifang
