#pragma once
/// The tables of a book, their views, and how an older book becomes a current one.

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>

namespace huifang {

/// One step from schema `version - 1` to `version`. Steps are never changed once released; new ones are appended.
struct Migration {
  int version;
  void (*apply)(SQLite::Database& database);
};

/// All steps, ascending, from an empty database to the current schema.
std::span<const Migration> migrations();
inline constexpr int schema_version = 2;
/// "hufg": what `file` and PRAGMA application_id show for a database that was created as a book.
inline constexpr int application_id = 0x68756667;

/// Schema version of the database; 0 = holds no book.
int stored_schema(SQLite::Database& database);

/// Bring the database to the last of `steps` in one transaction. A book in a database of its own also gets
/// application_id and user_version; a database that already held something of its host keeps both.
/// Throws Error(storage) when the stored schema is newer than the steps.
void migrate(SQLite::Database& database, std::span<const Migration> steps);
/// The same check without writing, for read-only books. Throws Error(storage) when there is no current book.
void require_schema(SQLite::Database& database, std::span<const Migration> steps);

}  // namespace huifang
