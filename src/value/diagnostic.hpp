#pragma once
/// What every diagnostic goes through before anybody sees it.

#include "huifang/error.hpp"

namespace huifang {

/// Longest message, place, excerpt, expectation or suggestion of a diagnostic, bytes of UTF-8.
inline constexpr std::size_t diagnostic_text_max = 1'000;

/// Cuts the middle out of texts that are longer, at whole characters.
void limit_texts(Diagnostic& diagnostic);

}  // namespace huifang
