#pragma once
/// What the calendar refuses, told with the rule that asked and about whom: the calendar knows neither.

#include "domain/core.hpp"
#include "huifang/error.hpp"

namespace huifang {

/// `error` is of kind range. Findings that have a place keep it and their words.
inline Error out_of_reach(const Error& error, const RuleDef& rule, const Subject& subject) {
  std::vector<Diagnostic> told = error.diagnostics();
  for (Diagnostic& one : told) {
    if (!one.pointer.empty()) continue;
    one.message = "rule " + rule.name + " cannot say when " + subject.row.entity + ' ' + subject.row.key + " is due: " + one.message;
    if (rule.workflow == none) one.pointer = "/rules/" + rule.id;
  }
  return Error(error.kind(), std::move(told));
}

}  // namespace huifang
