#include <algorithm>
#include <utility>

#include "statechart/codes.hpp"
#include "statechart/machine.hpp"

namespace huifang::statechart {
namespace {

bool has_function(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::function:
      return true;
    case Value::Kind::list:
      return std::any_of(value.list().begin(), value.list().end(), has_function);
    case Value::Kind::context:
      return std::any_of(value.context().entries.begin(), value.context().entries.end(),
                         [](const auto& entry) { return has_function(entry.second); });
    default:
      return false;
  }
}

Context context_of(std::initializer_list<std::pair<std::string, std::string>> entries) {
  Context context;
  for (const auto& [name, text] : entries) context.entries.emplace_back(name, Value::of(text));
  return context;
}

}  // namespace

Value Machine::load(std::uint32_t slot) const {
  if (slot < slot_event) return slot < data_.size() ? data_[slot] : Value{};
  if (!has_event_) return {};
  switch (slot) {
    case slot_event_name:
      return Value::of(event_.name);
    case slot_event_type:
      return Value::of(event_.type);
    case slot_event_send_id:
      return event_.send_id.empty() ? Value{} : Value::of(event_.send_id);
    case slot_event_data:
      return event_.data;
    default:
      break;
  }
  const std::uint32_t field = slot - slot_event_field;
  if (field >= model_.event_fields.size() || event_.data.kind() != Value::Kind::context) return {};
  const Value* value = event_.data.context().find(model_.event_fields[field]);
  return value == nullptr ? Value{} : *value;
}

Value Machine::call(std::uint32_t, std::span<const Value> arguments) const {
  if (arguments.size() != 1 || arguments[0].kind() != Value::Kind::string) return {};
  const auto found = model_.state_index.find(arguments[0].string());
  return Value::of(found != model_.state_index.end() && is_active(found->second));
}

void Machine::count_action() {
  if (++actions_ > options_.actions) {
    throw Error(ErrorKind::limit, std::string(code::limit_work.id),
                "one event led to more actions than the limit of " + std::to_string(options_.actions));
  }
}

void Machine::emit(Effect effect) {
  if (effects_.size() >= options_.actions) {
    throw Error(ErrorKind::limit, std::string(code::limit_work.id),
                "one call has more effects than the limit of " + std::to_string(options_.actions));
  }
  effects_.push_back(std::move(effect));
}

void Machine::raise_internal(Queued event) {
  if (internal_.size() >= options_.pending) {
    throw Error(ErrorKind::limit, std::string(code::limit_work.id),
                "more events are waiting than the limit of " + std::to_string(options_.pending));
  }
  internal_.push_back(std::move(event));
}

bool Machine::fail(const std::string& where, const std::string& message) {
  const Value what = Value::of(context_of({{"message", message}, {"at", where}}));
  Effect effect;
  effect.kind = Effect::Kind::error;
  effect.at = at();
  effect.name = where;
  effect.data = Value::of(message);
  emit(std::move(effect));
  Queued event;
  event.name = "error.execution";
  event.type = "platform";
  event.data = what;
  raise_internal(std::move(event));
  return false;
}

bool Machine::evaluate(const feel::Expression& expression, const std::string& where, Value& value) {
  using Status = feel::Outcome::Status;
  feel::Outcome outcome = host_ != nullptr ? host_->evaluate(expression, outside()) : expression.evaluate(*this);
  if (!work_.exceeded.empty()) {
    throw Error(ErrorKind::limit, std::string(code::limit_work.id),
                "one event led to more work in expressions than the limit: " + work_.exceeded);
  }
  if (outcome.status == Status::wrong_type || outcome.status == Status::error) {
    return fail(where, "'" + expression.text() + "': " + outcome.message);
  }
  if (outcome.value.depth() > value_depth_max || outcome.value.size() > value_size_max) {
    return fail(where, "'" + expression.text() + "': the value is too large to keep");
  }
  if (has_function(outcome.value))
    return fail(where, "'" + expression.text() + "': a function cannot be kept");
  value = std::move(outcome.value);
  return true;
}

/// Null counts as not true. What fails counts as false, and is reported.
bool Machine::condition(const feel::Expression& expression, const std::string& where) {
  Value value;
  if (!evaluate(expression, where, value) || value.is_null()) return false;
  if (value.kind() == Value::Kind::boolean) return value.boolean();
  return fail(where, "'" + expression.text() + "' is " + value.to_text() + ", not true or false");
}

bool Machine::text(const Text& text, const std::string& where, std::string& result) {
  if (!text.expression) {
    result = text.literal;
    return true;
  }
  Value value;
  if (!evaluate(text.expression, where, value)) return false;
  if (value.kind() == Value::Kind::string && !value.string().empty()) {
    result = value.string();
    return true;
  }
  return fail(where, "'" + text.expression.text() + "' is " + value.to_text() + ", not a text");
}

bool Machine::payload(const Payload& payload, const std::string& where, bool all, Value& value) {
  if (payload.content) return evaluate(payload.content, where, value);
  if (payload.entries.empty()) return true;
  Context context;
  for (const auto& [name, expression] : payload.entries) {
    Value entry;
    if (evaluate(expression, where, entry)) {
      context.entries.emplace_back(name, std::move(entry));
    } else if (all) {
      return false;
    }
  }
  if (!context.entries.empty()) value = Value::of(std::move(context));
  return true;
}

/// One block of executable content: what fails ends this block, and no other.
void Machine::block(const Actions& actions) { (void)run(actions); }

bool Machine::run(const Actions& actions) {
  for (const Action& action : actions) {
    if (!run(action)) return false;
  }
  return true;
}

bool Machine::run(const Action& action) {
  count_action();
  switch (action.kind) {
    case Action::Kind::raise:
      return raise(action);
    case Action::Kind::send:
      return send(action);
    case Action::Kind::cancel:
      return cancel(action);
    case Action::Kind::set: {
      Value value;
      if (!evaluate(action.value, action.pointer, value)) return false;
      data_[action.slot] = std::move(value);
      return true;
    }
    case Action::Kind::choose:
      return choose(action);
    case Action::Kind::foreach:
      return foreach (action);
    case Action::Kind::log:
      return log(action);
    case Action::Kind::host:
      return host_ == nullptr || host_->perform(action, outside()) || fail(action.pointer, "the action failed");
  }
  return true;
}

bool Machine::raise(const Action& action) {
  Queued event;
  if (!text(action.name, action.pointer, event.name) ||
      !payload(action.payload, action.pointer, true, event.data)) {
    return false;
  }
  raise_internal(std::move(event));
  return true;
}

bool Machine::send(const Action& action) {
  Pending::Sent sent;
  if (!text(action.name, action.pointer, sent.event)) return false;
  if (action.id.expression || !action.id.literal.empty()) {
    if (!text(action.id, action.pointer, sent.id)) return false;
  }
  if (action.to.expression || !action.to.literal.empty()) {
    if (!text(action.to, action.pointer, sent.to)) return false;
  }
  std::int64_t delay_us = action.delay_us;
  if (action.delay) {
    Value value;
    if (!evaluate(action.delay, action.pointer, value)) return false;
    std::optional<std::int64_t> delay;
    if (value.kind() == Value::Kind::string) delay = delay_of(value.string());
    if (value.kind() == Value::Kind::days_duration) delay = delay_of(value.days_duration().to_text());
    if (!delay)
      return fail(action.pointer, "'" + action.delay.text() + "' is " + value.to_text() + ", not a delay");
    delay_us = *delay;
  }
  if (!payload(action.payload, action.pointer, true, sent.data)) return false;
  Pending pending;
  pending.sent = std::make_shared<const Pending::Sent>(std::move(sent));
  pending.due.utc_us = at().utc_us + delay_us;
  pending.immediate = delay_us == 0;
  wait(std::move(pending));
  return true;
}

void Machine::wait(Pending pending) {
  std::vector<Pending>& all = StateAccess::pending(state_);
  if (all.size() >= options_.pending) {
    throw Error(ErrorKind::limit, std::string(code::limit_work.id),
                "more events are waiting than the limit of " + std::to_string(options_.pending));
  }
  pending.sequence = StateAccess::sent(state_)++;
  const auto place = std::upper_bound(all.begin(), all.end(), pending,
                                      [](const Pending& a, const Pending& b) { return a.due < b.due; });
  all.insert(place, std::move(pending));
}

bool Machine::cancel(const Action& action) {
  std::string id;
  if (!text(action.name, action.pointer, id)) return false;
  std::erase_if(StateAccess::pending(state_),
                [&](const Pending& one) { return one.sent && !one.immediate && one.sent->id == id; });
  return true;
}

bool Machine::choose(const Action& action) {
  for (const auto& [when, actions] : action.branches) {
    if (!when || condition(when, action.pointer)) return run(actions);
  }
  return true;
}

bool Machine::foreach (const Action& action) {
  Value list;
  if (!evaluate(action.value, action.pointer, list)) return false;
  if (list.kind() != Value::Kind::list) {
    return fail(action.pointer, "'" + action.value.text() + "' is " + list.to_text() + ", not a list");
  }
  std::int64_t index = 0;
  for (const Value& item : list.list()) {
    count_action();
    data_[action.slot] = item;
    if (action.index != no_slot) data_[action.index] = Value::of(Decimal(index));
    ++index;
    if (!run(action.branches.front().second)) return false;
  }
  return true;
}

bool Machine::log(const Action& action) {
  Effect effect;
  effect.kind = Effect::Kind::log;
  effect.at = at();
  effect.name = action.label;
  if (action.value && !evaluate(action.value, action.pointer, effect.data)) return false;
  emit(std::move(effect));
  return true;
}

void Machine::set_data(const StateInfo& state) {
  for (const auto& [slot, expression] : state.data) {
    Value value;
    if (expression && !evaluate(expression, state.pointer, value)) value = Value{};
    data_[slot] = std::move(value);
  }
}

void Machine::arm(std::uint32_t state) {
  for (const std::uint32_t number : model_.states[state].timers) {
    const Timer& timer = model_.timers[number];
    std::optional<std::int64_t> delay = timer.delay_us;
    if (timer.delay) {
      Value value;
      if (!evaluate(timer.delay, model_.states[state].pointer, value)) continue;
      delay.reset();
      if (value.kind() == Value::Kind::string) delay = delay_of(value.string());
      if (value.kind() == Value::Kind::days_duration) delay = delay_of(value.days_duration().to_text());
      if (!delay) {
        fail(model_.states[state].pointer,
             "'" + timer.delay.text() + "' is " + value.to_text() + ", not a delay");
        continue;
      }
    }
    Pending pending;
    pending.due.utc_us = at().utc_us + *delay;
    pending.timer = number + 1;
    pending.immediate = *delay == 0;
    wait(std::move(pending));
  }
}

void Machine::disarm(std::uint32_t state) {
  if (model_.states[state].timers.empty()) return;
  std::erase_if(StateAccess::pending(state_), [&](const Pending& one) {
    return one.timer != 0 && model_.timers[one.timer - 1].state == state;
  });
}

}  // namespace huifang::statechart
