#include <algorithm>
#include <array>
#include <bit>

#include "decision/compiled.hpp"

namespace huifang {
namespace {

using decision::Answer;
using decision::Column;
using feel::Outcome;

Answer answer_of(const Outcome& outcome) {
  if (outcome.status != Outcome::Status::ok) {
    return outcome.status == Outcome::Status::undecided ? Answer::unknown : Answer::failed;
  }
  if (outcome.value.kind() != Value::Kind::boolean)
    return outcome.value.is_null() ? Answer::unknown : Answer::failed;
  return outcome.value.boolean() ? Answer::yes : Answer::no;
}

/// A set of rows for one evaluation, without allocation for tables of usual size.
class RowSet {
 public:
  explicit RowSet(std::size_t words) : words_(words) {
    if (words > inline_.size()) heap_.resize(words);
  }
  std::uint64_t* data() { return words_ > inline_.size() ? heap_.data() : inline_.data(); }
  const std::uint64_t* data() const { return words_ > inline_.size() ? heap_.data() : inline_.data(); }
  std::size_t words() const { return words_; }
  void fill(std::size_t rows) {
    for (std::size_t word = 0; word < words_; ++word) {
      const std::size_t left = rows - word * 64;
      data()[word] = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    }
  }
  void clear() { std::fill(data(), data() + words_, 0); }

 private:
  std::size_t words_;
  std::array<std::uint64_t, 16> inline_{};
  std::vector<std::uint64_t> heap_;
};

/// One run of a table over one record. All questions about rows go through here, traced or not.
class Run {
 public:
  Run(const DecisionTable::Compiled& table, const feel::Frame& frame)
      : table_(table), frame_(frame), candidates_(table.words) {
    inputs_.reserve(table.inputs.size());
    for (std::size_t c = 0; c < table.inputs.size(); ++c) {
      inputs_.push_back({table.inputs[c].evaluate(frame), nullptr});
      const Value& value = inputs_.back().outcome.value;
      if (!value.is_null()) inputs_.back().rows = table.columns[c].accepting(value);
    }
  }

  /// Narrows the candidates by what the indexes know of the inputs.
  void narrow() {
    candidates_.fill(table_.source.rows.size());
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const Column& column = table_.columns[c];
      const std::uint64_t* rows = indexed(c);
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
  void each_candidate(const Visit& visit) {
    for (std::size_t word = 0; word < candidates_.words(); ++word) {
      for (std::uint64_t rest = candidates_.data()[word]; rest != 0; rest &= rest - 1) {
        const std::size_t row = word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        if (!visit(row, row_answer(row))) return;
      }
    }
  }

  /// A candidate's cells that the index has not decided.
  Answer row_answer(std::size_t row) {
    Answer result = Answer::yes;
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      if (decided(c, row)) continue;
      const Answer answer = cell_answer(c, row);
      if (answer == Answer::no) return Answer::no;
      // A failure weighs more than an unknown: knowing more inputs would not mend it.
      if (answer == Answer::failed || (answer == Answer::unknown && result == Answer::yes)) result = answer;
    }
    return result;
  }

  /// What the cell says, by the index where there is one.
  Answer cell_answer(std::size_t c, std::size_t row) {
    const Column& column = table_.columns[c];
    if (column.cells()[row].accepts_all) return Answer::yes;
    if (inputs_[c].outcome.status > Outcome::Status::undecided) {
      if (table_.semantics == feel::Semantics::dmn) return Answer::no;
      note_failure(c, row, inputs_[c].outcome.status, inputs_[c].outcome.message);
      return Answer::failed;
    }
    if (const std::uint64_t* rows = indexed(c); rows != nullptr && column.cells()[row].indexed) {
      return decision::has(rows, row) ? Answer::yes : Answer::no;
    }
    if (is_null(c) && !decision::has(column.open_rows(), row)) {
      if (decision::has(column.accepting_null(), row)) return Answer::yes;
      if (!decision::has(column.unknown_for_null(), row)) return Answer::no;
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

  std::vector<Value> input_values() const {
    std::vector<Value> values;
    values.reserve(inputs_.size());
    for (const Input& input : inputs_) values.push_back(input.outcome.value);
    return values;
  }

  std::vector<std::string>& names() { return names_; }
  std::string& message() { return message_; }
  Outcome::Status failure() const { return failure_; }

 private:
  struct Input {
    Outcome outcome;
    const std::uint64_t* rows =
        nullptr;  ///< rows that accept the value, by the index; nullptr: it can not tell
  };

  bool is_null(std::size_t c) const { return inputs_[c].outcome.value.is_null(); }

  const std::uint64_t* indexed(std::size_t c) const { return inputs_[c].rows; }

  /// Has narrow() already settled this cell with yes?
  bool decided(std::size_t c, std::size_t row) const {
    const Column& column = table_.columns[c];
    if (column.cells()[row].accepts_all) return true;
    return column.cells()[row].indexed && indexed(c) != nullptr;
  }

  void note_unknown(std::size_t c, const std::vector<std::string>& names) {
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

  void note_failure(std::size_t c, std::size_t row, Outcome::Status status, const std::string& message) {
    if (failure_ != Outcome::Status::ok) return;
    failure_ = status == Outcome::Status::ok ? Outcome::Status::wrong_type : status;
    message_ = "row " + std::to_string(row + 1) + ", column " + table_.source.inputs[c].expression + ": " +
               (message.empty() ? "the test is no condition" : message);
  }

  const DecisionTable::Compiled& table_;
  const feel::Frame& frame_;
  std::vector<Input> inputs_;
  RowSet candidates_;
  std::vector<std::string> names_;
  std::string message_;
  Outcome::Status failure_ = Outcome::Status::ok;
};

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
    decision::apply_hit_policy(table, frame, other);
    if (other.status != Outcome::Status::ok || !(other.value == outcome.value)) return false;
  }
  return true;
}

}  // namespace

DecisionOutcome DecisionTable::evaluate(const feel::Frame& frame) const {
  Run run(*table_, frame);
  run.narrow();
  DecisionOutcome outcome;
  const bool first_only = table_->source.hit_policy == HitPolicy::first;
  std::vector<std::size_t> unknown;
  bool failed = false;
  run.each_candidate([&](std::size_t row, Answer answer) {
    if (answer == Answer::unknown) unknown.push_back(row);
    if (answer == Answer::failed) failed = true;
    if (answer == Answer::yes) outcome.matched.push_back(static_cast<std::uint32_t>(row));
    return !failed && (answer != Answer::yes || !first_only);
  });
  outcome.inputs = run.input_values();
  if (failed) {
    outcome.status = run.failure();
    outcome.message = std::move(run.message());
    return outcome;
  }
  decision::apply_hit_policy(*table_, frame, outcome);
  if (unknown.empty() || (!outcome.matched.empty() && same_answer(*table_, frame, unknown, outcome)))
    return outcome;
  // A row that could match might change the answer: it is not known.
  outcome.status = feel::Outcome::Status::undecided;
  outcome.value = Value();
  outcome.message.clear();
  outcome.names = std::move(run.names());
  return outcome;
}

std::vector<RowExplanation> DecisionTable::explain(const feel::Frame& frame) const {
  Run run(*table_, frame);
  std::vector<RowExplanation> rows(table_->source.rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows[row].row = static_cast<std::uint32_t>(row);
    for (std::size_t c = 0; c < table_->columns.size(); ++c) {
      if (run.cell_answer(c, row) != Answer::yes)
        rows[row].failed_columns.push_back(static_cast<std::uint32_t>(c));
    }
    rows[row].matched = rows[row].failed_columns.empty();
  }
  return rows;
}

}  // namespace huifang
