#pragma once
/// The tables that verify compares: what names a row, and its columns.

#include "book/compare.hpp"
#include "book/table_rows.hpp"

namespace huifang {

ComparedTable<SubjectRow> compared_subjects();
ComparedTable<FactRow> compared_facts();
ComparedTable<DutyRow> compared_duties();
ComparedTable<TierRow> compared_tiers();
ComparedTable<FlagRow> compared_flags();
ComparedTable<EffectRow> compared_effects();
ComparedTable<SuppressedRow> compared_suppressed();
ComparedTable<EntryRow> compared_entries();
ComparedTable<BindingRow> compared_bindings();
ComparedTable<PolicyRow> compared_policies();
ComparedTable<EventSubjectRow> compared_event_subjects();
ComparedTable<NamedRow> compared_counters();
ComparedTable<NamedRow> compared_meta();

}  // namespace huifang
