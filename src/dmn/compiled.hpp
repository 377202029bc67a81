#pragma once
/// A model after loading: documents compiled once, and one instance of each for every way it is imported.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dmn/boxed.hpp"
#include "dmn/types.hpp"
#include "huifang/dmn.hpp"

namespace huifang::dmn {

/// One document, compiled.
struct Module {
  struct Import {
    std::string name;
    const Module* module = nullptr;
  };
  struct Input {
    std::string id;
    std::string name;
    std::string type_name;
    ItemTypePtr type;
  };
  struct Decision {
    std::string id;
    std::string name;
    std::string type_name;
    std::string question;
    ItemTypePtr type;
    std::vector<Ref> inputs;
    std::vector<Ref> decisions;
    std::vector<Ref> knowledge;
    std::shared_ptr<const Body> body;
  };
  struct Function {
    std::string id;
    std::string name;
    std::vector<Ref> knowledge;
    std::shared_ptr<const Body> body;
  };
  struct Service {
    std::string id;
    std::string name;
    ItemTypePtr result;
    std::vector<Ref> outputs;
    std::vector<Ref> encapsulated;
    std::vector<Ref> inputs;
    std::vector<Ref> input_decisions;
  };
  std::string name;
  std::string name_space;
  std::vector<Import> imports;
  std::unordered_map<std::string, Ref> ids;  ///< elements by id
  std::vector<Input> inputs;
  std::vector<Decision> decisions;
  std::vector<Function> functions;
  std::vector<Service> services;
};

/// A module as it is reached over one chain of imports; its elements have numbers of their own.
struct Instance {
  const Module* module = nullptr;
  std::vector<std::string> path;        ///< names of the imports that lead here; empty: the main document
  std::vector<std::uint32_t> imported;  ///< instances, by import
  std::uint32_t first_input = 0;
  std::uint32_t first_decision = 0;
  std::uint32_t first_function = 0;
  std::uint32_t first_service = 0;
};

/// An element of an instance.
struct Element {
  std::uint32_t instance = 0;
  std::uint32_t index = 0;  ///< in the module
};

}  // namespace huifang::dmn

namespace huifang {

struct DmnModel::Compiled : std::enable_shared_from_this<DmnModel::Compiled> {
  std::vector<std::unique_ptr<dmn::Module>> modules;
  std::vector<dmn::Instance> instances;  ///< the first is the main document
  std::vector<dmn::Element> inputs;      ///< by number
  std::vector<dmn::Element> decisions;
  std::vector<dmn::Element> functions;
  std::vector<dmn::Element> services;
  std::vector<std::uint32_t> rank;  ///< by decision: required ones have lower ranks
  feel::Limits limits;

  std::vector<DmnDocument> documents;
  std::vector<Diagnostic> diagnostics;
  std::vector<DmnInput> input_list;
  std::vector<DmnDecision> decision_list;
  std::vector<DmnService> service_list;
  std::unordered_map<std::string, std::uint32_t> decision_numbers;  ///< by name as in the lists
  std::unordered_map<std::string, std::uint32_t> service_numbers;
  std::unordered_map<std::string, std::uint32_t> function_numbers;

  const dmn::Module::Input& input(std::uint32_t number) const {
    return instances[inputs[number].instance].module->inputs[inputs[number].index];
  }
  const dmn::Module::Decision& decision(std::uint32_t number) const {
    return instances[decisions[number].instance].module->decisions[decisions[number].index];
  }
  const dmn::Module::Function& function(std::uint32_t number) const {
    return instances[functions[number].instance].module->functions[functions[number].index];
  }
  const dmn::Module::Service& service(std::uint32_t number) const {
    return instances[services[number].instance].module->services[services[number].index];
  }
  /// Number of the element that `ref` means in an instance.
  std::uint32_t number_of(const dmn::Ref& ref, std::uint32_t instance) const {
    const dmn::Instance& own = instances[instance];
    const dmn::Instance& holder =
        ref.import < 0 ? own : instances[own.imported[static_cast<std::size_t>(ref.import)]];
    switch (ref.kind) {
      case dmn::Ref::Kind::input:
        return holder.first_input + ref.index;
      case dmn::Ref::Kind::decision:
        return holder.first_decision + ref.index;
      case dmn::Ref::Kind::function:
        return holder.first_function + ref.index;
      case dmn::Ref::Kind::service:
        return holder.first_service + ref.index;
    }
    return 0;
  }
};

}  // namespace huifang
