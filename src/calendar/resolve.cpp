#include <algorithm>

#include "calendar/civil.hpp"
#include "calendar/codes.hpp"
#include "huifang/calendar.hpp"

namespace huifang {
namespace {

using Base = TimeText::Base;
using Clock = TimeText::Clock;
using Unit = Span::Unit;

[[noreturn]] void refuse_missing(std::string_view what) {
  throw Error(ErrorKind::policy, codes::missing_context,
              "The point in time refers to " + std::string(what) + ", which is not known here");
}

template <class Part>
const Part& need(const std::optional<Part>& part, std::string_view what) {
  if (!part) refuse_missing(what);
  return *part;
}

Date date_of(const PointInTime& point, const BusinessCalendar& calendar) {
  return point.is_date ? point.date : calendar.zone().date_of(point.instant);
}

Date add_days(Date date, std::int64_t amount, std::int64_t days_each) {
  std::int64_t days = 0;
  if (__builtin_mul_overflow(amount, days_each, &days) || days > civil::last_day - civil::first_day ||
      days < civil::first_day - civil::last_day) {
    civil::refuse_years();
  }
  return civil::from_days(civil::to_days(date) + days);
}

Date add_whole_months(Date date, std::int64_t amount, std::int64_t months_each) {
  std::int64_t months = 0;
  if (__builtin_mul_overflow(amount, months_each, &months)) civil::refuse_years();
  return civil::add_months(date, months);
}

Instant add_elapsed(Instant start, std::int64_t amount, std::int64_t us_each,
                    const BusinessCalendar& calendar) {
  std::int64_t us = 0;
  std::int64_t sum = 0;
  if (__builtin_mul_overflow(amount, us_each, &us) || __builtin_add_overflow(start.utc_us, us, &sum)) {
    civil::refuse_years();
  }
  calendar.zone().date_of({sum});  // refuses what lies outside the years
  return {sum};
}

Instant add_working(Instant start, std::int64_t amount, std::int64_t us_each,
                    const BusinessCalendar& calendar) {
  std::int64_t us = 0;
  if (__builtin_mul_overflow(amount, us_each, &us)) civil::refuse_years();
  return calendar.add_working_time(start, us);
}

/// The instant from which exact units count when the base says that a date is over then.
PointInTime end_of_date(const PointInTime& point, const BusinessCalendar& calendar) {
  if (!point.is_date) return point;
  return PointInTime::of(Instant{calendar.zone().end_of_day(point.date).utc_us + 1});
}

/// The first day in [first, last] with that weekday, or with that month and day.
Date first_match(const TimeText& text, Date first, Date last) {
  if (text.base == Base::weekday) {
    const std::int64_t day = civil::to_days(first);
    const std::int64_t found = day + (text.weekday - 1 - civil::weekday_index(day) + 7) % 7;
    if (found <= civil::to_days(last)) return civil::from_days(found);
  } else {
    for (std::int32_t year = first.year; year <= last.year; ++year) {
      const Date candidate{
          year, static_cast<std::uint8_t>(text.month),
          static_cast<std::uint8_t>(std::min(text.day, civil::days_in_month(year, text.month)))};
      if (first <= candidate && candidate <= last) return candidate;
    }
  }
  Diagnostic diagnostic;
  diagnostic.code = codes::not_in_bucket;
  diagnostic.message = "The bucket has no such day";
  diagnostic.found = text.to_text();
  diagnostic.expected = "a day from " + first.to_text() + " to " + last.to_text();
  throw Error(ErrorKind::policy, {diagnostic});
}

Date day_in_bucket(const TimeText& text, const TimeContext& context, const BusinessCalendar& calendar) {
  if (context.bucket) return first_match(text, context.bucket->first, context.bucket->last);
  const Date start = date_of(need(context.start, "the bucket or the start"), calendar);
  constexpr std::int64_t year_days = 366;
  return first_match(text, start,
                     civil::from_days(std::min(civil::to_days(start) + year_days, civil::last_day)));
}

PointInTime base_point(const TimeText& text, const TimeContext& context, const BusinessCalendar& calendar) {
  switch (text.base) {
    case Base::start:
      return need(context.start, "the start");
    case Base::end:
      return need(context.end, "the end of a bucket");
    case Base::due:
      return need(context.due, "the due");
    case Base::previous:
      return need(context.previous, "the previous due");
    case Base::expression:
      return need(context.expression, text.expression);
    case Base::last_day:
      return PointInTime::of(need(context.bucket, "the last day of a bucket").last);
    case Base::weekday:
    case Base::month_day:
      return PointInTime::of(day_in_bucket(text, context, calendar));
    case Base::none:
      break;
  }
  refuse_missing("nothing");
}

Instant at_clock(Date date, const TimeText& text, const BusinessCalendar& calendar) {
  std::int32_t minutes = text.clock_min;
  if (text.clock == Clock::open) minutes = calendar.usual_hours(date).front().start_min;
  if (text.clock == Clock::close) minutes = calendar.usual_hours(date).back().end_min;
  constexpr std::int32_t day_min = 24 * 60;
  if (minutes == day_min) return calendar.zone().end_of_day(date);
  if (minutes > day_min) {  // the closing of a night shift
    date = add_days(date, 1, 1);
    minutes -= day_min;
  }
  return calendar.zone().to_instant({date, minutes * us_per_minute});
}

}  // namespace

PointInTime add_span(const PointInTime& start, const Span& span, const BusinessCalendar& calendar) {
  switch (span.unit) {
    case Unit::minutes:
      return PointInTime::of(add_elapsed(opening_of(start, calendar), span.amount, us_per_minute, calendar));
    case Unit::hours:
      return PointInTime::of(add_elapsed(opening_of(start, calendar), span.amount, us_per_hour, calendar));
    case Unit::working_minutes:
      return PointInTime::of(add_working(opening_of(start, calendar), span.amount, us_per_minute, calendar));
    case Unit::working_hours:
      return PointInTime::of(add_working(opening_of(start, calendar), span.amount, us_per_hour, calendar));
    case Unit::working_days:
      return PointInTime::of(calendar.add_working_days(date_of(start, calendar), span.amount));
    case Unit::days:
      return PointInTime::of(add_days(date_of(start, calendar), span.amount, 1));
    case Unit::weeks:
      return PointInTime::of(add_days(date_of(start, calendar), span.amount, 7));
    case Unit::months:
      return PointInTime::of(add_whole_months(date_of(start, calendar), span.amount, 1));
    case Unit::years:
      return PointInTime::of(add_whole_months(date_of(start, calendar), span.amount, 12));
  }
  throw Error(ErrorKind::argument, codes::span_unit, "There is no such unit");
}

std::optional<PointInTime> resolve(const TimeText& text, const TimeContext& context,
                                   const BusinessCalendar& calendar, Roll roll) {
  if (text.base == Base::none) return std::nullopt;
  PointInTime point = base_point(text, context, calendar);
  std::optional<Span> span = text.span;
  if (!text.span_parameter.empty()) {
    span = need(context.parameter, text.span_parameter);
    if (text.span_negative) span->amount = -span->amount;
  }
  if (span) {
    if (span->is_exact() && text.clock != Clock::unset) {
      throw Error(ErrorKind::policy, codes::clock_after_hours,
                  "A span of hours or minutes leads to an instant, which has its time already");
    }
    const bool counts_from_end =
        text.base == Base::end || text.base == Base::due || text.base == Base::previous;
    if (span->is_exact() && counts_from_end) point = end_of_date(point, calendar);
    point = add_span(point, *span, calendar);
  }
  if (text.clock != Clock::unset) point = PointInTime::of(date_of(point, calendar));
  if (point.is_date) point.date = calendar.roll(point.date, roll);
  if (text.clock == Clock::unset) return point;
  return PointInTime::of(at_clock(point.date, text, calendar));
}

Instant opening_of(const PointInTime& point, const BusinessCalendar& calendar) {
  return point.is_date ? calendar.zone().start_of_day(point.date) : point.instant;
}

Instant due_of(const PointInTime& point, const BusinessCalendar& calendar) {
  return point.is_date ? calendar.zone().end_of_day(point.date) : point.instant;
}

}  // namespace huifang
