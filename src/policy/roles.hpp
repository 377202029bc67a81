#pragma once
/// Roles: names and expressions that yield a person, people or a unit.

#include <cstdint>
#include <vector>

#include "policy/scope.hpp"

namespace huifang::loader {

/// The compiled role that `node` names or writes, in this scope. `none`: reported.
std::uint32_t role_of(const Node& node, const Scope& scope);
/// A role or a list of roles; nullopt: something was reported.
std::optional<std::vector<std::uint32_t>> role_list(const Node& node, const Scope& scope);

}  // namespace huifang::loader
