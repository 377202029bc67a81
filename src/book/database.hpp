#pragma once
/// One SQLite connection of a book: opening, statements, and the one place where its errors become ours.

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "huifang/book.hpp"
#include "huifang/error.hpp"
#include "huifang/value.hpp"

namespace huifang {

/// Open the file with the connection settings of `options`. Throws Error(storage).
SQLite::Database open_database(const std::string& path, const BookOptions& options);

/// Run `body`; an error of SQLite leaves as Error(storage) that says what to do about it.
/// Everything that touches the database from outside src/book goes through this.
[[noreturn]] void throw_storage(const SQLite::Exception& error);
template <class Body>
decltype(auto) guarded(Body&& body) {
  try {
    return body();
  } catch (const SQLite::Exception& error) {
    throw_storage(error);
  }
}

/// A transaction that is rolled back at the end of its scope unless it was committed. Unlike SQLite::Transaction it does
/// not end the process when there is no memory left for the error of a failed rollback.
class ScopedTransaction {
 public:
  ScopedTransaction(SQLite::Database& database, const char* begin) : database_(database) { database_.exec(begin); }
  ~ScopedTransaction() {
    if (!committed_) database_.tryExec("ROLLBACK");
  }
  ScopedTransaction(const ScopedTransaction&) = delete;
  ScopedTransaction& operator=(const ScopedTransaction&) = delete;
  void commit() {
    database_.exec("COMMIT");
    committed_ = true;
  }

 private:
  SQLite::Database& database_;
  bool committed_ = false;
};

/// A prepared statement that is reset when the scope of its use ends, so that it holds no lock and no bound text.
/// Texts are bound without a copy: they must live until the scope ends.
class Use {
 public:
  explicit Use(SQLite::Statement& statement) : statement_(statement) {}
  ~Use() { statement_.tryReset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  Use& bind(std::int64_t value) { return statement_.bind(++bound_, value), *this; }
  Use& bind(const std::string& text) { return statement_.bindNoCopy(++bound_, text), *this; }
  Use& bind(std::string&&) = delete;
  Use& null() { return statement_.bind(++bound_), *this; }
  Use& bind(const std::optional<Instant>& instant) { return instant ? bind(instant->utc_us) : null(); }
  Use& bind(const std::optional<std::int64_t>& value) { return value ? bind(*value) : null(); }
  Use& bind(const std::optional<std::string>& text) { return text ? bind(*text) : null(); }
  Use& bind(std::optional<std::string>&&) = delete;
  Use& blob(const std::string& bytes) {
    statement_.bindNoCopy(++bound_, bytes.data(), static_cast<int>(bytes.size()));
    return *this;
  }

  bool step() { return statement_.executeStep(); }
  int run() { return statement_.exec(); }  ///< rows changed

  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  bool is_null(int column) const { return statement_.isColumnNull(column); }
  std::string text(int column) const;
  std::optional<Instant> instant(int column) const {
    if (is_null(column)) return std::nullopt;
    return Instant{integer(column)};
  }

 private:
  SQLite::Statement& statement_;
  int bound_ = 0;
};

}  // namespace huifang
