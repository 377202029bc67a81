#include "benchmarks/recorder.hpp"

#include <sqlite3.h>

#include <optional>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace huifang::benchmark {
namespace {

class Recorder {
 public:
  void bind(sqlite3_stmt* statement, int index, Bound value) {
    std::vector<Bound>& values = bound_[statement];
    const auto position = static_cast<std::size_t>(index);
    if (values.size() < position) values.resize(position);
    values[position - 1] = std::move(value);
  }

  void step(sqlite3_stmt* statement) {
    const std::string_view sql = sqlite3_sql(statement);
    const bool changes = sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
    if (!changes && !sql.starts_with("BEGIN") && !sql.starts_with("COMMIT")) return;
    const auto [known, first] = numbers_.try_emplace(std::string(sql), static_cast<std::uint32_t>(recording_.statements.size()));
    if (first) recording_.statements.emplace_back(sql);
    // A finished statement may have lain at the same address and had more parameters.
    std::vector<Bound>& values = bound_[statement];
    values.resize(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)));
    recording_.executions.push_back({known->second, values});
  }

  Recording take() { return std::move(recording_); }

 private:
  Recording recording_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<sqlite3_stmt*, std::vector<Bound>> bound_;
};

thread_local std::optional<Recorder> recorder;

class Prepared {
 public:
  Prepared(sqlite3* database, const std::string& sql) {
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database));
    }
  }
  Prepared(Prepared&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() { sqlite3_finalize(statement_); }
  sqlite3_stmt* get() const { return statement_; }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace

void start_recording() { recorder.emplace(); }

Recording stop_recording() {
  Recording recording = recorder->take();
  recorder.reset();
  return recording;
}

}  // namespace huifang::benchmark

// ---- Wrapped functions ----------------------------------------------------------------------------

using huifang::benchmark::Blob;
using huifang::benchmark::recorder;

extern "C" {
int __real_sqlite3_bind_int(sqlite3_stmt*, int, int);
int __real_sqlite3_bind_int64(sqlite3_stmt*, int, sqlite3_int64);
int __real_sqlite3_bind_null(sqlite3_stmt*, int);
int __real_sqlite3_bind_text(sqlite3_stmt*, int, const char*, int, void (*)(void*));
int __real_sqlite3_bind_blob(sqlite3_stmt*, int, const void*, int, void (*)(void*));
int __real_sqlite3_step(sqlite3_stmt*);

int __wrap_sqlite3_bind_int(sqlite3_stmt* statement, int index, int value) {
  if (recorder) recorder->bind(statement, index, std::int64_t{value});
  return __real_sqlite3_bind_int(statement, index, value);
}
int __wrap_sqlite3_bind_int64(sqlite3_stmt* statement, int index, sqlite3_int64 value) {
  if (recorder) recorder->bind(statement, index, std::int64_t{value});
  return __real_sqlite3_bind_int64(statement, index, value);
}
int __wrap_sqlite3_bind_null(sqlite3_stmt* statement, int index) {
  if (recorder) recorder->bind(statement, index, nullptr);
  return __real_sqlite3_bind_null(statement, index);
}
int __wrap_sqlite3_bind_text(sqlite3_stmt* statement, int index, const char* text, int size, void (*release)(void*)) {
  if (recorder) {
    recorder->bind(statement, index, size < 0 ? std::string(text) : std::string(text, static_cast<std::size_t>(size)));
  }
  return __real_sqlite3_bind_text(statement, index, text, size, release);
}
int __wrap_sqlite3_bind_blob(sqlite3_stmt* statement, int index, const void* bytes, int size, void (*release)(void*)) {
  if (recorder) {
    recorder->bind(statement, index, Blob{std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))});
  }
  return __real_sqlite3_bind_blob(statement, index, bytes, size, release);
}
int __wrap_sqlite3_step(sqlite3_stmt* statement) {
  if (recorder && sqlite3_stmt_busy(statement) == 0) recorder->step(statement);
  return __real_sqlite3_step(statement);
}
}  // extern "C"

// ---- Replay ---------------------------------------------------------------------------------------

namespace huifang::benchmark {
namespace {

int bind_value(sqlite3_stmt* statement, int index, const Bound& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return __real_sqlite3_bind_int64(statement, index, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    return __real_sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    return __real_sqlite3_bind_blob(statement, index, blob->bytes.data(), static_cast<int>(blob->bytes.size()), SQLITE_STATIC);
  }
  return __real_sqlite3_bind_null(statement, index);
}

}  // namespace

Replayed replay(sqlite3* database, const Recording& recording) {
  std::vector<Prepared> statements;
  for (const std::string& sql : recording.statements) statements.emplace_back(database, sql);
  Replayed out;
  for (const Execution& execution : recording.executions) {
    sqlite3_stmt* statement = statements[execution.statement].get();
    int index = 0;
    for (const Bound& value : execution.values) {
      if (bind_value(statement, ++index, value) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database));
    }
    if (__real_sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database));
    sqlite3_reset(statement);
    switch (recording.statements[execution.statement].front()) {
      case 'I': ++out.inserts; break;
      case 'U': ++out.updates; break;
      case 'D': ++out.deletes; break;
      case 'C': ++out.commits; break;
      default: break;
    }
  }
  return out;
}

}  // namespace huifang::benchmark
