#pragma once
/// Classes of points that several policies declare, and that are kept as one.

#include <vector>

#include "huifang/policy.hpp"

namespace huifang {

/// Policies that are bound together keep a class of points in one way: its limits, who keeps it and when it is closed. Throws
/// Error(policy) HF1860 with everything in which they differ. What was bound before counts for nothing: the newest binding says.
void require_same_points(const std::vector<PolicyBinding>& together);

}  // namespace huifang
