#include "policy/link_circles.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "huifang/error.hpp"
#include "policy/circles.hpp"
#include "policy/codes.hpp"
#include "policy/satisfy.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {
namespace {

using Layers = std::vector<std::uint32_t>;            // ascending

/// The layers that may govern somebody at an instant.
Layers in_force(const Program& program, std::int64_t at_us) {
  const PolicyModel& model = *program.model;
  std::set<std::uint32_t> layers;
  for (std::uint32_t family = 0; family < model.families.size(); ++family) {
    for (auto list = program.timeline.rbegin(); list != program.timeline.rend(); ++list) {
      if (list->at_us > at_us) continue;
      bool to_come = false;                            // until then, what was bound before goes on
      bool everybody = false;
      for (const Program::Bound& one : list->bound) {
        if (model.layers[one.layer].family != family || everybody) continue;
        if (one.begin_us > at_us) {
          to_come = true;
        } else if (!one.end_us || at_us < *one.end_us) {
          layers.insert(one.layer);
          everybody = model.layers[one.layer].where.empty();
        }
      }
      if (everybody || !to_come) break;
    }
  }
  return {layers.begin(), layers.end()};
}

class Circles {
 public:
  Circles(const PolicyModel& model, RuleEdges edges) : model_(model), edges_(std::move(edges)) {}

  void look(const Layers& layers) {
    RuleEdges edges(edges_.size());
    for (std::uint32_t rule = 0; rule < edges.size(); ++rule) {
      if (!has(layers, model_.rules[rule].layer)) continue;
      for (const std::uint32_t next : edges_[rule]) {
        if (has(layers, model_.rules[next].layer)) edges[rule].push_back(next);
      }
    }
    for (const RuleCircle& group : circling_groups(edges)) {
      Layers around = layers_of(group);
      if (around.size() < 2) continue;
      // Of layers that never govern the same subject, one at a time can be part of it.
      Layers without;
      for (const std::uint32_t layer : around) {
        for (const std::uint32_t other : around) {
          if (other != layer && exclude_one_another(group, layer, other)) without.push_back(other);
        }
        if (without.empty()) continue;
        Layers with = around;
        std::erase_if(with, [&](std::uint32_t one) { return has(without, one); });
        look(with);
        std::erase(around, layer);
        look(around);
        break;
      }
      if (without.empty()) found_.insert(shortest_circle(edges, group.front()));
    }
  }

  const std::set<RuleCircle>& found() const { return found_; }

 private:
  static bool has(const Layers& layers, std::uint32_t layer) { return std::find(layers.begin(), layers.end(), layer) != layers.end(); }

  Layers layers_of(const RuleCircle& rules) const {
    std::set<std::uint32_t> layers;
    for (const std::uint32_t rule : rules) layers.insert(model_.rules[rule].layer);
    return {layers.begin(), layers.end()};
  }

  /// Policies of one family, and policies bound for subjects that are never the same.
  bool exclude_one_another(const RuleCircle& group, std::uint32_t one, std::uint32_t other) const {
    const LayerDef& a = model_.layers[one];
    const LayerDef& b = model_.layers[other];
    if (a.family == b.family) return true;
    const std::uint32_t entity = model_.rules[group.front()].entity;
    const auto same = [&](std::uint32_t rule) { return model_.rules[rule].entity == entity; };
    if (!std::all_of(group.begin(), group.end(), same) || entity >= a.where.size() || entity >= b.where.size()) return false;
    return a.where[entity] && b.where[entity] && !can_hold(model_, {a.where[entity], b.where[entity]});
  }

  const PolicyModel& model_;
  const RuleEdges edges_;
  std::set<RuleCircle> found_;
};

Diagnostic finding(const PolicyModel& model, const RuleCircle& circle, const loader::Code& code, const char* how, const char* key,
                   const char* expected) {
  const auto policy = [&](std::uint32_t rule) {
    const LayerDef& layer = model.layers[model.rules[rule].layer];
    return layer.id + "@" + layer.version;
  };
  Diagnostic out;
  std::vector<std::string> policies;
  for (const std::uint32_t rule : circle) {
    if (std::find(policies.begin(), policies.end(), policy(rule)) == policies.end()) policies.push_back(policy(rule));
    out.found += policy(rule) + "/" + model.rules[rule].id + " -> ";
  }
  out.found += policy(circle.front()) + "/" + model.rules[circle.front()].id;
  std::string names;
  for (std::size_t i = 0; i < policies.size(); ++i) names += (i == 0 ? "" : i + 1 == policies.size() ? " and " : ", ") + policies[i];
  out.code = code.id;
  out.message = "rules of " + names + " " + how;
  const RuleDef& rule = model.rules[circle.front()];
  out.pointer = rule.workflow == none ? "/rules/" + rule.id + "/" + key : "/workflows/" + model.workflows[rule.workflow]->id;
  out.expected = expected;
  return out;
}

}  // namespace

void require_no_circles(const Program& program) {
  if (program.timeline.empty()) return;
  const PolicyModel& model = *program.model;
  const std::int64_t bound_us = program.timeline.back().at_us;
  std::set<std::int64_t> moments = {bound_us};
  for (const Program::InForce& list : program.timeline) {
    for (const Program::Bound& one : list.bound) {
      if (one.begin_us > bound_us) moments.insert(one.begin_us);
    }
  }
  std::set<Layers> together;
  for (const std::int64_t at_us : moments) {
    if (Layers layers = in_force(program, at_us); layers.size() > 1) together.insert(std::move(layers));
  }
  if (together.empty()) return;
  Circles starting(model, starting_edges(model));
  Circles overriding(model, overriding_edges(model));
  Circles opening(model, opening_edges(model));
  for (const Layers& layers : together) {
    starting.look(layers);
    opening.look(layers);
    overriding.look(layers);
  }
  std::vector<Diagnostic> findings;
  for (const RuleCircle& circle : starting.found()) {
    const RuleDef& rule = model.rules[circle.front()];
    findings.push_back(finding(model, circle, loader::code::start_one_another, "start one another without end",
                               rule.on.empty() ? rule.dates.empty() ? "when" : "date" : "on", "a chain of rules that ends"));
  }
  for (const RuleCircle& circle : opening.found()) {
    if (std::none_of(circle.begin(), circle.end(), [&](std::uint32_t rule) { return opens_cases(model, rule); })) continue;
    findings.push_back(finding(model, circle, loader::code::start_one_another, "open cases without end, one the next", "do", "a chain of cases that ends"));
  }
  for (const RuleCircle& circle : overriding.found()) {
    findings.push_back(finding(model, circle, loader::code::override_one_another, "override one another: none of them would act", "overrides",
                               "one rule that goes before the others"));
  }
  if (!findings.empty()) throw Error(ErrorKind::policy, std::move(findings));
}

}  // namespace huifang
