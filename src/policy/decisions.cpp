/// Decisions and tiers: FEEL expressions and decision tables over a subject.

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <optional>
#include <string>

#include "policy/loader.hpp"
#include "policy/scope.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

const std::vector<std::string> hit_names = {"unique",     "any",          "priority", "first",
                                            "rule order", "output order", "collect",  "sum",
                                            "min",        "max",          "count"};
constexpr HitPolicy hit_policies[] = {
    HitPolicy::unique,      HitPolicy::any,          HitPolicy::priority,     HitPolicy::first,
    HitPolicy::rule_order,  HitPolicy::output_order, HitPolicy::collect,      HitPolicy::collect_sum,
    HitPolicy::collect_min, HitPolicy::collect_max,  HitPolicy::collect_count};

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

/// A table and where its parts are written.
struct Table {
  DecisionTableSource source;
  std::vector<const Node*> inputs;
  std::vector<std::vector<const Node*>> rows;  ///< cells
  const Node* node = nullptr;
  bool good = true;
};

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

DecisionTable compile(Loader& loader, const Table& table, const Scope& scope, bool quiet) {
  if (!table.good) return {};
  try {
    return DecisionTable::compile(table.source, scope);
  } catch (const Error& error) {
    if (quiet) return {};
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      const Node* node = node_at(table, diagnostic.pointer);
      Diagnostic moved = diagnostic;
      if (!node->is_string()) moved.offset = -1;
      loader.report.adopt(Error(error.kind(), {moved}), *node);
    }
  }
  return {};
}

Scope subject_scope(Loader& loader, std::uint32_t entity) {
  ScopeSpec spec;
  spec.entity = entity;
  spec.standing = true;
  return Scope(loader, spec);
}

/// One decision or tier to compile, and what it needs to be compiled first.
struct Work {
  const Node* entry = nullptr;
  std::uint32_t index = none;
  bool tier = false;
  Table table;
  std::vector<std::uint32_t> reads;  ///< attributes
};

void compile_work(Loader& loader, Work& work, bool quiet) {
  PolicyModel& model = loader.model;
  const std::uint32_t entity =
      work.tier ? model.tiers[work.index].entity : model.decisions[work.index].entity;
  if (entity == none) return;
  const Scope scope = subject_scope(loader, entity);
  if (const Node* is = work.entry->find("is"); is != nullptr && !work.tier) {
    DecisionDef& decision = model.decisions[work.index];
    if (quiet) {
      try {
        decision.expression = feel::compile(is->text, scope);
      } catch (const Error&) {
        return;  // reported when it is compiled in earnest
      }
    } else {
      decision.expression = expression(*is, scope);
    }
    if (!decision.expression) return;
    work.reads = decision.expression.attributes();
    if (decision.attribute != none) model.attributes[decision.attribute].type = decision.expression.type();
    return;
  }
  if (work.table.node == nullptr) return;  // `is` was refused
  DecisionTable compiled = compile(loader, work.table, scope, quiet);
  if (!compiled) return;
  work.reads = compiled.attributes();
  if (!quiet) {
    for (const std::uint32_t slot : compiled.slots()) {
      if (model.slots[slot].kind != SlotDef::Kind::at) continue;
      loader.report.error_at_key(
          code::time_in_condition, *work.entry, "a decision cannot read the time",
          {"\"at\"", "a measure, a date or a season, which know when they change", ""});
    }
  }
  if (work.tier) {
    model.tiers[work.index].table = std::move(compiled);
    return;
  }
  DecisionDef& decision = model.decisions[work.index];
  if (decision.attribute != none) model.attributes[decision.attribute].type = compiled.type();
  decision.table = std::move(compiled);
}

/// What must be compiled before what; reports the ones that depend on themselves.
std::vector<std::size_t> compile_order(Loader& loader, const std::vector<Work>& works) {
  const PolicyModel& model = loader.model;
  std::map<std::uint32_t, std::size_t> by_attribute;
  for (std::size_t i = 0; i < works.size(); ++i) {
    const std::uint32_t attribute =
        works[i].tier ? model.tiers[works[i].index].attribute : model.decisions[works[i].index].attribute;
    if (attribute != none) by_attribute.emplace(attribute, i);
  }
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph(works.size());
  std::vector<bool> reads_itself(works.size(), false);
  for (std::size_t i = 0; i < works.size(); ++i) {
    for (const std::uint32_t attribute : works[i].reads) {
      const auto read = by_attribute.find(attribute);
      if (read == by_attribute.end()) continue;
      if (read->second == i) reads_itself[i] = true;
      boost::add_edge(i, read->second, graph);
    }
  }
  std::vector<std::size_t> component(works.size());
  const auto count = static_cast<std::size_t>(boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph))));
  std::vector<std::vector<std::size_t>> members(count);
  for (std::size_t i = 0; i < works.size(); ++i) members[component[i]].push_back(i);
  // Components are numbered in reverse topological order: what is read comes first.
  std::vector<std::size_t> order;
  for (const auto& group : members) {
    const bool cycle = group.size() > 1 || reads_itself[group.front()];
    for (const std::size_t i : group) {
      if (!cycle) {
        order.push_back(i);
        continue;
      }
      std::string path;
      for (const std::size_t other : group) path += (path.empty() ? "" : ", ") + works[other].entry->key;
      loader.report.error_at_key(code::decision_cycle, *works[i].entry,
                                 "'" + works[i].entry->key + "' depends on itself",
                                 {path, "decisions that end", ""});
    }
  }
  return order;
}

}  // namespace

void declare_decisions(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("decisions")) {
    if (!usable_name(loader, *entry, "a decision")) continue;
    DecisionDef decision;
    decision.name = entry->key;
    decision.source = text_at(*entry, "source");
    decision.entity = entity_at(loader, *entry, "for", "customer");
    if (decision.entity != none) {
      AttributeDef attribute;
      attribute.name = decision.name;
      attribute.entity = decision.entity;
      attribute.kind = AttributeDef::Kind::decision;
      attribute.index = static_cast<std::uint32_t>(model.decisions.size());
      decision.attribute = add_attribute(loader, entry, std::move(attribute));
    }
    model.decisions.push_back(std::move(decision));
  }
}

void declare_tiers(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("tiers")) {
    if (!usable_name(loader, *entry, "a tier")) continue;
    TierDef tier;
    tier.name = entry->key;
    tier.source = text_at(*entry, "source");
    tier.entity = entity_at(loader, *entry, "for", "customer");
    if (const Node* rows = entry->find("rows"); rows != nullptr && rows->is_array()) {
      for (const Node* row : rows->children) {
        const Node* cells = row->is_object() ? row->find("row") : row;
        if (cells == nullptr || !cells->is_array() || cells->children.empty()) continue;
        const Node* last = cells->children.back();
        if (!last->is_string() || last->text.empty() || last->text.front() == '=') continue;
        std::string value = last->text;
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
          value = value.substr(1, value.size() - 2);
        if (std::find(tier.values.begin(), tier.values.end(), value) != tier.values.end()) continue;
        declare_bare_name(loader, value, *last);
        tier.values.push_back(std::move(value));
      }
    }
    if (tier.entity != none) {
      AttributeDef attribute;
      attribute.name = tier.name;
      attribute.entity = tier.entity;
      attribute.kind = AttributeDef::Kind::tier;
      attribute.index = static_cast<std::uint32_t>(model.tiers.size());
      attribute.type = type_of_kind(Kind::string);
      attribute.type.values = tier.values;
      tier.attribute = add_attribute(loader, entry, std::move(attribute));
    }
    model.tiers.push_back(std::move(tier));
  }
}

void load_decisions_and_tiers(Loader& loader) {
  PolicyModel& model = loader.model;
  std::vector<Work> works;
  std::uint32_t index = 0;
  for (const Node* entry : loader.entries("decisions")) {
    if (index == model.decisions.size() || model.decisions[index].name != entry->key) continue;
    Work work;
    work.entry = entry;
    work.index = index++;
    const bool is = entry->has("is");
    if (is && (entry->has("rows") || entry->has("inputs"))) {
      loader.report.error_at_key(code::exclusive_keys, *entry,
                                 "a decision is either an expression or a table",
                                 {"both", "\"is\", or \"inputs\" and \"rows\"", ""});
    }
    if (!is) work.table = read_table(loader, *entry);
    works.push_back(std::move(work));
  }
  index = 0;
  for (const Node* entry : loader.entries("tiers")) {
    if (index == model.tiers.size() || model.tiers[index].name != entry->key) continue;
    Work work;
    work.entry = entry;
    work.index = index++;
    work.tier = true;
    // What decides the tier was refused already when it is one of the later kinds.
    const bool later = entry->has("set_by") || entry->has("rank_by") || entry->has("bands");
    if (later && !entry->has("rows")) continue;
    work.table = read_table(loader, *entry);
    works.push_back(std::move(work));
  }
  // A first, silent pass finds out what reads what; the second knows the types of all that is read.
  for (Work& work : works) compile_work(loader, work, true);
  for (const std::size_t i : compile_order(loader, works)) compile_work(loader, works[i], false);
}

}  // namespace huifang::loader
