// Calendars.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::BucketFamily;
using huifang::BusinessCalendar;
using huifang::CalendarSource;
using huifang::Date;
using huifang::DayOverride;
using huifang::Diagnostic;
using huifang::Error;
using huifang::ErrorKind;
using huifang::Roll;
using huifang::Span;

namespace {

[[noreturn]] void refuse_name(const char* what, std::string_view found,
                              const std::vector<std::string>& known) {
  Diagnostic diagnostic;
  diagnostic.code = codes::unknown_name;
  diagnostic.message = std::string("no such ") + what;
  diagnostic.found = std::string(found.substr(0, 80));
  for (const std::string& name : known)
    diagnostic.expected += (diagnostic.expected.empty() ? "" : ", ") + name;
  diagnostic.suggestion = huifang::nearest_name(std::string(found), known);
  throw Error(ErrorKind::argument, {diagnostic});
}

std::vector<std::vector<huifang::OpenHours>> weekly_of(const huifang_calendar_options& options) {
  std::vector<std::vector<huifang::OpenHours>> weekly;
  if (options.hours_count == 0) return weekly;
  weekly.resize(7);
  const int32_t* triple = &required(options.hours, "hours");
  for (std::size_t i = 0; i < options.hours_count; ++i, triple += 3) {
    if (triple[0] < 1 || triple[0] > 7) refuse_number("hours", triple[0], "an ISO weekday, 1 to 7");
    weekly[static_cast<std::size_t>(triple[0] - 1)].push_back({triple[1], triple[2]});
  }
  return weekly;
}

std::vector<DayOverride> overlay_of(const huifang_calendar_options& options) {
  std::vector<DayOverride> overlay;
  const auto add = [&](const huifang_date* days, std::size_t count, bool open, const char* name) {
    if (count == 0) return;
    const huifang_date* day = &required(days, name);
    for (std::size_t i = 0; i < count; ++i) overlay.push_back({date(day[i], name), open, {}, {}});
  };
  add(options.closed, options.closed_count, false, "closed");
  add(options.open, options.open_count, true, "open");
  std::stable_sort(overlay.begin(), overlay.end(),
                   [](const DayOverride& a, const DayOverride& b) { return a.date < b.date; });
  return overlay;
}

/// Sets `*out` to what `answer` says about the calendar.
template <class Out, class Answer>
huifang_status ask(const huifang_calendar* calendar, Out* out, huifang_error** error, Answer&& answer) {
  if (out != nullptr) *out = Out{};
  return guarded(error, [&] {
    required(out, "out");
    *out = answer(required(calendar, "calendar").calendar);
  });
}

}  // namespace

extern "C" {

huifang_status huifang_calendar_open(const char* name, size_t name_size, const char* zone, size_t zone_size,
                                     const huifang_calendar_options* options, huifang_calendar** out,
                                     huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const auto given = read_options(options, "huifang_calendar_options");
    const std::string_view data = text(name, name_size, "name");
    CalendarSource source;
    source.zone = std::string(text(zone, zone_size, "zone"));
    if (!data.empty()) {
      source.data = huifang::find_calendar_data(data);
      if (source.data == nullptr) refuse_name("calendar", data, huifang::shipped_calendars());
    }
    source.weekly = weekly_of(given);
    source.overlay = overlay_of(given);
    if (given.horizon_days < 0) refuse_number("horizon_days", given.horizon_days, "at least 1");
    if (given.horizon_days > 0) source.horizon_days = given.horizon_days;
    BusinessCalendar calendar = BusinessCalendar::build(source);
    std::string version = calendar.version();
    *out = new huifang_calendar{std::move(calendar), std::move(version)};
  });
}

void huifang_calendar_close(huifang_calendar* calendar) { delete calendar; }

const char* huifang_calendar_version(const huifang_calendar* calendar, size_t* size) {
  return lend_text(calendar == nullptr ? nullptr : &calendar->version, size);
}

huifang_status huifang_calendar_is_working_day(const huifang_calendar* calendar, huifang_date day, bool* out,
                                               huifang_error** error) {
  return ask(calendar, out, error, [&](const BusinessCalendar& c) { return c.is_open(date(day, "date")); });
}

huifang_status huifang_calendar_day(const huifang_calendar* calendar, huifang_date day, int32_t* kind,
                                    bool* provisional, huifang_string** name, huifang_error** error) {
  if (kind != nullptr) *kind = 0;
  if (provisional != nullptr) *provisional = false;
  if (name != nullptr) *name = nullptr;
  return guarded(error, [&] {
    const huifang::DayStatus status = required(calendar, "calendar").calendar.day(date(day, "date"));
    if (name != nullptr) hand_out(name, std::string(status.name));
    if (kind != nullptr) *kind = static_cast<int32_t>(status.kind);
    if (provisional != nullptr) *provisional = status.provisional;
  });
}

huifang_status huifang_calendar_hours(const huifang_calendar* calendar, huifang_date day, huifang_string** out,
                                      huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    std::string hours;
    for (const huifang::OpenHours& part : required(calendar, "calendar").calendar.hours(date(day, "date"))) {
      hours += (hours.empty() ? "" : " ") + part.to_text();
    }
    hand_out(out, std::move(hours));
  });
}

huifang_status huifang_calendar_is_open(const huifang_calendar* calendar, huifang_instant at, bool* out,
                                        huifang_error** error) {
  return ask(calendar, out, error, [&](const BusinessCalendar& c) { return c.is_open_at(instant(at, "at")); });
}

huifang_status huifang_calendar_add_working_days(const huifang_calendar* calendar, huifang_date day,
                                                 int64_t n, huifang_date* out, huifang_error** error) {
  return ask(calendar, out, error,
             [&](const BusinessCalendar& c) { return days_of(c.add_working_days(date(day, "date"), n)); });
}

huifang_status huifang_calendar_roll(const huifang_calendar* calendar, huifang_date day, int32_t roll,
                                     huifang_date* out, huifang_error** error) {
  return ask(calendar, out, error, [&](const BusinessCalendar& c) {
    if (roll < HUIFANG_ROLL_NONE || roll > HUIFANG_ROLL_NEAREST)
      refuse_number("roll", roll, "HUIFANG_ROLL_…");
    return days_of(c.roll(date(day, "date"), static_cast<Roll>(roll)));
  });
}

huifang_status huifang_calendar_working_days_between(const huifang_calendar* calendar, huifang_date first,
                                                     huifang_date last, int64_t* out, huifang_error** error) {
  return ask(calendar, out, error, [&](const BusinessCalendar& c) {
    return c.working_days_between(date(first, "first"), date(last, "last"));
  });
}

huifang_status huifang_calendar_add_working_time(const huifang_calendar* calendar, huifang_instant start,
                                                 int64_t amount_us, huifang_instant* out,
                                                 huifang_error** error) {
  return ask(calendar, out, error, [&](const BusinessCalendar& c) {
    return c.add_working_time(instant(start, "start"), amount_us).utc_us;
  });
}

huifang_status huifang_calendar_working_time_between(const huifang_calendar* calendar, huifang_instant start,
                                                     huifang_instant end, int64_t* out,
                                                     huifang_error** error) {
  return ask(calendar, out, error, [&](const BusinessCalendar& c) {
    return c.working_time_between(instant(start, "start"), instant(end, "end"));
  });
}

huifang_status huifang_calendar_due(const huifang_calendar* calendar, huifang_instant start, const char* span,
                                    size_t span_size, huifang_instant* out, huifang_error** error) {
  return ask(calendar, out, error, [&](const BusinessCalendar& c) {
    const std::string_view given = text(span, span_size, "span");
    const std::optional<Span> parsed = Span::parse(given);
    if (!parsed) {
      Diagnostic diagnostic;
      diagnostic.code = codes::time_text;
      diagnostic.message = "this is no span of time";
      diagnostic.found = std::string(given.substr(0, 80));
      diagnostic.expected = "a number and a unit, as 3 days, 2 working days, 24 hours";
      throw Error(ErrorKind::syntax, {diagnostic});
    }
    const huifang::PointInTime from{false, {}, instant(start, "start")};
    return huifang::due_of(huifang::add_span(from, *parsed, c), c).utc_us;
  });
}

huifang_status huifang_calendar_bucket(const huifang_calendar* calendar, const char* family,
                                       size_t family_size, huifang_date day, huifang_string** id,
                                       huifang_date* first, huifang_date* last, huifang_error** error) {
  if (id != nullptr) *id = nullptr;
  if (first != nullptr) *first = 0;
  if (last != nullptr) *last = 0;
  return guarded(error, [&] {
    const BusinessCalendar& c = required(calendar, "calendar").calendar;
    const std::string_view name = text(family, family_size, "family");
    const std::optional<BucketFamily> buckets = BucketFamily::built_in(name);
    if (!buckets) refuse_name("family of buckets", name, BucketFamily::built_in_names());
    const std::optional<huifang::Bucket> bucket = buckets->at(date(day, "date"), c);
    if (!bucket) return;
    if (id != nullptr) hand_out(id, bucket->id);
    if (first != nullptr) *first = days_of(bucket->first);
    if (last != nullptr) *last = days_of(bucket->last);
  });
}

}  // extern "C"

static_assert(HUIFANG_ROLL_FOLLOWING == static_cast<int>(Roll::following));
static_assert(HUIFANG_ROLL_PRECEDING == static_cast<int>(Roll::preceding));
static_assert(HUIFANG_ROLL_NEAREST == static_cast<int>(Roll::nearest));
static_assert(HUIFANG_DAY_HOLIDAY == static_cast<int>(huifang::DayStatus::Kind::holiday));
static_assert(HUIFANG_DAY_MAKE_UP == static_cast<int>(huifang::DayStatus::Kind::make_up));
static_assert(HUIFANG_DAY_OVERLAY_CLOSED == static_cast<int>(huifang::DayStatus::Kind::overlay_closed));
