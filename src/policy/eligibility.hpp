#pragma once
/// Who may be contacted: purposes, decisions about a contact, and the table that allows or denies.

#include <string_view>

#include "policy/scope.hpp"

namespace huifang::loader {

/// What the expressions of eligibility see: the request as `contact.*`, and whom it names.
/// `decisions`: how many of the decisions about contacts may be read; one reads those before it.
Scope contact_scope(Loader& loader, std::size_t decisions);

/// Is this the name of a contact request instead of an entity's?
bool means_contact(const Loader& loader, std::string_view name);

}  // namespace huifang::loader
