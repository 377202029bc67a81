#include "calendar/codes.hpp"

#include <utility>
#include <vector>

#include "value/utf8.hpp"

namespace huifang {

Diagnostic text_diagnostic(const char* code, std::string message, std::size_t offset, std::string_view found,
                           std::string expected, std::string suggestion) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  diagnostic.offset = static_cast<std::int64_t>(offset);
  diagnostic.found = utf8::shortened(found);
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
