#pragma once
/// Findings about a decision table as a whole, without running it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/decision.hpp"
#include "huifang/decision_rows.hpp"

namespace huifang {

/// What an input can be, beside its type.
struct InputDomain {
  feel::Expression allowed;  ///< unary tests that every value passes; empty: any value of the type
  int scale = -1;            ///< numbers: most decimal places, at most 18; -1: any
  bool nullable = true;      ///< false: it is never null
};

struct TableCheckOptions {
  std::uint64_t steps_max = 1'000'000;  ///< work of the proofs; a step is a few words for each 64 rules
  std::vector<InputDomain> domains;     ///< by input; those that are not there can be any value
};

/// What is wrong with a table whose cells are all right on their own. Warnings; `pointer` is "/rows/3" (0-based):
///
/// - HF2220 a rule that never matches, because one of its cells accepts nothing that the input can be
/// - HF2221 a rule that earlier ones hide (FIRST): whatever it accepts, one of them accepted before
/// - HF2222 two rules that match together (UNIQUE, and ANY when their outputs differ), with an example
/// - HF2223 inputs that no rule covers, with an example (UNIQUE, ANY, PRIORITY and FIRST without a default)
/// - HF2224 an allowed output value that no rule gives
/// - HF2225 (a note) the table is too large to prove more within the steps, or has more than 1,000 inputs; or only the
///   first 20 pairs of HF2222 are named
///
/// Proofs use the sets of rows that the index uses, so they agree with what a run does. Cells that are more than
/// comparisons with constants are taken to accept anything or nothing, whichever proves less. Inputs that read the same
/// name are not taken to be independent: HF2222 and HF2223 are not looked for then. Nulls are no gaps, nor are values
/// outside the domains; a test for null where a domain has none never matches. Threads: any.
std::vector<Diagnostic> check_table(const DecisionTable& table, const TableCheckOptions& options = {});

/// The same for a typed decision, whose columns say what the inputs can be.
std::vector<Diagnostic> check_decision(const Decision& decision, std::uint64_t steps_max = 1'000'000);

/// Everything that is wrong with a document of Decision::parse: its errors, or these findings, each with line and column.
std::vector<Diagnostic> check_decision(std::string_view json, const std::string& file,
                                       std::uint64_t steps_max = 1'000'000);

}  // namespace huifang
