/* Measures of the rows of a record batch, from a stream of events. */
#include <string.h>

#include "check.h"

static const char policy_text[] =
    "{\"huifang\": 1, \"policy\": \"p\", \"version\": \"1\", \"effective\": \"2000-01-01..\", \"zone\": \"Asia/Shanghai\","
    " \"facts\": {\"customer\": {\"vip\": \"boolean\"}}, \"events\": {\"order\": {\"amount\": \"number\"}},"
    " \"measures\": {\"orders\": {\"count\": \"order\", \"over\": \"30 days\"}, \"worth\": {\"sum\": \"order\", \"of\": \"event.amount\"}}}";

static void keep_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void keep_array(struct ArrowArray *array) { array->release = NULL; }

/* Events: columns of three rows, all of customers 1 and 2. */
static const char types[] = "orderorderorder";
static const int32_t type_offsets[] = {0, 5, 10, 15};
static const int64_t customers[] = {1, 2, 1};
static const int64_t amounts[] = {5, 7, 11};
static int64_t instants[3];
static const void *type_buffers[] = {NULL, type_offsets, types};
static const void *customer_buffers[] = {NULL, customers};
static const void *amount_buffers[] = {NULL, amounts};
static const void *instant_buffers[] = {NULL, instants};
static const void *no_buffers[] = {NULL};
static int batches_left;

static int get_schema(struct ArrowArrayStream *self, struct ArrowSchema *out) {
  static struct ArrowSchema fields[4];
  static struct ArrowSchema *pointers[4];
  static const char *const names[] = {"type", "customer", "amount", "at"};
  static const char *const formats[] = {"u", "l", "l", "tsu:UTC"};
  int i;
  (void)self;
  for (i = 0; i < 4; ++i) {
    const struct ArrowSchema field = {formats[i], names[i], NULL, 2, 0, NULL, NULL, keep_schema, NULL};
    fields[i] = field;
    pointers[i] = &fields[i];
  }
  {
    const struct ArrowSchema whole = {"+s", "", NULL, 0, 4, pointers, NULL, keep_schema, NULL};
    *out = whole;
  }
  return 0;
}

static int get_next(struct ArrowArrayStream *self, struct ArrowArray *out) {
  static struct ArrowArray columns[4];
  static struct ArrowArray *pointers[4];
  static const void **const buffers[] = {type_buffers, customer_buffers, amount_buffers, instant_buffers};
  int i;
  (void)self;
  memset(out, 0, sizeof *out);
  if (batches_left-- == 0) return 0;
  for (i = 0; i < 4; ++i) {
    const struct ArrowArray column = {3, 0, 0, i == 0 ? 3 : 2, 0, buffers[i], NULL, NULL, keep_array, NULL};
    columns[i] = column;
    pointers[i] = &columns[i];
  }
  {
    const struct ArrowArray whole = {3, 0, 0, 1, 4, no_buffers, pointers, NULL, keep_array, NULL};
    *out = whole;
  }
  return 0;
}

static const char *last_error(struct ArrowArrayStream *self) {
  (void)self;
  return NULL;
}
static void release_stream(struct ArrowArrayStream *self) { self->release = NULL; }

static struct ArrowArrayStream events(void) {
  const struct ArrowArrayStream stream = {get_schema, get_next, last_error, release_stream, NULL};
  instants[0] = at("2024-01-05");
  instants[1] = at("2024-03-05");
  instants[2] = at("2024-03-06");
  batches_left = 1;
  return stream;
}

static void events_are_folded_for_their_subjects(void) {
  huifang_measure_options options = HUIFANG_MEASURE_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  struct ArrowArrayStream happened = events(), stream;
  struct ArrowSchema type;
  struct ArrowArray array;
  OK(huifang_policy_load(Z(policy_text), NULL, &policy, &error));
  options.at = at("2024-03-10");
  OK(huifang_policy_measure(policy, &options, NULL, NULL, &happened, &stream, &error));
  huifang_policy_free(policy); /* The stream lives on without the policy. */
  NUMBER(stream.get_schema(&stream, &type), 0);
  NUMBER(type.n_children, 5);
  TEXT(type.children[2]->name, "orders.next_change");
  type.release(&type);
  NUMBER(stream.get_next(&stream, &array), 0);
  NUMBER(array.length, 2);
  NUMBER(((const int64_t *)array.children[1]->buffers[1])[0], 1);
  NUMBER(((const int64_t *)array.children[2]->buffers[1])[0], at("2024-04-06"));
  CHECK(((const double *)array.children[3]->buffers[1])[0] == 16.0);
  NUMBER(array.children[4]->null_count, 2);
  array.release(&array);
  NUMBER(stream.get_next(&stream, &array), 0);
  CHECK(array.release == NULL);
  stream.release(&stream);
}

static void subjects_may_have_instants_of_their_own(void) {
  const int64_t keys[] = {1, 2, 3}, moments[] = {at("2024-01-31"), at("2024-03-06"), at("2024-03-06")};
  const void *key_buffers[] = {NULL, keys}, *moment_buffers[] = {NULL, moments};
  struct ArrowSchema key = {"l", "key", NULL, 0, 0, NULL, NULL, keep_schema, NULL};
  struct ArrowSchema moment = {"tsu:UTC", "at", NULL, 0, 0, NULL, NULL, keep_schema, NULL};
  struct ArrowArray key_column = {3, 0, 0, 2, 0, key_buffers, NULL, NULL, keep_array, NULL};
  struct ArrowArray moment_column = {3, 0, 0, 2, 0, moment_buffers, NULL, NULL, keep_array, NULL};
  struct ArrowSchema *fields[] = {&key, &moment};
  struct ArrowArray *columns[] = {&key_column, &moment_column};
  struct ArrowSchema schema = {"+s", "", NULL, 0, 2, fields, NULL, keep_schema, NULL};
  struct ArrowArray batch = {3, 0, 0, 1, 2, no_buffers, columns, NULL, keep_array, NULL};
  huifang_measure_options options = HUIFANG_MEASURE_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  struct ArrowArrayStream happened = events(), stream;
  struct ArrowArray array;
  OK(huifang_policy_load(Z(policy_text), NULL, &policy, &error));
  options.measures = "orders\n";
  options.measures_size = 7;
  OK(huifang_policy_measure(policy, &options, &schema, &batch, &happened, &stream, &error));
  NUMBER(stream.get_next(&stream, &array), 0);
  NUMBER(array.n_children, 3);
  NUMBER(((const int64_t *)array.children[1]->buffers[1])[0], 1);
  NUMBER(((const int64_t *)array.children[1]->buffers[1])[1], 1);
  NUMBER(((const int64_t *)array.children[1]->buffers[1])[2], 0);
  array.release(&array);
  stream.release(&stream);
  huifang_policy_free(policy);
}

static void what_cannot_be_measured_is_refused(void) {
  huifang_measure_options options = HUIFANG_MEASURE_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  struct ArrowArrayStream happened = events(), stream;
  OK(huifang_policy_load(Z(policy_text), NULL, &policy, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_measure(policy, &options, NULL, NULL, &happened, &stream, &error));
  options.at = at("2024-03-10");
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_measure(NULL, &options, NULL, NULL, &happened, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_measure(policy, NULL, NULL, NULL, &happened, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_measure(policy, &options, NULL, NULL, NULL, &stream, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_measure(policy, &options, NULL, NULL, &happened, NULL, &error));
  options.measures = "ordres";
  options.measures_size = 6;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_measure(policy, &options, NULL, NULL, &happened, &stream, &error));
  options.measures = NULL;
  options.measures_size = 0;
  options.entity = "staff";
  options.entity_size = 5;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_measure(policy, &options, NULL, NULL, &happened, &stream, &error));
  huifang_policy_free(policy);
}

void measures_tests(void) {
  events_are_folded_for_their_subjects();
  subjects_may_have_instants_of_their_own();
  what_cannot_be_measured_is_refused();
}
