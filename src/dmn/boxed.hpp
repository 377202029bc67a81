#pragma once
/// Boxed expressions after compilation: names are slots of an activation.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dmn/source.hpp"
#include "dmn/types.hpp"
#include "feel/program.hpp"
#include "huifang/decision.hpp"

namespace huifang::dmn {

struct Boxed;
using BoxedPtr = std::unique_ptr<const Boxed>;

/// An element of the model that a body can require, as seen from its document.
struct Ref {
  enum class Kind : std::uint8_t { input, decision, function, service };
  Kind kind = Kind::input;
  std::int32_t import = -1;  ///< number of the import; -1: the document itself
  std::uint32_t index = 0;   ///< among the elements of that kind
};

/// A slot that is filled when an activation begins.
struct Load {
  Ref ref;
  std::uint32_t slot = 0;
};

/// A value of the outer activation that a function keeps.
struct Capture {
  std::uint32_t from = 0;
  std::uint32_t slot = 0;
};

/// What is run with slots of its own: a decision, or a function.
struct Body {
  std::string element;                       ///< "decision Grade"
  std::vector<std::string> parameters;       ///< slots 0 …; none of a decision
  std::vector<ItemTypePtr> parameter_types;  ///< null: any
  ItemTypePtr result;                        ///< null: any
  std::vector<Load> loads;
  std::vector<Capture> captures;
  std::uint32_t slots = 0;
  BoxedPtr root;          ///< null: no logic
  bool external = false;  ///< the root gives the mapping of a function outside FEEL
};

/// One boxed expression.
struct Boxed {
  using Kind = ExpressionSource::Kind;
  Kind kind = Kind::literal;
  ItemTypePtr type;                ///< declared; null: any
  feel::Expression expression;     ///< literal (empty: null), filter with a literal condition
  bool broken = false;             ///< it did not compile: null
  std::vector<BoxedPtr> parts;     ///< a missing one is null
  std::vector<std::string> names;  ///< of entries, columns, bindings
  std::vector<ItemTypePtr> types;  ///< of entries and columns
  std::vector<std::uint32_t>
      slots;  ///< of entries; loops: item, what was made so far; filter: item, its members
  std::shared_ptr<const Body> function;
  DecisionTable table;
  std::vector<feel::Expression> allowed;  ///< by input column; empty: any value
  std::vector<std::string> row_ids;
  const std::string* element = nullptr;  ///< of the body
};

}  // namespace huifang::dmn
