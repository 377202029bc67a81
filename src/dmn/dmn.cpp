#include "huifang/dmn.hpp"

#include <algorithm>

#include "dmn/codes.hpp"
#include "dmn/load.hpp"
#include "dmn/run.hpp"
#include "feel/program.hpp"

namespace huifang {
namespace {

using Compiled = DmnModel::Compiled;

std::string qualified(const std::vector<std::string>& path, const std::string& name) {
  dmn::Instance instance;
  instance.path = path;
  return dmn::path_name(instance, name);
}

/// The value given for an element: under its qualified name, inside contexts of the names of its imports, then behind fewer of them.
const Value* given(const Context& inputs, const std::vector<std::string>& path, const std::string& name) {
  if (const Value* whole = inputs.find(qualified(path, name))) return whole;
  for (std::size_t skipped = 0; skipped <= path.size(); ++skipped) {
    const Context* holder = &inputs;
    for (std::size_t i = skipped; i < path.size() && holder != nullptr; ++i) {
      if (path[i].empty()) continue;
      const Value* inner = holder->find(path[i]);
      holder = inner != nullptr && inner->kind() == Value::Kind::context ? &inner->context() : nullptr;
    }
    if (holder == nullptr) continue;
    if (const Value* value = holder->find(name)) return value;
  }
  return nullptr;
}

void set_input(const Compiled& model, std::uint32_t number, const Context& inputs, dmn::Records& records,
               dmn::Run& run) {
  const dmn::Module::Input& input = model.input(number);
  const dmn::Instance& instance = model.instances[model.inputs[number].instance];
  const Value* found = given(inputs, instance.path, input.name);
  if (found == nullptr) return;
  Value value = *found;
  dmn::fit(value, input.type, DmnProblem::Kind::unfit_input, "input " + dmn::path_name(instance, input.name),
           "the value", run);
  records.set_input(number, std::move(value));
}

void set_decision(const Compiled& model, std::uint32_t number, const Context& inputs, dmn::Records& records,
                  dmn::Run& run) {
  const dmn::Module::Decision& decision = model.decision(number);
  const dmn::Instance& instance = model.instances[model.decisions[number].instance];
  const Value* found = given(inputs, instance.path, decision.name);
  if (found == nullptr) return;
  Value value = *found;
  dmn::fit(value, decision.type, DmnProblem::Kind::unfit_input,
           "decision " + dmn::path_name(instance, decision.name), "the value", run);
  records.set_decision(number, std::move(value));
}

[[noreturn]] void unknown(std::string what, std::string_view name, const std::vector<std::string>& names) {
  Diagnostic diagnostic;
  diagnostic.code = dmn::code::unknown_decision;
  diagnostic.message = "the model has no such " + what;
  diagnostic.found = name;
  for (const std::string& each : names) {
    if (diagnostic.expected.size() > 200) break;
    diagnostic.expected += (diagnostic.expected.empty() ? "" : ", ") + each;
  }
  diagnostic.suggestion = nearest_name(std::string(name), names);
  throw Error(ErrorKind::argument, {std::move(diagnostic)});
}

DmnOutcome finished(dmn::Run& run, Value value) {
  if (run.exceeded()) {
    Diagnostic diagnostic;
    diagnostic.code = dmn::code::limit_work;
    diagnostic.message = run.work().exceeded;
    throw Error(ErrorKind::limit, {std::move(diagnostic)});
  }
  DmnOutcome outcome;
  outcome.value = std::move(value);
  outcome.decisions = std::move(run.decisions());
  outcome.problems = std::move(run.problems());
  return outcome;
}

}  // namespace

DmnModel DmnModel::read(const DmnDocument& document, const DmnOptions& options) {
  DmnModel model;
  model.model_ = dmn::Loader(options).load(document);
  return model;
}

const std::string& DmnModel::name() const { return model_->instances.front().module->name; }
const std::string& DmnModel::name_space() const { return model_->instances.front().module->name_space; }
const std::vector<Diagnostic>& DmnModel::diagnostics() const { return model_->diagnostics; }
const std::vector<DmnInput>& DmnModel::inputs() const { return model_->input_list; }
const std::vector<DmnDecision>& DmnModel::decisions() const { return model_->decision_list; }
const std::vector<DmnService>& DmnModel::services() const { return model_->service_list; }
const std::vector<DmnDocument>& DmnModel::documents() const { return model_->documents; }

DmnOutcome DmnModel::evaluate(std::string_view decision, const Context& inputs,
                              const DmnEvaluateOptions& options) const {
  const auto found = model_->decision_numbers.find(std::string(decision));
  if (found == model_->decision_numbers.end()) {
    std::vector<std::string> names;
    for (const DmnDecision& each : model_->decision_list) names.push_back(each.name);
    unknown("decision", decision, names);
  }
  feel::Work work;
  dmn::Run run(*model_, work, options.now, options.rows);
  dmn::Records records(*model_);
  for (std::uint32_t i = 0; i < model_->inputs.size(); ++i) set_input(*model_, i, inputs, records, run);
  // A decision that nobody wrote down may be made by the caller.
  for (std::uint32_t i = 0; i < model_->decisions.size(); ++i) {
    if (!model_->decision(i).body->root) set_decision(*model_, i, inputs, records, run);
  }
  Value value;
  if (records.decide({found->second}, run)) value = records.decision(found->second);
  return finished(run, std::move(value));
}

DmnOutcome DmnModel::evaluate_service(std::string_view service, const Context& inputs,
                                      const DmnEvaluateOptions& options) const {
  const auto found = model_->service_numbers.find(std::string(service));
  if (found == model_->service_numbers.end()) {
    std::vector<std::string> names;
    for (const DmnService& each : model_->service_list) names.push_back(each.name);
    unknown("decision service", service, names);
  }
  feel::Work work;
  dmn::Run run(*model_, work, options.now, options.rows);
  dmn::Records records(*model_);
  const std::uint32_t number = found->second;
  const std::uint32_t instance = model_->services[number].instance;
  for (std::uint32_t i = 0; i < model_->inputs.size(); ++i) set_input(*model_, i, inputs, records, run);
  for (const dmn::Ref& ref : model_->service(number).input_decisions) {
    const std::uint32_t decision = model_->number_of(ref, instance);
    records.set_decision(decision, Value());
    set_decision(*model_, decision, inputs, records, run);
  }
  return finished(run, dmn::serve(number, records, run));
}

DmnOutcome DmnModel::evaluate_function(std::string_view function, const Context& arguments,
                                       const DmnEvaluateOptions& options) const {
  const auto found = model_->function_numbers.find(std::string(function));
  if (found == model_->function_numbers.end()) {
    std::vector<std::string> names;
    for (const auto& each : model_->function_numbers) names.push_back(each.first);
    std::sort(names.begin(), names.end());
    unknown("business knowledge model", function, names);
  }
  feel::Work work;
  dmn::Run run(*model_, work, options.now, options.rows);
  run.begin_decision(std::string(function));  // its tables belong to it
  const dmn::Body& body = *model_->function(found->second).body;
  std::vector<Value> values;
  for (const std::string& parameter : body.parameters) {
    const Value* given_value = arguments.find(parameter);
    values.push_back(given_value == nullptr ? Value() : *given_value);
  }
  const dmn::Body nothing;
  dmn::Activation caller(run, nothing, 0);
  Value value = feel::call(run.function_value(found->second), values, caller, model_->limits);
  run.end_decision(value);
  return finished(run, std::move(value));
}

std::string_view problem_name(DmnProblem::Kind kind) {
  switch (kind) {
    case DmnProblem::Kind::missing_input:
      return "missing input";
    case DmnProblem::Kind::unfit_input:
      return "unfit input";
    case DmnProblem::Kind::unfit_result:
      return "unfit result";
    case DmnProblem::Kind::unfit_argument:
      return "unfit argument";
    case DmnProblem::Kind::unfit_table:
      return "unfit table";
    case DmnProblem::Kind::unfit_value:
      return "unfit value";
    case DmnProblem::Kind::broken:
      return "broken";
  }
  return "broken";
}

}  // namespace huifang
