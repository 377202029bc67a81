#pragma once
/// Runs a program on a frame.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feel/operators.hpp"
#include "feel/program.hpp"

namespace huifang::feel {

class Evaluator {
 public:
  Evaluator(const Expression::Program& program, const Frame& frame);

  /// The whole expression. `input` is `?` of unary tests.
  Outcome run(const Value* input = nullptr);
  /// One node; null when it failed (see failed()).
  Value evaluate(std::uint32_t node);
  bool failed() const { return status_ != Outcome::Status::ok; }

  bool strict() const { return program_->semantics == Semantics::strict; }
  const Limits& limits() const { return program_->limits; }
  const Frame& frame() const { return frame_; }

  /// Records a failure in strict semantics; null either way.
  Value wrong_type(const Node& node, std::string_view message);
  Value failure(const Node& node, std::string_view message);
  /// A limit: a failure in both semantics.
  Value exceeded(const Node& node, std::string_view message);
  /// False when a value is larger than an evaluation may make; it then fails.
  bool value_fits(const Value& value, const Node& node);
  bool charge(std::uint64_t steps, const Node& node);
  bool list_fits(std::size_t items, const Node& node);
  bool string_fits(std::size_t bytes, const Node& node);

  /// Calls a function value.
  Value call(const Value& function, std::span<const Value> arguments, const Node& node);
  Value call_builtin(std::uint32_t builtin, std::span<const Value> arguments, const Node& node);
  /// A list value, or null and a failure when it is too deep or too long.
  Value make_list(std::vector<Value> items, const Node& node);

 private:
  struct Note {
    const Node* node = nullptr;
  };
  class Nesting;

  Value& local(std::uint32_t id) { return locals_[base_ + id]; }
  Value child(const Node& node, std::uint32_t index) { return evaluate(program_->child(node, index)); }
  Value null_input(const Node& node);
  Value finish(const Node& node, const Calculated& result, const Value& a, const Value& b,
               std::string_view sign);

  Value evaluate_slot(const Node& node);
  Value evaluate_attribute(const Node& node);
  Value attribute_of(const Node& node, const Value& object);
  Value evaluate_path(const Node& node);
  Value path_of(const Node& node, const Value& object, std::string_view name);
  Value evaluate_item_member(const Node& node);
  Value evaluate_host_call(const Node& node);
  Value evaluate_builtin(const Node& node);
  Value evaluate_value_call(const Node& node);
  Value evaluate_negate(const Node& node);
  Value evaluate_chain(const Node& node);
  Value evaluate_power(const Node& node);
  Value evaluate_equal(const Node& node);
  Value evaluate_order(const Node& node);
  Value evaluate_between(const Node& node);
  Value evaluate_logic(const Node& node, bool deciding);
  Value evaluate_test(const Node& node);
  Value evaluate_not(const Node& node);
  Value evaluate_branch(const Node& node);
  Value evaluate_list(const Node& node);
  Value evaluate_context(const Node& node);
  Value evaluate_range(const Node& node);
  Value evaluate_filter(const Node& node);
  Value filter_by_index(const Node& node, const std::vector<Value>& items, const Value& index);
  Value evaluate_loop(const Node& node);
  Value evaluate_quantified(const Node& node, bool deciding);
  Value evaluate_closure(const Node& node);
  Value evaluate_external(const Node& node);
  Value call_closure(const struct Closure& closure, std::span<const Value> arguments, const Node& node);

  /// Calls `step` for each item of domain `index` with its local set; false stops. Null domain: no call, and
  /// null.
  template <class Step>
  bool each_item(const Node& node, std::uint32_t index, const Step& step);
  template <class Step>
  bool each_combination(const Node& node, std::uint32_t index, std::uint32_t domains, const Step& step);

  const Expression::Program* program_;
  const Expression::Program* root_program_;
  const Frame& frame_;
  std::vector<Value> locals_;
  std::size_t base_ = 0;
  Work own_work_;
  Work& work_;  ///< that of the frame when it has one
  bool domain_is_null_ = false;
  std::vector<Note> notes_;
  Outcome::Status status_ = Outcome::Status::ok;
  bool fatal_ = false;
  std::string message_;
  std::int64_t offset_ = -1;
};

}  // namespace huifang::feel
