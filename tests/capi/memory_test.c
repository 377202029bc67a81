/*
 * Running out of memory: each call then says so or succeeds, nothing is lost, and the library works on. The program's own
 * malloc stands in for the C library's; it fails the n-th allocation, or the n-th and all after it. The first hundred are
 * failed one by one, later ones at steps that grow with n, so that every part of a call is met.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "huifang.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *pointer, size_t size);

static long countdown = 0; /* 0: never fail; n: the n-th allocation from now fails */
static int from_then_on = 0;
static int failed = 0;

static int fails(void) {
  if (countdown == 0) return 0;
  if (countdown > 1) {
    --countdown;
    return 0;
  }
  failed = 1;
  if (!from_then_on) countdown = 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void *realloc(void *pointer, size_t size) { return fails() ? NULL : __libc_realloc(pointer, size); }

#define T(literal) (literal), (sizeof(literal) - 1)

extern const char cadence_json[];
huifang_error *error = NULL;

/* One use of every part of the library. The first status that is not OK ends it. */
static huifang_status use_values(void) {
  huifang_value *context = NULL;
  huifang_outcome *outcome = NULL;
  huifang_string *text = NULL;
  huifang_status status = huifang_value_from_json(T("{\"a\": [1, 2.5, \"x\"], \"b\": {\"c\": null}}"), &context, &error);
  if (status == HUIFANG_OK)
    status = huifang_feel_evaluate(T("sum(for i in 1..20 return i * a[1]) + string length(a[3])"), context, NULL, &outcome, &error);
  if (status == HUIFANG_OK && huifang_outcome_status(outcome) != HUIFANG_OUTCOME_OK) status = HUIFANG_ERR_INTERNAL;
  if (status == HUIFANG_OK) status = huifang_value_json(huifang_outcome_value(outcome), &text, &error);
  huifang_string_free(text);
  huifang_outcome_free(outcome);
  huifang_value_free(context);
  return status;
}

static huifang_status use_calendar(void) {
  huifang_calendar *calendar = NULL;
  huifang_string *id = NULL;
  huifang_date date = 0;
  huifang_status status = huifang_calendar_open(T("cn-public"), T("Asia/Shanghai"), NULL, &calendar, &error);
  if (status == HUIFANG_OK) status = huifang_calendar_add_working_days(calendar, 19996, 3, &date, &error);
  if (status == HUIFANG_OK) status = huifang_calendar_bucket(calendar, T("week"), date, &id, NULL, NULL, &error);
  huifang_string_free(id);
  huifang_calendar_close(calendar);
  return status;
}

static huifang_status use_policy(void) {
  huifang_policy *policy = NULL;
  const huifang_status status = huifang_policy_load(cadence_json, HUIFANG_TO_NUL, NULL, &policy, &error);
  huifang_policy_free(policy);
  return status;
}

static huifang_status use_survey(void) {
  static const char document[] =
      "{\"huifang\": 1, \"policy\": \"cards\", \"version\": \"1\", \"forms\": {\"card\": {\"about\": \"customer\", \"scale\": \"1..5\","
      " \"items\": {\"q\": 2, \"why\": {\"scale\": \"text\", \"shown_when\": \"q_1 < 3\"}}}}, \"scores\": {\"index\": {\"form\": \"card\"}}}";
  huifang_policy *policy = NULL;
  huifang_string *figures = NULL;
  huifang_string *next = NULL;
  huifang_status status = huifang_policy_load(T(document), NULL, &policy, &error);
  if (status == HUIFANG_OK)
    status = huifang_policy_survey(policy, T("{\"form\": \"card\"}"), T("[{\"q_1\": 5, \"q_2\": 4}, {\"q_1\": 2, \"why\": \"late\"}]"), &figures, &error);
  if (status == HUIFANG_OK) status = huifang_policy_survey_next(policy, T("{\"form\": \"card\"}"), T("{\"q_1\": 2}"), &next, &error);
  huifang_string_free(next);
  huifang_string_free(figures);
  huifang_policy_free(policy);
  return status;
}

static huifang_status use_report(void) {
  static const char spec[] =
      "{\"huifang_report\": 1, \"given\": {\"planned\": 653, \"reached\": 515}, \"columns\": {\"class\": [\"a\", \"b\"]},"
      " \"metrics\": {\"reach\": {\"rate\": [\"reached\", \"planned\"], \"target\": \">= 80 %\", \"printed\": \"78.87 %\", \"label\": {\"en\": \"reach\", \"zh\": \"接通率\"}}},"
      " \"breakdown\": {\"classes\": {\"by\": \"class\", \"of\": \"planned\"}}}";
  huifang_report *report = NULL;
  huifang_report *back = NULL;
  huifang_string *text = NULL;
  huifang_status status = huifang_report_make(T(spec), NULL, &report, &error);
  huifang_report_format format = HUIFANG_REPORT_TEXT;
  for (; status == HUIFANG_OK && format <= HUIFANG_REPORT_HTML; ++format) {
    huifang_string_free(text);
    text = NULL;
    status = huifang_report_write(report, format, T("zh"), &text, &error);
    if (status == HUIFANG_OK && format == HUIFANG_REPORT_JSON)
      status = huifang_report_parse(huifang_string_data(text), HUIFANG_TO_NUL, &back, &error);
  }
  huifang_string_free(text);
  huifang_report_free(back);
  huifang_report_free(report);
  return status;
}

static const huifang_policy *the_policy = NULL; /* compiled before memory becomes short */

static huifang_status use_book(void) {
  huifang_book *book = NULL;
  huifang_duties *duties = NULL;
  huifang_string *text = NULL;
  huifang_status status = huifang_book_open(T(":memory:"), NULL, &book, &error);
  if (status == HUIFANG_OK) status = huifang_book_bind(book, the_policy, INT64_C(1704038400000000), &error);
  if (status == HUIFANG_OK)
    status = huifang_book_record_json(book, T("{\"id\": \"e\", \"type\": \"set\", \"at\": \"2024-01-01\", \"customer\": \"c\", \"data\": {\"volume\": 300}}"),
                                      HUIFANG_NO_INSTANT, NULL, &error);
  if (status == HUIFANG_OK) status = huifang_book_advance(book, INT64_C(1706630400000000), 0, NULL, NULL, NULL, &error);
  if (status == HUIFANG_OK) status = huifang_book_duties(book, NULL, &duties, &error);
  if (status == HUIFANG_OK)
    status = huifang_book_explain(book, huifang_duty_key(huifang_duties_item(duties, 0), NULL), HUIFANG_TO_NUL, T("en"), &text, &error);
  huifang_string_free(text);
  huifang_duties_free(duties);
  huifang_book_close(book);
  return status;
}

/* SQLite tells a lack of memory as an error of storage. */
static int is_lack_of_memory(huifang_status status) {
  return status == HUIFANG_ERR_NOMEM || status == HUIFANG_ERR_STORAGE;
}

static int exhaust(const char *what, huifang_status (*use)(void), int all_after) {
  long n = 0;
  for (n = 1;; n += 1 + (n > 100 ? n / 32 : 0)) {
    huifang_status status = HUIFANG_OK;
    failed = 0;
    from_then_on = all_after;
    countdown = n;
    status = use();
    countdown = 0;
    huifang_error_free(error);
    error = NULL;
    if (!failed) break;
    if (status != HUIFANG_OK && !is_lack_of_memory(status)) {
      printf("%s: allocation %ld failed, and the call came to %s\n", what, n, huifang_status_name(status));
      return 1;
    }
    status = use();
    if (status != HUIFANG_OK) {
      printf("%s: after allocation %ld failed, the next use came to %s: %s\n", what, n, huifang_status_name(status),
             huifang_error_message(error, NULL));
      return 1;
    }
  }
  printf("%s: fewer than %ld allocations\n", what, n);
  return 0;
}

int main(void) {
  static const struct {
    const char *what;
    huifang_status (*use)(void);
    int survives_exhaustion; /* SQLiteCpp ends the process when not even taking back a transaction finds memory */
  } uses[] = {{"values", use_values, 1}, {"calendar", use_calendar, 1}, {"policy", use_policy, 1}, {"survey", use_survey, 1}, {"report", use_report, 1}, {"book", use_book, 0}};
  huifang_policy *policy = NULL;
  int bad = 0;
  int tests = 0;
  size_t i = 0;
  if (huifang_policy_load(cadence_json, HUIFANG_TO_NUL, NULL, &policy, &error) != HUIFANG_OK) {
    printf("%s\n", huifang_error_message(error, NULL));
    return 2;
  }
  the_policy = policy;
  for (i = 0; i < sizeof uses / sizeof uses[0]; ++i) {
    bad += exhaust(uses[i].what, uses[i].use, 0);
    if (uses[i].survives_exhaustion) bad += exhaust(uses[i].what, uses[i].use, 1);
    tests += 1 + uses[i].survives_exhaustion;
  }
  huifang_policy_free(policy);
  if (bad != 0) {
    printf("test cases: %d | %d passed | %d failed\n", tests, tests - bad, bad);
    return 1;
  }
  printf("All tests passed (%d assertions in %d test cases)\n", tests, tests);
  return 0;
}
