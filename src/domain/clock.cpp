#include <algorithm>
#include <array>

#include "domain/core.hpp"
#include "policy/points_model.hpp"

namespace huifang {

namespace {

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
  const auto offer = [&](const std::optional<Wake>& wake) {
    if (wake && (!next || *wake < *next)) next = wake;
  };
  if (subject.entity == none) return next;
  if (model.points && subject.entity == model.points->ledger) return next_of_ledger(subject);
  if (subject.entity == model.reported) return next_of_targets(subject);
  const std::int64_t now = now_us();
  offer(subject.duties.next());
  offer(subject.scheduled.next());
  offer(subject.runs.next());
  if (subject.flow && !subject.flow->timers.empty()) offer(Wake{subject.flow->timers.begin()->due_us + 1, Wake::deadlines, -1});
  if (!subject.begun) {
    offer(Wake{std::max(begin_us, now), Wake::openings, -1});
    return next;
  }
  const auto review = [&](std::int64_t at_us) { offer(Wake{at_us, Wake::reviews, -1}); };
  // Counted from the last review, not from now: another item of the same instant may have come first.
  for (const auto measure : index.clocked[subject.entity]) {
    if (const auto at = measure_next_change(subject, measure, subject.reviewed_us)) review(*at);
  }
  for (const auto seasons : index.seasons[subject.entity]) {
    if (const auto day = model.seasons[seasons].next_change(model.zone.date_of(Instant{subject.reviewed_us}))) {
      review(model.zone.start_of_day(*day).utc_us);
    }
  }
  if (index.yearly[subject.entity]) {
    const Date day = model.zone.date_of(Instant{subject.reviewed_us});
    review(model.zone.start_of_day(Date{day.year + 1, 1, 1}).utc_us);
  }
  if (const auto at = next_tier_review(subject, subject.reviewed_us)) review(*at);
  offer(next_award(subject));
  for (const FactHistory& history : subject.facts) {
    for (auto entry = history.entries.rbegin(); entry != history.entries.rend() && entry->from_us > subject.reviewed_us; ++entry) {
      review(entry->from_us);
    }
  }
  if (model.entities[subject.entity].is_staff) {
    if (const auto at = absence_turns(subject, subject.reviewed_us)) review(*at);
  }
  if (!alone) {
    if (const auto at = next_governors(subject.reviewed_us)) review(*at);
  } else if (const auto& end_us = end_of(0); end_us && now < *end_us && !subject.runs.empty()) {
    review(*end_us);
  }
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
    subject.touched = false;
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
  if (subject.entity != none && subject.entity == model.reported) return look_at_targets(wake.at_us);
  touch(subject);
  const std::string tick = tick_text(wake.at_us);
  switch (wake.phase) {
    case Wake::deadlines:
      if (wake.rule < 0) return time_out(subject, wake);
      for (LiveDuty* duty : subject.duties.due(wake)) miss(subject, *duty);
      break;
    case Wake::effects:
      if (model.points && subject.entity == model.points->ledger) return work_off_ledger(subject, wake);
      act_levels(subject, wake);
      act_scheduled(subject, wake);
      award(subject, wake.at_us);
      break;
    case Wake::reviews:
      stop_over(subject, wake);
      reconsider(subject, tick, nullptr, sequence);
      break;
    default:
      if (wake.rule < 0) {
        reconsider(subject, tick, nullptr, sequence);
        break;
      }
      for (LiveDuty* duty : subject.duties.due(wake)) open(subject, *duty);
      open_runs(subject, wake);
      break;
  }
}

void Core::policy_changed(std::int64_t now, std::int64_t sequence) {
  set_now(std::max(now_us(), now));
  for (const EntityDef& entity : model.entities) {
    for (const auto id : store_.all(entity.name)) touch(get(id));
  }
  if (model.points && knows_anybody()) begin_ledgers();
  if (knows_anybody()) begin_targets(true);
  // Everyone is looked at afresh at once, under the new rules.
  for (const auto id : std::vector<SubjectId>(touched_)) {
    Subject& subject = get(id);
    reconsider(subject, tick_text(now_us()), nullptr, sequence);
  }
  make_first_rankings(tick_text(now_us()), sequence);
}

}  // namespace huifang
