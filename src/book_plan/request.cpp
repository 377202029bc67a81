#include <algorithm>
#include <map>
#include <set>

#include "book/unbound.hpp"
#include "book_plan/order.hpp"
#include "huifang/book_plan.hpp"
#include "plan/codes.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

constexpr std::int64_t usual_capacity = 8;

/// Who a plan calls what the book calls staff s7 or unit sales.
std::string person_id(const EntityRef& owner) {
  return owner.entity == "staff" ? owner.key : owner.entity + ':' + owner.key;
}

class Request {
 public:
  Request(const Book& book, const Policy& policy, const BookPlanOptions& options)
      : book_(book),
        options_(options),
        zone_(policy.zone()),
        order_(book, policy),
        calendar_(*policy.model().calendar),
        capacity_(options.capacity.value_or(order_.capacity().value_or(usual_capacity))) {}

  BookPlanRequest run() {
    DutyQuery query;
    query.states = {DutyState::pending, DutyState::open, DutyState::overdue};
    query.rule = options_.rule;
    for (const Duty& duty : book_.duties(query)) add(duty);
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
    const std::string person = person_id(*duty.owner);
    if (!options_.owner.empty() && person != options_.owner) return;
    owners_.insert(person);
    PlanVisit visit;
    visit.subject = duty.key.subject.entity + ':' + duty.key.subject.key;
    for (const std::string& need : duty.needs) visit.title += (visit.title.empty() ? "" : " / ") + need;
    visit.title += " – " + duty.key.rule;
    visit.first = std::max(options_.from, opens);
    visit.last = duty.due && !late ? std::max(visit.first, zone_.date_of(*duty.due)) : options_.to;
    if (late) visit.wish = options_.from;
    visit.people = {person};
    visit.gap_days = options_.gap_days;
    visit.order = order_.of(duty);
    const std::int64_t acts = std::max<std::int64_t>(1, duty.need - duty.have);
    for (std::int64_t act = 1; act <= acts; ++act) {
      visit.id = to_text(duty.key) + (acts == 1 ? "" : '#' + std::to_string(act));
      out_.request.visits.push_back(visit);
      out_.duties.push_back(duty);
    }
  }

  void people() {
    std::set<std::string> known;
    for (PlanPerson person : options_.people) {
      if (!person.calendar) person.calendar = calendar_;
      known.insert(person.id);
      out_.request.people.push_back(std::move(person));
    }
    for (const std::string& id : owners_) {
      if (!known.contains(id)) out_.request.people.push_back({id, capacity_, calendar_, {}});
    }
  }

  const Book& book_;
  const BookPlanOptions& options_;
  TimeZone zone_;
  planning::OrderOfWork order_;
  const BusinessCalendar& calendar_;
  std::int64_t capacity_;
  std::set<std::string> owners_;
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
  return Request(book, *policy, options).run();
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
