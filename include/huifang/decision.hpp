#pragma once
/// DMN decision tables over FEEL: rows of unary tests, one hit policy, one or several outputs.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "huifang/feel.hpp"

namespace huifang {

/// What becomes of the rows that match. Where none matches, the default is the value; without one it is null, of
/// `collect`, `rule_order` and `output_order` an empty list (of the last two null in `.dmn` files), of `collect_count` 0.
enum class HitPolicy : std::uint8_t {
  unique,         ///< at most one row may match
  any,            ///< several may, when their outputs are equal
  priority,       ///< the output that comes first among the allowed values
  first,          ///< the first row that matches
  rule_order,     ///< a list of all outputs, in the order of the rows
  output_order,   ///< a list of all outputs, in the order of the allowed values
  collect,        ///< a list of all outputs, in the order of the rows
  collect_sum,    ///< the sum of all outputs: numbers or durations
  collect_min,    ///< the smallest output
  collect_max,    ///< the largest output
  collect_count   ///< how many rows match
};

/// A table as its author writes it. In policies: FIRST, inputs are FEEL texts, each row ends with its outputs.
struct DecisionTableSource {
  struct Input {
    std::string expression;           ///< FEEL text, compiled with the names of the table
    feel::Type type;                  ///< declared type, any = inferred from the expression
  };
  struct Output {
    std::string name;                 ///< empty for a single unnamed output
    feel::Type type;                  ///< declared type, any = inferred from the cells
    std::vector<std::string> allowed; ///< FEEL texts of allowed values, in priority order; empty = any
    std::string default_value;        ///< FEEL text, empty = none
    bool bare_names = true;           ///< policies: an output cell that is a bare name is that string
  };
  struct Row {
    std::vector<std::string> tests;   ///< one per input
    std::vector<std::string> outputs; ///< one per output
    std::string source;               ///< clause of the regulation, may be empty
  };
  HitPolicy hit_policy = HitPolicy::first;
  std::vector<Input> inputs;          ///< may be none: then every row matches
  std::vector<Output> outputs;        ///< at least one
  std::vector<Row> rows;              ///< in the order of the author
};

/// What a table came to for one record, with the reasons in the same run.
struct DecisionOutcome {
  feel::Outcome::Status status = feel::Outcome::Status::ok;  ///< anything else: `value` is null
  Value value;                          ///< by the hit policy; HitPolicy says what it is when no row matched
  std::vector<std::uint32_t> matched;   ///< row numbers, 0-based, in table order
  std::vector<Value> inputs;            ///< the input values, in order
  std::vector<std::string> names;       ///< undecided: null inputs that could have changed the answer
  std::string message;                  ///< wrong_type, error: sentence naming row and column
};

/// Why a row did not match: the columns whose test failed or was undecided.
struct RowExplanation {
  std::uint32_t row = 0;   ///< 0-based
  bool matched = false;    ///< all its tests accepted the record
  std::vector<std::uint32_t> failed_columns;  ///< 0-based
};

/// An immutable compiled table. Cheap shared handle; use it from any thread.
class DecisionTable {
 public:
  DecisionTable() = default;  ///< empty; every other call is a precondition failure
  explicit operator bool() const noexcept { return static_cast<bool>(table_); }
  /// Throws Error with all diagnostics of all cells; Diagnostic::pointer is "/rows/3/0" (row, column) or "/inputs/1".
  static DecisionTable compile(DecisionTableSource source, const feel::Names& names,
                               const feel::CompileOptions& options = {});
  /// Decides one record. `frame` gives the names of `compile`. What fails is told by the status, not thrown.
  DecisionOutcome evaluate(const feel::Frame& frame) const;
  /// Every row and its failing columns, for the same inputs, by the same code path.
  std::vector<RowExplanation> explain(const feel::Frame& frame) const;
  const DecisionTableSource& source() const;  ///< as it was compiled; lives as long as any copy of the table
  /// Names and attributes that it reads, by the numbers of their bindings. Ascending, without duplicates, over all inputs, tests and outputs.
  const std::vector<std::uint32_t>& slots() const;
  const std::vector<std::uint32_t>& attributes() const;
  const feel::Type& type() const;  ///< result type; an enumeration of the constant outputs where they are strings

  struct Compiled;  ///< private to src/decision
  const Compiled* compiled() const noexcept { return table_.get(); }
  explicit DecisionTable(std::shared_ptr<const Compiled> table) : table_(std::move(table)) {}

 private:
  std::shared_ptr<const Compiled> table_;
};

}  // namespace huifang
