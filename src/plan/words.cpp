#include "huifang/plan.hpp"

namespace huifang {

std::string_view to_text(UnplannedReason reason) {
  switch (reason) {
    case UnplannedReason::nobody:
      return "nobody";
    case UnplannedReason::no_open_day:
      return "no open day";
    case UnplannedReason::overloaded:
      return "overloaded";
    case UnplannedReason::search_limit:
      return "search limit";
  }
  return "";
}

std::string_view to_text(PlanConflict::Kind kind) {
  switch (kind) {
    case PlanConflict::Kind::person:
      return "person";
    case PlanConflict::Kind::window:
      return "window";
    case PlanConflict::Kind::closed:
      return "closed";
    case PlanConflict::Kind::capacity:
      return "capacity";
    case PlanConflict::Kind::gap:
      return "gap";
  }
  return "";
}

std::string_view to_text(PlanWitness::Cause cause) {
  switch (cause) {
    case PlanWitness::Cause::capacity:
      return "capacity";
    case PlanWitness::Cause::gap:
      return "gap";
    case PlanWitness::Cause::packing:
      return "packing";
  }
  return "";
}

}  // namespace huifang
