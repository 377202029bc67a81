#pragma once
/// The duty table: one list of columns for every statement that reads or writes duties.

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

#include "book/database.hpp"
#include "domain/store.hpp"

namespace huifang {

/// "SELECT <columns of read_duty> FROM huifang_duty d JOIN huifang_subject s … "; append WHERE and ORDER BY.
std::string select_duties();
/// The current row of such a statement.
DutyRow read_duty(const Use& row);

/// Prepared statements over the duty table. Throws SQLite::Exception.
class DutyTable {
 public:
  /// `database` is borrowed and must outlive the table.
  explicit DutyTable(SQLite::Database& database);
  void insert(const DutyRow& row);
  /// Write everything that can change after creation. Throws Error(internal) when there is no such duty.
  void update(const DutyRow& row);
  /// Those of a subject that are still owed, by id.
  std::vector<DutyRow> live(SubjectId subject);
  /// Those no longer owed, with due >= `due_from_us` or no due; by id.
  std::vector<DutyRow> closed(SubjectId subject, std::int64_t due_from_us);
  std::optional<DutyRow> find(SubjectId subject, const DutyKey& key);

 private:
  SQLite::Statement insert_, update_, live_, closed_, find_;
};

}  // namespace huifang
