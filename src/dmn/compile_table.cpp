#include <charconv>

#include "dmn/codes.hpp"
#include "dmn/compile.hpp"
#include "huifang/decision_check.hpp"

namespace huifang::dmn {
namespace {

/// Work on what is doubtful about one table as a whole.
constexpr std::uint64_t table_steps_max = 100'000;

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

std::optional<HitPolicy> hit_policy_of(const TableSource& table) {
  const std::string& policy = table.hit_policy;
  const std::string& aggregation = table.aggregation;
  if (policy.empty() || policy == "UNIQUE") return HitPolicy::unique;
  if (policy == "ANY") return HitPolicy::any;
  if (policy == "PRIORITY") return HitPolicy::priority;
  if (policy == "FIRST") return HitPolicy::first;
  if (policy == "RULE ORDER") return HitPolicy::rule_order;
  if (policy == "OUTPUT ORDER") return HitPolicy::output_order;
  if (policy != "COLLECT") return std::nullopt;
  if (aggregation.empty()) return HitPolicy::collect;
  if (aggregation == "SUM") return HitPolicy::collect_sum;
  if (aggregation == "MIN") return HitPolicy::collect_min;
  if (aggregation == "MAX") return HitPolicy::collect_max;
  if (aggregation == "COUNT") return HitPolicy::collect_count;
  return std::nullopt;
}

/// The values of a list of values, each alone. Commas inside quotes and brackets separate nothing.
std::vector<std::string> separated(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  bool quoted = false;
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\' && i + 1 < text.size()) {
      part += c;
      part += text[++i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '(' || c == '[' || c == '{')) ++open;
    if (!quoted && (c == ')' || c == ']' || c == '}')) --open;
    if (c == ',' && !quoted && open <= 0) {
      parts.push_back(std::move(part));
      part.clear();
    } else {
      part += c;
    }
  }
  if (!is_blank(part)) parts.push_back(std::move(part));
  return parts;
}

/// The type without its enumerations: a bare word that names one of their values is a string in policies
/// only.
feel::Type without_values(feel::Type type) {
  type.values.clear();
  if (type.item) type.item = std::make_shared<const feel::Type>(without_values(*type.item));
  for (auto& field : type.fields) field.second = without_values(std::move(field.second));
  return type;
}

/// The number after `prefix`, and what is behind it.
std::optional<std::size_t> number_after(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return std::nullopt;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + prefix.size(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// What values of a type pass; empty: there is no type, or nothing that can be said as unary tests.
feel::Expression allowed_by(const ItemType* type) {
  while (type != nullptr && !type->collection && !type->allowed) type = type->base.get();
  return type != nullptr && !type->collection ? type->allowed : feel::Expression();
}

}  // namespace

/// The table's diagnostics, moved to the texts of its cells.
void BodyCompiler::table_findings(const Error& error, const ExpressionSource& source) {
  const TableSource& table = *source.table;
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    const Error one(error.kind(), {diagnostic});
    Text text;
    text.place = source.place;
    std::string part;
    std::string_view rest = diagnostic.pointer;
    if (const auto row = number_after(rest, "/rows/"); row && *row < table.rules.size()) {
      const TableSource::Rule& rule = table.rules[*row];
      part = "rule " + std::to_string(*row + 1);
      text.place = rule.place;
      if (const auto cell = number_after(rest, "/")) {
        const bool is_output = *cell >= rule.tests.size();
        part += is_output ? "/output " + std::to_string(*cell - rule.tests.size() + 1)
                          : "/input " + std::to_string(*cell + 1);
        text = is_output ? rule.outputs[*cell - rule.tests.size()] : rule.tests[*cell];
      }
    } else if (const auto input = number_after(rest, "/inputs/"); input && *input < table.inputs.size()) {
      part = "input " + std::to_string(*input + 1);
      text = table.inputs[*input].expression;
    } else if (const auto output = number_after(rest, "/outputs/");
               output && *output < table.outputs.size()) {
      part = "output " + std::to_string(*output + 1);
      const TableSource::Output& column = table.outputs[*output];
      const Text& written = rest.substr(0, 8) == "/default" ? column.default_value : column.allowed;
      if (!is_blank(written.text)) text = written;  // else the type says it
    }
    findings_.add_all(one, text, part);
  }
}

BodyCompiler::Part BodyCompiler::table(const ExpressionSource& source, std::unique_ptr<Boxed> boxed,
                                       const ItemTypePtr& expected) {
  const TableSource& table = *source.table;
  DecisionTableSource made;
  const auto hit_policy = hit_policy_of(table);
  boxed->broken = !hit_policy;
  if (hit_policy) {
    made.hit_policy = *hit_policy;
  } else {
    Diagnostic& diagnostic = findings_.add(code::attribute, source.place, "this hit policy is not known");
    diagnostic.found = table.hit_policy + (table.aggregation.empty() ? "" : " " + table.aggregation);
    diagnostic.expected =
        "UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER or COLLECT, with SUM, MIN, MAX or COUNT";
  }
  std::vector<InputDomain> domains;
  for (const TableSource::Input& input : table.inputs) {
    const ItemTypePtr type = types_.declared(input.type_name, input.expression.place);
    made.inputs.push_back({input.expression.text, type ? type->type : feel::Type{}});
    boxed->allowed.emplace_back();
    domains.push_back({allowed_by(type.get()), -1});
    if (is_blank(input.allowed.text)) continue;
    try {
      boxed->allowed.back() =
          feel::compile_unary_tests(input.allowed.text, made.inputs.back().type, *scope_, options_);
      domains.back().allowed = boxed->allowed.back();
    } catch (const Error& error) {
      findings_.add_all(error, input.allowed);
    }
  }
  for (const TableSource::Output& output : table.outputs) {
    DecisionTableSource::Output column;
    column.name = output.name;
    column.bare_names = false;
    column.default_value = is_blank(output.default_value.text) ? "" : output.default_value.text;
    const ItemTypePtr type = types_.declared(output.type_name, output.allowed.place);
    if (type) column.type = type->type;
    std::string allowed = output.allowed.text;
    const ItemTypePtr& known = type || table.outputs.size() > 1 ? type : expected;
    if (is_blank(allowed) && known) allowed = known->allowed_text;
    column.allowed = separated(allowed);
    made.outputs.push_back(std::move(column));
  }
  for (const TableSource::Rule& rule : table.rules) {
    DecisionTableSource::Row row;
    for (const Text& text : rule.tests) row.tests.push_back(text.text);
    for (const Text& text : rule.outputs) row.outputs.push_back(text.text);
    boxed->row_ids.push_back(rule.id);
    made.rows.push_back(std::move(row));
  }
  Part result;
  try {
    if (hit_policy) {
      boxed->table = DecisionTable::compile(made, *scope_, options_);
      result.type = without_values(boxed->table.type());
      const TableCheckOptions check{table_steps_max, std::move(domains)};
      table_findings(Error(ErrorKind::policy, check_table(boxed->table, check)), source);
    }
  } catch (const Error& error) {
    table_findings(error, source);
    boxed->broken = true;
  }
  result.boxed = std::move(boxed);
  return result;
}

}  // namespace huifang::dmn
