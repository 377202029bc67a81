#include "policy/document.hpp"

#include <algorithm>

#include "value/utf8.hpp"

namespace huifang::loader {

const Node* Node::find(std::string_view name) const {
  for (const Node* child : children) {
    if (child->key == name) return child->bad ? nullptr : child;
  }
  return nullptr;
}

bool Node::has(std::string_view name) const {
  return std::any_of(children.begin(), children.end(), [&](const Node* child) { return child->key == name; });
}

namespace {
/// Longest key of a place, bytes, before it is cut to a quarter as many characters.
constexpr std::size_t key_bytes_told = 2'000;
}  // namespace

std::string Node::pointer() const {
  std::vector<const Node*> path;
  for (const Node* node = this; node->parent != nullptr; node = node->parent) path.push_back(node);
  std::string way;
  for (auto step = path.rbegin(); step != path.rend(); ++step) {
    way += '/';
    if ((*step)->parent->is_array()) {
      way += std::to_string((*step)->index);
      continue;
    }
    // A hostile key of megabytes is in the place of everything below it: no more than can be told is copied.
    std::string_view name = (*step)->key;
    const std::string cut =
        name.size() > key_bytes_told ? utf8::shortened(name.substr(0, key_bytes_told), key_bytes_told / 4) : "";
    if (!cut.empty()) name = cut;
    for (const char c : name) {
      if (c == '~') {
        way += "~0";
      } else if (c == '/') {
        way += "~1";
      } else {
        way += c;
      }
    }
  }
  return way;
}

std::string_view kind_words(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return "true or false";
    case Node::Kind::number:
      return "a number";
    case Node::Kind::string:
      return "text";
    case Node::Kind::array:
      return "a list";
    case Node::Kind::object:
      return "an object";
  }
  return "null";
}

std::string brief(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return node.boolean ? "true" : "false";
    case Node::Kind::number:
      return utf8::shortened(node.text);
    case Node::Kind::string:
      return utf8::shortened("\"" + node.text.substr(0, 400) + "\"");
    case Node::Kind::array:
      return node.children.empty() ? "an empty list" : "a list";
    case Node::Kind::object:
      return node.children.empty() ? "an empty object" : "an object";
  }
  return "";
}

Place place_inside(const Document& document, const Node& string, std::size_t offset) {
  Place place = string.place;
  if (!string.is_string() || place.offset < 0 || place.layer >= document.layers.size()) return place;
  const std::string& text = document.layers[place.layer].text;
  std::size_t at = static_cast<std::size_t>(place.offset) + 1;  // behind the quote
  ++place.column;
  std::size_t decoded = 0;
  // Strings hold no line breaks, so only the column moves.
  while (decoded < offset && at < text.size() && text[at] != '"') {
    if (text[at] != '\\') {
      const utf8::Decoded one = utf8::decode(text, at);
      const std::size_t bytes = std::max<std::size_t>(one.bytes, 1);
      at += bytes;
      decoded += bytes;
      ++place.column;
      continue;
    }
    const auto hex = [&](std::size_t from) {
      std::uint32_t unit = 0;
      for (std::size_t i = from; i < from + 4 && i < text.size(); ++i) {
        const char c = text[i];
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        unit = unit * 16 + static_cast<std::uint32_t>(digit);
      }
      return unit;
    };
    std::size_t written = 2;
    std::size_t bytes = 1;
    if (at + 1 < text.size() && text[at + 1] == 'u') {
      written = 6;
      const std::uint32_t unit = hex(at + 2);
      bytes = unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
      if (unit >= 0xD800 && unit < 0xDC00) {  // a pair of surrogates is one code point of four bytes
        written = 12;
        bytes = 4;
      }
    }
    at += written;
    decoded += bytes;
    place.column += static_cast<std::int64_t>(written);
  }
  place.offset = static_cast<std::int64_t>(at);
  return place;
}

}  // namespace huifang::loader
