/// Rules started by date: one run for each date, named after the date's expression, so that a date that moves moves what
/// is owed and never doubles it.
#include <algorithm>

#include "domain/out_of_reach.hpp"

namespace huifang {

namespace {

/// What is owed for a date comes to be this long before it, or when the date becomes known.
constexpr Span ahead{-1, Span::Unit::years};

/// The id of an element of a list of dates: its own, else its place.
std::string element_id(const Value& element, std::size_t place) {
  if (element.kind() == Value::Kind::context) {
    if (const Value* id = element.context().find("id"); id != nullptr && !id->is_null()) {
      return id->kind() == Value::Kind::string ? id->string() : id->kind() == Value::Kind::entity ? id->entity().key : id->to_text();
    }
  }
  return std::to_string(place + 1);
}

const Value& element_date(const Value& element) {
  static const Value null;
  if (element.kind() != Value::Kind::context) return element;
  const Value* date = element.context().find("date");
  return date == nullptr ? null : *date;
}

}  // namespace

std::vector<Core::DatedStart> Core::dates_of(const Subject& subject, const RuleDef& rule) {
  std::vector<DatedStart> starts;
  const auto add = [&](std::string run, const Value& value, bool listed) {
    const auto known = [&](const DatedStart& other) { return other.run == run; };
    const auto point = point_of(value);
    if (point && std::none_of(starts.begin(), starts.end(), known)) starts.push_back({std::move(run), *point, listed});
  };
  for (const RuleDef::Dates& dates : rule.dates) {
    const Value value = evaluate(dates.expression, situation_of(subject)).value;
    if (value.kind() != Value::Kind::list) {
      add(dates.name, element_date(value), false);
      continue;
    }
    for (std::size_t i = 0; i < value.list().size(); ++i) {
      const Value& element = value.list()[i];
      add(dates.name + "#" + element_id(element, i), element_date(element), true);
    }
  }
  return starts;
}

bool Core::before_rule(const RuleDef& rule, std::int64_t start_us) const {
  std::int64_t begins_us = begin_of(rule.layer);
  for (std::uint32_t i = 0; i < model.layers.size(); ++i) {
    if (model.layers[i].rules.contains(rule.group)) begins_us = std::min(begins_us, begin_of(i));
  }
  return model.zone.end_of_day(model.zone.date_of(Instant{start_us})).utc_us < begins_us;
}

std::vector<std::pair<Date, std::uint32_t>> Core::overriding_days(const Subject& subject, std::uint32_t r) {
  std::vector<std::pair<Date, std::uint32_t>> days;
  for (const auto other : index.overridden_by[r]) {
    const RuleDef& rule = model.rules[other];
    if (!governs(subject, rule.layer) || !in_force(rule.layer)) continue;
    const Situation situation = situation_of(subject);
    if (!holds(rule.when, situation, "rule " + rule.name)) continue;
    const std::vector<RunItem*> runs = subject.runs.of(rule.group);
    for (const DatedStart& start : dates_of(subject, rule)) {
      // From the facts, whether its own runs have been read yet or not: the order of the rules makes no difference.
      Run would;
      would.rule = other;
      would.id = start.run;
      would.start_us = opening_of(start.start, calendar()).utc_us;
      read_end(subject, would);
      const std::optional<std::int64_t>& end_us = end_of(rule.layer);
      if ((end_us && would.start_us >= *end_us) || (would.ends_us && would.start_us >= *would.ends_us) || before_rule(rule, would.start_us)) continue;
      // What an event has ended does not start; what repeats and waits no more has started, and so has what a date has ended since.
      const auto ended = [&](const RunItem* run) {
        return run->value.id == start.run && run->value.ended && !over(would) && (run->value.waiting || !repeats(run->value));
      };
      if (std::none_of(runs.begin(), runs.end(), ended)) days.emplace_back(model.zone.date_of(Instant{would.start_us}), other);
    }
  }
  return days;
}

bool Core::ask_overriding(Subject& subject, RunItem& item, const std::vector<std::pair<Date, std::uint32_t>>& days, bool anew) {
  Run& run = item.value;
  const bool told = run.overridden && !run.waiting;
  if (run.ended || (!anew && (told || now_us() > run.start_us))) return false;
  const Date day = model.zone.date_of(Instant{run.start_us});
  const bool overridden = std::any_of(days.begin(), days.end(), [&](const auto& one) { return one.first == day; });
  if (overridden == run.overridden) return false;
  if (overridden) rest(subject, item);
  run.overridden = overridden;
  run.waiting = true;
  return true;
}

void Core::read_dates(Subject& subject, std::uint32_t r) try {
  const RuleDef& rule = model.rules[r];
  if (!holds(rule.when, situation_of(subject), "rule " + rule.name)) {
    for (RunItem* run : subject.runs.of(rule.group)) {
      if (run->value.asleep) continue;
      rest(subject, *run);
      run->value.asleep = true;
      arrange(subject, *run);
    }
    return;
  }
  std::vector<DatedStart> starts = dates_of(subject, rule);
  const auto days = overriding_days(subject, r);
  const std::int64_t today_us = model.zone.start_of_day(model.zone.date_of(Instant{now_us()})).utc_us;
  for (RunItem* item : subject.runs.of(rule.group)) {
    Run& run = item->value;
    const auto start = std::find_if(starts.begin(), starts.end(), [&](const DatedStart& s) { return s.run == run.id; });
    if (start == starts.end()) {
      // A list forgets dates that are over; what they still owe stays owed.
      const bool passed = run.start_us < today_us && run.id.find('#') != std::string::npos;
      if (!passed) rest(subject, *item);
      subject.runs.erase(*item);
      continue;
    }
    move_run(subject, *item, *start, days);
    starts.erase(start);
  }
  for (const DatedStart& start : starts) {
    Run run;
    run.rule = r;
    run.group = rule.group;
    run.id = start.run;
    run.by_date = start.start.is_date;
    run.start_us = opening_of(start.start, calendar()).utc_us;
    run.waiting = true;
    read_end(subject, run);
    RunItem& item = subject.runs.add(std::move(run));
    ask_overriding(subject, item, days, true);
    if (const auto begins = next_opening(item.value); begins && *begins <= now_us()) begin_dated(subject, item, start.listed);
    arrange(subject, item);
  }
} catch (const Error& error) {
  if (error.kind() != ErrorKind::range) throw;
  throw out_of_reach(error, model.rules[r], subject);
}

void Core::move_run(Subject& subject, RunItem& item, const DatedStart& to, const std::vector<std::pair<Date, std::uint32_t>>& days) {
  Run& run = item.value;
  const RuleDef& rule = model.rules[run.rule];
  if (!run.ended && over(run)) {
    rest(subject, item);
    end(subject, item);
  }
  const bool woken = run.asleep;
  run.asleep = false;
  const std::int64_t start_us = opening_of(to.start, calendar()).utc_us;
  const bool moved = run.start_us != start_us || run.by_date != to.start.is_date;
  run.start_us = start_us;
  run.by_date = to.start.is_date;
  if (moved && run.overridden) run.waiting = true;  // told of the other day
  const bool turned = ask_overriding(subject, item, days, moved || woken);
  if (run.ended || !(moved || woken || turned)) return;
  touch(subject);
  read_end(subject, run);
  if (run.overridden && !run.waiting) return arrange(subject, item);
  if (!run.waiting && rule.has_each && start_us > now_us()) {
    rest(subject, item);
    run.waiting = true;
  }
  if (woken && (rule.has_each || rule.has_every)) run.waiting = true;
  if (run.waiting) run.grid.own().n = 0;
  if (!run.waiting && moved && !rule.has_each) {
    for (auto* scheduled : subject.scheduled.of(run.group)) {
      if (scheduled->value.run == run.id) subject.scheduled.erase(*scheduled);
    }
    if (rule.has_every) {
      move_grid(subject, run);
    } else {
      begin_dated(subject, item, to.listed);
    }
  } else if (!run.waiting && woken) {
    begin_dated(subject, item, true);
  }
  if (run.waiting) {
    if (const auto begins = next_opening(run); begins && *begins <= now_us()) begin_dated(subject, item, to.listed || !moved);
  }
  arrange(subject, item);
}

void Core::move_grid(Subject& subject, Run& run) {
  const SpanDef* span = select(model.rules[run.rule].every, situation_of(subject));
  if (span == nullptr) return;
  for (LiveDuty* duty : subject.duties.live(run.group)) {
    const DutyKey& key = duty->row.duty.key;
    if (key.run != run.id) continue;
    const std::int64_t n = Decimal::parse(key.n)->to_int64().value_or(1);
    Occurrence occurrence = occurrence_of(run, n);
    occurrence.due = grid_point(run, *span, n);
    if (const auto before = n > 1 ? grid_point(run, *span, n - 1) : std::nullopt) {
      occurrence.opens_us = due_of(*before, calendar()).utc_us + 1;
    }
    move(subject, *duty, occurrence);
  }
  if (const auto due = grid_point(run, *span, run.grid->n)) run.grid.own().last_due_us = due_of(*due, calendar()).utc_us;
}

void Core::begin_dated(Subject& subject, RunItem& item, bool quiet) {
  Run& run = item.value;
  const RuleDef& rule = model.rules[run.rule];
  touch(subject);
  run.waiting = false;
  if (run.overridden) {
    const Date day = model.zone.date_of(Instant{run.start_us});
    const auto days = overriding_days(subject, run.rule);
    const auto by = std::find_if(days.begin(), days.end(), [&](const auto& one) { return one.first == day; });
    run.overridden = by != days.end();
    if (run.overridden) {
      const bool stale = before_rule(rule, run.start_us) || (quiet && model.zone.end_of_day(day).utc_us < now_us());
      if (!stale) suppress(subject, run.rule, run.id, "1", "overridden by " + model.rules[by->second].name);
      return;
    }
  }
  if (rule.has_each) {
    begin_buckets(subject, run);
  } else if (rule.has_every) {
    const SpanDef* span = select(rule.every, situation_of(subject));
    // The grid counts from the date; nothing before the book's time is owed.
    while (span != nullptr) {
      const auto due = grid_point(run, *span, run.grid->n + 1);
      if (!due || due_of(*due, calendar()).utc_us >= now_us()) break;
      ++run.grid.own().n;
    }
    if (!rule.every.plain()) run.grid.own().selected.clear();
    open_repetition(subject, run);
  } else {
    if (before_rule(rule, run.start_us)) return;
    Occurrence occurrence = occurrence_of(run, 1);
    occurrence.quiet = quiet;
    ++run.created;
    if (!run.acted) schedule_or_act(subject, occurrence, &run);
    owe(subject, occurrence);
    if (!run.sequence->steps.empty()) move_steps(subject, run);
    if (!rule.steps.empty()) go_on(subject, run, quiet);
  }
  if (run.ended) end(subject, item);
}

void Core::rest(Subject& subject, RunItem& item) {
  withdraw(subject, item.value.rule, &item.value.id, true);
  for (auto* scheduled : subject.scheduled.of(item.value.group)) {
    if (scheduled->value.run == item.value.id) subject.scheduled.erase(*scheduled);
  }
  touch(subject);
}

Occurrence Core::occurrence_of(const Run& run, std::int64_t n) const {
  const RuleDef& rule = model.rules[run.rule];
  Occurrence occurrence;
  occurrence.rule = run.rule;
  occurrence.run = run.id;
  occurrence.n = std::to_string(n);
  occurrence.start = run.by_date ? PointInTime::of(model.zone.date_of(Instant{run.start_us})) : PointInTime::of(Instant{run.start_us});
  occurrence.opens_us = rule.dates.empty() ? now_us() : run.start_us;
  occurrence.cause = run.cause;
  return occurrence;
}

std::optional<PointInTime> Core::grid_point(const Run& run, const SpanDef& every, std::int64_t n) const {
  return grid_point(occurrence_of(run, n).start, run.grid->before, every, n);
}

std::optional<PointInTime> Core::grid_point(const PointInTime& start, std::int64_t before, const SpanDef& every, std::int64_t n) const {
  PointInTime base = start;
  const auto reach = [&](Span span, std::int64_t times) {
    span.amount *= times;  // always from the start, so that month ends clamp from it (D22)
    return add_span(base, span, calendar());
  };
  const auto day_behind = [&](const PointInTime& point) { return model.zone.date_of(Instant{due_of(point, calendar()).utc_us + 1}); };
  n -= before;
  try {
    if (every.parameter == none) return reach(every.span, n);
    const auto& values = model.parameters[every.parameter].values;
    Date begins = before > 0 ? day_behind(start) : model.zone.date_of(opening_of(start, calendar()));
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
      // After how many more points does the next value hold?
      std::int64_t low = begins < *values[i + 1].from ? 1 : 0;
      for (std::int64_t high = std::max(low, n); low > 0 && low < high;) {
        const std::int64_t middle = low + (high - low) / 2;
        if (day_behind(reach(*values[i].span, middle)) < *values[i + 1].from) low = middle + 1;
        else high = middle;
      }
      if (low >= n) return reach(*values[i].span, n);
      if (low == 0) continue;
      base = reach(*values[i].span, low);
      begins = day_behind(base);
      n -= low;
    }
    return reach(*values.back().span, n);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::range) throw;
    return std::nullopt;
  }
}

std::optional<std::int64_t> Core::dated_begin(const Run& run) const {
  const RuleDef& rule = model.rules[run.rule];
  const std::optional<std::int64_t>& end_us = end_of(rule.layer);
  if (run.asleep || (end_us && run.start_us >= *end_us)) return std::nullopt;
  if (rule.has_each || rule.has_every || run.overridden) return run.start_us;
  const Date day = model.zone.date_of(Instant{run.start_us});
  return model.zone.start_of_day(add_span(PointInTime::of(day), ahead, calendar()).date).utc_us;
}

}  // namespace huifang
