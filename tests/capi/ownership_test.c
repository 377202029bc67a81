/* Nothing that was handed out needs what it came from: everything may be released in any order. */
#include "check.h"

static void a_book_outlives_its_policy_and_its_answers_outlive_the_book(void) {
  huifang_policy *policy = cadence();
  huifang_policy *again = NULL;
  huifang_book *book = NULL;
  huifang_zone *zone = NULL;
  huifang_event *event = NULL;
  huifang_record_result *result = NULL;
  huifang_duties *duties = NULL;
  huifang_tiers *tiers = NULL;
  huifang_effects *effects = NULL;
  huifang_counts *counts = NULL;
  huifang_value *value = NULL;
  huifang_verify_report *report = NULL;
  huifang_string *text = NULL;
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  OK(huifang_book_bind(book, policy, at("2024-01-01"), &error));
  OK(huifang_book_policy(book, &again, &error));
  OK(huifang_book_zone(book, &zone, &error));
  huifang_policy_free(policy);
  OK(huifang_event_parse(T("{\"id\": \"f\", \"type\": \"set\", \"at\": \"2024-01-02\", \"customer\": \"c1\","
                           " \"data\": {\"volume\": 250}}"),
                         zone, &event, &error));
  huifang_zone_close(zone);
  OK(huifang_book_record(book, event, at("2024-01-02"), &result, &error));
  huifang_event_free(event);
  OK(huifang_event_parse(T("{\"id\": \"k\", \"type\": \"complaint\", \"at\": \"2024-01-03T09:00:00\", \"customer\": \"c1\"}"),
                         NULL, &event, &error));
  huifang_record_result_free(result);
  OK(huifang_book_record(book, event, at("2024-01-04"), &result, &error));
  OK(huifang_book_duties(book, NULL, &duties, &error));
  OK(huifang_book_tiers(book, NULL, 0, NULL, 0, &tiers, &error));
  OK(huifang_book_effects(book, 0, 0, &effects, &error));
  OK(huifang_book_counts(book, &counts, &error));
  OK(huifang_book_fact(book, T("customer"), T("c1"), T("volume"), at("2024-01-04"), &value, &error));
  OK(huifang_book_verify(book, NULL, NULL, NULL, &report, &error));
  huifang_book_close(book);

  TEXT(huifang_policy_id(again, NULL), "cadence");
  huifang_policy_free(again);
  TEXT(huifang_event_type(event, NULL), "complaint");
  huifang_event_free(event);
  CHECK(huifang_record_result_created_count(result) >= 1);
  huifang_record_result_free(result);
  CHECK(huifang_duties_count(duties) >= 1);
  TEXT(huifang_duty_subject_key(huifang_duties_item(duties, 0), NULL), "c1");
  huifang_duties_free(duties);
  TEXT(huifang_tier_value(huifang_tiers_item(tiers, huifang_tiers_count(tiers) - 1), NULL), "key");
  huifang_tiers_free(tiers);
  (void)huifang_effects_count(effects);
  huifang_effects_free(effects);
  CHECK(huifang_counts_count(counts) >= 1);
  huifang_counts_free(counts);
  OK(huifang_value_text(value, &text, &error));
  STRING(text, "250");
  huifang_value_free(value);
  CHECK(huifang_verify_report_same(report));
  huifang_verify_report_free(report);
}

static void what_is_nobodys_can_be_released(void) {
  huifang_policy_free(NULL);
  huifang_book_close(NULL);
  huifang_duties_free(NULL);
  huifang_event_free(NULL);
  huifang_error_free(NULL);
  CHECK(1);
}

static void a_log_outlives_its_inputs_and_its_zone(void) {
  huifang_log_inputs *inputs = NULL;
  huifang_log_mapping *mapping = NULL;
  huifang_zone *zone = NULL;
  huifang_log *log = NULL;
  huifang_event *event = NULL;
  OK(huifang_log_mapping_parse(T("{\"huifang_log\": 1, \"events\": [{\"type\": \"phone\", \"at\": {\"column\": \"at\"},"
                                 " \"subjects\": {\"customer\": \"c\"}}]}"),
                               NULL, 0, &mapping, &error));
  OK(huifang_log_inputs_create(&inputs, &error));
  OK(huifang_log_inputs_add_text(inputs, T("c,at\nc1,2024-01-02\n"), T("log"), mapping, &error));
  huifang_log_mapping_free(mapping);
  OK(huifang_zone_open(T("Asia/Shanghai"), &zone, &error));
  OK(huifang_log_read(inputs, zone, NULL, &log, &error));
  huifang_zone_close(zone);
  huifang_log_inputs_free(inputs);
  OK(huifang_log_next(log, &event, &error));
  huifang_log_close(log);
  NUMBER(huifang_event_at(event), at("2024-01-02"));
  huifang_event_free(event);
}

static void bytes_that_are_no_text_are_refused_everywhere(void) {
  huifang_policy *policy = NULL;
  huifang_event *event = NULL;
  huifang_value *value = NULL;
  huifang_outcome *outcome = NULL;
  huifang_book *book = NULL;
  huifang_log_mapping *mapping = NULL;
  huifang_string *text = NULL;
  huifang_date date = 0;
  huifang_book *small = book_with_cadence();
  CHECK(huifang_policy_load(T("{\"\xc3\x28\": 1}"), NULL, &policy, NULL) != HUIFANG_OK && policy == NULL);
  CHECK(huifang_event_parse(T("{\"id\": \"\xed\xa0\x80\"}"), NULL, &event, NULL) != HUIFANG_OK && event == NULL);
  CHECK(huifang_value_from_json(T("\"\xf5\x80\x80\x80\""), &value, NULL) != HUIFANG_OK && value == NULL);
  CHECK(huifang_value_from_feel(T("\"\xff\""), &value, NULL) != HUIFANG_OK && value == NULL);
  CHECK(huifang_feel_evaluate(T("\"\xc0\x80\""), NULL, NULL, &outcome, NULL) != HUIFANG_OK && outcome == NULL);
  CHECK(huifang_date_parse(T("2024-01-0\xff"), &date, NULL) != HUIFANG_OK);
  CHECK(huifang_book_open(T("/\xff\xfe"), NULL, &book, NULL) != HUIFANG_OK && book == NULL);
  CHECK(huifang_log_mapping_parse(T("{\"\xff\": 1}"), NULL, 0, &mapping, NULL) != HUIFANG_OK && mapping == NULL);
  CHECK(huifang_book_explain_json(small, T("cadence/call/customer:\xff//1"), &text, NULL) != HUIFANG_OK && text == NULL);
  huifang_book_close(small);
}

void ownership_tests(void) {
  TEST(a_book_outlives_its_policy_and_its_answers_outlive_the_book);
  TEST(what_is_nobodys_can_be_released);
  TEST(a_log_outlives_its_inputs_and_its_zone);
  TEST(bytes_that_are_no_text_are_refused_everywhere);
}
