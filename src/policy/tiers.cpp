#include "policy/tiers.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "policy/dmn_section.hpp"
#include "policy/roles.hpp"
#include "policy/scope.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

/// A decimal within its bounds; nullopt: reported.
std::optional<Decimal> number_of(Loader& loader, const Node& node, bool (*within)(const Decimal&), const std::string& expected) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    if (const auto number = Decimal::parse(value->text); number && within(*number)) return number;
  }
  loader.report.error(code::number_bounds, node, "the number is outside its bounds", {brief(*value), expected, ""});
  return std::nullopt;
}

void add_value(Loader& loader, TierDef& tier, const std::string& value, const Node& at) {
  if (std::find(tier.values.begin(), tier.values.end(), value) != tier.values.end()) return;
  declare_bare_name(loader, value, at);
  tier.values.push_back(value);
}

/// Values of the table's rows, in their order.
void values_of_rows(Loader& loader, TierDef& tier, const Node& rows) {
  for (const Node* row : rows.children) {
    const Node* cells = row->is_object() ? row->find("row") : row;
    if (cells == nullptr || !cells->is_array() || cells->children.empty()) continue;
    const Node* last = cells->children.back();
    if (!last->is_string() || last->text.empty() || last->text.front() == '=') continue;
    std::string value = last->text;
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    add_value(loader, tier, value, *last);
  }
}

void values_of_dmn(Loader& loader, TierDef& tier, const Node& entry) {
  const DmnDecision* decision = dmn_decision(loader, entry, false);
  if (decision == nullptr) return;
  for (const std::string& value : decision->type.values) {
    declare_bare_name(loader, value, *entry.find("dmn"));
    tier.values.push_back(value);
  }
  if (tier.values.empty()) {
    loader.report.error(code::dmn_decision, *entry.find("decision"), "the decision gives no tier: its type has no list of texts",
                        {decision->name, "a type with allowed values such as \"gold\", \"silver\"", ""});
  }
}

/// Values that a person may set.
void values_of_list(Loader& loader, TierDef& tier, const Node& entry) {
  const Node* values = entry.find("values");
  if (values == nullptr) {
    loader.report.error_at_key(code::missing_key, entry, "a tier that people set lists its values", {"nothing", "\"values\"", ""});
    return;
  }
  if (!values->is_array()) return;  // reported with the shape
  for (const Node* value : values->children) {
    if (value->is_string() && std::find(tier.values.begin(), tier.values.end(), value->text) != tier.values.end()) {
      loader.report.error(code::defined_twice, *value, "this value stands there already", {brief(*value), "each value once", ""});
    } else if (value->is_string() && !value->text.empty()) {
      add_value(loader, tier, value->text, *value);
    } else {
      loader.report.error(code::wrong_kind, *value, "a value of a tier is a name", {brief(*value), "text", ""});
    }
  }
  if (values->children.empty())
    loader.report.error(code::empty_list, *values, "a tier needs a value", {"an empty list", "", ""});
}

/// A tier comes about in one way, and some keys belong to one of the ways.
void check_keys(Loader& loader, const Node& entry) {
  std::vector<std::string_view> ways;
  for (const std::string_view key : {"rows", "bands", "dmn", "rank_by", "set_by"}) {
    if (entry.has(key)) ways.push_back(key);
  }
  if (ways.size() > 1) {
    loader.report.error_at_key(code::exclusive_keys, entry, "a tier comes about in one way",
                               {"\"" + std::string(ways[0]) + "\" and \"" + std::string(ways[1]) + "\"", "one of them", ""});
  }
  const auto belongs = [&](std::string_view key, std::string_view way, bool needed) {
    if (ways.size() > 1) return;
    if (entry.has(key) && !entry.has(way)) {
      loader.report.error_at_key(code::missing_key, entry, "\"" + std::string(key) + "\" goes with \"" + std::string(way) + "\"",
                                 {"no \"" + std::string(way) + "\"", "\"" + std::string(way) + "\"", ""});
    }
    if (needed && entry.has(way) && !entry.has(key)) {
      loader.report.error_at_key(code::missing_key, entry, "\"" + std::string(way) + "\" needs \"" + std::string(key) + "\"",
                                 {"nothing", "\"" + std::string(key) + "\"", ""});
    }
  };
  belongs("margin", "bands", false);
  belongs("share", "rank_by", true);
  belongs("ties", "rank_by", false);
  if (entry.has("rank_by") && !entry.has("review")) {
    loader.report.error_at_key(code::missing_key, entry, "a ranking says when it is made", {"nothing", "\"review\": a bucket such as \"year\"", ""});
  }
  if (entry.has("set_by") && (entry.has("review") || entry.has("stay"))) {
    loader.report.error_at_key(code::exclusive_keys, entry, "what people set is neither reviewed nor kept",
                               {"\"set_by\" and another", "\"set_by\" without \"review\" and \"stay\"", ""});
  }
  belongs("values", "set_by", false);
}

}  // namespace

void declare_tiers(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("tiers")) {
    if (!usable_name(loader, *entry, "a tier")) continue;
    TierDef tier;
    tier.name = entry->key;
    tier.source = text_at(*entry, "source");
    tier.entity = entity_at(loader, *entry, "for", "customer");
    check_keys(loader, *entry);
    const Node* rows = entry->find("rows");
    const Node* bands = entry->find("bands");
    if (is_dmn(*entry)) values_of_dmn(loader, tier, *entry);
    if (rows != nullptr && rows->is_array()) values_of_rows(loader, tier, *rows);
    if (bands != nullptr && bands->is_object()) {
      for (const Node* band : bands->children) add_value(loader, tier, band->key, *band);
    }
    if (entry->has("set_by")) values_of_list(loader, tier, *entry);
    const bool ranked = entry->has("rank_by");
    if (const Node* review = entry->find("review")) tier.review = bucket_of(loader, *review).value_or(none);
    if (const Node* stay = entry->find("stay")) tier.stay = span_of(loader, *stay);
    if (tier.stay && tier.stay->amount <= 0) {
      loader.report.error(code::number_bounds, *entry->find("stay"), "a value is kept for some time", {tier.stay->to_text(), "a span above 0", ""});
    }
    if (const Node* ties = entry->find("ties")) {
      if (const auto chosen = one_of(loader, *ties, {"include", "exclude", "key"})) tier.ties = static_cast<TierDef::Ties>(*chosen);
    }
    if (const Node* share = entry->find("share")) {
      const auto within = [](const Decimal& number) { return number.sign() > 0 && number <= Decimal::scaled(1, 0); };
      tier.share = number_of(loader, *share, within, "a number above 0, at most 1").value_or(Decimal::scaled(1, 0));
    }
    if (tier.entity != none) {
      AttributeDef attribute;
      attribute.name = tier.name;
      attribute.entity = tier.entity;
      attribute.kind = AttributeDef::Kind::tier;
      attribute.index = static_cast<std::uint32_t>(model.tiers.size());
      attribute.type = type_of_kind(ranked ? Kind::boolean : Kind::string);
      attribute.type.values = tier.values;
      tier.attribute = add_attribute(loader, entry, std::move(attribute));
    }
    if (ranked && model.ranking == none) {
      model.ranking = static_cast<std::uint32_t>(model.entities.size());
      EntityDef& entity = model.entities.emplace_back();
      entity.name = "tier.ranking";
      entity.internal = true;
      model.entity_index.emplace(entity.name, model.ranking);
    }
    model.tiers.push_back(std::move(tier));
  }
}

Table bands_table(Loader& loader, const Node& entry) {
  Table table;
  table.node = &entry;
  table.source.outputs.emplace_back();
  const Node* inputs = entry.find("inputs");
  if (inputs == nullptr || !inputs->is_array() || inputs->children.size() != 1 || !inputs->children[0]->is_string()) {
    loader.report.error_at_key(code::missing_key, entry, "bands are of one number",
                               {inputs == nullptr ? "nothing" : brief(*inputs), "\"inputs\" with one expression", ""});
    table.good = false;
    return table;
  }
  table.inputs.push_back(inputs->children[0]);
  table.source.inputs.push_back({inputs->children[0]->text, {}});
  const Node* bands = entry.find("bands");
  if (bands == nullptr || !bands->is_object()) {  // reported with the shape
    table.good = false;
    return table;
  }
  if (bands->children.empty()) {
    loader.report.error(code::empty_list, *bands, "a tier needs a band", {"an empty object", "", ""});
    table.good = false;
  }
  for (const Node* band : bands->children) {
    if (!band->is_string()) {
      loader.report.error(code::wrong_kind, *band, "a band is a test", {brief(*band), "text such as \">= 80\" or \"[60..80)\"", ""});
      table.good = false;
      continue;
    }
    table.source.rows.push_back({{band->text}, {Value::of(band->key).to_text()}, {}});
    table.rows.push_back({band, band});
  }
  return table;
}

void load_margin(Loader& loader, TierDef& tier, const Table& bands, const Scope& scope) {
  const Node* node = bands.node == nullptr ? nullptr : bands.node->find("margin");
  if (node == nullptr || !bands.node->has("bands")) return;
  const auto margin = number_of(loader, *node, [](const Decimal& number) { return number.sign() > 0; }, "a number above 0");
  if (!margin) return;
  const auto shifted = [&](const char* by) {
    DecisionTableSource source = bands.source;
    source.inputs[0].expression = "(" + source.inputs[0].expression + ")" + by + margin->to_text();
    return DecisionTable::compile(source, scope);
  };
  try {
    tier.margin_below = shifted(" - ");
    tier.margin_above = shifted(" + ");
  } catch (const Error&) {
    tier.margin_below = {};
    loader.report.error(code::wrong_kind, *node, "a margin is of bands of a number", {bands.source.inputs[0].expression, "an expression that is a number", ""});
  }
}

void load_tier_sources(Loader& loader) {
  PolicyModel& model = loader.model;
  std::size_t index = 0;
  for (const Node* entry : loader.entries("tiers")) {
    if (index == model.tiers.size() || model.tiers[index].name != entry->key) continue;
    TierDef& tier = model.tiers[index++];
    if (tier.entity == none) continue;
    ScopeSpec spec;
    spec.entity = tier.entity;
    spec.standing = true;
    const Scope scope(loader, spec);
    if (const Node* by = entry->find("rank_by"); by != nullptr && by->is_string()) {
      tier.rank_by = expression(*by, scope, Kind::number);
    }
    if (const Node* by = entry->find("set_by")) {
      if (auto roles = role_list(*by, scope)) tier.set_by = std::move(*roles);
    }
  }
}

}  // namespace huifang::loader
