#include "policy/dmn_section.hpp"

#include <algorithm>

#include "feel/program.hpp"

namespace huifang::loader {
namespace {

constexpr std::string_view function_name = "decide";

/// A model as a function of its inputs. The first argument says what it is, for those who read explanations.
struct ModelFunction final : feel::HostFunction {
  DmnModel model;
  std::string decision;

  Value call(std::span<const Value> arguments, feel::Work& work, const feel::Frame& caller) const override {
    Context inputs;
    for (std::size_t i = 1; i < arguments.size(); ++i)
      inputs.entries.emplace_back(parameters[i], arguments[i]);
    DmnEvaluateOptions options;
    options.now = caller.now();
    try {
      return model.evaluate(decision, inputs, options).value;
    } catch (const Error& error) {
      work.exceeded = error.diagnostics().front().message;
      return {};
    }
  }
};

/// Entries of both sections that name a model.
std::vector<const Node*> dmn_entries(const Loader& loader) {
  std::vector<const Node*> entries;
  for (const std::string_view section : {"decisions", "tiers"}) {
    for (const Node* entry : loader.entries(section)) {
      if (is_dmn(*entry)) entries.push_back(entry);
    }
  }
  return entries;
}

/// What is wrong with a DMN document is told where the policy names it; its own place comes first in the
/// message.
void adopt(Loader& loader, const Error& error, const Node& at) {
  std::vector<Diagnostic> moved;
  for (Diagnostic diagnostic : error.diagnostics()) {
    if (diagnostic.severity != Severity::error) continue;
    diagnostic.message = diagnostic.file + ":" + std::to_string(diagnostic.line) + ":" +
                         std::to_string(diagnostic.column) + ": " +
                         (diagnostic.pointer.empty() ? "" : diagnostic.pointer + ": ") + diagnostic.message;
    diagnostic.offset = -1;
    moved.push_back(std::move(diagnostic));
  }
  loader.report.adopt(Error(error.kind(), std::move(moved)), at);
}

/// Inputs of a decision and of all it requires, each once.
std::vector<const DmnInput*> inputs_of(const DmnModel& model, const DmnDecision& decision) {
  std::vector<std::string> names;
  std::vector<const DmnDecision*> open = {&decision};
  std::vector<const DmnDecision*> seen;
  while (!open.empty()) {
    const DmnDecision* const one = open.back();
    open.pop_back();
    if (std::find(seen.begin(), seen.end(), one) != seen.end()) continue;
    seen.push_back(one);
    names.insert(names.end(), one->inputs.begin(), one->inputs.end());
    for (const DmnDecision& each : model.decisions()) {
      if (std::find(one->decisions.begin(), one->decisions.end(), each.name) != one->decisions.end())
        open.push_back(&each);
    }
  }
  std::vector<const DmnInput*> inputs;
  for (const DmnInput& input : model.inputs()) {
    if (std::find(names.begin(), names.end(), input.name) != names.end()) inputs.push_back(&input);
  }
  return inputs;
}

const DmnModel* model_of(const Loader& loader, const Node& entry) {
  const Node* document = entry.find("dmn");
  if (document == nullptr || !document->is_string()) return nullptr;
  const auto found = loader.dmn_models.find(document->text);
  return found == loader.dmn_models.end() ? nullptr : &found->second;
}

/// What an input is when nothing is written: the subject's attribute of that name, or a context of those that
/// the input's type names. "": there is no such attribute; `missing` says which.
std::string default_text(const Scope& scope, const PolicyModel& model, std::uint32_t entity,
                         const DmnInput& input, std::string& missing) {
  const std::string subject = model.entities[entity].name + ".";
  if (scope.member(entity, input.name)) return subject + input.name;
  missing = input.name;
  if (input.type.kind != feel::Type::Kind::context || input.type.fields.empty()) return "";
  std::string text = "{";
  for (const auto& [name, type] : input.type.fields) {
    if (!scope.member(entity, name)) {
      missing = name;
      return "";
    }
    text += (text.size() > 1 ? ", " : "") + Value::of(name).to_text() + ": " + subject + name;
  }
  return text + "}";
}

}  // namespace

void load_documents(Loader& loader, const LoadOptions& options) {
  std::map<std::string, std::string> own;
  if (const Node* documents = loader.root().find("documents");
      documents != nullptr && documents->is_object()) {
    for (const Node* document : documents->children) {
      if (document->is_string()) own.emplace(document->key, document->text);
    }
  }
  for (const Node* entry : dmn_entries(loader)) {
    const Node* named = entry->find("dmn");
    if (named == nullptr || !named->is_string() || loader.dmn_tried.contains(named->text)) continue;
    loader.dmn_tried.insert(named->text);
    DmnDocument main{named->text, ""};
    std::string file = loader.document.layers[named->place.layer].file;
    if (const auto known = own.find(named->text); known != own.end()) {
      main.text = known->second;
    } else {
      auto found = options.find_document ? options.find_document(named->text, file) : std::nullopt;
      if (!found) {
        loader.report.error(
            code::dmn_document, *named, "the DMN document is not found",
            {named->text, "a document of `documents`, or a file beside the policy or below its folder", ""});
        continue;
      }
      main.text = std::move(found->text);
      file = std::move(found->file);
    }
    DmnOptions how;
    how.document_bytes = options.limits.document_bytes;
    for (const auto& [name, text] : own) {
      if (name != main.name) how.imported.push_back({name, text});
    }
    how.find_document = [&](const DmnImport& import) -> std::optional<DmnDocument> {
      if (import.location.empty() || !options.find_document) return std::nullopt;
      auto found = options.find_document(import.location, file);
      if (!found) return std::nullopt;
      return DmnDocument{import.location, std::move(found->text)};
    };
    try {
      DmnModel model = DmnModel::read(main, how);
      for (const DmnDocument& document : model.documents())
        loader.dmn_documents.emplace(document.name, document.text);
      loader.dmn_models.emplace(named->text, std::move(model));
    } catch (const Error& error) {
      adopt(loader, error, *named);
    }
  }
}

void embed_documents(Loader& loader) {
  if (loader.dmn_documents.empty()) return;
  Node& root = *loader.document.root;
  Node* documents = nullptr;
  for (Node* child : root.children) {
    if (child->key == "documents") documents = child;
  }
  if (documents == nullptr) {
    Node node;
    node.kind = Node::Kind::object;
    node.key = "documents";
    node.parent = &root;
    documents = loader.document.make(std::move(node));
    root.children.push_back(documents);
  }
  for (const auto& [name, text] : loader.dmn_documents) {
    if (documents->has(name)) continue;
    Node node;
    node.kind = Node::Kind::string;
    node.key = name;
    node.text = text;
    node.parent = documents;
    documents->children.push_back(loader.document.make(std::move(node)));
  }
}

const DmnDecision* dmn_decision(Loader& loader, const Node& entry, bool quiet) {
  const DmnModel* const model = model_of(loader, entry);
  if (model == nullptr) return nullptr;  // told when it was looked for
  const Node* const name = entry.find("decision");
  if (name == nullptr || !name->is_string()) {
    if (!quiet && !entry.has("decision"))
      loader.report.error_at_key(code::missing_key, entry, "a DMN model makes several decisions",
                                 {"nothing", "\"decision\": the name of one", ""});
    return nullptr;
  }
  std::vector<std::string> names;
  for (const DmnDecision& decision : model->decisions()) {
    if (decision.name == name->text) return &decision;
    names.push_back(decision.name);
  }
  if (!quiet)
    loader.report.error(code::dmn_decision, *name, "the DMN model has no such decision",
                        {name->text, "", loader.report.nearest(name->text, names)});
  return nullptr;
}

std::optional<DmnCall> dmn_call(Loader& loader, const Node& entry, const Scope& scope, std::uint32_t entity,
                                bool quiet) {
  const DmnDecision* const decision = dmn_decision(loader, entry, quiet);
  if (decision == nullptr) return std::nullopt;
  const DmnModel& model = *model_of(loader, entry);
  const Node* given = entry.find("given");
  if (given != nullptr && !given->is_object()) given = nullptr;
  auto function = std::make_shared<ModelFunction>();
  function->model = model;
  function->decision = decision->name;
  function->text = "decide";
  function->parameters.emplace_back("decision");
  DmnCall call;
  call.type = decision->type;
  call.text =
      std::string(function_name) + "(" + Value::of(entry.find("dmn")->text + ": " + decision->name).to_text();
  bool good = true;
  std::vector<std::string> names;
  for (const DmnInput* input : inputs_of(model, *decision)) {
    names.push_back(input->name);
    const Node* const written = given == nullptr ? nullptr : given->find(input->name);
    std::string text;
    if (written != nullptr && written->is_string()) {
      text = "(" + written->text + "\n)";
      if (!quiet && !expression(*written, scope)) good = false;
    } else {
      std::string missing;
      text = default_text(scope, loader.model, entity, *input, missing);
      if (text.empty()) {
        good = false;
        if (!quiet)
          loader.report.error_at_key(
              code::dmn_input, entry, "an input of the DMN decision has no value here",
              {input->name,
               "\"given\": {\"" + input->name + "\": an expression}, or an attribute '" + missing + "'",
               loader.report.nearest(missing, scope.all(entity))});
      }
    }
    function->parameters.push_back(input->name);
    call.text += ", " + text;
  }
  if (given != nullptr && !quiet) {
    for (const Node* each : given->children) {
      if (std::find(names.begin(), names.end(), each->key) != names.end()) continue;
      loader.report.error_at_key(code::dmn_input, *each, "the DMN decision has no such input",
                                 {each->key, "", loader.report.nearest(each->key, names)});
      good = false;
    }
  }
  call.text += ")";
  function->parameter_types.resize(function->parameters.size());
  function->result = call.type;
  call.function = Value::of(std::shared_ptr<const Function>(std::move(function)));
  return good ? std::optional(std::move(call)) : std::nullopt;
}

std::optional<feel::Binding> DmnNames::find(std::string_view name) const {
  if (name != function_name) return scope_.find(name);
  feel::Binding binding;
  binding.kind = feel::Binding::Kind::constant;
  binding.value = call_.function;
  binding.type.kind = feel::Type::Kind::function;
  binding.type.item = std::make_shared<const feel::Type>(call_.type);
  return binding;
}

}  // namespace huifang::loader
