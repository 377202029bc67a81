#include "policy/report_reader.hpp"

#include <algorithm>
#include <charconv>

#include "feel/types.hpp"
#include "policy/report_codes.hpp"

namespace huifang {

std::string_view to_text(MetricKind kind) {
  constexpr std::string_view names[] = {"rate", "mean", "index", "count", "sum", "growth", "value"};
  return names[static_cast<std::size_t>(kind)];
}

Label label_of(const ReportDef& report, const std::string& name) {
  for (const auto& [key, label] : report.labels) {
    if (key == name) return label;
  }
  return {name, name};
}

Label class_label(const ReportDef& report, const std::string& column, const std::string& name) {
  const std::string owned = column + '.' + name;
  for (const auto& [key, label] : report.labels) {
    if (key == name || key == owned) return label;
  }
  return {name, name};
}

}  // namespace huifang

namespace huifang::loader {
namespace {

using feel::Type;

/// Work of one expression: reports look at every row, some of them more than once.
feel::CompileOptions report_limits() {
  feel::CompileOptions options;
  options.limits.steps = 1'000'000'000;
  options.limits.list_items = 10'000'000;
  return options;
}

constexpr std::int64_t chosen_max = 1'000'000;

const std::vector<std::string> buckets = {"day", "week", "month", "quarter", "half-year", "year"};

class ReportReader {
 public:
  ReportReader(const ReportScope& scope, const Literal& literal, Report& report)
      : scope_(scope), literal_(literal), report_(report) {}

  ReportDef read(const Node& node) {
    ReportDef out;
    out.name = node.key;
    out.title = label_at(node, "label", node.key);
    if (const Node* title = node.find("title")) out.title = label_from(*title);
    if (const Node* source = node.find("source")) out.source = source->text;
    out.columns = scope_.columns();
    out.rounding = rounding(node, {});
    if (const Node* labels = node.find("labels")) {
      for (const Node* label : labels->children) out.labels.emplace_back(label->key, label_from(*label));
    }
    each(node, "metrics", [&](const Node& entry) { out.metrics.push_back(metric(entry, out.rounding)); });
    each(node, "breakdown", [&](const Node& entry) { out.breakdowns.push_back(breakdown(entry, out)); });
    each(node, "rank", [&](const Node& entry) { out.rankings.push_back(ranking(entry, out.rounding)); });
    each(node, "checks", [&](const Node& entry) { out.checks.push_back(check(entry)); });
    if (const Node* show = node.find("show")) {
      for (const Node* item : show->children) {
        if (column(*item) != nullptr) out.show.push_back(item->text);
      }
    }
    if (const Node* trend = node.find("trend"); trend != nullptr && trend->is_object())
      read_trend(*trend, out);
    return out;
  }

 private:
  template <class Take>
  static void each(const Node& node, std::string_view key, const Take& take) {
    const Node* map = node.find(key);
    if (map == nullptr) return;
    for (const Node* entry : map->children) {
      if (!entry->bad) take(*entry);
    }
  }

  static Label label_at(const Node& node, std::string_view key, const std::string& otherwise) {
    const Node* label = node.find(key);
    return label == nullptr ? Label{otherwise, otherwise} : label_from(*label);
  }

  figures::RoundingProfile rounding(const Node& node, const figures::RoundingProfile& otherwise) {
    const Node* text = node.find("round");
    if (text == nullptr) return otherwise;
    const auto out = figures::rounding(text->text);
    if (!out) {
      report_.error(code::report_rounding, *text, "this says in no way how to round",
                    {brief(*text),
                     "truncate, half_up or half_even, then 0 to 12 places, then the separator if it is no "
                     "point: \"half_up 1\", \"truncate 2 ,\"",
                     ""});
    }
    return out.value_or(otherwise);
  }

  feel::Expression expression(const Node& node, Type::Kind wanted = Type::Kind::any) {
    if (node.is_string()) return expression(node, node.text, 0, wanted);
    report_.error(code::wrong_kind, node, "an expression is expected here",
                  {brief(node), "text: a FEEL expression", ""});
    return {};
  }

  /// `text` stands `shift` bytes into the node.
  feel::Expression expression(const Node& node, std::string_view text, std::size_t shift, Type::Kind wanted) {
    try {
      feel::Expression out = feel::compile(text, scope_, report_limits());
      const Type::Kind kind = out.type().kind;
      if (wanted != Type::Kind::any && kind != Type::Kind::any && kind != Type::Kind::null &&
          kind != wanted) {
        report_.error(code::report_expression, node, "the expression has the wrong type",
                      {feel::type_name(out.type()),
                       std::string(wanted == Type::Kind::number    ? "number"
                                   : wanted == Type::Kind::boolean ? "boolean"
                                                                   : "list"),
                       ""});
      }
      return out;
    } catch (const Error& error) {
      report_.adopt(error, node, shift);
      return {};
    }
  }

  /// A list of exactly `count` expressions.
  bool expressions(const Node& node, std::size_t count, const char* expected) {
    if (node.is_array() && node.children.size() == count) return true;
    report_.error(code::report_metric, node, "this is not what such a metric is made of",
                  {brief(node), expected, ""});
    return false;
  }

  MetricDef metric(const Node& node, const figures::RoundingProfile& otherwise) {
    MetricDef out;
    out.name = node.key;
    out.label = label_at(node, "label", node.key);
    out.rounding = rounding(node, otherwise);
    static const std::vector<std::string> kinds = {"rate", "mean",   "index", "count",
                                                   "sum",  "growth", "value"};
    const Node* chosen = nullptr;
    std::size_t written = 0;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const Node* found = node.find(kinds[i]);
      if (found == nullptr) continue;
      ++written;
      chosen = found;
      out.kind = static_cast<MetricKind>(i);
    }
    if (written != 1) {
      if (std::none_of(kinds.begin(), kinds.end(), [&](const std::string& kind) { return node.has(kind); }) ||
          written > 1)
        report_.error(code::report_metric, node, "a metric is of exactly one kind",
                      {brief(node), "one of rate, mean, index, count, sum, growth and value", ""});
      return out;
    }
    inputs(node, *chosen, out);
    if (const Node* base = node.find("base")) out.base = label_from(*base);
    if (const Node* numerator = node.find("numerator")) out.numerator = label_from(*numerator);
    if (const Node* unit = node.find("unit")) out.unit = unit->text;
    list(node, "target", [&](const Node& item) { target(item, out); });
    list(node, "printed", [&](const Node& item) {
      if (auto one = printed(item, out.kind, out.unit)) out.printed.push_back(std::move(*one));
    });
    if (const Node* previous = node.find("previous")) {
      if (const auto one = printed(*previous, out.kind, out.unit)) out.previous = one->figure.value;
    }
    if (const Node* places = node.find("input_places"))
      out.input_places = static_cast<int>(whole(*places, figures::RoundingProfile::places_max));
    return out;
  }

  void inputs(const Node& node, const Node& chosen, MetricDef& out) {
    const auto name = [](const Node& item) { return Label{item.text, item.text}; };
    if (out.kind == MetricKind::rate || out.kind == MetricKind::growth) {
      out.per = 100;
      if (const Node* per = node.find("per")) out.per = number(*per).value_or(Ratio(100));
      if (out.per <= 0) {
        report_.error(code::number_bounds, *node.find("per"), "a rate is told per 1, 100 or more",
                      {brief(*node.find("per")), "a number above 0", ""});
        out.per = 100;
      }
      out.unit = out.per == 100 ? "%" : out.per == 1000 ? "‰" : "";
    }
    switch (out.kind) {
      case MetricKind::rate:
        if (!expressions(chosen, 2, "two expressions: [numerator, base]")) return;
        out.first = expression(*chosen.children[0], Type::Kind::number);
        out.second = expression(*chosen.children[1], Type::Kind::number);
        out.numerator = name(*chosen.children[0]);
        out.base = name(*chosen.children[1]);
        return;
      case MetricKind::growth: {
        const Node* now = chosen.is_object() ? chosen.find("now") : nullptr;
        const Node* before = chosen.is_object() ? chosen.find("before") : nullptr;
        const Node* increment = chosen.is_object() ? chosen.find("increment") : nullptr;
        if (now == nullptr || (before == nullptr) == (increment == nullptr)) {
          report_.error(code::report_metric, chosen, "this is not what growth is made of",
                        {brief(chosen), "{\"now\": …, \"before\": …} or {\"now\": …, \"increment\": …}", ""});
          return;
        }
        out.by_increment = increment != nullptr;
        out.first = expression(*now, Type::Kind::number);
        out.second = expression(out.by_increment ? *increment : *before, Type::Kind::number);
        out.numerator = {"growth", "增长"};
        out.base = {"before", "上期"};
        return;
      }
      default:
        break;
    }
    if (!chosen.is_string()) {
      report_.error(code::wrong_kind, chosen, "an expression is expected here",
                    {brief(chosen), "text: a FEEL expression", ""});
      return;
    }
    out.first = expression(chosen, out.kind == MetricKind::value ? Type::Kind::number : Type::Kind::any);
    if (out.kind == MetricKind::mean || out.kind == MetricKind::index) {
      out.numerator = name(chosen);
      out.base = {"known", "有值"};
      if (const Node* weights = node.find("weights")) out.second = expression(*weights);
    }
    if (out.kind == MetricKind::index) {
      out.best = bound(node, "best", 100);
      out.worst = bound(node, "worst", 0);
      if (out.best <= out.worst)
        report_.error(code::number_bounds, node, "the best value of an index is above the worst",
                      {brief(node), "best above worst", ""});
    }
  }

  Ratio bound(const Node& node, std::string_view key, int otherwise) {
    const Node* found = node.find(key);
    return found == nullptr ? Ratio(otherwise) : number(*found).value_or(Ratio(otherwise));
  }

  std::optional<Ratio> number(const Node& node) {
    const Node* at = literal_(node);
    if (at == nullptr) return std::nullopt;
    if (at->is_number()) {
      const auto decimal = Decimal::parse(at->text);
      if (auto out = decimal ? figures::exact(*decimal) : std::nullopt) return out;
    }
    report_.error(code::bad_value, node, "a number is expected here", {brief(*at), "a number", ""});
    return std::nullopt;
  }

  std::int64_t whole(const Node& node, std::int64_t high) {
    std::int64_t out = -1;
    const auto [end, error] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), out);
    if (error == std::errc() && end == node.text.data() + node.text.size() && out >= 0 && out <= high)
      return out;
    report_.error(code::number_bounds, node, "this number is outside its bounds, or not whole",
                  {brief(node), "a whole number from 0 to " + std::to_string(high), ""});
    return 0;
  }

  /// The text at `key`, or each of a list of texts.
  template <class Take>
  void list(const Node& node, std::string_view key, const Take& take) {
    const Node* found = node.find(key);
    if (found == nullptr) return;
    if (!found->is_array()) return take(*found);
    for (const Node* item : found->children) take(*item);
  }

  /// Of a rate "%", of a rate of another base its own unit, of everything else none.
  static std::string own_unit(MetricKind kind, const std::string& unit) {
    return kind == MetricKind::rate || kind == MetricKind::growth ? unit : "";
  }

  std::optional<PrintedDef> printed(const Node& node, MetricKind kind, const std::string& unit) {
    const Node* at = literal_(node);
    if (at == nullptr) return std::nullopt;
    const auto figure = at->is_string() || at->is_number() ? figures::printed(at->text) : std::nullopt;
    if (!figure) {
      report_.error(code::report_printed, node, "this is no figure",
                    {brief(*at), "a number as it was printed: \"78.86 %\", \"94,5\"", ""});
      return std::nullopt;
    }
    const std::string own = own_unit(kind, unit);
    if (!figure->unit.empty() && figure->unit != own && kind != MetricKind::index) {
      report_.error(code::report_printed, node,
                    "this figure is of another type than the metric: a " + std::string(to_text(kind)),
                    {brief(*at), own.empty() ? "a number without a unit" : "a number in " + own, ""});
      return std::nullopt;
    }
    return PrintedDef{at->text, *figure};
  }

  void target(const Node& node, MetricDef& metric) {
    const Node* at = literal_(node);
    if (at == nullptr) return;
    TargetDef out;
    out.text = at->text;
    std::string_view text = at->text;
    using Relation = TargetDef::Relation;
    constexpr std::pair<std::string_view, Relation> relations[] = {{">=", Relation::at_least},
                                                                   {"<=", Relation::at_most},
                                                                   {">", Relation::above},
                                                                   {"<", Relation::below},
                                                                   {"=", Relation::equal}};
    bool said = false;
    for (const auto& [sign, relation] : relations) {
      if (!text.starts_with(sign)) continue;
      text.remove_prefix(sign.size());
      out.relation = relation;
      said = true;
      break;
    }
    const auto figure = at->is_string() || at->is_number() ? figures::printed(text) : std::nullopt;
    if ((!figure || !said) && at->is_string() && (!said || text.find_first_not_of(' ') == std::string_view::npos)) {
      report_.error(code::report_target, node, "this is no target",
                    {brief(*at), "a bound such as \">= 85\", \"> 95 %\", \"<= 3\", \">= $goal\"", ""});
      return;
    }
    const std::string own = own_unit(metric.kind, metric.unit);
    if (!figure) {
      for (const std::string_view unit : {"%", "‰"}) {
        if (text.ends_with(unit)) out.unit = unit;
      }
      text.remove_suffix(out.unit.size());
    }
    if ((figure ? figure->unit : out.unit) != own) {
      report_.error(code::report_target, node,
                    "the target is of another type than its metric, a" +
                        std::string(metric.kind == MetricKind::index ? "n " : " ") +
                        std::string(to_text(metric.kind)),
                    {brief(*at), own.empty() ? "a number without a unit" : "a number in " + own, ""});
      return;
    }
    if (!said) out.text = ">= " + out.text;
    if (figure)
      out.bound = figure->value;
    else
      out.given = expression(*at, text, static_cast<std::size_t>(text.data() - at->text.data()), Type::Kind::number);
    metric.targets.push_back(std::move(out));
  }

  const Type* column(const Node& node) {
    const Node* at = &node;
    const Type* type = at->is_string() ? scope_.column(at->text) : nullptr;
    if (type == nullptr) {
      std::vector<std::string> names;
      for (const auto& [name, kind] : scope_.columns()) names.push_back(name);
      report_.error(code::report_column, node, "the rows have no such column",
                    {brief(node), "a column of the rows", report_.nearest(node.text, names)});
    }
    return type;
  }

  const Type* column_at(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    if (found != nullptr) return column(*found);
    if (!node.has(key))
      report_.error(code::missing_key, node, "'" + std::string(key) + "' is missing",
                    {"", "\"" + std::string(key) + "\": a column of the rows", ""});
    return nullptr;
  }

  BreakdownDef breakdown(const Node& node, const ReportDef& report) {
    BreakdownDef out;
    out.name = node.key;
    out.label = label_at(node, "label", node.key);
    out.rounding = rounding(node, report.rounding);
    if (column_at(node, "by") != nullptr) out.by = node.find("by")->text;
    if (const Node* sum = node.find("sum")) {
      const Type* type = column(*sum);
      if (type != nullptr && type->kind != Type::Kind::number && type->kind != Type::Kind::any)
        report_.error(code::report_column, *sum, "only numbers can be added up",
                      {feel::type_name(*type), "a column of numbers", ""});
      out.sum = sum->text;
    }
    out.base = {"total", "合计"};
    if (const Node* of = node.find("of")) {
      out.of = expression(*of, Type::Kind::number);
      out.base = {of->text, of->text};
    }
    if (const Node* base = node.find("base")) out.base = label_from(*base);
    if (const Node* map = node.find("printed")) {
      for (const Node* entry : map->children) {
        std::vector<PrintedDef>& figures =
            out.printed.emplace_back(entry->key, std::vector<PrintedDef>()).second;
        const auto take = [&](const Node& item) {
          if (auto one = printed(item, MetricKind::rate, "%")) figures.push_back(std::move(*one));
        };
        if (entry->is_array())
          std::for_each(entry->children.begin(), entry->children.end(),
                        [&](const Node* item) { take(*item); });
        else
          take(*entry);
      }
    }
    return out;
  }

  RankingDef ranking(const Node& node, const figures::RoundingProfile& otherwise) {
    RankingDef out;
    out.name = node.key;
    out.label = label_at(node, "label", node.key);
    if (column_at(node, "of") != nullptr) out.of = node.find("of")->text;
    if (const Node* by = node.find("by")) {
      out.by = metric(*by, rounding(node, otherwise));
      if (by->find("label") == nullptr) out.by.label = out.label;
    } else if (!node.has("by")) {
      report_.error(code::missing_key, node, "'by' is missing",
                    {"", "\"by\": a metric, such as {\"mean\": \"rows.score\"}", ""});
    }
    if (const Node* order = node.find("order")) {
      if (order->text != "highest" && order->text != "lowest")
        report_.error(
            code::bad_value, *order, "this is no order",
            {brief(*order), "highest or lowest", report_.nearest(order->text, {"highest", "lowest"})});
      out.lowest_first = order->text == "lowest";
    }
    if (const Node* first = node.find("first"))
      out.first = static_cast<std::size_t>(whole(*first, chosen_max));
    if (const Node* focus = node.find("focus")) out.focus = focus->boolean;
    return out;
  }

  CheckDef check(const Node& node) {
    CheckDef out;
    out.name = node.key;
    out.label = label_at(node, "label", node.key);
    const Node* that = node.find("that");
    const Node* none = node.find("none");
    const Node* parts = node.find("parts");
    const Node* total = node.find("total");
    if ((that != nullptr) + (none != nullptr) + (parts != nullptr) != 1 ||
        (parts == nullptr) != (total == nullptr)) {
      report_.error(
          code::report_check, node, "a check is of exactly one kind",
          {brief(node), "\"that\": a condition; \"none\": a list; or \"parts\" and their \"total\"", ""});
      return out;
    }
    if (that != nullptr) out.that = expression(*that, Type::Kind::boolean);
    if (none != nullptr) out.none_of = expression(*none, Type::Kind::list);
    if (parts != nullptr) {
      for (const Node* part : parts->children) out.parts.push_back(expression(*part, Type::Kind::number));
      out.total = expression(*total, Type::Kind::number);
    }
    return out;
  }

  void read_trend(const Node& node, ReportDef& out) {
    const Type* type = column_at(node, "by");
    if (type != nullptr && type->kind != Type::Kind::date && type->kind != Type::Kind::any)
      report_.error(code::report_column, *node.find("by"), "a trend goes by days",
                    {feel::type_name(*type), "a column of dates", ""});
    if (type != nullptr) out.trend_by = node.find("by")->text;
    out.trend_bucket = "month";
    const Node* each = node.find("each");
    if (each == nullptr) return;
    out.trend_bucket = each->text;
    if (std::find(buckets.begin(), buckets.end(), each->text) == buckets.end())
      report_.error(code::unknown_bucket, *each, "this bucket is not known",
                    {brief(*each), "day, week, month, quarter, half-year or year",
                     report_.nearest(each->text, buckets)});
  }

  const ReportScope& scope_;
  const Literal& literal_;
  Report& report_;
};

}  // namespace

ReportScope::ReportScope(std::vector<std::pair<std::string, Type>> columns, std::vector<GivenName> given)
    : columns_(std::move(columns)), given_(std::move(given)) {
  Type row;
  row.kind = Type::Kind::context;
  row.fields = columns_;
  rows_.kind = Type::Kind::list;
  rows_.item = std::make_shared<const Type>(std::move(row));
  for (const auto& [name, type] : columns_) bare_.insert(bare_.end(), type.values.begin(), type.values.end());
}

std::optional<feel::Binding> ReportScope::find(std::string_view name) const {
  feel::Binding out;
  if (name == "rows") {
    out.type = rows_;
    return out;
  }
  for (std::size_t i = 0; i < given_.size(); ++i) {
    if (given_[i].name != name) continue;
    out.id = static_cast<std::uint32_t>(i + 1);
    out.type = given_[i].type;
    return out;
  }
  if (name == "sum") {
    out.kind = feel::Binding::Kind::function;
    out.type.kind = Type::Kind::number;
    out.arguments_min = out.arguments_max = 1;
    return out;
  }
  if (std::find(bare_.begin(), bare_.end(), name) == bare_.end()) return std::nullopt;
  out.kind = feel::Binding::Kind::constant;
  out.type.kind = Type::Kind::string;
  out.value = Value::of(name);
  return out;
}

std::vector<std::string> ReportScope::all(std::optional<std::uint32_t> object) const {
  std::vector<std::string> out;
  if (object) return out;
  out.emplace_back("rows");
  for (const GivenName& given : given_) out.push_back(given.name);
  out.insert(out.end(), bare_.begin(), bare_.end());
  return out;
}

const Type* ReportScope::column(std::string_view name) const {
  for (const auto& [key, type] : columns_) {
    if (key == name) return &type;
  }
  return nullptr;
}

ReportDef read_report(const Node& node, const ReportScope& scope, const Literal& literal, Report& report) {
  return ReportReader(scope, literal, report).read(node);
}

Label label_from(const Node& node) {
  if (!node.is_object()) return {node.text, node.text};
  const Node* en = node.find("en");
  const Node* zh = node.find("zh");
  if (en == nullptr) en = zh;
  if (zh == nullptr) zh = en;
  return en == nullptr ? Label{} : Label{en->text, zh->text};
}

}  // namespace huifang::loader
