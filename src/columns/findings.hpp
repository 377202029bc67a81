#pragma once
/// What is wrong with rows that come by columns.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "huifang/error.hpp"

namespace huifang::columns {

/// So many findings of one call are told; what comes after them is not looked at, or left out.
inline constexpr std::size_t findings_max = 100;

inline void add_finding(std::vector<Diagnostic>& findings, std::string code, std::string message, std::string pointer, std::string found,
                        std::string expected, std::string suggestion) {
  if (findings.size() >= findings_max) return;
  Diagnostic& finding = findings.emplace_back();
  finding.code = std::move(code);
  finding.message = std::move(message);
  finding.pointer = std::move(pointer);
  finding.found = std::move(found);
  finding.expected = std::move(expected);
  finding.suggestion = std::move(suggestion);
}

}  // namespace huifang::columns
