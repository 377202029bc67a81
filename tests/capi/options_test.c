/* Option structs of older and newer callers. */
#include "check.h"

static void an_older_caller_knows_fewer_fields(void) {
  huifang_feel_options options = HUIFANG_FEEL_OPTIONS_INIT;
  huifang_outcome *outcome = NULL;
  options.struct_size = offsetof(huifang_feel_options, text_bytes_max);
  options.semantics = HUIFANG_SEMANTICS_DMN;
  options.text_bytes_max = 1; /* beyond what this caller's struct has */
  OK(huifang_feel_evaluate(T("1 / 0"), NULL, &options, &outcome, &error));
  NUMBER(huifang_outcome_status(outcome), HUIFANG_OUTCOME_OK);
  huifang_outcome_free(outcome);
}

struct newer_feel_options {
  huifang_feel_options known;
  uint64_t unknown;
};

static void a_newer_caller_is_served_while_it_asks_for_nothing_new(void) {
  struct newer_feel_options options;
  huifang_outcome *outcome = NULL;
  memset(&options, 0, sizeof options);
  options.known.struct_size = sizeof options;
  OK(huifang_feel_evaluate(T("1"), NULL, &options.known, &outcome, &error));
  huifang_outcome_free(outcome);
  options.unknown = 1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_feel_evaluate(T("1"), NULL, &options.known, &outcome, &error));
  CHECK(outcome == NULL);
}

static void a_size_that_cannot_be_is_refused(void) {
  huifang_feel_options feel = HUIFANG_FEEL_OPTIONS_INIT;
  huifang_calendar_options calendar = HUIFANG_CALENDAR_OPTIONS_INIT;
  huifang_policy_options policy = HUIFANG_POLICY_OPTIONS_INIT;
  huifang_book_options book = HUIFANG_BOOK_OPTIONS_INIT;
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  huifang_log_options log = HUIFANG_LOG_OPTIONS_INIT;
  huifang_test_options test = HUIFANG_TEST_OPTIONS_INIT;
  static const uint32_t sizes[] = {0, 3, 4097, UINT32_MAX};
  huifang_outcome *outcome = NULL;
  huifang_calendar *c = NULL;
  huifang_policy *p = NULL;
  huifang_diagnostics *findings = NULL;
  huifang_book *b = NULL;
  huifang_duties *duties = NULL;
  huifang_log_inputs *inputs = NULL;
  huifang_log *l = NULL;
  huifang_test_report *report = NULL;
  huifang_book *open = NULL;
  size_t i = 0;
  OK(huifang_book_open(T(":memory:"), NULL, &open, &error));
  OK(huifang_log_inputs_create(&inputs, &error));
  for (i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    feel.struct_size = calendar.struct_size = policy.struct_size = book.struct_size = query.struct_size = sizes[i];
    log.struct_size = test.struct_size = sizes[i];
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_feel_evaluate(T("1"), NULL, &feel, &outcome, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_calendar_open(T("cn-public"), T("UTC"), &calendar, &c, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_load(T("{}"), &policy, &p, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_load_file(T("x"), &policy, &p, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_check(T("{}"), &policy, &findings, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_open(T(":memory:"), &book, &b, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_duties(open, &query, &duties, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_log_read(inputs, NULL, &log, &l, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_test_run(T("x"), &test, &report, &error));
  }
  CHECK(c == NULL && p == NULL && findings == NULL && b == NULL && duties == NULL && l == NULL && report == NULL);
  huifang_log_inputs_free(inputs);
  huifang_book_close(open);
}

static void values_no_option_has_are_refused(void) {
  huifang_feel_options feel = HUIFANG_FEEL_OPTIONS_INIT;
  huifang_book_options book = HUIFANG_BOOK_OPTIONS_INIT;
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  huifang_test_options test = HUIFANG_TEST_OPTIONS_INIT;
  huifang_test_report *report = NULL;
  huifang_outcome *outcome = NULL;
  huifang_book *b = NULL;
  huifang_duties *duties = NULL;
  feel.semantics = 2;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_feel_evaluate(T("1"), NULL, &feel, &outcome, &error));
  feel.semantics = 0;
  feel.reserved = 1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_feel_evaluate(T("1"), NULL, &feel, &outcome, &error));
  book.flags = 4;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_open(T(":memory:"), &book, &b, &error));
  book.flags = 0;
  book.durability = 3;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_open(T(":memory:"), &book, &b, &error));
  book.durability = -1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_open(T(":memory:"), &book, &b, &error));
  CHECK(b == NULL);
  test.reserved = 1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_test_run(T("."), &test, &report, &error));
  OK(huifang_book_open(T(":memory:"), NULL, &b, &error));
  query.states = HUIFANG_DUTY_BIT(7);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_duties(b, &query, &duties, &error));
  huifang_book_close(b);
}

void options_tests(void) {
  TEST(an_older_caller_knows_fewer_fields);
  TEST(a_newer_caller_is_served_while_it_asks_for_nothing_new);
  TEST(a_size_that_cannot_be_is_refused);
  TEST(values_no_option_has_are_refused);
}
