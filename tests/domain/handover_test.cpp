/// Subjects that change hands by rule: leavers, balance, approval, cover.
#include <catch2/catch.hpp>

#include <map>
#include <rapidcheck.h>

#include "domain/people.hpp"

using namespace huifang;
using namespace huifang::test;

namespace {

std::string document(const std::string& sections, const std::string& staff_facts = "") {
  return R"j({"huifang": 1, "policy": "desk", "version": "1", "effective": "2000-01-01..", "zone": "Asia/Shanghai",
    "facts": {"customer": {"class": ["A", "B"]}, "staff": {"unit": ["sales", "service"])j" + staff_facts + R"j(}},
    "events": {"phone": {"contact": true}, "wechat_added": {}, "sms": {"contact": true}, "order": {}, "review": {},
               "leaving": {"staff": "staff", "last_day": "date"}},
    )j" + sections + "}";
}

const std::string leaver = R"j("assignment": {"customer": {"holders": 2}},
  "rules": {
    "r7": {"for": "staff", "on": "leaving", "source": "R7", "do": [{"assign": {"all_of": "cause.staff", "to": "balanced", "reason": "leaver", "at": "cause.last_day"}}]},
    "r7-notice":  {"on": "owner.changed", "when": "cause.reason = \"leaver\"", "owe": {"need": "sms", "owner": "cause.from", "due": "cause.effective"}},
    "r7-contact": {"on": "owner.changed", "when": "cause.reason = \"leaver\"", "owe": {"need": "phone", "owner": "cause.to", "due": "cause.effective + 7 days"}},
    "short": {"on": "holders.short", "do": [{"flag": "two_holders"}]},
    "call": {"each": "month", "owe": {"need": "phone"}}})j";

std::map<std::string, int> owners(World& world, const std::string& prefix, int count) {
  std::map<std::string, int> out;
  for (int i = 0; i < count; ++i) ++out[owner(world, prefix + std::to_string(i))];
  return out;
}

}  // namespace

SCENARIO("a leaver's customers go to the colleagues, the fewest first, and each is followed up within a week", "[handover]") {
  World world(document(leaver));
  for (const char* key : {"s1", "s2", "s3"}) staff(world, key, "sales");
  staff(world, "x1", "service");
  for (int i = 0; i < 5; ++i) assign(world, "c" + std::to_string(i), R"j({"owner": "s1", "holders": ["s1", "s2"]})j", "2024-03-01");
  assign(world, "d0", R"j({"owner": "s2", "holders": ["s1", "s2"]})j", "2024-03-01");
  world.record(R"j({"type": "leaving", "at": "2024-03-10T09:00", "staff": "s1", "data": {"last_day": "2024-03-15"}})j");
  THEN("nothing has happened before the last day") {
    CHECK(effects(world, "assign") == 1);
    world.advance("2024-03-14T23:00");
    CHECK(world.duties("r7-contact").empty());
  }
  world.advance("2024-03-15T08:00");
  CHECK(owners(world, "c", 5) == std::map<std::string, int>{{"staff:s2", 2}, {"staff:s3", 3}});
  const auto duties = world.duties("r7-contact");
  REQUIRE(duties.size() == 5);
  for (const Duty& duty : duties) {
    CHECK(duty.owner->key == owner(world, duty.key.subject.key).substr(6));
    CHECK(duty.due == world.policy.zone().parse("2024-03-22T23:59:59.999999"));
  }
  THEN("what was owed goes along") {
    for (const Duty& duty : world.duties("call")) {
      if (duty.state == DutyState::open) CHECK(duty.owner->key != "s1");
    }
  }
  THEN("two hold every one of them all the time") {
    CHECK(effects(world, "flag") == 0);
    CHECK(owner(world, "d0", "holders") == R"j([{"ref":"staff:s3"},{"ref":"staff:s2"}])j");
  }
}

SCENARIO("what somebody has to agree to waits", "[handover]") {
  World world(document(R"j("roles": {"manager": "post(\"manager\")"}, "assignment": {"customer": {}},
    "rules": {"r9": {"for": "staff", "on": "leaving", "source": "R9", "do": [{"assign": {"all_of": "cause.staff", "to": "balanced", "approve": "manager", "reason": "leaver"}}]},
              "done": {"for": "staff", "on": "assigned", "do": [{"flag": "handed_over"}]},
              "sms": {"on": "owner.changed", "when": "cause.reason = \"leaver\"", "owe": {"need": "sms", "owner": "cause.to", "due": "none"}}})j",
                       R"j(, "post": "string")j"));
  for (const char* key : {"s1", "s2", "s3"}) staff(world, key, "sales");
  world.record(R"j({"type": "set", "at": "2024-01-01", "staff": "m1", "data": {"post": "manager"}})j");
  for (int i = 0; i < 4; ++i) assign(world, "c" + std::to_string(i), R"j({"owner": "s1"})j", "2024-03-01");
  world.record(R"j({"id": "bye", "type": "leaving", "at": "2024-03-10T09:00", "staff": "s1"})j");
  CHECK(owners(world, "c", 4) == std::map<std::string, int>{{"staff:s1", 4}});
  CHECK(effects(world, "propose", R"j({"attribute":"owner","from":"staff:s1","subject":"customer:c0","to":"staff:s2"})j") == 1);
  const std::string decide = R"j(, "at": "2024-03-11T09:00", "staff": "s1", "data": {"proposal": "r9/staff:s1/bye/0"}})j";
  WHEN("somebody else agrees") {
    const auto result = world.record(R"j({"type": "assign.approve", "by": "s2")j" + decide);
    CHECK(result.notes == std::vector<std::string>{"assign.approve: s2 is not asked to agree to r9/staff:s1/bye/0"});
    CHECK(owners(world, "c", 4) == std::map<std::string, int>{{"staff:s1", 4}});
  }
  WHEN("the manager agrees after one customer found another owner") {
    assign(world, "c1", R"j({"owner": "x9"})j", "2024-03-10T12:00");
    const auto result = world.record(R"j({"type": "assign.approve", "by": "m1")j" + decide);
    THEN("the others change hands") {
      CHECK(result.notes == std::vector<std::string>{"customer c1 changed hands meanwhile and stays as it is"});
      CHECK(owners(world, "c", 4) == std::map<std::string, int>{{"staff:s2", 2}, {"staff:s3", 1}, {"staff:x9", 1}});
      CHECK(world.duties("sms").size() == 3);
      CHECK(effects(world, "flag", "handed_over") == 1);
      CHECK(owner(world, "c0", "owner.because").find(R"j(\"approved_by\":\"m1\")j") != std::string::npos);
    }
    AND_THEN("agreeing again does nothing") {
      const auto again = world.record(R"j({"type": "assign.approve", "by": "m1")j" + decide);
      CHECK(again.notes == std::vector<std::string>{"assign.approve: no proposal r9/staff:s1/bye/0 waits there"});
    }
  }
  WHEN("the manager refuses") {
    world.record(R"j({"type": "assign.reject", "by": "m1")j" + decide);
    CHECK(effects(world, "rejected") == 1);
    CHECK(owners(world, "c", 4) == std::map<std::string, int>{{"staff:s1", 4}});
  }
}

SCENARIO("81 what nobody may get goes to the owner by default, and never to nobody", "[handover]") {
  const auto desk = [](const std::string& assignment, const std::string& to) {
    return document("\"assignment\": {\"customer\": " + assignment + R"j(}, "rules": {
      "r": {"for": "staff", "on": "leaving", "do": [{"assign": {"all_of": "cause.staff", "reason": "leaver", )j" + to + R"j(}}]},
      "call": {"each": "month", "owe": {"need": "phone"}}})j", R"j(, "post": "string")j");
  };
  const auto leave = [](World& world) {
    staff(world, "s1", "sales");
    staff(world, "x1", "service");
    assign(world, "c1", R"j({"owner": "s1"})j", "2024-03-01");
    return world.record(R"j({"type": "leaving", "at": "2024-03-10T09:00", "staff": "s1", "data": {"last_day": "2024-03-15"}})j");
  };
  for (const char* const to : {R"j("to": "balanced", "among": "staff.post = \"boss\"")j", R"j("to": "balanced")j",
                               R"j("to": "superior(cause.staff)")j"}) {
    INFO(to);
    WHEN(std::string("nobody is an owner by default: ") + to) {
      World world(desk("{}", to));
      const RecordResult result = leave(world);
      THEN("it stays where it is, and that is told") {
        CHECK(owner(world, "c1") == "staff:s1");
        CHECK(effects(world, "undecided", "{\"subjects\":[\"customer:c1\"]}") == 1);
        CHECK(effects(world, "assign", "\"moves\":[]") == 1);
        CHECK(std::count_if(result.notes.begin(), result.notes.end(), [](const std::string& one) {
                return one.find("finds nobody who may get customer:c1; it stays with staff:s1") != std::string::npos;
              }) == 1);
        for (const Duty& duty : world.duties("call")) CHECK(duty.owner == EntityRef{"staff", "s1"});
      }
    }
    WHEN(std::string("the section names one: ") + to) {
      World world(desk(R"j({"owner": {"from": "head(unit(\"service\"))"}})j", to));
      world.record(R"j({"type": "set", "at": "2024-01-01", "unit": "service", "data": {"head": "x1"}})j");
      leave(world);
      THEN("they get it") {
        CHECK(owner(world, "c1") == "staff:x1");
        CHECK(effects(world, "undecided") == 0);
      }
    }
    WHEN(std::string("the one by default is the one who gives: ") + to) {
      World world(desk(R"j({"owner": {"from": "head(unit(\"service\"))"}})j", to));
      world.record(R"j({"type": "set", "at": "2024-01-01", "unit": "service", "data": {"head": "s1"}})j");
      leave(world);
      THEN("it stays") {
        CHECK(owner(world, "c1") == "staff:s1");
        CHECK(effects(world, "undecided") == 1);
      }
    }
  }
}

SCENARIO("balancing moves as few as it can, within each class", "[handover]") {
  World world(document(R"j("assignment": {"customer": {}},
    "rules": {"level": {"for": "staff", "on": "review", "do": [{"assign": {"all_of": "unit(sales)", "to": "balanced", "among": "unit(sales)", "by": "customer.class"}}]}})j"));
  for (const char* key : {"s1", "s2", "s3"}) staff(world, key, "sales");
  for (int i = 0; i < 7; ++i) {
    customer(world, "c" + std::to_string(i), "2024-03-01T09:00", i < 4 ? R"j({"class": "A"})j" : R"j({"class": "B"})j");
  }
  for (int i = 0; i < 7; ++i) assign(world, "c" + std::to_string(i), R"j({"owner": "s1"})j", "2024-03-01T10:00");
  world.record(R"j({"type": "review", "at": "2024-03-02", "staff": "s1"})j");
  CHECK(owners(world, "c", 4) == std::map<std::string, int>{{"staff:s1", 2}, {"staff:s2", 1}, {"staff:s3", 1}});
  CHECK(owners(world, "c", 7) == std::map<std::string, int>{{"staff:s1", 3}, {"staff:s2", 2}, {"staff:s3", 2}});
  CHECK(owner(world, "c0") == "staff:s1");
  WHEN("it is asked again") {
    world.record(R"j({"type": "review", "at": "2024-03-03", "staff": "s1"})j");
    THEN("nothing moves") { CHECK(effects(world, "assign", "customer:") == 1); }
  }
}

SCENARIO("balanced numbers differ by one at most, whatever they were", "[handover][laws]") {
  REQUIRE(rc::check("against counting", [] {
    const int people = *rc::gen::inRange(1, 5);
    const auto given = *rc::gen::container<std::vector<int>>(*rc::gen::inRange<std::size_t>(0, 20), rc::gen::inRange(0, people));
    World world(document(R"j("assignment": {"customer": {}},
      "rules": {"level": {"for": "staff", "on": "review", "do": [{"assign": {"all_of": "unit(sales)", "to": "balanced", "among": "unit(sales)"}}]}})j"),
                *rc::gen::element<std::size_t>(0, SIZE_MAX));
    std::map<std::string, int> before, after;
    for (int i = 0; i < people; ++i) {
      staff(world, "s" + std::to_string(i), "sales");
      before["staff:s" + std::to_string(i)] = after["staff:s" + std::to_string(i)] = 0;
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
      assign(world, "c" + std::to_string(i), R"j({"owner": "s)j" + std::to_string(given[i]) + R"j("})j", "2024-03-01");
      ++before["staff:s" + std::to_string(given[i])];
    }
    world.record(R"j({"type": "review", "at": "2024-03-02", "staff": "s0"})j");
    int moved = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string now = owner(world, "c" + std::to_string(i));
      ++after[now];
      moved += now != "staff:s" + std::to_string(given[i]) ? 1 : 0;
    }
    // The model: the largest keep the odd ones, and whatever is above moves.
    std::vector<int> loads;
    for (const auto& [who, count] : before) loads.push_back(count);
    std::sort(loads.rbegin(), loads.rend());
    const int count = static_cast<int>(given.size());
    int least = 0;
    for (int i = 0; i < people; ++i) least += std::max(0, loads[static_cast<std::size_t>(i)] - (count / people + (i < count % people ? 1 : 0)));
    RC_ASSERT(moved == least);
    for (const auto& [who, now] : after) RC_ASSERT(now >= count / people && now <= count / people + (count % people == 0 ? 0 : 1));
  }));
}

SCENARIO("whoever covers owes what is due meanwhile, and gives it back", "[cover]") {
  World world(document(R"j("assignment": {"customer": {"cover": "colleague", "source": "R5"}},
    "rules": {"call": {"on": "order", "again": "parallel", "owe": {"need": "phone", "due": "10 days"}}})j"));
  for (const char* key : {"s1", "s2", "s3"}) staff(world, key, "sales");
  assign(world, "c1", R"j({"owner": "s1"})j", "2024-03-01");
  assign(world, "c2", R"j({"owner": "s2"})j", "2024-03-01");
  world.record("order", "c1", "2024-03-01");
  const auto doer = [&] { return world.duties("call", "c1").at(0).owner->key; };
  WHEN("the absence names who covers") {
    world.record(R"j({"type": "absent", "at": "2024-03-02", "staff": "s1", "data": {"from": "2024-03-04", "to": "2024-03-05", "cover": "s2"}})j");
    CHECK(doer() == "s1");
    world.advance("2024-03-04T08:00");
    CHECK(doer() == "s2");
    THEN("it comes back afterwards") {
      world.advance("2024-03-06T08:00");
      CHECK(doer() == "s1");
      CHECK(owner(world, "c1") == "staff:s1");
    }
    THEN("a duty that comes to be meanwhile is theirs too") {
      world.record("order", "c1", "2024-03-04T10:00");
      CHECK(world.duties("call", "c1").at(1).owner->key == "s2");
      world.advance("2024-03-06T08:00");
      CHECK(world.duties("call", "c1").at(1).owner->key == "s1");
    }
    THEN("the owner may act all the same") {
      world.record("phone", "c1", "2024-03-04T10:00", "s1");
      CHECK(world.duties("call", "c1").at(0).state == DutyState::done);
    }
    THEN("the cover's cover acts where they are away as well") {
      world.record(R"j({"type": "absent", "at": "2024-03-04T09:00", "staff": "s2", "data": {"from": "2024-03-04", "to": "2024-03-05", "cover": "s3"}})j");
      CHECK(doer() == "s3");
    }
  }
  WHEN("nobody is named") {
    const auto result = world.record(R"j({"type": "absent", "at": "2024-03-02", "staff": "s1", "data": {"from": "2024-03-04", "to": "2024-03-05"}})j");
    THEN("the colleague who owns the fewest acts, as the policy says") {
      CHECK(result.notes == std::vector<std::string>{"while s1 is away, s3 acts"});
      world.advance("2024-03-04T08:00");
      CHECK(doer() == "s3");
    }
  }
}
