#pragma once
/// A decision table after compilation.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "decision/index.hpp"
#include "huifang/decision.hpp"

namespace huifang {

/// One output cell.
struct OutputCell {
  feel::Expression expression;  ///< empty for a constant
  Value constant;
};

struct DecisionTable::Compiled {
  DecisionTableSource source;
  feel::Semantics semantics = feel::Semantics::strict;
  std::vector<feel::Expression> inputs;
  std::vector<decision::Column> columns;            ///< one per input
  std::vector<std::vector<OutputCell>> outputs;     ///< by row
  std::vector<std::vector<Value>> allowed;          ///< by output, in priority order
  std::optional<std::vector<OutputCell>> defaults;  ///< one per output
  std::size_t words = 0;                            ///< 64-bit words of a set of rows
  feel::Type type;
  std::vector<std::uint32_t> slots;
  std::vector<std::uint32_t> attributes;
};

namespace decision {

/// Value of a row's outputs: the value, or a context by output name.
/// Failures go to `outcome`, null is returned.
Value row_value(const DecisionTable::Compiled& table, const std::vector<OutputCell>& cells,
                const feel::Frame& frame, std::size_t row, DecisionOutcome& outcome);

/// Place of a row's outputs in the orders of the allowed values; not allowed comes last.
std::vector<std::size_t> priority_of(const DecisionTable::Compiled& table, const Value& value);

/// What the matched rows of outcome.matched come to under the hit policy. Sets value or the failure.
void apply_hit_policy(const DecisionTable::Compiled& table, const feel::Frame& frame,
                      DecisionOutcome& outcome);

}  // namespace decision
}  // namespace huifang
