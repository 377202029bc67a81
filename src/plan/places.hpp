#pragma once
/// The places of some visits, for a witness to name.

#include <cstdint>
#include <vector>

#include "plan/problem.hpp"

namespace huifang::planning {

/// Every person on every day that one of the visits could be on, as the request gives their windows.
class Places {
 public:
  /// `problem` is borrowed. `capacity`: of each cell, pinned visits included.
  Places(const Problem& problem, const std::vector<std::int64_t>& capacity,
         const std::vector<VisitId>& visits);
  /// Who has capacity there, and on which days; ascending.
  std::vector<std::uint32_t> people() const;
  std::vector<std::int32_t> days() const;
  /// What the places hold in which one of the visits fits alone.
  std::int64_t supply() const;
  /// The visits, and all others that can be nowhere but in the places that count for supply(). Ascending.
  std::vector<VisitId> confined(const std::vector<VisitId>& visits) const;

 private:
  bool inside(const VisitNode& node) const;

  const Problem& problem_;
  std::vector<std::uint8_t> open_;    // by cell: one of the visits could be there, and there is capacity
  std::vector<std::uint8_t> usable_;  // by cell: one of them fits there
};

}  // namespace huifang::planning
