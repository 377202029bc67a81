#pragma once
/// Cases of workflows as rows of a table for people to read.

#include <string>
#include <vector>

#include "cli/names.hpp"
#include "cli/output.hpp"

namespace huifang::cli {

/// Headings: key, workflow, whom, owner, state, opened, closed.
std::vector<Column> case_columns(const std::string& language);
std::vector<std::vector<std::string>> case_rows(const std::vector<CaseEntry>& cases, Names& names, const TimeZone& zone);
/// "solving, waiting"
std::string joined(const std::vector<std::string>& names);

}  // namespace huifang::cli
