#include "conformance/dmn/case_json.hpp"

#include <iostream>

namespace conformance {

using namespace huifang;
using feel::Type;

namespace {

constexpr int definition_depth_max = 20;

class NoNames final : public feel::Names, public feel::Frame {
 public:
  std::optional<feel::Binding> find(std::string_view) const override { return std::nullopt; }
  std::optional<feel::Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t>) const override { return {}; }
  Value load(std::uint32_t) const override { return {}; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }
};

std::optional<Type::Kind> kind_named(const std::string& name) {
  static const std::map<std::string, Type::Kind> kinds = {
      {"Any", Type::Kind::any},
      {"string", Type::Kind::string},
      {"number", Type::Kind::number},
      {"boolean", Type::Kind::boolean},
      {"date", Type::Kind::date},
      {"time", Type::Kind::time},
      {"dateTime", Type::Kind::date_time},
      {"date and time", Type::Kind::date_time},
      {"days and time duration", Type::Kind::days_duration},
      {"dayTimeDuration", Type::Kind::days_duration},
      {"years and months duration", Type::Kind::months_duration},
      {"yearMonthDuration", Type::Kind::months_duration},
      {"context", Type::Kind::context},
      {"list", Type::Kind::list},
  };
  const auto found = kinds.find(name);
  if (found == kinds.end()) return std::nullopt;
  return found->second;
}

Value temporal_from(const std::string& type, const std::string& text) {
  if (type == "date") return Value::of(Date::parse(text).value());
  if (type == "time") return Value::of(Time::parse(text).value());
  if (type == "days and time duration") return Value::of(DaysDuration::parse(text).value());
  if (type == "years and months duration") return Value::of(MonthsDuration::parse(text).value());
  return Value::of(DateTime::parse(text).value());
}

}  // namespace

Value value_from(const Json& json) {
  const std::string type = json.at("type");
  if (type == "null") return {};
  if (type == "list") {
    std::vector<Value> items;
    for (const Json& item : json.at("items")) items.push_back(value_from(item));
    return Value::of(std::move(items));
  }
  if (type == "context") {
    Context context;
    for (const auto& [name, entry] : json.at("entries").items())
      context.entries.emplace_back(name, value_from(entry));
    return Value::of(std::move(context));
  }
  if (type == "boolean") return Value::of(json.at("value").get<bool>());
  const std::string text = json.at("value");
  if (type == "number") return Value::of(Decimal::parse(text).value());
  if (type == "string") return Value::of(text);
  return temporal_from(type, text);
}

bool same(const Value& expected, const Value& actual) {
  if (expected.kind() != actual.kind()) return false;
  if (expected.kind() == Value::Kind::number) {
    const auto difference = Decimal::subtract(expected.number(), actual.number());
    const Decimal tolerance = Decimal::scaled(1, 8);
    return difference && *difference < tolerance && difference->negated() < tolerance;
  }
  if (expected.kind() == Value::Kind::list) {
    const auto& a = expected.list();
    const auto& b = actual.list();
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!same(a[i], b[i])) return false;
    }
    return true;
  }
  if (expected.kind() == Value::Kind::context) {
    if (expected.context().entries.size() != actual.context().entries.size()) return false;
    for (const auto& [name, value] : expected.context().entries) {
      const Value* other = actual.context().find(name);
      if (other == nullptr || !same(value, *other)) return false;
    }
    return true;
  }
  return expected == actual;
}

ItemTypes::ItemTypes(const Json* definitions) : definitions_(definitions) {}

bool ItemTypes::defines(const std::string& name) const {
  return definitions_ != nullptr && definitions_->contains(name);
}

Type ItemTypes::type(const std::string& name) const {
  if (defines(name)) return type_of(definitions_->at(name), 0);
  Type type;
  type.kind = kind_named(name).value_or(Type::Kind::any);
  return type;
}

Type ItemTypes::type_of(const Json& definition, int depth) const {
  Type type;
  if (depth > definition_depth_max) return type;
  if (definition.contains("components")) {
    type.kind = Type::Kind::context;
    for (const Json& component : definition.at("components")) {
      type.fields.emplace_back(component.at("name").get<std::string>(), type_of(component, depth + 1));
    }
  } else if (definition.contains("type")) {
    const std::string name = definition.at("type");
    if (defines(name))
      type = type_of(definitions_->at(name), depth + 1);
    else
      type.kind = kind_named(name).value_or(Type::Kind::any);
  } else if (definition.contains("function")) {
    type.kind = Type::Kind::function;
  }
  if (!definition.value("collection", false)) return type;
  Type list;
  list.kind = Type::Kind::list;
  list.item = std::make_shared<const Type>(std::move(type));
  return list;
}

bool ItemTypes::allowed(const Value& value, const Json& definition, int depth) const {
  if (depth > definition_depth_max) return true;
  if (definition.value("collection", false)) {
    Json item = definition;
    item.erase("collection");
    if (value.kind() != Value::Kind::list) return value.is_null();
    for (const Value& each : value.list()) {
      if (!allowed(each, item, depth + 1)) return false;
    }
    return true;
  }
  if (definition.contains("allowed") && !value.is_null()) {
    Type type = type_of(definition, depth);
    feel::CompileOptions options;
    options.semantics = feel::Semantics::dmn;
    const NoNames none;
    const auto outcome =
        feel::compile_unary_tests(definition.at("allowed").get<std::string>(), type, none, options)
            .test(value, none);
    if (outcome.value.kind() != Value::Kind::boolean || !outcome.value.boolean()) return false;
  }
  if (definition.contains("components") && value.kind() == Value::Kind::context) {
    for (const Json& component : definition.at("components")) {
      const Value* entry = value.context().find(component.at("name").get<std::string>());
      if (entry != nullptr && !allowed(*entry, component, depth + 1)) return false;
    }
  } else if (definition.contains("type") && defines(definition.at("type"))) {
    return allowed(value, definitions_->at(definition.at("type").get<std::string>()), depth + 1);
  }
  return true;
}

Value ItemTypes::coerced(const Value& value, const std::string& name) const {
  const auto converted = feel::coerced(value, type(name));
  if (!converted) return {};
  if (defines(name) && !allowed(*converted, definitions_->at(name), 0)) return {};
  return *converted;
}

Inputs::Inputs(const Json& values, const Json* types, const ItemTypes& definitions)
    : definitions_(definitions) {
  for (const auto& [name, value] : values.items()) {
    names_.push_back(name);
    values_.push_back(value_from(value));
    Type type;
    if (types != nullptr && types->contains(name)) {
      const std::string declared = types->at(name);
      type = definitions.type(declared);
      values_.back() = definitions.coerced(values_.back(), declared);
    }
    types_.push_back(std::move(type));
  }
  // A declared input without a value is null, not unknown.
  if (types == nullptr) return;
  for (const auto& [name, declared] : types->items()) {
    if (values.contains(name)) continue;
    names_.push_back(name);
    values_.emplace_back();
    types_.push_back(definitions.type(declared));
  }
}

std::optional<feel::Binding> Inputs::find(std::string_view name) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] != name) continue;
    feel::Binding binding;
    binding.id = static_cast<std::uint32_t>(i);
    binding.type = types_[i];
    return binding;
  }
  return std::nullopt;
}

std::vector<std::string> Inputs::all(std::optional<std::uint32_t> object) const {
  return object ? std::vector<std::string>() : names_;
}

std::optional<Type> Inputs::type(std::string_view name) const {
  if (!definitions_.defines(std::string(name))) return std::nullopt;
  return definitions_.type(std::string(name));
}

void Tally::add(const std::string& family, const std::string& id, bool passed, const std::string& detail) {
  auto& [good, all] = families_[family];
  ++all;
  if (passed) {
    ++good;
    ++passed_;
    return;
  }
  ++failed_;
  std::cerr << id << ": " << detail << '\n';
}

int Tally::close(double min_percent) const {
  for (const auto& [family, counts] : families_) {
    std::cout << family << ' ' << counts.first << '/' << counts.second << '\n';
  }
  std::cout << passed_ << " passed, " << failed_ << " failed\n";
  const int all = passed_ + failed_;
  return all > 0 && 100.0 * passed_ >= min_percent * all ? 0 : 1;
}

}  // namespace conformance
