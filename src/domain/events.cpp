/// From the envelope to what rules see, and to whom it happens.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/event_check.hpp"
#include "domain/forms.hpp"
#include "huifang/error.hpp"
#include "policy/calendar_layer.hpp"
#include "domain/json_text.hpp"
#include "policy/people_model.hpp"
#include "policy/points_model.hpp"
#include "policy/score_model.hpp"

namespace huifang {

namespace {
constexpr std::size_t raised_max = 10'000;  // events that follow from one
}

void Core::validate(const Event& event) const {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  if (event.type == "calendar") check_amendment(parse_data_set(occurred.field("version")->string()));
}

std::optional<Occurred> Core::convert(const Event& event) {
  EventCheck check(model, event);
  Occurred occurred = check.run();
  check.throw_if_bad();
  if (occurred.event == none) return occurred;
  std::vector<std::string> missing = check.missing_required();
  if (const std::uint32_t filed = model.events[occurred.event].form; filed != none) {
    const FormDef& form = model.forms[filed];
    const EntityRef* about = form.about == none ? nullptr : occurred.subject(model.entities[form.about].name);
    const Subject* subject = about == nullptr ? nullptr : find(*about);
    if (const FormModel* asked = asked_on(filed, subject)) {
      missing = read_form(*asked, occurred, subject).missing;
      require_once(*asked, occurred, subject);
    }
  }
  if (missing.empty()) return occurred;
  std::string text = "form " + model.forms[model.events[occurred.event].form].name + " is a draft; missing:";
  for (std::size_t i = 0; i < missing.size(); ++i) text += (i == 0 ? " " : ", ") + missing[i];
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
    if (const std::uint32_t tier = model.tier_set_as(subject.entity, name); tier != none) {
      const auto reason = event.data.find("reason");
      set_tier(subject, tier, value, event, reason == event.data.end() ? nullptr : &reason->second, sequence);
    } else {
      add_fact(subject, model.attribute(subject.entity, name), from_us, sequence, value);
    }
  }
  reconsider(subject, event.id, nullptr, sequence);
}

void Core::assign(const Event& event, std::int64_t sequence) {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  if (!event.case_key.empty()) {
    const Subject* known = find(occurred.subjects.at(0));
    if (known == nullptr || !known->flow) return note("assign: there is no case " + event.case_key);
  }
  Subject& subject = get_or_create(occurred.subjects.at(0), event.at.utc_us);
  const Value* reason = occurred.field("reason");
  const std::int64_t from_us = check.effective_us();
  const PeopleChange change{event.id, event.by, event.at.utc_us, from_us, reason == nullptr ? Value{} : *reason};
  std::string why;
  {
    JsonObject object(why);
    if (!event.by.empty()) object.text("by", event.by);
    object.text("event", event.id);
    object.text("how", "assigned");
    if (reason != nullptr && !reason->is_null()) object.value("reason", *reason);
  }
  for (const auto& [name, value] : occurred.data) {
    if (name == "reason") continue;
    const std::uint32_t attribute = model.attribute(subject.entity, name);
    const AssignmentDef* def = kept(subject.entity, attribute);
    if (def != nullptr && attribute == def->attribute && is_excluded(subject, *def, value)) {
      note("assign: " + value.entity().key + " may never be " + name + " of " + subject.row.entity + " " + subject.row.key);
      continue;
    }
    if (Subject* person = value.kind() == Value::Kind::entity ? find(value.entity()) : nullptr; person != nullptr && person->people) {
      person->people->left_us.reset();  // they are back
      touch(*person);
    }
    if (def != nullptr) {
      put(subject, *def, attribute, value, from_us, sequence, why, change);
    } else {
      PeopleChange plain = change;
      plain.seen_us = now_us();
      expect_change(subject, std::move(plain));
      add_fact(subject, attribute, from_us, sequence, value);
    }
  }
  reconsider(subject, event.id, nullptr, sequence);
  update_owners(subject);
}

std::vector<SubjectId> Core::concerned(const Occurred& occurred) {
  std::vector<SubjectId> ids;
  std::set<SubjectId> known;
  const auto add = [&](SubjectId id) {
    if (known.insert(id).second) ids.push_back(id);
  };
  std::vector<SubjectId> named;
  for (const EntityRef& ref : occurred.subjects) named.push_back(get_or_create(ref, occurred.at_us).row.id);
  const bool staff_named = occurred.subject("staff") != nullptr;
  if (!occurred.by.empty() && !staff_named) named.push_back(get_or_create({"staff", occurred.by}, occurred.at_us).row.id);
  for (const auto id : named) {
    // Whoever is mentioned for the first time begins here, even when no rule wants this event, and an owner may be looked for again.
    if (!get(id).begun || looks_for_owner(get(id))) add(id);
  }
  for (const auto entity : index.wanted[occurred.event]) {
    bool direct = false;
    for (const auto id : named) {
      if (get(id).entity != entity) continue;
      add(id);
      direct = true;
    }
    if (direct) continue;
    for (const auto id : named) {
      const Subject& from = get(id);
      if (from.entity == none) continue;
      // Along a reference of the named subject …
      for (const auto attribute : model.entities[from.entity].facts) {
        const AttributeDef& def = model.attributes[attribute];
        if (def.target != entity || def.list || attribute == model.entities[from.entity].owner) continue;
        const Value& value = from.facts[def.index].at(occurred.at_us);
        if (value.kind() == Value::Kind::entity) add(get_or_create(value.entity(), occurred.at_us).row.id);
      }
      // … or of those that refer to it.
      for (const auto attribute : model.entities[entity].facts) {
        const AttributeDef& def = model.attributes[attribute];
        if (def.target != from.entity || def.list || attribute == model.entities[entity].owner) continue;
        for (const auto other : referring(attribute, from.row.id)) add(other);
      }
    }
  }
  return ids;
}

void Core::happen(const Occurred& occurred, std::int64_t sequence) {
  const auto shared = std::make_shared<const Occurred>(occurred);
  const EventDef& def = model.events[occurred.event];
  const bool entered = model.points && occurred.event == model.points->posted;
  std::vector<SubjectId> ids = concerned(occurred);
  for (const SubjectId id : cases_reached(occurred, ids)) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  // Whoever receives a customer owns it before the reception counts for anything.
  for (const auto id : ids) settle(get(id), &occurred, occurred.id, sequence);
  std::vector<std::pair<std::uint32_t, SubjectId>> found;  // by links: for one rule each
  for (const auto rule : index.linked[occurred.event]) {
    const auto direct = [&](SubjectId id) { return get(id).entity == model.rules[rule].entity; };
    if (std::any_of(ids.begin(), ids.end(), direct)) continue;
    for (const SubjectId id : linked(rule, occurred)) found.emplace_back(rule, id);
  }
  bool taken_up = !found.empty();
  bool counts = true;
  if (def.counts) {
    Situation situation;
    situation.at_us = occurred.at_us;
    situation.event = &occurred;
    counts = holds(def.counts, situation, "event " + def.name);
    if (!counts) note("event " + occurred.id + " does not count (" + def.counts.text() + ")");
  }
  if (!inside(def.hours, occurred.at_us)) {
    counts = false;
    note("event " + occurred.id + " does not count: " + moment(occurred.at_us).to_text() + " lies outside the hours of " + def.name);
  }
  if (counts) {
    ask_permissions(occurred);
    for (const auto id : ids) {
      Subject& subject = get(id);
      if (!entered && fold(subject, occurred)) taken_up = true;  // measures know of entries already
      touch(subject);
    }
    bool credited = false;
    for (const auto id : ids) credited = credit(get(id), occurred) || credited;
    for (const auto& [rule, id] : found) credited = credit(get(id), occurred, rule) || credited;
    judge(occurred, credited);
    taken_up = taken_up || credited;
  }
  for (const auto id : ids) taken_up = step_case(get(id), occurred) || taken_up;
  for (const auto id : ids) {
    Subject& subject = get(id);
    if (subject.entity == none) continue;
    govern(subject);
    if (now_us() >= begin_us) update_tiers(subject, occurred.id, sequence);
    const auto its = [&](std::uint32_t rule) {
      const bool hears = model.rules[rule].entity == subject.entity;
      taken_up = taken_up || hears;
      return hears;
    };
    for (const auto rule : index.until[occurred.event]) {
      if (its(rule)) stop(subject, rule);
    }
    for (const auto rule : index.steps[occurred.event]) {
      if (its(rule)) step_on(subject, rule, shared);
    }
    for (const auto rule : index.on[occurred.event]) {
      if (its(rule)) start_on(subject, rule, shared);
    }
  }
  for (const auto& [rule, id] : found) {
    Subject& subject = get(id);
    const auto hears = [&](const std::vector<std::uint32_t>& rules) { return std::find(rules.begin(), rules.end(), rule) != rules.end(); };
    if (hears(index.until[occurred.event])) stop(subject, rule);
    if (hears(index.steps[occurred.event])) step_on(subject, rule, shared);
    if (hears(index.on[occurred.event])) start_on(subject, rule, shared);
  }
  for (const auto id : ids) reconsider(get(id), occurred.id, shared, sequence);
  if (def.form != none || def.kind == EventDef::Kind::scored) {
    for (const auto id : ids) score(get(id), occurred, sequence);
  }
  std::set<SubjectId> known(ids.begin(), ids.end());
  for (const auto& [rule, id] : found) {
    if (known.insert(id).second) reconsider(get(id), occurred.id, shared, sequence);
  }
  if (occurred.of_case && !taken_up) tell_uncaught(occurred);
  if (hear) hear(occurred);
  keep_row(occurred);
}

void Core::apply(const FactChange& change, std::int64_t sequence) {
  Subject& subject = get_or_create(change.subject, now_us());
  const AttributeDef& def = model.attributes[change.attribute];
  if (subject.entity != def.entity) return;
  const FactHistory& history = subject.facts[def.index];
  if (history.known(now_us()) && history.at(now_us()) == change.value) return;
  add_fact(subject, change.attribute, now_us(), sequence, change.value);
  reconsider(subject, change.cause, nullptr, sequence);
}

void Core::work_off_raised(std::int64_t sequence) {
  std::size_t worked_off = 0;
  announce_changes(sequence);
  // What an input does at once is finite: the points of many accounts may expire in one instant.
  const std::size_t at_most = raised_max * std::max<std::size_t>(raised_.size(), 1);
  while (!raised_.empty() || !look_back_.empty() || !expire_again_.empty()) {
    if (++worked_off > at_most) {
      throw Error(ErrorKind::limit, "HF4101", "one input led to more than " + std::to_string(at_most) + " events; the rules start one another");
    }
    if (raised_.empty()) {
      if (!award_again()) expire_again();
      continue;
    }
    const auto next = std::move(raised_.front());
    raised_.pop_front();
    if (const auto* fact = std::get_if<FactChange>(&next)) {
      apply(*fact, sequence);
    } else if (const auto* opening = std::get_if<CaseOpening>(&next)) {
      open_case(*opening, sequence);
    } else {
      happen(std::get<Occurred>(next), sequence);
    }
    announce_changes(sequence);
  }
}

}  // namespace huifang
