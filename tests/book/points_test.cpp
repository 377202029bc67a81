/// Points in a book: what it tells of them, seals, the chain, and that a replay is the same. Numbers are those of the edge cases.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "book/temporary_file.hpp"
#include "huifang/book.hpp"

namespace huifang {
namespace {

std::string policy_text(const std::string& version, const std::string& effective, int fault) {
  return R"j({"huifang": 1, "policy": "b-points", "version": ")j" + version + R"j(", "effective": ")j" + effective + R"j(", "zone": "Asia/Shanghai",
    "facts": {"staff": {"role": ["agent", "chief"]}},
    "events": {"fault": {"responsible": "staff"}},
    "measures": {"faults": {"for": "staff", "count": "posted", "where": "event.class = B and event.amount < 0", "over": "month"}},
    "points": {"B": {"period": "month"}},
    "rules": {
      "r19": {"for": "staff", "on": "fault", "source": "R19", "do": [{"post": {"class": "B", "to": {"event.responsible": )j" + std::to_string(fault) + R"j(, "head(owner)": -2}}}]},
      "r18": {"for": "staff", "when": "staff.role = agent and staff.faults = 0", "each": "month", "source": "R18", "do": [{"post": {"class": "B", "to": {"staff": 100}}}]}}})j";
}

Policy policy() { return Policy::load(policy_text("1", "2017-09-01..", -10)); }
Instant at(const std::string& text) { return *policy().zone().parse(text); }

Event event(const std::string& json) { return Event::parse(json, policy().zone()); }

void fault(Book& book, const std::string& id, const std::string& who, const std::string& when, const std::string& recorded = {}) {
  book.record(event(R"j({"id": ")j" + id + R"j(", "type": "fault", "at": ")j" + when + R"j(", "staff": ")j" + who + R"j(", "data": {"responsible": ")j" + who + R"j("}})j"),
              at(recorded.empty() ? when : recorded));
}

void begin(Book& book) {
  book.bind(policy(), at("2017-09-01T00:00"));
  book.record(event(R"j({"id": "u", "type": "set", "at": "2017-09-01", "unit": "desk", "data": {"head": "h1"}})j"), at("2017-09-01"));
  for (const char* who : {"s1", "s2"}) {
    book.record(event(std::string(R"j({"id": "set-)j") + who + R"j(", "type": "set", "at": "2017-09-01", "staff": ")j" + who + R"j(", "data": {"role": "agent", "unit": "desk"}})j"),
                at("2017-09-01"));
  }
}

/// September with a fault of s1, then October with one that is told late.
void run(Book& book) {
  begin(book);
  fault(book, "v1", "s1", "2017-09-05T10:00");
  book.advance(at("2017-10-03T00:00"));
  fault(book, "v2", "s2", "2017-09-20T10:00", "2017-10-03T09:00");
  book.advance(at("2017-11-02T00:00"));
}

std::vector<std::string> lines(const std::vector<PointEntry>& entries) {
  std::vector<std::string> out;
  for (const PointEntry& one : entries) {
    out.push_back(std::to_string(one.id) + " " + one.kind + " " + one.account.key + " " + one.amount.to_text() + " " + one.rule + " " + one.period +
                  (one.of_period.empty() ? "" : " of " + one.of_period));
  }
  return out;
}

}  // namespace

SCENARIO("a book tells of entries, balances, statements, ranks and seals", "[book][points]") {
  Book book = Book::open(":memory:");
  run(book);
  using Lines = std::vector<std::string>;
  CHECK(lines(book.entries()) == Lines{"1 post s1 -10 r19 2017-09", "2 post h1 -2 r19 2017-09", "3 post s2 100 r18 2017-09", "5 post s2 -10 r19 2017-10 of 2017-09",
                                       "6 post h1 -2 r19 2017-10 of 2017-09", "7 adjust s2 -100 r18 2017-10 of 2017-09", "8 post s1 100 r18 2017-10", "9 post s2 100 r18 2017-10"});
  PointQuery query;
  query.period = "2017-10";
  const auto balances = book.balances(query);
  REQUIRE(balances.size() == 3);
  CHECK(balances[2].account == EntityRef{"staff", "s2"});
  CHECK(balances[2].opening.to_text() == "100");
  CHECK(balances[2].change.to_text() == "-10");
  CHECK(balances[2].closing.to_text() == "90");
  CHECK(balances[2].entries == 3);
  const auto statement = book.statement({"staff", "s2"}, "2017-10");
  REQUIRE(statement.size() == 1);
  CHECK(statement[0].closing.to_text() == "90");
  CHECK(statement[0].lines.size() == 3);
  CHECK(statement[0].lines[0].because.find("\"source\":\"R19\"") != std::string::npos);
  const auto ranks = book.ranking("B", "2017-09");
  REQUIRE(ranks.size() == 3);
  CHECK(ranks[0].account.key == "s2");
  CHECK(ranks[2].rank == 3);
  const auto seals = book.seals();
  REQUIRE(seals.size() == 2);
  CHECK(seals[0].period == "2017-09");
  CHECK(seals[0].entries == 3);
  CHECK(seals[0].sum.to_text() == "88");
  CHECK(seals[0].hash == book.entries()[2].hash);
  CHECK(seals[1].entries == 5);
  CHECK(entries_json(book).starts_with(R"j({"entries":[{"id":1,"class":"B","account":"staff:s1","kind":"post","amount":-10,)j"));
  CHECK(balances_json(book).starts_with(R"j({"balances":[{"account":"staff:h1","class":"B","opening":0,"change":-4,"closing":-4,"entries":2})j"));
  CHECK(statement_json(book, {"staff", "s2"}, "2017-10").starts_with(R"j({"statements":[{"account":"staff:s2","class":"B","period":"2017-10","opening":100,"closing":90,"lines":[)j"));
  CHECK(seals_json(book).starts_with(R"j({"seals":[{"class":"B","period":"2017-09","entries":3,"sum":88,)j"));
}

SCENARIO("edges 171 and 173: an altered entry is found and named, and sums are balances", "[book][points]") {
  const TemporaryFile file;
  {
    Book book = Book::open(file.path());
    run(book);
    const VerifyReport report = book.verify();
    CAPTURE(report.differences);
    CHECK(report.same);
    book.begin();
    book.rollback();
  }
  SQLite::Database database(file.path(), SQLite::OPEN_READWRITE);
  CHECK(database.execAndGet("SELECT count(*) FROM huifang_v_balance b WHERE amount <> (SELECT sum(amount) FROM huifang_v_entry e WHERE e.entity = b.entity"
                            " AND e.key = b.key AND e.class = b.class AND e.period = b.period)").getInt() == 0);
  CHECK(database.execAndGet("SELECT sum(amount) FROM huifang_v_entry").getInt() == database.execAndGet("SELECT sum(amount) FROM huifang_v_balance").getInt());
  CHECK(database.execAndGet("SELECT amount FROM huifang_v_seal WHERE period = '2017-09'").getInt() == 88);
  struct Tampering {
    const char* sql;
    const char* named;
  };
  const Tampering tampering = GENERATE(Tampering{"UPDATE huifang_entry SET amount = -1 WHERE id = 2", "entry 2: altered since it was entered"},
                                       Tampering{"UPDATE huifang_entry SET account = account + 1 WHERE id = 5", "entry 5: altered since it was entered"},
                                       Tampering{"DELETE FROM huifang_entry WHERE id = 3", "entry 4: entries before it are missing"},
                                       Tampering{"UPDATE huifang_entry SET period = '2017-09' WHERE id = 5", "entry 5: altered since it was entered"});
  CAPTURE(tampering.sql);
  database.exec(tampering.sql);
  const VerifyReport report = Book::open(file.path(), {.read_only = true}).verify();
  CHECK_FALSE(report.same);
  REQUIRE_FALSE(report.differences.empty());
  bool named = false;
  for (const std::string& difference : report.differences) named = named || difference.find(tampering.named) != std::string::npos;
  CAPTURE(report.differences);
  CHECK(named);
}

SCENARIO("edge 174: the rules are those of the version in force then", "[book][points]") {
  Book book = Book::open(":memory:");
  begin(book);
  book.bind(Policy::load(policy_text("2", "2017-10-01..", -50)), at("2017-09-25T00:00"));
  fault(book, "late", "s1", "2017-09-20T10:00", "2017-10-05T10:00");
  fault(book, "new", "s2", "2017-10-04T10:00", "2017-10-05T11:00");
  PointQuery query;
  query.rule = "r19";
  const auto entries = book.entries(query);
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].amount.to_text() == "-10");
  CHECK(entries[0].of_period == "2017-09");
  CHECK(entries[2].amount.to_text() == "-50");
  CHECK(book.verify().same);
}

SCENARIO("edge 153: the same event comes twice, or with other content", "[book][points]") {
  Book book = Book::open(":memory:");
  begin(book);
  const auto post = [&](const std::string& amount) {
    return book.record(event(R"j({"id": "m1", "type": "points.post", "at": "2017-09-05", "by": "h1", "staff": "s1", "data": {"class": "B", "amount": )j" + amount + R"j(, "reason": "helped"}})j"),
                       at("2017-09-05"));
  };
  CHECK(post("5").entries == std::vector<std::int64_t>{1});
  CHECK(post("5").known);
  CHECK(book.entries().size() == 1);
  try {
    post("6");
    FAIL("the same id with other content");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::conflict);
    CHECK(std::string(error.what()).find("amount") != std::string::npos);
  }
  CHECK(book.entries().size() == 1);
}

SCENARIO("what is posted survives that the book is closed between any two events", "[book][points]") {
  const TemporaryFile once, often;
  {
    Book book = Book::open(once.path());
    run(book);
  }
  const auto opened = [&](auto&& body) {
    Book book = Book::open(often.path());
    body(book);
  };
  opened([](Book& book) { begin(book); });
  opened([](Book& book) { fault(book, "v1", "s1", "2017-09-05T10:00"); });
  opened([](Book& book) { book.advance(at("2017-10-03T00:00")); });
  opened([](Book& book) { fault(book, "v2", "s2", "2017-09-20T10:00", "2017-10-03T09:00"); });
  opened([](Book& book) { book.advance(at("2017-11-02T00:00")); });
  const Book one = Book::open(once.path()), other = Book::open(often.path());
  CHECK(entries_json(one) == entries_json(other));
  CHECK(seals_json(one) == seals_json(other));
}

}  // namespace huifang
