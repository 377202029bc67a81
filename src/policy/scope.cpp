#include "policy/scope.hpp"

#include <algorithm>
#include <deque>

namespace huifang::loader {
namespace {

using feel::Binding;
using feel::Type;

// Namespaces have ids above every entity index.
constexpr std::uint32_t ns_season = 0x80000000;
constexpr std::uint32_t ns_event = 0x80000001;
constexpr std::uint32_t ns_cause = 0x80000002;
constexpr std::uint32_t ns_bucket = 0x80000003;
constexpr std::uint32_t ns_tier = 0x80000004;
constexpr std::uint32_t ns_contact = 0x80000005;
constexpr std::uint32_t ns_response = 0x80000006;
constexpr std::uint32_t ns_tier_of = 0x90000000;  ///< + entity

struct FunctionDef {
  std::string_view name;
  PolicyFunction id;
  std::size_t min, max;
};
constexpr FunctionDef functions[] = {{"unit", PolicyFunction::unit, 1, 1},
                                     {"superior", PolicyFunction::superior, 1, 1},
                                     {"head", PolicyFunction::head, 1, 1},
                                     {"post", PolicyFunction::post, 1, 2}};
constexpr std::string_view meta_names[] = {"id", "type", "at", "by"};

Binding names_binding(std::uint32_t object) {
  Binding binding;
  binding.kind = Binding::Kind::names;
  binding.type = type_of_kind(Type::Kind::names);
  binding.type.object = object;
  return binding;
}

Type text_type() { return type_of_kind(Type::Kind::string); }

}  // namespace

const std::map<std::uint32_t, std::vector<std::uint32_t>>& reference_paths(Loader& loader,
                                                                           std::uint32_t entity) {
  const auto known = loader.paths.find(entity);
  if (known != loader.paths.end()) return known->second;
  auto& paths = loader.paths[entity];
  const PolicyModel& model = loader.model;
  std::map<std::uint32_t, std::size_t> distance{{entity, 0}};
  std::map<std::uint32_t, std::size_t> ways{{entity, 1}};
  std::deque<std::uint32_t> queue{entity};
  while (!queue.empty()) {
    const std::uint32_t here = queue.front();
    queue.pop_front();
    const EntityDef& def = model.entities[here];
    for (const std::uint32_t fact : def.facts) {
      const AttributeDef& attribute = model.attributes[fact];
      if (attribute.target == none || attribute.list || attribute.built_in) continue;
      const std::size_t steps = distance[here] + 1;
      const auto seen = distance.find(attribute.target);
      std::vector<std::uint32_t> path = here == entity ? std::vector<std::uint32_t>{} : paths[here];
      path.push_back(fact);
      if (seen == distance.end()) {
        distance[attribute.target] = steps;
        ways[attribute.target] = ways[here];
        paths[attribute.target] = path;
        queue.push_back(attribute.target);
      } else if (seen->second == steps) {
        // A reference that bears the entity's own name is the one meant.
        if (here == entity && attribute.name == model.entities[attribute.target].name) {
          paths[attribute.target] = path;
          ways[attribute.target] = 1;
        } else if (!(paths[attribute.target].size() == 1 &&
                     model.attributes[paths[attribute.target][0]].name ==
                         model.entities[attribute.target].name)) {
          ways[attribute.target] += ways[here];
        }
      }
    }
  }
  std::erase_if(paths, [&](const auto& path) { return ways[path.first] != 1; });
  return paths;
}

Binding Scope::slot(SlotDef def, Type type) const {
  std::string key =
      std::to_string(static_cast<int>(def.kind)) + "|" + std::to_string(def.index) + "|" + def.name;
  for (const std::uint32_t step : def.path) key += "|" + std::to_string(step);
  auto& slots = loader_.model.slots;
  const auto [place, added] =
      loader_.slot_index.emplace(std::move(key), static_cast<std::uint32_t>(slots.size()));
  if (added) slots.push_back(std::move(def));
  Binding binding;
  binding.kind = Binding::Kind::slot;
  binding.id = place->second;
  binding.type = std::move(type);
  return binding;
}

std::optional<Binding> Scope::called(std::string_view name) const {
  const PolicyModel& model = loader_.model;
  for (const FunctionDef& function : functions) {
    if (function.name != name) continue;
    Binding binding;
    binding.kind = Binding::Kind::function;
    binding.id = static_cast<std::uint32_t>(function.id);
    binding.arguments_min = function.min;
    binding.arguments_max = function.max;
    binding.type = type_entity(function.id == PolicyFunction::unit ? model.unit : model.staff);
    return binding;
  }
  if (spec_.in_case && (name == "In" || name == "all_done")) {
    Binding binding;
    binding.kind = Binding::Kind::function;
    binding.id = static_cast<std::uint32_t>(name == "In" ? PolicyFunction::in_state : PolicyFunction::all_done);
    binding.arguments_min = binding.arguments_max = name == "In" ? 1 : 0;
    binding.type = type_of_kind(Type::Kind::boolean);
    return binding;
  }
  if (name == "anniversary") {
    Binding binding;
    if (!spec_.dates) {
      binding.kind = Binding::Kind::refused;
      binding.code = code::date_function.id;
      binding.message = "anniversary() yields dates that start a rule: it stands in 'date' alone";
      return binding;
    }
    binding.kind = Binding::Kind::function;
    binding.id = static_cast<std::uint32_t>(PolicyFunction::anniversary);
    binding.arguments_min = binding.arguments_max = 1;
    binding.type = type_list(Type{});
    return binding;
  }
  return std::nullopt;
}

std::optional<Binding> Scope::own_name(std::string_view name) const {
  const PolicyModel& model = loader_.model;
  if (name.starts_with('$')) {
    const auto parameter = loader_.parameters.find(name.substr(1));
    if (parameter == loader_.parameters.end()) return std::nullopt;
    parameter->second.used = true;
    SlotDef def;
    def.kind = SlotDef::Kind::parameter;
    def.index = parameter->second.index;
    return slot(std::move(def), model.parameters[def.index].type);
  }
  const std::uint32_t entity = model.entity(name);
  if (entity != none && (entity == spec_.entity || spec_.any_subject)) {
    SlotDef def;
    def.kind = SlotDef::Kind::subject;
    return slot(std::move(def), type_entity(entity));
  }
  if (entity != none && spec_.contact) {
    SlotDef def;
    def.kind = SlotDef::Kind::event_subject;
    def.index = entity;
    return slot(std::move(def), type_entity(entity));
  }
  if (name == "case" && spec_.in_case) {
    SlotDef def;
    def.kind = SlotDef::Kind::subject;
    return slot(std::move(def), type_entity(spec_.entity));
  }
  if (name == "contact" && spec_.contact) return names_binding(ns_contact);
  if (name == "response" && loader_.response != nullptr) return names_binding(ns_response);
  if (entity != none && spec_.entity != none) {
    const auto& paths = reference_paths(loader_, spec_.entity);
    const auto path = paths.find(entity);
    if (path != paths.end()) {
      SlotDef def;
      def.kind = SlotDef::Kind::related;
      def.path = path->second;
      return slot(std::move(def), type_entity(entity));
    }
  }
  if (name == "owner" && (spec_.entity != none || spec_.any_subject)) {
    SlotDef def;
    def.kind = SlotDef::Kind::owner;
    return slot(std::move(def), type_entity(model.staff));
  }
  if (name == "tier" && spec_.entity != none) return names_binding(ns_tier);
  if (name == "season" && !loader_.season_index.empty()) return names_binding(ns_season);
  if (name == "event" && spec_.event) return names_binding(spec_.event_is_cause ? ns_cause : ns_event);
  if (name == "cause" && (spec_.cause || spec_.any_subject)) return names_binding(ns_cause);
  if (name == "bucket" && spec_.bucket) return names_binding(ns_bucket);
  if (name == "n" && spec_.repetition) {
    SlotDef def;
    def.kind = SlotDef::Kind::n;
    return slot(std::move(def), type_of_kind(spec_.bucket ? Type::Kind::string : Type::Kind::number));
  }
  if (name == "at") {
    SlotDef def;
    def.kind = SlotDef::Kind::at;
    return slot(std::move(def), type_of_kind(Type::Kind::date_time));
  }
  return called(name);  // without its arguments, which is told
}

std::optional<Binding> Scope::find(std::string_view name) const {
  if (std::optional<Binding> own = own_name(name)) return own;
  if (std::optional<Binding> answer = response_member(name)) return answer;
  for (const DateListDef& list : loader_.model.date_lists) {
    if (list.name != name) continue;
    Binding binding;
    binding.kind = Binding::Kind::constant;
    binding.type = type_list(type_of_kind(Type::Kind::date));
    std::vector<Value> dates;
    for (const Date& date : list.dates) dates.push_back(Value::of(date));
    binding.value = Value::of(std::move(dates));
    return binding;
  }
  const auto bare = loader_.bare_names.find(name);
  if (bare == loader_.bare_names.end()) return std::nullopt;
  Binding binding;
  binding.kind = Binding::Kind::constant;
  binding.type = text_type();
  binding.value = Value::of(bare->first);
  return binding;
}

std::optional<Binding> Scope::event_member(bool cause, std::string_view name) const {
  const PolicyModel& model = loader_.model;
  const std::vector<std::uint32_t>& types = cause ? spec_.causes : spec_.events;
  SlotDef def;
  def.name = name;
  const FieldDef* found = nullptr;
  bool same = true;
  for (const std::uint32_t type : types) {
    for (const FieldDef& field : model.events[type].fields) {
      if (field.name != name) continue;
      if (found != nullptr && (found->type.kind != field.type.kind || found->target != field.target))
        same = false;
      found = &field;
    }
  }
  if (found != nullptr) {
    def.kind = cause ? SlotDef::Kind::cause_field : SlotDef::Kind::event_field;
    return slot(std::move(def), same ? found->type : Type{});
  }
  if (std::find(std::begin(meta_names), std::end(meta_names), name) != std::end(meta_names)) {
    def.kind = cause ? SlotDef::Kind::cause_meta : SlotDef::Kind::event_meta;
    return slot(std::move(def), name == "by"   ? type_entity(model.staff)
                                : name == "at" ? type_of_kind(Type::Kind::date_time)
                                               : text_type());
  }
  const std::uint32_t entity = model.entity(name);
  if (entity != none) {
    def.kind = cause ? SlotDef::Kind::cause_subject : SlotDef::Kind::event_subject;
    def.index = entity;
    def.name.clear();
    return slot(std::move(def), type_entity(entity));
  }
  if (types.empty()) {
    // A role by itself (the rule that uses it decides), or events that were refused already.
    def.kind = cause ? SlotDef::Kind::cause_field : SlotDef::Kind::event_field;
    return slot(std::move(def), Type{});
  }
  return std::nullopt;
}

std::optional<Binding> Scope::contact_member(std::string_view name) const {
  const PolicyModel& model = loader_.model;
  std::size_t before = 0;
  for (std::uint32_t i = 0; i < model.decisions.size(); ++i) {
    const DecisionDef& decision = model.decisions[i];
    if (!decision.of_contact || before++ >= spec_.contact_decisions || decision.name != name) continue;
    SlotDef def;
    def.kind = SlotDef::Kind::contact_decision;
    def.index = i;
    return slot(std::move(def), decision.expression ? decision.expression.type() : decision.table ? decision.table.type() : Type{});
  }
  if (std::optional<Binding> member = event_member(false, name)) {
    if (name == "type") {
      for (const std::uint32_t event : spec_.events) member->type.values.push_back(model.events[event].name);
    }
    return member;
  }
  if (name != "purpose") return std::nullopt;
  SlotDef def;
  def.kind = SlotDef::Kind::event_field;
  def.name = name;
  Type type = text_type();
  type.values = model.purposes;
  return slot(std::move(def), std::move(type));
}

std::optional<Binding> Scope::response_member(std::string_view name) const {
  if (loader_.response == nullptr) return std::nullopt;
  for (const FieldDef& field : *loader_.response) {
    if (field.name != name) continue;
    SlotDef def;
    def.kind = SlotDef::Kind::event_field;
    def.name = name;
    return slot(std::move(def), field.list ? type_list(field.type) : field.type);
  }
  return std::nullopt;
}

std::optional<Binding> Scope::tier_member(std::uint32_t entity, std::string_view name, bool root) const {
  const PolicyModel& model = loader_.model;
  for (const TierDef& tier : model.tiers) {
    if (tier.entity != entity || tier.name != name || tier.attribute == none) continue;
    const Type& type = model.attributes[tier.attribute].type;
    if (root) {
      SlotDef def;
      def.kind = SlotDef::Kind::related;
      def.path = {tier.attribute};
      return slot(std::move(def), type);
    }
    Binding binding;
    binding.kind = Binding::Kind::attribute;
    binding.id = tier.attribute;
    binding.type = type;
    return binding;
  }
  return std::nullopt;
}

std::optional<Binding> Scope::member(std::uint32_t object, std::string_view name) const {
  const PolicyModel& model = loader_.model;
  if (object < model.entities.size()) {
    const std::uint32_t attribute = model.attribute(object, name);
    if (attribute != none) {
      Binding binding;
      binding.kind = Binding::Kind::attribute;
      binding.id = attribute;
      binding.type = model.attributes[attribute].type;
      return binding;
    }
    if (name == "tier") {
      for (const TierDef& tier : model.tiers) {
        if (tier.entity == object) return names_binding(ns_tier_of + object);
      }
    }
    return std::nullopt;
  }
  if (object == ns_tier) return tier_member(spec_.entity, name, true);
  if (object >= ns_tier_of) return tier_member(object - ns_tier_of, name, false);
  if (object == ns_season) {
    const auto set = loader_.season_index.find(name);
    if (set == loader_.season_index.end()) return std::nullopt;
    SlotDef def;
    def.kind = SlotDef::Kind::season;
    def.index = set->second;
    Type type = text_type();
    for (const SeasonSet::Season& season : model.seasons[set->second].seasons)
      type.values.push_back(season.name);
    return slot(std::move(def), std::move(type));
  }
  if (object == ns_event || object == ns_cause) return event_member(object == ns_cause, name);
  if (object == ns_contact) return contact_member(name);
  if (object == ns_response) return response_member(name);
  if (object == ns_bucket) {
    if (name != "start" && name != "end" && name != "id" && name != "year") return std::nullopt;
    SlotDef def;
    def.kind = SlotDef::Kind::bucket;
    def.name = name;
    return slot(std::move(def), type_of_kind(name == "id"     ? Type::Kind::string
                                             : name == "year" ? Type::Kind::number
                                                              : Type::Kind::date));
  }
  return std::nullopt;
}

std::vector<std::string> Scope::all(std::optional<std::uint32_t> object) const {
  const PolicyModel& model = loader_.model;
  std::vector<std::string> names;
  if (!object) {
    for (const auto& [name, parameter] : loader_.parameters) names.push_back("$" + name);
    for (const EntityDef& entity : model.entities) {
      if (!entity.internal && !entity.is_case && own_name(entity.name)) names.push_back(entity.name);
    }
    for (const char* name : {"owner", "tier", "season", "event", "cause", "contact", "bucket", "n"}) {
      if (own_name(name)) names.emplace_back(name);
    }
    if (loader_.response != nullptr) {
      names.emplace_back("response");
      for (const FieldDef& field : *loader_.response) names.push_back(field.name);
    }
    if (!spec_.standing) names.emplace_back("at");
    for (const FunctionDef& function : functions) names.emplace_back(function.name);
    if (spec_.dates) names.emplace_back("anniversary");
    if (spec_.in_case) names.insert(names.end(), {"case", "In", "all_done"});
    for (const DateListDef& list : model.date_lists) names.push_back(list.name);
    for (const auto& [name, node] : loader_.bare_names) names.push_back(name);
  } else if (*object < model.entities.size()) {
    bool tiers = false;
    for (const std::uint32_t attribute : model.entities[*object].attributes) {
      if (model.attributes[attribute].kind == AttributeDef::Kind::tier) {
        tiers = true;
      } else if (!model.attributes[attribute].internal) {
        names.push_back(model.attributes[attribute].name);
      }
    }
    if (tiers) names.emplace_back("tier");
  } else if (*object == ns_tier || *object >= ns_tier_of) {
    const std::uint32_t entity = *object == ns_tier ? spec_.entity : *object - ns_tier_of;
    for (const TierDef& tier : model.tiers) {
      if (tier.entity == entity) names.push_back(tier.name);
    }
  } else if (*object == ns_season) {
    for (const auto& [name, index] : loader_.season_index) names.push_back(name);
  } else if (*object == ns_event || *object == ns_cause || *object == ns_contact) {
    if (*object == ns_contact) {
      names.emplace_back("purpose");
      std::size_t before = 0;
      for (const DecisionDef& decision : model.decisions) {
        if (decision.of_contact && before++ < spec_.contact_decisions) names.push_back(decision.name);
      }
    }
    for (const std::uint32_t type : *object == ns_cause ? spec_.causes : spec_.events) {
      for (const FieldDef& field : model.events[type].fields) {
        if (std::find(names.begin(), names.end(), field.name) == names.end()) names.push_back(field.name);
      }
    }
    names.insert(names.end(), std::begin(meta_names), std::end(meta_names));
    for (const EntityDef& entity : model.entities) {
      if (!entity.internal && !entity.is_case) names.push_back(entity.name);
    }
  } else if (*object == ns_response) {
    for (const FieldDef& field : *loader_.response) names.push_back(field.name);
  } else if (*object == ns_bucket) {
    names = {"start", "end", "id", "year"};
  }
  return names;
}

std::string Scope::key() const {
  std::string text = std::to_string(spec_.entity) + (spec_.bucket ? "b" : "") + (spec_.repetition ? "n" : "");
  if (spec_.cause) {
    text += "c";
    for (const std::uint32_t type : spec_.causes) text += " " + std::to_string(type);
  }
  if (spec_.event) {
    text += "e";
    for (const std::uint32_t type : spec_.events) text += " " + std::to_string(type);
  }
  return text;
}

bool fits(const Type& type, Type::Kind wanted) {
  return wanted == Type::Kind::any || type.kind == Type::Kind::any || type.kind == Type::Kind::null ||
         type.kind == wanted;
}

feel::Expression expression(const Node& node, const Scope& scope, Type::Kind wanted, std::size_t shift,
                            std::size_t length) {
  Loader& loader = scope.loader();
  feel::Expression compiled;
  try {
    compiled =
        feel::compile(std::string_view(node.text).substr(std::min(shift, node.text.size()), length), scope);
  } catch (const Error& error) {
    loader.report.adopt(error, node, shift);
    return {};
  }
  if (!fits(compiled.type(), wanted)) {
    const auto word = [](Type::Kind kind) {
      switch (kind) {
        case Type::Kind::boolean:
          return "true or false";
        case Type::Kind::number:
          return "a number";
        case Type::Kind::string:
          return "text";
        case Type::Kind::date:
          return "a date";
        case Type::Kind::time:
          return "a time";
        case Type::Kind::date_time:
          return "a date and time";
        case Type::Kind::days_duration:
          return "a duration of days";
        case Type::Kind::months_duration:
          return "a duration of months";
        case Type::Kind::list:
          return "a list";
        case Type::Kind::context:
          return "a context";
        case Type::Kind::range:
          return "a range";
        case Type::Kind::function:
          return "a function";
        case Type::Kind::entity:
          return "a subject";
        default:
          return "something else";
      }
    };
    loader.report.error(code::wrong_type, node, "the expression has the wrong type",
                        {word(compiled.type().kind), word(wanted), ""});
    return {};
  }
  if (scope.spec().standing) {
    for (const std::uint32_t id : compiled.slots()) {
      if (loader.model.slots[id].kind != SlotDef::Kind::at) continue;
      loader.report.error(code::time_in_condition, node, "a standing condition cannot read the time",
                          {brief(node), "a measure, a date or a season, which know when they change", ""});
      return {};
    }
  }
  return compiled;
}

feel::Expression expression_text(const Node& node, const std::string& text, const Scope& scope) {
  try {
    return feel::compile(text, scope);
  } catch (const Error& error) {
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    for (Diagnostic& diagnostic : diagnostics) diagnostic.offset = -1;
    scope.loader().report.adopt(Error(error.kind(), std::move(diagnostics)), node);
    return {};
  }
}

}  // namespace huifang::loader
