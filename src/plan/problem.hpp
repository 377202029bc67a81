#pragma once
/// A request as numbers: days, people and visits are indices, and everything that can be said wrongly was
/// right.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "huifang/plan.hpp"

namespace huifang::planning {

/// Index of a visit in Problem::visits.
using VisitId = std::uint32_t;
/// A person on a day: person * days + day.
using Cell = std::uint32_t;
inline constexpr Cell no_cell = std::numeric_limits<Cell>::max();

/// A visit that may be put anywhere in its window.
struct VisitNode {
  std::int32_t asked_first = 0, asked_last = 0;  ///< the window of the request, days from Problem::origin
  std::int32_t first = 0, last = 0;              ///< what gaps leave of it; within it, never empty
  std::uint32_t crew = 0;
  std::int64_t effort = 1;
  std::int32_t group = -1;  ///< subject with gaps; -1: none
  std::int32_t gap = 0;
  std::uint32_t order = 0;  ///< rank of PlanVisit::order
  Cell kept = no_cell;      ///< where an earlier plan had it
  std::int32_t wish = -1;   ///< day; -1: none. May lie outside the window
  bool has_wish = false;
  bool soonest = false;
  std::uint32_t source = 0;  ///< index in PlanRequest::visits
};

/// A pinned visit, as the gaps of its subject see it.
struct PinnedDay {
  std::int32_t day = 0;  ///< from Problem::origin; may lie outside [0, days)
  std::int32_t gap = 0;
};

/// The visits of one subject, at least two of them, at least one with a gap.
struct Group {
  std::vector<VisitId> visits;
  std::vector<PinnedDay> pinned;
  std::int32_t gap_max = 0;
};

struct Problem {
  std::int64_t origin = 0;  ///< day 0, days since 1970-01-01
  std::int32_t days = 0;
  std::uint32_t people = 0;
  std::vector<std::vector<std::uint32_t>> crews;  ///< ascending people; every crew once
  std::vector<VisitNode> visits;                  ///< ascending by id
  std::vector<Group> groups;
  std::vector<std::int64_t> room;  ///< of each cell beside pinned visits, in efforts
  std::int64_t effort_unit = 1;    ///< efforts were divided by it: all are equal
  bool equal_efforts = true;       ///< every effort is 1
  bool gaps = false;               ///< there are groups
  std::uint32_t orders = 1;        ///< number of different orders

  Cell cell(std::uint32_t person, std::int32_t day) const {
    return person * static_cast<Cell>(days) + static_cast<Cell>(day);
  }
  std::uint32_t person_of(Cell cell) const { return cell / static_cast<Cell>(days); }
  std::int32_t day_of(Cell cell) const { return static_cast<std::int32_t>(cell % static_cast<Cell>(days)); }
};

/// Earliest deadline first, then order, then id.
inline bool goes_before(const Problem& problem, VisitId a, VisitId b) {
  const VisitNode &x = problem.visits[a], &y = problem.visits[b];
  if (x.last != y.last) return x.last < y.last;
  if (x.order != y.order) return x.order < y.order;
  return a < b;
}

/// Least distance of two visits of a group.
inline std::int32_t gap_between(const VisitNode& a, const VisitNode& b) {
  return a.gap > b.gap ? a.gap : b.gap;
}

/// Two visits of a group that could change places, and of which `a` is to be done first.
bool comes_first(const Problem& problem, VisitId a, VisitId b);

/// Narrows the windows by the gaps. A group in which that leaves nothing keeps its windows; false if there is
/// one: its visits cannot all be done.
bool narrow_windows(Problem& problem);

/// The problem of these visits alone, with the windows of the request; `visits` ascending. The i-th visit of
/// it is visits[i]. It has only the days and people that these visits can be on, so days and people are other
/// numbers in it.
Problem part_of(const Problem& problem, const std::vector<VisitId>& visits);

}  // namespace huifang::planning
