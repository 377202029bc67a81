#include "decision/run.hpp"

#include <algorithm>
#include <bit>

namespace huifang::decision {
namespace {

using feel::Outcome;

Answer answer_of(const Outcome& outcome) {
  if (outcome.status != Outcome::Status::ok) {
    return outcome.status == Outcome::Status::undecided ? Answer::unknown : Answer::failed;
  }
  if (outcome.value.kind() != Value::Kind::boolean)
    return outcome.value.is_null() ? Answer::unknown : Answer::failed;
  return outcome.value.boolean() ? Answer::yes : Answer::no;
}

/// Would the answer be the same if these rows matched as well? Then they need not be known.
bool same_answer(const DecisionTable::Compiled& table, const feel::Frame& frame,
                 const std::vector<std::size_t>& open, const DecisionOutcome& outcome) {
  if (outcome.status != Outcome::Status::ok) return false;
  for (const std::size_t row : open) {
    DecisionOutcome other;
    other.matched = outcome.matched;
    if (table.source.hit_policy == HitPolicy::first)
      other.matched = {static_cast<std::uint32_t>(row)};
    else
      return false;
    apply_hit_policy(table, frame, other);
    if (other.status != Outcome::Status::ok || !(other.value == outcome.value)) return false;
  }
  return true;
}

}  // namespace

void RowSet::fill(std::size_t rows) {
  for (std::size_t word = 0; word < words_; ++word) {
    const std::size_t left = rows - word * 64;
    data()[word] = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
  }
}

Run::Run(const DecisionTable::Compiled& table, const feel::Frame& frame)
    : table_(table), frame_(frame), candidates_(table.words) {
  inputs_.reserve(table.inputs.size());
  for (std::size_t c = 0; c < table.inputs.size(); ++c) {
    inputs_.push_back({table.inputs[c].evaluate(frame), nullptr});
    const Value& value = inputs_.back().outcome.value;
    if (!value.is_null()) inputs_.back().rows = table.columns[c].accepting(value);
  }
}

Run::Run(const DecisionTable::Compiled& table, const feel::Frame& frame, std::vector<RunInput> inputs)
    : table_(table), frame_(frame), inputs_(std::move(inputs)), candidates_(table.words) {}

/// Narrows the candidates by what the indexes know of the inputs.
void Run::narrow() {
  candidates_.fill(table_.source.rows.size());
  for (std::size_t c = 0; c < table_.columns.size(); ++c) {
    const Column& column = table_.columns[c];
    const std::uint64_t* rows = inputs_[c].rows;
    if (rows == nullptr) {
      if (!is_null(c) || inputs_[c].outcome.status > Outcome::Status::undecided) continue;
      // null: rows that accept it, rows that can not tell, and cells that have to be asked stay.
      for (std::size_t word = 0; word < candidates_.words(); ++word) {
        candidates_.data()[word] &=
            column.accepting_null()[word] | column.unknown_for_null()[word] | column.open_rows()[word];
      }
      continue;
    }
    for (std::size_t word = 0; word < candidates_.words(); ++word) candidates_.data()[word] &= rows[word];
  }
}

/// Calls `visit(row, answer)` for candidates in order; false stops.
template <class Visit>
void Run::each_candidate(const Visit& visit) {
  for (std::size_t word = 0; word < candidates_.words(); ++word) {
    for (std::uint64_t rest = candidates_.data()[word]; rest != 0; rest &= rest - 1) {
      const std::size_t row = word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
      if (!visit(row, row_answer(row))) return;
    }
  }
}

/// A candidate's cells that the index has not decided.
Answer Run::row_answer(std::size_t row) {
  Answer result = Answer::yes;
  std::size_t unknown = 0;
  for (std::size_t c = 0; c < table_.columns.size(); ++c) {
    if (decided(c, row)) continue;
    const Answer answer = cell_answer(c, row);
    if (answer == Answer::no) {
      failure_ = Outcome::Status::ok;  // what failed before does not matter: the row does not match anyway
      return Answer::no;
    }
    // A failure weighs more than an unknown: knowing more inputs would not mend it.
    if (answer == Answer::unknown && result == Answer::yes) unknown = c;
    if (answer == Answer::failed || (answer == Answer::unknown && result == Answer::yes)) result = answer;
  }
  if (result == Answer::unknown && !has_unknown_) unknown_cell_ = {row, unknown};
  has_unknown_ = has_unknown_ || result == Answer::unknown;
  return result;
}

Answer Run::cell_answer(std::size_t c, std::size_t row) {
  const Column& column = table_.columns[c];
  if (column.cells()[row].accepts_all) return Answer::yes;
  if (inputs_[c].outcome.status > Outcome::Status::undecided) {
    if (table_.semantics == feel::Semantics::dmn) return Answer::no;
    note_failure(c, row, inputs_[c].outcome.status, inputs_[c].outcome.message);
    return Answer::failed;
  }
  if (inputs_[c].rows != nullptr && column.cells()[row].indexed) {
    return has(inputs_[c].rows, row) ? Answer::yes : Answer::no;
  }
  if (is_null(c) && !has(column.open_rows(), row)) {
    if (has(column.accepting_null(), row)) return Answer::yes;
    if (!has(column.unknown_for_null(), row)) return Answer::no;
    note_unknown(c, {});
    return table_.semantics == feel::Semantics::dmn ? Answer::no : Answer::unknown;
  }
  const Outcome outcome = column.ask(row, inputs_[c].outcome.value, frame_);
  const Answer answer = answer_of(outcome);
  if (table_.semantics == feel::Semantics::dmn) return answer == Answer::yes ? Answer::yes : Answer::no;
  if (answer == Answer::unknown) note_unknown(c, outcome.names);
  if (answer == Answer::failed) note_failure(c, row, outcome.status, outcome.message);
  return answer;
}

/// Has narrow() already settled this cell with yes?
bool Run::decided(std::size_t c, std::size_t row) const {
  const Column& column = table_.columns[c];
  if (column.cells()[row].accepts_all) return true;
  return column.cells()[row].indexed && inputs_[c].rows != nullptr;
}

void Run::note_unknown(std::size_t c, const std::vector<std::string>& names) {
  const auto add = [this](const std::string& name) {
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
  };
  if (is_null(c)) {
    for (const std::string& name : inputs_[c].outcome.names) add(name);
    if (inputs_[c].outcome.names.empty()) add(table_.source.inputs[c].expression);
  }
  for (const std::string& name : names) {
    if (name != "?") add(name);
  }
}

void Run::note_failure(std::size_t c, std::size_t row, Outcome::Status status, const std::string& message) {
  if (failure_ != Outcome::Status::ok) return;
  failure_ = status == Outcome::Status::ok ? Outcome::Status::wrong_type : status;
  failed_cell_ = {row, c};
  message_ = "row " + std::to_string(row + 1) + ", column " + table_.source.inputs[c].expression + ": " +
             (message.empty() ? "the test is no condition" : message);
}

DecisionOutcome Run::outcome() {
  narrow();
  DecisionOutcome outcome;
  const bool first_only = table_.source.hit_policy == HitPolicy::first;
  std::vector<std::size_t> unknown;
  bool failed = false;
  each_candidate([&](std::size_t row, Answer answer) {
    if (answer == Answer::unknown) unknown.push_back(row);
    if (answer == Answer::failed) failed = true;
    if (answer == Answer::yes) outcome.matched.push_back(static_cast<std::uint32_t>(row));
    return !failed && (answer != Answer::yes || !first_only);
  });
  outcome.inputs.reserve(inputs_.size());
  for (const RunInput& input : inputs_) outcome.inputs.push_back(input.outcome.value);
  if (failed) {
    outcome.status = failure_;
    outcome.message = std::move(message_);
    return outcome;
  }
  apply_hit_policy(table_, frame_, outcome);
  if (unknown.empty() || (!outcome.matched.empty() && same_answer(table_, frame_, unknown, outcome)))
    return outcome;
  // A row that could match might change the answer: it is not known.
  outcome.status = Outcome::Status::undecided;
  outcome.value = Value();
  outcome.message.clear();
  outcome.names = std::move(names_);
  return outcome;
}

}  // namespace huifang::decision
