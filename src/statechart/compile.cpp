#include <algorithm>

#include "statechart/codes.hpp"
#include "statechart/compiler.hpp"
#include "value/utf8.hpp"

namespace huifang::statechart {

namespace {

namespace common = loader::code;
using Kind = StateInfo::Kind;

const std::vector<std::string> root_keys{"$schema", "statechart", "version", "title",   "source", "events",
                                         "binding", "data",       "entry",   "initial", "states"};
const std::vector<std::string> state_keys{"type",   "title", "source",  "data",   "entry",
                                          "exit",   "on",    "always",  "after",  "initial",
                                          "states", "done",  "history", "target", "do"};
const std::vector<std::string> types{"atomic", "compound", "parallel", "final", "history"};

std::vector<std::string> keys_of(Kind kind) {
  switch (kind) {
    case Kind::final:
      return {"type", "title", "source", "data", "entry", "exit", "done"};
    case Kind::history:
      return {"type", "title", "source", "history", "target", "do"};
    case Kind::parallel:
      return {"type", "title", "source", "data", "entry", "exit", "on", "always", "after", "states"};
    case Kind::atomic:
      return {"type", "title", "source", "data", "entry", "exit", "on", "always", "after"};
    default:
      return {"type", "title",  "source", "data",    "entry", "exit",
              "on",   "always", "after",  "initial", "states"};
  }
}

std::string kind_word(Kind kind) {
  switch (kind) {
    case Kind::final:
      return "a final state";
    case Kind::history:
      return "a history state";
    case Kind::parallel:
      return "a parallel state";
    case Kind::atomic:
      return "a state without states inside";
    default:
      return "a compound state";
  }
}

bool usable_state_name(const std::string& name) {
  return !name.empty() && name.size() <= 200 && std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '"' || c == '\\' || c == '*';
  });
}

bool usable_data_name(const std::string& name) {
  if (name.empty() || name.size() > 200 || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

}  // namespace

bool Compiler::keys(const Node& node, const std::vector<std::string>& allowed) {
  if (!is(node, Node::Kind::object)) return false;
  for (const Node* child : node.children) {
    if (std::find(allowed.begin(), allowed.end(), child->key) != allowed.end()) continue;
    std::string expected;
    for (const std::string& key : allowed) expected += (expected.empty() ? "" : ", ") + key;
    report_.error_at_key(common::unknown_key, *child, "unknown key '" + utf8::shortened(child->key) + "'",
                         {"\"" + child->key + "\"", expected, report_.nearest(child->key, allowed)});
  }
  return true;
}

bool Compiler::is(const Node& node, Node::Kind kind) {
  if (node.kind == kind) return true;
  report_.error(common::wrong_kind, node, "this must be " + std::string(loader::kind_words(kind)),
                {loader::brief(node), std::string(loader::kind_words(kind)), ""});
  return false;
}

const Node* Compiler::text_at(const Node& object, std::string_view key) {
  const Node* node = object.find(key);
  return node != nullptr && is(*node, Node::Kind::string) ? node : nullptr;
}

void Compiler::compile(const Node& root) {
  if (!keys(root, root_keys)) return;
  StateInfo top;
  top.kind = Kind::root;
  model_.states.push_back(std::move(top));
  nodes_.push_back(&root);
  if (const Node* name = root.find("statechart"); name == nullptr) {
    report_.error(common::missing_key, root, "a statechart has a name",
                  {"", "\"statechart\": \"<name>\"", ""});
  } else if (is(*name, Node::Kind::string)) {
    model_.name = name->text;
    if (!usable_state_name(name->text)) {
      report_.error(common::bad_name, *name, "this cannot be the name of a statechart",
                    {loader::brief(*name), "one word: letters of any script, digits, '_', '-', '.'", ""});
    }
  }
  if (const Node* version = text_at(root, "version")) model_.version = version->text;
  if (const Node* title = text_at(root, "title")) model_.title = title->text;
  (void)text_at(root, "source");
  if (const Node* binding = text_at(root, "binding")) {
    model_.late = binding->text == "late";
    if (!model_.late && binding->text != "early") {
      report_.error(
          common::bad_value, *binding, "data is bound early or late",
          {loader::brief(*binding), "early or late", report_.nearest(binding->text, {"early", "late"})});
    }
  }
  declared_events(root);
  const Node* states = root.find("states");
  if (states == nullptr) {
    report_.error(common::missing_key, root, "a statechart has states", {"", "\"states\"", ""});
    return;
  }
  declare_data(root, 0);
  if (is(*states, Node::Kind::object)) collect(*states, 0);
  model_.states[0].end = static_cast<std::uint32_t>(model_.states.size());
  if (model_.states[0].children.empty()) {
    if (states->is_object())
      report_.error(code::no_states, *states, "a statechart needs a state to be in", {"no state", "", ""});
    return;
  }
  if (too_many_) return;
  declare_loops(root);
  compile_states();
}

void Compiler::collect_states(const Node& root) {
  StateInfo top;
  top.kind = Kind::root;
  model_.states.push_back(std::move(top));
  nodes_.push_back(&root);
  const Node* states = root.find("states");
  if (states == nullptr || !states->is_object() || states->children.empty()) {
    report_.error(code::no_states, states == nullptr ? root : *states, "a workflow needs a state to be in",
                  {"no state", "\"states\"", ""});
    return;
  }
  collect(*states, 0);
  model_.states[0].end = static_cast<std::uint32_t>(model_.states.size());
}

void Compiler::compile_states() {
  if (too_many_) return;
  for (std::uint32_t s = 0; s < model_.states.size(); ++s) compile_state(s);
  check_history_loops();
}

void Compiler::declared_events(const Node& root) {
  const Node* events = root.find("events");
  if (events == nullptr || !is(*events, Node::Kind::array)) return;
  model_.declares_events = true;
  for (const Node* event : events->children) {
    if (!is(*event, Node::Kind::string)) continue;
    if (event_name(*event, event->text)) model_.declared_events.push_back(event->text);
  }
}

Kind Compiler::kind_of(const Node& node) {
  const Node* type = node.find("type");
  const bool inside = node.has("states");
  if (type == nullptr || !is(*type, Node::Kind::string)) return inside ? Kind::compound : Kind::atomic;
  const auto found = std::find(types.begin(), types.end(), type->text);
  if (found == types.end()) {
    report_.error(common::bad_value, *type, "this is no type of state",
                  {loader::brief(*type), "atomic, compound, parallel, final or history",
                   report_.nearest(type->text, types)});
    return inside ? Kind::compound : Kind::atomic;
  }
  constexpr Kind kinds[] = {Kind::atomic, Kind::compound, Kind::parallel, Kind::final, Kind::history};
  const Kind kind = kinds[found - types.begin()];
  if ((kind == Kind::compound || kind == Kind::parallel) && !inside) {
    report_.error(code::no_states, node, kind_word(kind) + " needs states inside it",
                  {"no \"states\"", "\"states\"", ""});
  }
  return kind;
}

void Compiler::collect(const Node& states, std::uint32_t parent) {
  for (const Node* node : states.children) {
    if (model_.states.size() > options_.states) {
      if (!too_many_) {
        report_.set_kind(ErrorKind::limit);
        report_.error(code::limit_states, *node,
                      "more states than the limit of " + std::to_string(options_.states));
      }
      too_many_ = true;
      return;
    }
    collect_state(*node, parent);
  }
}

void Compiler::collect_state(const Node& node, std::uint32_t parent) {
  const auto number = static_cast<std::uint32_t>(model_.states.size());
  StateInfo info;
  info.id = node.key;
  info.parent = parent;
  info.pointer = node.pointer();
  info.line = node.key_place.line;
  info.column = node.key_place.column;
  info.offset = node.key_place.offset;
  if (!usable_state_name(node.key)) {
    report_.error_at_key(code::bad_state_name, node, "no state can be called so",
                         {"\"" + node.key + "\"", "one word without blanks, quotes and '*'", ""});
  }
  std::vector<std::string> known_keys = state_keys;
  if (dialect_ != nullptr) {
    std::erase_if(known_keys, [](const std::string& key) { return key == "data" || key == "done"; });
    known_keys.insert(known_keys.end(), dialect_->state_keys().begin(), dialect_->state_keys().end());
  }
  const bool object = dialect_ != nullptr ? is(node, Node::Kind::object) : keys(node, known_keys);
  if (object) {
    info.kind = kind_of(node);
    if (const Node* title = text_at(node, "title")) info.title = title->text;
    (void)text_at(node, "source");
    std::vector<std::string> own = keys_of(info.kind);
    if (dialect_ != nullptr) {
      own.emplace_back("label");
      std::erase_if(own, [](const std::string& key) { return key == "data" || key == "done"; });
    }
    if (dialect_ != nullptr && info.kind != Kind::history && info.kind != Kind::final) {
      own.insert(own.end(), dialect_->state_keys().begin(), dialect_->state_keys().end());
    }
    for (const Node* child : node.children) {
      if (std::find(own.begin(), own.end(), child->key) != own.end()) continue;
      if (std::find(known_keys.begin(), known_keys.end(), child->key) == known_keys.end()) continue;
      report_.error_at_key(code::key_of_type, *child, kind_word(info.kind) + " has no \"" + child->key + "\"",
                           {"\"" + child->key + "\"", "", ""});
    }
  }
  const Kind kind = info.kind;
  const auto [known, added] = model_.state_index.emplace(node.key, number);
  if (!added) {
    report_.error_at_key(code::state_twice, node,
                         "there is a state of this name already, at " + model_.states[known->second].pointer,
                         {"\"" + node.key + "\"", "names that are unique in the whole statechart", ""});
  }
  model_.states.push_back(std::move(info));
  nodes_.push_back(&node);
  StateInfo& around = model_.states[parent];
  (kind == Kind::history ? around.histories : around.children).push_back(number);
  if (kind == Kind::history && parent == 0) {
    report_.error_at_key(code::history_place, node,
                         "the outermost level has no history: it is never left and entered again",
                         {"\"" + node.key + "\"", "a history state inside a compound or parallel state", ""});
  }
  if (kind == Kind::final && around.kind == Kind::parallel) {
    report_.error_at_key(code::key_of_type, node,
                         "a parallel state has no final states of its own: it is done when its regions are",
                         {"\"" + node.key + "\"", "a final state inside a region", ""});
  }
  if (object) {
    if (dialect_ == nullptr) declare_data(node, number);
    const Node* states = node.find("states");
    if (states != nullptr && (kind == Kind::compound || kind == Kind::parallel) &&
        is(*states, Node::Kind::object)) {
      collect(*states, number);
      if (model_.states[number].children.empty()) {
        report_.error(code::no_states, *states, kind_word(kind) + " needs a state inside it",
                      {"no state", "", ""});
      }
    }
  }
  model_.states[number].end = static_cast<std::uint32_t>(model_.states.size());
}

std::uint32_t Compiler::declare(const Node& at, const std::string& name, bool again) {
  const auto known = model_.slots.find(name);
  if (known != model_.slots.end()) {
    if (!again) {
      report_.error_at_key(common::defined_twice, at, "there is data of this name already",
                           {"\"" + name + "\"", "", ""});
    }
    return known->second;
  }
  const auto slot = static_cast<std::uint32_t>(model_.data_names.size());
  if (!usable_data_name(name) || ChartNames::reserved(name)) {
    report_.error_at_key(
        code::unknown_data, at, "data cannot be called so",
        {"\"" + name + "\"", "one word of letters, digits and '_' that is not \"event\" or \"In\"", ""});
    return 0;
  }
  model_.slots.emplace(name, slot);
  model_.data_names.push_back(name);
  return slot;
}

void Compiler::declare_data(const Node& node, std::uint32_t state) {
  const Node* data = node.find("data");
  if (data == nullptr || !is(*data, Node::Kind::object)) return;
  for (const Node* entry : data->children) {
    model_.states[state].data.emplace_back(declare(*entry, entry->key, false), feel::Expression{});
  }
}

/// The names that a `foreach` gives to its items are data as well.
void Compiler::declare_loops(const Node& node) {
  if (node.is_object() && node.has("foreach")) {
    for (const std::string_view key : {"as", "index"}) {
      const Node* name = node.find(key);
      if (name != nullptr && name->is_string()) (void)declare(*name, name->text, true);
    }
  }
  for (const Node* child : node.children) declare_loops(*child);
}

void Compiler::compile_state(std::uint32_t state) {
  const Node& node = *nodes_[state];
  if (!node.is_object()) return;
  if (const Node* data = node.find("data"); data != nullptr && data->is_object() && dialect_ == nullptr) {
    for (std::size_t i = 0; i < data->children.size() && i < model_.states[state].data.size(); ++i) {
      const Node& value = *data->children[i];
      if (!value.is_null()) model_.states[state].data[i].second = expression(value);
    }
  }
  if (const Node* entry = node.find("entry")) model_.states[state].entry = blocks(*entry, state, "entry");
  if (const Node* exit = node.find("exit")) model_.states[state].exit = blocks(*exit, state, "exit");
  const Kind kind = model_.states[state].kind;
  if (kind == Kind::history) {
    history(state, node);
    return;
  }
  if (kind == Kind::final) {
    if (const Node* done = node.find("done")) model_.states[state].done = payload(*done);
    return;
  }
  if (kind == Kind::compound || kind == Kind::root) initial(state, node);
  if (state != 0) transitions(state, node);
}

void Compiler::initial(std::uint32_t state, const Node& node) {
  const Node* initial = node.find("initial");
  if (initial == nullptr) {
    default_initial(state);
    return;
  }
  model_.states[state].initial_written = true;
  const Node* target = initial;
  if (initial->is_object()) {
    if (!keys(*initial, {"target", "do"})) return;
    target = initial->find("target");
    if (const Node* written = initial->find("do")) model_.states[state].initial_actions = block(*written, state, "initial", {});
    if (target == nullptr) {
      report_.error(common::missing_key, *initial, "an initial state is a target", {"", "\"target\"", ""});
      return;
    }
  }
  std::vector<std::uint32_t> found = targets(*target);
  for (const std::uint32_t one : found) {
    if (model_.inside(one, state)) continue;
    report_.error(code::initial_outside, *target, "'" + model_.states[one].id + "' is not inside this state",
                  {loader::brief(*target), "a state inside", ""});
    return;
  }
  if (found.empty())
    default_initial(state);
  else
    model_.states[state].initial = std::move(found);
}

void Compiler::default_initial(std::uint32_t state) {
  StateInfo& info = model_.states[state];
  if (!info.children.empty()) info.initial = {info.children.front()};
}

void Compiler::history(std::uint32_t state, const Node& node) {
  if (const Node* depth = text_at(node, "history")) {
    model_.states[state].deep = depth->text == "deep";
    if (depth->text != "deep" && depth->text != "shallow") {
      report_.error(
          common::bad_value, *depth, "a history is shallow or deep",
          {loader::brief(*depth), "shallow or deep", report_.nearest(depth->text, {"shallow", "deep"})});
    }
  }
  if (const Node* written = node.find("do")) model_.states[state].initial_actions = block(*written, state, "initial", {});
  const Node* target = node.find("target");
  if (target == nullptr) {
    report_.error(common::missing_key, node, "a history state says where to go the first time",
                  {"", "\"target\"", ""});
    return;
  }
  const std::vector<std::uint32_t> found = targets(*target);
  const std::uint32_t parent = model_.states[state].parent;
  for (const std::uint32_t one : found) {
    if (model_.inside(one, parent)) continue;
    report_.error(code::initial_outside, *target,
                  "'" + model_.states[one].id + "' is not beside this history state or inside its siblings",
                  {loader::brief(*target), "a state inside '" + model_.states[parent].id + "'", ""});
    return;
  }
  model_.states[state].initial = found;
}

void Compiler::check_history_loops() {
  for (std::uint32_t s = 0; s < model_.states.size(); ++s) {
    if (model_.states[s].kind != Kind::history) continue;
    std::vector<std::uint32_t> open{s};
    std::vector<std::uint32_t> seen;
    while (!open.empty()) {
      const std::uint32_t one = open.back();
      open.pop_back();
      for (const std::uint32_t target : model_.states[one].initial) {
        if (target == s) {
          report_.error_at_key(code::history_loop, *nodes_[s], "this history state leads back to itself",
                               {"\"" + model_.states[s].id + "\"", "", ""});
          model_.states[s].initial.clear();
          break;
        }
        if (model_.states[target].kind == Kind::history &&
            std::find(seen.begin(), seen.end(), target) == seen.end()) {
          seen.push_back(target);
          open.push_back(target);
        }
      }
    }
  }
}

}  // namespace huifang::statechart
