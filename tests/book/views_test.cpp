#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <vector>

#include "book/sample.hpp"
#include "book/temporary_file.hpp"

namespace huifang {

using namespace sample;

SCENARIO("a host joins the book's views with its own tables", "[book][views]") {
  const TemporaryFile file;
  SQLite::Database host(file.path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  host.exec("CREATE TABLE client (code TEXT PRIMARY KEY, city TEXT); INSERT INTO client VALUES ('c1', 'Wuhan'), ('c2', 'Xi''an')");
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
  }
  WHEN("asked which city has how many missed calls") {
    SQLite::Statement missed(host,
                             "SELECT c.city, count(*) FROM client c JOIN huifang_v_duty d ON d.entity = 'customer'"
                             " AND d.key = c.code WHERE d.rule = 'call' AND d.missed IS NOT NULL GROUP BY c.city ORDER BY 1");
    std::map<std::string, int> by_city;
    while (missed.executeStep()) by_city[missed.getColumn(0).getString()] = missed.getColumn(1).getInt();
    CHECK(by_city.size() == 2);
    CHECK(by_city["Xi'an"] == by_city["Wuhan"] + 1);
  }
  WHEN("asked for times") {
    SQLite::Statement due(host, "SELECT due, due_us FROM huifang_v_duty WHERE rule = 'call' ORDER BY due_us LIMIT 1");
    REQUIRE(due.executeStep());
    CHECK(due.getColumn(0).getString() == "2024-03-10T15:59:59.999999Z");
    CHECK(due.getColumn(1).getInt64() == at("2024-03-11T00:00").utc_us - 1);
  }
  WHEN("asked for the grade a customer had at a moment") {
    SQLite::Statement tier(host,
                           "SELECT value FROM huifang_v_tier WHERE key = 'c1' AND since <= '2024-03-03T00:00:00Z'"
                           " AND (until IS NULL OR until > '2024-03-03T00:00:00Z')");
    REQUIRE(tier.executeStep());
    CHECK(tier.getColumn(0).getString() == "basic");
  }
  WHEN("asked for facts") {
    SQLite::Statement fact(host,
                           "SELECT attribute, value FROM huifang_v_fact WHERE key = 'c2' AND until IS NULL ORDER BY 1");
    std::map<std::string, std::string> facts;
    while (fact.executeStep()) facts[fact.getColumn(0).getString()] = fact.getColumn(1).getString();
    CHECK(facts["name"] == "South Mill");
    CHECK(facts["owner"] == "staff:s1");
  }
  WHEN("asked for a customer's history") {
    SQLite::Statement events(host, "SELECT group_concat(id, ' ') FROM (SELECT id FROM huifang_v_event_subject WHERE"
                                   " key = 'c2' AND type <> 'set' ORDER BY at_us)");
    REQUIRE(events.executeStep());
    CHECK(events.getColumn(0).getString() == "owner-2 o2 t1 owner-3");
  }
  THEN("every view can be read, and none can be written") {
    SQLite::Statement views(host, "SELECT name FROM sqlite_schema WHERE type = 'view'");
    int count = 0;
    for (; views.executeStep(); ++count) {
      const std::string name = views.getColumn(0).getString();
      const int rows = host.execAndGet("SELECT count(*) FROM " + name).getInt();
      const bool none = name.starts_with("huifang_v_case") || name == "huifang_v_entry" || name == "huifang_v_balance" || name == "huifang_v_seal";
      CHECK((rows > 0) == !none);  // the sample has neither workflows nor points
      CHECK_THROWS_AS(host.exec("DELETE FROM " + name), SQLite::Exception);
    }
    CHECK(count == 15);
  }
  THEN("the book takes no notice of the host's tables") { CHECK(Book::open(file.path()).verify().same); }
}

SCENARIO("times before 1970 and in the last microsecond are written right", "[book][views]") {
  const TemporaryFile file;
  Book::open(file.path());
  SQLite::Database host(file.path(), SQLite::OPEN_READWRITE);
  host.exec("INSERT INTO huifang_subject (id, entity, key, since_us, state) VALUES (1, 'c', 'k', -1, ''),"
            " (2, 'c', 'l', 253402300799999999, ''), (3, 'c', 'm', -17987443200000000, '')");
  SQLite::Statement since(host, "SELECT since FROM huifang_v_subject ORDER BY id");
  for (const char* expected : {"1969-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z", "1400-01-01T00:00:00.000000Z"}) {
    REQUIRE(since.executeStep());
    CHECK(since.getColumn(0).getString() == expected);
  }
}

namespace {

/// The blocks of a Markdown file that are marked as SQL.
std::vector<std::string> sql_blocks(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```sql") {
      blocks.emplace_back();
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

}  // namespace

SCENARIO("the queries of the guide work", "[book][views]") {
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    begin(book);
    run(book);
  }
  SQLite::Database host(file.path(), SQLite::OPEN_READONLY);
  const std::vector<std::string> blocks = sql_blocks(HUIFANG_SOURCE_DIR "/examples/guide/book.md");
  CHECK(blocks.size() == 5);
  for (const std::string& sql : blocks) {
    CAPTURE(sql);
    SQLite::Statement statement(host, sql);
    CHECK(statement.executeStep());
  }
}

}  // namespace huifang
