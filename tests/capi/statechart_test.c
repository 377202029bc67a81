/* Statecharts: compile, start, handle, let time pass, keep as JSON. */
#include "check.h"

static const char chart_text[] =
    "{\"statechart\": \"matter\", \"data\": {\"n\": 1}, \"states\": {"
    " \"open\": {\"after\": {\"2 hours\": \"late\"}, \"on\": {\"replied\": {\"when\": \"event.by = \\\"s7\\\"\", \"target\": \"closed\","
    "   \"do\": [{\"set\": {\"n\": \"n + 1\"}}, {\"send\": \"told\", \"to\": \"customer\", \"id\": \"m1\", \"data\": \"n\"}]}}},"
    " \"late\": {\"entry\": [{\"log\": \"n\", \"label\": \"late\"}]},"
    " \"closed\": {\"type\": \"final\", \"done\": \"n\"}}}";

static huifang_statechart *matter(void) {
  huifang_statechart *chart = NULL;
  OK(huifang_statechart_compile(T(chart_text), &chart, &error));
  return chart;
}

static void an_event_leads_to_a_new_state_and_effects(void) {
  huifang_statechart *chart = matter();
  huifang_statechart_step *started = NULL, *step = NULL;
  huifang_value *data = NULL;
  huifang_string *text = NULL;
  const huifang_statechart_state *state;
  TEXT(huifang_statechart_name(chart, NULL), "matter");
  CHECK(strncmp(huifang_statechart_hash(chart, NULL), "sha256:", 7) == 0);
  OK(huifang_statechart_start(chart, 0, NULL, NULL, &started, &error));
  state = huifang_statechart_step_state(started);
  CHECK(huifang_statechart_state_is_active(state, T("open")));
  CHECK(!huifang_statechart_state_is_active(state, T("late")));
  NUMBER(huifang_statechart_state_active_count(state), 1);
  TEXT(huifang_statechart_state_active(state, 0, NULL), "open");
  NUMBER(huifang_statechart_state_next_due(state), 7200000000);

  OK(huifang_value_from_json(T("{\"by\": \"s7\"}"), &data, &error));
  OK(huifang_statechart_handle(chart, state, T("replied"), data, 1000, NULL, &step, &error));
  CHECK(huifang_statechart_step_taken(step));
  CHECK(!huifang_statechart_state_running(huifang_statechart_step_state(step)));
  NUMBER(huifang_statechart_step_effect_count(step), 2);
  NUMBER(huifang_statechart_step_effect_kind(step, 0), HUIFANG_CHART_SEND);
  NUMBER(huifang_statechart_step_effect_kind(step, 1), HUIFANG_CHART_DONE);
  NUMBER(huifang_statechart_step_effect_kind(step, 2), -1);
  TEXT(huifang_statechart_step_effect_name(step, 0, NULL), "told");
  TEXT(huifang_statechart_step_effect_to(step, 0, NULL), "customer");
  TEXT(huifang_statechart_step_effect_id(step, 0, NULL), "m1");
  NUMBER(huifang_statechart_step_effect_at(step, 0), 1000);
  OK(huifang_value_text(huifang_statechart_step_effect_data(step, 0), &text, &error));
  STRING(text, "2");
  OK(huifang_value_text(huifang_statechart_state_data(huifang_statechart_step_state(step), T("n")), &text, &error));
  STRING(text, "2");
  CHECK(huifang_statechart_state_data(state, T("m")) == NULL);
  /* The state it was given has not changed. */
  CHECK(huifang_statechart_state_running(state));
  huifang_value_free(data);
  huifang_statechart_step_free(step);
  huifang_statechart_step_free(started);
  huifang_statechart_free(chart);
}

static void a_kept_state_fires_late_with_its_own_due(void) {
  huifang_statechart *chart = matter();
  huifang_statechart_step *started = NULL, *step = NULL;
  huifang_statechart_state *copy = NULL, *parsed = NULL;
  huifang_string *kept = NULL, *again = NULL;
  OK(huifang_statechart_start(chart, 0, NULL, NULL, &started, &error));
  OK(huifang_statechart_state_copy(huifang_statechart_step_state(started), &copy, &error));
  huifang_statechart_step_free(started);
  OK(huifang_statechart_state_json(copy, &kept, &error));
  OK(huifang_statechart_state_parse(chart, huifang_string_data(kept), huifang_string_size(kept), &parsed, &error));
  OK(huifang_statechart_state_json(parsed, &again, &error));
  STRING(again, huifang_string_data(kept));
  OK(huifang_statechart_advance(chart, parsed, 9000000000, NULL, &step, &error));
  NUMBER(huifang_statechart_step_effect_count(step), 1);
  NUMBER(huifang_statechart_step_effect_kind(step, 0), HUIFANG_CHART_LOG);
  NUMBER(huifang_statechart_step_effect_at(step, 0), 7200000000);
  NUMBER(huifang_statechart_state_next_due(huifang_statechart_step_state(step)), HUIFANG_NO_INSTANT);
  FAILS(HUIFANG_ERR_CONFLICT, huifang_statechart_advance(chart, huifang_statechart_step_state(step), 1, NULL, &started, &error));
  CHECK(started == NULL);
  huifang_statechart_step_free(step);
  huifang_statechart_free(chart); /* states outlive it */
  TEXT(huifang_statechart_state_active(copy, 0, NULL), "open");
  huifang_string_free(kept);
  huifang_statechart_state_free(copy);
  huifang_statechart_state_free(parsed);
}

static void what_is_wrong_is_told(void) {
  huifang_statechart *chart = NULL;
  huifang_statechart_step *step = NULL;
  huifang_statechart_state *state = NULL;
  huifang_diagnostics *findings = NULL;
  huifang_string *picture = NULL;
  huifang_statechart_options options = HUIFANG_STATECHART_OPTIONS_INIT;
  huifang_value *data = NULL;
  FAILS(HUIFANG_ERR_POLICY, huifang_statechart_compile(T("{\"statechart\": \"c\", \"states\": {\"a\": {\"on\": {\"e\": \"b\"}}}}"), &chart, &error));
  CHECK(chart == NULL);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_compile(NULL, 1, &chart, &error));
  OK(huifang_statechart_compile(T("{\"statechart\": \"c\", \"data\": {\"n\": 1}, \"states\": {\"a\": {\"on\": {\"e\": \"b\"}},"
                                  " \"b\": {\"always\": \"d\"}, \"d\": {\"always\": \"b\"}, \"x\": {}}}"), &chart, &error));
  OK(huifang_statechart_lint(chart, &findings, &error));
  NUMBER(huifang_diagnostics_count(findings), 2);
  huifang_diagnostics_free(findings);
  OK(huifang_statechart_start(chart, 0, NULL, NULL, &step, &error));
  OK(huifang_statechart_draw(chart, HUIFANG_PICTURE_SVG, huifang_statechart_step_state(step), &picture, &error));
  CHECK(strstr(huifang_string_data(picture), "class=\"active\"") != NULL);
  huifang_string_free(picture);
  picture = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_draw(chart, 7, NULL, &picture, &error));
  options.microsteps_max = 10;
  OK(huifang_statechart_state_copy(huifang_statechart_step_state(step), &state, &error));
  huifang_statechart_step_free(step);
  step = NULL;
  FAILS(HUIFANG_ERR_LIMIT, huifang_statechart_handle(chart, state, T("e"), NULL, 1, &options, &step, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_handle(chart, state, T(""), NULL, 1, NULL, &step, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_handle(chart, NULL, T("e"), NULL, 1, NULL, &step, &error));
  options.reserved = 1;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_handle(chart, state, T("e"), NULL, 1, &options, &step, &error));
  OK(huifang_value_from_json(T("{\"m\": 1}"), &data, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_start(chart, 0, data, NULL, &step, &error));
  huifang_value_free(data);
  OK(huifang_value_from_json(T("[1]"), &data, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_start(chart, 0, data, NULL, &step, &error));
  huifang_value_free(data);
  huifang_statechart_state_free(state);
  state = NULL;
  FAILS(HUIFANG_ERR_SYNTAX, huifang_statechart_state_parse(chart, T("{"), &state, &error));
  CHECK(state == NULL && step == NULL && picture == NULL);
  CHECK(strstr(huifang_statechart_schema(NULL), "\"statechart\"") != NULL);
  huifang_statechart_free(chart);
}

static void a_statechart_goes_through_scxml(void) {
  huifang_statechart *chart = matter(), *again = NULL;
  huifang_string *xml = NULL, *json = NULL;
  FAILS(HUIFANG_ERR_SYNTAX, huifang_statechart_from_scxml(T("<other/>"), &json, &error));
  FAILS(HUIFANG_ERR_POLICY, huifang_statechart_from_scxml(T("<scxml><state id='a'><invoke/></state></scxml>"), &json, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_from_scxml(NULL, 1, &json, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_to_scxml(NULL, &xml, &error));
  CHECK(json == NULL && xml == NULL);
  OK(huifang_statechart_to_scxml(chart, &xml, &error));
  OK(huifang_statechart_from_scxml(huifang_string_data(xml), huifang_string_size(xml), &json, &error));
  OK(huifang_statechart_compile(huifang_string_data(json), huifang_string_size(json), &again, &error));
  TEXT(huifang_statechart_name(again, NULL), "matter");
  huifang_string_free(xml);
  huifang_string_free(json);
  huifang_statechart_free(again);
  huifang_statechart_free(chart);
}

static void null_answers_nothing(void) {
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_lint(NULL, NULL, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_advance(NULL, NULL, 0, NULL, NULL, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_state_copy(NULL, NULL, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_statechart_state_json(NULL, NULL, &error));
  TEXT(huifang_statechart_name(NULL, NULL), "");
  TEXT(huifang_statechart_hash(NULL, NULL), "");
  CHECK(huifang_statechart_step_state(NULL) == NULL);
  CHECK(!huifang_statechart_step_taken(NULL));
  NUMBER(huifang_statechart_step_effect_count(NULL), 0);
  TEXT(huifang_statechart_step_effect_name(NULL, 0, NULL), "");
  CHECK(huifang_statechart_step_effect_data(NULL, 0) == NULL);
  NUMBER(huifang_statechart_step_effect_at(NULL, 0), HUIFANG_NO_INSTANT);
  CHECK(!huifang_statechart_state_running(NULL));
  NUMBER(huifang_statechart_state_next_due(NULL), HUIFANG_NO_INSTANT);
  NUMBER(huifang_statechart_state_active_count(NULL), 0);
  TEXT(huifang_statechart_state_active(NULL, 0, NULL), "");
  CHECK(!huifang_statechart_state_is_active(NULL, T("a")));
  CHECK(huifang_statechart_state_data(NULL, T("a")) == NULL);
  huifang_statechart_free(NULL);
  huifang_statechart_step_free(NULL);
  huifang_statechart_state_free(NULL);
}

void statechart_tests(void) {
  TEST(an_event_leads_to_a_new_state_and_effects);
  TEST(a_kept_state_fires_late_with_its_own_due);
  TEST(what_is_wrong_is_told);
  TEST(a_statechart_goes_through_scxml);
  TEST(null_answers_nothing);
}
