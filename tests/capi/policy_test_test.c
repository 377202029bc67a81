/* Policy tests. HUIFANG_EXAMPLES names the folder of the examples' policies. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

struct audience {
  int calls;
  int destroyed;
  huifang_status answer;
};

static huifang_status listen(void *user_data, const huifang_test *test) {
  struct audience *audience = user_data;
  ++audience->calls;
  CHECK(huifang_test_name(test, NULL)[0] != '\0');
  return audience->answer;
}

static void leave(void *user_data) { ++((struct audience *)user_data)->destroyed; }

static void the_tests_of_the_examples_pass(void) {
  struct audience audience = {0, 0, HUIFANG_OK};
  huifang_test_options options = HUIFANG_TEST_OPTIONS_INIT;
  huifang_test_report *report = NULL;
  size_t i = 0;
  int reached = 0;
  options.progress = listen;
  options.progress_data = &audience;
  options.progress_destroy = leave;
  OK(huifang_policy_test_run(Z(HUIFANG_EXAMPLES), &options, &report, &error));
  NUMBER(huifang_test_report_failed(report), 0);
  CHECK(huifang_test_report_passed(report) > 0);
  NUMBER(huifang_test_report_count(report), huifang_test_report_passed(report));
  NUMBER(audience.calls, huifang_test_report_count(report));
  NUMBER(audience.destroyed, 1);
  for (i = 0; i < huifang_test_report_count(report); ++i) {
    const huifang_test *test = huifang_test_report_item(report, i);
    CHECK(huifang_test_file(test, NULL)[0] != '\0');
    CHECK(huifang_test_checks(test) > 0);
    NUMBER(huifang_test_failure_count(test), 0);
    TEXT(huifang_test_failure_what(test, 0, NULL), "");
    TEXT(huifang_test_failure_expected(test, 0, NULL), "");
    TEXT(huifang_test_failure_found(test, 0, NULL), "");
    TEXT(huifang_test_failure_pointer(test, 0, NULL), "");
    NUMBER(huifang_test_failure_line(test, 0), 0);
  }
  CHECK(huifang_test_report_item(report, i) == NULL);
  CHECK(huifang_test_report_policy_count(report) > 0);
  for (i = 0; i < huifang_test_report_policy_count(report); ++i) {
    CHECK(huifang_test_report_policy(report, i, NULL)[0] != '\0');
    CHECK(huifang_test_report_reach_count(report, i) > 0);
    CHECK(huifang_test_report_reach_kind(report, i, 0, NULL)[0] != '\0');
    CHECK(huifang_test_report_reach_name(report, i, 0, NULL)[0] != '\0');
    reached += huifang_test_report_reached(report, i, 0);
  }
  CHECK(reached > 0);
  NUMBER(huifang_test_report_reach_count(report, i), 0);
  huifang_test_report_free(report);
}

static void a_callback_ends_the_run(void) {
  struct audience audience = {0, 0, HUIFANG_ERR_LIMIT};
  huifang_test_options options = HUIFANG_TEST_OPTIONS_INIT;
  huifang_test_report *report = NULL;
  options.progress = listen;
  options.progress_data = &audience;
  options.progress_destroy = leave;
  options.only = "W-52";
  options.only_size = 4;
  FAILS(HUIFANG_ERR_LIMIT, huifang_policy_test_run(Z(HUIFANG_EXAMPLES), &options, &report, &error));
  NUMBER(audience.calls, 1);
  NUMBER(audience.destroyed, 1);
  CHECK(report == NULL);
  FAILS(HUIFANG_ERR_STORAGE, huifang_policy_test_run(T("no such folder"), NULL, &report, &error));
}

void policy_test_tests(void) {
  TEST(the_tests_of_the_examples_pass);
  TEST(a_callback_ends_the_run);
}
