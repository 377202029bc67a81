#include "policy/lint_rules.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <system_error>

#include "policy/people_model.hpp"
#include "policy/satisfy.hpp"
#include "policy/workflow_model.hpp"

namespace huifang::loader {
namespace {

const Node& part(const Node& node, const char* key) {
  const Node* found = node.is_object() ? node.find(key) : nullptr;
  return found == nullptr ? node : *found;
}

/// What a branch of a choice says of its selector; nullopt: nothing that is certain.
std::optional<Possible> of_branch(const feel::Expression& selector, const Value& branch) {
  const feel::Type& type = selector.type();
  if (type.kind == feel::Type::Kind::string && branch.kind() == Value::Kind::string) return exactly(branch);
  if (type.kind == feel::Type::Kind::boolean && branch.kind() == Value::Kind::string) {
    if (branch.string() == "true" || branch.string() == "false") return exactly(Value::of(branch.string() == "true"));
  }
  return std::nullopt;
}

class Look {
 public:
  explicit Look(Loader& loader) : loader_(loader), model_(loader.model) {}

  void run() {
    for (const RuleDef& def : model_.rules) dead_.push_back(def.workflow == none && def.when && !can_hold(model_, {def.when}));
    unheard();
    for (std::uint32_t i = 0; i < model_.rules.size(); ++i) {
      const RuleDef& def = model_.rules[i];
      if (def.workflow == none) {
        rule(def, *loader_.rule_nodes[i]);
      } else if (def.owe) {
        fulfilled(*def.owe, def.id, *loader_.rule_nodes[i]);
      }
    }
    for (std::uint32_t i = 0; i < model_.workflows.size(); ++i) workflow(i);
    for (const TierDef& tier : model_.tiers) owed_nothing(tier);
    pools();
    people();
    dates();
  }

 private:
  void never(const Node& at, std::string what, const feel::Expression& condition) {
    loader_.report.warning(code::never_true, at, what, {condition.text(), "a condition that something can meet", ""});
  }

  /// Is nothing ever raised under this name: done or missed by what never starts, or missed by what is never due?
  bool never_raised(std::uint32_t event) const {
    const EventDef& raised = model_.events[event];
    if ((raised.kind != EventDef::Kind::done && raised.kind != EventDef::Kind::missed) || raised.rule == none) return false;
    if (dead_[raised.rule]) return true;
    if (raised.kind == EventDef::Kind::done) return false;
    const auto never_due = [](const std::optional<OweDef>& owe) {
      const auto is_none = [](const TimePointDef& due) { return due.text.base == TimeText::Base::none; };
      if (!owe) return true;
      const auto& due = owe->due;
      return !owe->extend && due.otherwise && is_none(*due.otherwise) &&
             std::all_of(due.cases.begin(), due.cases.end(), [&](const auto& one) { return is_none(one.second); });
    };
    const RuleDef& rule = model_.rules[raised.rule];
    if (raised.step != none) return never_due(rule.steps[raised.step].owe);
    return never_due(rule.owe) && std::all_of(rule.steps.begin(), rule.steps.end(), [&](const StepDef& step) { return never_due(step.owe); });
  }
  bool never_heard(const std::vector<std::uint32_t>& on) const {
    return !on.empty() && std::all_of(on.begin(), on.end(), [&](std::uint32_t event) { return never_raised(event); });
  }

  /// Rules that start on nothing but what is never raised; they raise nothing themselves.
  void unheard() {
    for (bool more = true; more;) {
      more = false;
      for (std::uint32_t i = 0; i < model_.rules.size(); ++i) {
        const RuleDef& def = model_.rules[i];
        if (dead_[i] || def.workflow != none || !never_heard(def.on)) continue;
        dead_[i] = more = true;
        loader_.report.warning(code::never_true, part(*loader_.rule_nodes[i], "on"), "the rule '" + def.id + "' can never start: nothing raises what it starts on",
                               {model_.events[def.on.front()].name, "an event that can come", ""});
      }
    }
  }

  void rule(const RuleDef& def, const Node& node) {
    const bool dead = def.when && !can_hold(model_, {def.when});
    if (dead) never(part(node, "when"), "the rule '" + def.id + "' can never start: its condition is never true", def.when);
    // A condition that stands is true whenever a branch is chosen.
    if (!dead && def.on.empty()) {
      if (def.has_each) branches(def, def.each, part(node, "each"));
      if (def.has_every) branches(def, def.every, part(node, "every"));
    }
    effects(def.effects, node);
    if (def.owe) fulfilled(*def.owe, def.id, part(node, "owe"));
    steps(def, node);
  }

  /// Can some act ever count for every part of the need?
  void fulfilled(const OweDef& owe, const std::string& name, const Node& node) {
    for (const NeedPart& needed : owe.need) {
      const auto can_come = [&](const NeedItem& item) { return !item.where || can_hold(model_, {item.where}); };
      if (needed.any.empty() || std::any_of(needed.any.begin(), needed.any.end(), can_come)) continue;
      never(part(node, "need"), "nothing can fulfil the duty '" + name + "': its condition is never true", needed.any.front().where);
    }
  }

  /// The value at an RFC 6901 pointer; nullptr: there is none.
  const Node* at_pointer(std::string_view pointer) const {
    const Node* at = &loader_.root();
    while (at != nullptr && !pointer.empty()) {
      const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
      std::string name;
      for (std::size_t i = 1; i < end; ++i) {
        const bool escaped = pointer[i] == '~' && i + 1 < end;
        name += escaped ? pointer[++i] == '0' ? '~' : '/' : pointer[i];
      }
      pointer.remove_prefix(end);
      if (at->is_object()) {
        at = at->find(name);
      } else {
        std::size_t place = 0;
        const auto [last, error] = std::from_chars(name.data(), name.data() + name.size(), place);
        at = error == std::errc{} && place < at->children.size() ? at->children[place] : nullptr;
      }
    }
    return at;
  }

  void workflow(std::uint32_t number) {
    const WorkflowDef& def = *model_.workflows[number];
    for (const statechart::Transition& transition : def.chart->transitions) {
      if (!transition.when || can_hold(model_, {transition.when})) continue;
      const Node* node = at_pointer(transition.pointer);
      if (node != nullptr) never(part(*node, "when"), "the transition is never taken: its condition is never true", transition.when);
    }
    std::string unfounded;
    const auto add = [&](const std::string& name) { unfounded += (unfounded.empty() ? "" : ", ") + name; };
    for (std::uint32_t state = 1; state < def.owes.size(); ++state) {
      for (const std::uint32_t rule : def.owes[state]) {
        const Node& due = part(*loader_.rule_nodes[rule], "due");
        if (model_.rules[rule].source.empty() && !(due.is_string() && due.text == "none")) add(model_.rules[rule].id.substr(def.id.size() + 1));
      }
      const Node* node = at_pointer(def.chart->states[state].pointer);
      if (!def.source.empty() || node == nullptr || !node->is_object() || node->find("source") != nullptr) continue;
      for (const std::uint32_t timer : def.chart->states[state].timers) add(def.chart->states[state].id + " after " + def.chart->timers[timer].text);
    }
    const Node* section = loader_.root().find("workflows");
    const Node* node = section == nullptr || !section->is_object() ? nullptr : section->find(def.id);
    if (unfounded.empty() || node == nullptr) return;
    loader_.report.note(code::deadline_without_source, *node, "no clause is named for these deadlines", {unfounded, "\"source\", of the duty, its state or the workflow", ""});
  }

  void effects(const std::vector<EffectDef>& all, const Node& node) {
    for (const EffectDef& effect : all) {
      if (!effect.assign || !effect.assign->among.test || can_hold(model_, {effect.assign->among.test})) continue;
      never(part(node, "do"), "nobody is ever among those who may get what is assigned", effect.assign->among.test);
    }
  }

  template <class T>
  void branches(const RuleDef& def, const Choice<T>& choice, const Node& node) {
    if (choice.plain() || !def.when) return;
    const std::string path = path_of(model_, choice.selector);
    if (!path.starts_with("subject.")) return;  // seasons are those of the bucket, not of now
    for (const auto& [value, chosen] : choice.cases) {
      const auto possible = of_branch(choice.selector, value);
      if (!possible || can_hold(model_, {def.when}, {{path, *possible}})) continue;
      const std::string name = value.kind() == Value::Kind::string ? value.string() : value.to_text();
      loader_.report.warning(code::branch_unreached, part(node, name.c_str()), "no subject of '" + def.id + "' is ever " + name + ": the rule's condition excludes it",
                             {choice.selector_text + " = " + name, def.when.text(), ""});
    }
  }

  void steps(const RuleDef& def, const Node& node) {
    std::vector<bool> dead(def.steps.size());
    const Node* all = node.find("steps");
    for (std::size_t i = 0; i < def.steps.size(); ++i) {
      const StepDef& step = def.steps[i];
      const Node& at = all == nullptr ? node : part(*all, step.name.c_str());
      effects(step.effects, at);
      if (step.owe) fulfilled(*step.owe, step.name, part(at, "owe"));
      if (step.when && !can_hold(model_, {step.when})) {
        dead[i] = true;
        never(part(at, "when"), "the step '" + step.name + "' can never exist: its condition is never true", step.when);
      } else if (never_heard(step.on)) {
        dead[i] = true;
        loader_.report.warning(code::step_unreached, part(at, "on"), "the step '" + step.name + "' can never start: nothing raises what it starts on",
                               {model_.events[step.on.front()].name, "an event that can come", ""});
      }
    }
    // Nothing follows what does not exist.
    for (bool more = true; more;) {
      more = false;
      for (std::size_t i = 0; i < def.steps.size(); ++i) {
        const StepDef& step = def.steps[i];
        if (dead[i] || step.start != StepDef::Start::after || step.after == none || !dead[step.after]) continue;
        dead[i] = more = true;
        const Node& at = all == nullptr ? node : part(*all, step.name.c_str());
        loader_.report.warning(code::step_unreached, part(at, "after"), "the step '" + step.name + "' can never start: the one before it never exists",
                               {def.steps[step.after].name, "a step that can exist", ""});
      }
    }
  }

  /// Is something owed to, or done for, a subject in this tier?
  bool applies(const RuleDef& def, const std::string& path, const Value& value) const {
    if (def.when && !can_hold(model_, {def.when}, {{path, exactly(value)}})) return false;
    const auto chosen = [&](const auto& choice) {
      if (choice.plain() || choice.otherwise || path_of(model_, choice.selector) != path) return true;
      return std::any_of(choice.cases.begin(), choice.cases.end(), [&](const auto& one) { return one.first == value; });
    };
    return (!def.has_each || chosen(def.each)) && (!def.has_every || chosen(def.every));
  }

  void owed_nothing(const TierDef& tier) {
    if (!tier.table || tier.attribute == none) return;
    const Node* tiers = loader_.root().find("tiers");
    const Node* node = tiers == nullptr || !tiers->is_object() ? nullptr : tiers->find(tier.name);
    if (node == nullptr) return;
    const std::string path = "subject." + std::to_string(tier.attribute);
    std::vector<const RuleDef*> rules;
    for (const RuleDef& def : model_.rules) {
      if (def.entity == tier.entity) rules.push_back(&def);
    }
    for (const std::string& value : tier.values) {
      const Value name = Value::of(value);
      if (rules.empty() || std::any_of(rules.begin(), rules.end(), [&](const RuleDef* def) { return applies(*def, path, name); })) continue;
      loader_.report.note(code::tier_owes_nothing, *node, "no rule about " + model_.entities[tier.entity].name + " applies in the tier '" + value + "'",
                          {value, "a rule whose condition or choice takes it in, if something is owed there", ""});
    }
  }

  void pools() {
    if (!model_.people) return;
    const Node* section = loader_.root().find("assignment");
    if (section == nullptr || !section->is_object()) return;
    for (const AssignmentDef& def : model_.people->assignments) {
      const Node& node = part(*section, model_.entities[def.entity].name.c_str());
      const auto check = [&](const Choice<PoolDef>& choice) {
        const auto one = [&](const PoolDef& pool) {
          if (pool.test && !can_hold(model_, {pool.test})) never(node, "nobody is ever among those from whom the " + model_.attributes[def.attribute].name + " is chosen", pool.test);
        };
        for (const auto& [value, pool] : choice.cases) one(pool);
        if (choice.otherwise) one(*choice.otherwise);
      };
      const auto sources = [&](const std::vector<OwnerSource>& all) {
        for (const OwnerSource& source : all) {
          check(source.pool);
          check(source.turns);
          if (source.never != none && source.instead == none) excluded(node, def, source);
          if (source.when && !can_hold(model_, {source.when})) never(node, "this source of the " + model_.attributes[def.attribute].name + " is never asked", source.when);
        }
      };
      sources(def.sources);
      sources(def.more_holders);
    }
  }

  /// Is whoever the source yields among those who may not be it?
  void excluded(const Node& node, const AssignmentDef& def, const OwnerSource& source) {
    const auto same = [&](const PoolDef& pool) { return pool.role != none && pool.role == source.never; };
    const bool all = std::all_of(source.pool.cases.begin(), source.pool.cases.end(), [&](const auto& one) { return same(one.second); });
    if (!all || (source.pool.cases.empty() && !source.pool.otherwise) || (source.pool.otherwise && !same(*source.pool.otherwise))) return;
    loader_.report.warning(code::nobody_can_be, node,
                           "this source of the " + model_.attributes[def.attribute].name + " yields nobody: whoever it finds may never be it",
                           {model_.roles[source.never].text, "\"never\" about others than \"from\"", ""});
  }

  /// The key that a role is the value of, through choices and lists.
  static const Node& named_by(const Node& node) {
    const Node* at = &node;
    while (at->parent != nullptr && (at->parent->is_array() || at->parent->find("switch") != nullptr)) at = at->parent;
    return *at;
  }

  void people() {
    std::set<const Node*> told;
    for (const auto& [node, named] : loader_.role_uses) {
      const Node& key = named_by(*node);
      const std::string around = key.parent == nullptr ? std::string() : key.parent->key;
      const std::string beyond = key.parent == nullptr || key.parent->parent == nullptr ? std::string() : key.parent->parent->key;
      RoleUse use = named;
      const bool of_need = key.key == "by" && around != "extend";
      use.acts = key.key == "by" || key.key == "waive" || key.key == "approve" || key.key == "set_by";
      // A duty of the system is done by whatever happens, a case of it is nobody's, and to blame nobody is as good as to name somebody.
      const bool owned = key.key == "owner" && (around == "owe" || beyond == "owe" || beyond == "workflows");
      if (model_.roles[use.role].system && (of_need || owned || key.key == "responsible")) continue;
      const auto why = why_nobody(model_, use);
      if (!why || !told.insert(node).second) continue;
      const RoleDef& role = model_.roles[use.role];
      const std::string& name = role.name.empty() ? role.text : role.name;
      loader_.report.warning(code::nobody_can_be, *node, "nobody can ever be '" + name + "' here: " + *why,
                             {role.text, "an expression that yields people", ""});
    }
  }

  /// Lists of dates that all lie where the policy is not in force.
  void dates() {
    for (const DateListDef& list : model_.date_lists) {
      if (list.dates.empty()) continue;
      const bool before = model_.effective_from && list.dates.back() < *model_.effective_from;
      const bool after = model_.effective_to && *model_.effective_to < list.dates.front();
      if (!before && !after) continue;
      const Node* calendar = loader_.root().find("calendar");
      const Node* lists = calendar == nullptr || !calendar->is_object() ? nullptr : calendar->find("dates");
      const Node* node = lists == nullptr || !lists->is_object() ? nullptr : lists->find(list.name);
      loader_.report.warning(code::dates_not_in_force, node != nullptr ? *node : calendar != nullptr ? *calendar : loader_.root(),
                             "no date of the list '" + list.name + "' lies in the time in which the policy is in force",
                             {list.dates.front().to_text() + ".." + list.dates.back().to_text(),
                              before ? "a date from " + model_.effective_from->to_text() + " on" : "a date up to " + model_.effective_to->to_text(), ""});
    }
  }

  Loader& loader_;
  const PolicyModel& model_;
  std::vector<bool> dead_;  ///< of each rule: can it never start?
};

}  // namespace

void lint_rules(Loader& loader) {
  if (loader.report.failed() || loader.rule_nodes.size() != loader.model.rules.size()) return;
  Look(loader).run();
}

}  // namespace huifang::loader
