#include "domain/memory_store.hpp"

#include <algorithm>
#include <tuple>

#include "huifang/error.hpp"

namespace huifang {

std::optional<SubjectId> MemoryStore::find(std::string_view entity, std::string_view key) {
  const auto found = by_key_.find(std::pair<std::string, std::string>(entity, key));
  if (found == by_key_.end()) return std::nullopt;
  return found->second;
}

LoadedSubject MemoryStore::load(SubjectId subject) {
  LoadedSubject out;
  out.row = subjects_.at(subject);
  if (const auto found = facts_of_.find(subject); found != facts_of_.end()) {
    for (const std::size_t position : found->second) out.facts.push_back(facts_[position]);
    std::sort(out.facts.begin(), out.facts.end(), [](const FactRow& a, const FactRow& b) {
      return std::tie(a.attribute, a.from_us, a.sequence) < std::tie(b.attribute, b.from_us, b.sequence);
    });
  }
  if (const auto found = duties_of_.find(subject); found != duties_of_.end()) {
    for (const std::int64_t id : found->second) {
      const DutyRow& row = duties_.at(id);
      if (is_live(row.duty.state)) out.duties.push_back(row);
    }
  }
  if (const auto found = tiers_of_.find(subject); found != tiers_of_.end()) {
    std::map<std::string_view, std::size_t> latest;  // tier to position
    for (const std::size_t position : found->second) {
      const TierRow& row = tiers_[position];
      const auto [entry, first] = latest.emplace(row.tier, position);
      if (first) continue;
      const TierRow& held = tiers_[entry->second];
      if (std::tie(held.from_us, held.sequence) <= std::tie(row.from_us, row.sequence)) entry->second = position;
    }
    for (const auto& [tier, position] : latest) out.tiers.push_back(tiers_[position]);
  }
  return out;
}

std::vector<DutyRow> MemoryStore::closed_duties(SubjectId subject, std::int64_t due_from_us) {
  std::vector<DutyRow> out;
  const auto found = duties_of_.find(subject);
  if (found == duties_of_.end()) return out;
  for (const std::int64_t id : found->second) {
    const DutyRow& row = duties_.at(id);
    if (!is_live(row.duty.state) && (!row.duty.due || row.duty.due->utc_us >= due_from_us)) out.push_back(row);
  }
  return out;
}

std::optional<DutyRow> MemoryStore::duty(const DutyKey& key) {
  const auto found = duty_ids_.find(key);
  if (found == duty_ids_.end()) return std::nullopt;
  return duties_.at(found->second);
}

std::vector<SubjectId> MemoryStore::referring(std::string_view entity, std::string_view attribute, SubjectId target) {
  std::vector<SubjectId> out;
  const auto found = referrers_.find(target);
  if (found == referrers_.end()) return out;
  for (const SubjectId subject : found->second) {
    if (subjects_.at(subject).entity != entity) continue;
    const FactRow* latest = nullptr;
    for (const std::size_t position : facts_of_.at(subject)) {
      const FactRow& row = facts_[position];
      if (row.attribute != attribute) continue;
      if (latest == nullptr || std::tie(latest->from_us, latest->sequence) < std::tie(row.from_us, row.sequence)) {
        latest = &row;
      }
    }
    if (latest != nullptr && std::binary_search(latest->targets.begin(), latest->targets.end(), target)) out.push_back(subject);
  }
  return out;
}

std::vector<SubjectId> MemoryStore::owing(const EntityRef& owner) {
  const auto found = owing_.find(owner);
  if (found == owing_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<std::pair<Wake, SubjectId>> MemoryStore::wakes(std::int64_t until_us) {
  std::vector<std::pair<Wake, SubjectId>> out;
  for (const auto& entry : wakes_) {
    if (entry.first.at_us > until_us) break;
    out.push_back(entry);
  }
  return out;
}

std::vector<SubjectId> MemoryStore::all(std::string_view entity) {
  std::vector<SubjectId> out;
  for (const auto& [id, row] : subjects_) {
    if (row.entity == entity) out.push_back(id);
  }
  return out;
}

std::optional<std::string> MemoryStore::tier_at(SubjectId subject, const std::string& tier, std::int64_t at_us) {
  const TierRow* latest = nullptr;
  for (const std::size_t position : tiers_of_[subject]) {
    const TierRow& row = tiers_[position];
    if (row.tier != tier || row.from_us > at_us) continue;
    if (latest == nullptr || std::tie(latest->from_us, latest->sequence) <= std::tie(row.from_us, row.sequence)) latest = &row;
  }
  return latest == nullptr ? std::nullopt : std::optional(latest->value);
}

std::optional<EntryRow> MemoryStore::last_entry() {
  if (entries_.empty()) return std::nullopt;
  return entries_.back();
}

std::optional<EntryRow> MemoryStore::entry(std::int64_t id) {
  if (id < 1 || id > std::ssize(entries_)) return std::nullopt;
  return entries_[static_cast<std::size_t>(id) - 1];
}

std::vector<EntryRow> MemoryStore::entries_for(const std::string& cause) {
  std::vector<EntryRow> out;
  const auto found = entries_for_.find(cause);
  if (found == entries_for_.end()) return out;
  for (const std::size_t position : found->second) out.push_back(entries_[position]);
  return out;
}

std::vector<EntryRow> MemoryStore::entries_by(const std::string& event) {
  std::vector<EntryRow> out;
  const auto found = entries_by_.find(event);
  if (found == entries_by_.end()) return out;
  for (const std::size_t position : found->second) out.push_back(entries_[position]);
  return out;
}

std::vector<EntryRow> MemoryStore::entries_in(SubjectId account, const std::string& point_class) {
  std::vector<EntryRow> out;
  std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(out),
               [&](const EntryRow& row) { return row.account == account && row.point_class == point_class && row.kind != "seal"; });
  return out;
}

std::vector<SubjectId> MemoryStore::earners(const std::string& point_class, std::int64_t from_us, std::int64_t to_us) {
  std::set<SubjectId> out;
  for (const EntryRow& row : entries_) {
    if (row.point_class == point_class && row.amount > 0 && row.effective_us >= from_us && row.effective_us <= to_us) out.insert(row.account);
  }
  return {out.begin(), out.end()};
}

EntryTotal MemoryStore::account_total(SubjectId account, const std::string& point_class, const std::string& period) {
  const auto found = account_totals_.find({account, point_class, period});
  return found == account_totals_.end() ? EntryTotal{} : found->second;
}

PeriodTotal MemoryStore::period_total(const std::string& point_class, const std::string& period) {
  const auto found = period_totals_.find({point_class, period});
  return found == period_totals_.end() ? PeriodTotal{} : found->second;
}

void MemoryStore::put(const EntryRow& row) {
  entries_for_[row.cause].push_back(entries_.size());
  if (!row.event.empty()) entries_by_[row.event].push_back(entries_.size());
  entries_.push_back(row);
  if (row.kind == "seal") return;
  for (EntryTotal* total : {&account_totals_[{row.account, row.point_class, row.period}], &account_totals_[{row.account, row.point_class, {}}]}) {
    ++total->count;
    total->sum += row.amount;
  }
  PeriodTotal& all = period_totals_[{row.point_class, row.period}];
  ++all.count;
  all.sum = *Decimal::add(all.sum, Decimal(row.amount));
}

void MemoryStore::write(const Changes& changes) {
  for (const SubjectRow* row : changes.subjects) put(*row);
  for (const FactRow* row : changes.facts) {
    for (const SubjectId target : row->targets) referrers_[target].insert(row->subject);
    std::vector<std::size_t>& known = facts_of_[row->subject];
    const auto again = std::find_if(known.rbegin(), known.rend(), [&](std::size_t position) {
      const FactRow& other = facts_[position];
      return other.attribute == row->attribute && other.from_us == row->from_us && other.sequence == row->sequence;
    });
    if (again != known.rend()) {
      facts_[*again] = *row;
      continue;
    }
    known.push_back(facts_.size());
    facts_.push_back(*row);
  }
  for (const DutyRow* row : changes.duties_new) {
    if (!duty_ids_.emplace(row->duty.key, row->id).second || !duties_.emplace(row->id, *row).second) {
      throw Error(ErrorKind::internal, "HF9901", "duty " + to_text(row->duty.key) + " was created twice");
    }
    duties_of_[row->subject].push_back(row->id);
    if (row->duty.owner) owing_[*row->duty.owner].insert(row->subject);
  }
  for (const DutyRow* row : changes.duties_changed) {
    duties_.at(row->id) = *row;
    if (row->duty.owner) owing_[*row->duty.owner].insert(row->subject);
  }
  for (const TierRow* row : changes.tiers) {
    tiers_of_[row->subject].push_back(tiers_.size());
    tiers_.push_back(*row);
  }
  for (const FlagRow* row : changes.flags) flags_.push_back(*row);
  for (const EffectRow* row : changes.effects) effects_.push_back(*row);
  for (const SuppressedRow* row : changes.suppressed) suppressed_.push_back(*row);
  for (const EntryRow* row : changes.entries) put(*row);
  counters_ = changes.counters;
}

void MemoryStore::put(const SubjectRow& row) {
  const auto [entry, created] = subjects_.try_emplace(row.id, row);
  if (created) {
    by_key_.emplace(std::pair(row.entity, row.key), row.id);
  } else {
    if (entry->second.wake) wakes_.erase({*entry->second.wake, row.id});
    entry->second = row;
  }
  if (row.wake) wakes_.emplace(*row.wake, row.id);
}

}  // namespace huifang
