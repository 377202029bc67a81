#include <algorithm>
#include <limits>
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

namespace {

/// Cuts the problem down to the days and people that its visits can be on: what is asked of a few visits
/// among many costs what they cost.
class Part {
 public:
  Part(const Problem& whole, const std::vector<VisitId>& visits)
      : whole_(whole), person_(whole.people, unused) {
    part_.effort_unit = whole.effort_unit;
    part_.equal_efforts = whole.equal_efforts;
    part_.orders = whole.orders;
    frame(visits);
    for (const VisitId id : visits) add(id);
    part_.gaps = !part_.groups.empty();
  }
  Problem take() { return std::move(part_); }

 private:
  static constexpr std::uint32_t unused = std::numeric_limits<std::uint32_t>::max();

  void frame(const std::vector<VisitId>& visits) {
    std::int32_t first = whole_.days, last = 0;
    for (const VisitId id : visits) {
      const VisitNode& node = whole_.visits[id];
      first = std::min(first, node.asked_first);
      last = std::max(last, node.asked_last);
      for (const std::uint32_t person : whole_.crews[node.crew]) person_[person] = 0;
    }
    first_ = std::min(first, last);
    part_.origin = whole_.origin + first_;
    part_.days = visits.empty() ? 0 : last - first_ + 1;
    for (std::uint32_t person = 0; person < whole_.people; ++person) {
      if (person_[person] == unused) continue;
      person_[person] = part_.people++;
      const auto row = whole_.room.begin() + static_cast<std::ptrdiff_t>(whole_.cell(person, first_));
      part_.room.insert(part_.room.end(), row, row + part_.days);
    }
  }

  std::uint32_t crew(std::uint32_t of_whole) {
    const auto [crew, added] = crews_.emplace(of_whole, static_cast<std::uint32_t>(part_.crews.size()));
    if (added) {
      part_.crews.push_back(whole_.crews[of_whole]);
      for (std::uint32_t& person : part_.crews.back()) person = person_[person];
    }
    return crew->second;
  }

  std::int32_t group(std::int32_t of_whole) {
    const auto [group, added] = groups_.emplace(of_whole, static_cast<std::int32_t>(part_.groups.size()));
    if (added) {
      const Group& whole = whole_.groups[static_cast<std::size_t>(of_whole)];
      part_.groups.push_back({{}, whole.pinned, whole.gap_max});
      for (PinnedDay& pin : part_.groups.back().pinned) pin.day -= first_;
    }
    return group->second;
  }

  void add(VisitId id) {
    VisitNode node = whole_.visits[id];
    node.first = node.asked_first -= first_;
    node.last = node.asked_last -= first_;
    node.wish -= first_;
    if (node.kept != no_cell)
      node.kept = part_.cell(person_[whole_.person_of(node.kept)], whole_.day_of(node.kept) - first_);
    node.crew = crew(node.crew);
    if (node.group >= 0) {
      node.group = group(node.group);
      part_.groups[static_cast<std::size_t>(node.group)].visits.push_back(
          static_cast<VisitId>(part_.visits.size()));
    }
    part_.visits.push_back(node);
  }

  const Problem& whole_;
  std::vector<std::uint32_t> person_;  // by person of the whole: index in the part
  std::int32_t first_ = 0;             // day of the whole that is day 0 of the part
  Problem part_;
  std::map<std::uint32_t, std::uint32_t> crews_;
  std::map<std::int32_t, std::int32_t> groups_;
};

}  // namespace

Problem part_of(const Problem& problem, const std::vector<VisitId>& visits) {
  return Part(problem, visits).take();
}

}  // namespace huifang::planning
