#pragma once
/// Rows of huifang_entry.

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "book/database.hpp"
#include "domain/store.hpp"

namespace huifang {

/// "SELECT <columns of read_entry> FROM huifang_entry "; append WHERE and ORDER BY.
std::string select_entries();
EntryRow read_entry(const Use& row);

/// Reads and writes in whatever transaction the connection is in. Throws SQLite::Exception.
class EntryTable {
 public:
  /// `database` is borrowed, must outlive the table and hold the current schema.
  explicit EntryTable(SQLite::Database& database);

  void insert(const EntryRow& row);
  std::optional<EntryRow> last();
  std::optional<EntryRow> one(std::int64_t id);
  std::vector<EntryRow> of(const std::string& cause);
  std::vector<EntryRow> by(const std::string& event);
  std::vector<EntryRow> in(SubjectId account, const std::string& point_class);
  std::vector<SubjectId> earners(const std::string& point_class, std::int64_t from_us, std::int64_t to_us);
  EntryTotal of_account(SubjectId account, const std::string& point_class, const std::string& period);
  PeriodTotal of_period(const std::string& point_class, const std::string& period);

 private:
  SQLite::Statement insert_, last_, one_, of_, by_, in_, earners_, of_account_, of_account_period_, of_period_;
};

}  // namespace huifang
