#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "book/rep.hpp"
#include "book/replayed_tables.hpp"
#include "book/sample.hpp"
#include "book/temporary_file.hpp"
#include "book/verify.hpp"

namespace huifang {

using namespace sample;

SCENARIO("what was written is what the journal leads to", "[book][verify]") {
  const TemporaryFile file;
  Book book = Book::open(file.path());
  begin(book);
  run(book);
  std::vector<double> shares;
  const VerifyReport report = book.verify([&](double share) { shares.push_back(share); });
  CAPTURE(report.differences);
  CHECK(report.same);
  CHECK(report.inputs >= 14);
  CHECK(report.rows > 50);
  REQUIRE_FALSE(shares.empty());
  CHECK(std::is_sorted(shares.begin(), shares.end()));
  CHECK(shares.back() == 1);
}

SCENARIO("whatever is altered is found and named", "[book][verify]") {
  struct Tampering {
    const char* sql;
    const char* named;  // part of the first difference
  };
  const Tampering tampering = GENERATE(
      Tampering{"UPDATE huifang_duty SET state = 1 WHERE id = 1", "duty 1 (sample/call/customer:c1/"},
      Tampering{"UPDATE huifang_duty SET state = 1 WHERE id = 1", "state is open, replayed done"},
      Tampering{"UPDATE huifang_duty SET due_us = due_us + 1 WHERE id = 3", "due is "},
      Tampering{"UPDATE huifang_duty SET owner_key = 's7' WHERE id = 3", "owner is staff:s7, replayed staff:"},
      Tampering{"UPDATE huifang_duty SET because = '{}' WHERE id = 3", "because is {}"},
      Tampering{"UPDATE huifang_duty SET progress = '{}' WHERE state = 2", "progress is {}"},
      Tampering{"UPDATE huifang_duty SET n = 'x' WHERE id = 3", "duty 3 (sample/"},
      Tampering{"DELETE FROM huifang_duty WHERE id = 4", "duty 4"},
      Tampering{"UPDATE huifang_subject SET state = '{}' WHERE key = 'c1'", "(customer:c1): state is {}"},
      Tampering{"UPDATE huifang_subject SET wake_us = NULL WHERE key = 'c1'", "(customer:c1): wake is none"},
      Tampering{"UPDATE huifang_fact SET value = '\"South\"' WHERE attribute = 'name' AND value = '\"North Mill\"'",
                "value is \"South\", replayed \"North Mill\""},
      Tampering{"DELETE FROM huifang_fact WHERE attribute = 'owner'", "fact owner of subject"},
      Tampering{"UPDATE huifang_tier SET value = 'silver' WHERE value = 'gold'", "value is silver, replayed gold"},
      Tampering{"INSERT INTO huifang_tier (subject, tier, from_us, sequence, value, because)"
                " VALUES (1, 'grade', 0, 1, 'gold', '{}')",
                "tier grade of subject 1 from 1970-01-01T00:00:00+00:00 (entry 1): stored, but the journal does not lead to it"},
      Tampering{"UPDATE huifang_flag SET reason = '[]'", "flag neglected of subject"},
      Tampering{"DELETE FROM huifang_flag", "missing, the journal leads to it"},
      Tampering{"UPDATE huifang_effect SET to_key = 's1' WHERE kind = 'notify'", "to is staff:s1, replayed staff:s9"},
      Tampering{"DELETE FROM huifang_effect", "effect "},
      Tampering{"UPDATE huifang_suppressed SET reason = 'other'", "suppressed too-late of subject"},
      Tampering{"DELETE FROM huifang_event_subject WHERE key = 'c2'", "event_subject customer:c2"},
      Tampering{"UPDATE huifang_binding SET from_us = 0", "binding 1/1: from is 1970-01-01"},
      Tampering{"UPDATE huifang_policy SET version = '7'", "version is 7, replayed 1"},
      Tampering{"UPDATE huifang_policy SET text = replace(text, '> 100', '> 900')", "was altered"},
      Tampering{"UPDATE huifang_counter SET duty = 1", "counter duty: it is 1"},
      Tampering{"UPDATE huifang_meta SET value = '9.9.9' WHERE name = 'library'", "meta library: value is 9.9.9"},
      Tampering{"UPDATE huifang_journal SET content = replace(content, '600', '700') WHERE id = 'o1'",
                ": altered since it was written"},
      Tampering{"UPDATE huifang_journal SET now_us = now_us + 1 WHERE id = 'p1'", ": altered since it was written"},
      Tampering{"DELETE FROM huifang_journal WHERE id = 't1'", "entries are missing"},
      Tampering{"DELETE FROM huifang_journal WHERE sequence = (SELECT max(sequence) FROM huifang_journal)",
                "counter journal"});
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
  }
  SQLite::Database(file.path(), SQLite::OPEN_READWRITE).exec(tampering.sql);
  BookOptions reading;
  reading.read_only = true;
  const VerifyReport report = Book::open(file.path(), reading).verify();
  CAPTURE(tampering.sql, tampering.named, report.differences);
  CHECK_FALSE(report.same);
  CHECK(std::any_of(report.differences.begin(), report.differences.end(),
                    [&](const std::string& text) { return text.find(tampering.named) != std::string::npos; }));
}

SCENARIO("a row too many and a row too few are told apart, in every table", "[book][verify]") {
  struct Table {
    const char* name;
    const char* insert;   // a row that nothing leads to
    const char* inserted; // what is told of it
    const char* last;     // which row is taken away
  };
  const Table table = GENERATE(
      Table{"subject", "(id, entity, key, since_us, state) VALUES (99, 'customer', 'c99', 0, '')", "subject 99 (customer:c99)", "max(id)"},
      Table{"fact", "(subject, attribute, from_us, sequence, value) VALUES (1, 'zone', 0, 1, '1')", "fact zone of subject 1 from 1970-01-01",
            "max(subject)"},
      Table{"duty",
            "SELECT 9999, subject, policy, rule, run, step, 'extra', state, owner_entity, owner_key, responsible_entity, responsible_key,"
            " needs, opens_us, due_us, have, need, created_us, done_us, missed_us, late, policy_version, source, because, changed, progress"
            " FROM huifang_duty WHERE id = 1",
            "duty 9999 (sample/call/customer:c1/", "max(id)"},
      Table{"tier", "(subject, tier, from_us, sequence, value, because) VALUES (1, 'grade', 0, 1, 'x', '{}')",
            "tier grade of subject 1 from 1970-01-01", "max(id)"},
      Table{"flag", "(subject, flag, at_us, sequence, set_by, reason) VALUES (1, 'odd', 0, 1, 's1', '[]')",
            "flag odd of subject 1 at 1970-01-01", "max(id)"},
      Table{"effect", "(sequence, key, kind, subject, data, because, at_us) VALUES (9999, 'k', 'notify', 1, '{}', '{}', 0)",
            "effect 9999 (k)", "max(sequence)"},
      Table{"suppressed", "(subject, rule, run, n, reason, at_us) VALUES (1, 'odd', '', '1', 'late', 0)",
            "suppressed odd of subject 1 run  n 1", "max(id)"},
      Table{"event_subject", "(entity, key, sequence) VALUES ('unit', 'u1', 1)", "event_subject unit:u1 in entry 1", "max(sequence)"},
      Table{"binding", "(sequence, position, policy_hash, governs, from_us) SELECT 1, 2, policy_hash, '', 0 FROM huifang_binding",
            "binding 1/2", "max(sequence)"},
      Table{"policy", "(hash, policy, version, text) VALUES ('zz', 'p', '1', '{}')", "policy zz", nullptr},
      Table{"meta", "(name, value) VALUES ('host', 'x')", "meta host", "max(name)"});
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
  }
  const auto verified_after = [&](const std::string& sql) {
    SQLite::Database(file.path(), SQLite::OPEN_READWRITE).exec(sql);
    BookOptions reading;
    reading.read_only = true;
    return Book::open(file.path(), reading).verify();
  };
  const std::string named = std::string("huifang_") + table.name;
  WHEN("a row is added") {
    const VerifyReport report = verified_after("INSERT INTO " + named + " " + table.insert);
    CAPTURE(table.name, report.differences);
    THEN("it is named as stored, and nothing else differs") {
      CHECK_FALSE(report.same);
      REQUIRE(report.differences.size() == 1);
      CHECK(report.differences.front().find(table.inserted) == 0);
      CHECK(report.differences.front().find(": stored, but the journal does not lead to it") != std::string::npos);
    }
  }
  WHEN("a row is taken away") {
    if (table.last == nullptr) return;  // without its policy a book cannot be replayed at all
    const std::string column = std::string(table.last).substr(4, std::string(table.last).size() - 5);
    VerifyReport report =
        verified_after("DELETE FROM " + named + " WHERE " + column + " = (SELECT " + table.last + " FROM " + named + ")");
    std::erase_if(report.differences, [](const std::string& text) { return text.starts_with("note: "); });  // of the data versions
    CAPTURE(table.name, report.differences);
    THEN("it is named as missing") {
      CHECK_FALSE(report.same);
      REQUIRE_FALSE(report.differences.empty());
      CHECK(std::all_of(report.differences.begin(), report.differences.end(), [&](const std::string& text) {
        return text.find(": missing, the journal leads to it") != std::string::npos;
      }));
      CHECK(report.differences.front().find(std::string(table.name) + " ") == 0);
    }
  }
}

SCENARIO("rows that nothing tells apart are compared in their order", "[book][verify]") {
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
  }
  SQLite::Database(file.path(), SQLite::OPEN_READWRITE)
      .exec("INSERT INTO huifang_flag (subject, flag, at_us, sequence, set_by, reason)"
            " SELECT subject, flag, at_us, sequence, set_by, reason FROM huifang_flag ORDER BY id LIMIT 1");
  const VerifyReport report = Book::open(file.path()).verify();
  CAPTURE(report.differences);
  REQUIRE(report.differences.size() == 1);
  CHECK(report.differences.front().find(": stored, but the journal does not lead to it") != std::string::npos);
}

SCENARIO("a book without a file is verified, and within a transaction", "[book][verify]") {
  Book book = Book::open(":memory:");
  begin(book);
  book.begin();
  run(book);
  CHECK(book.verify().same);
  book.commit();
  CHECK(book.verify().same);
}

SCENARIO("what is replayed needs little memory and leaves nothing behind", "[book][verify]") {
  namespace fs = std::filesystem;
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    book.begin();
    for (int i = 0; i < 400; ++i) {
      book.record(name("more-" + std::to_string(i), "2024-03-01T08:00", "m" + std::to_string(i), "Mill " + std::to_string(i)), book.now());
    }
    book.commit();
    run(book);
  }
  REQUIRE(fs::file_size(file.path()) > 1'000'000);
  const fs::path folder = file.path() + ".folder";  // other programs write to the common one
  fs::create_directory(folder);
  REQUIRE(setenv("SQLITE_TMPDIR", folder.c_str(), 1) == 0);
  BookOptions reading;
  reading.read_only = true;
  Book::Rep rep(file.path(), reading);
  WHEN("hardly any memory is given") {
    const VerifyReport report = verify_book(rep, {}, 16);
    CAPTURE(report.differences);
    CHECK(report.same);
    CHECK(report.rows > 2'000);
  }
  WHEN("the temporary file cannot grow") {
    rlimit kept{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &kept) == 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = kept;
    small.rlim_cur = 64 * 1024;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    std::string said;
    try {
      (void)verify_book(rep, {}, 16);
    } catch (const Error& error) {
      said = error.what();
      CHECK(error.kind() == ErrorKind::storage);
      CHECK(error.diagnostics().front().code == "HF6027");
    }
    REQUIRE(setrlimit(RLIMIT_FSIZE, &kept) == 0);
    std::signal(SIGXFSZ, handler);
    CHECK(said.find("the journal cannot be replayed into a temporary database") != std::string::npos);
    THEN("the next time it can be") { CHECK(verify_book(rep, {}, 16).same); }
  }
  CHECK(fs::is_empty(folder));
  unsetenv("SQLITE_TMPDIR");
  fs::remove_all(folder);
}

SCENARIO("no more than a hundred differences are listed", "[book][verify]") {
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
    book.advance(at("2025-12-31T00:00"));
  }
  SQLite::Database(file.path(), SQLite::OPEN_READWRITE).exec("UPDATE huifang_duty SET because = '{}', source = 'x'");
  const VerifyReport report = Book::open(file.path()).verify();
  CHECK_FALSE(report.same);
  CHECK(report.differences.size() == 100);
}

}  // namespace huifang
