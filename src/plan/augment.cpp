#include <algorithm>
#include <limits>
#include <numeric>

#include "plan/place.hpp"

namespace huifang::planning {

namespace {

constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

/// By crew and day: the least, or the greatest, of what `places` say about the people of the crew on that
/// day.
template <class Better>
void by_crew(const Problem& problem, const std::vector<std::uint32_t>& places,
             std::vector<std::uint32_t>& best, std::uint32_t worst, Better&& better) {
  const auto days = static_cast<std::size_t>(problem.days);
  best.assign(problem.crews.size() * days, worst);
  for (std::size_t crew = 0; crew < problem.crews.size(); ++crew) {
    for (const std::uint32_t person : problem.crews[crew]) {
      const std::uint32_t* row = places.data() + problem.cell(person, 0);
      for (std::size_t day = 0; day < days; ++day)
        best[crew * days + day] = better(best[crew * days + day], row[day]);
    }
  }
}

/// How many visits have to move before one has a place, were there no gaps and all efforts equal.
struct Layers {
  std::vector<std::uint32_t>
      visits;  ///< 0: it may take a place with room; nowhere: no chain of moves leads to one
  std::vector<std::uint32_t>
      places;  ///< 0: there is room; k: one of the visits there may take a place of k - 1
};

Layers layers_of(const Board& board) {
  const Problem& problem = board.problem();
  Layers out{std::vector<std::uint32_t>(problem.visits.size(), nowhere),
             std::vector<std::uint32_t>(problem.room.size(), nowhere)};
  for (Cell cell = 0; cell < out.places.size(); ++cell) {
    if (board.room(cell) > 0) out.places[cell] = 0;
  }
  std::vector<VisitId> left(problem.visits.size());
  std::iota(left.begin(), left.end(), 0u);
  std::vector<std::uint32_t> best;
  for (bool changed = true; changed;) {
    changed = false;
    by_crew(problem, out.places, best, nowhere,
            [](std::uint32_t a, std::uint32_t b) { return std::min(a, b); });
    std::erase_if(left, [&](VisitId visit) {
      const VisitNode& node = problem.visits[visit];
      const auto first = best.begin() + static_cast<std::ptrdiff_t>(node.crew) * problem.days + node.first;
      const std::uint32_t layer = *std::min_element(first, first + (node.last - node.first + 1));
      if (layer == nowhere) return false;
      out.visits[visit] = layer;
      if (board.placed(visit) && out.places[board.slot(visit)] == nowhere) {
        out.places[board.slot(visit)] = layer + 1;
        changed = true;
      }
      return true;
    });
  }
  return out;
}

/// The last order, plus 1, of the visits that stand where chains of moves lead each visit, were there no gaps
/// and all efforts equal; nowhere: to room.
std::vector<std::uint32_t> last_orders(const Board& board) {
  const Problem& problem = board.problem();
  std::vector<std::uint32_t> out(problem.visits.size(), 0), places(problem.room.size(), 0);
  for (Cell cell = 0; cell < places.size(); ++cell) {
    if (board.room(cell) > 0) places[cell] = nowhere;
    for (const VisitId there : board.at(cell))
      places[cell] = std::max(places[cell], problem.visits[there].order + 1);
  }
  std::vector<std::uint32_t> best;
  for (bool changed = true; changed;) {
    changed = false;
    by_crew(problem, places, best, 0, [](std::uint32_t a, std::uint32_t b) { return std::max(a, b); });
    for (VisitId visit = 0; visit < out.size(); ++visit) {
      const VisitNode& node = problem.visits[visit];
      const auto first = best.begin() + static_cast<std::ptrdiff_t>(node.crew) * problem.days + node.first;
      out[visit] = *std::max_element(first, first + (node.last - node.first + 1));
      if (!board.placed(visit) || places[board.slot(visit)] >= out[visit]) continue;
      places[board.slot(visit)] = out[visit];
      changed = true;
    }
  }
  return out;
}

/// One round of moves down the layers, in which each visit is asked once to move.
class Descent {
 public:
  Descent(Board& board, Layers layers)
      : board_(board),
        problem_(board.problem()),
        layers_(std::move(layers)),
        asked_(problem_.visits.size(), 0),
        dead_(problem_.room.size(), 0) {}
  bool hopeless(VisitId visit) const { return layers_.visits[visit] == nowhere; }

  /// Gives a visit without a place one, and others other ones; or changes nothing.
  bool place(VisitId root) {
    path_.assign(1, Step{root, problem_.visits[root].first});
    while (!path_.empty()) {
      Step& step = path_.back();
      if (step.cell == no_cell) {
        if (!find_cell(step)) {
          path_.pop_back();
          continue;
        }
        if (board_.room(step.cell) > 0) {
          move();
          return true;
        }
        step.next = 0;
      }
      const std::vector<VisitId>& there = board_.at(step.cell);
      const auto willing = [&](VisitId visit) {
        return asked_[visit] == 0 && layers_.visits[visit] < layers_.places[step.cell];
      };
      while (step.next < there.size() && !willing(there[step.next])) ++step.next;
      if (step.next == there.size()) {
        dead_[step.cell] = 1;
        step.cell = no_cell;
        continue;
      }
      const VisitId other = there[step.next++];
      asked_[other] = 1;
      path_.push_back({other, problem_.visits[other].first});
    }
    return false;
  }

 private:
  /// A visit on the way and where it looks for a place.
  struct Step {
    VisitId visit;
    std::int32_t day;
    std::size_t member = 0;  // of its crew, to be looked at next
    Cell cell = no_cell;     // the place being asked for
    std::size_t next = 0;    // of the visits there
  };

  bool find_cell(Step& step) {
    const VisitNode& node = problem_.visits[step.visit];
    const std::vector<std::uint32_t>& members = problem_.crews[node.crew];
    for (; step.day <= node.last; ++step.day, step.member = 0) {
      while (step.member < members.size()) {
        const Cell cell = problem_.cell(members[step.member++], step.day);
        if (layers_.places[cell] != layers_.visits[step.visit]) continue;
        if (board_.room(cell) == 0 && dead_[cell] != 0) continue;
        step.cell = cell;
        return true;
      }
    }
    return false;
  }

  void move() {
    for (auto step = path_.rbegin(); step != path_.rend(); ++step) {
      if (board_.placed(step->visit)) board_.take(step->visit);
      board_.put(step->visit, step->cell);
    }
  }

  Board& board_;
  const Problem& problem_;
  Layers layers_;
  std::vector<std::uint8_t> asked_;  // by visit
  std::vector<std::uint8_t> dead_;   // by cell: all who might have moved were asked
  std::vector<Step> path_;
};

}  // namespace

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
  if (exact()) return descend(std::move(visits));
  // A round in which nobody finds a place has looked everywhere: then there is none.
  for (bool placed = true; placed && !visits.empty() && budget.left > 0;) {
    const std::size_t before = visits.size();
    walk_.start();
    search(visits.begin(), visits.end(), budget);
    std::erase_if(visits, [&](VisitId visit) { return board_.placed(visit); });
    placed = visits.size() < before;
  }
  return visits;
}

std::vector<VisitId> Augmenter::descend(std::vector<VisitId> visits) {
  std::vector<VisitId> lost;
  while (!visits.empty()) {
    Descent round(board_, layers_of(board_));
    // Who is stuck stays stuck as long as all others keep a place. The first who is not always finds one.
    std::erase_if(visits, [&](VisitId visit) {
      if (round.hopeless(visit)) {
        lost.push_back(visit);
        return true;
      }
      return round.place(visit);
    });
  }
  return lost;
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
    // Only those look whom a chain of moves leads to somebody later in order.
    std::vector<VisitId> able = visits;
    if (problem_.equal_efforts) {
      const std::vector<std::uint32_t> ranks = last_orders(board_);
      std::erase_if(able, [&](VisitId visit) { return ranks[visit] <= problem_.visits[visit].order + 1; });
    }
    // One order after the other: where nobody can give way to the first, nobody can to later ones.
    for (auto first = able.begin(); first != able.end();) {
      const auto last = std::find_if(first, able.end(), [&](VisitId visit) {
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

std::vector<std::uint8_t> stuck(const Board& board) {
  if (!board.problem().equal_efforts) return {};
  std::vector<std::uint8_t> out;
  for (const std::uint32_t layer : layers_of(board).visits) out.push_back(layer == nowhere);
  return out;
}

}  // namespace huifang::planning
