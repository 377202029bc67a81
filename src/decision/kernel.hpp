#pragma once
/// The inner loops. Each has a portable form and forms for wider registers; which one runs is found out once.
/// No loop reads or writes outside its arrays, whatever the values are.

#include <cstddef>
#include <cstdint>

namespace huifang::decision {

constexpr std::size_t block_rows = 512;

/// Loops of one instruction set.
struct Kernel {
  /// lanes[i] &= sets[class of values[i]], by counting the cuts that are not above the value; at most 16
  /// cuts.
  void (*and_numbers)(std::uint32_t* lanes, const std::int64_t* values, std::size_t rows,
                      const std::int64_t* cuts, std::size_t cut_count, const std::uint32_t* sets);
  /// lanes[i] &= sets[codes[i]]; codes outside [0, count) take sets[count] and are counted.
  std::size_t (*and_codes)(std::uint32_t* lanes, const std::int32_t* codes, std::size_t rows,
                           const std::uint32_t* sets, std::size_t count);
  /// lanes[i] &= sets[bytes[i]]; bytes above 1 take sets[2] and are counted.
  std::size_t (*and_bytes)(std::uint32_t* lanes, const std::uint8_t* bytes, std::size_t rows,
                           const std::uint32_t* sets);
  /// Rules that `lanes` does not accept: into `failed` (may be nullptr), and those that failed once before
  /// into `twice`.
  void (*note_failed)(const std::uint32_t* lanes, std::uint32_t all, std::size_t rows, std::uint32_t* once,
                      std::uint32_t* twice, std::uint64_t* failed);
  /// The lowest rule of each lane, 32 for none.
  void (*lowest)(const std::uint32_t* lanes, std::size_t rows, std::uint8_t* lowest);
  /// AND of the sets, word by word: the first bit, or -1. `words` words each.
  std::int64_t (*first_of)(const std::uint64_t* const* sets, std::size_t count, std::size_t words);
};

const Kernel& kernel();

}  // namespace huifang::decision
