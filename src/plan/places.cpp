#include "plan/places.hpp"

#include <algorithm>
#include <limits>

namespace huifang::planning {

Places::Places(const Problem& problem, const std::vector<std::int64_t>& capacity,
               const std::vector<VisitId>& visits)
    : problem_(problem), open_(problem.room.size(), 0), usable_(problem.room.size(), 0) {
  // A day of a crew is looked at once, and again only for a smaller effort.
  constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  std::vector<std::vector<std::int64_t>> least(problem.crews.size());
  for (const VisitId visit : visits) {
    const VisitNode& node = problem.visits[visit];
    std::vector<std::int64_t>& known = least[node.crew];
    known.resize(static_cast<std::size_t>(problem.days), never);
    for (std::int32_t day = node.asked_first; day <= node.asked_last; ++day) {
      std::int64_t& effort = known[static_cast<std::size_t>(day)];
      if (effort <= node.effort) continue;
      effort = node.effort;
      for (const std::uint32_t person : problem.crews[node.crew]) {
        const Cell cell = problem.cell(person, day);
        if (capacity[cell] > 0) open_[cell] = 1;
        if (problem.room[cell] >= node.effort) usable_[cell] = 1;
      }
    }
  }
}

std::vector<std::uint32_t> Places::people() const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t person = 0; person < problem_.people; ++person) {
    const auto row = open_.begin() + static_cast<std::ptrdiff_t>(problem_.cell(person, 0));
    if (std::find(row, row + problem_.days, 1) != row + problem_.days) out.push_back(person);
  }
  return out;
}

std::vector<std::int32_t> Places::days() const {
  std::vector<std::uint8_t> any(static_cast<std::size_t>(problem_.days), 0);
  for (Cell cell = 0; cell < open_.size(); ++cell)
    any[static_cast<std::size_t>(problem_.day_of(cell))] |= open_[cell];
  std::vector<std::int32_t> out;
  for (std::int32_t day = 0; day < problem_.days; ++day) {
    if (any[static_cast<std::size_t>(day)] != 0) out.push_back(day);
  }
  return out;
}

std::int64_t Places::supply() const {
  std::int64_t out = 0;
  for (Cell cell = 0; cell < usable_.size(); ++cell) {
    if (usable_[cell] != 0) out += problem_.room[cell];
  }
  return out;
}

bool Places::inside(const VisitNode& node) const {
  bool any = false;
  for (std::int32_t day = node.asked_first; day <= node.asked_last; ++day) {
    for (const std::uint32_t person : problem_.crews[node.crew]) {
      const Cell cell = problem_.cell(person, day);
      if (problem_.room[cell] < node.effort) continue;
      if (usable_[cell] == 0) return false;
      any = true;
    }
  }
  return any;
}

std::vector<VisitId> Places::confined(const std::vector<VisitId>& visits) const {
  std::vector<VisitId> out;
  for (VisitId visit = 0; visit < problem_.visits.size(); ++visit) {
    if (std::binary_search(visits.begin(), visits.end(), visit) || inside(problem_.visits[visit]))
      out.push_back(visit);
  }
  return out;
}

}  // namespace huifang::planning
