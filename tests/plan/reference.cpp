#include "plan/reference.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <cstdlib>
#include <map>
#include <set>

namespace huifang::testing {
namespace {

std::int64_t capacity_of(const PlanPerson& person, Date day) {
  for (const PlanDay& special : person.days) {
    if (special.day == day) return special.capacity;
  }
  return !person.calendar || person.calendar->is_open(day) ? person.capacity : 0;
}

bool may_do(const PlanVisit& visit, const std::string& person) {
  return visit.people.empty() ||
         std::find(visit.people.begin(), visit.people.end(), person) != visit.people.end();
}

bool too_close(const PlanVisit& a, Date day_a, const PlanVisit& b, Date day_b) {
  return !a.subject.empty() && a.subject == b.subject &&
         std::abs(day_a.to_days() - day_b.to_days()) < std::max(a.gap_days, b.gap_days);
}

/// Capacity of every place beside pinned visits.
std::map<PlanSlot, std::int64_t> free_places(const PlanRequest& request) {
  std::map<PlanSlot, std::int64_t> out;
  for (const PlanVisit& visit : request.visits) {
    for (Date day = visit.first; day <= visit.last; day = Date::from_days(day.to_days() + 1)) {
      for (const PlanPerson& person : request.people) out[{day, person.id}] = capacity_of(person, day);
    }
  }
  for (const PlanVisit& visit : request.visits) {
    if (!visit.pinned) continue;
    const auto place = out.find(*visit.slot);
    if (place != out.end()) place->second = std::max<std::int64_t>(0, place->second - visit.effort);
  }
  return out;
}

class Exhaustive {
 public:
  explicit Exhaustive(const PlanRequest& request) : free_(free_places(request)) {
    for (const PlanVisit& visit : request.visits) {
      if (visit.pinned)
        days_.emplace_back(&visit, visit.slot->day);
      else
        visits_.push_back(&visit);
    }
  }
  bool run(std::size_t next = 0) {
    if (next == visits_.size()) return true;
    const PlanVisit& visit = *visits_[next];
    for (auto& [place, room] : free_) {
      if (place.day < visit.first || place.day > visit.last || room < visit.effort ||
          !may_do(visit, place.person))
        continue;
      const bool close = std::any_of(days_.begin(), days_.end(), [&, day = place.day](const auto& other) {
        return too_close(visit, day, *other.first, other.second);
      });
      if (close) continue;
      room -= visit.effort;
      days_.emplace_back(&visit, place.day);
      const bool found = run(next + 1);
      days_.pop_back();
      room += visit.effort;
      if (found) return true;
    }
    return false;
  }

 private:
  std::map<PlanSlot, std::int64_t> free_;
  std::vector<const PlanVisit*> visits_;
  std::vector<std::pair<const PlanVisit*, Date>> days_;
};

}  // namespace

std::string broken_rule(const PlanRequest& request, const Plan& plan) {
  std::map<std::string, const PlanVisit*> visits;
  for (const PlanVisit& visit : request.visits) visits.emplace(visit.id, &visit);
  std::set<std::string> seen;
  std::map<PlanSlot, std::int64_t> used;
  const std::map<PlanSlot, std::int64_t> free = free_places(request);
  for (const PlannedVisit& planned : plan.visits) {
    if (!visits.contains(planned.id) || !seen.insert(planned.id).second)
      return planned.id + " is planned twice or unasked";
    const PlanVisit& visit = *visits.at(planned.id);
    if (planned.pinned != visit.pinned) return planned.id + " is pinned or not";
    if (visit.pinned) {
      if (planned.slot != *visit.slot) return planned.id + " is pinned and moved";
      continue;
    }
    if (planned.slot.day < visit.first || planned.slot.day > visit.last)
      return planned.id + " is outside its window";
    if (!may_do(visit, planned.slot.person)) return planned.id + " is done by somebody else";
    used[planned.slot] += visit.effort;
    if (planned.moved != (visit.slot && *visit.slot != planned.slot))
      return planned.id + " says wrongly whether it moved";
  }
  for (const auto& [slot, effort] : used) {
    if (effort > free.at(slot)) return slot.person + " has too much on " + slot.day.to_text();
  }
  for (const PlannedVisit& a : plan.visits) {
    for (const PlannedVisit& b : plan.visits) {
      if (a.id < b.id && !(a.pinned && b.pinned) &&
          too_close(*visits.at(a.id), a.slot.day, *visits.at(b.id), b.slot.day))
        return a.id + " and " + b.id + " are too close";
    }
  }
  for (const UnplannedVisit& visit : plan.unplanned) {
    if (!visits.contains(visit.id) || !seen.insert(visit.id).second)
      return visit.id + " is listed twice or unasked";
  }
  return seen.size() == visits.size() ? "" : "a visit is missing";
}

std::size_t flow_places(const PlanRequest& request) {
  using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
  using Graph = boost::adjacency_list<
      boost::vecS, boost::vecS, boost::directedS, boost::no_property,
      boost::property<boost::edge_capacity_t, long,
                      boost::property<boost::edge_residual_capacity_t, long,
                                      boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;
  Graph graph(2);
  const auto connect = [&](std::size_t from, std::size_t to, long capacity) {
    const auto forth = boost::add_edge(from, to, graph).first, back = boost::add_edge(to, from, graph).first;
    boost::put(boost::edge_capacity, graph, forth, capacity);
    boost::put(boost::edge_capacity, graph, back, 0);
    boost::put(boost::edge_reverse, graph, forth, back);
    boost::put(boost::edge_reverse, graph, back, forth);
  };
  std::map<PlanSlot, std::size_t> places;
  const auto free = free_places(request);
  for (const PlanVisit& visit : request.visits) {
    if (visit.pinned) continue;
    const std::size_t vertex = boost::add_vertex(graph);
    connect(0, vertex, 1);
    for (const auto& [place, room] : free) {
      if (place.day < visit.first || place.day > visit.last || !may_do(visit, place.person)) continue;
      if (!places.contains(place)) {
        places[place] = boost::add_vertex(graph);
        connect(places[place], 1, static_cast<long>(room / visit.effort));
      }
      connect(vertex, places[place], 1);
    }
  }
  return static_cast<std::size_t>(boost::push_relabel_max_flow(graph, 0, 1));
}

bool flow_places_all(const PlanRequest& request) {
  return flow_places(request) ==
         static_cast<std::size_t>(std::count_if(request.visits.begin(), request.visits.end(),
                                                [](const auto& v) { return !v.pinned; }));
}

bool exhaustive_places_all(const PlanRequest& request) { return Exhaustive(request).run(); }

PlanRequest only(const PlanRequest& request, const std::vector<std::string>& ids) {
  PlanRequest out = request;
  std::erase_if(out.visits, [&](const PlanVisit& visit) {
    return !visit.pinned && std::find(ids.begin(), ids.end(), visit.id) == ids.end();
  });
  return out;
}

}  // namespace huifang::testing
