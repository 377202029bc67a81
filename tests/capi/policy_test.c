/* Policies. */
#include "check.h"

#include <stdio.h>

static void a_policy_tells_what_it_is(void) {
  huifang_policy *policy = cadence();
  huifang_string *text = NULL;
  huifang_zone *zone = NULL;
  huifang_calendar *calendar = NULL;
  size_t size = 0;
  TEXT(huifang_policy_id(policy, &size), "cadence");
  NUMBER(size, 7);
  TEXT(huifang_policy_version(policy, NULL), "1");
  CHECK(strlen(huifang_policy_hash(policy, NULL)) == 64);
  CHECK(huifang_policy_canonical_text(policy, &size)[0] == '{');
  CHECK(size > 100);
  OK(huifang_policy_title(policy, T("en"), &text, &error));
  STRING(text, "Calls and visits");
  OK(huifang_policy_title(policy, T("zh"), &text, &error));
  STRING(text, "回访");
  OK(huifang_policy_label(policy, T("rule"), T("call"), T("en"), &text, &error));
  STRING(text, "call");
  OK(huifang_policy_zone(policy, &zone, &error));
  TEXT(huifang_zone_name(zone, NULL), "Asia/Shanghai");
  OK(huifang_policy_calendar(policy, &calendar, &error));
  CHECK(strncmp(huifang_calendar_version(calendar, NULL), "cn-public@", 10) == 0);
  huifang_calendar_close(calendar);
  huifang_zone_close(zone);
  huifang_policy_free(policy);
}

static void a_parameter_of_the_binding_wins(void) {
  huifang_policy_options options = HUIFANG_POLICY_OPTIONS_INIT;
  huifang_policy *plain = cadence();
  huifang_policy *large = NULL;
  options.parameters = "{\"large\": 2000}";
  options.parameters_size = HUIFANG_TO_NUL;
  OK(huifang_policy_load(Z(cadence_json), &options, &large, &error));
  CHECK(strcmp(huifang_policy_hash(plain, NULL), huifang_policy_hash(large, NULL)) != 0);
  huifang_policy_free(large);
  huifang_policy_free(plain);

  options.parameters = "{\"larg\": 2000}";
  FAILS(HUIFANG_ERR_POLICY, huifang_policy_load(Z(cadence_json), &options, &large, &error));
  options.parameters = "[1]";
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_load(Z(cadence_json), &options, &large, &error));
  options.parameters = "{";
  FAILS(HUIFANG_ERR_SYNTAX, huifang_policy_load(Z(cadence_json), &options, &large, &error));
  CHECK(large == NULL);
}

static void a_bad_document_is_told_with_every_finding(void) {
  static const char bad[] =
      "{\"huifang\": 1, \"policy\": \"p\", \"version\": \"1\", \"effective\": \"2024-01-01..\", \"zone\": \"UTC\",\n"
      " \"rulez\": {}, \"facts\": {\"customer\": {\"volume\": \"numbr\"}}}";
  huifang_policy_options options = HUIFANG_POLICY_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  huifang_diagnostics *findings = NULL;
  size_t i = 0;
  int rules = 0;
  options.file = "bad.json";
  options.file_size = 8;
  NUMBER(huifang_policy_load(T(bad), &options, &policy, &error), HUIFANG_ERR_POLICY);
  CHECK(policy == NULL);
  CHECK(huifang_error_count(error) >= 2);
  for (i = 0; i < huifang_error_count(error); ++i) {
    const huifang_diagnostic *diagnostic = huifang_error_diagnostic(error, i);
    TEXT(huifang_diagnostic_file(diagnostic, NULL), "bad.json");
    CHECK(huifang_diagnostic_line(diagnostic) > 0);
    if (strcmp(huifang_diagnostic_suggestion(diagnostic, NULL), "rules") == 0) ++rules;
  }
  NUMBER(rules, 1);
  CHECK(huifang_policy_check(T(bad), &options, &findings, NULL) == HUIFANG_OK);
  CHECK(huifang_diagnostics_count(findings) >= huifang_error_count(error));
  CHECK(huifang_diagnostics_item(findings, 0) != NULL);
  CHECK(huifang_diagnostics_item(findings, huifang_diagnostics_count(findings)) == NULL);
  huifang_diagnostics_free(findings);
  huifang_error_free(error);
  error = NULL;
}

static void warnings_come_with_a_good_document(void) {
  huifang_policy *policy = cadence();
  huifang_diagnostics *findings = NULL;
  size_t i = 0;
  OK(huifang_policy_check(Z(cadence_json), NULL, &findings, &error));
  NUMBER(huifang_diagnostics_count(findings), huifang_policy_warning_count(policy));
  for (i = 0; i < huifang_policy_warning_count(policy); ++i) {
    CHECK(huifang_diagnostic_severity(huifang_policy_warning(policy, i)) != HUIFANG_SEVERITY_ERROR);
  }
  CHECK(huifang_policy_warning(policy, i) == NULL);
  huifang_diagnostics_free(findings);
  huifang_policy_free(policy);
}

static void limits_are_checked(void) {
  huifang_policy_options options = HUIFANG_POLICY_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  options.document_bytes_max = 10;
  FAILS(HUIFANG_ERR_LIMIT, huifang_policy_load(Z(cadence_json), &options, &policy, &error));
  options.document_bytes_max = 0;
  options.rules_max = 1;
  FAILS(HUIFANG_ERR_LIMIT, huifang_policy_load(Z(cadence_json), &options, &policy, &error));
  options.rules_max = 0;
  options.nesting_max = 2;
  FAILS(HUIFANG_ERR_LIMIT, huifang_policy_load(Z(cadence_json), &options, &policy, &error));
  CHECK(policy == NULL);
}

struct library {
  int calls;
  int destroyed;
  huifang_status answer;
  bool found;
};

static huifang_status find_base(void *user_data, const char *id, size_t id_size, const char *version,
                                size_t version_size, huifang_source *source) {
  struct library *library = user_data;
  ++library->calls;
  CHECK(id_size == 7 && memcmp(id, "cadence", 7) == 0);
  CHECK(version_size == 1 && memcmp(version, "1", 1) == 0);
  if (library->answer != HUIFANG_OK) return library->answer;
  if (!library->found) return HUIFANG_OK;
  return huifang_source_set(source, Z(cadence_json), T("base.json"));
}

static void destroy_library(void *user_data) { ++((struct library *)user_data)->destroyed; }

static void a_base_is_found_by_the_host(void) {
  static const char branch[] =
      "{\"huifang\": 1, \"policy\": \"north\", \"version\": \"1\", \"effective\": \"2024-01-01..\", \"extends\": \"cadence@1\",\n"
      " \"rules\": {\"visit\": null}}";
  struct library library = {0, 0, HUIFANG_OK, true};
  huifang_policy_options options = HUIFANG_POLICY_OPTIONS_INIT;
  huifang_policy *policy = NULL;
  options.find_base = find_base;
  options.find_base_data = &library;
  options.find_base_destroy = destroy_library;
  OK(huifang_policy_load(T(branch), &options, &policy, &error));
  TEXT(huifang_policy_id(policy, NULL), "north");
  NUMBER(library.calls, 1);
  NUMBER(library.destroyed, 1);
  huifang_policy_free(policy);

  library.found = false;
  FAILS(HUIFANG_ERR_POLICY, huifang_policy_load(T(branch), &options, &policy, &error));
  NUMBER(library.destroyed, 2);
  library.answer = HUIFANG_ERR_STORAGE; /* what the callback says is what the call says */
  FAILS(HUIFANG_ERR_STORAGE, huifang_policy_load(T(branch), &options, &policy, &error));
  NUMBER(library.destroyed, 3);
  FAILS(HUIFANG_ERR_SYNTAX, huifang_policy_load(T("{"), &options, &policy, &error));
  NUMBER(library.destroyed, 4);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_load(NULL, 3, &options, &policy, &error));
  NUMBER(library.destroyed, 5);
  CHECK(policy == NULL);
}

static void a_file_that_is_not_there_is_a_matter_of_storage(void) {
  huifang_policy *policy = NULL;
  FAILS(HUIFANG_ERR_STORAGE, huifang_policy_load_file(T("no such folder/policy.json"), NULL, &policy, &error));
  CHECK(policy == NULL);
}

static void the_schema_is_shipped(void) {
  huifang_string *schema = NULL;
  OK(huifang_policy_schema(&schema, &error));
  CHECK(huifang_string_size(schema) > 100);
  CHECK(strstr(huifang_string_data(schema), "\"$schema\"") != NULL);
  huifang_string_free(schema);
}

static void answers_to_a_form_come_to_figures(void) {
  static const char document[] =
      "{\"huifang\": 1, \"policy\": \"cards\", \"version\": \"1\","
      " \"forms\": {\"card\": {\"about\": \"customer\", \"items\": {\"q\": 2}, \"scale\": \"1..5\"}},"
      " \"scores\": {\"index\": {\"form\": \"card\", \"to_100\": \"of_greatest\"}}}";
  huifang_policy *policy = NULL;
  huifang_string *out = NULL;
  OK(huifang_policy_load(T(document), NULL, &policy, &error));
  OK(huifang_policy_survey(policy, T("{\"form\": \"card\", \"sent\": 4}"), T("[{\"q_1\": 5, \"q_2\": 4}, {\"id\": \"x\"}]"), &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"sent\":4") != NULL);
  CHECK(strstr(huifang_string_data(out), "\"value\":\"90\"") != NULL);
  CHECK(strstr(huifang_string_data(out), "\"invalid\":{\"no_answers\":1}") != NULL);
  huifang_string_free(out);
  out = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_survey(policy, T("{\"form\": \"cart\"}"), T("[]"), &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_survey(policy, T("{\"form\": \"card\"}"), T("[{\"q_1\": 6}]"), &out, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_policy_survey(policy, T("{"), T("[]"), &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_survey(NULL, T("{}"), T("[]"), &out, &error));
  CHECK(out == NULL);
  huifang_policy_free(policy);
}

static void a_script_is_told_what_to_ask_next(void) {
  static const char document[] =
      "{\"huifang\": 1, \"policy\": \"script\", \"version\": \"1\", \"forms\": {\"call\": {\"about\": \"customer\", \"items\": {"
      "\"bought\": {\"scale\": \"yes/no\", \"labels\": {\"yes\": {\"zh\": \"JA\"}}}, \"why\": {\"scale\": \"text\", \"shown_when\": \"bought = no\"}}}}}";
  huifang_policy *policy = NULL;
  huifang_string *out = NULL;
  OK(huifang_policy_load(T(document), NULL, &policy, &error));
  OK(huifang_policy_survey_next(policy, T("{\"form\": \"call\", \"language\": \"zh\"}"), T("{}"), &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"item\":\"bought\"") != NULL);
  CHECK(strstr(huifang_string_data(out), "\"label\":\"JA\"") != NULL);
  huifang_string_free(out);
  OK(huifang_policy_survey_next(policy, T("{\"form\": \"call\"}"), T("{\"bought\": \"yes\"}"), &out, &error));
  CHECK(strstr(huifang_string_data(out), "\"complete\":true") != NULL);
  huifang_string_free(out);
  out = NULL;
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_survey_next(policy, T("{\"form\": \"cal\"}"), T("{}"), &out, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_policy_survey_next(policy, T("{\"form\": \"call\"}"), T("{\"bought\": 1}"), &out, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_policy_survey_next(policy, T("{\"form\": \"call\"}"), T("[]"), &out, &error));
  CHECK(out == NULL);
  huifang_policy_free(policy);
}

void policy_tests(void) {
  TEST(a_policy_tells_what_it_is);
  TEST(a_parameter_of_the_binding_wins);
  TEST(a_bad_document_is_told_with_every_finding);
  TEST(warnings_come_with_a_good_document);
  TEST(limits_are_checked);
  TEST(a_base_is_found_by_the_host);
  TEST(a_file_that_is_not_there_is_a_matter_of_storage);
  TEST(the_schema_is_shipped);
  TEST(answers_to_a_form_come_to_figures);
  TEST(a_script_is_told_what_to_ask_next);
}
