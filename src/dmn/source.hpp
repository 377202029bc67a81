#pragma once
/// A DMN document as it was read, before anything is resolved.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace huifang::dmn {

/// Where something stands.
struct Place {
  std::uint32_t document = 0;  ///< number of the document
  std::size_t offset = 0;      ///< byte offset in its text
  std::string element;         ///< "decision[Grade]": the element that holds it
};

/// A text with its place: FEEL, mostly.
struct Text {
  std::string text;
  Place place;  ///< of its first character
};

struct ExpressionSource;
using ExpressionPtr = std::unique_ptr<ExpressionSource>;

/// A name with a declared type, and sometimes a value.
struct NamedSource {
  std::string name;
  std::string type_name;
  Place place;
  ExpressionPtr value;
};

struct TableSource {
  struct Input {
    Text expression;
    std::string type_name;
    Text allowed;
  };
  struct Output {
    std::string name;
    std::string type_name;
    Text allowed;
    Text default_value;
  };
  struct Rule {
    std::string id;
    std::vector<Text> tests;
    std::vector<Text> outputs;
    Place place;
  };
  std::string hit_policy;   ///< empty: UNIQUE
  std::string aggregation;  ///< empty: none
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<Rule> rules;
};

/// A boxed expression.
struct ExpressionSource {
  enum class Kind : std::uint8_t {
    literal,      ///< text
    context,      ///< named: entries; a name is empty: the result
    list,         ///< parts
    relation,     ///< named: columns; parts: cells, row after row
    invocation,   ///< parts[0]: the function; named: bindings
    function,     ///< named: parameters; parts[0]: the body; function_kind
    conditional,  ///< parts: if, then, else
    filter,       ///< parts: in, match
    loop,         ///< parts: in, return; iterator
    some,         ///< parts: in, satisfies; iterator
    every,        ///< the same
    table
  };
  Kind kind = Kind::literal;
  Place place;
  std::string type_name;
  Text text;
  std::vector<NamedSource> named;
  std::vector<ExpressionPtr> parts;  ///< a missing part is null
  std::string iterator;
  std::string function_kind;  ///< "FEEL", "Java", "PMML"
  std::unique_ptr<TableSource> table;
};

/// An item definition or one of its components.
struct ItemSource {
  std::string name;
  std::string type_name;
  bool collection = false;
  Text allowed;     ///< of a value, or of each item of a collection
  Text constraint;  ///< of the whole
  std::vector<ItemSource> components;
  bool function = false;
  std::vector<NamedSource> parameters;
  std::string output_type;
  Place place;
};

struct Reference {
  std::string href;  ///< "#id" or "namespace#id"
  Place place;
};

struct InputSource {
  std::string id;
  std::string name;
  std::string type_name;
  Place place;
};

struct DecisionSource {
  std::string id;
  std::string name;
  std::string type_name;
  std::string question;
  Place place;
  std::vector<Reference> inputs;
  std::vector<Reference> decisions;
  std::vector<Reference> knowledge;
  ExpressionPtr logic;
};

/// A business knowledge model.
struct FunctionSource {
  std::string id;
  std::string name;
  std::string type_name;
  Place place;
  std::vector<Reference> knowledge;
  ExpressionPtr logic;  ///< kind function
};

struct ServiceSource {
  std::string id;
  std::string name;
  std::string type_name;
  Place place;
  std::vector<Reference> outputs;
  std::vector<Reference> encapsulated;
  std::vector<Reference> input_decisions;
  std::vector<Reference> inputs;
};

struct ImportSource {
  std::string name;
  std::string name_space;
  std::string location;
  std::string type;
  Place place;
};

/// One document.
struct Definitions {
  std::uint32_t document = 0;
  std::string name;
  std::string name_space;
  std::vector<ImportSource> imports;
  std::vector<ItemSource> items;
  std::vector<InputSource> inputs;
  std::vector<DecisionSource> decisions;
  std::vector<FunctionSource> functions;
  std::vector<ServiceSource> services;
};

}  // namespace huifang::dmn
