#pragma once
/// FEEL expressions (OMG DMN 1.5): compiled once against declared names, evaluated many times.
///
/// A compiled expression is immutable and may be evaluated by any number of threads at once. It never reads a clock
/// or a file: everything it sees comes through its `Frame`.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/error.hpp"
#include "huifang/value.hpp"

namespace huifang::feel {

/// How nulls and errors behave.
enum class Semantics : std::uint8_t {
  strict,  ///< policies: an operation on a wrong type or a failed call is an error outcome; null is three-valued
  dmn      ///< `.dmn` files and the conformance kit: errors become null
};

/// Static type of an expression or name.
struct Type {
  enum class Kind : std::uint8_t {
    any, null, boolean, number, string, date, time, date_time, days_duration, months_duration, list, context, range,
    function,
    entity,    ///< a subject; `object` identifies its entity for Names::member
    names      ///< a namespace such as `season` or `event`: only its members are values; `object` identifies it
  };
  Type() {}  // not "= default": Clang would need std::pair<std::string, Type> while it completes that very type
  Kind kind = Kind::any;
  std::uint32_t object = 0;                            ///< entity and names: id given by the Names object
  std::shared_ptr<const Type> item;                    ///< list and range: element type; function: result; null = any
  std::vector<std::pair<std::string, Type>> fields;    ///< context: known fields (empty = unknown); function: parameters
  std::vector<std::string> values;                     ///< string: allowed values of an enumeration (empty = any)
};

/// What a name means at compile time.
struct Binding {
  enum class Kind : std::uint8_t {
    slot,       ///< Frame::load(id)
    attribute,  ///< Frame::attribute(object, id): a member of an entity value
    constant,   ///< `value`
    names,      ///< a namespace; `type.object` says which
    function,   ///< Frame::call(id, arguments)
    refused     ///< a name that is known and not to be used: compiling fails with `code` and `message`
  };
  Kind kind = Kind::slot;
  std::uint32_t id = 0;
  Type type;
  Value value;                       ///< kind constant
  std::size_t arguments_min = 0;     ///< kind function
  std::size_t arguments_max = 0;
  std::string code;                  ///< kind refused: code of the diagnostic
  std::string message;               ///< kind refused: English sentence
};

/// The names an expression may use. Implemented by whoever compiles: the policy loader, a DMN model, a test.
/// Names may contain spaces and any script; a leading `$` is part of the name. Pure: the same question has one answer.
class Names {
 public:
  virtual ~Names() = default;
  /// Meaning of a root name, or nullopt.
  virtual std::optional<Binding> find(std::string_view name) const = 0;
  /// Member of an entity or namespace with `object` id, or nullopt.
  virtual std::optional<Binding> member(std::uint32_t object, std::string_view name) const = 0;
  /// All names valid at the root (object nullopt) or inside an object, for lexing names with spaces and for suggestions.
  virtual std::vector<std::string> all(std::optional<std::uint32_t> object) const = 0;
  /// A declared type by name (item definitions), for `instance of` and parameters. Built-in types need no answer.
  virtual std::optional<Type> type(std::string_view /*name*/) const { return std::nullopt; }
};

/// Work counted over several expressions that make up one evaluation, such as all decisions of a DMN model.
/// Limits apply to the sum. Owned by whoever evaluates; one thread at a time.
struct Work {
  std::uint64_t steps = 0;
  std::uint32_t depth = 0;  ///< levels entered and not yet left
  std::string exceeded;     ///< the limit that was exceeded; empty: none. Every further expression then fails.
};

/// Values at run time, one per evaluation. Borrowed for the call.
class Frame {
 public:
  virtual ~Frame() = default;
  /// Value of a root name, by the slot its Binding named. Null when unknown.
  virtual Value load(std::uint32_t slot) const = 0;
  /// `object` has kind entity (never null). Unknown attribute value = null; note it yourself if you need to count it.
  virtual Value attribute(const Value& object, std::uint32_t attribute) const = 0;
  /// For a function that is a member of an entity, the first argument is that entity.
  virtual Value call(std::uint32_t function, std::span<const Value> arguments) const = 0;
  /// What now() and today() return; without it they fail. Nothing in huifang reads a clock.
  virtual std::optional<Instant> now() const { return std::nullopt; }
  /// Where work is counted; null: every expression on its own.
  virtual Work* work() const { return nullptr; }
  /// The function that `function(…) external {…}` stands for in dmn semantics, or null when there is none.
  virtual std::shared_ptr<const Function> external(const Value& /*mapping*/,
                                                   const std::vector<std::string>& /*parameters*/) const {
    return nullptr;
  }
};

/// Explicit limits. Exceeding one is an Error of kind limit at compile time, an error outcome at run time.
struct Limits {
  std::size_t text_bytes = 65536;      ///< expression text
  std::uint32_t depth = 256;           ///< nesting of the syntax tree and of function calls
  std::uint64_t steps = 1'000'000;     ///< evaluation steps per evaluation
  std::size_t list_items = 1'000'000;  ///< items of a list made by one evaluation
  std::size_t string_bytes = 16'000'000;  ///< of a string made by one evaluation
};

/// How an expression is compiled.
struct CompileOptions {
  Semantics semantics = Semantics::strict;
  Limits limits;
};

/// What an evaluation came to. In strict semantics the four failures are kept apart and countable.
struct Outcome {
  enum class Status : std::uint8_t {
    ok,          ///< `value` is the result (it may be null when the expression yields null from known inputs)
    undecided,   ///< the result is null because an input is null or missing; `names` says which
    wrong_type,  ///< an operator or function met a type it does not take
    error        ///< division by zero, overflow, limit, a failed conversion
  };
  Status status = Status::ok;
  Value value;
  std::vector<std::string> names;  ///< undecided: source texts of the null inputs, in evaluation order
  std::string message;             ///< wrong_type, error: English sentence
  std::int64_t offset = -1;        ///< byte offset of the failing part in the expression text
};

/// A compiled FEEL expression or set of unary tests. A cheap, shared handle.
class Expression {
 public:
  Expression() = default;  ///< empty; evaluating it is a precondition failure
  explicit operator bool() const noexcept { return static_cast<bool>(program_); }
  const std::string& text() const;        ///< source text as compiled
  const Type& type() const;               ///< inferred result type; any when unknown
  /// Slots, attributes and functions the expression can read, ascending, without duplicates: its dependencies.
  const std::vector<std::uint32_t>& slots() const;
  const std::vector<std::uint32_t>& attributes() const;
  const std::vector<std::uint32_t>& functions() const;
  /// The value when the expression depends on nothing, else nullopt.
  const std::optional<Value>& constant() const;

  Outcome evaluate(const Frame& frame) const;
  /// Unary tests: is `input` accepted? (`?` is the input, also among the names of undecided). Boolean or null value.
  Outcome test(const Value& input, const Frame& frame) const;

  struct Program;  ///< private to src/feel
  explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  const std::shared_ptr<const Program>& program() const { return program_; }

 private:
  std::shared_ptr<const Program> program_;
};

/// Compile `text`. Throws Error (syntax, policy or limit) with all diagnostics; each has offset, line and column
/// within `text`, and a suggestion for an unknown name.
Expression compile(std::string_view text, const Names& names, const CompileOptions& options = {});
/// Compile unary tests (a decision-table cell): `-`, `< 5`, `[1..3)`, `"a", "b"`, `not(…)`, any test using `?`.
/// A bare enumeration name of `input.values` stands for its string.
Expression compile_unary_tests(std::string_view text, const Type& input, const Names& names,
                               const CompileOptions& options = {});

/// `value` as `type`, by FEEL's implicit conversions: a list of one for its item, an item for a list of one, a date for
/// its midnight UTC. nullopt when it does not conform; null conforms to every type. One conversion at a time: a
/// list of one list is no item.
std::optional<Value> coerced(const Value& value, const Type& type);

/// Names of a plain context: each entry is a root name. For `huifang feel`, tests and tools.
Outcome evaluate(std::string_view text, const Context& context, const CompileOptions& options = {});

}  // namespace huifang::feel
