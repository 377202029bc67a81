/// What a graph of a definition shows: states nobody comes to, states nobody leaves, transitions that go
/// round.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>

#include "statechart/codes.hpp"
#include "statechart/model.hpp"

namespace huifang::statechart {
namespace {

using Kind = StateInfo::Kind;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
using Vertex = std::uint32_t;

/// Two vertices a state: it is entered (which enters what is inside it), and it is active (which makes the
/// states around it active as well).
Vertex entered(std::uint32_t state) { return 2 * state; }
Vertex is_active(std::uint32_t state) { return 2 * state + 1; }

std::vector<bool> reached_from(const Graph& graph, Vertex start) {
  std::vector<boost::default_color_type> colors(num_vertices(graph), boost::white_color);
  boost::breadth_first_search(graph, start, boost::color_map(colors.data()));
  std::vector<bool> reached(colors.size());
  for (std::size_t i = 0; i < colors.size(); ++i) reached[i] = colors[i] == boost::black_color;
  return reached;
}

/// Entering a state, without what its transitions do.
void add_entering(const Model& model, Graph& graph) {
  for (std::uint32_t s = 0; s < model.states.size(); ++s) {
    const StateInfo& info = model.states[s];
    if (info.kind != Kind::history) add_edge(entered(s), is_active(s), graph);
    if (info.kind == Kind::parallel) {
      for (const std::uint32_t child : info.children) add_edge(entered(s), entered(child), graph);
    }
    for (const std::uint32_t target : info.initial) add_edge(entered(s), entered(target), graph);
  }
}

/// Everything a chart may ever do, guards not asked.
Graph possible(const Model& model) {
  Graph graph(2 * model.states.size());
  add_entering(model, graph);
  for (std::uint32_t s = 1; s < model.states.size(); ++s) {
    const StateInfo& info = model.states[s];
    if (info.parent != 0 && info.kind != Kind::history) add_edge(is_active(s), is_active(info.parent), graph);
    if (info.kind != Kind::parallel) continue;
    for (const std::uint32_t child : info.children) add_edge(is_active(s), entered(child), graph);
  }
  for (const Transition& transition : model.transitions) {
    for (const std::uint32_t target : transition.targets)
      add_edge(is_active(transition.source), entered(target), graph);
  }
  return graph;
}

bool unconditional(const Transition& transition) {
  if (!transition.when) return true;
  const std::optional<Value>& constant = transition.when.constant();
  return constant && constant->kind() == Value::Kind::boolean && constant->boolean();
}

class Lint {
 public:
  explicit Lint(const Model& model) : model_(model) {}

  std::vector<Diagnostic> run() {
    const Graph graph = possible(model_);
    const std::vector<bool> reached = reached_from(graph, entered(0));
    unreachable(reached);
    no_way_out(graph, reached);
    eventless_loops();
    undeclared_events();
    unknown_states();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.offset < b.offset; });
    return std::move(found_);
  }

 private:
  Diagnostic& warn(const loader::Code& code, std::string message, const std::string& pointer,
                   std::int64_t line, std::int64_t column, std::int64_t offset) {
    Diagnostic& diagnostic = found_.emplace_back();
    diagnostic.code = code.id;
    diagnostic.severity = Severity::warning;
    diagnostic.message = std::move(message);
    diagnostic.file = model_.file;
    diagnostic.pointer = pointer;
    diagnostic.line = line;
    diagnostic.column = column;
    diagnostic.offset = offset;
    return diagnostic;
  }

  void warn(const loader::Code& code, std::uint32_t state, std::string message) {
    const StateInfo& info = model_.states[state];
    warn(code, std::move(message), info.pointer, info.line, info.column, info.offset);
  }

  /// Of states inside one another only the outermost is told.
  void unreachable(const std::vector<bool>& reached) {
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) {
      const StateInfo& info = model_.states[s];
      const Vertex vertex = info.kind == Kind::history ? entered(s) : is_active(s);
      if (reached[vertex] || (info.parent != 0 && !reached[is_active(info.parent)])) continue;
      warn(code::unreachable, s, "nothing leads to '" + info.id + "'");
    }
  }

  void no_way_out(const Graph& graph, const std::vector<bool>& reached) {
    Graph ends = graph;
    const Vertex end = static_cast<Vertex>(add_vertex(ends));
    bool any = false;
    for (const std::uint32_t s : model_.states[0].children) {
      if (model_.states[s].kind != Kind::final) continue;
      add_edge(is_active(s), end, ends);
      any = true;
    }
    if (!any) return;
    const boost::reverse_graph<Graph> backwards(ends);
    std::vector<boost::default_color_type> colors(num_vertices(ends), boost::white_color);
    boost::breadth_first_search(backwards, end, boost::color_map(colors.data()));
    const auto stuck_leaf = [&](std::uint32_t s) { return colors[is_active(s)] == boost::white_color; };
    for (std::uint32_t s = 1; s < model_.states.size();) {
      // Of a state all of whose leaves are stuck, the state itself is told.
      bool stuck = reached[is_active(s)] && model_.states[s].kind != Kind::history;
      for (std::uint32_t inside = s; inside < model_.states[s].end && stuck; ++inside) {
        stuck = !model_.is_leaf(inside) || stuck_leaf(inside);
      }
      if (stuck)
        warn(code::no_way_out, s, "from '" + model_.states[s].id + "' no final state can be reached");
      s = stuck ? model_.states[s].end : s + 1;
    }
  }

  /// Transitions without event and condition that lead back to where they began.
  void eventless_loops() {
    Graph graph(2 * model_.states.size());
    add_entering(model_, graph);
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) {
      const StateInfo& info = model_.states[s];
      const bool own = std::any_of(info.always.begin(), info.always.end(),
                                   [&](std::uint32_t t) { return unconditional(model_.transitions[t]); });
      if (!own && info.parent != 0 && info.kind != Kind::history)
        add_edge(is_active(s), is_active(info.parent), graph);
      for (const std::uint32_t number : info.always) {
        const Transition& transition = model_.transitions[number];
        if (!unconditional(transition)) continue;
        for (const std::uint32_t target : transition.targets) add_edge(is_active(s), entered(target), graph);
        break;  // the first that is always possible hides the others
      }
    }
    std::vector<std::size_t> component(num_vertices(graph));
    boost::strong_components(
        graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
    std::vector<std::size_t> told;
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) {
      for (const std::uint32_t number : model_.states[s].always) {
        const Transition& transition = model_.transitions[number];
        if (!unconditional(transition)) continue;
        const std::size_t mine = component[is_active(s)];
        const bool loops =
            std::any_of(transition.targets.begin(), transition.targets.end(),
                        [&](std::uint32_t target) { return component[entered(target)] == mine; });
        if (loops && std::find(told.begin(), told.end(), mine) == told.end()) {
          told.push_back(mine);
          warn(code::eventless_loop, s,
               "the eventless transition of '" + model_.states[s].id + "' leads back to it for ever");
        }
        break;
      }
    }
  }

  /// Events of the library itself need no declaration.
  bool known(const std::string& name) const {
    if (name == "*" || name == "done" || name == "done.state" || name == "error" || name == "error.execution")
      return true;
    if (name.starts_with("done.state.")) return model_.state_index.contains(name.substr(11));
    return std::any_of(model_.declared_events.begin(), model_.declared_events.end(),
                       [&](const std::string& declared) { return descriptor_matches(name, declared); });
  }

  void undeclared_events() {
    if (!model_.declares_events) return;
    for (const Mention& mention : model_.events_used) {
      if (known(mention.name)) continue;
      Diagnostic& diagnostic =
          warn(code::undeclared_event, "the event '" + mention.name + "' is not declared", mention.pointer,
               mention.line, mention.column, mention.offset);
      diagnostic.suggestion = nearest_name(mention.name, model_.declared_events);
    }
  }

  void unknown_states() {
    std::vector<std::string> names;
    for (const StateInfo& info : model_.states) names.push_back(info.id);
    for (const Mention& mention : model_.states_asked) {
      if (model_.state_index.contains(mention.name)) continue;
      Diagnostic& diagnostic =
          warn(code::unknown_in, "there is no state '" + mention.name + "', so this is always false",
               mention.pointer, mention.line, mention.column, mention.offset);
      diagnostic.suggestion = nearest_name(mention.name, names);
    }
  }

  const Model& model_;
  std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<Diagnostic> lint(const Definition& definition) { return Lint(definition.model()).run(); }

}  // namespace huifang::statechart
