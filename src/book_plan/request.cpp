#include <algorithm>
#include <map>
#include <set>

#include "book/unbound.hpp"
#include "book_plan/order.hpp"
#include "book_plan/together.hpp"
#include "book_plan/workers.hpp"
#include "huifang/book_plan.hpp"
#include "plan/codes.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

constexpr std::int64_t usual_capacity = 8;

class Request {
 public:
  Request(const Book& book, const BookPlanOptions& options)
      : book_(book), options_(options), zone_(book.zone()), order_(book), workers_(book), together_(book) {
    for (const PolicyBinding& one : book.bindings()) in_force_ = least(in_force_, order_.capacity(one.policy));
  }

  BookPlanRequest run() {
    DutyQuery query;
    query.states = {DutyState::pending, DutyState::open, DutyState::overdue};
    query.rule = options_.rule;
    for (DutySlot& slot : book_.slots()) {
      if (slot.day >= options_.from) slots_[slot.key].push_back(std::move(slot));
    }
    for (const Duty& duty : book_.duties(query)) add(duty);
    together_.merge(out_);
    for (PlanVisit& visit : out_.request.visits) cover(visit);
    people();
    return std::move(out_);
  }

 private:
  void add(const Duty& duty) {
    if (!duty.opens) return;  // nobody knows yet when it may be done
    const Date opens = zone_.date_of(*duty.opens);
    const bool late = duty.state == DutyState::overdue;
    if (opens > options_.to) return;
    if (duty.due && !late && zone_.date_of(*duty.due) < options_.from) return;
    if (!duty.owner) {
      if (options_.owner.empty()) out_.without_owner.push_back(duty.key);
      return;
    }
    const std::string person = planning::person_id(*duty.owner);
    if (!options_.owner.empty() && person != options_.owner) return;
    PlanVisit visit;
    visit.subject = duty.key.subject.entity + ':' + duty.key.subject.key;
    for (const std::string& need : duty.needs) visit.title += (visit.title.empty() ? "" : " / ") + need;
    visit.title += " – " + duty.key.rule;
    visit.first = std::max(options_.from, opens);
    visit.last = duty.due && !late ? std::max(visit.first, zone_.date_of(*duty.due)) : options_.to;
    if (late) visit.wish = options_.from;
    visit.people = {person};
    visit.gap_days = options_.gap_days;
    const Policy made_by = book_.policy_of(duty);
    visit.order = order_.of(duty, made_by);
    together_.add(duty, made_by);
    capacities_[person] = least(capacities_[person], order_.capacity(made_by));
    const std::int64_t acts = std::max<std::int64_t>(1, duty.need - duty.have);
    for (std::int64_t act = 1; act <= acts; ++act) {
      visit.id = to_text(duty.key) + (acts == 1 ? "" : '#' + std::to_string(act));
      put(visit, duty, duty.have + act, person);
      out_.request.visits.push_back(visit);
      out_.duties.push_back(duty);
    }
  }

  /// Where the act was planned.
  void put(PlanVisit& visit, const Duty& duty, std::int64_t act, const std::string& owner) const {
    visit.slot.reset();
    visit.pinned = false;
    const auto known = slots_.find(duty.key);
    if (known == slots_.end()) return;
    for (const DutySlot& slot : known->second) {
      if (slot.act != act) continue;
      visit.slot = PlanSlot{slot.day, slot.person.empty() ? owner : slot.person};
      visit.pinned = slot.pinned;
    }
  }

  /// An owner who is away on every day of the window leaves it to whoever covers for them.
  void cover(PlanVisit& visit) {
    const std::string owner = visit.people.front();
    const std::vector<std::string> covers = workers_.instead_of(owner, visit.first, visit.last);
    if (!covers.empty()) visit.people = covers;
    if (!covers.empty() && visit.pinned) visit.people.push_back(owner);  // whoever pinned it may have meant them
    if (visit.slot && !visit.pinned && visit.slot->person == owner && !covers.empty())
      visit.slot->person = covers.front();
    people_.insert(visit.people.begin(), visit.people.end());
    if (visit.slot) people_.insert(visit.slot->person);
    last_ = std::max({last_, visit.last, visit.slot ? visit.slot->day : visit.last});
  }

  /// While others cover for them people are away, though their calendars are open.
  void away(PlanPerson& person) {
    for (const auto& [day, who] : workers_.covered(person.id, options_.from, last_)) {
      const bool said = std::any_of(person.days.begin(), person.days.end(),
                                    [&day = day](const PlanDay& known) { return known.day == day; });
      if (!said) person.days.push_back({day, 0});
    }
  }

  void people() {
    std::set<std::string> known;
    for (PlanPerson person : options_.people) {
      if (!person.calendar) person.calendar = workers_.calendar(person.id);
      away(person);
      known.insert(person.id);
      out_.request.people.push_back(std::move(person));
    }
    for (const std::string& id : people_) {
      if (known.contains(id)) continue;
      PlanPerson person{id, capacity_of(id), workers_.calendar(id), {}};
      away(person);
      out_.request.people.push_back(std::move(person));
    }
  }

  std::int64_t capacity_of(const std::string& person) const {
    if (options_.capacity) return *options_.capacity;
    const auto known = capacities_.find(person);
    return (known == capacities_.end() ? in_force_ : known->second).value_or(usual_capacity);
  }

  /// Whoever works by several policies keeps to all of them.
  static std::optional<std::int64_t> least(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    return a && b ? std::min(a, b) : a ? a : b;
  }

  const Book& book_;
  const BookPlanOptions& options_;
  TimeZone zone_;
  planning::OrderOfWork order_;
  planning::Workers workers_;
  planning::Together together_;
  std::map<std::string, std::optional<std::int64_t>> capacities_;  ///< of owners: by the policies that made their duties
  std::optional<std::int64_t> in_force_;  ///< of others, who cover or are named by a slot: by the policies in force
  std::map<DutyKey, std::vector<DutySlot>> slots_;
  std::set<std::string> people_;
  Date last_ = options_.to;  ///< of all windows
  BookPlanRequest out_;
};

}  // namespace

BookPlanRequest book_plan_request(const Book& book, const BookPlanOptions& options) {
  if (options.to < options.from)
    throw Error(
        ErrorKind::argument, codes::plan_day,
        "the plan ends on " + options.to.to_text() + ", before it begins on " + options.from.to_text());
  const std::optional<Policy> policy = book.policy();
  if (!policy) throw_unbound();
  return Request(book, options).run();
}

Plan plan_book(const Book& book, const BookPlanOptions& options) {
  return plan_book(book_plan_request(book, options), options);
}

Plan plan_book(const BookPlanRequest& request, const BookPlanOptions& options) {
  Plan plan = plan_visits(request.request, options.planning);
  std::erase_if(plan.visits, [&](const PlannedVisit& visit) { return visit.slot.day > options.to; });
  std::erase_if(plan.loads, [&](const PlanLoad& load) { return load.place.day > options.to; });
  return plan;
}

}  // namespace huifang
