#include <algorithm>
#include <optional>

#include "feel/clockless.hpp"
#include "feel/parser.hpp"
#include "feel/parser_scopes.hpp"

namespace huifang::feel {
namespace {

std::string signature(const Builtin& builtin) {
  std::string text(builtin.name);
  text += "(";
  for (std::size_t i = 0; i < builtin.parameters.size(); ++i) {
    const Parameter& parameter = builtin.parameters[i];
    if (i > 0) text += ", ";
    text += parameter.name;
    if (parameter.variadic)
      text += " …";
    else if (parameter.optional)
      text += "?";
  }
  return text + ")";
}

std::string expected_type(char type) {
  switch (type) {
    case 'n':
      return "number";
    case 'm':
      return "number or duration";
    case 's':
      return "string";
    case 'b':
      return "boolean";
    case 'c':
      return "context";
    case 'd':
      return "date or date and time";
    case 'r':
      return "range";
    case 'f':
      return "function";
    default:
      return "value";
  }
}

bool fits(char parameter, const Type& type) {
  if (!is_definite(type) || type.kind == Type::Kind::list) return true;  // a list of one is its item
  switch (parameter) {
    case 'n':
      return type.kind == Type::Kind::number;
    case 'm':
      return type.kind == Type::Kind::number || type.kind == Type::Kind::days_duration ||
             type.kind == Type::Kind::months_duration;
    case 's':
      return type.kind == Type::Kind::string;
    case 'b':
      return type.kind == Type::Kind::boolean;
    case 'c':
      return type.kind == Type::Kind::context;
    case 'd':
      return type.kind == Type::Kind::date || type.kind == Type::Kind::date_time;
    case 'r':
      return type.kind == Type::Kind::range;
    case 'f':
      return type.kind == Type::Kind::function;
    default:
      return true;
  }
}

}  // namespace

/// Is `name:` ahead? Names of parameters may hold what names may hold: `Person.Age`, `re-opened`.
bool Parser::named_argument() const {
  if (peek().kind != Token::Kind::name) return false;
  std::size_t ahead = 1;
  while (continues_name(peek(ahead))) ++ahead;
  return peek(ahead).is(":");
}

/// "(" already ahead. By name when each argument is `name: value`.
Parser::Arguments Parser::arguments() {
  const Nesting nesting(*this);
  expect("(", "(");
  Arguments result;
  if (take_if(")")) return result;
  while (true) {
    const bool named = named_argument();
    if (!result.terms.empty() && named != !result.names.empty()) {
      stop_at(peek(), "arguments are given either by name or by position", named ? "a value" : "name: value");
    }
    if (named) {
      result.names.push_back(declared_name({":"}));
      take();
    }
    Term term = expression();
    value_needed(term);
    result.terms.push_back(std::move(term));
    if (take_if(")")) return result;
    if (!at(",")) stop_at(peek(), "the arguments should go on or end here", ", or )");
    take();
  }
}

void Parser::check_argument(const Builtin& builtin, const Parameter& parameter, const Term& argument) {
  if (fits(parameter.type, *argument.type)) return;
  clash(argument, std::string(builtin.name) + " does not take this as its " + parameter.name, *argument.type,
        expected_type(parameter.type));
}

/// Result type, with what the arguments say about items.
TypePtr Parser::call_type(const Builtin& builtin, const std::vector<Term>& arguments) const {
  if (builtin.result != Type::Kind::list && builtin.result != Type::Kind::any)
    return type_of_kind(builtin.result);
  const TypePtr first = arguments.empty() ? type_of_kind(Type::Kind::any) : arguments.front().type;
  for (const std::string_view same : {"sublist", "reverse", "distinct values", "remove", "sort",
                                      "insert before", "append", "concatenate", "union", "list replace"}) {
    if (builtin.name != same || first->kind != Type::Kind::list) continue;
    TypePtr type = first;
    for (const Term& argument : arguments) {
      const bool list = argument.type->kind == Type::Kind::list;
      if (list && (builtin.name == "concatenate" || builtin.name == "union"))
        type = common_type(type, argument.type);
      if (builtin.name == "append" || builtin.name == "insert before" || builtin.name == "list replace") {
        type = type_of_kind(Type::Kind::list);
      }
    }
    return type;
  }
  if (builtin.name == "get entries") {
    Type entry = *type_of_kind(Type::Kind::context);
    entry.fields = {{"key", *type_of_kind(Type::Kind::string)}, {"value", *type_of_kind(Type::Kind::any)}};
    return list_of(std::make_shared<const Type>(std::move(entry)));
  }
  if (builtin.name == "sum") {
    const Type& item = first->kind == Type::Kind::list && first->item ? *first->item : *first;
    if (item.kind == Type::Kind::number) return type_of_kind(Type::Kind::number);
  }
  if ((builtin.name == "min" || builtin.name == "max") && first->kind == Type::Kind::list && first->item) {
    return first->item;
  }
  return type_of_kind(builtin.result);
}

Parser::Term Parser::builtin_call(const std::string& name, std::uint32_t begin) {
  const Arguments given = arguments();
  for (const std::uint32_t candidate : builtins_named(name)) {
    const Builtin& builtin = builtins()[candidate];
    std::vector<std::uint32_t> children;
    std::vector<Term> terms;
    if (given.names.empty()) {
      if (given.terms.size() < builtin.arguments_min() || given.terms.size() > builtin.arguments_max())
        continue;
      terms = given.terms;
      for (std::size_t i = 0; i < terms.size(); ++i) {
        const std::size_t place = std::min(i, builtin.parameters.size() - 1);
        check_argument(builtin, builtin.parameters[place], terms[i]);
      }
    } else {
      const auto places = places_by_name(builtin, given.names);
      if (!places) continue;
      const std::size_t count = *std::max_element(places->begin(), places->end()) + 1;
      terms.resize(std::max(count, builtin.arguments_min()));
      std::vector<bool> filled(terms.size());
      for (std::size_t i = 0; i < places->size(); ++i) {
        terms[(*places)[i]] = given.terms[i];
        filled[(*places)[i]] = true;
        check_argument(builtin, builtin.parameters[(*places)[i]], given.terms[i]);
      }
      for (std::size_t i = 0; i < terms.size(); ++i) {
        if (!filled[i]) terms[i] = emit_constant(Value(), begin, begin);
      }
    }
    for (const Term& term : terms) children.push_back(term.node);
    Node node;
    node.op = Op::builtin;
    node.id = candidate;
    node.begin = begin;
    node.end = last_end();
    const bool clock = builtin.name == "now" || builtin.name == "today";
    if (strict() && clock && dynamic_cast<const Clockless*>(&names_) != nullptr) {
      reporter_.add("HF2119", "this always fails: nothing here reads a clock", begin, last_end()).expected =
          "a measure, a fact, a date or a season, which know when they change";
    }
    return emit(node, std::move(children), call_type(builtin, terms));
  }
  return builtin_mismatch(name, given, begin);
}

Parser::Term Parser::builtin_mismatch(const std::string& name, const Arguments& given, std::uint32_t begin) {
  const Term term = emit_null(begin, last_end());
  if (!strict()) return term;  // an error becomes null
  const auto overloads = builtins_named(name);
  std::string expected;
  std::vector<std::string> parameters;
  for (const std::uint32_t overload : overloads) {
    if (!expected.empty()) expected += " or ";
    expected += signature(builtins()[overload]);
    for (const Parameter& parameter : builtins()[overload].parameters) parameters.push_back(parameter.name);
  }
  Diagnostic& diagnostic = report("HF2113", "the arguments do not fit the function", term);
  diagnostic.expected = std::move(expected);
  for (const std::string& given_name : given.names) {
    if (std::find(parameters.begin(), parameters.end(), given_name) != parameters.end()) continue;
    diagnostic.suggestion = nearest_name(given_name, parameters);
    break;
  }
  return term;
}

Parser::Term Parser::host_call(const Term& function) {
  const std::uint32_t begin = begin_of(function);
  const Arguments given = arguments();
  std::vector<std::uint32_t> children;
  if (function.receiver) children.push_back(*function.receiver);
  for (const Term& term : given.terms) children.push_back(term.node);
  Node node;
  node.op = Op::host_call;
  node.id = *function.function;
  node.begin = begin;
  node.end = last_end();
  program_.function_ids.push_back(node.id);
  const Term call = emit(node, std::move(children), function.type);
  if (!given.names.empty()) {
    report("HF2113", "this function takes its arguments by position", call);
  } else if (given.terms.size() < function.arguments_min || given.terms.size() > function.arguments_max) {
    Diagnostic& diagnostic = report("HF2113", "the arguments do not fit the function", call);
    diagnostic.expected = std::to_string(function.arguments_min);
    if (function.arguments_max != function.arguments_min) {
      diagnostic.expected += " to " + std::to_string(function.arguments_max);
    }
    diagnostic.expected += " arguments";
  }
  return call;
}

Parser::Term Parser::value_call(const Term& function) {
  const std::uint32_t begin = begin_of(function);
  const Arguments given = arguments();
  std::vector<std::uint32_t> children = {function.node};
  for (const Term& term : given.terms) children.push_back(term.node);
  Node node;
  node.op = Op::value_call;
  node.flag = !given.names.empty();
  node.begin = begin;
  node.end = last_end();
  node.extra = static_cast<std::uint32_t>(program_.extras.size());
  for (const std::string& name : given.names) program_.extras.push_back(name_id(name));
  const bool known = function.type->kind == Type::Kind::function && function.type->item;
  const Term call =
      emit(node, std::move(children), known ? function.type->item : type_of_kind(Type::Kind::any));
  if (is_definite(*function.type) && function.type->kind != Type::Kind::function) {
    clash(function, "this is no function", *function.type, "a function");
  }
  return call;
}

Parser::Term Parser::function_literal() {
  const auto begin = static_cast<std::uint32_t>(peek().begin);
  take();  // function
  expect("(", "(");
  FunctionCode code;
  code.begin = begin;
  std::optional<Activated> activated(std::in_place, *this);
  if (!take_if(")")) {
    while (true) {
      std::string name = declared_name({":", ",", ")"});
      Type type;
      if (take_if(":")) type = type_expression();
      const std::uint32_t place = new_local();
      activations_.back().scopes.front().locals.push_back({name, place, std::make_shared<const Type>(type)});
      code.parameters.push_back(std::move(name));
      code.parameter_types.push_back(std::move(type));
      if (take_if(")")) break;
      expect(",", ", or )");
    }
  }
  if (at("external")) {
    if (strict()) stop_at(peek(), "functions outside FEEL can not be called", "an expression");
    return external_function(std::move(code));
  }
  Term body = expression();
  value_needed(body);
  code.body = body.node;
  code.result = *body.type;
  code.end = last_end();
  code.locals = activations_.back().locals;
  code.captures = std::move(activations_.back().captures);
  activated.reset();
  Node node;
  node.op = Op::closure;
  node.begin = begin;
  node.end = last_end();
  node.id = static_cast<std::uint32_t>(program_.functions.size());
  program_.functions.push_back(std::move(code));
  return emit(node, {}, type_of_kind(Type::Kind::function));
}

/// After the parameters: what stands for a function outside FEEL, a context. The frame says what it is.
Parser::Term Parser::external_function(FunctionCode code) {
  take();  // external
  activations_.pop_back();
  Term mapping = expression();
  value_needed(mapping);
  Node node;
  node.op = Op::external;
  node.begin = code.begin;
  node.end = last_end();
  node.id = static_cast<std::uint32_t>(code.parameters.size());
  node.extra = static_cast<std::uint32_t>(program_.extras.size());
  for (const std::string& parameter : code.parameters) program_.extras.push_back(name_id(parameter));
  return emit(node, {mapping.node}, type_of_kind(Type::Kind::function));
}

}  // namespace huifang::feel
