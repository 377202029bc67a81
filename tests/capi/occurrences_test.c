/* When rules are due, for the rows of a record batch. */
#include "check.h"

static const char policy_text[] =
    "{\"huifang\": 1, \"policy\": \"p\", \"version\": \"1\", \"effective\": \"2000-01-01..\", \"zone\": \"Asia/Shanghai\","
    " \"facts\": {\"customer\": {\"months\": \"number\"}}, \"events\": {\"phone\": {\"contact\": true}},"
    " \"rules\": {\"call\": {\"when\": \"customer.months >= 6\", \"each\": \"month\", \"owe\": {\"need\": \"phone\"}}}}";

static void keep_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void keep_array(struct ArrowArray *array) { array->release = NULL; }

/* Rows of the whole stream; the subject of the last of them. */
static int64_t rows_of(struct ArrowArrayStream *stream, int64_t *subject) {
  int64_t rows = 0;
  for (;;) {
    struct ArrowArray array;
    NUMBER(stream->get_next(stream, &array), 0);
    if (array.release == NULL) return rows;
    rows += array.length;
    *subject = ((const int64_t *)array.children[0]->buffers[1])[array.length - 1];
    array.release(&array);
  }
}

static void rows_of_a_batch_are_subjects(void) {
  const int64_t months[] = {3, 6, 12};
  const void *column_buffers[] = {NULL, months};
  const void *batch_buffers[] = {NULL};
  struct ArrowSchema field = {"l", "months", NULL, 0, 0, NULL, NULL, keep_schema, NULL};
  struct ArrowArray column = {3, 0, 0, 2, 0, column_buffers, NULL, NULL, keep_array, NULL};
  struct ArrowSchema *fields[] = {&field};
  struct ArrowArray *columns[] = {&column};
  struct ArrowSchema schema = {"+s", "", NULL, 0, 1, fields, NULL, keep_schema, NULL};
  struct ArrowArray batch = {3, 0, 0, 1, 1, batch_buffers, columns, NULL, keep_array, NULL};
  huifang_occurrence_options options = HUIFANG_OCCURRENCE_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  struct ArrowArrayStream stream;
  struct ArrowSchema type;
  int64_t subject = -1;
  OK(huifang_policy_load(Z(policy_text), NULL, &policy, &error));
  options.from = at("2024-01-01");
  options.to = at("2024-04-01");
  OK(huifang_policy_occurrences(policy, &options, &schema, &batch, &stream, &error));
  NUMBER(stream.get_schema(&stream, &type), 0);
  NUMBER(type.n_children, 5);
  type.release(&type);
  NUMBER(rows_of(&stream, &subject), 6);
  NUMBER(subject, 2);
  stream.release(&stream);
  /* Nothing is known of a subject: nothing is owed. */
  OK(huifang_policy_occurrences(policy, &options, NULL, NULL, &stream, &error));
  NUMBER(rows_of(&stream, &subject), 0);
  stream.release(&stream);
  /* The stream lives on without the policy. */
  OK(huifang_policy_occurrences(policy, &options, &schema, &batch, &stream, &error));
  huifang_policy_free(policy);
  NUMBER(rows_of(&stream, &subject), 6);
  stream.release(&stream);
}

static void what_cannot_be_asked_is_refused(void) {
  huifang_occurrence_options options = HUIFANG_OCCURRENCE_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  struct ArrowArrayStream stream;
  struct ArrowSchema schema = {"l", "", NULL, 0, 0, NULL, NULL, keep_schema, NULL};
  struct ArrowArray batch = {0, 0, 0, 0, 0, NULL, NULL, NULL, keep_array, NULL};
  OK(huifang_policy_load(Z(policy_text), NULL, &policy, &error));
  options.from = at("2024-01-01");
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_occurrences(policy, &options, NULL, NULL, &stream, &error));
  options.to = at("2024-04-01");
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_occurrences(policy, &options, &schema, &batch, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_occurrences(policy, &options, &schema, NULL, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_occurrences(policy, NULL, NULL, NULL, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_occurrences(NULL, &options, NULL, NULL, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_occurrences(policy, &options, NULL, NULL, NULL, &error));
  options.rule = "visit";
  options.rule_size = 5;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_occurrences(policy, &options, NULL, NULL, &stream, &error));
  huifang_policy_free(policy);
}

void occurrences_tests(void) {
  rows_of_a_batch_are_subjects();
  what_cannot_be_asked_is_refused();
}
