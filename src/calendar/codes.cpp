#include "calendar/codes.hpp"

#include <utility>
#include <vector>

namespace huifang {

std::string shortened(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_character = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins_character && ++characters == longest + 1) return std::string(text.substr(0, i)) + "…";
  }
  return std::string(text);
}

Diagnostic text_diagnostic(const char* code, std::string message, std::size_t offset, std::string_view found,
                           std::string expected, std::string suggestion) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  diagnostic.offset = static_cast<std::int64_t>(offset);
  diagnostic.found = shortened(found);
  diagnostic.expected = std::move(expected);
  diagnostic.suggestion = std::move(suggestion);
  return diagnostic;
}

void refuse_text(const char* code, std::string message, std::size_t offset, std::string_view found,
                 std::string expected, std::string suggestion) {
  throw Error(ErrorKind::syntax, {text_diagnostic(code, std::move(message), offset, found,
                                                  std::move(expected), std::move(suggestion))});
}

}  // namespace huifang
