/// Clocks of duties that stop and go on: how much is left, and what the due is then.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

using Unit = DutyClock::Unit;

}  // namespace

Instant Core::begin_of(const LiveDuty& duty) const {
  const Duty& d = duty.row.duty;
  return duty.basis ? Instant{duty.basis->opens_us} : d.opens ? *d.opens : *d.created_at;
}

DutyClock::Unit Core::clock_unit(const LiveDuty& duty) const {
  const auto of_point = [&](const TimePointDef& point) -> std::optional<Unit> {
    std::optional<Span> span = point.text.span;
    if (point.parameter != none) span = model.in_force(point.parameter, begin_of(duty)).span;
    if (!span) return std::nullopt;
    switch (span->unit) {
      case Span::Unit::working_hours:
      case Span::Unit::working_minutes: return Unit::working;
      case Span::Unit::working_days: return Unit::working_days;
      case Span::Unit::minutes:
      case Span::Unit::hours: return Unit::elapsed;
      default: return Unit::days;
    }
  };
  const auto& due = duty.owe->due;
  const std::size_t branch = duty.basis && duty.basis->branch ? *duty.basis->branch : 0;
  std::optional<Unit> unit;
  if (branch < due.cases.size()) unit = of_point(due.cases[branch].second);
  if (!unit && due.otherwise) unit = of_point(*due.otherwise);
  return unit.value_or(Unit::elapsed);
}

std::int64_t Core::time_between(DutyClock::Unit unit, std::int64_t from_us, std::int64_t to_us, const BusinessCalendar& calendar) const {
  if (to_us <= from_us) return 0;
  const Date first = model.zone.date_of(Instant{from_us});
  const Date last = model.zone.date_of(Instant{to_us});
  switch (unit) {
    case Unit::working: return calendar.working_time_between(Instant{from_us}, Instant{to_us});
    case Unit::days: return last.to_days() - first.to_days();
    case Unit::working_days: return calendar.working_days_between(Date::from_days(first.to_days() + 1), Date::from_days(last.to_days() + 1));
    case Unit::elapsed: break;
  }
  return to_us - from_us;
}

std::int64_t Core::time_after(DutyClock::Unit unit, std::int64_t from_us, std::int64_t amount, const BusinessCalendar& calendar) const {
  const Date day = model.zone.date_of(Instant{from_us});
  switch (unit) {
    case Unit::working: return amount == 0 ? from_us : calendar.add_working_time(Instant{from_us}, amount).utc_us;
    case Unit::days: return model.zone.end_of_day(Date::from_days(day.to_days() + amount)).utc_us;
    case Unit::working_days: return model.zone.end_of_day(amount == 0 ? day : calendar.add_working_days(day, amount)).utc_us;
    case Unit::elapsed: break;
  }
  return from_us + amount;
}

std::int64_t Core::left_of(const LiveDuty& duty, std::int64_t at_us) {
  const Unit unit = duty.clock ? duty.clock->unit : clock_unit(duty);
  return time_between(unit, at_us, duty.row.duty.due->utc_us, calendar_of(duty.row.duty.owner));
}

void Core::pause(Subject& subject, LiveDuty& duty, std::int64_t at_us) {
  Duty& d = duty.row.duty;
  if (duty.clock && (duty.clock->paused || duty.clock->stands())) return;
  if (!d.due) return;
  // Recorded late: it was missed after the clock had stopped.
  const bool taken_back = d.missed_at && d.missed_at->utc_us >= at_us && (d.state == DutyState::overdue || d.state == DutyState::lapsed);
  const bool over = !taken_back && d.state == DutyState::overdue;
  if (!taken_back && !over && d.state != DutyState::open && d.state != DutyState::pending) return;
  if (!duty.clock) {
    duty.clock = std::make_unique<DutyClock>();
    duty.clock->unit = clock_unit(duty);
  }
  if (over) {  // missed it stays; what it runs over stops growing
    duty.clock->stood.emplace_back(at_us, INT64_MAX);
    change(subject, duty);
    touch(subject);
    return;
  }
  duty.clock->left = left_of(duty, at_us);
  duty.clock->since_us = at_us;
  duty.clock->paused = true;
  if (taken_back) {
    d.state = DutyState::open;
    unmiss(subject, duty, subject.row.key);
  }
  d.due.reset();
  change(subject, duty);
  touch(subject);
}

void Core::resume(Subject& subject, LiveDuty& duty, std::int64_t at_us) {
  if (!duty.clock) return;
  if (duty.clock->stands() && duty.live()) {
    duty.clock->stood.back().second = std::max(at_us, duty.clock->stood.back().first);
    change(subject, duty);
    touch(subject);
  }
  if (!duty.clock->paused) return;
  const std::int64_t left = duty.clock->left;
  duty.clock->paused = false;
  if (!duty.live()) return;
  // A pause that cost nothing moves nothing: with nothing left the due is the closing at which it began, not the next opening.
  const std::int64_t since_us = duty.clock->since_us;
  const bool free = time_between(duty.clock->unit, since_us, at_us, calendar_of(duty.row.duty.owner)) == 0;
  set_left(subject, duty, left, free ? since_us : at_us);
}

void Core::set_left(Subject& subject, LiveDuty& duty, std::int64_t left, std::int64_t at_us) {
  Duty& d = duty.row.duty;
  const BusinessCalendar& calendar = calendar_of(d.owner);
  if (!duty.clock) {
    duty.clock = std::make_unique<DutyClock>();
    duty.clock->unit = clock_unit(duty);
  }
  d.due = Instant{time_after(duty.clock->unit, at_us, left, calendar)};
  if (duty.basis) {
    const Window window = window_again(subject, duty, calendar);
    if (window.due_us) duty.clock->excluded = time_between(duty.clock->unit, *window.due_us, d.due->utc_us, calendar);
  }
  change(subject, duty);
  touch(subject);
}

std::optional<std::int64_t> Core::stopped_due(LiveDuty& duty, std::optional<std::int64_t> due_us, const BusinessCalendar& calendar) {
  if (!duty.clock || !due_us) return due_us;
  const std::int64_t due = duty.clock->excluded == 0 ? *due_us : time_after(duty.clock->unit, *due_us, duty.clock->excluded, calendar);
  if (!duty.clock->paused) return due;
  duty.clock->left = time_between(duty.clock->unit, duty.clock->since_us, due, calendar);
  return std::nullopt;
}

std::optional<Overrun> Core::overrun(const DutyKey& key) {
  Subject* subject = find(key.subject);
  LiveDuty* duty = subject == nullptr ? nullptr : find_duty(*subject, key);
  if (duty == nullptr || duty->owe == nullptr) return std::nullopt;
  const Duty& d = duty->row.duty;
  const bool late = d.state == DutyState::done && d.late && d.done_at;
  if (!d.due || (d.state != DutyState::overdue && !late)) return std::nullopt;
  const BusinessCalendar& calendar = calendar_of(d.owner);
  Overrun over;
  over.unit = duty->clock ? duty->clock->unit : clock_unit(*duty);
  // A due that is a date, whatever it was written as, is over by days.
  if (over.unit == Unit::elapsed && model.zone.end_of_day(model.zone.date_of(*d.due)) == *d.due) over.unit = Unit::days;
  over.stands = !late && duty->clock && duty->clock->stands();
  const std::int64_t from_us = d.due->utc_us;
  const std::int64_t to_us = late ? d.done_at->utc_us : now_us();
  over.amount = time_between(over.unit, from_us, to_us, calendar);
  if (duty->clock) {
    for (const auto& [stood_us, on_us] : duty->clock->stood) {
      over.amount -= time_between(over.unit, std::max(stood_us, from_us), std::min(on_us, to_us), calendar);
    }
  }
  return over;
}

Window Core::window_again(const Subject& subject, LiveDuty& duty, const BusinessCalendar& calendar) {
  Occurrence occurrence;
  occurrence.rule = duty.rule;
  occurrence.step = duty.step;
  occurrence.run = duty.row.duty.key.run;
  occurrence.n = duty.row.duty.key.n;
  occurrence.start = duty.basis->start;
  occurrence.bucket = duty.basis->bucket;
  occurrence.opens_us = duty.basis->opens_us;
  occurrence.due = duty.basis->due;
  occurrence.previous = duty.basis->previous;
  occurrence.branch = duty.basis->branch;
  occurrence.cause = duty.cause;
  const Situation situation = situation_of(subject, occurrence);
  return window_of(occurrence, *duty.owe, situation, calendar);
}

}  // namespace huifang
