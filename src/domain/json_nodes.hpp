#pragma once
/// Reads JSON that the library wrote itself, without building a tree of it: one flat list of nodes that point into the
/// text. The members are those of nlohmann::json that reading needs, so that readers look the same. Objects are looked
/// through for a name, which suits the few members that a stored state has.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace huifang {

/// The text is not JSON, or not of the form that its reader expects.
struct JsonMisread {
  std::string what;                      ///< English
};

class JsonNode;

/// A parsed text. The text is borrowed: it must outlive this, and this its nodes.
class JsonNodes {
 public:
  /// Throws JsonMisread when it is not JSON, or nested more than 100 deep.
  explicit JsonNodes(std::string_view text);
  ~JsonNodes();
  JsonNodes(const JsonNodes&) = delete;
  JsonNodes& operator=(const JsonNodes&) = delete;
  JsonNode root() const;

 private:
  friend class JsonNode;
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  /// Offsets into the text.
  struct Entry {
    Kind kind = Kind::null;
    bool escaped = false;                ///< strings: has escapes
    bool name_escaped = false;
    std::uint32_t begin = 0, end = 0;    ///< of the value; of a string what is between its quotes
    std::uint32_t name_begin = 0, name_end = 0;  ///< members of objects
    std::uint32_t next = 0;              ///< the entry after this one and all inside it
    std::uint32_t count = 0;             ///< of children
  };

  void value(int depth);
  void children(std::uint32_t parent, char close, int depth);
  void string(std::uint32_t& begin, std::uint32_t& end, bool& escaped);
  void literal(std::string_view word);
  void number();
  void blanks();
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[noreturn]] void refuse() const;
  /// What a string with escapes says.
  std::string unescaped(std::uint32_t begin, std::uint32_t end) const;

  std::string_view text_;
  std::uint32_t at_ = 0;
  std::vector<Entry> entries_;           ///< in order of the text
  static thread_local std::vector<Entry> spare_;
};

/// One value of a JsonNodes; cheap to copy. What does not fit throws JsonMisread.
class JsonNode {
 public:
  bool is_null() const { return entry().kind == JsonNodes::Kind::null; }
  bool is_string() const { return entry().kind == JsonNodes::Kind::string; }
  /// bool, a string or an integer that T can hold.
  template <class T>
  T get() const {
    if constexpr (std::same_as<T, bool>) {
      return boolean();
    } else if constexpr (std::same_as<T, std::string>) {
      return string();
    } else {
      static_assert(std::integral<T>);
      const std::int64_t value = integer();
      if (!std::in_range<T>(value)) refuse("a smaller number");
      return static_cast<T>(value);
    }
  }
  /// Its JSON text.
  std::string dump() const;

  std::size_t size() const { return entry().count; }
  bool contains(std::string_view name) const { return place(name) != 0; }
  JsonNode at(std::string_view name) const;          ///< member; throws when there is none
  JsonNode operator[](std::string_view name) const { return at(name); }
  JsonNode at(std::size_t position) const;           ///< element; throws when there is none
  template <class T>
  T value(std::string_view name, T otherwise) const {
    const std::uint32_t found = place(name);
    return found == 0 ? otherwise : JsonNode(*nodes_, found).get<T>();
  }

  /// Elements, or the values of members, in order.
  class Iterator {
   public:
    Iterator(const JsonNodes& nodes, std::uint32_t place) : nodes_(&nodes), place_(place) {}
    JsonNode operator*() const { return {*nodes_, place_}; }
    Iterator& operator++() {
      place_ = nodes_->entries_[place_].next;
      return *this;
    }
    bool operator==(const Iterator& other) const { return place_ == other.place_; }

   private:
    const JsonNodes* nodes_;
    std::uint32_t place_;
  };
  Iterator begin() const { return {*nodes_, place_ + 1}; }
  Iterator end() const { return {*nodes_, entry().next}; }
  /// The name under which it stands in its object.
  std::string name() const;

 private:
  friend class JsonNodes;
  JsonNode(const JsonNodes& nodes, std::uint32_t place) : nodes_(&nodes), place_(place) {}
  const JsonNodes::Entry& entry() const { return nodes_->entries_[place_]; }
  std::uint32_t place(std::string_view name) const;  ///< 0: none, the root is nobody's member
  bool boolean() const;
  std::int64_t integer() const;
  std::string string() const;
  [[noreturn]] static void refuse(const char* expected);

  const JsonNodes* nodes_;
  std::uint32_t place_;
};

}  // namespace huifang
