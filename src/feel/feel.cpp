#include "huifang/feel.hpp"

#include <algorithm>

#include "feel/evaluate.hpp"
#include "feel/parser.hpp"
#include "feel/temporal.hpp"

namespace huifang::feel {
namespace {

ErrorKind kind_of(const std::vector<Diagnostic>& diagnostics) {
  const std::string& code = diagnostics.front().code;
  if (code == "HF2120" || code == "HF2121") return ErrorKind::limit;
  return code < "HF2110" ? ErrorKind::syntax : ErrorKind::policy;
}

/// Compiles what `parse` reads with the parser it is given.
template <class Parse>
Expression compiled(std::string_view text, const Type* input, const Names& names,
                    const CompileOptions& options, const Parse& parse) {
  if (text.size() > options.limits.text_bytes) {
    Diagnostic diagnostic;
    diagnostic.code = "HF2120";
    diagnostic.message = "the expression is too long";
    diagnostic.found = std::to_string(text.size()) + " bytes";
    diagnostic.expected = "at most " + std::to_string(options.limits.text_bytes) + " bytes";
    throw Error(ErrorKind::limit, {std::move(diagnostic)});
  }
  auto program = std::make_shared<Expression::Program>();
  program->text = text;
  program->semantics = options.semantics;
  program->limits = options.limits;
  program->unary_tests = input != nullptr;
  Reporter reporter(program->text);
  try {
    Parser parser(*program, names, reporter, input);
    parse(parser);
  } catch (const Stop&) {
    // The diagnostic is in the reporter.
  }
  if (!reporter.empty()) {
    std::vector<Diagnostic> diagnostics = reporter.take();
    const ErrorKind kind = kind_of(diagnostics);
    throw Error(kind, std::move(diagnostics));
  }
  return Expression(std::move(program));
}

/// Each entry of a context is a root name; its place is its slot.
class ContextNames final : public Names {
 public:
  explicit ContextNames(const Context& context) : context_(context) {}
  std::optional<Binding> find(std::string_view name) const override {
    for (std::size_t i = 0; i < context_.entries.size(); ++i) {
      if (context_.entries[i].first != name) continue;
      Binding binding;
      binding.id = static_cast<std::uint32_t>(i);
      binding.type = type_of(context_.entries[i].second);
      // A value of today says nothing about the type of tomorrow's, but for the names inside it.
      if (binding.type.kind == Type::Kind::null) binding.type.kind = Type::Kind::any;
      return binding;
    }
    return std::nullopt;
  }
  std::optional<Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override {
    std::vector<std::string> names;
    if (object) return names;
    for (const auto& entry : context_.entries) names.push_back(entry.first);
    return names;
  }

 private:
  const Context& context_;
};

class ContextFrame final : public Frame {
 public:
  explicit ContextFrame(const Context& context) : context_(context) {}
  Value load(std::uint32_t slot) const override { return context_.entries[slot].second; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }

 private:
  const Context& context_;
};

std::optional<Value> coerced_items(const Value& list, const Type& item) {
  std::vector<Value> items;
  items.reserve(list.list().size());
  for (const Value& value : list.list()) {
    auto converted = coerced(value, item);
    if (!converted) return std::nullopt;
    items.push_back(std::move(*converted));
  }
  return Value::of(std::move(items));
}

std::optional<Value> coerced_entries(const Value& value, const Type& type) {
  Context context = value.context();
  for (const auto& [name, field] : type.fields) {
    bool found = false;
    for (auto& entry : context.entries) {
      if (entry.first != name) continue;
      auto converted = coerced(entry.second, field);
      if (!converted) return std::nullopt;
      entry.second = std::move(*converted);
      found = true;
    }
    if (!found) return std::nullopt;
  }
  return Value::of(std::move(context));
}

}  // namespace

const std::string& Expression::text() const { return program_->text; }
const Type& Expression::type() const { return program_->type; }
const std::vector<std::uint32_t>& Expression::slots() const { return program_->slot_ids; }
const std::vector<std::uint32_t>& Expression::attributes() const { return program_->attribute_ids; }
const std::vector<std::uint32_t>& Expression::functions() const { return program_->function_ids; }
const std::optional<Value>& Expression::constant() const { return program_->value; }

Outcome Expression::evaluate(const Frame& frame) const {
  if (program_->value) {
    Outcome outcome;
    outcome.value = *program_->value;
    return outcome;
  }
  const Node& root = program_->nodes[program_->root];
  if (root.op == Op::slot) {  // a bare fact, as most inputs of tables are
    Outcome outcome;
    outcome.value = frame.load(root.id);
    if (outcome.value.is_null() && program_->semantics == Semantics::strict) {
      outcome.status = Outcome::Status::undecided;
      outcome.names.emplace_back(program_->source(root));
      outcome.offset = root.begin;
    }
    return outcome;
  }
  return Evaluator(*program_, frame).run();
}

Outcome Expression::test(const Value& input, const Frame& frame) const {
  if (program_->value) {
    Outcome outcome;
    outcome.value = *program_->value;
    return outcome;
  }
  Outcome outcome = Evaluator(*program_, frame).run(&input);
  const Value::Kind kind = outcome.value.kind();
  if (outcome.status != Outcome::Status::ok || kind == Value::Kind::boolean || kind == Value::Kind::null) return outcome;
  // A test with ? over an input of unknown type that turned out to be no condition.
  if (program_->semantics == Semantics::strict) {
    outcome.status = Outcome::Status::wrong_type;
    outcome.message = "a test must say true or false, not " + outcome.value.to_text();
    outcome.offset = 0;
  }
  outcome.value = Value{};
  return outcome;
}

Expression compile(std::string_view text, const Names& names, const CompileOptions& options) {
  return compiled(text, nullptr, names, options, [](Parser& parser) { parser.parse_expression(); });
}

Expression compile_unary_tests(std::string_view text, const Type& input, const Names& names,
                               const CompileOptions& options) {
  return compiled(text, &input, names, options, [](Parser& parser) { parser.parse_unary_tests(); });
}

Expression compile_item_condition(std::string_view text, const Type& item, const Names& names,
                                  const CompileOptions& options) {
  return compiled(text, nullptr, names, options, [&item](Parser& parser) {
    parser.parse_item_condition(std::make_shared<const Type>(item));
  });
}

Outcome item_condition(const Expression& condition, const Value& item, const Frame& frame) {
  const Expression::Program& program = *condition.program();
  if (!program.value) return Evaluator(program, frame).run(&item);
  Outcome outcome;
  outcome.value = *program.value;
  return outcome;
}

std::optional<std::uint32_t> plain_attribute(const Expression& expression) {
  const Expression::Program& program = *expression.program();
  const Node& root = program.nodes[program.root];
  if (root.op != Op::attribute || program.nodes[program.child(root, 0)].op != Op::slot) return std::nullopt;
  return root.id;
}

Outcome evaluate(std::string_view text, const Context& context, const CompileOptions& options) {
  return compile(text, ContextNames(context), options).evaluate(ContextFrame(context));
}

std::optional<Value> coerced(const Value& value, const Type& type) {
  if (value.is_null() || type.kind == Type::Kind::any) return value;
  if (type.kind == Type::Kind::list) {
    if (value.kind() != Value::Kind::list) {
      if (!type.item) return Value::of(std::vector<Value>{value});
      auto item = coerced(value, *type.item);
      if (!item) return std::nullopt;
      return Value::of(std::vector<Value>{std::move(*item)});
    }
    return type.item ? coerced_items(value, *type.item) : value;
  }
  if (value.kind() == Value::Kind::list) {
    if (value.list().size() != 1 || value.list()[0].kind() == Value::Kind::list) return std::nullopt;
    return coerced(value.list()[0], type);
  }
  if (type.kind == Type::Kind::context && value.kind() == Value::Kind::context)
    return coerced_entries(value, type);
  if (type.kind == Type::Kind::date_time && value.kind() == Value::Kind::date) {
    return Value::of(temporal::midnight(value.date()));
  }
  if (type.kind == Type::Kind::entity)
    return value.kind() == Value::Kind::entity ? std::optional(value) : std::nullopt;
  return conforms(value, type) ? std::optional(value) : std::nullopt;
}

}  // namespace huifang::feel
