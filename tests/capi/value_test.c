/* Values. */
#include "check.h"

static huifang_value *from_json(const char *json) {
  huifang_value *value = NULL;
  OK(huifang_value_from_json(Z(json), &value, &error));
  return value;
}

static huifang_value *from_feel(const char *text) {
  huifang_value *value = NULL;
  OK(huifang_value_from_feel(Z(text), &value, &error));
  return value;
}

static void json_keeps_numbers_exactly(void) {
  huifang_value *value = from_json("{\"a\": 0.1, \"b\": [1, true, null, \"x\\u0041\"], \"c\": 1234567890123456789012345678901234}");
  huifang_string *text = NULL;
  const huifang_value *list = NULL;
  size_t size = 0;
  NUMBER(huifang_value_kind(value), HUIFANG_VALUE_CONTEXT);
  NUMBER(huifang_value_count(value), 3);
  TEXT(huifang_value_name(value, 0, &size), "a");
  NUMBER(size, 1);
  OK(huifang_value_text(huifang_value_item(value, 0), &text, &error));
  STRING(text, "0.1");
  list = huifang_value_find(value, T("b"));
  NUMBER(huifang_value_kind(list), HUIFANG_VALUE_LIST);
  NUMBER(huifang_value_count(list), 4);
  NUMBER(huifang_value_kind(huifang_value_item(list, 0)), HUIFANG_VALUE_NUMBER);
  CHECK(huifang_value_boolean(huifang_value_item(list, 1)));
  NUMBER(huifang_value_kind(huifang_value_item(list, 2)), HUIFANG_VALUE_NULL);
  TEXT(huifang_value_string(huifang_value_item(list, 3), &size), "xA");
  NUMBER(size, 2);
  CHECK(huifang_value_item(list, 4) == NULL);
  CHECK(huifang_value_find(value, T("d")) == NULL);
  OK(huifang_value_json(value, &text, &error));
  STRING(text, "{\"a\":0.1,\"b\":[1,true,null,\"xA\"],\"c\":1234567890123456789012345678901234}");
  huifang_value_free(value);
}

static void feel_has_the_values_that_json_has_not(void) {
  huifang_value *value = from_feel("{d: @\"2024-03-01\", n: 12.50, p: @\"P1DT2H\", m: @\"P1Y2M\", t: @\"10:05:00\","
                                   " dt: @\"2024-03-01T10:05:00+08:00\", r: [1..3)}");
  huifang_string *text = NULL;
  NUMBER(huifang_value_kind(huifang_value_find(value, T("d"))), HUIFANG_VALUE_DATE);
  NUMBER(huifang_value_kind(huifang_value_find(value, T("p"))), HUIFANG_VALUE_DAYS_DURATION);
  NUMBER(huifang_value_kind(huifang_value_find(value, T("m"))), HUIFANG_VALUE_MONTHS_DURATION);
  NUMBER(huifang_value_kind(huifang_value_find(value, T("t"))), HUIFANG_VALUE_TIME);
  NUMBER(huifang_value_kind(huifang_value_find(value, T("dt"))), HUIFANG_VALUE_DATE_TIME);
  NUMBER(huifang_value_kind(huifang_value_find(value, T("r"))), HUIFANG_VALUE_RANGE);
  OK(huifang_value_text(huifang_value_find(value, T("d")), &text, &error));
  STRING(text, "2024-03-01");
  OK(huifang_value_feel(huifang_value_find(value, T("d")), &text, &error));
  STRING(text, "@\"2024-03-01\"");
  OK(huifang_value_json(value, &text, &error));
  STRING(text, "{\"d\":\"2024-03-01\",\"n\":12.5,\"p\":\"P1DT2H\",\"m\":\"P1Y2M\",\"t\":\"10:05:00\","
               "\"dt\":\"2024-03-01T10:05:00+08:00\",\"r\":\"[1..3)\"}");
  huifang_value_free(value);
}

static void a_number_is_read_with_its_decimal_places(void) {
  huifang_value *price = from_feel("19.99");
  huifang_value *large = from_feel("10**30");
  huifang_value *name = from_feel("\"x\"");
  int64_t cents = 7;
  OK(huifang_value_scaled(price, 2, &cents, &error));
  NUMBER(cents, 1999);
  FAILS(HUIFANG_ERR_RANGE, huifang_value_scaled(price, 1, &cents, &error));
  NUMBER(cents, 0);
  FAILS(HUIFANG_ERR_RANGE, huifang_value_scaled(large, 0, &cents, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_value_scaled(name, 0, &cents, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_value_scaled(price, -1, &cents, &error));
  FAILS(HUIFANG_ERR_ARGUMENT, huifang_value_scaled(price, 19, &cents, &error));
  huifang_value_free(price);
  huifang_value_free(large);
  huifang_value_free(name);
}

static void a_copy_outlives_what_it_was_borrowed_from(void) {
  huifang_value *value = from_json("{\"a\": \"kept\"}");
  huifang_value *copy = NULL;
  OK(huifang_value_copy(huifang_value_find(value, T("a")), &copy, &error));
  huifang_value_free(value);
  TEXT(huifang_value_string(copy, NULL), "kept");
  huifang_value_free(copy);
}

static void what_is_no_value_is_refused(void) {
  huifang_value *value = NULL;
  FAILS(HUIFANG_ERR_SYNTAX, huifang_value_from_json(T("{\"a\": "), &value, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_value_from_json(T(""), &value, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_value_from_json(T("{\"a\": 1, \"a\": 2}"), &value, &error));
  FAILS(HUIFANG_ERR_SYNTAX, huifang_value_from_json(T("\"\xff\""), &value, &error));
  CHECK(huifang_value_from_json(T("1e999999999"), &value, &error) != HUIFANG_OK);
  huifang_error_free(error);
  error = NULL;
  FAILS(HUIFANG_ERR_SYNTAX, huifang_value_from_feel(T("1 +"), &value, &error));
  FAILS(HUIFANG_ERR_POLICY, huifang_value_from_feel(T("nobody"), &value, &error));
  FAILS(HUIFANG_ERR_POLICY, huifang_value_from_feel(T("1 / 0"), &value, &error)); /* it always fails */
  CHECK(value == NULL);
}

static void a_text_may_hold_a_zero_byte(void) {
  huifang_value *value = from_json("\"a\\u0000b\"");
  size_t size = 0;
  CHECK(memcmp(huifang_value_string(value, &size), "a\0b", 4) == 0);
  NUMBER(size, 3);
  huifang_value_free(value);
}

static void accessors_of_another_kind_answer_nothing(void) {
  huifang_value *value = from_feel("12");
  size_t size = 9;
  CHECK(!huifang_value_boolean(value));
  TEXT(huifang_value_string(value, &size), "");
  NUMBER(size, 0);
  TEXT(huifang_value_entity(value, NULL), "");
  TEXT(huifang_value_key(value, NULL), "");
  TEXT(huifang_value_name(value, 0, NULL), "");
  NUMBER(huifang_value_count(value), 0);
  CHECK(huifang_value_item(value, 0) == NULL);
  CHECK(huifang_value_find(value, T("a")) == NULL);
  huifang_value_free(value);
}

void value_tests(void) {
  TEST(json_keeps_numbers_exactly);
  TEST(feel_has_the_values_that_json_has_not);
  TEST(a_number_is_read_with_its_decimal_places);
  TEST(a_copy_outlives_what_it_was_borrowed_from);
  TEST(what_is_no_value_is_refused);
  TEST(a_text_may_hold_a_zero_byte);
  TEST(accessors_of_another_kind_answer_nothing);
}
