#pragma once
/// The section `assignment`, and the effect that assigns.

#include <memory>

#include "policy/people_model.hpp"
#include "policy/rules.hpp"

namespace huifang::loader {

/// Declares what entities have because somebody assigns them. Before anything names attributes or events.
void declare_assignment(Loader& loader);
/// The events of people; after declare_assignment(), before rules name events.
void declare_people_events(Loader& loader);
void load_assignment(Loader& loader);
/// What an effect `assign` does; nullptr: reported.
std::shared_ptr<const AssignEffect> assign_effect(const RuleContext& context, const Node& node);

}  // namespace huifang::loader
