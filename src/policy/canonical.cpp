#include "policy/canonical.hpp"

#include "huifang/value.hpp"

namespace huifang::loader {
namespace {

void append(std::string& text, const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      text += "null";
      return;
    case Node::Kind::boolean:
      text += node.boolean ? "true" : "false";
      return;
    case Node::Kind::number: {
      const std::optional<Decimal> number = Decimal::parse(node.text);
      text += number ? number->to_text() : node.text;
      return;
    }
    case Node::Kind::string:
      append_quoted(text, node.text);
      return;
    case Node::Kind::array:
    case Node::Kind::object: {
      text += node.is_array() ? '[' : '{';
      bool first = true;
      for (const Node* child : node.children) {
        if (!first) text += ',';
        first = false;
        if (node.is_object()) {
          append_quoted(text, child->key);
          text += ':';
        }
        append(text, *child);
      }
      text += node.is_array() ? ']' : '}';
      return;
    }
  }
}

}  // namespace

void append_quoted(std::string& text, std::string_view content) {
  text += '"';
  std::size_t plain = 0;  // what needs no escape is copied at once
  while (plain < content.size() && content[plain] != '"' && content[plain] != '\\' &&
         static_cast<unsigned char>(content[plain]) >= 0x20) {
    ++plain;
  }
  text += content.substr(0, plain);
  for (const char c : content.substr(plain)) {
    switch (c) {
      case '"':
        text += "\\\"";
        break;
      case '\\':
        text += "\\\\";
        break;
      case '\b':
        text += "\\b";
        break;
      case '\f':
        text += "\\f";
        break;
      case '\n':
        text += "\\n";
        break;
      case '\r':
        text += "\\r";
        break;
      case '\t':
        text += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          text += "\\u00";
          text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
          text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
        } else {
          text += c;
        }
    }
  }
  text += '"';
}

std::string canonical(const Node& node) {
  std::string text;
  append(text, node);
  return text;
}

}  // namespace huifang::loader
