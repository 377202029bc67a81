/// From the envelope to what rules see: types, references, facts.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/event_check.hpp"

namespace huifang {

void Core::validate(const Event& event) const {
  EventCheck check(model, event);
  check.run();
  check.throw_if_bad();
}

std::optional<Occurred> Core::convert(const Event& event) {
  EventCheck check(model, event);
  Occurred occurred = check.run();
  check.throw_if_bad();
  if (check.missing_required().empty()) return occurred;
  std::string text = "form " + model.forms[model.events[occurred.event].form].name + " is a draft; missing:";
  for (const std::string& name : check.missing_required()) text += " " + name;
  note(std::move(text));
  return std::nullopt;
}

void Core::set_facts(const Event& event, std::int64_t sequence) {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  const std::int64_t from_us = check.effective_us();
  Subject& subject = get_or_create(occurred.subjects.at(0), std::min(from_us, event.at.utc_us));
  for (const auto& [name, value] : occurred.data) {
    add_fact(subject, model.attribute(subject.entity, name), from_us, sequence, value);
  }
  reconsider(subject, event.id, nullptr, sequence);
}

void Core::assign(const Event& event, std::int64_t sequence) {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  Subject& subject = get_or_create(occurred.subjects.at(0), event.at.utc_us);
  const Value* owner = occurred.field("owner");
  const std::optional<EntityRef> before = owner_of(subject, now_us());
  add_fact(subject, model.entities[subject.entity].owner, check.effective_us(), sequence, *owner);
  reconsider(subject, event.id, nullptr, sequence);
  own_again(subject);
  const std::optional<EntityRef> after = owner_of(subject, now_us());
  if (before == after || model.owner_changed == none) return;
  Occurred changed;
  changed.id = "owner.changed:" + event.id;
  changed.event = model.owner_changed;
  changed.at_us = event.at.utc_us;
  changed.by = event.by;
  changed.subjects = {subject.ref()};
  changed.data.emplace_back("from", before ? Value::of(*before) : Value{});
  changed.data.emplace_back("to", after ? Value::of(*after) : Value{});
  const Value* reason = occurred.field("reason");
  changed.data.emplace_back("reason", reason == nullptr ? Value{} : *reason);
  changed.data.emplace_back("effective", moment(check.effective_us()));
  raise(std::move(changed));
}

}  // namespace huifang
