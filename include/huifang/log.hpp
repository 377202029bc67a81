#pragma once
/// Logs: CSV and JSON Lines files read as events, in time order.
///
/// A log is read twice: first everything is checked and only the time and place of each event is kept (about
/// 40 bytes an event), then the events are handed out one by one in time order. So a malformed record is
/// found, with all others, before anything is done with the first event. How columns become events is said by
/// a LogMapping, a small JSON document (examples/guide/logs.md).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "huifang/calendar.hpp"
#include "huifang/error.hpp"
#include "huifang/event.hpp"

namespace huifang {

/// How the records of a log become events. A cheap shared handle; immutable; use it from any number of
/// threads.
class LogMapping {
 public:
  /// Read a mapping document. Throws Error(syntax or policy) with all diagnostics (HF51xx).
  static LogMapping parse(std::string_view json, const std::string& file = {});
  /// Read a file and parse it. Throws Error(storage) when it cannot be read.
  static LogMapping load_file(const std::string& path);
  /// JSON Lines whose lines are event envelopes (Event::parse): no mapping is needed.
  static LogMapping envelopes();

  struct Rep;
  const Rep& rep() const { return *rep_; }

 private:
  explicit LogMapping(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

/// One log to read: a file, or a text in memory.
struct LogInput {
  std::string path;  ///< file to read; empty: `text` is the log
  std::string text;  ///< UTF-8; used when path is empty
  std::string name;  ///< in diagnostics and ids; empty: the path's last part
  LogMapping mapping = LogMapping::envelopes();
};

/// How logs are read.
struct LogOptions {
  TimeZone zone = TimeZone::find("UTC");    ///< of times without offset, unless the mapping names one
  std::size_t record_bytes = 1024u * 1024;  ///< limit of one record
  std::size_t errors_listed = 100;          ///< further ones are counted in a last note
  std::size_t memory_bytes =
      64u * 1024 * 1024;  ///< larger files are not kept in memory between the two readings
};

/// Events of one or several logs, in time order; ties in order of the inputs, then of the file, then of the
/// mapping's event rules. Used by one thread at a time.
class EventLog {
 public:
  /// Read and check everything. Throws Error(storage) for a file that cannot be read, Error(syntax) with the
  /// diagnostics of all malformed records (HF50xx: file, line, column, found, expected), unless their mapping
  /// says `"errors": "skip"`.
  static EventLog read(std::vector<LogInput> inputs, const LogOptions& options = {});
  EventLog(EventLog&&) noexcept;
  EventLog& operator=(EventLog&&) noexcept;
  ~EventLog();

  /// The next event, or false at the end.
  bool next(Event& event);
  /// Begin again with the first event.
  void rewind();
  /// Where the event last handed out stands: "orders.csv:17".
  std::string place() const;

  std::uint64_t size() const;                      ///< events
  std::uint64_t records() const;                   ///< records read, without headers
  std::uint64_t skipped_records() const;           ///< left out because of `"errors": "skip"`
  const std::vector<Diagnostic>& skipped() const;  ///< why, as far as they are listed

 private:
  struct Rep;
  explicit EventLog(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

/// The JSON Schema (2020-12) of mapping documents.
std::string_view log_mapping_schema();

}  // namespace huifang
