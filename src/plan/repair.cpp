#include <algorithm>

#include "plan/place.hpp"
#include "plan/search.hpp"

namespace huifang::planning {
namespace {

/// How many visits are taken off the board at once, growing, and what a search among them may cost.
constexpr std::size_t sizes[] = {8, 16, 32, 64};
constexpr std::uint64_t steps_each = 2'000'000;
constexpr std::uint64_t steps_closed = 20'000'000;  // when nothing outside has a say

/// The visits that stand in one another's way around `visit`, nearest first, at most `most`. `closed`: there
/// are no others.
std::vector<VisitId> around_of(const Board& board, VisitId visit, std::size_t most, bool& closed) {
  const Problem& problem = board.problem();
  std::vector<VisitId> out{visit};
  std::vector<std::uint8_t> known(problem.visits.size(), 0);
  known[visit] = 1;
  closed = true;
  const auto add = [&](VisitId other) {
    if (known[other] != 0) return;
    if (out.size() == most) {
      closed = false;
      return;
    }
    known[other] = 1;
    out.push_back(other);
  };
  CellWalk walk(problem);
  walk.start();
  for (std::size_t next = 0; next < out.size(); ++next) {
    const VisitNode& node = problem.visits[out[next]];
    if (node.group >= 0) {
      for (const VisitId mate : problem.groups[static_cast<std::size_t>(node.group)].visits) {
        if (board.placed(mate)) add(mate);
      }
    }
    std::uint64_t steps = 0;
    walk.walk(
        out[next], steps, [](std::int32_t) { return true; },
        [&](Cell cell) {
          for (const VisitId other : board.at(cell)) add(other);
          return !closed;
        });
    if (!closed) break;
  }
  return out;
}

bool search_around(Board& board, VisitId visit, Budget& budget, bool& proved, std::vector<VisitId>& around,
                   bool keep) {
  for (const std::size_t size : sizes) {
    bool closed = false;
    const std::vector<VisitId> visits = around_of(board, visit, size, closed);
    std::vector<Cell> before, after;
    for (const VisitId other : visits) before.push_back(board.slot(other));
    for (const VisitId other : visits) {
      if (board.placed(other)) board.take(other);
    }
    const std::uint64_t steps = std::min(budget.left, closed ? steps_closed : steps_each);
    Budget share{steps};
    const SearchResult result = search_places(board, visits, before, share, after);
    budget.spend(steps - share.left);
    const std::vector<Cell>& places = result == SearchResult::found && keep ? after : before;
    for (std::size_t i = 0; i < visits.size(); ++i) {
      if (places[i] != no_cell) board.put(visits[i], places[i]);
    }
    if (result == SearchResult::found) return true;
    if (closed && result == SearchResult::impossible) {
      proved = true;
      around = visits;
      std::sort(around.begin(), around.end());
    }
    if (closed || budget.left == 0) return false;
  }
  return false;
}

}  // namespace

bool repair(Board& board, VisitId visit, Budget& budget, bool& proved, std::vector<VisitId>& around) {
  return search_around(board, visit, budget, proved, around, true);
}

bool could_repair(Board& board, VisitId visit, Budget& budget, bool& proved, std::vector<VisitId>& around) {
  return search_around(board, visit, budget, proved, around, false);
}

}  // namespace huifang::planning
