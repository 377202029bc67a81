#pragma once
/// Static types: what the compiler knows about values before it sees them.

#include <memory>
#include <string>
#include <string_view>

#include "huifang/feel.hpp"

namespace huifang::feel {

using TypePtr = std::shared_ptr<const Type>;

TypePtr type_of_kind(Type::Kind kind);
TypePtr list_of(TypePtr item);
/// The type of a value, with the fields of contexts (to a few levels: it serves names, not proofs).
Type type_of(const Value& value);
/// A type that holds values of both; any when they differ.
TypePtr common_type(const TypePtr& a, const TypePtr& b);

/// "number", "list", "customer reference" … for messages.
std::string type_name(const Type& type);
/// Built-in type of a FEEL name such as "days and time duration"; nullopt when there is none.
std::optional<Type::Kind> type_kind_named(std::string_view name);

/// Known, and not any: a clash with another such type can be proven.
bool is_definite(const Type& type);
/// Can `=` of the two ever be decided? (same kind, or one unknown or null)
bool are_comparable(const Type& a, const Type& b);
/// Kinds that have `<`.
bool is_ordered(Type::Kind kind);

/// Is `value` of `type`? Names and entities never are. null is of no type but any.
bool conforms(const Value& value, const Type& type);

}  // namespace huifang::feel
