#pragma once
/// Small worlds for expressions: a plain context, and the names of a policy with entities and namespaces.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "huifang/feel.hpp"
#include "outcome_text.hpp"

namespace feel_test {

using namespace huifang;

inline Value number(std::string_view text) { return Value::of(Decimal::parse(text).value()); }

using huifang::test::shown;

inline std::string run(std::string_view text, const Context& context, feel::Semantics semantics) {
  feel::CompileOptions options;
  options.semantics = semantics;
  try {
    return shown(feel::evaluate(text, context, options));
  } catch (const Error& error) {
    return error.what();
  }
}

inline std::string strict(std::string_view text, const Context& context = {}) {
  return run(text, context, feel::Semantics::strict);
}

inline std::string dmn(std::string_view text, const Context& context = {}) {
  return run(text, context, feel::Semantics::dmn);
}

/// Names of a policy about customers, as a loader gives them.
class PolicyNames : public feel::Names {
 public:
  static constexpr std::uint32_t customer = 1, staff = 2, season = 3, tier = 4, order = 5;
  enum Slot : std::uint32_t { customer_slot, peak_slot, season_slot, threshold_slot, month_slot };
  enum Attribute : std::uint32_t { volume, grade, owner, orders, tier_value, name, amount, joined, flagged };

  std::optional<feel::Binding> find(std::string_view text) const override {
    if (text == "customer") return slot(customer_slot, entity(customer));
    if (text == "season") return names(season);
    if (text == "$peak") return slot(peak_slot, kind(feel::Type::Kind::number));
    if (text == "$last order limit") return slot(threshold_slot, kind(feel::Type::Kind::number));
    if (text == "month") return slot(month_slot, kind(feel::Type::Kind::any));
    if (text == "A" || text == "B" || text == "C") return constant(text);
    if (text == "unit") return function(0, 1, 1, kind(feel::Type::Kind::string));
    return std::nullopt;
  }
  std::optional<feel::Binding> member(std::uint32_t object, std::string_view text) const override {
    if (object == customer) {
      if (text == "volume") return attribute(volume, kind(feel::Type::Kind::number));
      if (text == "class") return attribute(grade, grades());
      if (text == "owner") return attribute(owner, entity(staff));
      if (text == "last orders") return attribute(orders, list(entity(order)));
      if (text == "joined") return attribute(joined, kind(feel::Type::Kind::date));
      if (text == "flagged") return attribute(flagged, kind(feel::Type::Kind::boolean));
      if (text == "tier") return names(tier);
      if (text == "holders") return function(1, 1, 1, list(entity(staff)));
    }
    if (object == tier && text == "grade") return attribute(tier_value, grades());
    if (object == staff && text == "name") return attribute(name, kind(feel::Type::Kind::string));
    if (object == order && text == "amount") return attribute(amount, kind(feel::Type::Kind::number));
    if (object == season && text == "sales") {
      feel::Type type = kind(feel::Type::Kind::string);
      type.values = {"peak", "off"};
      return slot(season_slot, type);
    }
    return std::nullopt;
  }
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override {
    if (!object) return {"customer", "season", "$peak", "$last order limit", "month", "A", "B", "C", "unit"};
    switch (*object) {
      case customer:
        return {"volume", "class", "owner", "last orders", "joined", "flagged", "tier", "holders"};
      case staff:
        return {"name"};
      case season:
        return {"sales"};
      case tier:
        return {"grade"};
      case order:
        return {"amount"};
      default:
        return {};
    }
  }

 private:
  static feel::Type kind(feel::Type::Kind kind) {
    feel::Type type;
    type.kind = kind;
    return type;
  }
  static feel::Type entity(std::uint32_t object) {
    feel::Type type = kind(feel::Type::Kind::entity);
    type.object = object;
    return type;
  }
  static feel::Type list(feel::Type item) {
    feel::Type type = kind(feel::Type::Kind::list);
    type.item = std::make_shared<const feel::Type>(std::move(item));
    return type;
  }
  static feel::Type grades() {
    feel::Type type = kind(feel::Type::Kind::string);
    type.values = {"A", "B", "C"};
    return type;
  }
  static feel::Binding binding(feel::Binding::Kind kind, std::uint32_t id, feel::Type type) {
    feel::Binding binding;
    binding.kind = kind;
    binding.id = id;
    binding.type = std::move(type);
    return binding;
  }
  static feel::Binding slot(std::uint32_t id, feel::Type type) {
    return binding(feel::Binding::Kind::slot, id, type);
  }
  static feel::Binding attribute(std::uint32_t id, feel::Type type) {
    return binding(feel::Binding::Kind::attribute, id, type);
  }
  static feel::Binding constant(std::string_view text) {
    feel::Binding made = binding(feel::Binding::Kind::constant, 0, grades());
    made.value = Value::of(text);
    return made;
  }
  static feel::Binding names(std::uint32_t object) {
    feel::Type type = kind(feel::Type::Kind::names);
    type.object = object;
    return binding(feel::Binding::Kind::names, 0, type);
  }
  static feel::Binding function(std::uint32_t id, std::size_t min, std::size_t max, feel::Type type) {
    feel::Binding made = binding(feel::Binding::Kind::function, id, std::move(type));
    made.arguments_min = min;
    made.arguments_max = max;
    return made;
  }
};

/// Facts by slot and by (key of the entity, attribute); what is not given is null.
class PolicyFrame : public feel::Frame {
 public:
  std::map<std::uint32_t, Value> slots = {
      {PolicyNames::customer_slot, Value::of(EntityRef{"customer", "c1"})}};
  std::map<std::pair<std::string, std::uint32_t>, Value> attributes;

  Value load(std::uint32_t slot) const override {
    const auto found = slots.find(slot);
    return found == slots.end() ? Value() : found->second;
  }
  Value attribute(const Value& object, std::uint32_t attribute) const override {
    const auto found = attributes.find({object.entity().key, attribute});
    return found == attributes.end() ? Value() : found->second;
  }
  Value call(std::uint32_t function, std::span<const Value> arguments) const override {
    if (function == 0) return Value::of("unit " + arguments[0].string());
    return Value::of(std::vector<Value>{arguments[0], Value::of(EntityRef{"staff", arguments[1].string()})});
  }
};

inline std::string in_policy(std::string_view text, const PolicyFrame& frame) {
  try {
    return shown(feel::compile(text, PolicyNames{}).evaluate(frame));
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace feel_test
