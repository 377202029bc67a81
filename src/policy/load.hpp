#pragma once
/// What a load came to: a model, or the reasons why there is none.

#include <memory>
#include <string_view>
#include <vector>

#include "huifang/policy.hpp"
#include "policy/model.hpp"

namespace huifang::loader {

struct Loaded {
  std::shared_ptr<const PolicyModel> model;  ///< empty when failed
  std::vector<Diagnostic> diagnostics;       ///< all, in document order
  bool failed = false;
  ErrorKind kind = ErrorKind::policy;
};

/// `where`: whom its binding governs, see LayerDef::where; empty: everyone.
Loaded load(std::string_view json, const LoadOptions& options, const std::string& where = {});

}  // namespace huifang::loader
