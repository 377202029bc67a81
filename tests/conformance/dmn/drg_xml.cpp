#include "conformance/dmn/drg_xml.hpp"

namespace conformance {
namespace {

using huifang::DmnDocument;

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      case '\t':
        result += "&#9;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string attribute(const char* name, const std::string& value) {
  return value.empty() ? std::string() : " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string type_attribute(const Json& json) { return attribute("typeRef", json.value("type", "")); }

std::string text_element(const std::string& text) { return "<text>" + escaped(text) + "</text>"; }

/// An object's list, or an empty one.
Json items(const Json& json, const char* key) { return json.value(key, Json::array()); }

/// A name, or an object with a name.
std::string name_of(const Json& json) {
  return json.is_string() ? json.get<std::string>() : json.value("name", "");
}
std::string type_of(const Json& json) { return json.is_string() ? std::string() : type_attribute(json); }

/// Writes one model.
class Writer {
 public:
  Writer(const Json& model, const Json& models) : model_(model), models_(models) {}

  std::string document() {
    out_ = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"" +
           attribute("name", model_.value("name", "")) +
           attribute("namespace", model_.value("namespace", "")) + ">";
    const Json imports = model_.value("imports", Json::array());
    for (const auto& [key, import] : imports.items()) {
      const bool listed = imports.is_array();
      const std::string space =
          import.is_string() ? import.get<std::string>() : import.value("namespace", "");
      const std::string name = listed ? name_of(import) : key;
      imports_.emplace_back(name, space);
      out_ += "<import importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"" + escaped(name) +
              "\"" + attribute("namespace", space) + "/>";
    }
    const Json types = model_.value("types", Json::object());
    for (const auto& [name, type] : types.items()) item("itemDefinition", type);
    inputs();
    for (const Json& decision : items(model_, "decisions")) this->decision(decision);
    for (const Json& function : items(model_, "functions")) this->function(function);
    for (const Json& service : items(model_, "services")) this->service(service);
    return out_ + "</definitions>";
  }

 private:
  void inputs() {
    for (const Json& input : items(model_, "inputs")) {
      out_ += "<inputData" + head(input, "inputs") + "><variable" + attribute("name", name_of(input)) +
              type_of(input) + "/></inputData>";
    }
  }

  /// Id and name of an element.
  std::string head(const Json& element, const char* section) const {
    return attribute("id", id_of(model_, name_of(element), section)) + attribute("name", name_of(element));
  }

  static std::string id_of(const Json& model, const std::string& name, const std::string& section) {
    const Json elements = items(model, section.c_str());
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (name_of(elements[i]) == name) return section + "-" + std::to_string(i);
    }
    return {};
  }

  /// Where an element of that name is: here, or behind one of the imports.
  std::string href(const std::string& name, const std::vector<std::string>& sections) const {
    for (const std::string& section : sections) {
      const std::string id = id_of(model_, name, section);
      if (!id.empty()) return "#" + id;
    }
    for (const auto& [prefix, space] : imports_) {
      const bool prefixed = !prefix.empty() && name.rfind(prefix + ".", 0) == 0;
      const std::string own = prefixed ? name.substr(prefix.size() + 1) : name;
      for (const Json& other : models_) {
        if (other.value("namespace", "") != space) continue;
        for (const std::string& section : sections) {
          const std::string id = id_of(other, own, section);
          if (!id.empty()) return space + "#" + id;
        }
      }
    }
    return "#" + name;
  }

  void requirements(const Json& element) {
    const Json required = element.value("requires", Json::object());
    for (const Json& input : items(required, "inputs")) {
      out_ += "<informationRequirement><requiredInput" + attribute("href", href(name_of(input), {"inputs"})) +
              "/></informationRequirement>";
    }
    for (const Json& decision : items(required, "decisions")) {
      out_ += "<informationRequirement><requiredDecision" +
              attribute("href", href(name_of(decision), {"decisions"})) + "/></informationRequirement>";
    }
    for (const Json& knowledge : items(required, "knowledge")) {
      out_ += "<knowledgeRequirement><requiredKnowledge" +
              attribute("href", href(name_of(knowledge), {"functions", "services"})) +
              "/></knowledgeRequirement>";
    }
  }

  void decision(const Json& decision) {
    out_ += "<decision" + head(decision, "decisions") + "><variable" + attribute("name", name_of(decision)) +
            type_attribute(decision) + "/>";
    requirements(decision);
    if (decision.contains("logic")) expression(decision.at("logic"));
    out_ += "</decision>";
  }

  void function(const Json& function) {
    out_ += "<businessKnowledgeModel" + head(function, "functions") + "><variable" +
            attribute("name", name_of(function)) + type_attribute(function) + "/>";
    requirements(function);
    if (function.contains("definition")) function_definition("encapsulatedLogic", function.at("definition"));
    out_ += "</businessKnowledgeModel>";
  }

  void service(const Json& service) {
    out_ += "<decisionService" + head(service, "services") + "><variable" +
            attribute("name", name_of(service)) + type_attribute(service) + "/>";
    const auto refer = [&](const char* key, const char* element, const std::string& section) {
      for (const Json& name : items(service, key))
        out_ += "<" + std::string(element) + attribute("href", href(name_of(name), {section})) + "/>";
    };
    refer("outputDecisions", "outputDecision", "decisions");
    refer("encapsulatedDecisions", "encapsulatedDecision", "decisions");
    refer("inputDecisions", "inputDecision", "decisions");
    refer("inputData", "inputData", "inputs");
    out_ += "</decisionService>";
  }

  void item(const char* element, const Json& item) {
    out_ += "<" + std::string(element) + attribute("name", name_of(item)) +
            (item.value("collection", false) ? " isCollection=\"true\"" : "") + ">";
    if (item.contains("type")) out_ += "<typeRef>" + escaped(item.at("type")) + "</typeRef>";
    if (item.contains("allowed"))
      out_ += "<allowedValues>" + text_element(item.at("allowed")) + "</allowedValues>";
    for (const char* key : {"constraint", "typeConstraint"}) {
      if (item.contains(key)) out_ += "<typeConstraint>" + text_element(item.at(key)) + "</typeConstraint>";
    }
    for (const Json& component : items(item, "components")) this->item("itemComponent", component);
    if (item.contains("function")) {
      const Json& function = item.at("function");
      out_ += "<functionItem" + attribute("outputTypeRef", function.value("returns", "")) + ">";
      for (const Json& parameter : items(function, "parameters"))
        out_ += "<parameters" + attribute("name", name_of(parameter)) + type_of(parameter) + "/>";
      out_ += "</functionItem>";
    }
    out_ += "</" + std::string(element) + ">";
  }

  void function_definition(const char* element, const Json& function) {
    out_ += "<" + std::string(element) + attribute("kind", function.value("functionKind", "")) + ">";
    for (const Json& parameter : items(function, "parameters"))
      out_ += "<formalParameter" + attribute("name", name_of(parameter)) + type_of(parameter) + "/>";
    if (function.contains("body")) expression(function.at("body"));
    out_ += "</" + std::string(element) + ">";
  }

  void part(const Json& json, const char* key) {
    if (!json.contains(key)) return;
    out_ += "<" + std::string(key) + ">";
    expression(json.at(key));
    out_ += "</" + std::string(key) + ">";
  }

  void expression(const Json& json) {
    const std::string kind = json.at("kind");
    if (kind == "functionDefinition") return function_definition("functionDefinition", json);
    out_ += "<" + kind + type_attribute(json);
    if (kind == "decisionTable") return table(json);
    out_ += attribute("iteratorVariable", json.value("iterator", "")) + ">";
    if (kind == "literalExpression") out_ += text_element(json.value("text", ""));
    for (const Json& entry : items(json, "entries")) {
      out_ += "<contextEntry>";
      if (entry.contains("name"))
        out_ += "<variable" + attribute("name", name_of(entry)) + type_attribute(entry) + "/>";
      if (entry.contains("value")) expression(entry.at("value"));
      out_ += "</contextEntry>";
    }
    for (const Json& item : items(json, "items")) expression(item);
    for (const Json& column : items(json, "columns"))
      out_ += "<column" + attribute("name", name_of(column)) + type_of(column) + "/>";
    for (const Json& row : items(json, "rows")) {
      out_ += "<row>";
      for (const Json& cell : row) expression(cell);
      out_ += "</row>";
    }
    if (json.contains("function")) expression(json.at("function"));
    for (const Json& binding : items(json, "bindings")) {
      const Json& parameter = binding.at("parameter");
      out_ += "<binding><parameter" + attribute("name", name_of(parameter)) + type_of(parameter) + "/>";
      if (binding.contains("value")) expression(binding.at("value"));
      out_ += "</binding>";
    }
    for (const char* key : {"if", "then", "else", "in", "match", "return", "satisfies"}) part(json, key);
    out_ += "</" + kind + ">";
  }

  void table(const Json& json) {
    out_ += attribute("hitPolicy", json.value("hitPolicy", "")) +
            attribute("aggregation", json.value("aggregation", "")) + ">";
    for (const Json& input : items(json, "inputs")) {
      out_ += "<input><inputExpression" + type_attribute(input) + ">" +
              text_element(input.value("expression", "")) + "</inputExpression>";
      if (input.contains("allowed"))
        out_ += "<inputValues>" + text_element(input.at("allowed")) + "</inputValues>";
      out_ += "</input>";
    }
    for (const Json& output : items(json, "outputs")) {
      out_ += "<output" + attribute("name", output.value("name", "")) + type_attribute(output) + ">";
      if (output.contains("allowed"))
        out_ += "<outputValues>" + text_element(output.at("allowed")) + "</outputValues>";
      if (output.contains("default"))
        out_ += "<defaultOutputEntry>" + text_element(output.at("default")) + "</defaultOutputEntry>";
      out_ += "</output>";
    }
    for (const Json& rule : items(json, "rules")) {
      out_ += "<rule>";
      for (const Json& cell : rule.at(0)) out_ += "<inputEntry>" + text_element(cell) + "</inputEntry>";
      for (const Json& cell : rule.at(1)) out_ += "<outputEntry>" + text_element(cell) + "</outputEntry>";
      out_ += "</rule>";
    }
    out_ += "</decisionTable>";
  }

  const Json& model_;
  const Json& models_;
  std::vector<std::pair<std::string, std::string>> imports_;  ///< name and namespace
  std::string out_;
};

}  // namespace

std::vector<DmnDocument> documents_from(const Json& line) {
  std::vector<DmnDocument> documents;
  const Json& models = line.at("models");
  for (const Json& model : models) {
    const std::string file = model.value("file", "");
    DmnDocument document{file, Writer(model, models).document()};
    const bool is_main = file == line.value("model", "");
    documents.insert(is_main ? documents.begin() : documents.end(), std::move(document));
  }
  return documents;
}

}  // namespace conformance
