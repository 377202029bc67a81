#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "domain/live_duties.hpp"
#include "domain/packed_duties.hpp"
#include "domain/world.hpp"

namespace huifang {
namespace {

std::int64_t number() { return *rc::gen::arbitrary<std::int64_t>(); }
std::string text() { return *rc::gen::element<std::string>("", "a", "phone", "客户", std::string(300, 'x'), std::string("a\0b", 3)); }
EntityRef reference() { return {text(), text()}; }
std::optional<EntityRef> maybe_reference() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return reference();
}
std::optional<Instant> maybe_instant() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return Instant{number()};
}

DutyRow duty(const SubjectRow& subject, std::int64_t id) {
  DutyRow row;
  row.id = id;
  row.subject = subject.id;
  row.progress = text();
  Duty& duty = row.duty;
  duty.key = {text(), text(), {subject.entity, subject.key}, text(), text(), text()};
  duty.state = *rc::gen::element(DutyState::pending, DutyState::open, DutyState::overdue);
  duty.owner = maybe_reference();
  duty.responsible = maybe_reference();
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) duty.needs.push_back(text());
  duty.opens = maybe_instant();
  duty.due = maybe_instant();
  duty.have = number();
  duty.need = number();
  duty.created_at = maybe_instant();
  duty.done_at = maybe_instant();
  duty.missed_at = maybe_instant();
  duty.late = *rc::gen::arbitrary<bool>();
  duty.policy_version = text();
  duty.source = text();
  duty.because = text();
  duty.changed = number();
  return row;
}

}  // namespace

TEST_CASE("what is packed comes back as it was, and leaves nothing behind", "[packed]") {
  REQUIRE(rc::check("what is packed comes back as it was, and leaves nothing behind", [] {
    PackedDuties packed;
    std::vector<std::pair<DutyRow, std::string>> kept;
    const auto take = [&](std::size_t place) {
      const auto [row, bytes] = kept[place];
      const SubjectRow whose{row.subject, row.duty.key.subject.entity, row.duty.key.subject.key, 0, std::nullopt, ""};
      RC_ASSERT(packed.read(bytes, whose) == row);
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(place));
    };
    for (int i = *rc::gen::inRange(0, 20); i > 0; --i) {
      if (kept.empty() || *rc::gen::arbitrary<bool>()) {
        DutyRow row = duty({i, text(), text(), 0, std::nullopt, ""}, 100 * i);
        std::string bytes = packed.pack(row);
        kept.emplace_back(std::move(row), std::move(bytes));
      } else {
        take(*rc::gen::inRange<std::size_t>(0, kept.size()));
      }
    }
    while (!kept.empty()) take(kept.size() - 1);
    RC_ASSERT(packed.texts() == 0u);
  }));
}

SCENARIO("duties that differ in their run alone share why they are owed", "[packed]") {
  GIVEN("the duties of a rule that started for each customer by an event of its own") {
    PackedDuties packed;
    const SubjectRow whose{1, "customer", "c1", 0, std::nullopt, ""};
    const auto pack = [&](const std::string& run) {
      DutyRow row = {1, 1, {}, "{}"};
      row.duty.key = {"p", "weekly", {"customer", "c1"}, run, "", "2024-W01"};
      row.duty.because = R"({"rule":"weekly","run":")" + run + R"(","source":"3"})";
      return packed.pack(row);
    };
    WHEN("a hundred of them sleep") {
      std::vector<std::string> bytes;
      for (int i = 0; i < 100; ++i) bytes.push_back(pack("a" + std::to_string(1000 + i)));
      THEN("they keep as many texts as one, and each has its own again") {
        CHECK(packed.texts() == 3);  // what names the rule, why it is owed, and how far it has come
        CHECK(packed.read(bytes[42], whose).duty.because == R"({"rule":"weekly","run":"a1042","source":"3"})");
      }
    }
  }
}

SCENARIO("how many subjects are kept in memory makes no difference", "[packed]") {
  const std::string rules = test::with(R"j("measures": {"calls": {"for": "customer", "count": "phone", "over": "10 days"}},
    "tiers": {"grade": {"for": "customer", "inputs": ["customer.calls"], "rows": [["> 1", "often"], ["-", "seldom"]]}},
    "rules": {"weekly": {"each": "week", "owe": {"need": "phone", "owner": "customer.owner"}},
              "after": {"on": "phone", "again": "parallel", "owe": {"need": "visit", "owner": "cause.by", "due": "3 days"}}})j");
  const auto run = [&](std::size_t cached) {
    test::World world(rules, cached);
    for (int day = 1; day <= 20; ++day) {
      const std::string date = "2024-03-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
      for (int i = 0; i < 3; ++i) world.record(day % 3 == 0 ? "visit" : "phone", "c" + std::to_string((day * 5 + i * 7) % 9), date + "T10:00", "s1");
      if (day % 2 == 0) world.flush();
    }
    world.advance("2024-05-01");
    world.flush();
    return world.dump();
  };
  const std::string all = run(SIZE_MAX);
  CHECK(all.find("often") != std::string::npos);
  for (const std::size_t cached : {0, 1, 4, 8, 20, 40}) CHECK(run(cached) == all);
}

TEST_CASE("at most thirty-two duties of a subject sleep", "[packed]") {
  PackedDuties packed;
  LiveDuties duties;
  const SubjectRow whose{1, "customer", "c1", 0, std::nullopt, ""};
  duties.read_with([&](const std::string& bytes) {
    auto woken = std::make_unique<LiveDuty>();
    woken->row = packed.read(bytes, whose);
    return woken;
  });
  std::vector<LiveDuty*> awake;
  for (std::int64_t id = 1; id <= 40; ++id) {
    auto made = std::make_unique<LiveDuty>();
    made->row.id = id;
    made->row.subject = whose.id;
    awake.push_back(&duties.add(std::move(made)));
  }
  for (const LiveDuty* duty : awake) {
    if (duties.may_sleep()) duties.sleep(*duty, packed.pack(duty->row));
  }
  CHECK(duties.sleeping().size() == 32);
  CHECK(duties.awake().size() == 8);
  CHECK(duties.all().size() == 40);
}

}  // namespace huifang
