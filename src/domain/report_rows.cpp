/// The rows of reports: subjects as they stand, and events as they happen.
#include "domain/core.hpp"
#include "policy/policy_report.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {
namespace {

/// References are told by their keys.
Value cell(Value value) {
  return value.kind() == Value::Kind::entity ? Value::of(value.entity().key) : value;
}

}  // namespace

const PolicyReport* Core::report(std::string_view name) const {
  const PolicyReport* found = nullptr;
  for (const auto& report : model.reports) {
    if (report->name == name) found = report.get();
  }
  return found;
}

bool Core::is_reported(const Subject& subject, const PolicyReport& report, std::int64_t at_us) {
  if (alone) return true;
  const std::uint32_t family = model.layers[report.layer].family;
  if (subject.flow) return model.layers[workflow_of(subject).layer].family == family;
  return governor_at(&subject, subject.entity, family, at_us) != none;
}

bool Core::add_columns(const PolicyReport& report, const Situation& situation, Context& row) {
  const auto worked_out = [&](const feel::Expression& expression) {
    const feel::Outcome outcome = evaluate(expression, situation);
    return outcome.status == feel::Outcome::Status::ok ? outcome.value : Value();
  };
  if (report.where) {
    const Value in = worked_out(report.where);
    if (in.kind() != Value::Kind::boolean || !in.boolean()) return false;
  }
  for (const auto& [name, expression] : report.columns) row.entries.emplace_back(name, cell(worked_out(expression)));
  return true;
}

std::vector<Value> Core::report_rows(const PolicyReport& report, std::int64_t at_us) {
  std::vector<Value> rows;
  flush();  // what is new has a number in the store then
  tells_past_tiers_ = true;
  for (const SubjectId id : store_.all(model.entities[report.entity].name)) {
    make_room();
    const Subject& subject = get(id);
    if (subject.row.since_us > at_us || !is_reported(subject, report, at_us)) continue;
    Situation situation = situation_of(subject);
    situation.at_us = at_us;
    Context row;
    for (std::size_t i = 0; i < report.attributes.size(); ++i) {
      row.entries.emplace_back(report.report.columns[i].first, cell(attribute_value(subject, report.attributes[i], situation)));
    }
    if (add_columns(report, situation, row)) rows.push_back(Value::of(std::move(row)));
  }
  tells_past_tiers_ = false;
  return rows;
}

std::optional<Value> Core::report_row(const PolicyReport& report, const Occurred& occurred) {
  if (report.event == none || !model.hears(report.event, occurred.event)) return std::nullopt;
  Context row;
  for (const std::uint32_t entity : report.subjects) {
    const EntityRef* whom = occurred.subject(model.entities[entity].name);
    row.entries.emplace_back(model.entities[entity].name, whom == nullptr ? Value() : Value::of(whom->key));
  }
  for (const std::string& field : report.fields) {
    Value value;
    if (field == "id") {
      value = Value::of(occurred.id);
    } else if (field == "at") {
      value = moment(occurred.at_us);
    } else if (field == "day") {
      value = Value::of(model.zone.date_of(Instant{occurred.at_us}));
    } else if (field == "by") {
      if (!occurred.by.empty()) value = Value::of(occurred.by);
    } else if (const Value* found = occurred.field(field)) {
      value = cell(*found);
    }
    row.entries.emplace_back(field, std::move(value));
  }
  Situation situation;
  situation.at_us = occurred.at_us;
  situation.event = &occurred;
  if (!add_columns(report, situation, row)) return std::nullopt;
  return Value::of(std::move(row));
}

std::vector<Value> Core::report_parameters(const PolicyReport& report, std::int64_t at_us) const {
  std::vector<Value> out;
  for (const std::uint32_t place : report.parameters) out.push_back(model.in_force(place, Instant{at_us}).value);
  return out;
}

}  // namespace huifang
