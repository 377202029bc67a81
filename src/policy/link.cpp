#include "policy/link.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <tuple>
#include <utility>

#include "calendar/civil.hpp"
#include "decision/relocate.hpp"
#include "policy/link_vocabulary.hpp"
#include "policy/load.hpp"
#include "policy/people_model.hpp"
#include "policy/points_model.hpp"
#include "policy/policy_report.hpp"
#include "policy/score_model.hpp"
#include "policy/workflow_model.hpp"

namespace huifang {
namespace {

using loader::NewPlaces;

/// Every expression and every index of a definition, as the common model has them.
class Mover {
 public:
  Mover(const NewPlaces& places, std::uint32_t layer) : places_(places), layer_(layer) {}

  void move(feel::Expression& expression) const { expression = feel::relocated(expression, places_.feel); }
  void move(DecisionTable& table) const { table = decision::relocated(table, places_.feel); }
  static void move(std::uint32_t& index, const std::vector<std::uint32_t>& by) {
    if (index != none) index = by.at(index);
  }
  static void move(std::vector<std::uint32_t>& indices, const std::vector<std::uint32_t>& by) {
    for (std::uint32_t& index : indices) move(index, by);
  }
  static void shift(std::uint32_t& index, std::uint32_t by) {
    if (index != none) index += by;
  }
  void attribute(std::uint32_t& index) const { move(index, places_.feel.attributes); }
  void event(std::uint32_t& index) const { move(index, places_.events); }
  void events(std::vector<std::uint32_t>& indices) const { move(indices, places_.events); }
  void role(std::uint32_t& index) const { shift(index, places_.roles); }
  void roles(std::vector<std::uint32_t>& indices) const {
    for (std::uint32_t& index : indices) role(index);
  }

  template <class T, class Inner>
  void choice(Choice<T>& choice, Inner&& inner) const {
    move(choice.selector);
    for (auto& [value, chosen] : choice.cases) inner(chosen);
    if (choice.otherwise) inner(*choice.otherwise);
  }
  template <class T>
  void choice(Choice<T>& plain) const {
    choice(plain, [](T&) {});
  }

  void move(SpanDef& span) const { shift(span.parameter, places_.parameters); }

  void move(TimePointDef& point) const {
    move(point.expression);
    shift(point.parameter, places_.parameters);
  }

  void move(NeedItem& item) const {
    event(item.event);
    move(item.where);
    role(item.by);
    move(item.times_expression);
    choice(item.times_choice, [&](feel::Expression& times) { move(times); });
    move(item.distinct);
    role(item.each_of);
  }

  void move(OweDef& owe) const {
    for (NeedPart& part : owe.need) {
      for (NeedItem& item : part.any) move(item);
    }
    choice(owe.owner, [&](std::uint32_t& index) { role(index); });
    role(owe.responsible);
    if (owe.opens) move(*owe.opens);
    choice(owe.due, [&](TimePointDef& point) { move(point); });
    choice(owe.roll);
    roles(owe.waive);
    if (owe.extend) {
      move(owe.extend->to);
      role(owe.extend->by);
    }
    shift(owe.hours, places_.hours);
    for (LevelDef& level : owe.ladder) {
      move(level.at);
      move(level.when);
      for (EffectDef& effect : level.effects) move(effect);
    }
  }

  void move(PoolDef& pool) const {
    role(pool.role);
    move(pool.test);
  }

  void move(OwnerSource& source) const {
    events(source.on);
    move(source.when);
    choice(source.pool, [&](PoolDef& pool) { move(pool); });
    choice(source.turns, [&](PoolDef& pool) { move(pool); });
    role(source.never);
    role(source.instead);
  }

  void move(AssignmentDef& def) const {
    move(def.entity, places_.feel.entities);
    attribute(def.attribute);
    attribute(def.because);
    attribute(def.held_by);
    for (OwnerSource& source : def.sources) move(source);
    for (OwnerSource& source : def.more_holders) move(source);
    role(def.follow_up);
  }

  void move(AssignEffect& assign) const {
    move(assign.attributes, places_.feel.attributes);
    role(assign.all_of);
    role(assign.role);
    move(assign.among);
    for (auto& [entity, by] : assign.by) {
      move(entity, places_.feel.entities);
      move(by);
    }
    role(assign.approve);
    move(assign.reason);
    move(assign.at);
  }

  void move(PolicyReport& report) const {
    report.layer = layer_;
    shift(report.bucket, places_.buckets);
    move(report.entity, places_.feel.entities);
    move(report.whom, places_.feel.entities);
    event(report.target);
    event(report.event);
    move(report.attributes, places_.feel.attributes);
    move(report.subjects, places_.feel.entities);
    for (auto& [name, column] : report.columns) move(column);
    move(report.where);
    for (std::uint32_t& parameter : report.parameters) shift(parameter, places_.parameters);
  }

  void move(EffectDef& effect) const {
    move(effect.when);
    event(effect.event);
    choice(effect.to, [&](std::vector<std::uint32_t>& to) {
      if (effect.kind != EffectDef::Kind::open) return roles(to);
      for (std::uint32_t& workflow : to) shift(workflow, places_.workflows);
    });
    if (effect.assign) {
      auto assign = std::make_shared<AssignEffect>(*effect.assign);
      move(*assign);
      effect.assign = std::move(assign);
    }
    if (effect.post) {
      auto post = std::make_shared<PostEffect>(*effect.post);
      move(post->point_class, places_.points);
      move(post->amount);
      for (PostPart& part : post->to) {
        role(part.role);
        move(part.amount);
      }
      effect.post = std::move(post);
    }
    choice(effect.what);
    move(effect.whom);
    for (SetDef& set : effect.set) {
      move(set.whose);
      attribute(set.attribute);
      move(set.value);
    }
    for (auto& [name, value] : effect.data) move(value);
  }

  void move(StepDef& step) const {
    move(step.when);
    events(step.on);
    choice(step.every, [&](SpanDef& span) { move(span); });
    if (step.owe) move(*step.owe);
    for (EffectDef& effect : step.effects) move(effect);
    event(step.done_event);
    event(step.missed_event);
  }

  void move(RuleDef& rule) const {
    rule.layer = layer_;
    move(rule.entity, places_.feel.entities);
    move(rule.when);
    events(rule.on);
    for (RuleDef::Dates& dates : rule.dates) move(dates.expression);
    choice(rule.each, [&](std::uint32_t& family) { shift(family, places_.buckets); });
    choice(rule.every, [&](SpanDef& span) { move(span); });
    events(rule.until);
    move(rule.until_date);
    for (StepDef& step : rule.steps) move(step);
    if (rule.owe) move(*rule.owe);
    for (EffectDef& effect : rule.effects) move(effect);
    if (rule.at) move(*rule.at);
    move(rule.link.event);
    move(rule.link.path, places_.feel.attributes);
    for (std::uint32_t& other : rule.overrides) shift(other, places_.rules);
    shift(rule.workflow, places_.workflows);
    event(rule.done_event);
    event(rule.missed_event);
  }

  void move(WorkflowDef& workflow) const {
    workflow.layer = layer_;
    move(workflow.entity, places_.feel.entities);
    move(workflow.about, places_.feel.entities);
    attribute(workflow.about_attribute);
    choice(workflow.owner, [&](std::uint32_t& index) { role(index); });
    role(workflow.default_owner);
    move(workflow.correlate.event);
    move(workflow.correlate.path, places_.feel.attributes);
    auto chart = std::make_shared<statechart::Model>(*workflow.chart);
    for (statechart::Transition& transition : chart->transitions) {
      move(transition.when);
      move(transition.actions);
    }
    for (statechart::StateInfo& state : chart->states) {
      move(state.initial_actions);
      for (statechart::Actions& block : state.entry) move(block);
      for (statechart::Actions& block : state.exit) move(block);
    }
    workflow.chart = std::move(chart);
    for (TimePointDef& timer : workflow.timers) move(timer);
    for (auto* rules : {&workflow.owes, &workflow.pauses}) {
      for (auto& of_state : *rules) {
        for (std::uint32_t& rule : of_state) shift(rule, places_.rules);
      }
    }
    std::map<std::uint32_t, std::string> heard;
    for (const auto& [index, name] : workflow.heard) heard.emplace(places_.events.at(index), name);
    workflow.heard = std::move(heard);
    event(workflow.opened_event);
    event(workflow.closed_event);
  }

  void move(statechart::Actions& block) const {
    for (statechart::Action& action : block) shift(action.slot, places_.rules);
  }

  void move(MeasureDef& measure) const {
    measure.layer = layer_;
    move(measure.entity, places_.feel.entities);
    events(measure.events);
    move(measure.where);
    move(measure.of);
    move(measure.distinct);
    shift(measure.bucket, places_.buckets);
    attribute(measure.attribute);
  }

  void move(FormModel& form) const {
    for (FormItem& item : form.items) move(item.shown_when);
    for (auto* conditions : {&form.required, &form.signed_by, &form.valid}) {
      for (FormModel::Condition& condition : *conditions) move(condition.when);
    }
    attribute(form.filed_attribute);
  }

  /// `before`: scores of the layers before.
  void move(ScoreDef& score, std::uint32_t before) const {
    score.layer = layer_;
    move(score.entity, places_.feel.entities);
    move(score.form, places_.forms);
    if (score.answers) {
      auto answers = std::make_shared<FormModel>(*score.answers);
      move(*answers);
      score.answers = std::move(answers);
    }
    move(score.is);
    for (ScoreDef::Part& part : score.parts) shift(part.score, before);
    event(score.event);
    shift(score.measure, places_.measures);
    attribute(score.attribute);
  }

  void move(DecisionDef& decision) const {
    move(decision.entity, places_.feel.entities);
    move(decision.expression);
    move(decision.table);
    attribute(decision.attribute);
  }

  void move(TierDef& tier) const {
    tier.layer = layer_;
    move(tier.entity, places_.feel.entities);
    move(tier.table);
    move(tier.margin_below);
    move(tier.margin_above);
    roles(tier.set_by);
    move(tier.rank_by);
    shift(tier.review, places_.buckets);
    attribute(tier.attribute);
    event(tier.changed_event);
  }

 private:
  const NewPlaces& places_;
  std::uint32_t layer_;
};

struct LoadedLayer {
  std::shared_ptr<const PolicyModel> model;
  NewPlaces places;                        ///< of what it has, in the common model
};

std::shared_ptr<const PolicyModel> loaded(const PolicyBinding& bound) {
  if (bound.where.empty()) {
    const auto policy = std::make_shared<const Policy>(bound.policy);
    return {policy, &policy->model()};
  }
  LoadOptions options;  // it was within the limits of whoever loaded it
  options.limits.document_bytes = options.limits.rules = options.limits.entries = options.limits.values = SIZE_MAX;
  loader::Loaded loaded = loader::load(bound.policy.canonical_text(), options, bound.where);
  if (loaded.failed) throw Error(loaded.kind, std::move(loaded.diagnostics));
  return std::move(loaded.model);
}

class Linker {
 public:
  explicit Linker(const std::vector<BindingList>& lists) : lists_(lists) {}

  Program run() {
    Program program;
    for (const BindingList& list : lists_) {
      Program::InForce& step = program.timeline.emplace_back();
      step.at_us = list.at.utc_us;
      for (const PolicyBinding& bound : list.policies) step.bound.push_back(in_force(bound, list.at));
    }
    if (layers_.size() == 1) {
      program.model = layers_.front().model;
      return program;
    }
    program.model = common();
    return program;
  }

 private:
  Program::Bound in_force(const PolicyBinding& bound, Instant at) {
    const auto key = std::make_pair(bound.policy.hash(), bound.where);
    const auto [known, is_new] = by_key_.emplace(key, static_cast<std::uint32_t>(layers_.size()));
    if (is_new) layers_.push_back({loaded(bound), {}});
    const PolicyModel& model = *layers_[known->second].model;
    Program::Bound out;
    out.layer = known->second;
    out.begin_us = std::max(at.utc_us, bound.from.value_or(at).utc_us);
    if (model.effective_from) out.begin_us = std::max(out.begin_us, model.zone.start_of_day(*model.effective_from).utc_us);
    if (model.effective_to) out.end_us = model.zone.end_of_day(*model.effective_to).utc_us + 1;
    return out;
  }

  std::shared_ptr<const PolicyModel> common() {
    auto model = std::make_shared<PolicyModel>(*layers_.front().model);
    loader::Vocabulary vocabulary(*model);
    layers_.front().places = vocabulary.as_they_are();
    for (std::uint32_t i = 1; i < layers_.size(); ++i) {
      const PolicyModel& added = *layers_[i].model;
      layers_[i].places = vocabulary.add(added, family_of(*model, added.root));
      add(*model, added, layers_[i].places, i);
    }
    for (const BindingList& list : lists_) {
      std::vector<const PolicyModel*> together;
      for (const PolicyBinding& bound : list.policies) together.push_back(layers_[by_key_.at({bound.policy.hash(), bound.where})].model.get());
      vocabulary.check_calendars(together);
    }
    share_of_last(*model, vocabulary);
    override_others(*model, vocabulary);
    vocabulary.throw_if_bad();
    return model;
  }

  static std::uint32_t family_of(PolicyModel& model, const std::string& root) {
    const auto known = std::find(model.families.begin(), model.families.end(), root);
    if (known != model.families.end()) return static_cast<std::uint32_t>(known - model.families.begin());
    model.families.push_back(root);
    return static_cast<std::uint32_t>(model.families.size() - 1);
  }

  /// Its private parts, behind those of the layers before.
  static void add(PolicyModel& model, const PolicyModel& added, const NewPlaces& places, std::uint32_t number) {
    const Mover mover(places, number);
    LayerDef layer = added.layers.front();
    layer.family = family_of(model, added.root);
    mover.move(layer.eligibility.table);
    std::vector<feel::Expression> where(layer.where.empty() ? 0 : model.entities.size());
    for (std::uint32_t i = 0; i < layer.where.size(); ++i) {
      mover.move(layer.where[i]);
      where[places.feel.entities[i]] = layer.where[i];
    }
    layer.where = std::move(where);
    layer.rules.clear();
    layer.measures.clear();
    const std::string prefix = layer.family == 0 ? std::string() : layer.root + "/";
    const auto same_family = [&](std::uint32_t other) { return model.layers[other].family == layer.family; };
    for (MeasureDef measure : added.measures) {
      mover.move(measure);
      measure.key = prefix + measure.name;
      measure.group = static_cast<std::uint32_t>(model.measures.size());
      for (const MeasureDef& known : model.measures) {
        if (known.name == measure.name && known.entity == measure.entity && same_family(known.layer)) {
          measure.group = known.group;
          break;
        }
      }
      layer.measures.emplace(measure.group, static_cast<std::uint32_t>(model.measures.size()));
      model.measures.push_back(std::move(measure));
    }
    for (std::uint32_t i = 0; i < added.forms.size(); ++i) {
      if (added.surveys_of(i).empty()) continue;
      if (model.surveys.size() <= places.forms[i]) model.surveys.resize(places.forms[i] + 1);
      for (const auto& [of_layer, survey] : added.surveys_of(i)) {
        auto own = std::make_shared<FormModel>(*survey);
        mover.move(*own);
        model.surveys[places.forms[i]].emplace_back(number, std::move(own));
      }
    }
    const auto scores_before = static_cast<std::uint32_t>(model.scores.size());
    for (const auto& shared : added.scores) {
      auto score = std::make_shared<ScoreDef>(*shared);
      mover.move(*score, scores_before);
      if (score->measure != none) model.score_of_measure.emplace(score->measure, static_cast<std::uint32_t>(model.scores.size()));
      model.scores.push_back(std::move(score));
    }
    for (DecisionDef decision : added.decisions) {
      mover.move(decision);
      model.decisions.push_back(std::move(decision));
    }
    for (TierDef tier : added.tiers) {
      mover.move(tier);
      tier.key = prefix + tier.name;
      tier.group = static_cast<std::uint32_t>(model.tiers.size());
      for (const TierDef& known : model.tiers) {
        if (known.name == tier.name && known.entity == tier.entity && same_family(known.layer)) {
          tier.group = known.group;
          break;
        }
      }
      model.tiers.push_back(std::move(tier));
    }
    for (RoleDef role : added.roles) {
      mover.move(role.expression);
      model.roles.push_back(std::move(role));
    }
    for (RuleDef rule : added.rules) {
      mover.move(rule);
      rule.name = prefix + rule.id;
      rule.order = static_cast<std::uint32_t>(model.rules.size());
      rule.group = rule.order;
      for (const RuleDef& known : model.rules) {
        if (known.id == rule.id && known.entity == rule.entity && same_family(known.layer)) {
          rule.group = known.group;
          break;
        }
      }
      layer.rules.emplace(rule.group, rule.order);
      model.rule_index.emplace(rule.name, rule.order);
      model.rules.push_back(std::move(rule));
    }
    for (const auto& shared : added.workflows) {
      auto workflow = std::make_shared<WorkflowDef>(*shared);
      mover.move(*workflow);
      workflow->name = prefix + workflow->id;
      model.workflows.push_back(std::move(workflow));
    }
    for (const auto& shared : added.reports) {
      auto report = std::make_shared<PolicyReport>(*shared);
      mover.move(*report);
      report->name = prefix + report->name;
      model.reports.push_back(std::move(report));
    }
    for (const std::string& purpose : added.purposes) {
      if (std::find(model.purposes.begin(), model.purposes.end(), purpose) == model.purposes.end()) model.purposes.push_back(purpose);
    }
    for (const auto event : added.planned_together) model.planned_together.push_back(places.events[event]);
    for (const auto& [name, texts] : added.labels) model.labels.emplace(name, texts);
    model.layers.push_back(std::move(layer));
  }

  /// The calendar and who owns whom are those of what was bound last, in its order.
  void share_of_last(PolicyModel& model, loader::Vocabulary& vocabulary) {
    const LoadedLayer* calendar = nullptr;
    std::shared_ptr<PeopleModel> people;
    std::map<std::uint32_t, const PolicyModel*> assigned;  // attribute to whose word counts
    model.overlays.clear();
    for (const PolicyBinding& bound : lists_.back().policies) {
      const std::uint32_t number = by_key_.at({bound.policy.hash(), bound.where});
      const LoadedLayer& layer = layers_[number];
      const bool written = loader::writes_calendar(*layer.model);
      if (calendar == nullptr || (written && !loader::writes_calendar(*calendar->model))) calendar = &layer;
      for (OverlayDef overlay : layer.model->overlays) {
        overlay.entity = layer.places.feel.entities[overlay.entity];
        if (model.overlay(overlay.entity) == nullptr) model.overlays.push_back(std::move(overlay));
      }
      if (!layer.model->people) continue;
      PeopleModel own = *layer.model->people;
      const Mover mover(layer.places, number);
      if (!people) people = std::make_shared<PeopleModel>();
      for (AssignmentDef& def : own.assignments) {
        mover.move(def);
        const auto [known, is_new] = assigned.emplace(def.attribute, layer.model.get());
        if (is_new) {
          people->assignments.push_back(std::move(def));
        } else if (known->second->root != layer.model->root) {
          vocabulary.assigned_twice(*known->second, *layer.model, model.entities[def.entity].name);
        }
      }
      for (CoverDef& cover : own.covers) {
        mover.role(cover.role);
        people->covers.push_back(std::move(cover));
      }
      for (auto event : {&PeopleModel::holders_short, &PeopleModel::holders_none, &PeopleModel::assigned, &PeopleModel::turn_taken}) {
        if ((*people).*event == none && own.*event != none) (*people).*event = layer.places.events[own.*event];
      }
    }
    model.people = people;
    model.calendar = calendar->model->calendar;
    model.calendar_source = calendar->model->calendar_source;
  }

  /// Rules of other families that are silenced, in all their versions.
  static void override_others(PolicyModel& model, loader::Vocabulary& vocabulary) {
    for (RuleDef& rule : model.rules) {
      for (const std::string& name : rule.overrides_foreign) {
        const std::size_t slash = name.find('/');
        const std::string policy = name.substr(0, slash);
        const std::string id = name.substr(slash + 1);
        bool bound = false;
        bool found = false;
        for (RuleDef& other : model.rules) {
          const LayerDef& layer = model.layers[other.layer];
          if (layer.root != policy && layer.id != policy) continue;
          bound = true;
          if (other.id != id || other.entity != rule.entity) continue;
          found = true;
          if (other.dates.empty() != rule.dates.empty()) {
            vocabulary.no_common_cause(model.layers[rule.layer], rule, name);
            break;
          }
          rule.overrides.push_back(static_cast<std::uint32_t>(&other - model.rules.data()));
        }
        if (bound && !found) vocabulary.overrides_nothing(model.layers[rule.layer], rule, name);
      }
    }
  }

  const std::vector<BindingList>& lists_;
  std::vector<LoadedLayer> layers_;
  std::map<std::pair<std::string, std::string>, std::uint32_t> by_key_;  ///< hash and `where` to layer
};

}  // namespace

bool Program::alone() const {
  return timeline.size() == 1 && timeline.front().bound.size() == 1 && model->layers.front().where.empty();
}

Program link(const std::vector<BindingList>& lists) { return Linker(lists).run(); }

}  // namespace huifang
