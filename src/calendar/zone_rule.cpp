#include "calendar/zone_rule.hpp"

#include <date/date.h>

#include <charconv>

namespace huifang {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool skip_name() {
    const bool quoted = take('<');
    const std::size_t end = quoted ? rest_.find('>') : rest_.find_first_of("+-0123456789,");
    if (quoted && end == std::string_view::npos) return false;
    const std::size_t length = end == std::string_view::npos ? rest_.size() : end;
    rest_.remove_prefix(quoted ? length + 1 : length);
    return length >= 3;
  }

  std::optional<std::int32_t> number(std::int32_t low, std::int32_t high) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || rest_.front() == '-' || value < low || value > high) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  /// [+-]hh[:mm[:ss]], seconds. Zone files go up to 167 hours.
  std::optional<std::int32_t> time_s() {
    const bool negative = take('-');
    if (!negative) take('+');
    const auto hours = number(0, 167);
    if (!hours) return std::nullopt;
    std::int32_t total = *hours * 3600;
    for (const std::int32_t unit : {60, 1}) {
      if (!take(':')) break;
      const auto part = number(0, 59);
      if (!part) return std::nullopt;
      total += *part * unit;
    }
    return negative ? -total : total;
  }

  std::optional<ZoneChange> change() {
    ZoneChange change;
    if (take('M')) {
      const auto month = number(1, 12);
      if (!month || !take('.')) return std::nullopt;
      const auto week = number(1, 5);
      if (!week || !take('.')) return std::nullopt;
      const auto weekday = number(0, 6);
      if (!weekday) return std::nullopt;
      change.month = *month;
      change.week = *week;
      change.day = *weekday;
    } else {
      change.form = take('J') ? ZoneChange::Form::julian_day : ZoneChange::Form::day_of_year;
      const auto day = change.form == ZoneChange::Form::julian_day ? number(1, 365) : number(0, 365);
      if (!day) return std::nullopt;
      change.day = *day;
    }
    if (take('/')) {
      const auto time = time_s();
      if (!time) return std::nullopt;
      change.time_s = *time;
    }
    return change;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::int64_t ZoneChange::local_s(std::int32_t year) const {
  const date::year y{year};
  date::local_days date{date::local_days{y / date::January / 1}};
  switch (form) {
    case Form::weekday_of_month: {
      const date::month m{static_cast<unsigned>(month)};
      const date::weekday d{static_cast<unsigned>(day)};
      date = week == 5 ? date::local_days{y / m / d[date::last]}
                       : date::local_days{y / m / d[static_cast<unsigned>(week)]};
      break;
    }
    case Form::julian_day:
      date += date::days{day - 1 + (y.is_leap() && day > 59 ? 1 : 0)};
      break;
    case Form::day_of_year:
      date += date::days{day};
      break;
  }
  return date.time_since_epoch().count() * seconds_per_day + time_s;
}

std::optional<ZoneRule> parse_zone_rule(std::string_view text) {
  Reader reader(text);
  if (!reader.skip_name()) return std::nullopt;
  const auto standard_west_s = reader.time_s();
  if (!standard_west_s || reader.done() || !reader.skip_name()) return std::nullopt;
  ZoneRule rule;
  rule.standard_offset_s = -*standard_west_s;
  rule.daylight_offset_s = rule.standard_offset_s + 3600;
  if (!reader.next_is(',')) {
    const auto daylight_west_s = reader.time_s();
    if (!daylight_west_s) return std::nullopt;
    rule.daylight_offset_s = -*daylight_west_s;
  }
  if (!reader.take(',')) return std::nullopt;
  const auto to_daylight = reader.change();
  if (!to_daylight || !reader.take(',')) return std::nullopt;
  const auto to_standard = reader.change();
  if (!to_standard || !reader.done()) return std::nullopt;
  rule.to_daylight = *to_daylight;
  rule.to_standard = *to_standard;
  return rule;
}

}  // namespace huifang
