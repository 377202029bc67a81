#pragma once
/// The tables of a book read from beginning to end, one row at a time, in the order of what names a row.

#include <SQLiteCpp/SQLiteCpp.h>

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "book/database.hpp"
#include "domain/store.hpp"

namespace huifang {

/// Gives the next row; nullopt at the end, after which it is not called again. Throws SQLite::Exception.
/// Holds a statement: it must not outlive its database.
template <class Row>
using Rows = std::function<std::optional<Row>()>;

// ---- Rows that only the book keeps --------------------------------------------------------------

struct BindingRow {
  std::int64_t sequence = 0;
  std::int64_t position = 1;
  std::string hash;
  std::string governs;
  std::int64_t from_us = 0;
  friend bool operator==(const BindingRow&, const BindingRow&) = default;
};
struct PolicyRow {
  std::string hash, policy, version;
  friend bool operator==(const PolicyRow&, const PolicyRow&) = default;
};
struct EventSubjectRow {
  std::string entity, key;
  std::int64_t sequence = 0;
  friend auto operator<=>(const EventSubjectRow&, const EventSubjectRow&) = default;
};
struct NamedRow {
  std::string name, value;
  friend bool operator==(const NamedRow&, const NamedRow&) = default;
};

// ---- Whole tables; rows that nothing tells apart come in the order in which they were written ----

Rows<SubjectRow> subject_rows(SQLite::Database& database);              ///< by id
Rows<FactRow> fact_rows(SQLite::Database& database);                    ///< by subject, attribute, from, sequence
Rows<DutyRow> duty_rows(SQLite::Database& database);                    ///< by id
Rows<TierRow> tier_rows(SQLite::Database& database);                    ///< by subject, tier, from, sequence
Rows<FlagRow> flag_rows(SQLite::Database& database);                    ///< by subject, flag, at, sequence
Rows<EffectRow> effect_rows(SQLite::Database& database);                ///< by sequence
Rows<SuppressedRow> suppressed_rows(SQLite::Database& database);        ///< by subject, rule, run, n, at
Rows<EntryRow> entry_rows(SQLite::Database& database);                  ///< by id
Rows<EventSubjectRow> event_subject_rows(SQLite::Database& database);   ///< by entity, key, sequence
Rows<BindingRow> binding_rows(SQLite::Database& database);              ///< by sequence, position
Rows<PolicyRow> policy_rows(SQLite::Database& database);                ///< by hash
Rows<NamedRow> counter_rows(SQLite::Database& database);                ///< by name
Rows<NamedRow> meta_rows(SQLite::Database& database);                   ///< by name

// ---- Columns, for statements that read a part ---------------------------------------------------

/// "SELECT <columns of read_subject> FROM huifang_subject "; append WHERE and ORDER BY.
std::string select_subjects();
SubjectRow read_subject(const Use& row);

/// The same of tiers.
std::string select_tiers();
TierRow read_tier(const Use& row);

/// "SELECT … FROM huifang_fact f LEFT JOIN its targets "; append WHERE on f and fact_order.
std::string select_facts();
inline constexpr const char* fact_order = "ORDER BY f.subject, f.attribute, f.from_us, f.sequence, t.target";
/// Puts each fact together with its targets, which such a statement gives in a row each.
class FactReader {
 public:
  std::optional<FactRow> next(Use& rows);

 private:
  std::optional<FactRow> begun_;
  bool ended_ = false;
};

}  // namespace huifang
