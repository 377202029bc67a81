#include "huifang/measures.hpp"

#include <algorithm>
#include <unordered_map>

#include "columns/findings.hpp"
#include "columns/values.hpp"
#include "domain/event_check.hpp"
#include "domain/memory_store.hpp"
#include "huifang/error.hpp"
#include "huifang/event.hpp"
#include "measures/history.hpp"
#include "measures/state.hpp"

namespace huifang {
namespace {

using columns::findings_max;

}  // namespace

Measures::State::State(Policy given_policy, MeasureRequest given_request, std::optional<std::size_t> subjects, std::vector<ValueColumn> columns)
    : policy(std::move(given_policy)), model(policy.model()), request(std::move(given_request)), open(!subjects),
      core(link({{Instant{0}, {{policy, {}, std::nullopt}}}}), store, SIZE_MAX), counted(model.events.size()) {
  check_request();
  if (subjects) read_subjects(*subjects, columns);
  refuse();
  for (std::uint32_t event = 0; event < model.events.size(); ++event) {
    for (const auto measure : core.index.measures[event]) {
      if (model.measures[measure].entity == entity) counted[event] = true;
    }
  }
  for (std::uint32_t i = 0; i < model.measures.size(); ++i) {
    if (model.measures[i].entity == entity) kept.push_back(i);
  }
  // One subject of the core stands for each of them in turn.
  in_turn = &core.get_or_create({model.entities[entity].name, "\x01measured"}, 0);
}

void Measures::State::report(std::string code, std::string message, std::string pointer, std::string found, std::string expected,
                             std::string suggestion) {
  columns::add_finding(findings, std::move(code), std::move(message), std::move(pointer), std::move(found), std::move(expected),
                       std::move(suggestion));
}

void Measures::State::refuse() {
  if (findings.size() > findings_max) findings.resize(findings_max);
  if (!findings.empty()) throw Error(ErrorKind::argument, findings);
}

void Measures::State::check_request() {
  entity = model.entity(request.entity);
  if (entity == none || model.entities[entity].internal) {
    std::vector<std::string> names_known;
    for (const EntityDef& each : model.entities) {
      if (!each.internal) names_known.push_back(each.name);
    }
    report("HF7301", "the policy knows no such subjects", "/entity", request.entity, "an entity of its facts", nearest_name(request.entity, names_known));
    refuse();
  }
  std::vector<std::string> known;
  for (const MeasureDef& measure : model.measures) {
    if (measure.entity == entity) known.push_back(measure.name);
  }
  for (const std::string& name : request.measures) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      report("HF7302", "the subjects have no such measure", "/measures", name, "a measure of the policy", nearest_name(name, known));
    }
  }
  for (std::uint32_t i = 0; i < model.measures.size(); ++i) {
    const bool asked = request.measures.empty() || std::find(request.measures.begin(), request.measures.end(), model.measures[i].name) != request.measures.end();
    if (model.measures[i].entity != entity || !asked) continue;
    wanted.push_back(i);
    names.push_back(model.measures[i].name);
  }
  if (request.at && !columns::in_years(request.at->utc_us)) {
    report("HF7303", "this is no time to look at", "/at", std::to_string(request.at->utc_us), "an instant in the years 1400 to 9999");
  } else if (!request.at && open) {
    report("HF7303", "as of when?", "/at", "nothing", "an instant");
  }
}

void Measures::State::read_subjects(std::size_t count, std::vector<ValueColumn>& columns) {
  const ValueColumn* keys = nullptr;
  const ValueColumn* instants = nullptr;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    ValueColumn& column = columns[c];
    const std::string pointer = "/subjects/" + column.name;
    const auto values = static_cast<std::int64_t>(column.values.size());
    if (column.places.size() != count || std::any_of(column.places.begin(), column.places.end(), [&](std::int32_t p) { return p < -1 || p >= values; })) {
      report("HF7304", "the column is not one place of a value for each subject", pointer, std::to_string(column.places.size()) + " places", std::to_string(count));
      continue;
    }
    if (std::any_of(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(c), [&](const ValueColumn& other) { return other.name == column.name; })) {
      report("HF7304", "this column is given twice", pointer, column.name, "each column once");
      continue;
    }
    if (column.name == "key") {
      keys = &column;
    } else if (column.name == "at") {
      instants = &column;
    } else {
      read_fact(column, pointer);
    }
  }
  refuse();
  const auto value = [](const ValueColumn* column, std::size_t row) -> const Value* {
    if (column == nullptr || column->places[row] < 0) return nullptr;
    return &column->values[static_cast<std::size_t>(column->places[row])];
  };
  for (std::size_t row = 0; row < count; ++row) {
    const std::string place = "/subjects/" + std::to_string(row);
    const Value* key = value(keys, row);
    const std::string text = keys == nullptr ? std::to_string(row) : key == nullptr ? std::string() : columns::key_text(*key);
    if (text.empty()) report("HF7304", "a subject needs a key", place + "/key", key == nullptr ? "nothing" : key->to_text(), "a text, or a number");
    const Value* at = value(instants, row);
    std::optional<std::int64_t> at_us = at == nullptr ? std::nullopt : columns::instant_of(*at, model.zone);
    if (at == nullptr && request.at) at_us = request.at->utc_us;
    if (!at_us) report("HF7303", "as of when?", place + "/at", at == nullptr ? "nothing" : at->to_text(), "a date and time in the years 1400 to 9999");
    if (!text.empty() && !row_of.emplace(text, row).second) report("HF7304", "two subjects have this key", place + "/key", text, "each subject once");
    rows.push_back({text, at_us.value_or(0), {}});
    if (findings.size() >= findings_max) refuse();
  }
}

void Measures::State::read_fact(ValueColumn& column, const std::string& pointer) {
  std::uint32_t attribute = model.attribute(entity, column.name);
  for (const TierDef& tier : model.tiers) {
    if (tier.entity == entity && column.name == "tier." + tier.name) attribute = tier.attribute;
  }
  const bool usable = attribute != none && (model.attributes[attribute].kind == AttributeDef::Kind::fact || model.attributes[attribute].kind == AttributeDef::Kind::tier);
  if (!usable || model.attributes[attribute].internal) {
    std::vector<std::string> known = {"key", "at"};
    for (const AttributeDef& def : model.attributes) {
      if (def.entity != entity || def.internal) continue;
      if (def.kind == AttributeDef::Kind::fact) known.push_back(def.name);
      if (def.kind == AttributeDef::Kind::tier) known.push_back("tier." + model.tiers[def.index].name);
    }
    report("HF7304", "the subjects have no such attribute", pointer, column.name, "key, at, a fact or a tier", nearest_name(column.name, known));
    return;
  }
  Event nothing;
  EventCheck types(model, nothing);
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const auto first = std::find(column.places.begin(), column.places.end(), static_cast<std::int32_t>(i));
    const std::string place = first == column.places.end() ? pointer : "/subjects/" + std::to_string(first - column.places.begin()) + "/" + column.name;
    column.values[i] = types.attribute(attribute, columns::in_zone(column.values[i], model.zone), place);
    if (types.findings().size() >= findings_max) break;
  }
  findings.insert(findings.end(), types.findings().begin(), types.findings().end());
  facts.push_back({attribute, std::move(column.values), column.places});
}

void Measures::State::turn_to(std::size_t row) {
  if (current == row) return;
  if (current) {
    std::vector<Seldom<MeasureState>>& states = rows[*current].states;
    states.resize(kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) states[i] = std::move(in_turn->measures[kept[i]]);
  }
  Row& next = rows[row];
  const bool begun = !next.states.empty();
  for (std::size_t i = 0; i < kept.size(); ++i) in_turn->measures[kept[i]] = begun ? std::move(next.states[i]) : Seldom<MeasureState>();
  next.states = {};
  current = row;
  in_turn->row.key = next.key;
  in_turn->self = Value::of(in_turn->ref());
  static const Value nothing;
  for (const Fact& fact : facts) {
    const AttributeDef& def = model.attributes[fact.attribute];
    const std::int32_t place = fact.places[row];
    if (def.kind == AttributeDef::Kind::tier) {
      in_turn->tiers[def.index].known = place >= 0;
      const Value& value = place < 0 ? nothing : fact.values[static_cast<std::size_t>(place)];
      in_turn->tiers[def.index].value = value.kind() == Value::Kind::string ? value.string() : value.is_null() ? std::string() : value.to_text();
      continue;
    }
    auto& entries = in_turn->facts[def.index].entries;
    entries.clear();
    if (place >= 0) entries.push_back({INT64_MIN, 0, fact.values[static_cast<std::size_t>(place)]});
  }
  core.set_now(next.at_us);
}

void Measures::State::count(const measures::HistoryRow& row, std::size_t number) {
  auto known = row_of.find(row.subject);
  if (known == row_of.end()) {
    if (!open) {
      report("HF7306", "it is about nobody of the subjects", "/events/" + std::to_string(number) + "/" + request.entity, row.subject, "the key of a subject");
      return;
    }
    known = row_of.emplace(row.subject, rows.size()).first;
    rows.push_back({row.subject, request.at->utc_us, {}});
  }
  const Occurred& occurred = row.occurred;
  if (occurred.at_us > rows[known->second].at_us) return;
  const EventDef& def = model.events[occurred.event];
  if (def.counts || def.hours != none) {
    turn_to(known->second);
    Situation situation;
    situation.at_us = occurred.at_us;
    situation.event = &occurred;
    if (def.counts && !core.holds(def.counts, situation, "")) return;
    if (!core.inside(def.hours, occurred.at_us)) return;
  }
  turn_to(known->second);
  core.fold(*in_turn, occurred);
}

Measures::Measures(Policy policy, MeasureRequest request)
    : state_(std::make_unique<State>(std::move(policy), std::move(request), std::nullopt, std::vector<ValueColumn>{})) {}
Measures::Measures(Policy policy, MeasureRequest request, std::size_t subjects, std::vector<ValueColumn> columns)
    : state_(std::make_unique<State>(std::move(policy), std::move(request), subjects, std::move(columns))) {}
Measures::~Measures() = default;
Measures::Measures(Measures&&) noexcept = default;
Measures& Measures::operator=(Measures&&) noexcept = default;

void Measures::add(std::size_t rows, const std::vector<ValueColumn>& columns) {
  State& state = *state_;
  measures::History history(state.model, state.entity, state.counted, state.events, rows, columns, state.findings);
  state.refuse();
  for (std::size_t i = 0; i < rows; ++i) {
    if (const auto row = history.row(i)) state.count(*row, state.events + i);
    if (state.findings.size() >= findings_max) break;
  }
  state.refuse();
  state.events += rows;
}

std::size_t Measures::size() const { return state_->rows.size(); }
const std::vector<std::string>& Measures::measures() const { return state_->names; }

MeasureBatch Measures::values(std::size_t first, std::size_t count) {
  State& state = *state_;
  MeasureBatch out;
  out.values.resize(state.wanted.size());
  out.next_change_us.resize(state.wanted.size());
  const std::size_t begin = std::min(first, state.rows.size());
  const std::size_t end = begin + std::min(count, state.rows.size() - begin);
  for (std::size_t row = begin; row < end; ++row) {
    state.turn_to(row);
    const std::int64_t at_us = state.rows[row].at_us;
    out.subject.push_back(state.rows[row].key);
    for (std::size_t i = 0; i < state.wanted.size(); ++i) {
      out.values[i].push_back(state.core.measure_value(*state.in_turn, state.wanted[i], at_us));
      out.next_change_us[i].push_back(state.core.measure_next_change(*state.in_turn, state.wanted[i], at_us).value_or(MeasureBatch::no_change));
    }
  }
  return out;
}

}  // namespace huifang
