#pragma once
/// Two readers of the event envelope that agree: a fast one for rows that are as they should be, and one that
/// finds the place of every fault. The second decides whenever the first is not sure.

#include <optional>
#include <string_view>

#include "huifang/event.hpp"

namespace huifang::loader {

/// nullopt: something is unusual (a fault, a comment, an exponent, deep nesting); ask read_event.
std::optional<Event> read_event_fast(std::string_view json, const TimeZone& zone);
/// Throws Error with all diagnostics.
Event read_event(std::string_view json, const TimeZone& zone);

}  // namespace huifang::loader
