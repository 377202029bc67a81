#include "plan/flow.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <limits>
#include <map>

namespace huifang::planning {
namespace {

constexpr std::size_t edges_max = 2'000'000;

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Graph = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS,
    boost::property<boost::vertex_index_t, std::size_t,
                    boost::property<boost::vertex_color_t, boost::default_color_type,
                                    boost::property<boost::vertex_distance_t, long,
                                                    boost::property<boost::vertex_predecessor_t,
                                                                    Traits::edge_descriptor>>>>,
    boost::property<boost::edge_capacity_t, std::int64_t,
                    boost::property<boost::edge_residual_capacity_t, std::int64_t,
                                    boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;

class Network {
 public:
  explicit Network(std::size_t vertices) : graph_(vertices) {}

  void connect(std::size_t from, std::size_t to, std::int64_t capacity) {
    const auto forth = boost::add_edge(from, to, graph_).first;
    const auto back = boost::add_edge(to, from, graph_).first;
    boost::put(boost::edge_capacity, graph_, forth, capacity);
    boost::put(boost::edge_capacity, graph_, back, 0);
    boost::put(boost::edge_reverse, graph_, forth, back);
    boost::put(boost::edge_reverse, graph_, back, forth);
  }

  std::int64_t flow(std::size_t source, std::size_t sink) {
    return boost::boykov_kolmogorov_max_flow(graph_, source, sink);
  }

  /// After flow(): on the source's side of a least cut.
  bool on_source_side(std::size_t vertex) const {
    return boost::get(boost::vertex_color, graph_, vertex) == boost::black_color;
  }

 private:
  Graph graph_;
};

}  // namespace

std::vector<VisitId> overfull(const Problem& problem) {
  std::size_t edges = 0;
  for (const VisitNode& node : problem.visits)
    edges += static_cast<std::size_t>(node.last - node.first + 1) * problem.crews[node.crew].size();
  if (edges > edges_max) return {};

  const std::size_t source = 0, sink = 1, first_visit = 2, first_cell = first_visit + problem.visits.size();
  std::map<Cell, std::size_t> cells;
  std::vector<std::pair<std::size_t, std::size_t>> ways;
  for (VisitId visit = 0; visit < problem.visits.size(); ++visit) {
    const VisitNode& node = problem.visits[visit];
    for (std::int32_t day = node.first; day <= node.last; ++day) {
      for (const std::uint32_t person : problem.crews[node.crew]) {
        const Cell cell = problem.cell(person, day);
        if (problem.room[cell] < node.effort) continue;
        const auto known = cells.emplace(cell, first_cell + cells.size()).first;
        ways.emplace_back(first_visit + visit, known->second);
      }
    }
  }
  Network network(first_cell + cells.size());
  std::int64_t demand = 0;
  for (VisitId visit = 0; visit < problem.visits.size(); ++visit) {
    network.connect(source, first_visit + visit, problem.visits[visit].effort);
    demand += problem.visits[visit].effort;
  }
  for (const auto& [from, to] : ways) network.connect(from, to, std::numeric_limits<std::int64_t>::max() / 4);
  for (const auto& [cell, vertex] : cells) network.connect(vertex, sink, problem.room[cell]);
  if (network.flow(source, sink) == demand) return {};
  std::vector<VisitId> out;
  for (VisitId visit = 0; visit < problem.visits.size(); ++visit) {
    if (network.on_source_side(first_visit + visit)) out.push_back(visit);
  }
  return out;
}

}  // namespace huifang::planning
