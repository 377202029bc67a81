#include "book/database.hpp"

#include <sqlite3.h>

namespace huifang {
namespace {

const char* synchronous(Durability durability) {
  switch (durability) {
    case Durability::full: return "FULL";
    case Durability::normal: return "NORMAL";
    case Durability::off: return "OFF";
  }
  return "FULL";
}

}  // namespace

void throw_storage(const SQLite::Exception& error) {
  const std::string text = error.what();
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::storage, "HF6002",
                  "another process is writing to the book (" + text + "); try again, or raise busy_timeout_ms");
    case SQLITE_NOTADB:
      throw Error(ErrorKind::storage, "HF6004", "the file is no book: " + text);
    case SQLITE_CANTOPEN:
      throw Error(ErrorKind::storage, "HF6001",
                  "the book cannot be opened: " + text + "; does its folder exist, and may it be written to?");
    case SQLITE_FULL:
      throw Error(ErrorKind::storage, "HF6001", "the book cannot be written: " + text + "; is there room on the disk?");
    default:
      throw Error(ErrorKind::storage, "HF6001", "the book cannot be read or written: " + text);
  }
}

SQLite::Database open_database(const std::string& path, const BookOptions& options) {
  const int flags = options.read_only ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
  SQLite::Database database(path, flags, options.busy_timeout_ms);
  if (!options.read_only) {
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(std::string("PRAGMA synchronous = ") + synchronous(options.durability));
  }
  database.exec("PRAGMA cache_size = -32768");  // KiB
  return database;
}

std::string Use::text(int column) const {
  const SQLite::Column value = statement_.getColumn(column);
  const char* bytes = value.getText("");
  return std::string(bytes, static_cast<std::size_t>(value.getBytes()));
}

}  // namespace huifang
