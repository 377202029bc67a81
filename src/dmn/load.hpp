#pragma once
/// Reads a document and what it imports, resolves, compiles and orders it.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/compile.hpp"
#include "dmn/compiled.hpp"
#include "dmn/findings.hpp"

namespace huifang::dmn {

class Loader {
 public:
  explicit Loader(const DmnOptions& options);
  /// Throws when something is refused.
  std::shared_ptr<const DmnModel::Compiled> load(const DmnDocument& document);

 private:
  /// A document while it is loaded.
  struct Unit {
    Definitions source;
    Module* module = nullptr;
    std::unique_ptr<Types> types;
    std::vector<Unit*> imports;  ///< by Module::imports
  };

  // load.cpp
  Unit* read(std::uint32_t document);
  Unit* imported(const ImportSource& import);
  void read_given();
  void compile(Unit& unit);
  void compile_function(Unit& unit, std::size_t index);
  void compile_decision(Unit& unit, std::size_t index);
  void declare(Unit& unit, const Ref& ref, BodyScope& scope, Body& body);

  // link.cpp
  void link_elements(Unit& unit);
  std::vector<Ref> resolve(Unit& unit, const std::vector<Reference>& references, Ref::Kind kind);
  std::vector<Ref> resolve_knowledge(Unit& unit, const std::vector<Reference>& references);
  bool find(Unit& unit, const Reference& reference, Ref::Kind kind, Ref& ref) const;
  void unresolved(Unit& unit, const Reference& reference, std::string_view expected);
  void check_names(Unit& unit);
  void instantiate(const Module& main);
  void order();
  void list_elements();

  const DmnOptions& options_;
  feel::CompileOptions compile_options_;
  Findings findings_;
  std::shared_ptr<DmnModel::Compiled> model_;
  std::vector<std::unique_ptr<Unit>> units_;
  std::vector<std::string> open_;                     ///< namespaces being read
  std::vector<std::pair<std::string, Unit*>> known_;  ///< by namespace
  std::map<std::string, const DmnDocument*> given_;   ///< documents of the options, by namespace
  bool given_read_ = false;
};

}  // namespace huifang::dmn
