#pragma once
/// From text to a program: grammar, names, types and constants in one pass, because FEEL's names with spaces
/// can only be read by someone who knows what is in scope.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feel/builtins.hpp"
#include "feel/program.hpp"
#include "feel/token.hpp"
#include "feel/types.hpp"

namespace huifang::feel {

/// Thrown where reading can not go on; the diagnostic is already reported.
struct Stop {};

class Parser {
 public:
  /// Writes into `program`, whose text, semantics and limits are set. `input`: type of `?` (unary tests).
  Parser(Expression::Program& program, const Names& names, Reporter& reporter, const Type* input);
  void parse_expression();
  void parse_unary_tests();
  /// A condition on an item of a list, as inside a filter: `item` and the item's members are names.
  void parse_item_condition(const TypePtr& item);

 private:
  /// A parsed part: its node and what is known of it.
  struct Term {
    std::uint32_t node = 0;
    TypePtr type;
    std::optional<std::uint32_t> names;     ///< a namespace, still waiting for its member
    std::optional<std::uint32_t> receiver;  ///< namespace reached through an entity: that entity's node
    std::optional<std::uint32_t> function;  ///< a host function, waiting for its arguments
    std::size_t arguments_min = 0;
    std::size_t arguments_max = 0;
  };
  struct LocalName {
    std::string name;
    std::uint32_t place = 0;
    TypePtr type;
  };
  /// Names of one construct. A filter adds the members of `item`.
  struct Scope {
    std::vector<LocalName> locals;
    bool filter = false;
    std::uint32_t item = 0;
    TypePtr item_type;
  };
  /// The outermost expression or a function literal: what has its own locals.
  struct Activation {
    std::vector<Scope> scopes;
    std::uint32_t locals = 0;
    std::vector<FunctionCode::Capture> captures;
  };
  /// What a name turned out to be.
  struct Meaning {
    enum class Kind : std::uint8_t { local, member, maybe_member, binding, builtin, enumeration, input };
    Kind kind = Kind::local;
    std::size_t activation = 0;
    std::uint32_t place = 0;  ///< local, or `item` of a member
    TypePtr type;             ///< of the local, or of `item`
    std::optional<Binding> binding;
    std::string name;
    std::shared_ptr<Meaning> outer;  ///< maybe_member: what else it may be
  };
  class Nesting;
  class Activated;
  class Scoped;

  // parser.cpp: tokens, nodes, constants
  const Token& peek(std::size_t ahead = 0) const;
  bool at(std::string_view text) const { return peek().is(text); }
  const Token& take();
  bool take_if(std::string_view text);
  void expect(std::string_view text, std::string_view expected);
  [[noreturn]] void stop_at(const Token& token, std::string message, std::string expected);
  [[noreturn]] void stop_limit(std::string message, std::size_t begin, std::size_t end);
  Diagnostic& report(std::string code, std::string message, const Term& term);
  std::uint32_t begin_of(const Term& term) const { return program_.nodes[term.node].begin; }
  std::uint32_t last_end() const;
  Term emit(Node node, std::vector<std::uint32_t> children, TypePtr type);
  Term emit_constant(Value value, std::uint32_t begin, std::uint32_t end);
  Term emit_null(std::uint32_t begin, std::uint32_t end);
  Term nothing(std::uint32_t begin, std::uint32_t end);
  bool is_constant(std::uint32_t node) const { return program_.nodes[node].op == Op::constant; }
  const Value& constant_of(std::uint32_t node) const { return program_.constants[program_.nodes[node].id]; }
  bool is_null_literal(const Term& term) const;
  void fold(Term& term);
  std::uint32_t name_id(std::string_view name);
  void finish(const Term& term);
  bool strict() const { return program_.semantics == Semantics::strict; }
  void clash(const Term& term, const std::string& what, const Type& found, const std::string& expected);

  // parser_names.cpp: what names mean
  std::string name_text(std::size_t first, std::size_t count) const;
  std::size_t longest_name(const std::function<bool(const std::string&, std::size_t)>& known) const;
  std::size_t adjacent_words() const;
  void consider_member(std::size_t activation, const Scope& scope, const std::string& name,
                       std::optional<Meaning>& found, std::vector<Meaning>& maybe) const;
  std::optional<Meaning> meaning_of(const std::string& name, bool called);
  Term name_term();
  Term meaning_term(const Meaning& meaning, std::uint32_t begin, std::uint32_t end);
  Term binding_term(const Binding& binding, const std::string& name, std::uint32_t begin, std::uint32_t end);
  Term refused_term(const Binding& binding, std::uint32_t begin, std::uint32_t end);
  Term member_binding(const Term& object, std::uint32_t object_id, const Binding& binding, std::uint32_t end);
  Term local_term(std::size_t activation, std::uint32_t place, const TypePtr& type, std::uint32_t begin,
                  std::uint32_t end);
  Term slot_term(std::uint32_t slot, const TypePtr& type, std::uint32_t begin, std::uint32_t end);
  Term path_term(const Term& object);
  Term path_of_either(const Term& object);
  Term member_term(const Term& object, const Type& holder);
  std::string name_of_member(const std::string& name) const;
  Term unknown_name(std::size_t count);
  std::vector<std::string> names_in_scope() const;
  std::uint32_t new_local();
  std::string declared_name(std::initializer_list<std::string_view> until);
  void value_needed(Term& term);

  // parser_calls.cpp: invocations and function literals
  struct Arguments {
    std::vector<Term> terms;
    std::vector<std::string> names;  ///< by name; empty: by position
  };
  bool named_argument() const;
  Arguments arguments();
  Term builtin_call(const std::string& name, std::uint32_t begin);
  Term builtin_mismatch(const std::string& name, const Arguments& arguments, std::uint32_t begin);
  Term host_call(const Term& function);
  Term value_call(const Term& function);
  Term function_literal();
  Term external_function(FunctionCode code);
  void check_argument(const Builtin& builtin, const Parameter& parameter, const Term& argument);
  TypePtr call_type(const Builtin& builtin, const std::vector<Term>& arguments) const;

  // parser_expressions.cpp: the grammar
  Term expression();
  bool starts_known_name();
  Term if_expression();
  Term for_expression();
  Term quantified_expression();
  Term iteration_domain();
  Term disjunction();
  Term conjunction();
  Term comparison();
  Term between(const Term& value);
  Term comparison_of(Op op, const Term& left, const Term& right);
  Term additive();
  Term multiplicative();
  Term chain(bool additive);
  Term exponentiation();
  Term negation();
  Term instance_of();
  Term postfix();
  bool closes_range() const;
  Term filter_of(const Term& list);
  Term primary();
  Term bracketed();
  Term parenthesised();
  Term range_from(const Term& low, bool low_closed, std::uint32_t begin);
  Term list_from(std::vector<Term> items, std::uint32_t begin);
  Term context_literal();
  Term number_literal();
  Term temporal_literal();
  Term operator_range(Op op, std::uint32_t begin);

  // parser_tests.cpp: `in`, unary tests, types
  Term in_expression(const Term& value);
  struct Test {
    Term term;
    bool decides = false;  ///< a boolean of its own, not something to compare with
  };
  Test test_term();
  Term apply_test(const Test& test, std::uint32_t input_place, const TypePtr& input);
  Term one_test(const Term& input, const Term& tested, bool of_cell);
  void check_test(const Term& tested, const Type& input);
  Type type_expression();
  std::string type_words();

  Expression::Program& program_;
  const Names& names_;
  Reporter& reporter_;
  const Type* input_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::vector<TypePtr> types_;         ///< by node
  std::vector<std::uint32_t> depths_;  ///< by node
  std::vector<Activation> activations_;
  std::uint32_t nesting_ = 0;
  bool range_end_ = false;        ///< reading the end of a range, which `[` may close
  std::uint32_t input_uses_ = 0;  ///< how often `?` was read
};

/// Can the token be part of a name that has begun?
bool continues_name(const Token& token);

/// A temporal from the text of @"…"; nullopt when it is none.
std::optional<Value> temporal_from_text(const std::string& text);

/// Cuts type checks for constant comparison shared by tests and `=`: a string outside an enumeration.
bool is_outside(const Type& enumeration, const Value& value);

}  // namespace huifang::feel
