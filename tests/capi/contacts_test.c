/* Which contacts of a stream of requests are allowed. */
#include <string.h>

#include "check.h"

static const char policy_text[] =
    "{\"huifang\": 1, \"policy\": \"p\", \"version\": \"1\", \"effective\": \"2000-01-01..\", \"zone\": \"Asia/Shanghai\","
    " \"facts\": {\"customer\": {\"months\": \"number\"}}, \"events\": {\"phone\": {\"contact\": true}},"
    " \"eligibility\": {\"inputs\": [\"customer.months\"], \"rows\": [[\">= 6\", \"allow\"], [\"< 6\", \"deny: too_new\"]]}}";

static void keep_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void keep_array(struct ArrowArray *array) { array->release = NULL; }

static const char types[] = "phonephonephone";
static const int32_t type_offsets[] = {0, 5, 10, 15};
static const int64_t customers[] = {1, 2, 3};
static int64_t instants[3];
static const void *type_buffers[] = {NULL, type_offsets, types};
static const void *customer_buffers[] = {NULL, customers};
static const void *instant_buffers[] = {NULL, instants};
static const void *no_buffers[] = {NULL};
static int batches_left;

static int get_schema(struct ArrowArrayStream *self, struct ArrowSchema *out) {
  static struct ArrowSchema fields[3];
  static struct ArrowSchema *pointers[3];
  static const char *const names[] = {"type", "customer", "at"};
  static const char *const formats[] = {"u", "l", "tsu:UTC"};
  int i;
  (void)self;
  for (i = 0; i < 3; ++i) {
    const struct ArrowSchema field = {formats[i], names[i], NULL, 2, 0, NULL, NULL, keep_schema, NULL};
    fields[i] = field;
    pointers[i] = &fields[i];
  }
  {
    const struct ArrowSchema whole = {"+s", "", NULL, 0, 3, pointers, NULL, keep_schema, NULL};
    *out = whole;
  }
  return 0;
}

static int get_next(struct ArrowArrayStream *self, struct ArrowArray *out) {
  static struct ArrowArray columns[3];
  static struct ArrowArray *pointers[3];
  static const void **const buffers[] = {type_buffers, customer_buffers, instant_buffers};
  int i;
  (void)self;
  memset(out, 0, sizeof *out);
  if (batches_left-- == 0) return 0;
  for (i = 0; i < 3; ++i) {
    const struct ArrowArray column = {3, 0, 0, i == 0 ? 3 : 2, 0, buffers[i], NULL, NULL, keep_array, NULL};
    columns[i] = column;
    pointers[i] = &columns[i];
  }
  {
    const struct ArrowArray whole = {3, 0, 0, 1, 3, no_buffers, pointers, NULL, keep_array, NULL};
    *out = whole;
  }
  return 0;
}

static const char *last_error(struct ArrowArrayStream *self) {
  (void)self;
  return NULL;
}
static void release_stream(struct ArrowArrayStream *self) { self->release = NULL; }

static struct ArrowArrayStream requests(int batches) {
  const struct ArrowArrayStream stream = {get_schema, get_next, last_error, release_stream, NULL};
  instants[0] = instants[1] = instants[2] = at("2024-03-05");
  batches_left = batches;
  return stream;
}

static void contacts_are_answered_batch_by_batch(void) {
  const int64_t keys[] = {1, 2}, months[] = {3, 12};
  const void *key_buffers[] = {NULL, keys}, *month_buffers[] = {NULL, months};
  struct ArrowSchema key = {"l", "key", NULL, 0, 0, NULL, NULL, keep_schema, NULL};
  struct ArrowSchema month = {"l", "months", NULL, 0, 0, NULL, NULL, keep_schema, NULL};
  struct ArrowArray key_column = {2, 0, 0, 2, 0, key_buffers, NULL, NULL, keep_array, NULL};
  struct ArrowArray month_column = {2, 0, 0, 2, 0, month_buffers, NULL, NULL, keep_array, NULL};
  struct ArrowSchema *fields[] = {&key, &month};
  struct ArrowArray *columns[] = {&key_column, &month_column};
  struct ArrowSchema schema = {"+s", "", NULL, 0, 2, fields, NULL, keep_schema, NULL};
  struct ArrowArray batch = {2, 0, 0, 1, 2, no_buffers, columns, NULL, keep_array, NULL};
  huifang_contact_table table = HUIFANG_CONTACT_TABLE_INIT;
  const huifang_contact_table *tables[] = {&table};
  huifang_policy *policy = NULL;
  struct ArrowArrayStream asked = requests(2), stream;
  struct ArrowArray array;
  int i;
  table.entity = "customer";
  table.entity_size = 8;
  table.schema = &schema;
  table.batch = &batch;
  OK(huifang_policy_load(Z(policy_text), NULL, &policy, &error));
  OK(huifang_policy_may_contact(policy, tables, 1, &asked, &stream, &error));
  huifang_policy_free(policy); /* The stream lives on without the policy. */
  for (i = 0; i < 2; ++i) {
    NUMBER(stream.get_next(&stream, &array), 0);
    NUMBER(array.length, 3);
    NUMBER(((const int32_t *)array.children[0]->buffers[1])[0], 1); /* denied */
    NUMBER(((const int32_t *)array.children[0]->buffers[1])[1], 0); /* allowed */
    NUMBER(((const int32_t *)array.children[0]->buffers[1])[2], 2); /* undecided */
    NUMBER(array.children[3]->null_count, 1);
    array.release(&array);
  }
  NUMBER(stream.get_next(&stream, &array), 0);
  CHECK(array.release == NULL);
  stream.release(&stream);
}

static void what_cannot_be_asked_is_refused(void) {
  huifang_contact_table table = HUIFANG_CONTACT_TABLE_INIT;
  const huifang_contact_table *tables[] = {&table};
  huifang_policy *policy = NULL;
  struct ArrowArrayStream asked = requests(1), stream;
  OK(huifang_policy_load(Z(policy_text), NULL, &policy, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(NULL, NULL, 0, &asked, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(policy, NULL, 1, &asked, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(policy, tables, 1, &asked, &stream, &error));
  table.struct_size = 2;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(policy, tables, 1, &asked, &stream, &error));
  tables[0] = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(policy, tables, 1, &asked, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(policy, NULL, 0, NULL, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(policy, NULL, 0, &asked, NULL, &error));
  instants[0] = INT64_MAX;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_may_contact(policy, NULL, 0, &asked, &stream, &error));
  huifang_policy_free(policy);
}

void contacts_tests(void) {
  contacts_are_answered_batch_by_batch();
  what_cannot_be_asked_is_refused();
}
