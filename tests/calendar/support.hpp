#pragma once
/// Short ways to write dates, instants and calendars in the tests of business time.

#include <catch2/catch.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"

namespace huifang {

inline std::ostream& operator<<(std::ostream& out, const Date& date) { return out << date.to_text(); }
inline std::ostream& operator<<(std::ostream& out, const Instant& instant) {
  return out << TimeZone::find("UTC").to_text(instant);
}
inline std::ostream& operator<<(std::ostream& out, const PointInTime& point) {
  return point.is_date ? out << point.date : out << point.instant;
}
inline std::ostream& operator<<(std::ostream& out, const Bucket& bucket) {
  return out << bucket.id << " [" << bucket.first << ", " << bucket.last << "]";
}

namespace testing {

inline Date day(std::string_view text) { return Date::parse(text).value(); }

inline const TimeZone& shanghai() {
  static const TimeZone zone = TimeZone::find("Asia/Shanghai");
  return zone;
}

/// "2026-02-14 16:00" in Asia/Shanghai, unless the text has an offset.
inline Instant at(std::string_view text) { return shanghai().parse(text).value(); }

inline std::vector<OpenHours> hours(std::initializer_list<std::string_view> texts) {
  std::vector<OpenHours> parts;
  for (const std::string_view text : texts) parts.push_back(OpenHours::read(text));
  return parts;
}

/// The same hours on some weekdays ("mon-fri"), closed on the others.
inline std::vector<std::vector<OpenHours>> week(std::string_view weekdays,
                                                std::initializer_list<std::string_view> texts) {
  std::vector<std::vector<OpenHours>> weekly(7);
  for (const int weekday : read_weekdays(weekdays))
    weekly[static_cast<std::size_t>(weekday - 1)] = hours(texts);
  return weekly;
}

/// Asia/Shanghai, 09:00–12:00 and 13:00–18:00, cn-public.
inline CalendarSource china_source() {
  CalendarSource source;
  source.zone = "Asia/Shanghai";
  source.data = &cn_public();
  return source;
}
inline const BusinessCalendar& china() {
  static const BusinessCalendar calendar = BusinessCalendar::build(china_source());
  return calendar;
}

/// A weekly pattern alone.
inline BusinessCalendar weekly_calendar(std::string zone, std::string_view weekdays,
                                        std::initializer_list<std::string_view> texts) {
  CalendarSource source;
  source.zone = std::move(zone);
  source.weekly = week(weekdays, texts);
  return BusinessCalendar::build(source);
}

/// Data that closes and opens some days, covering the given years.
inline CalendarData notice(std::string version, std::string_view covered, std::vector<DayOverride> days) {
  const DayRange range = DayRange::read(covered);
  return {"notice", std::move(version), "test", range.from, range.to, std::move(days)};
}

/// The single diagnostic that `action` is refused with.
template <class Action>
Diagnostic refusal(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    REQUIRE(error.diagnostics().size() == 1);
    return error.diagnostics().front();
  }
  FAIL("nothing was refused");
  return {};
}
/// The kind of the refusal.
template <class Action>
ErrorKind refusal_kind(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("nothing was refused");
  return ErrorKind::internal;
}

}  // namespace testing
}  // namespace huifang
