#pragma once
/// What was ticked of a choice.

#include <optional>
#include <string>
#include <vector>

#include "huifang/value.hpp"

namespace huifang {

/// Names of options, from one name, a list of them, or a context of name and true; nullopt: the value says nothing of the kind.
std::optional<std::vector<std::string>> ticked(const Value& value);

}  // namespace huifang
