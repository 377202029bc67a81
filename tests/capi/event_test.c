/* Events. */
#include "check.h"

static void an_event_that_was_put_together_reads_back(void) {
  huifang_event *event = NULL;
  huifang_event *again = NULL;
  huifang_value *reached = NULL;
  huifang_string *json = NULL;
  huifang_string *json_again = NULL;
  OK(huifang_event_create(T("crm-1"), T("phone"), at("2024-03-01T10:05"), &event, &error));
  OK(huifang_event_set_by(event, T("s7"), &error));
  OK(huifang_event_set_subject(event, T("customer"), T("c11"), &error));
  OK(huifang_event_set_subject(event, T("customer"), T("c12"), &error));
  OK(huifang_value_from_json(T("true"), &reached, &error));
  OK(huifang_event_set_field(event, T("reached"), reached, &error));
  OK(huifang_event_set_duty(event, T("cadence/call/customer:c12/r/1/2"), &error));
  OK(huifang_event_set_voids(event, T("crm-0"), &error));
  OK(huifang_event_set_case(event, T("matter/f1"), &error));
  TEXT(huifang_event_id(event, NULL), "crm-1");
  TEXT(huifang_event_type(event, NULL), "phone");
  NUMBER(huifang_event_at(event), at("2024-03-01T10:05"));
  OK(huifang_event_json(event, &json, &error));
  CHECK(strstr(huifang_string_data(json), "\"customer\":\"c12\"") != NULL);
  CHECK(strstr(huifang_string_data(json), "c11") == NULL);
  CHECK(strstr(huifang_string_data(json), "\"case\":\"matter/f1\"") != NULL);
  OK(huifang_event_parse(huifang_string_data(json), huifang_string_size(json), NULL, &again, &error));
  OK(huifang_event_json(again, &json_again, &error));
  TEXT(huifang_string_data(json_again), huifang_string_data(json));
  huifang_string_free(json_again);
  huifang_string_free(json);
  huifang_value_free(reached);
  huifang_event_free(again);
  huifang_event_free(event);
}

static void a_time_without_offset_is_local_to_the_zone(void) {
  static const char envelope[] = "{\"id\": \"1\", \"type\": \"phone\", \"at\": \"2024-03-01T10:05:00\", \"customer\": \"c12\"}";
  huifang_zone *shanghai = NULL;
  huifang_event *here = NULL;
  huifang_event *utc = NULL;
  huifang_string *json = NULL;
  OK(huifang_zone_open(T("Asia/Shanghai"), &shanghai, &error));
  OK(huifang_event_parse(T(envelope), shanghai, &here, &error));
  OK(huifang_event_parse(T(envelope), NULL, &utc, &error));
  OK(huifang_event_json(here, &json, &error));
  CHECK(strstr(huifang_string_data(json), "2024-03-01T02:05:00") != NULL);
  huifang_string_free(json);
  OK(huifang_event_json(utc, &json, &error));
  CHECK(strstr(huifang_string_data(json), "2024-03-01T10:05:00") != NULL);
  huifang_string_free(json);
  huifang_event_free(here);
  huifang_event_free(utc);
  huifang_zone_close(shanghai);
}

static void what_is_no_event_is_refused(void) {
  huifang_event *event = NULL;
  FAILS(HUIFANG_ERR_SYNTAX, huifang_event_parse(T("{\"id\": "), NULL, &event, &error));
  CHECK(huifang_event_parse(T("{\"id\": \"1\"}"), NULL, &event, &error) != HUIFANG_OK);
  huifang_error_free(error);
  error = NULL;
  FAILS(HUIFANG_ERR_RANGE, huifang_event_create(T("1"), T("phone"), HUIFANG_NO_INSTANT, &event, &error));
  FAILS(HUIFANG_ERR_RANGE, huifang_event_create(T("1"), T("phone"), INT64_MAX, &event, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_event_create(T("\xc0"), T("phone"), 0, &event, &error));
  CHECK(event == NULL);
}

void event_tests(void) {
  TEST(an_event_that_was_put_together_reads_back);
  TEST(a_time_without_offset_is_local_to_the_zone);
  TEST(what_is_no_event_is_refused);
}
