#include "plan/read.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "plan/check.hpp"
#include "plan/codes.hpp"

namespace huifang::planning {
namespace {

/// Indices of `items`, ascending by id.
template <class Item>
std::vector<std::uint32_t> by_id(const std::vector<Item>& items) {
  std::vector<std::uint32_t> out(items.size());
  std::iota(out.begin(), out.end(), 0u);
  std::sort(out.begin(), out.end(),
            [&](std::uint32_t a, std::uint32_t b) { return items[a].id < items[b].id; });
  return out;
}

class Reader {
 public:
  explicit Reader(const PlanRequest& request) : request_(request), order_(by_id(request.visits)) {}

  Reading run() {
    days();
    people();
    for (const std::uint32_t source : order_) {
      const PlanVisit& visit = request_.visits[source];
      if (visit.pinned) pin(visit, source);
    }
    efforts();
    rooms();
    orders();
    for (const std::uint32_t source : order_) {
      const PlanVisit& visit = request_.visits[source];
      if (!visit.pinned) free_visit(visit, source);
    }
    groups();
    return std::move(out_);
  }

 private:
  std::int32_t day_index(Date date) const {
    return static_cast<std::int32_t>(date.to_days() - out_.problem.origin);
  }

  /// Days are those of the windows and of pinned slots.
  void days() {
    std::optional<Date> first, last;
    const auto take = [&](Date date) {
      if (!first || date < *first) first = date;
      if (!last || date > *last) last = date;
    };
    for (const PlanVisit& visit : request_.visits) {
      take(visit.first);
      take(visit.last);
      if (visit.pinned) take(visit.slot->day);
    }
    if (!first) return;
    const std::int64_t count = last->to_days() - first->to_days() + 1;
    const std::int64_t cells = count * static_cast<std::int64_t>(request_.people.size());
    if (count > days_max || cells > cells_max)
      throw Error(ErrorKind::limit, codes::plan_size,
                  "a plan of " + std::to_string(count) + " days and " +
                      std::to_string(request_.people.size()) + " people is too large: at most " +
                      std::to_string(days_max) + " days and " + std::to_string(cells_max) +
                      " people times days");
    out_.problem.origin = first->to_days();
    out_.problem.days = static_cast<std::int32_t>(count);
  }

  void people() {
    out_.people = by_id(request_.people);
    Problem& problem = out_.problem;
    problem.people = static_cast<std::uint32_t>(out_.people.size());
    out_.capacity.assign(static_cast<std::size_t>(problem.people) * static_cast<std::size_t>(problem.days),
                         0);
    out_.pinned.assign(out_.capacity.size(), 0);
    for (std::uint32_t p = 0; p < problem.people; ++p) {
      const PlanPerson& person = request_.people[out_.people[p]];
      person_index_.emplace(person.id, p);
      for (std::int32_t d = 0; d < problem.days; ++d) {
        const bool open = !person.calendar || person.calendar->is_open(Date::from_days(problem.origin + d));
        out_.capacity[problem.cell(p, d)] = open ? person.capacity : 0;
      }
      for (const PlanDay& day : person.days) {
        const std::int64_t d = day.day.to_days() - problem.origin;
        if (d >= 0 && d < problem.days)
          out_.capacity[problem.cell(p, static_cast<std::int32_t>(d))] = day.capacity;
      }
    }
  }

  void pin(const PlanVisit& visit, std::uint32_t source) {
    const auto person = person_index_.find(visit.slot->person);
    const Pinned pinned{source, person == person_index_.end() ? -1 : std::int64_t{person->second},
                        day_index(visit.slot->day)};
    out_.pins.push_back(pinned);
    if (pinned.person >= 0)
      out_.pinned[out_.problem.cell(static_cast<std::uint32_t>(pinned.person), pinned.day)] += visit.effort;
  }

  /// Equal efforts are counted in visits, so that matching is exact.
  void efforts() {
    std::optional<std::int64_t> effort;
    for (const PlanVisit& visit : request_.visits) {
      if (visit.pinned) continue;
      if (effort && *effort != visit.effort) {
        out_.problem.equal_efforts = false;
        return;
      }
      effort = visit.effort;
    }
    out_.problem.effort_unit = effort.value_or(1);
  }

  void rooms() {
    out_.problem.room.resize(out_.capacity.size());
    for (std::size_t cell = 0; cell < out_.capacity.size(); ++cell)
      out_.problem.room[cell] =
          std::max<std::int64_t>(0, out_.capacity[cell] - out_.pinned[cell]) / out_.problem.effort_unit;
  }

  void orders() {
    for (const PlanVisit& visit : request_.visits) orders_.emplace(visit.order, 0u);
    std::uint32_t rank = 0;
    for (auto& [order, number] : orders_) number = rank++;
    out_.problem.orders = std::max(rank, 1u);
  }

  std::uint32_t crew(const PlanVisit& visit) {
    std::vector<std::uint32_t> members;
    if (visit.people.empty()) {
      members.resize(out_.problem.people);
      std::iota(members.begin(), members.end(), 0u);
    } else {
      for (const std::string& name : visit.people) members.push_back(person_index_.at(name));
      std::sort(members.begin(), members.end());
      members.erase(std::unique(members.begin(), members.end()), members.end());
    }
    const auto [crew, added] =
        crews_.emplace(std::move(members), static_cast<std::uint32_t>(out_.problem.crews.size()));
    if (added) out_.problem.crews.push_back(crew->first);
    return crew->second;
  }

  void free_visit(const PlanVisit& visit, std::uint32_t source) {
    Problem& problem = out_.problem;
    if (problem.people == 0) {
      out_.hopeless.push_back({source, UnplannedReason::nobody});
      return;
    }
    VisitNode node;
    node.asked_first = node.first = day_index(visit.first);
    node.asked_last = node.last = day_index(visit.last);
    node.crew = crew(visit);
    node.effort = visit.effort / problem.effort_unit;
    node.gap = visit.gap_days;
    node.order = orders_.at(visit.order);
    node.soonest = visit.soonest;
    node.source = source;
    const std::vector<std::uint32_t>& members = problem.crews[node.crew];
    const auto has_open_day = [&] {
      for (const std::uint32_t person : members) {
        for (std::int32_t d = node.first; d <= node.last; ++d) {
          if (out_.capacity[problem.cell(person, d)] >= visit.effort) return true;
        }
      }
      return false;
    };
    if (!has_open_day()) {
      out_.hopeless.push_back({source, UnplannedReason::no_open_day});
      return;
    }
    if (visit.wish) node.has_wish = true, node.wish = day_index(*visit.wish);
    if (visit.slot) {
      const auto person = person_index_.find(visit.slot->person);
      const std::int64_t day = visit.slot->day.to_days() - problem.origin;
      if (person != person_index_.end() && day >= node.first && day <= node.last &&
          std::binary_search(members.begin(), members.end(), person->second))
        node.kept = problem.cell(person->second, static_cast<std::int32_t>(day));
    }
    problem.visits.push_back(node);
  }

  /// Subjects with a gap between any two of their visits.
  void groups() {
    Problem& problem = out_.problem;
    std::map<std::string_view, Group> groups;
    std::map<std::string_view, std::size_t> members;
    for (const PlanVisit& visit : request_.visits) {
      if (visit.subject.empty()) continue;
      Group& group = groups[visit.subject];
      group.gap_max = std::max(group.gap_max, visit.gap_days);
      ++members[visit.subject];
    }
    std::erase_if(groups,
                  [&](const auto& entry) { return entry.second.gap_max == 0 || members[entry.first] < 2; });
    for (VisitId id = 0; id < problem.visits.size(); ++id) {
      const auto group = groups.find(request_.visits[problem.visits[id].source].subject);
      if (group != groups.end()) group->second.visits.push_back(id);
    }
    for (const Pinned& pin : out_.pins) {
      const PlanVisit& visit = request_.visits[pin.source];
      const auto group = groups.find(visit.subject);
      if (group != groups.end()) group->second.pinned.push_back({pin.day, visit.gap_days});
    }
    for (auto& [subject, group] : groups) {
      for (const VisitId id : group.visits)
        problem.visits[id].group = static_cast<std::int32_t>(problem.groups.size());
      problem.groups.push_back(std::move(group));
    }
    problem.gaps = !problem.groups.empty();
  }

  struct CrewHash {
    std::size_t operator()(const std::vector<std::uint32_t>& crew) const {
      std::size_t hash = crew.size();
      for (const std::uint32_t person : crew) hash = hash * 1'000'003u + person;
      return hash;
    }
  };

  const PlanRequest& request_;
  std::vector<std::uint32_t> order_;  // visits by id
  Reading out_;
  std::unordered_map<std::string_view, std::uint32_t> person_index_;
  std::unordered_map<std::vector<std::uint32_t>, std::uint32_t, CrewHash> crews_;  // looked up, never walked
  std::map<std::vector<std::int64_t>, std::uint32_t> orders_;
};

}  // namespace

Reading read_request(const PlanRequest& request) {
  check_request(request);
  return Reader(request).run();
}

}  // namespace huifang::planning
