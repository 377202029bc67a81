/// Reports of tables: the document that says how, and the rows it is made of.
#include <algorithm>
#include <map>

#include "huifang/error.hpp"
#include "policy/reader.hpp"
#include "policy/report_codes.hpp"
#include "policy/report_reader.hpp"
#include "policy/report_shape.hpp"
#include "report/codes.hpp"
#include "report/measure.hpp"
#include "value/diagnostic.hpp"
#include "value/utf8.hpp"

namespace huifang {

struct ReportSpec::Rep {
  ReportDef report;
  std::string period;
  std::vector<Value> given;
};

namespace {

namespace code = loader::code;
using feel::Type;
using loader::Node;

constexpr std::size_t findings_max = 1'000;

/// "number", "string", "boolean", "date", or the classes there are.
Type column_type(const Node& node, loader::Report& report) {
  Type out;
  if (node.is_array()) {
    out.kind = Type::Kind::string;
    for (const Node* item : node.children) {
      if (item->is_string())
        out.values.push_back(item->text);
      else
        report.error(code::wrong_kind, *item, "a class is a text", {brief(*item), "text", ""});
    }
    return out;
  }
  static const std::vector<std::string> names = {"number", "string", "boolean", "date"};
  constexpr Type::Kind kinds[] = {Type::Kind::number, Type::Kind::string, Type::Kind::boolean,
                                  Type::Kind::date};
  const auto found = std::find(names.begin(), names.end(), node.text);
  if (found == names.end())
    report.error(code::unknown_type, node, "this type is not known",
                 {brief(node), "number, string, boolean, date, or a list of classes",
                  report.nearest(node.text, names)});
  else
    out.kind = kinds[found - names.begin()];
  return out;
}

/// "1,234" is one and a bit to some and a thousand to others. Nobody groups digits behind "0" or after more
/// than three.
bool is_ambiguous(std::string_view text) {
  constexpr std::string_view figures = "0123456789";
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || comma == 0) return false;
  std::size_t first = text.substr(0, comma).find_last_not_of(figures);
  first = first == std::string_view::npos ? 0 : first + 1;
  const std::size_t end = std::min(text.find_first_not_of(figures, comma + 1), text.size());
  return comma - first >= 1 && comma - first <= 3 && text[first] != '0' && end - comma - 1 == 3;
}

/// A number, also as people print it: 653, "94,5%".
std::optional<Decimal> number_of(const Value& value) {
  if (value.kind() == Value::Kind::number) return value.number();
  if (value.kind() != Value::Kind::string || is_ambiguous(value.string())) return std::nullopt;
  const auto printed = figures::printed(value.string());
  return printed ? std::optional(printed->value.to_decimal()) : std::nullopt;
}

/// A unit without a number: the copy lost its figure.
bool is_missing(const std::string& text) {
  return text.find_first_not_of(" \t") == std::string::npos || text == "%" || text == "％" || text == "‰";
}

/// The cell as its column's type; nullopt: it is none.
std::optional<Value> typed(const Value& value, const Type& type) {
  if (value.is_null()) return value;
  if (value.kind() == Value::Kind::string && is_missing(value.string())) return Value();
  switch (type.kind) {
    case Type::Kind::number: {
      const auto number = number_of(value);
      return number ? std::optional(Value::of(*number)) : std::nullopt;
    }
    case Type::Kind::boolean:
      if (value.kind() == Value::Kind::boolean) return value;
      if (value.kind() == Value::Kind::string && (value.string() == "true" || value.string() == "false"))
        return Value::of(value.string() == "true");
      return std::nullopt;
    case Type::Kind::date: {
      if (value.kind() == Value::Kind::date) return value;
      if (value.kind() == Value::Kind::date_time) return Value::of(value.date_time().date);
      const auto date = value.kind() == Value::Kind::string ? Date::parse(value.string()) : std::nullopt;
      return date ? std::optional(Value::of(*date)) : std::nullopt;
    }
    default: {
      std::optional<std::string> text;
      if (value.kind() == Value::Kind::string) text = value.string();
      if (value.kind() == Value::Kind::entity) text = value.entity().key;
      if (value.kind() == Value::Kind::number || value.kind() == Value::Kind::boolean) text = value.to_text();
      if (!text || (!type.values.empty() &&
                    std::find(type.values.begin(), type.values.end(), *text) == type.values.end()))
        return std::nullopt;
      return Value::of(*text);
    }
  }
}

std::string type_words(const Type& type) {
  if (!type.values.empty()) {
    std::string out;
    for (const std::string& value : type.values) out += (out.empty() ? "" : ", ") + value;
    return "one of " + out;
  }
  switch (type.kind) {
    case Type::Kind::number:
      return "a number, its thousands not grouped";
    case Type::Kind::boolean:
      return "true or false";
    case Type::Kind::date:
      return "a date, e.g. 2024-03-01";
    default:
      return "a text";
  }
}

}  // namespace

ReportSpec ReportSpec::parse(std::string_view json, const std::string& file) {
  loader::Document document;
  loader::Report report(document, findings_max);
  document.layers.push_back({"", file, std::string(json)});
  document.root = loader::read(document, 0, loader::ReadLimits{}, report);
  if (document.root == nullptr) throw Error(report.kind(), report.sorted());
  Node& root = *document.root;
  auto rep = std::make_shared<Rep>();
  if (!root.is_object()) {
    report.error(code::wrong_kind, root, "a report is an object", {brief(root), "an object", ""});
    throw Error(report.kind(), report.sorted());
  }
  check_shape(root, loader::table_report_shape(), report);
  const Node* format = root.find("huifang_report");
  if (!root.has("huifang_report"))
    report.error(code::missing_key, root, "the key \"huifang_report\" is missing here",
                 {"", "\"huifang_report\": 1", ""});
  else if (format != nullptr && format->text != "1")
    report.error(code::format_number, *format, "this format of reports is not known",
                 {brief(*format), "1", ""});
  std::vector<std::pair<std::string, Type>> columns;
  if (const Node* section = root.find("columns")) {
    for (const Node* column : section->children) {
      if (!column->bad) columns.emplace_back(column->key, column_type(*column, report));
    }
  }
  std::vector<loader::GivenName> given;
  if (const Node* section = root.find("given")) {
    for (const Node* entry : section->children) {
      if (entry->bad) continue;
      const auto number =
          entry->is_number() ? Decimal::parse(entry->text) : number_of(Value::of(entry->text));
      Type type;
      type.kind = Type::Kind::number;
      given.push_back({entry->key, type});
      rep->given.push_back(number ? Value::of(*number) : Value());
      if (!number && !is_missing(entry->text))
        report.error(code::bad_value, *entry, "this is no number",
                     {brief(*entry), "a number, also as it was printed: 653, \"94,5%\"", ""});
    }
  }
  const loader::Literal literal = [](const Node& node) { return &node; };
  rep->report = read_report(root, loader::ReportScope(std::move(columns), std::move(given)), literal, report);
  const Node* name = root.find("report");
  rep->report.name = name == nullptr ? "report" : name->text;
  if (root.find("title") == nullptr) rep->report.title = {rep->report.name, rep->report.name};
  if (const Node* period = root.find("period")) rep->period = period->text;
  if (report.failed()) throw Error(report.kind(), report.sorted());
  return ReportSpec(std::move(rep));
}

Report ReportSpec::run(std::size_t rows, const std::vector<ValueColumn>& columns) const {
  std::vector<Context> contexts(rows);
  std::vector<Diagnostic> findings;
  for (const auto& [name, type] : rep_->report.columns) {
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](const ValueColumn& one) { return one.name == name; });
    if (column == columns.end()) {
      for (Context& context : contexts) context.entries.emplace_back(name, Value());
      continue;
    }
    if (column->places.size() != rows)
      throw Error(ErrorKind::argument, codes::report_cell,
                  "the column '" + name + "' has " + std::to_string(column->places.size()) + " rows, not " +
                      std::to_string(rows));
    // Each value once, however often it occurs.
    std::vector<std::optional<Value>> values;
    for (const Value& value : column->values) values.push_back(typed(value, type));
    for (std::size_t row = 0; row < rows; ++row) {
      const std::int32_t place = column->places[row];
      Value cell;
      if (place >= 0) {
        const std::optional<Value>& value = values.at(static_cast<std::size_t>(place));
        if (value) {
          cell = *value;
        } else if (findings.size() < findings_max) {
          findings.push_back(error_at(
              "/rows/" + std::to_string(row) + '/' + name, codes::report_cell,
              "this is no value of the column '" + name + "'",
              utf8::shortened(column->values[static_cast<std::size_t>(place)].to_text()), type_words(type)));
        }
      }
      contexts[row].entries.emplace_back(name, std::move(cell));
    }
  }
  if (!findings.empty()) {
    std::stable_sort(findings.begin(), findings.end(), [](const Diagnostic& a, const Diagnostic& b) {
      return std::pair(a.pointer.size(), a.pointer) < std::pair(b.pointer.size(), b.pointer);
    });
    throw Error(ErrorKind::argument, std::move(findings));
  }
  std::vector<Value> list;
  list.reserve(rows);
  for (Context& context : contexts) list.push_back(Value::of(std::move(context)));
  Report out = reports::run(rep_->report, {Value::of(std::move(list)), rep_->given, nullptr});
  out.period = rep_->period;
  return out;
}

Report compared(Report now, const Report& before) {
  std::vector<Diagnostic> findings;
  for (ReportMetric& metric : now.metrics) {
    const auto other = std::find_if(before.metrics.begin(), before.metrics.end(),
                                    [&](const ReportMetric& one) { return one.name == metric.name; });
    if (other == before.metrics.end()) continue;
    if (other->figure.kind != metric.figure.kind || other->figure.unit != metric.figure.unit) {
      const auto words = [](const Figure& figure) {
        return std::string(to_text(figure.kind)) + (figure.unit.empty() ? "" : " in " + figure.unit);
      };
      findings.push_back(error_at(
          "/metrics/" + metric.name, codes::report_compare,
          "'" + metric.name +
              "' is of another type in the other report: figures of different types are not compared",
          words(other->figure), words(metric.figure)));
      continue;
    }
    metric.previous = other->figure;
    metric.change.clear();
    metric.change_relative.clear();
    if (!metric.figure.known || !other->figure.known) continue;
    const auto of = [&](const Figure& figure) {
      // Rates exactly, from what they are made of.
      const Ratio value = reports::exact_of(figure.value, metric.name),
                           base = reports::exact_of(figure.base, metric.name);
      if (figure.kind != MetricKind::rate || base == 0 || (figure.unit != "%" && figure.unit != "‰"))
        return value;
      return figures::quotient(reports::exact_of(figure.numerator, metric.name), base) *
             (figure.unit == "%" ? 100 : 1000);
    };
    reports::set_change(metric, of(metric.figure), of(other->figure),
                        figures::rounding(metric.round).value_or(figures::RoundingProfile()));
  }
  if (!findings.empty()) throw Error(ErrorKind::argument, std::move(findings));
  return now;
}

}  // namespace huifang
