#pragma once
/// Slots and the values they stand for, and bitmaps of columns.

#include <bit>
#include <cstddef>
#include <cstdint>

namespace huifang::decision {

/// The reverse of DecisionSlot::of(double), for slots that are values.
inline double double_of(std::int64_t slot) { return std::bit_cast<double>(slot < 0 ? slot ^ INT64_MAX : slot); }

/// An element of a bitmap, lowest bit first.
inline bool bit_at(const std::uint8_t* bits, std::size_t index) { return (bits[index / 8] >> (index % 8) & 1) != 0; }

}  // namespace huifang::decision
