#include <algorithm>
#include <array>

#include "feel/token.hpp"
#include "value/utf8.hpp"

namespace huifang::feel {
namespace {

bool is_space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

/// Punctuation of East Asian input methods and typographic quotes: nobody means a name by these.
std::string_view ascii_twin(char32_t c) {
  switch (c) {
    case 0xFF08:
      return "(";
    case 0xFF09:
      return ")";
    case 0xFF0C:
      return ",";
    case 0xFF1A:
      return ":";
    case 0xFF1C:
      return "<";
    case 0xFF1D:
      return "=";
    case 0xFF1E:
      return ">";
    case 0xFF01:
      return "!";
    case 0xFF3B:
    case 0x3010:
      return "[";
    case 0xFF3D:
    case 0x3011:
      return "]";
    case 0x201C:
    case 0x201D:
    case 0xFF02:
      return "\"";
    default:
      return "";
  }
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

bool is_name_start(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?' || c == '$';
  return !is_space(c) && ascii_twin(c).empty();
}

bool is_name_part(char32_t c) { return (is_name_start(c) && c != '?' && c != '$') || is_digit(c); }

constexpr std::array<std::string_view, 26> symbols = {"..", "**", "!=", "<=", ">=", "->", "(", ")", "[",
                                                      "]",  "{",  "}",  ",",  ":",  ".",  "+", "-", "*",
                                                      "/",  "=",  "<",  ">",  "'",  "|",  ";", "!"};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class Lexer {
 public:
  Lexer(std::string_view text, Reporter& reporter) : text_(text), reporter_(reporter) {}

  std::vector<Token> run() {
    if (const std::size_t bad = utf8::first_invalid(text_); bad != std::string_view::npos) {
      Diagnostic& diagnostic = reporter_.add("HF2104", "the text is not valid UTF-8", bad, bad);
      diagnostic.expected = "UTF-8";
      return finish();
    }
    while (ok_ && skip_space()) next();
    return finish();
  }

 private:
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  std::vector<Token> finish() {
    Token end;
    end.begin = end.end = text_.size();
    tokens_.push_back(std::move(end));
    return std::move(tokens_);
  }

  void stop(std::string code, std::string message, std::size_t begin, std::size_t end, std::string expected) {
    reporter_.add(std::move(code), std::move(message), begin, end).expected = std::move(expected);
    ok_ = false;
  }

  /// Blanks and comments. False at the end of the text.
  bool skip_space() {
    while (at_ < text_.size()) {
      if (text_.compare(at_, 2, "//") == 0) {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
        continue;
      }
      if (text_.compare(at_, 2, "/*") == 0) {
        const std::size_t close = text_.find("*/", at_ + 2);
        if (close == std::string_view::npos) {
          stop("HF2102", "a comment is not closed", at_, at_ + 2, "*/");
          return false;
        }
        at_ = close + 2;
        continue;
      }
      const utf8::Decoded next = utf8::decode(text_, at_);
      if (!is_space(next.code_point)) return true;
      at_ += next.bytes;
    }
    return false;
  }

  void add(Token::Kind kind, std::size_t begin) {
    Token token;
    token.kind = kind;
    token.begin = begin;
    token.end = at_;
    token.text = text_.substr(begin, at_ - begin);
    tokens_.push_back(std::move(token));
  }

  void next() {
    const char c = text_[at_];
    const std::size_t begin = at_;
    if (c == '"') return string(begin, Token::Kind::string);
    if (c == '@') {
      ++at_;
      if (at(at_) != '"') return stop("HF2101", "a temporal literal needs a text", begin, at_, "@\"…\"");
      return string(begin, Token::Kind::at_string);
    }
    if (is_digit(static_cast<unsigned char>(c)) ||
        (c == '.' && is_digit(static_cast<unsigned char>(at(at_ + 1))))) {
      return number(begin);
    }
    const utf8::Decoded first = utf8::decode(text_, at_);
    if (is_name_start(first.code_point)) return name(begin, first);
    for (const std::string_view symbol : symbols) {
      if (text_.compare(at_, symbol.size(), symbol) == 0) {
        at_ += symbol.size();
        return add(Token::Kind::symbol, begin);
      }
    }
    const std::string_view twin = ascii_twin(first.code_point);
    stop("HF2101", "this character has no meaning here", begin, begin + first.bytes,
         twin.empty() ? "an expression" : std::string(twin));
  }

  void name(std::size_t begin, const utf8::Decoded& first) {
    at_ += first.bytes;
    if (first.code_point != '?') {
      for (utf8::Decoded part = utf8::decode(text_, at_); part.bytes != 0 && is_name_part(part.code_point);
           part = utf8::decode(text_, at_)) {
        at_ += part.bytes;
      }
    }
    add(Token::Kind::name, begin);
  }

  void digits() {
    while (is_digit(static_cast<unsigned char>(at(at_)))) ++at_;
  }

  void number(std::size_t begin) {
    digits();
    if (at(at_) == '.' && is_digit(static_cast<unsigned char>(at(at_ + 1)))) {
      ++at_;
      digits();
    }
    if (at(at_) == 'e' || at(at_) == 'E') {
      const std::size_t sign = at(at_ + 1) == '+' || at(at_ + 1) == '-' ? 1 : 0;
      if (is_digit(static_cast<unsigned char>(at(at_ + 1 + sign)))) {
        at_ += 1 + sign;
        digits();
      }
    }
    add(Token::Kind::number, begin);
  }

  /// 4 or 6 hexadecimal digits; -1 when there are fewer.
  std::int32_t hex(std::size_t offset, std::size_t count) const {
    std::int32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const int digit = hex_digit(at(offset + i));
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  /// A code point written \uXXXX (two of them for a surrogate pair) or \UXXXXXX. False: not such a thing.
  bool unicode_escape(std::string& content) {
    const bool long_form = at(at_ + 1) == 'U';
    const std::size_t count = long_form ? 6 : 4;
    std::int32_t point = hex(at_ + 2, count);
    if (point < 0) return false;
    std::size_t length = 2 + count;
    if (point >= 0xD800 && point < 0xDC00 && at(at_ + length) == '\\' && at(at_ + length + 1) == 'u') {
      const std::int32_t low = hex(at_ + length + 2, 4);
      if (low >= 0xDC00 && low < 0xE000) {
        point = 0x10000 + (point - 0xD800) * 0x400 + (low - 0xDC00);
        length += 6;
      }
    }
    if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
    utf8::append(content, static_cast<char32_t>(point));
    at_ += length;
    return true;
  }

  void string(std::size_t begin, Token::Kind kind) {
    std::string content;
    for (++at_; at(at_) != '"';) {
      if (at_ >= text_.size()) {
        return stop("HF2102", "a string is not closed", begin, std::min(text_.size(), begin + 20), "\"");
      }
      if (text_[at_] != '\\') {
        content += text_[at_++];
        continue;
      }
      const char escaped = at(at_ + 1);
      if ((escaped == 'u' || escaped == 'U') && unicode_escape(content)) continue;
      switch (escaped) {
        case '"':
          content += '"';
          break;
        case '\'':
          content += '\'';
          break;
        case '\\':
          content += '\\';
          break;
        case 'n':
          content += '\n';
          break;
        case 'r':
          content += '\r';
          break;
        case 't':
          content += '\t';
          break;
        default:  // regular expressions are full of others; they stay as written
          content += '\\';
          ++at_;
          continue;
      }
      at_ += 2;
    }
    ++at_;
    add(kind, begin);
    tokens_.back().content = std::move(content);
  }

  std::string_view text_;
  Reporter& reporter_;
  std::size_t at_ = 0;
  bool ok_ = true;
  std::vector<Token> tokens_;
};

constexpr std::array<std::string_view, 16> keywords = {
    "and", "between", "else",     "every", "external", "false",  "for",       "function",
    "if",  "in",      "instance", "null",  "or",       "return", "satisfies", "then"};

}  // namespace

Diagnostic& Reporter::add(std::string code, std::string message, std::size_t begin, std::size_t end) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.offset = static_cast<std::int64_t>(begin);
  const std::string_view before = text_.substr(0, begin);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  diagnostic.line = 1 + std::count(before.begin(), before.end(), '\n');
  diagnostic.column = 1 + static_cast<std::int64_t>(utf8::length(before.substr(line_start)));
  const std::string_view found = begin < text_.size() ? text_.substr(begin, end - begin) : std::string_view();
  diagnostic.found = begin >= text_.size()                                  ? "the end"
                     : utf8::first_invalid(found) == std::string_view::npos ? utf8::shortened(found)
                                                                            : "";
  diagnostics_.push_back(std::move(diagnostic));
  return diagnostics_.back();
}

std::vector<Token> tokenize(std::string_view text, Reporter& reporter) { return Lexer(text, reporter).run(); }

bool is_keyword(std::string_view word) {
  return std::find(keywords.begin(), keywords.end(), word) != keywords.end() || word == "some" ||
         word == "true";
}

}  // namespace huifang::feel
