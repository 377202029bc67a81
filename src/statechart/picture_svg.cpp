/// SVG, laid out here. Inside each compound state its states stand in rows, by their distance from the
/// initial one; the regions of a parallel state stand side by side. A transition to the next row is a
/// straight arrow through the gap between them; every other one goes through a lane on the right of the state
/// around both ends, so that it crosses no box beside it.
#include <algorithm>
#include <deque>
#include <map>

#include "statechart/picture.hpp"
#include "value/width.hpp"

namespace huifang::statechart {
namespace {

using Kind = StateInfo::Kind;

constexpr int pad = 18;    // between a state and what is inside it
constexpr int head = 26;   // a state's caption
constexpr int gap = 56;    // between rows: arrows and their labels
constexpr int letter = 7;  // one column of text
constexpr int lane_space = 14;

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else if (static_cast<unsigned char>(c) < 0x20)
      safe += ' ';
    else
      safe += c;
  }
  return safe;
}

int width_of(const std::string& text) { return static_cast<int>(terminal::width(text)) * letter; }
std::string num(int value) { return std::to_string(value); }

struct Box {
  int x = 0, y = 0, w = 0, h = 0;  // x and y from the corner of the state around it, later from the picture's
  int row = 0;
  int row_end = 0;   // bottom of its row, from the top of the state around it
  int lanes_at = 0;  // x of the first lane inside
};

/// One arrow; several transitions between the same states share it.
struct Edge {
  std::uint32_t from = 0, to = 0, around = 0;
  std::vector<std::string> labels;
  bool direct = false;
  bool on_path = false;  // some of them were taken
  int lane = 0;
  int number = 0;  // of the lane
};

class Svg {
 public:
  Svg(const Model& model, const Marks& marks)
      : model_(model), marks_(marks), active_(marks.active), boxes_(model.states.size()) {}

  std::string draw() {
    collect();
    size(0);
    place(0, 0, 0);
    const Box& all = boxes_[0];
    text_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + num(all.w) + "\" height=\"" + num(all.h) +
            "\" viewBox=\"0 0 " + num(all.w) + " " + num(all.h) +
            "\" font-family=\"sans-serif\" font-size=\"12\">\n"
            "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" "
            "markerHeight=\"7\" orient=\"auto-start-reverse\">"
            "<path d=\"M0 0L10 5L0 10z\" fill=\"#444\"/></marker></defs>\n<rect width=\"100%\" "
            "height=\"100%\" fill=\"#ffffff\"/>\n";
    text_ += "<text x=\"" + num(pad) + "\" y=\"18\" font-weight=\"bold\">" +
             escaped(model_.title.empty() ? model_.name : model_.title) + "</text>\n";
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) box(s);
    for (std::uint32_t s = 0; s < model_.states.size(); ++s) start(s);
    for (const Edge& edge : edges_) arrow(edge);
    return text_ + "</svg>\n";
  }

 private:
  /// The states that are laid out inside one.
  std::vector<std::uint32_t> parts(std::uint32_t state) const {
    std::vector<std::uint32_t> all = model_.states[state].histories;
    all.insert(all.end(), model_.states[state].children.begin(), model_.states[state].children.end());
    return all;
  }

  bool holds(std::uint32_t outer, std::uint32_t inner) const {
    return inner == outer || model_.inside(inner, outer);
  }

  /// Which part of `around` a state belongs to.
  std::uint32_t part_of(std::uint32_t around, std::uint32_t state) const {
    while (state != around && model_.states[state].parent != around) state = model_.states[state].parent;
    return state;
  }

  void connect(std::uint32_t from, std::uint32_t to, const std::string& label, bool on_path = false) {
    for (Edge& edge : edges_) {
      if (edge.from != from || edge.to != to) continue;
      edge.labels.push_back(label);
      edge.on_path = edge.on_path || on_path;
      return;
    }
    Edge edge;
    edge.from = from;
    edge.to = to;
    edge.labels = {label};
    edge.on_path = on_path;
    edge.around = model_.states[from].parent;
    while (edge.around != 0 && !model_.inside(to, edge.around))
      edge.around = model_.states[edge.around].parent;
    edges_.push_back(std::move(edge));
  }

  void collect() {
    lines_.resize(model_.states.size());
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) lines_[s] = marks_.notes_of(s);
    for (const Transition& transition : model_.transitions) {
      if (transition.targets.empty())
        lines_[transition.source].push_back(label_of(model_, transition) + " /");
      for (const std::uint32_t target : transition.targets)
        connect(transition.source, target, label_of(model_, transition), marks_.on_path(transition, model_));
    }
    for (std::uint32_t s = 1; s < model_.states.size(); ++s) {
      if (model_.states[s].kind != Kind::history) continue;
      for (const std::uint32_t target : model_.states[s].initial) connect(s, target, "");
    }
  }

  /// Rows by distance from the initial states.
  std::vector<std::vector<std::uint32_t>> rows(std::uint32_t state) {
    const std::vector<std::uint32_t> all = parts(state);
    if (model_.states[state].kind == Kind::parallel) return {all};
    std::map<std::uint32_t, int> row;
    std::deque<std::uint32_t> open;
    const auto reach = [&](std::uint32_t part, int distance) {
      if (row.emplace(part, distance).second) open.push_back(part);
    };
    const auto follow = [&] {
      while (!open.empty()) {
        const std::uint32_t one = open.front();
        open.pop_front();
        for (const Edge& edge : edges_) {
          if (edge.around == state && holds(one, edge.from) && !holds(one, edge.to))
            reach(part_of(state, edge.to), row[one] + 1);
        }
      }
    };
    for (const std::uint32_t target : model_.states[state].initial) reach(part_of(state, target), 0);
    follow();
    for (const std::uint32_t part : all) {  // what nothing leads to stands at the top
      reach(part, 0);
      follow();
    }
    std::vector<std::vector<std::uint32_t>> found;
    for (const std::uint32_t part : all) {
      const auto at = static_cast<std::size_t>(row[part]);
      if (found.size() <= at) found.resize(at + 1);
      found[at].push_back(part);
    }
    return found;
  }

  static int label_width(const Edge& edge) {
    int widest = 0;
    for (const std::string& label : edge.labels) widest = std::max(widest, width_of(label));
    return widest;
  }

  /// Sizes from the inside out; places of parts within their state.
  void size(std::uint32_t state) {
    Box& own = boxes_[state];
    const StateInfo& info = model_.states[state];
    if (info.kind == Kind::history) {
      own.w = own.h = 26;
      return;
    }
    int widest = width_of(caption_of(info)) + 24;
    for (const std::string& line : lines_[state]) widest = std::max(widest, width_of(line) + 24);
    const int top = head + static_cast<int>(lines_[state].size()) * 16;
    if (model_.is_leaf(state)) {
      own.w = std::max(widest, 70);
      own.h = top + 12;
      return;
    }
    for (const std::uint32_t part : parts(state)) size(part);
    const auto layout = rows(state);
    int y = top + gap;
    int right = 0;
    for (std::size_t r = 0; r < layout.size(); ++r) {
      int x = pad;
      int tallest = 0;
      for (const std::uint32_t part : layout[r]) {
        boxes_[part].x = x;
        boxes_[part].y = y;
        boxes_[part].row = static_cast<int>(r);
        int room = pad + 8;
        for (const Edge& edge : edges_) {
          if (edge.around == state && (holds(part, edge.to) || holds(part, edge.from)))
            room = std::max(room, std::min(label_width(edge), 170) - boxes_[part].w + 30);
        }
        x += boxes_[part].w + room;
        tallest = std::max(tallest, boxes_[part].h);
      }
      for (const std::uint32_t part : layout[r]) boxes_[part].row_end = y + tallest;
      right = std::max(right, x - 8);
      y += tallest + gap;
    }
    own.lanes_at = right;
    lanes(state);
    own.w = std::max(widest, lanes_end_);
    own.h = y - gap + (has_lanes_ ? gap - 10 : pad);
  }

  /// Which arrows inside are direct, and a lane for each of the others.
  void lanes(std::uint32_t state) {
    int x = boxes_[state].lanes_at;
    has_lanes_ = false;
    int number = 0;
    for (Edge& edge : edges_) {
      if (edge.around != state) continue;
      const std::uint32_t from = part_of(state, edge.from);
      const std::uint32_t to = part_of(state, edge.to);
      edge.direct =
          from == edge.from && to == edge.to && from != to && boxes_[to].row == boxes_[from].row + 1;
      if (edge.direct) continue;
      edge.lane = x + lane_space;
      x = edge.lane + label_width(edge) + 6;
      has_lanes_ = true;
      edge.number = number++;
    }
    lanes_end_ = x + (number == 0 ? 0 : pad / 2);
  }

  void place(std::uint32_t state, int x, int y) {
    boxes_[state].x = x;
    boxes_[state].y = y;
    for (const std::uint32_t part : parts(state)) place(part, x + boxes_[part].x, y + boxes_[part].y);
  }

  void box(std::uint32_t state) {
    const StateInfo& info = model_.states[state];
    const Box& b = boxes_[state];
    const std::string fill = !active_[state] ? "#fafafa" : model_.is_leaf(state) ? "#ffe08a" : "#fff6d8";
    const std::string stroke = active_[state] ? "#b07800\" stroke-width=\"2" : "#666";
    if (info.kind == Kind::history) {
      text_ += "<circle cx=\"" + num(b.x + 13) + "\" cy=\"" + num(b.y + 13) +
               "\" r=\"13\" fill=\"#fff\" stroke=\"#666\"/><text x=\"" + num(b.x + 13) + "\" y=\"" +
               num(b.y + 17) + "\" text-anchor=\"middle\">" + (info.deep ? "H*" : "H") + "</text>\n";
      return;
    }
    text_ += "<g data-state=\"" + escaped(info.id) + "\"" + (active_[state] ? " class=\"active\"" : "") +
             "><rect x=\"" + num(b.x) + "\" y=\"" + num(b.y) + "\" width=\"" + num(b.w) + "\" height=\"" +
             num(b.h) + "\" rx=\"8\" fill=\"" + fill + "\" stroke=\"" + stroke + "\"" +
             (model_.states[info.parent].kind == Kind::parallel ? " stroke-dasharray=\"6 4\"" : "") + "/>";
    if (info.kind == Kind::final) {
      text_ += "<rect x=\"" + num(b.x + 3) + "\" y=\"" + num(b.y + 3) + "\" width=\"" + num(b.w - 6) +
               "\" height=\"" + num(b.h - 6) + "\" rx=\"6\" fill=\"none\" stroke=\"#666\"/>";
    }
    const int middle = b.y + (model_.is_leaf(state) && lines_[state].empty() ? b.h / 2 + 4 : 18);
    text_ += "<text x=\"" + num(b.x + b.w / 2) + "\" y=\"" + num(middle) + "\" text-anchor=\"middle\">" +
             escaped(caption_of(info)) + "</text>";
    for (std::size_t i = 0; i < lines_[state].size(); ++i) {
      text_ += "<text x=\"" + num(b.x + 12) + "\" y=\"" + num(b.y + head + 10 + static_cast<int>(i) * 16) +
               "\" font-size=\"11\" fill=\"#555\">" + escaped(lines_[state][i]) + "</text>";
    }
    text_ += "</g>\n";
  }

  /// The dot where a compound state begins.
  void start(std::uint32_t state) {
    const StateInfo& info = model_.states[state];
    if (!info.has_states()) return;
    for (const std::uint32_t target : info.initial) {
      const Box& b = boxes_[part_of(state, target)];
      const Box& t = boxes_[target];
      const int x = t.x + std::min(16, t.w / 4);
      const int y = b.y - 30;
      text_ += "<circle cx=\"" + num(x) + "\" cy=\"" + num(y) + "\" r=\"5\" fill=\"#444\"/>";
      line({{x, y + 5}, {x, t.y}});
    }
  }

  void line(const std::vector<std::pair<int, int>>& points, bool on_path = false) {
    std::string path;
    for (const auto& [x, y] : points) path += (path.empty() ? "M" : "L") + num(x) + " " + num(y);
    text_ += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + (on_path ? "#b07800\" stroke-width=\"2.5\" class=\"taken" : "#444") +
             "\" marker-end=\"url(#arrow)\"/>\n";
  }

  void label(int x, int y, const std::string& anchor, const Edge& edge) {
    int line = y - static_cast<int>(edge.labels.size() - 1) * 6;
    for (const std::string& one : edge.labels) {
      if (!one.empty()) {
        text_ += "<text x=\"" + num(x) + "\" y=\"" + num(line) + "\" text-anchor=\"" + anchor +
                 "\" font-size=\"11\" fill=\"#223\" stroke=\"#ffffff\" stroke-width=\"3\" "
                 "paint-order=\"stroke\">" +
                 escaped(one) + "</text>\n";
      }
      line += 13;
    }
  }

  /// Where the next arrow of a lane leaves or enters: from the right end of a side leftwards.
  int port(std::uint32_t state, std::map<std::uint32_t, int>& used) {
    const Box& b = boxes_[state];
    return std::max(b.x + 8, b.x + b.w - 10 - 7 * used[state]++);
  }

  /// The nearest place on the side of a box, away from its corners.
  static int nearest(const Box& box, int x) {
    return std::clamp(x, box.x + 14, std::max(box.x + 14, box.x + box.w - 14));
  }

  /// How many arrows come straight to a state.
  std::ptrdiff_t direct_to(std::uint32_t state) const {
    return std::count_if(edges_.begin(), edges_.end(),
                         [&](const Edge& edge) { return edge.direct && edge.to == state; });
  }

  void arrow(const Edge& edge) {
    const Box& a = boxes_[edge.from];
    const Box& b = boxes_[edge.to];
    if (edge.direct) {
      const int out = nearest(a, b.x + b.w / 2);
      const int in = nearest(b, out);
      line({{out, a.y + a.h}, {in, b.y}}, edge.on_path);
      // Where arrows spread the label is near the target, where they meet near the source.
      const Edge* const first = edges_.data();
      const auto before =
          std::count_if(first, &edge, [&](const Edge& other) { return other.direct && other.from == edge.from; });
      const bool meet = direct_to(edge.to) > 1;
      const int part = before % 2 == 0 ? (meet ? 30 : 75) : (meet ? 52 : 45);
      label(out + (in - out) * part / 100, a.y + a.h + (b.y - a.y - a.h) * part / 100, "middle", edge);
      return;
    }
    const Box& around = boxes_[edge.around];
    const Box& from = boxes_[part_of(edge.around, edge.from)];
    const Box& to = boxes_[part_of(edge.around, edge.to)];
    const int out = port(edge.from, bottoms_);
    const int in = port(edge.to, tops_);
    const int lane = around.x + edge.lane;
    const int below = around.y + from.row_end + 10 + edge.number % 4 * 4;
    const int above = to.y - 10 - edge.number % 4 * 4;
    if (model_.inside(edge.to, edge.from)) {  // from a state to what is inside it
      line({{a.x + a.w, a.y + head / 2}, {lane, a.y + head / 2}, {lane, above}, {in, above}, {in, b.y}}, edge.on_path);
    } else {
      line({{out, a.y + a.h}, {out, below}, {lane, below}, {lane, above}, {in, above}, {in, b.y}}, edge.on_path);
    }
    label(lane + 4, (below + above) / 2 + 4, "start", edge);
  }

  const Model& model_;
  const Marks& marks_;
  const std::vector<bool>& active_;
  std::vector<Box> boxes_;
  std::vector<Edge> edges_;
  std::vector<std::vector<std::string>> lines_;  ///< targetless transitions, by state
  std::map<std::uint32_t, int> bottoms_, tops_;
  bool has_lanes_ = false;
  int lanes_end_ = 0;
  std::string text_;
};

}  // namespace

std::string draw_svg(const Model& model, const Marks& marks) {
  return Svg(model, marks).draw();
}

}  // namespace huifang::statechart
