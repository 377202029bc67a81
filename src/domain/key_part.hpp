#pragma once
/// Parts of the texts by which duties and events are known: what stands between parts is escaped inside them.

#include <string>
#include <string_view>

namespace huifang {

/// Appends the part; the `marks`, '%', blanks and control characters as '%' and two hexadecimal digits.
inline void append_part(std::string& out, std::string_view part, std::string_view marks) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : part) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || byte < 0x21 || marks.find(c) != std::string_view::npos) {
      out += '%';
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
}

}  // namespace huifang
