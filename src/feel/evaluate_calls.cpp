#include <algorithm>

#include "feel/builtins.hpp"
#include "feel/evaluate_depth.hpp"
#include "feel/types.hpp"

namespace huifang::feel {
const std::vector<std::string>* parameters_of(const Function& function) {
  if (const auto* closure = dynamic_cast<const Closure*>(&function)) return &closure->code->parameters;
  if (const auto* host = dynamic_cast<const HostFunction*>(&function)) return &host->parameters;
  return nullptr;
}

Value call(const Value& function, std::span<const Value> arguments, const Frame& frame,
           const Limits& limits) {
  Expression::Program program;
  program.semantics = Semantics::dmn;
  program.limits = limits;
  return Evaluator(program, frame).call(function, arguments, Node{});
}

Value call_builtin(const Value& function, const std::vector<std::string>& names,
                   std::span<const Value> arguments, const Frame& frame, const Limits& limits) {
  const auto* value = dynamic_cast<const BuiltinValue*>(function.function().get());
  if (value == nullptr) return {};
  Expression::Program program;
  program.semantics = Semantics::dmn;
  program.limits = limits;
  for (const std::uint32_t candidate : builtins_named(builtins()[value->builtin].name)) {
    const auto places = places_by_name(builtins()[candidate], names);
    if (!places) continue;
    const std::size_t last = places->empty() ? 0 : *std::max_element(places->begin(), places->end()) + 1;
    std::vector<Value> placed(std::max(last, builtins()[candidate].arguments_min()));
    for (std::size_t i = 0; i < places->size(); ++i) placed[(*places)[i]] = arguments[i];
    return Evaluator(program, frame).call_builtin(candidate, placed, Node{});
  }
  return {};
}

Value Evaluator::evaluate_host_call(const Node& node) {
  std::vector<Value> arguments(node.count);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    arguments[i] = child(node, i);
    if (failed()) return {};
  }
  Value value = frame_.call(node.id, arguments);
  return value.is_null() ? null_input(node) : value;
}

Value Evaluator::evaluate_builtin(const Node& node) {
  // Most functions take one or two arguments: no vector for those.
  if (node.count <= 2) {
    Value arguments[2];
    for (std::uint32_t i = 0; i < node.count; ++i) {
      arguments[i] = child(node, i);
      if (failed()) return {};
    }
    return call_builtin(node.id, {arguments, node.count}, node);
  }
  std::vector<Value> arguments(node.count);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    arguments[i] = child(node, i);
    if (failed()) return {};
  }
  return call_builtin(node.id, arguments, node);
}

Value Evaluator::evaluate_value_call(const Node& node) {
  const Value function = child(node, 0);
  if (failed()) return {};
  if (function.kind() != Value::Kind::function) {
    return function.is_null() ? Value()
                              : wrong_type(node, "a " + kind_text(function) + " is called like a function");
  }
  std::vector<Value> arguments;
  for (std::uint32_t i = 1; i < node.count; ++i) {
    arguments.push_back(child(node, i));
    if (failed()) return {};
  }
  if (!node.flag) return call(function, arguments, node);
  // Called by name: put the arguments where the parameters are.
  const std::vector<std::string>* names = parameters_of(*function.function());
  if (names == nullptr || names->size() != arguments.size()) {
    return wrong_type(node, "the function takes other parameters");
  }
  std::vector<Value> placed(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = program_->names[program_->extras[node.extra + i]];
    const auto& parameters = *names;
    const auto place = std::find(parameters.begin(), parameters.end(), name);
    if (place == parameters.end()) return wrong_type(node, "the function has no parameter " + name);
    placed[static_cast<std::size_t>(place - parameters.begin())] = arguments[i];
  }
  return call(function, placed, node);
}

Value Evaluator::evaluate_closure(const Node& node) {
  const FunctionCode& code = program_->functions[node.id];
  auto closure = std::make_shared<Closure>();
  closure->program = program_->shared_from_this();
  closure->code = &code;
  closure->text = program_->text.substr(code.begin, code.end - code.begin);
  for (const FunctionCode::Capture& capture : code.captures) {
    closure->captured.push_back(capture.slot ? frame_.load(capture.id) : local(capture.id));
    closure->depth = std::max(closure->depth, closure->captured.back().depth() + 1);
  }
  if (closure->depth > value_depth_max) {
    return exceeded(node, "the limit of " + std::to_string(value_depth_max) +
                              " functions inside one another is exceeded");
  }
  return Value::of(std::shared_ptr<const Function>(std::move(closure)));
}

Value Evaluator::evaluate_external(const Node& node) {
  const Value mapping = child(node, 0);
  if (failed()) return {};
  std::vector<std::string> parameters;
  for (std::uint32_t i = 0; i < node.id; ++i)
    parameters.push_back(program_->names[program_->extras[node.extra + i]]);
  std::shared_ptr<const Function> function = frame_.external(mapping, parameters);
  return function ? Value::of(std::move(function)) : Value();
}

Value Evaluator::call(const Value& function, std::span<const Value> arguments, const Node& node) {
  const Nesting nesting(*this);
  if (work_.depth > limits().depth * depth_per_limit) {
    return exceeded(node,
                    "the limit of " + std::to_string(limits().depth) + " levels of nested calls is exceeded");
  }
  if (const auto* closure = dynamic_cast<const Closure*>(function.function().get())) {
    return call_closure(*closure, arguments, node);
  }
  if (const auto* host = dynamic_cast<const HostFunction*>(function.function().get())) {
    if (arguments.size() == host->parameters.size()) {
      const std::shared_ptr<const Function> alive = function.function();
      Value result = host->call(arguments, work_, frame_);
      if (!work_.exceeded.empty()) return exceeded(node, work_.exceeded);
      return result;
    }
  }
  if (const auto* builtin = dynamic_cast<const BuiltinValue*>(function.function().get())) {
    // The overload was chosen without its arguments: choose again by their number.
    for (const std::uint32_t candidate : builtins_named(builtins()[builtin->builtin].name)) {
      const Builtin& overload = builtins()[candidate];
      if (arguments.size() < overload.arguments_min() || arguments.size() > overload.arguments_max())
        continue;
      return call_builtin(candidate, arguments, node);
    }
  }
  return wrong_type(node, "the function takes another number of arguments");
}

Value Evaluator::call_closure(const Closure& closure, std::span<const Value> arguments, const Node& node) {
  const FunctionCode& code = *closure.code;
  if (arguments.size() != code.parameters.size()) {
    return wrong_type(node, "the function takes " + std::to_string(code.parameters.size()) +
                                " arguments, not " + std::to_string(arguments.size()));
  }
  const std::shared_ptr<const Expression::Program> alive = closure.program;
  const std::size_t outer_base = base_;
  const Expression::Program* const outer_program = program_;
  std::vector<Value> placed(arguments.begin(), arguments.end());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const Type& type = code.parameter_types[i];
    auto converted = coerced(placed[i], type);
    if (converted) {
      placed[i] = std::move(*converted);
    } else {
      return wrong_type(node, "argument " + code.parameters[i] + " is a " + kind_text(placed[i]) +
                                  ", not a " + type_name(type));
    }
  }
  base_ = locals_.size();
  locals_.resize(base_ + code.locals);
  program_ = alive.get();
  std::move(placed.begin(), placed.end(), locals_.begin() + static_cast<std::ptrdiff_t>(base_));
  for (std::size_t i = 0; i < closure.captured.size(); ++i)
    local(code.captures[i].target) = closure.captured[i];
  Value result = evaluate(code.body);
  program_ = outer_program;
  locals_.resize(base_);
  base_ = outer_base;
  return result;
}

}  // namespace huifang::feel
