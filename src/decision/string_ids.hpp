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
    const std::uint64_t head = head_of(data, size);
    std::size_t place = hash(head, data, size) & mask_;
    while (true) {
      const Entry& entry = entries_[place];
      if (entry.head == head && entry.size == size &&
          (size <= 8 || std::memcmp(entry.text + 8, data + 8, size - 8) == 0)) {
        return entry.id;
      }
      if (entry.id == 0) return 0;
      place = (place + 1) & mask_;
    }
  }
  std::uint32_t count() const { return count_; }  ///< ids are below it
  /// Some text with this id, and whether it is the only one.
  std::string text_of(std::uint32_t id) const;
  bool is_named(std::uint32_t id) const { return sorted_ ? id % 2 == 1 : id != 0; }

 private:
  struct Entry {
    std::uint64_t head = 0;
    const char* text = nullptr;
    std::uint32_t size = UINT32_MAX;
    std::uint32_t id = 0;  ///< 0: free
  };

  /// The first eight bytes; shorter texts are padded in a way that keeps texts of one size apart.
  static std::uint64_t head_of(const char* data, std::size_t size) {
    if (size >= 8) {
      std::uint64_t head;
      std::memcpy(&head, data, 8);
      return head;
    }
    if (size >= 4) {
      std::uint32_t low, high;
      std::memcpy(&low, data, 4);
      std::memcpy(&high, data + size - 4, 4);
      return low | std::uint64_t{high} << 32;
    }
    if (size == 0) return 0;
    const auto byte = [data](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(data[i])}; };
    return byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
  }
  static std::size_t hash(std::uint64_t head, const char* data, std::size_t size) {
    std::uint64_t mixed = (head ^ size) * 0x9E3779B97F4A7C15u;
    if (size > 8) {
      std::uint64_t tail;
      std::memcpy(&tail, data + size - 8, 8);
      mixed = (mixed ^ tail) * 0xC2B2AE3D27D4EB4Fu;
      for (std::size_t i = 8; i + 8 < size; i += 8) {
        std::uint64_t part;
        std::memcpy(&part, data + i, 8);
        mixed = (mixed ^ (mixed >> 29) ^ part) * 0x9E3779B97F4A7C15u;
      }
    }
    return static_cast<std::size_t>(mixed >> 32 ^ mixed >> 47);
  }
  std::uint32_t find_sorted(std::string_view text) const;

  bool sorted_ = false;
  std::uint32_t count_ = 1;
  std::size_t mask_ = 0;
  std::vector<Entry> entries_{Entry{}};
  std::vector<std::string> texts_;  ///< hash: id - 1; sorted: ascending
};

}  // namespace huifang::decision
