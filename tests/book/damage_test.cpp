/// Books that were damaged, cut off or altered: they open, or say in words why not; nothing is believed that is not so.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

namespace huifang {

using namespace sample;

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void put(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// A book on disk, closed.
void make(const TemporaryFile& file) {
  Book book = Book::open(file.path());
  begin(book);
  run(book);
}
void alter(const TemporaryFile& file, const std::string& sql) {
  SQLite::Database database(file.path(), SQLite::OPEN_READWRITE);
  database.exec(sql);
}
/// "HF6007: the message" of whatever reading everything comes to; "" when all can be read.
std::string reading(const std::string& path) {
  try {
    BookOptions options;
    options.read_only = true;
    const Book book = Book::open(path, options);
    (void)book.duties();
    (void)book.tiers();
    (void)book.effects();
    (void)book.counts();
    (void)book.verify();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
    return error.diagnostics().front().code + ": " + error.diagnostics().front().message;
  }
  return "";
}

}  // namespace

SCENARIO("a stored policy that was altered is a damaged book, not a bad policy", "[book][damage]") {
  const TemporaryFile file;
  make(file);
  const char* how = GENERATE("'{'", "NULL || 'x'", "''", "replace(text, '\"call\"', '\"cal\"')", "replace(text, 'each', 'eech')");
  CAPTURE(how);
  if (std::string(how).starts_with("NULL")) {
    alter(file, "UPDATE huifang_policy SET text = char(0) || text");
  } else {
    alter(file, std::string("UPDATE huifang_policy SET text = ") + how);
  }
  try {
    Book book = Book::open(file.path());
    book.advance(at("2024-05-01T00:00"));
    FAIL("the altered policy was used");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
    CHECK(error.diagnostics().front().code == "HF6016");
  }
  const Book book = Book::open(file.path());
  const VerifyReport report = book.verify();
  CHECK_FALSE(report.same);
  REQUIRE_FALSE(report.differences.empty());
  CHECK(report.differences.front().find("HF6016") != std::string::npos);
}

SCENARIO("times that are none are differences, not the end of verify", "[book][damage]") {
  const TemporaryFile file;
  make(file);
  const char* sql = GENERATE("UPDATE huifang_subject SET wake_us = 9223372036854775807, wake_phase = 0, wake_rule = 0",
                             "UPDATE huifang_subject SET since_us = -9223372036854775808",
                             "UPDATE huifang_duty SET due_us = 9223372036854775807 WHERE id = 1",
                             "UPDATE huifang_fact SET from_us = -9223372036854775808",
                             "UPDATE huifang_tier SET from_us = 9223372036854775807",
                             "UPDATE huifang_binding SET from_us = 9223372036854775807",
                             "UPDATE huifang_effect SET at_us = 9223372036854775807",
                             "UPDATE huifang_journal SET now_us = 9223372036854775807 WHERE sequence = 3",
                             "UPDATE huifang_journal SET at_us = -9223372036854775808 WHERE kind = 'event'");
  CAPTURE(sql);
  alter(file, sql);
  const VerifyReport report = Book::open(file.path()).verify();
  CHECK_FALSE(report.same);
  CHECK_FALSE(report.differences.empty());
}

SCENARIO("a damaged book says that it is damaged, and what to do", "[book][damage]") {
  const TemporaryFile file;
  make(file);
  const std::string whole = bytes_of(file.path());
  REQUIRE(whole.size() > 40'000);
  WHEN("a table is gone") {
    alter(file, "DROP TABLE huifang_duty");
    CHECK(reading(file.path()) ==
          "HF6007: the book is damaged: no such table: huifang_duty; restore it from a copy, or feed its logs to a new book");
  }
  WHEN("the end of the file is missing") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{99}, std::size_t{5'000}, whole.size() / 2}) {
      put(file.path(), whole.substr(0, size));
      const std::string said = reading(file.path());
      CAPTURE(size, said);
      CHECK((said.starts_with("HF6007: the book is damaged: ") || said.starts_with("HF6004: ")));
    }
  }
  WHEN("pages are overwritten") {
    for (std::size_t page = 4096; page < whole.size(); page += 4096) {
      std::string bytes = whole;
      for (std::size_t i = page; i < page + 4096 && i < bytes.size(); ++i) bytes[i] = 'Z';
      put(file.path(), bytes);
      const std::string said = reading(file.path());
      CAPTURE(page, said);
      // An index that nobody reads here may be damaged unseen.
      CHECK((said.empty() || said.starts_with("HF6007: the book is damaged: ")));
    }
  }
}

SCENARIO("what SQLite had not yet taken over from its log may be lost, never half kept", "[book][damage]") {
  const TemporaryFile file, copy;
  std::string book_bytes, log_bytes;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
    book_bytes = bytes_of(file.path());
    log_bytes = bytes_of(file.path() + "-wal");
  }
  REQUIRE(log_bytes.size() > 10'000);
  const auto opened = [&](const std::string& wal) {
    for (const char* suffix : {"-wal", "-shm"}) fs::remove(copy.path() + suffix);
    put(copy.path(), book_bytes);
    if (!wal.empty()) put(copy.path() + "-wal", wal);
    Book book = Book::open(copy.path());
    const VerifyReport report = book.verify();
    CAPTURE(wal.size(), report.differences);
    CHECK(report.same);
    return report.inputs;
  };
  std::uint64_t before = 0;
  for (std::size_t size = 0; size < log_bytes.size(); size += log_bytes.size() / 23) {
    const std::uint64_t inputs = opened(log_bytes.substr(0, size));
    CHECK(inputs >= before);
    before = inputs;
  }
  CHECK(opened(log_bytes) > 10);
  THEN("a byte that was changed ends what is believed") {
    for (std::size_t at = 40; at < log_bytes.size(); at += log_bytes.size() / 11) {
      std::string wal = log_bytes;
      wal[at] = static_cast<char>(wal[at] ^ 0x20);
      opened(wal);
    }
  }
}

}  // namespace huifang
