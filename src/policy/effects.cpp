/// What a rule does: flag, notify, raise, assign.

#include <algorithm>

#include "policy/assignment_section.hpp"
#include "policy/choice.hpp"
#include "policy/roles.hpp"
#include "policy/rules.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

constexpr std::string_view kinds[] = {"flag", "notify", "raise", "assign"};

/// A literal as FEEL text; texts for dates become dates.
std::string literal_text(const Node& value, Kind wanted) {
  if (value.is_string() && (wanted == Kind::date || wanted == Kind::date_time || wanted == Kind::time)) {
    return "@" + Value::of(value.text).to_text();
  }
  return value_of(value).to_text();
}

class EffectReader {
 public:
  explicit EffectReader(const RuleContext& context)
      : context_(context), loader_(context.loader), scope_(context.scope()) {}

  std::optional<EffectDef> read(const Node& node) {
    const Node* kind = kind_of(node);
    if (kind == nullptr) return std::nullopt;
    EffectDef effect;
    if (const Node* when = node.find("when")) effect.when = expression(*when, scope_, Kind::boolean);
    if (kind->key == "flag") {
      effect.kind = EffectDef::Kind::flag;
      const Node* name = literal(loader_, *kind);
      if (name == nullptr || !name->is_string()) return std::nullopt;
      effect.name = name->text;
    } else if (kind->key == "notify") {
      effect.kind = EffectDef::Kind::notify;
      effect.to = choice_of<std::vector<std::uint32_t>>(
          *kind, scope_, [&](const Node& branch) { return role_list(branch, scope_); });
    } else if (kind->key == "assign") {
      effect.kind = EffectDef::Kind::assign;
      effect.assign = assign_effect(context_, *kind);
      if (!effect.assign) return std::nullopt;
    } else {
      effect.kind = EffectDef::Kind::raise;
      raise(*kind, effect);
    }
    if (const Node* data = node.find("data")) read_data(*data, effect);
    return effect;
  }

 private:
  const Node* kind_of(const Node& node) {
    const Node* found = nullptr;
    bool refused = false;
    for (const Node* child : node.children) {
      if (child->key == "when" || child->key == "data") continue;
      if (child->bad) {
        refused = true;
        continue;
      }
      if (std::find(std::begin(kinds), std::end(kinds), child->key) == std::end(kinds)) continue;
      if (found != nullptr) {
        loader_.report.error_at_key(
            code::effect_kind, *child, "an effect has one kind",
            {"\"" + found->key + "\" and \"" + child->key + "\"", "an effect for each", ""});
        return nullptr;
      }
      found = child;
    }
    if (found == nullptr && !refused) {
      loader_.report.error(code::effect_kind, node, "an effect has one kind",
                           {"none", "flag, notify, raise or assign", ""});
    }
    return found;
  }

  void raise(const Node& node, EffectDef& effect) {
    const Node* name = literal(loader_, node);
    if (name == nullptr || !name->is_string()) return;
    const std::uint32_t event = loader_.model.event(name->text);
    if (event != none && loader_.model.events[event].kind == EventDef::Kind::declared) {
      effect.event = event;
      return;
    }
    std::vector<std::string> names;
    for (const EventDef& known : loader_.model.events) {
      if (known.kind == EventDef::Kind::declared) names.push_back(known.name);
    }
    unknown_name(loader_, code::unknown_event, node, "event", name->text, names);
  }

  void read_data(const Node& data, EffectDef& effect) {
    for (const Node* entry : data.children) {
      feel::Type type;
      if (effect.kind == EffectDef::Kind::raise && effect.event != none &&
          !field_type(*entry, effect.event, type))
        continue;
      const Node* value =
          entry->is_string() && entry->text.starts_with('=') ? entry : literal(loader_, *entry);
      if (value == nullptr) continue;
      const bool feel_text = entry->is_string() && entry->text.starts_with('=');
      feel::Expression compiled = feel_text
                                      ? expression(*entry, scope_, type.kind, 1)
                                      : expression_text(*entry, literal_text(*value, type.kind), scope_);
      if (!compiled) continue;
      if (!feel_text && !fits(compiled.type(), type.kind) && type.kind != Kind::entity) {
        loader_.report.error(code::wrong_type, *entry, "the value has another type than the event's field",
                             {brief(*value), "a value of the field's type", ""});
        continue;
      }
      effect.data.emplace_back(entry->key, std::move(compiled));
    }
  }

  bool field_type(const Node& entry, std::uint32_t event, feel::Type& type) {
    std::vector<std::string> names;
    for (const FieldDef& field : loader_.model.events[event].fields) {
      if (field.name == entry.key) {
        type = field.type;
        return true;
      }
      names.push_back(field.name);
    }
    const std::uint32_t entity = loader_.model.entity(entry.key);
    if (entity != none) {
      type = type_entity(entity);
      return true;
    }
    unknown_name(loader_, code::unknown_field, entry, "field", entry.key, names);
    return false;
  }

  const RuleContext& context_;
  Loader& loader_;
  Scope scope_;
};

}  // namespace

std::vector<EffectDef> effects_of(const RuleContext& context, const Node& node) {
  std::vector<EffectDef> effects;
  if (node.children.empty()) {
    context.loader.report.error(code::empty_list, node, "do needs at least one effect",
                                {"an empty list", "", ""});
  }
  EffectReader reader(context);
  for (const Node* entry : node.children) {
    if (!entry->is_object()) {
      context.loader.report.error(code::wrong_kind, *entry, "an effect is an object",
                                  {brief(*entry), "{\"flag\": …}, {\"notify\": …}, {\"raise\": …} or {\"assign\": …}", ""});
      continue;
    }
    if (auto effect = reader.read(*entry)) effects.push_back(std::move(*effect));
  }
  return effects;
}

}  // namespace huifang::loader
