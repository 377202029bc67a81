#pragma once
/// Look-ups derived once from a compiled policy: which rules, measures and subjects an event or a change concerns.

#include <cstdint>
#include <vector>

#include "policy/model.hpp"

namespace huifang {

struct RuleIndex {
  explicit RuleIndex(const PolicyModel& model);

  /// A change of a subject concerns the subjects that refer to it through this attribute (index into attributes).
  struct Watcher {
    std::uint32_t entity = none;
    std::uint32_t attribute = none;
  };

  // By event index.
  std::vector<std::vector<std::uint32_t>> on;        ///< rules it starts, in document order
  std::vector<std::vector<std::uint32_t>> until;     ///< rules it stops
  std::vector<std::vector<std::uint32_t>> steps;     ///< rules one of whose steps it starts
  std::vector<std::vector<std::uint32_t>> needs;     ///< rules whose duties it may credit
  std::vector<std::vector<std::uint32_t>> linked;    ///< rules with a link that hear it
  std::vector<std::vector<std::uint32_t>> measures;  ///< measures it is folded into
  std::vector<std::vector<std::uint32_t>> wanted;    ///< entities whose subjects must see it; none of cases
  std::vector<std::vector<std::uint32_t>> cases;     ///< entities of the cases that want it
  std::vector<std::vector<std::uint32_t>> rows;      ///< `targets` that it may be a row of

  // By entity index.
  std::vector<std::vector<std::uint32_t>> standing;  ///< rules with neither `on` nor `date`
  std::vector<std::vector<std::uint32_t>> dated;     ///< rules with `date`
  std::vector<bool> yearly;                          ///< a new year brings dates
  std::vector<std::vector<std::uint32_t>> choosing;  ///< rules with a step whose grid is a choice
  std::vector<std::vector<std::uint32_t>> tiers;     ///< in document order
  std::vector<std::vector<std::uint32_t>> until_moves;  ///< rules `until` a date that changes with more than their cause
  std::vector<std::vector<std::uint32_t>> clocked;   ///< measures that standing expressions read and time changes
  std::vector<std::vector<std::uint32_t>> seasons;   ///< season sets that standing expressions read
  std::vector<std::vector<std::uint32_t>> awards;    ///< groups of rules asked at the ends of buckets, in document order
  std::vector<bool> windows;                         ///< some rule's window depends on facts
  std::vector<bool> owner_reads_tier;                ///< a source of its owners asks for a tier
  std::vector<std::vector<Watcher>> watchers;        ///< who reads this entity through a reference

  // By measure index.
  std::vector<bool> looked_back;                     ///< awards read it: what they read of the past stays known

  // By rule index.
  std::vector<std::vector<std::uint32_t>> overridden_by;  ///< rules that override it
  std::vector<std::vector<std::uint32_t>> award_families;  ///< of a group of awards: the bucket families of all its versions
  std::vector<bool> posts;                           ///< it posts points
  std::vector<bool> keeps_cause;                     ///< its duties read cause.* after they were created
  std::vector<bool> reads_bucket;                    ///< its duties read bucket.* or n after they were created, and have a bucket
  std::vector<bool> on_calendar;                     ///< the window of its duties depends on working days or hours
  std::vector<bool> on_facts;                        ///< the window of its duties waits for facts, or follows them

  std::vector<std::uint32_t> targets;                ///< reports whose missed targets somebody hears; of each name the one bound last
};

}  // namespace huifang
