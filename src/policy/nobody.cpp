#include "policy/nobody.hpp"

#include <algorithm>

#include "feel/program.hpp"
#include "policy/policy_report.hpp"

namespace huifang {
namespace {

using feel::Node;
using feel::Op;
using Program = feel::Expression::Program;
using Why = std::optional<std::string>;

/// What a part of an expression is, as far as it is declared.
struct Kind {
  bool known = false;
  std::uint32_t entity = none;                       ///< a reference to one of these
  bool post = false;                                 ///< whoever has a post
  bool list = false;
};

bool is_text(const Value& value) { return value.kind() == Value::Kind::string; }

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

class Look {
 public:
  Look(const PolicyModel& model, const RoleUse& use, const Program& program) : model_(model), use_(use), program_(program) {}

  Why whole() const {
    if (Why why = nobody(program_.root)) return why;
    const Kind kind = kind_of(program_.root);
    if (use_.acts && kind.known && kind.entity != none && !acts_for(kind.entity)) {
      return "a " + model_.entities[kind.entity].name + " does nothing itself, and no member of staff belongs to it";
    }
    return std::nullopt;
  }

 private:
  Why nobody(std::uint32_t at) const {
    const Node& node = program_.nodes[at];
    switch (node.op) {
      case Op::constant: return constant(program_.constants[node.id]);
      case Op::list: {
        if (node.count == 0) return "the list is empty";
        Why first;
        for (std::uint32_t i = 0; i < node.count; ++i) {
          Why why = nobody(program_.child(node, i));
          if (!why) return std::nullopt;
          if (!first) first = std::move(why);
        }
        return first;
      }
      case Op::branch: {
        Why first = nobody(program_.child(node, 1));
        return first && nobody(program_.child(node, 2)) ? first : std::nullopt;
      }
      case Op::slot: return slot(model_.slots[node.id]);
      case Op::attribute: return nobody(program_.child(node, 0));
      case Op::host_call: return call(node);
      default: return std::nullopt;
    }
  }

  static Why constant(const Value& value) {
    if (value.is_null()) return "it is null";
    if (value.kind() != Value::Kind::list) return std::nullopt;
    const bool all_null = std::all_of(value.list().begin(), value.list().end(), [](const Value& one) { return one.is_null(); });
    return all_null ? Why("the list is empty") : std::nullopt;
  }

  Why slot(const SlotDef& def) const {
    if (use_.causes.empty()) return std::nullopt;
    const auto all = [&](auto&& holds) {
      return std::all_of(use_.causes.begin(), use_.causes.end(), holds);
    };
    if (def.kind == SlotDef::Kind::cause_meta && def.name == "by") {
      const auto undone = [&](std::uint32_t id) {
        const EventDef::Kind kind = model_.events[id].kind;
        return kind == EventDef::Kind::missed || kind == EventDef::Kind::tier_changed || kind == EventDef::Kind::target_missed;
      };
      if (all(undone)) return "nobody does what starts the rule: " + model_.events[use_.causes.front()].name + " comes about by itself";
    }
    if (def.kind == SlotDef::Kind::cause_subject && all([&](std::uint32_t event) { return is_never_about(event, def.index); })) {
      return model_.events[use_.causes.front()].name + " is about no " + model_.entities[def.index].name;
    }
    return std::nullopt;
  }

  /// What the library raises is about the subject of the rule or the tier alone.
  bool is_never_about(std::uint32_t id, std::uint32_t entity) const {
    const EventDef& event = model_.events[id];
    if (event.kind == EventDef::Kind::tier_changed) {
      return std::none_of(model_.tiers.begin(), model_.tiers.end(), [&](const TierDef& tier) { return tier.changed_event == id && tier.entity == entity; });
    }
    if (event.kind == EventDef::Kind::target_missed) {
      return std::none_of(model_.reports.begin(), model_.reports.end(), [&](const auto& report) { return report->target == id && report->whom == entity; });
    }
    if (event.kind != EventDef::Kind::missed && event.kind != EventDef::Kind::done) return false;
    if (event.rule != none) return model_.rules[event.rule].entity != entity;
    return std::none_of(model_.rules.begin(), model_.rules.end(), [&](const RuleDef& rule) { return rule.entity == entity; });
  }

  Why call(const Node& node) const {
    const std::uint32_t argument = program_.child(node, 0);
    if (Why why = nobody(argument)) return why;
    const Node& given = program_.nodes[argument];
    const Kind kind = kind_of(argument);
    switch (static_cast<PolicyFunction>(node.id)) {
      case PolicyFunction::unit:
      case PolicyFunction::post: {
        const bool unit = static_cast<PolicyFunction>(node.id) == PolicyFunction::unit;
        if (given.op != Op::constant || !is_text(program_.constants[given.id])) return std::nullopt;
        return belongs(unit ? "unit" : "post", program_.constants[given.id].string());
      }
      case PolicyFunction::superior: return asked(kind, "superior", false);
      case PolicyFunction::head: return asked(kind, "head", true);
      case PolicyFunction::anniversary:
      case PolicyFunction::in_state:
      case PolicyFunction::all_done: return std::nullopt;
    }
    return std::nullopt;
  }

  /// Of whom superior() and head() can say something.
  Why asked(const Kind& kind, const std::string& function, bool of_units) const {
    if (!kind.known) return std::nullopt;
    const std::string expected = function + "() is asked of a member of staff" + (of_units ? " or a unit" : "");
    if (kind.list) return expected + ", and this is a list";
    if (kind.post) return expected + ", and a post is neither";
    if (kind.entity == none) return expected + ", and this is no reference";
    if (kind.entity == model_.staff || (of_units && kind.entity == model_.unit)) return std::nullopt;
    if (model_.attribute(kind.entity, of_units ? "unit" : function) != none) return std::nullopt;
    return expected + ", and this is a " + model_.entities[kind.entity].name;
  }

  /// Can a member of staff have this value in that attribute?
  Why belongs(const std::string& name, const std::string& value) const {
    const std::uint32_t id = model_.attribute(model_.staff, name);
    if (id == none) return "staff has no fact '" + name + "'";
    const AttributeDef& def = model_.attributes[id];
    if (def.kind != AttributeDef::Kind::fact) return "'" + name + "' of staff is no fact";
    if (def.list) return "'" + name + "' of staff is a list, and membership is one value";
    if (def.target != none) {
      if (model_.entities[def.target].name == name) return std::nullopt;
      return "'" + name + "' of staff refers to a " + model_.entities[def.target].name;
    }
    if (def.type.kind != feel::Type::Kind::string && def.type.kind != feel::Type::Kind::any) return "'" + name + "' of staff is no text";
    const std::vector<std::string>& values = def.type.values;
    if (values.empty() || std::find(values.begin(), values.end(), value) != values.end()) return std::nullopt;
    std::string all;
    for (const std::string& one : values) all += (all.empty() ? "" : ", ") + quoted(one);
    return "no member of staff has the " + name + " " + quoted(value) + ", but one of " + all;
  }

  /// Staff act for themselves, for the unit or whatever else they belong to.
  bool acts_for(std::uint32_t entity) const {
    if (entity == model_.staff || entity == model_.unit) return true;
    const std::uint32_t id = model_.attribute(model_.staff, model_.entities[entity].name);
    return id != none && model_.attributes[id].kind == AttributeDef::Kind::fact;
  }

  Kind of_entity(std::uint32_t entity) const { return entity == none ? Kind{} : Kind{true, entity}; }

  Kind of_attribute(std::uint32_t id) const {
    const AttributeDef& def = model_.attributes[id];
    if (def.kind != AttributeDef::Kind::fact || (def.target == none && def.type.kind == feel::Type::Kind::any)) return {};
    Kind kind;
    kind.known = true;
    kind.entity = def.target;
    kind.list = def.list;
    return kind;
  }

  Kind kind_of(std::uint32_t at) const {
    const Node& node = program_.nodes[at];
    switch (node.op) {
      case Op::slot: {
        const SlotDef& def = model_.slots[node.id];
        switch (def.kind) {
          case SlotDef::Kind::subject: return of_entity(use_.entity);
          case SlotDef::Kind::related: return def.path.empty() ? of_entity(use_.entity) : of_attribute(def.path.back());
          case SlotDef::Kind::event_subject:
          case SlotDef::Kind::cause_subject: return of_entity(def.index);
          default: return {};                        // an owner may be a unit
        }
      }
      case Op::attribute: {
        const AttributeDef& def = model_.attributes[node.id];
        // A unit can own as well.
        return def.name == "owner" && def.built_in ? Kind{} : of_attribute(node.id);
      }
      case Op::host_call: {
        Kind kind;
        kind.known = true;
        if (static_cast<PolicyFunction>(node.id) == PolicyFunction::post) {
          kind.post = true;
        } else if (static_cast<PolicyFunction>(node.id) == PolicyFunction::unit) {
          kind.entity = model_.unit;
        } else {
          return {};
        }
        return kind;
      }
      default: return {};
    }
  }

  const PolicyModel& model_;
  const RoleUse& use_;
  const Program& program_;
};

}  // namespace

std::optional<std::string> why_nobody(const PolicyModel& model, const RoleUse& use) {
  const RoleDef& role = model.roles[use.role];
  if (role.system) return "'system' stands for nobody";
  if (!role.expression) return std::nullopt;
  return Look(model, use, *role.expression.program()).whole();
}

}  // namespace huifang
