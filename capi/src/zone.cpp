// Dates and time zones.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::Date;
using huifang::Diagnostic;
using huifang::Error;
using huifang::ErrorKind;
using huifang::Instant;
using huifang::LocalTime;
using huifang::TimeZone;

namespace {

[[noreturn]] void refuse_text(std::string_view found, const char* message, const char* expected) {
  Diagnostic diagnostic;
  diagnostic.code = codes::time_text;
  diagnostic.message = message;
  diagnostic.found = std::string(found.substr(0, 80));
  diagnostic.expected = expected;
  throw Error(ErrorKind::syntax, {diagnostic});
}

}  // namespace

extern "C" {

huifang_status huifang_date_parse(const char* data, size_t size, huifang_date* out, huifang_error** error) {
  if (out != nullptr) *out = 0;
  return guarded(error, [&] {
    required(out, "out");
    const std::string_view given = text(data, size, "text");
    const std::optional<Date> parsed = Date::parse(given);
    if (!parsed) refuse_text(given, "this is no date", "a date as 2024-03-01");
    if (parsed->year < 1400 || parsed->year > 9999) {
      throw Error(ErrorKind::range, codes::not_a_moment, "the date is not in the years 1400 to 9999");
    }
    *out = days_of(*parsed);
  });
}

huifang_status huifang_date_text(huifang_date days, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, date(days, "date").to_text());
  });
}

int32_t huifang_date_weekday(huifang_date days) { return Date::from_days(days).weekday(); }

huifang_status huifang_zone_open(const char* name, size_t name_size, huifang_zone** out,
                                 huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_zone{TimeZone::find(text(name, name_size, "name"))};
  });
}

void huifang_zone_close(huifang_zone* zone) { delete zone; }

const char* huifang_zone_name(const huifang_zone* zone, size_t* size) {
  return lend_text(zone == nullptr ? nullptr : &zone->zone.name(), size);
}

huifang_status huifang_zone_parse(const huifang_zone* zone, const char* data, size_t size,
                                  huifang_instant* out, huifang_error** error) {
  if (out != nullptr) *out = 0;
  return guarded(error, [&] {
    required(out, "out");
    const TimeZone& where = required(zone, "zone").zone;
    const std::string_view given = text(data, size, "text");
    const std::optional<Instant> parsed = where.parse(given);
    if (!parsed) refuse_text(given, "this is no moment", "a date and time as 2024-03-01T10:05:00+08:00");
    *out = parsed->utc_us;
  });
}

huifang_status huifang_zone_text(const huifang_zone* zone, huifang_instant utc_us, huifang_string** out,
                                 huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(zone, "zone").zone.to_text(instant(utc_us, "instant")));
  });
}

huifang_status huifang_zone_to_local(const huifang_zone* zone, huifang_instant utc_us, huifang_date* days,
                                     int64_t* us_of_day, huifang_error** error) {
  if (days != nullptr) *days = 0;
  if (us_of_day != nullptr) *us_of_day = 0;
  return guarded(error, [&] {
    const LocalTime local = required(zone, "zone").zone.to_local(instant(utc_us, "instant"));
    if (days != nullptr) *days = days_of(local.date);
    if (us_of_day != nullptr) *us_of_day = local.us_of_day;
  });
}

huifang_status huifang_zone_to_instant(const huifang_zone* zone, huifang_date days, int64_t us_of_day,
                                       huifang_instant* out, huifang_error** error) {
  if (out != nullptr) *out = 0;
  return guarded(error, [&] {
    required(out, "out");
    const TimeZone& where = required(zone, "zone").zone;
    if (us_of_day < 0 || us_of_day > huifang::us_per_day)
      refuse_number("us_of_day", us_of_day, "0 to 86400000000");
    *out = where.to_instant({date(days, "date"), us_of_day}).utc_us;
  });
}

}  // extern "C"
