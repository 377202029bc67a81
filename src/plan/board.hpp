#pragma once
/// Where the visits are: what each place has left, and how far the visits of a subject are apart.

#include <vector>

#include "plan/problem.hpp"

namespace huifang::planning {

class Board {
 public:
  /// Nothing is placed. `problem` is borrowed.
  explicit Board(const Problem& problem);

  const Problem& problem() const { return *problem_; }
  Cell slot(VisitId visit) const { return slots_[visit]; }
  bool placed(VisitId visit) const { return slots_[visit] != no_cell; }
  std::int64_t room(Cell cell) const { return room_[cell]; }
  const std::vector<VisitId>& at(Cell cell) const { return at_[cell]; }

  bool has_room(VisitId visit, Cell cell) const { return room_[cell] >= problem_->visits[visit].effort; }
  /// No visit of the subject is too close, pinned ones included. The visit itself does not count.
  bool keeps_gaps(VisitId visit, std::int32_t day) const;
  bool fits(VisitId visit, Cell cell) const {
    return has_room(visit, cell) && keeps_gaps(visit, problem_->day_of(cell));
  }
  /// Precondition: not placed, fits.
  void put(VisitId visit, Cell cell);
  /// Precondition: placed.
  void take(VisitId visit);

 private:
  struct Entry {
    std::int32_t day;
    VisitId visit;
  };
  const Problem* problem_;
  std::vector<Cell> slots_;
  std::vector<std::int64_t> room_;
  std::vector<std::vector<VisitId>> at_;
  std::vector<std::vector<Entry>> group_days_;  // by group, ascending by day
};

}  // namespace huifang::planning
