#pragma once
/// String.format of Java, for the conversions that FEEL values have.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/value.hpp"

namespace huifang::dmn::java {

/// %s %d %f %x %b %c %n %%, with the flags `-` and `0`, width and precision; nullopt for anything else, and
/// for arguments that do not fit.
std::optional<std::string> format(std::string_view pattern, const std::vector<Value>& arguments);

}  // namespace huifang::dmn::java
