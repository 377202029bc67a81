#pragma once
/// From a request to numbers.

#include <string>
#include <vector>

#include "plan/problem.hpp"

namespace huifang::planning {

/// A pinned visit, which takes no part in planning.
struct Pinned {
  std::uint32_t source = 0;  ///< index in PlanRequest::visits
  std::int64_t person = -1;  ///< index of the person; -1: unknown
  std::int32_t day = 0;      ///< from Problem::origin; may lie outside [0, days)
};

/// A visit that can be nowhere, whatever the others do.
struct Hopeless {
  std::uint32_t source = 0;  ///< index in PlanRequest::visits
  UnplannedReason reason = UnplannedReason::no_open_day;
};

struct Reading {
  Problem problem;
  std::vector<std::uint32_t>
      people;  ///< index in PlanRequest::people of each person of the problem: ascending by id
  std::vector<std::int64_t> capacity;  ///< of each cell, as the request says
  std::vector<std::int64_t> pinned;    ///< efforts of pinned visits in each cell, as the request says
  std::vector<Pinned> pins;            ///< ascending by id
  std::vector<Hopeless> hopeless;
};

/// Throws Error(argument, limit) as plan_visits() says. Windows are not narrowed yet.
Reading read_request(const PlanRequest& request);

}  // namespace huifang::planning
