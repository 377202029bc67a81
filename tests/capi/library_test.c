/* Version, statuses, errors. */
#include "check.h"

#include <stdio.h>

static void the_header_is_of_the_library_that_is_linked(void) {
  char expected[32];
  snprintf(expected, sizeof expected, "%d.%d.%d", HUIFANG_VERSION_MAJOR, HUIFANG_VERSION_MINOR, HUIFANG_VERSION_PATCH);
  TEXT(huifang_version(), expected);
  NUMBER(huifang_abi_version(), HUIFANG_ABI_VERSION);
}

static void a_status_has_a_name(void) {
  TEXT(huifang_status_name(HUIFANG_OK), "ok");
  TEXT(huifang_status_name(HUIFANG_ERR_SYNTAX), "syntax");
  TEXT(huifang_status_name(HUIFANG_ERR_POLICY), "policy");
  TEXT(huifang_status_name(HUIFANG_ERR_RANGE), "range");
  TEXT(huifang_status_name(HUIFANG_ERR_NOMEM), "out of memory");
  TEXT(huifang_status_name(HUIFANG_ERR_ARGUMENT), "argument");
  TEXT(huifang_status_name(HUIFANG_ERR_LIMIT), "limit");
  TEXT(huifang_status_name(HUIFANG_ERR_CONFLICT), "conflict");
  TEXT(huifang_status_name(HUIFANG_ERR_STORAGE), "storage");
  TEXT(huifang_status_name(HUIFANG_ERR_EVALUATION), "evaluation");
  TEXT(huifang_status_name(HUIFANG_ERR_INTERNAL), "internal");
  TEXT(huifang_status_name(12345), "unknown");
  TEXT(huifang_status_name(-1), "unknown");
}

static void an_error_tells_everything_that_is_known(void) {
  huifang_zone *zone = NULL;
  size_t size = 0;
  const huifang_diagnostic *diagnostic = NULL;
  NUMBER(huifang_zone_open(T("Asia/Shangai"), &zone, &error), HUIFANG_ERR_ARGUMENT);
  CHECK(zone == NULL);
  CHECK(error != NULL);
  NUMBER(huifang_error_status(error), HUIFANG_ERR_ARGUMENT);
  NUMBER(huifang_error_count(error), 1);
  TEXT(huifang_error_message(error, &size), huifang_error_message(error, NULL));
  NUMBER(size, strlen(huifang_error_message(error, NULL)));
  diagnostic = huifang_error_diagnostic(error, 0);
  CHECK(diagnostic != NULL);
  CHECK(huifang_error_diagnostic(error, 1) == NULL);
  CHECK(strncmp(huifang_diagnostic_code(diagnostic, &size), "HF", 2) == 0);
  NUMBER(size, 6);
  NUMBER(huifang_diagnostic_severity(diagnostic), HUIFANG_SEVERITY_ERROR);
  CHECK(huifang_diagnostic_message(diagnostic, &size)[0] != '\0');
  TEXT(huifang_diagnostic_file(diagnostic, NULL), "");
  TEXT(huifang_diagnostic_pointer(diagnostic, NULL), "");
  NUMBER(huifang_diagnostic_line(diagnostic), 0);
  NUMBER(huifang_diagnostic_column(diagnostic), 0);
  NUMBER(huifang_diagnostic_offset(diagnostic), -1);
  TEXT(huifang_diagnostic_found(diagnostic, NULL), "Asia/Shangai");
  CHECK(huifang_diagnostic_expected(diagnostic, NULL) != NULL);
  TEXT(huifang_diagnostic_suggestion(diagnostic, NULL), "Asia/Shanghai");
  huifang_error_free(error);
  error = NULL;
}

static void an_error_that_nobody_asks_for_is_not_made(void) {
  huifang_zone *zone = NULL;
  NUMBER(huifang_zone_open(T("nowhere"), &zone, NULL), HUIFANG_ERR_ARGUMENT);
  CHECK(zone == NULL);
}

static void an_old_error_is_forgotten_when_the_next_call_succeeds(void) {
  huifang_error *stale = (huifang_error *)&error;
  huifang_zone *zone = NULL;
  NUMBER(huifang_zone_open(T("UTC"), &zone, &stale), HUIFANG_OK);
  CHECK(stale == NULL);
  huifang_zone_close(zone);
}

static void a_text_that_is_not_utf8_is_refused_with_its_offset(void) {
  huifang_zone *zone = NULL;
  NUMBER(huifang_zone_open(T("UT\xff"), &zone, &error), HUIFANG_ERR_ARGUMENT);
  NUMBER(huifang_diagnostic_offset(huifang_error_diagnostic(error, 0)), 2);
  TEXT(huifang_diagnostic_code(huifang_error_diagnostic(error, 0), NULL), "HF7002");
  huifang_error_free(error);
  error = NULL;
}

void library_tests(void) {
  TEST(the_header_is_of_the_library_that_is_linked);
  TEST(a_status_has_a_name);
  TEST(an_error_tells_everything_that_is_known);
  TEST(an_error_that_nobody_asks_for_is_not_made);
  TEST(an_old_error_is_forgotten_when_the_next_call_succeeds);
  TEST(a_text_that_is_not_utf8_is_refused_with_its_offset);
}
