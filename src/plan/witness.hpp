#pragma once
/// Why a visit has no place.

#include <optional>
#include <vector>

#include "plan/place.hpp"

namespace huifang::planning {

/// Visits that cannot all be done.
struct Core {
  std::vector<VisitId> visits;  ///< ascending
  bool minimal = true;          ///< without any one of them the rest can be done
};

/// Visits that cannot all be placed, on account of which `visit` has no place; not yet the fewest. Empty:
/// none is known.
std::vector<VisitId> find_core(Board& board, VisitId visit, Budget& budget);
/// The fewest of them: leaves out what is not needed, as far as the budget goes.
Core shrink(const Problem& problem, std::vector<VisitId> visits, VisitId about, Budget& budget);

}  // namespace huifang::planning
