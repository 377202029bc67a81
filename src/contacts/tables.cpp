#include "contacts/tables.hpp"

#include <algorithm>

#include "columns/findings.hpp"
#include "columns/values.hpp"
#include "domain/event_check.hpp"
#include "huifang/event.hpp"

namespace huifang::contacts {
namespace {

using columns::findings_max;

/// The part of a name before its first point.
std::string_view stem_of(std::string_view name) { return name.substr(0, name.find('.')); }

}  // namespace

Tables::Tables(const PolicyModel& model, std::vector<ContactTable> given, std::vector<Diagnostic>& findings)
    : model_(model), findings_(findings), tables_(model.entities.size()), given_(model.entities.size()), ids_(model.entities.size()),
      column_of_(model.attributes.size(), {none, 0}) {
  for (const ContactTable& one : given) {
    const std::uint32_t entity = model.entity(one.entity);
    if (entity == none || model.entities[entity].internal) {
      std::vector<std::string> names;
      for (const EntityDef& def : model.entities) {
        if (!def.internal) names.push_back(def.name);
      }
      report("HF7401", "the policy knows no such subjects", "/" + one.entity, one.entity, "an entity of its facts", nearest_name(one.entity, names));
    } else if (given_[entity]) {
      report("HF7401", "this table is given twice", "/" + one.entity, one.entity, "each entity once");
    } else {
      given_[entity] = true;
      keys(one, entity);
    }
  }
  if (!findings_.empty()) return;
  for (const ContactTable& one : given) read(one);
}

void Tables::report(std::string code, std::string message, std::string pointer, std::string found, std::string expected, std::string suggestion) {
  columns::add_finding(findings_, std::move(code), std::move(message), std::move(pointer), std::move(found), std::move(expected),
                       std::move(suggestion));
}

std::int32_t Tables::someone(std::uint32_t entity, const std::string& key) {
  const auto [known, fresh] = ids_[entity].try_emplace(key, static_cast<std::int32_t>(people_.size()));
  if (fresh) people_.push_back({entity, -1, false, Value::of(EntityRef{model_.entities[entity].name, key})});
  return known->second;
}

std::int32_t Tables::find(const EntityRef& ref) const {
  const std::uint32_t entity = model_.entity(ref.entity);
  if (entity == none) return -1;
  const auto known = ids_[entity].find(ref.key);
  return known == ids_[entity].end() ? -1 : known->second;
}

std::int32_t Tables::value(const Value& value) {
  const auto [known, fresh] = value_ids_.try_emplace(value, static_cast<std::int32_t>(values_.size()));
  if (fresh) values_.push_back(value);
  return known->second;
}

void Tables::keys(const ContactTable& given, std::uint32_t entity) {
  const ValueColumn* keys = nullptr;
  for (std::size_t c = 0; c < given.columns.size(); ++c) {
    const ValueColumn& column = given.columns[c];
    const std::string pointer = "/" + given.entity + "/" + column.name;
    const auto values = static_cast<std::int64_t>(column.values.size());
    if (column.places.size() != given.rows || std::any_of(column.places.begin(), column.places.end(), [&](std::int32_t p) { return p < -1 || p >= values; })) {
      report("HF7402", "the column is not one place of a value for each row", pointer, std::to_string(column.places.size()) + " places", std::to_string(given.rows));
    }
    if (std::any_of(given.columns.begin(), given.columns.begin() + static_cast<std::ptrdiff_t>(c), [&](const ValueColumn& other) { return other.name == column.name; })) {
      report("HF7402", "this column is given twice", pointer, column.name, "each column once");
    }
    if (column.name == "key") keys = &column;
  }
  if (keys == nullptr) report("HF7402", "a column is missing", "/" + given.entity, "no column key", "key");
  if (!findings_.empty()) return;
  Table& table = tables_[entity];
  for (std::size_t row = 0; row < given.rows; ++row) {
    const std::int32_t place = keys->places[row];
    const std::string key = place < 0 ? std::string() : columns::key_text(keys->values[static_cast<std::size_t>(place)]);
    const std::string pointer = "/" + given.entity + "/" + std::to_string(row) + "/key";
    if (key.empty()) {
      report("HF7402", "a subject needs a key", pointer, "nothing", "a text, or a number");
      continue;
    }
    const std::int32_t id = someone(entity, key);
    Someone& who = people_[static_cast<std::size_t>(id)];
    if (who.row >= 0) report("HF7402", "two subjects have this key", pointer, key, "each subject once");
    who.row = static_cast<std::int32_t>(row);
    table.people.push_back(id);
  }
}

std::uint32_t Tables::attribute_named(std::uint32_t entity, const std::string& name) const {
  for (const TierDef& tier : model_.tiers) {
    if (tier.entity == entity && name == "tier." + tier.name) return tier.attribute;
  }
  const std::uint32_t attribute = model_.attribute(entity, name);
  if (attribute == none || model_.attributes[attribute].internal || model_.attributes[attribute].kind == AttributeDef::Kind::key) return none;
  return attribute;
}

void Tables::read(const ContactTable& given) {
  const std::uint32_t entity = model_.entity(given.entity);
  for (const ValueColumn& column : given.columns) {
    if (column.name != "key") attribute_column(given, column, entity);
  }
  joined(given, entity);
  // Who refers to a customer, for whoever else could be contacted.
  const std::uint32_t customer = model_.entity("customer");
  Table& table = tables_[entity];
  for (const Column& column : table.columns) {
    if (!column.reference || model_.attributes[column.attribute].target != customer) continue;
    for (std::size_t row = 0; row < column.ids.size(); ++row) {
      if (column.ids[row] >= 0) table.of[column.ids[row]].push_back(static_cast<std::int32_t>(row));
    }
  }
  for (auto& [whose, rows] : table.of) {
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  }
}

void Tables::attribute_column(const ContactTable& given, const ValueColumn& column, std::uint32_t entity) {
  const std::uint32_t attribute = attribute_named(entity, column.name);
  const std::uint32_t stem = attribute_named(entity, std::string(stem_of(column.name)));
  const bool part = attribute == none && stem != none && model_.attributes[stem].kind == AttributeDef::Kind::measure &&
                    model_.attributes[stem].type.kind == feel::Type::Kind::context;
  if (part) return;
  if (attribute == none) {
    std::vector<std::string> names{"key"};
    for (const AttributeDef& def : model_.attributes) {
      if (def.entity != entity || def.internal || def.kind == AttributeDef::Kind::key) continue;
      names.push_back(def.kind == AttributeDef::Kind::tier ? "tier." + model_.tiers[def.index].name : def.name);
    }
    report("HF7402", "the subjects have no such attribute", "/" + given.entity + "/" + column.name, column.name, "a fact, measure, decision or tier",
           nearest_name(column.name, names));
    return;
  }
  const AttributeDef& def = model_.attributes[attribute];
  Column out;
  out.attribute = attribute;
  out.reference = def.target != none && !def.list;
  std::vector<std::int32_t> ids(column.values.size(), -1);
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    Event nothing;
    EventCheck types(model_, nothing);
    const Value typed = types.attribute(attribute, columns::in_zone(column.values[i], model_.zone), {});
    for (Diagnostic finding : types.findings()) {
      const auto first = std::find(column.places.begin(), column.places.end(), static_cast<std::int32_t>(i));
      finding.pointer = "/" + given.entity + "/" + std::to_string(first - column.places.begin()) + "/" + column.name;
      if (findings_.size() < findings_max) findings_.push_back(std::move(finding));
    }
    if (typed.is_null()) continue;
    if (out.reference) {
      ids[i] = someone(def.target, typed.entity().key);
      people_[static_cast<std::size_t>(ids[i])].mentioned = true;
    } else {
      ids[i] = value(typed);
    }
  }
  for (const std::int32_t place : column.places) out.ids.push_back(place < 0 ? -1 : ids[static_cast<std::size_t>(place)]);
  column_of_[attribute] = {entity, tables_[entity].columns.size()};
  tables_[entity].columns.push_back(std::move(out));
}

/// Columns "<measure>.<member>" become the column of the measure.
void Tables::joined(const ContactTable& given, std::uint32_t entity) {
  std::map<std::uint32_t, std::vector<const ValueColumn*>> parts;
  for (const ValueColumn& column : given.columns) {
    const std::uint32_t stem = attribute_named(entity, std::string(stem_of(column.name)));
    if (column.name == "key" || attribute_named(entity, column.name) != none || stem == none) continue;
    parts[stem].push_back(&column);
  }
  for (const auto& [attribute, columns] : parts) {
    if (column_of_[attribute].first != none) {
      report("HF7402", "this measure is given twice", "/" + given.entity + "/" + columns.front()->name, columns.front()->name, "as a whole, or in parts");
      continue;
    }
    const feel::Type& type = model_.attributes[attribute].type;
    Column out;
    out.attribute = attribute;
    out.ids.assign(given.rows, -1);
    std::vector<const feel::Type*> types;
    for (const ValueColumn* column : columns) {
      const std::string member = column->name.substr(stem_of(column->name).size() + 1);
      const auto known = std::find_if(type.fields.begin(), type.fields.end(), [&](const auto& field) { return field.first == member; });
      types.push_back(known == type.fields.end() ? nullptr : &known->second);
      if (known == type.fields.end() && member != "next_change") {
        report("HF7402", "what happened has no such part", "/" + given.entity + "/" + column->name, member, "id, type, at, by, or a field of its events");
      }
    }
    for (std::size_t row = 0; row < given.rows; ++row) {
      Context context;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const std::int32_t place = columns[c]->places[row];
        if (place < 0 || types[c] == nullptr) continue;
        FieldDef field;
        field.type = *types[c];
        if (field.type.kind == feel::Type::Kind::entity) field.target = field.type.object;
        Event nothing;
        EventCheck check(model_, nothing);
        const std::string pointer = "/" + given.entity + "/" + std::to_string(row) + "/" + columns[c]->name;
        Value value = check.field(field, columns::in_zone(columns[c]->values[static_cast<std::size_t>(place)], model_.zone), pointer);
        for (const Diagnostic& finding : check.findings()) {
          if (findings_.size() < findings_max) findings_.push_back(finding);
        }
        context.entries.emplace_back(columns[c]->name.substr(stem_of(columns[c]->name).size() + 1), std::move(value));
      }
      if (!context.entries.empty()) out.ids[row] = value(Value::of(std::move(context)));
    }
    column_of_[attribute] = {entity, tables_[entity].columns.size()};
    tables_[entity].columns.push_back(std::move(out));
  }
}

const Column* Tables::column(std::uint32_t attribute) const {
  const auto& [entity, place] = column_of_[attribute];
  return entity == none ? nullptr : &tables_[entity].columns[place];
}

std::optional<Value> Tables::attribute(const Someone& whose, std::uint32_t attribute) const {
  const Column* found = column(attribute);
  if (found == nullptr || whose.row < 0) return std::nullopt;
  const std::int32_t id = found->ids[static_cast<std::size_t>(whose.row)];
  if (id < 0) return Value{};
  return found->reference ? at(id).ref : value_of(id);
}

void Tables::arrange(const std::vector<bool>& read, const std::vector<int>& followed) {
  for (std::uint32_t entity = 0; entity < tables_.size(); ++entity) {
    Table& table = tables_[entity];
    table.related.clear();
    for (const auto attribute : model_.entities[entity].facts) {
      const AttributeDef& def = model_.attributes[attribute];
      const bool leads = def.target != none && !def.list && attribute != model_.entities[entity].owner && !model_.entities[entity].is_staff;
      if (leads && column_of_[attribute].first != none) table.related.emplace_back(column_of_[attribute].second, def.target);
    }
    std::unordered_map<Ints, std::int32_t, IntsHash> known;
    std::vector<const Column*> told;
    table.followed.clear();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      if (column.reference && followed[column.attribute] > 0) table.followed.push_back(c);
      if (!column.reference && read[column.attribute]) told.push_back(&column);
    }
    Ints key(told.size());
    table.pattern.assign(table.people.size(), 0);
    for (std::size_t row = 0; row < table.people.size(); ++row) {
      for (std::size_t c = 0; c < told.size(); ++c) key[c] = told[c]->ids[row];
      table.pattern[row] = known.try_emplace(key, static_cast<std::int32_t>(known.size())).first->second;
    }
  }
}

}  // namespace huifang::contacts
