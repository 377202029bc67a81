#pragma once
/// Records the statements that change a database, with the values bound to them as they were bound, and replays them
/// as plain prepared statements. Works by wrapping SQLite's functions at link time (see CMakeLists.txt): the library
/// under test is the one that ships, and while nothing is recorded a wrapper costs one test of a flag.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

struct sqlite3;

namespace huifang::benchmark {

struct Blob {
  std::string bytes;
};
using Bound = std::variant<std::nullptr_t, std::int64_t, std::string, Blob>;

/// One execution of one statement: the index of its text and its values in order.
struct Execution {
  std::uint32_t statement = 0;
  std::vector<Bound> values;
};

/// INSERT, UPDATE, DELETE, BEGIN and COMMIT, in order. The executions are in a file: those of a year do not fit into memory.
struct Recording {
  std::vector<std::string> statements;
  std::string path;
};

/// From now on every change made through any connection of this thread is recorded. Throws std::runtime_error when the file
/// cannot be written.
void start_recording(const std::string& path);
Recording stop_recording();

struct Replayed {
  std::uint64_t inserts = 0, updates = 0, deletes = 0, commits = 0;
};

/// Prepares every statement once and executes everything in order. All members throw std::runtime_error, with SQLite's
/// message. `database` and `recording` are borrowed.
class Replay {
 public:
  Replay(sqlite3* database, const Recording& recording);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// Reads some thousand executions from the file; false: there are no more. Not part of what is measured.
  bool read();
  /// Executes what was read.
  void execute();
  const Replayed& done() const { return done_; }

 private:
  class Prepared;
  const Recording& recording_;
  sqlite3* database_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::vector<Prepared> statements_;
  std::vector<Execution> some_;
  Replayed done_;
};

}  // namespace huifang::benchmark
