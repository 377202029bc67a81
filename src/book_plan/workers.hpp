#pragma once
/// Who works when: calendars of their own, and absences.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "huifang/book.hpp"
#include "huifang/plan.hpp"

namespace huifang::planning {

/// Who a plan calls what the book calls staff s7 or unit sales: "s7", "unit:sales".
std::string person_id(const EntityRef& owner);

class Workers {
 public:
  /// `book` is borrowed.
  explicit Workers(const Book& book);
  /// The reverse of person_id().
  EntityRef reference(const std::string& id) const;
  /// Whose open days count; as the book knows them.
  const BusinessCalendar& calendar(const std::string& id);
  /// Days in [first, last] on which somebody else covers for this person; ascending, with the key of that
  /// person.
  std::vector<std::pair<Date, std::string>> covered(const std::string& id, Date first, Date last) const;
  /// Who covers for a person who cannot work on any day of the window, ascending; empty: they can, or nobody
  /// covers.
  std::vector<std::string> instead_of(const std::string& id, Date first, Date last);

 private:
  const Book& book_;
  std::vector<std::string> entities_;
  std::map<std::string, std::vector<StaffAbsence>> absences_;  ///< by staff, as recorded
  std::map<std::string, BusinessCalendar> calendars_;
};

}  // namespace huifang::planning
