#pragma once
/// What the texts of output cells mean.

#include <string>
#include <string_view>

#include "decision/compiled.hpp"

namespace huifang::decision {

/// A word or words that are no FEEL: letters, digits, blanks, `_` and `-`, starting with a letter.
bool is_bare_name(std::string_view text);

/// Trimmed of blanks at both ends.
std::string_view trimmed(std::string_view text);

/// The cell of an output column. Throws Error like feel::compile; HF2203 when it is not an allowed value,
/// HF2205 when it is not of the column's type.
OutputCell output_cell(std::string_view text, const DecisionTableSource::Output& output,
                       const std::vector<Value>& allowed, const feel::Names& names,
                       const feel::CompileOptions& options);

}  // namespace huifang::decision
