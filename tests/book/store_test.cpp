// Both stores give the domain the same answers, whatever was written to them.

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>

#include "book/compared_tables.hpp"
#include "book/database.hpp"
#include "book/schema.hpp"
#include "book/sqlite_store.hpp"
#include "domain/memory_store.hpp"

namespace huifang {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;

std::int64_t pick(std::int64_t first, std::int64_t last) { return *rc::gen::inRange(first, last + 1); }
std::int64_t some_day() { return pick(-2, 6) * day_us; }

const std::string& one_of(const std::vector<std::string>& words) {
  return words[static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(words.size()) - 1))];
}

/// Random changes as an engine would make them: dense numbers, duties of known subjects, each fact set once.
class World {
 public:
  Changes next() {
    changes_ = {};
    ++sequence_;
    for (std::int64_t i = pick(0, 3); i > 0; --i) add_subject();
    if (!subjects_.empty()) {
      for (std::int64_t i = pick(0, 3); i > 0; --i) change_subject();
      for (std::int64_t i = pick(0, 4); i > 0; --i) add_fact();
      for (std::int64_t i = pick(0, 4); i > 0; --i) add_duty();
      for (std::int64_t i = pick(0, 2); i > 0; --i) add_others();
    }
    for (std::int64_t i = pick(0, 4); i > 0; --i) change_duty();
    for (auto& [id, row] : changed_subjects_) changes_.subjects.push_back(row);
    for (auto& [id, row] : changed_duties_) changes_.duties_changed.push_back(row);
    changed_subjects_.clear();
    changed_duties_.clear();
    fresh_.clear();
    changes_.counters = {static_cast<std::int64_t>(subjects_.size()), static_cast<std::int64_t>(duties_.size()),
                         effect_, some_day()};
    return changes_;
  }

  const std::deque<SubjectRow>& subjects() const { return subjects_; }
  const std::deque<DutyRow>& duties() const { return duties_; }

 private:
  SubjectRow& any_subject() {
    return subjects_[static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(subjects_.size()) - 1))];
  }

  void add_subject() {
    const auto id = static_cast<SubjectId>(subjects_.size() + 1);
    subjects_.push_back({id, one_of({"customer", "staff", "合同"}), "k" + std::to_string(id), some_day(), {}, ""});
    set(subjects_.back());
  }
  void change_subject() { set(any_subject()); }
  void set(SubjectRow& row) {
    row.state = one_of({"", "{}", R"({"a":"回访"})"});
    row.wake.reset();
    if (pick(0, 2) != 0) {
      row.wake = Wake{some_day(), static_cast<std::int32_t>(pick(2, 5)), static_cast<std::int32_t>(pick(-1, 2))};
    }
    changed_subjects_[row.id] = &row;
  }

  void add_fact() {
    const SubjectRow& subject = any_subject();
    FactRow row{subject.id, one_of({"owner", "volume", "name"}), some_day(), sequence_, "null", {}};
    if (!fresh_.insert({row.subject, row.attribute, row.from_us}).second) return;
    if (row.attribute == "owner" && pick(0, 4) != 0) {
      row.targets = {any_subject().id};
      for (auto more = pick(0, 2); more > 0; --more) row.targets.push_back(any_subject().id);
      std::sort(row.targets.begin(), row.targets.end());
      row.targets.erase(std::unique(row.targets.begin(), row.targets.end()), row.targets.end());
      row.value = R"([{"ref":"x"}])";
    }
    facts_.push_back(row);
    changes_.facts.push_back(&facts_.back());
  }

  void add_duty() {
    const SubjectRow& subject = any_subject();
    DutyRow row;
    row.id = static_cast<std::int64_t>(duties_.size() + 1);
    row.subject = subject.id;
    row.duty.key = {"p", one_of({"r1", "r/2"}), {subject.entity, subject.key}, one_of({"", "e1"}), one_of({"", "s"}),
                    "n" + std::to_string(row.id)};
    row.duty.needs = one_of({"a", "b"}) == "a" ? std::vector<std::string>{"phone"}
                                               : std::vector<std::string>{"visit", "filed.record sheet"};
    row.duty.policy_version = "1";
    row.duty.created_at = Instant{some_day()};
    row.duty.source = one_of({"", "art. 3", "第三条"});
    fill(row);
    duties_.push_back(row);
    changes_.duties_new.push_back(&duties_.back());
  }
  void change_duty() {
    const auto known = static_cast<std::int64_t>(duties_.size() - changes_.duties_new.size());
    if (known == 0) return;
    DutyRow& row = duties_[static_cast<std::size_t>(pick(0, known - 1))];
    fill(row);
    changed_duties_[row.id] = &row;
  }
  void fill(DutyRow& row) {
    Duty& duty = row.duty;
    duty.state = static_cast<DutyState>(pick(0, 6));
    const auto maybe = [](Instant at) { return pick(0, 2) == 0 ? std::optional<Instant>() : at; };
    duty.owner = pick(0, 1) != 0 ? std::optional(EntityRef{"staff", "s7"}) : std::nullopt;
    duty.responsible = pick(0, 1) != 0 ? std::optional(EntityRef{"unit", "销售"}) : std::nullopt;
    duty.opens = maybe(Instant{some_day()});
    duty.due = maybe(Instant{some_day()});
    duty.done_at = maybe(Instant{some_day()});
    duty.missed_at = maybe(Instant{some_day()});
    duty.have = pick(0, 2);
    duty.need = pick(1, 2);
    duty.late = pick(0, 1) != 0;
    duty.because = one_of({"{}", R"({"rule":"r1"})"});
    duty.changed = ++effect_;
    row.progress = one_of({"", "{}"});
  }

  void add_others() {
    const SubjectId subject = any_subject().id;
    tiers_.push_back({subject, one_of({"rank", "risk"}), some_day(), sequence_, one_of({"", "A", "B"}), "{}"});
    changes_.tiers.push_back(&tiers_.back());
    flags_.push_back({subject, "vip", some_day(), sequence_, "s7", "{}"});
    changes_.flags.push_back(&flags_.back());
    EffectRow effect{++effect_, "k", "notify", std::nullopt, subject, "{}", "{}", some_day()};
    if (pick(0, 1) != 0) effect.to = EntityRef{"staff", "s1"};
    effects_.push_back(effect);
    changes_.effects.push_back(&effects_.back());
    suppressed_.push_back({subject, "r1", "", "2024-W01", "too_late", some_day()});
    changes_.suppressed.push_back(&suppressed_.back());
  }

  std::int64_t sequence_ = 0, effect_ = 0;
  std::deque<SubjectRow> subjects_;
  std::deque<FactRow> facts_;
  std::deque<DutyRow> duties_;
  std::deque<TierRow> tiers_;
  std::deque<FlagRow> flags_;
  std::deque<EffectRow> effects_;
  std::deque<SuppressedRow> suppressed_;
  std::map<SubjectId, SubjectRow*> changed_subjects_;
  std::map<std::int64_t, DutyRow*> changed_duties_;
  std::set<std::tuple<SubjectId, std::string, std::int64_t>> fresh_;
  Changes changes_;
};

/// Whether reading a whole table gives these rows, whatever their order here, in the order of its key.
template <class Row>
void require_table(const ComparedTable<Row>& table, SQLite::Database& database, std::vector<Row> expected) {
  std::stable_sort(expected.begin(), expected.end(), table.less);
  std::vector<Row> read;
  const Rows<Row> rows = table.rows(database);
  while (std::optional<Row> row = rows()) read.push_back(*std::move(row));
  RC_ASSERT(read == expected);
}
template <class Map>
auto values_of(const Map& map) {
  std::vector<typename Map::mapped_type> out;
  for (const auto& [key, row] : map) out.push_back(row);
  return out;
}

void require_same(SqliteStore& a, MemoryStore& b, const World& world) {
  RC_ASSERT(a.counters() == b.counters());
  for (const SubjectRow& subject : world.subjects()) {
    RC_ASSERT(a.find(subject.entity, subject.key) == b.find(subject.entity, subject.key));
    const LoadedSubject left = a.load(subject.id), right = b.load(subject.id);
    RC_ASSERT(left.row == right.row);
    RC_ASSERT(left.facts == right.facts);
    RC_ASSERT(left.duties == right.duties);
    RC_ASSERT(left.tiers == right.tiers);
    const std::int64_t from = some_day();
    RC_ASSERT(a.closed_duties(subject.id, from) == b.closed_duties(subject.id, from));
    for (const TierRow& tier : left.tiers) {
      RC_ASSERT(a.tier_at(subject.id, tier.tier, tier.from_us) == tier.value);
      RC_ASSERT(a.tier_at(subject.id, tier.tier, from) == b.tier_at(subject.id, tier.tier, from));
      RC_ASSERT(a.tier_at(subject.id, tier.tier, tier.from_us - 1) == b.tier_at(subject.id, tier.tier, tier.from_us - 1));
    }
    for (const char* entity : {"customer", "staff"}) {
      RC_ASSERT(a.referring(entity, "owner", subject.id) == b.referring(entity, "owner", subject.id));
    }
  }
  for (const DutyRow& duty : world.duties()) {
    RC_ASSERT(a.duty(duty.duty.key) == duty);
    RC_ASSERT(b.duty(duty.duty.key) == duty);
  }
  const std::int64_t until = some_day();
  RC_ASSERT(a.wakes(until) == b.wakes(until));
  for (const char* entity : {"customer", "staff", "合同", "nobody"}) RC_ASSERT(a.all(entity) == b.all(entity));
}

}  // namespace

TEST_CASE("the store over SQLite answers as the store in memory", "[store]") {
  REQUIRE(rc::check("the store over SQLite answers as the store in memory", [] {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(database, migrations());
    SqliteStore stored(database);
    MemoryStore memory;
    World world;
    for (int i = 0; i < 6; ++i) {
      const Changes changes = world.next();
      stored.write(changes);
      memory.write(changes);
      require_same(stored, memory, world);
    }
    require_table(compared_subjects(), database, values_of(memory.subjects()));
    require_table(compared_facts(), database, memory.facts());
    require_table(compared_duties(), database, values_of(memory.duties()));
    require_table(compared_tiers(), database, memory.tiers());
    require_table(compared_flags(), database, memory.flags());
    require_table(compared_effects(), database, memory.effects());
    require_table(compared_suppressed(), database, memory.suppressed());
  }));
}

SCENARIO("an unknown subject, duty or event is not there", "[store]") {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(database, migrations());
  SqliteStore stored(database);
  MemoryStore memory;
  for (Store* store : {static_cast<Store*>(&stored), static_cast<Store*>(&memory)}) {
    CHECK(store->counters() == Counters{});
    CHECK_FALSE(store->find("customer", "c1"));
    CHECK(store->wakes(INT64_MAX).empty());
    CHECK(store->referring("customer", "owner", 1).empty());
  }
  CHECK_FALSE(stored.duty(DutyKey{"p", "r", {"customer", "c1"}, "", "", "1"}));
  CHECK_FALSE(stored.event("e1"));
}

}  // namespace huifang
