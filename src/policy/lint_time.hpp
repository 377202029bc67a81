#pragma once
/// What deserves a second look about buckets and capacity.

#include "policy/loader.hpp"

namespace huifang::loader {

/// Days that no bucket of a rule holds, having no season or a bucket that ends in another one, and what
/// `plan.capacity` cannot hold. Asked of the five years from the first day the policy is in force, else from
/// the first day of its holidays, else from 2024 on: nothing here reads a clock. Does nothing when the
/// document is refused.
void lint_time(Loader& loader);

}  // namespace huifang::loader
