#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "domain/out_of_reach.hpp"

namespace huifang {

namespace {

constexpr std::int64_t times_max = 1'000'000;  ///< as numbers that a policy writes

std::vector<std::string> need_names(const OweDef& owe, const PolicyModel& model) {
  std::vector<std::string> names;
  for (const NeedPart& part : owe.need) {
    for (const NeedItem& item : part.any) {
      const std::string& name = model.events[item.event].name;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

/// A part is met by any of its items; what it needs is shown as the smallest of them.
std::int64_t credits_needed(const OweDef& owe, const std::vector<std::int64_t>& times) {
  std::int64_t total = 0;
  std::size_t flat = 0;
  for (const NeedPart& part : owe.need) {
    std::int64_t least = INT64_MAX;
    for (std::size_t i = 0; i < part.any.size(); ++i) least = std::min(least, times[flat++]);
    total += least;
  }
  return total;
}

bool reads_event(const feel::Expression& expression, const PolicyModel& model) {
  if (!expression) return false;
  const auto& slots = expression.slots();
  return std::any_of(slots.begin(), slots.end(), [&](std::uint32_t slot) {
    const SlotDef::Kind kind = model.slots[slot].kind;
    return kind == SlotDef::Kind::event_field || kind == SlotDef::Kind::event_meta || kind == SlotDef::Kind::event_subject;
  });
}

/// nullptr: the window cannot be reckoned again, because it reads the event that started the step, which is not kept.
std::unique_ptr<WindowBasis> basis_of(const Occurrence& occurrence, const OweDef& owe, const PolicyModel& model) {
  if (occurrence.event != nullptr) {
    const auto reads = [&](const TimePointDef& point) { return reads_event(point.expression, model); };
    const bool lost = reads_event(owe.due.selector, model) || reads_event(owe.roll.selector, model) ||
                      (owe.opens && reads(*owe.opens)) || (owe.due.otherwise && reads(*owe.due.otherwise)) ||
                      std::any_of(owe.due.cases.begin(), owe.due.cases.end(), [&](const auto& branch) { return reads(branch.second); });
    if (lost) return nullptr;
  }
  return std::make_unique<WindowBasis>(
      WindowBasis{occurrence.start, occurrence.bucket, occurrence.opens_us, occurrence.due, occurrence.previous, std::nullopt});
}

/// Where a day goes that is closed for this reason; empty: it is open.
std::optional<Roll> roll_of(const Choice<Roll>& choice, std::string_view closed) {
  for (const auto& [kind, roll] : choice.cases) {
    if (kind.string() == closed) return roll;
  }
  return choice.otherwise;
}

/// What chose the bucket or the grid.
const feel::Expression& selector_of(const RuleDef& rule, const Occurrence& occurrence) {
  if (occurrence.step != none) return rule.steps[occurrence.step].every.selector;
  return occurrence.bucket ? rule.each.selector : rule.every.selector;
}

}  // namespace

void Core::suppress(const Subject& subject, std::uint32_t rule, const std::string& run, const std::string& n, std::string reason) {
  suppressed_.push_back({subject.row.id, model.rules[rule].name, run, n, std::move(reason), now_us()});
}

std::optional<EntityRef> Core::owner_for(const Subject& subject, const RuleDef& rule, const OweDef& owe,
                                         const Situation& situation) {
  const std::uint32_t* role = select(owe.owner, situation);
  if (role == nullptr) return acting(default_owner(subject));
  const auto people = resolve_role(*role, situation);
  if (!people.empty()) return acting(people.front());
  if (!model.roles[*role].system) note("role " + model.roles[*role].text + " of rule " + rule.name + " resolves to nobody");
  return std::nullopt;
}

Window Core::window_of(const Occurrence& occurrence, const OweDef& owe, const Situation& situation,
                       const BusinessCalendar& calendar) try {
  TimeContext context = occurrence.times();
  std::optional<PointInTime> due = occurrence.due;
  const TimePointDef* written = nullptr;
  const auto& cases = owe.due.cases;
  if (occurrence.branch && (*occurrence.branch < cases.size() || owe.due.otherwise)) {
    written = *occurrence.branch < cases.size() ? &cases[*occurrence.branch].second : &*owe.due.otherwise;
  } else {
    written = select(owe.due, situation);
  }
  std::optional<std::size_t> branch;
  if (written != nullptr && !owe.due.plain()) {
    branch = 0;
    while (*branch < cases.size() && &cases[*branch].second != written) ++*branch;
  }
  std::optional<Roll> roll;
  std::string_view closed;
  if (owe.roll_by_closed_day) {
    // What closes the day is asked of the day that the due names, before anything moves it.
    std::optional<PointInTime> named = due;
    if (written != nullptr) {
      TimePointDef day = *written;
      day.text.clock = TimeText::Clock::unset;
      named = resolve_point(day, context, situation, calendar);
    }
    if (named) closed = closed_kind(calendar.day(named->is_date ? named->date : model.zone.date_of(named->instant)));
    roll = roll_of(owe.roll, closed);
  } else if (const Roll* chosen = select(owe.roll, situation)) {
    roll = *chosen;
  }
  if (written != nullptr) {
    due = resolve_point(*written, context, situation, calendar, roll.value_or(Roll::none));
  } else if (due && due->is_date) {
    due->date = calendar.roll(due->date, roll.value_or(Roll::none));
  }
  context.due = due;
  Window window;
  window.opens_us = occurrence.opens_us;
  window.due = due;
  window.branch = branch;
  window.closed = closed;
  if (due) window.due_us = due_of(*due, calendar).utc_us;
  if (owe.opens && !due && owe.opens->text.base == TimeText::Base::due) {
    window.opens_known = written == nullptr || !written->expression;
  } else if (owe.opens) {
    const auto point = resolve_point(*owe.opens, context, situation, calendar);
    if (point) window.opens_us = opening_of(*point, calendar).utc_us;
    window.opens_known = point || !owe.opens->expression;
  }
  if (window.due_us && *window.due_us < window.opens_us) {
    window.opens_us = model.zone.start_of_day(model.zone.date_of(Instant{*window.due_us})).utc_us;
  }
  return window;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::range) throw;
  throw out_of_reach(error, model.rules[occurrence.rule], *situation.subject);
}

std::string Core::dated_spans(const Occurrence& occurrence, const OweDef& owe, const Window& window, const Situation& situation) {
  std::vector<std::uint32_t> read;
  const auto add = [&](std::uint32_t parameter) {
    if (parameter == none || model.parameters[parameter].values.size() == 1) return;
    if (std::find(read.begin(), read.end(), parameter) == read.end()) read.push_back(parameter);
  };
  const auto& due = owe.due;
  if (window.branch && *window.branch < due.cases.size()) {
    add(due.cases[*window.branch].second.parameter);
  } else if (due.otherwise) {
    add(due.otherwise->parameter);
  } else {
    const RuleDef& rule = model.rules[occurrence.rule];
    const Choice<SpanDef>& every = occurrence.step == none ? rule.every : rule.steps[occurrence.step].every;
    const bool dated = (every.otherwise && every.otherwise->parameter != none) ||
                       std::any_of(every.cases.begin(), every.cases.end(), [](const auto& branch) { return branch.second.parameter != none; });
    if (const SpanDef* chosen = dated ? select(every, situation) : nullptr) add(chosen->parameter);
  }
  if (owe.opens) add(owe.opens->parameter);
  if (owe.extend) add(owe.extend->to.parameter);
  std::string out;
  for (const std::uint32_t parameter : read) {
    const std::optional<Span>& span = model.in_force(parameter, Instant{*situation.begins_us}).span;
    out += out.empty() ? ",\"spans\":{" : ",";
    append_json_string(out, "$" + model.parameters[parameter].name);
    out += ':';
    append_json_string(out, span ? span->to_text() : "none");
  }
  return out.empty() ? out : out + '}';
}

std::optional<std::int64_t> Core::owe(Subject& subject, const Occurrence& occurrence) {
  const RuleDef& rule = model.rules[occurrence.rule];
  const StepDef* step = occurrence.step == none ? nullptr : &rule.steps[occurrence.step];
  const std::optional<OweDef>& owed = step == nullptr ? rule.owe : step->owe;
  if (!owed) return std::nullopt;
  const OweDef& owe = *owed;
  const Situation situation = situation_of(subject, occurrence);
  const LayerDef& layer = model.layers[rule.layer];
  const DutyKey key{layer.root, rule.id, subject.ref(), occurrence.run, step == nullptr ? "" : step->name, occurrence.n};
  if (!rule.dates.empty()) {
    if (LiveDuty* known = find_duty(subject, key)) {
      // The same date again: its condition came back, or it moved. There is never a second duty of it.
      if (known->live() || known->row.duty.state == DutyState::withdrawn) move(subject, *known, occurrence);
      return known->row.duty.due ? std::optional(known->row.duty.due->utc_us) : std::nullopt;
    }
  }
  if (!alone && find_duty(subject, key) != nullptr) return std::nullopt;  // owed already, by another version
  const std::optional<EntityRef> owner = owner_for(subject, rule, owe, situation);
  const BusinessCalendar& working = calendar_of(owner);
  const Window window = window_of(occurrence, owe, situation, working);
  const std::int64_t opens_us = window.opens_us;
  const std::optional<std::int64_t> due_us = window.due_us;
  if (due_us && *due_us < now_us()) {
    if (occurrence.quiet) return due_us;
    suppress(subject, occurrence.rule, occurrence.run, (step == nullptr ? "" : step->name + "/") + occurrence.n, "too_late");
    note("rule " + rule.name + " owes nothing: its due has passed already");
    return due_us;
  }
  if (const std::optional<std::string> code = refusal(subject, owe, owner, opens_us)) {
    suppress(subject, occurrence.rule, occurrence.run, (step == nullptr ? "" : step->name + "/") + occurrence.n, *code);
    note("rule " + rule.name + " owes nothing: the contact is not allowed, " + *code);
    return due_us;
  }

  auto duty = std::make_unique<LiveDuty>();
  duty->rule = occurrence.rule;
  duty->group = rule.group;
  duty->step = occurrence.step;
  duty->owe = &owe;
  duty->is_new = true;
  if (index.keeps_cause[occurrence.rule]) duty->cause = occurrence.cause;
  if (index.on_calendar[occurrence.rule] || index.on_facts[occurrence.rule]) duty->basis = basis_of(occurrence, owe, model);
  if (duty->basis) duty->basis->branch = window.branch;
  for (const NeedPart& part : owe.need) {
    for (const NeedItem& item : part.any) {
      std::int64_t times = item.times;
      const feel::Expression* written = item.times_expression ? &item.times_expression : nullptr;
      if (!item.times_choice.plain()) written = select(item.times_choice, situation);
      if (written != nullptr) {
        const Value value = evaluate(*written, situation).value;
        const auto asked = value.kind() == Value::Kind::number ? value.number().to_int64() : std::nullopt;
        if (!asked || *asked < 1 || *asked > times_max)
          note("rule " + rule.name + " asks for " + value.to_text() + " acts, which is no whole number from 1 to " + std::to_string(times_max) + ": 1 is owed");
        else
          times = *asked;
      }
      std::vector<EntityRef> people;
      if (item.each_of != none) {
        people = resolve_role(item.each_of, situation);
        std::sort(people.begin(), people.end());
        people.erase(std::unique(people.begin(), people.end()), people.end());
        if (people.empty()) note("role " + model.roles[item.each_of].text + " of rule " + rule.name + " resolves to nobody");
        times *= std::max<std::int64_t>(std::ssize(people), 1);
      }
      duty->times.push_back(times);
      duty->people.push_back(std::move(people));
    }
  }
  read_extension(*duty, occurrence, situation, working);
  DutyRow& row = duty->row;
  row.id = ++counters_.duty;
  row.subject = subject.row.id;
  Duty& d = row.duty;
  d.key = key;
  d.needs = need_names(owe, model);
  if (window.opens_known) d.opens = Instant{opens_us};
  if (due_us) d.due = Instant{*due_us};
  d.need = credits_needed(owe, duty->times);
  d.created_at = Instant{now_us()};
  d.policy_version = layer.version;
  d.source = step != nullptr && !step->source.empty() ? step->source : rule.source;
  d.state = window.opens_known && opens_us <= now_us() ? DutyState::open : DutyState::pending;
  d.owner = owner;
  if (owe.responsible != none) {
    Situation inner = situation;
    inner.owner = &d.owner;
    const auto people = resolve_role(owe.responsible, inner);
    if (!people.empty()) d.responsible = people.front();
  }
  if (!d.responsible && subject.flow) d.responsible = owner_of(subject, now_us());  // whose case it is answers for it
  if (!d.responsible) d.responsible = d.owner;
  d.because = because(occurrence, situation, selector_of(rule, occurrence));
  if (!window.closed.empty()) d.because.insert(d.because.size() - 1, ",\"closed\":\"" + std::string(window.closed) + "\"");
  d.because.insert(d.because.size() - 1, dated_spans(occurrence, owe, window, situation));
  if (duty->basis && !working.version().empty()) {
    std::string version = ",\"calendar\":";
    append_json_string(version, working.version());
    d.because.insert(d.because.size() - 1, version);
  }
  if (occurrence.bucket && !has_open_day(*occurrence.bucket, working)) {
    d.state = DutyState::waived;
    d.because.insert(d.because.size() - 1, ",\"waived\":\"no_business_day\"");
  }
  change(subject, subject.duties.add(std::move(duty)));
  if (result != nullptr) result->created.push_back(d.key);
  touch(subject);
  return due_us;
}

void Core::read_extension(LiveDuty& duty, const Occurrence& occurrence, const Situation& situation, const BusinessCalendar& working) {
  if (!duty.owe->extend) return;
  const auto latest = resolve_point(duty.owe->extend->to, occurrence.times(), situation, working);
  duty.extend_to_us = latest ? std::optional(due_of(*latest, working).utc_us) : std::nullopt;
}

void Core::move(Subject& subject, LiveDuty& duty, const Occurrence& moved) {
  Duty& d = duty.row.duty;
  Occurrence occurrence = moved;
  occurrence.rule = duty.rule;  // perhaps an earlier version of what moves it
  occurrence.step = duty.step;
  const RuleDef& rule = model.rules[duty.rule];
  const Situation situation = situation_of(subject, occurrence);
  const Window window = window_of(occurrence, *duty.owe, situation, calendar_of(d.owner));
  if (index.on_calendar[duty.rule] || index.on_facts[duty.rule]) duty.basis = basis_of(occurrence, *duty.owe, model);
  if (duty.basis) duty.basis->branch = window.branch;
  // An extension that was granted holds while it is worth something.
  const std::optional<Instant> granted = duty.put_off ? d.due : std::nullopt;
  duty.put_off = granted && window.due_us && granted->utc_us > *window.due_us;
  read_extension(duty, occurrence, situation, calendar_of(d.owner));
  if (d.state == DutyState::withdrawn) {
    if (window.due_us && !duty.put_off && *window.due_us < now_us()) return;
    if (duty.put_off && granted->utc_us < now_us()) return;
    // What was missed stays missed.
    d.state = d.missed_at ? DutyState::overdue : DutyState::open;
  }
  d.opens.reset();
  if (window.opens_known) d.opens = Instant{window.opens_us};
  d.due.reset();
  if (window.due_us) d.due = duty.put_off ? granted : Instant{*window.due_us};
  if (d.state != DutyState::overdue) d.state = d.opens && window.opens_us <= now_us() ? DutyState::open : DutyState::pending;
  const std::string before = std::exchange(d.because, because(occurrence, situation, selector_of(rule, occurrence)));
  if (!window.closed.empty()) d.because.insert(d.because.size() - 1, ",\"closed\":\"" + std::string(window.closed) + "\"");
  d.because.insert(d.because.size() - 1, dated_spans(occurrence, *duty.owe, window, situation));
  d.because.insert(d.because.size() - 1, acts_of(before));
  change(subject, duty);
  touch(subject);
}

void Core::open(Subject& subject, LiveDuty& duty) {
  duty.row.duty.state = DutyState::open;
  change(subject, duty);
}

void Core::miss(Subject& subject, LiveDuty& duty) {
  Duty& d = duty.row.duty;
  d.missed_at = d.due;
  d.state = duty.owe->after_due == AfterDue::lapse ? DutyState::lapsed : DutyState::overdue;
  change(subject, duty);
  touch(subject);
  raise_missed(subject, duty);
}

void Core::raise_missed(const Subject& subject, const LiveDuty& duty) {
  const Duty& d = duty.row.duty;
  const RuleDef& rule = model.rules[duty.rule];
  const std::uint32_t event = duty.step == none ? rule.missed_event : rule.steps[duty.step].missed_event;
  if (event == none) return;
  Occurred missed;
  missed.id = "missed:" + turn_of(d);
  missed.run = d.key.run;
  missed.n = d.key.n;
  missed.event = event;
  missed.at_us = d.due->utc_us;
  missed.subjects = {subject.ref()};
  add_about(subject, missed);
  missed.data.emplace_back("rule", Value::of(rule.id));
  missed.data.emplace_back("owner", d.owner ? Value::of(*d.owner) : Value{});
  missed.data.emplace_back("responsible", d.responsible ? Value::of(*d.responsible) : Value{});
  missed.data.emplace_back("due", moment(d.due->utc_us));
  raise(std::move(missed));
}

void Core::withdraw(Subject& subject, std::uint32_t rule, const std::string* run, bool versions) {
  for (LiveDuty* duty : subject.duties.live(group(rule))) {
    if (!versions && duty->rule != rule) continue;
    if (run != nullptr && duty->row.duty.key.run != *run) continue;
    withdraw(subject, *duty);
  }
}

void Core::withdraw(Subject& subject, LiveDuty& duty) {
  duty.row.duty.state = DutyState::withdrawn;
  change(subject, duty);
  touch(subject);
}

void Core::update_owners(Subject& subject) {
  for (const auto& [id, duty] : subject.duties.all()) {
    if (!duty->live() || duty->rule == none) continue;
    const OweDef& owe = *duty->owe;
    std::optional<Bucket> bucket;
    Situation situation = situation_of(subject, *duty, bucket);
    situation.owner = nullptr;  // it is what is asked for
    std::optional<EntityRef> owner;
    if (const std::uint32_t* role = select(owe.owner, situation)) {
      if (model.roles[*role].expression && !duty->cause && index.keeps_cause[duty->rule]) continue;
      const auto people = resolve_role(*role, situation);
      if (!people.empty()) owner = acting(people.front());
    } else {
      owner = acting(default_owner(subject));
    }
    if (owner == duty->row.duty.owner) continue;
    Duty& d = duty->row.duty;
    if (duty->claimed && owner && d.owner && is_one_of({*owner}, d.owner->key, now_us())) continue;
    duty->claimed = false;
    // Who answers for a miss is fixed at the breach.
    if (owe.responsible == none && !d.missed_at && !subject.flow) d.responsible = owner;
    d.owner = owner;
    change(subject, *duty);
    touch(subject);
  }
}

}  // namespace huifang
