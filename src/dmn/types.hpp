#pragma once
/// Item definitions: what values may be, and how they become it.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dmn/findings.hpp"
#include "dmn/source.hpp"
#include "huifang/feel.hpp"

namespace huifang::dmn {

struct ItemType;
using ItemTypePtr = std::shared_ptr<const ItemType>;

/// A declared type with its constraints. Immutable.
struct ItemType {
  std::string name;          ///< as declared, for messages
  feel::Type type;           ///< structure
  bool constrained = false;  ///< there is a constraint in it somewhere
  bool collection = false;
  std::size_t parts = 1;   ///< of its structure, those of the types it is made of included
  std::size_t levels = 1;  ///< of types inside one another, `base` and components alike
  ItemTypePtr base;        ///< the type it names, whose constraints it has too
  std::vector<std::pair<std::string, ItemTypePtr>> components;
  std::string allowed_text;     ///< its own or that of `base`; tables take priorities from it
  feel::Expression allowed;     ///< of the value, or of each item of a collection; empty: none
  feel::Expression constraint;  ///< of the whole value; empty: none
};

/// What a value came to as a declared type.
enum class Fit : std::uint8_t { fits, other_type, not_allowed };

/// Makes `value` what the type says, by FEEL's conversions; null when it does not fit. Null fits every type.
Fit coerce(Value& value, const ItemType& type);

/// The types of one document, and those of the models it imports under their names.
class Types {
 public:
  /// Reports what is wrong with the definitions. `imported`: by import name; borrowed, and must outlive this.
  Types(const Definitions& definitions, std::vector<std::pair<std::string, const Types*>> imported,
        Findings& findings, const feel::CompileOptions& options);

  /// A built-in, defined or imported type; nullptr for an unknown name.
  ItemTypePtr find(std::string_view name) const;
  /// The same for a typeRef that stands at `place`: "" is no type (nullptr), an unknown one is reported.
  ItemTypePtr declared(const std::string& name, const Place& place);

 private:
  ItemTypePtr define(const ItemSource& item);
  bool take(ItemType& type, const ItemType& part, const ItemSource& item);
  ItemTypePtr too_deep(const ItemSource& item);
  ItemTypePtr made(const ItemSource& item, const std::string& path);
  ItemTypePtr referred(const std::string& name, const Place& place);
  feel::Expression tests(const Text& text, const feel::Type& input);
  std::vector<std::string> names() const;

  const Definitions& definitions_;
  std::vector<std::pair<std::string, const Types*>> imported_;
  Findings& findings_;
  feel::CompileOptions options_;
  std::map<std::string_view, const ItemSource*> sources_;  ///< by name; the first of those with one name
  std::map<std::string, ItemTypePtr, std::less<>> types_;
  std::vector<std::string> open_;  ///< being defined: one that comes again contains itself
};

}  // namespace huifang::dmn
