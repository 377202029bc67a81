#pragma once
/// The daylight-saving rule at the end of a zone file: a POSIX TZ string such as
/// "CET-1CEST,M3.5.0,M10.5.0/3".
///
/// It governs all time after the last transition that the file lists. date/tz.h ignores it, and date/ptz.h,
/// made for it, neither compiles as C++20 with GCC 12 nor accepts the negative hours that America/Nuuk needs.
/// The dates themselves are found by date.h.

#include <cstdint>
#include <optional>
#include <string_view>

namespace huifang {

/// One of the two yearly changes, in the wall clock that ends with it.
struct ZoneChange {
  enum class Form : std::uint8_t { weekday_of_month, julian_day, day_of_year };
  Form form = Form::weekday_of_month;
  std::int32_t month = 0;  ///< weekday_of_month: 1 to 12
  std::int32_t week = 0;   ///< weekday_of_month: 1 to 5, 5 = last
  std::int32_t day = 0;    ///< weekday 0 = Sunday; or day of the year: 1 to 365 without 02-29, or 0 to 365
  std::int32_t time_s = 7200;  ///< wall clock, seconds since midnight; may be negative or beyond a day
  /// Wall-clock seconds since 1970-01-01 of this change in a year.
  std::int64_t local_s(std::int32_t year) const;
};

struct ZoneRule {
  std::int32_t standard_offset_s = 0;  ///< seconds east of UTC
  std::int32_t daylight_offset_s = 0;
  ZoneChange to_daylight;
  ZoneChange to_standard;
  std::int64_t daylight_begins_s(std::int32_t year) const {
    return to_daylight.local_s(year) - standard_offset_s;
  }
  std::int64_t daylight_ends_s(std::int32_t year) const {
    return to_standard.local_s(year) - daylight_offset_s;
  }
};

/// The rule in `text`; nullopt when it has none (a constant offset) or cannot be read.
std::optional<ZoneRule> parse_zone_rule(std::string_view text);

}  // namespace huifang
