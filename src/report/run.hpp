#pragma once
/// A report worked out of its rows.

#include <string>
#include <vector>

#include "policy/report_model.hpp"

namespace huifang::reports {

/// Why an expression has no value.
struct Unknown {
  std::vector<std::string> names;  ///< without a value, in the order in which they were read
  std::string failure;             ///< what failed on these rows: "division by zero"
};

/// What the expressions of a report see. Borrowed for the call.
struct Inputs {
  Value rows;                       ///< a list of contexts with the columns of the report
  const std::vector<Value>& given;  ///< by ReportScope: of the name in slot 1 + i
  Unknown* unknown = nullptr;       ///< takes why an expression has no value
};

/// Throws Error(evaluation, HF7504) when an expression meets what it does not take. Metrics without a value are told as findings.
Report run(const ReportDef& report, const Inputs& inputs);

}  // namespace huifang::reports
