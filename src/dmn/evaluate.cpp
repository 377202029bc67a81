#include <algorithm>

#include "dmn/run.hpp"
#include "feel/operators.hpp"

namespace huifang::dmn {
namespace {

using Kind = Boxed::Kind;

Value unfit(const Boxed& boxed, Activation& activation, std::string message) {
  activation.run().note(DmnProblem::Kind::unfit_value, *boxed.element, std::move(message));
  return {};
}

std::string a_kind(const Value& value) { return "a " + std::string(kind_name(value.kind())); }

/// A list or context that was made here, unless it is too large.
Value made(Value value, Run& run) { return run.fits(value) ? value : Value(); }

Value evaluate_context(const Boxed& boxed, Activation& activation) {
  Context context;
  for (std::size_t i = 0; i < boxed.parts.size(); ++i) {
    Value value = evaluate(boxed.parts[i].get(), activation);
    fit(value, boxed.types[i], DmnProblem::Kind::unfit_result, *boxed.element, "the entry " + boxed.names[i],
        activation.run());
    if (activation.run().exceeded()) return {};
    if (boxed.names[i].empty()) return value;
    activation.slot(boxed.slots[i]) = value;
    const auto same = [&](const auto& entry) { return entry.first == boxed.names[i]; };
    const auto known = std::find_if(context.entries.begin(), context.entries.end(), same);
    if (known != context.entries.end())
      known->second = std::move(value);
    else
      context.entries.emplace_back(boxed.names[i], std::move(value));
  }
  return made(Value::of(std::move(context)), activation.run());
}

Value evaluate_list(const Boxed& boxed, Activation& activation) {
  std::vector<Value> items;
  items.reserve(boxed.parts.size());
  for (const BoxedPtr& part : boxed.parts) items.push_back(evaluate(part.get(), activation));
  return made(Value::of(std::move(items)), activation.run());
}

Value evaluate_relation(const Boxed& boxed, Activation& activation) {
  std::vector<Value> rows;
  const std::size_t columns = boxed.names.size();
  for (std::size_t i = 0; i < boxed.parts.size(); i += columns) {
    Context row;
    for (std::size_t c = 0; c < columns; ++c) {
      Value value = evaluate(boxed.parts[i + c].get(), activation);
      fit(value, boxed.types[c], DmnProblem::Kind::unfit_result, *boxed.element,
          "the column " + boxed.names[c], activation.run());
      row.entries.emplace_back(boxed.names[c], std::move(value));
    }
    rows.push_back(Value::of(std::move(row)));
  }
  return made(Value::of(std::move(rows)), activation.run());
}

Value evaluate_invocation(const Boxed& boxed, Activation& activation) {
  const Value function = evaluate(boxed.parts.front().get(), activation);
  std::vector<Value> arguments;
  for (std::size_t i = 1; i < boxed.parts.size(); ++i)
    arguments.push_back(evaluate(boxed.parts[i].get(), activation));
  if (activation.run().exceeded()) return {};
  return call_by_name(function, boxed.names, std::move(arguments), activation);
}

Value evaluate_conditional(const Boxed& boxed, Activation& activation) {
  const Value condition = evaluate(boxed.parts[0].get(), activation);
  if (activation.run().exceeded()) return {};
  if (condition.is_null()) return evaluate(boxed.parts[2].get(), activation);
  if (condition.kind() != Value::Kind::boolean)
    return unfit(boxed, activation, "the condition of a conditional is " + a_kind(condition));
  return evaluate(boxed.parts[condition.boolean() ? 1 : 2].get(), activation);
}

Value item_at(const std::vector<Value>& items, const Value& index) {
  const auto position = index.number().to_int64();
  const auto size = static_cast<std::int64_t>(items.size());
  if (!position || *position == 0 || *position > size || *position < -size) return {};
  return items[static_cast<std::size_t>(*position > 0 ? *position - 1 : size + *position)];
}

/// The condition of a filter for one item.
Value condition_of(const Boxed& boxed, const Value& item, Activation& activation) {
  if (boxed.expression) return feel::item_condition(boxed.expression, item, activation).value;
  if (boxed.parts.size() < 2) return {};
  activation.slot(boxed.slots.back()) = item;
  for (std::size_t i = 0; i < boxed.names.size(); ++i) {
    const Value* member = item.kind() == Value::Kind::context ? item.context().find(boxed.names[i]) : nullptr;
    activation.slot(boxed.slots[i]) = member == nullptr ? Value() : *member;
  }
  return evaluate(boxed.parts[1].get(), activation);
}

Value evaluate_filter(const Boxed& boxed, Activation& activation) {
  Run& run = activation.run();
  Value source = evaluate(boxed.parts[0].get(), activation);
  if (source.is_null() || run.exceeded()) return {};
  if (source.kind() != Value::Kind::list) source = Value::of(std::vector<Value>{std::move(source)});
  std::vector<Value> kept;
  for (const Value& item : source.list()) {
    if (!run.charge(1)) return {};
    const Value condition = condition_of(boxed, item, activation);
    if (run.exceeded()) return {};
    if (condition.kind() == Value::Kind::number && &item == &source.list().front())
      return item_at(source.list(), condition);
    if (condition.kind() != Value::Kind::boolean && !condition.is_null())
      return unfit(boxed, activation, "the condition of a filter is " + a_kind(condition));
    if (!condition.is_null() && condition.boolean()) kept.push_back(item);
  }
  return made(Value::of(std::move(kept)), run);
}

std::optional<std::int64_t> position_of(const Value& value) {
  if (value.kind() == Value::Kind::number) return value.number().to_int64();
  if (value.kind() == Value::Kind::date) return value.date().to_days();
  return std::nullopt;
}

/// Calls `step(item)` for what `domain` iterates over, until it is false. False: the domain is none.
template <class Step>
bool each_item(const Value& domain, Run& run, const Step& step) {
  if (domain.is_null()) return false;
  if (domain.kind() == Value::Kind::list) {
    for (const Value& item : domain.list()) {
      if (!run.charge(1) || !step(item)) return true;
    }
    return true;
  }
  if (domain.kind() != Value::Kind::range) return step(domain), true;  // one value is a list of one
  const Range& range = domain.range();
  const auto first = position_of(range.low);
  const auto last = position_of(range.high);
  if (!first || !last || range.low.kind() != range.high.kind()) return false;
  const bool is_date = range.low.kind() == Value::Kind::date;
  for (std::int64_t at = *first; at <= *last; ++at) {
    const bool excluded = (at == *first && !range.low_closed) || (at == *last && !range.high_closed);
    if (!excluded) {
      if (!run.charge(1)) return true;
      if (!step(is_date ? Value::of(Date::from_days(at)) : Value::of(Decimal(at)))) return true;
    }
    if (at == *last) return true;  // perhaps the largest there is
  }
  return true;
}

Value evaluate_loop(const Boxed& boxed, Activation& activation) {
  Run& run = activation.run();
  const Value domain = evaluate(boxed.parts[0].get(), activation);
  if (run.exceeded()) return {};
  std::vector<Value> results;
  const bool iterated = each_item(domain, run, [&](const Value& item) {
    activation.slot(boxed.slots[0]) = item;
    if (boxed.slots.size() > 1) {
      if (!run.charge(results.size() / 16)) return false;
      activation.slot(boxed.slots[1]) = Value::of(results);
    }
    results.push_back(evaluate(boxed.parts[1].get(), activation));
    if (results.size() > run.model().limits.list_items) run.fits(Value::of(results));
    return !run.exceeded();
  });
  if (!iterated) return unfit(boxed, activation, "for can not iterate over " + a_kind(domain));
  return made(Value::of(std::move(results)), run);
}

/// `some` (deciding = true) and `every` (deciding = false).
Value evaluate_quantified(const Boxed& boxed, bool deciding, Activation& activation) {
  Run& run = activation.run();
  const Value domain = evaluate(boxed.parts[0].get(), activation);
  if (run.exceeded()) return {};
  bool decided = false;
  bool unknown = false;
  std::string unfit_kind;
  const bool iterated = each_item(domain, run, [&](const Value& item) {
    activation.slot(boxed.slots[0]) = item;
    const Value condition = evaluate(boxed.parts[1].get(), activation);
    if (condition.kind() == Value::Kind::boolean)
      decided = condition.boolean() == deciding;
    else if (condition.is_null())
      unknown = true;
    else
      unfit_kind = a_kind(condition);
    return !decided && unfit_kind.empty() && !run.exceeded();
  });
  if (run.exceeded()) return {};
  const std::string word = deciding ? "some" : "every";
  if (!iterated) return unfit(boxed, activation, word + " can not iterate over " + a_kind(domain));
  if (!unfit_kind.empty()) return unfit(boxed, activation, "the condition of " + word + " is " + unfit_kind);
  if (!decided && unknown) return {};
  return Value::of(decided == deciding);
}

Value evaluate_table(const Boxed& boxed, Activation& activation) {
  Run& run = activation.run();
  const DecisionOutcome outcome = boxed.table.evaluate(activation);
  if (run.exceeded()) return {};
  Value value = outcome.value;
  const DecisionTableSource& source = boxed.table.source();
  for (std::size_t i = 0; i < boxed.allowed.size(); ++i) {
    if (!boxed.allowed[i] || i >= outcome.inputs.size()) continue;
    const Value accepted = boxed.allowed[i].test(outcome.inputs[i], activation).value;
    if (accepted.kind() == Value::Kind::boolean && accepted.boolean()) continue;
    run.note(DmnProblem::Kind::unfit_table, *boxed.element,
             "the input " + source.inputs[i].expression +
                 " of the table is not one of its allowed values: " + outcome.inputs[i].to_text());
    value = Value();
  }
  if (source.hit_policy == HitPolicy::unique && outcome.matched.size() > 1) {
    run.note(DmnProblem::Kind::unfit_table, *boxed.element,
             std::to_string(outcome.matched.size()) + " rows of the table match, but only one may");
  }
  if (source.hit_policy == HitPolicy::any && outcome.matched.size() > 1 && outcome.value.is_null()) {
    run.note(DmnProblem::Kind::unfit_table, *boxed.element, "rows of the table match with different outputs");
  }
  DmnTableRun table;
  table.element = *boxed.element;
  for (const DecisionTableSource::Input& input : source.inputs) table.inputs.push_back(input.expression);
  table.values = outcome.inputs;
  table.matched = outcome.matched;
  for (const std::uint32_t row : outcome.matched) table.row_ids.push_back(boxed.row_ids[row]);
  table.value = value;
  if (run.wants_rows()) table.rows = boxed.table.explain(activation);
  run.note(std::move(table));
  return value;
}

Value value_of(const Boxed& boxed, Activation& activation) {
  switch (boxed.kind) {
    case Kind::literal:
      return boxed.expression ? boxed.expression.evaluate(activation).value : Value();
    case Kind::context:
      return evaluate_context(boxed, activation);
    case Kind::list:
      return evaluate_list(boxed, activation);
    case Kind::relation:
      return evaluate_relation(boxed, activation);
    case Kind::invocation:
      return evaluate_invocation(boxed, activation);
    case Kind::function:
      return closure_value(boxed.function, activation);
    case Kind::conditional:
      return evaluate_conditional(boxed, activation);
    case Kind::filter:
      return evaluate_filter(boxed, activation);
    case Kind::loop:
      return evaluate_loop(boxed, activation);
    case Kind::some:
    case Kind::every:
      return evaluate_quantified(boxed, boxed.kind == Kind::some, activation);
    case Kind::table:
      return evaluate_table(boxed, activation);
  }
  return {};
}

}  // namespace

Value evaluate(const Boxed* boxed, Activation& activation) {
  Run& run = activation.run();
  if (boxed == nullptr || !run.charge(1)) return {};
  if (boxed->broken) {
    run.note(DmnProblem::Kind::broken, *boxed->element, "an expression did not compile");
    return {};
  }
  Value value = value_of(*boxed, activation);
  if (run.exceeded()) return {};
  fit(value, boxed->type, DmnProblem::Kind::unfit_result, *boxed->element, "an expression", run);
  return value;
}

}  // namespace huifang::dmn
