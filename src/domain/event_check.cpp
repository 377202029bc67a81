#include "domain/event_check.hpp"

#include <algorithm>

#include "domain/json_text.hpp"
#include "huifang/feel.hpp"
#include "policy/calendar_layer.hpp"
#include "policy/people_model.hpp"
#include "policy/points_model.hpp"
#include "policy/score_model.hpp"

namespace huifang {

namespace {

std::string type_text(const feel::Type& type, const PolicyModel& model, std::uint32_t target) {
  using Kind = feel::Type::Kind;
  if (target != none) return "a key of entity " + model.entities[target].name;
  if (!type.values.empty()) {
    std::string text = "one of";
    for (const std::string& value : type.values) text += " " + value;
    return text;
  }
  switch (type.kind) {
    case Kind::boolean: return "true or false";
    case Kind::number: return "a number";
    case Kind::date: return "a date, YYYY-MM-DD";
    case Kind::date_time: return "a date and time";
    case Kind::time: return "a time";
    case Kind::days_duration:
    case Kind::months_duration: return "an ISO 8601 duration";
    default: return "a string";
  }
}

/// With the members of all objects ascending by name: the journal gives them back so, whatever their order was.
Value in_order(const Value& value) {
  if (value.kind() == Value::Kind::list) {
    std::vector<Value> items;
    for (const Value& item : value.list()) items.push_back(in_order(item));
    return Value::of(std::move(items));
  }
  if (value.kind() != Value::Kind::context) return value;
  Context context;
  for (const auto& [name, member] : value.context().entries) context.entries.emplace_back(name, in_order(member));
  std::sort(context.entries.begin(), context.entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return Value::of(std::move(context));
}

constexpr std::string_view points_events[] = {"points.post", "points.confirm", "points.cancel", "points.reverse", "points.appeal", "points.uphold", "points.close"};

std::vector<std::string> names_of(const std::vector<FieldDef>& fields) {
  std::vector<std::string> names;
  names.reserve(fields.size());
  for (const FieldDef& field : fields) names.push_back(field.name);
  return names;
}

}  // namespace

void EventCheck::report(std::string code, std::string message, std::string pointer, std::string found, std::string expected,
                      std::string suggestion) {
  Diagnostic finding;
  finding.code = std::move(code);
  finding.message = std::move(message);
  finding.pointer = std::move(pointer);
  finding.found = std::move(found);
  finding.expected = std::move(expected);
  finding.suggestion = std::move(suggestion);
  findings_.push_back(std::move(finding));
}

void EventCheck::throw_if_bad() const {
  if (!findings_.empty()) throw Error(ErrorKind::policy, findings_);
}

Occurred EventCheck::run() {
  Occurred out;
  out.id = event_.id;
  out.at_us = event_.at.utc_us;
  out.by = event_.by;
  out.claim = event_.duty;
  out.case_key = event_.case_key;
  effective_us_ = event_.at.utc_us;
  if (event_.id.empty()) report("HF2001", "an event needs an id", "/id", "nothing", "a text unique in the book");
  subjects(out);
  if (!event_.voids.empty() && event_.type != "void") {
    report("HF2023", "only an event of type void takes another one back", "/voids", event_.voids, "nothing",
           "type \"void\", beside an event of its own for what happened instead");
  }
  if (event_.type == "set") {
    facts(out);
  } else if (event_.type == "assign") {
    owner(out);
  } else if (event_.type == "file") {
    form(out);
  } else if (event_.type == "void") {
    if (event_.voids.empty()) report("HF2018", "a void names the event it takes back", "/voids", "nothing", "the id of an event");
    if (out.subjects.empty()) report("HF2019", "a void names the subjects of the event it takes back", "", "no subject", "a subject");
    known_data({"reason"});
  } else if (event_.type == "duty.claim" || event_.type == "duty.waive" || event_.type == "duty.extend") {
    act();
  } else if (event_.type == "assign.approve" || event_.type == "assign.reject") {
    decision(out);
  } else if (std::find(std::begin(points_events), std::end(points_events), event_.type) != std::end(points_events)) {
    points(out);
  } else if (event_.type == "case.migrate") {
    migration(out);
  } else if (event_.type == "roster") {
    roster(out);
  } else if (event_.type == "absent") {
    absence(out);
  } else if (event_.type == "calendar") {
    calendar(out);
  } else if (event_.type == "slot") {
    slot(out);
  } else {
    const std::uint32_t event = model_.event(event_.type);
    if (event == none || model_.events[event].kind != EventDef::Kind::declared) {
      std::vector<std::string> names{"set", "assign", "file", "void", "duty.claim", "duty.waive", "duty.extend", "assign.approve", "assign.reject", "roster", "absent", "calendar", "slot", "case.migrate"};
      if (model_.points) names.insert(names.end(), std::begin(points_events), std::end(points_events));
      for (const EventDef& def : model_.events) {
        if (def.kind == EventDef::Kind::declared) names.push_back(def.name);
      }
      report("HF2002", event == none ? "unknown event type" : "only the library raises this event", "/type", event_.type,
           "a declared event type", nearest_name(event_.type, names));
      return out;
    }
    out.event = event;
    fields(out, model_.events[event].fields);
  }
  return out;
}

void EventCheck::known_data(const std::vector<std::string>& names) {
  for (const auto& [name, raw] : event_.data) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    report("HF2005", "unknown field of event " + event_.type, "/data/" + name, name, names.empty() ? "no data" : "a field of this event",
           nearest_name(name, names));
  }
}

void EventCheck::decision(const Occurred& out) {
  if (event_.by.empty()) report("HF2050", "a decision about a proposal is somebody's", "/by", "nothing", "a key of entity staff");
  if (out.subjects.empty()) report("HF2050", "a decision names whom the proposal is about", "", "no subject", "the subject of the proposal's effect");
  const auto named = event_.data.find("proposal");
  if (named == event_.data.end() || named->second.kind() != Value::Kind::string) {
    report("HF2050", "a decision names the proposal", "/data/proposal", named == event_.data.end() ? "nothing" : named->second.to_text(),
           "the key of a proposal");
  }
  known_data({"proposal", "reason"});
}

void EventCheck::points(const Occurred& out) {
  if (!model_.points) return report("HF2060", "the policy has no points", "/type", event_.type, "a policy with a section points");
  if (event_.by.empty()) report("HF2061", "an act on points is somebody's", "/by", "nothing", "a key of entity staff");
  const auto given = [&](const char* name) -> const Value* {
    const auto found = event_.data.find(name);
    return found == event_.data.end() || found->second.is_null() ? nullptr : &found->second;
  };
  const auto found = [](const Value* value) { return value == nullptr ? std::string("nothing") : value->to_text(); };
  const bool post = event_.type == "points.post", close = event_.type == "points.close";
  known_data(post ? std::vector<std::string>{"class", "amount", "reason", "until"} : close ? std::vector<std::string>{"class", "period", "reason"} : std::vector<std::string>{"entry", "reason"});
  const Value* reason = given("reason");
  const bool told = reason != nullptr && reason->kind() == Value::Kind::string && reason->string().find_first_not_of(" \t\r\n") != std::string::npos;
  const bool optional = close || event_.type == "points.confirm";
  if (reason == nullptr ? !optional : !told) report("HF2062", "points are kept for a reason", "/data/reason", found(reason), "text that says why");
  if (!post && !close) {
    const Value* entry = given("entry");
    const auto number = entry == nullptr || entry->kind() != Value::Kind::number ? std::nullopt : entry->number().to_int64();
    if (!number || *number < 1) report("HF2063", "an act on an entry names it by its number", "/data/entry", found(entry), "a whole number from 1");
    return;
  }
  const Value* name = given("class");
  std::vector<std::string> names;
  for (const PointClassDef& one : model_.points->classes) names.push_back(one.name);
  const std::uint32_t place = name == nullptr || name->kind() != Value::Kind::string ? none : model_.points->find(name->string());
  if (place == none) {
    report("HF2064", "this class of points is not known", "/data/class", found(name), "a declared class",
           name == nullptr || name->kind() != Value::Kind::string ? std::string() : nearest_name(name->string(), names));
  }
  if (close) {
    const Value* period = given("period");
    if (period == nullptr || period->kind() != Value::Kind::string) report("HF2065", "a period is closed by its id", "/data/period", found(period), "the id of a period such as 2024-03");
    return;
  }
  if (out.subjects.size() != 1) report("HF2009", "points belong to one subject", "", std::to_string(out.subjects.size()) + " subjects", "one");
  const Value* amount = given("amount");
  std::optional<Decimal> number;
  if (amount != nullptr && amount->kind() == Value::Kind::number) number = amount->number();
  if (amount != nullptr && amount->kind() == Value::Kind::string) number = Decimal::parse(amount->string());
  if (place == none) return;
  const int decimals = model_.points->classes[place].decimals;
  const auto units = number ? points_amount(*number, decimals) : std::nullopt;
  if (!units || *units == 0) {
    report("HF2066", "the class cannot hold this amount", "/data/amount", found(amount), points_amount_text(decimals) + ", and not 0");
  }
  if (const Value* until = given("until")) {
    const bool text = until->kind() == Value::Kind::string;
    const std::optional<Date> day = text ? Date::parse(until->string()) : until->kind() == Value::Kind::date ? std::optional(until->date()) : std::nullopt;
    const Date first = model_.zone.date_of(event_.at);
    if (!day || *day < first || day->year > 9999) {
      report("HF2071", "points wait until a day", "/data/until", found(until), "a date from " + first.to_text() + " on");
    }
  }
}

void EventCheck::act() {
  if (!parse_duty_key(event_.duty)) {
    report("HF2020", "an act on a duty names it by its key", "/duty", event_.duty.empty() ? "nothing" : event_.duty,
           "the key of a duty, \"policy/rule/customer:c1/run/step/n\"");
  }
  if (event_.by.empty()) report("HF2021", "an act on a duty is somebody's", "/by", "nothing", "a key of entity staff");
  if (event_.type == "duty.claim") return known_data({});
  const auto reason = event_.data.find("reason");
  if (event_.type == "duty.waive") {
    if (reason == event_.data.end() || reason->second.is_null()) report("HF2022", "a duty is excused for a reason", "/data/reason", "nothing", "why");
    return known_data({"reason"});
  }
  known_data({"due", "reason"});
  const auto due = event_.data.find("due");
  if (due == event_.data.end() || due->second.is_null()) return;
  const std::string text = due->second.kind() == Value::Kind::string ? due->second.string() : due->second.to_text();
  if (!Date::parse(text) && !model_.zone.parse(text)) {
    report("HF2008", "the new due cannot be read", "/data/due", text, "a date or a date and time");
  }
}

void EventCheck::subjects(Occurred& out) {
  for (const auto& [entity, key] : event_.subjects) {
    const std::uint32_t index = model_.entity(entity);
    if (index != none && model_.entities[index].is_case) {
      report("HF2003", "a case is no subject of the envelope", "/" + entity, entity, "\"case\": \"" + key + "\"");
    } else if (index == none || model_.entities[index].internal) {
      // An envelope key may name a field that refers to a subject, e.g. {"technician": "s7"}.
      const std::uint32_t event = model_.event(event_.type);
      const bool field = event != none && std::any_of(model_.events[event].fields.begin(), model_.events[event].fields.end(),
                                                      [&](const FieldDef& f) { return f.name == entity && f.target != none; });
      if (field) continue;
      std::vector<std::string> names;
      for (const EntityDef& def : model_.entities) {
        if (!def.internal && !def.is_case) names.push_back(def.name);
      }
      report("HF2003", "unknown entity", "/" + entity, entity, "a declared entity", nearest_name(entity, names));
    } else if (key.empty()) {
      report("HF2004", "a subject needs a key", "/" + entity, "an empty text", "the subject's key");
    } else {
      out.subjects.push_back({entity, key});
    }
  }
}

void EventCheck::fields(Occurred& out, const std::vector<FieldDef>& fields) {
  for (const auto& [name, raw] : event_.data) {
    const auto known = std::any_of(fields.begin(), fields.end(), [&name = name](const FieldDef& f) { return f.name == name; });
    if (!known) {
      report("HF2005", "unknown field of event " + event_.type, "/data/" + name, name,
           fields.empty() ? "no data" : "a declared field", nearest_name(name, names_of(fields)));
    }
  }
  for (const FieldDef& field : fields) {
    const auto data = event_.data.find(field.name);
    Value raw;
    std::string pointer = "/data/" + field.name;
    if (data != event_.data.end()) {
      raw = data->second;
    } else if (const auto envelope = event_.subjects.find(field.name); field.target != none && envelope != event_.subjects.end()) {
      raw = Value::of(envelope->second);
      pointer = "/" + field.name;
    } else {
      continue;
    }
    const Value value = typed(raw, field.type, field.target, field.list, pointer);
    if (value.kind() == Value::Kind::entity && out.subject(value.entity().entity) == nullptr) {
      out.subjects.push_back(value.entity());
    }
    out.data.emplace_back(field.name, value);
  }
}

void EventCheck::form(Occurred& out) {
  const auto named = event_.data.find("form");
  std::vector<std::string> names;
  for (const FormDef& form : model_.forms) names.push_back(form.name);
  if (named == event_.data.end() || named->second.kind() != Value::Kind::string) {
    report("HF2006", "a filed form needs its name", "/data/form", named == event_.data.end() ? "nothing" : named->second.to_text(),
         "the name of a declared form");
    return;
  }
  const std::uint32_t index = model_.form(named->second.string());
  if (index == none) {
    report("HF2006", "unknown form", "/data/form", named->second.string(), "a declared form",
         nearest_name(named->second.string(), names));
    return;
  }
  const FormDef& form = model_.forms[index];
  out.event = form.filed_event;
  for (const auto& [name, raw] : event_.data) {
    if (name == "form") continue;
    const auto field = std::find_if(form.fields.begin(), form.fields.end(), [&name = name](const FieldDef& f) { return f.name == name; });
    if (field == form.fields.end()) {
      report("HF2005", "unknown field of form " + form.name, "/data/" + name, name, "a declared field",
           nearest_name(name, names_of(form.fields)));
      continue;
    }
    if (is_item(index, name)) {
      out.data.emplace_back(name, answer(index, *field, raw));
    } else {
      out.data.emplace_back(name, typed(raw, field->type, field->target, field->list, "/data/" + name));
    }
  }
  for (const auto position : form.required) {
    const Value* value = out.field(form.fields[position].name);
    if (value == nullptr || value->is_null()) missing_required_.push_back(form.fields[position].name);
  }
  if (form.about != none && out.subject(model_.entities[form.about].name) == nullptr) {
    report("HF2007", "form " + form.name + " is about a subject that is not named", "/" + model_.entities[form.about].name, "nothing",
         "a key of entity " + model_.entities[form.about].name);
  }
}

bool EventCheck::is_item(std::uint32_t form, const std::string& name) const {
  const FormSurveys& surveys = model_.surveys_of(form);
  return std::any_of(surveys.begin(), surveys.end(), [&](const auto& survey) { return survey.second->item(name) != nullptr; });
}

Value EventCheck::answer(std::uint32_t form, const FieldDef& field, const Value& raw) {
  if (raw.is_null() || (raw.kind() == Value::Kind::string && raw.string() == "not_applicable")) return raw;
  Value value = field.type.kind == feel::Type::Kind::any ? in_order(raw) : raw;
  // Another version of the policy may ask it on another scale: it is enough to be on one of them.
  std::optional<Diagnostic> finding;
  for (const auto& [layer, survey] : model_.surveys_of(form)) {
    const FormItem* item = survey->item(field.name);
    if (item == nullptr) continue;
    finding = check_answer(item->scale, value, "/data/" + field.name);
    if (!finding) return value;
  }
  if (finding) findings_.push_back(std::move(*finding));
  return {};
}

void EventCheck::effective() {
  const auto from = event_.data.find("from");
  if (from == event_.data.end()) return;
  std::optional<Instant> instant;
  if (from->second.kind() == Value::Kind::string) instant = model_.zone.parse(from->second.string());
  if (from->second.kind() == Value::Kind::date) instant = model_.zone.start_of_day(from->second.date());
  if (!instant) {
    report("HF2008", "the effective date cannot be read", "/data/from", from->second.to_text(), "a date or a date and time");
    return;
  }
  effective_us_ = instant->utc_us;
}

void EventCheck::facts(Occurred& out) {
  effective();
  if (out.subjects.size() != 1) {
    if (findings_.empty()) report("HF2009", "a fact belongs to one subject", "", std::to_string(out.subjects.size()) + " subjects", "one");
    return;
  }
  const std::uint32_t entity = model_.entity(out.subjects[0].entity);
  const auto reason = event_.data.find("reason");
  for (const auto& [name, raw] : event_.data) {
    if (name == "from" || name == "reason") continue;
    if (const std::uint32_t tier = model_.tier_set_as(entity, name); tier != none) {
      tier_by_hand(out, model_.tiers[tier], name, raw);
      continue;
    }
    const std::uint32_t attribute = model_.attribute(entity, name);
    if (attribute == none || model_.attributes[attribute].kind != AttributeDef::Kind::fact || model_.attributes[attribute].internal) {
      std::vector<std::string> names;
      for (const auto fact : model_.entities[entity].facts) {
        if (!model_.attributes[fact].internal) names.push_back(model_.attributes[fact].name);
      }
      for (const TierDef& tier : model_.tiers) {
        if (tier.entity == entity && !tier.set_by.empty()) names.push_back("tier." + tier.name);
      }
      report("HF2010", "unknown fact of entity " + out.subjects[0].entity, "/data/" + name, name, "a declared fact",
           nearest_name(name, names));
      continue;
    }
    const AttributeDef& def = model_.attributes[attribute];
    if (is_assigned(attribute)) {
      report("HF2011", "the " + name + (def.list ? " are" : " is") + " changed by an assign event", "/data/" + name, name, "an event of type assign");
      continue;
    }
    if (def.flag && (event_.by.empty() || reason == event_.data.end() || reason->second.is_null())) {
      report("HF2012", "a flag is set by a person, with a reason", "/data/" + name, event_.by.empty() ? "no by" : "no reason",
           "by and data.reason");
    }
    if (raw.is_null() && !def.nullable) {
      report("HF2013", "this fact may not be null", "/data/" + name, "null", type_text(def.type, model_, def.target));
      continue;
    }
    const Value value = typed(raw, def.type, def.target, def.list, "/data/" + name);
    if (def.scale && value.kind() == Value::Kind::number && !value.number().to_scaled(*def.scale)) {
      report("HF2014", "too many decimal places", "/data/" + name, raw.to_text(), "at most " + std::to_string(*def.scale) + " decimal places");
    }
    out.data.emplace_back(name, value);
  }
}

void EventCheck::tier_by_hand(Occurred& out, const TierDef& tier, const std::string& name, const Value& raw) {
  const auto reason = event_.data.find("reason");
  if (event_.by.empty() || reason == event_.data.end() || reason->second.is_null()) {
    report("HF2012", "a tier is set by a person, with a reason", "/data/" + name, event_.by.empty() ? "no by" : "no reason", "by and data.reason");
  }
  if (event_.data.contains("from")) {
    report("HF2024", "a tier is set from the moment at which it is recorded", "/data/from", event_.data.at("from").to_text(), "no data.from");
  }
  feel::Type type;
  type.kind = feel::Type::Kind::string;
  type.values = tier.values;
  out.data.emplace_back(name, raw.is_null() ? raw : typed(raw, type, none, false, "/data/" + name));
}

bool EventCheck::is_assigned(std::uint32_t attribute) const {
  if (model_.entities[model_.attributes[attribute].entity].owner == attribute) return true;
  return model_.people && model_.people->keeps(attribute);
}

void EventCheck::migration(Occurred& out) {
  if (event_.case_key.empty()) {
    report("HF2034", "a migration names its case", "/case", "nothing", "the key of a case");
  } else {
    named_case(out);
  }
  known_data({"states", "recompute"});
  const auto is = [&](const std::string& name, Value::Kind kind, const char* expected) {
    const auto given = event_.data.find(name);
    if (given == event_.data.end() || given->second.is_null() || given->second.kind() == kind) return true;
    report("HF2035", "a migration says this otherwise", "/data/" + name, given->second.to_text(), expected);
    return false;
  };
  const char* map = "an object: for a state of the old version its state of the new one";
  is("recompute", Value::Kind::boolean, "true or false");
  if (is("states", Value::Kind::context, map) && event_.data.contains("states") && !event_.data.at("states").is_null()) {
    for (const auto& [state, place] : event_.data.at("states").context().entries) {
      if (place.kind() != Value::Kind::string) report("HF2035", "a migration says this otherwise", "/data/states/" + state, place.to_text(), map);
    }
  }
  for (const auto& [name, raw] : event_.data) out.data.emplace_back(name, raw);
}

/// The case that the envelope names: of the workflow it says, or of the only one there is.
void EventCheck::named_case(Occurred& out) {
  out.subjects.clear();  // whom it is about may be told beside it
  std::vector<std::string> entities;
  for (const EntityDef& def : model_.entities) {
    if (def.is_case) entities.push_back(def.name);
  }
  const std::size_t slash = event_.case_key.rfind('/');
  const std::string wanted = slash == std::string::npos ? std::string() : "case." + event_.case_key.substr(0, slash);
  if (std::find(entities.begin(), entities.end(), wanted) != entities.end()) {
    out.subjects.push_back({wanted, event_.case_key.substr(slash + 1)});
  } else if (entities.size() == 1) {
    out.subjects.push_back({entities.front(), event_.case_key});
  } else {
    std::string expected;
    for (const std::string& entity : entities) expected += (expected.empty() ? "" : " or ") + entity.substr(5) + "/" + event_.case_key;
    report("HF2032", "of which workflow is this case?", "/case", event_.case_key, expected.empty() ? "a policy with workflows" : expected);
  }
}

void EventCheck::owner(Occurred& out) {
  effective();
  if (!event_.case_key.empty()) named_case(out);
  if (out.subjects.size() != 1) {
    if (findings_.empty()) report("HF2009", "one subject is assigned at a time", "", std::to_string(out.subjects.size()) + " subjects", "one");
    return;
  }
  const std::uint32_t entity = model_.entity(out.subjects[0].entity);
  if (model_.entities[entity].owner == none) {
    report("HF2015", "entity " + out.subjects[0].entity + " has no owner", "/type", "assign", "an entity that can be owned");
    return;
  }
  std::vector<std::string> names;
  for (const auto fact : model_.entities[entity].facts) {
    const AttributeDef& def = model_.attributes[fact];
    if (def.target != none && is_assigned(fact)) names.push_back(def.name);
  }
  bool given = false;
  for (const auto& [name, raw] : event_.data) {
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      const AttributeDef& def = model_.attributes[model_.attribute(entity, name)];
      out.data.emplace_back(name, typed(raw, def.type, def.target, def.list, "/data/" + name));
      given = true;
    } else if (name == "reason") {
      out.data.emplace_back(name, raw);
    } else if (name != "from") {
      std::vector<std::string> known = names;
      known.insert(known.end(), {"from", "reason"});
      std::string expected;
      for (std::size_t i = 0; i < known.size(); ++i) expected += (i == 0 ? "" : i + 1 == known.size() ? " or " : ", ") + known[i];
      report("HF2005", "unknown field of event assign", "/data/" + name, name, expected, nearest_name(name, known));
    }
  }
  if (!given) report("HF2016", "an assignment names the new owner", "/data/owner", "nothing", "a key of entity staff, or null");
}

Value EventCheck::attribute(std::uint32_t attribute, const Value& raw, const std::string& pointer) {
  const AttributeDef& def = model_.attributes[attribute];
  return typed(raw, def.type, def.target, def.list, pointer);
}

void EventCheck::adopt(const Error& error) {
  findings_.insert(findings_.end(), error.diagnostics().begin(), error.diagnostics().end());
}

std::string EventCheck::data_text() const {
  Context context;
  for (const auto& [name, value] : event_.data) {
    if (name != "from" && name != "reason") context.entries.emplace_back(name, in_order(value));
  }
  return json_text(Value::of(std::move(context)));
}

std::optional<Date> EventCheck::date(const std::string& name) {
  const auto given = event_.data.find(name);
  if (given != event_.data.end() && given->second.kind() == Value::Kind::date) return given->second.date();
  std::optional<Date> date;
  if (given != event_.data.end() && given->second.kind() == Value::Kind::string) date = Date::parse(given->second.string());
  if (date && date->year >= 1400 && date->year <= 9999) return date;
  report("HF2008", "this is no date", "/data/" + name, given == event_.data.end() ? "nothing" : given->second.to_text(),
         "a date, YYYY-MM-DD");
  return std::nullopt;
}

void EventCheck::roster(Occurred& out) {
  if (out.subjects.size() != 1) {
    if (findings_.empty()) report("HF2009", "a roster belongs to one subject", "", std::to_string(out.subjects.size()) + " subjects", "one");
    return;
  }
  const std::string& entity = out.subjects[0].entity;
  if (model_.overlay(model_.entity(entity)) == nullptr) {
    report("HF2041", "the policy gives subjects of this entity no calendars of their own", "/" + entity, entity,
           "an entity that calendar.overlay names");
    return;
  }
  Date from = model_.zone.date_of(event_.at);
  if (event_.data.contains("from")) from = date("from").value_or(from);
  const std::string layer = data_text();
  try {
    CalendarSource source = model_.calendar_source;
    parse_layer(layer).apply(source, from);
    BusinessCalendar::build(source);
  } catch (const Error& error) {
    adopt(error);
    return;
  }
  std::string kept;
  {
    JsonObject object(kept);
    object.text("from", from.to_text());
    object.text("layer", layer);
    object.text("type", "roster");
  }
  out.data.emplace_back("shifts", Value::of(std::move(kept)));
}

void EventCheck::absence(Occurred& out) {
  constexpr std::int64_t days_max = 3660;  // as far as calendars look ahead
  if (out.subjects.size() != 1 || out.subjects[0].entity != "staff") {
    if (findings_.empty()) report("HF2009", "one member of staff is absent at a time", "", std::to_string(out.subjects.size()) + " subjects", "one key of entity staff");
    return;
  }
  for (const auto& [name, raw] : event_.data) {
    if (name == "from" || name == "to" || name == "cover" || name == "reason") continue;
    report("HF2005", "unknown field of event absent", "/data/" + name, name, "from, to, cover or reason",
           nearest_name(name, {"from", "to", "cover", "reason"}));
  }
  const std::optional<Date> from = date("from");
  const std::optional<Date> to = date("to");
  Value cover;
  if (const auto given = event_.data.find("cover"); given != event_.data.end()) {
    cover = typed(given->second, model_.attributes[model_.entities[model_.staff].owner].type, model_.staff, false, "/data/cover");
  }
  if (!from || !to) return;
  if (*to < *from || to->to_days() - from->to_days() > days_max) {
    report("HF2042", "an absence ends on or after its first day, within 3660 days", "/data/to", to->to_text(),
           "a date from " + from->to_text());
    return;
  }
  std::string kept;
  {
    JsonObject object(kept);
    if (cover.kind() == Value::Kind::entity) object.text("cover", cover.entity().key);
    object.text("from", from->to_text());
    object.text("to", to->to_text());
    object.text("type", "absent");
  }
  out.data.emplace_back("shifts", Value::of(std::move(kept)));
}

void EventCheck::calendar(Occurred& out) {
  if (!out.subjects.empty()) report("HF2009", "a calendar is everybody's", "/" + out.subjects[0].entity, out.subjects[0].key, "no subject");
  if (model_.calendar_data == none) {
    report("HF2041", "the policy has no calendar", "/type", "calendar", "a policy with a section calendar");
    return;
  }
  std::string version = data_text();
  try {
    const CalendarData data = parse_data_set(version);
    CalendarSource source = model_.calendar_source;
    source.data = &data;
    BusinessCalendar::build(source);
  } catch (const Error& error) {
    adopt(error);
    return;
  }
  out.data.emplace_back("version", Value::of(std::move(version)));
}

void EventCheck::slot(Occurred& out) {
  constexpr std::int64_t acts_max = 1'000'000'000;
  if (!parse_duty_key(event_.duty)) {
    report("HF2020", "an act on a duty names it by its key", "/duty", event_.duty.empty() ? "nothing" : event_.duty,
           "the key of a duty, \"policy/rule/customer:c1/run/step/n\"");
  }
  known_data({"act", "day", "person", "pinned", "reason"});
  const auto given = [&](const char* name) {
    const auto datum = event_.data.find(name);
    return datum == event_.data.end() || datum->second.is_null() ? nullptr : &datum->second;
  };
  const Value* act = given("act");
  const std::optional<std::int64_t> number =
      act == nullptr ? 1 : act->kind() == Value::Kind::number ? act->number().to_int64() : std::nullopt;
  if (!number || *number < 1 || *number > acts_max) {
    report("HF2017", "wrong type or value", "/data/act", act->to_text(), "a whole number from 1");
  }
  const Value* person = given("person");
  if (person != nullptr && (person->kind() != Value::Kind::string || person->string().empty())) {
    report("HF2017", "wrong type or value", "/data/person", person->to_text(), "a key of staff, or \"unit:\" and its key");
  }
  const Value* pinned = given("pinned");
  if (pinned != nullptr && pinned->kind() != Value::Kind::boolean) {
    report("HF2017", "wrong type or value", "/data/pinned", pinned->to_text(), "true or false");
  }
  const std::optional<Date> day = given("day") == nullptr ? std::nullopt : date("day");
  if (!findings_.empty()) return;
  std::string kept;
  {
    JsonObject object(kept);
    object.number("act", *number);
    if (day) object.text("day", day->to_text());
    object.text("duty", to_text(*parse_duty_key(event_.duty)));
    if (day && person != nullptr) object.text("person", person->string());
    if (day) object.key("pinned") += pinned == nullptr || pinned->boolean() ? "true" : "false";
  }
  out.data.emplace_back("slot", Value::of(std::move(kept)));
}

Value EventCheck::typed(const Value& raw, const feel::Type& type, std::uint32_t target, bool list, const std::string& pointer) {
  if (!list) return typed_one(raw, type, target, pointer);
  if (raw.is_null()) return {};
  if (raw.kind() != Value::Kind::list) {
    report("HF2017", "wrong type", pointer, raw.to_text(), "a list");
    return {};
  }
  const feel::Type& item_type = type.kind == feel::Type::Kind::list && type.item ? *type.item : type;
  std::vector<Value> items;
  for (std::size_t i = 0; i < raw.list().size(); ++i) {
    items.push_back(typed_one(raw.list()[i], item_type, target, pointer + "/" + std::to_string(i)));
  }
  return Value::of(std::move(items));
}

Value EventCheck::typed_one(const Value& raw, const feel::Type& type, std::uint32_t target, const std::string& pointer) {
  using Kind = feel::Type::Kind;
  if (raw.is_null()) return {};
  const bool text = raw.kind() == Value::Kind::string;
  const auto refuse = [&](std::string suggestion = {}) {
    report("HF2017", "wrong type or value", pointer, raw.to_text(), type_text(type, model_, target), std::move(suggestion));
    return Value{};
  };
  if (target != none) {
    if (raw.kind() == Value::Kind::entity) return raw;
    if (!text || raw.string().empty()) return refuse();
    return Value::of(EntityRef{model_.entities[target].name, raw.string()});
  }
  switch (type.kind) {
    case Kind::boolean: return raw.kind() == Value::Kind::boolean ? raw : refuse();
    case Kind::number: {
      if (raw.kind() == Value::Kind::number) return raw;
      // Hosts without exact numbers send the digits as text.
      const auto number = text ? Decimal::parse(raw.string()) : std::nullopt;
      return number ? Value::of(*number) : refuse();
    }
    case Kind::date: {
      if (raw.kind() == Value::Kind::date) return raw;
      const auto date = text ? Date::parse(raw.string()) : std::nullopt;
      return date ? Value::of(*date) : refuse();
    }
    case Kind::date_time: {
      if (raw.kind() == Value::Kind::date_time) return raw;
      const auto instant = text ? model_.zone.parse(raw.string()) : std::nullopt;
      if (!instant) return refuse();
      const LocalTime local = model_.zone.to_local(*instant);
      return Value::of(DateTime{local.date, Time{local.us_of_day * 1000, ZoneSpec{model_.zone.name(), model_.zone.offset_s(*instant)}}});
    }
    case Kind::time:
    case Kind::days_duration:
    case Kind::months_duration: {
      if (!text) return refuse();
      const feel::Outcome outcome = feel::evaluate(Value::of(raw.string()).to_text().insert(0, "@"), Context{});
      return outcome.status == feel::Outcome::Status::ok && !outcome.value.is_null() ? outcome.value : refuse();
    }
    case Kind::string:
      if (!text) return refuse();
      if (!type.values.empty() && std::find(type.values.begin(), type.values.end(), raw.string()) == type.values.end()) {
        return refuse(nearest_name(raw.string(), type.values));
      }
      return raw;
    default: return raw;
  }
}

}  // namespace huifang
