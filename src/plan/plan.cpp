#include "huifang/plan.hpp"

#include <algorithm>
#include <map>

#include "plan/place.hpp"
#include "plan/places.hpp"
#include "plan/read.hpp"
#include "plan/witness.hpp"

namespace huifang {
namespace {

using planning::Board;
using planning::Budget;
using planning::Cell;
using planning::Core;
using planning::no_cell;
using planning::Pinned;
using planning::Problem;
using planning::Reading;
using planning::VisitId;
using planning::VisitNode;

class Writer {
 public:
  Writer(const PlanRequest& request, const PlanOptions& options, Reading& reading, Board& board)
      : request_(request), options_(options), reading_(reading), problem_(reading.problem), board_(board) {}

  Plan run(const std::vector<VisitId>& unplaced) {
    for (const Pinned& pin : reading_.pins) pinned(pin);
    for (VisitId visit = 0; visit < problem_.visits.size(); ++visit) {
      if (board_.placed(visit)) placed(visit);
    }
    std::sort(plan_.visits.begin(), plan_.visits.end(), [](const PlannedVisit& a, const PlannedVisit& b) {
      return a.slot != b.slot ? a.slot < b.slot : a.id < b.id;
    });
    explain(unplaced);
    for (const planning::Hopeless& visit : reading_.hopeless)
      left_out_.emplace_back(visit.source, UnplannedVisit{{}, {}, {}, {}, {}, visit.reason, {}});
    unplanned();
    loads();
    return std::move(plan_);
  }

 private:
  const PlanPerson& person(std::uint32_t index) const { return request_.people[reading_.people[index]]; }
  Date date(std::int32_t day) const { return Date::from_days(problem_.origin + day); }
  PlanSlot slot(Cell cell) const {
    return {date(problem_.day_of(cell)), person(problem_.person_of(cell)).id};
  }
  const PlanVisit& source(VisitId visit) const { return request_.visits[problem_.visits[visit].source]; }

  void placed(VisitId visit) {
    const PlanVisit& asked = source(visit);
    const PlanSlot place = slot(board_.slot(visit));
    plan_.visits.push_back({asked.id, asked.subject, asked.title, place, false,
                            asked.slot && *asked.slot != place, asked.together});
  }

  void pinned(const Pinned& pin) {
    const PlanVisit& visit = request_.visits[pin.source];
    plan_.visits.push_back({visit.id, visit.subject, visit.title, *visit.slot, true, false, visit.together});
    const auto conflict = [&](PlanConflict::Kind kind) { plan_.conflicts.push_back({visit.id, kind}); };
    const bool allowed = visit.people.empty() || std::find(visit.people.begin(), visit.people.end(),
                                                           visit.slot->person) != visit.people.end();
    if (pin.person < 0 || !allowed) conflict(PlanConflict::Kind::person);
    if (visit.slot->day < visit.first || visit.slot->day > visit.last) conflict(PlanConflict::Kind::window);
    if (pin.person >= 0) {
      const Cell cell = problem_.cell(static_cast<std::uint32_t>(pin.person), pin.day);
      if (reading_.capacity[cell] == 0)
        conflict(PlanConflict::Kind::closed);
      else if (reading_.pinned[cell] > reading_.capacity[cell])
        conflict(PlanConflict::Kind::capacity);
    }
    if (too_close(visit, pin)) conflict(PlanConflict::Kind::gap);
  }

  bool too_close(const PlanVisit& visit, const Pinned& pin) {
    if (visit.subject.empty()) return false;
    if (pins_of_.empty()) {
      for (const Pinned& other : reading_.pins)
        pins_of_[request_.visits[other.source].subject].push_back(other);
    }
    for (const Pinned& other : pins_of_.at(visit.subject)) {
      const std::int32_t gap = std::max(request_.visits[other.source].gap_days, visit.gap_days);
      if (other.source != pin.source && std::abs(other.day - pin.day) < gap) return true;
    }
    return false;
  }

  // ---- What has no place ----

  void explain(const std::vector<VisitId>& unplaced) {
    std::map<VisitId, std::size_t> known;  // visit → witness
    Budget budget{options_.search_steps};
    const std::vector<std::uint8_t> stuck =
        unplaced.empty() ? std::vector<std::uint8_t>{} : planning::stuck(board_);
    for (const VisitId visit : unplaced) {
      UnplannedVisit out;
      out.reason = UnplannedReason::overloaded;
      if (const auto witness = known.find(visit); witness != known.end()) {
        out.witness = witness->second;
      } else if (plan_.witnesses.size() < options_.witnesses_max || stuck.empty() || stuck[visit] == 0) {
        const std::vector<VisitId> core = planning::find_core(board_, visit, budget);
        if (core.empty()) {
          out.reason = UnplannedReason::search_limit;
        } else if (plan_.witnesses.size() < options_.witnesses_max) {
          out.witness = plan_.witnesses.size();
          for (const VisitId other : add_witness(planning::shrink(problem_, core, visit, budget)))
            known.emplace(other, *out.witness);
        }
      }
      left_out_.emplace_back(problem_.visits[visit].source, std::move(out));
    }
  }

  /// Adds the witness; returns the visits that it explains.
  std::vector<VisitId> add_witness(const Core& core) {
    PlanWitness out;
    out.minimal = core.minimal;
    const planning::Places places(problem_, reading_.capacity, core.visits);
    std::int64_t demand = 0, least = 0;
    for (const VisitId visit : core.visits) {
      const VisitNode& node = problem_.visits[visit];
      out.visits.push_back(source(visit).id);
      demand += node.effort;
      least = least == 0 ? node.effort : std::min(least, node.effort);
    }
    for (const std::uint32_t index : places.people()) out.people.push_back(person(index).id);
    for (const std::int32_t day : places.days()) out.days.push_back(date(day));
    const std::int64_t supply = places.supply();
    std::vector<VisitId> explained = core.visits;
    if (demand > supply) {
      out.cause = PlanWitness::Cause::capacity;
      explained = places.confined(core.visits);
      demand = 0;
      for (const VisitId visit : explained) demand += problem_.visits[visit].effort;
    } else {
      const bool gaps = std::any_of(core.visits.begin(), core.visits.end(),
                                    [&](VisitId visit) { return problem_.visits[visit].group >= 0; });
      out.cause = gaps ? PlanWitness::Cause::gap : PlanWitness::Cause::packing;
    }
    out.confined = explained.size();
    out.demand = demand * problem_.effort_unit;
    out.supply = supply * problem_.effort_unit;
    out.short_by =
        (out.cause == PlanWitness::Cause::capacity ? demand - supply : least) * problem_.effort_unit;
    plan_.witnesses.push_back(std::move(out));
    return explained;
  }

  void unplanned() {
    std::sort(left_out_.begin(), left_out_.end(), [&](const auto& a, const auto& b) {
      const PlanVisit &x = request_.visits[a.first], &y = request_.visits[b.first];
      if (x.last != y.last) return x.last < y.last;
      if (x.order != y.order) return x.order < y.order;
      return x.id < y.id;
    });
    for (auto& [source, visit] : left_out_) {
      const PlanVisit& asked = request_.visits[source];
      visit.id = asked.id;
      visit.subject = asked.subject;
      visit.title = asked.title;
      visit.first = asked.first;
      visit.last = asked.last;
      plan_.unplanned.push_back(std::move(visit));
    }
  }

  // ---- Load ----

  void loads() {
    for (std::int32_t day = 0; day < problem_.days; ++day) {
      for (std::uint32_t p = 0; p < problem_.people; ++p) {
        const Cell cell = problem_.cell(p, day);
        const std::int64_t used =
            reading_.pinned[cell] + (problem_.room[cell] - board_.room(cell)) * problem_.effort_unit;
        if (used > 0 || reading_.capacity[cell] > 0)
          plan_.loads.push_back({slot(cell), used, reading_.capacity[cell]});
      }
    }
  }

  const PlanRequest& request_;
  const PlanOptions& options_;
  Reading& reading_;
  const Problem& problem_;
  Board& board_;
  std::map<std::string_view, std::vector<Pinned>> pins_of_;
  std::vector<std::pair<std::uint32_t, UnplannedVisit>> left_out_;
  Plan plan_;
};

}  // namespace

Plan plan_visits(const PlanRequest& request, const PlanOptions& options) {
  Reading reading = planning::read_request(request);
  planning::narrow_windows(reading.problem);
  Board board(reading.problem);
  Budget budget{options.search_steps};
  planning::Placement placement = planning::place_all(board, budget);
  if (options.level) planning::level(board);
  planning::keep_order(board);
  return Writer(request, options, reading, board).run(placement.unplaced);
}

}  // namespace huifang
