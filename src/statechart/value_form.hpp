#pragma once
/// Values inside the JSON of a state: every value comes back as it was.

#include <string>

#include "huifang/value.hpp"
#include "policy/document.hpp"
#include "policy/report.hpp"

namespace huifang::statechart {

/// What JSON has no type for is an object with one key that begins with "@".
void append_value(std::string& text, const Value& value);
/// The reverse. What cannot be read is reported, and is null.
Value value_of(const loader::Node& node, loader::Report& report);

}  // namespace huifang::statechart
