#include "benchmarks/recorder.hpp"

#include <sqlite3.h>

#include <optional>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace huifang::benchmark {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File opened(const std::string& path, const char* mode) {
  File file(std::fopen(path.c_str(), mode), std::fclose);
  if (!file) throw std::runtime_error("the recording " + path + " cannot be opened");
  return file;
}

template <class T>
void put(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put(std::string& bytes, const Bound& value) {
  put(bytes, static_cast<std::uint8_t>(value.index()));
  if (const auto* number = std::get_if<std::int64_t>(&value)) return put(bytes, *number);
  const std::string* text = std::get_if<std::string>(&value);
  if (const auto* blob = std::get_if<Blob>(&value)) text = &blob->bytes;
  if (text == nullptr) return;
  put(bytes, static_cast<std::uint32_t>(text->size()));
  bytes += *text;
}

/// Writes executions to a file.
class Recorder {
 public:
  explicit Recorder(const std::string& path) : file_(opened(path, "wb")) { recording_.path = path; }

  /// The place of a value; its text may be assigned to.
  Bound& value(sqlite3_stmt* statement, int index) {
    std::vector<Bound>& values = of(statement).values;
    const auto position = static_cast<std::size_t>(index);
    if (values.size() < position) values.resize(position);
    return values[position - 1];
  }
  void bind(sqlite3_stmt* statement, int index, Bound bound) { value(statement, index) = std::move(bound); }
  void bind(sqlite3_stmt* statement, int index, std::string_view text) {
    Bound& place = value(statement, index);
    if (std::string* known = std::get_if<std::string>(&place)) {
      known->assign(text);
    } else {
      place = std::string(text);
    }
  }

  void step(sqlite3_stmt* statement) {
    const std::string_view sql = sqlite3_sql(statement);
    const bool changes = sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
    if (!changes && !sql.starts_with("BEGIN") && !sql.starts_with("COMMIT")) return;
    // A finished statement may have lain at the same address, and had another text and more parameters.
    Bindings& bindings = of(statement);
    if (bindings.number >= recording_.statements.size() || recording_.statements[bindings.number] != sql) bindings.number = number_of(sql);
    std::vector<Bound>& values = bindings.values;
    values.resize(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)));
    put(bytes_, bindings.number);
    put(bytes_, static_cast<std::uint32_t>(values.size()));
    for (const Bound& value : values) put(bytes_, value);
    if (bytes_.size() > 1'000'000) write();
  }

  Recording take() {
    write();
    if (std::fflush(file_.get()) != 0) throw std::runtime_error("the recording cannot be written");
    return std::move(recording_);
  }

 private:
  struct Bindings {
    std::uint32_t number = UINT32_MAX;  // of its text
    std::vector<Bound> values;
  };
  Bindings& of(sqlite3_stmt* statement) {
    if (statement != last_) {
      last_ = statement;
      last_bindings_ = &bound_[statement];
    }
    return *last_bindings_;
  }
  std::uint32_t number_of(std::string_view sql) {
    const auto [known, first] = numbers_.try_emplace(std::string(sql), static_cast<std::uint32_t>(recording_.statements.size()));
    if (first) recording_.statements.emplace_back(sql);
    return known->second;
  }
  void write() {
    if (std::fwrite(bytes_.data(), 1, bytes_.size(), file_.get()) != bytes_.size())
      throw std::runtime_error("the recording cannot be written");
    bytes_.clear();
  }

  File file_;
  std::string bytes_;
  Recording recording_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<sqlite3_stmt*, Bindings> bound_;
  sqlite3_stmt* last_ = nullptr;
  Bindings* last_bindings_ = nullptr;  // its own, in bound_
};

thread_local std::optional<Recorder> recorder;

}  // namespace

void start_recording(const std::string& path) { recorder.emplace(path); }

Recording stop_recording() {
  Recording recording = recorder->take();
  recorder.reset();
  return recording;
}

}  // namespace huifang::benchmark

// ---- Wrapped functions ----------------------------------------------------------------------------

using huifang::benchmark::Blob;
using huifang::benchmark::Bound;
using huifang::benchmark::recorder;

extern "C" {
int __real_sqlite3_bind_int(sqlite3_stmt*, int, int);
int __real_sqlite3_bind_int64(sqlite3_stmt*, int, sqlite3_int64);
int __real_sqlite3_bind_null(sqlite3_stmt*, int);
int __real_sqlite3_bind_text(sqlite3_stmt*, int, const char*, int, void (*)(void*));
int __real_sqlite3_bind_blob(sqlite3_stmt*, int, const void*, int, void (*)(void*));
int __real_sqlite3_step(sqlite3_stmt*);

int __wrap_sqlite3_bind_int(sqlite3_stmt* statement, int index, int value) {
  if (recorder) recorder->bind(statement, index, Bound(std::int64_t{value}));
  return __real_sqlite3_bind_int(statement, index, value);
}
int __wrap_sqlite3_bind_int64(sqlite3_stmt* statement, int index, sqlite3_int64 value) {
  if (recorder) recorder->bind(statement, index, Bound(std::int64_t{value}));
  return __real_sqlite3_bind_int64(statement, index, value);
}
int __wrap_sqlite3_bind_null(sqlite3_stmt* statement, int index) {
  if (recorder) recorder->bind(statement, index, Bound(nullptr));
  return __real_sqlite3_bind_null(statement, index);
}
int __wrap_sqlite3_bind_text(sqlite3_stmt* statement, int index, const char* text, int size, void (*release)(void*)) {
  if (recorder) {
    recorder->bind(statement, index, size < 0 ? std::string_view(text) : std::string_view(text, static_cast<std::size_t>(size)));
  }
  return __real_sqlite3_bind_text(statement, index, text, size, release);
}
int __wrap_sqlite3_bind_blob(sqlite3_stmt* statement, int index, const void* bytes, int size, void (*release)(void*)) {
  if (recorder) {
    recorder->bind(statement, index, Bound(Blob{std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))}));
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

template <class T>
T take(std::FILE* file) {
  T value{};
  if (std::fread(&value, sizeof value, 1, file) != 1) throw std::runtime_error("the recording ends too early");
  return value;
}

Bound take_bound(std::FILE* file) {
  const auto kind = take<std::uint8_t>(file);
  if (kind == 0) return nullptr;
  if (kind == 1) return take<std::int64_t>(file);
  std::string text(take<std::uint32_t>(file), '\0');
  if (std::fread(text.data(), 1, text.size(), file) != text.size()) throw std::runtime_error("the recording ends too early");
  if (kind == 2) return text;
  return Blob{std::move(text)};
}

}  // namespace

class Replay::Prepared {
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

Replay::Replay(sqlite3* database, const Recording& recording)
    : recording_(recording), database_(database), file_(opened(recording.path, "rb")) {
  for (const std::string& sql : recording.statements) statements_.emplace_back(database, sql);
}
Replay::~Replay() = default;

bool Replay::read() {
  constexpr std::size_t executions = 20'000;
  some_.clear();
  while (some_.size() < executions) {
    const int first = std::fgetc(file_.get());
    if (first == EOF) break;
    std::ungetc(first, file_.get());
    Execution& execution = some_.emplace_back();
    execution.statement = take<std::uint32_t>(file_.get());
    const auto values = take<std::uint32_t>(file_.get());
    for (std::uint32_t i = 0; i < values; ++i) execution.values.push_back(take_bound(file_.get()));
  }
  return !some_.empty();
}

void Replay::execute() {
  for (const Execution& execution : some_) {
    sqlite3_stmt* statement = statements_[execution.statement].get();
    int index = 0;
    for (const Bound& value : execution.values) {
      if (bind_value(statement, ++index, value) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database_));
    }
    if (__real_sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_));
    sqlite3_reset(statement);
    switch (recording_.statements[execution.statement].front()) {
      case 'I': ++done_.inserts; break;
      case 'U': ++done_.updates; break;
      case 'D': ++done_.deletes; break;
      case 'C': ++done_.commits; break;
      default: break;
    }
  }
}

}  // namespace huifang::benchmark
