/// Reports as JSON, and back.
#include <nlohmann/json.hpp>

#include "huifang/error.hpp"
#include "report/codes.hpp"
#include "report/sections.hpp"
#include "value/json_tree.hpp"

namespace huifang {
namespace reports {
namespace {

using Json = nlohmann::ordered_json;

/// Exact digits: numbers are written as texts, so that no reader makes them binary.
Json of(const Figure& figure) {
  Json out{{"kind", std::string(to_text(figure.kind))}, {"shown", figure.shown}};
  if (!figure.unit.empty()) out["unit"] = figure.unit;
  if (!figure.known) return out;
  out["value"] = figure.value.to_text();
  out["numerator"] = figure.numerator.to_text();
  out["base"] = figure.base.to_text();
  return out;
}

Json of(const Label& label) {
  if (label.en == label.zh) return label.en;
  return {{"en", label.en}, {"zh", label.zh}};
}

std::string_view verdict_name(PrintedFigure::Verdict verdict) {
  constexpr std::string_view names[] = {"agrees", "otherwise", "undecided", "disagrees"};
  return names[static_cast<std::size_t>(verdict)];
}

Json of(const std::vector<Target>& targets) {
  Json out = Json::array();
  for (const Target& target : targets)
    out.push_back({{"target", target.text}, {"met", target.met ? Json(*target.met) : Json()}});
  return out;
}

Json of(const std::vector<PrintedFigure>& printed) {
  Json out = Json::array();
  for (const PrintedFigure& one : printed)
    out.push_back(
        {{"printed", one.text}, {"verdict", std::string(verdict_name(one.verdict))}, {"shown", one.shown}});
  return out;
}

Json of(const ReportMetric& metric) {
  Json out{{"name", metric.name},
           {"label", of(metric.label)},
           {"figure", of(metric.figure)},
           {"round", metric.round}};
  if (!metric.base.en.empty()) {
    out["numerator"] = of(metric.numerator);
    out["base"] = of(metric.base);
  }
  if (!metric.targets.empty()) out["targets"] = of(metric.targets);
  if (!metric.printed.empty()) out["printed"] = of(metric.printed);
  if (metric.previous) out["previous"] = of(*metric.previous);
  if (!metric.change.empty()) out["change"] = metric.change;
  if (!metric.change_relative.empty()) out["change_relative"] = metric.change_relative;
  return out;
}

Json of(const ReportPart& part) {
  Json out{
      {"name", part.name}, {"label", of(part.label)}, {"amount", of(part.amount)}, {"share", of(part.share)}};
  if (!part.printed.empty()) out["printed"] = of(part.printed);
  return out;
}

Json of(const ReportBreakdown& breakdown) {
  Json out{{"name", breakdown.name},
           {"label", of(breakdown.label)},
           {"base", of(breakdown.base)},
           {"parts", Json::array()}};
  for (const ReportPart& part : breakdown.parts) out["parts"].push_back(of(part));
  if (breakdown.unclassified) out["unclassified"] = of(*breakdown.unclassified);
  out["total"] = of(breakdown.total);
  out["shares_shown"] = breakdown.shares_shown;
  return out;
}

Json of(const ReportRanking& ranking) {
  Json out{{"name", ranking.name},
           {"label", of(ranking.label)},
           {"order", ranking.lowest_first ? "lowest" : "highest"},
           {"places", Json::array()}};
  for (const ReportPlace& place : ranking.places) {
    Json one{{"place", place.place},
             {"name", place.name},
             {"label", of(place.label)},
             {"figure", of(place.figure)}};
    if (!place.targets.empty()) one["targets"] = of(place.targets);
    one["chosen"] = place.chosen;
    one["focus"] = place.focus;
    out["places"].push_back(std::move(one));
  }
  return out;
}

Json of(const ReportTrend& trend) {
  Json out{{"periods", trend.periods}, {"metrics", Json::array()}};
  for (std::size_t m = 0; m < trend.names.size(); ++m) {
    Json figures = Json::array();
    for (const Figure& figure : trend.figures[m]) figures.push_back(of(figure));
    out["metrics"].push_back({{"name", trend.names[m]},
                              {"label", of(trend.labels[m])},
                              {"figures", std::move(figures)},
                              {"changes", trend.changes[m]}});
  }
  return out;
}

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
  if (out.labels.size() != out.columns.size() || out.numeric.size() != out.columns.size())
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

std::string json(const Report& report) {
  Json out{{"report", report.name}, {"title", of(report.title)}};
  if (!report.period.empty()) out["period"] = report.period;
  if (!report.source.empty()) out["source"] = report.source;
  for (const char* key : {"metrics", "breakdowns", "rankings"}) out[key] = Json::array();
  for (const ReportMetric& metric : report.metrics) out["metrics"].push_back(of(metric));
  for (const ReportBreakdown& breakdown : report.breakdowns) out["breakdowns"].push_back(of(breakdown));
  for (const ReportRanking& ranking : report.rankings) out["rankings"].push_back(of(ranking));
  if (report.trend) out["trend"] = of(*report.trend);
  if (report.rows) {
    Json labels = Json::array();
    for (const Label& label : report.rows->labels) labels.push_back(of(label));
    out["rows"] = {{"columns", report.rows->columns},
                   {"labels", std::move(labels)},
                   {"numeric", report.rows->numeric},
                   {"cells", report.rows->cells}};
  }
  out["findings"] = Json::array();
  for (const ReportFinding& finding : report.findings)
    out["findings"].push_back(
        {{"kind", std::string(to_text(finding.kind))}, {"about", finding.about}, {"text", of(finding.text)}});
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

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
