/// Measures: declared folds over a subject's events.

#include <array>
#include <optional>

#include "policy/loader.hpp"
#include "policy/scope.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

constexpr std::array<std::pair<std::string_view, MeasureDef::Fold>, 8> folds = {
    {{"count", MeasureDef::Fold::count},
     {"last", MeasureDef::Fold::last},
     {"sum", MeasureDef::Fold::sum},
     {"first", MeasureDef::Fold::first},
     {"mean", MeasureDef::Fold::mean},
     {"min", MeasureDef::Fold::min},
     {"max", MeasureDef::Fold::max},
     {"streak", MeasureDef::Fold::streak}}};
constexpr const char* fold_names = "first, last, count, sum, mean, min, max or streak";

bool yields_event(MeasureDef::Fold fold) {
  return fold == MeasureDef::Fold::first || fold == MeasureDef::Fold::last;
}

bool has_amount(MeasureDef::Fold fold) {
  return fold == MeasureDef::Fold::sum || fold == MeasureDef::Fold::mean || fold == MeasureDef::Fold::min ||
         fold == MeasureDef::Fold::max;
}

const Node* fold_of(Loader& loader, const Node& entry, MeasureDef& measure) {
  const Node* found = nullptr;
  bool refused = false;
  for (const auto& [name, fold] : folds) {
    const Node* node = entry.find(name);
    refused = refused || (node == nullptr && entry.has(name));
    if (node == nullptr) continue;
    if (found != nullptr) {
      loader.report.error_at_key(code::exclusive_keys, *node, "a measure has one fold",
                                 {"\"" + node->key + "\"", std::string("one of ") + fold_names, ""});
      continue;
    }
    found = node;
    measure.fold = fold;
  }
  if (found == nullptr && !refused) {
    loader.report.error_at_key(code::missing_key, entry, "a measure needs a fold",
                               {"nothing", fold_names, ""});
  }
  return found;
}

/// "7 days", "month", "last 3 months", "2024-01-01..2024-12-31", a list of ranges, "$p".
void over(Loader& loader, const Node& node, MeasureDef& measure) {
  const Node* value = literal(loader, node);
  if (value == nullptr) return;
  if (value->is_array()) {
    if (const auto ranges = ranges_of(loader, node)) {
      measure.over = MeasureDef::Over::ranges;
      measure.ranges = *ranges;
    }
    return;
  }
  if (value->is_string()) {
    const std::string& text = value->text;
    if (const auto bucket = loader.bucket_index.find(text); bucket != loader.bucket_index.end()) {
      measure.over = MeasureDef::Over::bucket;
      measure.bucket = bucket->second;
      return;
    }
    if (const auto span = Span::parse(text)) {
      if (span->amount < 1) {
        loader.report.error(code::bad_span, node, "a measure looks back over a positive span",
                            {brief(*value), "\"7 days\"", ""});
        return;
      }
      measure.over = MeasureDef::Over::span;
      measure.span = *span;
      return;
    }
    if (const auto range = DayRange::parse(text)) {
      measure.over = MeasureDef::Over::ranges;
      measure.ranges = {*range};
      return;
    }
    if (text.starts_with("last ")) {
      const std::size_t blank = text.find(' ', 5);
      const auto number =
          Decimal::parse(std::string_view(text).substr(5, blank == std::string::npos ? blank : blank - 5));
      const std::int64_t count = number ? number->to_int64().value_or(0) : 0;
      std::string unit = blank == std::string::npos ? "" : text.substr(blank + 1);
      if (!loader.bucket_index.contains(unit) && unit.ends_with('s')) unit.pop_back();
      const auto bucket = loader.bucket_index.find(unit);
      if (count >= 1 && count <= 1000 && bucket != loader.bucket_index.end()) {
        measure.over = MeasureDef::Over::last_buckets;
        measure.bucket = bucket->second;
        measure.buckets = count;
        return;
      }
    }
  }
  loader.report.error(code::bad_span, node, "this is nothing a measure can look over",
                      {brief(*value), "a span, a bucket, \"last N buckets\" or ranges of days", ""});
}

feel::Type last_type(const PolicyModel& model, const std::vector<std::uint32_t>& events) {
  feel::Type type = type_of_kind(Kind::context);
  type.fields = {{"id", type_of_kind(Kind::string)},
                 {"type", type_of_kind(Kind::string)},
                 {"at", type_of_kind(Kind::date_time)},
                 {"by", type_entity(model.staff)}};
  for (const std::uint32_t event : events) {
    for (const FieldDef& field : model.events[event].fields) {
      bool known = false;
      for (auto& [name, other] : type.fields) {
        if (name != field.name) continue;
        known = true;
        if (other.kind != field.type.kind) other = {};
      }
      if (!known) type.fields.emplace_back(field.name, field.type);
    }
  }
  return type;
}

}  // namespace

void declare_measures(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("measures")) {
    if (!usable_name(loader, *entry, "a measure")) continue;
    MeasureDef measure;
    measure.name = entry->key;
    measure.entity = entity_at(loader, *entry, "for", "customer");
    measure.source = text_at(*entry, "source");
    fold_of(loader, *entry, measure);
    if (measure.entity != none) {
      AttributeDef attribute;
      attribute.name = measure.name;
      attribute.entity = measure.entity;
      attribute.kind = AttributeDef::Kind::measure;
      attribute.index = static_cast<std::uint32_t>(model.measures.size());
      attribute.type = type_of_kind(yields_event(measure.fold) ? Kind::context : Kind::number);
      measure.attribute = add_attribute(loader, entry, std::move(attribute));
    }
    model.measures.push_back(std::move(measure));
  }
}

void load_measures(Loader& loader) {
  PolicyModel& model = loader.model;
  std::size_t index = 0;
  for (const Node* entry : loader.entries("measures")) {
    if (index == model.measures.size() || model.measures[index].name != entry->key) continue;
    MeasureDef& measure = model.measures[index++];
    const Node* fold = nullptr;
    for (const auto& [name, kind] : folds) {
      if (kind == measure.fold && fold == nullptr) fold = entry->find(name);
    }
    if (fold == nullptr) continue;
    measure.events = events_of(loader, *fold);
    if (yields_event(measure.fold) && measure.attribute != none) {
      model.attributes[measure.attribute].type = last_type(model, measure.events);
    }
    ScopeSpec spec;
    spec.event = true;
    spec.events = measure.events;
    spec.standing = true;
    const Scope scope(loader, spec);
    if (const Node* where = entry->find("where")) measure.where = expression(*where, scope, Kind::boolean);
    if (const Node* of = entry->find("of")) measure.of = expression(*of, scope, Kind::number);
    if (const Node* distinct = entry->find("distinct")) measure.distinct = expression(*distinct, scope);
    const std::string word(fold->key);
    if (has_amount(measure.fold) && !entry->has("of")) {
      loader.report.error_at_key(code::missing_key, *entry, "a " + word + " needs to know of what",
                                 {"nothing", "\"of\": \"event.amount\"", ""});
    }
    if (!has_amount(measure.fold) && entry->find("of") != nullptr) {
      loader.report.error_at_key(code::no_effect, *entry->find("of"),
                                 "only sum, mean, min and max are of something", {"\"of\"", "\"sum\"", ""});
    }
    const bool streak = measure.fold == MeasureDef::Fold::streak;
    if (const Node* per = entry->find("per"); per != nullptr && streak) {
      measure.bucket = bucket_of(loader, *per).value_or(0);
    } else if (streak && !entry->has("per")) {
      loader.report.error_at_key(code::missing_key, *entry, "a streak needs to know of which buckets",
                                 {"nothing", "\"per\": \"month\"", ""});
    }
    for (const char* key : {"per", "over"}) {
      const Node* node = entry->find(key);
      if (node == nullptr || streak == (node->key == "per")) continue;
      loader.report.error_at_key(
          code::no_effect, *node, "'per' is of streaks, 'over' of every other measure",
          {"\"" + node->key + "\" beside \"" + word + "\"", streak ? "\"per\"" : "\"over\"", ""});
    }
    if (measure.fold != MeasureDef::Fold::count && entry->find("distinct") != nullptr) {
      loader.report.error_at_key(code::no_effect, *entry->find("distinct"), "only counts can be distinct",
                                 {"\"distinct\"", "\"count\"", ""});
    }
    if (const Node* span = entry->find("over"); span != nullptr && !streak) over(loader, *span, measure);
  }
}

}  // namespace huifang::loader
