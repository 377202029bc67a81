#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"
#include "policy/points_model.hpp"

namespace huifang {

namespace {

/// What is in memory in another form needs no text: it is written anew when it is stored.
void let_go(std::string& text) { std::string().swap(text); }

std::int64_t first_instant(const Program& program) {
  std::int64_t first = INT64_MAX;
  for (const Program::InForce& list : program.timeline) {
    for (const Program::Bound& bound : list.bound) first = std::min(first, bound.begin_us);
  }
  return first;
}

}  // namespace

std::string Core::id_key(std::string_view entity, std::string_view key) {
  std::string text;
  text.reserve(entity.size() + key.size() + 1);
  text += entity;
  text += ':';
  text += key;
  return text;
}

Core::Core(Program linked, Store& store, std::size_t cached_subjects)
    : program(std::move(linked)),
      model(*program.model),
      index(model),
      alone(program.alone()),
      begin_us(first_instant(program)),
      store_(store),
      begins_(model.layers.size(), INT64_MAX),
      ends_(model.layers.size()),
      cached_subjects_(cached_subjects),
      counters_(store.counters()) {
  for (const Program::InForce& list : program.timeline) {
    for (const Program::Bound& bound : list.bound) {
      begins_[bound.layer] = std::min(begins_[bound.layer], bound.begin_us);
      ends_[bound.layer] = bound.end_us;
    }
  }
  for (const LayerDef& layer : model.layers) asks_permission_ = asks_permission_ || static_cast<bool>(layer.eligibility.table);
  load_calendar();
}

Subject* Core::find(const EntityRef& ref) {
  const std::string key = id_key(ref.entity, ref.key);
  if (const auto known = ids_.find(key); known != ids_.end()) return &get(known->second);
  const auto id = store_.find(ref.entity, ref.key);
  if (!id) return nullptr;
  ids_.emplace(key, *id);
  return &get(*id);
}

Subject& Core::get(SubjectId id) {
  if (const auto known = subjects_.find(id); known != subjects_.end()) {
    known->second->used = flushes_;
    return *known->second;
  }
  return adopt(store_.load(id));
}

Subject& Core::get_or_create(const EntityRef& ref, std::int64_t since_us) {
  if (Subject* known = find(ref)) return *known;
  if (!targets_begun_ && !index.targets.empty()) begin_targets();
  LoadedSubject loaded;
  loaded.row.id = ++counters_.subject;
  loaded.row.entity = ref.entity;
  loaded.row.key = ref.key;
  loaded.row.since_us = since_us;
  ids_.emplace(id_key(ref.entity, ref.key), loaded.row.id);
  Subject& subject = adopt(std::move(loaded));
  touch(subject);
  if (subject.entity != none) begin_rankings(subject.entity, since_us);
  if (model.points && !ledgers_begun_) begin_ledgers();
  return subject;
}

Subject& Core::adopt(LoadedSubject loaded) {
  auto subject = std::make_unique<Subject>();
  subject->used = flushes_;
  subject->row = std::move(loaded.row);
  subject->entity = model.entity(subject->row.entity);
  subject->self = Value::of(subject->ref());
  subject->tiers.resize(model.tiers.size());
  subject->measures.resize(model.measures.size());
  if (subject->entity != none) {
    const EntityDef& entity = model.entities[subject->entity];
    subject->facts.resize(entity.facts.size());
    for (FactRow& fact : loaded.facts) {
      const std::uint32_t attribute = model.attribute(subject->entity, fact.attribute);
      if (attribute == none || model.attributes[attribute].kind != AttributeDef::Kind::fact) continue;
      subject->facts[model.attributes[attribute].index].entries.push_back(
          {fact.from_us, fact.sequence, value_from_json(fact.value)});
    }
    decode_state(*subject, model, calendar(), alone);
    let_go(subject->row.state);
  }
  for (const TierRow& tier : loaded.tiers) {
    for (const auto i : subject->entity == none ? std::vector<std::uint32_t>{} : index.tiers[subject->entity]) {
      if (model.tiers[i].group != i || model.tiers[i].key != tier.tier) continue;
      subject->tiers[i] = {tier.value, tier.from_us, true};
    }
  }
  subject->duties.read_with([this, &row = subject->row](const std::string& bytes) { return live_duty(packed_.read(bytes, row)); });
  for (DutyRow& duty : loaded.duties) adopt_duty(*subject, std::move(duty));
  const SubjectId id = subject->row.id;
  if (subject->row.wake && !queued_.contains(id)) schedule_wake(id, subject->row.wake);
  Subject& adopted = *subjects_.emplace(id, std::move(subject)).first->second;
  for (const auto& run : adopted.runs.all()) arrange(adopted, *run);
  visit(adopted);
  return adopted;
}

std::unique_ptr<LiveDuty> Core::live_duty(DutyRow row) const {
  auto duty = std::make_unique<LiveDuty>();
  duty->row = std::move(row);
  decode_progress(*duty, model);
  let_go(duty->row.progress);
  return duty;
}

LiveDuty& Core::adopt_duty(Subject& subject, DutyRow row) { return subject.duties.add(live_duty(std::move(row))); }

const std::vector<SubjectId>& Core::referring(std::uint32_t attribute, SubjectId target) {
  const auto key = std::make_pair(attribute, target);
  if (const auto known = referring_.find(key); known != referring_.end()) return known->second;
  const AttributeDef& def = model.attributes[attribute];
  return referring_.emplace(key, store_.referring(model.entities[def.entity].name, def.name, target)).first->second;
}

void Core::touch(Subject& subject) {
  if (!subject.changed) {
    subject.changed = true;
    changed_.push_back(subject.row.id);
  }
  if (!subject.touched) {
    subject.touched = true;
    touched_.push_back(subject.row.id);
  }
}

void Core::add_fact(Subject& subject, std::uint32_t attribute, std::int64_t from_us, std::int64_t sequence,
                    const Value& given) {
  if (from_us < subject.settled_us) look_back(subject, from_us);
  const AttributeDef& def = model.attributes[attribute];
  FactHistory& history = subject.facts[def.index];
  const Value last = history.at(INT64_MAX);
  std::vector<SubjectId> targets;
  /// Many refer to few: they share what these are called by.
  const auto add_target = [&](const Value& one) {
    if (one.kind() != Value::Kind::entity) return one;
    const Subject& target = get_or_create(one.entity(), from_us);
    targets.push_back(target.row.id);
    return target.self;
  };
  Value value;
  if (given.kind() == Value::Kind::list) {
    std::vector<Value> items;
    for (const Value& item : given.list()) items.push_back(add_target(item));
    value = Value::of(std::move(items));
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  } else {
    value = add_target(given);
  }
  if (def.target != none && (history.entries.empty() || history.entries.back().from_us <= from_us)) {
    // Who refers to whom is read from the store before the change, and corrected in memory.
    const auto refers = [&](SubjectId target, bool does) {
      referring(attribute, target);
      std::vector<SubjectId>& referrers = referring_.at({attribute, target});
      const auto place = std::lower_bound(referrers.begin(), referrers.end(), subject.row.id);
      const bool listed = place != referrers.end() && *place == subject.row.id;
      if (does && !listed) referrers.insert(place, subject.row.id);
      if (!does && listed) referrers.erase(place);
    };
    const auto let_go = [&](const Value& one) {
      if (one.kind() != Value::Kind::entity) return;
      if (const Subject* old = find(one.entity())) refers(old->row.id, false);
    };
    if (last.kind() == Value::Kind::list) {
      std::for_each(last.list().begin(), last.list().end(), let_go);
    } else {
      let_go(last);
    }
    for (const SubjectId target : targets) refers(target, true);
  }
  const auto place = std::upper_bound(history.entries.begin(), history.entries.end(), std::make_pair(from_us, sequence),
                                      [](const auto& key, const FactHistory::Entry& entry) {
                                        return key < std::make_pair(entry.from_us, entry.sequence);
                                      });
  const bool again = place != history.entries.begin() && std::prev(place)->from_us == from_us && std::prev(place)->sequence == sequence;
  if (again) {  // one input, or the rules that it set going, changed its mind
    std::prev(place)->value = value;
  } else {
    history.entries.insert(place, {from_us, sequence, value});
  }
  FactRow row{subject.row.id, def.name, from_us, sequence, json_text(value), std::move(targets)};
  const auto same = [&](const FactRow& one) {
    return one.subject == row.subject && one.attribute == row.attribute && one.from_us == from_us && one.sequence == sequence;
  };
  const auto pending = again ? std::find_if(facts_.rbegin(), facts_.rend(), same) : facts_.rend();
  if (pending != facts_.rend()) {
    *pending = std::move(row);
  } else {
    facts_.push_back(std::move(row));
  }
  if (const auto values = by_value_.find(attribute); values != by_value_.end()) {
    values->second[json_text(last)].erase(subject.row.id);
    values->second[json_text(history.at(INT64_MAX))].insert(subject.row.id);
  }
  touch(subject);
}

void Core::change(Subject& subject, LiveDuty& duty) {
  if (duty.owe != nullptr && !duty.owe->ladder.empty() && duty.live()) plan_levels(subject, duty);
  duty.row.duty.changed = ++counters_.effect;
  if (!duty.changed) changed_duties_.push_back(&duty);
  duty.changed = true;
  subject.duties.update(duty);
}

void Core::load_closed(Subject& subject, std::int64_t at_us) {
  for (DutyRow& row : store_.closed_duties(subject.row.id, at_us)) {
    if (subject.duties.contains(row.id)) continue;
    closed_.emplace_back(subject.row.id, row.id);
    adopt_duty(subject, std::move(row));
  }
}

LiveDuty* Core::find_duty(Subject& subject, const DutyKey& key) {
  for (const auto& [id, duty] : subject.duties.all()) {
    if (duty->row.duty.key == key) return duty.get();
  }
  std::optional<DutyRow> row = store_.duty(key);
  if (!row) return nullptr;
  closed_.emplace_back(subject.row.id, row->id);
  return &adopt_duty(subject, std::move(*row));
}

void Core::flush() {
  reschedule();
  std::sort(changed_.begin(), changed_.end());
  Changes& changes = to_write_;
  changes.clear();
  for (const SubjectId id : changed_) {
    Subject& subject = *subjects_.at(id);
    if (subject.entity != none) subject.row.state = encode_state(subject, model);
    changes.subjects.push_back(&subject.row);
  }
  for (LiveDuty* duty : changed_duties_) {
    duty->row.progress = encode_progress(*duty, model);
    (duty->is_new ? changes.duties_new : changes.duties_changed).push_back(&duty->row);
  }
  const auto by_id = [](const DutyRow* a, const DutyRow* b) { return a->id < b->id; };
  std::sort(changes.duties_new.begin(), changes.duties_new.end(), by_id);
  std::sort(changes.duties_changed.begin(), changes.duties_changed.end(), by_id);
  for (const FactRow& row : facts_) changes.facts.push_back(&row);
  for (const TierRow& row : tiers_) changes.tiers.push_back(&row);
  for (const FlagRow& row : flags_) changes.flags.push_back(&row);
  for (const EffectRow& row : effects_) changes.effects.push_back(&row);
  for (const SuppressedRow& row : suppressed_) changes.suppressed.push_back(&row);
  for (const EntryRow& row : entries_) changes.entries.push_back(&row);
  changes.counters = counters_;
  store_.write(changes);

  for (const SubjectId id : changed_) {
    Subject& subject = *subjects_.at(id);
    subject.changed = false;
    visit(subject);
    if (subject.entity != none) let_go(subject.row.state);
  }
  for (LiveDuty* duty : changed_duties_) {
    duty->changed = duty->is_new = false;
    if (!duty->live()) closed_.emplace_back(duty->row.subject, duty->row.id);
    LiveDuties& duties = subjects_.at(duty->row.subject)->duties;
    if (duty->live() && cached_subjects_ > 0 && subjects_.size() > few() && duties.may_sleep()) {
      duties.sleep(*duty, packed_.pack(duty->row));
    } else {
      let_go(duty->row.progress);
    }
  }
  for (const auto& [subject, duty] : closed_) subjects_.at(subject)->duties.forget_closed(duty);
  changed_.clear();
  changed_duties_.clear();
  closed_.clear();
  facts_.clear();
  tiers_.clear();
  flags_.clear();
  effects_.clear();
  suppressed_.clear();
  forget_new_entries();
  forget_subjects();
}

void Core::drop() noexcept {
  subjects_.clear();
  packed_.clear();
  visitors_.clear();
  idle_.clear();
  ids_.clear();
  referring_.clear();
  changed_.clear();
  changed_duties_.clear();
  closed_.clear();
  touched_.clear();
  queue_.clear();
  queued_.clear();
  horizon_us_ = INT64_MIN;
  raised_.clear();
  expected_.clear();
  again_.clear();
  sent_.clear();
  coalesced_.clear();
  clock_runs_ = false;
  by_value_.clear();
  facts_.clear();
  tiers_.clear();
  flags_.clear();
  effects_.clear();
  suppressed_.clear();
  forget_ledger();
  look_back_.clear();
  expire_again_.clear();
  awarding_ = -1;
  ledgers_begun_ = head_known_ = targets_begun_ = false;
  kept_rows_.reset();
  result = nullptr;
  dropped_ = true;
}

void Core::refresh() {
  if (!dropped_) return;
  counters_ = store_.counters();
  dropped_ = false;
  load_calendar();
}

void Core::note(std::string text) {
  constexpr std::size_t notes_max = 100;  // of one event; more tell nobody anything
  if (result == nullptr || result->notes.size() > notes_max) return;
  if (std::find(result->notes.begin(), result->notes.end(), text) != result->notes.end()) return;
  result->notes.push_back(result->notes.size() < notes_max ? std::move(text) : "further notes are left out");
}

}  // namespace huifang
