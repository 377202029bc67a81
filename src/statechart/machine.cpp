#include "statechart/machine.hpp"

#include <algorithm>

#include "statechart/codes.hpp"

namespace huifang::statechart {

using Kind = StateInfo::Kind;

Machine::Machine(const Model& model, State state, const StepOptions& options, Host* host)
    : model_(model),
      options_(options),
      host_(host),
      state_(std::move(state)),
      active_(StateAccess::active(state_)),
      data_(StateAccess::data(state_)) {}

Step Machine::finish() {
  Step step;
  step.state = std::move(state_);
  step.effects = std::move(effects_);
  step.trace = std::move(trace_);
  step.taken = taken_;
  return step;
}

void Machine::trace(Trace::Kind kind, const std::string& name) {
  if (options_.trace) trace_.push_back({kind, at(), name});
}

void Machine::start(Instant now, const Context& data) {
  StateAccess::definition(state_) = model_.fingerprint;
  StateAccess::at(state_) = now;
  StateAccess::running(state_) = true;
  data_.assign(model_.data_names.size(), Value{});
  for (const StateInfo& info : model_.states) {
    if (!model_.late || info.kind == Kind::root) set_data(info);
  }
  for (const auto& [name, value] : data.entries) data_[model_.slots.find(name)->second] = value;
  const StateInfo& root = model_.states[0];
  for (const Actions& actions : root.entry) block(actions);
  taken_ = true;
  mark_.assign(model_.states.size(), 0);
  by_default_.assign(model_.states.size(), 0);
  history_actions_.clear();
  for (const std::uint32_t target : root.initial) add_descendants(target);
  for (const std::uint32_t target : root.initial) add_ancestors(target, 0);
  block(root.initial_actions);
  for (std::uint32_t s = 1; s < mark_.size(); ++s) {
    if (mark_[s] != 0) enter(s);
  }
  run_to_completion();
  drain(now.utc_us, false);
}

void Machine::handle(const Event& event, Instant now) {
  let_pass(now, false);
  Queued queued;
  queued.name = event.name;
  queued.data = event.data;
  queued.type = "external";
  macrostep(std::move(queued));
  drain(now.utc_us, false);
}

void Machine::time_out(std::uint32_t timer, Instant now) {
  StateAccess::at(state_) = now;
  Queued event;
  event.name = "after." + model_.states[model_.timers[timer].state].id;
  event.type = "platform";
  event.timer = timer + 1;
  macrostep(std::move(event));
}

void Machine::look_again(Instant now) {
  StateAccess::at(state_) = now;
  microsteps_ = 0;
  actions_ = 0;
  work_ = {};
  has_event_ = false;
  if (state_.running()) run_to_completion();
}

void Machine::let_pass(Instant now, bool inclusive) {
  drain(now.utc_us, inclusive);
  StateAccess::at(state_) = now;
}

/// What comes next by (due, sequence), one after the other: sends without delay, and what is due.
void Machine::drain(std::int64_t before_us, bool inclusive) {
  const auto comes = [&](const Pending& pending) {
    return pending.immediate || pending.due.utc_us < before_us ||
           (inclusive && pending.due.utc_us == before_us);
  };
  while (state_.running()) {
    const std::vector<Pending>& pending = state_.pending();
    const auto next = std::find_if(pending.begin(), pending.end(), comes);
    if (next == pending.end()) return;
    fire(static_cast<std::size_t>(next - pending.begin()));
  }
}

Effect Machine::sent_outside(const Pending::Sent& sent) const {
  Effect effect;
  effect.kind = Effect::Kind::send;
  effect.at = at();
  effect.name = sent.event;
  effect.to = sent.to;
  effect.id = sent.id;
  effect.data = sent.data;
  return effect;
}

void Machine::fire(std::size_t index) {
  std::vector<Pending>& pending = StateAccess::pending(state_);
  Pending one = std::move(pending[index]);
  pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(index));
  if (one.due > at()) StateAccess::at(state_) = one.due;
  if (one.sent && !one.sent->to.empty()) {
    emit(sent_outside(*one.sent));
    return;
  }
  Queued event;
  event.timer = one.timer;
  if (one.sent) {
    event.name = one.sent->event;
    event.data = one.sent->data;
    event.type = "external";
    event.send_id = one.sent->id;
  } else {
    event.name = "after." + model_.states[model_.timers[one.timer - 1].state].id;
    event.type = "platform";
  }
  macrostep(std::move(event));
}

void Machine::macrostep(Queued event) {
  if (!state_.running()) return;
  if (++events_ > options_.events) {
    throw Error(ErrorKind::limit, std::string(code::limit_work.id),
                "one call brought more events than the limit of " + std::to_string(options_.events));
  }
  microsteps_ = 0;
  actions_ = 0;
  work_ = {};
  event_ = std::move(event);
  has_event_ = true;
  trace(Trace::Kind::event, event_.name);
  const std::vector<std::uint32_t> transitions = select(&event_);
  if (!transitions.empty()) microstep(transitions);
  run_to_completion();
}

void Machine::run_to_completion() {
  while (state_.running()) {
    std::vector<std::uint32_t> transitions = select(nullptr);
    if (transitions.empty()) {
      if (internal_.empty()) return;
      event_ = std::move(internal_.front());
      internal_.pop_front();
      has_event_ = true;
      trace(Trace::Kind::event, event_.name);
      transitions = select(&event_);
    }
    if (!transitions.empty()) microstep(transitions);
  }
  end();
}

/// The first transition of each active leaf and the states around it that is enabled, without those that
/// conflict. `event` is null for eventless ones.
std::vector<std::uint32_t> Machine::select(const Queued* event) {
  std::vector<std::uint32_t> found;
  std::vector<std::pair<std::uint32_t, bool>> asked;  // a guard is asked once, however many leaves are inside
  const auto holds = [&](std::uint32_t transition) {
    for (const auto& [known, answer] : asked) {
      if (known == transition) return answer;
    }
    const bool answer = enabled(transition, event);
    if (model_.transitions[transition].when || host_ != nullptr) asked.emplace_back(transition, answer);
    return answer;
  };
  const auto first_of = [&](const std::vector<std::uint32_t>& transitions) {
    const auto first = std::find_if(transitions.begin(), transitions.end(), holds);
    if (first == transitions.end()) return false;
    if (std::find(found.begin(), found.end(), *first) == found.end()) found.push_back(*first);
    return true;
  };
  const std::vector<std::uint32_t> active = active_;
  for (const std::uint32_t leaf : active) {
    if (!model_.is_leaf(leaf)) continue;
    for (std::uint32_t s = leaf; s != 0; s = model_.states[s].parent) {
      const StateInfo& info = model_.states[s];
      if (first_of(event == nullptr ? info.always : event->timer != 0 ? info.timed : info.on)) break;
    }
  }
  return found.size() < 2 ? found : without_conflicts(found);
}

bool Machine::enabled(std::uint32_t number, const Queued* event) {
  const Transition& transition = model_.transitions[number];
  if (event != nullptr) {
    if (event->timer != 0) {
      if (transition.timer != event->timer) return false;
    } else if (std::none_of(transition.events.begin(), transition.events.end(),
                            [&](const std::string& descriptor) {
                              return descriptor_matches(descriptor, event->name);
                            })) {
      return false;
    }
  }
  if (transition.when && !condition(transition.when, transition.pointer)) return false;
  return host_ == nullptr || host_->admits(number);
}

/// Of two transitions that leave common states, the one from further inside stays, else the earlier one. The
/// exit sets of two domains meet exactly when one domain is the other or lies inside it, as both hold active
/// states.
std::vector<std::uint32_t> Machine::without_conflicts(const std::vector<std::uint32_t>& candidates) const {
  std::vector<std::uint32_t> kept;
  for (const std::uint32_t one : candidates) {
    const Transition& first = model_.transitions[one];
    const std::uint32_t domain = domain_of(first);
    bool preempted = false;
    std::vector<std::uint32_t> removed;
    for (const std::uint32_t other : kept) {
      const Transition& second = model_.transitions[other];
      const std::uint32_t against = domain_of(second);
      if (domain == no_slot || against == no_slot) continue;
      if (domain != against && !model_.inside(domain, against) && !model_.inside(against, domain)) continue;
      if (model_.inside(first.source, second.source)) {
        removed.push_back(other);
      } else {
        preempted = true;
        break;
      }
    }
    if (preempted) continue;
    std::erase_if(
        kept, [&](std::uint32_t t) { return std::find(removed.begin(), removed.end(), t) != removed.end(); });
    kept.push_back(one);
  }
  return kept;
}

void Machine::microstep(const std::vector<std::uint32_t>& transitions) {
  if (++microsteps_ > options_.microsteps) {
    throw Error(ErrorKind::limit, std::string(code::limit_microsteps.id),
                "one event led to more micro-steps than the limit of " + std::to_string(options_.microsteps) +
                    "; the last transition was " + model_.transitions[transitions.front()].pointer);
  }
  taken_ = true;
  // Worked out once: a history that is left remembers something else, and with it would the domain change.
  std::vector<std::uint32_t> domains;
  for (const std::uint32_t number : transitions) domains.push_back(domain_of(model_.transitions[number]));
  exit_states(domains);
  for (const std::uint32_t number : transitions) {
    const Transition& transition = model_.transitions[number];
    trace(Trace::Kind::transition, transition.pointer);
    if (host_ != nullptr) host_->taken(number);
    block(transition.actions);
  }
  enter_states(transitions, domains);
}

bool Machine::is_active(std::uint32_t state) const {
  return std::binary_search(active_.begin(), active_.end(), state);
}

const std::vector<std::uint32_t>* Machine::kept(std::uint32_t history) const {
  for (const auto& one : StateAccess::history(state_)) {
    if (one.state == history) return &one.kept;
  }
  return nullptr;
}

void Machine::effective_target(std::uint32_t target, std::vector<std::uint32_t>& found) const {
  const StateInfo& info = model_.states[target];
  if (info.kind != Kind::history) {
    found.push_back(target);
  } else if (const std::vector<std::uint32_t>* stored = kept(target)) {
    found.insert(found.end(), stored->begin(), stored->end());
  } else {
    for (const std::uint32_t one : info.initial) effective_target(one, found);
  }
}

std::vector<std::uint32_t> Machine::effective_targets(const Transition& transition) const {
  std::vector<std::uint32_t> found;
  for (const std::uint32_t target : transition.targets) effective_target(target, found);
  return found;
}

std::uint32_t Machine::domain_of(const Transition& transition) const {
  if (transition.targets.empty()) return no_slot;
  const std::vector<std::uint32_t> targets = effective_targets(transition);
  const auto holds_all = [&](std::uint32_t state) {
    return std::all_of(targets.begin(), targets.end(),
                       [&](std::uint32_t target) { return model_.inside(target, state); });
  };
  if (transition.internal && model_.states[transition.source].kind == Kind::compound &&
      holds_all(transition.source)) {
    return transition.source;
  }
  std::uint32_t domain = model_.states[transition.source].parent;
  while (domain != 0 && !(model_.states[domain].kind == Kind::compound && holds_all(domain))) {
    domain = model_.states[domain].parent;
  }
  return domain;
}

void Machine::remember(std::uint32_t state) {
  for (const std::uint32_t history : model_.states[state].histories) {
    std::vector<std::uint32_t> stored;
    for (const std::uint32_t one : active_) {
      if (!model_.inside(one, state)) continue;
      if (model_.states[history].deep ? model_.is_leaf(one) : model_.states[one].parent == state)
        stored.push_back(one);
    }
    auto& all = StateAccess::history(state_);
    const auto place =
        std::lower_bound(all.begin(), all.end(), history,
                         [](const auto& one, std::uint32_t number) { return one.state < number; });
    if (place != all.end() && place->state == history) {
      place->kept = std::move(stored);
    } else {
      all.insert(place, {history, std::move(stored)});
    }
  }
}

void Machine::exit_states(const std::vector<std::uint32_t>& domains) {
  std::vector<std::uint32_t> leaving;
  for (auto state = active_.rbegin(); state != active_.rend(); ++state) {
    if (std::any_of(domains.begin(), domains.end(),
                    [&](std::uint32_t d) { return d != no_slot && model_.inside(*state, d); })) {
      leaving.push_back(*state);
    }
  }
  for (const std::uint32_t state : leaving) remember(state);
  for (const std::uint32_t state : leaving) leave(state);
}

void Machine::leave(std::uint32_t state) {
  for (const Actions& actions : model_.states[state].exit) block(actions);
  if (host_ != nullptr) {
    host_->left(state);
  } else {
    disarm(state);
  }
  trace(Trace::Kind::left, model_.states[state].id);
  active_.erase(std::lower_bound(active_.begin(), active_.end(), state));
}

bool Machine::marked_inside(std::uint32_t state) const {
  const auto from = mark_.begin() + state + 1;
  const auto to = mark_.begin() + model_.states[state].end;
  return std::find(from, to, std::uint8_t{1}) != to;
}

void Machine::add_descendants(std::uint32_t state) {
  const StateInfo& info = model_.states[state];
  if (info.kind == Kind::history) {
    const std::vector<std::uint32_t>* stored = kept(state);
    if (stored == nullptr) history_actions_.emplace_back(info.parent, state);
    const std::vector<std::uint32_t> targets = stored != nullptr ? *stored : info.initial;
    for (const std::uint32_t target : targets) add_descendants(target);
    for (const std::uint32_t target : targets) add_ancestors(target, info.parent);
    return;
  }
  mark_[state] = 1;
  if (info.kind == Kind::compound) {
    by_default_[state] = 1;
    for (const std::uint32_t target : info.initial) add_descendants(target);
    for (const std::uint32_t target : info.initial) add_ancestors(target, state);
  } else if (info.kind == Kind::parallel) {
    add_regions(state);
  }
}

void Machine::add_regions(std::uint32_t parallel) {
  for (const std::uint32_t child : model_.states[parallel].children) {
    if (!marked_inside(child)) add_descendants(child);
  }
}

void Machine::add_ancestors(std::uint32_t state, std::uint32_t top) {
  for (std::uint32_t s = model_.states[state].parent; s != top && s != 0; s = model_.states[s].parent) {
    mark_[s] = 1;
    if (model_.states[s].kind == Kind::parallel) add_regions(s);
  }
}

void Machine::enter_states(const std::vector<std::uint32_t>& transitions, const std::vector<std::uint32_t>& domains) {
  bool any = false;
  for (const std::uint32_t number : transitions) any = any || !model_.transitions[number].targets.empty();
  if (!any) return;
  mark_.assign(model_.states.size(), 0);
  by_default_.assign(model_.states.size(), 0);
  history_actions_.clear();
  for (std::size_t i = 0; i < transitions.size(); ++i) {
    const Transition& transition = model_.transitions[transitions[i]];
    if (transition.targets.empty()) continue;
    for (const std::uint32_t target : transition.targets) add_descendants(target);
    for (const std::uint32_t target : effective_targets(transition)) add_ancestors(target, domains[i]);
  }
  for (std::uint32_t s = 1; s < mark_.size(); ++s) {
    if (mark_[s] != 0) enter(s);
  }
}

void Machine::enter(std::uint32_t state) {
  const StateInfo& info = model_.states[state];
  const auto place = std::lower_bound(active_.begin(), active_.end(), state);
  if (place == active_.end() || *place != state) active_.insert(place, state);
  trace(Trace::Kind::entered, info.id);
  if (model_.late && !info.data.empty()) {
    std::vector<std::uint32_t>& entered = StateAccess::entered(state_);
    const auto at = std::lower_bound(entered.begin(), entered.end(), state);
    if (at == entered.end() || *at != state) {
      entered.insert(at, state);
      set_data(info);
    }
  }
  for (const Actions& actions : info.entry) block(actions);
  if (by_default_[state] != 0) block(info.initial_actions);
  for (const auto& [parent, history] : history_actions_) {
    if (parent == state) block(model_.states[history].initial_actions);
  }
  if (host_ != nullptr) {
    host_->entered(state);
  } else {
    arm(state);
  }
  if (info.kind == Kind::final) finished(state);
}

bool Machine::in_final(std::uint32_t state) const {
  const StateInfo& info = model_.states[state];
  const auto final_child = [&](std::uint32_t child) {
    return model_.states[child].kind == Kind::final && is_active(child);
  };
  if (info.kind == Kind::compound)
    return std::any_of(info.children.begin(), info.children.end(), final_child);
  if (info.kind == Kind::parallel) {
    return std::all_of(info.children.begin(), info.children.end(),
                       [&](std::uint32_t child) { return in_final(child); });
  }
  return false;
}

void Machine::finished(std::uint32_t final_state) {
  const StateInfo& info = model_.states[final_state];
  if (info.parent == 0) {
    StateAccess::running(state_) = false;
    return;
  }
  const StateInfo& parent = model_.states[info.parent];
  Queued done;
  done.name = "done.state." + parent.id;
  (void)payload(info.done, info.pointer, false, done.data);
  raise_internal(std::move(done));
  const StateInfo& around = model_.states[parent.parent];
  if (parent.parent != 0 && around.kind == Kind::parallel && in_final(parent.parent)) {
    Queued all;
    all.name = "done.state." + around.id;
    raise_internal(std::move(all));
  }
}

/// A final state of the outermost level was entered: everything is left, innermost first. Which states were
/// active is still told afterwards.
void Machine::end() {
  const std::vector<std::uint32_t> last = active_;
  std::uint32_t final_state = 0;
  for (auto state = last.rbegin(); state != last.rend(); ++state) {
    const StateInfo& info = model_.states[*state];
    for (const Actions& actions : info.exit) block(actions);
    if (host_ != nullptr) host_->left(*state);
    active_.erase(std::lower_bound(active_.begin(), active_.end(), *state));
    if (info.kind == Kind::final && info.parent == 0) final_state = *state;
  }
  active_ = last;
  internal_.clear();
  Effect done;
  done.kind = Effect::Kind::done;
  done.at = at();
  done.name = model_.states[final_state].id;
  (void)payload(model_.states[final_state].done, model_.states[final_state].pointer, false, done.data);
  internal_.clear();
  // What was sent at once to others still leaves; what waits is over.
  std::vector<Pending> waiting = std::move(StateAccess::pending(state_));
  StateAccess::pending(state_).clear();
  for (const Pending& one : waiting) {
    if (one.immediate && one.sent && !one.sent->to.empty()) emit(sent_outside(*one.sent));
  }
  StateAccess::result(state_) = done.data;
  StateAccess::history(state_).clear();
  emit(std::move(done));
}

}  // namespace huifang::statechart
