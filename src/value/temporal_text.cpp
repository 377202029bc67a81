#include <array>
#include <charconv>
#include <cstdlib>

#include "huifang/value.hpp"

/// ISO 8601 text of temporals, as XML Schema and FEEL write it.
namespace huifang {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t s_per_day = 86'400;
constexpr std::int32_t offset_max_s = 18 * 3600;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A place in a text that only moves forward.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view rest() {
    const std::string_view rest = text_.substr(at_);
    at_ = text_.size();
    return rest;
  }
  std::string_view digits() {
    const std::size_t start = at_;
    while (!at_end() && is_digit(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }
  /// Exactly two digits not above `max`.
  std::optional<int> two_digits(int max) {
    if (text_.size() - at_ < 2 || !is_digit(text_[at_]) || !is_digit(text_[at_ + 1])) return std::nullopt;
    const int value = (text_[at_] - '0') * 10 + (text_[at_ + 1] - '0');
    if (value > max) return std::nullopt;
    at_ += 2;
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// Digits of a fraction of a second; those beyond nanoseconds are dropped.
std::int64_t fraction_ns(std::string_view digits) {
  std::int64_t ns = 0;
  for (std::size_t i = 0; i < 9; ++i) ns = ns * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return ns;
}

std::string padded(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string fraction_text(std::int64_t ns) {
  if (ns == 0) return "";
  std::string text = padded(ns, 9);
  while (text.back() == '0') text.pop_back();
  return "." + text;
}

std::optional<Date> read_date(Cursor& cursor) {
  const bool negative = cursor.take('-');
  const std::string_view year_digits = cursor.digits();
  if (year_digits.size() < 4 || year_digits.size() > 9 || (year_digits.size() > 4 && year_digits[0] == '0')) {
    return std::nullopt;
  }
  if (!cursor.take('-')) return std::nullopt;
  const auto month = cursor.two_digits(12);
  if (!month || !cursor.take('-')) return std::nullopt;
  const auto day = cursor.two_digits(31);
  const auto year = whole_number(year_digits);
  if (!day || !year) return std::nullopt;
  return Date::make(negative ? -*year : *year, *month, *day);
}

std::optional<std::int32_t> read_offset(Cursor& cursor, bool negative) {
  const auto hours = cursor.two_digits(18);
  if (!hours || !cursor.take(':')) return std::nullopt;
  const auto minutes = cursor.two_digits(59);
  if (!minutes) return std::nullopt;
  int seconds = 0;
  if (cursor.take(':')) {
    const auto read = cursor.two_digits(59);
    if (!read) return std::nullopt;
    seconds = *read;
  }
  const std::int32_t offset = *hours * 3600 + *minutes * 60 + seconds;
  if (offset > offset_max_s) return std::nullopt;
  return negative ? -offset : offset;
}

struct ReadTime {
  Time time;
  bool next_day = false;  ///< 24:00:00
};

std::optional<ReadTime> read_time(Cursor& cursor) {
  const auto hours = cursor.two_digits(24);
  if (!hours || !cursor.take(':')) return std::nullopt;
  const auto minutes = cursor.two_digits(59);
  if (!minutes || !cursor.take(':')) return std::nullopt;
  const auto seconds = cursor.two_digits(59);
  if (!seconds) return std::nullopt;
  std::int64_t ns = 0;
  if (cursor.take('.')) {
    const std::string_view digits = cursor.digits();
    if (digits.empty()) return std::nullopt;
    ns = fraction_ns(digits);
  }
  ReadTime read;
  read.time.ns_of_day = (*hours * 3600 + *minutes * 60 + *seconds) * ns_per_s + ns;
  if (*hours == 24) {
    if (read.time.ns_of_day != s_per_day * ns_per_s) return std::nullopt;
    read.time.ns_of_day = 0;
    read.next_day = true;
  }
  if (cursor.take('Z') || cursor.take('z')) {
    read.time.zone = ZoneSpec{"", 0};
  } else if (cursor.take('@')) {
    const std::string_view name = cursor.rest();
    if (name.empty() || name.size() > 64) return std::nullopt;
    read.time.zone = ZoneSpec{std::string(name), std::nullopt};
  } else if (cursor.peek() == '+' || cursor.peek() == '-') {
    const bool negative = cursor.take('-');
    if (!negative) cursor.take('+');
    const auto offset = read_offset(cursor, negative);
    if (!offset) return std::nullopt;
    read.time.zone = ZoneSpec{"", *offset};
  }
  if (!cursor.at_end()) return std::nullopt;
  return read;
}

std::string offset_text(std::int32_t offset) {
  if (offset == 0) return "Z";
  const std::int32_t size = std::abs(offset);
  std::string text = (offset < 0 ? "-" : "+") + padded(size / 3600, 2) + ":" + padded(size / 60 % 60, 2);
  if (size % 60 != 0) text += ":" + padded(size % 60, 2);
  return text;
}

}  // namespace

std::string Date::to_text() const {
  const std::int64_t size = std::abs(static_cast<std::int64_t>(year));
  return (year < 0 ? "-" : "") + padded(size, 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
}

std::optional<Date> Date::parse(std::string_view text) {
  Cursor cursor(text);
  const auto date = read_date(cursor);
  return cursor.at_end() ? date : std::nullopt;
}

std::string Time::to_text() const {
  const std::int64_t seconds = ns_of_day / ns_per_s;
  std::string text = padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" +
                     padded(seconds % 60, 2) + fraction_text(ns_of_day % ns_per_s);
  if (!zone) return text;
  if (!zone->name.empty()) return text + "@" + zone->name;
  return text + offset_text(zone->offset_s.value_or(0));
}

std::optional<Time> Time::parse(std::string_view text) {
  Cursor cursor(text);
  auto read = read_time(cursor);
  if (!read) return std::nullopt;
  return std::move(read->time);
}

std::string DateTime::to_text() const { return date.to_text() + "T" + time.to_text(); }

std::optional<DateTime> DateTime::parse(std::string_view text) {
  Cursor cursor(text);
  const auto date = read_date(cursor);
  if (!date) return std::nullopt;
  if (cursor.at_end()) return DateTime{*date, Time{}};
  if (!cursor.take('T')) return std::nullopt;
  auto read = read_time(cursor);
  if (!read) return std::nullopt;
  if (!read->next_day) return DateTime{*date, std::move(read->time)};
  const Date next = Date::from_days(date->to_days() + 1);
  const auto checked = Date::make(next.year, next.month, next.day);
  if (!checked) return std::nullopt;
  return DateTime{*checked, std::move(read->time)};
}

std::string DaysDuration::to_text() const {
  if (seconds == 0 && ns == 0) return "PT0S";
  // Unsigned, so that the smallest value has a size.
  const std::uint64_t size = seconds < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(seconds)
                                         : static_cast<std::uint64_t>(seconds);
  const std::uint64_t days = size / 86'400;
  const std::uint64_t hours = size / 3600 % 24;
  const std::uint64_t minutes = size / 60 % 60;
  const std::uint64_t rest = size % 60;
  std::string text = seconds < 0 || ns < 0 ? "-P" : "P";
  if (days != 0) text += std::to_string(days) + "D";
  if (hours == 0 && minutes == 0 && rest == 0 && ns == 0) return text;
  text += "T";
  if (hours != 0) text += std::to_string(hours) + "H";
  if (minutes != 0) text += std::to_string(minutes) + "M";
  if (rest != 0 || ns != 0) text += std::to_string(rest) + fraction_text(std::abs(ns)) + "S";
  return text;
}

std::optional<DaysDuration> DaysDuration::parse(std::string_view text) {
  Cursor cursor(text);
  const bool negative = cursor.take('-');
  if (!cursor.take('P')) return std::nullopt;
  constexpr std::array<std::pair<char, std::int64_t>, 4> units = {
      {{'D', s_per_day}, {'H', 3600}, {'M', 60}, {'S', 1}}};
  std::size_t next = 0;
  bool in_time = false;
  bool any = false;
  std::int64_t seconds = 0;
  std::int64_t ns = 0;
  while (!cursor.at_end()) {
    if (!in_time && cursor.take('T')) {
      in_time = true;
      any = false;  // something must follow the T
      if (next == 0) next = 1;
      continue;
    }
    const auto amount = whole_number(cursor.digits());
    if (!amount) return std::nullopt;
    std::string_view fraction;
    if (cursor.take('.')) {
      fraction = cursor.digits();
      if (fraction.empty()) return std::nullopt;
    }
    while (next < units.size() && cursor.peek() != units[next].first) ++next;
    if (next == units.size() || (next > 0) != in_time) return std::nullopt;
    if (!fraction.empty() && units[next].first != 'S') return std::nullopt;
    cursor.take(units[next].first);
    std::int64_t part = 0;
    if (__builtin_mul_overflow(*amount, units[next].second, &part) ||
        __builtin_add_overflow(seconds, part, &seconds)) {
      return std::nullopt;
    }
    if (!fraction.empty()) ns = fraction_ns(fraction);
    any = true;
    ++next;
  }
  if (!any) return std::nullopt;
  return negative ? DaysDuration{-seconds, static_cast<std::int32_t>(-ns)}
                  : DaysDuration{seconds, static_cast<std::int32_t>(ns)};
}

std::string MonthsDuration::to_text() const {
  if (months == 0) return "P0M";
  const std::uint64_t size =
      months < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(months) : static_cast<std::uint64_t>(months);
  std::string text = months < 0 ? "-P" : "P";
  if (size / 12 != 0) text += std::to_string(size / 12) + "Y";
  if (size % 12 != 0) text += std::to_string(size % 12) + "M";
  return text;
}

std::optional<MonthsDuration> MonthsDuration::parse(std::string_view text) {
  Cursor cursor(text);
  const bool negative = cursor.take('-');
  if (!cursor.take('P') || cursor.at_end()) return std::nullopt;
  std::int64_t total = 0;
  bool years_allowed = true;
  while (!cursor.at_end()) {
    const auto amount = whole_number(cursor.digits());
    if (!amount) return std::nullopt;
    std::int64_t months = *amount;
    if (years_allowed && cursor.take('Y')) {
      if (__builtin_mul_overflow(months, std::int64_t{12}, &months)) return std::nullopt;
      years_allowed = false;
    } else if (cursor.take('M')) {
      if (!cursor.at_end()) return std::nullopt;
    } else {
      return std::nullopt;
    }
    if (__builtin_add_overflow(total, months, &total)) return std::nullopt;
  }
  return MonthsDuration{negative ? -total : total};
}

}  // namespace huifang
