#include <algorithm>

#include "statechart/codes.hpp"
#include "statechart/compiler.hpp"

namespace huifang::statechart {
namespace {

namespace common = loader::code;
using Kind = StateInfo::Kind;

/// Verbs of actions that may stand beside `target`, in place of `do`.
const std::vector<std::string> inline_verbs{"raise", "send", "cancel", "set", "log"};

}  // namespace

void Compiler::transitions(std::uint32_t state, const Node& node) {
  for (const Node* child : node.children) {
    if (child->key == "on") on(state, *child);
    if (child->key == "always") always(state, *child);
    if (child->key == "after") after(state, *child);
  }
}

/// A map of descriptors, or a list where the order of the same descriptor matters.
void Compiler::on(std::uint32_t state, const Node& node) {
  if (node.is_array()) {
    for (const Node* item : node.children) {
      if (!is(*item, Node::Kind::object)) continue;
      const Node* event = item->find("event");
      if (event == nullptr) {
        report_.error(common::missing_key, *item, "a transition in a list says which event it is for",
                      {"", "\"event\"", ""});
      } else if (is(*event, Node::Kind::string)) {
        transition(state, *item, descriptors(*event, event->text, false, state), 0, true);
      }
    }
    return;
  }
  if (!node.is_object()) {
    report_.error(common::wrong_kind, node, "transitions are an object of events, or a list",
                  {loader::brief(node), "{\"<event>\": \"<state>\"}", ""});
    return;
  }
  for (const Node* entry : node.children)
    alternatives(state, *entry, descriptors(*entry, entry->key, true, state), 0);
}

void Compiler::always(std::uint32_t state, const Node& node) { alternatives(state, node, {}, 0); }

void Compiler::after(std::uint32_t state, const Node& node) {
  if (!is(node, Node::Kind::object)) return;
  for (const Node* entry : node.children) {
    Timer timer;
    timer.state = state;
    timer.text = entry->key;
    if (dialect_ != nullptr) {
      dialect_->timer(*entry, static_cast<std::uint32_t>(model_.timers.size()), state);
    } else if (entry->key.starts_with('=')) {
      timer.delay = expression(*entry, std::string_view(entry->key).substr(1), 1);
    } else if (const std::optional<std::int64_t> us = delay_of(entry->key)) {
      timer.delay_us = *us;
    } else {
      report_.error_at_key(code::bad_delay, *entry, "this is no delay",
                           {"\"" + entry->key + "\"",
                            "\"30 minutes\", \"24 hours\", \"PT90S\" or \"=\" and an expression", ""});
    }
    model_.states[state].timers.push_back(static_cast<std::uint32_t>(model_.timers.size()));
    model_.timers.push_back(std::move(timer));
    alternatives(state, *entry, {}, static_cast<std::uint32_t>(model_.timers.size()));
  }
}

void Compiler::alternatives(std::uint32_t state, const Node& node, const std::vector<std::string>& events,
                            std::uint32_t timer) {
  if (!node.is_array()) {
    transition(state, node, events, timer, false);
    return;
  }
  if (node.children.empty())
    report_.error(common::empty_list, node, "at least one transition is needed", {"an empty list", "", ""});
  for (const Node* item : node.children) transition(state, *item, events, timer, false);
}

void Compiler::transition(std::uint32_t state, const Node& node, std::vector<std::string> events,
                          std::uint32_t timer, bool listed) {
  Transition made;
  made.source = state;
  made.events = std::move(events);
  made.timer = timer;
  made.pointer = node.pointer();
  const bool eventless = !listed && made.events.empty() && timer == 0;
  if (node.is_string()) {
    made.targets = targets(node);
  } else if (node.is_object()) {
    std::vector<std::string> allowed{"when", "target", "internal", "do"};
    if (listed) allowed.insert(allowed.begin(), "event");
    const std::vector<std::string>& verbs = dialect_ != nullptr ? dialect_->inline_keys() : inline_verbs;
    const bool inlined = !node.has("do") && std::any_of(verbs.begin(), verbs.end(), [&](const std::string& verb) { return node.has(verb); });
    if (dialect_ != nullptr) {
      allowed.insert(allowed.end(), {"max", "source"});
      if (inlined) allowed.insert(allowed.end(), verbs.begin(), verbs.end());
      if (!keys(node, allowed)) return;
      const Node* written = node.find("do");
      if (written != nullptr || inlined) {
        const StateInfo& own = model_.states[state];
        const std::size_t place = own.on.size() + own.always.size() + own.timed.size() + 1;
        made.actions = dialect_->actions(written != nullptr ? *written : node, state, std::to_string(place), made.events);
      }
    } else if (inlined) {
      action(node, made.actions, {"when", "target", "internal", "event"});
    } else if (!keys(node, allowed)) {
      return;
    }
    if (const Node* when = node.find("when")) made.when = condition(*when, made.events);
    if (const Node* target = node.find("target")) made.targets = targets(*target);
    if (const Node* internal = node.find("internal");
        internal != nullptr && is(*internal, Node::Kind::boolean)) {
      made.internal = internal->boolean;
    }
    if (const Node* written = node.find("do"); written != nullptr && dialect_ == nullptr) made.actions = actions(*written);
    if (eventless && !node.has("target") && !node.has("when")) {
      report_.error(code::empty_transition, node,
                    "without an event, a condition and a target this would go on for ever",
                    {loader::brief(node), "\"when\" or \"target\"", ""});
    }
  } else {
    report_.error(common::wrong_kind, node, "a transition is a state's name or an object",
                  {loader::brief(node), "\"<state>\" or {\"when\", \"target\", \"do\"}", ""});
    return;
  }
  const auto number = static_cast<std::uint32_t>(model_.transitions.size());
  StateInfo& info = model_.states[state];
  (eventless ? info.always : timer != 0 ? info.timed : info.on).push_back(number);
  model_.transitions.push_back(std::move(made));
  if (dialect_ != nullptr && node.is_object()) dialect_->transition(node, number);
}

std::vector<std::string> Compiler::descriptors(const Node& at, const std::string& text, bool key, std::uint32_t state) {
  std::vector<std::string> found;
  bool good = !text.empty();
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", from), text.size());
    std::string one = text.substr(from, end - from);
    from = end + 1;
    if (one.empty()) continue;
    if (one.size() > 2 && one.ends_with(".*"))
      one.resize(one.size() - 2);
    else if (one.size() > 1 && one.ends_with('.'))
      one.pop_back();
    if (one != "*") {
      good = good && one.find('*') == std::string::npos && !one.starts_with('.') &&
             one.find("..") == std::string::npos;
      mention(model_.events_used, at, one, key);
      if (dialect_ != nullptr && good) dialect_->event(at, key, one, state);
    }
    found.push_back(std::move(one));
  }
  if (!good || found.empty()) {
    const loader::Code& which = code::bad_event_name;
    const std::string message = "this is no list of event descriptors";
    const loader::Detail detail{"\"" + text + "\"", "names with dots, \"a.*\" or \"*\", blanks between them",
                                ""};
    if (key)
      report_.error_at_key(which, at, message, detail);
    else
      report_.error(which, at, message, detail);
  }
  return found;
}

std::vector<std::uint32_t> Compiler::targets(const Node& node) {
  std::vector<const Node*> names;
  if (node.is_array())
    names.assign(node.children.begin(), node.children.end());
  else
    names.push_back(&node);
  std::vector<std::uint32_t> found;
  for (const Node* name : names) {
    if (!is(*name, Node::Kind::string)) continue;
    const auto state = model_.state_index.find(name->text);
    if (state != model_.state_index.end()) {
      found.push_back(state->second);
      continue;
    }
    std::vector<std::string> all;
    for (const StateInfo& info : model_.states) all.push_back(info.id);
    report_.error(code::unknown_state, *name, "there is no state of this name",
                  {loader::brief(*name), "a state", report_.nearest(name->text, all)});
  }
  check_targets(node, found);
  return found;
}

/// Two states are active together when one is inside the other, or when the innermost state around both is
/// parallel.
void Compiler::check_targets(const Node& node, const std::vector<std::uint32_t>& targets) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t j = i + 1; j < targets.size(); ++j) {
      const auto place = [&](std::uint32_t state) {
        return model_.states[state].kind == Kind::history ? model_.states[state].parent : state;
      };
      const std::uint32_t a = place(targets[i]);
      const std::uint32_t b = place(targets[j]);
      const bool remembers = a != targets[i] || b != targets[j];
      bool together =
          (model_.inside(a, b) || model_.inside(b, a) || a == b) && !remembers && targets[i] != targets[j];
      if (!model_.inside(a, b) && !model_.inside(b, a) && a != b) {
        std::uint32_t around = model_.states[a].parent;
        while (!model_.inside(b, around) && around != 0) around = model_.states[around].parent;
        together = model_.states[around].kind == Kind::parallel;
      }
      if (together) continue;
      report_.error(code::targets_conflict, node,
                    "'" + model_.states[targets[i]].id + "' and '" + model_.states[targets[j]].id +
                        "' cannot be active together",
                    {loader::brief(node), "states of different regions of one parallel state", ""});
      return;
    }
  }
}

}  // namespace huifang::statechart
