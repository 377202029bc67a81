#pragma once
/// Texts of one string column as small numbers.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace huifang::decision {

/// Either a hash of the texts that cells name (id 0 is every other text), or, where cells ask for the order
/// of texts, the points and gaps between them. Immutable after the last add().
class StringIds {
 public:
  StringIds() = default;
  StringIds(StringIds&&) = default;  // entries point into texts_
  StringIds& operator=(StringIds&&) = default;

  /// `sorted`: ids are classes of the order of `texts`, as in Column; else a hash.
  void build(std::vector<std::string> texts, bool sorted);

  std::uint32_t find(const char* data, std::size_t size) const {
    if (sorted_) return find_sorted({data, size});
    const Key key = key_of(data, size);
    std::size_t place = hash(key, size) & mask_;
    while (true) {
      const Entry& entry = entries_[place];
      if (entry.key.head == key.head && entry.key.tail == key.tail && entry.size == size &&
          (size <= 16 || std::memcmp(entry.text, data, size) == 0))
        return entry.id;
      if (entry.id == 0) return 0;
      place = (place + 1) & mask_;
    }
  }
  std::uint32_t count() const { return count_; }  ///< ids are below it
  /// Some text with this id, and whether it is the only one.
  std::string text_of(std::uint32_t id) const;
  bool is_named(std::uint32_t id) const { return sorted_ ? id % 2 == 1 : id != 0; }

 private:
  /// All bytes of a text of up to 16 bytes, given its size; the ends of a longer one.
  struct Key {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
  };
  struct Entry {
    Key key;
    const char* text = nullptr;
    std::uint32_t size = UINT32_MAX;
    std::uint32_t id = 0;  ///< 0: free
  };

  static std::uint64_t load4(const char* data) {
    std::uint32_t word;
    std::memcpy(&word, data, sizeof word);
    return word;
  }
  /// Without branches on the size: the texts of a column are of all sizes, in no order that could be
  /// foreseen.
  static Key key_of(const char* data, std::size_t size) {
    static constexpr char zeros[4] = {};
    const char* const few = size == 0 ? zeros : data;  // up to three bytes, one by one
    const std::size_t last = size == 0 ? 0 : size - 1;
    const auto byte = [few](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(few[i])}; };
    const std::uint64_t bytes = byte(0) | byte(last / 2 + last % 2) << 8 | byte(last) << 16;
    const bool is_short = size < 4;
    const char* const many = is_short ? zeros : data;  // four to sixteen bytes, four at a time
    const std::size_t end = is_short ? 4 : size;
    const std::size_t second = end - 4 < 4 ? end - 4 : 4;
    const std::size_t third = end < 8 ? 0 : end - 8;
    Key key;
    key.head = load4(many) | load4(many + second) << 32;
    key.tail = load4(many + third) | load4(many + end - 4) << 32;
    key.head = is_short ? bytes : key.head;
    return key;
  }
  std::size_t hash(const Key& key, std::size_t size) const {
    const std::uint64_t mixed = (key.head ^ (key.tail << 1 | key.tail >> 63) ^ size) * seed_;
    return static_cast<std::size_t>(mixed >> 40 ^ mixed >> 52);
  }
  void place(std::size_t places);

  std::uint32_t find_sorted(std::string_view text) const;

  bool sorted_ = false;
  std::uint32_t count_ = 1;
  std::size_t mask_ = 0;
  std::uint64_t seed_ = 0x9E3779B97F4A7C15u;
  std::size_t collisions_ = 0;
  std::vector<Entry> entries_{Entry{}};
  std::vector<std::string> texts_;  ///< hash: id - 1; sorted: ascending
};

}  // namespace huifang::decision
