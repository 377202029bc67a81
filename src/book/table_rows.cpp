#include "book/table_rows.hpp"

#include <memory>
#include <tuple>
#include <utility>

#include "book/duty_table.hpp"
#include "book/entry_table.hpp"

namespace huifang {
namespace {

struct Reading {
  Reading(SQLite::Database& database, const std::string& sql) : statement(database, sql) {}
  SQLite::Statement statement;
  Use rows{statement};
};

template <class Row>
Rows<Row> all_rows(SQLite::Database& database, const std::string& sql, Row (*read)(const Use&)) {
  const auto reading = std::make_shared<Reading>(database, sql);
  return [reading, read]() -> std::optional<Row> {
    if (!reading->rows.step()) return std::nullopt;
    return read(reading->rows);
  };
}

FlagRow read_flag(const Use& row) {
  return {row.integer(0), row.text(1), row.integer(2), row.integer(3), row.text(4), row.text(5)};
}

EffectRow read_effect(const Use& row) {
  EffectRow out{row.integer(0), row.text(1), row.text(2), std::nullopt, row.integer(5), row.text(6), row.text(7), row.integer(8)};
  if (!row.is_null(3)) out.to = EntityRef{row.text(3), row.text(4)};
  return out;
}

SuppressedRow read_suppressed(const Use& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5)};
}

EventSubjectRow read_event_subject(const Use& row) { return {row.text(0), row.text(1), row.integer(2)}; }
BindingRow read_binding(const Use& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.integer(4)};
}
PolicyRow read_policy(const Use& row) { return {row.text(0), row.text(1), row.text(2)}; }
NamedRow read_named(const Use& row) { return {row.text(0), row.text(1)}; }

}  // namespace

// ---- Columns ------------------------------------------------------------------------------------

std::string select_subjects() {
  return "SELECT id, entity, key, since_us, wake_us, wake_phase, wake_rule, state FROM huifang_subject ";
}

SubjectRow read_subject(const Use& row) {
  SubjectRow out{row.integer(0), row.text(1), row.text(2), row.integer(3), std::nullopt, row.text(7)};
  if (!row.is_null(4)) {
    out.wake = Wake{row.integer(4), static_cast<std::int32_t>(row.integer(5)), static_cast<std::int32_t>(row.integer(6))};
  }
  return out;
}

std::string select_tiers() { return "SELECT subject, tier, from_us, sequence, value, because FROM huifang_tier "; }

TierRow read_tier(const Use& row) {
  return {row.integer(0), row.text(1), row.integer(2), row.integer(3), row.text(4), row.text(5)};
}

std::string select_facts() {
  return "SELECT f.subject, f.attribute, f.from_us, f.sequence, f.value, t.target FROM huifang_fact f"
         " LEFT JOIN huifang_fact_target t ON t.subject = f.subject AND t.attribute = f.attribute"
         " AND t.from_us = f.from_us AND t.sequence = f.sequence ";
}

std::optional<FactRow> FactReader::next(Use& rows) {
  const auto place = [](const FactRow& row) { return std::tie(row.subject, row.attribute, row.from_us, row.sequence); };
  while (!ended_ && rows.step()) {
    FactRow one{rows.integer(0), rows.text(1), rows.integer(2), rows.integer(3), rows.text(4), {}};
    std::optional<FactRow> whole;
    if (begun_ && place(*begun_) != place(one)) whole = std::exchange(begun_, std::nullopt);
    if (!begun_) begun_ = std::move(one);
    if (!rows.is_null(5)) begun_->targets.push_back(rows.integer(5));
    if (whole) return whole;
  }
  ended_ = true;
  return std::exchange(begun_, std::nullopt);
}

// ---- Whole tables -------------------------------------------------------------------------------

Rows<SubjectRow> subject_rows(SQLite::Database& database) {
  return all_rows(database, select_subjects() + "ORDER BY id", read_subject);
}

Rows<FactRow> fact_rows(SQLite::Database& database) {
  const auto reading = std::make_shared<Reading>(database, select_facts() + fact_order);
  return [reading, facts = FactReader()]() mutable { return facts.next(reading->rows); };
}

Rows<DutyRow> duty_rows(SQLite::Database& database) {
  return all_rows(database, select_duties() + "ORDER BY d.id", read_duty);
}

Rows<EntryRow> entry_rows(SQLite::Database& database) {
  return all_rows(database, select_entries() + "ORDER BY id", read_entry);
}

Rows<TierRow> tier_rows(SQLite::Database& database) {
  return all_rows(database, select_tiers() + "ORDER BY subject, tier, from_us, sequence, id", read_tier);
}

Rows<FlagRow> flag_rows(SQLite::Database& database) {
  return all_rows(database,
                  "SELECT subject, flag, at_us, sequence, set_by, reason FROM huifang_flag"
                  " ORDER BY subject, flag, at_us, sequence, id",
                  read_flag);
}

Rows<EffectRow> effect_rows(SQLite::Database& database) {
  return all_rows(database,
                  "SELECT sequence, key, kind, to_entity, to_key, subject, data, because, at_us FROM huifang_effect"
                  " ORDER BY sequence",
                  read_effect);
}

Rows<SuppressedRow> suppressed_rows(SQLite::Database& database) {
  return all_rows(database,
                  "SELECT subject, rule, run, n, reason, at_us FROM huifang_suppressed"
                  " ORDER BY subject, rule, run, n, at_us, id",
                  read_suppressed);
}

Rows<EventSubjectRow> event_subject_rows(SQLite::Database& database) {
  return all_rows(database, "SELECT entity, key, sequence FROM huifang_event_subject ORDER BY entity, key, sequence",
                  read_event_subject);
}

Rows<BindingRow> binding_rows(SQLite::Database& database) {
  return all_rows(database,
                  "SELECT sequence, position, policy_hash, governs, from_us FROM huifang_binding ORDER BY sequence, position",
                  read_binding);
}

Rows<PolicyRow> policy_rows(SQLite::Database& database) {
  return all_rows(database, "SELECT hash, policy, version FROM huifang_policy ORDER BY hash", read_policy);
}

Rows<NamedRow> counter_rows(SQLite::Database& database) {
  std::string sql;
  for (const char* name : {"duty", "effect", "journal", "now_us", "subject"}) {
    if (!sql.empty()) sql += " UNION ALL ";
    sql += std::string("SELECT '") + name + "' AS name, CAST(" + name + " AS TEXT) FROM huifang_counter";
  }
  return all_rows(database, sql + " ORDER BY name", read_named);
}

Rows<NamedRow> meta_rows(SQLite::Database& database) {
  return all_rows(database, "SELECT name, value FROM huifang_meta ORDER BY name", read_named);
}

}  // namespace huifang
