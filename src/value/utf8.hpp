#pragma once
/// UTF-8: checked decoding, counting, encoding. No locale.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace huifang::utf8 {

/// One decoded code point; `bytes` is 0 at the end of the text and for an ill-formed sequence.
struct Decoded {
  char32_t code_point = 0;
  std::size_t bytes = 0;
};

/// The code point that starts at `offset`. Overlong forms, surrogates and values above U+10FFFF are
/// ill-formed.
Decoded decode(std::string_view text, std::size_t offset);

/// Byte offset of the first ill-formed sequence, or npos.
std::size_t first_invalid(std::string_view text);

/// Appends the UTF-8 form. Precondition: a Unicode scalar value.
void append(std::string& text, char32_t code_point);

/// Code points of well-formed text; ill-formed bytes count one each.
std::size_t length(std::string_view text);

/// All code points; ill-formed bytes become U+FFFD.
std::vector<char32_t> code_points(std::string_view text);

/// At most `limit` code points of `text`, with "…" when something was cut off.
std::string shortened(std::string_view text, std::size_t limit = 80);

}  // namespace huifang::utf8
