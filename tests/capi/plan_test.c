/* Plans: visits of one's own, and the duties of a book. */
#include "check.h"

static void visits_are_put_on_days_and_people(void) {
  static const char request[] =
      "{\"visits\": [{\"id\": \"a\", \"first\": \"2024-03-01\", \"last\": \"2024-03-01\", \"together\": [\"x\"]},"
      " {\"id\": \"b\", \"first\": \"2024-03-01\", \"last\": \"2024-03-02\"},"
      " {\"id\": \"c\", \"first\": \"2024-03-01\", \"last\": \"2024-03-02\", \"order\": [1]}],"
      " \"people\": [{\"id\": \"s1\"}]}";
  huifang_plan_options options = HUIFANG_PLAN_OPTIONS_INIT;
  huifang_plan *plan = NULL;
  huifang_string *out = NULL;
  size_t size = 0;
  OK(huifang_plan_visits(Z(request), &options, &plan, &error));
  NUMBER(huifang_plan_visit_count(plan), 2);
  TEXT(huifang_plan_visit_id(plan, 0, &size), "a");
  NUMBER(size, 1);
  NUMBER(huifang_plan_visit_together_count(plan, 0), 1);
  TEXT(huifang_plan_visit_together(plan, 0, 0, NULL), "x");
  TEXT(huifang_plan_visit_together(plan, 0, 1, NULL), "");
  NUMBER(huifang_plan_visit_together_count(plan, 1), 0);
  TEXT(huifang_plan_visit_person(plan, 1, NULL), "s1");
  NUMBER(huifang_plan_visit_day(plan, 1), day("2024-03-02"));
  NUMBER(huifang_plan_visit_day(plan, 2), 0);
  TEXT(huifang_plan_visit_id(plan, 2, NULL), "");
  NUMBER(huifang_plan_unplanned_count(plan), 1);
  TEXT(huifang_plan_unplanned_id(plan, 0, NULL), "c");
  TEXT(huifang_plan_unplanned_reason(plan, 0), "overloaded");
  TEXT(huifang_plan_unplanned_reason(plan, 1), "");
  OK(huifang_plan_table(plan, &out, &error));
  CHECK(strstr(huifang_string_data(out), "short by 1: 3 visits need 3, there is room for 2 (s1 on 2 days") != NULL);
  huifang_string_free(out);
  OK(huifang_plan_csv(plan, &out, &error));
  CHECK(strstr(huifang_string_data(out), "2024-03-01,s1,,,a,planned\r\n") != NULL);
  huifang_string_free(out);
  OK(huifang_plan_json(plan, &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"short_by\": 1") != NULL);
  huifang_string_free(out);
  OK(huifang_plan_icalendar(plan, at("2024-03-01"), T("s1"), &out, &error));
  CHECK(strstr(huifang_string_data(out), "DTSTAMP:20240229T160000Z\r\n") != NULL);
  huifang_string_free(out);
  OK(huifang_plan_icalendar(plan, at("2024-03-01"), T("s2"), &out, &error));
  CHECK(strstr(huifang_string_data(out), "VEVENT") == NULL);
  huifang_string_free(out);
  huifang_plan_free(plan);
}

static void what_cannot_be_planned_is_refused(void) {
  huifang_plan_options options = HUIFANG_PLAN_OPTIONS_INIT;
  huifang_plan *plan = NULL;
  FAILS(HUIFANG_ERR_SYNTAX, huifang_plan_visits(T("["), NULL, &plan, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_visits(T("{\"visit\": []}"), NULL, &plan, &error));
  options.uneven = 2;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_visits(T("{}"), &options, &plan, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_visits(T("{}"), NULL, NULL, &error));
  CHECK(plan == NULL);
}

static void null_is_no_plan(void) {
  huifang_string *out = NULL;
  huifang_plan *plan = NULL;
  huifang_plan_book_options options = HUIFANG_PLAN_BOOK_OPTIONS_INIT;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_book(NULL, &options, &plan, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_visits(NULL, 3, NULL, &plan, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_table(NULL, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_csv(NULL, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_json(NULL, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_icalendar(NULL, 0, NULL, 0, &out, &error));
  NUMBER(huifang_plan_visit_count(NULL), 0);
  NUMBER(huifang_plan_unplanned_count(NULL), 0);
  NUMBER(huifang_plan_visit_day(NULL, 0), 0);
  NUMBER(huifang_plan_visit_together_count(NULL, 0), 0);
  TEXT(huifang_plan_visit_together(NULL, 0, 0, NULL), "");
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_slots(NULL, &out, &error));
  TEXT(huifang_plan_visit_id(NULL, 0, NULL), "");
  TEXT(huifang_plan_visit_person(NULL, 0, NULL), "");
  TEXT(huifang_plan_unplanned_id(NULL, 0, NULL), "");
  TEXT(huifang_plan_unplanned_reason(NULL, 0), "");
  huifang_plan_free(NULL);
}

static void the_duties_of_a_book_are_planned(void) {
  huifang_book *book = book_with_cadence();
  huifang_plan_book_options options = HUIFANG_PLAN_BOOK_OPTIONS_INIT;
  huifang_plan *plan = NULL;
  huifang_string *slots = NULL;
  OK(huifang_book_record_json(book, T("{\"id\": \"e1\", \"type\": \"assign\", \"at\": \"2024-01-01\", \"by\": \"s1\","
                                      " \"customer\": \"c1\", \"data\": {\"owner\": \"s1\"}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_record_json(book, T("{\"id\": \"e2\", \"type\": \"set\", \"at\": \"2024-01-01\", \"by\": \"s1\","
                                      " \"customer\": \"c1\", \"data\": {\"volume\": 250}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  options.from = day("2024-01-01");
  options.to = day("2024-01-31");
  OK(huifang_plan_book(book, &options, &plan, &error));
  CHECK(huifang_plan_visit_count(plan) > 0);
  TEXT(huifang_plan_visit_person(plan, 0, NULL), "s1");
  OK(huifang_book_record_json(book, T("{\"id\": \"e3\", \"type\": \"absent\", \"at\": \"2024-01-01\", \"staff\": \"s1\","
                                      " \"data\": {\"from\": \"2024-01-02\", \"to\": \"2024-01-03\", \"cover\": \"s2\"}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_slots(book, &slots, &error));
  TEXT(huifang_string_data(slots),
       "{\"slots\":[],\"absences\":[{\"staff\":\"s1\",\"from\":\"2024-01-02\",\"to\":\"2024-01-03\",\"cover\":\"s2\"}]}");
  huifang_string_free(slots);
  CHECK(strncmp(huifang_plan_visit_id(plan, 0, NULL), "cadence/", 8) == 0);
  huifang_plan_free(plan);
  options.owner = "nobody";
  options.owner_size = 6;
  OK(huifang_plan_book(book, &options, &plan, &error));
  NUMBER(huifang_plan_visit_count(plan), 0);
  huifang_plan_free(plan);
  options.to = options.from - 1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_book(book, &options, &plan, &error));
  options.to = options.from;
  options.gap_days = -1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_plan_book(book, &options, &plan, &error));
  huifang_book_close(book);
}

void plan_tests(void) {
  TEST(visits_are_put_on_days_and_people);
  TEST(what_cannot_be_planned_is_refused);
  TEST(null_is_no_plan);
  TEST(the_duties_of_a_book_are_planned);
}
