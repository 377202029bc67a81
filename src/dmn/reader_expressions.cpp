#include <array>

#include "dmn/codes.hpp"
#include "dmn/reader.hpp"

namespace huifang::dmn {
namespace {

using Kind = ExpressionSource::Kind;

struct KindName {
  std::string_view name;
  Kind kind;
};
constexpr std::array<KindName, 13> kinds = {{
    {"literalExpression", Kind::literal},
    {"context", Kind::context},
    {"list", Kind::list},
    {"relation", Kind::relation},
    {"invocation", Kind::invocation},
    {"functionDefinition", Kind::function},
    {"encapsulatedLogic", Kind::function},
    {"conditional", Kind::conditional},
    {"filter", Kind::filter},
    {"for", Kind::loop},
    {"some", Kind::some},
    {"every", Kind::every},
    {"decisionTable", Kind::table},
}};

const Kind* kind_named(std::string_view name) {
  for (const KindName& each : kinds) {
    if (each.name == name) return &each.kind;
  }
  return nullptr;
}

}  // namespace

NamedSource Reader::named(pugi::xml_node node) {
  NamedSource result;
  result.name = normalised(attribute_of(node, "name"));
  result.type_name = type_name_of(attribute_of(node, "typeRef"));
  result.place = place_of(node);
  return result;
}

ExpressionPtr Reader::expression_in(pugi::xml_node holder) {
  for (const pugi::xml_node child : holder.children()) {
    if (child.type() == pugi::node_element && kind_named(local_name(child)) != nullptr)
      return expression(child);
  }
  return nullptr;
}

/// The expression in <child>…</child>.
ExpressionPtr Reader::part(pugi::xml_node holder, std::string_view child) {
  const pugi::xml_node found = child_named(holder, child);
  ExpressionPtr result = found ? expression_in(found) : nullptr;
  if (!result) {
    Diagnostic& diagnostic =
        findings_.add(code::element, place_of(holder), "a part of this expression is missing");
    diagnostic.found = local_name(holder);
    diagnostic.expected = std::string(child) + " with an expression";
  }
  return result;
}

ExpressionPtr Reader::expression(pugi::xml_node node) {
  auto result = std::make_unique<ExpressionSource>();
  result->kind = *kind_named(local_name(node));
  result->place = place_of(node);
  result->type_name = type_name_of(attribute_of(node, "typeRef"));
  switch (result->kind) {
    case Kind::literal:
      check_language(node, "expressionLanguage");
      if (child_named(node, "importedValues"))
        findings_.add(code::element, place_of(node), "imported values can not be read").expected = "a text";
      result->text = text_in(node);
      break;
    case Kind::context:
      each_child(node, "contextEntry", [&](pugi::xml_node entry) {
        NamedSource value;
        if (const pugi::xml_node variable = child_named(entry, "variable")) value = named(variable);
        value.place = place_of(entry);
        value.value = expression_in(entry);
        result->named.push_back(std::move(value));
      });
      break;
    case Kind::list:
      for (const pugi::xml_node child : node.children()) {
        if (child.type() == pugi::node_element && kind_named(local_name(child)) != nullptr)
          result->parts.push_back(expression(child));
      }
      break;
    case Kind::relation:
      each_child(node, "column", [&](pugi::xml_node column) { result->named.push_back(named(column)); });
      each_child(node, "row", [&](pugi::xml_node row) {
        std::size_t cells = 0;
        for (const pugi::xml_node cell : row.children()) {
          if (cell.type() != pugi::node_element || kind_named(local_name(cell)) == nullptr) continue;
          if (++cells <= result->named.size()) result->parts.push_back(expression(cell));
        }
        if (cells == result->named.size()) return;
        Diagnostic& diagnostic = findings_.add(code::row_length, place_of(row),
                                               "the row has another number of cells than columns");
        diagnostic.found = std::to_string(cells);
        diagnostic.expected = std::to_string(result->named.size());
        for (; cells < result->named.size(); ++cells) result->parts.push_back(nullptr);
      });
      break;
    case Kind::invocation:
      result->parts.push_back(expression_in(node));
      if (!result->parts.back()) {
        findings_.add(code::element, place_of(node), "the invocation names no function").expected =
            "a literalExpression";
      }
      each_child(node, "binding", [&](pugi::xml_node binding) {
        NamedSource value;
        if (const pugi::xml_node parameter = child_named(binding, "parameter")) value = named(parameter);
        value.place = place_of(binding);
        value.value = expression_in(binding);
        result->named.push_back(std::move(value));
      });
      break;
    case Kind::function:
      result->function_kind = attribute_of(node, "kind");
      each_child(node, "formalParameter",
                 [&](pugi::xml_node parameter) { result->named.push_back(named(parameter)); });
      result->parts.push_back(expression_in(node));
      break;
    case Kind::conditional:
      for (const std::string_view child : {"if", "then", "else"}) result->parts.push_back(part(node, child));
      break;
    case Kind::filter:
      for (const std::string_view child : {"in", "match"}) result->parts.push_back(part(node, child));
      break;
    case Kind::loop:
    case Kind::some:
    case Kind::every:
      result->iterator = normalised(attribute_of(node, "iteratorVariable"));
      if (result->iterator.empty()) {
        findings_.add(code::attribute, place_of(node), "this iteration names no variable").expected =
            "an attribute iteratorVariable";
      }
      result->parts.push_back(part(node, "in"));
      result->parts.push_back(part(node, result->kind == Kind::loop ? "return" : "satisfies"));
      break;
    case Kind::table:
      table(node, *result);
      break;
  }
  return result;
}

void Reader::table(pugi::xml_node node, ExpressionSource& into) {
  into.table = std::make_unique<TableSource>();
  TableSource& table = *into.table;
  table.hit_policy = attribute_of(node, "hitPolicy");
  table.aggregation = attribute_of(node, "aggregation");
  each_child(node, "input", [&](pugi::xml_node input) {
    TableSource::Input column;
    if (const pugi::xml_node expression = child_named(input, "inputExpression")) {
      column.expression = text_in(expression);
      column.type_name = type_name_of(attribute_of(expression, "typeRef"));
    }
    if (const pugi::xml_node allowed = child_named(input, "inputValues")) column.allowed = text_in(allowed);
    table.inputs.push_back(std::move(column));
  });
  each_child(node, "output", [&](pugi::xml_node output) {
    TableSource::Output column;
    column.name = normalised(attribute_of(output, "name"));
    column.type_name = type_name_of(attribute_of(output, "typeRef"));
    if (const pugi::xml_node allowed = child_named(output, "outputValues")) column.allowed = text_in(allowed);
    if (const pugi::xml_node value = child_named(output, "defaultOutputEntry"))
      column.default_value = text_in(value);
    table.outputs.push_back(std::move(column));
  });
  each_child(node, "rule", [&](pugi::xml_node rule) {
    TableSource::Rule row;
    row.id = attribute_of(rule, "id");
    row.place = place_of(rule);
    each_child(rule, "inputEntry", [&](pugi::xml_node entry) { row.tests.push_back(text_in(entry)); });
    each_child(rule, "outputEntry", [&](pugi::xml_node entry) { row.outputs.push_back(text_in(entry)); });
    table.rules.push_back(std::move(row));
  });
}

}  // namespace huifang::dmn
