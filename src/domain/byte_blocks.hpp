#pragma once
/// Byte strings in blocks of one size. Strings of changing lengths come and go by the thousand; from the heap each would
/// look for a hole of its own length and leave another one.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace huifang {

/// Memory that was taken once is kept for the next string until clear(). Used by one thread at a time.
class ByteBlocks {
 public:
  /// Where a string is, to be handed back once.
  struct Place {
    std::uint32_t first = 0;  ///< block; of no meaning when the string is empty
    std::size_t size = 0;     ///< bytes
  };
  Place keep(std::string_view bytes);
  /// Writes the string to `out` and lets go of it. O(its blocks).
  void take(const Place& place, std::string& out);
  void clear();
  /// Blocks that hold something.
  std::size_t used() const { return used_; }

 private:
  static constexpr std::size_t block_bytes = 124;
  struct Block {
    std::uint32_t next;       ///< of the string, or of the free ones
    std::array<char, block_bytes> bytes;
  };
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::size_t chunk = 2048;  ///< blocks that are asked of the heap at once
  Block& block(std::uint32_t number) { return chunks_[number / chunk][number % chunk]; }
  std::uint32_t free_block();

  std::vector<std::unique_ptr<Block[]>> chunks_;
  std::uint32_t free_ = none, never_used_ = 0;
  std::size_t used_ = 0;
};

}  // namespace huifang
