#pragma once
/// What the parts of one rule share while it is compiled.

#include "policy/scope.hpp"

namespace huifang::loader {

struct RuleContext {
  Loader& loader;
  const Node& node;
  RuleDef& rule;
  ScopeSpec spec;  ///< names at the moment an occurrence is created
  const StepDef* step = nullptr;  ///< the step it is for; nullptr: the rule itself

  Scope scope() const { return Scope(loader, spec); }
  /// Names while an event is looked at that may be one of `events`.
  Scope event_scope(std::vector<std::uint32_t> events) const {
    ScopeSpec with_event = spec;
    with_event.event = true;
    with_event.event_is_cause = false;
    with_event.events = std::move(events);
    return Scope(loader, std::move(with_event));
  }
};

/// A point in time and its FEEL parts; nullopt: reported.
std::optional<TimePointDef> time_point(const RuleContext& context, const Node& node);
/// The parts of a need; empty: reported.
std::vector<NeedPart> need_of(const RuleContext& context, const Node& node);
/// `own`: the duty as written; `base`: where keys are looked for that it does not have. One of them may be nullptr.
OweDef owe_of(const RuleContext& context, const Node* own, const Node* base);
/// Compiles the steps declared for the rule. `spec`: names at the start of the run.
void load_steps(Loader& loader, const Node& rule_node, RuleDef& rule, const ScopeSpec& spec);
/// The grid of a rule or a step.
Choice<SpanDef> grid_of(const Node& every, const Scope& scope);
/// "event.city = customer.project.city": an equality, so that subjects are looked up and not searched for.
/// `subject_name`: what its right side begins with. `events`: what it is asked of.
LinkDef link_of(Loader& loader, const Node& node, std::uint32_t subject, const std::string& subject_name,
                const std::vector<std::uint32_t>& events);
std::vector<EffectDef> effects_of(const RuleContext& context, const Node& node);

}  // namespace huifang::loader
