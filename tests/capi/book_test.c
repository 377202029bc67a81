/* Books: recording, time, duties, explanations, verification. */
#include "check.h"

#include <stdio.h>

static void record(huifang_book *book, const char *json) {
  OK(huifang_book_record_json(book, Z(json), HUIFANG_NO_INSTANT, NULL, &error));
}

/* One customer of s1, graded key, called once. */
static huifang_book *small_book(void) {
  huifang_book *book = book_with_cadence();
  record(book, "{\"id\": \"e1\", \"type\": \"set\", \"at\": \"2024-01-01\", \"by\": \"s1\", \"staff\": \"s1\", \"data\": {}}");
  record(book, "{\"id\": \"e2\", \"type\": \"set\", \"at\": \"2024-01-01\", \"by\": \"s1\", \"customer\": \"c1\", \"data\": {\"volume\": 250}}");
  record(book, "{\"id\": \"e3\", \"type\": \"assign\", \"at\": \"2024-01-01\", \"by\": \"s1\", \"customer\": \"c1\", \"data\": {\"owner\": \"s1\"}}");
  return book;
}

static void a_call_fulfils_the_duty_of_its_week(void) {
  huifang_book *book = small_book();
  huifang_record_result *result = NULL;
  huifang_duties *duties = NULL;
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  const huifang_duty *duty = NULL;
  const huifang_instant from = at("2024-01-08");
  const huifang_instant to = at("2024-01-15");
  huifang_instant now = 0;
  size_t size = 0;
  OK(huifang_book_record_json(book, T("{\"id\": \"e4\", \"type\": \"phone\", \"at\": \"2024-01-09T10:00:00\", \"by\": \"s1\","
                                      " \"customer\": \"c1\", \"data\": {\"reached\": true}}"),
                              HUIFANG_NO_INSTANT, &result, &error));
  CHECK(!huifang_record_result_known(result));
  NUMBER(huifang_record_result_credited_count(result), 1);
  CHECK(strncmp(huifang_record_result_credited(result, 0, NULL), "cadence/call/customer:c1/", 25) == 0);
  TEXT(huifang_record_result_credited(result, 1, NULL), "");
  huifang_record_result_free(result);
  OK(huifang_book_now(book, &now, &error));
  NUMBER(now, at("2024-01-09T10:00"));

  query.rule = "call";
  query.rule_size = 4;
  query.due_from = &from;
  query.due_to = &to;
  OK(huifang_book_duties(book, &query, &duties, &error));
  NUMBER(huifang_duties_count(duties), 1);
  duty = huifang_duties_item(duties, 0);
  CHECK(huifang_duties_item(duties, 1) == NULL);
  TEXT(huifang_duty_policy(duty, NULL), "cadence");
  TEXT(huifang_duty_rule(duty, &size), "call");
  NUMBER(size, 4);
  TEXT(huifang_duty_subject_entity(duty, NULL), "customer");
  TEXT(huifang_duty_subject_key(duty, NULL), "c1");
  TEXT(huifang_duty_n(duty, NULL), "2024-W02");
  TEXT(huifang_duty_step(duty, NULL), "");
  CHECK(huifang_duty_run(duty, NULL) != NULL);
  NUMBER(huifang_duty_state(duty), HUIFANG_DUTY_DONE);
  TEXT(huifang_duty_owner_entity(duty, NULL), "staff");
  TEXT(huifang_duty_owner_key(duty, NULL), "s1");
  CHECK(huifang_duty_responsible_entity(duty, NULL) != NULL);
  CHECK(huifang_duty_responsible_key(duty, NULL) != NULL);
  NUMBER(huifang_duty_need_count(duty), 1);
  TEXT(huifang_duty_need(duty, 0, NULL), "phone");
  TEXT(huifang_duty_need(duty, 1, NULL), "");
  NUMBER(huifang_duty_opens(duty), at("2024-01-08"));
  NUMBER(huifang_duty_due(duty), at("2024-01-15") - 1);
  CHECK(huifang_duty_created_at(duty) != HUIFANG_NO_INSTANT);
  NUMBER(huifang_duty_done_at(duty), at("2024-01-09T10:00"));
  NUMBER(huifang_duty_missed_at(duty), HUIFANG_NO_INSTANT);
  CHECK(!huifang_duty_late(duty));
  NUMBER(huifang_duty_credits(duty), 1);
  NUMBER(huifang_duty_credits_needed(duty), 1);
  TEXT(huifang_duty_policy_version(duty, NULL), "1");
  TEXT(huifang_duty_source(duty, NULL), "3");
  CHECK(huifang_duty_because(duty, NULL)[0] == '{');
  CHECK(huifang_duty_changed(duty) > 0);
  huifang_duties_free(duties);
  huifang_book_close(book);
}

static void time_makes_misses(void) {
  huifang_book *book = small_book();
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  huifang_duties *duties = NULL;
  huifang_counts *counts = NULL;
  huifang_instant reached = 0;
  uint64_t steps = 0;
  bool complete = false;
  int64_t missed = 0;
  size_t i = 0;
  const huifang_instant to = at("2024-01-22");
  OK(huifang_book_advance(book, at("2024-01-29"), 0, &reached, &steps, &complete, &error));
  NUMBER(reached, at("2024-01-29"));
  CHECK(steps > 0);
  CHECK(complete);
  query.states = HUIFANG_DUTY_BIT(HUIFANG_DUTY_LAPSED);
  query.subject_entity = "customer";
  query.subject_entity_size = 8;
  query.subject_key = "c1";
  query.subject_key_size = 2;
  query.owner_key = "s1";
  query.owner_key_size = 2;
  query.missed_to = &to;
  OK(huifang_book_duties(book, &query, &duties, &error));
  CHECK(huifang_duties_count(duties) > 0);
  for (i = 0; i < huifang_duties_count(duties); ++i) {
    const huifang_duty *duty = huifang_duties_item(duties, i);
    NUMBER(huifang_duty_state(duty), HUIFANG_DUTY_LAPSED);
    NUMBER(huifang_duty_missed_at(duty), huifang_duty_due(duty));
    CHECK(huifang_duty_missed_at(duty) <= to);
  }
  huifang_duties_free(duties);
  query.limit = 1;
  OK(huifang_book_duties(book, &query, &duties, &error));
  NUMBER(huifang_duties_count(duties), 1);
  huifang_duties_free(duties);

  OK(huifang_book_counts(book, &counts, &error));
  for (i = 0; i < huifang_counts_count(counts); ++i) {
    const huifang_count *count = huifang_counts_item(counts, i);
    missed += huifang_count_missed(count);
    CHECK(huifang_count_created(count) >=
          huifang_count_done(count) + huifang_count_open(count) + huifang_count_overdue(count) +
              huifang_count_waived(count) + huifang_count_withdrawn(count));
    CHECK(huifang_count_done_late(count) <= huifang_count_done(count));
    CHECK(huifang_count_rule(count, NULL)[0] != '\0');
    NUMBER(strlen(huifang_count_month(count, NULL)), 7);
  }
  CHECK(missed > 0);
  CHECK(huifang_counts_item(counts, i) == NULL);
  huifang_counts_free(counts);
  FAILS(HUIFANG_ERR_CONFLICT, huifang_book_advance(book, at("2024-01-02"), 0, NULL, NULL, NULL, &error));
  huifang_book_close(book);
}

static void an_advance_can_be_limited(void) {
  huifang_book *book = small_book();
  bool complete = true;
  int calls = 0;
  while (calls < 1000) {
    OK(huifang_book_advance(book, at("2024-02-29"), 1, NULL, NULL, &complete, &error));
    ++calls;
    if (complete) break;
  }
  CHECK(complete);
  CHECK(calls > 1);
  huifang_book_close(book);
}

static void a_duty_is_found_by_its_key_and_explained(void) {
  huifang_book *book = small_book();
  huifang_duties *all = NULL;
  huifang_duties *one = NULL;
  huifang_string *text = NULL;
  const char *key = NULL;
  OK(huifang_book_duties(book, NULL, &all, &error));
  CHECK(huifang_duties_count(all) > 0);
  key = huifang_duty_key(huifang_duties_item(all, 0), NULL);
  OK(huifang_book_duty(book, Z(key), &one, &error));
  NUMBER(huifang_duties_count(one), 1);
  TEXT(huifang_duty_key(huifang_duties_item(one, 0), NULL), key);
  huifang_duties_free(one);
  OK(huifang_book_explain(book, Z(key), NULL, 0, &text, &error));
  CHECK(huifang_string_size(text) > 20);
  huifang_string_free(text);
  OK(huifang_book_explain(book, Z(key), T("zh"), &text, &error));
  CHECK(huifang_string_size(text) > 20);
  huifang_string_free(text);
  OK(huifang_book_explain_json(book, Z(key), &text, &error));
  CHECK(huifang_string_data(text)[0] == '{');
  huifang_string_free(text);
  OK(huifang_book_duty(book, T("cadence/call/customer:nobody/x//1"), &one, &error));
  NUMBER(huifang_duties_count(one), 0);
  huifang_duties_free(one);
  FAILS(HUIFANG_ERR_SYNTAX, huifang_book_duty(book, T("no key"), &one, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_book_explain(book, T("no key"), T("en"), &text, &error));
  CHECK(huifang_book_explain(book, T("cadence/call/customer:nobody/x//1"), T("en"), &text, &error) != HUIFANG_OK);
  huifang_error_free(error);
  error = NULL;
  huifang_duties_free(all);
  huifang_book_close(book);
}

static void the_same_event_again_is_known(void) {
  huifang_book *book = small_book();
  huifang_event *event = NULL;
  huifang_record_result *result = NULL;
  OK(huifang_event_create(T("k1"), T("complaint"), at("2024-01-10T09:00"), &event, &error));
  OK(huifang_event_set_subject(event, T("customer"), T("c1"), &error));
  OK(huifang_book_record(book, event, at("2024-01-10T09:30"), &result, &error));
  CHECK(!huifang_record_result_known(result));
  NUMBER(huifang_record_result_created_count(result), 1);
  CHECK(strncmp(huifang_record_result_created(result, 0, NULL), "cadence/reply/customer:c1/k1/", 29) == 0);
  NUMBER(huifang_record_result_note_count(result), huifang_record_result_note_count(result));
  CHECK(huifang_record_result_note(result, 99, NULL)[0] == '\0');
  huifang_record_result_free(result);
  OK(huifang_book_record(book, event, at("2024-01-10T09:31"), &result, &error));
  CHECK(huifang_record_result_known(result));
  huifang_record_result_free(result);
  OK(huifang_event_set_by(event, T("s1"), &error));
  FAILS(HUIFANG_ERR_CONFLICT, huifang_book_record(book, event, at("2024-01-10T09:32"), &result, &error));
  FAILS(HUIFANG_ERR_RANGE, huifang_book_record(book, event, INT64_MAX, &result, &error));
  CHECK(result == NULL);
  huifang_event_free(event);
  FAILS(HUIFANG_ERR_POLICY, huifang_book_record_json(book, T("{\"id\": \"z\", \"type\": \"phon\", \"at\": \"2024-01-11\", \"customer\": \"c1\"}"),
                                                     HUIFANG_NO_INSTANT, NULL, &error));
  huifang_book_close(book);
}

static void duties_are_put_off_and_excused_and_events_taken_back(void) {
  huifang_book *book = small_book();
  huifang_duties *duties = NULL;
  huifang_record_result *result = NULL;
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  query.rule = "reply";
  query.rule_size = 5;
  record(book, "{\"id\": \"k1\", \"type\": \"complaint\", \"at\": \"2024-01-10T09:00:00\", \"customer\": \"c1\"}");
  record(book, "{\"id\": \"a1\", \"type\": \"duty.extend\", \"at\": \"2024-01-10T10:00:00\", \"by\": \"s1\","
               " \"duty\": \"cadence/reply/customer:c1/k1//1\", \"data\": {\"reason\": \"the file is missing\"}}");
  record(book, "{\"id\": \"r1\", \"type\": \"replied\", \"at\": \"2024-01-10T11:00:00\", \"customer\": \"c1\", \"by\": \"s1\"}");
  record(book, "{\"id\": \"v1\", \"type\": \"void\", \"at\": \"2024-01-10T12:00:00\", \"customer\": \"c1\", \"voids\": \"r1\"}");
  OK(huifang_book_duties(book, &query, &duties, &error));
  NUMBER(huifang_duties_count(duties), 1);
  NUMBER(huifang_duty_state(huifang_duties_item(duties, 0)), HUIFANG_DUTY_OPEN);
  NUMBER(huifang_duty_due(huifang_duties_item(duties, 0)), at("2024-01-16") - 1);
  huifang_duties_free(duties);
  OK(huifang_book_record_json(book, T("{\"id\": \"a2\", \"type\": \"duty.claim\", \"at\": \"2024-01-10T13:00:00\", \"by\": \"s1\","
                                      " \"duty\": \"cadence/reply/customer:c1/k1//1\"}"), HUIFANG_NO_INSTANT, &result, &error));
  NUMBER(huifang_record_result_note_count(result), 1);
  huifang_record_result_free(result);
  FAILS(HUIFANG_ERR_POLICY, huifang_book_record_json(book, T("{\"id\": \"a3\", \"type\": \"duty.waive\", \"at\": \"2024-01-10T14:00:00\","
                                                             " \"by\": \"s1\", \"duty\": \"cadence/reply/customer:c1/k1//1\"}"),
                                                     HUIFANG_NO_INSTANT, NULL, &error));
  record(book, "{\"id\": \"a4\", \"type\": \"duty.waive\", \"at\": \"2024-01-10T14:00:00\", \"by\": \"s1\","
               " \"duty\": \"cadence/reply/customer:c1/k1//1\", \"data\": {\"reason\": \"withdrawn by the customer\"}}");
  OK(huifang_book_duties(book, &query, &duties, &error));
  NUMBER(huifang_duty_state(huifang_duties_item(duties, 0)), HUIFANG_DUTY_WAIVED);
  CHECK(strstr(huifang_duty_because(huifang_duties_item(duties, 0), NULL), "withdrawn by the customer") != NULL);
  huifang_duties_free(duties);
  huifang_book_close(book);
}

static void rules_set_facts_send_and_request(void) {
  static const char json[] =
      "{\"huifang\": 1, \"policy\": \"shop\", \"version\": \"1\", \"zone\": \"Asia/Shanghai\",\n"
      " \"facts\": {\"customer\": {\"stage\": [\"new\", \"lost\"], \"balance\": \"number\", \"town\": \"string\", \"met\": \"date\"}},\n"
      " \"events\": {\"complaint\": {}, \"storm\": {\"town\": \"string\"}, \"phone\": {}},\n"
      " \"rules\": {\n"
      "  \"lose\": {\"on\": \"complaint\", \"do\": [{\"set\": {\"customer.stage\": \"lost\"}}, {\"request\": \"stop_deliveries\"}]},\n"
      "  \"win\": {\"when\": \"customer.stage = lost\", \"owe\": {\"need\": \"phone\", \"due\": \"customer.met\"}},\n"
      "  \"low\": {\"when\": \"customer.balance <= 20\", \"do\": [{\"send\": \"low\"}]},\n"
      "  \"empty\": {\"when\": \"customer.balance <= 0\", \"overrides\": \"low\", \"do\": [{\"send\": \"empty\"}]},\n"
      "  \"warn\": {\"on\": \"storm\", \"link\": \"event.town = customer.town\", \"owe\": {\"need\": \"phone\", \"due\": \"0 days\"}}}}";
  static const char *const kinds[] = {"set", "request", "send"};
  huifang_policy *policy = NULL;
  huifang_book *book = NULL;
  huifang_effects *effects = NULL;
  huifang_duties *duties = NULL;
  huifang_record_result *result = NULL;
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  size_t i = 0;
  query.rule = "win";
  query.rule_size = 3;
  OK(huifang_policy_load(Z(json), NULL, &policy, &error));
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  OK(huifang_book_bind(book, policy, at("2024-01-01"), &error));
  record(book, "{\"id\": \"1\", \"type\": \"set\", \"at\": \"2024-01-02\", \"customer\": \"c1\", \"data\": {\"balance\": 50, \"town\": \"Jilin\"}}");
  record(book, "{\"id\": \"2\", \"type\": \"complaint\", \"at\": \"2024-01-03\", \"customer\": \"c1\"}");
  record(book, "{\"id\": \"3\", \"type\": \"set\", \"at\": \"2024-01-04\", \"customer\": \"c1\", \"data\": {\"balance\": -1}}");
  OK(huifang_book_effects(book, 0, 0, &effects, &error));
  NUMBER(huifang_effects_count(effects), 3);
  for (i = 0; i < huifang_effects_count(effects); ++i) TEXT(huifang_effect_kind(huifang_effects_item(effects, i), NULL), kinds[i]);
  TEXT(huifang_effect_data(huifang_effects_item(effects, 2), NULL), "{\"name\":\"empty\"}");
  TEXT(huifang_effect_to_key(huifang_effects_item(effects, 2), NULL), "c1");
  huifang_effects_free(effects);
  OK(huifang_book_duties(book, &query, &duties, &error));
  NUMBER(huifang_duty_due(huifang_duties_item(duties, 0)), HUIFANG_NO_INSTANT);
  huifang_duties_free(duties);
  record(book, "{\"id\": \"4\", \"type\": \"set\", \"at\": \"2024-01-05\", \"customer\": \"c1\", \"data\": {\"met\": \"2024-01-20\"}}");
  OK(huifang_book_duties(book, &query, &duties, &error));
  NUMBER(huifang_duty_due(huifang_duties_item(duties, 0)), at("2024-01-21") - 1);
  huifang_duties_free(duties);
  OK(huifang_book_record_json(book, T("{\"id\": \"5\", \"type\": \"storm\", \"at\": \"2024-01-06\", \"data\": {\"town\": \"Jilin\"}}"), HUIFANG_NO_INSTANT,
                              &result, &error));
  NUMBER(huifang_record_result_created_count(result), 1);
  huifang_record_result_free(result);
  huifang_policy_free(policy);
  huifang_book_close(book);
}

static void effects_tiers_and_facts_are_read(void) {
  huifang_book *book = small_book();
  huifang_effects *effects = NULL;
  huifang_tiers *tiers = NULL;
  huifang_value *value = NULL;
  huifang_string *text = NULL;
  const huifang_effect *effect = NULL;
  const huifang_tier *tier = NULL;
  record(book, "{\"id\": \"k1\", \"type\": \"complaint\", \"at\": \"2024-01-10T09:00:00\", \"customer\": \"c1\"}");
  OK(huifang_book_effects(book, 0, 0, &effects, &error));
  CHECK(huifang_effects_count(effects) == 1);
  effect = huifang_effects_item(effects, 0);
  CHECK(huifang_effects_item(effects, 1) == NULL);
  TEXT(huifang_effect_kind(effect, NULL), "notify");
  TEXT(huifang_effect_to_entity(effect, NULL), "staff");
  TEXT(huifang_effect_to_key(effect, NULL), "s1");
  TEXT(huifang_effect_subject_entity(effect, NULL), "customer");
  TEXT(huifang_effect_subject_key(effect, NULL), "c1");
  CHECK(huifang_effect_key(effect, NULL)[0] != '\0');
  CHECK(huifang_effect_data(effect, NULL)[0] == '{');
  CHECK(huifang_effect_because(effect, NULL)[0] == '{');
  NUMBER(huifang_effect_at(effect), at("2024-01-10T09:00"));
  {
    huifang_effects *rest = NULL;
    OK(huifang_book_effects(book, huifang_effect_sequence(effect), 10, &rest, &error));
    NUMBER(huifang_effects_count(rest), 0);
    huifang_effects_free(rest);
  }
  huifang_effects_free(effects);

  OK(huifang_book_tiers(book, T("customer"), T("c1"), &tiers, &error));
  NUMBER(huifang_tiers_count(tiers), 1);
  tier = huifang_tiers_item(tiers, 0);
  CHECK(huifang_tiers_item(tiers, 1) == NULL);
  TEXT(huifang_tier_subject_entity(tier, NULL), "customer");
  TEXT(huifang_tier_subject_key(tier, NULL), "c1");
  TEXT(huifang_tier_name(tier, NULL), "rank");
  TEXT(huifang_tier_value(tier, NULL), "key");
  NUMBER(huifang_tier_from(tier), at("2024-01-01"));
  NUMBER(huifang_tier_to(tier), HUIFANG_NO_INSTANT);
  CHECK(huifang_tier_because(tier, NULL)[0] == '{');
  huifang_tiers_free(tiers);
  OK(huifang_book_tiers(book, NULL, 0, NULL, 0, &tiers, &error));
  CHECK(huifang_tiers_count(tiers) >= 1);
  huifang_tiers_free(tiers);

  OK(huifang_book_fact(book, T("customer"), T("c1"), T("volume"), at("2024-01-10"), &value, &error));
  OK(huifang_value_text(value, &text, &error));
  STRING(text, "250");
  huifang_value_free(value);
  OK(huifang_book_fact(book, T("customer"), T("c1"), T("owner"), at("2024-01-10"), &value, &error));
  NUMBER(huifang_value_kind(value), HUIFANG_VALUE_REFERENCE);
  TEXT(huifang_value_entity(value, NULL), "staff");
  TEXT(huifang_value_key(value, NULL), "s1");
  OK(huifang_value_json(value, &text, &error));
  STRING(text, "{\"entity\":\"staff\",\"key\":\"s1\"}");
  huifang_value_free(value);
  huifang_book_close(book);
}

static void a_transaction_is_all_or_nothing(void) {
  huifang_book *book = small_book();
  huifang_duties *before = NULL;
  huifang_duties *after = NULL;
  OK(huifang_book_duties(book, NULL, &before, &error));
  OK(huifang_book_begin(book, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_begin(book, &error));
  record(book, "{\"id\": \"k1\", \"type\": \"complaint\", \"at\": \"2024-01-10T09:00:00\", \"customer\": \"c1\"}");
  OK(huifang_book_rollback(book, &error));
  OK(huifang_book_duties(book, NULL, &after, &error));
  NUMBER(huifang_duties_count(after), huifang_duties_count(before));
  huifang_duties_free(after);
  OK(huifang_book_begin(book, &error));
  record(book, "{\"id\": \"k1\", \"type\": \"complaint\", \"at\": \"2024-01-10T09:00:00\", \"customer\": \"c1\"}");
  OK(huifang_book_commit(book, &error));
  OK(huifang_book_duties(book, NULL, &after, &error));
  CHECK(huifang_duties_count(after) > huifang_duties_count(before));
  huifang_duties_free(after);
  huifang_duties_free(before);
  huifang_book_close(book);
}

struct watcher {
  int calls;
  int destroyed;
  double last;
  huifang_status answer;
};

static huifang_status watch(void *user_data, double done) {
  struct watcher *watcher = user_data;
  ++watcher->calls;
  CHECK(done >= watcher->last && done <= 1.0);
  watcher->last = done;
  return watcher->answer;
}

static void stop_watching(void *user_data) { ++((struct watcher *)user_data)->destroyed; }

static void verification_replays_the_journal(void) {
  struct watcher watcher = {0, 0, 0.0, HUIFANG_OK};
  huifang_book *book = small_book();
  huifang_verify_report *report = NULL;
  OK(huifang_book_advance(book, at("2024-03-01"), 0, NULL, NULL, NULL, &error));
  OK(huifang_book_verify(book, watch, &watcher, stop_watching, &report, &error));
  CHECK(huifang_verify_report_same(report));
  CHECK(huifang_verify_report_inputs(report) >= 4);
  CHECK(huifang_verify_report_rows(report) > 0);
  NUMBER(huifang_verify_report_difference_count(report), 0);
  TEXT(huifang_verify_report_difference(report, 0, NULL), "");
  CHECK(watcher.calls > 0);
  NUMBER(watcher.destroyed, 1);
  huifang_verify_report_free(report);
  watcher.last = 0;
  watcher.answer = HUIFANG_ERR_LIMIT; /* any status of the host's own choice */
  FAILS(HUIFANG_ERR_LIMIT, huifang_book_verify(book, watch, &watcher, stop_watching, &report, &error));
  NUMBER(watcher.destroyed, 2);
  CHECK(report == NULL);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_verify(NULL, watch, &watcher, stop_watching, &report, &error));
  NUMBER(watcher.destroyed, 3);
  OK(huifang_book_verify(book, NULL, NULL, NULL, &report, &error));
  huifang_verify_report_free(report);
  huifang_book_close(book);
}

static void a_book_without_policy_has_little_to_say(void) {
  huifang_book *book = NULL;
  huifang_policy *policy = NULL;
  huifang_zone *zone = NULL;
  huifang_instant now = 0;
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  OK(huifang_book_policy(book, &policy, &error));
  CHECK(policy == NULL);
  OK(huifang_book_zone(book, &zone, &error));
  TEXT(huifang_zone_name(zone, NULL), "UTC");
  huifang_zone_close(zone);
  OK(huifang_book_now(book, &now, &error));
  NUMBER(now, HUIFANG_NO_INSTANT);
  huifang_book_close(book);

  book = small_book();
  OK(huifang_book_policy(book, &policy, &error));
  TEXT(huifang_policy_id(policy, NULL), "cadence");
  huifang_policy_free(policy);
  OK(huifang_book_zone(book, &zone, &error));
  TEXT(huifang_zone_name(zone, NULL), "Asia/Shanghai");
  huifang_zone_close(zone);
  huifang_book_close(book);
}

static void a_file_keeps_the_book(void) {
  static const char path[] = "capi_test_book.db";
  huifang_book_options options = HUIFANG_BOOK_OPTIONS_INIT;
  huifang_book *book = NULL;
  huifang_policy *policy = cadence();
  huifang_duties *duties = NULL;
  remove(path);
  options.durability = HUIFANG_DURABILITY_OFF;
  options.cached_subjects = 10;
  options.busy_timeout_ms = -1;
  OK(huifang_book_open(T(path), &options, &book, &error));
  OK(huifang_book_bind(book, policy, at("2024-01-01"), &error));
  record(book, "{\"id\": \"e2\", \"type\": \"set\", \"at\": \"2024-01-01\", \"by\": \"s1\", \"customer\": \"c1\", \"data\": {\"volume\": 250}}");
  huifang_book_close(book);
  huifang_policy_free(policy);
  options.durability = HUIFANG_DURABILITY_FULL;
  options.flags = HUIFANG_BOOK_READ_ONLY | HUIFANG_BOOK_NO_CACHE;
  OK(huifang_book_open(T(path), &options, &book, &error));
  OK(huifang_book_duties(book, NULL, &duties, &error));
  CHECK(huifang_duties_count(duties) > 0);
  huifang_duties_free(duties);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_record_json(book, T("{\"id\": \"k1\", \"type\": \"complaint\", \"at\": \"2024-01-10T09:00:00\", \"customer\": \"c1\"}"),
                                                      HUIFANG_NO_INSTANT, NULL, &error));
  huifang_book_close(book);
  remove(path);
  FAILS(HUIFANG_ERR_STORAGE, huifang_book_open(T("no such folder/book.db"), NULL, &book, &error));
  CHECK(book == NULL);
}

static void states_have_names(void) {
  TEXT(huifang_duty_state_name(HUIFANG_DUTY_PENDING), "pending");
  TEXT(huifang_duty_state_name(HUIFANG_DUTY_OPEN), "open");
  TEXT(huifang_duty_state_name(HUIFANG_DUTY_DONE), "done");
  TEXT(huifang_duty_state_name(HUIFANG_DUTY_OVERDUE), "overdue");
  TEXT(huifang_duty_state_name(HUIFANG_DUTY_LAPSED), "lapsed");
  TEXT(huifang_duty_state_name(HUIFANG_DUTY_WAIVED), "waived");
  TEXT(huifang_duty_state_name(HUIFANG_DUTY_WITHDRAWN), "withdrawn");
  TEXT(huifang_duty_state_name(7), "");
  TEXT(huifang_duty_state_name(-1), "");
}

void book_tests(void) {
  TEST(a_call_fulfils_the_duty_of_its_week);
  TEST(time_makes_misses);
  TEST(an_advance_can_be_limited);
  TEST(a_duty_is_found_by_its_key_and_explained);
  TEST(the_same_event_again_is_known);
  TEST(duties_are_put_off_and_excused_and_events_taken_back);
  TEST(rules_set_facts_send_and_request);
  TEST(effects_tiers_and_facts_are_read);
  TEST(a_transaction_is_all_or_nothing);
  TEST(verification_replays_the_journal);
  TEST(a_book_without_policy_has_little_to_say);
  TEST(a_file_keeps_the_book);
  TEST(states_have_names);
}
