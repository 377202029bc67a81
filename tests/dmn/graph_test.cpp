#include "dmn/graph.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using huifang::dmn::Order;
using huifang::dmn::ordered;

namespace {

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// reaches[a][b]: is there a way from a to b? Slow and plain.
std::vector<std::vector<bool>> closure_of(std::uint32_t nodes, const Edges& edges) {
  std::vector<std::vector<bool>> reaches(nodes, std::vector<bool>(nodes));
  for (const auto& [from, to] : edges) reaches[from][to] = true;
  for (std::uint32_t middle = 0; middle < nodes; ++middle) {
    for (std::uint32_t from = 0; from < nodes; ++from) {
      for (std::uint32_t to = 0; to < nodes; ++to) {
        if (reaches[from][middle] && reaches[middle][to]) reaches[from][to] = true;
      }
    }
  }
  return reaches;
}

}  // namespace

SCENARIO("what is required is ordered before what requires it, or a cycle is shown", "[dmn][graph]") {
  const bool holds = rc::check("ranks and cycles agree with the plain closure", [] {
    const auto nodes = *rc::gen::inRange<std::uint32_t>(1, 8);
    const auto count = *rc::gen::inRange<std::size_t>(0, 12);
    Edges edges;
    for (std::size_t i = 0; i < count; ++i) {
      const auto from = *rc::gen::inRange<std::uint32_t>(0, nodes);
      const auto to = *rc::gen::inRange<std::uint32_t>(0, nodes);
      if (from != to) edges.emplace_back(from, to);
    }
    const Order order = ordered(nodes, edges);
    const auto reaches = closure_of(nodes, edges);
    bool knotted = false;
    for (std::uint32_t node = 0; node < nodes; ++node) knotted = knotted || reaches[node][node];
    RC_ASSERT(knotted == !order.cycles.empty());
    for (const auto& cycle : order.cycles) {
      RC_ASSERT(cycle.size() > 1u);
      for (std::size_t i = 0; i < cycle.size(); ++i) {
        const std::pair edge{cycle[i], cycle[(i + 1) % cycle.size()]};
        RC_ASSERT(std::find(edges.begin(), edges.end(), edge) != edges.end());
      }
    }
    if (knotted) return;
    for (const auto& [from, to] : edges) RC_ASSERT(order.rank[to] < order.rank[from]);
  });
  CHECK(holds);
}
