#pragma once
/// JSON that is read and let go of without ending the program when memory is short: the destructor of a nlohmann::json
/// with anything in it allocates, and must not throw.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

namespace huifang {

/// A parsed text; an empty object when it is none, or nested more than `depth_max` deep.
class JsonTree {
 public:
  static constexpr std::size_t depth_max = 512;  ///< of objects and lists; letting go of them takes a call for each

  JsonTree() = default;
  explicit JsonTree(std::string_view text) : JsonTree() {  // from here on the destructor clears, also what an exception leaves
    Reader reader(value_, false);
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
  /// The library's own reader, which knows no limit.
  struct Reader : nlohmann::detail::json_sax_dom_parser<nlohmann::json> {
    using Base = nlohmann::detail::json_sax_dom_parser<nlohmann::json>;
    using Base::Base;
    bool start_object(std::size_t size) { return ++depth <= depth_max && Base::start_object(size); }
    bool start_array(std::size_t size) { return ++depth <= depth_max && Base::start_array(size); }
    bool end_object() { return --depth, Base::end_object(); }
    bool end_array() { return --depth, Base::end_array(); }
    std::size_t depth = 0;
  };

  /// From the leaves up: what is empty is let go of without memory.
  static void clear(nlohmann::json& value) noexcept {
    if (!value.is_structured()) return;
    for (nlohmann::json& child : value) clear(child);
    value.clear();
  }

  nlohmann::json value_ = nlohmann::json::object();
};

}  // namespace huifang
