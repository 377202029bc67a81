#pragma once
/// What the drawers share: labels of transitions and which states are highlighted.

#include <string>
#include <vector>

#include "statechart/model.hpp"

namespace huifang::statechart {

/// "event [guard]", "after 2 hours", at most so many characters; empty: eventless without a guard.
std::string label_of(const Model& model, const Transition& transition);
/// What a state is called: its title, else its name.
const std::string& caption_of(const StateInfo& info);
/// By state.
std::vector<bool> highlighted(const Model& model, const State* state);

std::string draw_dot(const Model& model, const std::vector<bool>& active);
std::string draw_mermaid(const Model& model, const std::vector<bool>& active);
std::string draw_svg(const Model& model, const std::vector<bool>& active);

}  // namespace huifang::statechart
