#include "decision/relocate.hpp"

#include <algorithm>

#include "decision/compiled.hpp"

namespace huifang::decision {
namespace {

void replace(std::vector<std::uint32_t>& ids, const std::vector<std::uint32_t>& by) {
  for (std::uint32_t& id : ids) id = by.at(id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

void replace(std::vector<OutputCell>& cells, const feel::NewIds& ids) {
  for (OutputCell& cell : cells) cell.expression = feel::relocated(cell.expression, ids);
}

}  // namespace

DecisionTable relocated(const DecisionTable& table, const feel::NewIds& ids) {
  if (!table) return table;
  auto compiled = std::make_shared<DecisionTable::Compiled>(*table.compiled());
  for (feel::Expression& input : compiled->inputs) input = feel::relocated(input, ids);
  for (Column& column : compiled->columns) column.relocate(ids);
  for (std::vector<OutputCell>& row : compiled->outputs) replace(row, ids);
  if (compiled->defaults) replace(*compiled->defaults, ids);
  compiled->type = feel::relocated(compiled->type, ids);
  replace(compiled->slots, ids.slots);
  replace(compiled->attributes, ids.attributes);
  return DecisionTable(std::move(compiled));
}

}  // namespace huifang::decision
