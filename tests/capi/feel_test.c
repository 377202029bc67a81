/* FEEL expressions. */
#include "check.h"

static huifang_outcome *evaluate(const char *text, const char *context_json) {
  huifang_value *context = NULL;
  huifang_outcome *outcome = NULL;
  if (context_json != NULL) OK(huifang_value_from_json(Z(context_json), &context, &error));
  OK(huifang_feel_evaluate(Z(text), context, NULL, &outcome, &error));
  huifang_value_free(context);
  return outcome;
}

static void a_result_is_exact(void) {
  huifang_outcome *outcome = evaluate("price * 3", "{\"price\": 0.1}");
  huifang_string *text = NULL;
  NUMBER(huifang_outcome_status(outcome), HUIFANG_OUTCOME_OK);
  OK(huifang_value_text(huifang_outcome_value(outcome), &text, &error));
  STRING(text, "0.3");
  NUMBER(huifang_outcome_name_count(outcome), 0);
  TEXT(huifang_outcome_message(outcome, NULL), "");
  NUMBER(huifang_outcome_offset(outcome), -1);
  huifang_outcome_free(outcome);
}

static void the_failures_are_kept_apart(void) {
  huifang_outcome *outcome = evaluate("volume > 3", "{\"volume\": null}");
  NUMBER(huifang_outcome_status(outcome), HUIFANG_OUTCOME_UNDECIDED);
  NUMBER(huifang_value_kind(huifang_outcome_value(outcome)), HUIFANG_VALUE_NULL);
  NUMBER(huifang_outcome_name_count(outcome), 1);
  TEXT(huifang_outcome_name(outcome, 0, NULL), "volume");
  TEXT(huifang_outcome_name(outcome, 1, NULL), "");
  huifang_outcome_free(outcome);

  outcome = evaluate("1 / a", "{\"a\": 0}");
  NUMBER(huifang_outcome_status(outcome), HUIFANG_OUTCOME_ERROR);
  CHECK(huifang_outcome_message(outcome, NULL)[0] != '\0');
  CHECK(huifang_outcome_offset(outcome) >= 0);
  huifang_outcome_free(outcome);

  outcome = evaluate("a[1] + 1", "{\"a\": [\"x\", 2]}");
  NUMBER(huifang_outcome_status(outcome), HUIFANG_OUTCOME_WRONG_TYPE);
  huifang_outcome_free(outcome);
}

static void in_dmn_semantics_an_error_is_null(void) {
  huifang_feel_options options = HUIFANG_FEEL_OPTIONS_INIT;
  huifang_outcome *outcome = NULL;
  options.semantics = HUIFANG_SEMANTICS_DMN;
  OK(huifang_feel_evaluate(T("1 / 0"), NULL, &options, &outcome, &error));
  NUMBER(huifang_value_kind(huifang_outcome_value(outcome)), HUIFANG_VALUE_NULL);
  huifang_outcome_free(outcome);
}

static void limits_hold(void) {
  huifang_feel_options options = HUIFANG_FEEL_OPTIONS_INIT;
  huifang_outcome *outcome = NULL;
  options.text_bytes_max = 4;
  FAILS(HUIFANG_ERR_LIMIT, huifang_feel_evaluate(T("1 + 1"), NULL, &options, &outcome, &error));
  CHECK(outcome == NULL);
  options.text_bytes_max = 0;
  options.steps_max = 100;
  OK(huifang_feel_evaluate(T("count(for i in 1..100000 return i)"), NULL, &options, &outcome, &error));
  NUMBER(huifang_outcome_status(outcome), HUIFANG_OUTCOME_ERROR);
  huifang_outcome_free(outcome);
}

static void an_unknown_name_is_told_with_the_nearest(void) {
  huifang_value *context = NULL;
  huifang_outcome *outcome = NULL;
  const huifang_diagnostic *diagnostic = NULL;
  OK(huifang_value_from_json(T("{\"volume\": 3}"), &context, &error));
  NUMBER(huifang_feel_evaluate(T("1 + volum"), context, NULL, &outcome, &error), HUIFANG_ERR_POLICY);
  diagnostic = huifang_error_diagnostic(error, 0);
  TEXT(huifang_diagnostic_suggestion(diagnostic, NULL), "volume");
  NUMBER(huifang_diagnostic_line(diagnostic), 1);
  NUMBER(huifang_diagnostic_column(diagnostic), 5);
  NUMBER(huifang_diagnostic_offset(diagnostic), 4);
  huifang_error_free(error);
  error = NULL;
  huifang_value_free(context);
}

static void a_context_is_needed_to_give_names(void) {
  huifang_value *list = NULL;
  huifang_outcome *outcome = NULL;
  OK(huifang_value_from_json(T("[1]"), &list, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_feel_evaluate(T("1"), list, NULL, &outcome, &error));
  huifang_value_free(list);
}

void feel_tests(void) {
  TEST(a_result_is_exact);
  TEST(the_failures_are_kept_apart);
  TEST(in_dmn_semantics_an_error_is_null);
  TEST(limits_hold);
  TEST(an_unknown_name_is_told_with_the_nearest);
  TEST(a_context_is_needed_to_give_names);
}
