/* A user's first program: a weekly call that a customer is owed, and one week of time. */
#include <huifang.h>
#include <stdio.h>
#include <string.h>

static const char weekly_call[] =
    "{\"huifang\": 1, \"policy\": \"weekly-call\", \"version\": \"1\", \"effective\": \"2024-01-01..\","
    " \"zone\": \"Asia/Shanghai\", \"facts\": {\"customer\": {\"name\": \"string\"}},"
    " \"events\": {\"call\": {\"contact\": true}}, \"roles\": {\"caller\": \"customer.owner\"},"
    " \"rules\": {\"weekly\": {\"each\": \"week\", \"owe\": {\"need\": \"call\", \"owner\": \"caller\"}}}}";
static const char customer[] =
    "{\"id\": \"1\", \"type\": \"set\", \"at\": \"2024-10-10T09:00\", \"customer\": \"c1\", \"data\": {\"name\": \"Li\"}}";

static int fail(huifang_error *error) {
  fprintf(stderr, "%s\n", huifang_error_message(error, NULL));
  huifang_error_free(error);
  return 2;
}

int main(void) {
  const huifang_instant begin = INT64_C(1728522000000000); /* 2024-10-10T09:00+08:00 */
  const huifang_instant week = INT64_C(604800000000);
  huifang_error *error = NULL;
  huifang_policy *policy = NULL;
  huifang_book *book = NULL;
  huifang_duties *duties = NULL;
  char version[32];
  int status;

  snprintf(version, sizeof version, "%d.%d.%d", HUIFANG_VERSION_MAJOR, HUIFANG_VERSION_MINOR, HUIFANG_VERSION_PATCH);
  if (strcmp(version, huifang_version()) != 0 || huifang_abi_version() != HUIFANG_ABI_VERSION) {
    fprintf(stderr, "header %s, library %s\n", version, huifang_version());
    return 3;
  }
  if (huifang_policy_load(weekly_call, HUIFANG_TO_NUL, NULL, &policy, &error) != HUIFANG_OK ||
      huifang_book_open(":memory:", HUIFANG_TO_NUL, NULL, &book, &error) != HUIFANG_OK ||
      huifang_book_bind(book, policy, begin, &error) != HUIFANG_OK ||
      huifang_book_record_json(book, customer, HUIFANG_TO_NUL, begin, NULL, &error) != HUIFANG_OK ||
      huifang_book_advance(book, begin + week, 0, NULL, NULL, NULL, &error) != HUIFANG_OK ||
      huifang_book_duties(book, NULL, &duties, &error) != HUIFANG_OK) {
    return fail(error);
  }
  status = huifang_duties_count(duties) == 1 ? 0 : 1;
  if (status == 0) printf("%s\n", huifang_duty_key(huifang_duties_item(duties, 0), NULL));
  huifang_duties_free(duties);
  huifang_book_close(book);
  huifang_policy_free(policy);
  return status;
}
