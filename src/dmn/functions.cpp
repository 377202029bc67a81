/// Functions of a model as values.
#include <algorithm>

#include "dmn/java.hpp"
#include "dmn/run.hpp"
#include "feel/evaluate.hpp"
#include "feel/program.hpp"

namespace huifang::dmn {
namespace {

using ModelPtr = std::shared_ptr<const DmnModel::Compiled>;

/// Calls continue the evaluation that the caller belongs to; a call from elsewhere begins one of its own.
template <class Body>
Value in_run(const ModelPtr& model, feel::Work& work, const feel::Frame& caller, const Body& body) {
  if (const auto* activation = dynamic_cast<const Activation*>(&caller)) {
    if (&activation->run().model() == model.get()) return body(activation->run());
  }
  Run run(*model, work, caller.now(), false);
  return body(run);
}

/// One level of calls. They are counted like levels of the syntax tree, and weigh more on the stack.
class Level {
 public:
  explicit Level(Run& run) : run_(run) {
    run_.work().depth += levels_per_call;
    const std::uint32_t depth_max = run_.model().limits.depth * 8;
    if (run_.work().depth > depth_max)
      run_.exceed("the limit of " + std::to_string(run_.model().limits.depth) +
                  " levels of nested calls is exceeded");
  }
  ~Level() { run_.work().depth -= levels_per_call; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  static constexpr std::uint32_t levels_per_call = 8;
  Run& run_;
};

/// A business knowledge model, or a boxed function with what it keeps.
struct BodyFunction final : feel::HostFunction {
  ModelPtr model;
  std::shared_ptr<const Body> code;
  std::uint32_t instance = 0;
  std::vector<Value> kept;  ///< by capture

  Value call(std::span<const Value> arguments, feel::Work& work, const feel::Frame& caller) const override {
    return in_run(model, work, caller, [&](Run& run) { return call_in(run, arguments); });
  }

  Value call_in(Run& run, std::span<const Value> arguments) const {
    const Level level(run);
    if (run.exceeded() || !run.charge(1)) return {};
    Activation activation(run, *code, instance);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      Value value = arguments[i];
      const bool given = !value.is_null();
      fit(value, code->parameter_types[i], DmnProblem::Kind::unfit_argument, code->element,
          "the argument " + code->parameters[i], run);
      if (given && value.is_null()) return {};  // the call fails, not only the argument
      activation.slot(static_cast<std::uint32_t>(i)) = std::move(value);
    }
    for (std::size_t i = 0; i < kept.size(); ++i) activation.slot(code->captures[i].slot) = kept[i];
    for (const Load& load : code->loads) {
      const std::uint32_t number = model->number_of(load.ref, instance);
      activation.slot(load.slot) =
          load.ref.kind == Ref::Kind::service ? run.service_value(number) : run.function_value(number);
    }
    Value value = evaluate(code->root.get(), activation);
    if (code->external) {
      const auto function = activation.external(value, code->parameters);
      if (!function) return {};
      const auto& host = dynamic_cast<const feel::HostFunction&>(*function);
      value = host.call(arguments, run.work(), activation);
    }
    fit(value, code->result, DmnProblem::Kind::unfit_result, code->element, "the result", run);
    return value;
  }
};

/// A decision service: its input data, then its input decisions.
struct ServiceFunction final : feel::HostFunction {
  ModelPtr model;
  std::uint32_t number = 0;

  Value call(std::span<const Value> arguments, feel::Work& work, const feel::Frame& caller) const override {
    return in_run(model, work, caller, [&](Run& run) { return call_in(run, arguments); });
  }

  Value call_in(Run& run, std::span<const Value> arguments) const {
    const Level level(run);
    if (run.exceeded() || !run.charge(1 + model->decisions.size() / 64)) return {};
    const Module::Service& service = model->service(number);
    const std::uint32_t instance = model->services[number].instance;
    Records records(*model);
    std::size_t next = 0;
    const std::string element = "service " + service.name;
    const auto fitted = [&](const ItemTypePtr& type, const std::string& name, bool& fits) {
      Value value = arguments[next++];
      const bool given = !value.is_null();
      fit(value, type, DmnProblem::Kind::unfit_argument, element, "the argument " + name, run);
      fits = fits && (!given || !value.is_null());
      return value;
    };
    bool fits = true;
    for (const Ref& ref : service.inputs) {
      const std::uint32_t input = model->number_of(ref, instance);
      records.set_input(input, fitted(model->input(input).type, model->input(input).name, fits));
    }
    for (const Ref& ref : service.input_decisions) {
      const std::uint32_t decision = model->number_of(ref, instance);
      records.set_decision(decision,
                           fitted(model->decision(decision).type, model->decision(decision).name, fits));
    }
    return fits ? serve(number, records, run) : Value();
  }
};

std::string function_text(const std::vector<std::string>& parameters) {
  std::string text = "function(";
  for (std::size_t i = 0; i < parameters.size(); ++i) text += (i > 0 ? ", " : "") + parameters[i];
  return text + ")";
}

void describe(feel::HostFunction& function, const std::vector<std::string>& names,
              const std::vector<ItemTypePtr>& types, const ItemTypePtr& result) {
  function.parameters = names;
  for (const ItemTypePtr& type : types) function.parameter_types.push_back(type ? type->type : feel::Type{});
  if (result) function.result = result->type;
  function.text = function_text(names);
}

}  // namespace

Value Run::function_value(std::uint32_t number) {
  if (functions_.empty()) functions_.resize(model_.functions.size());
  if (!functions_[number]) {
    auto function = std::make_shared<BodyFunction>();
    function->model = model_.shared_from_this();
    function->code = model_.function(number).body;
    function->instance = model_.functions[number].instance;
    describe(*function, function->code->parameters, function->code->parameter_types, function->code->result);
    functions_[number] = Value::of(std::shared_ptr<const Function>(std::move(function)));
  }
  return *functions_[number];
}

Value Run::service_value(std::uint32_t number) {
  if (services_.empty()) services_.resize(model_.services.size());
  if (!services_[number]) {
    auto function = std::make_shared<ServiceFunction>();
    function->model = model_.shared_from_this();
    function->number = number;
    const Module::Service& service = model_.service(number);
    const std::uint32_t instance = model_.services[number].instance;
    std::vector<std::string> names;
    std::vector<ItemTypePtr> types;
    for (const Ref& ref : service.inputs) {
      const Module::Input& input = model_.input(model_.number_of(ref, instance));
      names.push_back(input.name);
      types.push_back(input.type);
    }
    for (const Ref& ref : service.input_decisions) {
      const Module::Decision& decision = model_.decision(model_.number_of(ref, instance));
      names.push_back(decision.name);
      types.push_back(decision.type);
    }
    describe(*function, names, types, service.result);
    services_[number] = Value::of(std::shared_ptr<const Function>(std::move(function)));
  }
  return *services_[number];
}

Value closure_value(const std::shared_ptr<const Body>& body, Activation& outer) {
  auto function = std::make_shared<BodyFunction>();
  function->model = outer.run().model().shared_from_this();
  function->code = body;
  function->instance = outer.instance();
  for (const Capture& capture : body->captures) {
    function->kept.push_back(outer.slot(capture.from));
    function->depth = std::max(function->depth, function->kept.back().depth() + 1);
  }
  describe(*function, body->parameters, body->parameter_types, body->result);
  const Value value = Value::of(std::shared_ptr<const Function>(std::move(function)));
  return outer.run().fits(value) ? value : Value();
}

Value call_by_name(const Value& function, const std::vector<std::string>& names, std::vector<Value> arguments,
                   Activation& activation) {
  Run& run = activation.run();
  const auto refuse = [&](std::string message) {
    run.note(DmnProblem::Kind::unfit_argument, activation.body().element, std::move(message));
    return Value();
  };
  if (function.kind() != Value::Kind::function) {
    return refuse(function.is_null()
                      ? "there is no function to call"
                      : "a " + std::string(kind_name(function.kind())) + " is called like a function");
  }
  const std::vector<std::string>* parameters = feel::parameters_of(*function.function());
  if (parameters == nullptr) {
    return feel::call_builtin(function, names, arguments, activation, run.model().limits);
  }
  std::vector<Value> placed(parameters->size());
  std::vector<bool> given(parameters->size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto place = std::find(parameters->begin(), parameters->end(), names[i]);
    if (place == parameters->end()) return refuse("the function has no parameter " + names[i]);
    const auto index = static_cast<std::size_t>(place - parameters->begin());
    placed[index] = std::move(arguments[i]);
    given[index] = true;
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!given[i]) return refuse("the parameter " + (*parameters)[i] + " is not bound");
  }
  return feel::call(function, placed, activation, run.model().limits);
}

}  // namespace huifang::dmn
