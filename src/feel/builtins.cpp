#include "feel/builtins.hpp"

#include <algorithm>
#include <map>

#include "feel/evaluate.hpp"

namespace huifang::feel {
namespace {

std::vector<Parameter> parameters_of(std::string_view text) {
  std::vector<Parameter> parameters;
  while (!text.empty()) {
    const std::size_t comma = text.find(", ");
    std::string_view one = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 2);
    Parameter parameter;
    const std::size_t colon = one.find(':');
    parameter.name = one.substr(0, colon);
    parameter.type = one[colon + 1];
    for (const char mark : one.substr(colon + 2)) {
      parameter.optional = parameter.optional || mark == '?';
      parameter.nullable = parameter.nullable || mark == '0';
      parameter.variadic = parameter.variadic || mark == '*';
    }
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

std::vector<Builtin> all_builtins() {
  std::vector<Builtin> all;
  for (const auto& table : {string_builtins(), list_builtins(), number_builtins(), temporal_builtins(),
                            range_builtins(), context_builtins()}) {
    for (const BuiltinSpec& spec : table) {
      all.push_back({spec.name, parameters_of(spec.parameters), spec.result, spec.function, spec.foldable});
    }
  }
  // Overloads of a name stand together, in the order of the tables.
  std::stable_sort(all.begin(), all.end(),
                   [](const Builtin& a, const Builtin& b) { return a.name < b.name; });
  return all;
}

using Index = std::map<std::string_view, std::vector<std::uint32_t>>;

const Index& index() {
  static const Index by_name = [] {
    Index index;
    for (std::uint32_t i = 0; i < builtins().size(); ++i) index[builtins()[i].name].push_back(i);
    return index;
  }();
  return by_name;
}

/// Does the value have the kind a parameter takes?
bool takes(char type, const Value& value) {
  switch (type) {
    case 'n':
      return value.kind() == Value::Kind::number;
    case 'm':
      return value.kind() == Value::Kind::number || value.kind() == Value::Kind::days_duration ||
             value.kind() == Value::Kind::months_duration;
    case 's':
      return value.kind() == Value::Kind::string;
    case 'b':
      return value.kind() == Value::Kind::boolean;
    case 'l':
      return value.kind() == Value::Kind::list;
    case 'c':
      return value.kind() == Value::Kind::context;
    case 'd':
      return value.kind() == Value::Kind::date || value.kind() == Value::Kind::date_time;
    case 'r':
      return value.kind() == Value::Kind::range;
    case 'f':
      return value.kind() == Value::Kind::function;
    default:
      return true;
  }
}

}  // namespace

std::size_t Builtin::arguments_min() const {
  return static_cast<std::size_t>(
      std::count_if(parameters.begin(), parameters.end(), [](const Parameter& p) { return !p.optional; }));
}

std::size_t Builtin::arguments_max() const {
  return !parameters.empty() && parameters.back().variadic ? SIZE_MAX : parameters.size();
}

const std::vector<Builtin>& builtins() {
  static const std::vector<Builtin> all = all_builtins();
  return all;
}

std::span<const std::uint32_t> builtins_named(std::string_view name) {
  const auto place = index().find(name);
  if (place == index().end()) return {};
  return place->second;
}

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  for (const auto& entry : index()) names.emplace_back(entry.first);
  return names;
}

std::optional<std::vector<std::size_t>> places_by_name(const Builtin& builtin,
                                                       const std::vector<std::string>& names) {
  std::vector<std::size_t> places;
  for (const std::string& name : names) {
    const auto place = std::find_if(builtin.parameters.begin(), builtin.parameters.end(),
                                    [&](const Parameter& parameter) { return parameter.name == name; });
    if (place == builtin.parameters.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(place - builtin.parameters.begin());
    if (std::find(places.begin(), places.end(), index) != places.end()) return std::nullopt;
    places.push_back(index);
  }
  for (std::size_t i = 0; i < builtin.parameters.size(); ++i) {
    const Parameter& parameter = builtin.parameters[i];
    if (parameter.optional || parameter.nullable) continue;
    if (std::find(places.begin(), places.end(), i) == places.end()) return std::nullopt;
  }
  return places;
}

Value Call::wrong_type(std::size_t place) const {
  if (!evaluator.strict()) return {};
  const Parameter& parameter = builtin.parameters[std::min(place, builtin.parameters.size() - 1)];
  return evaluator.wrong_type(node, std::string(builtin.name) + " does not take a " +
                                        std::string(kind_name(arguments[place].kind())) + " as its " +
                                        parameter.name);
}

Value Call::failed(std::string_view message) const {
  if (!evaluator.strict()) return {};
  return evaluator.failure(node, std::string(builtin.name) + ": " + std::string(message));
}

bool Call::charge(std::uint64_t steps) const { return evaluator.charge(steps, node); }
Value Call::made(Value value) const { return evaluator.value_fits(value, node) ? value : Value(); }
bool Call::list_fits(std::size_t items) const { return evaluator.list_fits(items, node); }
bool Call::string_fits(std::size_t bytes) const { return evaluator.string_fits(bytes, node); }

/// Nulls, lists of one for their item and items for lists of one are settled here, once for all functions.
Value Evaluator::call_builtin(std::uint32_t id, std::span<const Value> arguments, const Node& node) {
  const Builtin& builtin = builtins()[id];
  std::vector<Value> converted;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Parameter& parameter = builtin.parameters[std::min(i, builtin.parameters.size() - 1)];
    const Value& argument = arguments[i];
    if (argument.is_null()) {
      if (!parameter.nullable) return {};
      continue;
    }
    if (takes(parameter.type, argument)) continue;
    if (converted.empty()) converted.assign(arguments.begin(), arguments.end());
    if (parameter.type == 'l') {
      converted[i] = Value::of(std::vector<Value>{argument});
    } else if (argument.kind() == Value::Kind::list && argument.list().size() == 1 &&
               takes(parameter.type, argument.list()[0])) {
      converted[i] = argument.list()[0];
    } else {
      return Call{*this, builtin, node, arguments}.wrong_type(i);
    }
  }
  // What is deep inside of arguments is visited by some functions, whatever they count themselves.
  std::uint64_t inside = 0;
  for (const Value& argument : arguments) {
    if (argument.depth() > 1) inside += argument.size();
  }
  if (!charge(inside / 64, node)) return {};
  const Call call{*this, builtin, node, converted.empty() ? arguments : std::span<const Value>(converted)};
  Value result = builtin.function(call);
  return failed() ? Value() : result;
}

}  // namespace huifang::feel
