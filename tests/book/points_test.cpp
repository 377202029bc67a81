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

SCENARIO("edge 173: the sum of the entries is what an account has, at every moment", "[book][points]") {
  Book book = Book::open(":memory:");
  begin(book);
  const auto agree = [&] {
    for (const char* period : {"", "2017-09", "2017-10"}) {
      PointQuery query;
      query.period = period;
      for (const PointBalance& balance : book.balances(query)) {
        Decimal sum;
        query.account = balance.account;
        for (const PointEntry& one : book.entries(query)) sum = *Decimal::add(sum, one.amount);
        CHECK(sum == balance.change);
        const auto statements = book.statement(balance.account, period);
        REQUIRE(statements.size() == 1);
        CHECK(statements[0].closing == balance.closing);
      }
    }
  };
  fault(book, "v1", "s1", "2017-09-05T10:00");
  agree();
  book.record(event(R"j({"id": "a1", "type": "points.appeal", "at": "2017-09-06", "by": "h1", "data": {"entry": 1, "reason": "why"}})j"), at("2017-09-06"));
  agree();
  book.advance(at("2017-10-03T00:00"));
  agree();
  fault(book, "v2", "s2", "2017-09-20T10:00", "2017-10-03T09:00");
  agree();
  book.record(event(R"j({"id": "x1", "type": "void", "voids": "v2", "at": "2017-10-04", "staff": "s2"})j"), at("2017-10-04"));
  agree();
  book.record(event(R"j({"id": "r1", "type": "points.reverse", "at": "2017-10-05", "by": "h1", "data": {"entry": 1, "reason": "heard"}})j"), at("2017-10-05"));
  agree();
}

SCENARIO("why an entry is there", "[book][points]") {
  Book book = Book::open(":memory:");
  run(book);
  book.record(event(R"j({"id": "r1", "type": "points.reverse", "at": "2017-11-02", "by": "h1", "data": {"entry": 1, "reason": "the customer was called"}})j"), at("2017-11-02"));
  CHECK(book.explain_entry(5) ==
        "Entry 5: -10 of class B for s2, in effect 2017-09-20 10:00\n"
        "Rule: r19 (clause R19) of b-points@1\n"
        "Cause: fault on 2017-09-20 10:00 about staff s2 (event v2): responsible = s2\n"
        "As: event.responsible\n"
        "Period: counts in 2017-10; belongs to 2017-09, which was sealed on 2017-10-01\n"
        "Account: 100 before it, 90 behind it; in 2017-10 0 and -10\n");
  const std::string award = book.explain_entry(7);
  CHECK(award.find("What it is: the difference to what had been posted before") != std::string::npos);
  CHECK(award.find("Because: staff.faults = 1; staff.role = agent\n") != std::string::npos);
  CHECK(award.find("Cause: the end of 2017-09\n") != std::string::npos);
  CHECK(award.find("Of the same posting: entry 3, post +100, on 2017-10-01\n") != std::string::npos);
  const std::string reversed = book.explain_entry(1);
  CHECK(reversed.find("Of the same posting: entry 11, reverse +10 of entry 1, on 2017-11-02\n") != std::string::npos);
  const std::string reversal = book.explain_entry(11, "zh");
  CHECK(reversal.find("第 11 笔：s1，B +10") != std::string::npos);
  CHECK(reversal.find("性质：冲销第 1 笔\n") != std::string::npos);
  CHECK(reversal.find("经办：h1，2017-11-02：the customer was called（事件 r1）\n") != std::string::npos);
  const std::string json = book.explain_entry_json(5);
  CHECK(json.find(R"j("account":{"entity":"staff","key":"s2","name":""},"amount":-10,"asked":-10,"balance":{"before":100,"behind":90,"period_before":0,"period_behind":-10},"because":{"cause":)j") != std::string::npos);
  CHECK(json.find(R"j("of_period":"2017-09")j") != std::string::npos);
  CHECK(json.find(R"j("event":{)j") != std::string::npos);
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{4}, std::int64_t{99}}) {  // 4 is a seal
    CHECK_THROWS_WITH(book.explain_entry(id), Catch::Contains("HF6030"));
  }
}

SCENARIO("an explanation tells of the share, of what was kept back, and of what waits", "[book][points]") {
  Book book = Book::open(":memory:");
  book.bind(Policy::load(R"j({"huifang": 1, "policy": "p", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
    "events": {"deal": {"worth": "number"}, "gift": {}},
    "points": {"B": {"period": "month", "cap": 500, "decimals": 1}},
    "rules": {"deal": {"for": "staff", "on": "deal", "do": [{"post": {"class": "B", "amount": "=event.worth", "to": {"staff": "2/3", "\"h1\"": "1/3"}}}]},
              "gift": {"for": "staff", "on": "gift", "do": [{"post": {"class": "B", "to": {"staff": 5}, "pending": "3 days"}}]}}})j"),
            at("2017-09-01"));
  for (const char* id : {"d1", "d2"}) {
    book.record(event(std::string(R"j({"id": ")j") + id + R"j(", "type": "deal", "at": "2017-09-05", "staff": "s1", "data": {"worth": 600}})j"), at("2017-09-05"));
  }
  const std::string second = book.explain_entry(3);
  CHECK(second.find("Entry 3: +100 of class B for s1") != std::string::npos);
  CHECK(second.find("Share: 2/3 of 600, as staff\n") != std::string::npos);
  CHECK(second.find("Limited: +400 was asked for; the cap of a period is 500, and the account had 400 in it\n") != std::string::npos);
  book.record(event(R"j({"id": "g1", "type": "gift", "at": "2017-09-06", "staff": "s2"})j"), at("2017-09-06"));
  CHECK(book.entries().back().pending == "waiting");
  CHECK(book.explain_entry(5).find("Pending: 5, until the end of 2017-09-09\n") != std::string::npos);
  book.advance(at("2017-09-10"));
  CHECK(book.entries().back().pending == "expired");
  CHECK(book.explain_entry(5).find("Pending: 5, nobody confirmed it until the end of 2017-09-09\n") != std::string::npos);
  book.record(event(R"j({"id": "g2", "type": "gift", "at": "2017-09-10", "staff": "s2"})j"), at("2017-09-10"));
  const auto confirm = [&](const std::string& id) {
    return book.record(event(R"j({"id": ")j" + id + R"j(", "type": "points.confirm", "at": "2017-09-10", "by": "h1", "data": {"entry": 6}})j"), at("2017-09-10"));
  };
  CHECK(confirm("c1").entries == std::vector<std::int64_t>{7});
  CHECK(book.entries()[5].pending == "confirmed");
  CHECK(book.entries()[5].settled_by == 7);
  CHECK(book.explain_entry(7).find("What it is: confirms entry 6\n") != std::string::npos);
  // Edge 169: an event that is refused is not in the book, and the book goes on.
  CHECK_THROWS_WITH(confirm("c2"), Catch::Contains("HF2067"));
  book.begin();
  CHECK_THROWS_WITH(confirm("c3"), Catch::Contains("HF2067"));
  book.record(event(R"j({"id": "g3", "type": "gift", "at": "2017-09-10", "staff": "s2"})j"), at("2017-09-10"));
  book.commit();
  CHECK(book.entries().size() == 8);
  CHECK(book.verify().same);
  CHECK(entries_json(book).find(R"j("reversed_by":null,"settled_by":7,"held":false,"pending":"confirmed",)j") != std::string::npos);
}

SCENARIO("a class or a period that there is not is told, with the nearest name", "[book][points]") {
  Book book = Book::open(":memory:");
  run(book);
  const auto refused = [&](const std::string& point_class, const std::string& period) {
    PointQuery query;
    query.point_class = point_class;
    query.period = period;
    std::string text;
    try {
      book.balances(query);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::argument);
      text = error.what();
    }
    CHECK((text.empty() ? std::string() : text) == [&]() -> std::string {
      try {
        book.entries(query);
        return {};
      } catch (const Error& error) {
        return error.what();
      }
    }());
    return text;
  };
  CHECK(refused("", "").empty());
  CHECK(refused("B", "2017-09").empty());
  CHECK(refused("B", "2018-01").empty());  // nothing is in it yet
  CHECK(refused("b", "").find("HF6028") != std::string::npos);
  CHECK(refused("b", "").find("the book has no class of points b; it has B") != std::string::npos);
  CHECK(refused("", "2017-9").find("the nearest name is 2017-09") != std::string::npos);
  CHECK(refused("", "2017-9").find("HF6029") != std::string::npos);
  CHECK(refused("B", "September").find("periods are named as 2017-11 is") != std::string::npos);
  CHECK_THROWS_AS(book.ranking("Z"), Error);
  CHECK_THROWS_AS(book.ranking("B", "2017-13"), Error);
  CHECK_THROWS_AS(book.statement({"staff", "s1"}, "x"), Error);
}

SCENARIO("policies that are bound together keep a class of points in one way", "[book][points]") {
  const auto policy_with = [](const std::string& id, const std::string& points) {
    return Policy::load(R"j({"huifang": 1, "policy": ")j" + id + R"j(", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
      "roles": {"boss": "head(staff)"}, "events": {"praise": {}}, "points": {"B": {"period": "month")j" + points + R"j(}}})j");
  };
  const auto refused = [&](const std::string& one, const std::string& other) {
    Book book = Book::open(":memory:");
    std::vector<std::string> out;
    try {
      book.bind({{policy_with("one", one), {}, {}}, {policy_with("two", other), {}, {}}}, at("2017-09-01"));
    } catch (const Error& error) {
      CHECK(book.bindings().empty());
      for (const Diagnostic& found : error.diagnostics()) out.push_back(found.code + " " + found.pointer + ": " + found.found + ", not " + found.expected);
    }
    return out;
  };
  using Found = std::vector<std::string>;
  CHECK(refused(R"j(, "cap": 100, "by": ["boss", "head(owner)"])j", R"j(, "cap": 100, "by": ["head(owner)", "boss"])j").empty());
  CHECK(refused(R"j(, "cap": 100)j", R"j(, "cap": 50)j") == Found{"HF1860 /points/B/cap: 50, not 100"});
  CHECK(refused("", R"j(, "floor": -5, "below": "refuse")j") == Found{"HF1860 /points/B/below: refuse, not allow", "HF1860 /points/B/floor: -5, not nothing"});
  CHECK(refused(R"j(, "close": "3 days", "held": "waits", "expires": "1 year")j", R"j(, "close": "by hand")j").size() == 3);
  CHECK(refused(R"j(, "by": "boss")j", "") == Found{"HF1860 /points/B/by: nothing, not boss"});
  GIVEN("one that takes the place of another") {
    Book book = Book::open(":memory:");
    book.bind(policy_with("one", R"j(, "cap": 100)j"), at("2017-09-01"));
    CHECK_NOTHROW(book.bind(policy_with("two", R"j(, "cap": 50)j"), at("2017-10-01")));
  }
}

SCENARIO("sums of accounts that together are more than a column can hold stop no book", "[book][points]") {
  Book book = Book::open(":memory:");
  book.bind(Policy::load(R"j({"huifang": 1, "policy": "p", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
    "events": {"many": {}}, "points": {"B": {"period": "month", "decimals": 9}},
    "rules": {"many": {"for": "staff", "on": "many", "do": [{"post": {"class": "B", "to": {"staff": 1000000}}}]}}})j"),
            at("2017-09-01"));
  book.begin();
  constexpr int events = 9'300;  // of 10^15 units each: more than 2^63 together
  for (int i = 0; i < events; ++i) {
    book.record(event(R"j({"id": "m)j" + std::to_string(i) + R"j(", "type": "many", "at": "2017-09-05", "staff": "s)j" + std::to_string(i % 2) + "\"}"), at("2017-09-05"));
  }
  book.commit();
  book.advance(at("2017-10-02"));
  REQUIRE(book.seals().size() == 1);
  CHECK(book.seals()[0].entries == events);
  CHECK(book.seals()[0].sum.to_text() == "9300000000");
  CHECK(book.ranking("B", "2017-09")[0].amount.to_text() == "4650000000");
  GIVEN("one account that would have too much") {
    book.begin();
    for (int i = 0; i < events; ++i) {
      book.record(event(R"j({"id": "n)j" + std::to_string(i) + R"j(", "type": "many", "at": "2017-10-05", "staff": "s0"})j"), at("2017-10-05"));
    }
    book.commit();
    THEN("what does not fit is not posted, and the entry says so") {
      book.advance(at("2017-11-02"));
      CHECK(book.ranking("B")[0].amount.to_text() == "9000000000");
      CHECK(book.explain_entry(book.entries().back().id).find("the sum of the account would be too large") != std::string::npos);
      CHECK(book.seals().size() == 2);
    }
  }
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
