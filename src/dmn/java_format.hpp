#pragma once
/// String.format of Java, for the conversions that FEEL values have.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/java_types.hpp"
#include "huifang/value.hpp"

namespace huifang::dmn::java {

/// %s %d %f %x %b %c %n %%, with the flags `-` and `0`, width and precision; nullopt for anything else, and
/// for arguments that do not fit, or when there is no room for the text.
std::optional<std::string> format(std::string_view pattern, const std::vector<Value>& arguments, Room& room);

}  // namespace huifang::dmn::java
