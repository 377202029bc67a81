#pragma once
/// What the event envelope and the policy document share.

#include <string_view>

#include "huifang/value.hpp"
#include "policy/document.hpp"

namespace huifang::loader {

/// Keys of the envelope: no entity and no field can bear their names.
bool is_envelope_key(std::string_view name);
/// Literal JSON as a value: numbers, texts, booleans, lists; objects become contexts.
Value value_of(const Node& node);

}  // namespace huifang::loader
