#include "contacts/requests.hpp"

#include <algorithm>

#include "columns/findings.hpp"
#include "columns/values.hpp"
#include "domain/event_check.hpp"
#include "huifang/event.hpp"

namespace huifang::contacts {
namespace {

using columns::findings_max;

bool is_contact(const EventDef& event) { return event.contact && event.kind == EventDef::Kind::declared; }

}  // namespace

std::uint32_t FieldNames::place(const std::string& name) {
  const auto [known, fresh] = places_.try_emplace(name, static_cast<std::uint32_t>(all_.size()));
  if (fresh) all_.push_back(name);
  return known->second;
}

Requests::Requests(const PolicyModel& model, Tables& tables, FieldNames& names, std::size_t rows, const std::vector<ValueColumn>& columns,
                   std::vector<Diagnostic>& findings)
    : model_(model), tables_(tables), names_(names), rows_(rows), columns_(columns), findings_(findings), plans_(model.events.size()) {
  check_columns();
}

void Requests::report(std::string code, std::string message, std::string pointer, std::string found, std::string expected, std::string suggestion) {
  columns::add_finding(findings_, std::move(code), std::move(message), std::move(pointer), std::move(found), std::move(expected),
                       std::move(suggestion));
}

std::string Requests::pointer(std::size_t row, std::size_t column) const {
  return "/requests/" + std::to_string(row) + "/" + columns_[column].name;
}

void Requests::check_columns() {
  std::vector<std::string> known = {"type", "at", "by", "purpose"};
  for (const EntityDef& def : model_.entities) {
    if (!def.internal) known.push_back(def.name);
  }
  for (const EventDef& event : model_.events) {
    if (!is_contact(event)) continue;
    for (const FieldDef& field : event.fields) known.push_back(field.name);
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const ValueColumn& column = columns_[c];
    const std::string place = "/requests/" + column.name;
    const auto count = static_cast<std::int64_t>(column.values.size());
    entity_of_.push_back(none);
    known_.emplace_back(column.values.size(), unread);
    if (column.places.size() != rows_ || std::any_of(column.places.begin(), column.places.end(), [&](std::int32_t p) { return p < -1 || p >= count; })) {
      report("HF7403", "the column is not one place of a value for each request", place, std::to_string(column.places.size()) + " places", std::to_string(rows_));
    }
    if (std::any_of(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(c), [&](const ValueColumn& other) { return other.name == column.name; })) {
      report("HF7403", "this column is given twice", place, column.name, "each column once");
    }
    if (column.name == "type") type_ = c;
    else if (column.name == "at") at_ = c;
    else if (column.name == "by") by_ = c;
    else if (column.name == "purpose") purpose_ = c;
    else if (const auto entity = model_.entity(column.name); entity != none && !model_.entities[entity].internal) entity_of_.back() = entity;
    else if (std::find(known.begin(), known.end(), column.name) == known.end()) {
      report("HF7403", "no contact has such a field", place, column.name, "a key of the envelope, or a declared field", nearest_name(column.name, known));
    }
  }
  if (!type_) report("HF7403", "a column is missing", "/requests", "no column type", "type");
  if (!at_) report("HF7403", "a column is missing", "/requests", "no column at", "at");
  if (!findings_.empty()) return;
  for (const Value& one : columns_[*at_].values) instants_.push_back(columns::instant_of(one, model_.zone));
}

Requests::Plan& Requests::plan_of(std::uint32_t event) {
  Plan& plan = plans_[event];
  if (plan.made) return plan;
  plan.made = true;
  std::vector<bool> read(columns_.size());
  for (const FieldDef& field : model_.events[event].fields) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].name != field.name || c == type_ || c == at_ || c == by_) continue;
      plan.fields.push_back({c, names_.place(field.name), &field, std::vector<std::int32_t>(columns_[c].values.size(), unread)});
      read[c] = true;
    }
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (entity_of_[c] != none) {
      plan.subjects.push_back(c);
    } else if (!read[c] && c != type_ && c != at_ && c != by_ && c != purpose_) {
      plan.foreign.push_back(c);
    }
  }
  // As envelopes have them: of two that lead to different customers the first counts.
  std::sort(plan.subjects.begin(), plan.subjects.end(), [this](std::size_t x, std::size_t y) { return columns_[x].name < columns_[y].name; });
  return plan;
}

bool Requests::event_of(std::size_t row, Request& out) {
  if (place(*type_, row) < 0) {
    report("HF7404", "a contact needs a type", pointer(row, *type_), "nothing", "an event with \"contact\": true");
    return false;
  }
  std::int32_t& known = known_[*type_][static_cast<std::size_t>(place(*type_, row))];
  if (known == unread) {
    const std::uint32_t event = model_.event(columns::key_text(value(*type_, row)));
    known = event != none && is_contact(model_.events[event]) ? static_cast<std::int32_t>(event) : bad;
  }
  if (known == bad) {
    std::vector<std::string> names;
    for (const EventDef& event : model_.events) {
      if (is_contact(event)) names.push_back(event.name);
    }
    report("HF7405", "this event is no contact", pointer(row, *type_), value(*type_, row).to_text(), "an event with \"contact\": true",
           nearest_name(columns::key_text(value(*type_, row)), names));
    return false;
  }
  out.event = static_cast<std::uint32_t>(known);
  return true;
}

std::int32_t Requests::field_id(Field& field, std::size_t row) {
  std::int32_t& known = field.ids[static_cast<std::size_t>(place(field.column, row))];
  if (known >= 0) return known;
  Event nothing;
  EventCheck check(model_, nothing);
  const Value typed = check.field(*field.def, columns::in_zone(value(field.column, row), model_.zone), pointer(row, field.column));
  for (const Diagnostic& finding : check.findings()) {
    if (findings_.size() < findings_max) findings_.push_back(finding);
  }
  if (!check.findings().empty()) return bad;
  const bool reference = field.def->target != none && !field.def->list;
  return known = reference ? tables_.someone(field.def->target, typed.entity().key) : tables_.value(typed);
}

bool Requests::read(std::size_t row, Request& out) {
  const std::size_t before = findings_.size();
  if (!event_of(row, out)) return false;
  const std::int32_t at = place(*at_, row);
  if (at < 0 || !instants_[static_cast<std::size_t>(at)]) {
    report("HF7404", "when would it be?", pointer(row, *at_), at < 0 ? "nothing" : value(*at_, row).to_text(), "a date and time in the years 1400 to 9999");
  } else {
    out.at_us = *instants_[static_cast<std::size_t>(at)];
  }
  const auto named = [&](std::size_t column, std::uint32_t entity) {
    std::int32_t& known = known_[column][static_cast<std::size_t>(place(column, row))];
    if (known == unread) {
      const std::string key = columns::key_text(value(column, row));
      known = key.empty() ? bad : tables_.someone(entity, key);
    }
    if (known == bad) report("HF7404", "a subject needs a key", pointer(row, column), value(column, row).to_text(), "the subject's key");
    return known;
  };
  out.by = by_ && place(*by_, row) >= 0 ? named(*by_, model_.staff) : -1;
  out.subjects.clear();
  out.fields.clear();
  Plan& plan = plan_of(out.event);
  for (const std::size_t column : plan.subjects) {
    if (place(column, row) >= 0) out.subjects.push_back(named(column, entity_of_[column]));
  }
  out.purpose = -1;
  if (purpose_ && place(*purpose_, row) >= 0) {
    std::int32_t& known = known_[*purpose_][static_cast<std::size_t>(place(*purpose_, row))];
    const std::string text = columns::key_text(value(*purpose_, row));
    if (known == unread) {
      const auto found = std::find(model_.purposes.begin(), model_.purposes.end(), text);
      known = found == model_.purposes.end() ? bad : static_cast<std::int32_t>(found - model_.purposes.begin());
    }
    if (known == bad) report("HF7406", "this purpose is not known", pointer(row, *purpose_), text, "a purpose that some duty has", nearest_name(text, model_.purposes));
    out.purpose = known;
  }
  for (Field& field : plan.fields) {
    if (place(field.column, row) < 0) continue;
    const std::int32_t id = field_id(field, row);
    if (id == bad) continue;
    const bool reference = field.def->target != none && !field.def->list;
    const auto same_entity = [&](std::int32_t other) { return other >= 0 && tables_.at(other).entity == field.def->target; };
    if (reference && std::none_of(out.subjects.begin(), out.subjects.end(), same_entity)) out.subjects.push_back(id);
    out.fields.push_back({field.place, reference, id});
  }
  for (const std::size_t column : plan.foreign) {
    if (place(column, row) < 0) continue;
    report("HF7404", "contact " + model_.events[out.event].name + " has no such field", pointer(row, column), value(column, row).to_text(), "nothing");
  }
  return findings_.size() == before && before < findings_max;
}

}  // namespace huifang::contacts
