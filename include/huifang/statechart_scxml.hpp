#pragma once
/// Statecharts as SCXML documents, and SCXML documents as statecharts.

#include <string>
#include <string_view>

#include "huifang/statechart.hpp"

namespace huifang::statechart {

/// A definition as an SCXML document with the data model "feel": its expressions are those of the definition.
/// An `after` is a delayed send with a cancel. Titles, versions and declared events are left out. Throws
/// Error(policy) with every place that SCXML has no counterpart for (HF5542): data of raised events, actions
/// before the first state.
std::string to_scxml(const Definition& definition);

/// An SCXML document as the JSON text of a definition, for compile(). Expressions are taken as FEEL. Nothing
/// else is ever read: no other file, no entity. Throws Error: syntax (HF5540: it is no SCXML), policy with
/// every place that has no counterpart here (HF5541: invoke, script, other data models, …).
std::string from_scxml(std::string_view xml, const std::string& file = {});

}  // namespace huifang::statechart
