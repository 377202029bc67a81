#include "domain/live_duties.hpp"

#include <algorithm>
#include <iterator>

namespace huifang {

LiveDuty& LiveDuties::add(std::unique_ptr<LiveDuty> duty) {
  const auto [entry, added] = duties_.emplace(duty->row.id, std::move(duty));
  if (added) update(*entry->second);
  return *entry->second;
}

void LiveDuties::sleep(const LiveDuty& duty, std::string bytes) {
  add(SleepingDuty{duty.wake_, std::move(bytes)});
  const auto entry = duties_.find(duty.row.id);
  unlist(*entry->second);
  duties_.erase(entry);
}

void LiveDuties::wake_those(const Wake* wake) {
  const auto first = std::stable_partition(sleeping_.begin(), sleeping_.end(),
                                           [&](const SleepingDuty& duty) { return wake != nullptr && duty.wake != *wake; });
  std::vector<SleepingDuty> woken(std::make_move_iterator(first), std::make_move_iterator(sleeping_.end()));
  sleeping_.erase(first, sleeping_.end());
  for (const SleepingDuty& duty : woken) add(read_(duty.bytes));
}

void LiveDuties::unlist(LiveDuty& duty) {
  if (duty.place_) places_.erase(*duty.place_);
  if (duty.wake_) waiting_.erase({*duty.wake_, duty.row.id});
  duty.place_.reset();
  duty.wake_.reset();
}

void LiveDuties::update(LiveDuty& duty) {
  unlist(duty);
  const Duty& d = duty.row.duty;
  const bool lapsed = d.state == DutyState::lapsed;
  if (!duty.live() && !lapsed) return;
  duty.place_ = Place{duty.group, lapsed, d.due ? d.due->utc_us : INT64_MAX, d.opens ? d.opens->utc_us : INT64_MIN, duty.row.id};
  places_.emplace(*duty.place_, &duty);
  if (duty.rule == none) return;
  const auto rule = static_cast<std::int32_t>(duty.group);
  if (d.state == DutyState::pending && d.opens) duty.wake_ = Wake{d.opens->utc_us, Wake::openings, rule};
  if (d.state == DutyState::open && d.due) duty.wake_ = Wake{d.due->utc_us + 1, Wake::deadlines, rule};
  if (const std::int64_t level_us = duty.live() ? duty.next_level() : INT64_MAX; level_us != INT64_MAX) {
    const Wake level{level_us, Wake::effects, rule};
    if (!duty.wake_ || level < *duty.wake_) duty.wake_ = level;
  }
  if (duty.wake_) waiting_.emplace(*duty.wake_, duty.row.id);
}

void LiveDuties::forget_closed(std::int64_t id) {
  const auto entry = duties_.find(id);
  if (entry == duties_.end() || entry->second->live()) return;
  unlist(*entry->second);
  duties_.erase(entry);
}

bool LiveDuties::any_live(std::uint32_t rule) const {
  wake_all();
  const auto at = places_.lower_bound(start(rule, false));
  return at != places_.end() && same(at->first, rule, false);
}

std::vector<LiveDuty*> LiveDuties::of(std::uint32_t rule, bool closed) const {
  wake_all();
  std::vector<LiveDuty*> found;
  for (auto at = places_.lower_bound(start(rule, closed)); at != places_.end() && same(at->first, rule, closed); ++at) {
    found.push_back(at->second);
  }
  return found;
}

std::optional<Wake> LiveDuties::next() const {
  std::optional<Wake> next;
  if (!waiting_.empty()) next = waiting_.begin()->first;
  for (const SleepingDuty& duty : sleeping_) {
    if (duty.wake && (!next || *duty.wake < *next)) next = duty.wake;
  }
  return next;
}

std::vector<LiveDuty*> LiveDuties::due(const Wake& wake) {
  wake_those(&wake);
  std::vector<LiveDuty*> found;
  for (auto at = waiting_.lower_bound({wake, INT64_MIN}); at != waiting_.end() && at->first == wake; ++at) {
    found.push_back(duties_.at(at->second).get());
  }
  return found;
}

}  // namespace huifang
