#include "contacts/frame.hpp"

#include "columns/values.hpp"

namespace huifang::contacts {

Value ContactFrame::contact_meta(const std::string& name) const {
  if (name == "id") return Value::of(contact_.id);
  if (name == "type") return Value::of(model_.events[contact_.event].name);
  if (name == "at") return columns::moment(contact_.at_us, model_.zone);
  if (name == "by" && !contact_.by.empty()) return Value::of(EntityRef{"staff", contact_.by});
  return {};
}

Value ContactFrame::parameter(std::uint32_t index) const {
  return model_.in_force(index, Instant{contact_.at_us}).value;
}

Value ContactFrame::load(std::uint32_t slot) const {
  const SlotDef& def = model_.slots[slot];
  switch (def.kind) {
    case SlotDef::Kind::subject: return subject_ < 0 ? Value{} : tables_.at(subject_).ref;
    case SlotDef::Kind::related: {
      if (subject_ < 0) return {};
      Value value = tables_.at(subject_).ref;
      for (const auto id : def.path) {
        if (value.kind() != Value::Kind::entity) return {};
        value = attribute(value, id);
      }
      return value;
    }
    case SlotDef::Kind::owner: {
      if (subject_ < 0) return {};
      const EntityDef& entity = model_.entities[tables_.at(subject_).entity];
      if (entity.is_staff) return tables_.at(subject_).ref;
      const Value owner = entity.owner == none ? Value{} : tables_.attribute(tables_.at(subject_), entity.owner).value_or(Value{});
      return owner.kind() == Value::Kind::entity ? owner : Value{};
    }
    case SlotDef::Kind::event_field: {
      const Value* field = contact_.field(def.name);
      return field == nullptr ? Value{} : *field;
    }
    case SlotDef::Kind::event_meta: return contact_meta(def.name);
    case SlotDef::Kind::event_subject: {
      const EntityRef* ref = contact_.subject(model_.entities[def.index].name);
      return ref == nullptr ? Value{} : Value::of(*ref);
    }
    case SlotDef::Kind::season: {
      const SeasonSet& seasons = model_.seasons[def.index];
      const auto found = seasons.at(model_.zone.date_of(Instant{contact_.at_us}));
      return found ? Value::of(seasons.seasons[*found].name) : Value{};
    }
    case SlotDef::Kind::parameter: return parameter(def.index);
    case SlotDef::Kind::contact_decision: {
      const DecisionDef& decision = model_.decisions[def.index];
      if (decision.expression) return decision.expression.evaluate(*this).value;
      return decision.table ? decision.table.evaluate(*this).value : Value{};
    }
    case SlotDef::Kind::at: return columns::moment(contact_.at_us, model_.zone);
    case SlotDef::Kind::cause_field:
    case SlotDef::Kind::cause_meta:
    case SlotDef::Kind::cause_subject:
    case SlotDef::Kind::n:
    case SlotDef::Kind::bucket: break;
  }
  return {};
}

Value ContactFrame::attribute(const Value& object, std::uint32_t attribute) const {
  const std::int32_t whose = tables_.find(object.entity());
  if (whose >= 0 && (tables_.at(whose).known() || whose == subject_)) return attribute_of(whose, attribute);
  const AttributeDef& def = model_.attributes[attribute];
  if (def.kind == AttributeDef::Kind::key) return Value::of(object.entity().key);
  return def.flag ? Value::of(false) : Value{};
}

Value ContactFrame::attribute_of(std::int32_t whose, std::uint32_t attribute) const {
  const AttributeDef& def = model_.attributes[attribute];
  const Someone& who = tables_.at(whose);
  if (def.entity != who.entity) return {};
  if (const auto told = tables_.attribute(who, attribute)) return def.flag && told->is_null() ? Value::of(false) : *told;
  switch (def.kind) {
    case AttributeDef::Kind::key: return Value::of(who.ref.entity().key);
    case AttributeDef::Kind::fact: return def.flag ? Value::of(false) : Value{};
    case AttributeDef::Kind::measure: {
      const MeasureDef::Fold fold = model_.measures[def.index].fold;
      const bool none_is_zero = fold == MeasureDef::Fold::count || fold == MeasureDef::Fold::sum || fold == MeasureDef::Fold::streak;
      return none_is_zero ? Value::of(Decimal(0)) : Value{};
    }
    case AttributeDef::Kind::tier: return {};
    case AttributeDef::Kind::decision: {
      const ContactFrame inner(model_, tables_, contact_, whose);
      const DecisionDef& decision = model_.decisions[def.index];
      if (decision.expression) return decision.expression.evaluate(inner).value;
      return decision.table.evaluate(inner).value;
    }
  }
  return {};
}

Value ContactFrame::call(std::uint32_t function, std::span<const Value> arguments) const {
  if (arguments.empty() || arguments[0].is_null()) return {};
  const Value& argument = arguments[0];
  switch (static_cast<PolicyFunction>(function)) {
    case PolicyFunction::unit:
      return argument.kind() == Value::Kind::string ? Value::of(EntityRef{"unit", argument.string()}) : argument;
    case PolicyFunction::post:
      return argument.kind() == Value::Kind::string ? Value::of(EntityRef{"post", argument.string()}) : argument;
    case PolicyFunction::superior: return fact_of(argument, "superior");
    case PolicyFunction::head: return head(argument);
    case PolicyFunction::in_state:
    case PolicyFunction::all_done:
    case PolicyFunction::anniversary: break;  // stands in `date` alone
  }
  return {};
}

Value ContactFrame::fact_of(const Value& object, std::string_view name) const {
  if (object.kind() != Value::Kind::entity) return {};
  const std::uint32_t entity = model_.entity(object.entity().entity);
  const std::uint32_t id = entity == none ? none : model_.attribute(entity, name);
  return id == none ? Value{} : attribute(object, id);
}

Value ContactFrame::head(const Value& object) const {
  if (object.kind() != Value::Kind::entity) return {};
  if (object.entity().entity == "unit") return fact_of(object, "head");
  const Value unit = fact_of(object, "unit");
  if (unit.kind() == Value::Kind::string) return fact_of(Value::of(EntityRef{"unit", unit.string()}), "head");
  return fact_of(unit, "head");
}

}  // namespace huifang::contacts
