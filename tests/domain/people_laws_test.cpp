/// Laws of people on random lives of a desk: whose a customer is, whatever arrives first, however often the store is read.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "domain/people.hpp"
#include "domain/people_changes.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

void begin(World& world, int in_sales = 3) {
  for (const std::string& event : Desk::beginning(in_sales)) world.record(event);
}

/// Whose each customer is and who owes what about it, at noon of a day of a phase.
std::vector<std::string> look(World& world, int phase, int day) {
  std::vector<std::string> out;
  for (int i = 0; i < Desk::customers; ++i) {
    world.record(Desk::heard(phase, day, i));
    out.push_back(Desk::customer_key(i) + " " + owner(world, Desk::customer_key(i)));
    for (const Duty& duty : world.duties("call", Desk::customer_key(i))) {
      if (duty.state == DutyState::open) out.back() += " " + (duty.owner ? duty.owner->entity + ":" + duty.owner->key : "-");
    }
  }
  return out;
}

void live(World& world, int phase, const DeskPhase& changes, bool forget) {
  for (std::size_t i = 0; i < changes.together.size(); ++i) {
    world.record(Desk::event(phase, static_cast<int>(i), changes.together[i]));
    if (forget) world.flush();
  }
  if (changes.leaver) world.record(Desk::leaving(phase, *changes.leaver));
  if (forget) world.flush();
}

/// What happens, for the report of a failure.
std::string describe(const std::vector<DeskPhase>& phases) {
  std::string out;
  for (std::size_t phase = 0; phase < phases.size(); ++phase) {
    for (std::size_t i = 0; i < phases[phase].together.size(); ++i) {
      out += Desk::event(static_cast<int>(phase), static_cast<int>(i), phases[phase].together[i]) + "\n";
    }
    if (phases[phase].leaver) out += Desk::leaving(static_cast<int>(phase), *phases[phase].leaver) + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("owners and those who act for them are as a reading of the sentences has it", "[people][law]") {
  REQUIRE(rc::check("engine = model", [] {
    const std::vector<DeskPhase> phases = random_desk();
    World world(desk_policy, *rc::gen::element<std::size_t>(0, SIZE_MAX));
    Desk model;
    begin(world);
    RC_LOG() << describe(phases);
    int number = 0;
    for (const DeskPhase& phase : phases) {
      live(world, number, phase, false);
      for (const DeskChange& change : phase.together) model.change(change);
      if (phase.leaver) model.leave(*phase.leaver);
      for (const int day : {0, 3, 5}) {
        const auto seen = look(world, number, day);
        for (int i = 0; i < Desk::customers; ++i) {
          // Two days later some are away, and on the fifth they are back.
          std::string expected = Desk::customer_key(i) + " " + model.owner(i);
          const std::string actor = day == 3 ? model.acting(i) : model.owner(i);
          const auto open = world.duties("call", Desk::customer_key(i));
          for (const Duty& duty : open) expected += duty.state == DutyState::open ? " " + actor : "";
          RC_ASSERT(seen[static_cast<std::size_t>(i)] == expected);
        }
      }
      model.next_phase();
      ++number;
    }
  }));
}

TEST_CASE("changes about different people and customers come to the same in whatever order they arrive", "[people][law]") {
  REQUIRE(rc::check("any order = any other, memory = store", [] {
    const std::vector<DeskPhase> phases = random_desk();
    World one(desk_policy), other(desk_policy, 0);
    begin(one);
    begin(other);
    int number = 0;
    for (const DeskPhase& phase : phases) {
      DeskPhase shuffled = phase;
      for (std::size_t i = shuffled.together.size(); i > 1; --i) {
        std::swap(shuffled.together[i - 1], shuffled.together[*rc::gen::inRange<std::size_t>(0, i)]);
      }
      live(one, number, phase, false);
      live(other, number, shuffled, true);
      for (const int day : {0, 3, 5}) RC_ASSERT(look(one, number, day) == look(other, number, day));
      ++number;
    }
    RC_ASSERT(one.duties().size() == other.duties().size());
  }));
}

TEST_CASE("people read anew from the store after each event are as they are in memory", "[people][law]") {
  REQUIRE(rc::check("memory = store", [] {
    World remembers(desk_policy), forgets(desk_policy, 0);
    begin(remembers);
    begin(forgets);
    int number = 0;
    for (const DeskPhase& phase : random_desk()) {
      live(remembers, number, phase, false);
      live(forgets, number, phase, true);
      for (const int day : {0, 3, 5}) look(remembers, number, day), look(forgets, number, day);
      ++number;
    }
    RC_ASSERT(remembers.dump() == forgets.dump());
  }));
}

TEST_CASE("nobody is without an owner who could have one", "[people][law]") {
  REQUIRE(rc::check("without an owner only while nobody is there", [] {
    const int in_sales = *rc::gen::inRange(0, 3);
    World world(turns_policy());
    Desk model(in_sales);
    begin(world, in_sales);
    int number = 0;
    for (const DeskPhase& phase : random_desk()) {
      live(world, number, phase, false);
      for (const DeskChange& change : phase.together) model.change(change);
      if (phase.leaver) model.leave(*phase.leaver);
      for (const int day : {0, 3, 5}) {
        look(world, number, day);
        for (int i = 0; i < Desk::customers; ++i) {
          if (owner(world, Desk::customer_key(i)) == "-") RC_ASSERT_FALSE(model.anybody(day == 3));
        }
      }
      model.next_phase();
      ++number;
    }
  }));
}
