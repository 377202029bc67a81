#include "domain/subject.hpp"

#include "policy/model.hpp"

namespace huifang {

const Value* Occurred::field(std::string_view name) const {
  for (const auto& [key, value] : data) {
    if (key == name) return &value;
  }
  return nullptr;
}

const EntityRef* Occurred::subject(std::string_view entity) const {
  for (const EntityRef& ref : subjects) {
    if (ref.entity == entity) return &ref;
  }
  return nullptr;
}

Value tier_value(const TierDef& tier, const std::string& text) {
  if (text.empty()) return {};
  return tier.rank_by ? Value::of(text == "true") : Value::of(text);
}

const Value& FactHistory::at(std::int64_t at_us) const {
  static const Value null;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->from_us <= at_us) return entry->value;
  }
  return null;
}

bool FactHistory::known(std::int64_t at_us) const { return !entries.empty() && entries.front().from_us <= at_us; }

std::uint32_t measure_in_force(const Subject& subject, const PolicyModel& model, std::uint32_t measure) {
  if (subject.governors.empty()) return measure;
  const MeasureDef& def = model.measures[measure];
  const std::uint32_t governor = subject.governors[model.layers[def.layer].family];
  if (governor == none) return def.group;
  const auto found = model.layers[governor].measures.find(def.group);
  return found == model.layers[governor].measures.end() ? def.group : found->second;
}

}  // namespace huifang
