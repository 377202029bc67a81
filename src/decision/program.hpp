#pragma once
/// A decision for typed rows after compilation: the index of the table, with the values of each column as
/// integers.
///
/// Every input maps a slot to a class, and a class to the rules that may match: those whose cell accepts it,
/// and those whose cell has to be asked (`open`). The sets are those of the table's own index.

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "decision/compiled.hpp"
#include "decision/string_ids.hpp"
#include "huifang/decision_rows.hpp"

namespace huifang::decision {

constexpr std::size_t inputs_max = 64;
/// Cuts up to this number are counted, more are searched.
constexpr std::size_t counted_cuts_max = 16;

/// One input of the table as the row loop sees it. Pointers go into ProgramInput.
struct InputView {
  std::uint32_t slot = 0;       ///< schema column
  std::uint32_t cut_count = 0;  ///< classes - 1
  bool is_id = false;           ///< the slot itself is the class
  const std::int64_t* cuts = nullptr;
  const std::uint64_t* sets = nullptr;  ///< class after class
};

struct ProgramInput {
  bool direct = false;     ///< a column as it is; else an expression that is evaluated for each row
  std::uint32_t slot = 0;  ///< direct: schema column
  bool is_id = false;
  std::vector<std::int64_t> cuts;   ///< first slot of class i + 1, ascending
  std::vector<std::uint64_t> sets;  ///< rules that may match, by class
  // All by rule:
  Rows null_sets;     ///< may match a null
  Rows null_unknown;  ///< of these, the ones that can not tell; cells that have to be asked are not in it
  Rows open;          ///< cells that have to be asked
  Rows any;           ///< cells that accept everything
  std::size_t classes() const { return cuts.size() + 1; }
};

}  // namespace huifang::decision

namespace huifang {

struct Decision::Compiled {
  std::string name;
  std::vector<DecisionColumn> columns;
  DecisionTable table;
  const DecisionTable::Compiled* core = nullptr;  ///< of `table`
  HitPolicy policy = HitPolicy::first;
  feel::Semantics semantics = feel::Semantics::strict;
  std::size_t rules = 0;
  std::size_t words = 0;
  std::vector<decision::StringIds> ids;        ///< by column
  std::vector<bool> needs_text;                ///< by column
  std::vector<std::vector<bool>> allowed_ids;  ///< by column; empty: all
  std::vector<decision::ProgramInput> inputs;
  std::vector<decision::InputView> views;   ///< of the direct inputs
  std::vector<std::uint32_t> view_inputs;   ///< their numbers
  std::vector<std::uint32_t> used_columns;  ///< of direct inputs, ascending
  std::vector<std::uint32_t> text_columns;
  std::vector<std::uint32_t> never_null;  ///< columns
  // Rows of texts, tables of up to 64 rules: texts are looked up last, and only when they matter.
  bool texts_last = false;
  std::vector<decision::InputView> value_views;  ///< of the direct inputs that are no texts
  std::vector<decision::InputView> text_views;
  std::uint64_t settled = 0;  ///< FIRST: rules that decide when no earlier one is left, whatever the texts are
  decision::Rows all;
  decision::Rows open;  ///< rules with a cell that has to be asked
  bool has_open = false;
  bool general = false;  ///< the output has to be worked out row by row: only the general evaluator can
  bool indexed = false;

  // Outputs.
  Decision::Result result = Decision::Result::code;
  std::vector<Value> outputs;
  std::vector<std::int32_t> codes;        ///< by rule; then the default's. -1: null or computed
  std::vector<std::int32_t> ranks;        ///< by rule: smaller wins. priority, min, max
  std::vector<std::int64_t> weights;      ///< by rule: collect_sum
  std::vector<std::int64_t> weight_sums;  ///< by byte of the set and its value: sums of 8 rules
  std::optional<std::int64_t> default_number;
  int decimals = 0;
  std::vector<std::uint32_t> lanes;  ///< up to 32 rules: per input all classes, one after another
  std::vector<std::size_t> lane_offsets;
  std::vector<std::string> keys;  ///< by column: its name as JSON writes it, with the quotes
  std::vector<std::string> json;  ///< by rule, then the default, then nothing: the answer as JSON
};

namespace decision {

/// How a row without an answer by the index alone is decided.
struct RowView {
  const std::int64_t* slots = nullptr;
  const DecisionField* fields = nullptr;  ///< texts, when the caller gave them
};

/// The class of a value that is one. Branch-free for few cuts.
inline std::size_t class_of(const InputView& input, std::int64_t slot) {
  if (input.is_id) return static_cast<std::size_t>(slot);
  std::size_t index = 0;
  if (input.cut_count <= counted_cuts_max) {
    for (std::uint32_t i = 0; i < input.cut_count; ++i) index += slot >= input.cuts[i] ? 1 : 0;
    return index;
  }
  const std::int64_t* base = input.cuts;
  std::size_t left = input.cut_count;
  while (left > 1) {
    const std::size_t half = left / 2;
    base += base[half - 1] <= slot ? half : 0;
    left -= half;
  }
  return static_cast<std::size_t>(base - input.cuts) + (*base <= slot ? 1 : 0);
}

/// A slot that is no class of this input: null, missing, wrong, or an id that was never given out.
inline bool is_special(const InputView& input, std::int64_t slot) {
  return slot < DecisionSlot::lowest || (input.is_id && static_cast<std::uint64_t>(slot) > input.cut_count);
}

/// What the rules that may match come to, for tables of up to 64 rules and rows without nulls or wrong
/// values.
DecisionHit finish_word(const Decision::Compiled& program, std::uint64_t set, const RowView& row);

/// Any row: with nulls, wrong values or more than 64 rules.
DecisionHit resolve(const Decision::Compiled& program, const RowView& row);

/// A null in a column that never has one.
std::optional<DecisionHit> refused_null(const Decision::Compiled& program, const std::int64_t* slots);

/// Asks the general evaluator: cells, inputs or outputs that the index can not hold.
DecisionHit decide_generally(const Decision::Compiled& program, const RowView& row,
                             DecisionOutcome* outcome = nullptr);

/// Which cells accept the row, input after input.
void trace_row(const Decision::Compiled& program, const RowView& row, std::uint64_t* accepted);

/// One row, however many rules there are.
DecisionHit decide(const Decision::Compiled& program, const RowView& row);

/// Texts to ids; `slots` has room for all columns.
void read_fields(const Decision::Compiled& program, const DecisionField* fields, std::int64_t* slots);

/// The value of a slot, for the general evaluator.
Value value_of_slot(const Decision::Compiled& program, std::size_t column, const RowView& row);

/// The names of a schema.
class SchemaNames final : public feel::Names {
 public:
  explicit SchemaNames(const std::vector<DecisionColumn>& columns) : columns_(columns) {}
  std::optional<feel::Binding> find(std::string_view name) const override;
  std::optional<feel::Binding> member(std::uint32_t, std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override;

 private:
  const std::vector<DecisionColumn>& columns_;
};

/// Adds the JSON texts of all answers.
void render_answers(Decision::Compiled& program);

}  // namespace decision
}  // namespace huifang
