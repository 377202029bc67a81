#pragma once
/// The section `points`, and the effect `post`.

#include <memory>

#include "policy/points_model.hpp"
#include "policy/rules.hpp"

namespace huifang::loader {

/// The classes, without what names roles.
void declare_points(Loader& loader);
/// The event that every entry raises.
void declare_points_events(Loader& loader);
/// Who may act by hand.
void load_points(Loader& loader);
/// What awards post does not wait: reported. To be called when the rule is complete.
void check_pending(Loader& loader, const Node& rule_node, const RuleDef& rule);
/// nullptr: reported.
std::shared_ptr<const PostEffect> post_effect(const RuleContext& context, const Node& node);

}  // namespace huifang::loader
