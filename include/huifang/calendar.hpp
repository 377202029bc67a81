#pragma once
/// Business time: zones, working days and hours, buckets, seasons and time text.
///
/// Everything here is pure and immutable after construction: share it freely between threads. Days are civil dates,
/// moments are UTC microseconds, intervals are half-open [start, end). Civil dates are limited to the years 1400 to 9999.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "huifang/error.hpp"
#include "huifang/value.hpp"

namespace huifang {

inline constexpr std::int64_t us_per_second = 1'000'000;
inline constexpr std::int64_t us_per_minute = 60 * us_per_second;
inline constexpr std::int64_t us_per_hour = 60 * us_per_minute;
inline constexpr std::int64_t us_per_day = 24 * us_per_hour;

/// A civil date with the time of day, microseconds since local midnight, [0, us_per_day].
struct LocalTime {
  Date date;
  std::int64_t us_of_day = 0;
  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

/// An IANA time zone. Immutable handle.
class TimeZone {
 public:
  /// "Asia/Shanghai", "UTC", … or a fixed offset "+08:00". Throws Error(argument) with the nearest name.
  static TimeZone find(std::string_view name);
  const std::string& name() const;
  LocalTime to_local(Instant instant) const;
  /// A local time inside a gap moves forward by the gap; an ambiguous one is the first (D7).
  Instant to_instant(const LocalTime& local) const;
  Instant start_of_day(Date date) const { return to_instant({date, 0}); }
  /// The last microsecond of the day: the due of a date.
  Instant end_of_day(Date date) const;
  Date date_of(Instant instant) const { return to_local(instant).date; }
  std::int32_t offset_s(Instant instant) const;  ///< seconds east of UTC
  /// "2024-03-01T10:05:00+08:00"; microseconds only when not zero.
  std::string to_text(Instant instant) const;
  /// ISO 8601 date and time. Without offset the text is local to this zone. A bare date is its midnight.
  /// nullopt when it is no such text or out of range.
  std::optional<Instant> parse(std::string_view text) const;
  /// Version of the zone data in use, for the journal ("2026f"), empty when the system does not tell.
  static std::string data_version();
  struct Rep;

 private:
  explicit TimeZone(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
  friend class BusinessCalendar;
};

/// Minutes of one day in which work is done: [start, end), minutes since local midnight, [0, 1440].
struct OpenHours {
  std::int32_t start_min = 0;
  std::int32_t end_min = 0;
  friend auto operator<=>(const OpenHours&, const OpenHours&) = default;
};

/// One dated entry of a data set or overlay.
struct DayOverride {
  Date date;
  bool open = false;                ///< true: a (make-up) working day
  std::string name;                 ///< e.g. the festival; may be empty
  std::vector<OpenHours> hours;     ///< open days: replaces the weekly hours of that date; empty = usual hours
};

/// Versioned facts about public holidays. `cn_public()` is shipped with the library.
struct CalendarData {
  std::string name;                 ///< "cn-public"
  std::string version;              ///< e.g. "2026.1"
  std::string source;               ///< where the facts come from, with licence
  Date covered_from;                ///< inclusive
  Date covered_to;                  ///< inclusive; answers beyond are provisional
  std::vector<DayOverride> days;    ///< ascending by date, unique
};
const CalendarData& cn_public();
/// A shipped data set by name, nullptr if there is none; names in shipped_calendars().
const CalendarData* find_calendar_data(std::string_view name);
std::vector<std::string> shipped_calendars();

/// Why a day is open or closed.
struct DayStatus {
  enum class Kind : std::uint8_t { weekly_open, weekly_closed, holiday, make_up, overlay_open, overlay_closed };
  bool open = false;
  Kind kind = Kind::weekly_closed;
  bool provisional = false;         ///< outside the data's coverage (D4)
  std::string_view name;            ///< borrowed from the calendar
};

/// Where a date goes when it falls on a closed day.
enum class Roll : std::uint8_t { none, following, preceding, nearest };

/// What a calendar is built from.
struct CalendarSource {
  std::string zone = "UTC";
  const CalendarData* data = nullptr;                    ///< borrowed for the call; nullptr: weekly pattern alone
  std::vector<std::vector<OpenHours>> weekly;            ///< 7 entries, Monday first; empty entry = closed.
                                                         ///< Empty vector: Monday to Friday, 09:00–12:00 and 13:00–18:00
  std::vector<DayOverride> overlay;                      ///< wins over data and weekly pattern
  std::int32_t horizon_days = 3660;                      ///< bound of every search
};

/// Working days = weekly pattern − holidays + make-up days, with hours. A make-up day has the hours of its weekday if
/// that has any, else Monday's (the first weekday with hours).
class BusinessCalendar {
 public:
  /// Throws Error(policy): hours out of range, overlapping or empty intervals, unknown zone, more or fewer than 7 weekdays.
  static BusinessCalendar build(const CalendarSource& source);
  const TimeZone& zone() const;
  DayStatus day(Date date) const;
  bool is_open(Date date) const { return day(date).open; }
  const std::vector<OpenHours>& hours(Date date) const;   ///< empty when closed
  /// The n-th working day after (n > 0) or before (n < 0) `date`, which itself never counts. n = 0: `date`.
  /// Throws Error(range) when there is no open day within the horizon.
  Date add_working_days(Date date, std::int64_t n) const;
  Date roll(Date date, Roll roll) const;                  ///< nearest: ties go to the following day
  std::int64_t working_days_between(Date first, Date last) const;  ///< open days in [first, last)
  /// The instant at which `amount_us` of open time have passed since `start` (amount >= 0). When the amount is used up
  /// exactly at a closing, the answer is that closing. Throws Error(range) "no open time" within the horizon.
  Instant add_working_time(Instant start, std::int64_t amount_us) const;
  std::int64_t working_time_between(Instant start, Instant end) const;  ///< open microseconds in [start, end)
  bool provisional(Date date) const;
  std::string version() const;                            ///< data set name@version, "" without data
  struct Rep;

 private:
  explicit BusinessCalendar(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

/// One bucket of a family: a calendar period in which something is owed once.
struct Bucket {
  std::string id;     ///< "2024-W09", "2024-03-H1", "2024-03", "2024-Q1", "2024-H1", "2024", "2024-03-01", "quota_week:2024-02-24"
  Date first;         ///< first day
  Date last;          ///< last day, inclusive
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

/// Ranges of days of the year or dated ranges, both ends included: "03-01..10-31", "11-15..02-15", "2014-01-01..2016-12-31".
struct DayRange {
  bool yearly = true;
  Date from;          ///< yearly: the year is 0 and means nothing
  Date to;
  static std::optional<DayRange> parse(std::string_view text);
  bool contains(Date date) const;
  std::string to_text() const;
};

/// A way to cut time into buckets. Immutable value.
class BucketFamily {
 public:
  /// "day", "working day" (needs `calendar`), "week", "half-month", "month", "quarter", "half-year", "year".
  static std::optional<BucketFamily> built_in(std::string_view name);
  static std::vector<std::string> built_in_names();
  /// A week that begins on another day; iso_weekday 1 = Monday.
  static BucketFamily week_from(std::string name, int iso_weekday);
  /// Dated or yearly ranges; days outside belong to no bucket.
  static BucketFamily ranges(std::string name, std::vector<DayRange> ranges);
  const std::string& name() const;
  bool needs_calendar() const;      ///< "working day"
  /// The bucket that holds the date; nullopt for a day outside every range, or a closed day of "working day".
  std::optional<Bucket> at(Date date, const BusinessCalendar& calendar) const;
  /// The first bucket with first > date; nullopt when there is none within the calendar's horizon.
  std::optional<Bucket> next_after(Date date, const BusinessCalendar& calendar) const;
  struct Rep;

 private:
  explicit BucketFamily(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

/// A named set of seasons, e.g. sales: peak = 03-01..10-31, off = otherwise.
struct SeasonSet {
  struct Season {
    std::string name;
    std::vector<DayRange> ranges;
    bool otherwise = false;         ///< every day no other season has
  };
  std::string name;
  std::vector<Season> seasons;
  /// Index of the date's season, or nullopt. The first that contains the date wins.
  std::optional<std::size_t> at(Date date) const;
  /// The first day after `date` whose season differs; nullopt if that never happens within 10 years.
  std::optional<Date> next_change(Date date) const;
};

/// A length of time: a number and a unit. Hours, minutes and working hours are exact; day units are dates and end with the day (G2).
struct Span {
  enum class Unit : std::uint8_t { minutes, hours, days, weeks, months, years, working_days, working_hours, working_minutes };
  std::int64_t amount = 0;          ///< may be negative
  Unit unit = Unit::days;
  /// "3 days", "1 day", "-2 working days", "24 hours", "90 minutes", "2 weeks". nullopt when it is no such text.
  static std::optional<Span> parse(std::string_view text);
  std::string to_text() const;
  bool is_exact() const { return unit == Unit::minutes || unit == Unit::hours || unit == Unit::working_hours || unit == Unit::working_minutes; }
  friend bool operator==(const Span&, const Span&) = default;
};

/// A point in time as authors write it:
///   [start|end|due|saturday|10-31|last day|FEEL date] [± span] [HH:MM|open|close]     "3 days" = "start + 3 days"; "none" = no deadline
struct TimeText {
  enum class Base : std::uint8_t { none, start, end, due, previous, weekday, month_day, last_day, expression };
  Base base = Base::start;
  int weekday = 0;                  ///< weekday: 1 = Monday … 7 = Sunday
  std::int32_t month = 0;           ///< month_day
  std::int32_t day = 0;             ///< month_day
  std::string expression;           ///< expression: FEEL text yielding a date or date and time, e.g. "contract.pay_due"
  std::optional<Span> span;         ///< signed
  std::string span_parameter;       ///< "$in_time" when the span is a parameter (span is then empty)
  bool span_negative = false;       ///< for span_parameter
  enum class Clock : std::uint8_t { unset, time, open, close };
  Clock clock = Clock::unset;
  std::int32_t clock_min = 0;       ///< time: minutes since midnight, [0, 1440]
  /// Throws Error(syntax) with offset and expectation. `=…` (FEEL for the whole point) becomes base expression.
  static TimeText parse(std::string_view text);
  std::string to_text() const;
};

/// The date or instant a span leads to. Month ends clamp from the start (D22).
/// Day units: a date; exact units: an instant.
struct PointInTime {
  bool is_date = false;
  Date date;          ///< is_date
  Instant instant;    ///< otherwise
};
/// `start` counts as day 0 for day units. Throws Error(range) as the calendar does.
PointInTime add_span(const PointInTime& start, const Span& span, const BusinessCalendar& calendar);
/// What "resolved" needs besides the text. Any part may be absent; using an absent one is Error(policy).
struct TimeContext {
  std::optional<PointInTime> start;
  std::optional<PointInTime> end;       ///< bucket's last day, as a date
  std::optional<PointInTime> due;
  std::optional<PointInTime> previous;
  std::optional<Bucket> bucket;         ///< for weekday, month_day, last_day
  std::optional<PointInTime> expression;///< value of TimeText::expression
  std::optional<Span> parameter;        ///< value of span_parameter
};
/// The point a text means. `none` yields nullopt.
std::optional<PointInTime> resolve(const TimeText& text, const TimeContext& context, const BusinessCalendar& calendar);
/// As an opening: a date opens at its first instant. As a due: a date is due at its last microsecond.
Instant opening_of(const PointInTime& point, const BusinessCalendar& calendar);
Instant due_of(const PointInTime& point, const BusinessCalendar& calendar);

}  // namespace huifang
