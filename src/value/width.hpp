#pragma once
/// Columns that text takes on a terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace huifang::terminal {

/// `text` without what moves a terminal's cursor or turns its writing round: control characters, line
/// separators and directional overrides stand as \u001b. Line ends stay when `lines`.
std::string printable(std::string_view text, bool lines = false);
/// Columns of a UTF-8 text: 2 for East Asian wide characters (Unicode 15, EastAsianWidth W and F), 0 for
/// combining marks and format characters, else 1.
std::size_t width(std::string_view text);
/// At most `columns` columns of `text`, with "…" at the end when something was cut off.
std::string fitted(std::string_view text, std::size_t columns);
/// `text` followed by blanks up to `columns`.
std::string padded(std::string text, std::size_t columns);

}  // namespace huifang::terminal
