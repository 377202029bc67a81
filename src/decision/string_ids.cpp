#include "decision/string_ids.hpp"

#include <algorithm>

namespace huifang::decision {

void StringIds::build(std::vector<std::string> texts, bool sorted) {
  sorted_ = sorted;
  texts_ = std::move(texts);
  std::sort(texts_.begin(), texts_.end());
  texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
  count_ = static_cast<std::uint32_t>(sorted ? 2 * texts_.size() + 1 : texts_.size() + 1);
  if (sorted) return;
  // A table without collisions is found by trying, for as many texts as usual columns have.
  std::size_t places = 8;
  while (places < 4 * texts_.size()) places *= 2;
  constexpr std::uint64_t golden = 0x9E3779B97F4A7C15u;
  std::uint64_t best = golden;
  std::size_t fewest = SIZE_MAX;
  const int attempts = texts_.size() <= 256 ? 100 : 1;
  for (int attempt = 0; attempt < attempts && fewest > 0; ++attempt) {
    seed_ = golden * static_cast<std::uint64_t>(2 * attempt + 1) | 1;
    place(places);
    if (collisions_ >= fewest) continue;
    fewest = collisions_;
    best = seed_;
  }
  if (seed_ != best) {
    seed_ = best;
    place(places);
  }
}

void StringIds::place(std::size_t places) {
  mask_ = places - 1;
  collisions_ = 0;
  entries_.assign(places, Entry{});
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    const std::string& text = texts_[i];
    const Key key = key_of(text.data(), text.size());
    std::size_t at = hash(key, text.size()) & mask_;
    while (entries_[at].id != 0) {
      ++collisions_;
      at = (at + 1) & mask_;
    }
    entries_[at] = {key, text.data(), static_cast<std::uint32_t>(text.size()), i + 1};
  }
}

std::uint32_t StringIds::find_sorted(std::string_view text) const {
  const auto place = std::lower_bound(texts_.begin(), texts_.end(), text);
  const auto below = static_cast<std::uint32_t>(place - texts_.begin());
  return 2 * below + (place != texts_.end() && *place == text ? 1 : 0);
}

std::string StringIds::text_of(std::uint32_t id) const {
  if (!sorted_) {
    if (id != 0) return texts_[id - 1];
    std::string other = "\x01\x02";  // a text that no cell names
    while (std::binary_search(texts_.begin(), texts_.end(), other)) other += '\x02';
    return other;
  }
  if (id % 2 == 1) return texts_[id / 2];
  // The smallest text above the constant below; where there is none in the gap, nothing ever has this id.
  return id == 0 ? std::string() : texts_[id / 2 - 1] + '\0';
}

}  // namespace huifang::decision
