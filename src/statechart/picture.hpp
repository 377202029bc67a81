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

/// What is highlighted, and told beside it.
struct Marks {
  std::vector<bool> active;                     ///< by state
  std::vector<bool> taken;                      ///< by transition: on the path so far; empty: none
  std::vector<std::vector<std::string>> notes;  ///< by state: open clocks; empty: none
  bool on_path(const Transition& transition, const Model& model) const {
    const auto number = static_cast<std::size_t>(&transition - model.transitions.data());
    return number < taken.size() && taken[number];
  }
  /// Its caption with its notes, one a line.
  std::vector<std::string> notes_of(std::uint32_t state) const {
    return state < notes.size() ? notes[state] : std::vector<std::string>{};
  }
};

/// Nothing but the active states; `state` may be null.
Marks highlighted(const Model& model, const State* state);

std::string draw_dot(const Model& model, const Marks& marks);
std::string draw_mermaid(const Model& model, const Marks& marks);
std::string draw_svg(const Model& model, const Marks& marks);
std::string draw_marked(const Model& model, Picture picture, const Marks& marks);

}  // namespace huifang::statechart
