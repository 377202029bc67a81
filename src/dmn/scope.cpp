#include "dmn/scope.hpp"

#include <algorithm>

#include "feel/types.hpp"

namespace huifang::dmn {

std::uint32_t BodyScope::declare(std::string name, feel::Type type) {
  places_[name].push_back(locals_.size());
  locals_.push_back({std::move(name), slots_, std::move(type)});
  return slots_++;
}

void BodyScope::forget(std::size_t mark) {
  for (; locals_.size() > mark; locals_.pop_back()) places_[locals_.back().name].pop_back();
}

void BodyScope::raise(std::size_t mark) {
  for (std::size_t i = 0; i < mark; ++i) {
    auto& places = places_[locals_[i].name];
    std::rotate(std::find(places.begin(), places.end(), i), std::find(places.begin(), places.end(), i) + 1,
                places.end());
  }
}

std::uint32_t BodyScope::declare_imported(const std::string& import, std::string name, feel::Type type) {
  if (import.empty()) return declare(std::move(name), std::move(type));
  auto space =
      std::find_if(spaces_.begin(), spaces_.end(), [&](const Space& each) { return each.name == import; });
  if (space == spaces_.end()) space = spaces_.insert(spaces_.end(), Space{import, {}});
  space->members.push_back({std::move(name), slots_, std::move(type)});
  return slots_++;
}

bool BodyScope::is_used(std::uint32_t slot) const { return slot < used_.size() && used_[slot]; }

std::optional<feel::Binding> BodyScope::slot_binding(const Local& local) const {
  if (used_.size() < slots_) used_.resize(slots_);
  used_[local.slot] = true;
  feel::Binding binding;
  binding.id = local.slot;
  binding.type = local.type;
  return binding;
}

std::optional<feel::Binding> BodyScope::captured(feel::Binding outer) const {
  if (outer.kind != feel::Binding::Kind::slot) return outer;
  const auto known = std::find_if(captures_.begin(), captures_.end(),
                                  [&](const Capture& each) { return each.from == outer.id; });
  if (known != captures_.end()) {
    outer.id = known->slot;
    return outer;
  }
  captures_.push_back({outer.id, slots_++});
  outer.id = captures_.back().slot;
  return outer;
}

std::optional<feel::Binding> BodyScope::find(std::string_view name) const {
  const auto places = places_.find(std::string(name));
  if (places != places_.end() && !places->second.empty()) return slot_binding(locals_[places->second.back()]);
  if (outer_ != nullptr) {
    auto found = outer_->find(name);
    return found ? captured(std::move(*found)) : std::nullopt;
  }
  for (std::size_t i = 0; i < spaces_.size(); ++i) {
    if (spaces_[i].name != name) continue;
    feel::Binding binding;
    binding.kind = feel::Binding::Kind::names;
    binding.type.kind = feel::Type::Kind::names;
    binding.type.object = static_cast<std::uint32_t>(i);
    return binding;
  }
  return std::nullopt;
}

std::optional<feel::Binding> BodyScope::member(std::uint32_t object, std::string_view name) const {
  if (outer_ != nullptr) {
    auto found = outer_->member(object, name);
    return found ? captured(std::move(*found)) : std::nullopt;
  }
  for (const Local& local : spaces_[object].members) {
    if (local.name == name) return slot_binding(local);
  }
  return std::nullopt;
}

std::vector<std::string> BodyScope::all(std::optional<std::uint32_t> object) const {
  std::vector<std::string> names;
  if (!object) {
    for (const Local& local : locals_) names.push_back(local.name);
  }
  if (outer_ != nullptr) {
    for (std::string& name : outer_->all(object)) names.push_back(std::move(name));
  } else if (object) {
    for (const Local& local : spaces_[*object].members) names.push_back(local.name);
  } else {
    for (const Space& space : spaces_) names.push_back(space.name);
  }
  return names;
}

std::optional<feel::Type> BodyScope::type(std::string_view name) const {
  if (feel::type_kind_named(name)) return std::nullopt;  // FEEL knows its own
  const ItemTypePtr found = types_.find(name);
  if (!found) return std::nullopt;
  return found->type;
}

}  // namespace huifang::dmn
