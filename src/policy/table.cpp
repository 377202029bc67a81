#include "policy/table.hpp"

#include <optional>
#include <string>

#include "decision/compiled.hpp"
#include "feel/no_names.hpp"
#include "feel/program.hpp"
#include "huifang/decision_check.hpp"

namespace huifang::loader {
namespace {

const std::vector<std::string> hit_names = {"unique",     "any",          "priority", "first",
                                            "rule order", "output order", "collect",  "sum",
                                            "min",        "max",          "count"};
constexpr HitPolicy hit_policies[] = {
    HitPolicy::unique,      HitPolicy::any,          HitPolicy::priority,     HitPolicy::first,
    HitPolicy::rule_order,  HitPolicy::output_order, HitPolicy::collect,      HitPolicy::collect_sum,
    HitPolicy::collect_min, HitPolicy::collect_max,  HitPolicy::collect_count};

/// Work on what is doubtful about one table as a whole.
constexpr std::uint64_t table_steps_max = 100'000;

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// FEEL text of a cell: JSON numbers and booleans are their literals.
std::optional<std::string> cell_text(Loader& loader, const Node& cell) {
  switch (cell.kind) {
    case Node::Kind::string:
      return cell.text;
    case Node::Kind::number:
      return value_of(cell).to_text();
    case Node::Kind::boolean:
      return cell.boolean ? "true" : "false";
    case Node::Kind::null:
      return "null";
    default:
      loader.report.error(code::wrong_kind, cell, "a cell of a table is a test or a value",
                          {brief(cell), "text, a number, true or false", ""});
      return std::nullopt;
  }
}

/// The list of cells of a row, written as a list or as {"row": […], "source": "…"}; nullptr: refused.
const Node* cells_of(Loader& loader, const Node& row) {
  if (row.is_array()) return &row;
  if (row.is_object()) {
    const Node* cells = row.find("row");
    if (cells == nullptr && !row.has("row")) {
      loader.report.error(code::missing_key, row, "a row needs its cells", {"nothing", "\"row\"", ""});
    }
    return cells;
  }
  loader.report.error(code::wrong_kind, row, "a row is a list of cells",
                      {brief(row), "a list, or an object with \"row\" and \"source\"", ""});
  return nullptr;
}

void read_outputs(Loader& loader, const Node& entry, Table& table) {
  const Node* outputs = entry.find("outputs");
  if (outputs == nullptr || !outputs->is_array()) {
    table.source.outputs.emplace_back();
    return;
  }
  for (const Node* output : outputs->children) {
    DecisionTableSource::Output one;
    if (output->is_string()) {
      one.name = output->text;
    } else if (output->is_object()) {
      one.name = text_at(*output, "name");
      if (const Node* values = output->find("values"); values != nullptr && values->is_array()) {
        for (const Node* value : values->children) {
          if (const auto text = cell_text(loader, *value)) {
            one.allowed.push_back(value->is_string() ? Value::of(*text).to_text() : *text);
          }
        }
      }
      if (const Node* fallback = output->find("default")) {
        if (const auto text = cell_text(loader, *fallback)) {
          one.default_value =
              fallback->is_string() && !text->starts_with('=') ? Value::of(*text).to_text() : *text;
          if (text->starts_with('=')) one.default_value.erase(0, 1);
        }
      }
    }
    if (one.name.empty()) {
      loader.report.error(code::missing_key, *output, "an output of several needs a name",
                          {brief(*output), "text", ""});
      table.good = false;
    }
    table.source.outputs.push_back(std::move(one));
  }
  if (table.source.outputs.empty()) {
    loader.report.error(code::empty_list, *outputs, "a table needs an output", {"an empty list", "", ""});
    table.good = false;
  }
}

/// The node a table diagnostic speaks of: "/rows/3/0", "/inputs/1".
const Node* node_at(const Table& table, std::string_view pointer) {
  const auto number = [&](std::string_view& text) -> std::optional<std::size_t> {
    if (!text.starts_with('/')) return std::nullopt;
    text.remove_prefix(1);
    std::size_t value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 9) {
      value = value * 10 + static_cast<std::size_t>(text[digits++] - '0');
    }
    text.remove_prefix(digits);
    return digits == 0 ? std::nullopt : std::optional(value);
  };
  if (pointer.starts_with("/inputs")) {
    pointer.remove_prefix(7);
    const auto input = number(pointer);
    if (input && *input < table.inputs.size()) return table.inputs[*input];
  }
  if (pointer.starts_with("/rows")) {
    pointer.remove_prefix(5);
    const auto row = number(pointer);
    const auto column = number(pointer);
    if (row && *row < table.rows.size()) {
      if (column && *column < table.rows[*row].size()) return table.rows[*row][*column];
      if (!table.rows[*row].empty()) return table.rows[*row].front();
    }
  }
  return table.node;
}

/// Findings about cells and about the table as a whole, put where the parts are written.
void report_findings(Loader& loader, const Table& table, ErrorKind kind,
                     const std::vector<Diagnostic>& findings) {
  for (const Diagnostic& finding : findings) {
    const Node* node = node_at(table, finding.pointer);
    Diagnostic moved = finding;
    if (!node->is_string()) moved.offset = -1;
    loader.report.adopt(Error(kind, {moved}), *node);
  }
}

/// What facts and measures can be.
std::vector<InputDomain> domains_of(const PolicyModel& model, const DecisionTable& table) {
  std::vector<InputDomain> domains;
  for (const feel::Expression& input : table.compiled()->inputs) {
    InputDomain& domain = domains.emplace_back();
    const auto id = feel::plain_attribute(input);
    if (!id) continue;
    const AttributeDef& attribute = model.attributes[*id];
    if (attribute.scale) domain.scale = *attribute.scale;
    const bool is_count = attribute.kind == AttributeDef::Kind::measure &&
                          model.measures[attribute.index].fold == MeasureDef::Fold::count;
    if (!is_count) continue;
    domain.scale = 0;
    domain.allowed = feel::compile_unary_tests(">= 0", attribute.type, feel::NoNames());
  }
  return domains;
}

}  // namespace

Table read_table(Loader& loader, const Node& entry) {
  Table table;
  table.node = &entry;
  if (const Node* hit = entry.find("hit")) {
    if (const auto chosen = one_of(loader, *hit, hit_names)) table.source.hit_policy = hit_policies[*chosen];
  }
  const Node* inputs = entry.find("inputs");
  if (inputs != nullptr && inputs->is_array()) {
    for (const Node* input : inputs->children) {
      if (!input->is_string()) {
        loader.report.error(code::wrong_kind, *input, "an input is an expression",
                            {brief(*input), "text: a FEEL expression", ""});
        table.good = false;
        continue;
      }
      table.inputs.push_back(input);
      table.source.inputs.push_back({input->text, {}});
    }
  }
  read_outputs(loader, entry, table);
  const std::size_t inputs_count = table.source.inputs.size();
  const std::size_t width = inputs_count + table.source.outputs.size();
  const Node* rows = entry.find("rows");
  for (const std::string_view key : {"inputs", "rows"}) {
    const Node* list = entry.find(key);
    if (list == nullptr && !entry.has(key)) {
      loader.report.error_at_key(code::missing_key, entry, "a table needs its " + std::string(key),
                                 {"nothing", "\"" + std::string(key) + "\"", ""});
    } else if (list != nullptr && list->children.empty() && key == "rows") {
      loader.report.error(code::empty_list, *list, "a table needs a row", {"an empty list", "", ""});
    }
    if (list == nullptr || (list->children.empty() && key == "rows")) table.good = false;
  }
  if (rows == nullptr) return table;
  for (const Node* row : rows->children) {
    const Node* cells = cells_of(loader, *row);
    if (cells == nullptr || !cells->is_array()) {
      table.good = false;
      continue;
    }
    if (cells->children.size() != width) {
      loader.report.error(
          code::row_length, *cells, "the row has the wrong number of cells",
          {counted(cells->children.size(), "cell"),
           counted(inputs_count, "test") + " and " + counted(table.source.outputs.size(), "output"), ""});
      table.good = false;
      continue;
    }
    DecisionTableSource::Row one;
    if (row->is_object()) one.source = text_at(*row, "source");
    std::vector<const Node*> nodes;
    for (std::size_t i = 0; i < width; ++i) {
      const auto text = cell_text(loader, *cells->children[i]);
      if (!text) table.good = false;
      (i < inputs_count ? one.tests : one.outputs).push_back(text.value_or(""));
      nodes.push_back(cells->children[i]);
    }
    table.rows.push_back(std::move(nodes));
    table.source.rows.push_back(std::move(one));
  }
  return table;
}

DecisionTable compile_table(Loader& loader, const Table& table, const Scope& scope, bool quiet) {
  if (!table.good) return {};
  DecisionTable compiled;
  try {
    compiled = DecisionTable::compile(table.source, scope);
  } catch (const Error& error) {
    if (!quiet) report_findings(loader, table, error.kind(), error.diagnostics());
    return {};
  }
  if (!quiet) {
    const TableCheckOptions options{table_steps_max, domains_of(loader.model, compiled)};
    report_findings(loader, table, ErrorKind::policy, check_table(compiled, options));
  }
  return compiled;
}

}  // namespace huifang::loader
