#include "dmn/types.hpp"

#include <algorithm>

#include "dmn/codes.hpp"
#include "feel/no_names.hpp"
#include "feel/types.hpp"

namespace huifang::dmn {
namespace {

using feel::Type;

/// Parts of one type: a definition that uses another twice doubles them.
constexpr std::size_t parts_max = 10'000;

/// Types inside one another. Whatever follows them (definitions, conversions, destructors) takes a stack
/// frame for each.
constexpr std::size_t levels_max = 200;

bool accepts(const feel::Expression& tests, const Value& value) {
  if (!tests) return true;
  const feel::Outcome outcome = tests.test(value, feel::NoNames{});
  return outcome.value.kind() == Value::Kind::boolean && outcome.value.boolean();
}

/// Are the constraints met by a value that already has the structure?
bool is_allowed(const Value& value, const ItemType& type) {
  if (!type.constrained || value.is_null()) return true;
  if (!accepts(type.constraint, value)) return false;
  const auto each = [&type](const Value& item) {
    if (item.is_null()) return true;
    if (!accepts(type.allowed, item)) return false;
    if (type.base && !is_allowed(item, *type.base)) return false;
    if (item.kind() != Value::Kind::context) return true;
    return std::all_of(type.components.begin(), type.components.end(), [&item](const auto& component) {
      const Value* entry = item.context().find(component.first);
      return entry == nullptr || is_allowed(*entry, *component.second);
    });
  };
  if (!type.collection || value.kind() != Value::Kind::list) return each(value);
  return std::all_of(value.list().begin(), value.list().end(), each);
}

ItemTypePtr any_type() {
  static const ItemTypePtr type = [] {
    auto any = std::make_shared<ItemType>();
    any->name = "Any";
    return any;
  }();
  return type;
}

}  // namespace

Fit coerce(Value& value, const ItemType& type) {
  if (value.is_null()) return Fit::fits;
  auto converted = feel::coerced(value, type.type);
  if (!converted) {
    value = Value();
    return Fit::other_type;
  }
  value = std::move(*converted);
  if (is_allowed(value, type)) return Fit::fits;
  value = Value();
  return Fit::not_allowed;
}

Types::Types(const Definitions& definitions, std::vector<std::pair<std::string, const Types*>> imported,
             Findings& findings, const feel::CompileOptions& options)
    : definitions_(definitions), imported_(std::move(imported)), findings_(findings), options_(options) {
  for (const ItemSource& item : definitions_.items) sources_.emplace(item.name, &item);
  for (const ItemSource& item : definitions_.items) {
    if (sources_.at(item.name) != &item) {
      findings_.add(code::twice, item.place, "this type is defined twice").found = item.name;
      continue;
    }
    define(item);
  }
}

ItemTypePtr Types::find(std::string_view name) const {
  if (const auto known = types_.find(name); known != types_.end()) return known->second;
  for (const auto& [prefix, types] : imported_) {
    if (prefix.empty()) {
      if (ItemTypePtr found = types->find(name); found && !feel::type_kind_named(name)) return found;
    } else if (name.size() > prefix.size() + 1 && name.substr(0, prefix.size()) == prefix &&
               name[prefix.size()] == '.') {
      if (ItemTypePtr found = types->find(name.substr(prefix.size() + 1))) return found;
    }
  }
  if (const auto kind = feel::type_kind_named(name)) {
    auto type = std::make_shared<ItemType>();
    type->name = name;
    type->type.kind = *kind;
    return type;
  }
  return nullptr;
}

std::vector<std::string> Types::names() const {
  std::vector<std::string> all = {"string",
                                  "number",
                                  "boolean",
                                  "date",
                                  "time",
                                  "date and time",
                                  "Any",
                                  "days and time duration",
                                  "years and months duration"};
  for (const ItemSource& item : definitions_.items) all.push_back(item.name);
  for (const auto& [prefix, types] : imported_) {
    for (const auto& [name, type] : types->types_) all.push_back(prefix + (prefix.empty() ? "" : ".") + name);
  }
  return all;
}

ItemTypePtr Types::declared(const std::string& name, const Place& place) {
  if (name.empty()) return nullptr;
  if (ItemTypePtr found = find(name))
    return found->type.kind == Type::Kind::any && !found->constrained ? nullptr : found;
  Diagnostic& diagnostic = findings_.add(code::unknown_type, place, "this type is not defined");
  diagnostic.found = name;
  diagnostic.suggestion = nearest_name(name, names());
  return nullptr;
}

/// A type that an item definition names: perhaps one that is defined further down.
ItemTypePtr Types::referred(const std::string& name, const Place& place) {
  if (const auto later = sources_.find(name); later != sources_.end()) return define(*later->second);
  if (ItemTypePtr found = find(name)) return found;
  Diagnostic& diagnostic = findings_.add(code::unknown_type, place, "this type is not defined");
  diagnostic.found = name;
  diagnostic.suggestion = nearest_name(name, names());
  return any_type();
}

ItemTypePtr Types::define(const ItemSource& item) {
  if (const auto known = types_.find(item.name); known != types_.end()) return known->second;
  const auto open = std::find(open_.begin(), open_.end(), item.name);
  if (open != open_.end()) {
    Diagnostic& diagnostic = findings_.add(code::type_cycle, item.place, "this type contains itself");
    for (auto each = open; each != open_.end(); ++each) diagnostic.found += *each + " -> ";
    diagnostic.found += item.name;
    return any_type();
  }
  if (open_.size() >= levels_max) return too_deep(item);
  open_.push_back(item.name);
  ItemTypePtr type = made(item, item.name);
  open_.pop_back();
  types_.emplace(item.name, type);
  return type;
}

feel::Expression Types::tests(const Text& text, const Type& input) {
  if (text.text.find_first_not_of(" \t\r\n") == std::string::npos) return {};
  try {
    return feel::compile_unary_tests(text.text, input, feel::NoNames{}, options_);
  } catch (const Error& error) {
    findings_.add_all(error, text);
    return {};
  }
}

ItemTypePtr Types::too_deep(const ItemSource& item) {
  findings_.add(code::limit_type, item.place, "too many types stand inside one another").expected =
      "at most " + std::to_string(levels_max) + " levels";
  return any_type();
}

/// Counts `part` as a part of `type`, one level below it. False, and reported, beyond a limit.
bool Types::take(ItemType& type, const ItemType& part, const ItemSource& item) {
  type.parts += part.parts;
  type.levels = std::max(type.levels, part.levels + 1);
  if (type.levels > levels_max) return too_deep(item), false;
  if (type.parts <= parts_max) return true;
  findings_.add(code::limit_type, item.place, "the type has too many parts").expected =
      "at most " + std::to_string(parts_max);
  return false;
}

ItemTypePtr Types::made(const ItemSource& item, const std::string& path) {
  auto type = std::make_shared<ItemType>();
  type->name = path;
  type->collection = item.collection;
  Type structure;
  if (!item.components.empty()) {
    structure.kind = Type::Kind::context;
    for (const ItemSource& component : item.components) {
      ItemTypePtr made_component = made(component, path + "." + component.name);
      structure.fields.emplace_back(component.name, made_component->type);
      type->constrained = type->constrained || made_component->constrained;
      if (!take(*type, *made_component, item)) return any_type();
      type->components.emplace_back(component.name, std::move(made_component));
    }
  } else if (item.function) {
    structure.kind = Type::Kind::function;
    for (const NamedSource& parameter : item.parameters) {
      const ItemTypePtr known =
          parameter.type_name.empty() ? any_type() : referred(parameter.type_name, item.place);
      if (!take(*type, *known, item)) return any_type();
      structure.fields.emplace_back(parameter.name, known->type);
    }
    const ItemTypePtr result = item.output_type.empty() ? any_type() : referred(item.output_type, item.place);
    if (!take(*type, *result, item)) return any_type();
    structure.item = std::make_shared<const Type>(result->type);
  } else if (!item.type_name.empty()) {
    type->base = referred(item.type_name, item.place);
    structure = type->base->type;
    type->constrained = type->base->constrained;
    if (!take(*type, *type->base, item)) return any_type();
    type->parts = type->base->parts;
    type->allowed_text = type->base->allowed_text;
  }
  type->allowed = tests(item.allowed, structure);
  if (type->allowed) type->allowed_text = item.allowed.text;
  if (item.collection) {
    type->type.kind = Type::Kind::list;
    type->type.item = std::make_shared<const Type>(std::move(structure));
  } else {
    type->type = std::move(structure);
  }
  type->constraint = tests(item.constraint, type->type);
  type->constrained = type->constrained || type->allowed || type->constraint;
  return type;
}

}  // namespace huifang::dmn
