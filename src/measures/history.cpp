#include "measures/history.hpp"

#include <algorithm>
#include <cstdio>

#include "columns/findings.hpp"
#include "columns/values.hpp"
#include "domain/event_check.hpp"
#include "huifang/event.hpp"

namespace huifang::measures {
namespace {

const std::vector<FieldDef>& fields_of(const PolicyModel& model, const EventDef& event) {
  return event.form == none ? event.fields : model.forms[event.form].fields;
}

/// Types of an envelope that no measure counts.
bool is_reserved(std::string_view type) {
  static constexpr std::string_view names[] = {"set", "assign", "void", "duty.claim", "duty.waive", "duty.extend", "assign.approve",
                                               "assign.reject", "roster", "absent", "calendar", "slot", "case.migrate"};
  return std::find(std::begin(names), std::end(names), type) != std::end(names);
}

}  // namespace

History::History(const PolicyModel& model, std::uint32_t entity, const std::vector<bool>& counted, std::size_t first_row, std::size_t rows,
                 const std::vector<ValueColumn>& columns, std::vector<Diagnostic>& findings)
    : model_(model), entity_(entity), counted_(counted), first_row_(first_row), rows_(rows), columns_(columns),
      findings_(findings), plans_(model_.events.size()), typed_(model_.events.size()) {
  check_columns();
}

void History::report(std::string code, std::string message, std::string pointer, std::string found, std::string expected,
                     std::string suggestion) {
  columns::add_finding(findings_, std::move(code), std::move(message), std::move(pointer), std::move(found), std::move(expected),
                       std::move(suggestion));
}

std::string History::place(std::size_t row, std::string_view column) const {
  return "/events/" + std::to_string(first_row_ + row) + "/" + std::string(column);
}

void History::check_columns() {
  std::vector<std::string> known = {"id", "type", "at", "by"};
  for (const EntityDef& def : model_.entities) {
    if (!def.internal) known.push_back(def.name);
  }
  for (const EventDef& event : model_.events) {
    for (const FieldDef& field : fields_of(model_, event)) known.push_back(field.name);
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const ValueColumn& column = columns_[c];
    const auto count = static_cast<std::int64_t>(column.values.size());
    entity_of_.push_back(none);
    if (column.places.size() != rows_) {
      report("HF7305", "the column has another length than there are rows", "/events/" + column.name, std::to_string(column.places.size()), std::to_string(rows_));
    } else if (std::any_of(column.places.begin(), column.places.end(), [&](std::int32_t p) { return p < -1 || p >= count; })) {
      report("HF7305", "the column has a place outside its values", "/events/" + column.name, column.name, "-1, or the place of a value");
    }
    if (std::any_of(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(c), [&](const ValueColumn& other) { return other.name == column.name; })) {
      report("HF7305", "this column is given twice", "/events/" + column.name, column.name, "each column once");
    }
    if (column.name == "id") id_ = c;
    else if (column.name == "type") type_ = c;
    else if (column.name == "at") at_ = c;
    else if (column.name == "by") by_ = c;
    else if (const auto entity = model_.entity(column.name); entity != none && !model_.entities[entity].internal) entity_of_.back() = entity;
    else if (std::find(known.begin(), known.end(), column.name) == known.end()) {
      report("HF7305", "no event has such a field", "/events/" + column.name, column.name, "a key of the envelope, or a declared field",
             nearest_name(column.name, known));
    }
  }
  const auto names_subject = [&](const ValueColumn& column) {
    return column.name == model_.entities[entity_].name || std::any_of(model_.events.begin(), model_.events.end(), [&](const EventDef& event) {
      const std::vector<FieldDef>& fields = fields_of(model_, event);
      return std::any_of(fields.begin(), fields.end(), [&](const FieldDef& f) { return f.name == column.name && f.target == entity_; });
    });
  };
  const bool named = std::any_of(columns_.begin(), columns_.end(), names_subject);
  const auto missing = [&](const std::string& name) {
    report("HF7305", "a column is missing", "/events", "no column " + name, name);
  };
  if (!type_) missing("type");
  if (!at_) missing("at");
  if (!named && !(model_.entities[entity_].is_staff && by_)) missing(model_.entities[entity_].name);
  good_ = findings_.empty();
  if (good_) types_.assign(columns_[*type_].values.size(), unread);
}

const Value* History::value(std::size_t column, std::size_t row) const {
  const std::int32_t place = columns_[column].places[row];
  return place < 0 ? nullptr : &columns_[column].values[static_cast<std::size_t>(place)];
}

std::uint32_t History::type_of(std::size_t row) {
  const std::int32_t at = columns_[*type_].places[row];
  if (at < 0) {
    report("HF7306", "an event needs a type", place(row, "type"), "nothing", "a declared event type");
    return bad;
  }
  std::uint32_t& known = types_[static_cast<std::size_t>(at)];
  if (known == unread) {
    const std::string name = columns::key_text(columns_[*type_].values[static_cast<std::size_t>(at)]);
    const std::uint32_t event = model_.event(name);
    known = event == none ? (is_reserved(name) ? passed_over : bad) : counted_[event] ? event : passed_over;
  }
  if (known == bad) {
    std::vector<std::string> names;
    for (const EventDef& def : model_.events) names.push_back(def.name);
    const std::string name = columns_[*type_].values[static_cast<std::size_t>(at)].to_text();
    report("HF7306", "unknown event type", place(row, "type"), name, "a declared event, or one that the library raises", nearest_name(name, names));
  }
  return known;
}

const History::Plan& History::plan_of(std::uint32_t event) {
  Plan& plan = plans_[event];
  if (plan.made) return plan;
  plan.made = true;
  const std::vector<FieldDef>& fields = fields_of(model_, model_.events[event]);
  std::vector<bool> read(columns_.size());
  for (const FieldDef& field : fields) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].name != field.name || c == id_ || c == type_ || c == at_ || c == by_) continue;
      plan.fields.push_back({c, &field});
      read[c] = true;
    }
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const bool own = read[c] || entity_of_[c] != none || c == id_ || c == type_ || c == at_ || c == by_;
    if (!own) plan.foreign.push_back(c);
  }
  // As they come out of an envelope: forms by the order of names.
  if (model_.events[event].form != none) {
    std::sort(plan.fields.begin(), plan.fields.end(), [](const Field& a, const Field& b) { return a.def->name < b.def->name; });
  }
  typed_[event].resize(columns_.size());
  return plan;
}

const Value* History::typed(std::uint32_t event, const Field& field, std::size_t row) {
  std::vector<Typed>& known = typed_[event][field.column];
  if (known.empty()) known.resize(columns_[field.column].values.size());
  Typed& one = known[static_cast<std::size_t>(columns_[field.column].places[row])];
  if (!one.done || !one.good) {
    Event nothing;
    EventCheck check(model_, nothing);
    one.value = check.field(*field.def, columns::in_zone(*value(field.column, row), model_.zone), place(row, columns_[field.column].name));
    one.done = true;
    one.good = check.findings().empty();
    findings_.insert(findings_.end(), check.findings().begin(), check.findings().end());
  }
  return one.good ? &one.value : nullptr;
}

std::optional<HistoryRow> History::row(std::size_t row) {
  if (!good_) return std::nullopt;
  const std::uint32_t event = type_of(row);
  if (event == passed_over || event == bad) return std::nullopt;
  const std::size_t findings_before = findings_.size();
  HistoryRow out;
  Occurred& occurred = out.occurred;
  occurred.event = event;
  if (const Value* id = id_ ? value(*id_, row) : nullptr) {
    occurred.id = columns::key_text(*id);
  } else {
    char digits[24];  // of events at one instant the later row is the later one
    std::snprintf(digits, sizeof digits, "%012llu", static_cast<unsigned long long>(first_row_ + row));
    occurred.id = digits;
  }
  const Value* at = value(*at_, row);
  if (const auto us = at == nullptr ? std::nullopt : columns::instant_of(*at, model_.zone)) {
    occurred.at_us = *us;
  } else {
    report("HF7306", "when did it happen?", place(row, "at"), at == nullptr ? "nothing" : at->to_text(), "a date and time in the years 1400 to 9999");
  }
  if (const Value* by = by_ ? value(*by_, row) : nullptr) occurred.by = columns::key_text(*by);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (entity_of_[c] == none) continue;
    const Value* named = value(c, row);
    if (named == nullptr) continue;
    std::string key = columns::key_text(*named);
    if (key.empty()) {
      report("HF7306", "a subject needs a key", place(row, columns_[c].name), named->to_text(), "the subject's key");
      continue;
    }
    if (entity_of_[c] == entity_) out.subject = key;
    occurred.subjects.push_back({model_.entities[entity_of_[c]].name, std::move(key)});
  }
  const Plan& plan = plan_of(event);
  for (const Field& field : plan.fields) {
    if (value(field.column, row) == nullptr) continue;
    const Value* found = typed(event, field, row);
    if (found == nullptr) continue;
    if (found->kind() == Value::Kind::entity && occurred.subject(found->entity().entity) == nullptr && model_.events[event].form == none) {
      if (found->entity().entity == model_.entities[entity_].name) out.subject = found->entity().key;
      occurred.subjects.push_back(found->entity());
    }
    occurred.data.emplace_back(field.def->name, *found);
  }
  for (const std::size_t c : plan.foreign) {
    if (value(c, row) == nullptr) continue;
    report("HF7306", "event " + model_.events[event].name + " has no such field", place(row, columns_[c].name), value(c, row)->to_text(), "nothing");
  }
  if (out.subject.empty() && model_.entities[entity_].is_staff) out.subject = occurred.by;
  if (out.subject.empty()) {
    report("HF7306", "whom is it about?", place(row, model_.entities[entity_].name), "nothing", "a key of entity " + model_.entities[entity_].name);
  }
  if (findings_.size() > findings_before) return std::nullopt;
  if (const std::uint32_t form = model_.events[event].form; form != none) {
    for (const auto position : model_.forms[form].required) {
      const Value* there = occurred.field(model_.forms[form].fields[position].name);
      if (there == nullptr || there->is_null()) return std::nullopt;  // a draft
    }
  }
  return out;
}

}  // namespace huifang::measures
