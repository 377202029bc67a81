#include "statechart/picture.hpp"

#include <algorithm>

#include "value/utf8.hpp"

namespace huifang::statechart {
namespace {

using Kind = StateInfo::Kind;

constexpr const char* highlight_fill = "#ffe08a";
constexpr const char* path_color = "#b07800";

/// A text inside double quotes of DOT, or of a Mermaid label.
std::string dot_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? ' ' : c;
  }
  return quoted + '"';
}

/// Mermaid reads no quotes inside labels; its own entities are #…;.
std::string mermaid_text(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '"')
      safe += "#quot;";
    else if (c == '#')
      safe += "#35;";
    else if (c == ';')
      safe += "#59;";
    else if (c == ':')
      safe += "#58;";
    else if (c == '{')
      safe += "#123;";
    else if (c == '}')
      safe += "#125;";
    else if (c == '<')
      safe += "#lt;";
    else if (c == '>')
      safe += "#gt;";
    else
      safe += c == '\n' ? ' ' : c;
  }
  return safe;
}

std::string node_of(std::uint32_t state) { return "s" + std::to_string(state); }

/// A leaf inside, which edges of DOT need; the state itself when it has none inside.
std::uint32_t leaf_in(const Model& model, std::uint32_t state) {
  while (!model.states[state].children.empty()) state = model.states[state].children.front();
  return state;
}

class Dot {
 public:
  Dot(const Model& model, const Marks& marks) : model_(model), marks_(marks), active_(marks.active) {}

  std::string draw() {
    text_ = "digraph " + dot_text(model_.name) +
            " {\n  compound=true;\n  fontname=\"sans-serif\";\n"
            "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"sans-serif\"];\n"
            "  edge [fontname=\"sans-serif\", fontsize=10];\n";
    inside(0, "  ");
    for (const Transition& transition : model_.transitions) {
      for (const std::uint32_t target : transition.targets)
        edge(transition.source, target, label_of(model_, transition), marks_.on_path(transition, model_));
    }
    return text_ + "}\n";
  }

 private:
  void inside(std::uint32_t state, const std::string& indent) {
    const StateInfo& info = model_.states[state];
    if (info.has_states()) {
      const std::string start = "i" + std::to_string(state);
      text_ += indent + start + " [shape=point, width=0.15];\n";
      for (const std::uint32_t target : info.initial) {
        text_ += indent + start + " -> " + end_of(target, "lhead") + ";\n";
      }
    }
    for (const std::uint32_t history : info.histories) {
      text_ += indent + node_of(history) +
               " [shape=circle, label=" + (model_.states[history].deep ? "\"H*\"" : "\"H\"") + "];\n";
      for (const std::uint32_t target : model_.states[history].initial) {
        text_ += indent + node_of(history) + " -> " + end_of(target, "lhead") + ";\n";
      }
    }
    for (const std::uint32_t child : info.children) one(child, indent);
  }

  void one(std::uint32_t state, const std::string& indent) {
    const StateInfo& info = model_.states[state];
    const std::string fill =
        active_[state] ? std::string("fillcolor=\"") + highlight_fill + "\", penwidth=2" : "";
    if (model_.is_leaf(state)) {
      text_ += indent + node_of(state) + " [label=" + dot_label(state) +
               (info.kind == Kind::final ? ", peripheries=2" : "") + (fill.empty() ? "" : ", " + fill) +
               "];\n";
      return;
    }
    text_ += indent + "subgraph cluster_" + std::to_string(state) + " {\n" + indent +
             "  label=" + dot_label(state) + ";\n";
    text_ += indent + "  style=\"rounded" +
             (active_[state]                ? ",filled\"; fillcolor=\"#fff6d8"
              : info.kind == Kind::parallel ? ",dashed"
                                            : "") +
             "\";\n";
    inside(state, indent + "  ");
    text_ += indent + "}\n";
  }

  std::string dot_label(std::uint32_t state) const {
    std::string label = dot_text(caption_of(model_.states[state]));
    for (const std::string& note : marks_.notes_of(state)) {
      label.pop_back();
      label += "\\n" + dot_text(note).substr(1);
    }
    return label;
  }

  std::string end_of(std::uint32_t state, const std::string& attribute) {
    if (model_.is_leaf(state) || model_.states[state].kind == Kind::history) return node_of(state);
    return node_of(leaf_in(model_, state)) + " [" + attribute + "=cluster_" + std::to_string(state) + "]";
  }

  void edge(std::uint32_t from, std::uint32_t to, const std::string& label, bool on_path) {
    std::string attributes = "label=" + dot_text(label);
    const auto end = [&](std::uint32_t state, const std::string& attribute) {
      if (model_.is_leaf(state) || model_.states[state].kind == Kind::history) return node_of(state);
      attributes += ", " + attribute + "=cluster_" + std::to_string(state);
      return node_of(leaf_in(model_, state));
    };
    if (on_path) attributes += std::string(", color=\"") + path_color + "\", penwidth=2";
    const std::string tail = end(from, "ltail");
    const std::string head = end(to, "lhead");
    text_ += "  " + tail + " -> " + head + " [" + attributes + "];\n";
  }

  const Model& model_;
  const Marks& marks_;
  const std::vector<bool>& active_;
  std::string text_;
};

class Mermaid {
 public:
  Mermaid(const Model& model, const Marks& marks) : model_(model), marks_(marks), active_(marks.active) {}

  std::string draw() {
    text_ = "stateDiagram-v2\n";
    inside(0, "  ");
    for (const Transition& transition : model_.transitions) {
      for (const std::uint32_t target : transition.targets) {
        std::string label = label_of(model_, transition);
        if (marks_.on_path(transition, model_)) label = "✓" + (label.empty() ? "" : " " + label);  // Mermaid cannot colour arrows
        text_ += "  " + node_of(transition.source) + " --> " + node_of(target) +
                 (label.empty() ? "" : " : " + mermaid_text(label)) + "\n";
      }
    }
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) {
      for (const std::string& note : marks_.notes_of(s)) {
        text_ += "  note right of " + node_of(s) + " : " + mermaid_text(note) + "\n";
      }
    }
    text_ += std::string("  classDef active fill:") + highlight_fill + ",stroke-width:2px\n";
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) {
      if (active_[s] && model_.is_leaf(s)) text_ += "  class " + node_of(s) + " active\n";
    }
    return text_;
  }

 private:
  void inside(std::uint32_t state, const std::string& indent) {
    const StateInfo& info = model_.states[state];
    if (info.has_states()) {
      for (const std::uint32_t target : info.initial) text_ += indent + "[*] --> " + node_of(target) + "\n";
    }
    for (const std::uint32_t history : info.histories) {
      text_ += indent + "state \"" + (model_.states[history].deep ? "H*" : "H") + "\" as " +
               node_of(history) + "\n";
      for (const std::uint32_t target : model_.states[history].initial) {
        text_ += indent + node_of(history) + " --> " + node_of(target) + "\n";
      }
    }
    bool first = true;
    for (const std::uint32_t child : info.children) {
      if (info.kind == Kind::parallel && !first) text_ += indent + "--\n";
      first = false;
      one(child, indent);
    }
  }

  void one(std::uint32_t state, const std::string& indent) {
    const StateInfo& info = model_.states[state];
    text_ += indent + "state \"" + mermaid_text(caption_of(info)) + "\" as " + node_of(state) + "\n";
    if (info.kind == Kind::final) text_ += indent + node_of(state) + " --> [*]\n";
    if (model_.is_leaf(state)) return;
    text_ += indent + "state " + node_of(state) + " {\n";
    inside(state, indent + "  ");
    text_ += indent + "}\n";
  }

  const Model& model_;
  const Marks& marks_;
  const std::vector<bool>& active_;
  std::string text_;
};

}  // namespace

std::string label_of(const Model& model, const Transition& transition) {
  std::string label;
  if (transition.timer != 0) label = "after " + model.timers[transition.timer - 1].text;
  for (const std::string& event : transition.events) label += (label.empty() ? "" : " ") + event;
  if (transition.when) label += (label.empty() ? "[" : " [") + utf8::shortened(transition.when.text()) + "]";
  return label;
}

const std::string& caption_of(const StateInfo& info) { return info.title.empty() ? info.id : info.title; }

Marks highlighted(const Model& model, const State* state) {
  Marks marks;
  marks.active.assign(model.states.size(), false);
  if (state == nullptr) return marks;
  for (const std::uint32_t one : StateAccess::active(*state)) marks.active[one] = true;
  return marks;
}

std::string draw_dot(const Model& model, const Marks& marks) { return Dot(model, marks).draw(); }
std::string draw_mermaid(const Model& model, const Marks& marks) { return Mermaid(model, marks).draw(); }

std::string draw_marked(const Model& model, Picture picture, const Marks& marks) {
  switch (picture) {
    case Picture::mermaid:
      return draw_mermaid(model, marks);
    case Picture::svg:
      return draw_svg(model, marks);
    case Picture::dot:
      break;
  }
  return draw_dot(model, marks);
}

std::string draw(const Definition& definition, Picture picture, const State* state) {
  if (state != nullptr) require_own(definition, *state);
  return draw_marked(definition.model(), picture, highlighted(definition.model(), state));
}

}  // namespace huifang::statechart
