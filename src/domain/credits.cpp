#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

/// Credits counted for one item: acts, or distinct values among them.
std::int64_t counted(const LiveDuty& duty, std::uint32_t part, std::uint32_t item, bool distinct) {
  std::int64_t count = 0;
  for (auto credit = duty.credits.begin(); credit != duty.credits.end(); ++credit) {
    if (credit->part != part || credit->item != item) continue;
    const bool again = distinct && std::any_of(duty.credits.begin(), credit, [&](const Credit& earlier) {
                         return earlier.part == part && earlier.item == item && earlier.distinct == credit->distinct;
                       });
    if (!again) ++count;
  }
  return count;
}

/// Does the act bring the duty nearer? Not when its part of the need is met already, nor when its distinct value has been counted.
bool adds(const LiveDuty& duty, const Credit& act) {
  const OweDef& owe = *duty.owe;
  std::size_t flat = 0;
  for (std::uint32_t p = 0; p < act.part; ++p) flat += owe.need[p].any.size();
  const NeedPart& part = owe.need[act.part];
  for (std::uint32_t i = 0; i < part.any.size(); ++i, ++flat) {
    if (counted(duty, act.part, i, static_cast<bool>(part.any[i].distinct)) >= duty.times[flat]) return false;
  }
  return !part.any[act.item].distinct || std::none_of(duty.credits.begin(), duty.credits.end(), [&](const Credit& earlier) {
    return earlier.part == act.part && earlier.item == act.item && earlier.distinct == act.distinct;
  });
}

}  // namespace

bool Core::recount(LiveDuty& duty) {
  const OweDef& owe = *duty.owe;
  std::int64_t have = 0;
  bool met = true;
  std::size_t flat = 0;
  for (std::uint32_t p = 0; p < owe.need.size(); ++p) {
    const NeedPart& part = owe.need[p];
    std::int64_t least = INT64_MAX;
    std::int64_t most = 0;
    bool part_met = false;
    for (std::uint32_t i = 0; i < part.any.size(); ++i, ++flat) {
      const std::int64_t times = duty.times[flat];
      const std::int64_t count = counted(duty, p, i, static_cast<bool>(part.any[i].distinct));
      least = std::min(least, times);
      most = std::max(most, count);
      part_met = part_met || count >= times;
    }
    have += part_met ? least : std::min(most, least - 1);
    met = met && part_met;
  }
  duty.row.duty.have = have;
  return met;
}

bool Core::is_one_of(const std::vector<EntityRef>& people, const std::string& staff, std::int64_t at_us) {
  for (const EntityRef& person : people) {
    if (person.entity == "staff") {
      if (person.key == staff) return true;
      continue;
    }
    // A unit or post: whoever belongs to it when acting.
    const Subject* actor = find({"staff", staff});
    if (actor == nullptr || actor->entity == none) continue;
    const std::uint32_t attribute = model.attribute(actor->entity, person.entity);
    if (attribute == none || model.attributes[attribute].kind != AttributeDef::Kind::fact) continue;
    const Value& belongs = actor->facts[model.attributes[attribute].index].at(at_us);
    if (belongs.kind() == Value::Kind::string && belongs.string() == person.key) return true;
    if (belongs.kind() == Value::Kind::entity && belongs.entity() == person) return true;
  }
  return false;
}

bool Core::may_act(const Subject& subject, const LiveDuty& duty, const NeedItem& item, const Occurred& occurred) {
  const Duty& d = duty.row.duty;
  const OweDef& owe = *duty.owe;
  std::optional<Bucket> bucket;
  Situation situation = situation_of(subject, duty, bucket);
  situation.at_us = occurred.at_us;
  if (item.by != none) {
    if (model.roles[item.by].system) return true;
    return is_one_of(resolve_role(item.by, situation), occurred.by, occurred.at_us);
  }
  if (const std::uint32_t* role = select(owe.owner, situation); role != nullptr && model.roles[*role].system) return true;
  if (model.events[occurred.event].kind != EventDef::Kind::declared && model.events[occurred.event].kind != EventDef::Kind::filed) {
    return true;  // what the library raises has no actor
  }
  if (occurred.by.empty()) return false;
  if (d.owner && (is_one_of({*d.owner}, occurred.by, occurred.at_us) || covers(*d.owner, occurred.by, occurred.at_us))) return true;
  if (owe.strict || duty.claimed) return false;
  // Unless the owner alone shall, whoever is covered or holds the subject may act as well, and whoever else the role yields.
  if (is_one_of(holders_of(subject, occurred.at_us), occurred.by, occurred.at_us)) return true;
  const std::uint32_t* role = select(owe.owner, situation);
  if (role == nullptr) {
    const auto owner = default_owner(subject);
    return owner && is_one_of({*owner}, occurred.by, occurred.at_us);
  }
  return is_one_of(resolve_role(*role, situation), occurred.by, occurred.at_us);
}

std::optional<std::string> Core::still_needed_of(const LiveDuty& duty, std::uint32_t part, std::uint32_t item, std::size_t flat,
                                                 const Occurred& occurred) {
  const auto& people = duty.people[flat];
  if (people.empty()) return std::nullopt;
  const std::int64_t each = duty.times[flat] / std::ssize(people);
  for (const EntityRef& person : people) {
    std::string name = person.entity + ":" + person.key;
    const auto of_person = [&](const Credit& c) { return c.part == part && c.item == item && c.distinct == name; };
    const bool needed = std::count_if(duty.credits.begin(), duty.credits.end(), of_person) < each;
    if (needed && !occurred.by.empty() && is_one_of({person}, occurred.by, occurred.at_us)) return name;
  }
  return std::nullopt;
}

std::optional<Credit> Core::credit_for(const Subject& subject, const LiveDuty& duty, const Occurred& occurred) {
  const RuleDef& rule = model.rules[duty.rule];
  const Duty& d = duty.row.duty;
  if (!occurred.claim.empty() && occurred.claim != to_text(d.key)) return std::nullopt;
  const bool has_opened = !d.opens || d.opens->utc_us <= occurred.at_us;
  const bool in_time = !d.due || occurred.at_us <= d.due->utc_us;
  bool may = false;
  switch (d.state) {
    case DutyState::open: may = in_time && (has_opened || duty.owe->early); break;
    case DutyState::pending: may = duty.owe->early; break;
    case DutyState::overdue: may = has_opened; break;
    case DutyState::lapsed: may = has_opened && in_time; break;  // recorded late, but done in time
    default: break;
  }
  if (!may) return std::nullopt;
  if (!inside(duty.owe->hours, occurred.at_us)) {
    note(to_text(d.key) + " is not credited: " + moment(occurred.at_us).to_text() + " lies outside its hours");
    return std::nullopt;
  }
  std::optional<Bucket> bucket;
  Situation situation = situation_of(subject, duty, bucket);
  situation.at_us = occurred.at_us;
  situation.event = &occurred;
  std::optional<Credit> surplus;
  std::size_t next = 0;
  for (std::uint32_t p = 0; p < duty.owe->need.size(); ++p) {
    for (std::uint32_t i = 0; i < duty.owe->need[p].any.size(); ++i) {
      const std::size_t flat = next++;
      const NeedItem& item = duty.owe->need[p].any[i];
      const EventDef& wanted = model.events[item.event];
      if (!model.hears(item.event, occurred.event)) continue;
      if (!holds(item.where, situation, "need of rule " + rule.name)) {
        note(wanted.name + " does not fit the need of " + to_text(d.key));
        continue;
      }
      if (!permits(duty.owe->purpose)) {
        note(to_text(d.key) + " is not credited: the contact was not allowed, " + permissions_.at(duty.owe->purpose).code);
        continue;
      }
      if (item.each_of != none) {
        if (auto person = still_needed_of(duty, p, i, flat, occurred)) return Credit{p, i, occurred.id, occurred.at_us, std::move(*person)};
        note(to_text(d.key) + " is not credited: no act of " + (occurred.by.empty() ? "nobody" : occurred.by) + " is needed any more");
        continue;
      }
      if (!may_act(subject, duty, item, occurred)) {
        note(occurred.by.empty() ? to_text(d.key) + " is not credited: the event names nobody who acted"
                                 : to_text(d.key) + " is not credited: " + occurred.by + " is not the one who owes it");
        continue;
      }
      Credit credit{p, i, occurred.id, occurred.at_us, {}};
      if (item.distinct) credit.distinct = json_text(evaluate(item.distinct, situation).value);
      if (adds(duty, credit)) return credit;  // one credit per event and duty
      if (!surplus) surplus = std::move(credit);
    }
  }
  return surplus;
}

bool Core::credit(Subject& subject, const Occurred& occurred, std::uint32_t only) {
  const auto& rules = index.needs[occurred.event];
  if (rules.empty() || subject.entity == none) return false;
  bool credited = false;
  const bool recorded_late = occurred.at_us < now_us();
  if (recorded_late) load_closed(subject, occurred.at_us);
  for (const auto r : rules) {
    if (model.rules[r].entity != subject.entity || (only != none && group(r) != group(only))) continue;
    // The versions of a rule are one rule: one act counts for one duty of it.
    if (!alone && std::any_of(rules.begin(), rules.end(), [&](std::uint32_t other) { return other < r && group(other) == group(r); })) continue;
    std::optional<Credit> credit;
    std::optional<Credit> surplus;
    LiveDuty* full = nullptr;
    const auto fits = [&](LiveDuty& duty) {
      credit = credit_for(subject, duty, occurred);
      if (!credit || adds(duty, *credit)) return credit.has_value();
      if (full == nullptr) {
        full = &duty;
        surplus = std::move(credit);
      }
      return false;
    };
    // The most urgent one to which the act adds something is credited, else the most urgent one that it fits.
    // What had lapsed before the act was recorded comes first: its due has passed.
    LiveDuty* best = nullptr;
    if (recorded_late) {
      for (LiveDuty* duty : subject.duties.lapsed(group(r))) {
        if (best == nullptr && fits(*duty)) best = duty;
      }
    }
    if (best == nullptr) best = subject.duties.first_live(group(r), fits);
    if (best == nullptr && full != nullptr) {
      best = full;
      credit = std::move(surplus);
    }
    if (best == nullptr) continue;
    std::vector<LiveDuty*> others;
    if (best->owe->shared) {
      others = recorded_late ? subject.duties.lapsed(group(r)) : others;
      for (LiveDuty* duty : subject.duties.live(group(r))) others.push_back(duty);
      std::erase_if(others, [&](const LiveDuty* duty) { return duty == best || !duty->owe->shared; });
    }
    const auto count = [&](LiveDuty& duty) {
      duty.credits.push_back(std::move(*credit));
      settle(subject, duty, occurred);
      credited = true;
      if (result != nullptr) result->credited.push_back(duty.row.duty.key);
    };
    count(*best);
    for (LiveDuty* duty : others) {
      if (fits(*duty)) count(*duty);
    }
  }
  return credited;
}

void Core::settle(Subject& subject, LiveDuty& duty, const Occurred& occurred) {
  Duty& d = duty.row.duty;
  const RuleDef& rule = model.rules[duty.rule];
  const bool met = recount(duty);
  touch(subject);
  if (!met) {
    change(subject, duty);
    return;
  }
  const bool was_missed = d.missed_at.has_value();
  d.state = DutyState::done;
  d.done_at = Instant{occurred.at_us};
  for (const Credit& credit : duty.credits) d.done_at = std::max(*d.done_at, Instant{credit.at_us});
  d.late = d.missed_at ? *d.done_at > *d.missed_at : d.due && *d.done_at > *d.due;
  change(subject, duty);
  if (subject.flow && rule.reopen != RuleDef::Reopen::restart) {
    subject.flow->done.insert(duty.rule);
    keep_left(subject, duty, occurred.at_us);
  }
  if (was_missed && !d.late) {
    unmiss(subject, duty, occurred.id);
  }
  const std::uint32_t event = duty.step == none ? rule.done_event : rule.steps[duty.step].done_event;
  if (event == none) return;
  Occurred done;
  done.id = "done:" + turn_of(d);
  done.run = d.key.run;
  done.n = d.key.n;
  done.event = event;
  done.at_us = occurred.at_us;
  done.by = occurred.by;
  done.subjects = {subject.ref()};
  add_about(subject, done);
  done.data.emplace_back("rule", Value::of(rule.id));
  done.data.emplace_back("owner", d.owner ? Value::of(*d.owner) : Value{});
  done.data.emplace_back("responsible", d.responsible ? Value::of(*d.responsible) : Value{});
  done.data.emplace_back("due", d.due ? moment(d.due->utc_us) : Value{});
  done.data.emplace_back("late", Value::of(d.late));
  raise(std::move(done));
}

}  // namespace huifang
