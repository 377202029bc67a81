/*
 * A C host of huifang: feeds a year of logs to a book and lists who owes whom what by when, as `huifang duties` does.
 *
 *     host_c POLICY_FOLDER DATA_FOLDER DAY [ROWS]
 *
 * The policy folder holds policy.json and, in log/, a mapping for each CSV file of the data folder.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "huifang.h"
#include "table.h"

/* What the program works with; released in one place. */
typedef struct host {
  huifang_policy *policy;
  huifang_zone *zone;
  huifang_book *book;
  huifang_error *error; /* of the call that failed */
} host;

static const int64_t us_per_day = INT64_C(86400000000);

#define TEXT(literal) (literal), (sizeof(literal) - 1)

/* ---- feeding the book --------------------------------------------------------------------------------- */

static huifang_status add_log(host *h, huifang_log_inputs *inputs, const char *policy_folder, const char *data_folder,
                              const char *name) {
  huifang_log_mapping *mapping = NULL;
  char path[4096];
  huifang_status status = HUIFANG_OK;
  snprintf(path, sizeof path, "%s/log/%s.json", policy_folder, name);
  status = huifang_log_mapping_load_file(path, HUIFANG_TO_NUL, &mapping, &h->error);
  if (status == HUIFANG_OK) {
    snprintf(path, sizeof path, "%s/%s.csv", data_folder, name);
    status = huifang_log_inputs_add_file(inputs, path, HUIFANG_TO_NUL, mapping, &h->error);
  }
  huifang_log_mapping_free(mapping);
  return status;
}

static huifang_status read_logs(host *h, const char *policy_folder, const char *data_folder, huifang_log **log) {
  static const char *const names[] = {"units",    "staff",   "customers", "key-customers", "orders", "contacts",
                                      "findings", "replies", "solved",    "confirmed",     "sent",   "files"};
  huifang_log_inputs *inputs = NULL;
  huifang_status status = huifang_log_inputs_create(&inputs, &h->error);
  size_t i = 0;
  for (i = 0; status == HUIFANG_OK && i < sizeof names / sizeof names[0]; ++i)
    status = add_log(h, inputs, policy_folder, data_folder, names[i]);
  if (status == HUIFANG_OK) status = huifang_log_read(inputs, h->zone, NULL, log, &h->error);
  huifang_log_inputs_free(inputs);
  return status;
}

/* Puts the policy in force on the day of the first event and records everything that happened up to `until`. */
static huifang_status record_all(host *h, huifang_log *log, huifang_instant until) {
  huifang_status status = huifang_book_begin(h->book, &h->error);
  bool bound = false;
  while (status == HUIFANG_OK) {
    huifang_event *event = NULL;
    huifang_instant at = 0;
    status = huifang_log_next(log, &event, &h->error);
    if (status != HUIFANG_OK || event == NULL) break;
    at = huifang_event_at(event);
    if (at > until) {
      huifang_event_free(event);
      break;
    }
    if (!bound) {
      huifang_date day = 0;
      huifang_instant midnight = 0;
      status = huifang_zone_to_local(h->zone, at, &day, NULL, &h->error);
      if (status == HUIFANG_OK) status = huifang_zone_to_instant(h->zone, day, 0, &midnight, &h->error);
      if (status == HUIFANG_OK) status = huifang_book_bind(h->book, h->policy, midnight, &h->error);
      bound = true;
    }
    if (status == HUIFANG_OK) status = huifang_book_record(h->book, event, HUIFANG_NO_INSTANT, NULL, &h->error);
    huifang_event_free(event);
  }
  if (status == HUIFANG_OK) status = huifang_book_advance(h->book, until, 0, NULL, NULL, NULL, &h->error);
  if (status == HUIFANG_OK) status = huifang_book_commit(h->book, &h->error);
  return status;
}

/* ---- texts of a row ----------------------------------------------------------------------------------- */

/* "王芳 (s1)": the name fact at the book's time, or the key alone when there is none. */
static void party(host *h, const char *entity, const char *key, huifang_instant now, char *out, size_t size) {
  huifang_value *name = NULL;
  if (huifang_book_fact(h->book, entity, HUIFANG_TO_NUL, key, HUIFANG_TO_NUL, TEXT("name"), now, &name, NULL) == HUIFANG_OK &&
      huifang_value_string(name, NULL)[0] != '\0')
    snprintf(out, size, "%s (%s)", huifang_value_string(name, NULL), key);
  else
    snprintf(out, size, "%s", key);
  huifang_value_free(name);
}

static void append_label(host *h, const char *kind, const char *name, char *out, size_t size) {
  huifang_string *label = NULL;
  const size_t used = strlen(out);
  if (huifang_policy_label(h->policy, kind, HUIFANG_TO_NUL, name, HUIFANG_TO_NUL, TEXT("en"), &label, NULL) == HUIFANG_OK)
    snprintf(out + used, size - used, "%s", huifang_string_data(label));
  huifang_string_free(label);
}

/* "phone call – Calls": what would fulfil it, and the rule. */
static void how(host *h, const huifang_duty *duty, char *out, size_t size) {
  size_t i = 0;
  out[0] = '\0';
  for (i = 0; i < huifang_duty_need_count(duty); ++i) {
    const char *need = huifang_duty_need(duty, i, NULL);
    if (i > 0) strncat(out, " / ", size - strlen(out) - 1);
    if (strncmp(need, "filed.", 6) == 0)
      append_label(h, "form", need + 6, out, size);
    else
      append_label(h, "event", need, out, size);
  }
  strncat(out, " \xE2\x80\x93 ", size - strlen(out) - 1);
  append_label(h, "rule", huifang_duty_rule(duty, NULL), out, size);
}

/* A due of a date is the end of that day. */
static void by_when(host *h, huifang_instant due, char *out, size_t size) {
  huifang_date day = 0;
  int64_t us = 0;
  huifang_string *date = NULL;
  if (due == HUIFANG_NO_INSTANT) {
    snprintf(out, size, "none");
    return;
  }
  huifang_zone_to_local(h->zone, due, &day, &us, NULL);
  huifang_date_text(day, &date, NULL);
  if (us == us_per_day - 1 || us == 0)
    snprintf(out, size, "%s", huifang_string_data(date));
  else
    snprintf(out, size, "%s %02d:%02d", huifang_string_data(date), (int)(us / INT64_C(3600000000)),
             (int)(us / 60000000 % 60));
  huifang_string_free(date);
}

static void state(const huifang_duty *duty, char *out, size_t size) {
  const int32_t code = huifang_duty_state(duty);
  char credits[64] = "";
  if (huifang_duty_credits_needed(duty) > 1)
    snprintf(credits, sizeof credits, " (%d/%d)", (int)huifang_duty_credits(duty), (int)huifang_duty_credits_needed(duty));
  snprintf(out, size, "%s%s%s", code == HUIFANG_DUTY_LAPSED ? "missed" : huifang_duty_state_name(code), credits,
           huifang_duty_late(duty) ? " (late)" : "");
}

/* ---- the list ----------------------------------------------------------------------------------------- */

/* Prints the first `rows` of `count` duties; 0 = all. */
static int print_duties(host *h, const char *title, const huifang_duty *const *duties, size_t count, size_t rows,
                        huifang_instant now) {
  static const char *const headings[table_columns] = {"who", "whom", "how", "by when", "state"};
  static const size_t widths[table_columns] = {26, 34, 40, 0, 0};
  const size_t shown = rows == 0 || rows > count ? count : rows;
  table *t = table_create(headings, widths);
  int good = t != NULL;
  size_t i = 0;
  printf("%s%zu", title, count);
  if (shown < count) printf(" (the first %zu are shown)", shown);
  putchar('\n');
  for (i = 0; good && i < shown; ++i) {
    char cells[table_columns][256];
    const char *row[table_columns];
    size_t column = 0;
    if (huifang_duty_owner_key(duties[i], NULL)[0] == '\0')
      snprintf(cells[0], sizeof cells[0], "none");
    else
      party(h, huifang_duty_owner_entity(duties[i], NULL), huifang_duty_owner_key(duties[i], NULL), now, cells[0], sizeof cells[0]);
    party(h, huifang_duty_subject_entity(duties[i], NULL), huifang_duty_subject_key(duties[i], NULL), now, cells[1], sizeof cells[1]);
    how(h, duties[i], cells[2], sizeof cells[2]);
    by_when(h, huifang_duty_due(duties[i]), cells[3], sizeof cells[3]);
    state(duties[i], cells[4], sizeof cells[4]);
    for (column = 0; column < table_columns; ++column) row[column] = cells[column];
    good = table_add(t, row);
  }
  if (good && shown > 0) table_print(t);
  table_free(t);
  return good;
}

/* What was missed most lately first; the sort keeps the order by due among equals, as the positions decide. */
static int missed_later_first(const void *a, const void *b) {
  const huifang_duty *const *x = a;
  const huifang_duty *const *y = b;
  const huifang_instant left = huifang_duty_missed_at(*x);
  const huifang_instant right = huifang_duty_missed_at(*y);
  if (left != right) return left > right ? -1 : 1;
  return *x < *y ? -1 : *x > *y; /* items of one list lie in its order */
}

/* Items of the list whose state is among the bits of `states`, and which were not missed before `missed_before`. */
static const huifang_duty **select_duties(const huifang_duties *list, uint32_t states, huifang_instant missed_before, size_t *count) {
  const size_t all = huifang_duties_count(list);
  const huifang_duty **selected = malloc((all + 1) * sizeof *selected);
  size_t i = 0;
  *count = 0;
  if (selected == NULL) return NULL;
  for (i = 0; i < all; ++i) {
    const huifang_duty *duty = huifang_duties_item(list, i);
    if ((states & HUIFANG_DUTY_BIT(huifang_duty_state(duty))) != 0 && huifang_duty_missed_at(duty) < missed_before)
      selected[(*count)++] = duty;
  }
  return selected;
}

/* Missed in the last seven days, then everything that is open and not listed yet, by due. */
static huifang_status list_duties(host *h, size_t rows) {
  static const uint32_t missed_states = ~(HUIFANG_DUTY_BIT(HUIFANG_DUTY_DONE) | HUIFANG_DUTY_BIT(HUIFANG_DUTY_WAIVED));
  static const uint32_t open_states = HUIFANG_DUTY_BIT(HUIFANG_DUTY_OPEN) | HUIFANG_DUTY_BIT(HUIFANG_DUTY_OVERDUE);
  huifang_duty_query query = HUIFANG_DUTY_QUERY_INIT;
  huifang_duties *missed = NULL;
  huifang_duties *open = NULL;
  huifang_instant now = 0;
  huifang_instant week_ago = 0;
  huifang_status status = huifang_book_now(h->book, &now, &h->error);
  if (status == HUIFANG_OK) {
    week_ago = now - 7 * us_per_day;
    query.missed_from = &week_ago;
    query.missed_to = &now;
    status = huifang_book_duties(h->book, &query, &missed, &h->error);
  }
  if (status == HUIFANG_OK) {
    query.missed_from = NULL;
    query.missed_to = NULL;
    query.states = open_states;
    status = huifang_book_duties(h->book, &query, &open, &h->error);
  }
  if (status == HUIFANG_OK) {
    size_t missed_count = 0;
    size_t open_count = 0;
    const huifang_duty **lately = select_duties(missed, missed_states, INT64_MAX, &missed_count);
    const huifang_duty **waiting = select_duties(open, open_states, week_ago, &open_count);
    if (lately == NULL || waiting == NULL) {
      status = HUIFANG_ERR_NOMEM;
    } else {
      qsort(lately, missed_count, sizeof *lately, missed_later_first);
      if (!print_duties(h, "Missed in the last 7 days: ", lately, missed_count, rows, now)) status = HUIFANG_ERR_NOMEM;
      putchar('\n');
      if (!print_duties(h, "Open, by due: ", waiting, open_count, rows, now)) status = HUIFANG_ERR_NOMEM;
    }
    free(lately);
    free(waiting);
  }
  huifang_duties_free(missed);
  huifang_duties_free(open);
  return status;
}

int main(int argc, char **argv) {
  host h = {NULL, NULL, NULL, NULL};
  huifang_log *log = NULL;
  huifang_instant until = 0;
  char path[4096];
  huifang_status status = HUIFANG_OK;
  if (argc < 4 || argc > 5) {
    fprintf(stderr, "usage: %s POLICY_FOLDER DATA_FOLDER DAY [ROWS]\n", argv[0]);
    return 2;
  }
  snprintf(path, sizeof path, "%s/policy.json", argv[1]);
  status = huifang_policy_load_file(path, HUIFANG_TO_NUL, NULL, &h.policy, &h.error);
  if (status == HUIFANG_OK) status = huifang_policy_zone(h.policy, &h.zone, &h.error);
  if (status == HUIFANG_OK) status = huifang_zone_parse(h.zone, argv[3], HUIFANG_TO_NUL, &until, &h.error);
  if (status == HUIFANG_OK) status = read_logs(&h, argv[1], argv[2], &log);
  if (status == HUIFANG_OK) status = huifang_book_open(TEXT(":memory:"), NULL, &h.book, &h.error);
  if (status == HUIFANG_OK) status = record_all(&h, log, until);
  if (status == HUIFANG_OK) status = list_duties(&h, argc == 5 ? (size_t)strtoul(argv[4], NULL, 10) : 0);
  if (status != HUIFANG_OK)
    fprintf(stderr, "%s: %s\n", huifang_status_name(status), huifang_error_message(h.error, NULL));
  huifang_log_close(log);
  huifang_book_close(h.book);
  huifang_zone_close(h.zone);
  huifang_policy_free(h.policy);
  huifang_error_free(h.error);
  return status == HUIFANG_OK ? 0 : 1;
}
