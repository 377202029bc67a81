#pragma once
/// Comma-separated values.

#include <string>

namespace huifang {

/// One CSV field (RFC 4180). The content stays what it is, also where a spreadsheet would take it for a formula.
inline std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace huifang
