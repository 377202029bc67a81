#include "dmn/run.hpp"

#include <algorithm>

#include "dmn/java.hpp"
#include "feel/evaluate_depth.hpp"

namespace huifang::dmn {
namespace {

constexpr std::size_t problems_max = 1'000;
constexpr std::size_t tables_max = 10'000;

}  // namespace

bool Run::charge(std::uint64_t steps) {
  work_.steps += steps;
  if (work_.steps > model_.limits.steps)
    exceed("the limit of " + std::to_string(model_.limits.steps) + " evaluation steps is exceeded");
  return !exceeded();
}

bool Run::fits(const Value& value) {
  if (value.kind() == Value::Kind::list && value.list().size() > model_.limits.list_items)
    exceed("the limit of " + std::to_string(model_.limits.list_items) + " list items is exceeded");
  if (value.size() > feel::value_size_max)
    exceed("the limit of " + std::to_string(feel::value_size_max) + " values in one value is exceeded");
  if (value.depth() > feel::value_depth_max)
    exceed("the limit of " + std::to_string(feel::value_depth_max) + " values inside one another is exceeded");
  return !exceeded();
}

void Run::exceed(std::string message) {
  if (work_.exceeded.empty()) work_.exceeded = std::move(message);
}

void Run::note(DmnProblem::Kind kind, const std::string& element, std::string message) {
  if (problems_.size() < problems_max) problems_.push_back({kind, element, std::move(message)});
}

void Run::note(DmnTableRun table) {
  if (open_.empty() || ++tables_ > tables_max) return;
  decisions_[open_.back()].tables.push_back(std::move(table));
}

void Run::begin_decision(std::string name) {
  open_.push_back(decisions_.size());
  decisions_.push_back({std::move(name), {}, {}});
}

void Run::end_decision(const Value& value) {
  decisions_[open_.back()].value = value;
  open_.pop_back();
}

std::shared_ptr<const Function> Activation::external(const Value& mapping,
                                                     const std::vector<std::string>& parameters) const {
  std::shared_ptr<const Function> function = java_function(mapping, parameters, run_.model().limits);
  if (!function) {
    run_.note(DmnProblem::Kind::unfit_value, body_.element,
              "the external function " + mapping.to_text() + " is not known");
  }
  return function;
}

Records::Records(const DmnModel::Compiled& model)
    : model_(model), inputs_(model.inputs.size()), decisions_(model.decisions.size()) {}

Value Records::requirement(const Ref& ref, std::uint32_t instance, Run& run) const {
  const std::uint32_t number = model_.number_of(ref, instance);
  switch (ref.kind) {
    case Ref::Kind::input:
      return inputs_[number].value_or(Value());
    case Ref::Kind::decision:
      return decisions_[number].value_or(Value());
    case Ref::Kind::function:
      return run.function_value(number);
    case Ref::Kind::service:
      return run.service_value(number);
  }
  return {};
}

bool Records::decide(const std::vector<std::uint32_t>& wanted, Run& run) {
  std::vector<std::uint32_t> open = wanted;
  std::vector<std::uint32_t> needed;
  std::vector<bool> seen(decisions_.size());
  while (!open.empty()) {
    const std::uint32_t number = open.back();
    open.pop_back();
    if (seen[number] || decisions_[number]) continue;
    seen[number] = true;
    needed.push_back(number);
    const std::uint32_t instance = model_.decisions[number].instance;
    for (const Ref& ref : model_.decision(number).decisions) open.push_back(model_.number_of(ref, instance));
  }
  std::sort(needed.begin(), needed.end(),
            [this](std::uint32_t a, std::uint32_t b) { return model_.rank[a] < model_.rank[b]; });
  for (const std::uint32_t number : needed) {
    evaluate(number, run);
    if (run.exceeded()) return false;
  }
  return true;
}

void Records::evaluate(std::uint32_t number, Run& run) {
  const Module::Decision& decision = model_.decision(number);
  const std::uint32_t instance = model_.decisions[number].instance;
  for (const Ref& ref : decision.inputs) {
    const std::uint32_t input = model_.number_of(ref, instance);
    if (inputs_[input]) continue;
    inputs_[input] = Value();
    const std::string name =
        path_name(model_.instances[model_.inputs[input].instance], model_.input(input).name);
    run.note(DmnProblem::Kind::missing_input, "input " + name, "the input was not given");
  }
  run.begin_decision(path_name(model_.instances[instance], decision.name));
  Activation activation(run, *decision.body, instance);
  for (const Load& load : decision.body->loads)
    activation.slot(load.slot) = requirement(load.ref, instance, run);
  Value value = dmn::evaluate(decision.body->root.get(), activation);
  fit(value, decision.type, DmnProblem::Kind::unfit_result, decision.body->element, "the result", run);
  run.end_decision(value);
  decisions_[number] = std::move(value);
}

Value serve(std::uint32_t number, Records& records, Run& run) {
  const DmnModel::Compiled& model = run.model();
  const Module::Service& service = model.service(number);
  const std::uint32_t instance = model.services[number].instance;
  std::vector<std::uint32_t> outputs;
  for (const Ref& ref : service.outputs) outputs.push_back(model.number_of(ref, instance));
  if (!records.decide(outputs, run)) return {};
  Value value;
  if (outputs.size() == 1) {
    value = records.decision(outputs.front());
  } else {
    Context context;
    for (const std::uint32_t output : outputs)
      context.entries.emplace_back(model.decision(output).name, records.decision(output));
    value = Value::of(std::move(context));
  }
  fit(value, service.result, DmnProblem::Kind::unfit_result, "service " + service.name, "the result", run);
  return value;
}

void fit(Value& value, const ItemTypePtr& type, DmnProblem::Kind kind, const std::string& element,
         const std::string& what, Run& run) {
  if (!type || value.is_null()) return;
  const std::string_view found = kind_name(value.kind());
  const Fit result = coerce(value, *type);
  if (result == Fit::fits) return;
  run.note(kind, element,
           result == Fit::other_type ? what + " is a " + std::string(found) + ", not a " + type->name
                                     : what + " is not one of the values that " + type->name + " allows");
}

std::string path_name(const Instance& instance, const std::string& name) {
  std::string result;
  for (const std::string& step : instance.path) {
    if (!step.empty()) result += step + ".";
  }
  return result + name;
}

}  // namespace huifang::dmn
