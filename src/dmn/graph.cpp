#include "dmn/graph.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <deque>
#include <iterator>

namespace huifang::dmn {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// The shortest way from `start` back to itself inside its component.
std::vector<std::uint32_t> cycle_from(const Graph& graph, const std::vector<std::uint32_t>& component,
                                      std::uint32_t start) {
  std::vector<std::uint32_t> before(component.size(), start);
  std::vector<bool> seen(component.size());
  std::deque<std::uint32_t> open = {start};
  while (!open.empty()) {
    const std::uint32_t node = open.front();
    open.pop_front();
    for (auto [edge, end] = boost::out_edges(node, graph); edge != end; ++edge) {
      const auto next = static_cast<std::uint32_t>(boost::target(*edge, graph));
      if (next == start) {
        std::vector<std::uint32_t> cycle;
        for (std::uint32_t at = node; at != start; at = before[at]) cycle.push_back(at);
        cycle.push_back(start);
        std::reverse(cycle.begin(), cycle.end());
        return cycle;
      }
      if (component[next] != component[start] || seen[next]) continue;
      seen[next] = true;
      before[next] = node;
      open.push_back(next);
    }
  }
  return {};
}

}  // namespace

Order ordered(std::uint32_t nodes, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges) {
  Graph graph(edges.begin(), edges.end(), nodes);
  std::vector<std::uint32_t> component(nodes);
  boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  Order order;
  std::vector<bool> known(nodes);
  std::vector<std::uint32_t> size(nodes);
  for (const std::uint32_t each : component) ++size[each];
  for (std::uint32_t node = 0; node < nodes; ++node) {
    if (size[component[node]] < 2 || known[component[node]]) continue;
    known[component[node]] = true;
    order.cycles.push_back(cycle_from(graph, component, node));
  }
  order.rank.resize(nodes);
  if (!order.cycles.empty()) return order;
  std::vector<std::uint32_t> sorted;
  boost::topological_sort(graph, std::back_inserter(sorted));  // targets, which are required, come first
  for (std::uint32_t i = 0; i < sorted.size(); ++i) order.rank[sorted[i]] = i;
  return order;
}

}  // namespace huifang::dmn
