#pragma once
/// What the `plan` section of a policy says: the order of work and the capacity.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "huifang/book.hpp"

namespace huifang::planning {

class OrderOfWork {
 public:
  /// `book` is borrowed.
  OrderOfWork(const Book& book, const Policy& policy);
  /// Visits per person and day; nullopt: the policy is silent.
  std::optional<std::int64_t> capacity() const { return capacity_; }
  /// Smaller goes first.
  std::vector<std::int64_t> of(const Duty& duty);

 private:
  struct Key {
    std::string entity;     ///< empty: of any
    std::string attribute;  ///< a fact; empty: a tier
    std::string tier;
    std::map<std::string, std::int64_t> ranks;  ///< of the tier's values
    bool descending = false;
  };
  std::int64_t number(const Key& key, const EntityRef& subject) const;

  const Book& book_;
  std::optional<std::int64_t> capacity_;
  std::vector<Key> keys_;
  std::map<std::pair<std::string, EntityRef>, std::string> tiers_;  ///< in force, by tier and subject
  std::map<EntityRef, std::vector<std::int64_t>> known_;
};

}  // namespace huifang::planning
