#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"

namespace huifang {

bool Core::update_tiers(Subject& subject, std::string_view trigger, std::int64_t sequence) {
  bool changed = false;
  for (const auto i : index.tiers[subject.entity]) {
    const TierDef& tier = model.tiers[i];
    if (!tier.table) continue;
    Situation situation;
    situation.subject = &subject;
    situation.at_us = now_us();
    const DecisionOutcome outcome = decide(tier.table, situation);
    if (outcome.status != feel::Outcome::Status::ok) {
      std::string text = "tier " + tier.name + " of " + subject.row.entity + " " + subject.row.key + " is undecided";
      for (const std::string& name : outcome.names) text += " " + name;
      note(text + (outcome.message.empty() ? "" : ": " + outcome.message));
      continue;
    }
    std::string value = outcome.value.kind() == Value::Kind::string ? outcome.value.string()
                        : outcome.value.is_null()                   ? std::string()
                                                                    : outcome.value.to_text();
    if (subject.tier_known[i] && subject.tiers[i] == value) continue;
    const std::string before = subject.tiers[i];
    const bool first = !subject.tier_known[i];
    subject.tiers[i] = value;
    subject.tier_known[i] = true;
    std::string because;
    {
      JsonObject object(because);
      {
        std::string& inputs = object.key("inputs");
        JsonObject inner(inputs);
        for (std::size_t k = 0; k < outcome.inputs.size(); ++k) {
          inner.value(tier.table.source().inputs[k].expression, outcome.inputs[k]);
        }
      }
      if (!outcome.matched.empty()) object.number("row", outcome.matched.front() + 1);
      const std::string& clause = outcome.matched.empty() ? std::string() : tier.table.source().rows[outcome.matched.front()].source;
      if (!clause.empty() || !tier.source.empty()) object.text("source", clause.empty() ? tier.source : clause);
      object.text("tier", tier.name);
      object.text("trigger", trigger);
      object.text("version", model.version);
    }
    tiers_.push_back({subject.row.id, tier.name, now_us(), sequence, value, std::move(because)});
    touch(subject);
    changed = true;
    if (tier.changed_event == none || first) continue;
    Occurred event;
    event.id = "tier." + tier.name + ":" + std::string(trigger);
    event.event = tier.changed_event;
    event.at_us = now_us();
    event.subjects = {subject.ref()};
    event.data.emplace_back("from", before.empty() ? Value{} : Value::of(before));
    event.data.emplace_back("to", value.empty() ? Value{} : Value::of(value));
    raise(std::move(event));
  }
  return changed;
}

void Core::read_end(Subject& subject, Run& run) {
  run.ends_us.reset();
  const RuleDef& rule = model.rules[run.rule];
  if (!rule.until_date) return;
  Situation situation;
  situation.subject = &subject;
  situation.at_us = now_us();
  situation.cause = run.cause.get();
  const Value last = evaluate(rule.until_date, situation).value;
  if (last.kind() == Value::Kind::date) run.ends_us = model.zone.end_of_day(last.date()).utc_us + 1;
}

void Core::arrange(Subject& subject, RunItem& run) {
  std::optional<Wake> wake;
  if (!run.value.ended) {
    if (const auto opens = next_opening(run.value); opens && (!end_us || *opens < *end_us)) {
      wake = Wake{*opens, Wake::openings, static_cast<std::int32_t>(run.value.rule)};
    }
    if (run.value.ends_us) {
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

void Core::reconsider(Subject& subject, std::string_view trigger, const std::shared_ptr<const Occurred>& cause,
                      std::int64_t sequence, int depth) {
  if (subject.entity == none) return;
  touch(subject);
  if (now_us() < begin_us) return;  // the clock comes back when the policy begins
  subject.begun = true;
  subject.reviewed_us = now_us();
  update_tiers(subject, trigger, sequence);
  for (const auto r : index.until_moves[subject.entity]) {
    for (RunItem* run : subject.runs.of(r)) {
      read_end(subject, run->value);
      arrange(subject, *run);
    }
  }
  const bool in_force = !end_us || now_us() < *end_us;
  for (const auto r : index.standing[subject.entity]) {
    const RuleDef& rule = model.rules[r];
    RunItem* running = subject.runs.first_of(r);
    const bool alive = running != nullptr;
    Situation situation;
    situation.subject = &subject;
    situation.at_us = now_us();
    const bool wanted = in_force && holds(rule.when, situation, "rule " + rule.id);
    if (alive && !wanted) {
      withdraw(subject, r, nullptr);
      subject.runs.erase(*running);
      continue;
    }
    const bool going = alive && !running->value.ended;
    if (going && over(running->value)) {
      withdraw(subject, r, nullptr);
      end(subject, *running);
      continue;
    }
    if (going && rule.has_every && !rule.every.plain()) {
      const std::string selected = json_text(evaluate(rule.every.selector, situation).value);
      if (selected == running->value.selected) continue;
      withdraw(subject, r, nullptr);
      subject.runs.erase(*running);
    } else if (alive || !wanted) {
      continue;
    }
    Run run;
    run.rule = r;
    run.id = trigger;
    run.start_us = now_us();
    if (index.keeps_cause[r]) run.cause = cause;
    begin_run(subject, std::move(run));
  }
  notify_watchers(subject, trigger, cause, sequence, depth);
}

void Core::notify_watchers(const Subject& subject, std::string_view trigger, const std::shared_ptr<const Occurred>& cause,
                           std::int64_t sequence, int depth) {
  constexpr int reference_depth_max = 8;  // references of references; a cycle ends here
  if (depth >= reference_depth_max) return;
  for (const auto& watcher : index.watchers[subject.entity]) {
    const std::set<SubjectId> others = referring(watcher.attribute, subject.row.id);
    for (const auto id : others) {
      if (id != subject.row.id) reconsider(get(id), trigger, cause, sequence, depth + 1);
    }
  }
}

void Core::start_on(Subject& subject, std::uint32_t r, const std::shared_ptr<const Occurred>& occurred) {
  const RuleDef& rule = model.rules[r];
  if (occurred->at_us < begin_us || (end_us && occurred->at_us >= *end_us)) return;
  const bool alive = subject.runs.first_of(r) != nullptr || subject.duties.any_live(r);
  if (alive && rule.again == RuleDef::Again::ignore) return;
  Situation situation;
  situation.subject = &subject;
  situation.at_us = now_us();
  situation.event = occurred.get();
  situation.cause = occurred.get();
  const bool wanted = holds(rule.when, situation, "rule " + rule.id);
  if (alive && rule.again == RuleDef::Again::restart) stop(subject, r);
  if (!wanted) return;
  Run run;
  run.rule = r;
  run.id = occurred->id;
  run.start_us = occurred->at_us;
  run.cause = occurred;
  begin_run(subject, std::move(run));
}

void Core::stop(Subject& subject, std::uint32_t r) {
  withdraw(subject, r, nullptr);
  // A standing run is remembered until its condition turns false.
  for (RunItem* run : subject.runs.of(r)) end(subject, *run);
  for (auto* scheduled : subject.scheduled.of(r)) subject.scheduled.erase(*scheduled);
  touch(subject);
}

void Core::stop_over(Subject& subject, const Wake& wake) {
  for (RunItem* run : subject.runs.due(wake)) {
    const std::uint32_t rule = run->value.rule;
    if (model.rules[rule].on.empty() || !over(run->value)) continue;
    withdraw(subject, rule, &run->value.id);
    for (auto* scheduled : subject.scheduled.of(rule)) {
      if (scheduled->value.run == run->value.id) subject.scheduled.erase(*scheduled);
    }
    end(subject, *run);
  }
}

void Core::begin_run(Subject& subject, Run started) {
  touch(subject);
  const RuleDef& rule = model.rules[started.rule];
  const bool repeats = rule.has_each || rule.has_every;
  read_end(subject, started);
  if (!repeats) {
    Occurrence occurrence;
    occurrence.rule = started.rule;
    occurrence.run = started.id;
    occurrence.start = {false, {}, Instant{started.start_us}};
    occurrence.opens_us = now_us();
    occurrence.cause = started.cause;
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
    Situation situation;
    situation.subject = &subject;
    situation.at_us = now_us();
    if (!rule.every.plain()) run.selected = json_text(evaluate(rule.every.selector, situation).value);
    open_repetition(subject, run);
  } else {
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
  if (run.ended) {
    end(subject, item);
  } else {
    arrange(subject, item);
  }
}

void Core::open_runs(Subject& subject, const Wake& wake) {
  for (RunItem* item : subject.runs.due(wake)) {
    if (model.rules[item->value.rule].has_every) {
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
  if (run.ended) return;
  Situation situation;
  situation.subject = &subject;
  situation.at_us = now_us();
  situation.season_date = bucket.last;  // a bucket's season is the season on its last day (D23)
  situation.bucket = &bucket;
  situation.cause = run.cause.get();
  const std::uint32_t* chosen = select(rule.each, situation);
  if (chosen == nullptr || *chosen != family) return;
  Occurrence occurrence;
  occurrence.rule = run.rule;
  occurrence.run = run.id;
  occurrence.n = bucket.id;
  occurrence.start = {true, bucket.first, {}};
  occurrence.bucket = bucket;
  occurrence.opens_us = opens_us;
  occurrence.due = PointInTime{true, bucket.last, {}};
  occurrence.cause = run.cause;
  ++run.created;
  if (rule.max > 0 && run.created >= rule.max) run.ended = true;
  schedule_or_act(subject, occurrence);
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
  Situation situation;
  situation.subject = &subject;
  situation.at_us = now_us();
  situation.cause = run.cause.get();
  const Span* span = select(rule.every, situation);
  if (span == nullptr) {
    run.ended = true;
    note("rule " + rule.id + " has no span for " + subject.row.entity + " " + subject.row.key);
    return;
  }
  Span reach = *span;
  reach.amount *= run.n + 1;  // always from the start, so that month ends clamp from it (D22)
  Occurrence occurrence;
  occurrence.rule = run.rule;
  occurrence.run = run.id;
  occurrence.start = {false, {}, Instant{run.start_us}};
  try {
    occurrence.due = add_span(occurrence.start, reach, *model.calendar);
    run.last_due_us = due_of(*occurrence.due, *model.calendar).utc_us;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::range) throw;
    run.ended = true;  // the grid leaves the calendar: nothing more can be owed on it
    note("rule " + rule.id + " ends: its next repetition lies beyond the calendar");
    touch(subject);
    return;
  }
  occurrence.opens_us = now_us();
  occurrence.cause = run.cause;
  run.n += 1;
  occurrence.n = std::to_string(run.n);
  ++run.created;
  if (rule.max > 0 && run.created >= rule.max) run.ended = true;
  touch(subject);
  schedule_or_act(subject, occurrence);
  owe(subject, occurrence);
}

std::optional<std::int64_t> Core::next_opening(const Run& run) {
  const RuleDef& rule = model.rules[run.rule];
  if (run.ended) return std::nullopt;
  if (rule.has_every) return run.last_due_us + 1;  // of a date's due that is the next midnight
  if (!rule.has_each) return std::nullopt;
  std::optional<std::int64_t> next;
  const Date day = model.zone.date_of(Instant{run.cursor_us});
  for (const auto family : choice_values(rule.each)) {
    const auto& bucket = bucket_after(family, day);
    if (!bucket) continue;
    const std::int64_t first_us = model.zone.start_of_day(bucket->first).utc_us;
    if (!next || first_us < *next) next = first_us;
  }
  return next;
}

void Core::retire(Subject& subject) {
  withdraw(subject, none, nullptr);
  touch(subject);
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

namespace {
std::uint64_t day_key(std::uint32_t family, Date date) {
  return (std::uint64_t{family} << 32) | static_cast<std::uint32_t>(date.to_days());
}
}  // namespace

const std::optional<Bucket>& Core::bucket_at(std::uint32_t family, Date date) {
  const auto key = day_key(family, date);
  const auto known = bucket_at_.find(key);
  if (known != bucket_at_.end()) return known->second;
  return bucket_at_.emplace(key, model.buckets[family].at(date, *model.calendar)).first->second;
}

const std::optional<Bucket>& Core::bucket_after(std::uint32_t family, Date date) {
  const auto key = day_key(family, date);
  const auto known = bucket_after_.find(key);
  if (known != bucket_after_.end()) return known->second;
  return bucket_after_.emplace(key, model.buckets[family].next_after(date, *model.calendar)).first->second;
}

}  // namespace huifang
