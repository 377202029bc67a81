#pragma once
/// Things of one subject that belong to a rule and may wait for a moment: runs, and effects that act later. Finding one
/// costs the logarithm of how many there are; adding and erasing one moves the pointers behind it.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/store.hpp"

namespace huifang {

/// T has a member `group`: its rule, whatever the version. An item keeps its address until it is erased; those of a rule
/// keep the order of addition.
template <class T>
class Agenda {
 public:
  struct Item {
    T value;
    std::uint64_t number = 0;  ///< among all items ever added
    std::optional<Wake> wake;  ///< what it waits for

    std::uint32_t rule() const { return value.group; }
  };

  Item& add(T value) {
    auto item = std::make_unique<Item>(Item{std::move(value), ++added_, std::nullopt});
    return **items_.insert(place_of(*item), std::move(item));
  }
  void erase(const Item& item) {
    if (item.wake) waiting_.erase(turn_of(item));
    items_.erase(place_of(item));
  }
  /// From now on the item waits for `wake`, or for nothing.
  void wait(Item& item, const std::optional<Wake>& wake) {
    if (item.wake == wake) return;
    if (item.wake) waiting_.erase(turn_of(item));
    item.wake = wake;
    if (wake) waiting_.insert(turn_of(item), &item);
  }

  bool empty() const { return items_.empty(); }
  /// Every item, by rule and order of addition.
  const std::vector<std::unique_ptr<Item>>& all() const { return items_; }
  /// Those of a rule, in order of addition.
  std::vector<Item*> of(std::uint32_t rule) const {
    std::vector<Item*> found;
    for (auto at = first(rule); at != items_.end() && (*at)->rule() == rule; ++at) found.push_back(at->get());
    return found;
  }
  /// The first of them; nullptr when the rule has none.
  Item* first_of(std::uint32_t rule) {
    const auto at = first(rule);
    return at == items_.end() || (*at)->rule() != rule ? nullptr : at->get();
  }
  const Item* first_of(std::uint32_t rule) const { return const_cast<Agenda&>(*this).first_of(rule); }

  /// The earliest of what any item waits for.
  std::optional<Wake> next() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.front()->wake;
  }
  /// Those that wait for exactly this, by rule and order of addition.
  std::vector<Item*> due(const Wake& wake) {
    std::vector<Item*> found;
    auto at = std::lower_bound(waiting_.begin(), waiting_.end(), wake, [](const Item* item, const Wake& w) { return *item->wake < w; });
    for (; at != waiting_.end() && (*at)->wake == wake; ++at) found.push_back(*at);
    return found;
  }

 private:
  // Few subjects have more than a handful, and a subject's size is what decides how many stay in memory.
  auto first(std::uint32_t rule) const {
    return std::lower_bound(items_.begin(), items_.end(), rule, [](const auto& item, std::uint32_t r) { return item->rule() < r; });
  }
  auto place_of(const Item& item) const {
    const auto key = [](const Item& one) { return std::tuple(one.rule(), one.number); };
    return std::lower_bound(items_.begin(), items_.end(), key(item), [&](const auto& one, const auto& sought) { return key(*one) < sought; });
  }
  /// Precondition: it waits.
  auto turn_of(const Item& item) const {
    const auto key = [](const Item& one) { return std::tuple(*one.wake, one.rule(), one.number); };
    return std::lower_bound(waiting_.begin(), waiting_.end(), key(item), [&](const Item* one, const auto& sought) { return key(*one) < sought; });
  }

  std::vector<std::unique_ptr<Item>> items_;  ///< by rule and number
  std::vector<Item*> waiting_;                ///< by what they wait for, rule and number
  std::uint64_t added_ = 0;
};

}  // namespace huifang
