#pragma once
/// Slow and obvious: what a plan may be, and whether there is one.

#include <string>

#include "huifang/plan.hpp"

namespace huifang::testing {

/// What a plan breaks: "" when every visit of the request is in it once, and those that are planned keep
/// their windows, people, capacities and gaps, and pinned ones their slots.
std::string broken_rule(const PlanRequest& request, const Plan& plan);

/// Whether all visits can be placed beside the pinned ones, by Boost.Graph's maximum flow. Equal efforts, no
/// gaps.
bool flow_places_all(const PlanRequest& request);
/// How many of them can be placed at most.
std::size_t flow_places(const PlanRequest& request);

/// Whether all visits can be placed beside the pinned ones, by trying every place of every visit.
bool exhaustive_places_all(const PlanRequest& request);

/// The request with only these unpinned visits; pinned ones stay.
PlanRequest only(const PlanRequest& request, const std::vector<std::string>& ids);

}  // namespace huifang::testing
