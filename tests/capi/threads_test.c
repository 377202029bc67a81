/* One policy, calendar and value for many threads; a book for each. */
#include "check.h"

#include <pthread.h>

enum { thread_count = 8, rounds = 20 };

struct shared {
  const huifang_policy *policy;
  const huifang_calendar *calendar;
  const huifang_value *context;
};

/* Checks count in globals, so threads only tell what they came to. */
static void *work(void *data) {
  const struct shared *shared = data;
  size_t good = 0;
  int round = 0;
  for (round = 0; round < rounds; ++round) {
    huifang_book *book = NULL;
    huifang_duties *duties = NULL;
    huifang_outcome *outcome = NULL;
    huifang_date date = 0;
    int64_t result = 0;
    if (huifang_feel_evaluate(T("a * 2"), shared->context, NULL, &outcome, NULL) == HUIFANG_OK &&
        huifang_value_scaled(huifang_outcome_value(outcome), 0, &result, NULL) == HUIFANG_OK && result == 42 &&
        huifang_calendar_add_working_days(shared->calendar, 19996, 1, &date, NULL) == HUIFANG_OK && date == 20004 &&
        huifang_book_open(T(":memory:"), NULL, &book, NULL) == HUIFANG_OK &&
        huifang_book_bind(book, shared->policy, INT64_C(1704038400000000), NULL) == HUIFANG_OK &&
        huifang_book_record_json(book,
                                 T("{\"id\": \"e\", \"type\": \"set\", \"at\": \"2024-01-01\", \"customer\": \"c\", \"data\": {\"volume\": 1}}"),
                                 HUIFANG_NO_INSTANT, NULL, NULL) == HUIFANG_OK &&
        huifang_book_advance(book, INT64_C(1706630400000000), 0, NULL, NULL, NULL, NULL) == HUIFANG_OK &&
        huifang_book_duties(book, NULL, &duties, NULL) == HUIFANG_OK && huifang_duties_count(duties) > 0)
      ++good;
    huifang_outcome_free(outcome);
    huifang_duties_free(duties);
    huifang_book_close(book);
  }
  return good == rounds ? data : NULL;
}

static void immutable_handles_serve_any_number_of_threads(void) {
  pthread_t threads[thread_count];
  struct shared shared;
  huifang_policy *policy = cadence();
  huifang_calendar *calendar = NULL;
  huifang_value *context = NULL;
  int i = 0;
  OK(huifang_calendar_open(T("cn-public"), T("Asia/Shanghai"), NULL, &calendar, &error));
  OK(huifang_value_from_json(T("{\"a\": 21}"), &context, &error));
  shared.policy = policy;
  shared.calendar = calendar;
  shared.context = context;
  NUMBER(day("2024-09-30"), 19996);
  for (i = 0; i < thread_count; ++i) NUMBER(pthread_create(&threads[i], NULL, work, &shared), 0);
  for (i = 0; i < thread_count; ++i) {
    void *result = NULL;
    pthread_join(threads[i], &result);
    CHECK(result == &shared);
  }
  huifang_value_free(context);
  huifang_calendar_close(calendar);
  huifang_policy_free(policy);
}

void threads_tests(void) { TEST(immutable_handles_serve_any_number_of_threads); }
