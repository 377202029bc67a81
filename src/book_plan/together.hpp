#pragma once
/// Contacts of one customer that are made in one visit: `plan.group`.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "huifang/book.hpp"
#include "huifang/book_plan.hpp"

namespace huifang::planning {

class Together {
 public:
  /// `book` is borrowed.
  explicit Together(const Book& book) : book_(book) {}
  /// To be told of each duty of the request before merge(): is it one that the policy that made it puts together?
  void add(const Duty& duty, const Policy& made_by);
  /// Puts visits into one where the policy says so. Each stays inside its window, with the people who may do
  /// it; of one rule there is one duty at most in a visit, since an act credits one. What is pinned stays
  /// alone unless it is in the same place.
  void merge(BookPlanRequest& request);

 private:
  struct Settings {
    std::vector<std::string> events;                             ///< that are done together
    std::map<std::string, std::vector<std::string>> references;  ///< by entity: its references to customers
  };
  const Settings& settings(const Policy& policy);
  std::optional<EntityRef> customer_of(const EntityRef& subject, const Settings& by);

  const Book& book_;
  std::map<std::string, Settings> settings_;                 ///< by hash of the policy
  std::map<EntityRef, std::optional<EntityRef>> customers_;  ///< by subject
  std::map<DutyKey, EntityRef> whom_;                        ///< customers of the duties that are put together
};

}  // namespace huifang::planning
