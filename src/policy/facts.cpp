/// Entities with their attributes and references, and what every entity has by itself.

#include "policy/event_keys.hpp"
#include "policy/loader.hpp"

namespace huifang::loader {
namespace {

bool is_reserved(const Node& attribute) { return attribute.key == "label" || attribute.key == "locked"; }

std::uint32_t add_entity(PolicyModel& model, const std::string& name) {
  const std::uint32_t known = model.entity(name);
  if (known != none) return known;
  const auto index = static_cast<std::uint32_t>(model.entities.size());
  EntityDef entity;
  entity.name = name;
  entity.is_staff = name == "staff";
  model.entities.push_back(std::move(entity));
  model.entity_index.emplace(name, index);
  return index;
}

void add_fact(Loader& loader, std::uint32_t entity, const Node& node) {
  if (!usable_name(loader, node, "an attribute")) return;
  if (node.key == "tier") {
    loader.report.error_at_key(code::reserved_name, node, "'tier' leads to the tiers of a subject",
                               {"\"tier\"", "another name", ""});
    return;
  }
  if (node.key == "from" || node.key == "reason") {
    const bool from = node.key == "from";
    loader.report.error_at_key(code::reserved_name, node,
                               from ? "in the data of set and assign 'from' says from when on the other facts hold"
                                    : "in the data of set and assign 'reason' says why",
                               {"\"" + node.key + "\"", "another name", from ? "start" : "grounds"});
    return;
  }
  const TypeSpec spec = type_of(loader, node, "an attribute");
  AttributeDef attribute;
  attribute.name = node.key;
  attribute.entity = entity;
  attribute.type = spec.type;
  attribute.target = spec.target;
  attribute.scale = spec.scale;
  attribute.nullable = spec.nullable;
  attribute.flag = spec.flag;
  attribute.list = spec.list;
  add_attribute(loader, &node, std::move(attribute));
}

/// A built-in reference or text, unless the document declares it; a declaration must agree on references.
std::uint32_t built_in(Loader& loader, std::uint32_t entity, const std::string& name, std::uint32_t target) {
  PolicyModel& model = loader.model;
  const std::uint32_t declared = model.attribute(entity, name);
  if (declared != none) {
    const AttributeDef& attribute = model.attributes[declared];
    if (target != none && (attribute.target != target || attribute.list)) {
      const Node* facts = loader.root().find("facts");
      const Node* node = facts == nullptr ? nullptr : facts->find(model.entities[entity].name);
      node = node == nullptr ? nullptr : node->find(name);
      if (node != nullptr) {
        loader.report.error(code::builtin_type, *node,
                            "'" + name + "' is built in and refers to " + model.entities[target].name,
                            {brief(*node), "\"" + model.entities[target].name + "\", or no declaration", ""});
      }
    }
    return declared;
  }
  AttributeDef attribute;
  attribute.name = name;
  attribute.entity = entity;
  attribute.target = target;
  attribute.type = target == none ? type_of_kind(feel::Type::Kind::string) : type_entity(target);
  attribute.built_in = true;
  return add_attribute(loader, nullptr, std::move(attribute));
}

}  // namespace

void load_facts(Loader& loader) {
  PolicyModel& model = loader.model;
  std::vector<std::pair<std::uint32_t, const Node*>> declared;
  for (const Node* entry : loader.entries("facts")) {
    if (!usable_name(loader, *entry, "an entity")) continue;
    if (is_envelope_key(entry->key)) {
      loader.report.error_at_key(code::reserved_name, *entry, "the envelope of every event has this key",
                                 {"\"" + entry->key + "\"", "another name", ""});
      continue;
    }
    declared.emplace_back(add_entity(model, entry->key), entry);
  }
  add_entity(model, "customer");  // what rules are about unless they say otherwise
  model.staff = add_entity(model, "staff");
  model.unit = add_entity(model, "unit");
  for (const auto& [entity, entry] : declared) {
    for (const Node* attribute : entry->children) {
      if (!attribute->bad && !is_reserved(*attribute)) add_fact(loader, entity, *attribute);
    }
  }
  for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) {
    model.entities[entity].owner = built_in(loader, entity, "owner", model.staff);
  }
  built_in(loader, model.staff, "superior", model.staff);
  built_in(loader, model.staff, "unit", none);
  built_in(loader, model.unit, "head", model.staff);
  for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) {
    if (model.attribute(entity, "key") != none) continue;  // a declared fact of that name wins
    AttributeDef key;
    key.name = "key";
    key.entity = entity;
    key.kind = AttributeDef::Kind::key;
    key.type = type_of_kind(feel::Type::Kind::string);
    key.nullable = false;
    key.built_in = true;
    add_attribute(loader, nullptr, std::move(key));
  }
}

}  // namespace huifang::loader
