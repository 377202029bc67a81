#pragma once
/// An event id that comes again.

#include <string>

namespace huifang {

/// Throws Error(conflict) naming the first field that differs between two canonical envelopes with the same id.
void require_same_event(const std::string& recorded, const std::string& again, const std::string& id);

}  // namespace huifang
