#include "domain/byte_blocks.hpp"

#include <algorithm>

namespace huifang {

std::uint32_t ByteBlocks::free_block() {
  if (free_ != none) {
    const std::uint32_t number = free_;
    free_ = block(number).next;
    ++used_;
    return number;
  }
  if (never_used_ == chunks_.size() * chunk) chunks_.push_back(std::make_unique_for_overwrite<Block[]>(chunk));
  ++used_;
  return never_used_++;
}

ByteBlocks::Place ByteBlocks::keep(std::string_view bytes) {
  Place place{none, bytes.size()};
  // From the end, so that each block knows the one behind it.
  while (!bytes.empty()) {
    const std::size_t begin = (bytes.size() - 1) / block_bytes * block_bytes;
    const std::uint32_t number = free_block();
    Block& last = block(number);
    last.next = place.first;
    std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.end(), last.bytes.begin());
    place.first = number;
    bytes = bytes.substr(0, begin);
  }
  return place;
}

void ByteBlocks::take(const Place& place, std::string& out) {
  out.resize(place.size);
  std::uint32_t number = place.first;
  for (std::size_t begin = 0; begin < place.size; begin += block_bytes) {
    Block& from = block(number);
    const std::size_t size = std::min(block_bytes, place.size - begin);
    std::copy_n(from.bytes.begin(), size, out.begin() + static_cast<std::ptrdiff_t>(begin));
    const std::uint32_t next = from.next;
    from.next = free_;
    free_ = number;
    --used_;
    number = next;
  }
}

void ByteBlocks::clear() {
  chunks_.clear();
  free_ = none;
  never_used_ = 0;
  used_ = 0;
}

}  // namespace huifang
