#pragma once
/// Which keys a policy document may have: one table per kind of object. The JSON Schema says the same with
/// words; a test compares both.

#include <cstdint>
#include <span>
#include <string_view>

#include "policy/codes.hpp"
#include "policy/document.hpp"
#include "policy/report.hpp"

namespace huifang::loader {

/// JSON types a key may have, as bits.
enum Kinds : std::uint8_t {
  null_kind = 1,
  boolean_kind = 2,
  number_kind = 4,
  text_kind = 8,
  list_kind = 16,
  object_kind = 32,
  any_kind = 63
};

struct Shape;

struct KeyShape {
  enum class Holds : std::uint8_t {
    value,   ///< nothing more to check here
    object,  ///< an object of `inner`
    map,     ///< an object whose entries are objects of `inner`
    items    ///< objects in the list are of `inner`; so is the value itself when it is an object
  };
  std::string_view name;
  std::uint8_t kinds = any_kind;
  const Code* later = nullptr;  ///< using the key is refused with this code; its shape is checked first
  Holds holds = Holds::value;
  const Shape* inner = nullptr;
  bool choice = false;  ///< {"switch": …} may stand for the value
};

struct Shape {
  std::string_view name;
  std::span<const KeyShape> keys;
  const KeyShape* rest = nullptr;  ///< what other keys hold; nullptr: other keys are unknown
};

/// The shape of the whole document and, for tests, all shapes there are.
const Shape& policy_shape();
/// Data of the events `roster` and `calendar`.
const Shape& roster_shape();
const Shape& data_set_shape();
std::span<const Shape* const> all_shapes();

/// Reports every unknown key, wrong JSON type and unsupported part below `root`, and marks those values bad.
void check_shape(Node& root, const Shape& shape, Report& report);

/// An object with "switch" is a choice.
bool is_choice(const Node& node);

}  // namespace huifang::loader
