#include "plan/search.hpp"

#include <algorithm>
#include <cstdlib>

namespace huifang::planning {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Branches on visits whose places, when gaps are left out of account, break a gap or a capacity. Without
/// gaps the places are a matching of visits and cells; where there is no matching there is no way.
class Search {
 public:
  Search(const Board& board, const std::vector<VisitId>& visits, const std::vector<Cell>& first_try,
         Budget& budget)
      : problem_(board.problem()), visits_(visits), budget_(budget), given_(visits.size(), none) {
    for (std::size_t v = 0; v < visits.size(); ++v) read_domain(board, first_try[v], v);
  }

  SearchResult run(std::vector<Cell>& cells) {
    const SearchResult result = descend();
    if (result != SearchResult::found) return result;
    cells.clear();
    for (const std::size_t place : match_) cells.push_back(cells_[place]);
    return result;
  }

 private:
  const VisitNode& node(std::size_t v) const { return problem_.visits[visits_[v]]; }
  std::int32_t day(std::size_t place) const { return problem_.day_of(cells_[place]); }

  void read_domain(const Board& board, Cell first_try, std::size_t v) {
    std::vector<std::size_t> domain;
    const auto add = [&](Cell cell) {
      auto at = std::lower_bound(known_.begin(), known_.end(), cell,
                                 [](const auto& k, Cell c) { return k.first < c; });
      if (at == known_.end() || at->first != cell) {
        at = known_.insert(at, {cell, cells_.size()});
        cells_.push_back(cell);
        room_.push_back(board.room(cell));
      }
      domain.push_back(at->second);
    };
    const VisitNode& visit = node(v);
    if (first_try != no_cell && problem_.day_of(first_try) >= visit.first &&
        problem_.day_of(first_try) <= visit.last && board.fits(visits_[v], first_try))
      add(first_try);
    for (std::int32_t day = visit.first; day <= visit.last; ++day) {
      if (!board.keeps_gaps(visits_[v], day)) continue;
      for (const std::uint32_t person : problem_.crews[visit.crew]) {
        const Cell cell = problem_.cell(person, day);
        if (cell != first_try && board.has_room(visits_[v], cell)) add(cell);
      }
    }
    domains_.push_back(std::move(domain));
  }

  bool allowed(std::size_t v, std::size_t place) const {
    if (given_[v] != none) return given_[v] == place;
    if (room_[place] < node(v).effort) return false;
    if (node(v).group < 0) return true;
    for (std::size_t other = 0; other < visits_.size(); ++other) {
      if (given_[other] != none && node(other).group == node(v).group &&
          std::abs(day(given_[other]) - day(place)) < gap_between(node(other), node(v)))
        return false;
    }
    return true;
  }

  /// A matching of the visits without a place to cells; false: there is none.
  bool match() {
    std::int64_t least = 0;
    for (std::size_t v = 0; v < visits_.size(); ++v) {
      if (given_[v] == none && (least == 0 || node(v).effort < least)) least = node(v).effort;
    }
    match_ = given_;
    open_.assign(visits_.size(), {});
    for (std::size_t v = 0; v < visits_.size(); ++v) {
      if (given_[v] != none) continue;
      for (const std::size_t place : domains_[v]) {
        ++steps_;
        if (allowed(v, place)) open_[v].push_back(place);
      }
    }
    held_.assign(cells_.size(), {});
    limit_.assign(cells_.size(), 0);
    for (std::size_t place = 0; place < cells_.size(); ++place)
      limit_[place] = least == 0 ? 0 : room_[place] / least;
    for (std::size_t v = 0; v < visits_.size(); ++v) {
      if (given_[v] != none) continue;
      seen_.assign(cells_.size(), 0);
      if (!augment(v)) return false;
    }
    return true;
  }

  bool augment(std::size_t v) {
    for (const std::size_t place : open_[v]) {
      ++steps_;
      if (seen_[place] != 0) continue;
      seen_[place] = 1;
      if (static_cast<std::int64_t>(held_[place].size()) < limit_[place]) {
        held_[place].push_back(v);
        match_[v] = place;
        return true;
      }
      for (std::size_t& holder : held_[place]) {
        const std::size_t other = holder;
        if (!augment(other)) continue;
        holder = v;
        match_[v] = place;
        return true;
      }
    }
    return false;
  }

  /// The visit to branch on: of those that break something the one with the fewest places. none: nothing is
  /// broken.
  std::size_t broken() const {
    std::size_t worst = none;
    const auto take = [&](std::size_t v) {
      if (given_[v] == none && (worst == none || open_[v].size() < open_[worst].size())) worst = v;
    };
    for (std::size_t a = 0; a < visits_.size(); ++a) {
      if (node(a).group < 0) continue;
      for (std::size_t b = a + 1; b < visits_.size(); ++b) {
        if (node(b).group != node(a).group ||
            std::abs(day(match_[a]) - day(match_[b])) >= gap_between(node(a), node(b)))
          continue;
        take(a);
        take(b);
      }
    }
    for (std::size_t place = 0; place < held_.size(); ++place) {
      std::int64_t effort = 0;
      for (const std::size_t v : held_[place]) effort += node(v).effort;
      if (effort <= room_[place]) continue;
      for (const std::size_t v : held_[place]) take(v);
    }
    return worst;
  }

  SearchResult descend() {
    steps_ = 1;
    const bool matched = match();
    if (!budget_.spend(steps_)) return SearchResult::stopped;
    if (!matched) return SearchResult::impossible;
    const std::size_t v = broken();
    if (v == none) return SearchResult::found;
    const std::vector<std::size_t> places = open_[v];
    bool stopped = false;
    for (const std::size_t place : places) {
      given_[v] = place;
      room_[place] -= node(v).effort;
      const SearchResult result = descend();
      if (result == SearchResult::found) return result;
      room_[place] += node(v).effort;
      given_[v] = none;
      if (result == SearchResult::stopped) {
        stopped = true;
        break;
      }
    }
    return stopped ? SearchResult::stopped : SearchResult::impossible;
  }

  const Problem& problem_;
  const std::vector<VisitId>& visits_;
  Budget& budget_;
  std::uint64_t steps_ = 0;
  std::vector<Cell> cells_;                          // by place
  std::vector<std::int64_t> room_;                   // by place, beside what is given
  std::vector<std::pair<Cell, std::size_t>> known_;  // cells and their places, ascending
  std::vector<std::vector<std::size_t>> domains_;    // by visit: places
  std::vector<std::vector<std::size_t>> open_;       // of these, those still allowed
  std::vector<std::size_t> given_;                   // by visit: the place branched on
  std::vector<std::size_t> match_;                   // by visit: its place
  std::vector<std::vector<std::size_t>> held_;       // by place: matched visits
  std::vector<std::int64_t> limit_;                  // by place: how many it can hold
  std::vector<std::uint8_t> seen_;
};

}  // namespace

SearchResult search_places(const Board& board, const std::vector<VisitId>& visits,
                           const std::vector<Cell>& first_try, Budget& budget, std::vector<Cell>& cells) {
  return Search(board, visits, first_try, budget).run(cells);
}

}  // namespace huifang::planning
