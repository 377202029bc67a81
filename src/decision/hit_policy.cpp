#include <algorithm>

#include "decision/compiled.hpp"
#include "feel/operators.hpp"

namespace huifang::decision {
namespace {

using feel::Outcome;

/// Values of the matched rows; the first failure ends up in `outcome`.
std::vector<Value> matched_values(const DecisionTable::Compiled& table, const feel::Frame& frame,
                                  DecisionOutcome& outcome) {
  std::vector<Value> values;
  for (const std::uint32_t row : outcome.matched) {
    values.push_back(row_value(table, table.outputs[row], frame, row, outcome));
    if (outcome.status != Outcome::Status::ok) return {};
  }
  return values;
}

/// A broken promise of the hit policy: an error in policies, null in `.dmn` files.
void broken(const DecisionTable::Compiled& table, DecisionOutcome& outcome, std::string message) {
  outcome.value = Value();
  if (table.semantics == feel::Semantics::dmn) return;
  outcome.status = Outcome::Status::error;
  outcome.message = std::move(message);
}

std::string row_numbers(const std::vector<std::uint32_t>& rows) {
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) text += i + 1 == rows.size() ? " and " : ", ";
    text += std::to_string(rows[i] + 1);
  }
  return text;
}

std::vector<Value> by_priority(const DecisionTable::Compiled& table, std::vector<Value> values) {
  std::stable_sort(values.begin(), values.end(), [&](const Value& a, const Value& b) {
    return priority_of(table, a) < priority_of(table, b);
  });
  return values;
}

void aggregate(const DecisionTable::Compiled& table, const std::vector<Value>& values,
               DecisionOutcome& outcome) {
  Value total = values.front();
  const bool adds = total.kind() == Value::Kind::number || total.kind() == Value::Kind::days_duration ||
                    total.kind() == Value::Kind::months_duration;
  if (table.source.hit_policy == HitPolicy::collect_sum && !adds && !total.is_null()) {
    return broken(table, outcome,
                  "row " + std::to_string(outcome.matched[0] + 1) + ": the output can not be added");
  }
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (table.source.hit_policy == HitPolicy::collect_sum) {
      const feel::Calculated sum = feel::calculate(feel::Sign::add, total, values[i]);
      if (sum.trouble != feel::Calculated::Trouble::none) {
        return broken(table, outcome,
                      "row " + std::to_string(outcome.matched[i] + 1) + ": the output can not be added");
      }
      total = sum.value;
      continue;
    }
    const auto order = feel::compare(values[i], total);
    if (!order) {
      return broken(table, outcome,
                    "row " + std::to_string(outcome.matched[i] + 1) + ": the output can not be compared");
    }
    if (table.source.hit_policy == HitPolicy::collect_min ? *order < 0 : *order > 0) total = values[i];
  }
  outcome.value = total;
}

void no_match(const DecisionTable::Compiled& table, const feel::Frame& frame, DecisionOutcome& outcome) {
  if (table.defaults) {
    outcome.value = row_value(table, *table.defaults, frame, table.source.rows.size(), outcome);
    return;
  }
  const HitPolicy policy = table.source.hit_policy;
  // In `.dmn` files the ordered lists of no row are null, as in other engines.
  const bool ordered = policy == HitPolicy::rule_order || policy == HitPolicy::output_order;
  if (policy == HitPolicy::collect || (ordered && table.semantics == feel::Semantics::strict))
    outcome.value = Value::of(std::vector<Value>{});
  if (policy == HitPolicy::collect_count) outcome.value = Value::of(Decimal(0));
}

}  // namespace

std::vector<std::size_t> priority_of(const DecisionTable::Compiled& table, const Value& value) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < table.allowed.size(); ++i) {
    const Value* output = &value;
    if (table.source.outputs.size() > 1) output = value.context().find(table.source.outputs[i].name);
    std::size_t place = 0;
    while (place < table.allowed[i].size() && output != nullptr && !(table.allowed[i][place] == *output))
      ++place;
    places.push_back(place);
  }
  return places;
}

Value row_value(const DecisionTable::Compiled& table, const std::vector<OutputCell>& cells,
                const feel::Frame& frame, std::size_t row, DecisionOutcome& outcome) {
  Context context;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Value value = cells[i].constant;
    if (cells[i].expression) {
      Outcome result = cells[i].expression.evaluate(frame);
      if (result.status != Outcome::Status::ok) {
        outcome.status = result.status;
        outcome.names = std::move(result.names);
        outcome.message =
            (row < table.source.rows.size() ? "row " + std::to_string(row + 1) : "the default") +
            ", output " + std::to_string(i + 1) + ": " + result.message;
        return {};
      }
      value = std::move(result.value);
    }
    if (cells.size() == 1) return value;
    context.entries.emplace_back(table.source.outputs[i].name, std::move(value));
  }
  return Value::of(std::move(context));
}

void apply_hit_policy(const DecisionTable::Compiled& table, const feel::Frame& frame,
                      DecisionOutcome& outcome) {
  if (outcome.matched.empty()) return no_match(table, frame, outcome);
  const HitPolicy policy = table.source.hit_policy;
  if (policy == HitPolicy::first) {
    outcome.matched.erase(outcome.matched.begin() + 1, outcome.matched.end());
  } else if (policy == HitPolicy::unique && outcome.matched.size() > 1) {
    return broken(table, outcome, "rows " + row_numbers(outcome.matched) + " match, but only one may");
  } else if (policy == HitPolicy::collect_count) {
    outcome.value = Value::of(Decimal(static_cast<std::int64_t>(outcome.matched.size())));
    return;
  }
  std::vector<Value> values = matched_values(table, frame, outcome);
  if (outcome.status != Outcome::Status::ok) return;
  switch (policy) {
    case HitPolicy::unique:
    case HitPolicy::first:
      outcome.value = std::move(values.front());
      return;
    case HitPolicy::any:
      for (const Value& value : values) {
        if (value == values.front()) continue;
        return broken(table, outcome,
                      "rows " + row_numbers(outcome.matched) + " match with different outputs");
      }
      outcome.value = std::move(values.front());
      return;
    case HitPolicy::priority:
      outcome.value = by_priority(table, std::move(values)).front();
      return;
    case HitPolicy::rule_order:
    case HitPolicy::collect:
      outcome.value = Value::of(std::move(values));
      return;
    case HitPolicy::output_order:
      outcome.value = Value::of(by_priority(table, std::move(values)));
      return;
    case HitPolicy::collect_sum:
    case HitPolicy::collect_min:
    case HitPolicy::collect_max:
      return aggregate(table, values, outcome);
    case HitPolicy::collect_count:
      return;
  }
}

}  // namespace huifang::decision
