// Tiers that are no table: bands with a margin, reviews, least stays, rankings, and what people set.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "domain/world.hpp"
#include "huifang/error.hpp"
#include "policy/model.hpp"

using huifang::test::with;
using huifang::test::World;

namespace {

using Lines = std::vector<std::string>;

void set(World& world, const std::string& customer, const std::string& at, const std::string& volume) {
  world.record("set", customer, at, "", "{\"volume\": " + volume + "}");
}

/// "date value" of each value the tier had, in order.
Lines history(World& world, const std::string& tier) {
  world.flush();
  Lines out;
  for (const auto& row : world.store.tiers()) {
    if (row.tier == tier) out.push_back(world.policy.model().zone.to_text(huifang::Instant{row.from_us}).substr(0, 10) + " " + row.value);
  }
  return out;
}

const char* const bands = R"j({"inputs": ["customer.volume"], "bands": {"golden": ">= 80", "silver": ">= 60", "plain": "-"})j";

}  // namespace

SCENARIO("bands with a margin: a value stays while the margin would still give it", "[domain][tiers]") {
  World world(with(std::string(R"j("tiers": {"status": )j") + bands + R"j(, "margin": 3}}, "rules": {})j"));
  const auto after = [&](const std::string& at, const std::string& volume) {
    set(world, "c1", at, volume);
    return world.tier("status", "c1");
  };
  CHECK(after("2024-03-01T08:00:00", "60") == "silver");
  CHECK(after("2024-03-02T08:00:00", "57") == "silver");
  CHECK(after("2024-03-03T08:00:00", "56.9") == "plain");
  CHECK(after("2024-03-04T08:00:00", "62.9") == "plain");
  CHECK(after("2024-03-05T08:00:00", "63") == "silver");
  CHECK(after("2024-03-06T08:00:00", "90") == "golden");
}

SCENARIO("a tier under review is decided at the starts of its bucket, and first at once", "[domain][tiers]") {
  World world(with(std::string(R"j("tiers": {"status": )j") + bands + R"j(, "review": "quarter"}}, "rules": {})j"));
  set(world, "c1", "2024-02-10T08:00:00", "60");
  set(world, "c1", "2024-02-11T08:00:00", "85");
  set(world, "c1", "2024-03-11T08:00:00", "10");
  world.advance("2024-04-01T00:00:00");
  set(world, "c1", "2024-04-02T08:00:00", "99");
  world.advance("2024-07-01T00:00:00");
  CHECK(history(world, "status") == Lines{"2024-02-10 silver", "2024-04-01 plain", "2024-07-01 golden"});
}

SCENARIO("a value is kept for its least stay, and what holds then comes by itself", "[domain][tiers]") {
  for (const std::size_t cached : {std::size_t{0}, SIZE_MAX}) {
    World world(with(std::string(R"j("tiers": {"status": )j") + bands + R"j(, "stay": "2 months"}}, "rules": {
      "greet": {"on": "tier.status", "when": "event.to = golden", "owe": {"need": "phone", "due": "3 days"}}})j"), cached);
    set(world, "c1", "2024-02-10T08:00:00", "60");
    world.flush();
    set(world, "c1", "2024-02-11T08:00:00", "85");
    world.advance("2024-04-09T23:00:00");
    CHECK(world.tier("status", "c1") == "silver");
    world.flush();
    world.advance("2024-04-10T00:00:00");
    CHECK(world.tier("status", "c1") == "golden");
    CHECK(world.lines("greet") == Lines{"1 open 2024-04-10 .. 2024-04-13 end"});
  }
}

SCENARIO("a ranking: the largest who together hold the share, made anew at each review", "[domain][tiers][ranking]") {
  const auto ranked = [](const std::string& ties, std::size_t cached = SIZE_MAX) {
    return World(with(R"j("tiers": {"sample": {"rank_by": "customer.volume", "share": 0.8, "review": "year", "ties": ")j" + ties + R"j(", "source": "R2"}},
      "rules": {"ask": {"when": "tier.sample = true", "owe": {"need": "phone", "due": "10 days"}}})j"), cached);
  };
  const auto inside = [](World& world, const Lines& names) {
    std::string out;
    for (const std::string& name : names) out += world.tier("sample", name) == "true" ? name + " " : "";
    return out;
  };
  GIVEN("volumes of 50, 20, 10, 10, 10, and one that is not known") {
    for (const std::size_t cached : {std::size_t{0}, SIZE_MAX}) {
      World world = ranked("include", cached);
      const std::map<std::string, std::string> volumes{{"a", "10"}, {"b", "50"}, {"c", "10"}, {"d", "20"}, {"e", "10"}};
      for (const auto& [name, volume] : volumes) set(world, name, "2023-06-01T08:00:00", volume);
      world.record("set", "f", "2023-06-01T08:00:00", "", R"j({"class": "A"})j");
      world.flush();
      THEN("nobody has a place before the first review, and then those who hold 80 % and their equals") {
        world.advance("2023-12-31T23:00:00");
        CHECK(history(world, "sample").empty());
        world.advance("2024-01-01T00:00:00");
        CHECK(inside(world, {"a", "b", "c", "d", "e", "f"}) == "a b c d e ");
        CHECK(world.tier("sample", "f").empty());
        CHECK(world.states("ask") == std::map<std::string, int>{{"open", 5}});
        world.flush();
        CHECK(world.store.tiers().front().because.find(R"j("cutoff":10,"inside":5,"of":5)j") != std::string::npos);
      }
      AND_WHEN("volumes move during the year") {
        world.advance("2024-01-01T00:00:00");
        set(world, "b", "2024-02-01T08:00:00", "0");
        world.flush();
        THEN("the ranking is frozen until the next review") {
          CHECK(inside(world, {"b"}) == "b ");
          world.advance("2025-01-01T00:00:00");
          CHECK(inside(world, {"b"}).empty());
          CHECK(world.states("ask") == std::map<std::string, int>{{"overdue", 4}, {"withdrawn", 1}});
        }
      }
    }
  }
  GIVEN("other readings of ties") {
    const auto of = [&](const std::string& ties) {
      World world = ranked(ties);
      for (const auto& [name, volume] : std::map<std::string, std::string>{{"a", "10"}, {"b", "50"}, {"c", "10"}, {"d", "20"}, {"e", "10"}}) {
        set(world, name, "2023-06-01T08:00:00", volume);
      }
      world.advance("2024-01-01T00:00:00");
      return inside(world, {"a", "b", "c", "d", "e"});
    };
    CHECK(of("exclude") == "b d ");
    CHECK(of("key") == "a b d ");
  }
}

TEST_CASE("law: a ranking is the smallest prefix that holds the share, and its ties", "[domain][tiers][ranking][law]") {
  const bool holds = rc::check("ranking = obvious ranking", [] {
    const auto volumes = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-3, 8));
    const int tenths = *rc::gen::inRange(1, 11);
    World world(with(R"j("tiers": {"sample": {"rank_by": "customer.volume", "share": )j" + huifang::Decimal::scaled(tenths, 1).to_text() +
                     R"j(, "review": "year"}}, "rules": {})j"));
    for (std::size_t i = 0; i < volumes.size(); ++i) set(world, "c" + std::to_string(i), "2023-06-01T08:00:00", std::to_string(volumes[i]));
    world.advance("2024-01-01T00:00:00");
    // The smallest volume whose holders, and all who have more, hold the share.
    int total = 0;
    for (const int volume : volumes) total += std::max(volume, 0);
    int cutoff = 1'000;
    for (const int candidate : volumes) {
      int held = 0;
      for (const int volume : volumes) held += volume >= candidate ? std::max(volume, 0) : 0;
      // Somebody at this volume is needed: those above it do not hold the share.
      int above = 0;
      for (const int volume : volumes) above += volume > candidate ? std::max(volume, 0) : 0;
      if (above * 10 < total * tenths && held * 10 >= total * tenths) cutoff = candidate;
    }
    for (std::size_t i = 0; i < volumes.size(); ++i) {
      RC_ASSERT(world.tier("sample", "c" + std::to_string(i)) == (volumes[i] >= cutoff ? "true" : "false"));
    }
  });
  CHECK(holds);
}

SCENARIO("a person sets a tier, with a reason", "[domain][tiers]") {
  World world(with(R"j("tiers": {"grade": {"set_by": ["customer.owner", "superior(owner)"], "values": ["warm", "cold"]}},
    "rules": {"chase": {"when": "tier.grade = warm", "owe": {"need": "phone", "due": "3 days"}}})j"));
  world.record(R"({"type": "set", "at": "2024-01-01T08:00:00", "staff": "s1", "data": {"superior": "m1", "unit": "sales"}})");
  world.record("assign", "c1", "2024-01-01T08:00:00", "", R"j({"owner": "s1"})j");
  const auto grade = [&](const std::string& at, const std::string& by, const std::string& value) {
    return world.record("set", "c1", at, by, "{\"tier.grade\": " + value + R"j(, "reason": "talked to them"})j");
  };
  GIVEN("the owner says warm, and the superior cold") {
    grade("2024-03-01T08:00:00", "s1", "\"warm\"");
    CHECK(world.lines("chase") == Lines{"1 open 2024-03-01 08:00 .. 2024-03-04 end"});
    grade("2024-03-02T08:00:00", "m1", "\"cold\"");
    THEN("both are kept, with who and why") {
      CHECK(history(world, "grade") == Lines{"2024-03-01 warm", "2024-03-02 cold"});
      CHECK(world.store.tiers().back().because.find(R"j("by":"m1","reason":"talked to them")j") != std::string::npos);
      CHECK(world.states("chase") == std::map<std::string, int>{{"withdrawn", 1}});
    }
  }
  GIVEN("somebody who may not") {
    const auto result = grade("2024-03-01T08:00:00", "s2", "\"warm\"");
    REQUIRE(!result.notes.empty());
    CHECK(result.notes[0] == "tier grade of customer c1 may not be set by s2");
    CHECK(history(world, "grade").empty());
  }
  GIVEN("no reason, nobody, a value that there is not") {
    for (const char* event : {R"({"type": "set", "at": "2024-03-01T08:00:00", "customer": "c1", "by": "s1", "data": {"tier.grade": "warm"}})",
                              R"({"type": "set", "at": "2024-03-01T08:00:00", "customer": "c1", "data": {"tier.grade": "warm", "reason": "x"}})",
                              R"({"type": "set", "at": "2024-03-01T08:00:00", "customer": "c1", "by": "s1", "data": {"tier.grade": "hot", "reason": "x"}})",
                              R"({"type": "set", "at": "2024-03-01T08:00:00", "customer": "c1", "by": "s1", "data": {"tier.grade": "warm", "reason": "x", "from": "2024-02-01"}})",
                              R"({"type": "set", "at": "2024-03-01T08:00:00", "customer": "c1", "by": "s1", "data": {"tier.grades": "warm", "reason": "x"}})"}) {
      CHECK_THROWS_AS(world.record(event), huifang::Error);
    }
    CHECK(history(world, "grade").empty());
  }
  GIVEN("null") {
    grade("2024-03-01T08:00:00", "s1", "\"warm\"");
    grade("2024-03-02T08:00:00", "s1", "null");
    CHECK(world.tier("grade", "c1").empty());
    CHECK(world.states("chase") == std::map<std::string, int>{{"withdrawn", 1}});
  }
}
