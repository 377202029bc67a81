#pragma once
/// The runs of days that a DayRange stands for. Days since 1970-01-01, both ends included.

#include <cstdint>
#include <optional>

#include "huifang/calendar.hpp"

namespace huifang {

struct DayRun {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// The run that begins in `year`, cut to the years 1400 to 9999. 02-29 of a common year is 03-01 as a first
/// day, 02-28 as a last one. A dated range ignores the year.
DayRun run_of(const DayRange& range, std::int32_t year);
/// The run that holds the date.
std::optional<DayRun> run_at(const DayRange& range, Date date);
/// The first run that begins after `day` and not after `latest`.
std::optional<DayRun> run_after(const DayRange& range, std::int64_t day, std::int64_t latest);

}  // namespace huifang
