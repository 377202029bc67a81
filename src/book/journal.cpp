#include "book/journal.hpp"

#include "book/database.hpp"
#include "domain/chain.hpp"

namespace huifang {
namespace {

std::optional<std::string> optional_text(const Use& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.text(column);
}

}  // namespace

std::string chain_hash(std::string_view previous, const JournalEntry& entry) {
  return ChainLink(previous)
      .number(entry.sequence)
      .text(entry.kind)
      .maybe(entry.id)
      .maybe(entry.type)
      .maybe(entry.at_us)
      .number(entry.now_us)
      .text(entry.content)
      .hash();
}

Journal::Journal(SQLite::Database& database)
    : database_(database),
      last_(database, "SELECT sequence, now_us, hash FROM huifang_journal ORDER BY sequence DESC LIMIT 1"),
      insert_(database,
              "INSERT INTO huifang_journal (sequence, kind, id, type, at_us, now_us, content, hash)"
              " VALUES (?,?,?,?,?,?,?,?)"),
      insert_subject_(database, "INSERT INTO huifang_event_subject (entity, key, sequence) VALUES (?,?,?)"),
      count_(database, "UPDATE huifang_counter SET journal = ?") {
  refresh();
}

bool Journal::refresh() {
  Head last;
  {
    Use use(last_);
    if (use.step()) last = {use.integer(0), use.integer(1), use.text(2)};
  }
  if (last == head_) return false;
  head_ = std::move(last);
  return true;
}

void Journal::append(JournalEntry entry, const std::map<std::string, std::string>& subjects) {
  entry.sequence = head_.sequence + 1;
  entry.hash = chain_hash(head_.hash, entry);
  {
    Use use(insert_);
    use.bind(entry.sequence).bind(entry.kind);
    use.bind(entry.id).bind(entry.type).bind(entry.at_us).bind(entry.now_us).bind(entry.content).bind(entry.hash).run();
  }
  for (const auto& [entity, key] : subjects) {
    Use use(insert_subject_);
    use.bind(entity).bind(key).bind(entry.sequence).run();
  }
  head_ = {entry.sequence, entry.now_us, std::move(entry.hash)};
}

void Journal::settle() {
  Use use(count_);
  use.bind(head_.sequence).run();
}

void Journal::each(std::int64_t after_sequence, const std::function<void(JournalEntry)>& take) const {
  SQLite::Statement statement(database_,
                              "SELECT sequence, kind, id, type, at_us, now_us, content, hash FROM huifang_journal"
                              " WHERE sequence > ? ORDER BY sequence");
  Use use(statement);
  use.bind(after_sequence);
  while (use.step()) {
    JournalEntry entry{use.integer(0), use.text(1), optional_text(use, 2), optional_text(use, 3), std::nullopt,
                       use.integer(5), use.text(6), use.text(7)};
    if (!use.is_null(4)) entry.at_us = use.integer(4);
    take(std::move(entry));
  }
}

}  // namespace huifang
