#include "policy/link_vocabulary.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

#include "policy/codes.hpp"
#include "policy/people_model.hpp"
#include "policy/points_model.hpp"

namespace huifang::loader {
namespace {

using nlohmann::json;

std::string name_of(const PolicyModel& model) { return model.id + "@" + model.version; }

std::vector<std::uint32_t> same_places(std::size_t count) {
  std::vector<std::uint32_t> places(count);
  std::iota(places.begin(), places.end(), 0u);
  return places;
}

template <class T>
std::uint32_t count_of(const std::vector<T>& list) {
  return static_cast<std::uint32_t>(list.size());
}

/// The parts of the section that say which days and hours are worked.
json calendar_of(const PolicyModel& model) {
  const json document = json::parse(model.canonical_text, nullptr, false);
  json calendar = document.is_object() ? document.value("calendar", json::object()) : json::object();
  for (const char* own : {"seasons", "buckets", "hours", "dates", "overlay"}) calendar.erase(own);
  return calendar;
}

bool is_of_family(const EventDef& event) {
  return event.kind == EventDef::Kind::done || event.kind == EventDef::Kind::missed || event.kind == EventDef::Kind::tier_changed ||
         event.kind == EventDef::Kind::case_changed || event.kind == EventDef::Kind::scored || event.kind == EventDef::Kind::target_missed;
}

}  // namespace

bool writes_calendar(const PolicyModel& model) { return !calendar_of(model).empty(); }

NewPlaces Vocabulary::as_they_are() {
  remember(model_);
  NewPlaces places;
  places.feel.slots = same_places(model_.slots.size());
  places.feel.attributes = same_places(model_.attributes.size());
  places.feel.entities = same_places(model_.entities.size());
  places.events = same_places(model_.events.size());
  places.forms = same_places(model_.forms.size());
  places.points = same_places(model_.points ? model_.points->classes.size() : 0);
  return places;
}

NewPlaces Vocabulary::add(const PolicyModel& added, std::uint32_t family) {
  NewPlaces places;
  places.parameters = count_of(model_.parameters);
  places.buckets = count_of(model_.buckets);
  places.seasons = count_of(model_.seasons);
  places.hours = count_of(model_.hours);
  places.measures = count_of(model_.measures);
  places.decisions = count_of(model_.decisions);
  places.tiers = count_of(model_.tiers);
  places.roles = count_of(model_.roles);
  places.rules = count_of(model_.rules);
  places.workflows = count_of(model_.workflows);
  if (added.zone.name() != model_.zone.name()) {
    report(code::calendar_differs.id, name_of(added) + " and " + others() + " have different zones", "/zone", added.zone.name(),
           model_.zone.name());
  }
  entities(added, family, places);
  attributes(added, places);
  model_.parameters.insert(model_.parameters.end(), added.parameters.begin(), added.parameters.end());
  model_.buckets.insert(model_.buckets.end(), added.buckets.begin(), added.buckets.end());
  model_.seasons.insert(model_.seasons.end(), added.seasons.begin(), added.seasons.end());
  model_.hours.insert(model_.hours.end(), added.hours.begin(), added.hours.end());
  for (const DateListDef& list : added.date_lists) {
    const auto same = [&](const DateListDef& known) { return known.name == list.name; };
    if (std::none_of(model_.date_lists.begin(), model_.date_lists.end(), same)) model_.date_lists.push_back(list);
  }
  forms(added, places);
  slots(added, places);
  events(added, family, places);
  points(added, places);
  remember(added);
  return places;
}

void Vocabulary::entities(const PolicyModel& added, std::uint32_t family, NewPlaces& places) {
  for (EntityDef entity : added.entities) {
    const std::string plain = entity.name;
    if (entity.is_case && family != 0) entity.name = "case." + added.root + "/" + plain.substr(5);  // cases are private to a family
    const auto same = [&](const EntityDef& known) { return known.name == entity.name && known.internal == entity.internal; };
    const auto known = std::find_if(model_.entities.begin(), model_.entities.end(), same);
    places.feel.entities.push_back(static_cast<std::uint32_t>(known - model_.entities.begin()));
    if (known != model_.entities.end()) continue;
    EntityDef one;
    one.name = entity.name;
    one.is_staff = entity.is_staff;
    one.internal = entity.internal;
    one.is_case = entity.is_case;
    if (added.entity_index.contains(plain)) model_.entity_index.emplace(one.name, places.feel.entities.back());
    model_.entities.push_back(std::move(one));
  }
}

void Vocabulary::attributes(const PolicyModel& added, NewPlaces& places) {
  for (const AttributeDef& wanted : added.attributes) {
    if (wanted.kind == AttributeDef::Kind::fact || wanted.kind == AttributeDef::Kind::key) {
      places.feel.attributes.push_back(fact(added, wanted, places));
      continue;
    }
    // What the layer derives from facts is its own: nothing finds it by name.
    AttributeDef own = wanted;
    own.entity = places.feel.entities[wanted.entity];
    own.type = feel::relocated(wanted.type, places.feel);
    if (own.target != none) own.target = places.feel.entities[own.target];
    if (own.kind == AttributeDef::Kind::measure) own.index += places.measures;
    if (own.kind == AttributeDef::Kind::tier) own.index += places.tiers;
    if (own.kind == AttributeDef::Kind::decision) own.index += places.decisions;
    places.feel.attributes.push_back(count_of(model_.attributes));
    model_.attributes.push_back(std::move(own));
  }
  for (std::uint32_t i = 0; i < added.entities.size(); ++i) {
    EntityDef& entity = model_.entities[places.feel.entities[i]];
    const auto take = [&](std::uint32_t& place, std::uint32_t wanted) {
      if (place == none && wanted != none) place = places.feel.attributes[wanted];
    };
    take(entity.owner, added.entities[i].owner);
    take(entity.shifts, added.entities[i].shifts);
    take(entity.slots, added.entities[i].slots);
  }
  const auto take = [&](std::uint32_t& place, std::uint32_t wanted) {
    if (place == none && wanted != none) place = places.feel.entities[wanted];
  };
  take(model_.staff, added.staff);
  take(model_.unit, added.unit);
  take(model_.ranking, added.ranking);
  take(model_.reported, added.reported);
  take(model_.calendar_data, added.calendar_data);
}

std::uint32_t Vocabulary::fact(const PolicyModel& added, const AttributeDef& wanted, const NewPlaces& places) {
  const std::uint32_t entity = places.feel.entities[wanted.entity];
  const std::uint32_t target = wanted.target == none ? none : places.feel.entities[wanted.target];
  const std::uint32_t known = model_.attribute(entity, wanted.name);
  const std::string pointer = "/facts/" + model_.entities[entity].name + "/" + wanted.name;
  if (known != none && model_.attributes[known].kind == wanted.kind) {
    AttributeDef& def = model_.attributes[known];
    const bool same_kind = def.type.kind == wanted.type.kind && def.target == target && def.list == wanted.list && def.flag == wanted.flag;
    const bool same = same_kind && def.type.values == wanted.type.values && def.scale == wanted.scale && def.nullable == wanted.nullable;
    const bool declared = !def.built_in && !wanted.built_in;
    // A new version may name more values; what a fact is stays what it was.
    if (declared && !(of_family_alone(added, pointer) ? same_kind : same)) {
      differs(added, pointer, type_words(wanted.type, target, wanted.list), type_words(def.type, def.target, def.list));
    } else if (!wanted.built_in && !same) {
      def.type = feel::relocated(wanted.type, places.feel);
      def.scale = wanted.scale;
      def.nullable = wanted.nullable;
      def.flag = wanted.flag;
    }
    def.built_in = def.built_in && wanted.built_in;
    return known;
  }
  if (known != none && !of_family_alone(added, pointer)) {
    differs(added, pointer, "a fact", "what that policy derives itself under this name");
  }
  AttributeDef def = wanted;
  def.entity = entity;
  def.target = target;
  def.type = feel::relocated(wanted.type, places.feel);
  EntityDef& owner = model_.entities[entity];
  const std::uint32_t index = count_of(model_.attributes);
  if (def.kind == AttributeDef::Kind::fact) {
    def.index = count_of(owner.facts);
    owner.facts.push_back(index);
  }
  owner.attributes.push_back(index);
  model_.attributes.push_back(std::move(def));
  return index;
}

std::vector<FieldDef> Vocabulary::moved(std::vector<FieldDef> fields, const NewPlaces& places) const {
  for (FieldDef& field : fields) {
    field.type = feel::relocated(field.type, places.feel);
    if (field.target != none) field.target = places.feel.entities[field.target];
  }
  return fields;
}

void Vocabulary::merge_fields(const PolicyModel& added, std::vector<FieldDef>& known, const std::vector<FieldDef>& wanted,
                              const std::string& pointer) {
  for (const FieldDef& field : wanted) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const FieldDef& one) { return one.name == field.name; });
    if (found == known.end()) {
      known.push_back(field);
      continue;
    }
    const bool same_kind = found->type.kind == field.type.kind && found->target == field.target && found->list == field.list;
    if (!same_kind || (!of_family_alone(added, pointer) && found->type.values != field.type.values)) {
      differs(added, pointer + "/" + field.name, type_words(field.type, field.target, field.list),
              type_words(found->type, found->target, found->list));
    } else {
      found->type = field.type;
    }
  }
}

void Vocabulary::forms(const PolicyModel& added, NewPlaces& places) {
  for (const FormDef& form : added.forms) {
    const std::uint32_t known = model_.form(form.name);
    const std::string pointer = "/forms/" + form.name;
    places.forms.push_back(known == none ? count_of(model_.forms) : known);
    if (known == none) {
      FormDef own = form;
      own.about = form.about == none ? none : places.feel.entities[form.about];
      own.fields = moved(form.fields, places);
      model_.form_index.emplace(own.name, places.forms.back());
      model_.forms.push_back(std::move(own));
      continue;
    }
    FormDef& def = model_.forms[known];
    if (form.about != none && places.feel.entities[form.about] != def.about) {
      differs(added, pointer + "/about", added.entities[form.about].name, def.about == none ? "nobody" : model_.entities[def.about].name);
    }
    merge_fields(added, def.fields, moved(form.fields, places), pointer);
    std::vector<std::string> required;
    for (const auto field : form.required) required.push_back(form.fields[field].name);
    std::vector<std::uint32_t> fields;
    for (std::uint32_t i = 0; i < def.fields.size(); ++i) {
      if (std::find(required.begin(), required.end(), def.fields[i].name) != required.end()) fields.push_back(i);
    }
    if (fields != def.required && !of_family_alone(added, pointer)) differs(added, pointer + "/required", "other parts", "the same required parts");
    def.required = std::move(fields);
  }
}

void Vocabulary::points(const PolicyModel& added, NewPlaces& places) {
  if (!added.points) return;
  // The common model has a section of its own: that of a loaded policy is shared with others.
  auto own = model_.points ? std::make_shared<PointsModel>(*model_.points) : std::make_shared<PointsModel>();
  own->posted = places.events[added.points->posted];
  own->ledger = places.feel.entities[added.points->ledger];
  for (PointClassDef def : added.points->classes) {
    if (def.period != none) def.period += places.buckets;
    for (std::uint32_t& role : def.by) role += places.roles;
    const std::uint32_t known = own->find(def.name);
    places.points.push_back(known == none ? count_of(own->classes) : known);
    if (known == none) {
      own->classes.push_back(std::move(def));
      continue;
    }
    PointClassDef& before = own->classes[known];
    const std::string pointer = "/points/" + def.name;
    const auto period = [&](const PointClassDef& one) { return one.period == none ? std::string() : model_.buckets[one.period].name(); };
    if (def.decimals != before.decimals) {
      differs(added, pointer + "/decimals", std::to_string(def.decimals), std::to_string(before.decimals));
    } else if (period(def) != period(before)) {
      differs(added, pointer + "/period", period(def), period(before));
    } else {
      before = std::move(def);
    }
  }
  model_.points = std::move(own);
}

void Vocabulary::events(const PolicyModel& added, std::uint32_t family, NewPlaces& places) {
  for (const EventDef& event : added.events) {
    const bool own = is_of_family(event);
    const std::string key = own && family != 0 ? added.root + "/" + event.name : event.name;
    const std::uint32_t known = model_.event(key);
    if (known != none) {
      places.events.push_back(known);
      if (!own) shared_event(added, event, model_.events[known], places);
      continue;
    }
    EventDef def = event;
    def.key = key;
    def.family = own ? family : 0;
    def.fields = moved(event.fields, places);
    def.counts = feel::relocated(event.counts, places.feel);
    if (def.hours != none) def.hours += places.hours;
    if (def.form != none) def.form = places.forms[def.form];
    if (def.rule != none) {
      def.rule += places.rules;
      // A step that a new version has joins those of the rule it belongs to.
      for (const RuleDef& rule : model_.rules) {
        if (own && rule.id == added.rules[event.rule].id && model_.layers[rule.layer].family == family) {
          def.rule = rule.group;
          break;
        }
      }
    }
    places.events.push_back(count_of(model_.events));
    if (def.form != none) model_.forms[def.form].filed_event = places.events.back();
    if (event.kind == EventDef::Kind::owner_changed) model_.owner_changed = places.events.back();
    model_.event_index.emplace(key, places.events.back());
    model_.events.push_back(std::move(def));
  }
}

void Vocabulary::shared_event(const PolicyModel& added, const EventDef& wanted, EventDef& known, const NewPlaces& places) {
  const std::string pointer = (wanted.form == none ? "/events/" : "/forms/") + wanted.name;
  if (wanted.kind != known.kind) return differs(added, pointer, "an event of another kind", "the same event");
  merge_fields(added, known.fields, moved(wanted.fields, places), pointer);
  if (wanted.kind != EventDef::Kind::declared) return;
  const auto text = [](const EventDef& event) { return event.counts ? event.counts.text() : std::string(); };
  const auto hours = [](const EventDef& event, const PolicyModel& model) {
    return event.hours == none ? std::string() : model.hours[event.hours].name;
  };
  if (!of_family_alone(added, pointer)) {
    const auto words = [](bool contact) { return contact ? "a contact" : "no contact"; };
    if (wanted.contact != known.contact) differs(added, pointer + "/contact", words(wanted.contact), words(known.contact));
    if (text(wanted) != text(known)) differs(added, pointer + "/counts", text(wanted), text(known));
    if (hours(wanted, added) != hours(known, model_)) differs(added, pointer + "/hours", hours(wanted, added), hours(known, model_));
  }
  known.contact = wanted.contact;
  known.counts = feel::relocated(wanted.counts, places.feel);
  known.hours = wanted.hours == none ? none : wanted.hours + places.hours;
}

void Vocabulary::slots(const PolicyModel& added, NewPlaces& places) {
  using Kind = SlotDef::Kind;
  for (SlotDef slot : added.slots) {
    if (slot.kind == Kind::event_subject || slot.kind == Kind::cause_subject) slot.index = places.feel.entities[slot.index];
    if (slot.kind == Kind::season) slot.index += places.seasons;
    if (slot.kind == Kind::parameter) slot.index += places.parameters;
    if (slot.kind == Kind::contact_decision) slot.index += places.decisions;
    for (std::uint32_t& attribute : slot.path) attribute = places.feel.attributes[attribute];
    places.feel.slots.push_back(count_of(model_.slots));
    model_.slots.push_back(std::move(slot));
  }
}

void Vocabulary::check_calendars(const std::vector<const PolicyModel*>& together) {
  const PolicyModel* first = nullptr;
  for (const PolicyModel* model : together) {
    const json calendar = calendar_of(*model);
    if (calendar.empty()) continue;
    if (first == nullptr) {
      first = model;
    } else if (model->root != first->root && calendar != calendar_of(*first)) {
      report(code::calendar_differs.id, name_of(*model) + " and " + name_of(*first) + " have different working days or hours", "/calendar",
             calendar.dump(), calendar_of(*first).dump());
    }
  }
}

void Vocabulary::assigned_twice(const PolicyModel& one, const PolicyModel& other, const std::string& entity) {
  report(code::assigned_twice.id, name_of(other) + " and " + name_of(one) + " both say who owns " + entity, "/assignment/" + entity,
         name_of(other), "one policy that does");
}

void Vocabulary::overrides_nothing(const LayerDef& layer, const RuleDef& rule, const std::string& name) {
  report(code::overrides_nothing.id, layer.id + "@" + layer.version + " overrides a rule that is not there, or is about other subjects",
         "/rules/" + rule.id + "/overrides", name, "a rule of that policy about " + model_.entities[rule.entity].name);
}

void Vocabulary::no_common_cause(const LayerDef& layer, const RuleDef& rule, const std::string& name) {
  report(code::no_common_cause.id, layer.id + "@" + layer.version + " overrides a rule that the same cause cannot start", "/rules/" + rule.id + "/overrides",
         name, rule.dates.empty() ? "a rule that does not start by date" : "a rule that starts by date");
}

void Vocabulary::throw_if_bad() const {
  if (!findings_.empty()) throw Error(ErrorKind::policy, findings_);
}

std::string Vocabulary::type_words(const feel::Type& type, std::uint32_t target, bool list) const {
  using Kind = feel::Type::Kind;
  std::string words;
  if (target != none) {
    words = model_.entities[target].name;
  } else if (!type.values.empty()) {
    for (const std::string& value : type.values) words += (words.empty() ? "[" : ", ") + value;
    words += "]";
  } else {
    switch (type.kind) {
      case Kind::boolean: words = "boolean"; break;
      case Kind::number: words = "number"; break;
      case Kind::string: words = "string"; break;
      case Kind::date: words = "date"; break;
      case Kind::time: words = "time"; break;
      case Kind::date_time: words = "date and time"; break;
      case Kind::days_duration:
      case Kind::months_duration: words = "duration"; break;
      case Kind::list: words = "list"; break;
      case Kind::context: words = "context"; break;
      default: words = "any"; break;
    }
  }
  return list ? words + "*" : words;
}

void Vocabulary::differs(const PolicyModel& added, const std::string& pointer, std::string found, std::string expected) {
  report(code::vocabulary_differs.id, name_of(added) + " declares this in another way than " + others(), pointer, std::move(found),
         expected.empty() ? "nothing" : std::move(expected));
}

std::string Vocabulary::others() const {
  std::string names;
  for (const LayerDef& layer : model_.layers) {
    const std::string name = layer.id + "@" + layer.version;
    if (names.find(name) == std::string::npos) names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

bool Vocabulary::of_family_alone(const PolicyModel& added, const std::string& pointer) {
  const auto known = declared_by_.find(pointer);
  if (known == declared_by_.end()) return true;
  return std::all_of(known->second.begin(), known->second.end(), [&](const std::string& root) { return root == added.root; });
}

void Vocabulary::remember(const PolicyModel& added) {
  const auto declares = [&](const std::string& pointer) { declared_by_[pointer].insert(added.root); };
  for (const AttributeDef& attribute : added.attributes) {
    if (!attribute.built_in) declares("/facts/" + added.entities[attribute.entity].name + "/" + attribute.name);
  }
  for (const FormDef& form : added.forms) declares("/forms/" + form.name);
  for (const EventDef& event : added.events) {
    if (event.kind == EventDef::Kind::declared) declares("/events/" + event.name);
    if (event.kind == EventDef::Kind::filed) declares("/forms/" + event.name);
  }
}

void Vocabulary::report(std::string_view code, std::string message, std::string pointer, std::string found, std::string expected) {
  Diagnostic finding;
  finding.code = code;
  finding.message = std::move(message);
  finding.pointer = std::move(pointer);
  finding.found = found.empty() ? "nothing" : std::move(found);
  finding.expected = std::move(expected);
  findings_.push_back(std::move(finding));
}

}  // namespace huifang::loader
