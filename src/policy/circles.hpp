#pragma once
/// Rules that would never come to rest since they start one another, and rules none of which would act since they override one
/// another.

#include <cstdint>
#include <vector>

#include "policy/model.hpp"

namespace huifang {

/// Of each rule the rules that it leads to; all of them indices into PolicyModel::rules.
using RuleEdges = std::vector<std::vector<std::uint32_t>>;

/// A rule leads to every rule that something it brings about may start: an event that it raises, a fact that it sets.
RuleEdges starting_edges(const PolicyModel& model);
/// A rule, or effects of a chart, lead to what acts at once when they open a case or raise an event: effects of the chart that is
/// entered, rules on its opening, on its end when it ends at once, and on the event. Conditions count as true, but for those that
/// read a value of a case: the next case may have another.
RuleEdges opening_edges(const PolicyModel& model);
/// Does it open cases?
bool opens_cases(const PolicyModel& model, std::uint32_t rule);
/// A rule leads to every rule that it overrides.
RuleEdges overriding_edges(const PolicyModel& model);

/// Rules each of which leads to the next one, and the last to the first. At least one rule; none stands twice.
using RuleCircle = std::vector<std::uint32_t>;

/// Groups of rules each of which can reach itself and all others of its group; in ascending order.
std::vector<RuleCircle> circling_groups(const RuleEdges& edges);
/// A shortest circle through the first of a group.
RuleCircle shortest_circle(const RuleEdges& edges, std::uint32_t first);

}  // namespace huifang
