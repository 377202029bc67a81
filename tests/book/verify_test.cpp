#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

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
