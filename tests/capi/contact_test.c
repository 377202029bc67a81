/* Whether contacts are allowed. */
#include "check.h"

static const char care[] =
    "{\"huifang\": 1, \"policy\": \"care\", \"version\": \"1\", \"zone\": \"UTC\","
    " \"facts\": {\"customer\": {\"kind\": [\"agent\", \"direct\"]}, \"person\": {\"customer\": \"customer\", \"named\": \"boolean\"}},"
    " \"events\": {\"phone\": {\"contact\": true, \"person\": \"person\"}},"
    " \"eligibility\": {\"source\": \"R5\", \"inputs\": [\"customer.kind\", \"person.named\", \"contact.purpose\"],"
    "   \"rows\": [[\"direct\", \"-\", \"-\", \"allow\"], [\"agent\", \"true\", \"-\", \"allow\"], [\"agent\", \"-\", \"-\", \"deny: wrong_person\"]]},"
    " \"rules\": {\"week\": {\"each\": \"week\", \"owe\": {\"need\": \"phone\", \"purpose\": \"weekly\"}}}}";

static void a_denied_contact_names_who_would_be_allowed(void) {
  huifang_policy *policy = NULL;
  huifang_book *book = NULL;
  huifang_event *contact = NULL;
  huifang_contact_answer *answer = NULL;
  size_t size = 0;
  OK(huifang_policy_load(Z(care), NULL, &policy, &error));
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  OK(huifang_book_bind(book, policy, at("2024-01-01"), &error));
  OK(huifang_book_record_json(book, T("{\"id\": \"1\", \"type\": \"set\", \"at\": \"2024-01-01\", \"customer\": \"c1\", \"data\": {\"kind\": \"agent\"}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_record_json(book, T("{\"id\": \"2\", \"type\": \"set\", \"at\": \"2024-01-01\", \"person\": \"p1\", \"data\": {\"customer\": \"c1\", \"named\": true}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_event_parse(T("{\"id\": \"x\", \"type\": \"phone\", \"at\": \"2024-01-02\", \"customer\": \"c1\"}"), NULL, &contact, &error));
  OK(huifang_book_may_contact(book, contact, T("weekly"), &answer, &error));
  CHECK(!huifang_contact_answer_allowed(answer));
  TEXT(huifang_contact_answer_code(answer, NULL), "undecided");
  NUMBER(huifang_contact_answer_unknown_count(answer), 1);
  TEXT(huifang_contact_answer_unknown(answer, 0, &size), "person");
  NUMBER(size, 6);
  TEXT(huifang_contact_answer_unknown(answer, 1, NULL), "");
  NUMBER(huifang_contact_answer_alternative_count(answer), 1);
  TEXT(huifang_contact_answer_alternative_field(answer, 0, NULL), "person");
  TEXT(huifang_contact_answer_alternative_entity(answer, 0, NULL), "person");
  TEXT(huifang_contact_answer_alternative_key(answer, 0, NULL), "p1");
  TEXT(huifang_contact_answer_alternative_key(answer, 1, NULL), "");
  CHECK(strstr(huifang_contact_answer_because(answer, NULL), "\"source\":\"R5\"") != NULL);
  huifang_contact_answer_free(answer);
  FAILS(HUIFANG_ERR_POLICY, huifang_book_may_contact(book, contact, T("weekli"), &answer, &error));
  CHECK(answer == NULL);
  OK(huifang_event_set_subject(contact, T("person"), T("p1"), &error));
  OK(huifang_book_may_contact(book, contact, T(""), &answer, &error));
  CHECK(huifang_contact_answer_allowed(answer));
  TEXT(huifang_contact_answer_code(answer, NULL), "");
  huifang_contact_answer_free(answer);
  huifang_event_free(contact);
  huifang_book_close(book);
  huifang_policy_free(policy);
}

/* Two policies on the same customers: each is asked, and the answer says which one denies. */
static void several_policies_are_bound_together(void) {
  static const char campaign[] =
      "{\"huifang\": 1, \"policy\": \"campaign\", \"version\": \"1\", \"zone\": \"UTC\","
      " \"events\": {\"phone\": {\"contact\": true}},"
      " \"eligibility\": {\"inputs\": [\"contact.type\"], \"rows\": [[\"phone\", \"deny: closed\"]]},"
      " \"rules\": {\"month\": {\"each\": \"month\", \"owe\": {\"need\": \"phone\"}}}}";
  huifang_policy *first = NULL;
  huifang_policy *second = NULL;
  huifang_book *book = NULL;
  huifang_event *contact = NULL;
  huifang_contact_answer *answer = NULL;
  huifang_duties *duties = NULL;
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  huifang_policy_binding one = HUIFANG_POLICY_BINDING_INIT;
  huifang_policy_binding other = HUIFANG_POLICY_BINDING_INIT;
  const huifang_policy_binding *both[2] = {&one, &other};
  huifang_bindings *bindings = NULL;
  const huifang_binding *binding = NULL;
  huifang_counts *counts = NULL;
  huifang_policy *made_by = NULL;
  OK(huifang_policy_load(Z(care), NULL, &first, &error));
  OK(huifang_policy_load(Z(campaign), NULL, &second, &error));
  OK(huifang_book_open(T(":memory:"), NULL, &book, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_bind_policies(book, both, 2, at("2024-01-01"), &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_bind_policies(book, both, 0, at("2024-01-01"), &error));
  one.policy = first;
  one.where = "customer.kind = direct";
  one.where_size = strlen(one.where);
  other.policy = second;
  other.from = at("2024-01-15");
  OK(huifang_book_bindings(book, &bindings, &error));
  NUMBER(huifang_bindings_count(bindings), 0);
  huifang_bindings_free(bindings);
  OK(huifang_book_bind_policies(book, both, 2, at("2024-01-01"), &error));
  OK(huifang_book_bindings(book, &bindings, &error));
  NUMBER(huifang_bindings_count(bindings), 2);
  binding = huifang_bindings_item(bindings, 0);
  TEXT(huifang_policy_id(huifang_binding_policy(binding), NULL), "care");
  TEXT(huifang_binding_where(binding, NULL), "customer.kind = direct");
  NUMBER(huifang_binding_from(binding), HUIFANG_NO_INSTANT);
  binding = huifang_bindings_item(bindings, 1);
  TEXT(huifang_policy_id(huifang_binding_policy(binding), NULL), "campaign");
  TEXT(huifang_binding_where(binding, NULL), "");
  NUMBER(huifang_binding_from(binding), at("2024-01-15"));
  CHECK(huifang_bindings_item(bindings, 2) == NULL);
  huifang_bindings_free(bindings);
  OK(huifang_book_record_json(book, T("{\"id\": \"1\", \"type\": \"set\", \"at\": \"2024-01-01\", \"customer\": \"c1\", \"data\": {\"kind\": \"direct\"}}"),
                              HUIFANG_NO_INSTANT, NULL, &error));
  OK(huifang_book_advance(book, at("2024-01-20"), 0, NULL, NULL, NULL, &error));
  query.rule = "care/week";
  query.rule_size = strlen(query.rule);
  OK(huifang_book_duties(book, &query, &duties, &error));
  NUMBER(huifang_duties_count(duties), 2); /* from the 15th on nobody may be called, so no call is owed */
  {
    size_t size = 0;
    const char *key = huifang_duty_key(huifang_duties_item(duties, 0), &size);
    OK(huifang_book_duty_policy(book, key, size, &made_by, &error));
    TEXT(huifang_policy_hash(made_by, NULL), huifang_policy_hash(first, NULL));
    huifang_policy_free(made_by);
    FAILS(HUIFANG_ERR_SYNTAX, huifang_book_duty_policy(book, T("no key"), &made_by, &error));
    FAILS(HUIFANG_ERR_ARGUMENT, huifang_book_duty_policy(book, T("care/week/customer:nobody/start/-/1"), &made_by, &error));
  }
  OK(huifang_book_counts(book, &counts, &error));
  TEXT(huifang_count_policy(huifang_counts_item(counts, 0), NULL), "care");
  huifang_counts_free(counts);
  huifang_duties_free(duties);
  OK(huifang_event_parse(T("{\"id\": \"x\", \"type\": \"phone\", \"at\": \"2024-01-20\", \"customer\": \"c1\"}"), NULL, &contact, &error));
  OK(huifang_book_may_contact(book, contact, T("weekly"), &answer, &error));
  CHECK(!huifang_contact_answer_allowed(answer));
  TEXT(huifang_contact_answer_code(answer, NULL), "closed");
  TEXT(huifang_contact_answer_policy(answer, NULL), "campaign");
  huifang_contact_answer_free(answer);
  huifang_event_free(contact);
  FAILS(HUIFANG_ERR_STORAGE, huifang_book_bind_file(book, T("no such file"), at("2024-02-01"), &error));
  huifang_book_close(book);
  huifang_policy_free(second);
  huifang_policy_free(first);
}

void contact_tests(void) {
  TEST(a_denied_contact_names_who_would_be_allowed);
  TEST(several_policies_are_bound_together);
}
