#pragma once
/// The document tree of a policy: ordered JSON values that remember where they were written.
///
/// Several documents (a policy and its bases) may end up in one merged tree, so every value names its layer.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace huifang::loader {

/// Where something stands: the layer's text, 1-based line and column (code points), 0-based byte offset.
struct Place {
  std::uint32_t layer = 0;
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::int64_t offset = -1;
};

/// One JSON value. Owned by a Document; pointers to nodes stay valid as long as it lives.
struct Node {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  bool boolean = false;
  bool bad = false;              ///< refused already: find() does not offer it any more
  std::string text;              ///< string: content; number: the digits as written
  std::vector<Node*> children;   ///< array: items; object: values in document order, unique keys
  std::string key;               ///< as a member of an object
  std::uint32_t index = 0;       ///< as an item of an array
  Node* parent = nullptr;        ///< nullptr: root of the tree
  Place place;                   ///< of the value
  Place key_place;               ///< of the key; of the value when there is no key
  std::uint32_t changed_by = 0;  ///< 1 + layer that changed this object by a patch; 0: nobody

  bool is(Kind wanted) const { return kind == wanted; }
  bool is_null() const { return kind == Kind::null; }
  bool is_boolean() const { return kind == Kind::boolean; }
  bool is_number() const { return kind == Kind::number; }
  bool is_string() const { return kind == Kind::string; }
  bool is_array() const { return kind == Kind::array; }
  bool is_object() const { return kind == Kind::object; }

  /// Member with this key, nullptr when there is none or it was refused. Precondition: an object.
  const Node* find(std::string_view name) const;
  /// Is the key written at all, refused or not?
  bool has(std::string_view name) const;
  /// RFC 6901 pointer from the root of the tree.
  std::string pointer() const;
};

/// "a list", "an object", "text" …: the kind of a value in words.
std::string_view kind_words(Node::Kind kind);
/// The value as a diagnostic quotes it, at most 80 code points.
std::string brief(const Node& node);

/// One text that was read: the policy itself (layer 0), its bases, parameter values.
struct Layer {
  std::string name;  ///< "cement-visit-cadence@1"; empty until known
  std::string file;
  std::string text;  ///< kept while loading, to find places inside strings
};

/// Owner of all nodes and texts of one load.
struct Document {
  std::deque<Node> nodes;
  std::deque<Layer> layers;
  Node* root = nullptr;

  Node* make(Node node) { return &nodes.emplace_back(std::move(node)); }
};

/// The place `offset` bytes into the content of a string node: escapes are taken into account.
Place place_inside(const Document& document, const Node& string, std::size_t offset);

}  // namespace huifang::loader
