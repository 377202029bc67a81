#pragma once
/// Exact search for places of a few visits: with gaps and unequal efforts no chain of moves is sure to find
/// them.

#include <vector>

#include "plan/place.hpp"

namespace huifang::planning {

enum class SearchResult : std::uint8_t { found, impossible, stopped };

/// Places for all of `visits`, none of which is on the board; the board stays as it is. `first_try[i]` is the
/// cell to try first, or no_cell. On `found` cells[i] is the place of visits[i].
SearchResult search_places(const Board& board, const std::vector<VisitId>& visits,
                           const std::vector<Cell>& first_try, Budget& budget, std::vector<Cell>& cells);

}  // namespace huifang::planning
