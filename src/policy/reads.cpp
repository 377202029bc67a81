#include "policy/reads.hpp"

#include <algorithm>

namespace huifang {

namespace {

void add_once(std::vector<std::uint32_t>& list, std::uint32_t value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

}  // namespace

void Reads::add(const feel::Expression& expression) {
  if (!expression) return;
  for (const auto id : expression.attributes()) add_once(attributes, id);
  for (const auto id : expression.slots()) add_once(slots, id);
}

void Reads::add(const DecisionTable& table) {
  if (!table) return;
  for (const auto id : table.attributes()) add_once(attributes, id);
  for (const auto id : table.slots()) add_once(slots, id);
}

void Reads::follow(const PolicyModel& model) {
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const AttributeDef& attribute = model.attributes[attributes[i]];
    if (attribute.kind != AttributeDef::Kind::decision) continue;
    add(model.decisions[attribute.index].expression);
    add(model.decisions[attribute.index].table);
  }
  for (const auto slot : std::vector<std::uint32_t>(slots)) {
    for (const auto id : model.slots[slot].path) add_once(attributes, id);
  }
}

bool Reads::attribute(std::uint32_t id) const {
  return std::find(attributes.begin(), attributes.end(), id) != attributes.end();
}

Reads standing_reads(const RuleDef& rule) {
  Reads reads;
  for (const RuleDef::Dates& dates : rule.dates) reads.add(dates.expression);
  if (!rule.on.empty()) return reads;
  reads.add(rule.when);
  if (rule.has_every) reads.add(rule.every.selector);
  return reads;
}

}  // namespace huifang
