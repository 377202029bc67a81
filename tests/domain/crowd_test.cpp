/// What time does must cost no walk over all that a subject has: these cases end in seconds because each step
/// finds what it needs without one, and in hours when it does not.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

#include "domain/agenda.hpp"
#include "domain/live_duties.hpp"
#include "domain/subject.hpp"
#include "domain/world.hpp"

using huifang::Agenda;
using huifang::Duty;
using huifang::DutyState;
using huifang::Instant;
using huifang::LiveDuties;
using huifang::LiveDuty;
using huifang::Wake;
using huifang::test::with;
using huifang::test::World;

SCENARIO("a month of missed minutes is owed, credited and withdrawn one by one", "[domain][crowd]") {
  GIVEN("a rule that repeats each minute from a complaint on") {
    World world(with(R"j("rules": {"watch": {"on": "complaint", "every": "1 minute", "until": "stop", "owe": {"need": "phone"}}})j"));
    world.record("assign", "c1", "2024-01-01T00:00:00", "", R"j({"owner": "s1"})j");
    world.record("complaint", "c1", "2024-01-01T00:00:00");
    WHEN("thirty days pass") {
      world.advance("2024-01-31T00:00:00");
      THEN("each minute is owed, all but the last are missed, and a call is credited to the oldest") {
        CHECK(world.states("watch") == std::map<std::string, int>{{"overdue", 43'199}, {"open", 1}});
        world.record("phone", "c1", "2024-01-31T00:00:00", "s1");
        CHECK(world.states("watch")["done"] == 1);
        CHECK(world.duties("watch").front().state == DutyState::done);
      }
      THEN("a call of somebody else credits nothing, and only the first hundred reasons are told") {
        const auto result = world.record("phone", "c1", "2024-01-31T00:00:00", "s2");
        CHECK(result.credited.empty());
        CHECK(result.notes.size() == 101);
        CHECK(result.notes.back() == "further notes are left out");
      }
      THEN("one event withdraws them all") {
        world.record("stop", "c1", "2024-01-31T00:00:00");
        CHECK(world.states("watch") == std::map<std::string, int>{{"withdrawn", 43'200}});
      }
    }
  }
}

SCENARIO("thousands of standing rules each owe one customer a visit a month", "[domain][crowd]") {
  GIVEN("three thousand rules") {
    std::string rules;
    for (int i = 0; i < 3000; ++i) {
      rules += (i == 0 ? "" : ",") + ("\"r" + std::to_string(i)) + R"j(": {"each": "month", "owe": {"need": "visit"}})j";
    }
    World world(with("\"rules\": {" + rules + "}"));
    WHEN("a customer is there for a year") {
      world.record("order", "c1", "2024-01-01T00:00:00", "s1", R"({"amount": 1})");
      world.advance("2024-12-31T12:00:00");
      THEN("each rule owes twelve visits") {
        CHECK(world.lines("r0").size() == 12);
        CHECK(world.lines("r2999").size() == 12);
        CHECK(world.duties().size() == 36'000);
      }
    }
  }
}

SCENARIO("thousands of runs of one customer each keep their duty and their late effect", "[domain][crowd]") {
  GIVEN("a rule that owes a call for each order, and tells the owner ten days later") {
    World world(with(R"j("rules": {"thanks": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": "30 working days"}},
      "tell": {"on": "order", "again": "parallel", "at": "start + 10 days", "do": [{"notify": "owner"}]}})j"));
    WHEN("five thousand orders come, one a minute") {
      const std::int64_t start = huifang::Date{2024, 1, 1}.to_days();
      for (int i = 0; i < 5000; ++i) {
        const int hour = i / 60;
        const std::string clock = (hour % 24 < 10 ? "0" : "") + std::to_string(hour % 24) + ":" + (i % 60 < 10 ? "0" : "") + std::to_string(i % 60);
        world.record("order", "c1", huifang::Date::from_days(start + hour / 24).to_text() + "T" + clock + ":00", "s1", R"({"amount": 1})");
      }
      world.advance("2024-01-20T00:00:00");
      THEN("all are owed and all notices were given") {
        CHECK(world.states("thanks") == std::map<std::string, int>{{"open", 5000}});
        CHECK(world.effects().size() == 5000);
      }
    }
  }
}

namespace {

/// The slow and obvious reading of LiveDuties: a list, looked through from end to end.
struct Listed {
  std::vector<const LiveDuty*> duties;

  std::vector<std::int64_t> live(std::uint32_t rule) const {
    std::vector<const LiveDuty*> found;
    for (const LiveDuty* duty : duties) {
      if (duty->rule == rule && duty->live()) found.push_back(duty);
    }
    std::sort(found.begin(), found.end(), [](const LiveDuty* a, const LiveDuty* b) { return urgency(*a) < urgency(*b); });
    std::vector<std::int64_t> ids;
    for (const LiveDuty* duty : found) ids.push_back(duty->row.id);
    return ids;
  }
  std::optional<Wake> next() const {
    std::optional<Wake> first;
    for (const LiveDuty* duty : duties) {
      const auto wake = wake_of(*duty);
      if (wake && (!first || *wake < *first)) first = wake;
    }
    return first;
  }
  std::vector<std::int64_t> due(const Wake& wake) const {
    std::vector<std::int64_t> ids;
    for (const LiveDuty* duty : duties) {
      if (wake_of(*duty) == wake) ids.push_back(duty->row.id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

 private:
  static std::tuple<std::int64_t, std::int64_t, std::int64_t> urgency(const LiveDuty& duty) {
    const Duty& d = duty.row.duty;
    return {d.due ? d.due->utc_us : INT64_MAX, d.opens ? d.opens->utc_us : INT64_MIN, duty.row.id};
  }
  static std::optional<Wake> wake_of(const LiveDuty& duty) {
    const Duty& d = duty.row.duty;
    const auto rule = static_cast<std::int32_t>(duty.rule);
    if (d.state == DutyState::pending) return Wake{d.opens->utc_us, Wake::openings, rule};
    if (d.state == DutyState::open && d.due) return Wake{d.due->utc_us + 1, Wake::deadlines, rule};
    return std::nullopt;
  }
};

std::vector<std::int64_t> ids(const std::vector<LiveDuty*>& duties) {
  std::vector<std::int64_t> ids;
  for (const LiveDuty* duty : duties) ids.push_back(duty->row.id);
  return ids;
}

}  // namespace

TEST_CASE("duties are found as by looking through all of them", "[domain][law]") {
  REQUIRE(rc::check("LiveDuties = a list", [] {
    LiveDuties duties;
    Listed listed;
    const int steps = *rc::gen::inRange(1, 80);
    for (int i = 1; i <= steps; ++i) {
      const auto state = *rc::gen::element(DutyState::pending, DutyState::open, DutyState::overdue, DutyState::done,
                                           DutyState::lapsed, DutyState::withdrawn);
      const int what = *rc::gen::inRange(0, 3);
      if (what == 0 || listed.duties.empty()) {
        auto duty = std::make_unique<LiveDuty>();
        duty->row.id = i;
        duty->rule = duty->group = *rc::gen::inRange(0u, 3u);
        duty->row.duty.opens = Instant{*rc::gen::inRange(0, 5)};
        if (*rc::gen::arbitrary<bool>()) duty->row.duty.due = Instant{*rc::gen::inRange(5, 10)};
        duty->row.duty.state = state;
        listed.duties.push_back(&duties.add(std::move(duty)));
      } else {
        const auto at = *rc::gen::inRange<std::size_t>(0, listed.duties.size());
        LiveDuty& duty = *const_cast<LiveDuty*>(listed.duties[at]);
        if (what == 1) {
          duty.row.duty.state = state;
          duties.update(duty);
        } else {
          const bool gone = !duty.live();
          duties.forget_closed(duty.row.id);
          if (gone) listed.duties.erase(listed.duties.begin() + static_cast<std::ptrdiff_t>(at));
        }
      }
      RC_ASSERT(duties.all().size() == listed.duties.size());
      RC_ASSERT(duties.next() == listed.next());
      if (const auto wake = listed.next()) RC_ASSERT(ids(duties.due(*wake)) == listed.due(*wake));
      for (std::uint32_t rule = 0; rule < 3; ++rule) {
        RC_ASSERT(ids(duties.live(rule)) == listed.live(rule));
        RC_ASSERT(duties.any_live(rule) == !listed.live(rule).empty());
      }
    }
  }));
}

namespace {
struct Thing {
  std::uint32_t group = 0;
  int number = 0;
};
}  // namespace

TEST_CASE("an agenda gives what waits as by looking through all of it", "[domain][law]") {
  REQUIRE(rc::check("Agenda = a list", [] {
    Agenda<Thing> agenda;
    std::vector<std::pair<Thing, std::optional<Wake>>> listed;  // by order of addition
    const auto find = [&](int number) {
      for (std::uint32_t rule = 0; rule < 3; ++rule) {
        for (auto* item : agenda.of(rule)) {
          if (item->value.number == number) return item;
        }
      }
      throw std::logic_error("an item is lost");
    };
    const int steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
      const int what = *rc::gen::inRange(0, 3);
      if (what == 0 || listed.empty()) {
        const Thing thing{*rc::gen::inRange(0u, 3u), i};
        agenda.add(thing);
        listed.emplace_back(thing, std::nullopt);
      } else {
        const auto at = *rc::gen::inRange<std::size_t>(0, listed.size());
        if (what == 1) {
          std::optional<Wake> wake;
          if (*rc::gen::arbitrary<bool>()) wake = Wake{*rc::gen::inRange(0, 5), Wake::openings, static_cast<std::int32_t>(listed[at].first.group)};
          agenda.wait(*find(listed[at].first.number), wake);
          listed[at].second = wake;
        } else {
          agenda.erase(*find(listed[at].first.number));
          listed.erase(listed.begin() + static_cast<std::ptrdiff_t>(at));
        }
      }
      std::optional<Wake> next;
      for (const auto& [thing, wake] : listed) {
        if (wake && (!next || *wake < *next)) next = wake;
      }
      RC_ASSERT(agenda.next() == next);
      RC_ASSERT(agenda.empty() == listed.empty());
      if (!next) continue;
      std::vector<int> expected;
      for (const auto& [thing, wake] : listed) {
        if (wake == next) expected.push_back(thing.number);
      }
      std::vector<int> found;
      for (const auto* item : agenda.due(*next)) found.push_back(item->value.number);
      RC_ASSERT(found == expected);
    }
  }));
}

TEST_CASE("a later act never leaves a rolling span before an earlier one", "[domain][law]") {
  std::string measures;
  for (const char* span : {"7 days", "1 month", "1 year", "36 hours", "3 working days", "20 working hours"}) {
    measures += (measures.empty() ? "" : ",") + ("\"m" + std::to_string(measures.size())) +
                R"j(": {"for": "customer", "count": "order", "over": ")j" + span + "\"}";
  }
  const World world(with("\"measures\": {" + measures + "}"));
  const huifang::PolicyModel& model = world.policy.model();
  REQUIRE(model.measures.size() == 6);
  REQUIRE(rc::check("leaving keeps the order", [&] {
    const std::int64_t from = huifang::Date{2023, 12, 1}.to_days() * huifang::us_per_day;
    const std::int64_t a = from + *rc::gen::inRange<std::int64_t>(0, 120 * 24 * 60) * huifang::us_per_minute;
    const std::int64_t b = a + *rc::gen::inRange<std::int64_t>(0, 5 * 24 * 60) * huifang::us_per_minute;
    for (const auto& measure : model.measures) {
      RC_ASSERT(huifang::leaves_at(measure, a, *model.calendar) <= huifang::leaves_at(measure, b, *model.calendar));
    }
  }));
}
