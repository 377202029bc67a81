#pragma once
/// The compiled workflows of a policy. A case is a subject of an entity of its own, "case.<workflow>", that refers to what it
/// is about; what a state owes is a rule of that entity; blocks of effects are rules that only the chart sets going.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/model.hpp"
#include "statechart/model.hpp"

namespace huifang {

struct WorkflowDef {
  std::string id;
  std::string name;                                   ///< its name in a book: "policy/id" of later families
  std::string source;                                 ///< clause
  std::uint32_t entity = none;                        ///< of its cases; index into entities
  std::uint32_t about = none;                         ///< of their subjects; index into entities
  std::uint32_t about_attribute = none;               ///< attribute of the case that refers to it
  bool one_per_subject = false;                       ///< false: a case for each cause
  Choice<std::uint32_t> owner;                        ///< role index; without: the subject's owner
  std::uint32_t default_owner = none;                 ///< role index: asked when nobody else is found
  LinkDef correlate;                                  ///< finds the case for events; without `event`: none
  /// Guards are expressions of the policy; an action of kind host is a rule of the model, by index: its effects.
  std::shared_ptr<const statechart::Model> chart;
  std::vector<TimePointDef> timers;                   ///< by timer of the chart: when it comes, counted from the entry
  std::vector<std::vector<std::uint32_t>> owes;       ///< by state: rule indices
  std::vector<std::vector<std::uint32_t>> pauses;     ///< by state: rules whose duties' clocks stop
  std::vector<std::uint32_t> most;                    ///< by transition: how often it is taken in a case; 0: no limit
  std::map<std::uint32_t, std::string> heard;         ///< by event index: as the chart knows it
  std::uint32_t opened_event = none;                  ///< event index of "opened.<workflow>"
  std::uint32_t closed_event = none;
  std::uint32_t layer = 0;                            ///< index into layers
};

}  // namespace huifang
