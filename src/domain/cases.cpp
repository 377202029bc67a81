/// Cases: how they are opened, which one an event reaches, and what a step of one does.
#include <algorithm>
#include <utility>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/workflow_model.hpp"
#include "statechart/machine.hpp"

namespace huifang {

namespace {

constexpr int keys_tried = 1'000;
constexpr int timers_max = 10'000;  // of one case at one moment

bool is_in(const CaseState& flow, std::uint32_t state) {
  if (flow.machine != nullptr) return flow.machine->is_active(state);
  const auto& active = statechart::StateAccess::active(flow.chart);
  return std::binary_search(active.begin(), active.end(), state);
}

bool is_of(const RuleDef& rule, std::uint32_t workflow) { return rule.workflow == workflow; }

}  // namespace

const WorkflowDef& Core::workflow_of(const Subject& subject) const { return *model.workflows[subject.flow->workflow]; }

/// Runs one step of a case: guards, effects, duties and timers are the policy's.
class CaseMachine final : public statechart::Host {
 public:
  CaseMachine(Core& core, Subject& subject, std::int64_t at_us, const Occurred* event)
      : core_(core), subject_(subject), flow_(*subject.flow), def_(core.workflow_of(subject)), at_us_(at_us), event_(event) {}

  /// True: it was a step.
  template <class Act>
  bool run(Act&& act) {
    statechart::Machine machine(*def_.chart, flow_.chart, options_, this);
    flow_.machine = &machine;
    flow_.step_us = at_us_;
    try {
      act(machine);
    } catch (...) {
      flow_.machine = nullptr;
      throw;
    }
    flow_.machine = nullptr;
    statechart::Step step = machine.finish();
    for (const statechart::Effect& effect : step.effects) {
      if (effect.kind == statechart::Effect::Kind::error) core_.note("case " + subject_.row.key + ": " + effect.data.to_text());
    }
    flow_.chart = std::move(step.state);
    if (!step.taken) return false;  // what is recorded late may still go before it
    flow_.at_us = at_us_;
    told();
    return true;
  }

  // statechart::Host
  feel::Outcome evaluate(const feel::Expression& expression, bool outside) override {
    Situation situation = core_.situation_of(subject_);
    situation.at_us = at_us_;  // of what is recorded late: as things were then
    situation.cause = flow_.cause.get();
    situation.event = outside ? event_ : nullptr;
    return core_.evaluate(expression, situation);
  }

  bool admits(std::uint32_t transition) override {
    const std::uint32_t most = def_.most[transition];
    if (most == 0) return true;
    const auto taken = flow_.taken.find(transition);
    return taken == flow_.taken.end() || taken->second < most;
  }

  void taken(std::uint32_t transition) override {
    if (def_.most[transition] != 0) ++flow_.taken[transition];
    transitions_.push_back(def_.chart->transitions[transition].pointer);
  }

  bool perform(const statechart::Action& action, bool) override {
    Occurrence occurrence;
    occurrence.rule = action.slot;
    occurrence.run = std::to_string(flow_.steps + 1);
    const int again = ++performed_[action.slot];
    occurrence.n = std::to_string(again);
    occurrence.start = PointInTime::of(Instant{at_us_});
    occurrence.cause = flow_.cause;
    occurrence.event = event_;
    core_.act(subject_, occurrence);
    return true;
  }

  void entered(std::uint32_t state) override {
    entered_.push_back(def_.chart->states[state].id);
    for (const std::uint32_t number : def_.chart->states[state].timers) core_.arm(subject_, number, at_us_);
    for (const std::uint32_t rule : def_.owes[state]) core_.owe_in_state(subject_, rule, at_us_);
    core_.stop_clocks(subject_, at_us_);
  }

  void left(std::uint32_t state) override {
    left_.push_back(def_.chart->states[state].id);
    std::erase_if(flow_.timers, [&](const CaseState::Timer& timer) { return def_.chart->timers[timer.number].state == state; });
    for (const std::uint32_t rule : def_.owes[state]) core_.leave_duty(subject_, rule, at_us_);
    core_.stop_clocks(subject_, at_us_, state);
  }

 private:
  void told() {
    core_.tell_step(subject_, event_, event_ != nullptr ? std::string_view(core_.model.events[event_->event].name) : flow_.steps == 0 ? "opened" : "time",
                    at_us_, left_, entered_, transitions_);
    if (!flow_.chart.running()) core_.close_case(subject_, at_us_);
  }

  Core& core_;
  Subject& subject_;
  CaseState& flow_;
  const WorkflowDef& def_;
  const std::int64_t at_us_;
  const Occurred* event_;
  const statechart::StepOptions options_;
  std::map<std::uint32_t, int> performed_;
  std::vector<std::string> entered_, left_, transitions_;
};

void Core::tell_step(Subject& subject, const Occurred* event, std::string_view type, std::int64_t at_us, const std::vector<std::string>& left,
                     const std::vector<std::string>& entered, const std::vector<std::string>& transitions) {
  const WorkflowDef& def = workflow_of(subject);
  CaseState& flow = *subject.flow;
  ++flow.steps;
  const Value about = attribute_value(subject, def.about_attribute, situation_of(subject));
  std::vector<std::string> states;
  for (const std::uint32_t state : statechart::StateAccess::active(flow.chart)) {
    if (def.chart->is_leaf(state)) states.push_back(def.chart->states[state].id);
  }
  std::string data;
  {
    JsonObject object(data);
    if (about.kind() == Value::Kind::entity) object.text("about", about.entity().entity + ":" + about.entity().key);
    object.number("at", at_us);
    object.list("entered", entered);
    if (event != nullptr) object.text("event", event->id);
    object.list("left", left);
    object.list("states", states);
    object.number("step", flow.steps);
    object.list("transitions", transitions);
    object.text("type", type);
    object.text("workflow", def.name);
  }
  std::string why;
  {
    JsonObject object(why);
    if (flow.cause) object.text("cause", flow.cause->id);
    object.text("policy", model.layers[def.layer].id);
    if (!flow.routing.empty()) object.key("routing") += std::exchange(flow.routing, {});
    if (!def.source.empty()) object.text("source", def.source);
    object.text("version", model.layers[def.layer].version);
    object.text("workflow", def.id);
  }
  effect(subject, "case:" + def.name + ":" + subject.row.key + "/" + std::to_string(flow.steps), "case", owner_of(subject, now_us()),
         std::move(data), std::move(why));
}

void Core::tell_uncaught(const Occurred& occurred) {
  Subject* subject = occurred.subjects.empty() ? nullptr : find(occurred.subjects.front());
  if (subject == nullptr || !subject->flow) return;
  const std::string& name = model.events[occurred.event].name;
  note("nobody takes up " + name + ", which case " + subject->row.key + " raised");
  touch(*subject);
  tell_step(*subject, &occurred, "uncaught." + name, occurred.at_us, {}, {}, {});
}

// ------------------------------------------------------------------------------------------------------ opening

void Core::open_case(const CaseOpening& opening, std::int64_t sequence) {
  const WorkflowDef& def = *model.workflows[opening.workflow];
  Subject& about = get_or_create(opening.about, now_us());
  if (about.entity != def.about) {
    note("workflow " + def.name + " is about " + model.entities[def.about].name + ", not " + about.row.entity + " " + about.row.key);
    return;
  }
  if (def.one_per_subject) {
    const auto running = [&](SubjectId id) { return get(id).entity == def.entity; };
    if (std::any_of(about.cases.begin(), about.cases.end(), running)) {
      note("a case of workflow " + def.name + " about " + about.row.entity + " " + about.row.key + " runs already");
      return;
    }
  }
  const std::string& entity = model.entities[def.entity].name;
  std::string key = opening.key;
  if (find({entity, key}) != nullptr) key += "@" + about.row.key;
  for (int n = 2; n < keys_tried && find({entity, key}) != nullptr; ++n) key = opening.key + "@" + about.row.key + "#" + std::to_string(n);
  Subject& subject = get_or_create({entity, key}, now_us());
  subject.flow = std::make_unique<CaseState>();
  CaseState& flow = *subject.flow;
  flow.workflow = opening.workflow;
  flow.opened_us = flow.at_us = now_us();
  flow.cause = opening.cause;
  subject.begun = true;
  subject.reviewed_us = now_us();
  govern(subject);
  get(about.row.id).cases.push_back(subject.row.id);
  touch(about);
  touch(subject);
  add_fact(subject, def.about_attribute, now_us(), sequence, Value::of(about.ref()));
  for (const auto& [name, value] : opening.data) add_fact(subject, model.attribute(def.entity, name), now_us(), sequence, value);
  add_fact(subject, model.entities[def.entity].owner, now_us(), sequence, owner_of_case(subject, about, true));
  CaseMachine step(*this, subject, now_us(), nullptr);
  step.run([&](statechart::Machine& machine) { machine.start(Instant{now_us()}, {}); });
  announce_case(subject, def.opened_event, now_us(), {});
}

void Core::follow_owner(Subject& subject, std::int64_t sequence) {
  if (!subject.flow || !subject.flow->running() || subject.flow->machine != nullptr) return;
  const Value about = attribute_value(subject, workflow_of(subject).about_attribute, situation_of(subject));
  const Subject* whom = about.kind() == Value::Kind::entity ? find(about.entity()) : nullptr;
  if (whom == nullptr) return;
  const std::string before = subject.flow->found;
  const Value owner = owner_of_case(subject, *whom, false);
  if (subject.flow->found == before || owner.is_null()) return;  // whom somebody has assigned it to keeps it
  add_fact(subject, model.entities[subject.entity].owner, now_us(), sequence, owner);
  update_owners(subject);
}

Value Core::owner_of_case(Subject& subject, const Subject& about, bool opening) {
  const WorkflowDef& def = workflow_of(subject);
  Situation situation = situation_of(subject);
  situation.cause = situation.event = subject.flow->cause.get();
  std::vector<EntityRef> people;
  const std::uint32_t* role = select(def.owner, situation);
  if (opening) {
    std::vector<const feel::Expression*> read{&def.owner.selector};
    if (role != nullptr) read.push_back(&model.roles[*role].expression);
    subject.flow->routing = routing(read, situation, about);
  }
  if (role != nullptr) {
    if (model.roles[*role].system) return {};
    people = resolve_role(*role, situation);
  } else if (const auto owner = owner_of(about, now_us())) {
    people.push_back(*owner);
  }
  subject.flow->found = people.empty() ? std::string() : people.front().entity + ":" + people.front().key;
  if (!opening && people.empty()) return {};
  if (people.empty() && def.default_owner != none) people = resolve_role(def.default_owner, situation);
  if (!people.empty()) return Value::of(people.front());
  note("nobody owns case " + subject.row.key + " of workflow " + def.name);
  flags_.push_back({subject.row.id, "no_owner", now_us(), counters_.effect + 1, "workflow:" + def.name, "{}"});
  return {};
}

void Core::announce_case(const Subject& subject, std::uint32_t event, std::int64_t at_us, std::vector<std::pair<std::string, Value>> data) {
  Occurred told;
  told.id = model.events[event].key + ":" + subject.row.key;
  told.event = event;
  told.at_us = at_us;
  told.subjects = {subject.ref()};
  add_about(subject, told);
  told.data = std::move(data);
  raise(std::move(told));
}

void Core::add_about(const Subject& subject, Occurred& occurred) {
  if (!subject.flow) return;
  const Value about = attribute_value(subject, workflow_of(subject).about_attribute, situation_of(subject));
  if (about.kind() == Value::Kind::entity) occurred.subjects.push_back(about.entity());
}

void Core::close_case(Subject& subject, std::int64_t at_us) {
  const WorkflowDef& def = workflow_of(subject);
  subject.flow->closed_us = at_us;
  subject.flow->timers.clear();
  const Value about = attribute_value(subject, def.about_attribute, situation_of(subject));
  if (Subject* whom = about.kind() == Value::Kind::entity ? find(about.entity()) : nullptr) {
    std::erase(whom->cases, subject.row.id);
    touch(*whom);
  }
  std::string outcome;
  for (const std::uint32_t state : statechart::StateAccess::active(subject.flow->chart)) {
    const auto& info = def.chart->states[state];
    if (info.parent == 0 && info.kind == statechart::StateInfo::Kind::final) outcome = info.id;
  }
  const auto owner = owner_of(subject, now_us());
  touch(subject);
  announce_case(subject, def.closed_event, at_us, {{"outcome", Value::of(outcome)}, {"owner", owner ? Value::of(*owner) : Value{}}});
}

// ------------------------------------------------------------------------------------------------------ routing

std::vector<SubjectId> Core::cases_reached(const Occurred& occurred, const std::vector<SubjectId>& ids) {
  std::vector<SubjectId> reached;
  bool named = false;
  for (const std::uint32_t entity : index.cases[occurred.event]) {
    const std::string& name = model.entities[entity].name;
    if (const EntityRef* own = occurred.subject(name)) {
      if (const Subject* subject = find(*own)) reached.push_back(subject->row.id);
      continue;
    }
    if (!occurred.case_key.empty()) {
      const std::size_t slash = occurred.case_key.rfind('/');
      const bool qualified = slash != std::string::npos && name == "case." + occurred.case_key.substr(0, slash);
      if (const Subject* subject = find({name, qualified ? occurred.case_key.substr(slash + 1) : occurred.case_key})) {
        reached.push_back(subject->row.id);
        named = true;
      }
      continue;
    }
    std::vector<SubjectId> running;
    for (const SubjectId id : ids) {
      for (const SubjectId one : get(id).cases) {
        if (get(one).entity == entity) running.push_back(one);
      }
    }
    const LinkDef* correlate = nullptr;
    for (const auto& workflow : model.workflows) {
      if (workflow->entity == entity && workflow->correlate.event) correlate = &workflow->correlate;
    }
    if (correlate != nullptr) {
      Situation situation;
      situation.at_us = occurred.at_us;
      situation.event = &occurred;
      const Value wanted = evaluate(correlate->event, situation).value;
      std::vector<SubjectId> fitting;
      if (!wanted.is_null()) {
        for (const SubjectId id : having(correlate->path.back(), wanted)) {
          if (correlate->path.size() == 1 && get(id).flow && get(id).flow->running()) fitting.push_back(id);
        }
      }
      if (!wanted.is_null()) running = std::move(fitting);
    }
    if (running.size() == 1) reached.push_back(running.front());
    if (running.size() > 1) note("event " + occurred.id + " fits " + std::to_string(running.size()) + " cases of " + name.substr(5) + " and names none: it reaches none of them");
  }
  if (!occurred.case_key.empty() && !named) note("event " + occurred.id + ": there is no case " + occurred.case_key + " that it could reach");
  return reached;
}

// ------------------------------------------------------------------------------------------------------- stepping

bool Core::step_case(Subject& subject, const Occurred& occurred) {
  if (!subject.flow || !subject.flow->running()) return false;
  const WorkflowDef& def = workflow_of(subject);
  const auto heard = def.heard.find(occurred.event);
  if (heard == def.heard.end()) return false;
  touch(subject);
  const std::int64_t at_us = std::clamp(occurred.at_us, std::min(subject.flow->at_us, now_us()), now_us());
  CaseMachine step(*this, subject, at_us, &occurred);
  return step.run([&](statechart::Machine& machine) { machine.handle({heard->second, {}}, Instant{at_us}); });
}

void Core::look_again(Subject& subject) {
  if (!subject.flow || !subject.flow->running() || subject.flow->machine != nullptr) return;
  CaseMachine step(*this, subject, std::max(now_us(), subject.flow->at_us), nullptr);
  step.run([&](statechart::Machine& machine) { machine.look_again(Instant{std::max(now_us(), subject.flow->at_us)}); });
}

void Core::arm(Subject& subject, std::uint32_t number, std::int64_t from_us) {
  const WorkflowDef& def = workflow_of(subject);
  CaseState& flow = *subject.flow;
  TimeContext context;
  context.start = context.previous = PointInTime::of(Instant{from_us});
  Situation situation = situation_of(subject);
  situation.cause = flow.cause.get();
  situation.begins_us = from_us;
  const BusinessCalendar& calendar = calendar_of(owner_of(subject, now_us()));
  const auto point = resolve_point(def.timers[number], context, situation, calendar);
  touch(subject);
  if (!point) return;  // "none", or a date that is not known
  flow.timers.insert({due_of(*point, calendar).utc_us, ++flow.armed, number, from_us});
}

void Core::time_out(Subject& subject, const Wake& wake) {
  int fired = 0;
  while (subject.flow && subject.flow->running() && !subject.flow->timers.empty() && subject.flow->timers.begin()->due_us < wake.at_us) {
    if (++fired > timers_max) {
      throw Error(ErrorKind::limit, "HF4105", "case " + subject.row.key + " of workflow " + workflow_of(subject).name + " had more than " +
                                                  std::to_string(timers_max) + " timers at one moment; they set one another going");
    }
    const CaseState::Timer timer = *subject.flow->timers.begin();
    subject.flow->timers.erase(subject.flow->timers.begin());
    const std::int64_t at_us = std::max(timer.due_us, subject.flow->at_us);
    CaseMachine step(*this, subject, at_us, nullptr);
    step.run([&](statechart::Machine& machine) { machine.time_out(timer.number, Instant{at_us}); });
  }
}

// -------------------------------------------------------------------------------------------------------- duties

void Core::owe_in_state(Subject& subject, std::uint32_t r, std::int64_t at_us) {
  CaseState& flow = *subject.flow;
  const RuleDef& rule = model.rules[r];
  if (rule.reopen == RuleDef::Reopen::ignore && flow.done.contains(r)) return;
  Occurrence occurrence;
  occurrence.rule = r;
  occurrence.run = subject.row.key;
  occurrence.n = std::to_string(++flow.entered[r]);
  occurrence.start = PointInTime::of(Instant{at_us});
  occurrence.opens_us = at_us;
  occurrence.cause = flow.cause;
  owe(subject, occurrence);
  const auto left = flow.left.find(r);
  if (rule.reopen != RuleDef::Reopen::resume || left == flow.left.end()) return;
  for (LiveDuty* duty : subject.duties.live(group(r))) {
    if (duty->rule == r && duty->row.duty.key.n == occurrence.n) set_left(subject, *duty, left->second, at_us);
  }
}

void Core::leave_duty(Subject& subject, std::uint32_t r, std::int64_t at_us) {
  for (LiveDuty* duty : subject.duties.live(group(r))) {
    if (duty->rule != r) continue;
    keep_left(subject, *duty, at_us);
    withdraw(subject, *duty);
  }
}

void Core::keep_left(Subject& subject, const LiveDuty& duty, std::int64_t at_us) {
  if (!subject.flow || model.rules[duty.rule].reopen != RuleDef::Reopen::resume) return;
  if (duty.clock && duty.clock->paused) {
    subject.flow->left[duty.rule] = duty.clock->left;
  } else if (duty.row.duty.due) {
    subject.flow->left[duty.rule] = left_of(duty, at_us);
  }
  touch(subject);
}

void Core::stop_clocks(Subject& subject, std::int64_t at_us, std::uint32_t leaving) {
  const WorkflowDef& def = workflow_of(subject);
  std::set<std::uint32_t> paused;
  bool any = false;
  for (std::uint32_t state = 1; state < def.pauses.size(); ++state) {
    any = any || !def.pauses[state].empty();
    if (state == leaving || def.pauses[state].empty()) continue;
    if (is_in(*subject.flow, state)) paused.insert(def.pauses[state].begin(), def.pauses[state].end());
  }
  if (!any) return;
  for (const auto& [id, duty] : subject.duties.all()) {
    if (duty->rule == none || !is_of(model.rules[duty->rule], subject.flow->workflow)) continue;
    if (paused.contains(duty->rule)) {
      pause(subject, *duty, at_us);
    } else {
      resume(subject, *duty, at_us);
    }
  }
}

}  // namespace huifang
