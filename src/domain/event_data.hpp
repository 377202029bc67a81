#pragma once
/// What somebody told with a recorded event.

#include <string>

#include "huifang/event.hpp"

namespace huifang {

/// The value of a field of `data`; nullptr: it was not told, or null. Borrowed from the event.
const Value* datum(const Event& event, const char* name);
/// Who did it, and why, as JSON: {"act", "by", "event", "reason"?}.
std::string act_text(const Event& event);

}  // namespace huifang
