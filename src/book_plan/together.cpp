#include "book_plan/together.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "policy/model.hpp"

namespace huifang::planning {
namespace {

const std::string customer = "customer";

/// Earliest deadline first, then the earliest opening, then id.
bool goes_before(const PlanVisit& a, const PlanVisit& b) {
  return std::tie(a.last, a.first, a.id) < std::tie(b.last, b.first, b.id);
}

/// A visit that takes in others.
struct Round {
  std::size_t leader = 0;
  std::set<std::string> rules;
};

void take_in(PlanVisit& visit, const PlanVisit& other) {
  visit.first = std::max(visit.first, other.first);
  visit.last = std::min(visit.last, other.last);
  visit.title += " + " + other.title;
  visit.gap_days = std::max(visit.gap_days, other.gap_days);
  visit.order = std::min(visit.order, other.order);
  if (!visit.slot) visit.slot = other.slot, visit.pinned = other.pinned;
  if (!visit.wish) visit.wish = other.wish;
  visit.together.push_back(other.id);
}

bool same_place(const PlanVisit& a, const PlanVisit& b) { return !a.slot || !b.slot || a.slot == b.slot; }

}  // namespace

const Together::Settings& Together::settings(const Policy& policy) {
  const auto [known, added] = settings_.try_emplace(policy.hash());
  if (!added) return known->second;
  const PolicyModel& model = policy.model();
  for (const std::uint32_t event : model.planned_together) known->second.events.push_back(model.events[event].name);
  for (const EntityDef& entity : model.entities) {
    for (const std::uint32_t fact : entity.facts) {
      const AttributeDef& attribute = model.attributes[fact];
      if (attribute.target != none && !attribute.list && model.entities[attribute.target].name == customer)
        known->second.references[entity.name].push_back(attribute.name);
    }
  }
  return known->second;
}

void Together::add(const Duty& duty, const Policy& made_by) {
  const Settings& by = settings(made_by);
  const bool joins = std::any_of(duty.needs.begin(), duty.needs.end(), [&](const std::string& need) {
    return std::find(by.events.begin(), by.events.end(), need) != by.events.end();
  });
  if (!joins) return;
  if (const std::optional<EntityRef> whom = customer_of(duty.key.subject, by)) whom_.emplace(duty.key, *whom);
}

std::optional<EntityRef> Together::customer_of(const EntityRef& subject, const Settings& by) {
  if (subject.entity == customer) return subject;
  const auto references = by.references.find(subject.entity);
  // What leads to customers in two ways leads to none.
  if (references == by.references.end() || references->second.size() != 1) return std::nullopt;
  const auto [known, added] = customers_.try_emplace(subject);
  if (!added) return known->second;
  const Value value = book_.fact(subject, references->second.front(), book_.now());
  if (value.kind() == Value::Kind::entity) known->second = value.entity();
  return known->second;
}

void Together::merge(BookPlanRequest& request) {
  if (whom_.empty()) return;
  std::vector<PlanVisit>& visits = request.request.visits;
  std::vector<std::size_t> order(visits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return goes_before(visits[a], visits[b]); });
  std::map<std::pair<EntityRef, std::vector<std::string>>, std::vector<Round>>
      rounds;  // by customer and people
  std::vector<std::uint8_t> gone(visits.size(), 0);
  for (const std::size_t index : order) {
    const Duty& duty = request.duties[index];
    const auto whom = whom_.find(duty.key);
    if (whom == whom_.end()) continue;
    const std::string rule = duty.key.policy + '/' + duty.key.rule;
    std::vector<Round>& known = rounds[{whom->second, visits[index].people}];
    // Every window that begins by the leader's last day contains that day, since it ends no earlier.
    const auto round = std::find_if(known.begin(), known.end(), [&](const Round& candidate) {
      const PlanVisit& leader = visits[candidate.leader];
      return visits[index].first <= leader.last && !candidate.rules.contains(rule) &&
             same_place(leader, visits[index]);
    });
    if (round == known.end()) {
      known.push_back({index, {rule}});
      continue;
    }
    take_in(visits[round->leader], visits[index]);
    round->rules.insert(rule);
    gone[index] = 1;
  }
  std::size_t kept = 0;
  for (std::size_t index = 0; index < visits.size(); ++index) {
    if (gone[index] != 0) continue;
    if (kept != index) {
      visits[kept] = std::move(visits[index]);
      request.duties[kept] = std::move(request.duties[index]);
    }
    ++kept;
  }
  visits.resize(kept);
  request.duties.resize(kept);
}

}  // namespace huifang::planning
