#pragma once
/// Short ways to write requests down, and to look at plans.

#include <map>
#include <string>

#include "huifang/plan.hpp"

namespace huifang::testing {

/// Day n of the tests: 1 is Friday 2024-03-01.
inline Date day(int n) { return Date::from_days(Date{2024, 2, 29}.to_days() + n); }
inline int number(Date date) { return static_cast<int>(date.to_days() - Date{2024, 2, 29}.to_days()); }

inline PlanVisit visit(std::string id, int first, int last, std::string subject = {}, int gap_days = 0) {
  PlanVisit out;
  out.id = std::move(id);
  out.subject = std::move(subject);
  out.first = day(first);
  out.last = day(last);
  out.gap_days = gap_days;
  return out;
}

inline PlanPerson person(std::string id, std::int64_t capacity = 1) {
  PlanPerson out;
  out.id = std::move(id);
  out.capacity = capacity;
  return out;
}

/// The day of each planned visit.
inline std::map<std::string, int> days_of(const Plan& plan) {
  std::map<std::string, int> out;
  for (const PlannedVisit& visit : plan.visits) out[visit.id] = number(visit.slot.day);
  return out;
}

}  // namespace huifang::testing
