#include <algorithm>
#include <map>
#include <mutex>

#include "calendar/civil.hpp"
#include "calendar/codes.hpp"
#include "calendar/digits.hpp"
#include "calendar/zone_rep.hpp"
#include "value/utf8.hpp"

namespace huifang {
namespace {

/// Seconds of "+08:00" or "-05:30", at most 18 hours; nullopt for another text.
std::optional<std::int32_t> read_offset(std::string_view text) {
  constexpr std::int32_t offset_max_s = 18 * 3600;
  if (text.size() != 6 && text.size() != 9) return std::nullopt;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  const auto hours = fixed_digits(text, 1, 2);
  const auto minutes = fixed_digits(text, 4, 2);
  if (!hours || !minutes || text[3] != ':' || *minutes > 59) return std::nullopt;
  std::int32_t total = *hours * 3600 + *minutes * 60;
  if (text.size() == 9) {
    const auto seconds = fixed_digits(text, 7, 2);
    if (!seconds || text[6] != ':' || *seconds > 59) return std::nullopt;
    total += *seconds;
  }
  if (total > offset_max_s) return std::nullopt;
  return text[0] == '-' ? -total : total;
}

std::int64_t whole_seconds(std::int64_t us) { return civil::floor_div(us, us_per_second); }

bool within_years(const TimeZone& zone, Instant instant) {
  const std::int64_t local_us = instant.utc_us + zone.offset_s(instant) * us_per_second;
  return local_us >= civil::first_day * us_per_day && local_us < (civil::last_day + 1) * us_per_day;
}

/// Throws HF1301 for a moment whose local date cannot be one of the years 1400 to 9999 in any zone.
void check_range(Instant instant) {
  constexpr std::int64_t lowest = (civil::first_day - 1) * us_per_day;
  constexpr std::int64_t highest = (civil::last_day + 2) * us_per_day;
  if (instant.utc_us < lowest || instant.utc_us >= highest) civil::refuse_years();
}

/// Zones are read once per process; what a name means never changes while it runs.
std::shared_ptr<const TimeZone::Rep> cached(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const TimeZone::Rep>> zones;
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<const TimeZone::Rep>& entry = zones[name];
  if (entry == nullptr) entry = std::make_shared<TimeZone::Rep>(name, ZoneTable::load(name));
  return entry;
}

struct Reading {
  std::string_view text;
  std::size_t at = 0;

  bool done() const { return at == text.size(); }
  bool take(char c) {
    if (done() || text[at] != c) return false;
    ++at;
    return true;
  }
  std::optional<std::int32_t> digits(std::size_t count) {
    const auto value = fixed_digits(text, at, count);
    if (value) at += count;
    return value;
  }
};

std::optional<Date> read_date(Reading& in) {
  const auto year = in.digits(4);
  if (!year || !in.take('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day || !civil::exists(*year, *month, *day)) return std::nullopt;
  return Date{*year, static_cast<std::uint8_t>(*month), static_cast<std::uint8_t>(*day)};
}

/// hh:mm[:ss[.f…]], microseconds since midnight; digits beyond the microsecond are cut off. 24:00 is the
/// day's end.
std::optional<std::int64_t> read_clock(Reading& in) {
  const auto hours = in.digits(2);
  if (!hours || !in.take(':')) return std::nullopt;
  const auto minutes = in.digits(2);
  if (!minutes || *hours > 24 || *minutes > 59) return std::nullopt;
  std::int64_t us = *hours * us_per_hour + *minutes * us_per_minute;
  if (in.take(':')) {
    const auto seconds = in.digits(2);
    if (!seconds || *seconds > 59) return std::nullopt;
    us += *seconds * us_per_second;
    if (in.take('.') || in.take(',')) {
      const std::size_t first = in.at;
      for (std::int64_t unit = us_per_second / 10; !in.done() && is_digit(in.text[in.at]);
           ++in.at, unit /= 10) {
        us += unit * (in.text[in.at] - '0');
      }
      if (in.at == first || in.at - first > 9) return std::nullopt;
    }
  }
  if (us > us_per_day) return std::nullopt;
  return us;
}

}  // namespace

TimeZone TimeZone::find(std::string_view name) {
  if (const auto offset = read_offset(name)) {
    return TimeZone(std::make_shared<Rep>(std::string(name), ZoneTable::fixed(*offset)));
  }
  const std::vector<std::string>& names = zone_names();
  const std::string wanted(name);
  if (!std::binary_search(names.begin(), names.end(), wanted)) {
    Diagnostic diagnostic;
    diagnostic.code = codes::unknown_zone;
    diagnostic.message = "There is no such time zone";
    diagnostic.found = utf8::shortened(name);
    diagnostic.expected = "an IANA name such as Asia/Shanghai, or an offset such as +08:00";
    constexpr std::size_t name_max = 64;  // longer texts are no misspelt names
    if (wanted.size() <= name_max) diagnostic.suggestion = nearest_name(wanted, names);
    throw Error(ErrorKind::argument, {diagnostic});
  }
  return TimeZone(cached(wanted));
}

const std::string& TimeZone::name() const { return rep_->name; }

std::int32_t TimeZone::offset_s(Instant instant) const {
  return rep_->table.offset_s(whole_seconds(instant.utc_us));
}

LocalTime TimeZone::to_local(Instant instant) const {
  check_range(instant);
  const std::int64_t local_us = instant.utc_us + offset_s(instant) * us_per_second;
  const std::int64_t day = civil::floor_div(local_us, us_per_day);
  return {civil::from_days(day), local_us - day * us_per_day};
}

Instant TimeZone::to_instant(const LocalTime& local) const {
  if (local.us_of_day < 0 || local.us_of_day > us_per_day) {
    throw Error(ErrorKind::argument, codes::clock_time, "A time of day lies between 0 and 24 hours");
  }
  const std::int64_t local_us = civil::to_days(local.date) * us_per_day + local.us_of_day;
  const std::int64_t local_s = whole_seconds(local_us);
  return {rep_->table.to_utc_s(local_s) * us_per_second + (local_us - local_s * us_per_second)};
}

Instant TimeZone::start_of_day(Date date) const { return {rep_->day_start_us(civil::to_days(date))}; }

Instant TimeZone::end_of_day(Date date) const { return {rep_->day_start_us(civil::to_days(date) + 1) - 1}; }

std::string TimeZone::to_text(Instant instant) const {
  const LocalTime local = to_local(instant);
  std::string out;
  append_padded(out, local.date.year, 4);
  out += '-';
  append_padded(out, local.date.month, 2);
  out += '-';
  append_padded(out, local.date.day, 2);
  out += 'T';
  append_padded(out, local.us_of_day / us_per_hour, 2);
  out += ':';
  append_padded(out, local.us_of_day / us_per_minute % 60, 2);
  out += ':';
  append_padded(out, local.us_of_day / us_per_second % 60, 2);
  if (const std::int64_t us = local.us_of_day % us_per_second; us != 0) {
    out += '.';
    append_padded(out, us, 6);
  }
  const std::int32_t offset = offset_s(instant);
  const std::int32_t distance = offset < 0 ? -offset : offset;
  out += offset < 0 ? '-' : '+';
  append_padded(out, distance / 3600, 2);
  out += ':';
  append_padded(out, distance / 60 % 60, 2);
  if (distance % 60 != 0) {
    out += ':';
    append_padded(out, distance % 60, 2);
  }
  return out;
}

std::optional<Instant> TimeZone::parse(std::string_view text) const {
  Reading in{text};
  const auto date = read_date(in);
  if (!date) return std::nullopt;
  if (in.done()) return start_of_day(*date);
  if (!in.take('T') && !in.take(' ')) return std::nullopt;
  const auto us_of_day = read_clock(in);
  if (!us_of_day) return std::nullopt;
  if (in.done()) {
    const Instant instant = to_instant({*date, *us_of_day});
    return within_years(*this, instant) ? std::optional(instant) : std::nullopt;
  }
  const std::string_view rest = text.substr(in.at);
  const auto offset = rest == "Z" ? std::optional<std::int32_t>(0) : read_offset(rest);
  if (!offset) return std::nullopt;
  const Instant instant{civil::to_days(*date) * us_per_day + *us_of_day - *offset * us_per_second};
  return within_years(*this, instant) ? std::optional(instant) : std::nullopt;
}

std::string TimeZone::data_version() { return zone_data_version(); }

}  // namespace huifang
