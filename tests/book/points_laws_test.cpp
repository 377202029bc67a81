/// Laws of the ledger in a book: its sums are what accounts have, what comes again changes nothing, and whoever alters a line is found.
#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "book/temporary_file.hpp"
#include "huifang/book.hpp"

namespace huifang {
namespace {

const char* const policy_text = R"j({"huifang": 1, "policy": "laws", "version": "1", "effective": "2017-09-01..", "zone": "Asia/Shanghai",
  "facts": {"staff": {"role": ["agent", "chief"]}}, "events": {"fault": {}, "deal": {"worth": "number"}, "gift": {}},
  "measures": {"faults": {"for": "staff", "count": "posted", "where": "event.class = B and event.amount < 0 and event.kind != \"expire\"", "over": "month"}},
  "points": {"B": {"period": "month", "cap": 60, "expires": "1 month"}, "C": {"period": "week", "decimals": 2, "held": "waits"}},
  "rules": {
    "fault": {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", "to": {"staff": -10, "\"h1\"": -2}}}]},
    "deal":  {"for": "staff", "on": "deal", "do": [{"post": {"class": "C", "amount": "=event.worth", "to": {"staff": "2/3", "\"h1\"": "1/3"}}}]},
    "gift":  {"for": "staff", "on": "gift", "do": [{"post": {"class": "B", "to": {"staff": 25}, "pending": "9 days"}}]},
    "clean": {"for": "staff", "each": "month", "when": "staff.role = agent and staff.faults = 0", "do": [{"post": {"class": "B", "to": {"staff": 40}}}]}
  } })j";

struct Act {
  int what = 0, who = 0, entry = 0, days = 0, late = 0;
};

/// What one act after the other makes of a book; what is refused changes nothing. `behind` is called after each.
/// With `repeated`, everything that was recorded so far comes once more after each act.
template <class Behind>
void play(Book& book, const std::vector<Act>& acts, Behind&& behind, bool repeated = false) {
  const Policy policy = Policy::load(policy_text);
  const TimeZone zone = policy.zone();
  Instant now = *zone.parse("2017-09-01T08:00");
  book.bind(policy, now);
  int id = 0;
  std::vector<Event> recorded;
  const auto record = [&](const std::string& type, Instant at, const std::string& rest) {
    const std::string json = R"j({"id": "x)j" + std::to_string(++id) + R"j(", "type": ")j" + type + R"j(", "at": ")j" + zone.to_text(at) + "\", " + rest + "}";
    try {
      book.record(recorded.emplace_back(Event::parse(json, zone)), now);
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::conflict);  // what waited is settled already
      recorded.pop_back();
    }
  };
  for (const char* who : {"s1", "s2"}) record("set", now, std::string(R"j("staff": ")j") + who + R"j(", "data": {"role": "agent"})j");
  for (const Act& act : acts) {
    now.utc_us += act.days * us_per_day + us_per_hour;
    const Instant at{std::max(now.utc_us - act.late * us_per_day, zone.parse("2017-09-01T08:00")->utc_us)};
    const std::string who = "\"staff\": \"s" + std::to_string(act.who + 1) + "\"";
    const std::string entry = R"j("by": "h1", "data": {"reason": "why", "entry": )j" + std::to_string(act.entry) + "}";
    switch (act.what) {
      case 0: record("fault", at, who); break;
      case 1: record("deal", at, who + R"j(, "data": {"worth": )j" + std::to_string(act.entry) + ".35}"); break;
      case 2: record("gift", at, who); break;
      case 3: record("points.reverse", now, entry); break;
      case 4: record("points.appeal", now, entry); break;
      case 5: record("points.uphold", now, entry); break;
      case 6: record("points.confirm", now, entry); break;
      case 7: record("points.cancel", now, entry); break;
      case 8: record("void", now, who + R"j(, "voids": "x)j" + std::to_string(act.entry) + "\""); break;
      default: book.advance(now); break;
    }
    for (std::size_t i = 0; repeated && i < recorded.size(); ++i) RC_ASSERT(book.record(recorded[i], now).known);
    behind(book);
  }
}

std::vector<Act> some_acts() {
  std::vector<Act> acts;
  const int size = *rc::gen::inRange(1, 25);
  for (int i = 0; i < size; ++i) acts.push_back({*rc::gen::inRange(0, 10), *rc::gen::inRange(0, 2), *rc::gen::inRange(1, 20), *rc::gen::inRange(0, 12), *rc::gen::inRange(0, 25)});
  return acts;
}

}  // namespace

TEST_CASE("law: the sum of the entries is every balance, at every moment", "[book][points][law]") {
  CHECK(rc::check([] {
    Book book = Book::open(":memory:");
    play(book, some_acts(), [](Book& now) {
      std::map<std::pair<std::string, std::string>, Decimal> sums;
      std::map<std::tuple<std::string, std::string, std::string>, Decimal> by_period;
      for (const PointEntry& one : now.entries()) {
        Decimal& sum = sums[{one.account.key, one.point_class}];
        sum = *Decimal::add(sum, one.amount);
        Decimal& part = by_period[{one.account.key, one.point_class, one.period}];
        part = *Decimal::add(part, one.amount);
      }
      std::size_t accounts = 0;
      for (const PointBalance& balance : now.balances()) {
        ++accounts;
        RC_ASSERT((sums.at({balance.account.key, balance.point_class})) == balance.closing);
      }
      RC_ASSERT(accounts == sums.size());
      for (const auto& [key, sum] : by_period) {
        const auto& [account, point_class, period] = key;
        PointQuery query;
        query.account = EntityRef{"staff", account};
        query.point_class = point_class;
        query.period = period;
        const auto balances = now.balances(query);
        RC_ASSERT(balances.size() == 1u);
        RC_ASSERT(balances[0].change == sum);
      }
      // What is sealed stays what it was.
      for (const PointSeal& seal : now.seals()) {
        Decimal sum;
        std::int64_t count = 0;
        PointQuery query;
        query.point_class = seal.point_class;
        query.period = seal.period;
        for (const PointEntry& one : now.entries(query)) {
          sum = *Decimal::add(sum, one.amount);
          ++count;
        }
        RC_ASSERT(sum == seal.sum);
        RC_ASSERT(count == seal.entries);
      }
    });
    RC_ASSERT(book.verify().same);
  }));
}

TEST_CASE("law: any repetition of the same events gives the same ledger", "[book][points][law]") {
  CHECK(rc::check([] {
    const std::vector<Act> acts = some_acts();
    Book once = Book::open(":memory:"), often = Book::open(":memory:");
    play(once, acts, [](Book&) {});
    play(often, acts, [](Book&) {}, true);
    RC_ASSERT(entries_json(once) == entries_json(often));
    RC_ASSERT(balances_json(once) == balances_json(often));
    RC_ASSERT(seals_json(once) == seals_json(often));
    RC_ASSERT(often.verify().same);
  }));
}

TEST_CASE("law: an altered line is found, and named", "[book][points][law]") {
  CHECK(rc::check([] {
    const TemporaryFile file;
    {
      Book book = Book::open(file.path());
      play(book, some_acts(), [](Book&) {});
    }
    SQLite::Database database(file.path(), SQLite::OPEN_READWRITE);
    const int entries = database.execAndGet("SELECT count(*) FROM huifang_entry").getInt();
    RC_PRE(entries > 0);
    const std::string id = std::to_string(*rc::gen::inRange(1, entries + 1));
    const std::string column = *rc::gen::element<std::string>("amount", "asked", "effective_us", "recorded_us", "entry", "account", "class", "kind", "rule", "cause",
                                                              "part", "event", "period", "of_period", "because", "hash");
    const bool number = column == "amount" || column == "asked" || column.ends_with("_us") || column == "entry" || column == "account";
    database.exec("UPDATE huifang_entry SET " + column + " = " + column + (number ? " + 1" : " || 'x'") + " WHERE id = " + id);
    const VerifyReport report = Book::open(file.path(), {.read_only = true}).verify();
    RC_ASSERT_FALSE(report.same);
    bool named = false;
    for (const std::string& difference : report.differences) named = named || difference.find("entry " + id + ": altered since it was entered") != std::string::npos;
    RC_ASSERT(named);
  }));
}

}  // namespace huifang
