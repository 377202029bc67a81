#include "feel/evaluate.hpp"

#include <algorithm>

#include "feel/builtins.hpp"
#include "feel/evaluate_depth.hpp"
#include "feel/types.hpp"

namespace huifang::feel {
Evaluator::Evaluator(const Expression::Program& program, const Frame& frame)
    : program_(&program),
      root_program_(&program),
      frame_(frame),
      work_(frame.work() == nullptr ? own_work_ : *frame.work()) {
  locals_.resize(program.locals);
}

Outcome Evaluator::run(const Value* input) {
  if (input != nullptr) locals_[0] = *input;
  Outcome outcome;
  outcome.value = evaluate(program_->root);
  if (failed()) {
    outcome.value = Value();
    outcome.status = status_;
    outcome.message = std::move(message_);
    outcome.offset = offset_;
  } else if (outcome.value.is_null() && !notes_.empty()) {
    outcome.status = Outcome::Status::undecided;
    for (const Note& note : notes_) {
      std::string name(program_->source(*note.node));
      if (std::find(outcome.names.begin(), outcome.names.end(), name) == outcome.names.end()) {
        outcome.names.push_back(std::move(name));
      }
    }
    outcome.offset = notes_.front().node->begin;
  } else if (outcome.value.is_null() && strict() && input != nullptr && input->is_null()) {
    outcome.status = Outcome::Status::undecided;
    outcome.names.emplace_back("?");
  }
  return outcome;
}

Value Evaluator::wrong_type(const Node& node, std::string_view message) {
  if (!strict() || failed()) return {};
  status_ = Outcome::Status::wrong_type;
  message_ = message;
  offset_ = program_ == root_program_ ? static_cast<std::int64_t>(node.begin) : -1;
  return {};
}

Value Evaluator::failure(const Node& node, std::string_view message) {
  if (!strict() || failed()) return {};
  status_ = Outcome::Status::error;
  message_ = message;
  offset_ = program_ == root_program_ ? static_cast<std::int64_t>(node.begin) : -1;
  return {};
}

Value Evaluator::exceeded(const Node& node, std::string_view message) {
  if (fatal_) return {};
  status_ = Outcome::Status::error;
  fatal_ = true;
  message_ = message;
  if (work_.exceeded.empty()) work_.exceeded = message;
  offset_ = program_ == root_program_ ? static_cast<std::int64_t>(node.begin) : -1;
  return {};
}

bool Evaluator::charge(std::uint64_t steps, const Node& node) {
  work_.steps += steps;
  if (work_.steps <= limits().steps) return true;
  exceeded(node, "the limit of " + std::to_string(limits().steps) + " evaluation steps is exceeded");
  return false;
}

bool Evaluator::list_fits(std::size_t items, const Node& node) {
  if (items <= limits().list_items) return true;
  exceeded(node, "the limit of " + std::to_string(limits().list_items) + " list items is exceeded");
  return false;
}

bool Evaluator::string_fits(std::size_t bytes, const Node& node) {
  if (bytes <= limits().string_bytes) return true;
  exceeded(node, "the limit of " + std::to_string(limits().string_bytes) + " bytes in a string is exceeded");
  return false;
}

Value Evaluator::make_list(std::vector<Value> items, const Node& node) {
  if (!list_fits(items.size(), node)) return {};
  Value list = Value::of(std::move(items));
  if (list.depth() > value_depth_max) {
    return exceeded(
        node, "the limit of " + std::to_string(value_depth_max) + " lists inside one another is exceeded");
  }
  return value_fits(list, node) ? list : Value();
}

bool Evaluator::value_fits(const Value& value, const Node& node) {
  if (value.size() <= value_size_max) return true;
  exceeded(node, "the limit of " + std::to_string(value_size_max) + " values in one value is exceeded");
  return false;
}

/// null came from outside: remembered, in case the result is null because of it.
Value Evaluator::null_input(const Node& node) {
  if (strict() && program_ == root_program_) notes_.push_back({&node});
  return {};
}

Value Evaluator::evaluate(std::uint32_t index) {
  const Node& node = program_->nodes[index];
  if (node.op == Op::constant) return program_->constants[node.id];
  if (node.op == Op::local) return local(node.id);
  if (!charge(1, node)) return {};
  if (node.op == Op::slot) return evaluate_slot(node);
  const Nesting nesting(*this);
  if (work_.depth > limits().depth * depth_per_limit) {
    return exceeded(node,
                    "the limit of " + std::to_string(limits().depth) + " levels of nested calls is exceeded");
  }
  switch (node.op) {
    case Op::constant:
    case Op::local:
    case Op::slot:
      break;
    case Op::attribute:
      return evaluate_attribute(node);
    case Op::host_call:
      return evaluate_host_call(node);
    case Op::builtin:
      return evaluate_builtin(node);
    case Op::builtin_value: {
      auto function = std::make_shared<BuiltinValue>();
      function->builtin = node.id;
      function->text = program_->source(node);
      return Value::of(std::shared_ptr<const Function>(std::move(function)));
    }
    case Op::value_call:
      return evaluate_value_call(node);
    case Op::path:
      return evaluate_path(node);
    case Op::item_member:
      return evaluate_item_member(node);
    case Op::negate:
      return evaluate_negate(node);
    case Op::chain:
      return evaluate_chain(node);
    case Op::power:
      return evaluate_power(node);
    case Op::equal:
    case Op::not_equal:
      return evaluate_equal(node);
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
      return evaluate_order(node);
    case Op::between:
      return evaluate_between(node);
    case Op::all_of:
      return evaluate_logic(node, false);
    case Op::any_of:
    case Op::matches_any:
      return evaluate_logic(node, true);
    case Op::test:
      return evaluate_test(node);
    case Op::test_not:
      return evaluate_not(node);
    case Op::let: {
      Value value = child(node, 0);
      if (failed()) return {};
      local(node.id) = std::move(value);
      return child(node, 1);
    }
    case Op::branch:
      return evaluate_branch(node);
    case Op::list:
      return evaluate_list(node);
    case Op::context:
      return evaluate_context(node);
    case Op::range:
      return evaluate_range(node);
    case Op::range_to:
      return wrong_type(node, "a range after `in` is only iterated");
    case Op::filter:
      return evaluate_filter(node);
    case Op::loop:
      return evaluate_loop(node);
    case Op::some:
      return evaluate_quantified(node, true);
    case Op::every:
      return evaluate_quantified(node, false);
    case Op::closure:
      return evaluate_closure(node);
    case Op::external:
      return evaluate_external(node);
    case Op::instance_of: {
      const Value value = child(node, 0);
      return failed() ? Value() : Value::of(conforms(value, program_->types[node.id]));
    }
    case Op::constant_null:
      return {};
  }
  return {};
}

Value Evaluator::evaluate_slot(const Node& node) {
  Value value = frame_.load(node.id);
  return value.is_null() ? null_input(node) : value;
}

Value Evaluator::attribute_of(const Node& node, const Value& object) {
  if (object.is_null()) return {};
  if (object.kind() != Value::Kind::entity) {
    return wrong_type(node, "an attribute of a " + kind_text(object) + " is asked for; expected a reference");
  }
  Value value = frame_.attribute(object, node.id);
  return value.is_null() ? null_input(node) : value;
}

Value Evaluator::evaluate_attribute(const Node& node) {
  const Value object = child(node, 0);
  if (failed()) return {};
  if (object.kind() != Value::Kind::list) return attribute_of(node, object);
  std::vector<Value> values;
  values.reserve(object.list().size());
  if (!charge(object.list().size(), node)) return {};
  for (const Value& item : object.list()) {
    values.push_back(attribute_of(node, item));
    if (failed()) return {};
  }
  return make_list(std::move(values), node);
}

Value Evaluator::path_of(const Node& node, const Value& object, std::string_view name) {
  if (object.is_null()) return {};
  if (auto value = property(object, name)) return value->is_null() ? null_input(node) : std::move(*value);
  if (object.kind() == Value::Kind::context) return null_input(node);
  return wrong_type(node, "a " + kind_text(object) + " has no member " + std::string(name));
}

Value Evaluator::evaluate_path(const Node& node) {
  const Value object = child(node, 0);
  if (failed()) return {};
  const std::string_view name = program_->names[node.id];
  if (object.kind() != Value::Kind::list) return path_of(node, object, name);
  std::vector<Value> values;
  values.reserve(object.list().size());
  if (!charge(object.list().size(), node)) return {};
  for (const Value& item : object.list()) {
    values.push_back(path_of(node, item, name));
    if (failed()) return {};
  }
  return make_list(std::move(values), node);
}

Value Evaluator::evaluate_item_member(const Node& node) {
  const Value item = child(node, 0);
  if (item.kind() == Value::Kind::context) {
    if (const Value* entry = item.context().find(program_->names[node.id])) {
      if (node.count > 2) return child(node, 2);
      return entry->is_null() ? null_input(node) : *entry;
    }
  }
  if (node.count > 1) return child(node, 1);
  return null_input(node);
}

Value Evaluator::finish(const Node& node, const Calculated& result, const Value& a, const Value& b,
                        std::string_view sign) {
  if (result.trouble == Calculated::Trouble::none) {
    if (result.value.kind() == Value::Kind::string && !string_fits(result.value.string().size(), node))
      return {};
    return result.value;
  }
  if (!strict()) return {};
  if (result.trouble == Calculated::Trouble::failed) return failure(node, result.message);
  return wrong_type(node, std::string(sign) + " does not take a " + kind_text(a) + " and a " + kind_text(b));
}

Value Evaluator::evaluate_negate(const Node& node) {
  const Value value = child(node, 0);
  if (failed() || value.is_null()) return {};
  const Calculated result = negate(value);
  if (result.trouble == Calculated::Trouble::wrong_type) {
    return wrong_type(node, "- does not take a " + kind_text(value));
  }
  return finish(node, result, value, value, "-");
}

Value Evaluator::evaluate_chain(const Node& node) {
  Value value = child(node, 0);
  for (std::uint32_t i = 1; i < node.count; ++i) {
    if (failed()) return {};
    const Value next = child(node, i);
    if (failed()) return {};
    if (value.is_null() || next.is_null()) {
      // The rest is still visited: its nulls belong to the reason, and its errors are errors.
      value = Value();
      continue;
    }
    const auto sign = static_cast<Sign>(program_->extras[node.extra + i]);
    if (value.kind() == Value::Kind::string && !charge(value.string().size() / 64, node)) return {};
    value = finish(node, calculate(sign, value, next), value, next, sign_text(sign));
  }
  return value;
}

Value Evaluator::evaluate_power(const Node& node) {
  const Value base = child(node, 0);
  if (failed()) return {};
  const Value exponent = child(node, 1);
  if (failed() || base.is_null() || exponent.is_null()) return {};
  return finish(node, power(base, exponent), base, exponent, "**");
}

Value Evaluator::evaluate_equal(const Node& node) {
  const std::size_t noted = notes_.size();
  const Value a = child(node, 0);
  if (failed()) return {};
  const Value b = child(node, 1);
  if (failed()) return {};
  // In a policy only the literal null asks whether something is known.
  if (strict() && !node.flag && (a.is_null() || b.is_null())) return {};
  if (!charge(std::min(a.size(), b.size()) / 16, node)) return {};
  Ternary same = equal(a, b);
  if (!same && a.kind() != b.kind()) {
    if (a.kind() == Value::Kind::list && a.list().size() == 1) same = equal(a.list()[0], b);
    if (b.kind() == Value::Kind::list && b.list().size() == 1) same = equal(a, b.list()[0]);
    if (strict()) same = std::nullopt;
  }
  if (!same) return wrong_type(node, "a " + kind_text(a) + " is compared with a " + kind_text(b));
  notes_.resize(noted);
  return Value::of(node.op == Op::equal ? *same : !*same);
}

Value Evaluator::evaluate_order(const Node& node) {
  const Value a = child(node, 0);
  if (failed()) return {};
  const Value b = child(node, 1);
  if (failed() || a.is_null() || b.is_null()) return {};
  const auto order = compare(a, b);
  if (!order) {
    if (!strict()) return {};
    if (a.kind() == b.kind() && is_ordered(type_of(a).kind)) {
      return failure(node, "one of the two has a time zone, the other has none");
    }
    return wrong_type(node, "a " + kind_text(a) + " is compared with a " + kind_text(b));
  }
  switch (node.op) {
    case Op::less:
      return Value::of(*order < 0);
    case Op::less_equal:
      return Value::of(*order <= 0);
    case Op::greater:
      return Value::of(*order > 0);
    default:
      return Value::of(*order >= 0);
  }
}

Value Evaluator::evaluate_between(const Node& node) {
  const Value value = child(node, 0);
  if (failed()) return {};
  const Value low = child(node, 1);
  if (failed()) return {};
  const Value high = child(node, 2);
  if (failed() || value.is_null() || low.is_null() || high.is_null()) return {};
  const Ternary inside = contains(Range{low, high, true, true}, value);
  if (inside) return Value::of(*inside);
  return wrong_type(
      node, "a " + kind_text(value) + " is compared with a " + kind_text(low) + " and a " + kind_text(high));
}

/// `and` (deciding = false) and `or` (deciding = true): one deciding operand decides, whatever the others
/// are.
Value Evaluator::evaluate_logic(const Node& node, bool deciding) {
  const std::size_t noted = notes_.size();
  bool unknown = false;
  Outcome::Status first_status = Outcome::Status::ok;
  std::string first_message;
  std::int64_t first_offset = -1;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const Value operand = child(node, i);
    if (!failed() && operand.kind() != Value::Kind::boolean && !operand.is_null()) {
      wrong_type(program_->nodes[program_->child(node, i)],
                 std::string(deciding ? "or" : "and") + " does not take a " + kind_text(operand));
    }
    if (fatal_) return {};
    if (failed()) {
      // It stands only when no other operand decides.
      if (first_status == Outcome::Status::ok) {
        first_status = status_;
        first_message = std::move(message_);
        first_offset = offset_;
      }
      status_ = Outcome::Status::ok;
      message_.clear();
      continue;
    }
    if (operand.kind() != Value::Kind::boolean) {
      unknown = true;
    } else if (operand.boolean() == deciding) {
      notes_.resize(noted);
      return Value::of(deciding);
    }
  }
  if (first_status != Outcome::Status::ok) {
    status_ = first_status;
    message_ = std::move(first_message);
    offset_ = first_offset;
    return {};
  }
  if (unknown) return {};
  notes_.resize(noted);
  return Value::of(!deciding);
}

Value Evaluator::evaluate_test(const Node& node) {
  const std::size_t noted = notes_.size();
  const Value input = child(node, 0);
  if (failed()) return {};
  const Value tested = child(node, 1);
  if (failed()) return {};
  if (tested.is_null()) {
    // A literal null asks whether the input is known; a range with an unknown end says nothing.
    const Op op = program_->nodes[program_->child(node, 1)].op;
    if ((strict() && op != Op::constant) || op == Op::range) return {};
    notes_.resize(noted);
    return Value::of(input.is_null());
  }
  // A condition of its own: it says what the cell says, whatever the input is.
  const bool of_other_kind = !input.is_null() && input.kind() != Value::Kind::boolean;
  if (node.flag && tested.kind() == Value::Kind::boolean && (node.other_flag || of_other_kind)) return tested;
  if (input.is_null() && strict()) {
    if (tested.kind() == Value::Kind::list) {
      for (const Value& item : tested.list()) {
        if (item.is_null()) {
          notes_.resize(noted);
          return Value::of(true);
        }
      }
    }
    return {};
  }
  if (tested.kind() == Value::Kind::list && !charge(tested.list().size() / 4 + tested.size() / 16, node)) return {};
  const Ternary accepted = accepts(tested, input);
  if (!accepted) {
    if (input.is_null()) return tested.kind() == Value::Kind::range ? Value() : Value::of(false);
    return wrong_type(node, "a " + kind_text(input) + " is compared with a " + kind_text(tested));
  }
  notes_.resize(noted);
  return Value::of(*accepted);
}

Value Evaluator::evaluate_not(const Node& node) {
  const Value value = child(node, 0);
  if (failed() || value.is_null()) return {};
  if (value.kind() != Value::Kind::boolean)
    return wrong_type(node, "not does not take a " + kind_text(value));
  return Value::of(!value.boolean());
}

Value Evaluator::evaluate_branch(const Node& node) {
  const std::size_t noted = notes_.size();
  const Value condition = child(node, 0);
  if (failed()) return {};
  if (condition.kind() == Value::Kind::boolean) {
    notes_.resize(noted);
    return child(node, condition.boolean() ? 1 : 2);
  }
  if (!strict()) return child(node, 2);
  return condition.is_null() ? Value() : wrong_type(node, "if does not take a " + kind_text(condition));
}

Value Evaluator::evaluate_list(const Node& node) {
  std::vector<Value> items;
  items.reserve(node.count);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    items.push_back(child(node, i));
    if (failed()) return {};
  }
  return make_list(std::move(items), node);
}

Value Evaluator::evaluate_context(const Node& node) {
  Context context;
  context.entries.reserve(node.count);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    Value value = child(node, i);
    if (failed()) return {};
    local(program_->extras[node.extra + 2 * i + 1]) = value;
    context.entries.emplace_back(program_->names[program_->extras[node.extra + 2 * i]], std::move(value));
  }
  Value made = Value::of(std::move(context));
  if (made.depth() > value_depth_max) {
    return exceeded(
        node, "the limit of " + std::to_string(value_depth_max) + " contexts inside one another is exceeded");
  }
  return value_fits(made, node) ? made : Value();
}

Value Evaluator::evaluate_range(const Node& node) {
  Range range;
  range.low_closed = node.flag;
  range.high_closed = node.other_flag;
  if (node.count == 1) {
    // Written with an operator: `< 5`, `>= 5`, `= 5`.
    const Value end = child(node, 0);
    if (failed() || end.is_null()) return {};
    const auto op = static_cast<Op>(node.id);
    if (op != Op::less && op != Op::less_equal) range.low = end;
    if (op != Op::greater && op != Op::greater_equal) range.high = end;
    return Value::of(std::move(range));
  }
  range.low = child(node, 0);
  if (failed()) return {};
  range.high = child(node, 1);
  if (failed() || range.low.is_null() || range.high.is_null()) return {};
  if (!compare(range.low, range.high)) {
    return wrong_type(node, "a range from a " + kind_text(range.low) + " to a " + kind_text(range.high));
  }
  return Value::of(std::move(range));
}

Value Evaluator::filter_by_index(const Node& node, const std::vector<Value>& items, const Value& index) {
  const auto position = index.number().to_int64();
  if (!position) return failure(node, "an index of a list is a whole number");
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t place = *position > 0 ? *position - 1 : size + *position;
  if (*position == 0 || place < 0 || place >= size) return {};
  return items[static_cast<std::size_t>(place)];
}

Value Evaluator::evaluate_filter(const Node& node) {
  Value source = child(node, 0);
  if (failed()) return {};
  if (source.is_null()) return {};
  if (source.kind() != Value::Kind::list) source = Value::of(std::vector<Value>{std::move(source)});
  const std::vector<Value>& items = source.list();
  if (node.flag) {  // the condition is a number
    const Value index = child(node, 1);
    if (failed() || index.is_null()) return {};
    return filter_by_index(node, items, index);
  }
  std::vector<Value> kept;
  const Value outer = local(node.id);
  bool unknown = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t noted = notes_.size();
    local(node.id) = items[i];
    const Value condition = child(node, 1);
    if (failed()) return {};
    if (condition.kind() == Value::Kind::number && i == 0) {
      local(node.id) = outer;
      return filter_by_index(node, items, condition);
    }
    if (condition.kind() == Value::Kind::boolean) {
      notes_.resize(noted);
      if (condition.boolean()) kept.push_back(items[i]);
    } else if (condition.is_null()) {
      unknown = true;
    } else {
      return wrong_type(node, "a filter does not take a " + kind_text(condition));
    }
  }
  local(node.id) = outer;
  // Whether an item belongs to the list is not known, so the list is not known.
  if (unknown && strict()) return {};
  return make_list(std::move(kept), node);
}

}  // namespace huifang::feel
