#include <algorithm>
#include <queue>

#include "plan/place.hpp"

namespace huifang::planning {
namespace {

/// How many that do not fit are looked past on a day before the crew counts as full; efforts that differ
/// only.
constexpr int misfits_max = 8;

struct Later {
  const Problem* problem;
  bool operator()(VisitId a, VisitId b) const { return goes_before(*problem, b, a); }
};
using Waiting = std::priority_queue<VisitId, std::vector<VisitId>, Later>;

class Sweep {
 public:
  Sweep(Board& board, const std::vector<VisitId>& visits)
      : board_(board), problem_(board.problem()), released_(static_cast<std::size_t>(problem_.days)) {
    pressure_.assign(problem_.people, 0);
    crew_index_.assign(problem_.crews.size(), 0);
    std::vector<std::uint8_t> known(problem_.crews.size(), 0);
    for (const VisitId visit : visits) {
      const VisitNode& node = problem_.visits[visit];
      released_[static_cast<std::size_t>(node.first)].push_back(visit);
      if (known[node.crew] != 0) continue;
      known[node.crew] = 1;
      crew_index_[node.crew] = crews_.size();
      crews_.push_back({node.crew, Waiting(Later{&problem_})});
    }
  }

  std::vector<VisitId> run() {
    for (std::int32_t day = 0; day < problem_.days; ++day) {
      for (const VisitId visit : released_[static_cast<std::size_t>(day)]) {
        crews_[crew_index_[problem_.visits[visit].crew]].waiting.push(visit);
        press(visit, 1);
      }
      released_[static_cast<std::size_t>(day)].clear();
      work(day);
    }
    for (Crew& crew : crews_) {
      for (; !crew.waiting.empty(); crew.waiting.pop()) unplaced_.push_back(crew.waiting.top());
    }
    std::sort(unplaced_.begin(), unplaced_.end(),
              [&](VisitId a, VisitId b) { return goes_before(problem_, a, b); });
    return std::move(unplaced_);
  }

 private:
  struct Crew {
    std::uint32_t id;
    Waiting waiting;
  };

  /// A visit that waits weighs on all who may do it, the less the more they are.
  void press(VisitId visit, std::int64_t sign) {
    const VisitNode& node = problem_.visits[visit];
    const std::vector<std::uint32_t>& members = problem_.crews[node.crew];
    const std::int64_t part = sign * node.effort * 1'000'000 / static_cast<std::int64_t>(members.size());
    for (const std::uint32_t person : members) pressure_[person] += part;
  }

  /// The top of the crew's queue that may be done today; false when nobody waits.
  bool ready(Crew& crew, std::int32_t day) {
    while (!crew.waiting.empty()) {
      const VisitId visit = crew.waiting.top();
      const VisitNode& node = problem_.visits[visit];
      if (node.last >= day && board_.keeps_gaps(visit, day)) return true;
      crew.waiting.pop();
      press(visit, -1);
      if (node.last < day)
        unplaced_.push_back(visit);
      else
        postpone(visit, day + 1);
    }
    return false;
  }

  /// To the next day that keeps the gaps to what is placed so far.
  void postpone(VisitId visit, std::int32_t day) {
    const VisitNode& node = problem_.visits[visit];
    while (day <= node.last && !board_.keeps_gaps(visit, day)) ++day;
    if (day > node.last)
      unplaced_.push_back(visit);
    else
      released_[static_cast<std::size_t>(day)].push_back(visit);
  }

  /// With the person on whom the least weighs, so that others stay free for visits that have nobody else.
  Cell place_for(const Crew& crew, VisitId visit, std::int32_t day) const {
    Cell best = no_cell;
    std::int64_t least = 0;
    for (const std::uint32_t person : problem_.crews[crew.id]) {
      const Cell cell = problem_.cell(person, day);
      if (!board_.has_room(visit, cell) || (best != no_cell && pressure_[person] >= least)) continue;
      best = cell;
      least = pressure_[person];
    }
    return best;
  }

  void work(std::int32_t day) {
    const auto later = [this](std::size_t a, std::size_t b) {
      return goes_before(problem_, crews_[b].waiting.top(), crews_[a].waiting.top());
    };
    std::vector<std::size_t> turns;
    std::vector<int> misfits(crews_.size(), 0);
    for (std::size_t c = 0; c < crews_.size(); ++c) {
      if (ready(crews_[c], day)) turns.push_back(c);
    }
    std::make_heap(turns.begin(), turns.end(), later);
    while (settle(turns, later, day)) {
      std::pop_heap(turns.begin(), turns.end(), later);
      const std::size_t turn = turns.back();
      Crew& crew = crews_[turn];
      turns.pop_back();
      const VisitId visit = crew.waiting.top();
      const Cell cell = place_for(crew, visit, day);
      if (cell != no_cell) {
        crew.waiting.pop();
        press(visit, -1);
        board_.put(visit, cell);
      } else if (problem_.equal_efforts || ++misfits[turn] > misfits_max) {
        continue;  // the crew has no time left today
      } else {
        crew.waiting.pop();
        press(visit, -1);
        postpone(visit, day + 1);
      }
      if (ready(crew, day)) {
        turns.push_back(turn);
        std::push_heap(turns.begin(), turns.end(), later);
      }
    }
  }

  /// Lets visits step back that come too close to one of their subject placed since it was their turn. False
  /// when no turn is left.
  template <class Less>
  bool settle(std::vector<std::size_t>& turns, const Less& later, std::int32_t day) {
    while (problem_.gaps && !turns.empty()) {
      if (board_.keeps_gaps(crews_[turns.front()].waiting.top(), day)) return true;
      std::pop_heap(turns.begin(), turns.end(), later);
      const std::size_t turn = turns.back();
      turns.pop_back();
      if (!ready(crews_[turn], day)) continue;
      turns.push_back(turn);
      std::push_heap(turns.begin(), turns.end(), later);
    }
    return !turns.empty();
  }

  Board& board_;
  const Problem& problem_;
  std::vector<std::vector<VisitId>> released_;  // by day
  std::vector<Crew> crews_;
  std::vector<std::size_t> crew_index_;  // by crew of the problem: index in crews_
  std::vector<std::int64_t> pressure_;   // by person
  std::vector<VisitId> unplaced_;
};

/// Days of the window from the wish outwards, the later of two first.
template <class Try>
void days_around(const VisitNode& node, Try&& attempt) {
  const std::int32_t wish = std::clamp(node.wish, node.first, node.last);
  for (std::int32_t away = 0; away <= node.last - node.first; ++away) {
    if (wish + away <= node.last && attempt(wish + away)) return;
    if (away > 0 && wish - away >= node.first && attempt(wish - away)) return;
  }
}

}  // namespace

void place_known(Board& board, const std::vector<VisitId>& visits) {
  const Problem& problem = board.problem();
  for (const VisitId visit : visits) {
    const VisitNode& node = problem.visits[visit];
    if (node.kept == no_cell) continue;
    const std::int32_t day = problem.day_of(node.kept);
    if (day >= node.first && day <= node.last && board.fits(visit, node.kept)) board.put(visit, node.kept);
  }
  for (const VisitId visit : visits) {
    const VisitNode& node = problem.visits[visit];
    if (!node.has_wish || board.placed(visit)) continue;
    days_around(node, [&](std::int32_t day) {
      if (!board.keeps_gaps(visit, day)) return false;
      for (const std::uint32_t person : problem.crews[node.crew]) {
        const Cell cell = problem.cell(person, day);
        if (!board.has_room(visit, cell)) continue;
        board.put(visit, cell);
        return true;
      }
      return false;
    });
  }
}

std::vector<VisitId> sweep(Board& board, const std::vector<VisitId>& visits) {
  return Sweep(board, visits).run();
}

}  // namespace huifang::planning
