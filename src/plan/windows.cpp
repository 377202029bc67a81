#include <algorithm>
#include <map>

#include "plan/problem.hpp"

namespace huifang::planning {
namespace {

/// Days on which pinned visits of the subject leave no room at the ends of the window.
void avoid_pinned(const Group& group, VisitNode& visit, bool& changed) {
  for (const PinnedDay& pin : group.pinned) {
    const std::int32_t gap = std::max(pin.gap, visit.gap);
    if (gap == 0) continue;
    if (visit.first > pin.day - gap && visit.first < pin.day + gap)
      visit.first = pin.day + gap, changed = true;
    if (visit.last > pin.day - gap && visit.last < pin.day + gap) visit.last = pin.day - gap, changed = true;
  }
}

/// `a` must be before `b`.
void order_windows(VisitNode& a, VisitNode& b, std::int32_t gap, bool& changed) {
  if (b.first < a.first + gap) b.first = a.first + gap, changed = true;
  if (a.last > b.last - gap) a.last = b.last - gap, changed = true;
}

/// False when a window became empty.
bool narrow(Problem& problem, const Group& group) {
  std::vector<VisitId> visits = group.visits;
  for (bool changed = true; changed;) {
    changed = false;
    for (const VisitId id : visits) avoid_pinned(group, problem.visits[id], changed);
    std::sort(visits.begin(), visits.end(), [&](VisitId x, VisitId y) {
      const VisitNode &a = problem.visits[x], &b = problem.visits[y];
      return a.first != b.first ? a.first < b.first : x < y;
    });
    for (std::size_t i = 0; i < visits.size(); ++i) {
      VisitNode& a = problem.visits[visits[i]];
      if (a.first > a.last) return false;
      for (std::size_t j = i + 1; j < visits.size(); ++j) {
        VisitNode& b = problem.visits[visits[j]];
        if (b.first >= a.last + group.gap_max) break;  // windows too far apart, as all that follow
        const std::int32_t gap = gap_between(a, b);
        if (gap == 0) continue;
        const bool a_first = comes_first(problem, visits[i], visits[j]) || b.first + gap > a.last;
        const bool b_first = comes_first(problem, visits[j], visits[i]) || a.first + gap > b.last;
        if (a_first && b_first) return false;
        if (a_first) order_windows(a, b, gap, changed);
        if (b_first) order_windows(b, a, gap, changed);
        if (a.first > a.last || b.first > b.last) return false;
      }
    }
  }
  return true;
}

}  // namespace

bool comes_first(const Problem& problem, VisitId a, VisitId b) {
  const VisitNode &x = problem.visits[a], &y = problem.visits[b];
  if (x.crew != y.crew || x.effort != y.effort || x.gap != y.gap) return false;
  return x.asked_first <= y.asked_first && x.asked_last <= y.asked_last &&
         (x.asked_first != y.asked_first || x.asked_last != y.asked_last);
}

bool narrow_windows(Problem& problem) {
  bool possible = true;
  for (const Group& group : problem.groups) {
    if (narrow(problem, group)) continue;
    possible = false;
    for (const VisitId id : group.visits) {
      problem.visits[id].first = problem.visits[id].asked_first;
      problem.visits[id].last = problem.visits[id].asked_last;
    }
  }
  return possible;
}

Problem part_of(const Problem& problem, const std::vector<VisitId>& visits) {
  Problem part;
  part.origin = problem.origin;
  part.days = problem.days;
  part.people = problem.people;
  part.room = problem.room;
  part.effort_unit = problem.effort_unit;
  part.equal_efforts = problem.equal_efforts;
  part.orders = problem.orders;
  std::map<std::uint32_t, std::uint32_t> crews;
  std::map<std::int32_t, std::int32_t> groups;
  for (const VisitId id : visits) {
    VisitNode node = problem.visits[id];
    node.first = node.asked_first;
    node.last = node.asked_last;
    const auto [crew, new_crew] = crews.emplace(node.crew, static_cast<std::uint32_t>(part.crews.size()));
    if (new_crew) part.crews.push_back(problem.crews[node.crew]);
    node.crew = crew->second;
    if (node.group >= 0) {
      const auto [group, new_group] =
          groups.emplace(node.group, static_cast<std::int32_t>(part.groups.size()));
      if (new_group) {
        const Group& whole = problem.groups[static_cast<std::size_t>(node.group)];
        part.groups.push_back({{}, whole.pinned, whole.gap_max});
      }
      node.group = group->second;
      part.groups[static_cast<std::size_t>(node.group)].visits.push_back(
          static_cast<VisitId>(part.visits.size()));
    }
    part.visits.push_back(node);
  }
  part.gaps = !part.groups.empty();
  return part;
}

}  // namespace huifang::planning
