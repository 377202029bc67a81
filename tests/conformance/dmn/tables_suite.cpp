#include <fstream>

#include "conformance/dmn/case_json.hpp"
#include "huifang/decision.hpp"

namespace conformance {
namespace {

using namespace huifang;

HitPolicy hit_policy_from(const Json& line) {
  const std::string policy = line.at("hitPolicy");
  const std::string aggregation = line.value("aggregation", "");
  if (policy == "UNIQUE") return HitPolicy::unique;
  if (policy == "ANY") return HitPolicy::any;
  if (policy == "PRIORITY") return HitPolicy::priority;
  if (policy == "FIRST") return HitPolicy::first;
  if (policy == "RULE ORDER") return HitPolicy::rule_order;
  if (policy == "OUTPUT ORDER") return HitPolicy::output_order;
  if (aggregation == "SUM") return HitPolicy::collect_sum;
  if (aggregation == "MIN") return HitPolicy::collect_min;
  if (aggregation == "MAX") return HitPolicy::collect_max;
  if (aggregation == "COUNT") return HitPolicy::collect_count;
  return HitPolicy::collect;
}

/// "a", "b", … of an allowed-values text: each alone. A comma inside quotes separates nothing.
std::vector<std::string> separated(const std::string& text) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) quoted = !quoted;
    if (text[i] == ',' && !quoted)
      parts.emplace_back();
    else
      parts.back() += text[i];
  }
  return parts;
}

DecisionTableSource source_from(const Json& line, const ItemTypes& types) {
  DecisionTableSource source;
  source.hit_policy = hit_policy_from(line);
  for (const Json& input : line.at("inputs")) {
    source.inputs.push_back({input.at("expression"), types.type(input.value("type", "Any"))});
  }
  for (const Json& output : line.at("outputs")) {
    DecisionTableSource::Output column;
    column.name = output.value("name", "");
    column.bare_names = false;
    column.default_value = output.value("default", "");
    if (output.contains("allowed")) column.allowed = separated(output.at("allowed"));
    source.outputs.push_back(std::move(column));
  }
  for (const Json& rule : line.at("rules")) {
    DecisionTableSource::Row row;
    row.tests = rule.at(0).get<std::vector<std::string>>();
    row.outputs = rule.at(1).get<std::vector<std::string>>();
    source.rows.push_back(std::move(row));
  }
  return source;
}

Value decided(const Json& line, const Json& inputs_json, const ItemTypes& types, std::string& detail) {
  const Inputs inputs(inputs_json, line.contains("inputData") ? &line.at("inputData") : nullptr, types);
  feel::CompileOptions options;
  options.semantics = feel::Semantics::dmn;
  try {
    const DecisionOutcome outcome =
        DecisionTable::compile(source_from(line, types), inputs, options).evaluate(inputs);
    detail = outcome.message;
    return line.contains("resultType") ? types.coerced(outcome.value, line.at("resultType")) : outcome.value;
  } catch (const Error& error) {
    detail = error.what();
    return {};
  }
}

}  // namespace

int run_tables(const std::string& path, double min_percent) {
  std::ifstream file(path);
  Tally tally;
  for (std::string text; std::getline(file, text);) {
    if (text.empty()) continue;
    const Json line = Json::parse(text);
    const ItemTypes types(line.contains("types") ? &line.at("types") : nullptr);
    for (const Json& each : line.at("cases")) {
      std::string detail;
      const Value actual = decided(line, each.at("inputs"), types, detail);
      const Value expected = each.contains("expected") ? value_from(each.at("expected")) : Value();
      tally.add(line.at("family"), line.at("id").get<std::string>() + "/" + each.at("id").get<std::string>(),
                same(expected, actual),
                "gave " + actual.to_text() + ", expected " + expected.to_text() +
                    (detail.empty() ? "" : " (" + detail + ")"));
    }
  }
  return tally.close(min_percent);
}

}  // namespace conformance
