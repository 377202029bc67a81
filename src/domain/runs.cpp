/// Runs of rules: their beginning, their repetitions by bucket or grid, and their end.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

std::uint64_t day_key(std::uint32_t family, Date date) {
  return (std::uint64_t{family} << 32) | static_cast<std::uint32_t>(date.to_days());
}

}  // namespace

void Core::begin_run(Subject& subject, Run started) {
  touch(subject);
  const RuleDef& rule = model.rules[started.rule];
  const bool repeats = rule.has_each || rule.has_every;
  read_end(subject, started);
  if (stepped(started) && !repeats) {
    RunItem& item = subject.runs.add(std::move(started));
    ++item.value.created;
    schedule_or_act(subject, occurrence_of(item.value, 1));
    go_on(subject, item.value);
    leave_if_over(subject, item);
    return;
  }
  if (!repeats) {
    const Occurrence occurrence = occurrence_of(started, 1);
    ++started.created;
    if (rule.on.empty() || rule.until_date) {
      if (!index.keeps_cause[started.rule] && !rule.until_date) started.cause = nullptr;
      arrange(subject, subject.runs.add(std::move(started)));
    }
    schedule_or_act(subject, occurrence);
    owe(subject, occurrence);
    return;
  }
  RunItem& item = subject.runs.add(std::move(started));
  Run& run = item.value;
  if (rule.has_every) {
    if (!rule.every.plain()) run.grid.own().selected = json_text(evaluate(rule.every.selector, situation_of(subject)).value);
    open_repetition(subject, run);
  } else {
    begin_buckets(subject, run);
  }
  if (stepped(run)) {
    leave_if_over(subject, item);
  } else if (run.ended) {
    end(subject, item);
  } else {
    arrange(subject, item);
  }
}

void Core::begin_buckets(Subject& subject, Run& run) {
  const RuleDef& rule = model.rules[run.rule];
  run.cursor_us = now_us();
  const Date today = model.zone.date_of(Instant{now_us()});
  for (const auto family : choice_values(rule.each)) {
    const auto bucket = bucket_at(family, today);
    if (!bucket) continue;
    const std::int64_t first_us = model.zone.start_of_day(bucket->first).utc_us;
    if (first_us != now_us() && rule.partial == RuleDef::Partial::drop) continue;
    const std::int64_t opens_us = rule.partial == RuleDef::Partial::clip ? now_us() : first_us;
    consider_bucket(subject, run, family, *bucket, opens_us);
  }
}

void Core::open_runs(Subject& subject, const Wake& wake) {
  for (RunItem* item : subject.runs.due(wake)) {
    if (item->value.waiting) {
      begin_dated(subject, *item, false);
    } else if (stepped(item->value)) {
      Run& run = item->value;
      const std::string before = run.sequence->repetition;
      if (repeats(run) && !exhausted(run)) {
        if (!model.rules[run.rule].has_every && run.cursor_us < now_us()) open_buckets(subject, run);
        if (model.rules[run.rule].has_every && run.grid->last_due_us < now_us()) open_repetition(subject, run);
      }
      if (run.sequence->repetition == before) go_on(subject, run);
      leave_if_over(subject, *item);
      continue;
    } else if (model.rules[item->value.rule].has_every) {
      open_repetition(subject, item->value);
    } else {
      open_buckets(subject, item->value);
    }
    if (item->value.ended) {
      end(subject, *item);
    } else {
      arrange(subject, *item);
    }
  }
}

void Core::consider_bucket(Subject& subject, Run& run, std::uint32_t family, const Bucket& bucket, std::int64_t opens_us) {
  const RuleDef& rule = model.rules[run.rule];
  if (run.ended || exhausted(run)) return;
  Situation situation = situation_of(subject);
  situation.season_date = bucket.last;  // a bucket's season is the season on its last day (D23)
  situation.bucket = &bucket;
  situation.cause = run.cause.get();
  const std::uint32_t* chosen = select(rule.each, situation);
  if (chosen == nullptr || *chosen != family) return;
  Occurrence occurrence;
  occurrence.rule = run.rule;
  occurrence.run = run.id;
  occurrence.n = bucket.id;
  occurrence.start = PointInTime::of(bucket.first);
  occurrence.bucket = bucket;
  occurrence.opens_us = opens_us;
  occurrence.due = PointInTime::of(bucket.last);
  occurrence.cause = run.cause;
  ++run.created;
  schedule_or_act(subject, occurrence);
  if (stepped(run)) return begin_repetition(subject, run, occurrence);
  if (exhausted(run)) run.ended = true;
  owe(subject, occurrence);
}

void Core::open_buckets(Subject& subject, Run& run) {
  run.cursor_us = now_us();
  touch(subject);
  const Date today = model.zone.date_of(Instant{now_us()});
  for (const auto family : choice_values(model.rules[run.rule].each)) {
    const auto bucket = bucket_at(family, today);
    if (bucket && model.zone.start_of_day(bucket->first).utc_us == now_us()) consider_bucket(subject, run, family, *bucket, now_us());
  }
}

void Core::open_repetition(Subject& subject, Run& run) {
  const RuleDef& rule = model.rules[run.rule];
  Situation situation = situation_of(subject);
  situation.cause = run.cause.get();
  const SpanDef* span = select(rule.every, situation);
  if (span == nullptr) {
    run.ended = true;
    note("rule " + rule.name + " has no span for " + subject.row.entity + " " + subject.row.key);
    return;
  }
  Occurrence occurrence = occurrence_of(run, run.grid->n + 1);
  occurrence.due = grid_point(run, *span, run.grid->n + 1);
  touch(subject);
  if (!occurrence.due) {
    run.ended = true;  // the grid leaves the calendar: nothing more can be owed on it
    note("rule " + rule.name + " ends: its next repetition lies beyond the calendar");
    return;
  }
  run.grid.own().last_due_us = due_of(*occurrence.due, calendar()).utc_us;
  occurrence.opens_us = now_us();
  ++run.grid.own().n;
  ++run.created;
  schedule_or_act(subject, occurrence);
  if (stepped(run)) return begin_repetition(subject, run, occurrence);
  if (exhausted(run)) run.ended = true;
  owe(subject, occurrence);
}

std::optional<std::int64_t> Core::next_opening(const Run& run) {
  const RuleDef& rule = model.rules[run.rule];
  if (run.ended || run.asleep) return std::nullopt;
  if (run.waiting) return dated_begin(run);
  if (run.overridden) return std::nullopt;
  std::optional<std::int64_t> next;
  if (stepped(run)) {
    next = next_step(run);
    if (!repeats(run) || exhausted(run)) return next;
  }
  if (rule.has_every) return std::min(next.value_or(INT64_MAX), run.grid->last_due_us + 1);  // of a date's due that is the next midnight
  if (!rule.has_each) return std::nullopt;
  const Date day = model.zone.date_of(Instant{run.cursor_us});
  for (const auto family : choice_values(rule.each)) {
    const auto& bucket = bucket_after(family, day);
    if (!bucket) continue;
    const std::int64_t first_us = model.zone.start_of_day(bucket->first).utc_us;
    if (!next || first_us < *next) next = first_us;
  }
  return next;
}

std::vector<std::uint32_t> Core::choice_values(const Choice<std::uint32_t>& choice) const {
  std::vector<std::uint32_t> values;
  const auto add = [&](std::uint32_t value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  };
  for (const auto& [key, value] : choice.cases) add(value);
  if (choice.otherwise) add(*choice.otherwise);
  return values;
}

const std::optional<Bucket>& Core::bucket_at(std::uint32_t family, Date date) {
  const auto key = day_key(family, date);
  const auto known = bucket_at_.find(key);
  if (known != bucket_at_.end()) return known->second;
  return bucket_at_.emplace(key, model.buckets[family].at(date, calendar())).first->second;
}

const std::optional<Bucket>& Core::bucket_after(std::uint32_t family, Date date) {
  const auto key = day_key(family, date);
  const auto known = bucket_after_.find(key);
  if (known != bucket_after_.end()) return known->second;
  return bucket_after_.emplace(key, model.buckets[family].next_after(date, calendar())).first->second;
}

void Core::read_end(const Subject& subject, Run& run) {
  run.ends_us.reset();
  const RuleDef& rule = model.rules[run.rule];
  if (!rule.until_date) return;
  Situation situation = situation_of(subject);
  situation.cause = run.cause.get();
  const Value last = evaluate(rule.until_date, situation).value;
  if (last.kind() == Value::Kind::date) run.ends_us = model.zone.end_of_day(last.date()).utc_us + 1;
}

void Core::arrange(Subject& subject, RunItem& run) {
  std::optional<Wake> wake;
  if (!run.value.ended) {
    const std::optional<std::int64_t>& end_us = end_of(model.rules[run.value.rule].layer);
    if (const auto opens = next_opening(run.value); opens && (!end_us || *opens < *end_us)) {
      wake = Wake{*opens, Wake::openings, static_cast<std::int32_t>(run.value.group)};
    }
    if (run.value.ends_us && !run.value.asleep) {
      const Wake review{std::max(*run.value.ends_us, now_us()), Wake::reviews, -1};
      if (!wake || review < *wake) wake = review;
    }
  }
  subject.runs.wait(run, wake);
}

void Core::end(Subject& subject, RunItem& run) {
  run.value.ended = true;
  if (model.rules[run.value.rule].on.empty()) {
    subject.runs.wait(run, std::nullopt);
  } else {
    subject.runs.erase(run);
  }
}

void Core::stop_over(Subject& subject, const Wake& wake) {
  for (RunItem* run : subject.runs.due(wake)) {
    const std::uint32_t rule = run->value.rule;
    // Standing rules are looked at as a whole; dated ones are not any more when the policy's last day is over.
    const bool standing = model.rules[rule].on.empty() && model.rules[rule].dates.empty();
    if (standing || !over(run->value)) continue;
    withdraw(subject, rule, &run->value.id, true);
    for (auto* scheduled : subject.scheduled.of(group(rule))) {
      if (scheduled->value.run == run->value.id) subject.scheduled.erase(*scheduled);
    }
    end(subject, *run);
  }
}

}  // namespace huifang
