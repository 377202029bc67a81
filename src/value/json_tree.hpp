#pragma once
/// JSON that is read and let go of without ending the program when memory is short: the destructor of a nlohmann::json
/// with anything in it allocates, and must not throw.

#include <nlohmann/json.hpp>
#include <string_view>

namespace huifang {

/// A parsed text; an empty object when it is none.
class JsonTree {
 public:
  JsonTree() = default;
  explicit JsonTree(std::string_view text) {
    nlohmann::detail::json_sax_dom_parser<nlohmann::json> reader(value_, false);
    if (!nlohmann::json::sax_parse(text, &reader)) {
      clear(value_);
      value_ = nlohmann::json::object();
    }
  }
  ~JsonTree() { clear(value_); }
  JsonTree(const JsonTree&) = delete;
  JsonTree& operator=(const JsonTree&) = delete;

  const nlohmann::json& operator*() const { return value_; }
  const nlohmann::json* operator->() const { return &value_; }

 private:
  /// From the leaves up: what is empty is let go of without memory.
  static void clear(nlohmann::json& value) noexcept {
    if (!value.is_structured()) return;
    for (nlohmann::json& child : value) clear(child);
    value.clear();
  }

  nlohmann::json value_ = nlohmann::json::object();
};

}  // namespace huifang
