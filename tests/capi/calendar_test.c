/* Dates, zones, calendars. */
#include "check.h"

static void a_date_is_a_number_of_days(void) {
  huifang_string *text = NULL;
  huifang_date date = 0;
  NUMBER(day("1970-01-01"), 0);
  NUMBER(day("2024-02-29"), 19782);
  NUMBER(huifang_date_weekday(day("2024-02-29")), 4);
  OK(huifang_date_text(19782, &text, &error));
  STRING(text, "2024-02-29");
  FAILS(HUIFANG_ERR_SYNTAX, huifang_date_parse(T("2023-02-29"), &date, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_date_parse(T("yesterday"), &date, &error));
  FAILS(HUIFANG_ERR_RANGE, huifang_date_parse(T("1399-12-31"), &date, &error));
  FAILS(HUIFANG_ERR_RANGE, huifang_date_text(INT32_MAX, &text, &error));
  CHECK(text == NULL);
}

static void a_zone_tells_local_time(void) {
  huifang_zone *zone = NULL;
  huifang_string *text = NULL;
  huifang_instant instant = 0;
  huifang_date date = 0;
  int64_t us = 0;
  OK(huifang_zone_open(T("Asia/Shanghai"), &zone, &error));
  TEXT(huifang_zone_name(zone, NULL), "Asia/Shanghai");
  OK(huifang_zone_parse(zone, T("2024-03-01T10:05"), &instant, &error));
  NUMBER(instant, INT64_C(1709258700000000));
  OK(huifang_zone_text(zone, instant, &text, &error));
  STRING(text, "2024-03-01T10:05:00+08:00");
  OK(huifang_zone_to_local(zone, instant, &date, &us, &error));
  NUMBER(date, day("2024-03-01"));
  NUMBER(us, INT64_C(36300000000));
  OK(huifang_zone_to_local(zone, instant, NULL, NULL, &error));
  OK(huifang_zone_to_instant(zone, date, us, &instant, &error));
  NUMBER(instant, INT64_C(1709258700000000));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_zone_to_instant(zone, date, -1, &instant, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_zone_parse(zone, T("noon"), &instant, &error));
  FAILS(HUIFANG_ERR_RANGE, huifang_zone_text(zone, INT64_MAX, &text, &error));
  FAILS(HUIFANG_ERR_RANGE, huifang_zone_text(zone, HUIFANG_NO_INSTANT, &text, &error));
  huifang_zone_close(zone);
}

static huifang_calendar *china(void) {
  huifang_calendar *calendar = NULL;
  OK(huifang_calendar_open(T("cn-public"), T("Asia/Shanghai"), NULL, &calendar, &error));
  return calendar;
}

static void national_day_2024(void) {
  huifang_calendar *calendar = china();
  huifang_string *name = NULL;
  huifang_date date = 0;
  int32_t kind = -1;
  int64_t days = 0;
  bool open = true;
  bool provisional = true;
  CHECK(strncmp(huifang_calendar_version(calendar, NULL), "cn-public@", 10) == 0);
  OK(huifang_calendar_is_working_day(calendar, day("2024-10-01"), &open, &error));
  CHECK(!open);
  OK(huifang_calendar_is_working_day(calendar, day("2024-10-12"), &open, &error));
  CHECK(open); /* a Saturday worked in place of a holiday */
  OK(huifang_calendar_day(calendar, day("2024-10-12"), &kind, &provisional, &name, &error));
  NUMBER(kind, HUIFANG_DAY_MAKE_UP);
  CHECK(!provisional);
  huifang_string_free(name);
  OK(huifang_calendar_hours(calendar, day("2024-10-12"), &name, &error));
  STRING(name, "09:00-12:00 13:00-18:00");
  OK(huifang_calendar_hours(calendar, day("2024-10-01"), &name, &error));
  STRING(name, "");
  OK(huifang_calendar_is_open(calendar, at("2024-10-12T09:00"), &open, &error));
  CHECK(open);
  OK(huifang_calendar_is_open(calendar, at("2024-10-12T12:00"), &open, &error));
  CHECK(!open);
  OK(huifang_calendar_day(calendar, day("2024-10-01"), &kind, NULL, NULL, &error));
  NUMBER(kind, HUIFANG_DAY_HOLIDAY);
  OK(huifang_calendar_add_working_days(calendar, day("2024-09-30"), 1, &date, &error));
  NUMBER(date, day("2024-10-08"));
  OK(huifang_calendar_add_working_days(calendar, day("2024-10-08"), -1, &date, &error));
  NUMBER(date, day("2024-09-30"));
  OK(huifang_calendar_roll(calendar, day("2024-10-01"), HUIFANG_ROLL_FOLLOWING, &date, &error));
  NUMBER(date, day("2024-10-08"));
  OK(huifang_calendar_roll(calendar, day("2024-10-01"), HUIFANG_ROLL_PRECEDING, &date, &error));
  NUMBER(date, day("2024-09-30"));
  OK(huifang_calendar_roll(calendar, day("2024-10-01"), HUIFANG_ROLL_NONE, &date, &error));
  NUMBER(date, day("2024-10-01"));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_calendar_roll(calendar, day("2024-10-01"), 9, &date, &error));
  OK(huifang_calendar_working_days_between(calendar, day("2024-09-30"), day("2024-10-09"), &days, &error));
  NUMBER(days, 2);
  FAILS(HUIFANG_ERR_RANGE, huifang_calendar_is_working_day(calendar, INT32_MIN, &open, &error));
  huifang_calendar_close(calendar);
}

static void working_time_skips_the_night(void) {
  huifang_calendar *calendar = china();
  const int64_t hour = INT64_C(3600000000);
  huifang_instant instant = 0;
  int64_t amount = 0;
  OK(huifang_calendar_add_working_time(calendar, at("2024-09-30T17:00"), 2 * hour, &instant, &error));
  NUMBER(instant, at("2024-10-08T10:00"));
  OK(huifang_calendar_working_time_between(calendar, at("2024-09-30T17:00"), instant, &amount, &error));
  NUMBER(amount, 2 * hour);
  FAILS(HUIFANG_ERR_RANGE, huifang_calendar_add_working_time(calendar, INT64_MAX, hour, &instant, &error));
  NUMBER(huifang_calendar_add_working_time(calendar, at("2024-03-01T09:00"), 100000 * hour, &instant, &error), HUIFANG_ERR_RANGE);
  TEXT(huifang_diagnostic_code(huifang_error_diagnostic(error, 0), NULL), "HF1302");
  huifang_error_free(error);
  error = NULL;
  huifang_calendar_close(calendar);
}

static void spans_end_with_the_day_or_to_the_microsecond(void) {
  huifang_calendar *calendar = china();
  huifang_instant instant = 0;
  OK(huifang_calendar_due(calendar, at("2024-03-01T10:05"), T("3 days"), &instant, &error));
  NUMBER(instant, at("2024-03-05") - 1);
  OK(huifang_calendar_due(calendar, at("2024-03-01T10:05"), T("24 hours"), &instant, &error));
  NUMBER(instant, at("2024-03-02T10:05"));
  OK(huifang_calendar_due(calendar, at("2024-09-30T10:05"), T("2 working days"), &instant, &error));
  NUMBER(instant, at("2024-10-10") - 1);
  FAILS(HUIFANG_ERR_SYNTAX, huifang_calendar_due(calendar, at("2024-03-01"), T("soon"), &instant, &error));
  huifang_calendar_close(calendar);
}

static void buckets_cut_the_year(void) {
  huifang_calendar *calendar = china();
  huifang_string *id = NULL;
  huifang_date first = 0;
  huifang_date last = 0;
  OK(huifang_calendar_bucket(calendar, T("half-month"), day("2024-02-20"), &id, &first, &last, &error));
  STRING(id, "2024-02-H2");
  NUMBER(first, day("2024-02-16"));
  NUMBER(last, day("2024-02-29"));
  OK(huifang_calendar_bucket(calendar, T("working day"), day("2024-10-01"), &id, NULL, NULL, &error));
  CHECK(id == NULL);
  NUMBER(huifang_calendar_bucket(calendar, T("fortnight"), day("2024-10-01"), &id, NULL, NULL, &error),
         HUIFANG_ERR_ARGUMENT);
  TEXT(huifang_diagnostic_code(huifang_error_diagnostic(error, 0), NULL), "HF7012");
  huifang_error_free(error);
  error = NULL;
  huifang_calendar_close(calendar);
}

static void own_days_and_hours_win(void) {
  huifang_calendar_options options = HUIFANG_CALENDAR_OPTIONS_INIT;
  const int32_t hours[] = {1, 540, 720, 1, 780, 1080, 6, 600, 660};
  huifang_date closed[1];
  huifang_date open[1];
  huifang_calendar *calendar = NULL;
  bool working = false;
  huifang_date date = 0;
  closed[0] = day("2024-03-04");
  open[0] = day("2024-03-05");
  options.hours = hours;
  options.hours_count = 3;
  options.closed = closed;
  options.closed_count = 1;
  options.open = open;
  options.open_count = 1;
  OK(huifang_calendar_open(NULL, 0, T("UTC"), &options, &calendar, &error));
  TEXT(huifang_calendar_version(calendar, NULL), "");
  OK(huifang_calendar_is_working_day(calendar, day("2024-03-04"), &working, &error));
  CHECK(!working);
  OK(huifang_calendar_is_working_day(calendar, day("2024-03-05"), &working, &error));
  CHECK(working);
  OK(huifang_calendar_add_working_days(calendar, day("2024-03-05"), 1, &date, &error));
  NUMBER(date, day("2024-03-09"));
  huifang_calendar_close(calendar);

  options.horizon_days = -1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_calendar_open(NULL, 0, T("UTC"), &options, &calendar, &error));
  options.horizon_days = 0;
  options.hours_count = 1;
  options.hours = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_calendar_open(NULL, 0, T("UTC"), &options, &calendar, &error));
  CHECK(calendar == NULL);
}

static void night_shifts_end_on_the_next_day(void) {
  huifang_calendar_options options = HUIFANG_CALENDAR_OPTIONS_INIT;
  const int32_t hours[] = {5, 1320, 1800};
  huifang_calendar *calendar = NULL;
  huifang_string *text = NULL;
  huifang_instant instant = 0;
  options.hours = hours;
  options.hours_count = 1;
  OK(huifang_calendar_open(NULL, 0, T("Asia/Shanghai"), &options, &calendar, &error));
  OK(huifang_calendar_hours(calendar, day("2024-03-01"), &text, &error));
  STRING(text, "22:00-06:00");
  OK(huifang_calendar_add_working_time(calendar, at("2024-03-01T20:00"), INT64_C(3600000000) * 3, &instant, &error));
  NUMBER(instant, at("2024-03-02T01:00"));
  huifang_calendar_close(calendar);
}

static const char overlay_json[] =
    "{ \"huifang\": 1, \"policy\": \"night\", \"version\": \"1\", \"zone\": \"Asia/Shanghai\",\n"
    "  \"events\": {\"phone\": {\"hours\": \"calls\"}},\n"
    "  \"calendar\": {\"hours\": {\"calls\": [\"09:30-11:30\"]},\n"
    "               \"overlay\": {\"unit\": {\"night\": {\"working_hours\": {\"fri\": \"22:00-06:00\"}}}}},\n"
    "  \"rules\": {\"call\": {\"each\": \"week\", \"owe\": {\"need\": \"phone\"}}} }\n";

static void a_policy_has_hours_and_calendars_of_units(void) {
  huifang_policy *policy = NULL;
  huifang_calendar *calendar = NULL;
  huifang_string *text = NULL;
  bool open = false;
  OK(huifang_policy_load(Z(overlay_json), NULL, &policy, &error));
  OK(huifang_policy_calendar_of(policy, T("unit"), T("night"), &calendar, &error));
  OK(huifang_calendar_hours(calendar, day("2024-03-01"), &text, &error));
  STRING(text, "22:00-06:00");
  huifang_calendar_close(calendar);
  OK(huifang_policy_hours(policy, T("calls"), &calendar, &error));
  OK(huifang_calendar_is_open(calendar, at("2024-03-03T09:30"), &open, &error));
  CHECK(open);
  huifang_calendar_close(calendar);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_hours(policy, T("call"), &calendar, &error));
  CHECK(calendar == NULL);
  huifang_policy_free(policy);
}

static void an_absence_moves_what_is_owed(void) {
  static const char assign[] =
      "{\"id\": \"a\", \"type\": \"assign\", \"at\": \"2024-03-04T09:00\", \"customer\": \"c1\", \"data\": {\"owner\": \"s1\"}}";
  static const char complaint[] =
      "{\"id\": \"k\", \"type\": \"complaint\", \"at\": \"2024-03-04T10:00\", \"customer\": \"c1\"}";
  static const char absent[] =
      "{\"id\": \"v\", \"type\": \"absent\", \"at\": \"2024-03-04T11:00\", \"staff\": \"s1\",\n"
      " \"data\": {\"from\": \"2024-03-05\", \"to\": \"2024-03-06\"}}";
  huifang_book *book = book_with_cadence();
  huifang_record_result *result = NULL;
  huifang_calendar *calendar = NULL;
  bool open = true;
  OK(huifang_book_record_json(book, Z(assign), HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_record_json(book, Z(complaint), HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_record_json(book, Z(absent), HUIFANG_NO_INSTANT, &result, &error));
  NUMBER(huifang_record_result_moved_count(result), 1);
  CHECK(strncmp(huifang_record_result_moved(result, 0, NULL), "cadence/reply/customer:c1/k/", 28) == 0);
  NUMBER(huifang_record_result_moved_from(result, 0), at("2024-03-06") - 1);
  NUMBER(huifang_record_result_moved_to(result, 0), at("2024-03-08") - 1);
  CHECK(!huifang_record_result_moved_waived(result, 0));
  NUMBER(huifang_record_result_moved_to(result, 1), HUIFANG_NO_INSTANT);
  huifang_record_result_free(result);
  OK(huifang_book_calendar(book, T("staff"), T("s1"), &calendar, &error));
  OK(huifang_calendar_is_working_day(calendar, day("2024-03-05"), &open, &error));
  CHECK(!open);
  huifang_calendar_close(calendar);
  OK(huifang_book_calendar(book, NULL, 0, NULL, 0, &calendar, &error));
  OK(huifang_calendar_is_working_day(calendar, day("2024-03-05"), &open, &error));
  CHECK(open);
  huifang_calendar_close(calendar);
  huifang_book_close(book);
}

static void an_unknown_calendar_is_told_with_those_that_there_are(void) {
  huifang_calendar *calendar = NULL;
  NUMBER(huifang_calendar_open(T("cn-publik"), T("UTC"), NULL, &calendar, &error), HUIFANG_ERR_ARGUMENT);
  TEXT(huifang_diagnostic_suggestion(huifang_error_diagnostic(error, 0), NULL), "cn-public");
  huifang_error_free(error);
  error = NULL;
  FAILS(HUIFANG_ERR_POLICY, huifang_calendar_open(T("cn-public"), T("Nowhere/City"), NULL, &calendar, &error));
  CHECK(calendar == NULL);
}

void calendar_tests(void) {
  TEST(a_date_is_a_number_of_days);
  TEST(a_zone_tells_local_time);
  TEST(national_day_2024);
  TEST(night_shifts_end_on_the_next_day);
  TEST(a_policy_has_hours_and_calendars_of_units);
  TEST(an_absence_moves_what_is_owed);
  TEST(working_time_skips_the_night);
  TEST(spans_end_with_the_day_or_to_the_microsecond);
  TEST(buckets_cut_the_year);
  TEST(own_days_and_hours_win);
  TEST(an_unknown_calendar_is_told_with_those_that_there_are);
}
