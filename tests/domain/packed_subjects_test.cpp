#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "domain/packed_subjects.hpp"
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

Value value(int depth = 2) {
  switch (*rc::gen::inRange(0, depth > 0 ? 8 : 7)) {
    case 0: return {};
    case 1: return Value::of(*rc::gen::arbitrary<bool>());
    case 2: return Value::of(Decimal(number()));
    case 3: return Value::of(text());
    case 4: return Value::of(Date{2024, 2, 29});
    case 5: return Value::of(reference());
    case 6: return Value::of(DaysDuration{90 * us_per_second});
    default: {
      std::vector<Value> items;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) items.push_back(value(depth - 1));
      return Value::of(std::move(items));
    }
  }
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

/// What was put in, kept without any packing.
struct Plain {
  SubjectRow row;
  std::vector<FactHistory> facts;
  std::vector<DutyRow> duties;
  std::map<std::int64_t, std::optional<Wake>> wakes;   // of duties, by id
  std::vector<TierRow> tiers;
};

std::unique_ptr<Subject> subject(SubjectId id, const PolicyModel& model, PackedSubjects& packed, Plain& plain) {
  auto made = std::make_unique<Subject>();
  made->row = {id, text(), text(), number(), std::nullopt, text()};
  if (*rc::gen::arbitrary<bool>()) made->row.wake = Wake{number(), *rc::gen::arbitrary<std::int32_t>(), *rc::gen::arbitrary<std::int32_t>()};
  made->facts.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 4)));
  for (FactHistory& history : made->facts) {
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) history.entries.push_back({number(), number(), value()});
  }
  made->tiers.resize(model.tiers.size());
  made->tier_known.resize(model.tiers.size());
  made->tier_from_us.resize(model.tiers.size());
  for (std::size_t i = 0; i < model.tiers.size(); ++i) {
    if (*rc::gen::arbitrary<bool>()) continue;
    made->tier_known[i] = true;
    made->tiers[i] = text();
    made->tier_from_us[i] = number();
    plain.tiers.push_back({id, model.tiers[i].key, made->tier_from_us[i], 0, made->tiers[i], {}});
  }
  for (std::int64_t i = *rc::gen::inRange(0, 4); i > 0; --i) {
    auto live = std::make_unique<LiveDuty>();
    live->row = duty(made->row, 100 * id - i);
    if (*rc::gen::arbitrary<bool>()) live->rule = live->group = 0;  // it waits for its opening or its due
    plain.duties.push_back(live->row);
    const LiveDuty& added = made->duties.add(std::move(live));
    plain.wakes[added.row.id] = added.wake();
    if (*rc::gen::arbitrary<bool>()) made->duties.sleep(added, packed.pack(added.row));
  }
  plain.row = made->row;
  plain.facts = made->facts;
  return made;
}

bool same(const std::vector<FactHistory>& a, const std::vector<FactHistory>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const FactHistory& x, const FactHistory& y) {
    return std::equal(x.entries.begin(), x.entries.end(), y.entries.begin(), y.entries.end(), [](const auto& m, const auto& n) {
      return m.from_us == n.from_us && m.sequence == n.sequence && m.value == n.value;
    });
  });
}

}  // namespace

TEST_CASE("what is packed comes back as it was, and leaves nothing behind", "[packed]") {
  const Policy policy = Policy::load(test::with(R"j("tiers": {
    "grade": {"for": "customer", "inputs": ["customer.key"], "rows": [["-", "one"]]},
    "size": {"for": "customer", "inputs": ["customer.key"], "rows": [["-", "two"]]}})j"));
  const PolicyModel& model = policy.model();
  REQUIRE(model.tiers.size() == 2);
  REQUIRE(rc::check("what is packed comes back as it was, and leaves nothing behind", [&] {
    PackedSubjects packed;
    std::map<SubjectId, Plain> plain;
    const auto take = [&](SubjectId id) {
      std::optional<UnpackedSubject> back = packed.take(id);
      RC_ASSERT(back.has_value() == plain.contains(id));
      if (!back) return;
      const Plain& was = plain.at(id);
      RC_ASSERT(back->loaded.row == was.row);
      RC_ASSERT(same(back->facts, was.facts));
      std::vector<DutyRow> duties;
      for (const SleepingDuty& asleep : back->duties) {
        duties.push_back(packed.read(asleep.bytes, back->loaded.row));
        RC_ASSERT(asleep.wake == was.wakes.at(duties.back().id));
      }
      std::sort(duties.begin(), duties.end(), [](const DutyRow& a, const DutyRow& b) { return a.id < b.id; });
      RC_ASSERT(duties == was.duties);
      RC_ASSERT(back->loaded.tiers == was.tiers);
      RC_ASSERT(back->loaded.facts.empty());
      plain.erase(id);
    };
    for (int i = *rc::gen::inRange(0, 20); i > 0; --i) {
      const SubjectId id = *rc::gen::inRange(1, 8);
      if (!plain.contains(id) && *rc::gen::arbitrary<bool>()) {
        const auto made = subject(id, model, packed, plain[id]);
        packed.put(*made, model);
      } else {
        take(id);
      }
      RC_ASSERT(packed.size() == plain.size());
    }
    if (*rc::gen::arbitrary<bool>()) {
      const auto count = static_cast<std::size_t>(*rc::gen::inRange(0, 8));
      packed.keep(count, [](SubjectId id) { return id; }, [&](const SubjectRow& row) {
        RC_ASSERT(row == plain.at(row.id).row);
        RC_ASSERT(plain.erase(row.id) == 1u);
      });
      RC_ASSERT(packed.size() <= count);
      RC_ASSERT(packed.size() == plain.size());
    }
    while (!plain.empty()) take(plain.begin()->first);
    RC_ASSERT(packed.size() == 0u);
    RC_ASSERT(packed.texts() == 0u);
  }));
}

SCENARIO("how many subjects are kept at hand, packed or not at all makes no difference", "[packed]") {
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
  PackedSubjects packed;
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
