// Rows that the index alone does not decide, and why a row came to its answer.
#include <algorithm>
#include <charconv>

#include "decision/program.hpp"
#include "decision/run.hpp"
#include "decision/slots.hpp"
#include "feel/temporal.hpp"

namespace huifang {
namespace decision {
namespace {

using Program = Decision::Compiled;
using feel::Outcome;
using Type = DecisionColumn::Type;

bool is_value(std::int64_t slot) { return slot >= DecisionSlot::lowest; }


std::string_view type_text(Type type) {
  constexpr std::string_view names[] = {"boolean", "number", "number", "text", "date", "date and time"};
  return names[static_cast<std::size_t>(type)];
}

/// The slot of a column as the general evaluator may see it. A text that was interned is known by its id
/// only.
std::int64_t seen_slot(const Program& program, std::size_t column, const RowView& row) {
  const std::int64_t slot = row.slots[column];
  if (!is_value(slot)) return slot;
  if (program.columns[column].type == Type::boolean && slot > 1) return DecisionSlot::wrong;
  if (program.columns[column].type == Type::boolean && slot < 0) return DecisionSlot::wrong;
  if (program.columns[column].type != Type::string) return slot;
  if (row.fields == nullptr &&
      (program.needs_text[column] || slot < 0 || slot >= program.ids[column].count()))
    return DecisionSlot::wrong;
  return slot;
}

class SlotFrame final : public feel::Frame {
 public:
  SlotFrame(const Program& program, const RowView& row) : program_(program), row_(row) {}
  Value load(std::uint32_t slot) const override { return value_of_slot(program_, slot, row_); }
  Value attribute(const Value&, std::uint32_t) const override { return {}; }
  Value call(std::uint32_t, std::span<const Value>) const override { return {}; }

 private:
  const Program& program_;
  const RowView& row_;
};

/// What an absent value among these columns makes of a row: wrong values weigh most.
DecisionStatus status_of(const Program& program, const RowView& row,
                         const std::vector<std::uint32_t>& columns) {
  DecisionStatus status = DecisionStatus::null;
  for (const std::uint32_t column : columns) {
    const std::int64_t slot = seen_slot(program, column, row);
    if (slot == DecisionSlot::wrong) return DecisionStatus::wrong_type;
    if (slot == DecisionSlot::missing) status = DecisionStatus::missing;
  }
  return status;
}

std::vector<RunInput> run_inputs(const Program& program, const RowView& row, const feel::Frame& frame) {
  std::vector<RunInput> inputs;
  inputs.reserve(program.inputs.size());
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const ProgramInput& input = program.inputs[i];
    const std::string& text = program.core->source.inputs[i].expression;
    RunInput run;
    if (input.direct) {
      const std::int64_t slot = seen_slot(program, input.slot, row);
      if (slot == DecisionSlot::wrong) {
        run.outcome.status = Outcome::Status::wrong_type;
        run.outcome.message = "the value is no " + std::string(type_text(program.columns[input.slot].type));
        if (!program.columns[input.slot].values.empty()) run.outcome.message += " that is allowed here";
      } else if (!is_value(slot)) {
        run.outcome.status = Outcome::Status::undecided;
        run.outcome.names = {text};
      } else {
        run.outcome.value = value_of_slot(program, input.slot, row);
      }
    } else if (program.semantics == feel::Semantics::strict &&
               status_of(program, row, program.core->inputs[i].slots()) == DecisionStatus::wrong_type) {
      run.outcome.status = Outcome::Status::wrong_type;
      run.outcome.message = "a value that it reads is of a wrong type";
    } else {
      run.outcome = program.core->inputs[i].evaluate(frame);
    }
    if (!run.outcome.value.is_null()) run.rows = program.core->columns[i].accepting(run.outcome.value);
    inputs.push_back(std::move(run));
  }
  return inputs;
}

std::vector<std::uint32_t> read_by_outputs(const Program& program, const DecisionOutcome& outcome) {
  std::vector<std::uint32_t> columns;
  const auto read = [&](const std::vector<OutputCell>& cells) {
    for (const OutputCell& cell : cells) {
      if (cell.expression)
        columns.insert(columns.end(), cell.expression.slots().begin(), cell.expression.slots().end());
    }
  };
  for (const std::uint32_t rule : outcome.matched) read(program.core->outputs[rule]);
  if (outcome.matched.empty() && program.core->defaults) read(*program.core->defaults);
  return columns;
}

/// Status, rule and input of a row without a decision.
void describe_failure(const Program& program, const RowView& row, const DecisionOutcome& outcome,
                      const Run& run, DecisionHit& hit) {
  const bool undecided = outcome.status == Outcome::Status::undecided;
  const bool in_cell = undecided ? run.has_unknown() : run.failed();
  if (!in_cell) {  // an output, or the hit policy
    hit.rule = outcome.matched.empty() ? -1 : static_cast<std::int32_t>(outcome.matched.front());
    hit.status = outcome.status == Outcome::Status::error ? DecisionStatus::error
                 : outcome.status == Outcome::Status::wrong_type
                     ? DecisionStatus::wrong_type
                     : status_of(program, row, read_by_outputs(program, outcome));
    return;
  }
  const CellPlace& cell = undecided ? run.unknown_cell() : run.failed_cell();
  hit.rule = static_cast<std::int32_t>(cell.row);
  hit.column = static_cast<std::int16_t>(cell.column);
  if (!undecided) {
    hit.status =
        outcome.status == Outcome::Status::error ? DecisionStatus::error : DecisionStatus::wrong_type;
    return;
  }
  const ProgramInput& input = program.inputs[cell.column];
  std::vector<std::uint32_t> columns =
      input.direct ? std::vector<std::uint32_t>{input.slot} : program.core->inputs[cell.column].slots();
  const feel::Expression& test = program.core->columns[cell.column].cells()[cell.row].test;
  if (test) columns.insert(columns.end(), test.slots().begin(), test.slots().end());
  hit.status = status_of(program, row, columns);
}

}  // namespace

Value value_of_slot(const Program& program, std::size_t column, const RowView& row) {
  const std::int64_t slot = seen_slot(program, column, row);
  if (!is_value(slot)) return {};
  switch (program.columns[column].type) {
    case Type::boolean:
      return Value::of(slot != 0);
    case Type::number:
      return Value::of(Decimal::scaled(slot, program.columns[column].decimals));
    case Type::binary: {
      // The shortest text that reads back equal is on the same side of every value that a double holds
      // exactly.
      char text[32];
      const auto end = std::to_chars(text, text + sizeof text, double_of(slot)).ptr;
      const auto number = Decimal::parse({text, static_cast<std::size_t>(end - text)});
      return number ? Value::of(*number) : Value();
    }
    case Type::string:
      if (row.fields == nullptr)
        return Value::of(program.ids[column].text_of(static_cast<std::uint32_t>(slot)));
      return Value::of(
          std::string_view(row.fields[column].text, static_cast<std::size_t>(row.fields[column].value)));
    case Type::date:
      return Value::of(Date::from_days(slot));
    case Type::date_time:
      return Value::of(feel::temporal::utc(Instant{slot}));
  }
  return {};
}

DecisionHit decide_generally(const Program& program, const RowView& row, DecisionOutcome* wanted) {
  const SlotFrame frame(program, row);
  Run run(*program.core, frame, run_inputs(program, row, frame));
  DecisionOutcome outcome = run.outcome();
  DecisionHit hit;
  if (outcome.status != Outcome::Status::ok) {
    describe_failure(program, row, outcome, run, hit);
  } else {
    const bool matched = !outcome.matched.empty();
    std::size_t rule = program.rules;  // the default
    if (matched) {
      rule = outcome.matched.front();
      hit.rule = static_cast<std::int32_t>(rule);
    }
    if (program.result == Decision::Result::number) {
      const auto number = outcome.value.kind() == Value::Kind::number
                              ? outcome.value.number().to_scaled(program.decimals)
                              : std::nullopt;
      hit.has_value = number.has_value();
      hit.value = number.value_or(0);
    } else if (program.result == Decision::Result::rules) {
      hit.has_value = true;
      hit.value = static_cast<std::int64_t>(outcome.matched.size());
    } else if (!(matched && outcome.value.is_null() && outcome.matched.size() > 1 &&
                 program.policy != HitPolicy::first)) {
      for (const std::uint32_t other : outcome.matched) {  // priority, min, max: the rule that won
        if (program.codes[other] < 0 ||
            !(program.outputs[static_cast<std::size_t>(program.codes[other])] == outcome.value))
          continue;
        rule = other;
        hit.rule = static_cast<std::int32_t>(other);
        break;
      }
      hit.has_value = program.codes[rule] >= 0;
      hit.value = std::max(program.codes[rule], 0);
    }
  }
  if (wanted != nullptr) *wanted = std::move(outcome);
  return hit;
}

void trace_row(const Program& program, const RowView& row, std::uint64_t* accepted) {
  const std::size_t words = program.words;
  std::size_t view = 0;
  std::optional<SlotFrame> frame;
  std::optional<Run> run;
  for (std::size_t i = 0; i < program.inputs.size(); ++i, accepted += words) {
    const ProgramInput& input = program.inputs[i];
    if (input.direct) {
      const InputView& direct = program.views[view++];
      const std::int64_t slot = row.slots[input.slot];
      if (!is_special(direct, slot)) {
        const std::uint64_t* set = direct.sets + class_of(direct, slot) * words;
        for (std::size_t word = 0; word < words; ++word) accepted[word] = set[word] & ~input.open[word];
      } else if (slot == DecisionSlot::null || slot == DecisionSlot::missing) {
        for (std::size_t word = 0; word < words; ++word)
          accepted[word] = input.null_sets[word] & ~input.open[word] & ~input.null_unknown[word];
      } else {
        std::copy(input.any.begin(), input.any.end(), accepted);
      }
    } else {
      std::copy(input.any.begin(), input.any.end(), accepted);
    }
    for (std::size_t word = 0; word < words && program.has_open; ++word) {
      for (std::uint64_t rest = input.open[word]; rest != 0; rest &= rest - 1) {
        const std::size_t rule = word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        if (!run) {
          frame.emplace(program, row);
          run.emplace(*program.core, *frame, run_inputs(program, row, *frame));
        }
        if (run->cell_answer(i, rule) == Answer::yes) add(accepted, rule);
      }
    }
  }
}

}  // namespace decision

namespace {

/// Answers and traces a row in one pass where the index decides.
DecisionHit traced(const Decision::Compiled& program, const decision::RowView& row, std::uint64_t* accepted) {
  if (program.words == 1 && !program.has_open && program.never_null.empty() &&
      program.views.size() == program.inputs.size()) {
    std::uint64_t set = program.all[0];
    bool special = false;
    for (std::size_t i = 0; i < program.views.size() && !special; ++i) {
      const decision::InputView& view = program.views[i];
      const std::int64_t slot = row.slots[view.slot];
      special = decision::is_special(view, slot);
      if (special) break;
      accepted[i] = view.sets[decision::class_of(view, slot)];
      set &= accepted[i];
    }
    if (!special) return decision::finish_word(program, set, row);
  }
  decision::trace_row(program, row, accepted);
  return decision::decide(program, row);
}

}  // namespace

DecisionHit Decision::evaluate(const std::int64_t* slots, DecisionTrace& trace) const {
  trace.inputs_ = compiled_->inputs.size();
  trace.rules_ = compiled_->rules;
  trace.words_ = compiled_->words;
  trace.accepted_.resize(trace.inputs_ * trace.words_);
  return traced(*compiled_, {slots, nullptr}, trace.accepted_.data());
}

DecisionHit Decision::evaluate(const DecisionField* fields, DecisionTrace& trace) const {
  std::array<std::int64_t, decision::inputs_max> slots;
  decision::read_fields(*compiled_, fields, slots.data());
  trace.inputs_ = compiled_->inputs.size();
  trace.rules_ = compiled_->rules;
  trace.words_ = compiled_->words;
  trace.accepted_.resize(trace.inputs_ * trace.words_);
  return traced(*compiled_, {slots.data(), fields}, trace.accepted_.data());
}

DecisionOutcome Decision::outcome(const DecisionField* fields) const {
  std::array<std::int64_t, decision::inputs_max> slots;
  decision::read_fields(*compiled_, fields, slots.data());
  const decision::RowView row{slots.data(), fields};
  DecisionOutcome outcome;
  if (const auto refused = decision::refused_null(*compiled_, slots.data())) {
    outcome.status = feel::Outcome::Status::undecided;
    for (const std::uint32_t column : compiled_->never_null) {
      if (slots[column] == DecisionSlot::null || slots[column] == DecisionSlot::missing)
        outcome.names.push_back(compiled_->columns[column].name);
    }
    return outcome;
  }
  decision::decide_generally(*compiled_, row, &outcome);
  return outcome;
}

bool DecisionTrace::accepts(std::size_t input, std::size_t rule) const {
  return decision::has(accepted_.data() + input * words_, rule);
}

bool DecisionTrace::matched(std::size_t rule) const {
  for (std::size_t input = 0; input < inputs_; ++input) {
    if (!accepts(input, rule)) return false;
  }
  return true;
}

std::vector<std::uint32_t> DecisionTrace::failed_columns(std::size_t rule) const {
  std::vector<std::uint32_t> columns;
  for (std::size_t input = 0; input < inputs_; ++input) {
    if (!accepts(input, rule)) columns.push_back(static_cast<std::uint32_t>(input));
  }
  return columns;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> DecisionTrace::near_misses() const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> misses;
  for (std::size_t rule = 0; rule < rules_; ++rule) {
    const std::vector<std::uint32_t> failed = failed_columns(rule);
    if (failed.size() == 1) misses.emplace_back(static_cast<std::uint32_t>(rule), failed.front());
  }
  return misses;
}

std::vector<std::uint32_t> DecisionTrace::matching_rules() const {
  std::vector<std::uint32_t> rules;
  for (std::size_t rule = 0; rule < rules_; ++rule) {
    if (matched(rule)) rules.push_back(static_cast<std::uint32_t>(rule));
  }
  return rules;
}

}  // namespace huifang
