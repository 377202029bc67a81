#pragma once
/// The domain's store in the tables of a book.

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/duty_table.hpp"
#include "book/entry_table.hpp"
#include "domain/store.hpp"

namespace huifang {

/// A recorded outside event. Unique by id.
struct EventRow {
  std::int64_t sequence = 0;  ///< journal sequence
  std::string id;
  std::string type;
  std::int64_t at_us = 0;
  std::string content;        ///< Event::to_json()
};

/// Reads and writes rows in whatever transaction the connection is in; opens and ends none itself.
/// Throws SQLite::Exception.
class SqliteStore : public Store {
 public:
  /// `database` is borrowed, must outlive the store and hold the current schema.
  explicit SqliteStore(SQLite::Database& database);

  Counters counters() override;
  std::optional<SubjectId> find(std::string_view entity, std::string_view key) override;
  LoadedSubject load(SubjectId subject) override;
  std::vector<DutyRow> closed_duties(SubjectId subject, std::int64_t due_from_us) override;
  std::vector<SubjectId> referring(std::string_view entity, std::string_view attribute, SubjectId target) override;
  std::vector<SubjectId> owing(const EntityRef& owner) override;
  std::vector<std::pair<Wake, SubjectId>> wakes(std::int64_t until_us) override;
  std::vector<SubjectId> all(std::string_view entity) override;
  std::optional<std::string> tier_at(SubjectId subject, const std::string& tier, std::int64_t at_us) override;
  std::optional<EntryRow> last_entry() override;
  std::optional<EntryRow> entry(std::int64_t id) override;
  std::vector<EntryRow> entries_for(const std::string& cause) override;
  std::vector<EntryRow> entries_by(const std::string& event) override;
  std::vector<EntryRow> entries_in(SubjectId account, const std::string& point_class) override;
  std::vector<SubjectId> earners(const std::string& point_class, std::int64_t from_us, std::int64_t to_us) override;
  EntryTotal account_total(SubjectId account, const std::string& point_class, const std::string& period) override;
  PeriodTotal period_total(const std::string& point_class, const std::string& period) override;
  void write(const Changes& changes) override;

  /// The duty with this key, live or not.
  std::optional<DutyRow> duty(const DutyKey& key) override;
  /// A recorded event by its id.
  std::optional<EventRow> event(std::string_view id);

 private:
  void write_subject(const SubjectRow& row);
  void write_fact(const FactRow& row);
  void write_counters(const Counters& counters);

  SQLite::Database& database_;
  DutyTable duties_;
  EntryTable entries_;
  SQLite::Statement read_counters_, write_counters_;
  SQLite::Statement find_subject_, read_subject_, insert_subject_, update_subject_;
  SQLite::Statement read_facts_, insert_fact_, update_fact_, insert_target_, delete_targets_;
  SQLite::Statement read_tiers_, read_tier_at_, insert_tier_;
  SQLite::Statement insert_flag_, insert_effect_, insert_suppressed_;
  SQLite::Statement read_event_, read_referring_, read_owing_, read_wakes_, read_all_;
};

}  // namespace huifang
