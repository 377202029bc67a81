#pragma once
/// A report worked out of its rows.

#include <string>
#include <vector>

#include "policy/report_model.hpp"

namespace huifang::reports {

/// What the expressions of a report see. Borrowed for the call.
struct Inputs {
  Value rows;                       ///< a list of contexts with the columns of the report
  const std::vector<Value>& given;  ///< by ReportScope: of the name in slot 1 + i
  std::vector<std::string>* unknown =
      nullptr;  ///< takes the names without a value that left an expression undecided
};

/// Throws Error(evaluation, HF7504) when an expression fails. Metrics without a value are told as findings.
Report run(const ReportDef& report, const Inputs& inputs);

}  // namespace huifang::reports
