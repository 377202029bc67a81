// Plans.
#include "huifang/plan.hpp"

#include "boundary.hpp"

using namespace huifang::c;
using huifang::BookPlanOptions;
using huifang::Plan;
using huifang::PlanCalendarOptions;
using huifang::PlannedVisit;
using huifang::PlanOptions;
using huifang::UnplannedVisit;

namespace {

constexpr std::int64_t capacity_max = 1'000'000'000;
constexpr std::int32_t gap_max = 3'660;

PlanOptions options_of(const huifang_plan_options* given) {
  const auto options = read_options(given, "huifang_plan_options");
  if (options.uneven != 0 && options.uneven != 1) refuse_number("uneven", options.uneven, "0 or 1");
  PlanOptions result;
  result.level = options.uneven == 0;
  if (options.search_steps != 0) result.search_steps = options.search_steps;
  result.witnesses_max = or_default(options.witnesses_max, result.witnesses_max);
  return result;
}

BookPlanOptions options_of(const huifang_plan_book_options* given) {
  const auto options = read_options(given, "huifang_plan_book_options");
  if (options.gap_days < 0 || options.gap_days > gap_max)
    refuse_number("gap_days", options.gap_days, "0 to 3660");
  if (options.capacity < 0 || options.capacity > capacity_max)
    refuse_number("capacity", options.capacity, "0 to 1000000000");
  BookPlanOptions result;
  result.from = date(options.from, "from");
  result.to = date(options.to, "to");
  result.gap_days = options.gap_days;
  if (options.capacity != 0) result.capacity = options.capacity;
  result.rule = std::string(text(options.rule, options.rule_size, "rule"));
  result.owner = std::string(text(options.owner, options.owner_size, "owner"));
  return result;
}

const PlannedVisit* planned(const huifang_plan* plan, size_t index) {
  return plan == nullptr || index >= plan->plan.visits.size() ? nullptr : &plan->plan.visits[index];
}

const UnplannedVisit* unplanned(const huifang_plan* plan, size_t index) {
  return plan == nullptr || index >= plan->plan.unplanned.size() ? nullptr : &plan->plan.unplanned[index];
}

huifang_status written(std::string (*write)(const Plan&), const huifang_plan* plan, huifang_string** out,
                       huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, write(required(plan, "plan").plan));
  });
}

}  // namespace

huifang_status huifang_plan_visits(const char* json, size_t json_size, const huifang_plan_options* options,
                                   huifang_plan** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const PlanOptions planning = options_of(options);
    *out = new huifang_plan{
        plan_visits(huifang::plan_request_from_json(text(json, json_size, "json")), planning)};
  });
}

huifang_status huifang_plan_book(const huifang_book* book, const huifang_plan_book_options* options,
                                 huifang_plan** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang_book& target = required(book, "book");
    required(options, "options");
    *out = new huifang_plan{plan_book(target.book, options_of(options))};
  });
}

huifang_status huifang_book_slots(const huifang_book* book, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, huifang::slots_json(required(book, "book").book));
  });
}

void huifang_plan_free(huifang_plan* plan) { delete plan; }

size_t huifang_plan_visit_count(const huifang_plan* plan) {
  return plan == nullptr ? 0 : plan->plan.visits.size();
}

const char* huifang_plan_visit_id(const huifang_plan* plan, size_t index, size_t* size) {
  const PlannedVisit* const visit = planned(plan, index);
  return lend_text(visit == nullptr ? nullptr : &visit->id, size);
}

size_t huifang_plan_visit_together_count(const huifang_plan* plan, size_t index) {
  const PlannedVisit* const visit = planned(plan, index);
  return visit == nullptr ? 0 : visit->together.size();
}

const char* huifang_plan_visit_together(const huifang_plan* plan, size_t index, size_t which, size_t* size) {
  const PlannedVisit* const visit = planned(plan, index);
  const bool known = visit != nullptr && which < visit->together.size();
  return lend_text(known ? &visit->together[which] : nullptr, size);
}

const char* huifang_plan_visit_person(const huifang_plan* plan, size_t index, size_t* size) {
  const PlannedVisit* const visit = planned(plan, index);
  return lend_text(visit == nullptr ? nullptr : &visit->slot.person, size);
}

huifang_date huifang_plan_visit_day(const huifang_plan* plan, size_t index) {
  const PlannedVisit* const visit = planned(plan, index);
  return visit == nullptr ? 0 : days_of(visit->slot.day);
}

size_t huifang_plan_unplanned_count(const huifang_plan* plan) {
  return plan == nullptr ? 0 : plan->plan.unplanned.size();
}

const char* huifang_plan_unplanned_id(const huifang_plan* plan, size_t index, size_t* size) {
  const UnplannedVisit* const visit = unplanned(plan, index);
  return lend_text(visit == nullptr ? nullptr : &visit->id, size);
}

const char* huifang_plan_unplanned_reason(const huifang_plan* plan, size_t index) {
  const UnplannedVisit* const visit = unplanned(plan, index);
  return visit == nullptr ? "" : to_text(visit->reason).data();
}

huifang_status huifang_plan_table(const huifang_plan* plan, huifang_string** out, huifang_error** error) {
  return written(huifang::plan_table, plan, out, error);
}

huifang_status huifang_plan_csv(const huifang_plan* plan, huifang_string** out, huifang_error** error) {
  return written(huifang::plan_csv, plan, out, error);
}

huifang_status huifang_plan_json(const huifang_plan* plan, huifang_string** out, huifang_error** error) {
  return written(huifang::plan_json, plan, out, error);
}

huifang_status huifang_plan_icalendar(const huifang_plan* plan, huifang_instant stamp, const char* person,
                                      size_t person_size, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    PlanCalendarOptions options;
    options.stamp = instant(stamp, "stamp");
    options.person = std::string(text(person, person_size, "person"));
    hand_out(out, plan_icalendar(required(plan, "plan").plan, options));
  });
}
