#include "domain/rule_index.hpp"

#include <algorithm>

#include "policy/score_model.hpp"
#include "policy/people_model.hpp"
#include "policy/points_model.hpp"
#include "policy/policy_report.hpp"
#include "policy/reads.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {

namespace {

void add_once(std::vector<std::uint32_t>& list, std::uint32_t value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

bool is_cause(std::uint32_t slot, const PolicyModel& model) {
  const auto kind = model.slots[slot].kind;
  return kind == SlotDef::Kind::cause_field || kind == SlotDef::Kind::cause_meta || kind == SlotDef::Kind::cause_subject;
}

bool reads_cause(const feel::Expression& expression, const PolicyModel& model) {
  if (!expression) return false;
  const auto& slots = expression.slots();
  return std::any_of(slots.begin(), slots.end(), [&](std::uint32_t slot) { return is_cause(slot, model); });
}

/// Attributes count: a path from the cause leads to facts that change.
bool reads_more_than_cause(const feel::Expression& expression, const PolicyModel& model) {
  if (!expression) return false;
  const auto& slots = expression.slots();
  return !expression.attributes().empty() ||
         std::any_of(slots.begin(), slots.end(), [&](std::uint32_t slot) { return !is_cause(slot, model); });
}

/// Does its opening or its due wait for a value, or follow one that changes?
bool window_on_facts(const OweDef& owe, const PolicyModel& model) {
  if (owe.rebase != OweDef::Rebase::no) return true;
  const auto reads = [&](const TimePointDef& point) { return reads_more_than_cause(point.expression, model); };
  return (owe.opens && reads(*owe.opens)) || (owe.due.otherwise && reads(*owe.due.otherwise)) ||
         (!owe.due.otherwise && reads_more_than_cause(owe.due.selector, model)) ||
         std::any_of(owe.due.cases.begin(), owe.due.cases.end(), [&](const auto& branch) { return reads(branch.second); });
}

void add_window_of(const OweDef& owe, Reads& reads) {
  if (owe.opens) reads.add(owe.opens->expression);
  if (owe.due.otherwise) reads.add(owe.due.otherwise->expression);
  if (!owe.due.otherwise || owe.rebase != OweDef::Rebase::no) reads.add(owe.due.selector);
  for (const auto& [value, point] : owe.due.cases) reads.add(point.expression);
}

/// What the sources of its owners and of its other kept references read.
void add_sources_of(const PolicyModel& model, std::uint32_t entity, Reads& reads) {
  if (!model.people) return;
  for (const AssignmentDef& def : model.people->assignments) {
    if (def.entity != entity) continue;
    for (const OwnerSource& source : def.sources) {
      reads.add(source.when);
      reads.add(source.pool.selector);
      if (source.kind != OwnerSource::Kind::yields || !source.on.empty()) continue;
      const auto pool = [&](const PoolDef& one) {
        if (one.role != none) reads.add(model.roles[one.role].expression);
      };
      if (source.pool.otherwise) pool(*source.pool.otherwise);
      for (const auto& [value, one] : source.pool.cases) pool(one);
    }
  }
}

/// Do the sources of its owners ask for a tier?
bool reads_tier(const PolicyModel& model, std::uint32_t entity) {
  Reads reads;
  add_sources_of(model, entity, reads);
  reads.follow(model);
  return std::any_of(reads.attributes.begin(), reads.attributes.end(),
                     [&](std::uint32_t id) { return model.attributes[id].kind == AttributeDef::Kind::tier; });
}

/// Everything standing expressions of one entity read.
Reads reads_of(const PolicyModel& model, std::uint32_t entity) {
  Reads reads;
  for (const LayerDef& layer : model.layers) {
    if (entity < layer.where.size()) reads.add(layer.where[entity]);
  }
  for (const RuleDef& rule : model.rules) {
    if (rule.entity != entity) continue;
    reads.add(rule.until_date);
    for (const RuleDef::Dates& dates : rule.dates) reads.add(dates.expression);
    for (const StepDef& step : rule.steps) reads.add(step.every.selector);
    const auto add_window = [&](const std::optional<OweDef>& owe) {
      if (owe && window_on_facts(*owe, model)) add_window_of(*owe, reads);
    };
    add_window(rule.owe);
    for (const StepDef& step : rule.steps) add_window(step.owe);
    if (!rule.on.empty() || is_award(rule)) continue;
    reads.add(rule.when);
    if (rule.has_every) reads.add(rule.every.selector);
  }
  for (const auto& workflow : model.workflows) {
    if (workflow->entity != entity) continue;
    reads.add(workflow->owner.selector);
    const auto role = [&](std::uint32_t one) { reads.add(model.roles[one].expression); };
    for (const auto& [value, one] : workflow->owner.cases) role(one);
    if (workflow->owner.otherwise) {
      role(*workflow->owner.otherwise);
    } else {
      for (const std::uint32_t attribute : {workflow->about_attribute, model.entities[workflow->about].owner}) {
        if (attribute != none && !reads.attribute(attribute)) reads.attributes.push_back(attribute);
      }
    }
    for (const statechart::Transition& transition : workflow->chart->transitions) {
      if (transition.events.empty() && transition.timer == 0) reads.add(transition.when);
    }
  }
  for (const TierDef& tier : model.tiers) {
    if (tier.entity == entity) reads.add(tier.table);
  }
  add_sources_of(model, entity, reads);
  reads.follow(model);
  return reads;
}

bool reads_repetition(const feel::Expression& expression, const PolicyModel& model) {
  if (!expression) return false;
  const auto& slots = expression.slots();
  return std::any_of(slots.begin(), slots.end(), [&](std::uint32_t slot) {
    return model.slots[slot].kind == SlotDef::Kind::bucket || model.slots[slot].kind == SlotDef::Kind::n;
  });
}

/// Does what is asked about a duty that exists read what `reads` says?
template <class ReadsIt>
bool duty_reads(const OweDef& owe, const PolicyModel& model, ReadsIt reads) {
  const auto role_reads = [&](std::uint32_t role) { return role != none && reads(model.roles[role].expression, model); };
  for (const NeedPart& part : owe.need) {
    for (const NeedItem& item : part.any) {
      if (reads(item.where, model) || reads(item.distinct, model) || role_reads(item.by)) return true;
    }
  }
  for (const auto& [value, role] : owe.owner.cases) {
    if (role_reads(role)) return true;
  }
  if (std::any_of(owe.waive.begin(), owe.waive.end(), role_reads)) return true;
  if (owe.extend && role_reads(owe.extend->by)) return true;
  return (owe.owner.otherwise && role_reads(*owe.owner.otherwise)) || role_reads(owe.responsible) ||
         reads(owe.owner.selector, model);
}

bool is_working(const std::optional<Span>& span) {
  using Unit = Span::Unit;
  return span && (span->unit == Unit::working_days || span->unit == Unit::working_hours || span->unit == Unit::working_minutes);
}

bool on_working_time(const TimePointDef& point, const PolicyModel& model) {
  if (point.text.clock == TimeText::Clock::open || point.text.clock == TimeText::Clock::close) return true;
  if (point.parameter == none) return is_working(point.text.span);
  const auto& values = model.parameters[point.parameter].values;
  return std::any_of(values.begin(), values.end(), [](const ParameterDef::Dated& dated) { return is_working(dated.span); });
}

bool window_on_calendar(const OweDef& owe, const PolicyModel& model) {
  const auto rolls = [](Roll roll) { return roll != Roll::none; };
  if (owe.roll.otherwise && rolls(*owe.roll.otherwise)) return true;
  for (const auto& [value, roll] : owe.roll.cases) {
    if (rolls(roll)) return true;
  }
  if (owe.opens && on_working_time(*owe.opens, model)) return true;
  if (owe.due.otherwise && on_working_time(*owe.due.otherwise, model)) return true;
  return std::any_of(owe.due.cases.begin(), owe.due.cases.end(),
                     [&](const auto& branch) { return on_working_time(branch.second, model); });
}

bool window_reads_cause(const OweDef& owe, const PolicyModel& model) {
  if (reads_cause(owe.due.selector, model) || reads_cause(owe.roll.selector, model)) return true;
  if (owe.opens && reads_cause(owe.opens->expression, model)) return true;
  if (owe.due.otherwise && reads_cause(owe.due.otherwise->expression, model)) return true;
  return std::any_of(owe.due.cases.begin(), owe.due.cases.end(),
                     [&](const auto& branch) { return reads_cause(branch.second.expression, model); });
}

}  // namespace

RuleIndex::RuleIndex(const PolicyModel& model)
    : on(model.events.size()),
      until(model.events.size()),
      steps(model.events.size()),
      needs(model.events.size()),
      linked(model.events.size()),
      measures(model.events.size()),
      wanted(model.events.size()),
      cases(model.events.size()),
      rows(model.events.size()),
      standing(model.entities.size()),
      dated(model.entities.size()),
      yearly(model.entities.size()),
      choosing(model.entities.size()),
      tiers(model.entities.size()),
      until_moves(model.entities.size()),
      clocked(model.entities.size()),
      seasons(model.entities.size()),
      awards(model.entities.size()),
      windows(model.entities.size()),
      owner_reads_tier(model.entities.size()),
      watchers(model.entities.size()),
      looked_back(model.measures.size()),
      overridden_by(model.rules.size()),
      award_families(model.rules.size()),
      posts(model.rules.size()),
      keeps_cause(model.rules.size()),
      reads_bucket(model.rules.size()),
      on_calendar(model.rules.size()),
      on_facts(model.rules.size()) {
  // "missed" of any rule is raised as "missed.<rule>", and that of a step as "missed.<rule>.<step>": whoever listens to
  // the general one hears each.
  const auto each_event = [&](std::uint32_t event, auto&& use) {
    use(event);
    const EventDef::Kind kind = model.events[event].kind;
    if (kind != EventDef::Kind::done && kind != EventDef::Kind::missed) return;
    for (std::uint32_t i = 0; i < model.events.size(); ++i) {
      if (i != event && model.hears(event, i)) use(i);
    }
  };
  for (std::uint32_t i = 0; i < model.rules.size(); ++i) {
    const RuleDef& rule = model.rules[i];
    for (const auto event : rule.workflow != none ? std::vector<std::uint32_t>{} : rule.on) {
      each_event(event, [&](std::uint32_t e) {
        add_once(on[e], i);
        add_once(wanted[e], rule.entity);
      });
    }
    for (const auto event : rule.until) {
      each_event(event, [&](std::uint32_t e) {
        add_once(until[e], i);
        add_once(wanted[e], rule.entity);
      });
    }
    const auto needed = [&](const std::optional<OweDef>& owe) {
      if (!owe) return;
      const bool moves = window_on_calendar(*owe, model);
      const bool follows = window_on_facts(*owe, model);
      if (moves) on_calendar[i] = true;
      if (follows) on_facts[i] = windows[rule.entity] = true;
      if (!owe->ladder.empty() || duty_reads(*owe, model, reads_cause) || ((moves || follows) && window_reads_cause(*owe, model))) keeps_cause[i] = true;
      if (rule.has_each && duty_reads(*owe, model, reads_repetition)) reads_bucket[i] = true;
      for (const NeedPart& part : owe->need) {
        for (const NeedItem& item : part.any) {
          each_event(item.event, [&](std::uint32_t e) {
            add_once(needs[e], i);
            add_once(wanted[e], rule.entity);
          });
        }
      }
    };
    needed(rule.owe);
    for (const StepDef& step : rule.steps) {
      needed(step.owe);
      if (!step.every.plain()) add_once(choosing[rule.entity], i);
      for (const auto event : step.on) {
        each_event(event, [&](std::uint32_t e) {
          add_once(steps[e], i);
          add_once(wanted[e], rule.entity);
        });
      }
    }
    for (const auto other : rule.overrides) overridden_by[other].push_back(i);
    if (rule.link.event) {
      for (std::uint32_t event = 0; event < model.events.size(); ++event) {
        const auto heard = [&](const std::vector<std::uint32_t>& rules) { return !rules.empty() && rules.back() == i; };
        if (heard(on[event]) || heard(until[event]) || heard(needs[event]) || heard(steps[event])) linked[event].push_back(i);
      }
    }
    if (!rule.dates.empty()) {
      dated[rule.entity].push_back(i);
      if (rule.dates_yearly) yearly[rule.entity] = true;
    } else if (rule.on.empty() && !is_award(rule)) {
      standing[rule.entity].push_back(i);
    }
    posts[i] = huifang::posts(rule);
    if (is_award(rule)) {
      add_once(awards[rule.entity], rule.group);
      for (const auto& [value, family] : rule.each.cases) add_once(award_families[rule.group], family);
      if (rule.each.otherwise) add_once(award_families[rule.group], *rule.each.otherwise);
    }
    if (reads_more_than_cause(rule.until_date, model)) until_moves[rule.entity].push_back(i);
  }
  if (model.people) {
    for (const AssignmentDef& def : model.people->assignments) {
      for (const OwnerSource& source : def.sources) {
        for (const auto event : source.on) each_event(event, [&](std::uint32_t e) { add_once(wanted[e], def.entity); });
      }
    }
  }
  for (std::uint32_t i = 0; i < model.forms.size(); ++i) {
    const FormDef& form = model.forms[i];
    const auto scored = [&](const auto& score) { return score->form == i; };
    if (form.about == none || (model.surveys_of(i).empty() && std::none_of(model.scores.begin(), model.scores.end(), scored))) continue;
    add_once(wanted[form.filed_event], form.about);
  }
  for (const auto& workflow : model.workflows) {
    for (const auto& [event, name] : workflow->heard) add_once(wanted[event], workflow->entity);
  }
  // Cases are found through their subjects.
  for (std::uint32_t event = 0; event < wanted.size(); ++event) {
    for (const auto& workflow : model.workflows) {
      const auto place = std::find(wanted[event].begin(), wanted[event].end(), workflow->entity);
      if (place == wanted[event].end()) continue;
      wanted[event].erase(place);
      cases[event].push_back(workflow->entity);
      add_once(wanted[event], workflow->about);
    }
  }
  for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) owner_reads_tier[entity] = reads_tier(model, entity);
  for (std::uint32_t i = 0; i < model.tiers.size(); ++i) tiers[model.tiers[i].entity].push_back(i);
  for (std::uint32_t i = 0; i < model.measures.size(); ++i) {
    for (const auto event : model.measures[i].events) {
      each_event(event, [&](std::uint32_t e) {
        add_once(measures[e], i);
        add_once(wanted[e], model.measures[i].entity);
      });
    }
  }
  Reads awarded;
  for (const RuleDef& rule : model.rules) {
    if (!is_award(rule)) continue;
    awarded.add(rule.when);
    awarded.add(rule.each.selector);
    for (const EffectDef& effect : rule.effects) {
      awarded.add(effect.when);
      if (!effect.post) continue;
      awarded.add(effect.post->amount);
      for (const PostPart& part : effect.post->to) {
        awarded.add(part.amount);
        if (part.role != none) awarded.add(model.roles[part.role].expression);
      }
    }
  }
  awarded.follow(model);
  for (const auto id : awarded.attributes) {
    if (model.attributes[id].kind == AttributeDef::Kind::measure) looked_back[model.attributes[id].index] = true;
  }
  for (std::uint32_t i = 0; i < model.reports.size(); ++i) {
    const PolicyReport& report = *model.reports[i];
    const auto newer = [&](const auto& other) { return &*other != &report && other->name == report.name; };
    const auto over_it = [&](const auto& other) { return other->event == report.target; };
    if (report.target == none || std::any_of(model.reports.begin() + i + 1, model.reports.end(), newer)) continue;
    if (wanted[report.target].empty() && cases[report.target].empty() && std::none_of(model.reports.begin(), model.reports.end(), over_it)) continue;
    targets.push_back(i);
    for (std::uint32_t event = 0; report.event != none && event < model.events.size(); ++event) {
      if (model.hears(report.event, event)) rows[event].push_back(i);
    }
  }
  for (std::uint32_t entity = 0; entity < model.entities.size(); ++entity) {
    const Reads reads = reads_of(model, entity);
    for (const auto slot : reads.slots) {
      if (model.slots[slot].kind == SlotDef::Kind::season) add_once(seasons[entity], model.slots[slot].index);
    }
    for (const auto id : reads.attributes) {
      const AttributeDef& attribute = model.attributes[id];
      const auto clock = [](const MeasureDef& m) { return m.over != MeasureDef::Over::forever || m.fold == MeasureDef::Fold::streak; };
      if (attribute.kind == AttributeDef::Kind::measure && clock(model.measures[attribute.index])) {
        add_once(clocked[attribute.entity], attribute.index);
      }
      if (attribute.target == none) continue;
      const bool goes_on = std::any_of(reads.attributes.begin(), reads.attributes.end(), [&](std::uint32_t other) {
        return model.attributes[other].entity == attribute.target;
      });
      auto& list = watchers[attribute.target];
      const bool known = std::any_of(list.begin(), list.end(), [&](const Watcher& w) { return w.attribute == id; });
      if (goes_on && !known) list.push_back({attribute.entity, id});
    }
  }
}

}  // namespace huifang
