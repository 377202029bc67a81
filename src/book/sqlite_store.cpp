#include "book/sqlite_store.hpp"

#include <optional>
#include <string>
#include <utility>

#include "book/database.hpp"
#include "book/table_rows.hpp"
#include "huifang/error.hpp"

namespace huifang {
namespace {

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
      entries_(database),
      read_counters_(database, "SELECT subject, duty, effect, now_us FROM huifang_counter"),
      write_counters_(database, "UPDATE huifang_counter SET subject = ?, duty = ?, effect = ?, now_us = ?"),
      find_subject_(database, "SELECT id FROM huifang_subject WHERE entity = ? AND key = ?"),
      read_subject_(database, select_subjects() + "WHERE id = ?"),
      insert_subject_(database,
                      "INSERT INTO huifang_subject (id, entity, key, since_us, wake_us, wake_phase, wake_rule, state)"
                      " VALUES (?,?,?,?,?,?,?,?)"),
      update_subject_(database,
                      "UPDATE huifang_subject SET since_us = ?, wake_us = ?, wake_phase = ?, wake_rule = ?, state = ?"
                      " WHERE id = ?"),
      read_facts_(database, select_facts() + "WHERE f.subject = ? " + fact_order),
      insert_fact_(database,
                   "INSERT INTO huifang_fact (subject, attribute, from_us, sequence, value)"
                   " VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING"),
      update_fact_(database,
                   "UPDATE huifang_fact SET value = ? WHERE subject = ? AND attribute = ? AND from_us = ? AND sequence = ?"),
      insert_target_(database,
                     "INSERT INTO huifang_fact_target (subject, attribute, from_us, sequence, target) VALUES (?,?,?,?,?)"),
      delete_targets_(database,
                      "DELETE FROM huifang_fact_target WHERE subject = ? AND attribute = ? AND from_us = ? AND sequence = ?"),
      read_tiers_(database, select_tiers() + "WHERE subject = ? ORDER BY tier, from_us, sequence, id"),
      read_tier_at_(database,
                    select_tiers() + "WHERE subject = ? AND tier = ? AND from_us <= ? ORDER BY from_us DESC, sequence DESC, id DESC LIMIT 1"),
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
    FactReader facts;
    while (std::optional<FactRow> fact = facts.next(use)) out.facts.push_back(*std::move(fact));
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
  for (const EntryRow* row : changes.entries) entries_.insert(*row);
  write_counters(changes.counters);
}

std::optional<std::string> SqliteStore::tier_at(SubjectId subject, const std::string& tier, std::int64_t at_us) {
  Use use(read_tier_at_);
  use.bind(subject).bind(tier).bind(at_us);
  return use.step() ? std::optional(read_tier(use).value) : std::nullopt;
}

std::optional<EntryRow> SqliteStore::last_entry() { return entries_.last(); }
std::optional<EntryRow> SqliteStore::entry(std::int64_t id) { return entries_.one(id); }
std::vector<EntryRow> SqliteStore::entries_for(const std::string& cause) { return entries_.of(cause); }
std::vector<EntryRow> SqliteStore::entries_by(const std::string& event) { return entries_.by(event); }
std::vector<EntryRow> SqliteStore::entries_in(SubjectId account, const std::string& point_class) { return entries_.in(account, point_class); }
std::vector<SubjectId> SqliteStore::earners(const std::string& point_class, std::int64_t from_us, std::int64_t to_us) {
  return entries_.earners(point_class, from_us, to_us);
}
EntryTotal SqliteStore::account_total(SubjectId account, const std::string& point_class, const std::string& period) {
  return entries_.of_account(account, point_class, period);
}
PeriodTotal SqliteStore::period_total(const std::string& point_class, const std::string& period) { return entries_.of_period(point_class, period); }

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

}  // namespace huifang
