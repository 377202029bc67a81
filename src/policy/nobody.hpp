#pragma once
/// Expressions for people that never yield anybody: a post that nobody can have, the superior of a unit, whoever did what nobody does.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model.hpp"

namespace huifang {

/// Where a role is used.
struct RoleUse {
  std::uint32_t role = none;
  std::uint32_t entity = none;                       ///< of the subject; none: there is none
  std::vector<std::uint32_t> causes;                 ///< event indices: what may have started the rule; empty: nothing, or unknown
  bool acts = true;                                  ///< they act or decide: a customer cannot. False: they are told
};

/// Why nobody ever is who the role names, whatever the facts are; nullopt: somebody may be. `system` is nobody.
std::optional<std::string> why_nobody(const PolicyModel& model, const RoleUse& use);

}  // namespace huifang
