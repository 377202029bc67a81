#include "dmn/compile.hpp"

#include <algorithm>

#include "dmn/codes.hpp"
#include "dmn/java.hpp"
#include "feel/types.hpp"

namespace huifang::dmn {
namespace {

using feel::Type;

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

/// What is known of a value that is of `declared` type, else of `inferred`. Null says nothing about later
/// values.
Type known_type(const ItemTypePtr& declared, Type inferred) {
  if (declared) return declared->type;
  if (inferred.kind == Type::Kind::null) return {};
  return inferred;
}

Type list_type(Type item) {
  Type type;
  type.kind = Type::Kind::list;
  if (item.kind != Type::Kind::any) type.item = std::make_shared<const Type>(std::move(item));
  return type;
}

/// What the items of a value of this type are.
Type item_of(const Type& type) {
  if (type.kind != Type::Kind::list && type.kind != Type::Kind::range) return type;
  return type.item ? *type.item : Type{};
}

/// Types of the entries of all, as far as they agree.
Type common(const std::vector<Type>& types) {
  if (types.empty()) return {};
  feel::TypePtr result = std::make_shared<const Type>(types.front());
  for (const Type& type : types) result = feel::common_type(result, std::make_shared<const Type>(type));
  return *result;
}

}  // namespace

Type signature_of(const Body& body) {
  Type type;
  type.kind = Type::Kind::function;
  for (std::size_t i = 0; i < body.parameters.size(); ++i) {
    const ItemTypePtr& declared = body.parameter_types[i];
    type.fields.emplace_back(body.parameters[i], declared ? declared->type : Type{});
  }
  type.item = std::make_shared<const Type>(body.result ? body.result->type : Type{});
  return type;
}

void BodyCompiler::decision(const ExpressionSource* logic, BodyScope& scope, const ItemTypePtr& expected,
                            Body& body) {
  BodyScope* const outer_scope = std::exchange(scope_, &scope);
  Body* const outer_body = std::exchange(body_, &body);
  body.root = compile(logic, expected).boxed;
  body.slots = scope.slots();
  body.captures = scope.captures();
  scope_ = outer_scope;
  body_ = outer_body;
}

void BodyCompiler::declare_parameters(const ExpressionSource& function, BodyScope& scope, Body& body) {
  for (const NamedSource& parameter : function.named) {
    if (parameter.name.empty())
      findings_.add(code::attribute, parameter.place, "this parameter needs a name");
    if (std::find(body.parameters.begin(), body.parameters.end(), parameter.name) != body.parameters.end())
      findings_.add(code::twice, parameter.place, "this parameter is declared twice").found = parameter.name;
    body.parameters.push_back(parameter.name);
    body.parameter_types.push_back(types_.declared(parameter.type_name, parameter.place));
    const ItemTypePtr& type = body.parameter_types.back();
    scope.declare(parameter.name, type ? type->type : Type{});
  }
}

void BodyCompiler::function_body(const ExpressionSource& function, BodyScope& scope, Body& body) {
  const ExpressionSource* logic = function.parts.empty() ? nullptr : function.parts.front().get();
  body.external = !function.function_kind.empty() && function.function_kind != "FEEL";
  if (logic != nullptr && !body.result) body.result = types_.declared(logic->type_name, logic->place);
  decision(logic, scope, body.result, body);
  if (!body.external) return;
  // What it is must be known now when it is written down.
  const std::string problem =
      function.function_kind == "Java" ? java_problem(logic) : "functions of this kind can not be called";
  if (problem.empty()) return;
  Diagnostic& diagnostic = findings_.add(code::external, function.place, problem);
  diagnostic.found = function.function_kind;
  diagnostic.expected = "a FEEL function";
}

BodyCompiler::Part BodyCompiler::compile(const ExpressionSource* source, const ItemTypePtr& expected) {
  if (source == nullptr) return {};
  auto boxed = std::make_unique<Boxed>();
  boxed->kind = source->kind;
  boxed->element = &body_->element;
  // A function's type is that of the function, or of its result: written both ways.
  if (source->kind != Kind::function) boxed->type = types_.declared(source->type_name, source->place);
  const ItemTypePtr& wanted = boxed->type ? boxed->type : expected;
  const ItemTypePtr declared = boxed->type;
  Part part;
  switch (source->kind) {
    case Kind::literal:
      part = literal(*source, std::move(boxed));
      break;
    case Kind::context:
      part = context(*source, std::move(boxed));
      break;
    case Kind::list:
      part = list(*source, std::move(boxed));
      break;
    case Kind::relation:
      part = relation(*source, std::move(boxed));
      break;
    case Kind::invocation:
      part = invocation(*source, std::move(boxed));
      break;
    case Kind::function:
      part = function(*source, std::move(boxed));
      break;
    case Kind::conditional:
      part = conditional(*source, std::move(boxed), wanted);
      break;
    case Kind::filter:
      part = filter(*source, std::move(boxed));
      break;
    case Kind::loop:
    case Kind::some:
    case Kind::every:
      part = iteration(*source, std::move(boxed));
      break;
    case Kind::table:
      part = table(*source, std::move(boxed), wanted);
      break;
  }
  part.type = known_type(declared, std::move(part.type));
  return part;
}

BodyCompiler::Part BodyCompiler::literal(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  Part part;
  if (!is_blank(source.text.text)) {
    try {
      boxed->expression = feel::compile(source.text.text, *scope_, options_);
      part.type = boxed->expression.type();
    } catch (const Error& error) {
      findings_.add_all(error, source.text);
      boxed->broken = true;
    }
  }
  part.boxed = std::move(boxed);
  return part;
}

BodyCompiler::Part BodyCompiler::context(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  Part result;
  result.type.kind = Type::Kind::context;
  Type last;
  bool has_result = false;
  const std::size_t mark = scope_->mark();
  for (const NamedSource& entry : source.named) {
    if (!entry.name.empty() &&
        std::find(boxed->names.begin(), boxed->names.end(), entry.name) != boxed->names.end()) {
      findings_.add(code::twice, entry.place, "this entry is given twice").found = entry.name;
    }
    if (has_result)
      findings_.add(code::element, entry.place, "an entry without a name is the result and comes last");
    const ItemTypePtr declared = types_.declared(entry.type_name, entry.place);
    Part part = compile(entry.value.get(), declared);
    Type type = known_type(declared, std::move(part.type));
    boxed->names.push_back(entry.name);
    boxed->types.push_back(declared);
    boxed->parts.push_back(std::move(part.boxed));
    if (entry.name.empty()) {
      has_result = true;
      boxed->slots.push_back(scope_->new_slot());
      last = std::move(type);
      continue;
    }
    result.type.fields.emplace_back(entry.name, type);
    boxed->slots.push_back(scope_->declare(entry.name, std::move(type)));
  }
  scope_->forget(mark);
  if (has_result) result.type = std::move(last);
  result.boxed = std::move(boxed);
  return result;
}

BodyCompiler::Part BodyCompiler::list(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  Part result;
  std::vector<Type> types;
  for (const ExpressionPtr& item : source.parts) {
    Part part = compile(item.get());
    types.push_back(std::move(part.type));
    boxed->parts.push_back(std::move(part.boxed));
  }
  result.type = list_type(common(types));
  result.boxed = std::move(boxed);
  return result;
}

BodyCompiler::Part BodyCompiler::relation(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  Part result;
  std::vector<std::vector<Type>> types(source.named.size());
  for (const NamedSource& column : source.named) {
    boxed->names.push_back(column.name);
    boxed->types.push_back(types_.declared(column.type_name, column.place));
  }
  for (std::size_t i = 0; i < source.parts.size(); ++i) {
    Part part = compile(source.parts[i].get());
    types[i % source.named.size()].push_back(std::move(part.type));
    boxed->parts.push_back(std::move(part.boxed));
  }
  Type row;
  row.kind = Type::Kind::context;
  for (std::size_t i = 0; i < source.named.size(); ++i)
    row.fields.emplace_back(boxed->names[i], known_type(boxed->types[i], common(types[i])));
  result.type = list_type(std::move(row));
  result.boxed = std::move(boxed);
  return result;
}

BodyCompiler::Part BodyCompiler::invocation(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  Part function = compile(source.parts.front().get());
  Part result;
  if (function.type.kind == Type::Kind::function && function.type.item) result.type = *function.type.item;
  boxed->parts.push_back(std::move(function.boxed));
  for (const NamedSource& binding : source.named) {
    if (std::find(boxed->names.begin(), boxed->names.end(), binding.name) != boxed->names.end())
      findings_.add(code::twice, binding.place, "this parameter is bound twice").found = binding.name;
    boxed->names.push_back(binding.name);
    boxed->parts.push_back(compile(binding.value.get()).boxed);
  }
  result.boxed = std::move(boxed);
  return result;
}

BodyCompiler::Part BodyCompiler::function(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  auto body = std::make_shared<Body>();
  body->element = body_->element;
  BodyScope scope(types_, scope_);
  declare_parameters(source, scope, *body);
  function_body(source, scope, *body);
  Part result;
  result.type = signature_of(*body);
  boxed->function = std::move(body);
  result.boxed = std::move(boxed);
  return result;
}

BodyCompiler::Part BodyCompiler::conditional(const ExpressionSource& source, std::unique_ptr<Boxed> boxed,
                                             const ItemTypePtr& expected) {
  Part result;
  std::vector<Type> types;
  for (std::size_t i = 0; i < source.parts.size(); ++i) {
    Part part = compile(source.parts[i].get(), i == 0 ? nullptr : expected);
    if (i > 0) types.push_back(std::move(part.type));
    boxed->parts.push_back(std::move(part.boxed));
  }
  result.type = common(types);
  result.boxed = std::move(boxed);
  return result;
}

BodyCompiler::Part BodyCompiler::filter(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  Part domain = compile(source.parts[0].get());
  const Type item = item_of(domain.type);
  boxed->parts.push_back(std::move(domain.boxed));
  const ExpressionSource* match = source.parts[1].get();
  if (match != nullptr && match->kind == Kind::literal && match->type_name.empty()) {
    // FEEL knows what the names in a filter mean, even those of items of unknown shape.
    try {
      boxed->expression = feel::compile_item_condition(match->text.text, item, *scope_, options_);
    } catch (const Error& error) {
      findings_.add_all(error, match->text);
      boxed->broken = true;
    }
  } else {
    const std::size_t mark = scope_->mark();
    if (item.kind == Type::Kind::context) {
      for (const auto& [name, type] : item.fields) {
        boxed->names.push_back(name);
        boxed->slots.push_back(scope_->declare(name, type));
      }
    }
    boxed->slots.push_back(scope_->declare("item", item));
    boxed->parts.push_back(compile(match).boxed);
    scope_->forget(mark);
  }
  Part result;
  result.type.kind = Type::Kind::any;  // a list, or the item at an index
  result.boxed = std::move(boxed);
  return result;
}

BodyCompiler::Part BodyCompiler::iteration(const ExpressionSource& source, std::unique_ptr<Boxed> boxed) {
  Part domain = compile(source.parts[0].get());
  boxed->parts.push_back(std::move(domain.boxed));
  const std::size_t mark = scope_->mark();
  boxed->slots.push_back(scope_->declare(source.iterator, item_of(domain.type)));
  if (source.kind == Kind::loop) boxed->slots.push_back(scope_->declare("partial", list_type({})));
  Part part = compile(source.parts[1].get());
  if (source.kind == Kind::loop && !scope_->is_used(boxed->slots[1])) boxed->slots.pop_back();
  boxed->parts.push_back(std::move(part.boxed));
  scope_->forget(mark);
  Part result;
  if (source.kind == Kind::loop)
    result.type = list_type(std::move(part.type));
  else
    result.type.kind = Type::Kind::boolean;
  result.boxed = std::move(boxed);
  return result;
}

}  // namespace huifang::dmn
