/// Who may be contacted.
#include <algorithm>
#include <set>

#include "domain/core.hpp"
#include "domain/event_check.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

constexpr std::size_t related_max = 64;       // subjects that one contact leads to
constexpr std::size_t alternatives_max = 100;
const std::string undecided = "undecided";

/// Only what the host records is a contact that somebody could have left undone.
bool is_contact(const EventDef& event) { return event.contact && event.kind == EventDef::Kind::declared; }

}  // namespace

void Core::add_related(Occurred& contact) {
  for (std::size_t i = 0; i < contact.subjects.size() && i < related_max; ++i) {
    const EntityRef from = contact.subjects[i];
    const Subject* subject = find(from);
    if (subject == nullptr || subject->entity == none || model.entities[subject->entity].is_staff) continue;
    for (const auto attribute : model.entities[subject->entity].facts) {
      const AttributeDef& def = model.attributes[attribute];
      if (def.target == none || def.list || attribute == model.entities[subject->entity].owner) continue;
      const Value& value = subject->facts[def.index].at(contact.at_us);
      if (value.kind() == Value::Kind::entity && contact.subject(value.entity().entity) == nullptr) {
        contact.subjects.push_back(value.entity());
      }
    }
  }
}

Permission Core::permission(Occurred contact, const std::string& purpose) {
  if (!asks_permission_) return {};
  add_related(contact);
  if (!purpose.empty() && contact.field("purpose") == nullptr) contact.data.emplace_back("purpose", Value::of(purpose));
  Situation situation;
  situation.at_us = contact.at_us;
  situation.event = &contact;
  if (const EntityRef* customer = contact.subject("customer")) situation.subject = find(*customer);
  Permission answer;
  // Every policy that says anything of contacts has to allow it.
  for (std::uint32_t family = 0; family < model.families.size(); ++family) {
    const std::uint32_t layer = asked_of(situation.subject, family, contact.at_us);
    if (layer == none || !model.layers[layer].eligibility.table) continue;
    Permission own = permission_of(model.layers[layer], situation);
    if (!own.allowed) return own;
    if (answer.because.empty()) answer = std::move(own);
  }
  return answer;
}

std::uint32_t Core::asked_of(const Subject* customer, std::uint32_t family, std::int64_t at_us) {
  if (alone) return 0;
  if (customer != nullptr && customer->entity != none) return governor_at(customer, customer->entity, family, at_us);
  return governor_at(nullptr, model.entity("customer"), family, at_us);
}

Permission Core::permission_of(const LayerDef& layer, const Situation& situation) {
  Permission answer;
  const EligibilityDef& eligibility = layer.eligibility;
  const DecisionOutcome outcome = decide(eligibility.table, situation);
  const std::string text = outcome.value.kind() == Value::Kind::string ? outcome.value.string() : std::string();
  answer.allowed = text == "allow";
  if (!answer.allowed) {
    answer.code = text.starts_with("deny: ") ? text.substr(6) : undecided;
    answer.policy = layer.id;
  }
  answer.unknown = outcome.names;
  const std::uint32_t row = outcome.matched.empty() ? none : outcome.matched.front();
  JsonObject object(answer.because);
  {
    JsonObject inputs(object.key("inputs"));
    for (std::size_t i = 0; i < outcome.inputs.size(); ++i) {
      inputs.value(eligibility.table.source().inputs[i].expression, outcome.inputs[i]);
    }
  }
  if (!outcome.message.empty()) object.text("message", outcome.message);
  if (model.families.size() > 1) object.text("policy", layer.id);
  if (row != none) object.number("row", row + 1);
  const std::string clause = row == none ? std::string() : eligibility.table.source().rows[row].source;
  if (!clause.empty() || !eligibility.source.empty()) object.text("source", clause.empty() ? eligibility.source : clause);
  object.text("version", layer.version);
  return answer;
}

ContactAnswer Core::may_contact(const Event& contact, const std::string& purpose) {
  Event named = contact;
  if (named.id.empty()) named.id = "contact";
  EventCheck check(model, named);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  if (occurred.event == none || !is_contact(model.events[occurred.event])) {
    std::vector<std::string> names;
    for (const EventDef& event : model.events) {
      if (is_contact(event)) names.push_back(event.name);
    }
    Diagnostic finding;
    finding.code = "HF2030";
    finding.message = "this event is no contact";
    finding.pointer = "/type";
    finding.found = contact.type;
    finding.expected = "an event with \"contact\": true";
    finding.suggestion = nearest_name(contact.type, names);
    throw Error(ErrorKind::policy, {finding});
  }
  if (!purpose.empty() && std::find(model.purposes.begin(), model.purposes.end(), purpose) == model.purposes.end()) {
    Diagnostic finding;
    finding.code = "HF2031";
    finding.message = "this purpose is not known";
    finding.found = purpose;
    finding.expected = "a purpose that some duty has";
    finding.suggestion = nearest_name(purpose, model.purposes);
    throw Error(ErrorKind::policy, {finding});
  }
  Permission permission = this->permission(occurred, purpose);
  ContactAnswer answer;
  answer.allowed = permission.allowed;
  answer.code = std::move(permission.code);
  answer.policy = std::move(permission.policy);
  answer.unknown = std::move(permission.unknown);
  answer.because = std::move(permission.because);
  if (answer.allowed) return answer;
  // Who else? Each field that names somebody of the customer, with everybody else it could name.
  Occurred related = occurred;
  add_related(related);
  const EntityRef* customer = related.subject("customer");
  const Subject* of = customer == nullptr ? nullptr : find(*customer);
  if (of == nullptr) return answer;
  const SubjectId id = of->row.id;
  for (const FieldDef& field : model.events[occurred.event].fields) {
    if (field.target == none || field.list || field.target == of->entity || model.entities[field.target].is_staff) continue;
    std::set<SubjectId> candidates;
    for (const auto attribute : model.entities[field.target].facts) {
      const AttributeDef& def = model.attributes[attribute];
      if (def.target != of->entity || def.list) continue;
      const std::vector<SubjectId>& those = referring(attribute, id);
      candidates.insert(those.begin(), those.end());
    }
    for (const SubjectId candidate : candidates) {
      if (answer.alternatives.size() == alternatives_max) return answer;
      const EntityRef other = get(candidate).ref();
      Occurred changed = occurred;
      std::erase_if(changed.data, [&](const auto& entry) { return entry.first == field.name; });
      std::erase_if(changed.subjects, [&](const EntityRef& ref) { return ref.entity == other.entity; });
      changed.data.emplace_back(field.name, Value::of(other));
      changed.subjects.push_back(other);
      if (this->permission(std::move(changed), purpose).allowed) answer.alternatives.push_back({field.name, other});
    }
  }
  return answer;
}

void Core::ask_permissions(const Occurred& occurred) {
  permissions_.clear();
  if (!asks_permission_ || !is_contact(model.events[occurred.event])) return;
  permissions_.emplace("", permission(occurred, {}));
  for (const auto rule : index.needs[occurred.event]) {
    const auto ask = [&](const std::optional<OweDef>& owe) {
      if (owe && !permissions_.contains(owe->purpose)) permissions_.emplace(owe->purpose, permission(occurred, owe->purpose));
    };
    ask(model.rules[rule].owe);
    for (const StepDef& step : model.rules[rule].steps) ask(step.owe);
  }
}

bool Core::permits(const std::string& purpose) const {
  const auto known = permissions_.find(purpose);
  return known == permissions_.end() || known->second.allowed;
}

void Core::judge(const Occurred& occurred, bool credited) {
  if (credited || permits({})) return;
  const Permission& denied = permissions_.at("");
  note("contact " + occurred.id + " was not allowed: " + denied.code);
  Occurred related = occurred;
  add_related(related);
  const EntityRef* customer = related.subject("customer");
  if (customer == nullptr && related.subjects.empty()) return;
  Subject& about = get_or_create(customer != nullptr ? *customer : related.subjects.front(), occurred.at_us);
  std::string data;
  {
    JsonObject object(data);
    object.text("code", denied.code);
    object.text("event", occurred.id);
    object.text("flag", "forbidden_contact");
  }
  flags_.push_back({about.row.id, "forbidden_contact", now_us(), counters_.effect + 1, "event:" + occurred.id, denied.because});
  effect(about, "forbidden_contact/" + occurred.id, "flag", std::nullopt, std::move(data), denied.because);
  touch(about);
}

std::optional<std::string> Core::refusal(const Subject& subject, const OweDef& owe, const std::optional<EntityRef>& owner,
                                         std::int64_t opens_us) {
  if (!asks_permission_) return std::nullopt;
  for (const NeedPart& part : owe.need) {
    std::optional<std::string> code;
    bool possible = false;
    for (const NeedItem& item : part.any) {
      if (!is_contact(model.events[item.event])) {
        possible = true;
        break;
      }
      Occurred contact;
      contact.event = item.event;
      contact.at_us = std::max(now_us(), opens_us);
      if (owner && owner->entity == "staff") contact.by = owner->key;
      contact.subjects = {subject.ref()};
      for (const FieldDef& field : model.events[item.event].fields) {
        // As in an envelope that names the subject.
        if (field.target != subject.entity || field.list || field.name != model.entities[subject.entity].name) continue;
        contact.data.emplace_back(field.name, Value::of(subject.ref()));
      }
      const Permission answer = permission(std::move(contact), owe.purpose);
      // Whom the contact will name is not known yet: what cannot be decided is left to the contact itself.
      if (answer.allowed || answer.code == undecided) {
        possible = true;
        break;
      }
      if (!code) code = answer.code;
    }
    if (!possible) return code;
  }
  return std::nullopt;
}

}  // namespace huifang
