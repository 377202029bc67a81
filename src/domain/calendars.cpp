/// Whose working days and hours: the calendar of everyone with its amendments, and those of people and units. What a roster,
/// an absence or an amendment moves.
#include <algorithm>

#include "domain/core.hpp"
#include "domain/event_check.hpp"
#include "domain/json_text.hpp"
#include "huifang/error.hpp"
#include "policy/calendar_layer.hpp"
#include "value/json_tree.hpp"

namespace huifang {

namespace {

const EntityRef amendments{"calendar.data", "data"};

/// Days on which a person does not work, both included.
struct Absence {
  Date from, to;
  std::string cover;                                 ///< who acts meanwhile; empty: nobody
};

/// What was recorded about the shifts of one subject, as it is kept.
struct Shift {
  CalendarLayer layer;
  std::optional<Date> from;                          ///< of the layer's week
  std::optional<Absence> absence;
};

Shift shift_of(const Value& kept) {
  Shift shift;
  const Value value = value_from_json(kept.string());
  const auto date = [&](const char* name) {
    const Value* member = value.context().find(name);
    return member == nullptr || member->is_null() ? std::nullopt : Date::parse(member->string());
  };
  const Value* type = value.context().find("type");
  if (type->string() == "absent") {
    Absence absence{*date("from"), *date("to"), {}};
    if (const Value* cover = value.context().find("cover"); cover != nullptr && !cover->is_null()) absence.cover = cover->string();
    shift.absence = std::move(absence);
    return shift;
  }
  shift.from = date("from");
  shift.layer = parse_layer(value.context().find("layer")->string());
  return shift;
}

/// Recorded last wins: the order of the journal, whatever the dates.
std::vector<const FactHistory::Entry*> recorded(const FactHistory& history) {
  std::vector<const FactHistory::Entry*> entries;
  for (const FactHistory::Entry& entry : history.entries) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->sequence < b->sequence; });
  return entries;
}

void close(CalendarSource& source, const Absence& absence) {
  CalendarLayer away;
  for (std::int64_t day = absence.from.to_days(); day <= absence.to.to_days(); ++day) {
    away.days.push_back({Date::from_days(day), false, "absent", {}});
  }
  away.apply(source, std::nullopt);
}

}  // namespace

// -------------------------------------------------------------------------------------------- whose calendar

void Core::load_calendar() {
  calendars_.clear();
  bucket_at_.clear();
  bucket_after_.clear();
  calendar_source_ = model.calendar_source;
  amended_ = calendar_source_.data == nullptr ? CalendarData{} : *calendar_source_.data;
  calendar_ = model.calendar;
  const Subject* kept = model.calendar_data == none ? nullptr : find(amendments);
  const FactHistory* history = kept == nullptr || kept->entity == none ? nullptr : &kept->facts[0];
  if (history != nullptr && !history->entries.empty()) {
    for (const auto* entry : recorded(*history)) amended_ = amended(amended_, parse_data_set(entry->value.string()));
    calendar_source_.data = &amended_;
    calendar_ = BusinessCalendar::build(calendar_source_);
  }
}

CalendarData Core::amended(CalendarData data, const CalendarData& version) {
  const bool fresh = data.name.empty();
  std::erase_if(data.days, [&](const DayOverride& day) { return version.covered_from <= day.date && day.date <= version.covered_to; });
  data.days.insert(data.days.end(), version.days.begin(), version.days.end());
  std::sort(data.days.begin(), data.days.end(), [](const DayOverride& a, const DayOverride& b) { return a.date < b.date; });
  data.covered_from = fresh ? version.covered_from : std::min(data.covered_from, version.covered_from);
  data.covered_to = fresh ? version.covered_to : std::max(data.covered_to, version.covered_to);
  data.name = version.name;
  data.version = version.version;
  data.source = version.source;
  return data;
}

std::optional<EntityRef> Core::unit_of(const Subject& person) const {
  if (person.entity == none || !model.entities[person.entity].is_staff) return std::nullopt;
  const std::uint32_t attribute = model.attribute(person.entity, "unit");
  if (attribute == none || model.attributes[attribute].kind != AttributeDef::Kind::fact) return std::nullopt;
  const Value& unit = person.facts[model.attributes[attribute].index].at(now_us());
  if (unit.kind() == Value::Kind::entity) return unit.entity();
  if (unit.kind() == Value::Kind::string) return EntityRef{"unit", unit.string()};
  return std::nullopt;
}

const FactHistory* Core::shifts_of(const EntityRef& ref) {
  const std::uint32_t entity = model.entity(ref.entity);
  if (entity == none || model.entities[entity].shifts == none) return nullptr;
  const Subject* subject = find(ref);
  if (subject == nullptr) return nullptr;
  const FactHistory& history = subject->facts[model.attributes[model.entities[entity].shifts].index];
  return history.entries.empty() ? nullptr : &history;
}

const CalendarLayer* Core::written_layer(const EntityRef& ref) const {
  const std::uint32_t entity = model.entity(ref.entity);
  const OverlayDef* overlay = entity == none ? nullptr : model.overlay(entity);
  if (overlay == nullptr) return nullptr;
  const auto found = overlay->subjects.find(ref.key);
  return found == overlay->subjects.end() ? nullptr : &found->second;
}

void Core::put_over(CalendarSource& source, const EntityRef& ref) {
  if (const CalendarLayer* written = written_layer(ref)) written->apply(source, std::nullopt);
  const FactHistory* history = shifts_of(ref);
  if (history == nullptr) return;
  for (const auto* entry : recorded(*history)) {
    const Shift shift = shift_of(entry->value);
    if (!shift.absence) {
      shift.layer.apply(source, shift.from);
    } else if (shift.absence->cover.empty()) {
      close(source, *shift.absence);  // with a cover the work goes on
    }
  }
}

const BusinessCalendar& Core::calendar_of(const std::optional<EntityRef>& owner) {
  if (!owner) return calendar();
  const Subject* subject = find(*owner);
  if (model.overlays.empty()) {  // then there are absences at most, and units have no calendar
    const std::uint32_t shifts = subject == nullptr || subject->entity == none ? none : model.entities[subject->entity].shifts;
    if (shifts == none || subject->facts[model.attributes[shifts].index].entries.empty()) return calendar();
  }
  const std::optional<EntityRef> unit = subject == nullptr ? std::nullopt : unit_of(*subject);
  const auto has_own = [&](const EntityRef& ref) { return written_layer(ref) != nullptr || shifts_of(ref) != nullptr; };
  const bool of_unit = unit && has_own(*unit);
  if (!of_unit && !has_own(*owner)) return calendar();
  const auto key = std::make_pair(*owner, of_unit ? *unit : EntityRef{});
  if (const auto known = calendars_.find(key); known != calendars_.end()) return known->second;
  CalendarSource source = calendar_source_;
  if (of_unit) put_over(source, *unit);
  put_over(source, *owner);
  return calendars_.emplace(key, BusinessCalendar::build(source)).first->second;
}

std::optional<std::string> Core::away(const EntityRef& person, Date day) {
  const FactHistory* history = shifts_of(person);
  if (history == nullptr) return std::nullopt;
  std::optional<std::string> cover;
  for (const auto* entry : recorded(*history)) {
    const Shift shift = shift_of(entry->value);
    if (shift.absence && shift.absence->from <= day && day <= shift.absence->to) cover = shift.absence->cover;
  }
  return cover;
}

std::vector<std::string> Core::covers_of(const EntityRef& person) {
  std::vector<std::string> covers;
  const FactHistory* history = shifts_of(person);
  if (history == nullptr) return covers;
  for (const auto* entry : recorded(*history)) {
    const Shift shift = shift_of(entry->value);
    if (shift.absence && !shift.absence->cover.empty()) covers.push_back(shift.absence->cover);
  }
  return covers;
}

std::optional<std::int64_t> Core::absence_turns(const Subject& person, std::int64_t after_us) {
  const FactHistory* history = shifts_of(person.ref());
  if (history == nullptr) return std::nullopt;
  std::optional<std::int64_t> next;
  for (const FactHistory::Entry& entry : history->entries) {
    const Shift shift = shift_of(entry.value);
    if (!shift.absence || shift.absence->cover.empty()) continue;
    for (const std::int64_t at_us : {model.zone.start_of_day(shift.absence->from).utc_us, model.zone.end_of_day(shift.absence->to).utc_us + 1}) {
      if (at_us > after_us && (!next || at_us < *next)) next = at_us;
    }
  }
  return next;
}

bool Core::covers(const EntityRef& owner, const std::string& staff, std::int64_t at_us) {
  if (staff.empty()) return false;
  return away(owner, model.zone.date_of(Instant{at_us})) == staff;
}

bool Core::inside(std::uint32_t hours, std::int64_t at_us) const {
  return hours == none || model.hours[hours].calendar.is_open_at(Instant{at_us});
}

// ------------------------------------------------------------------------------------------------- recording

Value Core::with_cover(const Subject& person, const Value& kept) {
  const Shift shift = shift_of(kept);
  if (!shift.absence || !shift.absence->cover.empty()) return kept;
  const auto cover = cover_for(person, shift.absence->from);
  if (!cover) return kept;
  std::string text;
  {
    JsonObject object(text);
    object.text("cover", cover->key);
    object.text("from", shift.absence->from.to_text());
    object.text("to", shift.absence->to.to_text());
    object.text("type", "absent");
  }
  note("while " + person.row.key + " is away, " + cover->key + " acts");
  return Value::of(std::move(text));
}

void Core::set_shifts(const Event& event, std::int64_t sequence) {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  Subject& subject = get_or_create(occurred.subjects.at(0), event.at.utc_us);
  const EntityRef who = subject.ref();
  add_fact(subject, model.entities[subject.entity].shifts, event.at.utc_us, sequence, with_cover(subject, *occurred.field("shifts")));
  calendars_.clear();
  reconsider(subject, event.id, nullptr, sequence);
  if (model.entities[subject.entity].is_staff) {
    re_own(who);
    move_duties(owing(who), &who, event.id);
  } else {
    move_duties(everyone(), nullptr, event.id);
  }
}

void Core::check_amendment(const CalendarData& version) const {
  const auto refuse = [](std::string message, std::string pointer, std::string found, std::string expected) {
    Diagnostic one;
    one.code = "HF2040";
    one.message = std::move(message);
    one.pointer = std::move(pointer);
    one.found = std::move(found);
    one.expected = std::move(expected);
    throw Error(ErrorKind::policy, {std::move(one)});
  };
  if (!amended_.name.empty() && version.name != amended_.name) {
    refuse("the policy uses another data set", "/data/name", version.name, amended_.name);
  }
  const bool apart = version.covered_from.to_days() > amended_.covered_to.to_days() + 1 ||
                     version.covered_to.to_days() < amended_.covered_from.to_days() - 1;
  if (!amended_.name.empty() && apart) {
    refuse("the days between this version and the data so far would be known to nobody", "/data/covered",
           version.covered_from.to_text() + ".." + version.covered_to.to_text(),
           "a range that adjoins " + amended_.covered_from.to_text() + ".." + amended_.covered_to.to_text());
  }
}

void Core::amend_calendar(const Event& event, std::int64_t sequence) {
  EventCheck check(model, event);
  const Occurred occurred = check.run();
  check.throw_if_bad();
  Subject& kept = get_or_create(amendments, event.at.utc_us);
  add_fact(kept, model.entities[kept.entity].shifts, event.at.utc_us, sequence, *occurred.field("version"));
  touch(kept);
  load_calendar();
  const std::vector<SubjectId> all = everyone();
  for (const SubjectId id : all) {
    Subject& subject = get(id);
    for (const auto& run : subject.runs.all()) arrange(subject, *run);
    for (std::uint32_t m = 0; m < model.measures.size(); ++m) {
      if (model.measures[m].group != m) continue;
      const MeasureDef& measure = model.measures[measure_in_force(subject, model, m)];
      if (subject.measures[m]->entries.empty()) continue;
      for (MeasureState::Entry& entry : subject.measures[m].own().entries) {
        entry.leaves_us = leaves_at(measure, entry.at_us, calendar());
      }
    }
    touch(subject);
  }
  move_duties(all, nullptr, event.id);
}

// ---------------------------------------------------------------------------------------------------- moving

std::vector<SubjectId> Core::owing(const EntityRef& owner) {
  std::vector<SubjectId> ids = store_.owing(owner);
  for (const LiveDuty* duty : changed_duties_) {
    if (duty->row.duty.owner == owner) ids.push_back(duty->row.subject);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  // A store may know more than is owed now: whom it does not concern must not be looked at, or the order of things would
  // depend on what was written when.
  std::erase_if(ids, [&](SubjectId id) {
    const auto& duties = get(id).duties.all();
    return std::none_of(duties.begin(), duties.end(), [&](const auto& one) { return one.second->live() && one.second->row.duty.owner == owner; });
  });
  return ids;
}

std::vector<SubjectId> Core::everyone() {
  std::vector<SubjectId> ids(changed_);  // not in the store yet, some of them
  for (const EntityDef& entity : model.entities) {
    if (entity.internal) continue;
    const std::vector<SubjectId> stored = store_.all(entity.name);
    ids.insert(ids.end(), stored.begin(), stored.end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void Core::move_duties(const std::vector<SubjectId>& subjects, const EntityRef* owner, const std::string& cause) {
  for (const SubjectId id : subjects) {
    Subject& subject = get(id);
    if (subject.entity == none) continue;
    for (const auto& [number, duty] : subject.duties.all()) {
      if (!duty->live() || duty->rule == none) continue;
      if (owner != nullptr && duty->row.duty.owner != *owner) continue;
      move_window(subject, *duty, cause);
    }
  }
}

std::optional<Bucket> Core::bucket_of(const LiveDuty& duty) const {
  if (duty.basis) return duty.basis->bucket;
  if (!model.rules[duty.rule].has_each) return std::nullopt;
  const JsonTree because(duty.row.duty.because);
  const auto bucket = because->find("bucket");
  if (bucket == because->end() || !bucket->is_object()) return std::nullopt;
  const auto day = [&](const char* name) { return Date::parse(bucket->value(name, std::string())); };
  const std::optional<Date> first = day("first"), last = day("last");
  if (!first || !last) return std::nullopt;
  return Bucket{bucket->value("id", std::string()), *first, *last};
}

void Core::move_window(Subject& subject, LiveDuty& duty, const std::string& cause) {
  Duty& d = duty.row.duty;
  const BusinessCalendar& own = calendar_of(d.owner);
  DutyMove moved{d.key, d.opens, d.opens, d.due, d.due, false};
  const std::optional<Bucket> bucket = bucket_of(duty);
  if (bucket && d.state != DutyState::overdue && !has_open_day(*bucket, own)) {
    d.state = DutyState::waived;
    d.because.insert(d.because.size() - 1 - acts_of(d.because).size(), ",\"waived\":\"no_business_day\"");
    moved.waived = true;
  } else if (duty.basis) {
    Occurrence occurrence;
    occurrence.rule = duty.rule;
    occurrence.step = duty.step;
    occurrence.run = d.key.run;
    occurrence.n = d.key.n;
    occurrence.start = duty.basis->start;
    occurrence.bucket = duty.basis->bucket;
    occurrence.opens_us = duty.basis->opens_us;
    occurrence.due = duty.basis->due;
    occurrence.previous = duty.basis->previous;
    if (duty.owe->rebase == OweDef::Rebase::no) occurrence.branch = duty.basis->branch;
    occurrence.cause = duty.cause;
    Situation situation = situation_of(subject, occurrence);
    Window window = window_of(occurrence, *duty.owe, situation, own);
    const bool chosen = duty.basis->branch != window.branch;
    if (chosen && duty.owe->rebase == OweDef::Rebase::change) {
      occurrence.start = duty.basis->start = PointInTime::of(Instant{now_us()});
      window = window_of(occurrence, *duty.owe, situation, own);
    }
    if (chosen && duty.owe->rebase != OweDef::Rebase::no) {
      std::string rebased = ",\"rebased\":";
      append_json_string(rebased, cause);
      if (d.because.find(rebased) == std::string::npos) d.because.insert(d.because.size() - 1 - acts_of(d.because).size(), rebased);
    }
    duty.basis->branch = window.branch;
    read_extension(duty, occurrence, situation, own);
    if (d.state == DutyState::pending && window.opens_known) moved.opens_after = Instant{window.opens_us};
    if (duty.clock && !duty.put_off) {
      const auto due_us = stopped_due(duty, window.due_us, own);
      moved.due_after = due_us ? std::optional(Instant{*due_us}) : std::nullopt;
    } else if (window.due_us && !duty.put_off) {
      moved.due_after = Instant{*window.due_us};
    }
    if (moved.opens_after == d.opens && moved.due_after == d.due) {
      if (chosen) change(subject, duty);
      return;
    }
    d.opens = moved.opens_after;
    d.due = moved.due_after;
    if (d.state == DutyState::pending && d.opens && d.opens->utc_us <= now_us()) d.state = DutyState::open;
  } else {
    return;
  }
  change(subject, duty);
  touch(subject);
  due_moved(subject, duty);
  std::string data;
  {
    const auto moment_text = [&](const std::optional<Instant>& at) { return at ? moment(at->utc_us) : Value{}; };
    JsonObject object(data);
    object.text("calendar", own.version());
    object.value("due_after", moment_text(moved.due_after));
    object.value("due_before", moment_text(moved.due_before));
    object.text("duty", to_text(d.key));
    object.text("event", cause);
    if (moved.waived) object.text("waived", "no_business_day");
  }
  effect(subject, "moved:" + to_text(d.key) + ":" + cause, "moved", d.owner, std::move(data), d.because);
  if (result != nullptr) result->moved.push_back(std::move(moved));
}

void Core::read_windows(Subject& subject, std::string_view trigger) {
  for (const auto& [number, duty] : subject.duties.all()) {
    if (duty->live() && duty->rule != none && duty->basis && index.on_facts[duty->rule]) move_window(subject, *duty, std::string(trigger));
  }
}

void Core::due_moved(Subject& subject, const LiveDuty& duty) {
  if (duty.step == none || !duty.row.duty.due) return;
  for (RunItem* run : subject.runs.of(duty.group)) {
    const std::uint32_t place = model.rules[run->value.rule].step(duty.row.duty.key.step);
    if (run->value.id != duty.row.duty.key.run || place >= run->value.sequence->steps.size()) continue;
    StepState& step = run->value.sequence.own().steps[place];
    if (model.rules[duty.rule].steps[duty.step].has_every || !step.exists) continue;
    if (!run->value.sequence->repetition.empty() && run->value.sequence->repetition != duty.row.duty.key.n) continue;
    step.due_us = duty.row.duty.due->utc_us;
    arrange(subject, *run);
  }
}

}  // namespace huifang
