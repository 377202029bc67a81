#pragma once
/// What a TimeZone handle points to.

#include <string>
#include <utility>

#include "calendar/zone_table.hpp"
#include "huifang/calendar.hpp"

namespace huifang {

struct TimeZone::Rep {
  Rep(std::string zone_name, ZoneTable zone_table)
      : name(std::move(zone_name)), table(std::move(zone_table)) {}

  /// The first instant of a local day, UTC microseconds. Days are tiled without gap or overlap.
  std::int64_t day_start_us(std::int64_t day) const {
    return table.first_utc_s(day * (us_per_day / us_per_second)) * us_per_second;
  }

  std::string name;
  ZoneTable table;
};

}  // namespace huifang
