#pragma once
/// Findings about a decision table as a whole, without running it.

#include <cstdint>
#include <vector>

#include "huifang/decision.hpp"

namespace huifang {

/// What is wrong with a table whose cells are all right on their own. Warnings; `pointer` is "/rows/3" (0-based):
///
/// - HF2220 a rule that never matches, because one of its cells accepts nothing
/// - HF2221 a rule that earlier ones hide (FIRST): whatever it accepts, one of them accepted before
/// - HF2222 two rules that match together (UNIQUE, and ANY when their outputs differ), with an example
/// - HF2223 inputs that no rule covers, with an example (UNIQUE, ANY, PRIORITY and FIRST without a default)
/// - HF2224 an allowed output value that no rule gives
/// - HF2225 (a note) the table is too large to prove more within `steps_max`
///
/// Proofs use the sets of rows that the index uses, so they agree with what a run does. Cells that are more than
/// comparisons with constants are taken to accept anything or nothing, whichever proves less. Inputs that read the same
/// name are not taken to be independent: HF2222 and HF2223 are not looked for then. Nulls are no gaps.
std::vector<Diagnostic> check_table(const DecisionTable& table, std::uint64_t steps_max = 1'000'000);

}  // namespace huifang
