#include "feel/relocate.hpp"

#include <algorithm>

#include "feel/program.hpp"

namespace huifang::feel {
namespace {

void replace(std::vector<std::uint32_t>& ids, const std::vector<std::uint32_t>& by) {
  for (std::uint32_t& id : ids) id = by.at(id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

Type relocated(Type type, const NewIds& ids) {
  if (type.kind == Type::Kind::entity && type.object < ids.entities.size()) type.object = ids.entities[type.object];
  if (type.item) type.item = std::make_shared<const Type>(relocated(*type.item, ids));
  for (auto& [name, field] : type.fields) field = relocated(field, ids);
  return type;
}

Expression relocated(const Expression& expression, const NewIds& ids) {
  if (!expression) return expression;
  auto program = std::make_shared<Expression::Program>(*expression.program());
  for (Node& node : program->nodes) {
    if (node.op == Op::slot) node.id = ids.slots.at(node.id);
    if (node.op == Op::attribute) node.id = ids.attributes.at(node.id);
  }
  for (FunctionCode& function : program->functions) {
    for (Type& type : function.parameter_types) type = relocated(type, ids);
    function.result = relocated(function.result, ids);
    for (FunctionCode::Capture& capture : function.captures) {
      if (capture.slot) capture.id = ids.slots.at(capture.id);
    }
  }
  for (Type& type : program->types) type = relocated(type, ids);
  program->type = relocated(program->type, ids);
  replace(program->slot_ids, ids.slots);
  replace(program->attribute_ids, ids.attributes);
  return Expression(std::move(program));
}

}  // namespace huifang::feel
