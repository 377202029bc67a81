#include "plan/place.hpp"

#include <algorithm>
#include <numeric>

namespace huifang::planning {

Placement place_all(Board& board, Budget& budget) {
  const Problem& problem = board.problem();
  std::vector<VisitId> rest(problem.visits.size());
  std::iota(rest.begin(), rest.end(), 0u);
  const auto by_deadline = [&] {
    std::sort(rest.begin(), rest.end(), [&](VisitId a, VisitId b) { return goes_before(problem, a, b); });
  };
  const auto share = [&](auto&& work) {
    Budget part{budget.left / 3};
    const std::uint64_t given = part.left;
    work(part);
    budget.spend(given - part.left);
  };
  by_deadline();
  place_known(board, rest);
  std::erase_if(rest, [&](VisitId visit) { return board.placed(visit); });
  rest = sweep(board, rest);
  Placement out;
  if (rest.empty()) return out;

  Augmenter augmenter(board);
  share([&](Budget& part) { rest = augmenter.place(std::move(rest), part); });
  if (problem.equal_efforts && !problem.gaps) {
    out.proved = !rest.empty();
  } else {
    share([&](Budget& part) {
      const std::vector<std::uint8_t> hopeless = stuck(board);
      std::erase_if(rest, [&](VisitId visit) {
        std::vector<VisitId> around;
        if (!hopeless.empty() && hopeless[visit] != 0) {
          out.proved = true;
          return false;
        }
        return part.left > 0 && repair(board, visit, part, out.proved, around);
      });
    });
  }
  if (problem.orders > 1) share([&](Budget& part) { rest = augmenter.prefer(std::move(rest), part); });
  by_deadline();
  out.unplaced = std::move(rest);
  return out;
}

}  // namespace huifang::planning
