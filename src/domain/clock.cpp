#include <algorithm>
#include <array>

#include "domain/core.hpp"

namespace huifang {

namespace {

enum Phase : std::int32_t { deadlines = 2, bucket_ends = 3, reviews = 4, openings = 5 };

/// "tick-20240301T000000Z": the moment that turned a condition, as a run id.
std::string tick_text(std::int64_t at_us) {
  static const TimeZone utc = TimeZone::find("UTC");
  const LocalTime local = utc.to_local(Instant{at_us});
  const std::int64_t seconds = local.us_of_day / us_per_second;
  std::array<char, 40> text{};
  const auto two = [](char* out, std::int64_t value) {
    out[0] = static_cast<char>('0' + value / 10);
    out[1] = static_cast<char>('0' + value % 10);
  };
  std::string date = local.date.to_text();
  std::erase(date, '-');
  two(text.data(), seconds / 3600);
  two(text.data() + 2, seconds / 60 % 60);
  two(text.data() + 4, seconds % 60);
  std::string out = "tick-" + date + "T" + std::string(text.data(), 6);
  if (const std::int64_t fraction = local.us_of_day % us_per_second; fraction != 0) out += "." + std::to_string(fraction);
  return out + "Z";
}

}  // namespace

std::optional<Wake> Core::wake_of(Subject& subject) {
  std::optional<Wake> next;
  const auto offer = [&](std::int64_t at_us, std::int32_t phase, std::uint32_t rule) {
    const Wake wake{at_us, phase, rule == none ? -1 : static_cast<std::int32_t>(rule)};
    if (!next || wake < *next) next = wake;
  };
  if (subject.entity == none) return next;
  const std::int64_t now = now_us();
  for (const auto& duty : subject.duties) {
    const Duty& d = duty->row.duty;
    if (duty->rule == none) {
      if (duty->live()) offer(now, openings, none);
      continue;
    }
    if (d.state == DutyState::pending) offer(d.opens->utc_us, openings, duty->rule);
    if (d.state == DutyState::open && d.due) offer(d.due->utc_us + 1, deadlines, duty->rule);
  }
  for (const Scheduled& scheduled : subject.scheduled) offer(scheduled.at_us, bucket_ends, scheduled.rule);
  for (const Run& run : subject.runs) {
    if (const auto opens = next_opening(subject, run); opens && (!end_us || *opens < *end_us)) offer(*opens, openings, run.rule);
    if (model.rules[run.rule].until_date && !run.ended) {
      Situation situation;
      situation.subject = &subject;
      situation.at_us = now;
      situation.cause = run.cause.get();
      const Value last = evaluate(model.rules[run.rule].until_date, situation).value;
      if (last.kind() == Value::Kind::date) offer(std::max(model.zone.end_of_day(last.date()).utc_us + 1, now), reviews, none);
    }
  }
  if (!subject.begun) {
    offer(std::max(begin_us, now), openings, none);
    return next;
  }
  // Counted from the last review, not from now: another item of the same instant may have come first.
  for (const auto measure : index.clocked[subject.entity]) {
    if (const auto at = measure_next_change(subject, measure, subject.reviewed_us)) offer(*at, reviews, none);
  }
  for (const auto seasons : index.seasons[subject.entity]) {
    if (const auto day = model.seasons[seasons].next_change(model.zone.date_of(Instant{subject.reviewed_us}))) {
      offer(model.zone.start_of_day(*day).utc_us, reviews, none);
    }
  }
  for (const FactHistory& history : subject.facts) {
    for (auto entry = history.entries.rbegin(); entry != history.entries.rend() && entry->from_us > subject.reviewed_us; ++entry) {
      offer(entry->from_us, reviews, none);
    }
  }
  if (end_us && now < *end_us && !subject.runs.empty()) offer(*end_us, reviews, none);
  return next;
}

void Core::schedule_wake(SubjectId id, const std::optional<Wake>& wake) {
  if (const auto known = queued_.find(id); known != queued_.end()) {
    if (wake && known->second == *wake) return;
    queue_.erase({known->second, id});
    if (!wake) {
      queued_.erase(known);
      return;
    }
    known->second = *wake;
  } else if (wake) {
    queued_.emplace(id, *wake);
  } else {
    return;
  }
  queue_.insert({*wake, id});
}

void Core::reschedule() {
  for (const auto id : touched_) {
    Subject& subject = get(id);
    subject.row.wake = wake_of(subject);
    schedule_wake(id, subject.row.wake);
  }
  touched_.clear();
}

bool Core::next_wake(std::int64_t until_us, Wake& wake, SubjectId& subject) {
  if (until_us > horizon_us_) {
    // Fetch a month at a time, so that hourly calls do not ask the store each hour.
    const std::int64_t ahead = 31 * us_per_day;
    horizon_us_ = until_us > INT64_MAX - ahead ? INT64_MAX : until_us + ahead;
    for (const auto& [stored, id] : store_.wakes(horizon_us_)) {
      if (!queued_.contains(id) && !subjects_.contains(id)) schedule_wake(id, stored);
    }
  }
  if (queue_.empty() || queue_.begin()->first.at_us > until_us) return false;
  wake = queue_.begin()->first;
  subject = queue_.begin()->second;
  return true;
}

void Core::work_off(Subject& subject, const Wake& wake, std::int64_t sequence) {
  touch(subject);
  const auto rule = static_cast<std::uint32_t>(wake.rule);
  const std::string tick = tick_text(wake.at_us);
  switch (wake.phase) {
    case deadlines:
      for (const auto& duty : subject.duties) {
        const Duty& d = duty->row.duty;
        if (duty->rule == rule && d.state == DutyState::open && d.due && d.due->utc_us < wake.at_us) miss(subject, *duty);
      }
      break;
    case bucket_ends: {
      const auto due = [&](const Scheduled& s) { return s.rule == rule && s.at_us <= wake.at_us; };
      std::vector<Scheduled> now;
      std::copy_if(subject.scheduled.begin(), subject.scheduled.end(), std::back_inserter(now), due);
      std::erase_if(subject.scheduled, due);
      for (const Scheduled& scheduled : now) {
        Occurrence occurrence;
        occurrence.rule = scheduled.rule;
        occurrence.run = scheduled.run;
        occurrence.n = scheduled.n;
        occurrence.cause = scheduled.cause;
        act(subject, occurrence);
      }
      break;
    }
    case reviews:
      // Runs of event rules that `until` a date ends.
      for (const Run& r : std::vector<Run>(subject.runs)) {
        if (!model.rules[r.rule].on.empty() && over(subject, r)) stop(subject, r.rule);
      }
      reconsider(subject, tick, nullptr, sequence);
      break;
    default:
      retire(subject);
      if (wake.rule < 0) {
        reconsider(subject, tick, nullptr, sequence);
        break;
      }
      for (const auto& duty : subject.duties) {
        const Duty& d = duty->row.duty;
        if (duty->rule == rule && d.state == DutyState::pending && d.opens->utc_us <= wake.at_us) open(*duty);
      }
      for (std::size_t i = 0; i < subject.runs.size(); ++i) {
        Run& run = subject.runs[i];
        if (run.rule != rule || run.ended) continue;
        const auto opens = next_opening(subject, run);
        if (!opens || *opens > wake.at_us) continue;
        if (model.rules[rule].has_every) {
          open_repetition(subject, run);
        } else {
          open_buckets(subject, run);
        }
      }
      std::erase_if(subject.runs, [&](const Run& run) { return run.ended && !model.rules[run.rule].on.empty(); });
      break;
  }
}

void Core::policy_changed(std::int64_t now) {
  set_now(std::max(now_us(), now));
  for (const EntityDef& entity : model.entities) {
    for (const auto id : store_.all(entity.name)) touch(get(id));
  }
  // Everyone is looked at afresh at once, under the new rules.
  for (const auto id : std::vector<SubjectId>(touched_)) {
    Subject& subject = get(id);
    retire(subject);
    reconsider(subject, tick_text(now_us()), nullptr, 0);
  }
}

}  // namespace huifang
