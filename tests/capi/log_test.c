/* Logs. */
#include "check.h"

#include <stdio.h>

static const char mapping_json[] =
    "{\"huifang_log\": 1, \"format\": \"csv\", \"events\": [{\"type\": \"phone\", \"id\": {\"column\": \"no\"},\n"
    "  \"at\": {\"column\": \"at\"}, \"by\": \"by\", \"subjects\": {\"customer\": \"customer\"}}]}";

static huifang_log_mapping *mapping(void) {
  huifang_log_mapping *result = NULL;
  OK(huifang_log_mapping_parse(Z(mapping_json), T("mapping.json"), &result, &error));
  return result;
}

static void events_come_in_time_order(void) {
  static const char csv[] = "no,at,by,customer\n2,2024-03-02T10:00:00,s1,c2\n1,2024-03-01T10:00:00,s1,c1\n";
  static const char lines[] = "{\"id\": \"3\", \"type\": \"visit\", \"at\": \"2024-03-01T12:00:00\", \"customer\": \"c3\"}\n";
  static const char *const expected[] = {"\"c1\"", "\"c3\"", "\"c2\""};
  huifang_log_mapping *columns = mapping();
  huifang_log_inputs *inputs = NULL;
  huifang_zone *zone = NULL;
  huifang_log *log = NULL;
  huifang_event *event = NULL;
  huifang_string *text = NULL;
  int round = 0;
  int i = 0;
  OK(huifang_zone_open(T("Asia/Shanghai"), &zone, &error));
  OK(huifang_log_inputs_create(&inputs, &error));
  OK(huifang_log_inputs_add_text(inputs, T(csv), T("calls.csv"), columns, &error));
  OK(huifang_log_inputs_add_text(inputs, T(lines), T("visits.jsonl"), NULL, &error));
  OK(huifang_log_read(inputs, zone, NULL, &log, &error));
  huifang_log_inputs_free(inputs);
  huifang_log_mapping_free(columns);
  huifang_zone_close(zone);
  NUMBER(huifang_log_size(log), 3);
  NUMBER(huifang_log_records(log), 3);
  NUMBER(huifang_log_skipped(log), 0);
  NUMBER(huifang_log_skipped_count(log), 0);
  CHECK(huifang_log_skipped_item(log, 0) == NULL);
  for (round = 0; round < 2; ++round) {
    for (i = 0; i < 3; ++i) {
      OK(huifang_log_next(log, &event, &error));
      OK(huifang_event_json(event, &text, &error));
      CHECK(strstr(huifang_string_data(text), expected[i]) != NULL);
      huifang_string_free(text);
      huifang_event_free(event);
    }
    OK(huifang_log_place(log, &text, &error));
    STRING(text, "calls.csv:2");
    OK(huifang_log_next(log, &event, &error));
    CHECK(event == NULL);
    OK(huifang_log_rewind(log, &error));
  }
  huifang_log_close(log);
}

static void malformed_records_are_all_told(void) {
  static const char csv[] = "no,at,by,customer\n1,soon,s1,c1\n2,2024-03-01T10:00:00,s1,c1\n3,later,s1,c1\n";
  huifang_log_mapping *columns = mapping();
  huifang_log_inputs *inputs = NULL;
  huifang_log *log = NULL;
  OK(huifang_log_inputs_create(&inputs, &error));
  OK(huifang_log_inputs_add_text(inputs, T(csv), T("calls.csv"), columns, &error));
  NUMBER(huifang_log_read(inputs, NULL, NULL, &log, &error), HUIFANG_ERR_SYNTAX);
  NUMBER(huifang_error_count(error), 2);
  NUMBER(huifang_diagnostic_line(huifang_error_diagnostic(error, 1)), 4);
  TEXT(huifang_diagnostic_file(huifang_error_diagnostic(error, 1), NULL), "calls.csv");
  huifang_error_free(error);
  error = NULL;
  CHECK(log == NULL);
  huifang_log_inputs_free(inputs);
  huifang_log_mapping_free(columns);
}

static void a_file_is_read(void) {
  static const char path[] = "capi_test_log.csv";
  FILE *file = fopen(path, "wb");
  huifang_log_mapping *columns = mapping();
  huifang_log_inputs *inputs = NULL;
  huifang_log *log = NULL;
  huifang_log_mapping *none = NULL;
  CHECK(file != NULL);
  if (file == NULL) return;
  fputs("no,at,by,customer\n1,2024-03-01T10:00:00,s1,c1\n", file);
  fclose(file);
  OK(huifang_log_inputs_create(&inputs, &error));
  OK(huifang_log_inputs_add_file(inputs, T(path), columns, &error));
  OK(huifang_log_read(inputs, NULL, NULL, &log, &error));
  NUMBER(huifang_log_size(log), 1);
  huifang_log_close(log);
  remove(path);
  FAILS(HUIFANG_ERR_STORAGE, huifang_log_read(inputs, NULL, NULL, &log, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_log_inputs_add_file(inputs, T(""), NULL, &error));
  FAILS(HUIFANG_ERR_STORAGE, huifang_log_mapping_load_file(T("no such folder/log.json"), &none, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_log_mapping_parse(T("{"), NULL, 0, &none, &error));
  CHECK(none == NULL);
  huifang_log_inputs_free(inputs);
  huifang_log_mapping_free(columns);
}

void log_tests(void) {
  TEST(events_come_in_time_order);
  TEST(malformed_records_are_all_told);
  TEST(a_file_is_read);
}
