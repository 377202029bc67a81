#pragma once
/// Lexical parts of FEEL text.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/error.hpp"

namespace huifang::feel {

struct Token {
  enum class Kind : std::uint8_t {
    end,
    name,       ///< one word of a name, a keyword, `?` or `$param`
    number,     ///< digits as written
    string,     ///< "…", `content` is unescaped
    at_string,  ///< @"…", `content` is unescaped
    symbol      ///< operator or bracket
  };
  Kind kind = Kind::end;
  std::string_view text;  ///< as written, borrowed from the source
  std::string content;    ///< strings only
  std::size_t begin = 0;  ///< byte offset
  std::size_t end = 0;

  bool is(std::string_view symbol_or_word) const {
    return (kind == Kind::symbol || kind == Kind::name) && text == symbol_or_word;
  }
};

/// Places and texts of diagnostics within one expression.
class Reporter {
 public:
  explicit Reporter(std::string_view text) : text_(text) {}
  /// Adds an error at [begin, end); `found` is that text, shortened.
  Diagnostic& add(std::string code, std::string message, std::size_t begin, std::size_t end);
  bool empty() const { return diagnostics_.empty(); }
  std::size_t count() const { return diagnostics_.size(); }
  std::vector<Diagnostic> take() { return std::move(diagnostics_); }

 private:
  std::string_view text_;
  std::vector<Diagnostic> diagnostics_;
};

/// Splits `text` into tokens, the last of kind end. Errors go to `reporter`; the tokens up to the first one
/// are returned.
std::vector<Token> tokenize(std::string_view text, Reporter& reporter);

/// True for words that can not start a name.
bool is_keyword(std::string_view word);

}  // namespace huifang::feel
