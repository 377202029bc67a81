#include "book/sqlite_store.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "book/database.hpp"
#include "huifang/error.hpp"

namespace huifang {
namespace {

constexpr const char* subject_columns = "SELECT id, entity, key, since_us, wake_us, wake_phase, wake_rule, state FROM huifang_subject ";
/// One row for each fact and target.
constexpr const char* fact_columns =
    "SELECT f.subject, f.attribute, f.from_us, f.sequence, f.value, t.target FROM huifang_fact f LEFT JOIN huifang_fact_target t"
    " ON t.subject = f.subject AND t.attribute = f.attribute AND t.from_us = f.from_us AND t.sequence = f.sequence ";
constexpr const char* fact_order = "ORDER BY f.subject, f.attribute, f.from_us, f.sequence, t.target";
constexpr const char* tier_columns = "SELECT subject, tier, from_us, sequence, value, because FROM huifang_tier ";

SubjectRow read_subject(const Use& row) {
  SubjectRow out{row.integer(0), row.text(1), row.text(2), row.integer(3), std::nullopt, row.text(7)};
  if (!row.is_null(4)) {
    out.wake = Wake{row.integer(4), static_cast<std::int32_t>(row.integer(5)), static_cast<std::int32_t>(row.integer(6))};
  }
  return out;
}

/// Gives every fact of the rows, which are in fact_order, once.
void read_facts(Use& rows, const std::function<void(FactRow)>& take) {
  std::optional<FactRow> fact;
  while (rows.step()) {
    FactRow next{rows.integer(0), rows.text(1), rows.integer(2), rows.integer(3), rows.text(4), {}};
    const auto place = [](const FactRow& row) { return std::tie(row.subject, row.attribute, row.from_us, row.sequence); };
    if (!fact || place(*fact) != place(next)) {
      if (fact) take(std::move(*fact));
      fact = std::move(next);
    }
    if (!rows.is_null(5)) fact->targets.push_back(rows.integer(5));
  }
  if (fact) take(std::move(*fact));
}

TierRow read_tier(const Use& row) {
  return {row.integer(0), row.text(1), row.integer(2), row.integer(3), row.text(4), row.text(5)};
}

void bind_wake(Use& use, const std::optional<Wake>& wake) {
  if (wake) {
    use.bind(wake->at_us).bind(std::int64_t{wake->phase}).bind(std::int64_t{wake->rule});
  } else {
    use.null().null().null();
  }
}

}  // namespace

SqliteStore::SqliteStore(SQLite::Database& database)
    : database_(database),
      duties_(database),
      read_counters_(database, "SELECT subject, duty, effect, now_us FROM huifang_counter"),
      write_counters_(database, "UPDATE huifang_counter SET subject = ?, duty = ?, effect = ?, now_us = ?"),
      find_subject_(database, "SELECT id FROM huifang_subject WHERE entity = ? AND key = ?"),
      read_subject_(database, std::string(subject_columns) + "WHERE id = ?"),
      insert_subject_(database,
                      "INSERT INTO huifang_subject (id, entity, key, since_us, wake_us, wake_phase, wake_rule, state)"
                      " VALUES (?,?,?,?,?,?,?,?)"),
      update_subject_(database,
                      "UPDATE huifang_subject SET since_us = ?, wake_us = ?, wake_phase = ?, wake_rule = ?, state = ?"
                      " WHERE id = ?"),
      read_facts_(database, std::string(fact_columns) + "WHERE f.subject = ? " + fact_order),
      insert_fact_(database,
                   "INSERT INTO huifang_fact (subject, attribute, from_us, sequence, value)"
                   " VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING"),
      update_fact_(database,
                   "UPDATE huifang_fact SET value = ? WHERE subject = ? AND attribute = ? AND from_us = ? AND sequence = ?"),
      insert_target_(database,
                     "INSERT INTO huifang_fact_target (subject, attribute, from_us, sequence, target) VALUES (?,?,?,?,?)"),
      delete_targets_(database,
                      "DELETE FROM huifang_fact_target WHERE subject = ? AND attribute = ? AND from_us = ? AND sequence = ?"),
      read_tiers_(database, std::string(tier_columns) + "WHERE subject = ? ORDER BY tier, from_us, sequence, id"),
      insert_tier_(database,
                   "INSERT INTO huifang_tier (subject, tier, from_us, sequence, value, because) VALUES (?,?,?,?,?,?)"),
      insert_flag_(database,
                   "INSERT INTO huifang_flag (subject, flag, at_us, sequence, set_by, reason) VALUES (?,?,?,?,?,?)"),
      insert_effect_(database,
                     "INSERT INTO huifang_effect (sequence, key, kind, to_entity, to_key, subject, data, because,"
                     " at_us) VALUES (?,?,?,?,?,?,?,?,?)"),
      insert_suppressed_(database,
                         "INSERT INTO huifang_suppressed (subject, rule, run, n, reason, at_us) VALUES (?,?,?,?,?,?)"),
      read_event_(database, "SELECT sequence, id, type, at_us, content FROM huifang_journal WHERE id = ?"),
      read_referring_(database,
                      "SELECT DISTINCT f.subject FROM huifang_fact_target f JOIN huifang_subject s ON s.id = f.subject"
                      " WHERE f.target = ? AND f.attribute = ? AND s.entity = ? AND NOT EXISTS ("
                      "SELECT 1 FROM huifang_fact x WHERE x.subject = f.subject AND x.attribute = f.attribute"
                      " AND (x.from_us, x.sequence) > (f.from_us, f.sequence)) ORDER BY f.subject"),
      read_owing_(database,
                  "SELECT DISTINCT subject FROM huifang_duty WHERE owner_key = ? AND owner_entity = ?"
                  " AND state < 4 AND state <> 2 ORDER BY subject"),
      read_wakes_(database,
                  "SELECT wake_us, wake_phase, wake_rule, id FROM huifang_subject WHERE wake_us <= ?"
                  " ORDER BY wake_us, wake_phase, wake_rule, id"),
      read_all_(database, "SELECT id FROM huifang_subject WHERE entity = ? ORDER BY id") {}

Counters SqliteStore::counters() {
  Use use(read_counters_);
  use.step();
  return {use.integer(0), use.integer(1), use.integer(2), use.integer(3)};
}

std::optional<SubjectId> SqliteStore::find(std::string_view entity, std::string_view key) {
  const std::string entity_text(entity), key_text(key);
  Use use(find_subject_);
  use.bind(entity_text).bind(key_text);
  if (!use.step()) return std::nullopt;
  return use.integer(0);
}

LoadedSubject SqliteStore::load(SubjectId subject) {
  LoadedSubject out;
  {
    Use use(read_subject_);
    use.bind(subject);
    if (!use.step()) {
      throw Error(ErrorKind::internal, "HF9903", "there is no subject number " + std::to_string(subject));
    }
    out.row = read_subject(use);
  }
  {
    Use use(read_facts_);
    use.bind(subject);
    read_facts(use, [&](FactRow row) { out.facts.push_back(std::move(row)); });
  }
  {
    Use use(read_tiers_);
    use.bind(subject);
    while (use.step()) {
      TierRow row = read_tier(use);
      if (!out.tiers.empty() && out.tiers.back().tier == row.tier) out.tiers.pop_back();
      out.tiers.push_back(std::move(row));
    }
  }
  out.duties = duties_.live(subject);
  return out;
}

std::vector<DutyRow> SqliteStore::closed_duties(SubjectId subject, std::int64_t due_from_us) {
  return duties_.closed(subject, due_from_us);
}

std::optional<DutyRow> SqliteStore::duty(const DutyKey& key) {
  const std::optional<SubjectId> subject = find(key.subject.entity, key.subject.key);
  if (!subject) return std::nullopt;
  return duties_.find(*subject, key);
}

std::optional<EventRow> SqliteStore::event(std::string_view id) {
  const std::string id_text(id);
  Use use(read_event_);
  use.bind(id_text);
  if (!use.step()) return std::nullopt;
  return EventRow{use.integer(0), use.text(1), use.text(2), use.integer(3), use.text(4)};
}

std::vector<SubjectId> SqliteStore::referring(std::string_view entity, std::string_view attribute, SubjectId target) {
  const std::string entity_text(entity), attribute_text(attribute);
  Use use(read_referring_);
  use.bind(target).bind(attribute_text).bind(entity_text);
  std::vector<SubjectId> out;
  while (use.step()) out.push_back(use.integer(0));
  return out;
}

std::vector<SubjectId> SqliteStore::owing(const EntityRef& owner) {
  Use use(read_owing_);
  use.bind(owner.key).bind(owner.entity);
  std::vector<SubjectId> out;
  while (use.step()) out.push_back(use.integer(0));
  return out;
}

std::vector<std::pair<Wake, SubjectId>> SqliteStore::wakes(std::int64_t until_us) {
  Use use(read_wakes_);
  use.bind(until_us);
  std::vector<std::pair<Wake, SubjectId>> out;
  while (use.step()) {
    out.emplace_back(
        Wake{use.integer(0), static_cast<std::int32_t>(use.integer(1)), static_cast<std::int32_t>(use.integer(2))},
        use.integer(3));
  }
  return out;
}

std::vector<SubjectId> SqliteStore::all(std::string_view entity) {
  const std::string entity_text(entity);
  Use use(read_all_);
  use.bind(entity_text);
  std::vector<SubjectId> out;
  while (use.step()) out.push_back(use.integer(0));
  return out;
}

void SqliteStore::write(const Changes& changes) {
  for (const SubjectRow* row : changes.subjects) write_subject(*row);
  for (const FactRow* row : changes.facts) write_fact(*row);
  for (const DutyRow* row : changes.duties_new) duties_.insert(*row);
  for (const DutyRow* row : changes.duties_changed) duties_.update(*row);
  for (const TierRow* row : changes.tiers) {
    Use use(insert_tier_);
    use.bind(row->subject).bind(row->tier).bind(row->from_us).bind(row->sequence).bind(row->value);
    use.bind(row->because).run();
  }
  for (const FlagRow* row : changes.flags) {
    Use use(insert_flag_);
    use.bind(row->subject).bind(row->flag).bind(row->at_us).bind(row->sequence).bind(row->by).bind(row->reason).run();
  }
  for (const EffectRow* row : changes.effects) {
    Use use(insert_effect_);
    use.bind(row->sequence).bind(row->key).bind(row->kind);
    if (row->to) {
      use.bind(row->to->entity).bind(row->to->key);
    } else {
      use.null().null();
    }
    use.bind(row->subject).bind(row->data).bind(row->because).bind(row->at_us).run();
  }
  for (const SuppressedRow* row : changes.suppressed) {
    Use use(insert_suppressed_);
    use.bind(row->subject).bind(row->rule).bind(row->run).bind(row->n).bind(row->reason).bind(row->at_us).run();
  }
  write_counters(changes.counters);
}

void SqliteStore::write_subject(const SubjectRow& row) {
  {
    Use use(update_subject_);
    use.bind(row.since_us);
    bind_wake(use, row.wake);
    if (use.bind(row.state).bind(row.id).run() == 1) return;
  }
  Use use(insert_subject_);
  use.bind(row.id).bind(row.entity).bind(row.key).bind(row.since_us);
  bind_wake(use, row.wake);
  use.bind(row.state).run();
}

void SqliteStore::write_fact(const FactRow& row) {
  const auto insert = [&] {
    Use use(insert_fact_);
    return use.bind(row.subject).bind(row.attribute).bind(row.from_us).bind(row.sequence).bind(row.value).run() == 1;
  };
  if (!insert()) {
    Use update(update_fact_);
    update.bind(row.value).bind(row.subject).bind(row.attribute).bind(row.from_us).bind(row.sequence).run();
    Use remove(delete_targets_);
    remove.bind(row.subject).bind(row.attribute).bind(row.from_us).bind(row.sequence).run();
  }
  for (const SubjectId target : row.targets) {
    Use use(insert_target_);
    use.bind(row.subject).bind(row.attribute).bind(row.from_us).bind(row.sequence).bind(target).run();
  }
}

void SqliteStore::write_counters(const Counters& counters) {
  Use use(write_counters_);
  use.bind(counters.subject).bind(counters.duty).bind(counters.effect).bind(counters.now_us).run();
}

void SqliteStore::each_subject(const std::function<void(SubjectRow)>& take) {
  SQLite::Statement statement(database_, std::string(subject_columns) + "ORDER BY id");
  for (Use use(statement); use.step();) take(read_subject(use));
}

void SqliteStore::each_fact(const std::function<void(FactRow)>& take) {
  SQLite::Statement statement(database_, std::string(fact_columns) + fact_order);
  Use use(statement);
  read_facts(use, take);
}

void SqliteStore::each_duty(const std::function<void(DutyRow)>& take) {
  SQLite::Statement statement(database_, select_duties() + "ORDER BY d.id");
  for (Use use(statement); use.step();) take(read_duty(use));
}

void SqliteStore::each_tier(const std::function<void(TierRow)>& take) {
  SQLite::Statement statement(database_, std::string(tier_columns) + "ORDER BY id");
  for (Use use(statement); use.step();) take(read_tier(use));
}

void SqliteStore::each_flag(const std::function<void(FlagRow)>& take) {
  SQLite::Statement statement(database_,
                              "SELECT subject, flag, at_us, sequence, set_by, reason FROM huifang_flag ORDER BY id");
  for (Use use(statement); use.step();) {
    take({use.integer(0), use.text(1), use.integer(2), use.integer(3), use.text(4), use.text(5)});
  }
}

void SqliteStore::each_effect(const std::function<void(EffectRow)>& take) {
  SQLite::Statement statement(database_,
                              "SELECT sequence, key, kind, to_entity, to_key, subject, data, because, at_us"
                              " FROM huifang_effect ORDER BY sequence");
  for (Use use(statement); use.step();) {
    EffectRow row{use.integer(0), use.text(1), use.text(2), std::nullopt, use.integer(5),
                  use.text(6),    use.text(7), use.integer(8)};
    if (!use.is_null(3)) row.to = EntityRef{use.text(3), use.text(4)};
    take(std::move(row));
  }
}

void SqliteStore::each_suppressed(const std::function<void(SuppressedRow)>& take) {
  SQLite::Statement statement(database_, "SELECT subject, rule, run, n, reason, at_us FROM huifang_suppressed ORDER BY id");
  for (Use use(statement); use.step();) {
    take({use.integer(0), use.text(1), use.text(2), use.text(3), use.text(4), use.integer(5)});
  }
}

}  // namespace huifang
