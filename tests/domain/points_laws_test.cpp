// Laws of the ledger: any order of the same events, shares that add up, sums that are balances. Repetition is a matter of books (book/points_laws_test.cpp).
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "domain/ledger.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

/// One event of a month or two: a fault, a praise, or a void of an earlier one.
struct Happening {
  enum class Kind { fault, grave, praise } kind{};
  int who = 0;
  int day = 0;      ///< from 1 September
  int voided = 0;   ///< 0: it stands
};

std::string time(int day, const char* clock) { return Date::from_days(Date{2017, 9, 1}.to_days() + day).to_text() + "T" + clock; }

std::string json_of(const Happening& one, std::size_t i) {
  const std::string who = "s" + std::to_string(one.who + 1);
  const std::string head = R"j({"id": "x)j" + std::to_string(i) + R"j(", "at": ")j" + time(one.day, "10:00") + R"j(", "staff": ")j" + who + "\", ";
  if (one.kind == Happening::Kind::praise) return head + R"j("type": "praise", "data": {"responsible": ")j" + who + R"j(", "worth": 7}})j";
  return head + R"j("type": "fault", "data": {"responsible": ")j" + who + R"j(", "clause": ")j" + (one.kind == Happening::Kind::grave ? "R17" : "R4") + "\"}}";
}

/// The slow and obvious reading: what everybody has in the end, by month in which it took effect.
std::map<std::string, std::int64_t> expected(const std::vector<Happening>& all, int months) {
  std::map<std::string, std::int64_t> sums;
  std::set<std::pair<int, int>> faulty;  // who and month
  const auto month = [](int day) { return Date::from_days(Date{2017, 9, 1}.to_days() + day).month; };
  for (const Happening& one : all) {
    if (one.voided != 0) continue;
    const std::string who = "s" + std::to_string(one.who + 1);
    if (one.kind == Happening::Kind::praise) sums[who] += 7;
    if (one.kind == Happening::Kind::grave) sums[who] -= 20;
    if (one.kind == Happening::Kind::fault) sums[who] -= 10, sums["h1"] -= 2;
    if (one.kind != Happening::Kind::praise) faulty.insert({one.who, month(one.day)});
  }
  for (int who = 0; who < 2; ++who) {
    for (int m = 9; m < 9 + months; ++m) {
      if (faulty.contains({who, m})) continue;
      sums["s" + std::to_string(who + 1)] += 100;
      sums["h1"] += 30;
    }
  }
  return sums;
}

}  // namespace

namespace rc {
template <>
struct Arbitrary<Happening> {
  static Gen<Happening> arbitrary() {
    return gen::build<Happening>(gen::set(&Happening::kind, gen::element(Happening::Kind::fault, Happening::Kind::grave, Happening::Kind::praise)),
                                 gen::set(&Happening::who, gen::inRange(0, 2)), gen::set(&Happening::day, gen::inRange(0, 61)),
                                 gen::set(&Happening::voided, gen::inRange(0, 3)));
  }
};
}  // namespace rc

TEST_CASE("law: any order of the same events gives the same ledger", "[domain][points][law]") {
  CHECK(rc::check([] {
    std::vector<Happening> all = *rc::gen::resize(12, rc::gen::arbitrary<std::vector<Happening>>());
    for (Happening& one : all) one.voided = one.voided == 1 ? 1 : 0;
    // In order, as it happens; and in any other order, later: each when its day is over at the earliest.
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto run = [&](const std::vector<std::size_t>& sequence, const std::vector<int>& delays, bool forgetful) {
      World world(department(), forgetful ? 0 : SIZE_MAX);
      employ(world);
      int now = 0;
      for (std::size_t i = 0; i < sequence.size(); ++i) {
        const Happening& one = all[sequence[i]];
        now = std::max({now, one.day, delays.empty() ? 0 : delays[i]});
        world.record(json_of(one, sequence[i]), time(now, "20:00"));
        if (forgetful) world.flush();
      }
      for (const std::size_t i : sequence) {
        if (all[i].voided == 0) continue;
        now = std::max(now, 62);
        world.record(R"j({"type": "void", "voids": "x)j" + std::to_string(i) + R"j(", "at": ")j" + time(now, "21:00") + R"j(", "staff": "s)j" + std::to_string(all[i].who + 1) + "\"}");
      }
      world.advance("2018-01-01T00:00");
      return world;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return all[a].day < all[b].day; });
    World straight = run(order, {}, false);
    std::vector<std::size_t> mixed = *rc::gen::resize(12, rc::gen::just(order));
    const auto seed = *rc::gen::inRange(0, 1000);
    std::vector<int> delays;
    for (std::size_t i = mixed.size(); i > 1; --i) std::swap(mixed[i - 1], mixed[static_cast<std::size_t>(seed * 7 + static_cast<int>(i) * 13) % i]);
    for (std::size_t i = 0; i < mixed.size(); ++i) delays.push_back((seed * static_cast<int>(i + 1)) % 80);
    World other = run(mixed, delays, *rc::gen::arbitrary<bool>());
    RC_ASSERT(standing(straight) == standing(other));
    const auto sums = expected(all, 4);
    for (const char* who : {"s1", "s2", "h1"}) {
      const auto found = sums.find(who);
      const std::int64_t sum = found == sums.end() ? 0 : found->second;
      RC_ASSERT(points(straight, who) == sum);
      RC_ASSERT(points(other, who) == sum);
      // The store's own sums are those of the entries.
      const auto id = other.store.find("staff", who);
      RC_ASSERT(!id || other.store.account_total(*id, "B", {}).sum == sum);
    }
    // The chain holds.
    std::string previous;
    for (const EntryRow& row : other.store.entries()) {
      RC_ASSERT(row.hash == entry_hash(previous, row));
      previous = row.hash;
    }
  }));
}

TEST_CASE("law: shares always add up to what is shared", "[domain][points][law]") {
  CHECK(rc::check([] {
    const auto parts = *rc::gen::inRange(1, 6);
    const auto worth = *rc::gen::inRange(-100000, 100000);
    std::string to;
    std::int64_t numerators = 0;
    const auto whole = *rc::gen::inRange(1, 60);
    for (int i = 0; i < parts; ++i) {
      const auto share = *rc::gen::inRange(1, 20);
      numerators += share;
      to += std::string(i == 0 ? "" : ", ") + R"j("\"p)j" + std::to_string(i) + R"j(\"": ")j" + std::to_string(share) + "/" + std::to_string(whole) + "\"";
    }
    World world(department(R"j("B": {"period": "month"})j", R"j("share": {"for": "staff", "on": "joint", "do": [{"post": {"class": "B", "amount": "=event.worth", "to": {)j" + to + "}}}]},"));
    world.record(R"j({"type": "joint", "at": "2017-09-02T10:00", "staff": "s1", "data": {"worth": )j" + std::to_string(worth) + "}}");
    std::int64_t sum = 0;
    for (int i = 0; i < parts; ++i) sum += points(world, "p" + std::to_string(i));
    // Half up, away from zero.
    const std::int64_t size = std::abs(worth) * numerators;
    const std::int64_t rounded = (2 * size + whole) / (2 * whole);
    RC_ASSERT(sum == (worth < 0 ? -rounded : rounded));
  }));
}
