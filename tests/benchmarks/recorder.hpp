#pragma once
/// Records the statements that change a database, with the values bound to them as they were bound, and replays them
/// as plain prepared statements. Works by wrapping SQLite's functions at link time (see CMakeLists.txt): the library
/// under test is the one that ships, and while nothing is recorded a wrapper costs one test of a flag.

#include <cstdint>
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

struct Recording {
  std::vector<std::string> statements;
  std::vector<Execution> executions;  ///< INSERT, UPDATE, DELETE, BEGIN and COMMIT, in order
};

/// From now on every change made through any connection of this thread is recorded.
void start_recording();
Recording stop_recording();

struct Replayed {
  std::uint64_t inserts = 0, updates = 0, deletes = 0, commits = 0;
};
/// Prepare every statement once and execute everything in order. Throws std::runtime_error with SQLite's message.
Replayed replay(sqlite3* database, const Recording& recording);

}  // namespace huifang::benchmark
