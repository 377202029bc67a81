/* DMN models. */
#include "check.h"

#define HEAD "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"test\" "
#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"

static const char model_text[] = HEAD
    "namespace=\"urn:test\">\n"
    "<inputData id=\"n\" name=\"n\"><variable name=\"n\" typeRef=\"number\"/></inputData>"
    "<inputData id=\"day\" name=\"day\"><variable name=\"day\" typeRef=\"date\"/></inputData>"
    "<businessKnowledgeModel id=\"f\" name=\"twice\"><encapsulatedLogic><formalParameter name=\"x\"/>" LITERAL("x * 2")
    "</encapsulatedLogic></businessKnowledgeModel>"
    "<decision id=\"size\" name=\"size\"><variable name=\"size\" typeRef=\"string\"/><informationRequirement>"
    "<requiredInput href=\"#n\"/></informationRequirement><decisionTable><input><inputExpression><text>n</text>"
    "</inputExpression></input><output/><rule><inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>\"small\""
    "</text></outputEntry></rule><rule><inputEntry><text>&gt;= 10</text></inputEntry><outputEntry><text>\"large\"</text>"
    "</outputEntry></rule></decisionTable></decision>"
    "<decision id=\"year\" name=\"year\"><informationRequirement><requiredInput href=\"#day\"/></informationRequirement>"
    LITERAL("day.year") "</decision>"
    "<decisionService id=\"s\" name=\"sizing\"><outputDecision href=\"#size\"/><inputData href=\"#n\"/></decisionService>"
    "</definitions>";

static huifang_dmn *read_model(const char *text) {
  huifang_dmn *model = NULL;
  OK(huifang_dmn_read(Z(text), NULL, &model, &error));
  return model;
}

static void a_decision_is_evaluated_with_its_reasons(void) {
  huifang_dmn *model = read_model(model_text);
  huifang_value *inputs = NULL;
  huifang_dmn_outcome *outcome = NULL;
  huifang_string *text = NULL;
  OK(huifang_dmn_inputs(model, T("{\"n\": 12, \"day\": \"2025-03-01\"}"), &inputs, &error));
  OK(huifang_dmn_evaluate(model, T("size"), inputs, NULL, &outcome, &error));
  OK(huifang_value_text(huifang_dmn_outcome_value(outcome), &text, &error));
  STRING(text, "large");
  NUMBER(huifang_dmn_outcome_decision_count(outcome), 1);
  TEXT(huifang_dmn_outcome_decision_name(outcome, 0, NULL), "size");
  CHECK(huifang_dmn_outcome_decision_value(outcome, 0) != NULL);
  NUMBER(huifang_dmn_outcome_table_count(outcome, 0), 1);
  TEXT(huifang_dmn_outcome_table_element(outcome, 0, 0, NULL), "decision size");
  NUMBER(huifang_dmn_outcome_row_count(outcome, 0, 0), 1);
  NUMBER(huifang_dmn_outcome_row(outcome, 0, 0, 0), 1);
  NUMBER(huifang_dmn_outcome_row(outcome, 0, 0, 1), -1);
  NUMBER(huifang_dmn_outcome_problem_count(outcome), 0);
  huifang_dmn_outcome_free(outcome);
  OK(huifang_dmn_evaluate(model, T("year"), inputs, NULL, &outcome, &error));
  OK(huifang_value_text(huifang_dmn_outcome_value(outcome), &text, &error));
  STRING(text, "2025");
  huifang_dmn_outcome_free(outcome);
  OK(huifang_dmn_evaluate_service(model, T("sizing"), inputs, NULL, &outcome, &error));
  OK(huifang_value_text(huifang_dmn_outcome_value(outcome), &text, &error));
  STRING(text, "large");
  huifang_dmn_outcome_free(outcome);
  huifang_value_free(inputs);
  OK(huifang_value_from_json(T("{\"x\": 21}"), &inputs, &error));
  OK(huifang_dmn_evaluate_function(model, T("twice"), inputs, NULL, &outcome, &error));
  OK(huifang_value_text(huifang_dmn_outcome_value(outcome), &text, &error));
  STRING(text, "42");
  huifang_dmn_outcome_free(outcome);
  huifang_value_free(inputs);
  huifang_dmn_free(model);
}

static void its_elements_are_listed(void) {
  huifang_dmn *model = read_model(model_text);
  TEXT(huifang_dmn_name(model, NULL), "test");
  NUMBER(huifang_dmn_input_count(model), 2);
  TEXT(huifang_dmn_input_name(model, 1, NULL), "day");
  TEXT(huifang_dmn_input_type(model, 1, NULL), "date");
  NUMBER(huifang_dmn_decision_count(model), 2);
  TEXT(huifang_dmn_decision_name(model, 0, NULL), "size");
  TEXT(huifang_dmn_decision_type(model, 0, NULL), "string");
  TEXT(huifang_dmn_decision_name(model, 2, NULL), "");
  NUMBER(huifang_dmn_service_count(model), 1);
  TEXT(huifang_dmn_service_name(model, 0, NULL), "sizing");
  NUMBER(huifang_dmn_diagnostic_count(model), 0);
  CHECK(huifang_dmn_diagnostic(model, 0) == NULL);
  huifang_dmn_free(model);
}

static void a_missing_input_is_told(void) {
  huifang_dmn *model = read_model(model_text);
  huifang_dmn_outcome *outcome = NULL;
  OK(huifang_dmn_evaluate(model, T("size"), NULL, NULL, &outcome, &error));
  NUMBER(huifang_value_kind(huifang_dmn_outcome_value(outcome)), HUIFANG_VALUE_NULL);
  NUMBER(huifang_dmn_outcome_problem_count(outcome), 1);
  NUMBER(huifang_dmn_outcome_problem_kind(outcome, 0), HUIFANG_DMN_MISSING_INPUT);
  TEXT(huifang_dmn_outcome_problem_element(outcome, 0, NULL), "input n");
  TEXT(huifang_dmn_outcome_problem_message(outcome, 0, NULL), "the input was not given");
  NUMBER(huifang_dmn_outcome_problem_kind(outcome, 1), -1);
  huifang_dmn_outcome_free(outcome);
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_dmn_evaluate(model, T("siez"), NULL, NULL, &outcome, &error));
  CHECK(outcome == NULL);
  huifang_dmn_free(model);
}

static void now_comes_from_the_caller(void) {
  huifang_dmn *model =
      read_model(HEAD "namespace=\"urn:now\"><decision id=\"d\" name=\"d\">" LITERAL("now().year") "</decision></definitions>");
  huifang_dmn_evaluate_options options = HUIFANG_DMN_EVALUATE_OPTIONS_INIT;
  huifang_dmn_outcome *outcome = NULL;
  huifang_string *text = NULL;
  OK(huifang_dmn_evaluate(model, T("d"), NULL, NULL, &outcome, &error));
  NUMBER(huifang_value_kind(huifang_dmn_outcome_value(outcome)), HUIFANG_VALUE_NULL);
  huifang_dmn_outcome_free(outcome);
  options.has_now = 1;
  options.now = 1700000000000000;
  OK(huifang_dmn_evaluate(model, T("d"), NULL, &options, &outcome, &error));
  OK(huifang_value_text(huifang_dmn_outcome_value(outcome), &text, &error));
  STRING(text, "2023");
  huifang_dmn_outcome_free(outcome);
  huifang_dmn_free(model);
}

static int destroyed = 0;
static void destroy(void *user_data) { destroyed += *(int *)user_data; }

static huifang_status find_library(void *user_data, const char *name_space, size_t name_space_size,
                                   const char *location, size_t location_size, huifang_source *source) {
  static const char library[] = HEAD "namespace=\"urn:library\"><decision id=\"one\" name=\"one\">" LITERAL("1")
      "</decision></definitions>";
  (void)user_data;
  if (name_space_size != 11 || strncmp(name_space, "urn:library", 11) != 0) return HUIFANG_OK;
  if (location_size != 5 || strncmp(location, "l.dmn", 5) != 0) return HUIFANG_ERR_STORAGE;
  return huifang_source_set(source, Z(library), T("l.dmn"));
}

static void imports_come_from_the_caller(void) {
  static const char main_text[] = HEAD
      "namespace=\"urn:main\"><import name=\"l\" namespace=\"urn:library\" locationURI=\"l.dmn\"/><decision id=\"d\" "
      "name=\"d\"><informationRequirement><requiredDecision href=\"urn:library#one\"/></informationRequirement>"
      LITERAL("l.one + 1") "</decision></definitions>";
  huifang_dmn_options options = HUIFANG_DMN_OPTIONS_INIT;
  huifang_dmn *model = NULL;
  huifang_dmn_outcome *outcome = NULL;
  huifang_string *text = NULL;
  int one = 1;
  FAILS(HUIFANG_ERR_POLICY, huifang_dmn_read(Z(main_text), NULL, &model, &error));
  options.find_document = find_library;
  options.find_document_data = &one;
  options.find_document_destroy = destroy;
  OK(huifang_dmn_read(Z(main_text), &options, &model, &error));
  NUMBER(destroyed, 1);
  OK(huifang_dmn_evaluate(model, T("d"), NULL, NULL, &outcome, &error));
  OK(huifang_value_text(huifang_dmn_outcome_value(outcome), &text, &error));
  STRING(text, "2");
  huifang_dmn_outcome_free(outcome);
  huifang_dmn_free(model);
}

static void what_is_broken_is_refused_or_kept(void) {
  static const char broken[] =
      HEAD "namespace=\"urn:b\">\n<decision id=\"d\" name=\"d\">" LITERAL("1 +") "</decision></definitions>";
  huifang_dmn_options options = HUIFANG_DMN_OPTIONS_INIT;
  huifang_dmn *model = NULL;
  options.file = "b.dmn";
  options.file_size = 5;
  NUMBER(huifang_dmn_read(Z(broken), &options, &model, &error), HUIFANG_ERR_SYNTAX);
  TEXT(huifang_diagnostic_file(huifang_error_diagnostic(error, 0), NULL), "b.dmn");
  NUMBER(huifang_diagnostic_line(huifang_error_diagnostic(error, 0)), 2);
  huifang_error_free(error);
  error = NULL;
  options.tolerant = 1;
  OK(huifang_dmn_read(Z(broken), &options, &model, &error));
  NUMBER(huifang_dmn_diagnostic_count(model), 1);
  TEXT(huifang_diagnostic_code(huifang_dmn_diagnostic(model, 0), NULL), "HF2101");
  huifang_dmn_free(model);
  options.document_bytes_max = 10;
  FAILS(HUIFANG_ERR_LIMIT, huifang_dmn_read(Z(broken), &options, &model, &error));
  CHECK(model == NULL);
}

static void null_is_told(void) {
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_dmn_read(NULL, 0, NULL, NULL, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_dmn_inputs(NULL, NULL, 0, NULL, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_dmn_evaluate(NULL, NULL, 0, NULL, NULL, NULL, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_dmn_evaluate_service(NULL, NULL, 0, NULL, NULL, NULL, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_dmn_evaluate_function(NULL, NULL, 0, NULL, NULL, NULL, &error));
  TEXT(huifang_dmn_name(NULL, NULL), "");
  NUMBER(huifang_dmn_input_count(NULL), 0);
  TEXT(huifang_dmn_input_name(NULL, 0, NULL), "");
  NUMBER(huifang_dmn_decision_count(NULL), 0);
  NUMBER(huifang_dmn_service_count(NULL), 0);
  NUMBER(huifang_dmn_diagnostic_count(NULL), 0);
  CHECK(huifang_dmn_outcome_value(NULL) == NULL);
  CHECK(huifang_dmn_outcome_decision_value(NULL, 0) == NULL);
  NUMBER(huifang_dmn_outcome_decision_count(NULL), 0);
  NUMBER(huifang_dmn_outcome_table_count(NULL, 0), 0);
  NUMBER(huifang_dmn_outcome_row_count(NULL, 0, 0), 0);
  NUMBER(huifang_dmn_outcome_problem_count(NULL), 0);
  huifang_dmn_free(NULL);
  huifang_dmn_outcome_free(NULL);
}

void dmn_tests(void) {
  TEST(a_decision_is_evaluated_with_its_reasons);
  TEST(its_elements_are_listed);
  TEST(a_missing_input_is_told);
  TEST(now_comes_from_the_caller);
  TEST(imports_come_from_the_caller);
  TEST(what_is_broken_is_refused_or_kept);
  TEST(null_is_told);
}
