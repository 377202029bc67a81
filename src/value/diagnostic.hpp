#pragma once
/// How diagnostics are made, and what each goes through before anybody sees it.

#include <string>

#include "huifang/error.hpp"

namespace huifang {

/// An error at a place of a document. `pointer`, `found` and `expected` may be empty.
Diagnostic error_at(std::string pointer, std::string code, std::string message, std::string found, std::string expected);

/// Longest message, place, excerpt, expectation or suggestion of a diagnostic, bytes of UTF-8.
inline constexpr std::size_t diagnostic_text_max = 1'000;

/// Cuts the middle out of texts that are longer, at whole characters.
void limit_texts(Diagnostic& diagnostic);

}  // namespace huifang
