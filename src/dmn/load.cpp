#include "dmn/load.hpp"

#include <algorithm>

#include "dmn/codes.hpp"
#include "dmn/graph.hpp"
#include "dmn/reader.hpp"

namespace huifang::dmn {
namespace {

/// Is the import another DMN document? Others, such as PMML, hold nothing that is called here.
bool is_dmn(const std::string& type) {
  return type.empty() || type.find("/DMN/") != std::string::npos || type.find("DMN") != std::string::npos;
}

}  // namespace

Loader::Loader(const DmnOptions& options) : options_(options) {
  compile_options_.semantics = feel::Semantics::dmn;
  compile_options_.limits = options.limits;
  model_ = std::make_shared<DmnModel::Compiled>();
  model_->limits = options.limits;
}

std::shared_ptr<const DmnModel::Compiled> Loader::load(const DmnDocument& document) {
  const std::uint32_t main = findings_.add_document(document);
  Unit* const unit = read(main);
  if (unit == nullptr) findings_.throw_errors();
  instantiate(*unit->module);
  order();
  if (!options_.tolerant || model_->instances.empty()) findings_.throw_errors();
  list_elements();
  model_->documents = findings_.documents();
  model_->diagnostics = findings_.all();
  return model_;
}

Loader::Unit* Loader::read(std::uint32_t document) {
  auto definitions = read_definitions(document, findings_, options_);
  if (!definitions) return nullptr;
  units_.push_back(std::make_unique<Unit>());
  Unit& unit = *units_.back();
  unit.source = std::move(*definitions);
  model_->modules.push_back(std::make_unique<Module>());
  unit.module = model_->modules.back().get();
  unit.module->name = unit.source.name;
  unit.module->name_space = unit.source.name_space;
  open_.push_back(unit.source.name_space);
  std::vector<std::pair<std::string, const Types*>> types;
  for (const ImportSource& import : unit.source.imports) {
    if (!is_dmn(import.type)) continue;
    Unit* const other = imported(import);
    if (other == nullptr) continue;
    const auto same = [&](const Module::Import& each) { return each.name == import.name; };
    if (!import.name.empty() && std::any_of(unit.module->imports.begin(), unit.module->imports.end(), same)) {
      findings_.add(code::twice, import.place, "this name of an import is given twice").found = import.name;
    }
    unit.module->imports.push_back({import.name, other->module});
    unit.imports.push_back(other);
    types.emplace_back(import.name, other->types.get());
  }
  open_.pop_back();
  unit.types = std::make_unique<Types>(unit.source, std::move(types), findings_, compile_options_);
  known_.emplace_back(unit.source.name_space, &unit);
  check_names(unit);
  link_elements(unit);
  compile(unit);
  return &unit;
}

/// The documents of the options by their namespaces, looked at when the first import is met.
void Loader::read_given() {
  given_read_ = true;
  for (const DmnDocument& document : options_.imported) {
    Findings aside;
    const auto definitions = read_definitions(aside.add_document(document), aside, options_);
    if (definitions)
      given_.emplace(definitions->name_space, &document);
    else  // once more, to say what is wrong with it
      (void)read_definitions(findings_.add_document(document), findings_, options_);
  }
}

Loader::Unit* Loader::imported(const ImportSource& import) {
  const auto known = std::find_if(known_.begin(), known_.end(),
                                  [&](const auto& each) { return each.first == import.name_space; });
  if (known != known_.end()) return known->second;
  const auto open = std::find(open_.begin(), open_.end(), import.name_space);
  if (open != open_.end()) {
    Diagnostic& diagnostic =
        findings_.add(code::import_cycle, import.place, "these models import one another");
    for (auto each = open; each != open_.end(); ++each) diagnostic.found += *each + " -> ";
    diagnostic.found += import.name_space;
    return nullptr;
  }
  if (!given_read_) read_given();
  if (const auto given = given_.find(import.name_space); given != given_.end())
    return read(findings_.add_document(*given->second));
  if (options_.find_document) {
    if (auto document = options_.find_document({import.name, import.name_space, import.location})) {
      const std::uint32_t number = findings_.add_document(std::move(*document));
      Unit* const unit = read(number);
      if (unit == nullptr || unit->source.name_space == import.name_space) return unit;
      Diagnostic& diagnostic = findings_.add(code::unknown_import, import.place,
                                             "the document that was found has another namespace");
      diagnostic.found = unit->source.name_space;
      diagnostic.expected = import.name_space;
      return nullptr;
    }
  }
  Diagnostic& diagnostic = findings_.add(code::unknown_import, import.place, "this model is not there");
  diagnostic.found = import.name_space + (import.location.empty() ? "" : " (" + import.location + ")");
  diagnostic.expected = "a document with this namespace";
  if (import.location.starts_with('/') || import.location.find("..") != std::string::npos)
    diagnostic.expected += "; locations do not lead out of the folder of the model";
  return nullptr;
}

/// Makes an element that a body requires known to it by name.
void Loader::declare(Unit& unit, const Ref& ref, BodyScope& scope, Body& body) {
  const bool local = ref.import < 0;
  const Module& module =
      local ? *unit.module : *unit.module->imports[static_cast<std::size_t>(ref.import)].module;
  std::string name;
  feel::Type type;
  switch (ref.kind) {
    case Ref::Kind::input:
      name = module.inputs[ref.index].name;
      if (const ItemTypePtr& declared = module.inputs[ref.index].type) type = declared->type;
      break;
    case Ref::Kind::decision:
      name = module.decisions[ref.index].name;
      if (const ItemTypePtr& declared = module.decisions[ref.index].type) type = declared->type;
      break;
    case Ref::Kind::function:
      name = module.functions[ref.index].name;
      type.kind = feel::Type::Kind::function;
      if (module.functions[ref.index].body) type = signature_of(*module.functions[ref.index].body);
      break;
    case Ref::Kind::service:
      name = module.services[ref.index].name;
      type.kind = feel::Type::Kind::function;
      if (const ItemTypePtr& result = module.services[ref.index].result)
        type.item = std::make_shared<const feel::Type>(result->type);
      break;
  }
  const std::string prefix =
      local ? std::string() : unit.module->imports[static_cast<std::size_t>(ref.import)].name;
  body.loads.push_back({ref, scope.declare_imported(prefix, std::move(name), std::move(type))});
}

void Loader::compile_function(Unit& unit, std::size_t index) {
  const FunctionSource& source = unit.source.functions[index];
  Module::Function& function = unit.module->functions[index];
  auto body = std::make_shared<Body>();
  body->element = "function " + function.name;
  BodyScope scope(*unit.types, nullptr);
  BodyCompiler compiler(*unit.types, findings_, compile_options_);
  if (const ItemTypePtr declared = unit.types->declared(source.type_name, source.place)) {
    // The type of the variable is that of the function, or of its result: written both ways.
    if (declared->type.kind != feel::Type::Kind::function) {
      body->result = declared;
    } else if (declared->type.item && declared->type.item->kind != feel::Type::Kind::any) {
      auto result = std::make_shared<ItemType>();
      result->name = "the result of " + declared->name;
      result->type = *declared->type.item;
      body->result = std::move(result);
    }
  }
  if (!source.logic || source.logic->kind != ExpressionSource::Kind::function) {
    findings_.warn(code::no_logic, source.place, "this function has no logic; it is null");
  } else {
    compiler.declare_parameters(*source.logic, scope, *body);
    const std::size_t mark = scope.mark();
    // The parameters hide elements of the same name.
    declare(unit, {Ref::Kind::function, -1, static_cast<std::uint32_t>(index)}, scope, *body);
    for (const Ref& ref : function.knowledge) declare(unit, ref, scope, *body);
    scope.raise(mark);
    compiler.function_body(*source.logic, scope, *body);
  }
  std::erase_if(body->loads, [&](const Load& load) { return !scope.is_used(load.slot); });
  body->slots = scope.slots();
  function.body = std::move(body);
}

void Loader::compile_decision(Unit& unit, std::size_t index) {
  const DecisionSource& source = unit.source.decisions[index];
  Module::Decision& decision = unit.module->decisions[index];
  auto body = std::make_shared<Body>();
  body->element = "decision " + decision.name;
  BodyScope scope(*unit.types, nullptr);
  for (const std::vector<Ref>* refs : {&decision.inputs, &decision.decisions, &decision.knowledge}) {
    for (const Ref& ref : *refs) declare(unit, ref, scope, *body);
  }
  BodyCompiler compiler(*unit.types, findings_, compile_options_);
  compiler.decision(source.logic.get(), scope, decision.type, *body);
  if (!source.logic)
    findings_.warn(code::no_logic, source.place,
                   "this decision has no logic; it is null unless its value is given");
  std::erase_if(body->loads, [&](const Load& load) { return !scope.is_used(load.slot); });
  decision.body = std::move(body);
}

void Loader::compile(Unit& unit) {
  // Functions first, those that others need before them, so that their types are known.
  const auto& functions = unit.module->functions;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  std::vector<std::uint32_t> indexes;
  for (std::uint32_t i = 0; i < functions.size(); ++i) {
    indexes.push_back(i);
    for (const Ref& ref : functions[i].knowledge) {
      if (ref.import < 0 && ref.kind == Ref::Kind::function && ref.index != i)
        edges.emplace_back(i, ref.index);
    }
  }
  const Order order = ordered(static_cast<std::uint32_t>(functions.size()), edges);  // cycles are told later
  std::stable_sort(indexes.begin(), indexes.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return order.rank[a] < order.rank[b]; });
  for (const std::uint32_t index : indexes) compile_function(unit, index);
  for (std::size_t i = 0; i < unit.module->decisions.size(); ++i) compile_decision(unit, i);
}

}  // namespace huifang::dmn
