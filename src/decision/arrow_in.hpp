#pragma once
/// Arrow record batches as column views.

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "huifang/arrow.hpp"

namespace huifang::decision {

/// Views into a batch, and what had to be converted.
struct ArrowColumns {
  std::vector<DecisionColumnView> views;
  std::deque<std::vector<std::int64_t>> slots;
  std::deque<std::vector<std::int32_t>> codes;
  std::deque<std::vector<std::string_view>> dictionaries;
};

/// The results of a batch, shared with the arrays that are handed out.
struct ArrowResults {
  std::shared_ptr<std::vector<std::int32_t>> rules, codes;
  std::shared_ptr<std::vector<std::int64_t>> numbers;
  std::shared_ptr<std::vector<DecisionStatus>> statuses;
  std::vector<std::uint64_t> matched;  ///< result rules
  DecisionCounts counts;
};

/// Decides a batch. Throws like evaluate_arrow().
ArrowResults decide_batch(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch);

/// Hands out results; may be called several times for the same ones. Columns as in evaluate_arrow().
void export_results(const Decision& decision, const ArrowResults& results, ArrowSchema& schema,
                    ArrowArray& batch);

/// The value of a decided row of result rules, from the `words()` words of the rules that match, as outcome()
/// has it: the default or no list where none matches. Not for computed outputs.
Value value_of_matched(const Decision& decision, const std::uint64_t* matched);

/// Throws Error (argument, HF2216).
[[noreturn]] void refuse_batch(const std::string& message);
/// Throws it when outputs are computed for each row.
void refuse_computed(const Decision& decision);

/// Throws Error (argument, HF2216) unless it is a record batch without nulls of whole rows.
void check_batch(const ArrowSchema& schema, const ArrowArray& batch);
/// One field of a checked batch, as the column takes it. Throws Error (argument, HF2216).
DecisionColumnView read_column(const DecisionColumn& column, const ArrowSchema& field, const ArrowArray& values,
                               const ArrowArray& batch, ArrowColumns& out);
/// Throws Error (argument, HF2216) for what no column takes.
void read_batch(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch,
                ArrowColumns& out);

}  // namespace huifang::decision
