#pragma once
/// Things of one subject that belong to a rule and may wait for a moment: runs, and effects that act later. Whatever
/// passes in time costs the logarithm of how many there are, never a walk over all of them.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "domain/store.hpp"

namespace huifang {

/// T has a member `group`: its rule, whatever the version. An item keeps its address until it is erased; those of a rule
/// keep the order of addition.
template <class T>
class Agenda {
 public:
  /// An item's place: its rule, and its number among all items ever added.
  using Place = std::pair<std::uint32_t, std::uint64_t>;
  struct Item {
    T value;
    Place place;
    std::optional<Wake> wake;  ///< what it waits for
  };

  Item& add(T value) {
    const Place place{value.group, ++added_};
    return items_.emplace(place, Item{std::move(value), place, std::nullopt}).first->second;
  }
  void erase(const Item& item) {
    if (item.wake) waiting_.erase({*item.wake, item.place});
    items_.erase(Place(item.place));
  }
  /// From now on the item waits for `wake`, or for nothing.
  void wait(Item& item, const std::optional<Wake>& wake) {
    if (item.wake == wake) return;
    if (item.wake) waiting_.erase({*item.wake, item.place});
    item.wake = wake;
    if (wake) waiting_.insert({*wake, item.place});
  }

  bool empty() const { return items_.empty(); }
  /// Every item, by rule and order of addition.
  const std::map<Place, Item>& all() const { return items_; }
  std::map<Place, Item>& all() { return items_; }
  /// Those of a rule, in order of addition.
  std::vector<Item*> of(std::uint32_t rule) {
    std::vector<Item*> found;
    for (auto at = items_.lower_bound({rule, 0}); at != items_.end() && at->first.first == rule; ++at) found.push_back(&at->second);
    return found;
  }
  /// The first of them; nullptr when the rule has none.
  Item* first_of(std::uint32_t rule) {
    const auto at = items_.lower_bound({rule, 0});
    return at == items_.end() || at->first.first != rule ? nullptr : &at->second;
  }

  const Item* first_of(std::uint32_t rule) const {
    const auto at = items_.lower_bound({rule, 0});
    return at == items_.end() || at->first.first != rule ? nullptr : &at->second;
  }

  /// The earliest of what any item waits for.
  std::optional<Wake> next() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.begin()->first;
  }
  /// Those that wait for exactly this, in order of addition.
  std::vector<Item*> due(const Wake& wake) {
    std::vector<Item*> found;
    for (auto at = waiting_.lower_bound({wake, Place{}}); at != waiting_.end() && at->first == wake; ++at) {
      found.push_back(&items_.at(at->second));
    }
    return found;
  }

 private:
  std::map<Place, Item> items_;
  std::set<std::pair<Wake, Place>> waiting_;
  std::uint64_t added_ = 0;
};

}  // namespace huifang
