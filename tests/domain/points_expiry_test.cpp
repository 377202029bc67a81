// Points that expire: the oldest first, what is spent before, and what becomes known later. Numbers are those of the edge cases.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <deque>

#include "domain/ledger.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

World world_of(const std::string& more = {}, std::size_t cached = SIZE_MAX) {
  World world(department(R"j("B": {"period": "month", "expires": "2 months", "source": "9")j" + more + "}"), cached);
  employ(world);
  return world;
}

/// To or from the head, who is no agent and has no reward of a month.
RecordResult move(World& world, const std::string& id, int amount, const std::string& at, const std::string& recorded = {}) {
  return world.record(R"j({"id": ")j" + id + R"j(", "type": "points.post", "at": ")j" + at + R"j(", "by": "s1", "staff": "h9", "data": {"class": "B", "amount": )j" + std::to_string(amount) +
                          R"j(, "reason": "why"}})j",
                      recorded);
}

Lines expiries(World& world) {
  Lines out;
  for (const std::string& line : ledger(world)) {
    if (line.find(" expire h9 ") != std::string::npos) out.push_back(line.substr(line.find("expire")));
  }
  return out;
}

}  // namespace

SCENARIO("edge 167: the oldest points that are not spent expire first, by an entry", "[domain][points]") {
  World world = world_of();
  move(world, "e1", 10, "2017-09-10T10:00");
  move(world, "e2", 20, "2017-10-10T10:00");
  WHEN("nothing is spent") {
    world.advance("2017-11-30T23:59:59");
    CHECK(points(world, "h9") == 30);
    world.advance("2017-12-01T00:00");
    THEN("those of September are gone two months after its end, and the entries that brought them are still there") {
      CHECK(expiries(world) == Lines{"expire h9 -10 - 2017-11"});
      CHECK(points(world, "h9") == 20);
      CHECK(ledger(world).front() == "1 post h9 10 - 2017-09");
      const auto entries = world.store.entries();
      const auto row = std::find_if(entries.begin(), entries.end(), [](const EntryRow& one) { return one.kind == "expire"; });
      CHECK(row->because == R"j({"expired":"2017-09","source":"9"})j");
      CHECK(row->cause == "expire:B/2017-09");
    }
    THEN("those of October a month later") {
      world.advance("2018-01-02T00:00");
      CHECK(expiries(world) == Lines{"expire h9 -10 - 2017-11", "expire h9 -20 - 2017-12"});
      CHECK(points(world, "h9") == 0);
    }
  }
  WHEN("some are spent") {
    move(world, "s1", -15, "2017-11-05T10:00");
    world.advance("2018-01-02T00:00");
    THEN("they are the oldest ones") { CHECK(expiries(world) == Lines{"expire h9 -15 - 2017-12"}); }
  }
  WHEN("more is spent than there is") {
    move(world, "s1", -50, "2017-11-05T10:00");
    move(world, "e3", 30, "2017-11-06T10:00");
    world.advance("2018-03-01T00:00");
    THEN("what comes next makes up for it first") {
      CHECK(expiries(world) == Lines{"expire h9 -10 - 2018-01"});
      CHECK(points(world, "h9") == 0);
    }
  }
}

SCENARIO("edge 168: of what is spent at the instant of the expiry the expiry comes first", "[domain][points]") {
  for (const std::string below : {"allow", "refuse"}) {
    World world = world_of(R"j(, "below": ")j" + below + "\"");
    move(world, "e1", 10, "2017-09-10T10:00");
    SECTION("spent on the last day, " + below) {
      move(world, "s1", -10, "2017-11-30T23:59:59.999999");
      world.advance("2017-12-02T00:00");
      CHECK(expiries(world).empty());
      CHECK(points(world, "h9") == 0);
    }
    SECTION("spent at midnight, " + below) {
      move(world, "s1", -10, "2017-12-01T00:00");
      CHECK(expiries(world) == Lines{"expire h9 -10 - 2017-11"});
      CHECK(points(world, "h9") == (below == "allow" ? -10 : 0));
    }
  }
}

SCENARIO("what is posted to ten thousand accounts at once expires at once", "[domain][points]") {
  World world(R"j({"huifang": 1, "policy": "t", "version": "1", "effective": "2017-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"name": "string"}}, "events": {"gift": {}},
    "points": {"B": {"period": "month", "expires": "1 month"}},
    "rules": {"gift": {"on": "gift", "do": [{"post": {"class": "B", "to": {"for i in 1..10001 return \"s\" + string(i)": 5}}}]}}})j");
  world.record(R"j({"type": "gift", "at": "2017-09-05T10:00", "customer": "c"})j");
  CHECK(standing(world).size() == 10'001);
  world.advance("2017-11-02T00:00");
  CHECK(ledger(world).size() == 2 * 10'001);
  CHECK(points(world, "s10001") == 0);
}

SCENARIO("what becomes known behind an expiry moves what has expired", "[domain][points]") {
  World world = world_of();
  move(world, "e1", 10, "2017-09-10T10:00");
  world.advance("2017-12-05T00:00");
  REQUIRE(points(world, "h9") == 0);
  WHEN("points had been spent before") {
    move(world, "s1", -4, "2017-11-20T10:00", "2017-12-05T10:00");
    THEN("they were not there to expire") {
      CHECK(expiries(world) == Lines{"expire h9 -10 - 2017-11", "expire h9 4 - 2017-12 of 2017-11"});
      CHECK(points(world, "h9") == 0);
    }
  }
  WHEN("they had never been earned") {
    world.record(R"j({"type": "points.reverse", "at": "2017-12-05T10:00", "by": "s1", "data": {"entry": 1, "reason": "not his"}})j");
    CHECK(points(world, "h9") == 0);
  }
  WHEN("more had been earned") {
    move(world, "e2", 7, "2017-09-12T10:00", "2017-12-05T10:00");
    CHECK(points(world, "h9") == 0);
  }
  WHEN("a person gives back what expired") {
    const auto entries = world.store.entries();
    const auto row = std::find_if(entries.begin(), entries.end(), [](const EntryRow& one) { return one.kind == "expire" && one.amount == -10; });
    REQUIRE(row != entries.end());
    world.record(R"j({"type": "points.reverse", "at": "2017-12-05T10:00", "by": "s1", "data": {"entry": )j" + std::to_string(row->id) + R"j(, "reason": "he was ill"}})j");
    world.advance("2018-06-01T00:00");
    THEN("it stays") { CHECK(points(world, "h9") == 10); }
  }
}

TEST_CASE("law: what expires is what a queue of lots says, in whatever order it becomes known", "[domain][points][law]") {
  struct Move {
    int day = 0, amount = 0, delay = 0;
  };
  CHECK(rc::check([] {
    const auto size = *rc::gen::inRange(1, 9);
    std::vector<Move> moves;
    for (int i = 0; i < size; ++i) moves.push_back({*rc::gen::inRange(0, 150), *rc::gen::inRange(-30, 31), *rc::gen::inRange(0, 3) == 0 ? *rc::gen::inRange(0, 120) : 0});
    std::erase_if(moves, [](const Move& one) { return one.amount == 0; });
    const auto date = [](int day) { return Date::from_days(Date{2017, 9, 1}.to_days() + day); };
    std::sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.day + a.delay < b.day + b.delay; });
    World world = world_of({}, *rc::gen::arbitrary<bool>() ? 0 : SIZE_MAX);
    for (std::size_t i = 0; i < moves.size(); ++i) {
      move(world, "m" + std::to_string(i), moves[i].amount, date(moves[i].day).to_text() + "T10:00", date(moves[i].day + moves[i].delay).to_text() + "T20:00");
      if (i % 2 == 0) world.flush();
    }
    world.advance("2018-12-01T00:00");
    // The slow and obvious one: lots in a queue, day by day; what is owed is paid by what comes next.
    std::vector<Move> sorted = moves;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Move& a, const Move& b) { return a.day < b.day; });
    struct Lot {
      Date month;
      std::int64_t left = 0;
    };
    std::deque<Lot> lots;
    std::int64_t debt = 0;
    std::size_t next = 0;
    for (int day = 0; date(day) < Date{2018, 12, 1}; ++day) {
      const Date today = date(day);
      while (!lots.empty() && today.day == 1) {
        const Date lot = lots.front().month;
        const int months = (today.year - lot.year) * 12 + today.month - lot.month;
        if (months < 3) break;
        lots.pop_front();
      }
      for (; next < sorted.size() && sorted[next].day == day; ++next) {
        std::int64_t amount = sorted[next].amount;
        if (amount > 0) {
          const std::int64_t paid = std::min(debt, amount);
          debt -= paid;
          lots.push_back({Date{today.year, today.month, 1}, amount - paid});
          continue;
        }
        amount = -amount;
        for (Lot& lot : lots) {
          const std::int64_t taken = std::min(lot.left, amount);
          lot.left -= taken;
          amount -= taken;
        }
        debt += amount;
      }
    }
    std::int64_t left = -debt;
    for (const Lot& lot : lots) left += lot.left;
    RC_ASSERT(points(world, "h9") == left);
  }));
}
