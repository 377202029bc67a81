/// Types of attributes and fields, and the members that entities have.

#include <algorithm>

#include "policy/loader.hpp"

namespace huifang::loader {
namespace {

const std::vector<std::string> type_names = {"number", "string",        "boolean", "date",
                                             "time",   "date and time", "flag"};

std::vector<std::string> entity_names(const PolicyModel& model) {
  std::vector<std::string> names;
  for (const EntityDef& entity : model.entities) {
    if (!entity.internal && !entity.is_case) names.push_back(entity.name);
  }
  return names;
}

void enumeration(Loader& loader, const Node& node, TypeSpec& spec) {
  spec.type = type_of_kind(feel::Type::Kind::string);
  if (node.children.empty()) {
    loader.report.error(code::empty_list, node, "an enumeration needs at least one value",
                        {"an empty list", "", ""});
  }
  for (const Node* value : node.children) {
    if (!value->is_string() || value->text.empty()) {
      loader.report.error(code::wrong_kind, *value, "the values of an enumeration are names",
                          {brief(*value), "text", ""});
      continue;
    }
    auto& values = spec.type.values;
    if (std::find(values.begin(), values.end(), value->text) != values.end()) {
      loader.report.error(code::defined_twice, *value, "the value stands twice in this enumeration",
                          {brief(*value), "every value once", ""});
      continue;
    }
    values.push_back(value->text);
    declare_bare_name(loader, value->text, *value);
  }
}

void named_type(Loader& loader, const Node& node, TypeSpec& spec) {
  std::string name = node.text;
  if (name.size() > 1 && name.back() == '*') {
    spec.list = true;
    name.pop_back();
  }
  using Kind = feel::Type::Kind;
  const auto known = std::find(type_names.begin(), type_names.end(), name);
  if (known != type_names.end()) {
    spec.flag = name == "flag";
    spec.type = type_of_kind(name == "number"          ? Kind::number
                             : name == "string"        ? Kind::string
                             : name == "date"          ? Kind::date
                             : name == "time"          ? Kind::time
                             : name == "date and time" ? Kind::date_time
                                                       : Kind::boolean);
  } else {
    spec.target = loader.model.entity(name);
    if (spec.target == none) {
      spec.type = {};
      const Node* events = loader.root().find("events");
      if (name == "duty" || (events != nullptr && events->is_object() && events->has(name))) {
        loader.report.error(code::later_event, node,
                            "references to events and duties are not supported by this version",
                            {brief(node), "a type, or a reference to an entity", ""});
        return;
      }
      std::vector<std::string> names = type_names;
      for (std::string& entity : entity_names(loader.model)) names.push_back(std::move(entity));
      unknown_name(loader, code::unknown_type, node, "type", node.text, names);
      return;
    }
    spec.type = type_entity(spec.target);
  }
  if (spec.list) spec.type = type_list(spec.type);
}

}  // namespace

TypeSpec type_of(Loader& loader, const Node& node, std::string_view what) {
  TypeSpec spec;
  if (node.is_array()) {
    enumeration(loader, node, spec);
  } else if (node.is_string()) {
    named_type(loader, node, spec);
  } else if (node.is_object()) {
    const Node* type = node.find("type");
    if (type == nullptr) {
      if (!node.has("type")) {
        loader.report.error(code::missing_key, node, std::string(what) + " needs a type",
                            {"nothing", "\"type\"", ""});
      }
      return spec;
    }
    spec = type_of(loader, *type, what);
    if (const Node* scale = node.find("scale")) {
      const auto places = integer_of(loader, *scale, 0, 18);
      if (places) spec.scale = static_cast<int>(*places);
      if (spec.type.kind != feel::Type::Kind::number && spec.type.kind != feel::Type::Kind::any) {
        loader.report.error_at_key(code::no_effect, *scale, "only numbers have a scale",
                                   {"\"scale\"", "\"type\": \"number\"", ""});
      }
    }
    if (const Node* null = node.find("null")) spec.nullable = boolean_of(loader, *null).value_or(true);
  }
  return spec;
}

FieldDef field_of(Loader& loader, const Node& node) {
  const TypeSpec spec = type_of(loader, node, "a field");
  return FieldDef{node.key, spec.type, spec.target, spec.list};
}

std::uint32_t entity_of(Loader& loader, const Node& node) {
  const std::uint32_t entity = loader.model.entity(node.text);
  if (entity != none && !loader.model.entities[entity].internal) return entity;
  const Node* events = loader.root().find("events");
  if (events != nullptr && events->is_object() && events->has(node.text)) {
    loader.report.error(code::later_event, node, "events as subjects are not supported by this version",
                        {brief(node), "a declared entity", ""});
  } else {
    unknown_name(loader, code::unknown_entity, node, "entity", node.text, entity_names(loader.model));
  }
  return none;
}

std::uint32_t entity_at(Loader& loader, const Node& object, std::string_view key, std::string_view fallback) {
  const Node* node = object.find(key);
  if (node != nullptr) return entity_of(loader, *node);
  if (object.has(key)) return none;
  const std::uint32_t entity = loader.model.entity(fallback);
  if (entity == none) {
    loader.report.error_at_key(code::missing_key, object,
                               "'" + object.key + "' does not say whom it is about",
                               {"nothing", "\"" + std::string(key) + "\": one of the declared entities", ""});
  }
  return entity;
}

void declare_bare_name(Loader& loader, const std::string& name, const Node& at) {
  loader.bare_names.emplace(name, &at);
}

std::uint32_t add_attribute(Loader& loader, const Node* at, AttributeDef attribute) {
  PolicyModel& model = loader.model;
  EntityDef& entity = model.entities[attribute.entity];
  for (const std::uint32_t index : entity.attributes) {
    const AttributeDef& other = model.attributes[index];
    const bool tier = attribute.kind == AttributeDef::Kind::tier;
    if (other.name != attribute.name || tier != (other.kind == AttributeDef::Kind::tier)) continue;
    if (at != nullptr) {
      loader.report.error_at_key(code::defined_twice, *at,
                                 "'" + entity.name + "' has a member '" + attribute.name + "' already",
                                 {"\"" + attribute.name + "\"", "a name that is not taken", ""});
    }
    return none;
  }
  const auto index = static_cast<std::uint32_t>(model.attributes.size());
  if (attribute.kind == AttributeDef::Kind::fact) {
    attribute.index = static_cast<std::uint32_t>(entity.facts.size());
    entity.facts.push_back(index);
  }
  entity.attributes.push_back(index);
  model.attributes.push_back(std::move(attribute));
  return index;
}

}  // namespace huifang::loader
