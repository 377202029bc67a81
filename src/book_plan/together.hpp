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
  Together(const Book& book, const Policy& policy);
  /// Puts visits into one where the policy says so. Each stays inside its window, with the people who may do
  /// it; of one rule there is one duty at most in a visit, since an act credits one. What is pinned stays
  /// alone unless it is in the same place.
  void merge(BookPlanRequest& request);

 private:
  std::optional<EntityRef> customer_of(const EntityRef& subject);
  bool joins(const Duty& duty) const;

  const Book& book_;
  std::vector<std::string> events_;                             ///< that are done together
  std::map<std::string, std::vector<std::string>> references_;  ///< by entity: its references to customers
  std::map<EntityRef, std::optional<EntityRef>> customers_;     ///< by subject
};

}  // namespace huifang::planning
