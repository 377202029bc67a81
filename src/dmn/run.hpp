#pragma once
/// One evaluation of a model.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dmn/compiled.hpp"
#include "huifang/dmn.hpp"

namespace huifang::dmn {

/// What an evaluation shares: its limits, its clock, its notes, and the functions of the model as values.
class Run {
 public:
  Run(const DmnModel::Compiled& model, feel::Work& work, std::optional<Instant> now, bool rows)
      : model_(model), work_(work), now_(now), rows_(rows) {}

  const DmnModel::Compiled& model() const { return model_; }
  feel::Work& work() { return work_; }
  std::optional<Instant> now() const { return now_; }
  bool wants_rows() const { return rows_; }
  bool exceeded() const { return !work_.exceeded.empty(); }

  /// Counts work; false when a limit is reached.
  bool charge(std::uint64_t steps);
  /// False when a list or context has become too large or too deep.
  bool fits(const Value& value);
  void exceed(std::string message);

  void note(DmnProblem::Kind kind, const std::string& element, std::string message);
  void note(DmnTableRun table);
  /// A decision begins: tables that run from now on are its own, until the next one.
  void begin_decision(std::string name);
  void end_decision(const Value& value);

  /// A function or service of the model as a value.
  Value function_value(std::uint32_t number);
  Value service_value(std::uint32_t number);

  std::vector<DmnDecisionOutcome>& decisions() { return decisions_; }
  std::vector<DmnProblem>& problems() { return problems_; }

 private:
  const DmnModel::Compiled& model_;
  feel::Work& work_;
  std::optional<Instant> now_;
  bool rows_;
  std::vector<std::optional<Value>> functions_;
  std::vector<std::optional<Value>> services_;
  std::vector<DmnDecisionOutcome> decisions_;
  std::vector<std::size_t> open_;  ///< decisions that have begun: one may call a service that runs others
  std::vector<DmnProblem> problems_;
  std::size_t tables_ = 0;
};

/// Slots of a body while it runs.
class Activation final : public feel::Frame {
 public:
  Activation(Run& run, const Body& body, std::uint32_t instance)
      : run_(run), body_(body), instance_(instance), slots_(body.slots) {}

  Value load(std::uint32_t slot) const override { return slots_[slot]; }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }
  std::optional<Instant> now() const override { return run_.now(); }
  feel::Work* work() const override { return &run_.work(); }
  std::shared_ptr<const Function> external(const Value& mapping,
                                           const std::vector<std::string>& parameters) const override;

  Value& slot(std::uint32_t number) { return slots_[number]; }
  Run& run() const { return run_; }
  const Body& body() const { return body_; }
  std::uint32_t instance() const { return instance_; }

 private:
  Run& run_;
  const Body& body_;
  std::uint32_t instance_;
  std::vector<Value> slots_;
};

/// The inputs and decisions of one instance of the graph: of the whole evaluation, or of one call of a
/// service.
class Records {
 public:
  explicit Records(const DmnModel::Compiled& model);

  void set_input(std::uint32_t number, Value value) { inputs_[number] = std::move(value); }
  void set_decision(std::uint32_t number, Value value) { decisions_[number] = std::move(value); }
  /// Evaluates what is not known of `wanted` and of what it requires. False when a limit was exceeded.
  bool decide(const std::vector<std::uint32_t>& wanted, Run& run);
  const Value& decision(std::uint32_t number) const { return *decisions_[number]; }

 private:
  void evaluate(std::uint32_t number, Run& run);
  Value requirement(const Ref& ref, std::uint32_t instance, Run& run) const;

  const DmnModel::Compiled& model_;
  std::vector<std::optional<Value>> inputs_;
  std::vector<std::optional<Value>> decisions_;
};

/// The value of a boxed expression; null when it has none, or a limit was exceeded.
Value evaluate(const Boxed* boxed, Activation& activation);

/// Coerces and notes what does not fit. `what`: "the result", "the argument x".
void fit(Value& value, const ItemTypePtr& type, DmnProblem::Kind kind, const std::string& element,
         const std::string& what, Run& run);

/// Calls a function value with arguments by name; null when they do not fit.
Value call_by_name(const Value& function, const std::vector<std::string>& names, std::vector<Value> arguments,
                   Activation& activation);

/// The function that a body is, with what it keeps of `outer` (null: nothing).
Value closure_value(const std::shared_ptr<const Body>& body, Activation& outer);

/// Inputs and outputs of a service: sets what the caller gives, decides, and gives the result.
Value serve(std::uint32_t service, Records& records, Run& run);

/// "library.Grade": the name of an element behind the imports that lead to it.
std::string path_name(const Instance& instance, const std::string& name);

}  // namespace huifang::dmn
