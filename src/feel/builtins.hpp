#pragma once
/// The built-in functions of DMN 1.5: their parameters, and how they are called.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feel/program.hpp"

namespace huifang::feel {

class Evaluator;
struct Builtin;

/// One call of a built-in function. Arguments stand in the order of the parameters; missing optional ones at
/// the end are left out, others are null. A null for a parameter that takes none has already ended the call.
struct Call {
  Evaluator& evaluator;
  const Builtin& builtin;
  const Node& node;
  std::span<const Value> arguments;

  bool has(std::size_t index) const { return index < arguments.size() && !arguments[index].is_null(); }
  const Value& operator[](std::size_t index) const { return arguments[index]; }
  /// Ends the call: strict semantics record why, dmn semantics make it null.
  Value wrong_type(std::size_t index) const;
  Value failed(std::string_view message) const;
  /// Counts work; false when the limit is reached (the call must end).
  bool charge(std::uint64_t steps) const;
  /// The value, or null with a failure when it is larger than an evaluation may make.
  Value made(Value value) const;
  bool list_fits(std::size_t items) const;
  bool string_fits(std::size_t bytes) const;
};

struct Parameter {
  std::string name;
  char type = 'a';  ///< a any, n number, m number or duration, s string, b boolean, l list, c context, d
                    ///< temporal, r range, f function
  bool optional = false;
  bool nullable = false;  ///< takes null as a value
  bool variadic = false;  ///< the last: any number of further arguments
};

struct Builtin {
  std::string_view name;
  std::vector<Parameter> parameters;
  Type::Kind result = Type::Kind::any;
  Value (*function)(const Call&) = nullptr;
  bool foldable = true;  ///< false: depends on more than its arguments, or calls functions

  std::size_t arguments_min() const;
  std::size_t arguments_max() const;  ///< SIZE_MAX when variadic
};

/// All overloads of all functions; an index is the identity of an overload.
const std::vector<Builtin>& builtins();
/// Overloads of one name, in the order they are tried; empty for an unknown name.
std::span<const std::uint32_t> builtins_named(std::string_view name);
std::vector<std::string> builtin_names();
/// Which parameter each named argument is for; nullopt when the overload does not fit.
std::optional<std::vector<std::size_t>> places_by_name(const Builtin& builtin,
                                                       const std::vector<std::string>& names);

/// One line of a table of built-ins: name, "parameter:type[?][0][*], …", result, function.
struct BuiltinSpec {
  std::string_view name;
  std::string_view parameters;
  Type::Kind result;
  Value (*function)(const Call&);
  bool foldable = true;
};
std::span<const BuiltinSpec> string_builtins();
std::span<const BuiltinSpec> list_builtins();
std::span<const BuiltinSpec> number_builtins();
std::span<const BuiltinSpec> temporal_builtins();
std::span<const BuiltinSpec> range_builtins();
std::span<const BuiltinSpec> context_builtins();

}  // namespace huifang::feel
