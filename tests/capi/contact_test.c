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

void contact_tests(void) { TEST(a_denied_contact_names_who_would_be_allowed); }
