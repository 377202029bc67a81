#include <algorithm>
#include <numeric>

#include "plan/place.hpp"

namespace huifang::planning {

CellWalk::CellWalk(const Problem& problem)
    : problem_(problem), seen_(problem.room.size(), 0), days_(problem.crews.size()) {}

void CellWalk::start() { ++round_; }

std::int32_t CellWalk::next_day(std::uint32_t crew, std::int32_t day) {
  Days& days = days_[crew];
  if (days.round != round_ || !remembers(crew) || day >= problem_.days) return day;
  std::int32_t end = day;
  while (days.next[static_cast<std::size_t>(end)] != end) end = days.next[static_cast<std::size_t>(end)];
  while (days.next[static_cast<std::size_t>(day)] != day) {
    const std::int32_t next = days.next[static_cast<std::size_t>(day)];
    days.next[static_cast<std::size_t>(day)] = end;
    day = next;
  }
  return end;
}

void CellWalk::done(std::uint32_t crew, std::int32_t day) {
  if (!remembers(crew)) return;
  Days& days = days_[crew];
  if (days.round != round_) {
    days.round = round_;
    days.next.resize(static_cast<std::size_t>(problem_.days) + 1);
    std::iota(days.next.begin(), days.next.end(), 0);
  }
  days.next[static_cast<std::size_t>(day)] = day + 1;
}

Augmenter::Augmenter(Board& board)
    : board_(board),
      problem_(board.problem()),
      walk_(problem_),
      from_(problem_.room.size()),
      queued_(problem_.visits.size(), 0),
      root_(problem_.visits.size(), 0) {}

std::vector<VisitId> Augmenter::place(std::vector<VisitId> visits, Budget& budget) {
  // A round in which nobody finds a place has looked everywhere: then there is none.
  for (bool placed = true; placed && !visits.empty() && (exact() || budget.left > 0);) {
    const std::size_t before = visits.size();
    walk_.start();
    search(visits.begin(), visits.end(), budget);
    std::erase_if(visits, [&](VisitId visit) { return board_.placed(visit); });
    placed = visits.size() < before;
  }
  return visits;
}

std::vector<VisitId> Augmenter::prefer(std::vector<VisitId> visits, Budget& budget) {
  displace_ = true;
  for (bool changed = true; changed && !visits.empty() && (exact() || budget.left > 0);) {
    std::sort(visits.begin(), visits.end(), [&](VisitId a, VisitId b) {
      const std::uint32_t x = problem_.visits[a].order, y = problem_.visits[b].order;
      return x != y ? x < y : goes_before(problem_, a, b);
    });
    dropped_.clear();
    walk_.start();
    // One order after the other: where nobody can give way to the first, nobody can to later ones.
    for (auto first = visits.begin(); first != visits.end();) {
      const auto last = std::find_if(first, visits.end(), [&](VisitId visit) {
        return problem_.visits[visit].order != problem_.visits[*first].order;
      });
      search(first, last, budget);
      first = last;
    }
    std::erase_if(visits, [&](VisitId visit) { return board_.placed(visit); });
    changed = !dropped_.empty();
    visits.insert(visits.end(), dropped_.begin(), dropped_.end());
  }
  displace_ = false;
  return visits;
}

void Augmenter::search(Visits first, Visits last, Budget& budget) {
  // All search at once, in widening rings, and each place is looked at for one of them only.
  queue_.assign(first, last);
  for (const VisitId visit : queue_) {
    queued_[visit] = walk_.round();
    root_[visit] = visit;
  }
  std::uint64_t steps = 0;
  for (std::size_t next = 0; next < queue_.size(); ++next) {
    const VisitId mover = queue_[next], root = root_[mover];
    if (board_.placed(root)) continue;
    const VisitNode& node = problem_.visits[mover];
    walk_.walk(
        mover, steps, [&](std::int32_t day) { return board_.keeps_gaps(mover, day); },
        [&](Cell cell) {
          from_[cell] = mover;
          if (board_.room(cell) >= node.effort) return shift(cell);
          if (displace_ && displace(cell, root)) return true;
          for (const VisitId other : board_.at(cell)) {
            if (queued_[other] == walk_.round() ||
                board_.room(cell) + problem_.visits[other].effort < node.effort)
              continue;
            queued_[other] = walk_.round();
            root_[other] = root;
            queue_.push_back(other);
          }
          return false;
        });
  }
  if (!exact()) budget.spend(steps);
}

bool Augmenter::displace(Cell cell, VisitId root) {
  const std::vector<VisitId>& there = board_.at(cell);
  const auto last = std::max_element(there.begin(), there.end(), [&](VisitId a, VisitId b) {
    const std::uint32_t x = problem_.visits[a].order, y = problem_.visits[b].order;
    return x != y ? x < y : goes_before(problem_, a, b);
  });
  if (last == there.end() || problem_.visits[*last].order <= problem_.visits[root].order) return false;
  const VisitId out = *last;
  board_.take(out);
  if (!shift(cell)) {
    board_.put(out, cell);
    return false;
  }
  dropped_.push_back(out);
  return true;
}

bool Augmenter::shift(Cell target) {
  struct Move {
    VisitId visit;
    Cell from;
  };
  std::vector<Move> moves;
  for (Cell to = target; to != no_cell;) {
    const VisitId visit = from_[to];
    const Cell from = board_.slot(visit);
    if (from != no_cell) board_.take(visit);
    if (!board_.fits(visit, to)) {  // two of one subject on the way, or efforts that do not add up
      if (from != no_cell) board_.put(visit, from);
      for (auto move = moves.rbegin(); move != moves.rend(); ++move) {
        board_.take(move->visit);
        if (move->from != no_cell) board_.put(move->visit, move->from);
      }
      return false;
    }
    board_.put(visit, to);
    moves.push_back({visit, from});
    to = from;
  }
  return true;
}

std::vector<VisitId> crowd(const Board& board, VisitId visit, Budget& budget) {
  const Problem& problem = board.problem();
  CellWalk walk(problem);
  walk.start();
  std::vector<VisitId> queue{visit};
  std::vector<std::uint8_t> queued(problem.visits.size(), 0);
  queued[visit] = 1;
  for (std::size_t next = 0; next < queue.size(); ++next) {
    std::uint64_t steps = 0;
    const bool room = walk.walk(
        queue[next], steps, [](std::int32_t) { return true; },
        [&](Cell cell) {
          if (board.room(cell) > 0) return true;
          for (const VisitId other : board.at(cell)) {
            if (queued[other] != 0) continue;
            queued[other] = 1;
            queue.push_back(other);
          }
          return false;
        });
    if (room || !budget.spend(steps)) return {};
  }
  std::sort(queue.begin(), queue.end());
  return queue;
}

}  // namespace huifang::planning
