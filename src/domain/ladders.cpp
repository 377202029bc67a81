/// Escalation ladders: what happens on the way to a due, and behind it.
#include <algorithm>

#include "domain/core.hpp"

namespace huifang {

void Core::plan_levels(const Subject& subject, LiveDuty& duty) {
  const Duty& d = duty.row.duty;
  duty.levels.assign(duty.owe->ladder.size(), INT64_MAX);
  if (!d.due || !d.opens) return;
  const BusinessCalendar& calendar = calendar_of(d.owner);
  const Date day = model.zone.date_of(*d.due);
  const bool is_date = model.zone.end_of_day(day) == *d.due;
  TimeContext context;
  context.start = PointInTime::of(*d.opens);
  context.due = is_date ? PointInTime::of(day) : PointInTime::of(*d.due);
  Situation situation = situation_of(subject);
  situation.cause = duty.cause.get();
  situation.begins_us = begin_of(duty).utc_us;
  for (std::size_t i = 0; i < duty.levels.size(); ++i) {
    const LevelDef& level = duty.owe->ladder[i];
    if (level.percent != 0) {
      // Of working time where the due is in working hours; else of the time that passes.
      const bool working = clock_unit(duty) == DutyClock::Unit::working;
      const auto unit = working ? DutyClock::Unit::working : DutyClock::Unit::elapsed;
      const std::int64_t whole = time_between(unit, d.opens->utc_us, d.due->utc_us, calendar);
      const std::int64_t part = whole / 100 * level.percent + whole % 100 * level.percent / 100;
      duty.levels[i] = time_after(unit, d.opens->utc_us, part, calendar);
    } else if (const auto point = resolve_point(level.at, context, situation, calendar)) {
      // "due" itself acts behind it: an act at the due is in time.
      const bool at_due = !level.at.text.span && level.at.parameter == none;
      duty.levels[i] = at_due ? d.due->utc_us + 1 : opening_of(*point, calendar).utc_us;
    }
    if (duty.levels[i] != INT64_MAX) duty.levels[i] = std::max(duty.levels[i], d.opens->utc_us);
  }
}

void Core::act_levels(Subject& subject, const Wake& wake) {
  for (LiveDuty* duty : subject.duties.due(wake)) {
    if (duty->owe == nullptr || duty->owe->ladder.empty()) continue;
    for (std::size_t i = 0; i < duty->levels.size(); ++i) {
      if ((duty->acted >> i & 1u) != 0 || duty->levels[i] > wake.at_us) continue;
      duty->acted |= std::uint64_t{1} << i;
      Occurrence occurrence;
      occurrence.rule = duty->rule;
      occurrence.step = duty->step;
      occurrence.run = duty->row.duty.key.run;
      occurrence.n = duty->row.duty.key.n;
      occurrence.cause = duty->cause;
      occurrence.level = i;
      occurrence.owner = &duty->row.duty.owner;
      Situation situation = situation_of(subject, occurrence);
      situation.owner = occurrence.owner;
      if (holds(duty->owe->ladder[i].when, situation, "level of rule " + model.rules[duty->rule].name)) act(subject, occurrence);
    }
    change(subject, *duty);
    touch(subject);
  }
}

}  // namespace huifang
