#include <algorithm>

#include "dmn/codes.hpp"
#include "dmn/graph.hpp"
#include "dmn/load.hpp"
#include "dmn/run.hpp"

namespace huifang::dmn {
namespace {

/// Ids among which the nearest is looked for.
constexpr std::size_t candidates_max = 1'000;

template <class Elements>
void add_ids(Module& module, const Elements& elements, Ref::Kind kind) {
  for (std::uint32_t i = 0; i < elements.size(); ++i) {
    if (!elements[i].id.empty()) module.ids.emplace(elements[i].id, Ref{kind, -1, i});
  }
}

bool has_id(const Module& module, const std::string& id, Ref::Kind kind, std::uint32_t& index) {
  const auto found = module.ids.find(id);
  if (found == module.ids.end() || found->second.kind != kind) return false;
  index = found->second.index;
  return true;
}

/// The texts of a list of allowed texts; empty when it is anything else.
std::vector<std::string> allowed_texts(const std::string& text, const feel::CompileOptions& options) {
  std::vector<std::string> texts;
  if (text.empty()) return texts;
  try {
    const feel::Outcome outcome = feel::evaluate("[" + text + "\n]", {}, options);
    if (outcome.value.kind() != Value::Kind::list) return {};
    for (const Value& value : outcome.value.list()) {
      if (value.is_null()) continue;
      if (value.kind() != Value::Kind::string) return {};
      texts.push_back(value.string());
    }
  } catch (const Error&) {
    return {};  // tests such as < 5
  }
  return texts;
}

}  // namespace

/// Names that stand in one scope, and ids, are given once.
void Loader::check_names(Unit& unit) {
  std::map<std::string, bool> names;
  std::map<std::string, bool> ids;
  const auto check = [&](const std::string& name, const std::string& id, const Place& place) {
    if (!name.empty() && !names.emplace(name, true).second)
      findings_.add(code::twice, place, "an element of this name is there already").found = name;
    if (!id.empty() && !ids.emplace(id, true).second)
      findings_.add(code::twice, place, "an element of this id is there already").found = id;
  };
  for (const InputSource& each : unit.source.inputs) check(each.name, each.id, each.place);
  for (const DecisionSource& each : unit.source.decisions) check(each.name, each.id, each.place);
  for (const FunctionSource& each : unit.source.functions) check(each.name, each.id, each.place);
  for (const ServiceSource& each : unit.source.services) check(each.name, each.id, each.place);
}

bool Loader::find(Unit& unit, const Reference& reference, Ref::Kind kind, Ref& ref) const {
  const std::size_t hash = reference.href.rfind('#');
  const std::string name_space = hash == std::string::npos ? "" : reference.href.substr(0, hash);
  const std::string id = reference.href.substr(hash == std::string::npos ? 0 : hash + 1);
  ref.kind = kind;
  ref.import = -1;
  if (name_space.empty() || name_space == unit.module->name_space)
    return has_id(*unit.module, id, kind, ref.index);
  for (std::size_t i = 0; i < unit.module->imports.size(); ++i) {
    if (unit.module->imports[i].module->name_space != name_space) continue;
    ref.import = static_cast<std::int32_t>(i);
    if (has_id(*unit.module->imports[i].module, id, kind, ref.index)) return true;
  }
  return false;
}

void Loader::unresolved(Unit& unit, const Reference& reference, std::string_view expected) {
  Diagnostic& diagnostic =
      findings_.add(code::unknown_reference, reference.place, "this reference leads to no such element");
  diagnostic.found = reference.href;
  diagnostic.expected = expected;
  if (unit.module->ids.size() > candidates_max) return;
  std::vector<std::string> ids;
  for (const auto& [id, ref] : unit.module->ids) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  const std::size_t hash = reference.href.rfind('#');
  const std::string own = reference.href.substr(hash == std::string::npos ? 0 : hash + 1);
  const std::string nearest = nearest_name(own, ids);
  if (nearest != own) diagnostic.suggestion = nearest.empty() ? "" : "#" + nearest;
}

std::vector<Ref> Loader::resolve(Unit& unit, const std::vector<Reference>& references, Ref::Kind kind) {
  std::vector<Ref> refs;
  for (const Reference& reference : references) {
    Ref ref;
    if (find(unit, reference, kind, ref))
      refs.push_back(ref);
    else
      unresolved(unit, reference,
                 kind == Ref::Kind::input ? "the id of an inputData" : "the id of a decision");
  }
  return refs;
}

std::vector<Ref> Loader::resolve_knowledge(Unit& unit, const std::vector<Reference>& references) {
  std::vector<Ref> refs;
  for (const Reference& reference : references) {
    Ref ref;
    if (find(unit, reference, Ref::Kind::function, ref) || find(unit, reference, Ref::Kind::service, ref))
      refs.push_back(ref);
    else
      unresolved(unit, reference, "the id of a businessKnowledgeModel or decisionService");
  }
  return refs;
}

void Loader::link_elements(Unit& unit) {
  Module& module = *unit.module;
  for (const InputSource& source : unit.source.inputs) {
    module.inputs.push_back(
        {source.id, source.name, source.type_name, unit.types->declared(source.type_name, source.place)});
  }
  for (const DecisionSource& source : unit.source.decisions) {
    Module::Decision decision;
    decision.id = source.id;
    decision.name = source.name;
    decision.type_name = source.type_name;
    decision.question = source.question;
    decision.type = unit.types->declared(source.type_name, source.place);
    if (!decision.type && source.logic && source.logic->kind != ExpressionSource::Kind::function &&
        source.type_name.empty()) {
      decision.type = unit.types->find(source.logic->type_name);
    }
    module.decisions.push_back(std::move(decision));
  }
  for (const FunctionSource& source : unit.source.functions)
    module.functions.push_back({source.id, source.name, {}, nullptr});
  for (const ServiceSource& source : unit.source.services) {
    Module::Service service;
    service.id = source.id;
    service.name = source.name;
    module.services.push_back(std::move(service));
  }
  add_ids(module, module.inputs, Ref::Kind::input);
  add_ids(module, module.decisions, Ref::Kind::decision);
  add_ids(module, module.functions, Ref::Kind::function);
  add_ids(module, unit.source.services, Ref::Kind::service);
  for (std::size_t i = 0; i < module.decisions.size(); ++i) {
    const DecisionSource& source = unit.source.decisions[i];
    module.decisions[i].inputs = resolve(unit, source.inputs, Ref::Kind::input);
    module.decisions[i].decisions = resolve(unit, source.decisions, Ref::Kind::decision);
    module.decisions[i].knowledge = resolve_knowledge(unit, source.knowledge);
  }
  for (std::size_t i = 0; i < module.functions.size(); ++i)
    module.functions[i].knowledge = resolve_knowledge(unit, unit.source.functions[i].knowledge);
  for (std::size_t i = 0; i < module.services.size(); ++i) {
    const ServiceSource& source = unit.source.services[i];
    Module::Service& service = module.services[i];
    service.outputs = resolve(unit, source.outputs, Ref::Kind::decision);
    service.encapsulated = resolve(unit, source.encapsulated, Ref::Kind::decision);
    service.inputs = resolve(unit, source.inputs, Ref::Kind::input);
    service.input_decisions = resolve(unit, source.input_decisions, Ref::Kind::decision);
    if (service.outputs.empty() && source.outputs.empty())
      findings_.add(code::element, source.place, "this service has no output").expected = "an outputDecision";
    const ItemTypePtr declared = unit.types->declared(source.type_name, source.place);
    if (!declared) continue;
    service.result = declared;
    if (declared->type.kind != feel::Type::Kind::function) continue;
    auto result = std::make_shared<ItemType>();
    result->name = "the result of " + declared->name;
    if (declared->type.item) result->type = *declared->type.item;
    service.result = std::move(result);
  }
}

/// One instance for each way a module is imported, numbered after one another.
void Loader::instantiate(const Module& main) {
  model_->instances.push_back({&main, {}, {}, 0, 0, 0, 0});
  for (std::size_t i = 0; i < model_->instances.size(); ++i) {
    const Module& module = *model_->instances[i].module;
    for (const Module::Import& import : module.imports) {
      if (model_->instances.size() >= options_.models) {
        Diagnostic& diagnostic =
            findings_.add(code::limit_models, {0, 0, ""}, "too many models are imported");
        diagnostic.expected = "at most " + std::to_string(options_.models);
        findings_.throw_errors();
      }
      Instance instance;
      instance.module = import.module;
      instance.path = model_->instances[i].path;
      instance.path.push_back(import.name);
      model_->instances[i].imported.push_back(static_cast<std::uint32_t>(model_->instances.size()));
      model_->instances.push_back(std::move(instance));
    }
  }
  for (std::uint32_t i = 0; i < model_->instances.size(); ++i) {
    Instance& instance = model_->instances[i];
    const auto number = [i](std::uint32_t& first, std::vector<Element>& elements, std::size_t count) {
      first = static_cast<std::uint32_t>(elements.size());
      for (std::uint32_t index = 0; index < count; ++index) elements.push_back({i, index});
    };
    number(instance.first_input, model_->inputs, instance.module->inputs.size());
    number(instance.first_decision, model_->decisions, instance.module->decisions.size());
    number(instance.first_function, model_->functions, instance.module->functions.size());
    number(instance.first_service, model_->services, instance.module->services.size());
  }
}

/// Ranks of decisions; cycles over decisions, functions and services are told by name.
void Loader::order() {
  const DmnModel::Compiled& model = *model_;
  const auto decisions = static_cast<std::uint32_t>(model.decisions.size());
  const auto functions = static_cast<std::uint32_t>(model.functions.size());
  const auto services = static_cast<std::uint32_t>(model.services.size());
  const auto node_of = [&](const Ref& ref, std::uint32_t instance) {
    const std::uint32_t number = model.number_of(ref, instance);
    if (ref.kind == Ref::Kind::function) return decisions + number;
    if (ref.kind == Ref::Kind::service) return decisions + functions + number;
    return number;
  };
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  std::vector<std::uint32_t> selves;
  const auto require = [&](std::uint32_t node, const std::vector<Ref>& refs, std::uint32_t instance) {
    for (const Ref& ref : refs) {
      const std::uint32_t required = node_of(ref, instance);
      if (required != node)
        edges.emplace_back(node, required);
      else if (node < decisions || node >= decisions + functions)  // a function may call itself
        selves.push_back(node);
    }
  };
  for (std::uint32_t i = 0; i < decisions; ++i) {
    require(i, model.decision(i).decisions, model.decisions[i].instance);
    require(i, model.decision(i).knowledge, model.decisions[i].instance);
  }
  for (std::uint32_t i = 0; i < functions; ++i)
    require(decisions + i, model.function(i).knowledge, model.functions[i].instance);
  // A service runs decisions of its own, up to those whose results it is given: it needs what these know.
  for (std::uint32_t i = 0; i < services; ++i) {
    const std::uint32_t instance = model.services[i].instance;
    std::vector<bool> seen(decisions);
    for (const Ref& ref : model.service(i).input_decisions) seen[model.number_of(ref, instance)] = true;
    std::vector<std::uint32_t> open;
    for (const Ref& ref : model.service(i).outputs) open.push_back(model.number_of(ref, instance));
    while (!open.empty()) {
      const std::uint32_t decision = open.back();
      open.pop_back();
      if (seen[decision]) continue;
      seen[decision] = true;
      const std::uint32_t holder = model.decisions[decision].instance;
      require(decisions + functions + i, model.decision(decision).knowledge, holder);
      for (const Ref& ref : model.decision(decision).decisions) open.push_back(model.number_of(ref, holder));
    }
  }
  const std::uint32_t nodes = decisions + functions + services;
  Order order = ordered(nodes, edges);
  for (const std::uint32_t self : selves) order.cycles.push_back({self});
  const auto element_of = [&](std::uint32_t node) -> const Element& {
    if (node < decisions) return model.decisions[node];
    if (node < decisions + functions) return model.functions[node - decisions];
    return model.services[node - decisions - functions];
  };
  const auto name_of = [&](std::uint32_t node) {
    const Instance& instance = model.instances[element_of(node).instance];
    if (node < decisions) return path_name(instance, model.decision(node).name);
    if (node < decisions + functions) return path_name(instance, model.function(node - decisions).name);
    return path_name(instance, model.service(node - decisions - functions).name);
  };
  std::vector<const Module*> told;
  for (const std::vector<std::uint32_t>& cycle : order.cycles) {
    const Instance& instance = model.instances[element_of(cycle.front()).instance];
    const auto unit = std::find_if(units_.begin(), units_.end(),
                                   [&](const auto& each) { return each->module == instance.module; });
    const auto first = std::find_if(model.instances.begin(), model.instances.end(),
                                    [&](const Instance& each) { return each.module == instance.module; });
    if (&*first != &instance) continue;  // the same cycle, imported once more
    const Element& element = element_of(cycle.front());
    const Definitions& source = (*unit)->source;
    const std::uint32_t node = cycle.front();
    const Place& place = node < decisions               ? source.decisions[element.index].place
                         : node < decisions + functions ? source.functions[element.index].place
                                                        : source.services[element.index].place;
    Diagnostic& diagnostic = findings_.add(code::cycle, place, "these elements require one another");
    for (const std::uint32_t each : cycle) diagnostic.found += name_of(each) + " -> ";
    diagnostic.found += name_of(node);
    diagnostic.expected = "requirements without a cycle";
  }
  if (!order.cycles.empty()) findings_.throw_errors();
  model_->rank.assign(order.rank.begin(), order.rank.begin() + decisions);
}

void Loader::list_elements() {
  DmnModel::Compiled& model = *model_;
  const auto name_of = [&model](const Element& element, const std::string& name) {
    return path_name(model.instances[element.instance], name);
  };
  for (std::uint32_t i = 0; i < model.inputs.size(); ++i) {
    const Module::Input& input = model.input(i);
    DmnInput listed{name_of(model.inputs[i], input.name), input.id, input.type_name, {}};
    if (input.type) listed.type = input.type->type;
    model.input_list.push_back(std::move(listed));
  }
  for (std::uint32_t i = 0; i < model.decisions.size(); ++i) {
    const Module::Decision& decision = model.decision(i);
    DmnDecision listed;
    listed.name = name_of(model.decisions[i], decision.name);
    listed.id = decision.id;
    listed.type_name = decision.type_name;
    if (decision.type) listed.type = decision.type->type;
    if (decision.type && listed.type.kind == feel::Type::Kind::string)
      listed.type.values = allowed_texts(decision.type->allowed_text, compile_options_);
    listed.question = decision.question;
    const std::uint32_t instance = model.decisions[i].instance;
    for (const Ref& ref : decision.inputs) {
      const std::uint32_t number = model.number_of(ref, instance);
      listed.inputs.push_back(name_of(model.inputs[number], model.input(number).name));
    }
    for (const Ref& ref : decision.decisions) {
      const std::uint32_t number = model.number_of(ref, instance);
      listed.decisions.push_back(name_of(model.decisions[number], model.decision(number).name));
    }
    model.decision_numbers.emplace(listed.name, i);
    model.decision_list.push_back(std::move(listed));
  }
  for (std::uint32_t i = 0; i < model.functions.size(); ++i)
    model.function_numbers.emplace(name_of(model.functions[i], model.function(i).name), i);
  for (std::uint32_t i = 0; i < model.services.size(); ++i) {
    const Module::Service& service = model.service(i);
    const std::uint32_t instance = model.services[i].instance;
    DmnService listed;
    listed.name = name_of(model.services[i], service.name);
    listed.id = service.id;
    for (const Ref& ref : service.inputs) {
      const std::uint32_t number = model.number_of(ref, instance);
      listed.inputs.push_back(name_of(model.inputs[number], model.input(number).name));
    }
    for (const auto& [refs, names] : {std::pair{&service.input_decisions, &listed.input_decisions},
                                      std::pair{&service.outputs, &listed.outputs}}) {
      for (const Ref& ref : *refs) {
        const std::uint32_t number = model.number_of(ref, instance);
        names->push_back(name_of(model.decisions[number], model.decision(number).name));
      }
    }
    model.service_numbers.emplace(listed.name, i);
    model.service_list.push_back(std::move(listed));
  }
}

}  // namespace huifang::dmn
