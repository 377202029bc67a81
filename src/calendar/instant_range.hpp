#pragma once
/// The moments that events, books and command lines may name.

#include "calendar/civil.hpp"
#include "huifang/calendar.hpp"

namespace huifang {

/// Whether the moment lies in the years 1400 to 9999 of UTC. Local dates of some zones begin hours earlier;
/// what is stored has to have a date in every zone's reading of it, UTC first.
constexpr bool in_years(Instant instant) {
  return instant.utc_us >= civil::first_day * us_per_day &&
         instant.utc_us < (civil::last_day + 1) * us_per_day;
}

}  // namespace huifang
