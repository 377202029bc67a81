#include "log/time_format.hpp"

#include <algorithm>
#include <charconv>

namespace huifang {
namespace {

struct Part {
  char letter;        ///< Y M D H m s, or 0 for a separator
  std::size_t count;  ///< letters in the format
  char separator;
};

/// The next part of a format.
Part next_part(std::string_view& format) {
  const char c = format.front();
  constexpr std::string_view letters = "YMDHms";
  std::size_t count = 1;
  if (letters.find(c) == std::string_view::npos) {
    format.remove_prefix(1);
    return {0, 1, c};
  }
  while (count < format.size() && format[count] == c) ++count;
  format.remove_prefix(count);
  return {c, count, 0};
}

/// Digits from the front of `text`: exactly `count`, or 1 to 2 when count is 1.
std::optional<int> digits(std::string_view& text, std::size_t count) {
  const std::size_t most = count == 1 ? 2 : count;
  std::size_t length = 0;
  int value = 0;
  while (length < most && length < text.size() && text[length] >= '0' && text[length] <= '9') {
    value = value * 10 + (text[length++] - '0');
  }
  if (length < count) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

std::optional<ReadTime> read_unix(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr std::int64_t most = 253'402'300'799;  // the end of year 9999
  if (seconds < -most || seconds > most) return std::nullopt;
  ReadTime time;
  time.instant = Instant{seconds * us_per_second};
  time.has_time = true;
  return time;
}

std::optional<ReadTime> read_iso(std::string_view text, const TimeZone& zone) {
  ReadTime time;
  if (const std::optional<Date> date = Date::parse(text)) {
    time.local.date = *date;
    return time;
  }
  time.instant = zone.parse(text);
  time.has_time = true;
  if (!time.instant) return std::nullopt;
  return time;
}

}  // namespace

std::string time_format_error(std::string_view format) {
  if (format == "unix") return {};
  bool year = false, month = false, day = false;
  while (!format.empty()) {
    const Part part = next_part(format);
    if (part.letter == 0) continue;
    if (part.letter == 'Y' ? part.count != 4 : part.count > 2)
      return "a part of this format has the wrong length";
    bool& seen = part.letter == 'Y' ? year : part.letter == 'M' ? month : day;
    if ((part.letter == 'Y' || part.letter == 'M' || part.letter == 'D') && std::exchange(seen, true)) {
      return "a part of this format stands twice";
    }
  }
  return year && month && day ? "" : "this format has no year, month or day";
}

std::optional<std::int64_t> parse_clock(std::string_view text) {
  const std::optional<int> hour = digits(text, 1);
  if (!hour || *hour > 23 || text.empty() || text.front() != ':') return std::nullopt;
  text.remove_prefix(1);
  const std::optional<int> minute = digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  if (!text.empty()) {
    if (text.front() != ':') return std::nullopt;
    text.remove_prefix(1);
    const std::optional<int> read = digits(text, 2);
    if (!read || *read > 59 || !text.empty()) return std::nullopt;
    second = *read;
  }
  return *hour * us_per_hour + *minute * us_per_minute + second * us_per_second;
}

std::optional<ReadTime> read_time(std::string_view text, std::string_view format, const TimeZone& zone) {
  if (format.empty()) return read_iso(text, zone);
  if (format == "unix") return read_unix(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  ReadTime time;
  while (!format.empty()) {
    const Part part = next_part(format);
    if (part.letter == 0) {
      if (text.empty() || text.front() != part.separator) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    const std::optional<int> value = digits(text, part.count);
    if (!value) return std::nullopt;
    switch (part.letter) {
      case 'Y':
        year = *value;
        break;
      case 'M':
        month = *value;
        break;
      case 'D':
        day = *value;
        break;
      case 'H':
        hour = *value;
        time.has_time = true;
        break;
      case 'm':
        minute = *value;
        time.has_time = true;
        break;
      default:
        second = *value;
        time.has_time = true;
        break;
    }
  }
  const std::optional<Date> date = Date::make(year, month, day);
  if (!text.empty() || !date || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  time.local = {*date, hour * us_per_hour + minute * us_per_minute + second * us_per_second};
  return time;
}

}  // namespace huifang
