#pragma once
/// What the parts of the loader share while one document is compiled. Each section has a function of its own;
/// they run in the order in which they are declared here, because later sections name what earlier ones
/// declare.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "huifang/dmn.hpp"
#include "policy/document.hpp"
#include "policy/model.hpp"
#include "policy/nobody.hpp"
#include "policy/report.hpp"
#include "policy/shape.hpp"

namespace huifang::loader {

struct WorkflowsLoading;

/// A declared parameter while loading.
struct Parameter {
  std::uint32_t index = none;  ///< into PolicyModel::parameters
  const Node* declaration = nullptr;
  const Node* literal =
      nullptr;       ///< the value where a literal is expected; nullptr: dated, missing or refused
  std::string type;  ///< "number", "span", "string*" …; "names" for an enumeration
  bool dated = false;
  bool refused = false;        ///< dated, and some of its values were reported
  bool used = false;
};

struct Loader {
  Document& document;
  Report& report;
  PolicyModel& model;
  std::size_t rules_max = 10'000;

  std::map<std::string, Parameter, std::less<>> parameters;
  /// Names of declared enumerations that stand bare in expressions, with where they are declared first.
  std::map<std::string, const Node*, std::less<>> bare_names;
  std::map<std::string, std::uint32_t, std::less<>> slot_index;  ///< SlotDef as text to index
  std::map<std::string, std::uint32_t, std::less<>> bucket_index;
  std::map<std::string, std::uint32_t, std::less<>> season_index;
  std::map<std::string, const Node*, std::less<>> role_nodes;    ///< declared roles
  std::set<std::string, std::less<>> broken_roles;               ///< reported at their declaration
  std::map<std::string, std::uint32_t, std::less<>> role_index;  ///< role and scope to compiled role
  std::vector<std::pair<const Node*, RoleUse>> role_uses;        ///< where roles are named, a place maybe more than once
  std::vector<const Node*> rule_nodes;                           ///< by rule index
  std::map<std::uint32_t, std::map<std::uint32_t, std::vector<std::uint32_t>>>
      paths;  ///< see reference_paths
  std::map<std::string, DmnModel, std::less<>> dmn_models;       ///< by the name the policy gives them
  std::set<std::string, std::less<>> dmn_tried;                  ///< names that were looked for
  std::map<std::string, std::string, std::less<>> dmn_documents;  ///< texts of the models and what they import
  std::shared_ptr<WorkflowsLoading> workflows;                   ///< see workflows.hpp; nullptr: none are declared
  const std::vector<FieldDef>* response = nullptr;               ///< while conditions of a form are compiled: its answers, as `response.*` and by name

  const Node& root() const { return *document.root; }
  /// The section's entries, refused ones left out; empty when there is no such section.
  std::vector<const Node*> entries(std::string_view section) const;
};

/// What a type text or object means.
struct TypeSpec {
  feel::Type type;
  std::uint32_t target = none;
  std::optional<int> scale;
  bool nullable = true;
  bool flag = false;
  bool list = false;
};

// Sections.
void load_identity(Loader& loader);
void load_params(Loader& loader);
void load_facts(Loader& loader);
void load_forms(Loader& loader);
void load_calendar(Loader& loader);
void declare_measures(Loader& loader);
void declare_decisions(Loader& loader);
void declare_rules(Loader& loader);
void declare_purposes(Loader& loader);
void load_events(Loader& loader);
void load_event_counts(Loader& loader);
void load_measures(Loader& loader);
void load_decisions_and_tiers(Loader& loader);
void load_roles(Loader& loader);
void load_rules(Loader& loader);
void load_eligibility(Loader& loader);
void load_where(Loader& loader, const std::string& where);
void load_labels(Loader& loader);
void lint(Loader& loader);

// Names and literals.

/// Reports a name that cannot be used: empty, blanks at the ends, signs that other texts give a meaning.
bool usable_name(Loader& loader, const Node& entry, std::string_view what);
/// Reports an unknown name with the nearest one.
void unknown_name(Loader& loader, const Code& code, const Node& at, const std::string& what,
                  const std::string& name, const std::vector<std::string>& candidates);
/// The declared value where `node` is "$p"; `node` itself otherwise. nullptr: reported.
const Node* literal(Loader& loader, const Node& node);
/// The parameter where `node` is "$p" and p a span whose value changes with the date; nullptr: it is something else.
Parameter* dated_span(Loader& loader, const Node& node);
/// Text of a literal that must be one of `allowed`; nullopt: reported.
std::optional<std::size_t> one_of(Loader& loader, const Node& node, const std::vector<std::string>& allowed);
std::optional<bool> boolean_of(Loader& loader, const Node& node);
/// A whole number within [low, high]; nullopt: reported.
std::optional<std::int64_t> integer_of(Loader& loader, const Node& node, std::int64_t low, std::int64_t high);
std::optional<Span> span_of(Loader& loader, const Node& node);
/// The bucket family of this name; nullopt: reported.
std::optional<std::uint32_t> bucket_of(Loader& loader, const Node& node);
/// "03-01..10-31", a list of such texts, or a parameter of type ranges.
std::optional<std::vector<DayRange>> ranges_of(Loader& loader, const Node& node);
TypeSpec type_of(Loader& loader, const Node& node, std::string_view what);
FieldDef field_of(Loader& loader, const Node& node);
std::uint32_t entity_of(Loader& loader, const Node& node);
/// The entity named by `for` (or another key); `fallback` when it is not written; `none`: reported.
std::uint32_t entity_at(Loader& loader, const Node& object, std::string_view key, std::string_view fallback);
/// Names of events: a text, a list of texts, or a parameter with such.
std::vector<std::uint32_t> events_of(Loader& loader, const Node& node);
std::uint32_t event_of(Loader& loader, const Node& node, const std::string& name);
/// Literal JSON as a value: numbers, texts, booleans, lists; objects become contexts.
Value value_of(const Node& node);
std::string text_at(const Node& object, std::string_view key);
/// Adds a member to an entity unless the name is taken; returns its index.
std::uint32_t add_attribute(Loader& loader, const Node* at, AttributeDef attribute);
void declare_bare_name(Loader& loader, const std::string& name, const Node& at);
feel::Type type_entity(std::uint32_t entity);
feel::Type type_list(feel::Type item);
inline feel::Type type_of_kind(feel::Type::Kind kind) {
  feel::Type type;
  type.kind = kind;
  return type;
}

}  // namespace huifang::loader
