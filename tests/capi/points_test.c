/* The ledger of points. */
#include "check.h"

static const char points_json[] =
    "{\"huifang\": 1, \"policy\": \"b-points\", \"version\": \"1\", \"effective\": \"2017-09-01..\", \"zone\": \"Asia/Shanghai\",\n"
    " \"events\": {\"fault\": {\"responsible\": \"staff\"}},\n"
    " \"points\": {\"B\": {\"period\": \"month\"}},\n"
    " \"rules\": {\"r19\": {\"for\": \"staff\", \"on\": \"fault\", \"do\": [{\"post\": {\"class\": \"B\", \"to\": {\"event.responsible\": -10}}}]}}}\n";

static void a_book_tells_of_its_ledger(void) {
  huifang_policy *policy = NULL;
  huifang_book *book = NULL;
  huifang_string *out = NULL;
  huifang_point_query query = HUIFANG_POINT_QUERY_INIT;
  OK(huifang_policy_load(Z(points_json), NULL, &policy, &error));
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  OK(huifang_book_bind(book, policy, at("2017-09-01"), &error));
  OK(huifang_book_record_json(book, Z("{\"id\": \"v1\", \"type\": \"fault\", \"at\": \"2017-09-05T10:00:00\", \"staff\": \"s1\", \"data\": {\"responsible\": \"s1\"}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_advance(book, at("2017-10-02"), 0, NULL, NULL, NULL, &error));
  query.account_key = "s1";
  query.account_key_size = 2;
  query.period = "2017-09";
  query.period_size = 7;
  OK(huifang_book_entries(book, &query, &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"account\":\"staff:s1\",\"kind\":\"post\",\"amount\":-10,") != NULL);
  huifang_string_free(out);
  OK(huifang_book_balances(book, NULL, &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"closing\":-10,") != NULL);
  huifang_string_free(out);
  OK(huifang_book_statement(book, T(""), T("s1"), T("2017-09"), &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"opening\":0,\"closing\":-10,\"lines\":[{") != NULL);
  huifang_string_free(out);
  OK(huifang_book_seals(book, &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"period\":\"2017-09\",\"entries\":1,\"sum\":-10,") != NULL);
  huifang_string_free(out);
  OK(huifang_book_ranking(book, T("B"), T(""), &out, &error));
  CHECK(strstr(huifang_string_data(out), "{\"ranking\":[{\"rank\":1,\"account\":\"staff:s1\",\"amount\":-10}]}") != NULL);
  huifang_string_free(out);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_ranking(book, T("C"), T(""), &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_ranking(book, T("B"), T("2017-9"), &out, &error));
  OK(huifang_book_explain_entry(book, 1, T(""), &out, &error));
  CHECK(strstr(huifang_string_data(out), "Entry 1: -10 of class B for s1") != NULL);
  huifang_string_free(out);
  OK(huifang_book_explain_entry_json(book, 1, &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"rule\":\"r19\"") != NULL);
  huifang_string_free(out);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_explain_entry(book, 99, T("en"), &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_explain_entry_json(NULL, 1, &out, &error));
  query.struct_size = 3;
  out = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_entries(book, &query, &out, &error));
  CHECK(out == NULL);
  huifang_book_close(book);
  huifang_policy_free(policy);
}

void points_tests(void) { TEST(a_book_tells_of_its_ledger); }
