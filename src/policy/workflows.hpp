#pragma once
/// The section `workflows`: statecharts about a subject, with duties in their states.
///
/// What is declared comes first, because rules and events name it: the entity of the cases, the states, what they owe.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/loader.hpp"
#include "policy/workflow_model.hpp"

namespace huifang::loader {

/// Entities of the cases with their values, states, and a rule for each duty of a state.
void declare_workflows(Loader& loader);
/// "opened.<workflow>" and "closed.<workflow>".
void declare_workflow_events(Loader& loader);
/// Transitions, effects, duties. Rules are loaded: what opens a case is known.
void load_workflows(Loader& loader);

/// Index into PolicyModel::workflows, `none` when no workflow has this name.
std::uint32_t workflow_named(const Loader& loader, std::string_view name);
std::vector<std::string> workflow_names(const Loader& loader);
/// Entity of its cases.
std::uint32_t workflow_entity(const Loader& loader, std::uint32_t workflow);

}  // namespace huifang::loader
