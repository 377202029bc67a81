#pragma once
/// Rules of policies that are bound together and fit together by name, but start or override one another in a circle.

#include "policy/link.hpp"

namespace huifang {

/// Throws Error(policy) with every circle of rules of several policies that can govern the same subject from the last binding
/// on: HF1858, HF1859. A circle within one policy was refused when it was loaded.
void require_no_circles(const Program& program);

}  // namespace huifang
