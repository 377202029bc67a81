#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

namespace huifang {

using namespace sample;

namespace {

void execute(const std::string& path, const std::string& sql) {
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec(sql);
}

const Instant noon = at("2024-03-04T12:00");

}  // namespace

SCENARIO("calls grouped in one transaction are kept together or not at all", "[book][transaction]") {
  const TemporaryFile file;
  Book book = Book::open(file.path());
  begin(book);
  const std::string before = dump(file.path());
  book.begin();
  book.record(order("o1", "2024-03-04T10:00", "c1", "600"), noon);
  book.record(phone("p1", "2024-03-04T11:00", "c1"), noon);
  THEN("the book sees them, others do not") {
    CHECK(book.duties().size() > 2);
    CHECK(book.now() == noon);
    CHECK(dump(file.path()) == before);
    book.commit();
    CHECK(dump(file.path()) != before);
    CHECK(book.verify().same);
  }
  THEN("rolled back, they never were") {
    book.rollback();
    CHECK(dump(file.path()) == before);
    CHECK(book.now() == at("2024-03-01T08:00"));
    AND_THEN("and may come again") {
      CHECK_FALSE(book.record(order("o1", "2024-03-04T10:00", "c1", "600"), noon).known);
      CHECK(book.verify().same);
    }
  }
  THEN("a refused call leaves the others in place") {
    CHECK(code_of([&] { book.record(order("o1", "2024-03-04T10:00", "c1", "601"), noon); }) == "HF6011");
    CHECK_THROWS_AS(book.record(event("x", "fax", "2024-03-04T10:00", R"("customer": "c1")"), noon), Error);
    CHECK(code_of([&] { book.advance(at("2024-03-02T00:00")); }) == "HF4102");
    book.record(phone("p2", "2024-03-04T11:00", "c2", "s2"), noon);
    book.commit();
    CHECK(book.record(phone("p1", "2024-03-04T11:00", "c1"), noon).known);
    CHECK(book.record(phone("p2", "2024-03-04T11:00", "c2", "s2"), noon).known);
    CHECK(book.verify().same);
  }
  THEN("a second begin is refused, and the first goes on") {
    CHECK(code_of([&] { book.begin(); }) == "HF6021");
    book.commit();
    CHECK(code_of([&] { book.commit(); }) == "HF6021");
    CHECK(code_of([&] { book.rollback(); }) == "HF6021");
    CHECK(book.record(phone("p1", "2024-03-04T11:00", "c1"), noon).known);
  }
}

SCENARIO("a failure half-way through a call undoes that call alone", "[book][transaction]") {
  const TemporaryFile file, undisturbed_file;
  {
    Book book = Book::open(file.path());
    begin(book);
  }
  const std::string state = [&] {
    SQLite::Database database(file.path(), SQLite::OPEN_READWRITE);
    const std::string was =
        database.execAndGet("SELECT state FROM huifang_subject WHERE entity = 'customer' AND key = 'c2'").getString();
    database.exec("UPDATE huifang_subject SET state = 'no JSON' WHERE entity = 'customer' AND key = 'c2'");
    return was;
  }();
  Book book = Book::open(file.path());
  book.begin();
  book.record(order("o1", "2024-03-01T09:00", "c1", "600"), at("2024-03-01T10:00"));
  CHECK(code_of([&] { book.record(order("o2", "2024-03-01T09:00", "c2", "600"), at("2024-03-01T10:00")); }) == "HF4203");
  book.record(phone("p1", "2024-03-01T09:30", "c1"), at("2024-03-01T10:00"));
  book.commit();
  {
    SQLite::Database database(file.path(), SQLite::OPEN_READWRITE);
    SQLite::Statement restore(database, "UPDATE huifang_subject SET state = ? WHERE entity = 'customer' AND key = 'c2'");
    restore.bind(1, state);
    restore.exec();
  }
  Book undisturbed = Book::open(undisturbed_file.path());
  begin(undisturbed);
  undisturbed.record(order("o1", "2024-03-01T09:00", "c1", "600"), at("2024-03-01T10:00"));
  undisturbed.record(phone("p1", "2024-03-01T09:30", "c1"), at("2024-03-01T10:00"));
  CHECK(dump(file.path()) == dump(undisturbed_file.path()));
}

SCENARIO("a failure to write undoes the whole transaction", "[book][transaction]") {
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
  }
  execute(file.path(),
          "CREATE TRIGGER full BEFORE INSERT ON huifang_duty WHEN new.rule = 'thanks'"
          " BEGIN SELECT RAISE(ABORT, 'no room'); END");
  const std::string before = dump(file.path());
  Book book = Book::open(file.path());
  WHEN("the call is its own transaction") {
    CHECK(code_of([&] { book.record(order("o1", "2024-03-04T10:00", "c1", "600"), noon); }) == "HF6001");
    CHECK(dump(file.path()) == before);
    THEN("the book goes on once the cause is gone") {
      execute(file.path(), "DROP TRIGGER full");
      CHECK(book.record(order("o1", "2024-03-04T10:00", "c1", "600"), noon).created.size() == 1);
      CHECK(book.verify().same);
    }
  }
  WHEN("it fails at the commit of a group") {
    book.begin();
    book.record(phone("p1", "2024-03-04T11:00", "c1"), noon);
    book.record(order("o1", "2024-03-04T10:00", "c1", "600"), noon);
    CHECK(code_of([&] { book.commit(); }) == "HF6001");
    THEN("nothing of the group is kept, and the book says so until it is rolled back") {
      CHECK(dump(file.path()) == before);
      CHECK(code_of([&] { book.record(phone("p2", "2024-03-04T11:00", "c1"), noon); }) == "HF6022");
      CHECK(code_of([&] { book.commit(); }) == "HF6022");
      CHECK(code_of([&] { book.duties(); }) == "HF6022");
      book.rollback();
      CHECK_FALSE(book.record(phone("p1", "2024-03-04T11:00", "c1"), noon).known);
      CHECK(book.verify().same);
    }
  }
}

SCENARIO("a book has one writer at a time, and any number of readers", "[book][transaction]") {
  const TemporaryFile file;
  BookOptions impatient;
  impatient.busy_timeout_ms = 0;
  Book first = Book::open(file.path(), impatient);
  begin(first);
  Book second = Book::open(file.path(), impatient);
  first.begin();
  first.record(order("o1", "2024-03-04T10:00", "c1", "600"), noon);
  THEN("the second is told who is in the way") {
    try {
      second.advance(noon);
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::storage);
      CHECK(error.diagnostics().front().code == "HF6002");
      CHECK_THAT(error.what(), Catch::Contains("another process"));
    }
    CHECK(code_of([&] { second.begin(); }) == "HF6002");
  }
  THEN("reading goes on meanwhile") { CHECK(second.now() == at("2024-03-01T08:00")); }
  THEN("writers that take turns see each other's work") {
    first.commit();
    CHECK(second.record(order("o1", "2024-03-04T10:00", "c1", "600"), noon).known);
    CHECK(second.record(phone("p1", "2024-03-04T11:00", "c1"), noon).credited.size() == 1);
    CHECK(first.record(phone("p2", "2024-03-05T11:00", "c2", "s2"), at("2024-03-05T11:00")).credited.size() == 1);
    second.bind(next_policy(), at("2024-03-11T00:00"));
    CHECK(first.policy()->version() == "2");
    first.advance(at("2024-04-02T00:00"));
    CHECK(code_of([&] { second.advance(at("2024-03-12T00:00")); }) == "HF4102");
    const VerifyReport report = first.verify();
    CAPTURE(report.differences);
    CHECK(report.same);
  }
}

SCENARIO("a book opened for reading answers everything and changes nothing", "[book][transaction]") {
  const TemporaryFile file;
  BookOptions reading;
  reading.read_only = true;
  CHECK(code_of([&] { Book::open(file.path(), reading); }) == "HF6001");
  Book writer = Book::open(file.path());
  begin(writer);
  run(writer);
  Book reader = Book::open(file.path(), reading);
  CHECK(reader.duties().size() == writer.duties().size());
  CHECK(reader.policy()->hash() == writer.policy()->hash());
  CHECK(reader.verify().same);
  CHECK_FALSE(reader.explain(reader.duties().front().key).empty());
  CHECK(code_of([&] { reader.advance(at("2025-01-01T00:00")); }) == "HF6020");
  CHECK(code_of([&] { reader.begin(); }) == "HF6020");
  CHECK(code_of([&] { reader.bind(next_policy(), at("2025-01-01T00:00")); }) == "HF6020");
  THEN("it sees what is written later") {
    writer.bind(next_policy(), at("2024-05-01T00:00"));
    CHECK(reader.now() == at("2024-05-01T00:00"));
    CHECK(reader.policy()->version() == "2");
  }
}

}  // namespace huifang
