#pragma once
/// A store in memory: for what needs no book, and for tests.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/store.hpp"

namespace huifang {

class MemoryStore : public Store {
 public:
  Counters counters() override { return counters_; }
  std::optional<SubjectId> find(std::string_view entity, std::string_view key) override;
  LoadedSubject load(SubjectId subject) override;
  std::vector<DutyRow> closed_duties(SubjectId subject, std::int64_t due_from_us) override;
  std::optional<DutyRow> duty(const DutyKey& key) override;
  std::vector<SubjectId> referring(std::string_view entity, std::string_view attribute, SubjectId target) override;
  std::vector<SubjectId> owing(const EntityRef& owner) override;
  std::vector<std::pair<Wake, SubjectId>> wakes(std::int64_t until_us) override;
  std::vector<SubjectId> all(std::string_view entity) override;
  std::optional<std::string> tier_at(SubjectId subject, const std::string& tier, std::int64_t at_us) override;
  std::optional<EntryRow> last_entry() override;
  std::optional<EntryRow> entry(std::int64_t id) override;
  std::vector<EntryRow> entries_for(const std::string& cause) override;
  std::vector<EntryRow> entries_by(const std::string& event) override;
  std::vector<EntryRow> entries_in(SubjectId account, const std::string& point_class) override;
  std::vector<SubjectId> earners(const std::string& point_class, std::int64_t from_us, std::int64_t to_us) override;
  EntryTotal account_total(SubjectId account, const std::string& point_class, const std::string& period) override;
  PeriodTotal period_total(const std::string& point_class, const std::string& period) override;
  void write(const Changes& changes) override;

  // Everything, ordered as written (ids, then insertion).
  const std::map<SubjectId, SubjectRow>& subjects() const { return subjects_; }
  const std::vector<FactRow>& facts() const { return facts_; }
  const std::map<std::int64_t, DutyRow>& duties() const { return duties_; }
  const std::vector<TierRow>& tiers() const { return tiers_; }
  const std::vector<FlagRow>& flags() const { return flags_; }
  const std::vector<EffectRow>& effects() const { return effects_; }
  const std::vector<SuppressedRow>& suppressed() const { return suppressed_; }
  const std::vector<EntryRow>& entries() const { return entries_; }

 private:
  void put(const SubjectRow& row);
  void put(const EntryRow& row);

  Counters counters_;
  std::map<SubjectId, SubjectRow> subjects_;
  std::set<std::pair<Wake, SubjectId>> wakes_;
  std::map<std::pair<std::string, std::string>, SubjectId, std::less<>> by_key_;
  std::vector<FactRow> facts_;
  std::unordered_map<SubjectId, std::vector<std::size_t>> facts_of_;   // positions in facts_
  std::unordered_map<SubjectId, std::set<SubjectId>> referrers_;       // target to those that ever referred to it
  std::map<std::int64_t, DutyRow> duties_;
  std::unordered_map<SubjectId, std::vector<std::int64_t>> duties_of_;
  std::map<DutyKey, std::int64_t> duty_ids_;
  std::map<EntityRef, std::set<SubjectId>> owing_;                     // owner to subjects, once and for all
  std::vector<TierRow> tiers_;
  std::unordered_map<SubjectId, std::vector<std::size_t>> tiers_of_;
  std::vector<FlagRow> flags_;
  std::vector<EffectRow> effects_;
  std::vector<SuppressedRow> suppressed_;
  std::vector<EntryRow> entries_;                                      // entry n at position n - 1
  std::map<std::string, std::vector<std::size_t>> entries_for_;        // cause to positions
  std::map<std::string, std::vector<std::size_t>> entries_by_;         // event to positions
  std::map<std::tuple<SubjectId, std::string, std::string>, EntryTotal> account_totals_;  // account, class, period or ""
  std::map<std::pair<std::string, std::string>, PeriodTotal> period_totals_;
};

}  // namespace huifang
