#include "policy/model.hpp"

namespace huifang {
namespace {

template <class Index>
std::uint32_t look_up(const Index& index, std::string_view name) {
  const auto found = index.find(name);
  return found == index.end() ? none : found->second;
}

}  // namespace

std::uint32_t PolicyModel::entity(std::string_view name) const { return look_up(entity_index, name); }
std::uint32_t PolicyModel::event(std::string_view name) const { return look_up(event_index, name); }
const FormSurveys& PolicyModel::surveys_of(std::uint32_t form) const {
  static const FormSurveys none_at_all;
  return form < surveys.size() ? surveys[form] : none_at_all;
}
std::uint32_t PolicyModel::form(std::string_view name) const { return look_up(form_index, name); }
std::uint32_t PolicyModel::rule(std::string_view name) const { return look_up(rule_index, name); }

bool PolicyModel::hears(std::uint32_t wanted, std::uint32_t happened) const {
  if (wanted == happened) return true;
  const EventDef& event = events[happened];
  if (event.kind != EventDef::Kind::done && event.kind != EventDef::Kind::missed) return false;
  const EventDef& whole = events[wanted];
  if (whole.kind != event.kind || whole.family != event.family) return false;
  if (whole.rule == none) return true;
  return event.step != none && whole.step == none && whole.rule == event.rule && whole.kind == event.kind;
}

std::uint32_t RuleDef::step(std::string_view wanted) const {
  for (std::uint32_t i = 0; i < steps.size(); ++i) {
    if (steps[i].name == wanted) return i;
  }
  return none;
}

const OweDef* RuleDef::owed(std::string_view of_step) const {
  if (of_step.empty()) return owe ? &*owe : nullptr;
  const std::uint32_t index = step(of_step);
  return index != none && steps[index].owe ? &*steps[index].owe : nullptr;
}

std::uint32_t PolicyModel::attribute(std::uint32_t entity, std::string_view name) const {
  if (entity >= entities.size()) return none;
  for (const std::uint32_t index : entities[entity].attributes) {
    const AttributeDef& attribute = attributes[index];
    if (attribute.name == name && attribute.kind != AttributeDef::Kind::tier) return index;
  }
  return none;
}

const OverlayDef* PolicyModel::overlay(std::uint32_t entity) const {
  for (const OverlayDef& one : overlays) {
    if (one.entity == entity) return &one;
  }
  return nullptr;
}

const ParameterDef::Dated& PolicyModel::in_force(std::uint32_t parameter, Instant at) const {
  const auto& values = parameters[parameter].values;
  if (values.size() == 1) return values.front();
  const Date day = zone.date_of(at);
  auto found = std::prev(values.end());
  while (found->from && day < *found->from) --found;
  return *found;
}

std::uint32_t PolicyModel::tier_set_as(std::uint32_t entity, std::string_view name) const {
  constexpr std::string_view prefix = "tier.";
  if (!name.starts_with(prefix)) return none;
  name.remove_prefix(prefix.size());
  for (std::uint32_t i = 0; i < tiers.size(); ++i) {
    if (tiers[i].entity == entity && tiers[i].name == name && !tiers[i].set_by.empty()) return i;
  }
  return none;
}

}  // namespace huifang
