/* Workflows of policies and the cases of a book. */
#include "check.h"

static const char matters_json[] =
    "{\"huifang\": 1, \"policy\": \"matters\", \"version\": \"1\", \"effective\": \"2024-01-01..\", \"zone\": \"Asia/Shanghai\",\n"
    " \"events\": {\"complaint\": {\"promise\": \"date\"}, \"solved\": {}, \"content\": {}},\n"
    " \"calendar\": {\"use\": null, \"weekly\": \"mon-fri\"},\n"
    " \"rules\": {\"open\": {\"on\": \"complaint\", \"do\": [{\"open\": \"matter\", \"data\": {\"promise\": \"= event.promise\"}}]}},\n"
    " \"workflows\": {\"matter\": {\"owner\": \"cause.by\", \"facts\": {\"promise\": \"date\"}, \"states\": {\n"
    "   \"solving\": {\"owe\": {\"solve\": {\"need\": \"solved\", \"due\": \"case.promise\"}}, \"on\": {\"done.solve\": \"asking\"}},\n"
    "   \"asking\": {\"on\": {\"content\": \"settled\"}},\n"
    "   \"settled\": {\"type\": \"final\"}}}}}\n";

static void record(huifang_book *book, const char *json) {
  OK(huifang_book_record_json(book, Z(json), HUIFANG_NO_INSTANT, NULL, &error));
}

/* Two cases about one customer: f1 is settled, f2 runs. */
static huifang_book *book_with_cases(huifang_policy **policy) {
  huifang_book *book = NULL;
  huifang_event *solved = NULL;
  OK(huifang_policy_load(Z(matters_json), NULL, policy, &error));
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  OK(huifang_book_bind(book, *policy, at("2024-03-01"), &error));
  record(book, "{\"id\": \"f1\", \"type\": \"complaint\", \"at\": \"2024-03-04T09:00:00\", \"by\": \"s1\", \"customer\": \"c1\","
               " \"data\": {\"promise\": \"2024-03-06\"}}");
  record(book, "{\"id\": \"f2\", \"type\": \"complaint\", \"at\": \"2024-03-04T10:00:00\", \"by\": \"s2\", \"customer\": \"c1\","
               " \"data\": {\"promise\": \"2024-03-07\"}}");
  OK(huifang_event_create(T("e1"), T("solved"), at("2024-03-05T11:00:00"), &solved, &error));
  OK(huifang_event_set_by(solved, T("s1"), &error));
  OK(huifang_event_set_subject(solved, T("customer"), T("c1"), &error));
  OK(huifang_event_set_case(solved, T("f1"), &error));
  OK(huifang_book_record(book, solved, HUIFANG_NO_INSTANT, NULL, &error));
  huifang_event_free(solved);
  record(book, "{\"id\": \"e2\", \"type\": \"content\", \"at\": \"2024-03-05T15:00:00\", \"customer\": \"c1\", \"case\": \"f1\"}");
  return book;
}

static void a_policy_names_and_draws_its_workflows(void) {
  huifang_policy *policy = NULL;
  huifang_string *picture = NULL;
  size_t size = 0;
  OK(huifang_policy_load(Z(matters_json), NULL, &policy, &error));
  NUMBER(huifang_policy_workflow_count(policy), 1);
  TEXT(huifang_policy_workflow(policy, 0, &size), "matter");
  NUMBER(size, 6);
  TEXT(huifang_policy_workflow(policy, 1, &size), "");
  OK(huifang_policy_draw_workflow(policy, T("matter"), HUIFANG_PICTURE_MERMAID, &picture, &error));
  CHECK(strncmp(huifang_string_data(picture), "stateDiagram-v2", 15) == 0);
  CHECK(strstr(huifang_string_data(picture), "solving") != NULL);
  huifang_string_free(picture);
  picture = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_draw_workflow(policy, T("mater"), HUIFANG_PICTURE_DOT, &picture, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_draw_workflow(policy, T("matter"), 3, &picture, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_draw_workflow(policy, T("matter"), -1, &picture, &error));
  CHECK(picture == NULL);
  huifang_policy_free(policy);
}

static void the_cases_of_a_book_are_listed(void) {
  static const char settled[] =
      "{\"workflow\":\"matter\",\"key\":\"f1\",\"about\":\"customer:c1\",\"owner\":\"staff:s1\",\"states\":[\"settled\"],"
      "\"opened\":\"2024-03-04T09:00:00+08:00\",\"closed\":\"2024-03-05T15:00:00+08:00\",\"outcome\":\"settled\","
      "\"facts\":{\"promise\":{\"date\":\"2024-03-06\"}}}";
  huifang_policy *policy = NULL;
  huifang_book *book = book_with_cases(&policy);
  huifang_case_query query = HUIFANG_CASE_QUERY_INIT;
  huifang_string *cases = NULL;
  OK(huifang_book_cases(book, NULL, &cases, &error));
  CHECK(strstr(huifang_string_data(cases), settled) != NULL);
  CHECK(strstr(huifang_string_data(cases), "\"key\":\"f2\"") != NULL);
  huifang_string_free(cases);
  query.running = HUIFANG_CASES_RUNNING;
  OK(huifang_book_cases(book, &query, &cases, &error));
  STRING(cases,
         "{\"cases\":[{\"workflow\":\"matter\",\"key\":\"f2\",\"about\":\"customer:c1\",\"owner\":\"staff:s2\",\"states\":[\"solving\"],"
         "\"opened\":\"2024-03-04T10:00:00+08:00\",\"closed\":null,\"outcome\":null,\"facts\":{\"promise\":{\"date\":\"2024-03-07\"}}}]}");
  query.running = HUIFANG_CASES_CLOSED;
  query.about_key = "c1";
  query.about_key_size = HUIFANG_TO_NUL;
  query.workflow = "matter";
  query.workflow_size = 6;
  OK(huifang_book_cases(book, &query, &cases, &error));
  CHECK(strstr(huifang_string_data(cases), settled) != NULL);
  CHECK(strstr(huifang_string_data(cases), "\"f2\"") == NULL);
  huifang_string_free(cases);
  query.about_entity = "staff";
  query.about_entity_size = 5;
  OK(huifang_book_cases(book, &query, &cases, &error));
  STRING(cases, "{\"cases\":[]}");
  cases = NULL;
  query.running = 3;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_cases(book, &query, &cases, &error));
  query.struct_size = 2;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_cases(book, &query, &cases, &error));
  CHECK(cases == NULL);
  huifang_book_close(book);
  huifang_policy_free(policy);
}

static void a_case_has_a_path_and_a_picture(void) {
  huifang_policy *policy = NULL;
  huifang_book *book = book_with_cases(&policy);
  huifang_string *out = NULL;
  OK(huifang_book_case_path(book, T("matter"), T("f1"), &out, &error));
  CHECK(strstr(huifang_string_data(out), "{\"path\":[{\"number\":1,\"at\":\"2024-03-04T09:00:00+08:00\",\"event\":null,\"type\":\"opened\","
                                         "\"left\":[],\"entered\":[\"solving\"],\"states\":[\"solving\"]") != NULL);
  CHECK(strstr(huifang_string_data(out), "\"event\":\"e2\",\"type\":\"content\",\"left\":[\"asking\"") != NULL);
  CHECK(strstr(huifang_string_data(out), "\"entered\":[\"settled\"],\"states\":[\"settled\"]") != NULL);
  CHECK(strstr(huifang_string_data(out), "\"because\":{\"cause\":\"f1\",\"policy\":\"matters\"") != NULL);
  huifang_string_free(out);
  OK(huifang_book_case_path(book, T("matter"), T("f3"), &out, &error));
  STRING(out, "{\"path\":[]}");
  OK(huifang_book_draw_case(book, T("matter"), T("f2"), HUIFANG_PICTURE_SVG, &out, &error));
  CHECK(strstr(huifang_string_data(out), "solve: 2024-03-07") != NULL);
  huifang_string_free(out);
  out = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_draw_case(book, T("matter"), T("f3"), HUIFANG_PICTURE_SVG, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_draw_case(book, T("mater"), T("f1"), HUIFANG_PICTURE_SVG, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_draw_case(book, T("matter"), T("f1"), 9, &out, &error));
  CHECK(out == NULL);
  huifang_book_close(book);
  huifang_policy_free(policy);
}

static void null_has_no_cases(void) {
  huifang_string *out = NULL;
  size_t size = 1;
  NUMBER(huifang_policy_workflow_count(NULL), 0);
  TEXT(huifang_policy_workflow(NULL, 0, &size), "");
  NUMBER(size, 0);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_draw_workflow(NULL, NULL, 0, 0, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_cases(NULL, NULL, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_case_path(NULL, NULL, 0, NULL, 0, &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_draw_case(NULL, NULL, 0, NULL, 0, 0, &out, &error));
  CHECK(out == NULL);
}

void workflow_tests(void) {
  TEST(a_policy_names_and_draws_its_workflows);
  TEST(the_cases_of_a_book_are_listed);
  TEST(a_case_has_a_path_and_a_picture);
  TEST(null_has_no_cases);
}
