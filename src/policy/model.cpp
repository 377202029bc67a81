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
std::uint32_t PolicyModel::form(std::string_view name) const { return look_up(form_index, name); }
std::uint32_t PolicyModel::rule(std::string_view name) const { return look_up(rule_index, name); }

std::uint32_t PolicyModel::attribute(std::uint32_t entity, std::string_view name) const {
  if (entity >= entities.size()) return none;
  for (const std::uint32_t index : entities[entity].attributes) {
    const AttributeDef& attribute = attributes[index];
    if (attribute.name == name && attribute.kind != AttributeDef::Kind::tier) return index;
  }
  return none;
}

}  // namespace huifang
