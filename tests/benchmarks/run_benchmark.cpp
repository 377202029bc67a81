// What a run costs beside the plain SQL that it comes down to.
//
// A log goes through a book as `huifang run` does it: orders under the policy examples/policies/online-retail, or another log under
// --policy NAME, one of examples/policies that has a log.json, up to the day --to; or, with --customers N, the year 2024 of
// examples/policies/cement-visit-cadence passes, up to the day --to, for so many customers of whom nothing else is heard
// (63 calls and visits each), and there three times as long is the limit, and 500 MB; or, with --points N, so many events go
// through ten rules that post points (points_run.cpp), with three times as the limit. Then
// the inserts and updates of that run, with the values they had, are executed as plain prepared statements on a new
// database with the same schema, indexes, PRAGMAs and commits, in the same process. The run may take at most four times
// as long. With --repeat 0 the run is recorded while it is timed: that takes half the time, and the ratio it prints is too
// high rather than too low. Both times are shown; processor time decides: it is the stricter one, because waiting for the disk costs both
// the same, and other work on the machine does not change it. Exit code 1 if the run takes longer, or if verify finds a
// difference.

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "benchmarks/points_run.hpp"
#include "benchmarks/recorder.hpp"
#include "benchmarks/sample_log.hpp"
#include "book/database.hpp"
#include "book/schema.hpp"
#include "huifang/huifang.hpp"

namespace huifang::benchmark {
namespace {

constexpr double ratio_max = 4;
constexpr double year_ratio_max = 3;
constexpr double points_ratio_max = 3;
constexpr double year_memory_mb_max = 500;
// As `huifang run` commits by default.
constexpr std::uint64_t events_per_commit = 5'000;
constexpr std::uint64_t steps_per_commit = 20'000;

struct Options {
  std::string policy = "online-retail";  // folder in examples/policies
  std::optional<Date> to;           // until when time passes; none: the end of the month of the last event, or of the year
  std::string log;                  // empty: a generated one of the same shape as cdnow.csv
  std::string folder;               // where the books are made; empty: the system's temporary folder
  Durability durability = Durability::full;
  std::uint64_t customers = 0;      // 0: the log; else a year of so many customers
  std::uint64_t points = 0;         // 0: the log; else so many events of a department
  std::size_t cached = BookOptions{}.cached_subjects;
  int repeat = 2;                   // of run and replay in turn; the least time of each counts; 0: one run, recorded while it is timed
  bool verify = true;
};

/// Wall-clock and processor time of one piece of work, seconds.
struct Effort {
  double wall = 0, processor = 0;
};
template <class Work>
Effort measured(Work&& work) {
  const auto processor = [] {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
  };
  const auto wall_start = std::chrono::steady_clock::now();
  const double processor_start = processor();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_start).count(), processor() - processor_start};
}

std::string fixed(double value, int places) {
  char text[64];
  return std::string(text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, places).ptr);
}

/// The most that this process has held so far.
double peak_memory_mb() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) * 1024 / 1e6;
}

void remove_book(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

/// What `huifang run --log LOG --map MAP --to END` does, without events behind the end.
void run(const Options& options, const std::string& book_path) {
  const std::filesystem::path example = std::filesystem::path(HUIFANG_SOURCE_DIR) / "examples/policies" / options.policy;
  const Policy policy = Policy::load_file((example / "policy.json").string());
  LogInput input;
  input.path = options.log;
  input.mapping = LogMapping::load_file((example / "log.json").string());
  LogOptions reading;
  reading.zone = policy.zone();
  EventLog log = EventLog::read({input}, reading);
  BookOptions book_options;
  book_options.durability = options.durability;
  book_options.cached_subjects = options.cached;
  Book book = Book::open(book_path, book_options);
  Event event;
  Instant last;
  std::uint64_t events = 0;
  book.begin();
  const std::optional<Instant> to = options.to ? std::optional(policy.zone().start_of_day(*options.to)) : std::nullopt;
  while (log.next(event) && !(to && *to < event.at)) {
    if (events == 0) book.bind(policy, policy.zone().start_of_day(policy.zone().date_of(event.at)));
    book.record(event, std::max(event.at, book.now()));
    last = event.at;
    if (++events % events_per_commit == 0) book.commit(), book.begin();
  }
  book.commit();
  // Without another day time passes to the end of the month.
  const Date day = policy.zone().date_of(last);
  const Date month_end = day.month == 12 ? Date{day.year + 1, 1, 1} : Date{day.year, static_cast<std::uint8_t>(day.month + 1), 1};
  const Date end = options.to.value_or(month_end);
  for (bool complete = false; !complete;) {
    book.begin();
    complete = book.advance(policy.zone().start_of_day(end), steps_per_commit).complete;
    book.commit();
  }
}

/// A year in which everybody is owed what the calendar says, and nobody does anything.
void run_year(const Options& options, const std::string& book_path) {
  const Policy policy =
      Policy::load_file(std::string(HUIFANG_SOURCE_DIR) + "/examples/policies/cement-visit-cadence/policy.json");
  const Instant begin = policy.zone().start_of_day({2024, 1, 1}), end = policy.zone().start_of_day(options.to.value_or(Date{2025, 1, 1}));
  BookOptions book_options;
  book_options.durability = options.durability;
  book_options.cached_subjects = options.cached;
  Book book = Book::open(book_path, book_options);
  book.bind(policy, begin);
  book.begin();
  for (std::uint64_t i = 0; i < options.customers; ++i) {
    Event event;
    event.id = "a" + std::to_string(i);
    event.type = "assign";
    event.at = begin;
    event.subjects["customer"] = "c" + std::to_string(i);
    event.data["owner"] = Value::of("s" + std::to_string(i % 400));
    event.data["holders"] = Value::of(std::vector<Value>{event.data["owner"], Value::of("s" + std::to_string((i + 1) % 400))});
    book.record(event, begin);
    if ((i + 1) % events_per_commit == 0) book.commit(), book.begin();
  }
  book.commit();
  for (bool complete = false; !complete;) {
    book.begin();
    complete = book.advance(end, steps_per_commit).complete;
    book.commit();
  }
}

void print_duties(const Book& book) {
  std::map<std::string, DutyCount> months;
  for (const DutyCount& count : book.counts()) {
    DutyCount& month = months[count.month];
    month.created += count.created;
    month.done += count.done;
    month.missed += count.missed;
    month.withdrawn += count.withdrawn;
    month.open += count.open;
  }
  std::printf("  %-8s %9s %9s %9s %9s %9s\n", "month", "created", "done", "missed", "withdrawn", "open");
  for (const auto& [name, count] : months) {
    std::printf("  %-8s %9lld %9lld %9lld %9lld %9lld\n", name.c_str(), static_cast<long long>(count.created),
                static_cast<long long>(count.done), static_cast<long long>(count.missed),
                static_cast<long long>(count.withdrawn), static_cast<long long>(count.open));
  }
}

/// Of the ledger, by kind.
std::string counted_entries(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READONLY);
  SQLite::Statement kinds(database, "SELECT kind, count(*) FROM huifang_entry GROUP BY kind ORDER BY kind");
  std::string out;
  while (kinds.executeStep()) out += (out.empty() ? "" : ", ") + kinds.getColumn(1).getString() + " " + kinds.getColumn(0).getString();
  return out;
}

Replayed replay_plainly(const Options& options, const std::string& path, const Recording& recording, Effort& effort) {
  remove_book(path);
  BookOptions book_options;
  book_options.durability = options.durability;
  SQLite::Database database = open_database(path, book_options);
  migrate(database, migrations());
  Replay replay(database.getHandle(), recording);
  while (replay.read()) {
    const Effort some = measured([&] { replay.execute(); });
    effort = {effort.wall + some.wall, effort.processor + some.processor};
  }
  return replay.done();
}

/// Tables whose content differs between the two databases; empty = the replay did what the run did.
std::string differing_tables(const std::string& a, const std::string& b) {
  SQLite::Database one(a, SQLite::OPEN_READONLY), other(b, SQLite::OPEN_READONLY);
  SQLite::Statement tables(one, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  std::string out;
  while (tables.executeStep()) {
    const std::string name = tables.getColumn(0).getString();
    // Both were written by the same statements in the same order: their rows lie in the same order too.
    SQLite::Statement left(one, "SELECT * FROM " + name), right(other, "SELECT * FROM " + name);
    const auto same_row = [&] {
      for (int i = 0; i < left.getColumnCount(); ++i) {
        const SQLite::Column was = left.getColumn(i), is = right.getColumn(i);
        if (was.getType() != is.getType() || was.getBytes() != is.getBytes()) return false;
        if (std::memcmp(was.getText(), is.getText(), static_cast<std::size_t>(was.getBytes())) != 0) return false;
      }
      return true;
    };
    for (;;) {
      const bool more = left.executeStep();
      if (more != right.executeStep() || (more && !same_row())) {
        out += " " + name;
        break;
      }
      if (!more) break;
    }
  }
  return out;
}

int benchmark(Options options) {
  const std::filesystem::path folder = options.folder.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(options.folder);
  const std::string book_path = (folder / "huifang-benchmark.book").string();
  const std::string plain_path = (folder / "huifang-benchmark-plain.db").string();
  const std::string generated = (folder / "huifang-benchmark.csv").string();
  const std::string recorded = (folder / "huifang-benchmark.recording").string();
  const bool logged = options.customers == 0 && options.points == 0;
  const auto run_once = [&](const std::string& path) {
    if (logged) return run(options, path);
    if (options.customers > 0) return run_year(options, path);
    BookOptions book_options;
    book_options.durability = options.durability;
    book_options.cached_subjects = options.cached;
    run_points(path, book_options, options.points, events_per_commit);
  };
  const double limit = logged ? ratio_max : options.customers > 0 ? year_ratio_max : points_ratio_max;
  if (options.log.empty() && logged) {
    write_sample_log(generated);
    options.log = generated;
  }

  Effort best_run{1e300, 1e300}, best_plain{1e300, 1e300};
  const auto keep_best = [](Effort& best, const Effort& effort) {
    best = {std::min(best.wall, effort.wall), std::min(best.processor, effort.processor)};
  };
  const auto timed_run = [&] {
    remove_book(book_path);
    keep_best(best_run, measured([&] { run_once(book_path); }));
  };
  const bool once = options.repeat == 0;
  Recording recording;
  if (once) start_recording(recorded);
  timed_run();
  if (once) recording = stop_recording();
  const double memory_mb = peak_memory_mb();  // before anything is recorded, or with the little that recording needs
  const char* durability = options.durability == Durability::full ? "full" : options.durability == Durability::normal ? "normal" : "off";
  if (options.points == 0) {
    std::printf("duties by month of their due\n");
    print_duties(Book::open(book_path));
  } else {
    std::printf("entries     %s\n", counted_entries(book_path).c_str());
  }
  std::printf("durability  %s\n", durability);
  const auto print_run = [&](const char* name) {
    std::printf("%-11s %s s wall, %s s processor, peak memory %s MB, book %s MB\n", name, fixed(best_run.wall, 2).c_str(),
                fixed(best_run.processor, 2).c_str(), fixed(memory_mb, 0).c_str(),
                fixed(static_cast<double>(std::filesystem::file_size(book_path)) / 1e6, 1).c_str());
    std::fflush(stdout);
  };
  print_run("run");

  if (!once) {
    remove_book(plain_path);
    start_recording(recorded);
    run_once(plain_path);
    recording = stop_recording();
  }

  Replayed replayed;
  for (int i = 0; i < std::max(options.repeat, 1); ++i) {
    if (i > 0) timed_run();
    Effort effort;
    replayed = replay_plainly(options, plain_path, recording, effort);
    keep_best(best_plain, effort);
  }
  if (options.repeat > 1) print_run("best run");
  std::printf("plain SQL   %s s wall, %s s processor: %llu inserts, %llu updates, %llu deletes, %llu commits\n",
              fixed(best_plain.wall, 2).c_str(), fixed(best_plain.processor, 2).c_str(),
              static_cast<unsigned long long>(replayed.inserts), static_cast<unsigned long long>(replayed.updates),
              static_cast<unsigned long long>(replayed.deletes), static_cast<unsigned long long>(replayed.commits));
  const double ratio = best_run.processor / best_plain.processor;
  std::printf("rules       %s s processor: the run without its SQL\n", fixed(best_run.processor - best_plain.processor, 2).c_str());
  std::printf("ratio       %s processor (at most %s), %s wall\n", fixed(ratio, 2).c_str(), fixed(limit, 0).c_str(),
              fixed(best_run.wall / best_plain.wall, 2).c_str());
  std::fflush(stdout);
  const bool small = options.customers == 0 || memory_mb <= year_memory_mb_max;
  if (!small) std::printf("the run needs more memory than %s MB\n", fixed(year_memory_mb_max, 0).c_str());
  const std::string different = differing_tables(book_path, plain_path);
  bool same = true;
  if (options.verify) {
    const Book book = Book::open(book_path);
    VerifyReport report;
    const Effort verify = measured([&] { report = book.verify(); });
    same = report.same;
    std::printf("verify      %s s, %llu inputs, %llu rows, peak memory so far %s MB: %s\n", fixed(verify.wall, 2).c_str(),
                static_cast<unsigned long long>(report.inputs), static_cast<unsigned long long>(report.rows),
                fixed(peak_memory_mb(), 0).c_str(), report.same ? "no difference" : report.differences.front().c_str());
  } else {
    std::printf("verify      left out, as asked for\n");
  }
  if (!different.empty()) std::printf("the plain statements led to other rows in:%s\n", different.c_str());
  for (const std::string& path : {book_path, plain_path}) remove_book(path);
  for (const std::string& path : {generated, recorded}) std::filesystem::remove(path);
  return ratio <= limit && small && same && different.empty() ? 0 : 1;
}

}  // namespace
}  // namespace huifang::benchmark

int main(int argc, char** argv) {
  using namespace huifang;
  benchmark::Options options;
  const std::string usage = "run_benchmark [[--policy NAME] --log FILE [--to DATE] | --customers N [--to DATE] | --points N] [--folder DIR] [--durability full|normal|off] [--repeat N] [--cached N] [--verify yes|no]\n";
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) return std::cerr << usage, 2;
    const std::string value = argv[i + 1];
    if (name == "--log") {
      options.log = value;
    } else if (name == "--policy") {
      options.policy = value;
    } else if (name == "--to" && (options.to = Date::parse(value))) {
    } else if (name == "--customers" && std::from_chars(value.data(), value.data() + value.size(), options.customers).ec == std::errc() &&
               options.customers > 0) {
    } else if (name == "--points" && std::from_chars(value.data(), value.data() + value.size(), options.points).ec == std::errc() && options.points > 0) {
    } else if (name == "--folder") {
      options.folder = value;
    } else if (name == "--durability" && (value == "full" || value == "normal" || value == "off")) {
      options.durability = value == "full" ? Durability::full : value == "normal" ? Durability::normal : Durability::off;
    } else if (name == "--repeat" && std::from_chars(value.data(), value.data() + value.size(), options.repeat).ec == std::errc() &&
               options.repeat >= 0) {
    } else if (name == "--verify" && (value == "yes" || value == "no")) {
      options.verify = value == "yes";
    } else if (name == "--cached" && std::from_chars(value.data(), value.data() + value.size(), options.cached).ec == std::errc()) {
    } else {
      return std::cerr << usage, 2;
    }
  }
  if (options.log.empty() && options.policy != benchmark::Options{}.policy) return std::cerr << usage, 2;
  try {
    return benchmark::benchmark(options);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
