#include "policy/circles.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <deque>

#include "policy/points_model.hpp"
#include "policy/reads.hpp"

namespace huifang {
namespace {

/// What a rule's start depends on, tiers included.
Reads start_reads(const PolicyModel& model, const RuleDef& rule) {
  Reads reads = standing_reads(rule);
  const auto add_tier = [&](std::uint32_t tier) { reads.add(model.tiers[tier].table); };
  for (const std::uint32_t event : rule.on) {
    for (std::uint32_t tier = 0; tier < model.tiers.size(); ++tier) {
      if (model.tiers[tier].changed_event == event && model.tiers[tier].layer == rule.layer) add_tier(tier);
    }
  }
  reads.follow(model);
  for (std::size_t i = 0; i < reads.attributes.size(); ++i) {
    const AttributeDef& attribute = model.attributes[reads.attributes[i]];
    if (attribute.kind == AttributeDef::Kind::tier) add_tier(attribute.index);
    if (i + 1 == reads.attributes.size()) reads.follow(model);
  }
  return reads;
}

}  // namespace

RuleEdges starting_edges(const PolicyModel& model) {
  const auto count = static_cast<std::uint32_t>(model.rules.size());
  RuleEdges started(model.events.size());
  RuleEdges readers(model.attributes.size());
  for (std::uint32_t rule = 0; rule < count; ++rule) {
    for (const std::uint32_t event : model.rules[rule].on) started[event].push_back(rule);
    if (is_award(model.rules[rule])) continue;  // asked when a bucket ends, not when facts change
    for (const std::uint32_t id : start_reads(model, model.rules[rule]).attributes) readers[id].push_back(rule);
  }
  // Whoever asks for any miss hears those of every rule and step of the family, see PolicyModel::hears().
  std::vector<std::uint32_t> any_miss(std::max<std::size_t>(model.families.size(), 1), none);
  for (std::uint32_t event = 0; event < model.events.size(); ++event) {
    const EventDef& def = model.events[event];
    if (def.kind == EventDef::Kind::missed && def.rule == none) any_miss[def.family] = event;
  }
  RuleEdges edges(count);
  for (std::uint32_t rule = 0; rule < count; ++rule) {
    const RuleDef& def = model.rules[rule];
    const auto raises = [&](std::uint32_t event) {
      if (event != none) edges[rule].insert(edges[rule].end(), started[event].begin(), started[event].end());
    };
    const auto effects = [&](const std::vector<EffectDef>& all) {
      for (const EffectDef& effect : all) {
        if (effect.kind == EffectDef::Kind::raise) raises(effect.event);
        const bool enters = effect.kind == EffectDef::Kind::post || effect.kind == EffectDef::Kind::reverse;
        if (enters && model.points) raises(model.points->posted);
        for (const SetDef& fact : effect.set) {
          edges[rule].insert(edges[rule].end(), readers[fact.attribute].begin(), readers[fact.attribute].end());
        }
      }
    };
    bool owes = def.owe.has_value();
    effects(def.effects);
    for (const StepDef& step : def.steps) {
      effects(step.effects);
      if (!step.owe) continue;
      owes = true;
      raises(step.done_event);
      raises(step.missed_event);
    }
    if (owes) {
      raises(def.done_event);
      raises(def.missed_event);
      raises(any_miss[def.layer < model.layers.size() ? model.layers[def.layer].family : 0]);
    }
    std::sort(edges[rule].begin(), edges[rule].end());
    edges[rule].erase(std::unique(edges[rule].begin(), edges[rule].end()), edges[rule].end());
  }
  return edges;
}

RuleEdges overriding_edges(const PolicyModel& model) {
  RuleEdges edges;
  for (const RuleDef& rule : model.rules) edges.push_back(rule.overrides);
  return edges;
}

std::vector<RuleCircle> circling_groups(const RuleEdges& edges) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
  Graph graph(edges.size());
  for (std::uint32_t rule = 0; rule < edges.size(); ++rule) {
    for (const std::uint32_t next : edges[rule]) boost::add_edge(rule, next, graph);
  }
  std::vector<std::size_t> component(edges.size());
  const auto components = static_cast<std::size_t>(boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph))));
  std::vector<RuleCircle> members(components);
  for (std::uint32_t rule = 0; rule < edges.size(); ++rule) members[component[rule]].push_back(rule);
  std::erase_if(members, [&](const RuleCircle& group) {
    return group.size() == 1 && !boost::edge(group.front(), group.front(), graph).second;
  });
  std::sort(members.begin(), members.end());
  return members;
}

RuleCircle shortest_circle(const RuleEdges& edges, std::uint32_t first) {
  std::vector<std::uint32_t> before(edges.size(), none);
  std::deque<std::uint32_t> waiting = {first};
  while (!waiting.empty()) {
    const std::uint32_t rule = waiting.front();
    waiting.pop_front();
    for (const std::uint32_t next : edges[rule]) {
      if (next == first) {
        RuleCircle circle;
        for (std::uint32_t at = rule; at != first; at = before[at]) circle.push_back(at);
        circle.push_back(first);
        std::reverse(circle.begin(), circle.end());
        return circle;
      }
      if (before[next] != none) continue;
      before[next] = rule;
      waiting.push_back(next);
    }
  }
  return {first};
}

}  // namespace huifang
