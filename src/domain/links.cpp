/// Links: subjects that are found by what an event says, not by being named.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

const std::set<SubjectId>& Core::having(std::uint32_t attribute, const Value& value) {
  const AttributeDef& def = model.attributes[attribute];
  const auto [values, is_new] = by_value_.try_emplace(attribute);
  if (is_new) {
    // Asked for the first time: everybody is read once. From then on add_fact() keeps it.
    std::vector<SubjectId> all = store_.all(model.entities[def.entity].name);
    for (const auto& [id, subject] : subjects_) {
      if (subject->entity == def.entity) all.push_back(id);
    }
    for (const SubjectId id : all) values->second[json_text(get(id).facts[def.index].at(INT64_MAX))].insert(id);
  }
  return values->second[json_text(value)];
}

std::vector<SubjectId> Core::linked(std::uint32_t r, const Occurred& occurred) {
  const RuleDef& rule = model.rules[r];
  Situation situation;
  situation.at_us = occurred.at_us;
  situation.event = &occurred;
  const Value value = evaluate(rule.link.event, situation).value;
  if (value.is_null()) return {};
  // From the last fact of the path back to the rule's subjects.
  std::set<SubjectId> at;
  const std::uint32_t last = rule.link.path.back();
  if (model.attributes[last].target == none) {
    at = having(last, value);
  } else if (const Subject* target = value.kind() == Value::Kind::entity ? find(value.entity()) : nullptr) {
    const std::vector<SubjectId>& those = referring(last, target->row.id);
    at = {those.begin(), those.end()};
  }
  for (std::size_t i = rule.link.path.size() - 1; i-- > 0;) {
    std::set<SubjectId> before;
    for (const SubjectId id : at) {
      const std::vector<SubjectId>& those = referring(rule.link.path[i], id);
      before.insert(those.begin(), those.end());
    }
    at = std::move(before);
  }
  // What holds at the time of the event counts, not what was recorded last.
  std::vector<SubjectId> found;
  for (const SubjectId id : at) {
    Value reached = get(id).self;
    for (const std::uint32_t attribute : rule.link.path) {
      if (reached.kind() != Value::Kind::entity) break;
      reached = attribute_value(reached.entity(), attribute, situation);
    }
    if (reached == value) found.push_back(id);
  }
  return found;
}

}  // namespace huifang
