#include "dmn/reader.hpp"

#include <algorithm>
#include <array>

#include "dmn/codes.hpp"

namespace huifang::dmn {
namespace {

constexpr std::array<std::string_view, 4> versions = {
    "https://www.omg.org/spec/DMN/20230324/MODEL/",  // 1.5
    "https://www.omg.org/spec/DMN/20211108/MODEL/",  // 1.4
    "https://www.omg.org/spec/DMN/20191111/MODEL/",  // 1.3
    "http://www.omg.org/spec/DMN/20180521/MODEL/",   // 1.2
};
constexpr std::string_view version_1_1 = "http://www.omg.org/spec/DMN/20151101/";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Every version names FEEL after itself.
bool is_feel(std::string_view language) {
  return language.empty() || language.find("FEEL") != std::string_view::npos ||
         language.find("feel") != std::string_view::npos;
}

}  // namespace

std::string normalised(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (!is_blank(c))
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

std::string type_name_of(std::string_view reference) {
  const std::size_t colon = reference.find(':');
  return normalised(colon == std::string_view::npos ? reference : reference.substr(colon + 1));
}

Place Reader::place_of(pugi::xml_node node) const {
  const std::ptrdiff_t offset = node.offset_debug();
  const bool tag = node.type() == pugi::node_element && offset > 0;  // of the name; the tag begins before it
  return {xml_.number(), offset < 0 ? 0 : static_cast<std::size_t>(tag ? offset - 1 : offset), element_};
}

Text Reader::text_of(pugi::xml_node text) const {
  Text result;
  result.place = place_of(text);
  bool first = true;
  for (const pugi::xml_node part : text.children()) {
    if (part.type() != pugi::node_pcdata && part.type() != pugi::node_cdata) continue;
    if (first) result.place = place_of(part);
    first = false;
    result.text += part.value();
  }
  return result;
}

Text Reader::text_in(pugi::xml_node holder) const {
  const pugi::xml_node text = child_named(holder, "text");
  if (text) return text_of(text);
  Text none;
  none.place = place_of(holder);
  return none;
}

std::string Reader::name_of(pugi::xml_node node) {
  std::string name = normalised(attribute_of(node, "name"));
  if (name.empty()) {
    findings_.add(code::attribute, place_of(node), "this element needs a name").expected =
        "an attribute name";
  }
  return name;
}

void Reader::check_language(pugi::xml_node node, const char* attribute) {
  const std::string language = attribute_of(node, attribute);
  if (is_feel(language)) return;
  Diagnostic& diagnostic =
      findings_.add(code::language, place_of(node), "expressions in this language can not be evaluated");
  diagnostic.found = language;
  diagnostic.expected = "FEEL";
}

ItemSource Reader::item(pugi::xml_node node, int depth) {
  ItemSource item;
  item.place = place_of(node);
  item.name = name_of(node);
  if (depth == 0) element_ = item.place.element = "itemDefinition[" + item.name + "]";
  item.collection = attribute_of(node, "isCollection") == "true";
  check_language(node, "typeLanguage");
  if (const pugi::xml_node reference = child_named(node, "typeRef"))
    item.type_name = type_name_of(text_of(reference).text);
  if (const pugi::xml_node allowed = child_named(node, "allowedValues")) item.allowed = text_in(allowed);
  if (const pugi::xml_node constraint = child_named(node, "typeConstraint"))
    item.constraint = text_in(constraint);
  each_child(node, "itemComponent",
             [&](pugi::xml_node child) { item.components.push_back(this->item(child, depth + 1)); });
  if (const pugi::xml_node function = child_named(node, "functionItem")) {
    item.function = true;
    item.output_type = type_name_of(attribute_of(function, "outputTypeRef"));
    each_child(function, "parameters",
               [&](pugi::xml_node child) { item.parameters.push_back(named(child)); });
  }
  return item;
}

/// hrefs of <child><inner href="…"/></child>, or of <child href="…"/> when there is no inner one.
std::vector<Reference> Reader::references(pugi::xml_node node, std::string_view child, const char* inner) {
  std::vector<Reference> result;
  each_child(node, child, [&](pugi::xml_node holder) {
    const pugi::xml_node target = inner == nullptr ? holder : child_named(holder, inner);
    if (!target) return;
    std::string href = attribute_of(target, "href");
    if (href.empty()) {
      findings_.add(code::attribute, place_of(target), "this reference names no element").expected =
          "an attribute href";
      return;
    }
    result.push_back({std::move(href), place_of(target)});
  });
  return result;
}

void Reader::decision(pugi::xml_node node, Definitions& into) {
  DecisionSource decision;
  decision.name = name_of(node);
  element_ = "decision[" + decision.name + "]";
  decision.place = place_of(node);
  decision.id = attribute_of(node, "id");
  if (const pugi::xml_node variable = child_named(node, "variable")) {
    decision.type_name = type_name_of(attribute_of(variable, "typeRef"));
  }
  if (const pugi::xml_node question = child_named(node, "question"))
    decision.question = normalised(text_of(question).text);
  decision.inputs = references(node, "informationRequirement", "requiredInput");
  decision.decisions = references(node, "informationRequirement", "requiredDecision");
  decision.knowledge = references(node, "knowledgeRequirement", "requiredKnowledge");
  decision.logic = expression_in(node);
  into.decisions.push_back(std::move(decision));
}

void Reader::function(pugi::xml_node node, Definitions& into) {
  FunctionSource function;
  function.name = name_of(node);
  element_ = "businessKnowledgeModel[" + function.name + "]";
  function.place = place_of(node);
  function.id = attribute_of(node, "id");
  if (const pugi::xml_node variable = child_named(node, "variable"))
    function.type_name = type_name_of(attribute_of(variable, "typeRef"));
  function.knowledge = references(node, "knowledgeRequirement", "requiredKnowledge");
  if (const pugi::xml_node logic = child_named(node, "encapsulatedLogic")) function.logic = expression(logic);
  into.functions.push_back(std::move(function));
}

void Reader::service(pugi::xml_node node, Definitions& into) {
  ServiceSource service;
  service.name = name_of(node);
  element_ = "decisionService[" + service.name + "]";
  service.place = place_of(node);
  service.id = attribute_of(node, "id");
  if (const pugi::xml_node variable = child_named(node, "variable"))
    service.type_name = type_name_of(attribute_of(variable, "typeRef"));
  service.outputs = references(node, "outputDecision", nullptr);
  service.encapsulated = references(node, "encapsulatedDecision", nullptr);
  service.input_decisions = references(node, "inputDecision", nullptr);
  service.inputs = references(node, "inputData", nullptr);
  into.services.push_back(std::move(service));
}

void Reader::import(pugi::xml_node node, Definitions& into) {
  ImportSource import;
  import.name = normalised(attribute_of(node, "name"));
  element_ = "import[" + import.name + "]";
  import.place = place_of(node);
  import.name_space = attribute_of(node, "namespace");
  import.location = attribute_of(node, "locationURI");
  import.type = attribute_of(node, "importType");
  into.imports.push_back(std::move(import));
}

std::optional<Definitions> Reader::definitions() {
  const pugi::xml_node root = xml_.root();
  if (local_name(root) != "definitions") {
    Diagnostic& diagnostic = findings_.add(code::no_definitions, place_of(root), "this is no DMN document");
    diagnostic.found = root.name();
    diagnostic.expected = "definitions";
    return std::nullopt;
  }
  const std::string_view version = name_space_of(root);
  if (version.substr(0, version_1_1.size()) == version_1_1) {
    findings_.warn(code::old_version, place_of(root), "this is DMN 1.1; it is read as DMN 1.2").found =
        version;
  } else if (std::find(versions.begin(), versions.end(), version) == versions.end()) {
    Diagnostic& diagnostic = findings_.add(code::unknown_version, place_of(root),
                                           "the namespace is that of no known version of DMN");
    diagnostic.found = version;
    diagnostic.expected = "DMN 1.2 to 1.5, such as " + std::string(versions.front());
    return std::nullopt;
  }
  Definitions result;
  result.document = xml_.number();
  result.name = normalised(attribute_of(root, "name"));
  result.name_space = attribute_of(root, "namespace");
  check_language(root, "expressionLanguage");
  check_language(root, "typeLanguage");
  for (const pugi::xml_node node : root.children()) {
    if (node.type() != pugi::node_element) continue;
    const std::string_view kind = local_name(node);
    element_.clear();
    if (kind == "import") {
      import(node, result);
    } else if (kind == "itemDefinition") {
      result.items.push_back(item(node, 0));
    } else if (kind == "inputData") {
      InputSource input;
      input.name = name_of(node);
      element_ = "inputData[" + input.name + "]";
      input.place = place_of(node);
      input.id = attribute_of(node, "id");
      if (const pugi::xml_node variable = child_named(node, "variable"))
        input.type_name = type_name_of(attribute_of(variable, "typeRef"));
      result.inputs.push_back(std::move(input));
    } else if (kind == "decision") {
      decision(node, result);
    } else if (kind == "businessKnowledgeModel") {
      function(node, result);
    } else if (kind == "decisionService") {
      service(node, result);
    }
  }
  return result;
}

std::optional<Definitions> read_definitions(std::uint32_t number, Findings& findings,
                                            const DmnOptions& options) {
  Xml xml;
  if (!xml.parse(number, findings, options)) return std::nullopt;
  return Reader(xml, findings).definitions();
}

}  // namespace huifang::dmn
