#pragma once
/// Order and cycles of requirement graphs.

#include <cstdint>
#include <utility>
#include <vector>

namespace huifang::dmn {

struct Order {
  std::vector<std::uint32_t> rank;  ///< by node: what it requires has lower ranks
  std::vector<std::vector<std::uint32_t>>
      cycles;  ///< nodes of one cycle for each knot, in order of requirement
};

/// `edges`: (node, required node), without those from a node to itself.
Order ordered(std::uint32_t nodes, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges);

}  // namespace huifang::dmn
