#include "book/database.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <system_error>

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

/// "file:…?immutable=1": SQLite takes the file as it stands, and needs nothing beside it.
std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      constexpr char digits[] = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(c);
      uri += std::string("%") + digits[code >> 4] + digits[code & 15];
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

/// Readers of a book in WAL mode make a file beside it. Where the folder may not be written to, nobody else writes
/// either: a book that was closed properly is then read as it stands.
SQLite::Database open_for_reading(const std::string& path, const BookOptions& options) {
  try {
    SQLite::Database database(path, SQLite::OPEN_READONLY, options.busy_timeout_ms);
    database.execAndGet("SELECT count(*) FROM sqlite_schema");
    return database;
  } catch (const SQLite::Exception& error) {
    const int code = error.getErrorCode() & 0xff;
    std::error_code unknown;
    if ((code != SQLITE_READONLY && code != SQLITE_CANTOPEN) || !std::filesystem::exists(path, unknown)) throw;
    const std::string wal = path + "-wal";
    if (std::filesystem::exists(wal, unknown) && std::filesystem::file_size(wal, unknown) > 0) {
      throw Error(ErrorKind::storage, "HF6001",
                  "the book has changes in " + wal +
                      " that can only be read where its folder may be written to; copy both files to such a folder");
    }
    return SQLite::Database(immutable_uri(path), SQLite::OPEN_READONLY | SQLite::OPEN_URI, options.busy_timeout_ms);
  }
}

}  // namespace

void throw_storage(const SQLite::Exception& error) {
  const std::string text = error.what();
  const auto damaged = [&] {
    throw Error(ErrorKind::storage, "HF6007",
                "the book is damaged: " + text + "; restore it from a copy, or feed its logs to a new book");
  };
  switch (error.getErrorCode() & 0xff) {  // without the extended part
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
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw Error(ErrorKind::storage, "HF6001",
                  "the book cannot be written: " + text + "; may the file and its folder be written to?");
    case SQLITE_IOERR:
      throw Error(ErrorKind::storage, "HF6001",
                  "the book cannot be read or written: " + text + "; is the disk in order, and the file still there?");
    case SQLITE_CORRUPT:
    case SQLITE_MISMATCH:
      damaged();
      break;
    case SQLITE_ERROR:
      if (text.starts_with("no such ") || text.find("malformed") != std::string::npos) damaged();
      break;
    default:
      break;
  }
  throw Error(ErrorKind::storage, "HF6001",
              "the book cannot be read or written: " + text + "; when it stays so, restore it from a copy");
}

SQLite::Database open_database(const std::string& path, const BookOptions& options) {
  SQLite::Database database =
      options.read_only
          ? open_for_reading(path, options)
          : SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, options.busy_timeout_ms);
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
