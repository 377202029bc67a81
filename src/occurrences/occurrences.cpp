#include "huifang/occurrences.hpp"

#include <algorithm>
#include <unordered_map>

#include "domain/event_check.hpp"
#include "huifang/error.hpp"
#include "huifang/event.hpp"
#include "occurrences/supposed.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

constexpr std::int64_t years_max_us = 36'525 * us_per_day;
constexpr std::size_t wrong_values_max = 20;  ///< of a column that are told of
/// Worked-out rows that are kept at once; beyond, they are forgotten and worked out anew.
constexpr std::size_t kept_rows_max = 4'000'000;

/// What all subjects with the same values get.
struct Pattern {
  std::vector<std::int32_t> rule, n;
  std::vector<std::int64_t> opens_us, due_us;
};

/// Texts, each once.
class Names {
 public:
  std::int32_t place(const std::string& name) {
    const auto [entry, fresh] = places_.try_emplace(name, static_cast<std::int32_t>(names_.size()));
    if (fresh) names_.push_back(name);
    return entry->second;
  }
  const std::vector<std::string>& all() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int32_t> places_;
};

void clear(OccurrenceBatch& batch) {
  batch.subject.clear();
  batch.rule.clear();
  batch.n.clear();
  batch.opens_us.clear();
  batch.due_us.clear();
}

struct PlacesHash {
  std::size_t operator()(const std::vector<std::int32_t>& places) const noexcept {
    std::uint64_t hash = 14695981039346656037u;  // FNV-1a
    for (const std::int32_t place : places) hash = (hash ^ static_cast<std::uint32_t>(place)) * 1099511628211u;
    return hash;
  }
};

}  // namespace

struct Occurrences::State {
  State(Policy given_policy, OccurrenceRequest given_request, std::size_t given_subjects,
        std::vector<SubjectColumn> given_columns)
      : policy(std::move(given_policy)),
        request(std::move(given_request)),
        subjects(given_subjects),
        columns(std::move(given_columns)) {
    check_request();
    for (std::size_t c = 0; c < columns.size(); ++c) read_column(c);
    if (!findings.empty()) throw Error(ErrorKind::argument, std::move(findings));
  }

  void report(const char* code, std::string message, std::string pointer, std::string found, std::string expected,
              std::string suggestion = {}) {
    Diagnostic& finding = findings.emplace_back();
    finding.code = code;
    finding.message = std::move(message);
    finding.pointer = std::move(pointer);
    finding.found = std::move(found);
    finding.expected = std::move(expected);
    finding.suggestion = std::move(suggestion);
  }

  void check_request() {
    const PolicyModel& model = policy.model();
    entity = model.entity(request.entity);
    if (entity == none) {
      std::vector<std::string> names;
      for (const EntityDef& each : model.entities) names.push_back(each.name);
      report("HF7201", "the policy knows no such subjects", "/entity", request.entity, "an entity of its facts",
             nearest_name(request.entity, names));
    }
    if (!request.rule.empty() && (model.rule(request.rule) == none || model.rules[model.rule(request.rule)].entity != entity)) {
      std::vector<std::string> names;
      for (const RuleDef& rule : model.rules) {
        if (rule.entity == entity) names.push_back(rule.id);
      }
      report("HF7202", "there is no such rule about these subjects", "/rule", request.rule, "the id of a rule",
             nearest_name(request.rule, names));
    }
    const std::int64_t since_us = request.known_since.value_or(request.from).utc_us;
    const bool ordered = since_us <= request.from.utc_us && request.from < request.to;
    // Unsigned: times at both ends of the scale are too far apart, not near.
    const std::uint64_t length = static_cast<std::uint64_t>(request.to.utc_us) - static_cast<std::uint64_t>(since_us);
    if (!ordered || length > static_cast<std::uint64_t>(years_max_us)) {
      report("HF7203", "this is no time to look at", "/from", policy.zone().to_text(request.from),
             "known_since, from and to, one after the other and at most 100 years apart");
    }
  }

  void read_column(std::size_t c) {
    const PolicyModel& model = policy.model();
    SubjectColumn& column = columns[c];
    const std::string pointer = "/columns/" + std::to_string(c);
    if (column.places.size() != subjects) {
      report("HF7204", "the column has another length than there are subjects", pointer, std::to_string(column.places.size()),
             std::to_string(subjects));
    }
    const auto count = static_cast<std::int64_t>(column.values.size());
    if (std::any_of(column.places.begin(), column.places.end(), [&](std::int32_t place) { return place < -1 || place >= count; })) {
      report("HF7204", "the column has a place outside its values", pointer, column.name, "-1, or the place of a value");
    }
    attributes.push_back(none);
    if (entity == none) return;
    const std::uint32_t attribute = occurrences::attribute_named(model, entity, column.name);
    if (attribute == none || model.attributes[attribute].kind == AttributeDef::Kind::key) {
      std::vector<std::string> names;
      for (const AttributeDef& def : model.attributes) {
        if (def.entity != entity || def.kind == AttributeDef::Kind::key) continue;
        names.push_back(def.kind == AttributeDef::Kind::tier ? "tier." + model.tiers[def.index].name : def.name);
      }
      report("HF7205", "the subjects have no such attribute", pointer, column.name, "a fact, measure, decision or tier",
             nearest_name(column.name, names));
      return;
    }
    if (std::find(attributes.begin(), attributes.end() - 1, attribute) != attributes.end() - 1)
      report("HF7205", "this column is given twice", pointer, column.name, "each attribute once");
    attributes.back() = attribute;
    Event nothing;
    EventCheck types(model, nothing);
    for (Value& value : column.values) value = types.attribute(attribute, value, pointer + "/" + column.name);
    const std::vector<Diagnostic>& wrong = types.findings();
    for (std::size_t i = 0; i < wrong.size() && i < wrong_values_max; ++i) {
      findings.push_back(wrong[i]);
      findings.back().code = "HF7206";
    }
    if (wrong.size() > wrong_values_max) {
      report("HF7206", "more values of this column are wrong", pointer, std::to_string(wrong.size()) + " values",
             "values of the attribute's type");
    }
    for (const Value& value : column.values) {
      const bool own = value.kind() == Value::Kind::entity && value.entity().entity == request.entity;
      if (own && value.entity().key == occurrences::subject_key) refuse_own_key(pointer);
    }
  }

  void refuse_own_key(const std::string& pointer) {
    report("HF7206", "a reference has the key that stands for the subject itself", pointer, occurrences::subject_key,
           "the key of another " + request.entity);
  }

  /// `batch` is emptied when working it out fails.
  const Pattern& pattern_of(std::size_t subject, OccurrenceBatch& batch) {
    try {
      return pattern_of(subject);
    } catch (...) {
      clear(batch);
      throw;
    }
  }

  const Pattern& pattern_of(std::size_t subject) {
    for (std::size_t c = 0; c < columns.size(); ++c) looked_up[c] = columns[c].places[subject];
    const auto known = patterns.find(looked_up);
    if (known != patterns.end()) return known->second;
    if (kept_rows > kept_rows_max) {
      patterns.clear();
      kept_rows = 0;
    }
    occurrences::Supposed supposed;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (looked_up[c] >= 0) supposed.emplace_back(attributes[c], columns[c].values[static_cast<std::size_t>(looked_up[c])]);
    }
    Pattern pattern;
    for (const occurrences::Occurrence& one : occurrences::occurrences_of(policy, request, supposed)) {
      pattern.rule.push_back(rules.place(one.rule));
      pattern.n.push_back(ids.place(one.n));
      pattern.opens_us.push_back(one.opens_us);
      pattern.due_us.push_back(one.due_us);
    }
    kept_rows += pattern.rule.size() + 1;
    return patterns.emplace(looked_up, std::move(pattern)).first->second;
  }

  Policy policy;
  OccurrenceRequest request;
  std::size_t subjects;
  std::vector<SubjectColumn> columns;
  std::uint32_t entity = none;
  std::vector<std::uint32_t> attributes;  ///< by column
  std::vector<Diagnostic> findings;
  Names rules, ids;
  std::unordered_map<std::vector<std::int32_t>, Pattern, PlacesHash> patterns;  ///< by place in each column
  std::vector<std::int32_t> looked_up = std::vector<std::int32_t>(columns.size());
  std::size_t kept_rows = 0;
  std::size_t next_subject = 0;
};

Occurrences::Occurrences(Policy policy, OccurrenceRequest request, std::size_t subjects, std::vector<SubjectColumn> columns)
    : state_(std::make_unique<State>(std::move(policy), std::move(request), subjects, std::move(columns))) {}
Occurrences::~Occurrences() = default;
Occurrences::Occurrences(Occurrences&&) noexcept = default;
Occurrences& Occurrences::operator=(Occurrences&&) noexcept = default;

bool Occurrences::next(OccurrenceBatch& batch, std::size_t rows_max) {
  State& state = *state_;
  clear(batch);
  while (state.next_subject < state.subjects && batch.size() < std::max<std::size_t>(rows_max, 1)) {
    const Pattern& pattern = state.pattern_of(state.next_subject, batch);
    batch.subject.insert(batch.subject.end(), pattern.rule.size(), static_cast<std::int64_t>(state.next_subject));
    batch.rule.insert(batch.rule.end(), pattern.rule.begin(), pattern.rule.end());
    batch.n.insert(batch.n.end(), pattern.n.begin(), pattern.n.end());
    batch.opens_us.insert(batch.opens_us.end(), pattern.opens_us.begin(), pattern.opens_us.end());
    batch.due_us.insert(batch.due_us.end(), pattern.due_us.begin(), pattern.due_us.end());
    ++state.next_subject;
  }
  return batch.size() > 0;
}

const std::vector<std::string>& Occurrences::rules() const { return state_->rules.all(); }
const std::vector<std::string>& Occurrences::ids() const { return state_->ids.all(); }

}  // namespace huifang
