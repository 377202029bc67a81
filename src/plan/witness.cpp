#include "plan/witness.hpp"

#include <algorithm>
#include <cstdint>

#include "plan/flow.hpp"

namespace huifang::planning {
namespace {

/// What one question whether some visits fit may cost.
constexpr std::uint64_t steps_each = 10'000'000;
/// More visits are not thinned out one by one.
constexpr std::size_t shrunk_max = 300;

enum class Answer : std::uint8_t { yes, no, unknown };

bool exact(const Problem& problem) { return problem.equal_efforts && !problem.gaps; }

/// Whether these visits alone can all be placed.
Answer can_place(const Problem& whole, const std::vector<VisitId>& visits, Budget& budget) {
  if (visits.empty()) return Answer::yes;
  Problem problem = part_of(whole, visits);
  if (!budget.spend(problem.room.size())) return Answer::unknown;  // a board is set up
  if (!narrow_windows(problem)) return Answer::no;
  Board board(problem);
  const std::uint64_t steps = std::min(budget.left, steps_each);
  Budget share{steps};
  const Placement placement = place_all(board, share);
  budget.spend(steps - share.left);
  if (placement.unplaced.empty()) return Answer::yes;
  if (placement.proved) return Answer::no;
  if (!problem.equal_efforts) return overfull(problem).empty() ? Answer::unknown : Answer::no;
  for (const VisitId visit : placement.unplaced) {
    if (!crowd(board, visit, budget).empty()) return Answer::no;
  }
  return Answer::unknown;
}

/// The visits with all others of their subjects.
std::vector<VisitId> with_mates(const Problem& problem, std::vector<VisitId> visits) {
  const std::size_t count = visits.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t group = problem.visits[visits[i]].group;
    if (group < 0) continue;
    const std::vector<VisitId>& mates = problem.groups[static_cast<std::size_t>(group)].visits;
    visits.insert(visits.end(), mates.begin(), mates.end());
  }
  std::sort(visits.begin(), visits.end());
  visits.erase(std::unique(visits.begin(), visits.end()), visits.end());
  return visits;
}

}  // namespace

std::vector<VisitId> find_core(Board& board, VisitId visit, Budget& budget) {
  const Problem& problem = board.problem();
  if (exact(problem)) {
    Budget unbounded{UINT64_MAX};
    return crowd(board, visit, unbounded);
  }
  const std::int32_t group = problem.visits[visit].group;
  if (group >= 0) {
    const std::vector<VisitId>& mates = problem.groups[static_cast<std::size_t>(group)].visits;
    Problem alone = part_of(problem, mates);
    if (!narrow_windows(alone)) return mates;
  }
  if (problem.equal_efforts) {
    if (const std::vector<VisitId> core = crowd(board, visit, budget); !core.empty())
      return with_mates(problem, core);
  }
  bool proved = false;
  std::vector<VisitId> around;
  if (!could_repair(board, visit, budget, proved, around) && proved) return with_mates(problem, around);
  if (!problem.equal_efforts) {
    const std::vector<VisitId> core = overfull(problem);
    if (std::binary_search(core.begin(), core.end(), visit)) return with_mates(problem, core);
  }
  return {};
}

Core shrink(const Problem& problem, std::vector<VisitId> visits, VisitId about, Budget& budget) {
  Core core{std::move(visits), true};
  if (exact(problem)) return core;  // chains of moves reach exactly the fewest
  if (core.visits.size() > shrunk_max) {
    core.minimal = false;
    return core;
  }
  // The visit that is asked about goes last, so that the answer is about it if there is such an answer.
  std::erase(core.visits, about);
  core.visits.push_back(about);
  for (std::size_t step = std::max<std::size_t>(core.visits.size() / 2, 1);; step /= 2) {
    for (std::size_t at = 0; at < core.visits.size();) {
      std::vector<VisitId> rest = core.visits;
      const std::size_t end = std::min(at + step, rest.size());
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at),
                 rest.begin() + static_cast<std::ptrdiff_t>(end));
      std::vector<VisitId> asked = rest;
      std::sort(asked.begin(), asked.end());
      const Answer answer = can_place(problem, asked, budget);
      if (answer == Answer::no) {
        core.visits = std::move(rest);
        continue;
      }
      if (answer == Answer::unknown && step == 1) core.minimal = false;
      at = end;
    }
    if (step == 1) break;
  }
  std::sort(core.visits.begin(), core.visits.end());
  return core;
}

}  // namespace huifang::planning
