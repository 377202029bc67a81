#include "cli/document_kind.hpp"

#include <algorithm>
#include <cstddef>

namespace huifang::cli {
namespace {

/// Walks over the tokens of JSON with comments. Finds no errors: whoever reads the document tells them.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  /// The first character of the next token; '\0' at the end.
  char next() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '/' && text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '/' && text_.substr(at_, 2) == "/*") {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++at_;
      } else {
        return c;
      }
    }
    return '\0';
  }

  /// Passes one token; of a string, gives what is between its quotes.
  std::string_view take() {
    if (next() != '"') {
      ++at_;
      return {};
    }
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_++, text_.size());
    return text_.substr(begin, end - begin);
  }

  /// Passes a value, up to the comma or bracket behind it.
  void skip_value() {
    for (std::size_t depth = 0; next() != '\0';) {
      const char c = next();
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) return;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      take();
    }
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

DocumentKind kind_of(std::string_view text) {
  Scanner scanner(text);
  if (scanner.next() == '<') {
    // The first element's name, behind declarations and comments.
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
      if (text.substr(at, 4) == "<!--") {
        at = std::min(text.find("-->", at), text.size() - 1);
      } else if (text.substr(at, 2) != "<?" && text.substr(at, 2) != "<!") {
        const std::string_view name = text.substr(at + 1, text.find_first_of(" \t\r\n/>", at + 1) - at - 1);
        return name == "scxml" || name.ends_with(":scxml") ? DocumentKind::scxml : DocumentKind::dmn;
      }
    }
    return DocumentKind::dmn;
  }
  if (scanner.next() == '[') return DocumentKind::bindings;
  if (scanner.next() != '{') return DocumentKind::policy;
  scanner.take();
  bool policy = false, inputs = false, rules = false, bindings = false;
  while (scanner.next() == '"') {
    const std::string_view key = scanner.take();
    if (scanner.next() == ':') scanner.take();
    const bool list = scanner.next() == '[';
    if (key == "huifang_log") return DocumentKind::log_mapping;
    if (key == "statechart") return DocumentKind::statechart;
    if (key == "bindings" && list) return DocumentKind::bindings;
    if (key == "huifang-decision") return DocumentKind::decision;
    policy = policy || key == "huifang";
    bindings = bindings || key == "bindings";
    inputs = inputs || (key == "inputs" && list);
    rules = rules || (key == "rules" && list);
    scanner.skip_value();
    if (scanner.next() == ',') scanner.take();
  }
  if (!policy && bindings) return DocumentKind::bindings;
  return !policy && inputs && rules ? DocumentKind::decision : DocumentKind::policy;
}

}  // namespace huifang::cli
