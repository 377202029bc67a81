/* A small harness: the C API is tested from C, so no C++ test library is at hand. */
#ifndef HUIFANG_TESTS_CHECK_H
#define HUIFANG_TESTS_CHECK_H

#include <string.h>

#include "huifang.h"

/* The error of the call that is being checked; every check takes it over and releases it. */
extern huifang_error *error;

void check_true(int holds, const char *what, const char *file, int line);
void check_text(const char *found, const char *expected, const char *what, const char *file, int line);
void check_number(int64_t found, int64_t expected, const char *what, const char *file, int line);
/* The call came to this status, and handed out an error object exactly when it should. */
void check_status(huifang_status found, huifang_status expected, const char *what, const char *file, int line);
/* Takes the text over. */
void check_string(huifang_string *found, const char *expected, const char *what, const char *file, int line);
void run_test(const char *name, void (*test)(void));

#define CHECK(condition) check_true((condition) != 0, #condition, __FILE__, __LINE__)
#define TEXT(found, expected) check_text((found), (expected), #found, __FILE__, __LINE__)
#define NUMBER(found, expected) check_number((int64_t)(found), (int64_t)(expected), #found, __FILE__, __LINE__)
#define STRING(found, expected) check_string((found), (expected), #found, __FILE__, __LINE__)
#define OK(call) check_status((call), HUIFANG_OK, #call, __FILE__, __LINE__)
#define FAILS(status, call) check_status((call), (status), #call, __FILE__, __LINE__)
#define TEST(function) run_test(#function, function)

/* A literal and its length. */
#define T(literal) (literal), (sizeof(literal) - 1)
/* A text that ends in NUL. */
#define Z(text) (text), HUIFANG_TO_NUL

/* Policies and moments that several tests use; the caller releases them. */
extern const char cadence_json[];
huifang_policy *cadence(void);
huifang_book *book_with_cadence(void);
huifang_instant at(const char *text);
huifang_date day(const char *text);

void library_tests(void);
void value_tests(void);
void feel_tests(void);
void decision_tests(void);
void dmn_tests(void);
void calendar_tests(void);
void contact_tests(void);
void policy_tests(void);
void event_tests(void);
void book_tests(void);
void contacts_tests(void);
void measures_tests(void);
void report_tests(void);
void occurrences_tests(void);
void plan_tests(void);
void log_tests(void);
void policy_test_tests(void);
void statechart_tests(void);
void workflow_tests(void);
void points_tests(void);
void null_tests(void);
void options_tests(void);
void ownership_tests(void);
void threads_tests(void);

#endif
