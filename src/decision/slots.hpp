#pragma once
/// Slots and the values they stand for.

#include <bit>
#include <cstdint>

namespace huifang::decision {

/// The reverse of DecisionSlot::of(double), for slots that are values.
inline double double_of(std::int64_t slot) { return std::bit_cast<double>(slot < 0 ? slot ^ INT64_MAX : slot); }

}  // namespace huifang::decision
