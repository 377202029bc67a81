#include "plan/board.hpp"

#include <algorithm>
#include <cstdlib>

namespace huifang::planning {

Board::Board(const Problem& problem)
    : problem_(&problem),
      slots_(problem.visits.size(), no_cell),
      room_(problem.room),
      at_(problem.room.size()),
      group_days_(problem.groups.size()) {}

bool Board::keeps_gaps(VisitId visit, std::int32_t day) const {
  const VisitNode& node = problem_->visits[visit];
  if (node.group < 0) return true;
  const Group& group = problem_->groups[static_cast<std::size_t>(node.group)];
  for (const PinnedDay& pin : group.pinned) {
    if (std::abs(pin.day - day) < std::max(pin.gap, node.gap)) return false;
  }
  const std::vector<Entry>& days = group_days_[static_cast<std::size_t>(node.group)];
  auto entry = std::lower_bound(days.begin(), days.end(), day - group.gap_max + 1,
                                [](const Entry& e, std::int32_t wanted) { return e.day < wanted; });
  for (; entry != days.end() && entry->day - day < group.gap_max; ++entry) {
    if (entry->visit != visit &&
        std::abs(entry->day - day) < gap_between(problem_->visits[entry->visit], node))
      return false;
  }
  return true;
}

void Board::put(VisitId visit, Cell cell) {
  const VisitNode& node = problem_->visits[visit];
  slots_[visit] = cell;
  room_[cell] -= node.effort;
  at_[cell].push_back(visit);
  if (node.group < 0) return;
  std::vector<Entry>& days = group_days_[static_cast<std::size_t>(node.group)];
  const std::int32_t day = problem_->day_of(cell);
  days.insert(std::lower_bound(days.begin(), days.end(), day,
                               [](const Entry& e, std::int32_t d) { return e.day < d; }),
              Entry{day, visit});
}

void Board::take(VisitId visit) {
  const VisitNode& node = problem_->visits[visit];
  const Cell cell = slots_[visit];
  slots_[visit] = no_cell;
  room_[cell] += node.effort;
  std::erase(at_[cell], visit);
  if (node.group < 0) return;
  std::erase_if(group_days_[static_cast<std::size_t>(node.group)],
                [&](const Entry& e) { return e.visit == visit; });
}

}  // namespace huifang::planning
