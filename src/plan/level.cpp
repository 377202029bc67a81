#include <algorithm>
#include <numeric>

#include "plan/place.hpp"

namespace huifang::planning {
namespace {

constexpr int passes_max = 8;
constexpr std::uint64_t looks_max = 400'000'000;  // places looked at in all

/// Fullness of a place with `used` of `capacity`, compared without rounding.
struct Fullness {
  std::int64_t used, capacity;
  friend bool operator<(const Fullness& a, const Fullness& b) {
    return a.used * b.capacity < b.used * a.capacity;
  }
};

}  // namespace

void level(Board& board) {
  const Problem& problem = board.problem();
  std::vector<VisitId> visits(problem.visits.size());
  std::iota(visits.begin(), visits.end(), 0u);
  std::erase_if(visits, [&](VisitId visit) {
    const VisitNode& node = problem.visits[visit];
    return !board.placed(visit) || node.soonest || node.has_wish || node.kept == board.slot(visit);
  });
  std::sort(visits.begin(), visits.end(), [&](VisitId a, VisitId b) { return goes_before(problem, a, b); });
  std::uint64_t looks = 0;
  for (int pass = 0; pass < passes_max; ++pass) {
    bool moved = false;
    for (const VisitId visit : visits) {
      const VisitNode& node = problem.visits[visit];
      const Cell from = board.slot(visit);
      // The sum over all places of used²/capacity falls when the visit weighs less there than here.
      const auto weight = [&](Cell cell, std::int64_t used) {
        return Fullness{2 * used + node.effort, std::max<std::int64_t>(problem.room[cell], 1)};
      };
      Cell best = from;
      Fullness least = weight(from, problem.room[from] - board.room(from) - node.effort);
      for (std::int32_t day = node.asked_first; day <= node.asked_last; ++day) {
        bool asked = false, keeps = true;
        for (const std::uint32_t person : problem.crews[node.crew]) {
          const Cell cell = problem.cell(person, day);
          ++looks;
          if (cell == from || !board.has_room(visit, cell)) continue;
          const Fullness there = weight(cell, problem.room[cell] - board.room(cell));
          if (!(there < least)) continue;
          if (!asked) keeps = board.keeps_gaps(visit, day), asked = true;
          if (!keeps) break;
          best = cell;
          least = there;
        }
      }
      if (best != from) {
        board.take(visit);
        board.put(visit, best);
        moved = true;
      }
      if (looks > looks_max) return;
    }
    if (!moved) return;
  }
}

void keep_order(Board& board) {
  const Problem& problem = board.problem();
  for (const Group& group : problem.groups) {
    for (bool changed = true; changed;) {
      changed = false;
      for (const VisitId a : group.visits) {
        for (const VisitId b : group.visits) {
          if (!board.placed(a) || !board.placed(b) || !comes_first(problem, a, b)) continue;
          const Cell at_a = board.slot(a), at_b = board.slot(b);
          if (problem.day_of(at_a) <= problem.day_of(at_b)) continue;
          board.take(a);
          board.take(b);
          board.put(a, at_b);
          board.put(b, at_a);
          changed = true;
        }
      }
    }
  }
}

}  // namespace huifang::planning
