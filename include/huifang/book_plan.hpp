#pragma once
/// Plans of what a book's people owe: its live duties as visits.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "huifang/book.hpp"
#include "huifang/plan.hpp"

namespace huifang {

/// What is planned, and for how many a day.
struct BookPlanOptions {
  Date from;                             ///< first day of the plan
  Date to;                               ///< last day, inclusive; >= from
  std::optional<std::int64_t> capacity;  ///< visits per person and open day, [0, 1'000'000'000]; nullopt: the least
                                         ///< `plan.capacity` of the policies by which a person owes something, else 8
  std::int32_t gap_days = 0;             ///< least distance between visits of one subject, days, [0, 3660]
  std::string rule;                      ///< only duties of this rule; empty: of all
  std::string owner;                     ///< only duties of this person (PlanPerson::id); empty: of all
  std::vector<PlanPerson> people;        ///< capacities and absences of some; others have the usual ones
  PlanOptions planning;                  ///< how it is planned
};

/// What plans of the book go by besides its duties, for hosts that read JSON: {"slots": [...], "absences": [...]}, as
/// Book::slots() and Book::absences() have it.
std::string slots_json(const Book& book);

/// A request made from a book.
struct BookPlanRequest {
  PlanRequest request;
  std::vector<Duty> duties;            ///< of each visit of the request, in the same order; of several that are done
                                       ///< together the one that is due first, the others are in PlanVisit::together
  std::vector<DutyKey> without_owner;  ///< duties that nobody has to do: not in the request
};

/// The live duties of the book whose windows touch the days of the plan, as visits.
///
/// A visit has the duty's key as its id, the days from its opening (not before `from`) to its due as its window, and its
/// owner as the only person: "s7" for staff, "unit:sales" for others. An overdue duty is wished on the first day and may
/// be done till `to`; one without due may be done till `to`. A duty that still needs k > 1 acts is k visits, "key#1" to
/// "key#k". People work on the open days of their own calendars: rosters and absences count, and so do those of their unit.
/// What an absent owner cannot do on any day of its window is for whoever covers for them. Duties with a `slot` keep it where
/// they can, pinned ones whatever it breaks; slots before `from` are forgotten. `plan.order` of the policy that made a duty
/// decides between equal deadlines and who is left out; duties that its `plan.group` puts together are one visit.
///
/// Throws Error(argument) HF3004 when `to` lies before `from`, HF6010 when the book has no policy.
BookPlanRequest book_plan_request(const Book& book, const BookPlanOptions& options);

/// Plans that request. Windows may end after `to`: what can wait and is better done then is not in the plan, and no
/// reason why it has no place. Throws as book_plan_request() and plan_visits().
Plan plan_book(const Book& book, const BookPlanOptions& options);
/// The same for a request that book_plan_request() made with these options. Throws as plan_visits().
Plan plan_book(const BookPlanRequest& request, const BookPlanOptions& options);

}  // namespace huifang
