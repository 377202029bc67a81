#pragma once
/// Numbers as nlohmann/json hands them to a SAX handler.

#include <string>
#include <string_view>

namespace huifang {

/// The digits of a JSON number with "." as its decimal point; the reader gives that of the process's locale.
inline std::string json_number(std::string text) {
  for (char& c : text) {
    if (std::string_view("0123456789+-eE").find(c) == std::string_view::npos) c = '.';
  }
  return text;
}

}  // namespace huifang
