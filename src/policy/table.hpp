#pragma once
/// Decision tables as policies write them: read from the document, compiled with the names in scope.

#include <vector>

#include "huifang/decision.hpp"
#include "policy/scope.hpp"

namespace huifang::loader {

/// A table and where its parts are written.
struct Table {
  DecisionTableSource source;
  std::vector<const Node*> inputs;
  std::vector<std::vector<const Node*>> rows;  ///< cells
  const Node* node = nullptr;
  bool good = true;
};

/// Reads `inputs`, `outputs`, `rows` and `hit` of a decision or tier; what is wrong is reported.
Table read_table(Loader& loader, const Node& entry);
/// Empty when the table was refused; `quiet`: without reporting why, nor what is doubtful about it as a
/// whole.
DecisionTable compile_table(Loader& loader, const Table& table, const Scope& scope, bool quiet);

}  // namespace huifang::loader
