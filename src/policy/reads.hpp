#pragma once
/// What expressions of a policy read, through decisions and along references.

#include <cstdint>
#include <vector>

#include "policy/model.hpp"

namespace huifang {

struct Reads {
  std::vector<std::uint32_t> attributes;  ///< attribute indices, each once
  std::vector<std::uint32_t> slots;       ///< slot indices, each once

  void add(const feel::Expression& expression);
  void add(const DecisionTable& table);
  /// Adds what the decisions read that are read, and the references along which names are reached.
  void follow(const PolicyModel& model);
  bool attribute(std::uint32_t id) const;
};

/// What starts and ends the runs of a rule while it stands: its condition, its dates, the choice of its grid. A rule that
/// starts on events reads nothing of the kind.
Reads standing_reads(const RuleDef& rule);

}  // namespace huifang
