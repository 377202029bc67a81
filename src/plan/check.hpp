#pragma once
/// Whether a request can be planned at all.

#include "huifang/plan.hpp"

namespace huifang::planning {

/// Longest stretch of days of a plan, and most people times days.
inline constexpr std::int64_t days_max = 3'660;
inline constexpr std::int64_t cells_max = 4'000'000;

/// Throws Error(argument) HF3001 to HF3005 with everything that is wrong, in the order of the request.
void check_request(const PlanRequest& request);

}  // namespace huifang::planning
