#pragma once
/// Dates and times as logs write them.

#include <optional>
#include <string>
#include <string_view>

#include "huifang/calendar.hpp"

namespace huifang {

/// What is wrong with a format, or "". A format is made of YYYY, MM or M, DD or D, HH or H, mm or m, ss or s
/// and any other characters, which stand for themselves; year, month and day must be there. "unix" means
/// seconds since 1970.
std::string time_format_error(std::string_view format);

/// What a text came to.
struct ReadTime {
  LocalTime local;                 ///< when `instant` is empty
  std::optional<Instant> instant;  ///< the text had an offset, or the format is "unix"
  bool has_time = false;           ///< false: a date alone
};

/// Read a text by a format (empty: ISO 8601). nullopt when it is not of that form or no such day exists.
std::optional<ReadTime> read_time(std::string_view text, std::string_view format, const TimeZone& zone);

/// "10:05" or "10:05:30": microseconds since midnight, [0, us_per_day).
std::optional<std::int64_t> parse_clock(std::string_view text);

}  // namespace huifang
