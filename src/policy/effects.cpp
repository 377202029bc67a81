/// What a rule does: flag, notify, raise, assign, set, void, send, request, open, post, reverse.

#include <algorithm>

#include "policy/assignment_section.hpp"
#include "policy/choice.hpp"
#include "policy/points_section.hpp"
#include "policy/roles.hpp"
#include "policy/rules.hpp"
#include "policy/workflows.hpp"

namespace huifang::loader {
namespace {

using Kind = feel::Type::Kind;

constexpr std::string_view kinds[] = {"flag", "notify", "raise", "assign", "set", "void", "send", "request", "open", "post", "reverse"};

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
    } else if (kind->key == "raise") {
      effect.kind = EffectDef::Kind::raise;
      raise(*kind, effect);
    } else if (kind->key == "set") {
      effect.kind = EffectDef::Kind::set;
      for (const Node* entry : kind->children) set(*entry, effect);
      if (kind->children.empty()) {
        loader_.report.error(code::empty_list, *kind, "set names at least one fact", {"no fact", "", ""});
      }
    } else if (kind->key == "open") {
      effect.kind = EffectDef::Kind::open;
      effect.to = choice_of<std::vector<std::uint32_t>>(*kind, scope_, [&](const Node& branch) { return workflows(branch); });
    } else if (kind->key == "post") {
      effect.kind = EffectDef::Kind::post;
      effect.post = post_effect(context_, *kind);
      if (!effect.post) return std::nullopt;
    } else if (kind->key == "void" || kind->key == "reverse") {
      effect.kind = kind->key == "void" ? EffectDef::Kind::take_back : EffectDef::Kind::reverse;
      effect.whom = kind->text == "cause" ? expression_text(*kind, "cause.id", scope_) : expression(*kind, scope_, Kind::string);
    } else {
      effect.kind = kind->key == "send" ? EffectDef::Kind::send : EffectDef::Kind::request;
      effect.what = choice_of<std::string>(*kind, scope_, [&](const Node& branch) { return name_of(branch); });
    }
    message(node, effect);
    if (const Node* data = node.find("data")) read_data(*data, effect);
    return effect;
  }

 private:
  const Node* kind_of(const Node& node) {
    const Node* found = nullptr;
    bool refused = false;
    for (const Node* child : node.children) {
      if (child->key == "when" || child->key == "data" || child->key == "channel" || child->key == "purpose") continue;
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
                           {"none", "flag, notify, raise, assign, set, void, send, request, open, post or reverse", ""});
    }
    return found;
  }

  std::optional<std::vector<std::uint32_t>> workflows(const Node& node) {
    const Node* value = literal(loader_, node);
    if (value == nullptr) return std::nullopt;
    std::vector<std::uint32_t> found;
    const auto add = [&](const Node& item) {
      const std::uint32_t workflow = item.is_string() ? workflow_named(loader_, item.text) : none;
      if (workflow != none) return found.push_back(workflow);
      unknown_name(loader_, code::unknown_workflow, item, "workflow", item.text, workflow_names(loader_));
    };
    if (value->is_array()) {
      for (const Node* item : value->children) add(*item);
    } else {
      add(*value);
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

  std::optional<std::string> name_of(const Node& branch) {
    const Node* name = literal(loader_, branch);
    if (name == nullptr) return std::nullopt;
    if (name->is_string() && !name->text.empty()) return name->text;
    loader_.report.error(code::wrong_kind, branch, "messages and requests have a name", {brief(*name), "text", ""});
    return std::nullopt;
  }

  /// "customer.stage": whose, and which fact of theirs.
  void set(const Node& entry, EffectDef& effect) {
    const std::size_t dot = entry.key.rfind('.');
    const bool of_case = scope_.spec().in_case && dot == std::string::npos;
    if (of_case) return set_of(entry, "case", entry.key, effect);
    if (dot == std::string::npos || dot == 0 || dot + 1 == entry.key.size()) {
      loader_.report.error_at_key(code::unknown_field, entry, "a fact is named with whose it is",
                                  {"\"" + entry.key + "\"", "an entity, a dot and its fact", ""});
      return;
    }
    set_of(entry, entry.key.substr(0, dot), entry.key.substr(dot + 1), effect);
  }

  void set_of(const Node& entry, const std::string& whose, const std::string& name, EffectDef& effect) {
    SetDef fact;
    fact.name = whose + "." + name;
    fact.whose = expression_text(entry, whose, scope_);
    if (!fact.whose) return;
    const feel::Type& type = fact.whose.type();
    if (type.kind != Kind::entity) {
      loader_.report.error_at_key(code::wrong_type, entry, "facts are those of a subject",
                                  {"\"" + entry.key + "\"", "an entity, a dot and its fact", ""});
      return;
    }
    const EntityDef& entity = loader_.model.entities[type.object];
    std::vector<std::string> names;
    for (const std::uint32_t id : entity.facts) {
      const AttributeDef& known = loader_.model.attributes[id];
      if (known.flag || known.list || known.internal || id == entity.owner) continue;
      if (loader_.model.people && loader_.model.people->keeps(id)) continue;
      names.push_back(known.name);
      if (known.name == name) fact.attribute = id;
    }
    if (fact.attribute == none) {
      unknown_name(loader_, code::unknown_field, entry, "fact that a rule can set", name, names);
      return;
    }
    const AttributeDef& def = loader_.model.attributes[fact.attribute];
    if (entry.is_string()) {
      fact.value = expression(entry, scope_, def.type.kind);
    } else {
      fact.value = expression_text(entry, literal_text(entry, def.type.kind), scope_);
      if (fact.value && !fits(fact.value.type(), def.type.kind)) {
        loader_.report.error(code::wrong_type, entry, "the value has another type than the fact",
                             {brief(entry), "a value of the fact's type", ""});
        return;
      }
    }
    if (fact.value) effect.set.push_back(std::move(fact));
  }

  /// Messages to customers: on which channel, and what for.
  void message(const Node& node, EffectDef& effect) {
    if (effect.kind == EffectDef::Kind::send) {
      if (scope_.find("customer")) effect.whom = expression_text(node, "customer", scope_);
      if (const Node* purpose = node.find("purpose")) effect.purpose = purpose->text;
      if (const Node* channel = node.find("channel")) read_channel(*channel, effect);
      return;
    }
    for (const char* key : {"channel", "purpose"}) {
      const Node* beside = node.find(key);
      if (beside == nullptr) continue;
      loader_.report.error_at_key(code::no_effect, *beside, "'" + beside->key + "' is about messages to customers",
                                  {"\"" + beside->key + "\"", "\"send\"", ""});
    }
  }

  void read_channel(const Node& node, EffectDef& effect) {
    const Node* name = literal(loader_, node);
    if (name == nullptr || !name->is_string()) return;
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < loader_.model.events.size(); ++i) {
      if (!loader_.model.events[i].contact) continue;
      names.push_back(loader_.model.events[i].name);
      if (names.back() == name->text) effect.event = i;
    }
    if (effect.event == none) unknown_name(loader_, code::unknown_event, node, "contact", name->text, names);
  }

  void read_data(const Node& data, EffectDef& effect) {
    for (const Node* entry : data.children) {
      feel::Type type;
      if (effect.kind == EffectDef::Kind::raise && effect.event != none &&
          !field_type(*entry, effect.event, type))
        continue;
      if (effect.kind == EffectDef::Kind::open && !value_type(*entry, effect, type)) continue;
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

  /// Of a value that the cases have which the effect opens.
  bool value_type(const Node& entry, const EffectDef& effect, feel::Type& type) {
    std::vector<std::uint32_t> opened;
    for (const auto& [value, branch] : effect.to.cases) opened.insert(opened.end(), branch.begin(), branch.end());
    if (effect.to.otherwise) opened.insert(opened.end(), effect.to.otherwise->begin(), effect.to.otherwise->end());
    for (const std::uint32_t workflow : opened) {
      const std::uint32_t entity = workflow_entity(loader_, workflow);
      const std::uint32_t id = loader_.model.attribute(entity, entry.key);
      if (id == none || loader_.model.attributes[id].built_in) {
        std::vector<std::string> names;
        for (const std::uint32_t fact : loader_.model.entities[entity].facts) {
          if (!loader_.model.attributes[fact].built_in) names.push_back(loader_.model.attributes[fact].name);
        }
        unknown_name(loader_, code::unknown_field, entry, "value of the case", entry.key, names);
        return false;
      }
      type = loader_.model.attributes[id].type;
    }
    return true;
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
                                  {brief(*entry), "{\"flag\": …}, {\"notify\": …}, {\"set\": …} and so on", ""});
      continue;
    }
    if (auto effect = reader.read(*entry)) effects.push_back(std::move(*effect));
  }
  return effects;
}

}  // namespace huifang::loader
