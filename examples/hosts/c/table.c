#include "table.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct table {
  const char *const *headings;
  const size_t *widths_max;
  char **cells;
  size_t count;
  size_t room;
};

/* The code point at `text` and its length in bytes; the library hands out valid UTF-8. */
static uint32_t code_point(const char *text, size_t *bytes) {
  const unsigned char *t = (const unsigned char *)text;
  *bytes = t[0] < 0x80 ? 1 : t[0] < 0xE0 ? 2 : t[0] < 0xF0 ? 3 : 4;
  switch (*bytes) {
    case 1: return t[0];
    case 2: return (uint32_t)(t[0] & 0x1F) << 6 | (t[1] & 0x3F);
    case 3: return (uint32_t)(t[0] & 0x0F) << 12 | (uint32_t)(t[1] & 0x3F) << 6 | (t[2] & 0x3F);
    default: return 0x10000; /* rare; taken as one column */
  }
}

/* Columns of a terminal: Chinese, Japanese and Korean characters take two. */
static size_t width_of(uint32_t code) {
  return (code >= 0x2E80 && code <= 0xA4CF && code != 0x303F) || (code >= 0xAC00 && code <= 0xD7A3) ||
                 (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFE30 && code <= 0xFE6F) ||
                 (code >= 0xFF01 && code <= 0xFF60) || (code >= 0xFFE0 && code <= 0xFFE6)
             ? 2
             : 1;
}

static size_t width(const char *text) {
  size_t columns = 0;
  size_t bytes = 0;
  for (; *text != '\0'; text += bytes) columns += width_of(code_point(text, &bytes));
  return columns;
}

/* A copy, cut to `columns` with an ellipsis when it is longer. */
static char *fitted(const char *text, size_t columns) {
  static const char ellipsis[] = "\xE2\x80\xA6";
  const size_t length = strlen(text);
  char *copy = malloc(length + sizeof ellipsis);
  size_t used = 1;
  size_t end = 0;
  if (copy == NULL) return NULL;
  if (columns == 0 || width(text) <= columns) return memcpy(copy, text, length + 1);
  while (text[end] != '\0') {
    size_t bytes = 0;
    used += width_of(code_point(text + end, &bytes));
    if (used > columns) break;
    end += bytes;
  }
  memcpy(copy, text, end);
  memcpy(copy + end, ellipsis, sizeof ellipsis);
  return copy;
}

table *table_create(const char *const headings[table_columns], const size_t widths_max[table_columns]) {
  table *t = calloc(1, sizeof *t);
  if (t == NULL) return NULL;
  t->headings = headings;
  t->widths_max = widths_max;
  return t;
}

int table_add(table *t, const char *const cells[table_columns]) {
  size_t i = 0;
  if (t->count == t->room) {
    const size_t room = t->room == 0 ? 64 : t->room * 2;
    char **grown = realloc(t->cells, room * table_columns * sizeof *grown);
    if (grown == NULL) return 0;
    t->cells = grown;
    t->room = room;
  }
  for (i = 0; i < table_columns; ++i) {
    t->cells[t->count * table_columns + i] = fitted(cells[i], t->widths_max[i]);
    if (t->cells[t->count * table_columns + i] == NULL) {
      while (i-- > 0) free(t->cells[t->count * table_columns + i]);
      return 0;
    }
  }
  ++t->count;
  return 1;
}

/* Blanks are written before the next text, so that none stand at the end of a line. */
static void print_line(const char *const *cells, const size_t widths[table_columns]) {
  size_t blanks = 0;
  size_t i = 0;
  for (i = 0; i < table_columns; ++i) {
    if (cells[i][0] != '\0') {
      printf("%*s%s", (int)blanks, "", cells[i]);
      blanks = 0;
    }
    blanks += widths[i] - width(cells[i]) + 2;
  }
  putchar('\n');
}

void table_print(const table *t) {
  size_t widths[table_columns];
  size_t i = 0;
  size_t row = 0;
  for (i = 0; i < table_columns; ++i) {
    widths[i] = width(t->headings[i]);
    for (row = 0; row < t->count; ++row) {
      const size_t columns = width(t->cells[row * table_columns + i]);
      if (columns > widths[i]) widths[i] = columns;
    }
  }
  print_line(t->headings, widths);
  for (i = 0; i < table_columns; ++i) {
    size_t dash = 0;
    if (i > 0) fputs("  ", stdout);
    for (dash = 0; dash < widths[i]; ++dash) putchar('-');
  }
  putchar('\n');
  for (row = 0; row < t->count; ++row) print_line((const char *const *)&t->cells[row * table_columns], widths);
}

void table_free(table *t) {
  size_t i = 0;
  if (t == NULL) return;
  for (i = 0; i < t->count * table_columns; ++i) free(t->cells[i]);
  free(t->cells);
  free(t);
}
