#pragma once
/// What the `plan` sections of the policies say: the order of work and the capacity.

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
  explicit OrderOfWork(const Book& book);
  /// Visits per person and day, as the policy that made the duty says; nullopt: it is silent.
  std::optional<std::int64_t> capacity(const Policy& made_by) { return settings(made_by).capacity; }
  /// Smaller goes first; by the order of the policy that made the duty.
  const std::vector<std::int64_t>& of(const Duty& duty, const Policy& made_by);

 private:
  struct Key {
    std::string entity;     ///< empty: of any
    std::string attribute;  ///< a fact; empty: a tier
    std::string tier;
    std::map<std::string, std::int64_t> ranks;  ///< of the tier's values
    bool descending = false;
  };
  struct Settings {
    std::optional<std::int64_t> capacity;
    std::vector<Key> keys;
    std::map<EntityRef, std::vector<std::int64_t>> known;
  };
  Settings& settings(const Policy& policy);
  Settings read(const Policy& policy) const;
  std::int64_t number(const Key& key, const EntityRef& subject) const;

  const Book& book_;
  std::map<std::string, Settings> settings_;                        ///< by hash of the policy
  std::map<std::pair<std::string, EntityRef>, std::string> tiers_;  ///< in force, by tier and subject
};

}  // namespace huifang::planning
