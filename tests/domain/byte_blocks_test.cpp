#include "domain/byte_blocks.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

namespace huifang {

TEST_CASE("byte strings in blocks come back as they were, in any order, and leave nothing behind", "[packed]") {
  REQUIRE(rc::check("byte strings in blocks come back as they were, in any order, and leave nothing behind", [] {
    ByteBlocks blocks;
    std::vector<std::pair<ByteBlocks::Place, std::string>> kept;
    std::string out = "of before";
    const auto take = [&](std::size_t i) {
      blocks.take(kept[i].first, out);
      RC_ASSERT(out == kept[i].second);
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i));
    };
    for (int i = *rc::gen::inRange(0, 40); i > 0; --i) {
      if (kept.empty() || *rc::gen::inRange(0, 3) > 0) {
        const std::size_t size = *rc::gen::element<std::size_t>(0, 1, 123, 124, 125, 248, 249, 1000, 300'000);
        std::string bytes(size, '\0');
        const int first = *rc::gen::inRange(0, 256);
        for (std::size_t at = 0; at < size; ++at) bytes[at] = static_cast<char>(static_cast<std::size_t>(first) + at / 7);
        kept.emplace_back(blocks.keep(bytes), bytes);
      } else {
        take(*rc::gen::inRange<std::size_t>(0, kept.size()));
      }
    }
    if (*rc::gen::inRange(0, 4) == 0) {
      blocks.clear();
      kept.clear();
    }
    while (!kept.empty()) take(kept.size() - 1);
    RC_ASSERT(blocks.used() == 0u);
  }));
}

TEST_CASE("what was let go of is used again", "[packed]") {
  ByteBlocks blocks;
  std::string out;
  for (int i = 0; i < 1000; ++i) {
    const auto place = blocks.keep(std::string(500, 'x'));
    CHECK(blocks.used() == 5);
    CHECK(place.first < 5);
    blocks.take(place, out);
  }
  CHECK(out == std::string(500, 'x'));
}

}  // namespace huifang
