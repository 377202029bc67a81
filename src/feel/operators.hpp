#pragma once
/// FEEL operators on values: equality, order, arithmetic, membership. Pure; errors are told, not thrown.

#include <compare>
#include <optional>
#include <string_view>

#include "feel/program.hpp"
#include "huifang/value.hpp"

namespace huifang::feel {

/// Three-valued: nullopt is FEEL's null ("can not be said").
using Ternary = std::optional<bool>;

/// Equality of FEEL. null equals null only; values of different kinds can not be compared.
Ternary equal(const Value& a, const Value& b);
/// Order of FEEL; nullopt for null operands, different kinds and kinds without order.
std::optional<std::strong_ordering> compare(const Value& a, const Value& b);
/// Does the range contain the value? nullopt when its ends can not be compared with it.
Ternary contains(const Range& range, const Value& value);
/// `value in tested`: equality, membership of a list, of a range, or of a range inside a list.
Ternary accepts(const Value& tested, const Value& value);

/// Result of an operation, or why there is none.
struct Calculated {
  enum class Trouble : std::uint8_t { none, wrong_type, failed };
  Value value;
  Trouble trouble = Trouble::none;
  std::string_view message;  ///< failed: what went wrong
};

Calculated calculate(Sign sign, const Value& a, const Value& b);
Calculated power(const Value& a, const Value& b);
Calculated negate(const Value& a);
std::string_view sign_text(Sign sign);

/// Member of a value by a FEEL property name: context entry, `year`, `time offset`, `start included` …
/// nullopt: the kind has no such property.
std::optional<Value> property(const Value& value, std::string_view name);

}  // namespace huifang::feel
