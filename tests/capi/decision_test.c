/* Decision tables over slots, fields, JSON records and Arrow batches. */
#include "check.h"

#include <stdlib.h>

static const char grades[] =
    "{\"name\": \"grade\", \"hitPolicy\": \"FIRST\", \"inputs\": ["
    "{\"name\": \"volume\", \"type\": \"number\", \"decimals\": 2}, {\"name\": \"segment\", \"type\": \"string\"}],"
    "\"output\": {\"name\": \"tier\", \"type\": \"string\"}, \"rules\": ["
    "[\">= 1000\", \"\\\"gov\\\"\", \"gold\"], [\">= 500.5\", \"-\", \"silver\"], [\"< 0\", \"-\", \"bad\"]]}";

static huifang_decision *grade(void) {
  huifang_decision *decision = NULL;
  OK(huifang_decision_parse(Z(grades), &decision, &error));
  return decision;
}

static void a_decision_tells_its_schema(void) {
  huifang_decision *decision = grade();
  huifang_string *text = NULL;
  TEXT(huifang_decision_name(decision, NULL), "grade");
  NUMBER(huifang_decision_column_count(decision), 2);
  TEXT(huifang_decision_column_name(decision, 1, NULL), "segment");
  NUMBER(huifang_decision_column_type(decision, 0), HUIFANG_COLUMN_NUMBER);
  NUMBER(huifang_decision_column_type(decision, 1), HUIFANG_COLUMN_STRING);
  NUMBER(huifang_decision_column_type(decision, 2), -1);
  NUMBER(huifang_decision_column_decimals(decision, 0), 2);
  NUMBER(huifang_decision_rule_count(decision), 3);
  NUMBER(huifang_decision_input_count(decision), 2);
  NUMBER(huifang_decision_result(decision), HUIFANG_RESULT_CODE);
  NUMBER(huifang_decision_output_count(decision), 3);
  NUMBER(huifang_decision_decimals(decision), 0);
  CHECK(huifang_decision_is_indexed(decision));
  OK(huifang_value_text(huifang_decision_output(decision, 1), &text, &error));
  STRING(text, "silver");
  CHECK(huifang_decision_output(decision, 3) == NULL);
  huifang_decision_free(decision);
}

static void a_row_of_slots_is_decided(void) {
  huifang_decision *decision = grade();
  huifang_decision_hit hit;
  int64_t slots[2] = {100000, 0};
  OK(huifang_decision_intern(decision, 1, T("gov"), &slots[1], &error));
  OK(huifang_decision_evaluate(decision, slots, &hit, &error));
  NUMBER(hit.rule, 0);
  NUMBER(hit.status, HUIFANG_DECIDED);
  NUMBER(hit.has_value, 1);
  NUMBER(hit.value, 0);
  OK(huifang_decision_intern(decision, 1, T("retail"), &slots[1], &error));
  OK(huifang_decision_evaluate(decision, slots, &hit, &error));
  NUMBER(hit.rule, 1);
  slots[1] = HUIFANG_SLOT_NULL;
  OK(huifang_decision_evaluate(decision, slots, &hit, &error));
  NUMBER(hit.status, HUIFANG_DECISION_NULL);
  NUMBER(hit.rule, 0);
  NUMBER(hit.input, 1);
  slots[0] = HUIFANG_SLOT_WRONG;
  OK(huifang_decision_evaluate(decision, slots, &hit, &error));
  NUMBER(hit.status, HUIFANG_DECISION_WRONG_TYPE);
  slots[1] = 7;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_decision_intern(decision, 0, T("gov"), &slots[1], &error));
  CHECK(slots[1] == HUIFANG_SLOT_WRONG);
  hit.rule = 1;
  hit.status = HUIFANG_DECIDED;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_decision_evaluate(decision, NULL, &hit, &error)); /* no answer is left behind */
  NUMBER(hit.rule, -1);
  NUMBER(hit.status, HUIFANG_DECISION_ERROR);
  CHECK(huifang_slot_of_double(-1.5) < huifang_slot_of_double(0.25));
  huifang_decision_free(decision);
}

static void a_row_of_fields_is_decided_with_its_reasons(void) {
  huifang_decision *decision = grade();
  huifang_decision_hit hit;
  uint64_t accepted[2];
  huifang_decision_field fields[2] = {{NULL, 60000}, {"gov", 3}};
  OK(huifang_decision_evaluate_fields(decision, fields, &hit, &error));
  NUMBER(hit.rule, 1);
  OK(huifang_decision_explain(decision, fields, accepted, &hit, &error));
  NUMBER(hit.rule, 1);
  NUMBER(accepted[0], 2);
  NUMBER(accepted[1], 7);
  fields[0].value = HUIFANG_SLOT_MISSING;
  OK(huifang_decision_evaluate_fields(decision, fields, &hit, &error));
  NUMBER(hit.status, HUIFANG_DECISION_MISSING);
  huifang_decision_free(decision);
}

static void a_record_is_decided(void) {
  huifang_decision *decision = grade();
  char out[64];
  size_t size = 0;
  OK(huifang_decision_evaluate_json(decision, T("{\"volume\": 1000, \"segment\": \"gov\"}"), out, sizeof out, &size, &error));
  out[size] = '\0';
  TEXT(out, "{\"rule\":1,\"tier\":\"gold\"}");
  OK(huifang_decision_evaluate_json(decision, T("{\"volume\": 1000}"), out, sizeof out, &size, &error));
  out[size] = '\0';
  TEXT(out, "{\"status\":\"missing\",\"rule\":1,\"input\":\"segment\"}");
  FAILS(HUIFANG_ERR_LIMIT, huifang_decision_evaluate_json(decision, T("{\"volume\": 1, \"segment\": \"\"}"), out, 5, &size, &error));
  NUMBER(size, 25);
  FAILS(HUIFANG_ERR_SYNTAX, huifang_decision_evaluate_json(decision, T("{\"volume\": }"), out, sizeof out, &size, &error));
  huifang_decision_free(decision);
}

static int released = 0;
static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; ++released; }
static void release_array(struct ArrowArray *array) { array->release = NULL; ++released; }

static void an_arrow_batch_is_decided(void) {
  huifang_decision *decision = grade();
  huifang_decision_counts counts;
  /* volume: int64, which the column scales; segment: dictionary; one null each */
  const int64_t volumes[4] = {1000, 600, 0, -1};
  const uint8_t valid[1] = {0x0B};
  const int8_t codes[4] = {1, 0, 0, 1};
  const int32_t offsets[3] = {0, 3, 6};
  const void *volume_buffers[2], *code_buffers[2], *text_buffers[3], *no_buffers[1] = {NULL};
  struct ArrowSchema volume_type = {"l", "volume", NULL, 2, 0, NULL, NULL, release_schema, NULL};
  struct ArrowSchema text_type = {"u", "", NULL, 2, 0, NULL, NULL, release_schema, NULL};
  struct ArrowSchema code_type = {"c", "segment", NULL, 2, 0, NULL, NULL, release_schema, NULL};
  struct ArrowSchema *types[2], type = {"+s", "", NULL, 0, 2, NULL, NULL, release_schema, NULL};
  struct ArrowArray volume = {4, 1, 0, 2, 0, NULL, NULL, NULL, release_array, NULL};
  struct ArrowArray texts = {2, 0, 0, 3, 0, NULL, NULL, NULL, release_array, NULL};
  struct ArrowArray code = {4, 0, 0, 2, 0, NULL, NULL, NULL, release_array, NULL};
  struct ArrowArray *columns[2], batch = {4, 0, 0, 1, 2, NULL, NULL, NULL, release_array, NULL};
  struct ArrowSchema out_type;
  struct ArrowArray out;
  volume_buffers[0] = valid;
  volume_buffers[1] = volumes;
  code_buffers[0] = NULL;
  code_buffers[1] = codes;
  text_buffers[0] = NULL;
  text_buffers[1] = offsets;
  text_buffers[2] = "govbiz";
  volume.buffers = volume_buffers;
  code.buffers = code_buffers;
  texts.buffers = text_buffers;
  code.dictionary = &texts;
  code_type.dictionary = &text_type;
  types[0] = &code_type; /* in another order than the schema */
  types[1] = &volume_type;
  type.children = types;
  columns[0] = &code;
  columns[1] = &volume;
  batch.children = columns;
  batch.buffers = no_buffers;
  OK(huifang_decision_evaluate_arrow(decision, &type, &batch, &out_type, &out, &counts, &error));
  NUMBER(released, 0);
  NUMBER(counts.by_status[HUIFANG_DECIDED], 3);
  NUMBER(counts.by_status[HUIFANG_DECISION_NULL], 1);
  NUMBER(counts.first_failure, 2);
  NUMBER(counts.failure.rule, 0);
  NUMBER(out.length, 4);
  NUMBER(out.n_children, 3);
  TEXT(out_type.format, "+s");
  TEXT(out_type.children[0]->name, "tier");
  TEXT(out_type.children[0]->format, "i");
  TEXT(out_type.children[0]->dictionary->format, "u");
  TEXT(out_type.children[1]->name, "rule");
  TEXT(out_type.children[2]->name, "status");
  {
    const int32_t *tiers = (const int32_t *)out.children[0]->buffers[1];
    const int32_t *rules = (const int32_t *)out.children[1]->buffers[1];
    const uint8_t *statuses = (const uint8_t *)out.children[2]->buffers[1];
    const int32_t *ends = (const int32_t *)out.children[0]->dictionary->buffers[1];
    const char *names = (const char *)out.children[0]->dictionary->buffers[2];
    NUMBER(rules[0], 1); /* "biz" is not "gov" */
    NUMBER(rules[1], 1);
    NUMBER(rules[3], 2);
    NUMBER(statuses[2], HUIFANG_DECISION_NULL);
    NUMBER(out.children[0]->null_count, 1);
    CHECK(strncmp(names + ends[tiers[3]], "bad", 3) == 0);
  }
  { /* a column may be moved out and outlive the batch */
    struct ArrowArray kept = *out.children[1];
    out.children[1]->release = NULL;
    out.release(&out);
    NUMBER(((const int32_t *)kept.buffers[1])[3], 2);
    kept.release(&kept);
  }
  out_type.release(&out_type);
  CHECK(out.release == NULL);
  CHECK(out_type.release == NULL);
  volume_type.format = "g"; /* doubles are not exact */
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_decision_evaluate_arrow(decision, &type, &batch, &out_type, &out, NULL, &error));
  huifang_decision_free(decision);
}

static void a_bad_table_is_refused_with_its_place(void) {
  huifang_decision *decision = NULL;
  NUMBER(huifang_decision_parse(T("{\"inputs\": [], \"rules\": [[1]], \"output\": {\"name\": \"x\"}, \"hit\": 1}"), &decision, &error),
         HUIFANG_ERR_POLICY);
  CHECK(decision == NULL);
  TEXT(huifang_diagnostic_code(huifang_error_diagnostic(error, 0), NULL), "HF1101");
  TEXT(huifang_diagnostic_suggestion(huifang_error_diagnostic(error, 0), NULL), "");
  huifang_error_free(error);
  error = NULL;
}

static void a_table_is_checked_as_a_whole(void) {
  huifang_decision *decision = grade();
  huifang_diagnostics *findings = NULL;
  OK(huifang_decision_check(decision, &findings, &error));
  NUMBER(huifang_diagnostics_count(findings), 1);
  TEXT(huifang_diagnostic_code(huifang_diagnostics_item(findings, 0), NULL), "HF2223");
  NUMBER(huifang_diagnostic_severity(huifang_diagnostics_item(findings, 0)), HUIFANG_SEVERITY_WARNING);
  TEXT(huifang_diagnostic_message(huifang_diagnostics_item(findings, 0), NULL), "no row covers volume = 0, segment = \"another text\"");
  huifang_diagnostics_free(findings);
  huifang_decision_free(decision);
}

void decision_tests(void) {
  TEST(a_table_is_checked_as_a_whole);
  TEST(a_decision_tells_its_schema);
  TEST(a_row_of_slots_is_decided);
  TEST(a_row_of_fields_is_decided_with_its_reasons);
  TEST(a_record_is_decided);
  TEST(an_arrow_batch_is_decided);
  TEST(a_bad_table_is_refused_with_its_place);
}
