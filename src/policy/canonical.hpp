#pragma once
/// Canonical JSON: no blanks, shortest decimals, the least escaping; members keep the order of the document,
/// because the order of rules, seasons and branches has a meaning.

#include <string>
#include <string_view>

#include "policy/document.hpp"

namespace huifang::loader {

void append_quoted(std::string& text, std::string_view content);
std::string canonical(const Node& node);

}  // namespace huifang::loader
