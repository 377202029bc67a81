#include "feel/types.hpp"

#include <algorithm>
#include <array>

#include "feel/program.hpp"

namespace huifang::feel {
namespace {

constexpr int context_levels_max = 8;

Type type_of_value(const Value& value, int levels) {
  Type type;
  switch (value.kind()) {
    case Value::Kind::null:
      type.kind = Type::Kind::null;
      break;
    case Value::Kind::boolean:
      type.kind = Type::Kind::boolean;
      break;
    case Value::Kind::number:
      type.kind = Type::Kind::number;
      break;
    case Value::Kind::string:
      type.kind = Type::Kind::string;
      break;
    case Value::Kind::date:
      type.kind = Type::Kind::date;
      break;
    case Value::Kind::time:
      type.kind = Type::Kind::time;
      break;
    case Value::Kind::date_time:
      type.kind = Type::Kind::date_time;
      break;
    case Value::Kind::days_duration:
      type.kind = Type::Kind::days_duration;
      break;
    case Value::Kind::months_duration:
      type.kind = Type::Kind::months_duration;
      break;
    case Value::Kind::function:
      type.kind = Type::Kind::function;
      break;
    case Value::Kind::entity:
      break;  // which entity it is, only Names can say
    case Value::Kind::range:
      type.kind = Type::Kind::range;
      break;
    case Value::Kind::list:
      type.kind = Type::Kind::list;
      if (levels > 0 && !value.list().empty()) {
        TypePtr item = std::make_shared<Type>(type_of_value(value.list()[0], levels - 1));
        for (std::size_t i = 1; i < value.list().size() && item->kind != Type::Kind::any; ++i) {
          item = common_type(item, std::make_shared<Type>(type_of_value(value.list()[i], levels - 1)));
        }
        type.item = item;
      }
      break;
    case Value::Kind::context:
      type.kind = Type::Kind::context;
      if (levels > 0) {
        for (const auto& [name, entry] : value.context().entries) {
          type.fields.emplace_back(name, type_of_value(entry, levels - 1));
        }
      }
      break;
  }
  return type;
}

/// Could a value of `narrow` always stand where `wide` is asked for, as far as is known?
bool is_within(const Type& narrow, const Type& wide) {
  return wide.kind == Type::Kind::any || narrow.kind == Type::Kind::any || narrow.kind == Type::Kind::null ||
         narrow.kind == wide.kind;
}

/// A function type has its parameters as fields and its result as item; without a result, any function will
/// do.
bool has_signature(const Value& value, const Type& type) {
  if (const auto* host = dynamic_cast<const HostFunction*>(value.function().get())) {
    if (!type.item) return true;
    if (host->parameters.size() != type.fields.size()) return false;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
      if (!is_within(type.fields[i].second, host->parameter_types[i])) return false;
    }
    return is_within(host->result, *type.item);
  }
  const auto* closure = dynamic_cast<const Closure*>(value.function().get());
  if (closure == nullptr || !type.item) return true;
  const FunctionCode& code = *closure->code;
  if (code.parameters.size() != type.fields.size()) return false;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    if (!is_within(type.fields[i].second, code.parameter_types[i])) return false;
  }
  return is_within(code.result, *type.item);
}

constexpr std::array<std::pair<std::string_view, Type::Kind>, 17> named_kinds = {{
    {"Any", Type::Kind::any},
    {"any", Type::Kind::any},
    {"Null", Type::Kind::null},
    {"number", Type::Kind::number},
    {"string", Type::Kind::string},
    {"boolean", Type::Kind::boolean},
    {"date", Type::Kind::date},
    {"time", Type::Kind::time},
    {"date and time", Type::Kind::date_time},
    {"dateTime", Type::Kind::date_time},
    {"days and time duration", Type::Kind::days_duration},
    {"dayTimeDuration", Type::Kind::days_duration},
    {"years and months duration", Type::Kind::months_duration},
    {"yearMonthDuration", Type::Kind::months_duration},
    {"list", Type::Kind::list},
    {"context", Type::Kind::context},
    {"range", Type::Kind::range},
}};

}  // namespace

TypePtr type_of_kind(Type::Kind kind) {
  Type type;
  type.kind = kind;
  return std::make_shared<const Type>(std::move(type));
}

TypePtr list_of(TypePtr item) {
  Type type;
  type.kind = Type::Kind::list;
  type.item = std::move(item);
  return std::make_shared<const Type>(std::move(type));
}

Type type_of(const Value& value) { return type_of_value(value, context_levels_max); }

TypePtr common_type(const TypePtr& a, const TypePtr& b) {
  if (a->kind == Type::Kind::null) return b;
  if (b->kind == Type::Kind::null) return a;
  if (a->kind != b->kind || a->object != b->object) return type_of_kind(Type::Kind::any);
  if (a->kind == Type::Kind::context) {
    // Fields of either: they are names to look for, and a missing one is null.
    Type both = *a;
    for (const auto& field : b->fields) {
      const auto known = std::find_if(both.fields.begin(), both.fields.end(),
                                      [&](const auto& other) { return other.first == field.first; });
      if (known == both.fields.end())
        both.fields.push_back(field);
      else if (known->second.kind != field.second.kind)
        known->second = Type{};
    }
    if (a->fields.empty() || b->fields.empty()) both.fields.clear();
    return std::make_shared<const Type>(std::move(both));
  }
  if (a->kind == Type::Kind::list || a->kind == Type::Kind::range) {
    if (!a->item || !b->item) return a->item ? b : a;
    Type both = *a;
    both.item = common_type(a->item, b->item);
    return std::make_shared<const Type>(std::move(both));
  }
  if (a->kind == Type::Kind::string && a->values != b->values) return type_of_kind(Type::Kind::string);
  return a;
}

std::string type_name(const Type& type) {
  switch (type.kind) {
    case Type::Kind::any:
      return "any";
    case Type::Kind::null:
      return "null";
    case Type::Kind::boolean:
      return "boolean";
    case Type::Kind::number:
      return "number";
    case Type::Kind::string:
      return "string";
    case Type::Kind::date:
      return "date";
    case Type::Kind::time:
      return "time";
    case Type::Kind::date_time:
      return "date and time";
    case Type::Kind::days_duration:
      return "days and time duration";
    case Type::Kind::months_duration:
      return "years and months duration";
    case Type::Kind::list:
      return type.item && type.item->kind != Type::Kind::any ? "list of " + type_name(*type.item) : "list";
    case Type::Kind::context:
      return "context";
    case Type::Kind::range:
      return "range";
    case Type::Kind::function:
      return "function";
    case Type::Kind::entity:
      return "reference";
    case Type::Kind::names:
      return "namespace";
  }
  return "any";
}

std::optional<Type::Kind> type_kind_named(std::string_view name) {
  for (const auto& [known, kind] : named_kinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

bool is_definite(const Type& type) { return type.kind != Type::Kind::any && type.kind != Type::Kind::null; }

bool are_comparable(const Type& a, const Type& b) {
  return !is_definite(a) || !is_definite(b) || a.kind == b.kind;
}

bool is_ordered(Type::Kind kind) {
  switch (kind) {
    case Type::Kind::any:
    case Type::Kind::null:
    case Type::Kind::number:
    case Type::Kind::string:
    case Type::Kind::date:
    case Type::Kind::time:
    case Type::Kind::date_time:
    case Type::Kind::days_duration:
    case Type::Kind::months_duration:
      return true;
    default:
      return false;
  }
}

bool conforms(const Value& value, const Type& type) {
  if (type.kind == Type::Kind::any) return true;
  if (value.is_null()) return type.kind == Type::Kind::null;
  switch (type.kind) {
    case Type::Kind::boolean:
      return value.kind() == Value::Kind::boolean;
    case Type::Kind::number:
      return value.kind() == Value::Kind::number;
    case Type::Kind::string:
      return value.kind() == Value::Kind::string;
    case Type::Kind::date:
      return value.kind() == Value::Kind::date;
    case Type::Kind::time:
      return value.kind() == Value::Kind::time;
    case Type::Kind::date_time:
      return value.kind() == Value::Kind::date_time;
    case Type::Kind::days_duration:
      return value.kind() == Value::Kind::days_duration;
    case Type::Kind::months_duration:
      return value.kind() == Value::Kind::months_duration;
    case Type::Kind::function:
      return value.kind() == Value::Kind::function && has_signature(value, type);
    case Type::Kind::list:
      return value.kind() == Value::Kind::list &&
             (!type.item || std::all_of(value.list().begin(), value.list().end(), [&](const Value& item) {
               return item.is_null() || conforms(item, *type.item);
             }));
    case Type::Kind::context:
      return value.kind() == Value::Kind::context &&
             std::all_of(type.fields.begin(), type.fields.end(), [&](const auto& field) {
               const Value* entry = value.context().find(field.first);
               return entry != nullptr && (entry->is_null() || conforms(*entry, field.second));
             });
    case Type::Kind::range:
      return value.kind() == Value::Kind::range &&
             (!type.item || ((value.range().low.is_null() || conforms(value.range().low, *type.item)) &&
                             (value.range().high.is_null() || conforms(value.range().high, *type.item))));
    default:
      return false;
  }
}

}  // namespace huifang::feel
