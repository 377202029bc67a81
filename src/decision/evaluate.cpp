#include "decision/run.hpp"

namespace huifang {

DecisionOutcome DecisionTable::evaluate(const feel::Frame& frame) const {
  return decision::Run(*table_, frame).outcome();
}

std::vector<RowExplanation> DecisionTable::explain(const feel::Frame& frame) const {
  decision::Run run(*table_, frame);
  std::vector<RowExplanation> rows(table_->source.rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows[row].row = static_cast<std::uint32_t>(row);
    for (std::size_t c = 0; c < table_->columns.size(); ++c) {
      if (run.cell_answer(c, row) != decision::Answer::yes)
        rows[row].failed_columns.push_back(static_cast<std::uint32_t>(c));
    }
    rows[row].matched = rows[row].failed_columns.empty();
  }
  return rows;
}

}  // namespace huifang
