#include "statechart/names.hpp"

#include <algorithm>
#include <array>

namespace huifang::statechart {
namespace {

constexpr std::uint32_t object_event = 1;
constexpr std::array<std::pair<std::string_view, std::uint32_t>, 4> event_members{
    {{"name", slot_event_name},
     {"type", slot_event_type},
     {"send_id", slot_event_send_id},
     {"data", slot_event_data}}};

/// One word: anything else after "event." is more than a field.
bool is_word(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

feel::Binding slot_binding(std::uint32_t slot, feel::Type::Kind kind) {
  feel::Binding binding;
  binding.id = slot;
  binding.type.kind = kind;
  return binding;
}

}  // namespace

std::optional<feel::Binding> ChartNames::find(std::string_view name) const {
  if (name == "event") {
    feel::Binding binding;
    binding.kind = feel::Binding::Kind::names;
    binding.type.kind = feel::Type::Kind::names;
    binding.type.object = object_event;
    return binding;
  }
  if (name == "In") {
    feel::Binding binding;
    binding.kind = feel::Binding::Kind::function;
    binding.id = function_in;
    binding.type.kind = feel::Type::Kind::boolean;
    binding.arguments_min = binding.arguments_max = 1;
    return binding;
  }
  const auto slot = model_.slots.find(name);
  if (slot == model_.slots.end()) return std::nullopt;
  return slot_binding(slot->second, feel::Type::Kind::any);
}

std::optional<feel::Binding> ChartNames::member(std::uint32_t, std::string_view name) const {
  for (const auto& [member, slot] : event_members) {
    if (member == name)
      return slot_binding(slot, slot == slot_event_data ? feel::Type::Kind::any : feel::Type::Kind::string);
  }
  if (!is_word(name)) return std::nullopt;
  const auto found = std::find(model_.event_fields.begin(), model_.event_fields.end(), name);
  const auto field = static_cast<std::uint32_t>(found - model_.event_fields.begin());
  if (found == model_.event_fields.end()) model_.event_fields.emplace_back(name);
  return slot_binding(slot_event_field + field, feel::Type::Kind::any);
}

std::vector<std::string> ChartNames::all(std::optional<std::uint32_t> object) const {
  std::vector<std::string> names;
  if (object) {
    for (const auto& member : event_members) names.emplace_back(member.first);
    return names;
  }
  names = model_.data_names;
  names.insert(names.end(), {"event", "In"});
  return names;
}

}  // namespace huifang::statechart
