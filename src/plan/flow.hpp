#pragma once
/// Whether the efforts would fit if visits could be cut into pieces.

#include <vector>

#include "plan/problem.hpp"

namespace huifang::planning {

/// The visits of one side of a least cut: more effort than their places hold. Empty when everything fits in
/// pieces, or when the network would be too large to be worth it. Windows as narrowed. Ascending.
std::vector<VisitId> overfull(const Problem& problem);

}  // namespace huifang::planning
