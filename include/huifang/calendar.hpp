#pragma once
/// Business time: zones, working days and hours, buckets, seasons and time text.
///
/// Everything here is pure and immutable after construction: share it freely between threads. Days are civil
/// dates, moments are UTC microseconds, intervals are half-open [start, end). Civil dates are limited to the
/// years 1400 to 9999.

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

/// Microseconds in a second, a minute, an hour, and a day of 24 hours.
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

/// An IANA time zone. Immutable handle; copies share one table. Neither the TZ variable nor the locale
/// matters.
///
/// The table comes from the system's zone files, which find() reads when a name is first asked for. After the
/// last transition that a file lists (often 2037) its yearly rule goes on. Dates outside 1400 to 9999 throw
/// Error(range).
class TimeZone {
 public:
  /// "Asia/Shanghai", "UTC", … or a fixed offset "+08:00" of at most 18 hours. Names are case sensitive.
  /// Throws Error(argument) HF1303 with the nearest name.
  static TimeZone find(std::string_view name);
  const std::string& name() const;  ///< as find() was asked for it
  LocalTime to_local(Instant instant) const;
  /// A local time inside a gap moves forward by the gap; an ambiguous one is the first (D7).
  Instant to_instant(const LocalTime& local) const;
  /// The first instant of the day: its midnight, or where the clock skips that, the moment after the gap.
  Instant start_of_day(Date date) const;
  /// The last microsecond of the day: the due of a date. One less than the next day's start.
  Instant end_of_day(Date date) const;
  Date date_of(Instant instant) const { return to_local(instant).date; }
  std::int32_t offset_s(Instant instant) const;  ///< seconds east of UTC
  /// "2024-03-01T10:05:00+08:00"; microseconds only when not zero.
  std::string to_text(Instant instant) const;
  /// ISO 8601 date and time ("2024-03-01T10:05", "2024-03-01 10:05:00.25Z", "…+08:00"); seconds are optional,
  /// of a fraction the first six digits count, 24:00 is the end of its day. Without offset the text is local
  /// to this zone. A bare date is its first instant. nullopt when it is no such text or out of range.
  std::optional<Instant> parse(std::string_view text) const;
  /// Version of the zone data in use, for the journal ("2026f"), empty when the system does not tell.
  static std::string data_version();
  struct Rep;

 private:
  explicit TimeZone(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
  friend class BusinessCalendar;
};

/// Minutes of one day in which work is done: [start, end), minutes since the local midnight with which the
/// day begins. start is in [0, 1440). An end after 1440 is on the next day: a night shift, which belongs to
/// the day on which it begins.
struct OpenHours {
  /// Longest night shift, minutes: a closing before the opening is more often a slip than a longer one.
  static constexpr std::int32_t night_max_min = 16 * 60;
  std::int32_t start_min = 0;
  std::int32_t end_min = 0;
  /// "08:30-12:00" or "08:30–12:00"; the end may be 24:00. "22:00-06:00" is a night shift. nullopt when it is
  /// no such text, empty, or a night shift that is too long or ends at 00:00 (which is written 24:00).
  static std::optional<OpenHours> parse(std::string_view text);
  /// As parse(), but throws Error(syntax) HF1305 with offset, expectation and suggestion.
  static OpenHours read(std::string_view text);
  /// parse() of it gives an equal value.
  std::string to_text() const;
  bool over_midnight() const { return end_min > 24 * 60; }
  /// Half-open: "09:30-11:30" contains 09:30 and not 11:30. Microseconds since the midnight with which their
  /// day begins; "22:00-06:00" contains 29 hours.
  bool contains(std::int64_t us_of_day) const {
    return start_min * us_per_minute <= us_of_day && us_of_day < end_min * us_per_minute;
  }
  friend auto operator<=>(const OpenHours&, const OpenHours&) = default;
};

/// Weekdays as authors write them: "mon-fri", "saturday", "fri-mon", "mon, wed, sat-sun". ISO numbers, 1 =
/// Monday, ascending, each once. Throws Error(syntax) HF1321.
std::vector<int> read_weekdays(std::string_view text);
/// "monday" … "sunday", static lifetime. Precondition: iso_weekday in [1, 7].
std::string_view weekday_name(int iso_weekday);

/// One dated entry of a data set or overlay.
struct DayOverride {
  Date date;
  bool open = false;             ///< true: a (make-up) working day
  std::string name;              ///< e.g. the festival; may be empty
  std::vector<OpenHours> hours;  ///< open days: replaces the weekly hours of that date; empty = usual hours
                                 ///< (BusinessCalendar::usual_hours)
};

/// Versioned facts about public holidays. `cn_public()` is shipped with the library.
struct CalendarData {
  std::string name;               ///< "cn-public"
  std::string version;            ///< e.g. "2026.1"
  std::string source;             ///< where the facts come from, with licence
  Date covered_from;              ///< inclusive
  Date covered_to;                ///< inclusive; answers beyond are provisional
  std::vector<DayOverride> days;  ///< ascending by date, unique
};
/// Public holidays and make-up working days of mainland China. Static lifetime.
const CalendarData& cn_public();
/// A shipped data set by name, static lifetime; nullptr if there is none. Names in shipped_calendars().
const CalendarData* find_calendar_data(std::string_view name);
std::vector<std::string> shipped_calendars();

/// Why a day is open or closed.
struct DayStatus {
  enum class Kind : std::uint8_t {
    weekly_open,    ///< the weekly pattern has hours
    weekly_closed,  ///< the weekly pattern has none
    holiday,        ///< closed by the data
    make_up,        ///< opened by the data: a make-up working day (调休)
    overlay_open,   ///< opened by the overlay
    overlay_closed  ///< closed by the overlay
  };
  bool open = false;
  Kind kind = Kind::weekly_closed;
  bool provisional = false;  ///< outside the data's coverage, and named by neither data nor overlay (D4)
  std::string_view name;     ///< borrowed from the calendar
};

/// Where a date goes when it falls on a closed day.
enum class Roll : std::uint8_t { none, following, preceding, nearest };

/// A weekly pattern that begins on a date.
struct WeeklyChange {
  Date from;                                   ///< first day with these hours
  std::vector<std::vector<OpenHours>> weekly;  ///< 7 entries, Monday first; empty entry = closed
};

/// What a calendar is built from.
struct CalendarSource {
  std::string zone = "UTC";
  const CalendarData* data = nullptr;  ///< borrowed for the call; nullptr: weekly pattern alone
  std::vector<std::vector<OpenHours>>
      weekly;                         ///< 7 entries, Monday first; empty entry = closed.
                                      ///< Empty vector: Monday to Friday, 09:00–12:00 and 13:00–18:00
  std::vector<WeeklyChange> changes;  ///< later weekly patterns, each until the next; ascending by date
  std::vector<DayOverride> overlay;   ///< wins over data and weekly pattern; any order, unique dates
  std::int32_t horizon_days = 3660;   ///< bound of every search, days from where it starts; > 0
};

/// Working days = weekly pattern − holidays + make-up days, with hours. Immutable handle; copies share
/// everything.
///
/// Opening hours are wall-clock hours of the calendar's zone. Where its clock is changed inside them, an
/// opening or closing inside a gap moves forward by the gap and a repeated one is the first (D7); nothing is
/// open twice, even where a night shift reaches into the hours of the next day. A day that is closed has no
/// shift that begins on it; the shift of the day before still ends on it. Every question below costs a binary
/// search among the named days, however long the time asked about. Without data nothing is provisional. Dates
/// outside 1400 to 9999 throw Error(range) HF1301.
class BusinessCalendar {
 public:
  /// Throws Error(policy) with everything that is wrong: unknown zone (HF1303), more or fewer than 7
  /// weekdays, changes that do not ascend, or no horizon (HF1304), hours out of range, empty or overlapping
  /// (HF1305), dates named twice, out of order, or closed with hours (HF1306). Pointers are paths in the
  /// source: "/weekly/0/1",
  /// "/changes/0/weekly/4/0", "/overlay/3/hours".
  static BusinessCalendar build(const CalendarSource& source);
  const TimeZone& zone() const;
  DayStatus day(Date date) const;
  bool is_open(Date date) const { return day(date).open; }
  bool is_open_at(Instant instant) const;  ///< inside the opening hours, [opening, closing)
  /// Of the shifts that begin on the day; empty when closed; borrowed from the calendar.
  const std::vector<OpenHours>& hours(Date date) const;
  /// The day's hours, or those it would have as a make-up day: of its weekday if that has any, else of the
  /// first weekday with hours, else 09:00–12:00 and 13:00–18:00. Never empty.
  const std::vector<OpenHours>& usual_hours(Date date) const;
  /// The n-th working day after (n > 0) or before (n < 0) `date`, which itself never counts. n = 0: `date`.
  /// Throws Error(range) HF1302 when it is not within the horizon.
  Date add_working_days(Date date, std::int64_t n) const;
  /// As add_working_days(), nullopt instead of HF1302.
  std::optional<Date> find_working_day(Date date, std::int64_t n) const;
  /// nearest: ties go to the following day. Throws Error(range) HF1302 when nothing is open within the
  /// horizon.
  Date roll(Date date, Roll roll) const;
  std::int64_t working_days_between(Date first,
                                    Date last) const;  ///< open days in [first, last); last < first: negative
  /// The instant at which `amount_us` of open time have passed since `start`. When the amount is used up
  /// exactly at a closing, the answer is that closing. A negative amount goes back: the last instant from
  /// which that much open time leads to `start`, so an opening rather than the closing before it. 0: `start`,
  /// open or not. Throws Error(range) HF1302 "no open time" when the answer is not within the horizon.
  Instant add_working_time(Instant start, std::int64_t amount_us) const;
  std::int64_t working_time_between(
      Instant start, Instant end) const;  ///< open microseconds in [start, end); end < start: negative
  bool provisional(Date date) const;      ///< see DayStatus::provisional
  std::int32_t horizon_days() const;      ///< bound of every search, days
  std::string version() const;            ///< data set name@version, "" without data
  struct Rep;

 private:
  explicit BusinessCalendar(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

/// A day whose hours differ between two calendars.
struct DayChange {
  Date date;
  DayStatus before;  ///< its name is borrowed from the first calendar
  DayStatus after;   ///< its name is borrowed from the second calendar
};
/// The days in [first, last] whose hours differ, ascending: what an amendment of the data displaces.
std::vector<DayChange> changed_days(const BusinessCalendar& before, const BusinessCalendar& after, Date first,
                                    Date last);

/// One bucket of a family: a calendar period in which something is owed once.
struct Bucket {
  std::string id;  ///< "2024-W09", "2024-03-H1", "2024-03", "2024-Q1", "2024-H1", "2024", "2024-03-01",
                   ///< "quota_week:2024-02-24"
  Date first;      ///< first day
  Date last;       ///< last day, inclusive
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

/// A range of days, both ends included: of every year ("03-01..10-31", "11-15..02-15", "10-01") or dated
/// ("2014-01-01..2016-12-31", "2012-03-01..", "..2016-12-31"). An open end is 1400-01-01 or 9999-12-31. In a
/// common year a range from 02-29 begins on 03-01, one to 02-29 ends on 02-28.
struct DayRange {
  bool yearly = true;
  Date from;  ///< yearly: the year is 0 and means nothing
  Date to;    ///< yearly: before `from` when the range turns the year
  /// nullopt when it is no such text.
  static std::optional<DayRange> parse(std::string_view text);
  /// As parse(), but throws Error(syntax) HF1315, HF1316 or HF1320 with offset and expectation.
  static DayRange read(std::string_view text);
  bool contains(Date date) const;
  std::string to_text() const;
};

/// A way to cut time into buckets. Immutable value. Buckets are cut at the years 1400 and 9999.
class BucketFamily {
 public:
  /// "day", "working day" (needs `calendar`), "week", "half-month", "month", "quarter", "half-year", "year".
  static std::optional<BucketFamily> built_in(std::string_view name);
  static std::vector<std::string> built_in_names();
  /// A week that begins on another day; iso_weekday 1 = Monday. Throws Error(policy) HF1307 for no weekday.
  static BucketFamily week_from(std::string name, int iso_weekday);
  /// Dated or yearly ranges; days outside belong to no bucket. Throws Error(policy) HF1307 when two share a
  /// day.
  static BucketFamily ranges(std::string name, std::vector<DayRange> ranges);
  const std::string& name() const;  ///< as built_in(), week_from() or ranges() was given it
  bool needs_calendar() const;      ///< "working day"
  /// The bucket that holds the date; nullopt for a day outside every range, or a closed day of "working day".
  std::optional<Bucket> at(Date date, const BusinessCalendar& calendar) const;
  /// The first bucket with first > date; nullopt when none begins within the calendar's horizon.
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
    bool otherwise = false;  ///< every day no other season has
  };
  std::string name;
  std::vector<Season> seasons;
  /// Index of the date's season, or nullopt. The first that contains the date wins.
  std::optional<std::size_t> at(Date date) const;
  /// The first day after `date` whose season differs; nullopt if that never happens within 10 years.
  std::optional<Date> next_change(Date date) const;
};

/// A length of time: a whole number and a unit. Minutes, hours and their working kinds are exact; day units
/// are dates and end with the day (G2).
struct Span {
  enum class Unit : std::uint8_t {
    minutes,
    hours,
    days,
    weeks,
    months,
    years,
    working_days,
    working_hours,
    working_minutes
  };
  static constexpr std::int64_t amount_max =
      1'000'000'000;        ///< largest amount, either sign, that a text may have
  std::int64_t amount = 0;  ///< may be negative
  Unit unit = Unit::days;
  /// "3 days", "1 day", "-2 working days", "24 hours", "90 minutes", "2 weeks". nullopt when it is no such
  /// text.
  static std::optional<Span> parse(std::string_view text);
  /// As parse(), but throws Error(syntax) HF1311, HF1312 or HF1316 with offset, expectation and suggestion.
  static Span read(std::string_view text);
  std::string to_text() const;
  bool is_exact() const {
    return unit == Unit::minutes || unit == Unit::hours || unit == Unit::working_hours ||
           unit == Unit::working_minutes;
  }
  friend bool operator==(const Span&, const Span&) = default;
};

/// A point in time as authors write it:
///   [start|end|due|previous|saturday|10-31|last day|FEEL date] [± span] [HH:MM|open|close]
/// "3 days" = "start + 3 days"; "18:00" = "start 18:00"; "none" = no deadline; "=…" = FEEL for the whole
/// point. A FEEL date beside other parts is a dotted name (cause.date) or a literal (@"2024-10-31").
struct TimeText {
  enum class Base : std::uint8_t {
    none,
    start,
    end,
    due,
    previous,
    weekday,
    month_day,
    last_day,
    expression
  };
  Base base = Base::start;
  int weekday = 0;           ///< weekday: 1 = Monday … 7 = Sunday
  std::int32_t month = 0;    ///< month_day
  std::int32_t day = 0;      ///< month_day
  std::string expression;    ///< expression: FEEL yielding a date or a date and time, e.g. "contract.pay_due"
  std::optional<Span> span;  ///< signed
  std::string span_parameter;  ///< "$in_time", with its dollar; `span` is then empty
  bool span_negative = false;  ///< for span_parameter
  enum class Clock : std::uint8_t { unset, time, open, close };
  Clock clock = Clock::unset;
  std::int32_t clock_min = 0;  ///< time: minutes since midnight, [0, 1440]
  /// Throws Error(syntax) HF1310 to HF1317 with offset, expectation and suggestion.
  static TimeText parse(std::string_view text);
  /// Canonical text; parse() of it gives an equal value.
  std::string to_text() const;
  friend bool operator==(const TimeText&, const TimeText&) = default;
};

/// The date or instant a span leads to. Month ends clamp from the start (D22).
/// Day units: a date; exact units: an instant.
struct PointInTime {
  bool is_date = false;
  Date date;        ///< is_date
  Instant instant;  ///< otherwise
  static PointInTime of(Date date) { return {true, date, {}}; }
  static PointInTime of(Instant instant) { return {false, {}, instant}; }
  friend bool operator==(const PointInTime&, const PointInTime&) = default;
};
/// `start` counts as day 0 for day units; exact units count from the first instant of a date. Months and
/// years keep the day of the month or clamp to the month's last: multiply the span to repeat it, add it once.
/// Throws Error(range) HF1301 outside the years 1400 to 9999, HF1302 without open time within the horizon.
PointInTime add_span(const PointInTime& start, const Span& span, const BusinessCalendar& calendar);
/// What "resolved" needs besides the text. Any part may be absent; using an absent one is Error(policy)
/// HF1330.
struct TimeContext {
  std::optional<PointInTime> start;
  std::optional<PointInTime> end;  ///< bucket's last day, as a date
  std::optional<PointInTime> due;
  std::optional<PointInTime> previous;
  std::optional<Bucket> bucket;           ///< for weekday, month_day, last_day
  std::optional<PointInTime> expression;  ///< value of TimeText::expression
  std::optional<Span> parameter;          ///< value of span_parameter
};
/// The point a text means. `none` yields nullopt.
///
/// A weekday or month and day is the first such day in the bucket, without bucket the first on or after the
/// start; 02-29 is 02-28 in a common year. A day the bucket does not have is Error(policy) HF1331. Exact
/// spans from a date in `end`, `due` or `previous` count from the end of that day, from other dates from its
/// beginning. `roll` moves a date that is closed, before a time of day is applied; an instant that no time of
/// day follows is not rolled. `open` and `close` are the first opening and the last closing of the day's
/// usual hours. 24:00, written or as a closing, is the day's last microsecond, so that it belongs to the day.
/// A time of day after an exact span is Error(policy) HF1317.
std::optional<PointInTime> resolve(const TimeText& text, const TimeContext& context,
                                   const BusinessCalendar& calendar, Roll roll = Roll::none);
/// As an opening: a date opens at its first instant. As a due: a date is due at its last microsecond.
Instant opening_of(const PointInTime& point, const BusinessCalendar& calendar);
Instant due_of(const PointInTime& point, const BusinessCalendar& calendar);

}  // namespace huifang
