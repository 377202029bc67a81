/* Policies, books and moments that several tests use. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

/* Every week a phone call, by the customer's owner; every month a visit; a complaint is answered the next working day. */
const char cadence_json[] =
    "{ \"huifang\": 1, \"policy\": \"cadence\", \"version\": \"1\", \"effective\": \"2024-01-01..\",\n"
    "  \"title\": {\"en\": \"Calls and visits\", \"zh\": \"回访\"}, \"zone\": \"Asia/Shanghai\",\n"
    "  \"params\": {\"large\": {\"type\": \"number\", \"default\": 100, \"source\": \"absent\"}},\n"
    "  \"facts\": {\"customer\": {\"volume\": \"number\"}},\n"
    "  \"events\": {\"phone\": {\"contact\": true, \"reached\": \"boolean\"}, \"visit\": {\"contact\": true},\n"
    "             \"complaint\": {}, \"replied\": {}},\n"
    "  \"calendar\": {\"use\": \"cn-public\"},\n"
    "  \"tiers\": {\"rank\": {\"for\": \"customer\", \"inputs\": [\"customer.volume\"],\n"
    "             \"rows\": [[\">= $large\", \"key\"], [\"-\", \"ordinary\"]]}},\n"
    "  \"rules\": {\n"
    "    \"call\": {\"each\": \"week\", \"owe\": {\"need\": \"phone\"}, \"source\": \"3\"},\n"
    "    \"visit\": {\"each\": \"month\", \"owe\": {\"need\": \"visit\"}, \"source\": \"3\"},\n"
    "    \"reply\": {\"on\": \"complaint\", \"owe\": {\"need\": \"replied\", \"due\": \"1 working days\", \"waive\": \"customer.owner\",\n"
    "              \"extend\": {\"to\": \"5 days\", \"by\": \"customer.owner\", \"reason\": true}}, \"source\": \"5\",\n"
    "              \"do\": [{\"notify\": \"customer.owner\"}]} } }\n";

static void give_up(const char *what) {
  printf("%s: %s\n", what, huifang_error_message(error, NULL));
  exit(2);
}

huifang_policy *cadence(void) {
  huifang_policy *policy = NULL;
  if (huifang_policy_load(Z(cadence_json), NULL, &policy, &error) != HUIFANG_OK) give_up("the policy of the tests");
  return policy;
}

huifang_book *book_with_cadence(void) {
  huifang_book *book = NULL;
  huifang_policy *policy = cadence();
  if (huifang_book_open(T(":memory:"), NULL, &book, &error) != HUIFANG_OK ||
      huifang_book_bind(book, policy, at("2024-01-01"), &error) != HUIFANG_OK)
    give_up("the book of the tests");
  huifang_policy_free(policy);
  return book;
}

huifang_instant at(const char *text) {
  huifang_zone *zone = NULL;
  huifang_instant instant = 0;
  if (huifang_zone_open(T("Asia/Shanghai"), &zone, &error) != HUIFANG_OK ||
      huifang_zone_parse(zone, Z(text), &instant, &error) != HUIFANG_OK)
    give_up(text);
  huifang_zone_close(zone);
  return instant;
}

huifang_date day(const char *text) {
  huifang_date date = 0;
  if (huifang_date_parse(Z(text), &date, &error) != HUIFANG_OK) give_up(text);
  return date;
}
