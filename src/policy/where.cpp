/// `where` of a binding: whom a policy governs.
#include <algorithm>

#include "policy/scope.hpp"

namespace huifang::loader {
namespace {

bool of_facts(const PolicyModel& model, std::uint32_t attribute) {
  const AttributeDef::Kind kind = model.attributes[attribute].kind;
  return kind == AttributeDef::Kind::fact || kind == AttributeDef::Kind::key;
}

/// Facts change by events alone; whatever else a policy derives from them depends on the policy that governs.
bool reads_facts_alone(const PolicyModel& model, const feel::Expression& expression) {
  const auto fact = [&](std::uint32_t attribute) { return of_facts(model, attribute); };
  const auto slot = [&](std::uint32_t id) {
    const SlotDef& def = model.slots[id];
    if (def.kind == SlotDef::Kind::related) return std::all_of(def.path.begin(), def.path.end(), fact);
    return def.kind == SlotDef::Kind::subject || def.kind == SlotDef::Kind::owner || def.kind == SlotDef::Kind::parameter;
  };
  return std::all_of(expression.attributes().begin(), expression.attributes().end(), fact) &&
         std::all_of(expression.slots().begin(), expression.slots().end(), slot);
}

Diagnostic refused(const std::string& where, const std::string& why) {
  Diagnostic finding;
  finding.code = code::bad_where.id;
  finding.message = "'where' of the binding cannot be used: " + why;
  finding.pointer = "/where";
  finding.found = where;
  finding.expected = "a condition on the facts of those whom the policy is about";
  return finding;
}

}  // namespace

void load_where(Loader& loader, const std::string& where) {
  PolicyModel& model = loader.model;
  model.where.resize(model.entities.size());
  std::optional<std::string> why;
  bool any = false;
  for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) {
    if (model.entities[entity].internal) continue;
    ScopeSpec spec;
    spec.entity = entity;
    spec.standing = true;
    try {
      const feel::Expression compiled = feel::compile(where, Scope(loader, spec));
      if (!fits(compiled.type(), feel::Type::Kind::boolean)) throw Error(ErrorKind::policy, {refused(where, "it is no condition")});
      if (!reads_facts_alone(model, compiled)) {
        throw Error(ErrorKind::policy, {refused(where, "it reads more than facts")});
      }
      model.where[entity] = compiled;
      any = true;
    } catch (const Error& error) {
      // Subjects of which it says nothing are not asked. Whoever writes it thinks of customers before others.
      const Diagnostic& first = error.diagnostics().front();
      if (!why || model.entities[entity].name == "customer") why = first.message + (first.found.empty() ? "" : " (" + first.found + ")");
      if (first.code == code::bad_where.id) throw;
    }
  }
  if (!any) throw Error(ErrorKind::policy, {refused(where, why.value_or("it names nobody"))});
}

}  // namespace huifang::loader
