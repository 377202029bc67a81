#include "policy/roles.hpp"

#include <algorithm>

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

/// The text of a declared role: `"superior(owner)"` or `{"is": "superior(owner)"}`; nullptr: refused.
const Node* role_text(const Node& entry) {
  if (entry.is_string()) return &entry;
  return entry.is_object() ? entry.find("is") : nullptr;
}

bool yields_people(const feel::Type& type) {
  if (type.kind == Kind::list) return type.item == nullptr || yields_people(*type.item);
  return type.kind == Kind::entity || type.kind == Kind::any || type.kind == Kind::null ||
         type.kind == Kind::string;
}

bool is_plain_name(const std::string& text) {
  return !text.empty() && text.find_first_of(".()[]{}\"'+*/=<>,;:?@$ ") == std::string::npos;
}

std::uint32_t add_role(Loader& loader, const std::string& key, RoleDef role) {
  const auto index = static_cast<std::uint32_t>(loader.model.roles.size());
  loader.role_index.emplace(key, index);
  loader.model.roles.push_back(std::move(role));
  return index;
}

bool check_people(const Node& node, const feel::Expression& compiled, Loader& loader) {
  if (yields_people(compiled.type())) return true;
  loader.report.error(code::role_misfit, node, "the expression yields neither people nor a unit",
                      {brief(node), "a person, people or a unit", ""});
  return false;
}

std::uint32_t declared_role(const Node& node, const std::string& name, const Node& entry,
                            const Scope& scope) {
  Loader& loader = scope.loader();
  if (loader.broken_roles.contains(name)) return none;
  const Node* text = role_text(entry);
  if (text == nullptr) return none;
  const std::string key = scope.key() + "|" + name;
  if (const auto known = loader.role_index.find(key); known != loader.role_index.end()) return known->second;
  RoleDef role;
  role.name = name;
  role.text = text->text;
  if (role.text == "system") {
    role.system = true;
    return add_role(loader, key, std::move(role));
  }
  try {
    role.expression = feel::compile(role.text, scope);
  } catch (const Error& error) {
    const Diagnostic& first = error.diagnostics().front();
    loader.report.error(code::role_misfit, node,
                        "the role '" + name + "' cannot be resolved here: " + first.message,
                        {first.found.empty() ? brief(*text) : first.found, first.expected, first.suggestion});
    return none;
  }
  return add_role(loader, key, std::move(role));
}

std::uint32_t resolved(const Node& node, const Scope& scope) {
  Loader& loader = scope.loader();
  const Node* value = literal(loader, node);
  if (value == nullptr) return none;
  if (!value->is_string()) {
    loader.report.error(code::wrong_kind, node, "a role is named by text",
                        {brief(*value), "the name of a role", ""});
    return none;
  }
  const std::string& text = value->text;
  if (const auto entry = loader.role_nodes.find(text); entry != loader.role_nodes.end()) {
    return declared_role(node, text, *entry->second, scope);
  }
  const std::string key = scope.key() + "|=" + text;
  if (const auto known = loader.role_index.find(key); known != loader.role_index.end()) return known->second;
  RoleDef role;
  role.text = text;
  if (text == "system") {
    role.system = true;
    return add_role(loader, key, std::move(role));
  }
  if (is_plain_name(text) && !scope.find(text)) {
    std::vector<std::string> names;
    for (const auto& [name, entry] : loader.role_nodes) names.push_back(name);
    if (scope.find("owner")) names.insert(names.end(), {"owner", "superior(owner)"});
    unknown_name(loader, code::unknown_role, node, "role", text, names);
    return none;
  }
  const std::size_t shift = text.starts_with('=') ? 1 : 0;
  role.expression = value == &node ? expression(node, scope, Kind::any, shift)
                                   : expression_text(node, text.substr(shift), scope);
  if (!role.expression || !check_people(node, role.expression, loader)) return none;
  return add_role(loader, key, std::move(role));
}

}  // namespace

std::uint32_t role_of(const Node& node, const Scope& scope) {
  const std::uint32_t role = resolved(node, scope);
  if (role != none) scope.loader().role_uses.emplace_back(&node, RoleUse{role, scope.spec().entity, scope.spec().causes, true});
  return role;
}

std::optional<std::vector<std::uint32_t>> role_list(const Node& node, const Scope& scope) {
  std::vector<std::uint32_t> roles;
  bool good = true;
  const auto add = [&](const Node& item) {
    const std::uint32_t role = role_of(item, scope);
    if (role == none) {
      good = false;
    } else if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
      roles.push_back(role);
    }
  };
  if (node.is_array()) {
    for (const Node* item : node.children) add(*item);
  } else {
    add(node);
  }
  if (!good) return std::nullopt;
  return roles;
}

void load_roles(Loader& loader) {
  for (const Node* entry : loader.entries("roles")) {
    if (!usable_name(loader, *entry, "a role")) continue;
    loader.role_nodes.emplace(entry->key, entry);
    const Node* text = role_text(*entry);
    if (text == nullptr) {
      if (entry->is_object() && !entry->has("is")) {
        loader.report.error_at_key(code::missing_key, *entry, "a role says whom it yields",
                                   {"nothing", "\"is\"", ""});
      }
      loader.broken_roles.insert(entry->key);
      continue;
    }
    if (text->text == "system") continue;
    // By itself a role is checked with every name that some rule could have; each use is compiled with its
    // own.
    ScopeSpec spec;
    spec.any_subject = true;
    spec.cause = true;
    const feel::Expression compiled = expression(*text, Scope(loader, spec));
    if (!compiled || !check_people(*text, compiled, loader)) loader.broken_roles.insert(entry->key);
  }
}

}  // namespace huifang::loader
