#pragma once
/// The compiled form of an expression: a flat array of nodes whose names are already slots.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/feel.hpp"
#include "value/function.hpp"

namespace huifang::feel {

enum class Op : std::uint8_t {
  constant,       ///< id: constants
  slot,           ///< id: Frame::load
  local,          ///< id: place in the activation
  attribute,      ///< child 0: the entity; id: Frame::attribute
  host_call,      ///< id: Frame::call; children: arguments
  builtin,        ///< id: builtins(); children: arguments in the order of the parameters
  builtin_value,  ///< id: builtins(); the function itself
  value_call,     ///< child 0: the function; children: arguments; names: parameter names when called by name
  path,           ///< child 0; id: names
  item_member,  ///< child 0: item, child 1 (optional): the outer meaning, child 2 (optional): what is read of the
                ///< entry; id: names. A name inside a filter.
  negate,
  chain,  ///< a + b - c …, a * b / c …; operators in `names` slots of the chain
  power,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  between,      ///< value, low, high
  all_of,       ///< and
  any_of,       ///< or
  test,         ///< child 0: input, child 1: what it is compared with (value, range, list of them);
                ///< flag: a boolean may be a condition of its own; other_flag: it always is
  test_not,     ///< three-valued negation
  matches_any,  ///< children: booleans of the tests of one cell; any true
  let,          ///< child 0 into local id, then child 1
  branch,       ///< if, then, else
  list,
  context,
  range,
  range_to,  ///< 1..10 after `in` of `for`: iterated without being made
  filter,    ///< list, condition; id: local of `item`
  loop,      ///< for: pairs (local in id array, domain), body
  some,
  every,         ///< the same, condition
  closure,       ///< id: functions
  external,      ///< child 0: the mapping; extras from `extra`: names of the parameters; id: their number
  instance_of,   ///< child 0; id: types
  constant_null  ///< null with a reason: dmn semantics of what can not be compiled
};

/// Arithmetic operators of a chain.
enum class Sign : std::uint8_t { add, subtract, multiply, divide };

struct Node {
  Op op = Op::constant;
  bool flag = false;        ///< range: low closed; loop: uses `partial`; equal: decides null
  bool other_flag = false;  ///< range: high closed; range: unbounded written with an operator
  std::uint32_t id = 0;
  std::uint32_t first = 0;  ///< children: Program::children[first, first + count)
  std::uint32_t count = 0;
  std::uint32_t extra = 0;  ///< Program::extras: signs of a chain, locals of a loop, names of a context
  std::uint32_t begin = 0;  ///< source text
  std::uint32_t end = 0;
};

/// A function literal.
struct FunctionCode {
  struct Capture {
    bool slot = false;  ///< a slot of the frame, else a local of the enclosing activation
    std::uint32_t id = 0;
    std::uint32_t target = 0;  ///< local of the function's activation that holds it
  };
  std::vector<std::string> parameters;
  std::vector<Type> parameter_types;  ///< any when not declared
  Type result;                        ///< inferred
  std::vector<Capture> captures;
  std::uint32_t body = 0;
  std::uint32_t locals = 0;  ///< size of the activation
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Expression::Program : std::enable_shared_from_this<Expression::Program> {
  std::string text;
  Semantics semantics = Semantics::strict;
  Limits limits;
  std::vector<Node> nodes;
  std::vector<std::uint32_t> children;
  std::vector<std::uint32_t> extras;
  std::vector<Value> constants;
  std::vector<std::string> names;
  std::vector<Type> types;
  std::vector<FunctionCode> functions;
  std::uint32_t root = 0;
  std::uint32_t locals = 0;  ///< size of the outermost activation; unary tests keep `?` in local 0
  bool unary_tests = false;
  Type type;
  std::vector<std::uint32_t> slot_ids;
  std::vector<std::uint32_t> attribute_ids;
  std::vector<std::uint32_t> function_ids;
  std::optional<Value> value;  ///< of a constant expression

  std::uint32_t child(const Node& node, std::uint32_t index) const { return children[node.first + index]; }
  std::string_view source(const Node& node) const {
    return std::string_view(text).substr(node.begin, node.end - node.begin);
  }
};

/// A function literal with what it captured. Keeps its program alive.
struct Closure final : Function {
  std::shared_ptr<const Expression::Program> program;
  const FunctionCode* code = nullptr;
  std::vector<Value> captured;
};

/// A function of a host, such as a business knowledge model, as a value.
struct HostFunction : Function {
  std::vector<std::string> parameters;
  std::vector<Type> parameter_types;  ///< any when not declared
  Type result;                        ///< any when not declared
  /// Called with as many arguments as there are parameters. Work counts on in `work`; `caller` is the frame
  /// of the expression that calls. null: a failure in dmn semantics.
  virtual Value call(std::span<const Value> arguments, Work& work, const Frame& caller) const = 0;
};

/// A built-in function as a value.
struct BuiltinValue final : Function {
  std::uint32_t builtin = 0;
};

/// Compiles a condition on an item of a list, as between the brackets of a filter.
Expression compile_item_condition(std::string_view text, const Type& item, const Names& names,
                                  const CompileOptions& options);

/// What such a condition says of an item: a boolean, the number of an item, or anything else.
Outcome item_condition(const Expression& condition, const Value& item, const Frame& frame);

/// The attribute that an expression reads and does nothing else with: `customer.volume`.
std::optional<std::uint32_t> plain_attribute(const Expression& expression);

/// Names of a function's parameters; nullptr for a built-in one, which has several sets of them.
const std::vector<std::string>* parameters_of(const Function& function);
/// Calls a function value in dmn semantics; null when it fails. Work counts on in that of the frame.
Value call(const Value& function, std::span<const Value> arguments, const Frame& frame, const Limits& limits);
/// Calls a built-in function value by the names of its parameters.
Value call_builtin(const Value& function, const std::vector<std::string>& names,
                   std::span<const Value> arguments, const Frame& frame, const Limits& limits);

}  // namespace huifang::feel
