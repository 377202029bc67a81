#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "book/database.hpp"
#include "book/schema.hpp"
#include "book/temporary_file.hpp"
#include "huifang/policy.hpp"
#include "policy/model.hpp"
#include "policy/points_model.hpp"

namespace huifang {
namespace {

int pragma(SQLite::Database& database, const std::string& name) {
  return database.execAndGet("PRAGMA " + name).getInt();
}

/// All steps, and one more that this library does not have.
std::vector<Migration> and_then(void (*apply)(SQLite::Database& database)) {
  std::vector<Migration> steps(migrations().begin(), migrations().end());
  steps.push_back({schema_version + 1, apply});
  return steps;
}

/// What views show, by name.
std::map<std::string, std::string> views(SQLite::Database& database) {
  std::map<std::string, std::string> found;
  SQLite::Statement names(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'view'");
  while (names.executeStep()) found[names.getColumn(0).getString()] = names.getColumn(1).getString();
  return found;
}

void add_note_table(SQLite::Database& database) { database.exec("CREATE TABLE huifang_note (text TEXT) STRICT"); }
void fail_half_way(SQLite::Database& database) {
  database.exec("CREATE TABLE huifang_half (text TEXT) STRICT");
  database.exec("CREATE TABLE huifang_half (text TEXT) STRICT");
}

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
    return error.diagnostics().front().code;
  }
  return "no error";
}

}  // namespace

SCENARIO("an empty file becomes a book that says what it is", "[schema]") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  CHECK(stored_schema(database) == 0);
  migrate(database, migrations());
  CHECK(stored_schema(database) == schema_version);
  CHECK(pragma(database, "application_id") == application_id);
  CHECK(pragma(database, "user_version") == schema_version);
  THEN("doing it again changes nothing") {
    const int changes = pragma(database, "schema_version");
    migrate(database, migrations());
    CHECK(pragma(database, "schema_version") == changes);
  }
}

SCENARIO("a book inside its host's database leaves the host's own numbers alone", "[schema]") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec("CREATE TABLE client (id TEXT); PRAGMA user_version = 7; PRAGMA application_id = 9");
  migrate(database, migrations());
  CHECK(stored_schema(database) == schema_version);
  CHECK(pragma(database, "user_version") == 7);
  CHECK(pragma(database, "application_id") == 9);
  THEN("everything of the book carries its prefix") {
    SQLite::Statement names(database,
                            "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'huifang\\_%' ESCAPE '\\'"
                            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    REQUIRE(names.executeStep());
    CHECK(names.getColumn(0).getInt() == 1);
  }
}

SCENARIO("the table of the ledger names every kind of entry there is", "[schema][points]") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(database, migrations());
  const std::string sql = database.execAndGet("SELECT sql FROM sqlite_schema WHERE name = 'huifang_entry'").getString();
  const std::string kinds = sql.substr(sql.find("kind TEXT"), sql.find("decimals INTEGER") - sql.find("kind TEXT"));
  const Policy policy = Policy::load(R"j({"huifang": 1, "policy": "p", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai", "points": {"B": {"period": "month"}}})j");
  const EventDef& posted = policy.model().events[policy.model().points->posted];
  const auto kind = std::find_if(posted.fields.begin(), posted.fields.end(), [](const FieldDef& field) { return field.name == "kind"; });
  REQUIRE(kind != posted.fields.end());
  for (const std::string& one : kind->type.values) {
    CAPTURE(one);
    CHECK(kinds.find(" " + one) != std::string::npos);
  }
}

SCENARIO("a newer version of the library brings an older book along", "[schema]") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(database, migrations());
  const std::vector<Migration> next = and_then(add_note_table);
  migrate(database, next);
  CHECK(stored_schema(database) == schema_version + 1);
  CHECK(pragma(database, "user_version") == schema_version + 1);
  CHECK(database.tableExists("huifang_note"));
  THEN("the older library refuses it, for writing and for reading") {
    CHECK(code_of([&] { migrate(database, migrations()); }) == "HF6003");
    CHECK(code_of([&] { require_schema(database, migrations()); }) == "HF6003");
  }
}

SCENARIO("a book of schema 1 gets the ledger of points, and the views of today", "[schema]") {
  SQLite::Database old(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(old, migrations().first(1));
  CHECK_FALSE(old.tableExists("huifang_entry"));
  // A view of that book, with a column less than today.
  old.exec("CREATE VIEW huifang_v_duty AS SELECT id FROM huifang_duty; CREATE VIEW huifang_vip AS SELECT 1 AS of_the_host");
  CHECK(code_of([&] { require_schema(old, migrations()); }) == "HF6005");
  migrate(old, migrations());
  CHECK(old.tableExists("huifang_entry"));
  SQLite::Database fresh(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(fresh, migrations());
  auto expected = views(fresh);
  REQUIRE(expected.contains("huifang_v_duty"));
  expected["huifang_vip"] = "CREATE VIEW huifang_vip AS SELECT 1 AS of_the_host";
  CHECK(views(old) == expected);
}

SCENARIO("a migration that fails leaves the book as it was", "[schema]") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(database, migrations());
  const std::vector<Migration> next = and_then(fail_half_way);
  CHECK_THROWS_AS(migrate(database, next), SQLite::Exception);
  CHECK(stored_schema(database) == schema_version);
  CHECK_FALSE(database.tableExists("huifang_half"));
}

SCENARIO("reading a book that needs a migration says how to get one", "[schema]") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  CHECK(code_of([&] { require_schema(database, migrations()); }) == "HF6004");
  migrate(database, migrations());
  const std::vector<Migration> next = and_then(add_note_table);
  CHECK(code_of([&] { require_schema(database, next); }) == "HF6005");
}

SCENARIO("a file that is no database is refused as such", "[schema]") {
  const TemporaryFile file;
  std::ofstream(file.path()) << std::string(8192, 'x');
  CHECK(code_of([&] {
          guarded([&] { open_database(file.path(), {}); });
        }) == "HF6004");
}

SCENARIO("a folder that is not there is named", "[schema]") {
  CHECK(code_of([&] {
          guarded([&] { open_database("/nowhere/at all/book.db", {}); });
        }) == "HF6001");
}

}  // namespace huifang
