/// States as JSON: by the names of states and data, so that people can read them too.
#include <algorithm>

#include "policy/canonical.hpp"
#include "policy/reader.hpp"
#include "statechart/codes.hpp"
#include "statechart/model.hpp"
#include "statechart/value_form.hpp"

namespace huifang::statechart {
namespace {

namespace common = loader::code;
using loader::Node;
using Kind = StateInfo::Kind;

void append_names(std::string& text, const Model& model, const std::vector<std::uint32_t>& states) {
  text += '[';
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (i > 0) text += ',';
    loader::append_quoted(text, model.states[states[i]].id);
  }
  text += ']';
}

void append_pending(std::string& text, const Model& model, const Pending& one) {
  text += "{\"due\":" + std::to_string(one.due.utc_us) + ",\"sequence\":" + std::to_string(one.sequence);
  if (one.timer != 0) {
    const Timer& timer = model.timers[one.timer - 1];
    const std::vector<std::uint32_t>& all = model.states[timer.state].timers;
    const auto place = std::find(all.begin(), all.end(), one.timer - 1) - all.begin();
    text += ",\"after\":";
    loader::append_quoted(text, model.states[timer.state].id);
    text += ",\"number\":" + std::to_string(place);
  } else {
    text += ",\"event\":";
    loader::append_quoted(text, one.sent->event);
    for (const auto& [key, content] :
         {std::pair<std::string_view, const std::string&>{"id", one.sent->id}, {"to", one.sent->to}}) {
      if (content.empty()) continue;
      text += ",\"" + std::string(key) + "\":";
      loader::append_quoted(text, content);
    }
    if (!one.sent->data.is_null()) {
      text += ",\"data\":";
      append_value(text, one.sent->data);
    }
  }
  text += '}';
}

/// Reads a state back, and believes nothing.
class Reader {
 public:
  Reader(const Model& model, loader::Report& report) : model_(model), report_(report) {}

  State read(const Node& root) {
    if (!keys(root, {"statechart", "definition", "at", "running", "active", "entered", "history", "data",
                     "pending", "sent", "result"}))
      return {};
    StateAccess::definition(state_) = model_.fingerprint;
    definition(root);
    std::int64_t at = 0;
    if (const Node* node = required(root, "at", Node::Kind::number); node != nullptr && integer(*node, at)) {
      StateAccess::at(state_).utc_us = at;
    }
    if (const Node* node = required(root, "running", Node::Kind::boolean))
      StateAccess::running(state_) = node->boolean;
    std::int64_t sent = 0;
    if (const Node* node = required(root, "sent", Node::Kind::number);
        node != nullptr && integer(*node, sent)) {
      if (sent < 0) wrong(*node, "a count of what was sent is not negative", "a whole number from 0 on");
      StateAccess::sent(state_) = static_cast<std::uint64_t>(std::max<std::int64_t>(sent, 0));
    }
    if (const Node* node = required(root, "active", Node::Kind::array)) {
      StateAccess::active(state_) = names(*node);
      configuration(*node);
    }
    if (const Node* node = root.find("entered"); node != nullptr && is(*node, Node::Kind::array)) {
      StateAccess::entered(state_) = names(*node);
    }
    history(root);
    data(root);
    pending(root);
    if (const Node* node = root.find("result")) StateAccess::result(state_) = value_of(*node, report_);
    return std::move(state_);
  }

 private:
  void definition(const Node& root) {
    if (const Node* name = required(root, "statechart", Node::Kind::string);
        name != nullptr && name->text != model_.name) {
      other(*name, model_.name);
    }
    if (const Node* hash = required(root, "definition", Node::Kind::string);
        hash != nullptr && hash->text != model_.hash) {
      other(*hash, model_.hash);
    }
  }

  void other(const Node& node, const std::string& own) {
    report_.set_kind(ErrorKind::conflict);
    report_.error(code::other_definition, node, "the state belongs to another definition",
                  {loader::brief(node), own, ""});
  }

  bool is(const Node& node, Node::Kind kind) {
    if (node.kind == kind) return true;
    report_.error(common::wrong_kind, node, "this must be " + std::string(loader::kind_words(kind)),
                  {loader::brief(node), std::string(loader::kind_words(kind)), ""});
    return false;
  }

  const Node* required(const Node& object, std::string_view key, Node::Kind kind) {
    const Node* node = object.find(key);
    if (node != nullptr) return is(*node, kind) ? node : nullptr;
    report_.error(common::missing_key, object, "a state has \"" + std::string(key) + "\"",
                  {"", "\"" + std::string(key) + "\"", ""});
    return nullptr;
  }

  bool keys(const Node& node, const std::vector<std::string>& allowed) {
    if (!is(node, Node::Kind::object)) return false;
    for (const Node* child : node.children) {
      if (std::find(allowed.begin(), allowed.end(), child->key) != allowed.end()) continue;
      report_.error_at_key(common::unknown_key, *child, "unknown key in a state",
                           {"\"" + child->key + "\"", "", report_.nearest(child->key, allowed)});
    }
    return true;
  }

  void wrong(const Node& node, const std::string& message, const std::string& expected) {
    report_.error(code::bad_state, node, message, {loader::brief(node), expected, ""});
  }

  bool integer(const Node& node, std::int64_t& value) {
    const std::optional<Decimal> number = Decimal::parse(node.text);
    const std::optional<std::int64_t> whole = number ? number->to_int64() : std::nullopt;
    constexpr std::int64_t most = 4'000'000'000'000'000'000;
    if (!whole || *whole > most || *whole < -most) {
      wrong(node, "this must be a whole number", "a whole number");
      return false;
    }
    value = *whole;
    return true;
  }

  std::vector<std::uint32_t> names(const Node& node) {
    std::vector<std::uint32_t> found;
    for (const Node* name : node.children) {
      if (!is(*name, Node::Kind::string)) continue;
      const auto state = model_.state_index.find(name->text);
      if (state != model_.state_index.end() && (found.empty() || found.back() < state->second) &&
          model_.states[state->second].kind != Kind::history) {
        found.push_back(state->second);
      } else {
        wrong(*name, "this is no state, or not in the order of the definition", "states in document order");
      }
    }
    return found;
  }

  /// One state inside each active compound state, all inside each parallel one, and nothing else.
  void configuration(const Node& node) {
    const std::vector<std::uint32_t>& active = StateAccess::active(state_);
    const auto is_active = [&](std::uint32_t s) {
      return s == 0 || std::binary_search(active.begin(), active.end(), s);
    };
    bool legal = true;
    for (std::uint32_t s = 0; s < model_.states.size(); ++s) {
      const StateInfo& info = model_.states[s];
      std::size_t inside = 0;
      for (const std::uint32_t child : info.children) inside += is_active(child) ? 1u : 0u;
      const std::size_t wanted = !is_active(s) || model_.is_leaf(s) || info.kind == Kind::history ? 0
                                 : info.kind == Kind::parallel ? info.children.size()
                                                               : 1;
      legal = legal && inside == wanted;
    }
    if (!legal)
      wrong(node, "these states cannot be active together",
            "one state inside each compound state, all inside each parallel one");
  }

  void history(const Node& root) {
    const Node* node = root.find("history");
    if (node == nullptr || !is(*node, Node::Kind::object)) return;
    for (const Node* entry : node->children) {
      const auto state = model_.state_index.find(entry->key);
      if (state == model_.state_index.end() || model_.states[state->second].kind != Kind::history) {
        wrong(*entry, "there is no history state of this name", "a history state");
        continue;
      }
      if (!is(*entry, Node::Kind::array)) continue;
      const StateInfo& info = model_.states[state->second];
      const std::vector<std::uint32_t> kept = names(*entry);
      if (!legal_history(info, kept)) {
        wrong(*entry, "this cannot have been active inside '" + model_.states[info.parent].id + "'",
              "what was active when it was left");
        continue;
      }
      auto& all = StateAccess::history(state_);
      if (!all.empty() && all.back().state >= state->second) {
        wrong(*entry, "history states stand in the order of the definition", "document order");
        continue;
      }
      all.push_back({state->second, kept});
    }
  }

  bool legal_history(const StateInfo& info, const std::vector<std::uint32_t>& kept) const {
    const StateInfo& parent = model_.states[info.parent];
    if (!info.deep) {
      const std::size_t wanted = parent.kind == Kind::parallel ? parent.children.size() : 1;
      return kept.size() == wanted && std::all_of(kept.begin(), kept.end(), [&](std::uint32_t s) {
               return model_.states[s].parent == info.parent;
             });
    }
    return !kept.empty() && covered(info.parent, kept) == kept.size() &&
           std::all_of(kept.begin(), kept.end(),
                       [&](std::uint32_t s) { return model_.is_leaf(s) && model_.inside(s, info.parent); });
  }

  /// How many leaves a legal configuration below `state` has, of those given; 0: none that is legal.
  std::size_t covered(std::uint32_t state, const std::vector<std::uint32_t>& leaves) const {
    const StateInfo& info = model_.states[state];
    if (model_.is_leaf(state)) return std::binary_search(leaves.begin(), leaves.end(), state) ? 1 : 0;
    std::size_t sum = 0;
    std::size_t children = 0;
    for (const std::uint32_t child : info.children) {
      const std::size_t inside = covered(child, leaves);
      sum += inside;
      children += inside > 0 ? 1u : 0u;
    }
    return children == (info.kind == Kind::parallel ? info.children.size() : 1) ? sum : 0;
  }

  void data(const Node& root) {
    std::vector<Value>& values = StateAccess::data(state_);
    values.assign(model_.data_names.size(), Value{});
    const Node* node = required(root, "data", Node::Kind::object);
    if (node == nullptr) return;
    for (const Node* entry : node->children) {
      const auto slot = model_.slots.find(entry->key);
      if (slot == model_.slots.end()) {
        wrong(*entry, "there is no data of this name", "data that is declared");
        continue;
      }
      values[slot->second] = checked(*entry);
    }
  }

  Value checked(const Node& node) {
    Value value = value_of(node, report_);
    if (value.depth() <= value_depth_max && value.size() <= value_size_max) return value;
    wrong(node, "the value is too large", std::to_string(value_depth_max) + " levels");
    return {};
  }

  void pending(const Node& root) {
    const Node* node = required(root, "pending", Node::Kind::array);
    if (node == nullptr) return;
    std::vector<Pending>& all = StateAccess::pending(state_);
    for (const Node* item : node->children) {
      if (!keys(*item, {"due", "sequence", "event", "id", "to", "data", "after", "number"})) continue;
      Pending one;
      std::int64_t sequence = 0;
      const Node* due = required(*item, "due", Node::Kind::number);
      const Node* order = required(*item, "sequence", Node::Kind::number);
      if (due == nullptr || order == nullptr || !integer(*due, one.due.utc_us) || !integer(*order, sequence))
        continue;
      one.sequence = static_cast<std::uint64_t>(sequence);
      if (item->has("after"))
        timer(*item, one);
      else
        event(*item, one);
      const bool ordered =
          all.empty() || std::pair(all.back().due, all.back().sequence) < std::pair(one.due, one.sequence);
      if (!ordered || sequence < 0 || one.sequence >= StateAccess::sent(state_)) {
        wrong(*item, "delayed events stand by due and sequence, and sequences lie below \"sent\"",
              "the order in which they come");
        continue;
      }
      all.push_back(std::move(one));
    }
  }

  void timer(const Node& item, Pending& one) {
    const Node* after = required(item, "after", Node::Kind::string);
    const Node* number = required(item, "number", Node::Kind::number);
    std::int64_t place = 0;
    if (after == nullptr || number == nullptr || !integer(*number, place)) return;
    const auto state = model_.state_index.find(after->text);
    if (state == model_.state_index.end() || place < 0 ||
        static_cast<std::size_t>(place) >= model_.states[state->second].timers.size()) {
      wrong(item, "there is no such \"after\"", "a state with an \"after\"");
      return;
    }
    one.timer = model_.states[state->second].timers[static_cast<std::size_t>(place)] + 1;
  }

  void event(const Node& item, Pending& one) {
    Pending::Sent sent;
    if (const Node* name = required(item, "event", Node::Kind::string)) sent.event = name->text;
    if (const Node* id = item.find("id"); id != nullptr && is(*id, Node::Kind::string)) sent.id = id->text;
    if (const Node* to = item.find("to"); to != nullptr && is(*to, Node::Kind::string)) sent.to = to->text;
    if (const Node* data = item.find("data")) sent.data = checked(*data);
    if (sent.event.empty()) wrong(item, "a delayed event has a name", "\"event\"");
    one.sent = std::make_shared<const Pending::Sent>(std::move(sent));
  }

  const Model& model_;
  loader::Report& report_;
  State state_;
};

}  // namespace

std::string to_json(const Definition& definition, const State& state) {
  require_own(definition, state);
  const Model& model = definition.model();
  std::string text = "{\"statechart\":";
  loader::append_quoted(text, model.name);
  text += ",\"definition\":";
  loader::append_quoted(text, model.hash);
  text += ",\"at\":" + std::to_string(state.at().utc_us);
  text += state.running() ? ",\"running\":true" : ",\"running\":false";
  text += ",\"active\":";
  append_names(text, model, StateAccess::active(state));
  if (model.late) {
    text += ",\"entered\":";
    append_names(text, model, StateAccess::entered(state));
  }
  text += ",\"history\":{";
  bool first = true;
  for (const auto& one : StateAccess::history(state)) {
    if (!first) text += ',';
    first = false;
    loader::append_quoted(text, model.states[one.state].id);
    text += ':';
    append_names(text, model, one.kept);
  }
  text += "},\"data\":{";
  const std::vector<Value>& values = StateAccess::data(state);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    loader::append_quoted(text, model.data_names[i]);
    text += ':';
    append_value(text, values[i]);
  }
  text += "},\"sent\":" + std::to_string(StateAccess::sent(state)) + ",\"pending\":[";
  for (std::size_t i = 0; i < state.pending().size(); ++i) {
    if (i > 0) text += ',';
    append_pending(text, model, state.pending()[i]);
  }
  text += "],\"result\":";
  append_value(text, state.result());
  text += '}';
  return text;
}

State state_from_json(const Definition& definition, std::string_view json, const std::string& file) {
  loader::Document document;
  loader::Layer& layer = document.layers.emplace_back();
  layer.file = file;
  layer.text = json;
  loader::Report report(document, 100);
  loader::ReadLimits limits;
  limits.bytes = 64u * 1024 * 1024;
  limits.nesting = value_depth_max * 2 + 8;
  const Node* root = loader::read(document, 0, limits, report);
  State state;
  if (root != nullptr && !report.failed()) state = Reader(definition.model(), report).read(*root);
  if (report.failed()) throw Error(report.kind(), report.sorted());
  return state;
}

}  // namespace huifang::statechart
