#pragma once
/// JSON written as text, value by value: no tree, whose destruction would need memory.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace huifang {

/// Members are written by key() and then a value, items by a value alone. Bytes that are no UTF-8 become U+FFFD.
class JsonWriter {
 public:
  enum class Style {
    indented,  ///< two blanks for each level
    script     ///< on one line, and nothing in it ends a script element of HTML or begins a comment
  };
  explicit JsonWriter(Style style) : style_(style) {}

  JsonWriter& key(std::string_view name);
  void text(std::string_view value);
  void boolean(bool value) { digits(value ? "true" : "false"); }
  void number(std::size_t value) { digits(std::to_string(value)); }
  /// A number as JSON writes it.
  void digits(std::string_view number);
  void null() { digits("null"); }
  /// `members` writes what is in it.
  template <class Members>
  void object(Members&& members) {
    open('{');
    members();
    close('}');
  }
  /// `items` writes what is in it.
  template <class Items>
  void list(Items&& items) {
    open('[');
    items();
    close(']');
  }
  /// A list of what `write` writes of each.
  template <class Range, class Write>
  void list(const Range& range, Write&& write) {
    list([&] {
      for (const auto& one : range) write(one);
    });
  }

  std::string take() { return std::exchange(out_, std::string()); }

 private:
  void begin();
  void new_line();
  void open(char bracket);
  void close(char bracket);
  void string(std::string_view text);

  Style style_;
  std::string out_;
  std::size_t depth_ = 0;
  bool first_ = true;      ///< nothing stands in the object or list yet
  bool has_key_ = false;  ///< the value of a member comes next
};

}  // namespace huifang
