#include "policy/assignment_section.hpp"

#include <algorithm>

#include "policy/choice.hpp"
#include "policy/roles.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

/// Does some rule assign, with or without the section?
bool assigns(const Node& node) {
  if (node.is_object() && node.find("do") != nullptr && node.find("do")->is_array()) {
    for (const Node* effect : node.find("do")->children) {
      if (effect->is_object() && effect->find("assign") != nullptr) return true;
    }
  }
  const Node* steps = node.is_object() ? node.find("steps") : nullptr;
  if (steps == nullptr) return false;
  return std::any_of(steps->children.begin(), steps->children.end(),
                     [](const Node* step) { return assigns(*step); });
}

bool is_key(const std::string& key) {
  return key == "holders" || key == "cover" || key == "follow_up" || key == "source" || key == "label" ||
         key == "locked";
}

std::uint32_t add_internal(Loader& loader, std::uint32_t entity, const std::string& name) {
  AttributeDef attribute;
  attribute.name = name;
  attribute.entity = entity;
  attribute.type = type_of_kind(Kind::string);
  attribute.built_in = attribute.internal = true;
  return add_attribute(loader, nullptr, std::move(attribute));
}

AssignmentDef definition(Loader& loader, std::uint32_t entity, std::uint32_t attribute) {
  AssignmentDef def;
  def.entity = entity;
  def.attribute = attribute;
  // A name that no document can declare.
  def.because = add_internal(loader, entity, loader.model.attributes[attribute].name + ".because");
  return def;
}

AssignmentDef* find(PeopleModel& people, std::uint32_t attribute) {
  for (AssignmentDef& def : people.assignments) {
    if (def.attribute == attribute) return &def;
  }
  return nullptr;
}

/// The reference to staff that an entry of the section names; `none`: reported.
std::uint32_t reference_named(Loader& loader, std::uint32_t entity, const Node& node) {
  const std::uint32_t attribute = loader.model.attribute(entity, node.key);
  if (attribute != none) {
    const AttributeDef& def = loader.model.attributes[attribute];
    if (def.kind == AttributeDef::Kind::fact && def.target == loader.model.staff && !def.list)
      return attribute;
  }
  std::vector<std::string> names{"owner"};
  for (const std::uint32_t fact : loader.model.entities[entity].facts) {
    const AttributeDef& def = loader.model.attributes[fact];
    if (def.target == loader.model.staff && !def.list && !def.built_in) names.push_back(def.name);
  }
  loader.report.error_at_key(
      code::assigned_attribute, node, "only a reference to a member of staff can be assigned",
      {"\"" + node.key + "\"", "a reference of " + loader.model.entities[entity].name + " to staff",
       loader.report.nearest(node.key, names)});
  return none;
}

Scope subject_scope(Loader& loader, std::uint32_t entity) {
  ScopeSpec spec;
  spec.entity = entity;
  spec.standing = true;
  return Scope(loader, std::move(spec));
}

feel::Type type_of_text(const std::string& text, const Scope& scope) {
  try {
    return feel::compile(text.starts_with('=') ? text.substr(1) : text, scope).type();
  } catch (const Error&) {
    return type_of_kind(Kind::null);
  }
}

/// People: a role, or a test of members of staff such as "staff.experienced".
std::optional<PoolDef> pool_of(const Node& node, const Scope& scope) {
  Loader& loader = scope.loader();
  const Node* value = literal(loader, node);
  if (value == nullptr) return std::nullopt;
  PoolDef pool;
  pool.text = value->text;
  if (value->is_string() && !loader.role_nodes.contains(value->text)) {
    const Scope staff = subject_scope(loader, loader.model.staff);
    if (type_of_text(value->text, staff).kind == Kind::boolean) {
      pool.test = value == &node ? expression(node, staff, Kind::boolean, node.text.starts_with('=') ? 1 : 0)
                                 : expression_text(node, value->text, staff);
      if (!pool.test) return std::nullopt;
      return pool;
    }
  }
  pool.role = role_of(node, scope);
  if (pool.role == none) return std::nullopt;
  return pool;
}

class SourceReader {
 public:
  SourceReader(Loader& loader, const AssignmentDef& def, std::string name)
      : loader_(loader), scope_(subject_scope(loader, def.entity)), name_(std::move(name)) {}

  std::vector<OwnerSource> read(const Node& node) {
    std::vector<OwnerSource> sources;
    const auto add = [&](const Node& one) {
      OwnerSource source;
      source.name = name_ + "/" + std::to_string(sources.size() + 1);
      if (read_one(one, source)) sources.push_back(std::move(source));
    };
    if (!node.is_array()) {
      add(node);
      return sources;
    }
    if (node.children.empty()) {
      loader_.report.error(code::empty_list, node, "at least one source is needed",
                           {"an empty list", "", ""});
    }
    for (const Node* one : node.children) add(*one);
    return sources;
  }

 private:
  using SourceKind = OwnerSource::Kind;

  Choice<PoolDef> pool(const Node& node) {
    return choice_of<PoolDef>(node, scope_, [&](const Node& branch) { return pool_of(branch, scope_); });
  }

  bool read_one(const Node& node, OwnerSource& source) {
    if (!node.is_object() || is_choice(node)) {
      if (!node.is_string() && !node.is_object()) {
        loader_.report.error(code::wrong_kind, node, "a source is text or an object",
                             {brief(node), "a role, or {\"rotation\": …}", ""});
        return false;
      }
      source.pool = pool(node);
      return true;
    }
    const Node* receiver = node.find("first_receiver");
    const Node* rotation = node.find("rotation");
    const Node* load = node.find("least_load");
    const Node* from = node.find("from");
    const int ways = (receiver != nullptr ? 1 : 0) + (load != nullptr ? 1 : 0) +
                     (rotation != nullptr && receiver == nullptr ? 1 : 0);
    if (ways > 1 || (ways == 1 && receiver == nullptr && from != nullptr)) {
      loader_.report.error(code::exclusive_keys, node, "a source finds people in one way",
                           {"several", "one of first_receiver, rotation, least_load and from", ""});
      return false;
    }
    if (ways == 0 && from == nullptr) {
      const bool refused =
          std::any_of(node.children.begin(), node.children.end(), [](const Node* key) { return key->bad; });
      if (!refused) {
        loader_.report.error(code::missing_key, node, "a source says where people come from",
                             {"nothing", "first_receiver, rotation, least_load or from", ""});
      }
      return false;
    }
    if (receiver != nullptr) {
      source.kind = SourceKind::first_receiver;
      source.on = events_of(loader_, *receiver);
      if (from != nullptr) source.pool = pool(*from);
      if (rotation != nullptr) source.turns = pool(*rotation);
    } else if (rotation != nullptr) {
      source.kind = SourceKind::rotation;
      source.pool = pool(*rotation);
    } else if (load != nullptr) {
      source.kind = SourceKind::least_load;
      source.pool = pool(*load);
    } else {
      source.pool = pool(*from);
    }
    if (const Node* on = node.find("on")) {
      if (receiver != nullptr) {
        loader_.report.error_at_key(code::exclusive_keys, *on, "first_receiver names the events already",
                                    {"both", "one of them", ""});
      } else {
        source.on = events_of(loader_, *on);
      }
    }
    if (const Node* when = node.find("when")) source.when = expression(*when, scope_, Kind::boolean);
    if (const Node* never = node.find("never")) source.never = role_of(*never, scope_);
    if (const Node* instead = node.find("superior")) source.instead = role_of(*instead, scope_);
    source.source = text_at(node, "source");
    return true;
  }

  Loader& loader_;
  Scope scope_;
  std::string name_;
};

void read_holders(Loader& loader, const Node& node, AssignmentDef& def, const std::string& entity) {
  const Node* least = node.is_object() ? node.find("least") : &node;
  if (least == nullptr) {
    if (!node.has("least")) {
      loader.report.error(code::missing_key, node, "holders says how many hold a subject at least",
                          {"nothing", "\"least\"", ""});
    }
  } else {
    def.holders = integer_of(loader, *least, 1, 100).value_or(0);
  }
  const Node* from = node.is_object() ? node.find("from") : nullptr;
  if (from == nullptr) return;
  def.more_holders = SourceReader(loader, def, entity + ".holders").read(*from);
  for (const OwnerSource& source : def.more_holders) {
    if (source.kind != OwnerSource::Kind::first_receiver && source.on.empty()) continue;
    loader.report.error(code::assigned_attribute, *from,
                        "who is missing among the holders is found at once, not on events",
                        {"events", "rotation, least_load or from", ""});
  }
}

void read_cover(Loader& loader, const Node& node, PeopleModel& people, const std::string& source) {
  CoverDef cover;
  cover.source = source;
  if (node.text != "colleague" || loader.role_nodes.contains("colleague")) {
    cover.role = role_of(node, subject_scope(loader, loader.model.staff));
    if (cover.role == none) return;
  }
  people.covers.push_back(std::move(cover));
}

PeopleModel& people_of(Loader& loader) { return *loader.model.people; }

}  // namespace

void declare_assignment(Loader& loader) {
  PolicyModel& model = loader.model;
  const std::vector<const Node*> rules = loader.entries("rules");
  const bool wanted =
      loader.root().find("assignment") != nullptr ||
      std::any_of(rules.begin(), rules.end(), [](const Node* rule) { return assigns(*rule); });
  if (!wanted) return;
  model.people = std::make_shared<PeopleModel>();
  PeopleModel& people = people_of(loader);
  for (const Node* entry : loader.entries("assignment")) {
    const std::uint32_t entity = model.entity(entry->key);
    if (entity == none || entity == model.staff || entity == model.unit) {
      std::vector<std::string> names;
      for (const EntityDef& def : model.entities) {
        if (!def.is_staff && def.name != "unit") names.push_back(def.name);
      }
      unknown_name(loader, code::unknown_entity, *entry, "entity", entry->key, names);
      continue;
    }
    people.assignments.push_back(definition(loader, entity, model.entities[entity].owner));
    AssignmentDef& owner = people.assignments.back();
    owner.source = text_at(*entry, "source");
    if (entry->find("holders") != nullptr) {
      AttributeDef held;
      held.name = "holders";
      held.entity = entity;
      held.target = model.staff;
      held.type = type_list(type_entity(model.staff));
      held.list = true;
      held.built_in = true;
      owner.held_by = add_attribute(loader, entry->find("holders"), std::move(held));
    }
    for (const Node* one : entry->children) {
      if (one->bad || is_key(one->key) || one->key == "owner") continue;
      const std::uint32_t attribute = reference_named(loader, entity, *one);
      if (attribute == none) continue;
      people.assignments.push_back(definition(loader, entity, attribute));
      people.assignments.back().source = text_at(*entry, "source");
    }
  }
  // Rules may hand over subjects of entities that the section does not name.
  for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) {
    if (entity == model.staff || entity == model.unit || model.entities[entity].owner == none) continue;
    if (find(people, model.entities[entity].owner) == nullptr) {
      people.assignments.push_back(definition(loader, entity, model.entities[entity].owner));
    }
  }
}

void declare_people_events(Loader& loader) {
  PolicyModel& model = loader.model;
  if (!model.people) return;
  PeopleModel& people = people_of(loader);
  const auto add = [&](const char* name, std::vector<std::pair<const char*, Kind>> fields) {
    EventDef event;
    event.name = name;
    event.kind = EventDef::Kind::raised;
    for (const auto& [field, kind] : fields) event.fields.push_back({field, type_of_kind(kind), none, false});
    const auto index = static_cast<std::uint32_t>(model.events.size());
    model.event_index.emplace(event.name, index);
    model.events.push_back(std::move(event));
    return index;
  };
  people.holders_short = add("holders.short", {{"have", Kind::number}, {"need", Kind::number}});
  people.holders_none = add("holders.none", {{"need", Kind::number}});
  people.turn_taken = add("turn.taken", {});
  EventDef& taken = model.events[people.turn_taken];
  taken.fields.push_back({"turn_of", type_entity(model.staff), model.staff, false});
  people.assigned = add("assigned", {{"proposal", Kind::string}, {"moved", Kind::number}});
}

void load_assignment(Loader& loader) {
  PolicyModel& model = loader.model;
  if (!model.people) return;
  PeopleModel& people = people_of(loader);
  for (const Node* entry : loader.entries("assignment")) {
    const std::uint32_t entity = model.entity(entry->key);
    if (entity == none || entity == model.staff || entity == model.unit) continue;
    AssignmentDef& owner = *find(people, model.entities[entity].owner);
    for (const Node* node : entry->children) {
      if (node->bad) continue;
      if (node->key == "holders") {
        read_holders(loader, *node, owner, entry->key);
      } else if (node->key == "cover") {
        read_cover(loader, *node, people, text_at(*entry, "source"));
      } else if (node->key == "follow_up") {
        owner.follow_up = role_of(*node, subject_scope(loader, entity));
      } else if (!is_key(node->key)) {
        const std::uint32_t attribute = model.attribute(entity, node->key);
        AssignmentDef* def = attribute == none ? nullptr : find(people, attribute);
        if (def != nullptr)
          def->sources = SourceReader(loader, *def, entry->key + "." + node->key).read(*node);
      }
    }
  }
}

std::shared_ptr<const AssignEffect> assign_effect(const RuleContext& context, const Node& node) {
  Loader& loader = context.loader;
  const PeopleModel& people = people_of(loader);
  const Scope scope = context.scope();
  auto effect = std::make_shared<AssignEffect>();
  if (const Node* all = node.find("all_of")) effect->all_of = role_of(*all, scope);
  const Node* to = node.find("to");
  if (to == nullptr) {
    if (!node.has("to")) {
      loader.report.error(code::missing_key, node, "an assignment says who gets the subjects",
                          {"nothing", "\"to\": a role, or \"balanced\"", ""});
    }
    return nullptr;
  }
  if (to->text != "balanced" || loader.role_nodes.contains("balanced")) {
    effect->to = AssignEffect::To::role;
    effect->role = role_of(*to, scope);
  }
  for (const char* key : {"among", "by"}) {
    const Node* one = node.find(key);
    if (one == nullptr || effect->to == AssignEffect::To::balanced) continue;
    loader.report.error_at_key(code::no_effect, *one, "'" + one->key + "' is about balanced assignments",
                               {"\"" + one->key + "\"", "\"to\": \"balanced\"", ""});
  }
  if (const Node* among = node.find("among")) {
    if (auto pool = pool_of(*among, scope)) effect->among = std::move(*pool);
  }
  std::uint32_t only = node.has("all_of") ? none : context.rule.entity;
  if (const Node* about = node.find("for")) only = entity_of(loader, *about);
  for (const AssignmentDef& def : people.assignments) {
    if (loader.model.entities[def.entity].owner != def.attribute) continue;
    if (only != none && def.entity != only) continue;
    effect->attributes.push_back(def.attribute);
  }
  if (const Node* by = node.find("by")) {
    for (const std::uint32_t attribute : effect->attributes) {
      const std::uint32_t entity = loader.model.attributes[attribute].entity;
      if (feel::Expression compiled = expression(*by, subject_scope(loader, entity))) {
        effect->by.emplace_back(entity, std::move(compiled));
      }
    }
  }
  if (const Node* approve = node.find("approve")) effect->approve = role_of(*approve, scope);
  if (const Node* reason = node.find("reason")) {
    effect->reason = reason->text.starts_with('=')
                         ? expression(*reason, scope, Kind::any, 1)
                         : expression_text(*reason, Value::of(reason->text).to_text(), scope);
  }
  if (const Node* at = node.find("at")) {
    effect->at = expression(*at, scope);
    if (effect->at && !fits(effect->at.type(), Kind::date) && !fits(effect->at.type(), Kind::date_time)) {
      loader.report.error(code::wrong_type, *at, "the expression is no date",
                          {brief(*at), "a date, or a date and time", ""});
    }
  }
  return effect;
}

}  // namespace huifang::loader
