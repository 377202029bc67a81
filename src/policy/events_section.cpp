/// Event types: declared ones, and those the library raises by itself.
///
/// Fields of the raised ones, as `event.*` and `cause.*` see them:
///   filed.<form>            the form's fields
///   done.<rule>             rule, owner, responsible, due, late
///   missed.<rule>, missed   rule, owner, responsible, due
///   target.<report>         metric, of, target, value, period (reports_section.cpp)
///   done.<rule>.<step> and missed.<rule>.<step>, of one step, have the same fields
///   tier.<name>             from, to
///   owner.changed           from, to, reason, effective
///   holders.short           have, need
///   holders.none            need
///   turn.taken              turn_of
///   posted                  class, amount, kind, rule, cause, period, of_period (points_section.cpp)
///   assigned                proposal, moved
///   scored.<score>          value, band, valid, reason, response, answered, missing, supersedes, because

#include <algorithm>

#include "policy/assignment_section.hpp"
#include "policy/calendar_layer.hpp"
#include "policy/event_keys.hpp"
#include "policy/loader.hpp"
#include "policy/scope.hpp"
#include "policy/score_section.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

const std::vector<std::string> reserved_types = {"set",  "assign", "file",   "void",     "tick",
                                                 "bind", "absent", "roster", "calendar", "slot", "case.migrate", "posted"};

bool is_reserved(const Node& field) {
  return field.key == "contact" || field.key == "counts" || field.key == "hours" || field.key == "label" ||
         field.key == "locked";
}

/// Names that have a meaning on every form: its own name, and the counts that conditions may read.
constexpr std::string_view taken_fields[] = {"form", "answered", "missing", "applicable", "straight_line"};

void refuse_taken_fields(Loader& loader, const Node& form) {
  for (const char* section : {"fields", "items"}) {
    const Node* names = form.find(section);
    for (const std::string_view taken : taken_fields) {
      const Node* node = names == nullptr || !names->is_object() ? nullptr : names->find(taken);
      if (node == nullptr) continue;
      loader.report.error_at_key(code::reserved_name, *node, "this name has a meaning of its own on every form",
                                 {"\"" + node->key + "\"", "another name", ""});
    }
  }
}

std::uint32_t add_event(Loader& loader, EventDef event) {
  PolicyModel& model = loader.model;
  const auto index = static_cast<std::uint32_t>(model.events.size());
  const auto [place, added] = model.event_index.emplace(event.name, index);
  if (!added) return place->second;
  model.events.push_back(std::move(event));
  return index;
}

FieldDef plain_field(std::string name, Kind kind) {
  return {std::move(name), type_of_kind(kind), none, false};
}

FieldDef staff_field(const Loader& loader, std::string name) {
  return {std::move(name), type_entity(loader.model.staff), loader.model.staff, false};
}

std::vector<FieldDef> duty_fields(const Loader& loader) {
  return {plain_field("rule", Kind::string), staff_field(loader, "owner"), staff_field(loader, "responsible"),
          plain_field("due", Kind::date_time)};
}

void declared_events(Loader& loader) {
  for (const Node* entry : loader.entries("events")) {
    if (!usable_name(loader, *entry, "an event type")) continue;
    if (std::find(reserved_types.begin(), reserved_types.end(), entry->key) != reserved_types.end() ||
        entry->key == "missed") {
      loader.report.error_at_key(code::reserved_name, *entry, "this event type has a meaning of its own",
                                 {"\"" + entry->key + "\"", "another name", ""});
      continue;
    }
    EventDef event;
    event.name = entry->key;
    if (const Node* contact = entry->find("contact"))
      event.contact = boolean_of(loader, *contact).value_or(false);
    for (const Node* field : entry->children) {
      if (field->bad || is_reserved(*field) || !usable_name(loader, *field, "a field")) continue;
      if (is_envelope_key(field->key)) {
        loader.report.error_at_key(code::reserved_name, *field, "the envelope of every event has this key",
                                   {"\"" + field->key + "\"", "another name", ""});
        continue;
      }
      event.fields.push_back(field_of(loader, *field));
    }
    add_event(loader, std::move(event));
  }
}

void raised_events(Loader& loader) {
  PolicyModel& model = loader.model;
  for (std::uint32_t form = 0; form < model.forms.size(); ++form) {
    EventDef event;
    event.name = "filed." + model.forms[form].name;
    event.kind = EventDef::Kind::filed;
    event.fields = model.forms[form].fields;
    event.form = form;
    model.forms[form].filed_event = add_event(loader, std::move(event));
  }
  for (std::uint32_t rule = 0; rule < model.rules.size(); ++rule) {
    EventDef event;
    event.rule = rule;
    event.fields = duty_fields(loader);
    event.name = "missed." + model.rules[rule].id;
    event.kind = EventDef::Kind::missed;
    model.rules[rule].missed_event = add_event(loader, event);
    event.name = "done." + model.rules[rule].id;
    event.kind = EventDef::Kind::done;
    event.fields.push_back(plain_field("late", Kind::boolean));
    model.rules[rule].done_event = add_event(loader, event);
    event.fields.pop_back();
    const std::string id = model.rules[rule].id;
    for (std::uint32_t i = 0; i < model.rules[rule].steps.size(); ++i) {
      StepDef& step = model.rules[rule].steps[i];
      EventDef of_step = event;
      of_step.step = i;
      of_step.name = "missed." + id + "." + step.name;
      of_step.kind = EventDef::Kind::missed;
      step.missed_event = add_event(loader, of_step);
      of_step.name = "done." + id + "." + step.name;
      of_step.kind = EventDef::Kind::done;
      of_step.fields.push_back(plain_field("late", Kind::boolean));
      step.done_event = add_event(loader, std::move(of_step));
    }
  }
  EventDef missed;
  missed.name = "missed";
  missed.kind = EventDef::Kind::missed;
  missed.fields = duty_fields(loader);
  model.missed_any = add_event(loader, std::move(missed));
  for (TierDef& tier : model.tiers) {
    EventDef event;
    event.name = "tier." + tier.name;
    event.kind = EventDef::Kind::tier_changed;
    event.fields = {plain_field("from", Kind::string), plain_field("to", Kind::string)};
    for (FieldDef& field : event.fields) {
      field.type.values = tier.values;
      if (tier.values.empty() && tier.attribute != none) field.type = model.attributes[tier.attribute].type;
    }
    tier.changed_event = add_event(loader, std::move(event));
  }
  EventDef owner;
  owner.name = "owner.changed";
  owner.kind = EventDef::Kind::owner_changed;
  owner.fields = {staff_field(loader, "from"), staff_field(loader, "to"), plain_field("reason", Kind::string),
                  plain_field("effective", Kind::date_time)};
  model.owner_changed = add_event(loader, std::move(owner));
}

/// A report that raises no target event. True: it is told why.
bool tell_untargeted(Loader& loader, const Node& node, const std::string& name) {
  constexpr std::string_view family = "target.";
  const Node* reports = name.starts_with(family) ? loader.root().find("reports") : nullptr;
  const Node* report = reports != nullptr && reports->is_object() ? reports->find(name.substr(family.size())) : nullptr;
  if (report == nullptr || !report->is_object()) return false;
  const Node* over = report->find("over");
  if (over != nullptr && over->text.starts_with(family)) {
    loader.report.error(code::later_event, node, "missed targets of reports over missed targets are not raised by this version",
                        {brief(node), "a report over subjects, or over other events", ""});
  } else {
    loader.report.error(code::unknown_event, node, "the report '" + report->key + "' has no target that could be missed",
                        {brief(node), "a report with a metric that has a \"target\"", ""});
  }
  return true;
}

}  // namespace

std::uint32_t event_of(Loader& loader, const Node& node, const std::string& name) {
  const std::uint32_t event = loader.model.event(name);
  if (event != none) return event;
  if (tell_untargeted(loader, node, name)) return none;
  std::vector<std::string> names;
  for (const EventDef& known : loader.model.events) names.push_back(known.name);
  unknown_name(loader, code::unknown_event, node, "event", name, names);
  return none;
}

std::vector<std::uint32_t> events_of(Loader& loader, const Node& node) {
  const Node* value = literal(loader, node);
  std::vector<std::uint32_t> events;
  if (value == nullptr) return events;
  const auto add = [&](const Node& item) {
    if (!item.is_string()) {
      loader.report.error(code::wrong_kind, item, "events are named by text",
                          {brief(item), "the name of an event", ""});
      return;
    }
    const std::uint32_t event = event_of(loader, value == &node ? item : node, item.text);
    if (event != none && std::find(events.begin(), events.end(), event) == events.end())
      events.push_back(event);
  };
  if (!value->is_array()) {
    add(*value);
    return events;
  }
  if (value->children.empty()) {
    loader.report.error(code::empty_list, node, "at least one event is needed", {"an empty list", "", ""});
  }
  for (const Node* item : value->children) add(*item);
  return events;
}

void load_events(Loader& loader) {
  declared_events(loader);
  raised_events(loader);
  declare_people_events(loader);
  declare_score_events(loader);
}

void load_event_counts(Loader& loader) {
  for (const Node* entry : loader.entries("events")) {
    const Node* counts = entry->find("counts");
    const std::uint32_t event = loader.model.event(entry->key);
    if (event == none) continue;
    if (const Node* hours = entry->find("hours")) loader.model.events[event].hours = hours_at(loader, *hours);
    if (counts == nullptr) continue;
    ScopeSpec spec;
    spec.event = true;
    spec.events = {event};
    loader.model.events[event].counts = expression(*counts, Scope(loader, spec), Kind::boolean);
  }
}

void load_forms(Loader& loader) {
  PolicyModel& model = loader.model;
  for (const Node* entry : loader.entries("forms")) {
    if (!usable_name(loader, *entry, "a form")) continue;
    FormDef form;
    form.name = entry->key;
    form.about = entity_at(loader, *entry, "about", "");
    if (const Node* fields = entry->find("fields")) {
      for (const Node* field : fields->children) {
        if (!field->bad && field->key != "locked" && usable_name(loader, *field, "a field")) {
          form.fields.push_back(field_of(loader, *field));
        }
      }
    }
    load_items(loader, *entry, form);
    refuse_taken_fields(loader, *entry);
    if (const Node* required = entry->find("required"); required != nullptr && required->is_array()) {
      for (const Node* name : required->children) {
        if (!name->is_string()) {
          loader.report.error(code::wrong_kind, *name, "required fields are named by text",
                              {brief(*name), "text", ""});
          continue;
        }
        auto field = std::find_if(form.fields.begin(), form.fields.end(),
                                  [&](const FieldDef& known) { return known.name == name->text; });
        // A form without `fields` declares its fields by requiring them; their content is free.
        if (field == form.fields.end() && !entry->has("fields")) {
          form.fields.push_back({name->text, feel::Type{}, none, false});
          field = form.fields.end() - 1;
        }
        if (field == form.fields.end()) {
          std::vector<std::string> names;
          for (const FieldDef& known : form.fields) names.push_back(known.name);
          unknown_name(loader, code::unknown_field, *name, "field", name->text, names);
          continue;
        }
        form.required.push_back(static_cast<std::uint32_t>(field - form.fields.begin()));
      }
    }
    model.form_index.emplace(form.name, static_cast<std::uint32_t>(model.forms.size()));
    model.forms.push_back(std::move(form));
  }
}

}  // namespace huifang::loader
