#include "calendar/business_rep.hpp"
#include "calendar/codes.hpp"

namespace huifang {
namespace {

[[noreturn]] void refuse_open_time(std::int64_t horizon_days) {
  throw Error(ErrorKind::range, codes::no_open_time,
              "There is not that much open time within " + std::to_string(horizon_days) + " days");
}

}  // namespace

std::int64_t BusinessCalendar::Rep::day_of(std::int64_t utc_us) const {
  std::int64_t day = civil::to_days(zone.date_of({utc_us}));
  while (utc_us < zone.rep_->day_start_us(day)) --day;
  while (utc_us >= zone.rep_->day_start_us(day + 1)) ++day;
  return day;
}

std::int64_t BusinessCalendar::Rep::open_us_before(std::int64_t utc_us) const {
  const std::int64_t day = day_of(utc_us);
  std::int64_t total = time_sums.before(day);
  open_intervals(day, [&](std::int64_t start_us, std::int64_t end_us) {
    total += std::clamp(utc_us, start_us, end_us) - start_us;
  });
  return total;
}

Instant BusinessCalendar::add_working_time(Instant start, std::int64_t amount_us) const {
  if (amount_us == 0) return start;
  const std::int64_t horizon_us = rep_->horizon_days * us_per_day;
  if (amount_us > horizon_us || amount_us < -horizon_us) refuse_open_time(rep_->horizon_days);
  const std::int64_t sum = rep_->open_us_before(start.utc_us) + amount_us;
  // Forward, the first moment at which the sum is reached: a closing may be it. Backward the last: an opening
  // may.
  const bool forward = amount_us > 0;
  const std::optional<std::int64_t> day = rep_->time_sums.reach(forward ? sum : sum + 1);
  if (!day || *day < civil::first_day || *day > civil::last_day) refuse_open_time(rep_->horizon_days);
  std::int64_t rest = sum - rep_->time_sums.before(*day);
  std::optional<std::int64_t> found_us;
  rep_->open_intervals(*day, [&](std::int64_t start_us, std::int64_t end_us) {
    if (found_us) return;
    const std::int64_t length = end_us - start_us;
    if (forward ? rest <= length : rest < length) {
      found_us = start_us + rest;
    } else {
      rest -= length;
    }
  });
  if (!found_us || *found_us - start.utc_us > horizon_us || start.utc_us - *found_us > horizon_us) {
    refuse_open_time(rep_->horizon_days);
  }
  return {*found_us};
}

std::int64_t BusinessCalendar::working_time_between(Instant start, Instant end) const {
  return rep_->open_us_before(end.utc_us) - rep_->open_us_before(start.utc_us);
}

bool BusinessCalendar::is_open_at(Instant instant) const {
  bool open = false;
  rep_->open_intervals(rep_->day_of(instant.utc_us), [&](std::int64_t start_us, std::int64_t end_us) {
    open = open || (start_us <= instant.utc_us && instant.utc_us < end_us);
  });
  return open;
}

}  // namespace huifang
