#pragma once
/// The tables that verify compares: what names a row, and its columns.

#include <cstdint>
#include <string>
#include <tuple>

#include "book/compare.hpp"
#include "domain/store.hpp"
#include "huifang/calendar.hpp"

namespace huifang {

/// Rows that only the book keeps.
struct BindingRow {
  std::int64_t sequence = 0;
  std::int64_t position = 1;
  std::string hash;
  std::string governs;
  std::int64_t from_us = 0;
  friend bool operator==(const BindingRow&, const BindingRow&) = default;
};
struct PolicyRow {
  std::string hash, policy, version;
  friend bool operator==(const PolicyRow&, const PolicyRow&) = default;
};
struct EventSubjectRow {
  std::string entity, key;
  std::int64_t sequence = 0;
  friend auto operator<=>(const EventSubjectRow&, const EventSubjectRow&) = default;
};
struct NamedRow {
  std::string name, value;
  friend bool operator==(const NamedRow&, const NamedRow&) = default;
};

ComparedTable<SubjectRow> compared_subjects();
ComparedTable<FactRow> compared_facts();
ComparedTable<DutyRow> compared_duties();
ComparedTable<TierRow> compared_tiers();
ComparedTable<FlagRow> compared_flags();
ComparedTable<EffectRow> compared_effects();
ComparedTable<SuppressedRow> compared_suppressed();
ComparedTable<BindingRow> compared_bindings();
ComparedTable<PolicyRow> compared_policies();
ComparedTable<EventSubjectRow> compared_event_subjects();
ComparedTable<NamedRow> compared_counters();
ComparedTable<NamedRow> compared_meta();

}  // namespace huifang
