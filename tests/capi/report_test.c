/* Reports of tables, of what is given here, so that no rows are needed; and of books. */
#include <string.h>

#include "check.h"

static const char spec_text[] =
    "{\"huifang_report\": 1, \"report\": \"winback\", \"round\": \"truncate 2\", \"given\": {\"planned\": 653, \"reached\": 515},"
    " \"metrics\": {\"reach\": {\"rate\": [\"reached\", \"planned\"], \"printed\": \"78.87 %\", \"label\": {\"en\": \"reach\", \"zh\": \"接通率\"}}}}";

static void a_report_is_told_in_every_form(void) {
  huifang_report *report = NULL, *back = NULL;
  huifang_string *text = NULL;
  int32_t format;
  OK(huifang_report_make(Z(spec_text), NULL, &report, &error));
  NUMBER(huifang_report_finding_count(report), 1);
  TEXT(huifang_report_finding_kind(report, 0), "otherwise");
  TEXT(huifang_report_finding_about(report, 0, NULL), "reach");
  TEXT(huifang_report_finding_kind(report, 1), "");
  TEXT(huifang_report_finding_about(report, 1, NULL), "");
  for (format = HUIFANG_REPORT_TEXT; format <= HUIFANG_REPORT_HTML; ++format) {
    OK(huifang_report_write(report, format, T("zh"), &text, &error));
    CHECK(strstr(huifang_string_data(text), "78.86 %") != NULL);
    CHECK(strstr(huifang_string_data(text), "接通率") != NULL);
    if (format == HUIFANG_REPORT_JSON) {
      OK(huifang_report_parse(huifang_string_data(text), HUIFANG_TO_NUL, &back, &error));
      NUMBER(huifang_report_finding_count(back), 1);
      huifang_report_free(back);
    }
    huifang_string_free(text);
  }
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_report_write(report, 5, NULL, 0, &text, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_report_write(report, 0, T("fr"), &text, &error));
  huifang_report_free(report);
}

static void figures_of_two_periods_are_compared(void) {
  huifang_report *before = NULL, *now = NULL, *both = NULL;
  huifang_string *text = NULL;
  OK(huifang_report_make(T("{\"huifang_report\": 1, \"round\": \"half_up 2\", \"metrics\": {\"m\": {\"rate\": [\"96.31\", \"100\"]}}}"), NULL, &before, &error));
  OK(huifang_report_make(T("{\"huifang_report\": 1, \"round\": \"half_up 2\", \"metrics\": {\"m\": {\"rate\": [\"96.92\", \"100\"]}}}"), NULL, &now, &error));
  OK(huifang_report_compare(now, before, &both, &error));
  OK(huifang_report_write(both, HUIFANG_REPORT_TEXT, NULL, 0, &text, &error));
  CHECK(strstr(huifang_string_data(text), "+0.61 points") != NULL);
  huifang_string_free(text);
  huifang_report_free(both);
  huifang_report_free(before);
  OK(huifang_report_make(T("{\"huifang_report\": 1, \"metrics\": {\"m\": {\"index\": \"[96]\"}}}"), NULL, &before, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_report_compare(now, before, &both, &error));
  huifang_report_free(before);
  huifang_report_free(now);
}

static const char hall_text[] =
    "{\"huifang\": 1, \"policy\": \"hall\", \"version\": \"1\", \"effective\": \"2024-01-01..\", \"zone\": \"Asia/Shanghai\","
    " \"events\": {\"served\": {\"wait\": \"number\"}},"
    " \"reports\": {\"waiting\": {\"each\": \"month\", \"over\": \"served\", \"metrics\": {\"wait\": {\"mean\": \"rows.wait\", \"target\": \"<= 5\"}}}}}";

static void a_report_of_a_book_stands_as_it_stood_at_the_end_of_its_bucket(void) {
  huifang_policy *policy = NULL;
  huifang_book *book = NULL;
  huifang_report *report = NULL;
  huifang_string *text = NULL, *later = NULL;
  OK(huifang_policy_load(Z(hall_text), NULL, &policy, &error));
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  OK(huifang_book_bind(book, policy, at("2024-01-01"), &error));
  huifang_policy_free(policy);
  OK(huifang_book_record_json(book, T("{\"id\": \"a\", \"type\": \"served\", \"customer\": \"c\", \"at\": \"2024-01-08\", \"data\": {\"wait\": 6}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_record_json(book, T("{\"id\": \"b\", \"type\": \"served\", \"customer\": \"c\", \"at\": \"2024-02-08\", \"data\": {\"wait\": 2}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_report(book, T("waiting"), T("2024-01"), &report, &error));
  NUMBER(huifang_report_finding_count(report), 1);
  TEXT(huifang_report_finding_kind(report, 0), "missed");
  OK(huifang_report_write(report, HUIFANG_REPORT_CSV, NULL, 0, &text, &error));
  huifang_report_free(report);
  OK(huifang_book_record_json(book, T("{\"id\": \"c\", \"type\": \"served\", \"customer\": \"c\", \"at\": \"2024-01-09\", \"data\": {\"wait\": 1}}"),
                              at("2024-03-02"), NULL, &error));
  OK(huifang_book_report(book, T("waiting"), T("2024-01"), &report, &error));
  OK(huifang_report_write(report, HUIFANG_REPORT_CSV, NULL, 0, &later, &error));
  TEXT(huifang_string_data(later), huifang_string_data(text));
  huifang_report_free(report);
  OK(huifang_book_report(book, T("waiting"), NULL, 0, &report, &error));
  NUMBER(huifang_report_finding_count(report), 0);
  huifang_report_free(report);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_report(book, T("waitin"), NULL, 0, &report, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_report(book, T("waiting"), T("2023-12"), &report, &error));
  CHECK(report == NULL);
  huifang_string_free(text);
  huifang_string_free(later);
  huifang_book_close(book);
}

static void what_is_no_report_is_refused(void) {
  huifang_report *report = NULL;
  FAILS(HUIFANG_ERR_SYNTAX, huifang_report_make(T("{"), NULL, &report, &error));
  FAILS(HUIFANG_ERR_POLICY, huifang_report_make(T("{\"huifang_report\": 1, \"metrics\": {\"m\": {}}}"), NULL, &report, &error));
  FAILS(HUIFANG_ERR_EVALUATION, huifang_report_make(T("{\"huifang_report\": 1, \"metrics\": {\"m\": {\"value\": \"10 ** 200\"}}}"), NULL, &report, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_report_parse(T("{}"), &report, &error));
  CHECK(report == NULL);
}

void report_tests(void) {
  TEST(a_report_is_told_in_every_form);
  TEST(figures_of_two_periods_are_compared);
  TEST(a_report_of_a_book_stands_as_it_stood_at_the_end_of_its_bucket);
  TEST(what_is_no_report_is_refused);
}
