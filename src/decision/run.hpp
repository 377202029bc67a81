#pragma once
/// One run of a table over one record, row by row. All questions about rows that the index alone does not
/// answer go through here, traced or not, for records and typed rows alike.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "decision/compiled.hpp"

namespace huifang::decision {

/// An input of a run.
struct RunInput {
  feel::Outcome outcome;
  const std::uint64_t* rows =
      nullptr;  ///< rows that accept the value, by the index; nullptr: it can not tell
};

/// A set of rows for one evaluation, without allocation for tables of usual size.
class RowSet {
 public:
  explicit RowSet(std::size_t words) : words_(words) {
    if (words > inline_.size()) heap_.resize(words);
  }
  std::uint64_t* data() { return words_ > inline_.size() ? heap_.data() : inline_.data(); }
  std::size_t words() const { return words_; }
  void fill(std::size_t rows);

 private:
  std::size_t words_;
  std::array<std::uint64_t, 16> inline_{};
  std::vector<std::uint64_t> heap_;
};

/// A cell by its place in the table.
struct CellPlace {
  std::size_t row = 0;
  std::size_t column = 0;
};

class Run {
 public:
  /// Evaluates the inputs.
  Run(const DecisionTable::Compiled& table, const feel::Frame& frame);
  /// With inputs that are known already.
  Run(const DecisionTable::Compiled& table, const feel::Frame& frame, std::vector<RunInput> inputs);

  /// What the table comes to.
  DecisionOutcome outcome();
  /// What the cell says, by the index where there is one.
  Answer cell_answer(std::size_t column, std::size_t row);

  /// After outcome(): the first cell that was not known, and the first that failed.
  const CellPlace& unknown_cell() const { return unknown_cell_; }
  const CellPlace& failed_cell() const { return failed_cell_; }
  bool has_unknown() const { return has_unknown_; }
  bool failed() const { return failure_ != feel::Outcome::Status::ok; }

 private:
  void narrow();
  template <class Visit>
  void each_candidate(const Visit& visit);
  Answer row_answer(std::size_t row);
  bool is_null(std::size_t c) const { return inputs_[c].outcome.value.is_null(); }
  bool decided(std::size_t c, std::size_t row) const;
  void note_unknown(std::size_t c, const std::vector<std::string>& names);
  void note_failure(std::size_t c, std::size_t row, feel::Outcome::Status status, const std::string& message);

  const DecisionTable::Compiled& table_;
  const feel::Frame& frame_;
  std::vector<RunInput> inputs_;
  RowSet candidates_;
  std::vector<std::string> names_;
  std::string message_;
  feel::Outcome::Status failure_ = feel::Outcome::Status::ok;
  CellPlace unknown_cell_;
  bool has_unknown_ = false;
  CellPlace failed_cell_;
};

}  // namespace huifang::decision
