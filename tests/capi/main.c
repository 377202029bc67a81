/* Runs the tests of the C API and closes with the line that Catch2 programs close with. */
#include "check.h"

#include <stdio.h>

huifang_error *error = NULL;

static int checks = 0;
static int failures = 0;
static int tests = 0;
static int failed_tests = 0;
static const char *running = "";

static void failed(const char *file, int line, const char *what) {
  ++failures;
  printf("%s:%d: in %s: %s\n", file, line, running, what);
}

void check_true(int holds, const char *what, const char *file, int line) {
  ++checks;
  if (!holds) failed(file, line, what);
}

void check_text(const char *found, const char *expected, const char *what, const char *file, int line) {
  ++checks;
  if (found == NULL || strcmp(found, expected) != 0) {
    failed(file, line, what);
    printf("  found:    %s\n  expected: %s\n", found == NULL ? "(NULL)" : found, expected);
  }
}

void check_number(int64_t found, int64_t expected, const char *what, const char *file, int line) {
  ++checks;
  if (found != expected) {
    failed(file, line, what);
    printf("  found:    %lld\n  expected: %lld\n", (long long)found, (long long)expected);
  }
}

void check_status(huifang_status found, huifang_status expected, const char *what, const char *file, int line) {
  ++checks;
  if (found != expected) {
    failed(file, line, what);
    printf("  came to %s, expected %s: %s\n", huifang_status_name(found), huifang_status_name(expected),
           huifang_error_message(error, NULL));
  }
  if (huifang_error_status(error) != found) failed(file, line, "the error object says another status");
  if (found != HUIFANG_OK && huifang_error_count(error) == 0) failed(file, line, "a failure without diagnostic");
  huifang_error_free(error);
  error = NULL;
}

void check_string(huifang_string *found, const char *expected, const char *what, const char *file, int line) {
  check_text(huifang_string_data(found), expected, what, file, line);
  check_number((int64_t)huifang_string_size(found), (int64_t)strlen(expected), what, file, line);
  huifang_string_free(found);
}

void run_test(const char *name, void (*test)(void)) {
  const int before = failures;
  running = name;
  ++tests;
  test();
  if (failures != before) ++failed_tests;
}

int main(void) {
  library_tests();
  value_tests();
  feel_tests();
  decision_tests();
  dmn_tests();
  calendar_tests();
  policy_tests();
  event_tests();
  book_tests();
  contacts_tests();
  measures_tests();
  report_tests();
  occurrences_tests();
  plan_tests();
  contact_tests();
  log_tests();
  policy_test_tests();
  statechart_tests();
  workflow_tests();
  points_tests();
  null_tests();
  options_tests();
  ownership_tests();
  threads_tests();
  if (failures != 0) {
    printf("test cases: %d | %d passed | %d failed\n", tests, tests - failed_tests, failed_tests);
    return 1;
  }
  printf("All tests passed (%d assertions in %d test cases)\n", checks, tests);
  return 0;
}
