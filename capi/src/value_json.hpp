#pragma once
/// Values as JSON for hosts: what JSON has no type for is an ISO 8601 or FEEL string.

#include <string>

#include "huifang/value.hpp"

namespace huifang::c {

void append_host_json(std::string& out, const Value& value);
/// As people read it: a string's content, a date's digits; lists, contexts and ranges as FEEL writes them.
std::string host_text(const Value& value);

}  // namespace huifang::c
