#pragma once
/// Decisions and tiers that a DMN model makes: {"dmn": "tiers.dmn", "decision": "Grade", "given": {…}}.
///
/// The model becomes a function, and the decision a FEEL expression that calls it: what it reads, when it is
/// decided anew and how it is explained are those of any expression.

#include <optional>
#include <string>

#include "policy/loader.hpp"
#include "policy/scope.hpp"

namespace huifang::loader {

/// Reads every document that a decision or tier names, from the policy's own `documents` or through
/// options.find_document, and whatever those import.
void load_documents(Loader& loader, const LoadOptions& options);
/// Puts the documents that were found into the policy's `documents`, so that its canonical text is complete.
void embed_documents(Loader& loader);

inline bool is_dmn(const Node& entry) { return entry.is_object() && entry.has("dmn"); }
/// The decision that the entry names; nullptr: there is none, which is reported unless `quiet`.
const DmnDecision* dmn_decision(Loader& loader, const Node& entry, bool quiet);

/// A call of the model as FEEL text, and the names it needs.
struct DmnCall {
  std::string text;
  Value function;
  feel::Type type;  ///< of the result
};
/// nullopt: an input has no value, which is reported unless `quiet`.
std::optional<DmnCall> dmn_call(Loader& loader, const Node& entry, const Scope& scope, std::uint32_t entity,
                                bool quiet);

/// The names of a scope, and the function of a call.
class DmnNames final : public feel::Names {
 public:
  DmnNames(const Scope& scope, const DmnCall& call) : scope_(scope), call_(call) {}
  std::optional<feel::Binding> find(std::string_view name) const override;
  std::optional<feel::Binding> member(std::uint32_t object, std::string_view name) const override {
    return scope_.member(object, name);
  }
  std::vector<std::string> all(std::optional<std::uint32_t> object) const override {
    return scope_.all(object);
  }

 private:
  const Scope& scope_;
  const DmnCall& call_;
};

}  // namespace huifang::loader
