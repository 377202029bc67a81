#pragma once
/// The tables of a book as its journal leads to them, for verify and reports: a database beside the book's own, with the same tables.

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "book/sqlite_store.hpp"
#include "book/table_rows.hpp"

namespace huifang {

/// SQLite holds up to `memory_kib` of the tables in memory and the rest in a file of the folder for temporary files. The
/// file has no name there: it is gone when this object is, and also when the process dies.
///
/// Whatever uses the tables goes through in(), which is where their errors become ours.
class ReplayedTables {
 public:
  static constexpr const char* unusable = "HF6027";  ///< diagnostic code of in()

  explicit ReplayedTables(std::size_t memory_kib);

  /// Run `body`, which reads or writes these tables and no others. Throws Error(storage), its code `unusable`, for whatever
  /// SQLite says.
  template <class Body>
  decltype(auto) in(Body&& body) {
    try {
      return body();
    } catch (const SQLite::Exception& error) {
      throw_unusable(error);
    }
  }

  // Only in in().
  SqliteStore& store() { return *store_; }
  SQLite::Database& database() { return *database_; }
  void add(const EventSubjectRow& row);
  void add(const BindingRow& row);
  void add(const PolicyRow& row);  ///< once for each hash
  /// What huifang_meta says beside the schema, in place of what it said.
  void set_meta(const std::vector<NamedRow>& rows);
  void set_journal(std::int64_t sequence);

 private:
  [[noreturn]] static void throw_unusable(const SQLite::Exception& error);

  std::optional<SQLite::Database> database_;
  std::optional<SqliteStore> store_;
  std::optional<SQLite::Statement> add_event_subject_;
};

}  // namespace huifang
