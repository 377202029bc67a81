#include "book/replayed_tables.hpp"

#include "book/schema.hpp"
#include "huifang/error.hpp"

namespace huifang {

ReplayedTables::ReplayedTables(std::size_t memory_kib) {
  in([&] {
    database_.emplace("", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);  // without a name: SQLite's own temporary file
    // Nothing is ever taken back, and nobody reads it afterwards.
    database_->exec("PRAGMA journal_mode = OFF");
    database_->exec("PRAGMA synchronous = OFF");
    database_->exec("PRAGMA cache_size = -" + std::to_string(memory_kib));
    migrate(*database_, migrations());
    database_->exec("BEGIN");
    store_.emplace(*database_);
    add_event_subject_.emplace(*database_, "INSERT INTO huifang_event_subject (entity, key, sequence) VALUES (?,?,?)");
  });
}

void ReplayedTables::add(const EventSubjectRow& row) {
  Use use(*add_event_subject_);
  use.bind(row.entity).bind(row.key).bind(row.sequence).run();
}

void ReplayedTables::add(const BindingRow& row) {
  SQLite::Statement insert(*database_,
                           "INSERT INTO huifang_binding (sequence, position, policy_hash, governs, from_us) VALUES (?,?,?,?,?)");
  Use use(insert);
  use.bind(row.sequence).bind(row.position).bind(row.hash).bind(row.governs).bind(row.from_us).run();
}

void ReplayedTables::add(const PolicyRow& row) {
  SQLite::Statement insert(*database_,
                           "INSERT INTO huifang_policy (hash, policy, version, text) VALUES (?,?,?,'')"
                           " ON CONFLICT (hash) DO NOTHING");
  Use use(insert);
  use.bind(row.hash).bind(row.policy).bind(row.version).run();
}

void ReplayedTables::set_meta(const std::vector<NamedRow>& rows) {
  database_->exec("DELETE FROM huifang_meta WHERE name <> 'schema'");
  SQLite::Statement insert(*database_,
                           "INSERT INTO huifang_meta (name, value) VALUES (?,?)"
                           " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  for (const NamedRow& row : rows) Use(insert).bind(row.name).bind(row.value).run();
}

void ReplayedTables::set_journal(std::int64_t sequence) {
  SQLite::Statement update(*database_, "UPDATE huifang_counter SET journal = ?");
  Use(update).bind(sequence).run();
}

void ReplayedTables::throw_unusable(const SQLite::Exception& error) {
  throw Error(ErrorKind::storage, unusable,
              std::string("the journal cannot be replayed into a temporary database: ") + error.what() +
                  "; the folder for temporary files must have room for about as much as the book (TMPDIR names another)");
}

}  // namespace huifang
