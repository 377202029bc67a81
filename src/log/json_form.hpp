#pragma once
/// Reads the small JSON documents beside policies (log mappings, policy tests) with the reader of policies:
/// comments, unique keys, unknown keys refused, every finding with its place.

#include <string>
#include <string_view>
#include <vector>

#include "huifang/value.hpp"
#include "policy/document.hpp"
#include "policy/reader.hpp"
#include "policy/report.hpp"

namespace huifang {

using loader::Node;

class JsonForm {
 public:
  /// Reads the text. Throws Error(syntax or limit) when it is not JSON.
  JsonForm(std::string text, std::string file);
  JsonForm(const JsonForm&) = delete;
  JsonForm& operator=(const JsonForm&) = delete;

  const Node& root() const { return *document_.root; }
  loader::Report& report() { return report_; }
  const std::string& file() const { return document_.layers.front().file; }

  /// Is it of this kind? If not, that is reported.
  bool is(const Node& node, Node::Kind kind);
  /// An object with no other keys than these? If not, that is reported; false only when it is no object.
  bool object(const Node& node, const std::vector<std::string>& keys);
  /// A member that must be there; nullptr after reporting that it is not.
  const Node* required(const Node& object, std::string_view key);
  /// A member of this kind; nullptr when it is absent or of another kind (then reported).
  const Node* member(const Node& object, std::string_view key, Node::Kind kind);
  const Node* text(const Node& object, std::string_view key) {
    return member(object, key, Node::Kind::string);
  }
  /// Position of the text at `key` among `choices`; 0 when it is absent or none of them (then reported).
  std::size_t one_of(const Node& object, std::string_view key, const std::vector<std::string>& choices);
  /// Report a value that cannot be used.
  void refuse(const loader::Code& code, const Node& node, std::string message, std::string expected = {},
              std::string suggestion = {});
  /// Throws Error(policy) with everything that was reported, if there was anything.
  void finish() const;

 private:
  loader::Document document_;
  loader::Report report_;
};

/// The value as FEEL sees it: numbers exact, texts as strings, objects as contexts.
Value value_of(const Node& node);

/// Keep only what is asked for: the whole content of a file. Throws Error(storage) when it cannot be read,
/// Error(limit) when it is larger than `bytes_max`.
std::string read_text_file(const std::string& path, std::size_t bytes_max = 16u * 1024 * 1024);

}  // namespace huifang
