#pragma once
/// Several policies in one book: what was bound one after the other becomes one model with a layer for each policy, and a
/// timeline that says which of them are in force when. Facts, events, forms, owners and calendars are shared by name; rules,
/// tiers, measures, decisions, parameters and roles belong to their layer.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "huifang/policy.hpp"

namespace huifang {

/// What one call of Book::bind() put in force: all of the book's policies from `at` on, in order.
struct BindingList {
  Instant at;
  std::vector<PolicyBinding> policies;     ///< at least one
};

/// Everything that was ever bound, as the engine works with it.
struct Program {
  struct Bound {
    std::uint32_t layer = 0;               ///< index into PolicyModel::layers
    std::int64_t begin_us = 0;             ///< nothing of it is owed before: bound, `from`, effective
    std::optional<std::int64_t> end_us;    ///< nothing of it is owed anew from here on
  };
  struct InForce {
    std::int64_t at_us = 0;
    std::vector<Bound> bound;              ///< in order: the first of a family that governs a subject does
  };
  std::shared_ptr<const PolicyModel> model;
  std::vector<InForce> timeline;           ///< ascending
  /// Does one policy govern everybody at all times? Then nobody has to be asked.
  bool alone() const;
};

/// Throws Error(policy) with everything that does not fit together: HF1851 to HF1855. `lists` are in the order in which they
/// were bound, at least one. Layers keep their numbers when lists are added at the end.
Program link(const std::vector<BindingList>& lists);

}  // namespace huifang
