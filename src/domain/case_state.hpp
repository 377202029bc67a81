#pragma once
/// Where a case stands.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "huifang/statechart.hpp"
#include "policy/model.hpp"

namespace huifang::statechart {
class Machine;
}

namespace huifang {

struct Occurred;

struct CaseState {
  std::uint32_t workflow = none;                     ///< index into PolicyModel::workflows: the definition it was opened under
  statechart::State chart;
  std::int64_t opened_us = 0;
  std::int64_t closed_us = 0;                        ///< 0: it runs
  std::int64_t at_us = 0;                            ///< of its last step: what is recorded late does not go behind it
  std::int64_t steps = 0;                            ///< so far: numbers the keys of what it does
  std::shared_ptr<const Occurred> cause;             ///< what opened it; nullptr: time did
  struct Timer {
    std::int64_t due_us = 0;                         ///< the last instant before it comes
    std::int64_t sequence = 0;                       ///< order of arming
    std::uint32_t number = 0;                        ///< timer of the chart
    std::int64_t from_us = 0;                        ///< when its state was entered
    friend auto operator<=>(const Timer&, const Timer&) = default;
  };
  std::set<Timer> timers;
  std::int64_t armed = 0;                            ///< timers so far
  std::map<std::uint32_t, std::int64_t> taken;       ///< by transition that may be taken so many times only
  std::map<std::uint32_t, std::int64_t> entered;     ///< by rule: how often it was owed
  std::map<std::uint32_t, std::int64_t> left;        ///< by rule that goes on with what was left: so much, as DutyClock counts
  std::string found;                                 ///< whom `owner` yielded last, "entity:key": another one takes the case over
  std::set<std::uint32_t> done;                      ///< rules whose duty was done once
  std::string routing;                               ///< until its first step is told: JSON, why its owner was found; may be empty
  const statechart::Machine* machine = nullptr;      ///< while it makes a step
  std::int64_t step_us = 0;                          ///< while it makes a step: when that is, earlier than now of what is recorded late

  bool running() const { return closed_us == 0; }
};

}  // namespace huifang
