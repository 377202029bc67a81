#pragma once
/// Rules, steps, branches, tiers and pools that can never come to anything.

#include "policy/loader.hpp"

namespace huifang::loader {

/// Only what is certain is told, each with its reason. Does nothing when the document is refused.
void lint_rules(Loader& loader);

}  // namespace huifang::loader
