#pragma once
/// Putting visits on the board: earliest deadline first, then by moving others.

#include <cstdint>
#include <vector>

#include "plan/board.hpp"

namespace huifang::planning {

/// Bounded work, counted and never timed, so that results are the same on every machine.
struct Budget {
  std::uint64_t left = 0;
  /// False when there was less left.
  bool spend(std::uint64_t steps) {
    if (steps > left) {
      left = 0;
      return false;
    }
    left -= steps;
    return true;
  }
};

/// Walks the cells of windows, each once in a round, without looking again at days that are done for a crew.
class CellWalk {
 public:
  explicit CellWalk(const Problem& problem);
  void start();  ///< a new round: no cell was seen
  std::uint32_t round() const { return round_; }
  bool seen(Cell cell) const { return seen_[cell] == round_; }
  /// Calls see(cell) for the unseen cells of the visit's window on days for which day_ok(day), until it
  /// returns true. Returns whether it did. `steps` counts what was looked at.
  template <class DayOk, class See>
  bool walk(VisitId visit, std::uint64_t& steps, DayOk&& day_ok, See&& see) {
    const VisitNode& node = problem_.visits[visit];
    const std::vector<std::uint32_t>& members = problem_.crews[node.crew];
    for (std::int32_t day = next_day(node.crew, node.first); day <= node.last;
         day = next_day(node.crew, day + 1)) {
      ++steps;
      if (!day_ok(day)) continue;
      for (const std::uint32_t person : members) {
        ++steps;
        const Cell cell = problem_.cell(person, day);
        if (seen_[cell] == round_) continue;
        seen_[cell] = round_;
        if (see(cell)) return true;
      }
      done(node.crew, day);
    }
    return false;
  }

 private:
  struct Days {
    std::uint32_t round = 0;
    std::vector<std::int32_t>
        next;  // by day: the first at or after it that is not done; compressed on the way
  };
  std::int32_t next_day(std::uint32_t crew, std::int32_t day);
  void done(std::uint32_t crew, std::int32_t day);
  bool remembers(std::uint32_t crew) const { return problem_.crews[crew].size() > 4; }

  const Problem& problem_;
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> seen_;  // by cell: the round that saw it
  std::vector<Days> days_;           // by crew
};

/// Puts visits where they were and where they are wished, if there is room. Order: `visits`.
void place_known(Board& board, const std::vector<VisitId>& visits);

/// Day by day, on each day the open visit with the earliest deadline first. Returns those that found no
/// place.
std::vector<VisitId> sweep(Board& board, const std::vector<VisitId>& visits);

/// Finds places by chains of moves: a visit takes the place of another, which moves on, and so on to a free
/// place.
class Augmenter {
 public:
  /// `board` is borrowed.
  explicit Augmenter(Board& board);
  /// Places what it can of `visits`; what was placed keeps a place. Returns those that found none. As many as
  /// possible without gaps and with equal efforts; else it may miss a way, and the budget bounds it.
  std::vector<VisitId> place(std::vector<VisitId> visits, Budget& budget);
  /// Gives visits without a place those of others that are later in order, moving more where that takes it.
  /// Returns those without a place then, which are as many. The last in order without gaps and with equal
  /// efforts.
  std::vector<VisitId> prefer(std::vector<VisitId> visits, Budget& budget);

 private:
  std::vector<VisitId> descend(std::vector<VisitId> visits);
  bool displace(Cell cell, VisitId root);
  using Visits = std::vector<VisitId>::const_iterator;
  void search(Visits first, Visits last, Budget& budget);
  bool shift(Cell target);
  bool exact() const { return !problem_.gaps && problem_.equal_efforts; }

  Board& board_;
  const Problem& problem_;
  CellWalk walk_;
  std::vector<VisitId> from_;          // by cell seen: who would come there
  std::vector<std::uint32_t> queued_;  // by visit: the round that queued it
  std::vector<VisitId> root_;          // by visit queued: for whom
  std::vector<VisitId> queue_;
  bool displace_ = false;         // places of visits later in order count as free
  std::vector<VisitId> dropped_;  // who lost a place by that
};

/// The visits that cannot all be placed because one has no place, were there no gaps: those that chains of
/// moves from it reach. Exactly the smallest such set when efforts are equal. Empty when a chain reaches a
/// place with room, or when the budget ends. Ascending.
std::vector<VisitId> crowd(const Board& board, VisitId visit, Budget& budget);

/// Which visits no chain of moves leads to a place with room, were there no gaps: one of them without a place
/// cannot have one while the others have theirs. As crowd() for every visit, at the cost of a few looks at
/// each window. Empty when efforts differ.
std::vector<std::uint8_t> stuck(const Board& board);

/// Takes visits around one without a place off the board and searches exactly for places for all of them.
/// `proved` becomes true when it was shown that there are none; `around` then holds the visits that cannot
/// all be placed.
bool repair(Board& board, VisitId visit, Budget& budget, bool& proved, std::vector<VisitId>& around);
/// The same question without an effect: all visits are back in their places afterwards.
bool could_repair(Board& board, VisitId visit, Budget& budget, bool& proved, std::vector<VisitId>& around);

/// Everything together: kept slots, wishes, deadlines, chains, exact search, preference.
struct Placement {
  std::vector<VisitId> unplaced;  ///< earliest deadline first
  bool proved = false;            ///< it was shown that not all can be placed
};
Placement place_all(Board& board, Budget& budget);

/// Moves visits inside their windows from fuller places to emptier ones.
void level(Board& board);
/// Exchanges visits of a subject that could stand for one another, so that the one whose window comes first
/// is first.
void keep_order(Board& board);

}  // namespace huifang::planning
