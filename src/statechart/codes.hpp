#pragma once
/// The diagnostics of statecharts (HF55xx). A code is never reused for another meaning.

#include "policy/codes.hpp"

namespace huifang::statechart::code {

using loader::Code;

// Documents.
inline constexpr Code unknown_state{"HF5501", "a state that is not there"};
inline constexpr Code state_twice{"HF5502", "two states with one name"};
inline constexpr Code bad_state_name{"HF5503", "a name that no state can have"};
inline constexpr Code targets_conflict{"HF5504", "targets that cannot be active together"};
inline constexpr Code initial_outside{"HF5505", "an initial or history target outside its state"};
inline constexpr Code key_of_type{"HF5506", "a key that this type of state does not have"};
inline constexpr Code no_states{"HF5507", "a state that needs states inside it, and has none"};
inline constexpr Code bad_event_name{"HF5508", "text that is no event name or descriptor"};
inline constexpr Code bad_delay{"HF5509", "text that is no delay"};
inline constexpr Code empty_transition{"HF5510",
                                       "a transition that would always be possible and lead nowhere"};
inline constexpr Code unknown_data{"HF5511", "data that is not declared, or a name that is taken"};
inline constexpr Code bad_action{"HF5512", "an action that is not known, or more than one in one object"};
inline constexpr Code history_loop{"HF5513", "history states whose targets go round"};
inline constexpr Code limit_states{"HF5514", "more states than the limit"};
inline constexpr Code history_place{"HF5515", "a history state at the outermost level"};
// Running.
inline constexpr Code other_definition{"HF5520", "a state of another definition"};
inline constexpr Code bad_state{"HF5521", "JSON that is no state of this definition"};
inline constexpr Code limit_microsteps{"HF5522", "more micro-steps in one macrostep than the limit"};
inline constexpr Code backwards{"HF5523", "time going backwards"};
inline constexpr Code limit_work{"HF5524", "more work in one call than the limit"};
inline constexpr Code bad_event{"HF5525", "an event without a usable name"};
inline constexpr Code unknown_start_data{"HF5526", "initial data that is not declared"};
inline constexpr Code bad_instant{"HF5527", "an instant outside the years 1400 to 9999"};

// Lint.
inline constexpr Code unreachable{"HF5530", "a state that nothing leads to"};
inline constexpr Code no_way_out{"HF5531", "a state from which no final state can be reached"};
inline constexpr Code eventless_loop{"HF5532", "eventless transitions that can go round for ever"};
inline constexpr Code undeclared_event{"HF5533", "an event that is not declared"};
inline constexpr Code unknown_in{"HF5534", "In() of a state that is not there"};

// SCXML.
inline constexpr Code no_scxml{"HF5540", "a document that is no SCXML"};
inline constexpr Code no_counterpart{"HF5541", "something in SCXML that has no counterpart here"};
inline constexpr Code not_in_scxml{"HF5542", "something here that has no counterpart in SCXML"};

}  // namespace huifang::statechart::code
