#include "reference.hpp"

#include <algorithm>

namespace chart_test {

Reference::Reference(const Json& document) {
  id_.push_back("");
  type_.push_back("root");
  parent_.push_back(-1);
  node_.push_back(document);
  transitions_.emplace_back();
  read(document["states"], 0);
}

void Reference::read(const Json& states, int parent) {
  for (const auto& [id, state] : states.items()) {
    const int number = static_cast<int>(id_.size());
    numbers_[id] = number;
    id_.push_back(id);
    type_.push_back(state["type"]);
    parent_.push_back(parent);
    node_.push_back(state);
    transitions_.emplace_back();
    for (const char* key : {"on", "always"}) {
      if (!state.contains(key)) continue;
      for (const Json& one : state[key]) {
        Transition t;
        t.source = id;
        if (one.contains("event")) t.events = {one["event"].get<std::string>()};
        if (one.contains("target")) t.targets = one["target"].get<std::vector<std::string>>();
        t.internal = one.value("internal", false);
        t.actions = one.value("do", Json::array());
        transitions_.back().push_back(t);
      }
    }
    if (state.contains("states")) read(state["states"], number);
  }
}

bool Reference::is_descendant(int a, int b) const {
  for (int s = parent_[a]; s >= 0; s = parent_[s]) {
    if (s == b) return true;
  }
  return false;
}

std::vector<int> Reference::children(int s) const {
  std::vector<int> found;
  for (int c = 0; c < static_cast<int>(id_.size()); ++c) {
    if (parent_[c] == s && type_[c] != "history") found.push_back(c);
  }
  return found;
}

std::vector<int> Reference::initial_of(int s) const {
  if (!node_[s].contains("initial")) return {children(s).front()};
  std::vector<int> found;
  for (const Json& one : node_[s]["initial"]["target"]) found.push_back(number(one));
  return found;
}

Reference::Set Reference::effective(const std::vector<std::string>& targets) const {
  Set found;
  for (const std::string& target : targets) {
    const int s = number(target);
    if (type_[s] != "history") {
      found.insert(s);
    } else if (history_.contains(s)) {
      found.insert(history_.at(s).begin(), history_.at(s).end());
    } else {
      const Set more = effective(node_[s]["target"].get<std::vector<std::string>>());
      found.insert(more.begin(), more.end());
    }
  }
  return found;
}

Reference::Set Reference::targets_of(const Transition& t) const { return effective(t.targets); }

/// getTransitionDomain; -1: no targets.
int Reference::domain(const Transition& t) const {
  const Set targets = targets_of(t);
  if (targets.empty()) return -1;
  const int source = number(t.source);
  if (t.internal && type_[source] == "compound" &&
      std::all_of(targets.begin(), targets.end(), [&](int s) { return is_descendant(s, source); })) {
    return source;
  }
  for (int anc = parent_[source]; anc >= 0; anc = parent_[anc]) {
    if (is_compound(anc) &&
        std::all_of(targets.begin(), targets.end(), [&](int s) { return is_descendant(s, anc); }))
      return anc;
  }
  return 0;
}

Reference::Set Reference::exit_set(const std::vector<const Transition*>& transitions) const {
  Set found;
  for (const Transition* t : transitions) {
    if (t->targets.empty()) continue;
    const int d = domain(*t);
    for (const int s : configuration_) {
      if (is_descendant(s, d)) found.insert(s);
    }
  }
  return found;
}

std::vector<const Reference::Transition*> Reference::select(const std::string* event) const {
  std::vector<const Transition*> enabled;
  for (const int state : configuration_) {
    if (!is_atomic(state)) continue;
    bool found = false;
    for (int s = state; s > 0 && !found; s = parent_[s]) {
      for (const Transition& t : transitions_[s]) {
        const bool matches = event == nullptr
                                 ? t.events.empty()
                                 : !t.events.empty() && (t.events[0] == "*" || t.events[0] == *event);
        if (!matches) continue;
        if (std::find(enabled.begin(), enabled.end(), &t) == enabled.end()) enabled.push_back(&t);
        found = true;
        break;
      }
    }
  }
  return without_conflicts(enabled);
}

std::vector<const Reference::Transition*> Reference::without_conflicts(
    const std::vector<const Transition*>& enabled) const {
  std::vector<const Transition*> filtered;
  for (const Transition* t1 : enabled) {
    bool preempted = false;
    std::vector<const Transition*> remove;
    for (const Transition* t2 : filtered) {
      const Set a = exit_set({t1});
      const Set b = exit_set({t2});
      if (std::none_of(a.begin(), a.end(), [&](int s) { return b.contains(s); })) continue;
      if (is_descendant(number(t1->source), number(t2->source))) {
        remove.push_back(t2);
      } else {
        preempted = true;
        break;
      }
    }
    if (preempted) continue;
    for (const Transition* gone : remove) std::erase(filtered, gone);
    filtered.push_back(t1);
  }
  return filtered;
}

void Reference::run(const Json& actions) {
  for (const Json& action : actions) {
    if (action.contains("raise"))
      queue_.push_back(action["raise"]);
    else
      log_.push_back(action["log"].get<std::string>());
  }
}

void Reference::microstep(const std::vector<const Transition*>& transitions) {
  const Set leaving = exit_set(transitions);
  // The pseudo-code asks again where it enters; by then a history that was left would answer otherwise.
  std::map<const Transition*, int> domains;
  for (const Transition* t : transitions) domains[t] = domain(*t);
  for (auto s = leaving.rbegin(); s != leaving.rend(); ++s) {
    for (int h = 0; h < static_cast<int>(id_.size()); ++h) {
      if (parent_[h] != *s || type_[h] != "history") continue;
      Set kept;
      for (const int one : configuration_) {
        const bool deep = node_[h]["history"] == "deep";
        if (deep ? is_atomic(one) && is_descendant(one, *s) : parent_[one] == *s) kept.insert(one);
      }
      history_[h] = kept;
    }
  }
  for (auto s = leaving.rbegin(); s != leaving.rend(); ++s) {
    run(node_[*s].value("exit", Json::array()));
    configuration_.erase(*s);
  }
  for (const Transition* t : transitions) run(t->actions);
  Set to_enter, by_default;
  std::map<int, Json> history_content;
  for (const Transition* t : transitions) {
    for (const std::string& target : t->targets)
      add_descendants(number(target), to_enter, by_default, history_content);
    if (t->targets.empty()) continue;
    for (const int s : targets_of(*t)) add_ancestors(s, domains.at(t), to_enter, by_default, history_content);
  }
  enter(to_enter, by_default, history_content);
}

void Reference::enter(const Set& to_enter, const Set& by_default,
                      const std::map<int, Json>& history_content) {
  for (const int s : to_enter) {
    configuration_.insert(s);
    run(node_[s].value("entry", Json::array()));
    if (by_default.contains(s) && node_[s].contains("initial"))
      run(node_[s]["initial"].value("do", Json::array()));
    if (history_content.contains(s)) run(history_content.at(s));
    if (type_[s] != "final") continue;
    if (parent_[s] == 0) {
      running_ = false;
      continue;
    }
    queue_.push_back("done.state." + id_[parent_[s]]);
    const int grandparent = parent_[parent_[s]];
    if (grandparent > 0 && type_[grandparent] == "parallel") {
      const std::vector<int> all = children(grandparent);
      if (std::all_of(all.begin(), all.end(), [&](int c) { return in_final(c); }))
        queue_.push_back("done.state." + id_[grandparent]);
    }
  }
}

void Reference::add_descendants(int s, Set& to_enter, Set& by_default, std::map<int, Json>& history_content) {
  if (type_[s] == "history") {
    Set targets;
    if (history_.contains(s)) {
      targets = history_.at(s);
    } else {
      history_content[parent_[s]] = node_[s].value("do", Json::array());
      for (const Json& one : node_[s]["target"]) targets.insert(number(one));
    }
    for (const int one : targets) add_descendants(one, to_enter, by_default, history_content);
    for (const int one : targets) add_ancestors(one, parent_[s], to_enter, by_default, history_content);
    return;
  }
  to_enter.insert(s);
  if (type_[s] == "compound") {
    by_default.insert(s);
    for (const int one : initial_of(s)) add_descendants(one, to_enter, by_default, history_content);
    for (const int one : initial_of(s)) add_ancestors(one, s, to_enter, by_default, history_content);
  } else if (type_[s] == "parallel") {
    for (const int child : children(s)) {
      if (std::none_of(to_enter.begin(), to_enter.end(),
                       [&](int one) { return is_descendant(one, child); })) {
        add_descendants(child, to_enter, by_default, history_content);
      }
    }
  }
}

void Reference::add_ancestors(int s, int top, Set& to_enter, Set& by_default,
                              std::map<int, Json>& history_content) {
  for (int anc = parent_[s]; anc > 0 && anc != top; anc = parent_[anc]) {
    to_enter.insert(anc);
    if (type_[anc] != "parallel") continue;
    for (const int child : children(anc)) {
      if (std::none_of(to_enter.begin(), to_enter.end(),
                       [&](int one) { return is_descendant(one, child); })) {
        add_descendants(child, to_enter, by_default, history_content);
      }
    }
  }
}

bool Reference::in_final(int s) const {
  const std::vector<int> all = children(s);
  if (type_[s] == "compound") {
    return std::any_of(all.begin(), all.end(),
                       [&](int c) { return type_[c] == "final" && configuration_.contains(c); });
  }
  if (type_[s] == "parallel") return std::all_of(all.begin(), all.end(), [&](int c) { return in_final(c); });
  return false;
}

void Reference::settle() {
  int steps = 0;
  while (running_ && !endless_) {
    std::vector<const Transition*> enabled = select(nullptr);
    if (enabled.empty()) {
      if (queue_.empty()) return;
      const std::string event = queue_.front();
      queue_.erase(queue_.begin());
      enabled = select(&event);
    }
    if (enabled.empty()) continue;
    microstep(enabled);
    endless_ = ++steps > 200;
  }
  if (endless_) return;
  for (auto s = configuration_.rbegin(); s != configuration_.rend(); ++s)
    run(node_[*s].value("exit", Json::array()));
  queue_.clear();
}

void Reference::start() {
  running_ = true;
  Set to_enter, by_default;
  std::map<int, Json> history_content;
  for (const int s : initial_of(0)) add_descendants(s, to_enter, by_default, history_content);
  for (const int s : initial_of(0)) add_ancestors(s, 0, to_enter, by_default, history_content);
  if (node_[0].contains("initial")) run(node_[0]["initial"].value("do", Json::array()));
  enter(to_enter, by_default, history_content);
  settle();
}

void Reference::send(const std::string& event) {
  if (!running_) return;
  const std::vector<const Transition*> enabled = select(&event);
  if (!enabled.empty()) microstep(enabled);
  settle();
}

std::vector<std::string> Reference::active() const {
  std::vector<std::string> names;
  for (const int s : configuration_) names.push_back(id_[s]);
  return names;
}

std::vector<std::string> Reference::take_log() { return std::exchange(log_, {}); }

}  // namespace chart_test
