/* An aligned table of UTF-8 texts on standard output. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

enum { table_columns = 5 };

typedef struct table table; /* rows are copied; NULL when memory is short */

/* `widths_max`: longer texts are cut, 0 = never. Headings and limits are borrowed until table_print(). */
table *table_create(const char *const headings[table_columns], const size_t widths_max[table_columns]);
/* One row; returns 0 when memory is short. */
int table_add(table *t, const char *const cells[table_columns]);
void table_print(const table *t);
void table_free(table *t);

#endif
