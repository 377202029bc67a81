#include <algorithm>

#include "domain/core.hpp"
#include "domain/json_text.hpp"

namespace huifang {

namespace {

/// The first instant at which an entry no longer counts for a rolling span: "7 days" ends on day 7 (its date + 7 is the
/// last day inside), exact spans end when they have passed.
std::int64_t leaves_at(const Span& span, std::int64_t at_us, const BusinessCalendar& calendar) {
  const PointInTime end = add_span(PointInTime::of(Instant{at_us}), span, calendar);
  if (!end.is_date) return end.instant.utc_us + 1;
  return calendar.zone().start_of_day(Date::from_days(end.date.to_days() + 1)).utc_us;
}

}  // namespace

std::int64_t leaves_at(const MeasureDef& measure, std::int64_t at_us, const BusinessCalendar& calendar) {
  return measure.over == MeasureDef::Over::span ? leaves_at(measure.span, at_us, calendar) : INT64_MAX;
}

namespace {

/// Where nothing ever leaves: what was counted once counts for ever.
bool keeps_all(const MeasureDef& measure) {
  return measure.over == MeasureDef::Over::forever || measure.over == MeasureDef::Over::ranges;
}

bool in_ranges(const std::vector<DayRange>& ranges, Date date) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const DayRange& range) { return range.contains(date); });
}

/// First day of the k-th closed bucket before the one that holds `date`; nullopt when there is none.
std::optional<Date> first_of_last(const BucketFamily& family, std::int64_t k, Date date, const BusinessCalendar& calendar) {
  auto bucket = family.at(date, calendar);
  for (; bucket && k > 0; --k) bucket = family.at(Date::from_days(bucket->first.to_days() - 1), calendar);
  if (!bucket) return std::nullopt;
  return bucket->first;
}

/// The first entry that has not left a rolling span: a later act never leaves it before an earlier one.
std::vector<MeasureState::Entry>::const_iterator still_inside(const MeasureState& state, std::int64_t at_us) {
  return std::partition_point(state.entries.begin(), state.entries.end(), [&](const auto& e) { return e.leaves_us <= at_us; });
}

bool has_amount(const MeasureDef& measure) {
  using Fold = MeasureDef::Fold;
  return measure.fold == Fold::sum || measure.fold == Fold::mean || measure.fold == Fold::min || measure.fold == Fold::max;
}

/// The last event of all decides while it lies where it is looked for, so that no other must be kept.
bool keeps_one(const MeasureDef& measure) {
  if (measure.fold == MeasureDef::Fold::last) return measure.over != MeasureDef::Over::last_buckets;
  return measure.fold == MeasureDef::Fold::first && keeps_all(measure);
}

Value happening_value(const MeasureState::Happening& what, const Core& core) {
  Context context;
  context.entries.emplace_back("id", Value::of(what.id));
  context.entries.emplace_back("type", Value::of(what.type));
  context.entries.emplace_back("at", core.moment(what.at_us));
  context.entries.emplace_back("by", what.by.empty() ? Value{} : Value::of(EntityRef{"staff", what.by}));
  for (const auto& [name, value] : what.data) context.entries.emplace_back(name, value);
  return Value::of(std::move(context));
}

Value mean_of(const Decimal& sum, std::int64_t count) {
  if (count == 0) return {};
  const auto mean = Decimal::divide(sum, Decimal(count));
  return mean ? Value::of(*mean) : Value{};
}

/// The buckets with an event that end with the current bucket, or with the one before it while the current one has none
/// yet: their number, and the first instant at which it is broken unless another event comes.
std::pair<std::int64_t, std::int64_t> streak(const std::vector<MeasureState::Entry>& entries, const BucketFamily& family, Date today,
                                             std::int64_t at_us, const BusinessCalendar& calendar) {
  const auto day_of = [&](const MeasureState::Entry& e) { return *Date::parse(e.id); };
  auto last = entries.size();
  while (last > 0 && entries[last - 1].at_us > at_us) --last;
  if (last == 0) return {0, INT64_MAX};
  const auto next = family.next_after(day_of(entries[last - 1]), calendar);
  if (next && next->last < today) return {0, INT64_MAX};
  std::int64_t count = 1;
  for (auto i = last - 1; i > 0; --i, ++count) {
    const auto follows = family.next_after(day_of(entries[i - 1]), calendar);
    if (!follows || follows->first != day_of(entries[i])) break;
  }
  return {count, next ? calendar.zone().end_of_day(next->last).utc_us + 1 : INT64_MAX};
}

/// Forgets entries that can never count again: time only goes forward. At the instant at which a bucket ends those of it still count.
void forget_left(MeasureState& state, const MeasureDef& measure, const PolicyModel& model, const BusinessCalendar& calendar,
                 std::int64_t now_us, bool looked_back) {
  if (keeps_all(measure)) return;
  now_us -= looked_back ? awards_back_us : 1;
  if (measure.over == MeasureDef::Over::span) {
    // They leave in the order in which they happened; letting go of half of them at once costs each of them one move.
    const auto inside = still_inside(state, now_us);
    if (2 * (inside - state.entries.begin()) >= std::ssize(state.entries)) state.entries.erase(state.entries.begin(), inside);
    return;
  }
  const std::int64_t keep = measure.over == MeasureDef::Over::last_buckets ? measure.buckets : 0;
  const auto first = first_of_last(model.buckets[measure.bucket], keep, model.zone.date_of(Instant{now_us}), calendar);
  if (!first) return;
  const std::int64_t first_us = model.zone.start_of_day(*first).utc_us;
  std::erase_if(state.entries, [&](const auto& e) { return e.at_us < first_us; });
}

}  // namespace

void Core::unfold(Subject& subject, const Occurred& occurred) {
  for (const auto i : index.measures[occurred.event]) {
    const MeasureDef& measure = model.measures[i];
    if (measure.entity != subject.entity) continue;
    if (!alone && measure_in_force(subject, model, i) != i) continue;
    MeasureState& state = subject.measures[measure.group].own();
    if (measure.fold == MeasureDef::Fold::streak || keeps_one(measure)) continue;
    if (!keeps_all(measure) || measure.distinct) {
      std::erase_if(state.entries, [&](const auto& e) { return e.id == occurred.id; });
      continue;
    }
    Situation situation = situation_of(subject);
    situation.at_us = occurred.at_us;
    situation.event = &occurred;
    if (!holds(measure.where, situation, "measure " + measure.name)) continue;
    if (measure.over == MeasureDef::Over::ranges && !in_ranges(measure.ranges, model.zone.date_of(Instant{occurred.at_us}))) continue;
    Decimal amount;
    if (has_amount(measure)) {
      const Value value = evaluate(measure.of, situation).value;
      if (value.kind() != Value::Kind::number) continue;
      amount = value.number();
    }
    --state.count;
    if (const auto sum = Decimal::subtract(state.sum, amount)) state.sum = *sum;
  }
  touch(subject);
}

bool Core::fold(Subject& subject, const Occurred& occurred) {
  bool heard = false;
  if (occurred.at_us < subject.settled_us) look_back(subject, occurred.at_us);
  for (const auto i : index.measures[occurred.event]) {
    const MeasureDef& measure = model.measures[i];
    if (measure.entity != subject.entity) continue;
    if (!alone && measure_in_force(subject, model, i) != i) continue;
    Situation situation = situation_of(subject);
    situation.at_us = occurred.at_us;
    situation.event = &occurred;
    if (!holds(measure.where, situation, "measure " + measure.name)) continue;
    heard = true;
    Decimal amount;
    if (has_amount(measure)) {
      const feel::Outcome outcome = evaluate(measure.of, situation);
      if (outcome.value.kind() != Value::Kind::number) {
        note("measure " + measure.name + ": the amount of event " + occurred.id + " is unknown; it is not counted");
        continue;
      }
      amount = outcome.value.number();
    }
    MeasureState& state = subject.measures[measure.group].own();
    const Date day = model.zone.date_of(Instant{occurred.at_us});
    if (measure.over == MeasureDef::Over::ranges && !in_ranges(measure.ranges, day)) continue;
    const bool yields_event = measure.fold == MeasureDef::Fold::first || measure.fold == MeasureDef::Fold::last;
    MeasureState::Happening what;
    if (yields_event) what = {occurred.at_us, occurred.id, model.events[occurred.event].name, occurred.by, occurred.data};
    if (keeps_one(measure)) {
      const bool first = measure.fold == MeasureDef::Fold::first;
      const auto key = [](const MeasureState::Happening& h) { return std::pair<std::int64_t, const std::string&>(h.at_us, h.id); };
      // Of scores of one instant the one that was computed last knows more, and is the last of them.
      const bool newer = !first && model.events[occurred.event].kind == EventDef::Kind::scored && state.one && what.at_us == state.one->at_us;
      if (newer || !state.one || (first ? key(what) < key(*state.one) : key(what) > key(*state.one))) {
        state.one = std::make_shared<const MeasureState::Happening>(std::move(what));
      }
      continue;
    }
    if (measure.fold == MeasureDef::Fold::streak) {
      const auto bucket = model.buckets[measure.bucket].at(day, calendar());
      if (!bucket) continue;
      const std::string id = bucket->first.to_text();
      const auto known = std::find_if(state.entries.begin(), state.entries.end(), [&](const auto& e) { return e.id == id; });
      if (known != state.entries.end()) {
        known->at_us = std::min(known->at_us, occurred.at_us);
        continue;
      }
      const auto place = std::partition_point(state.entries.begin(), state.entries.end(), [&](const auto& e) { return e.at_us < occurred.at_us; });
      state.entries.insert(place, {occurred.at_us, id, Decimal{}, {}, INT64_MAX, nullptr});
      continue;
    }
    std::string distinct;
    if (measure.distinct) {
      const Value value = evaluate(measure.distinct, situation).value;
      if (value.is_null()) {
        note("measure " + measure.name + ": what tells event " + occurred.id + " apart is unknown; it is not counted");
        continue;
      }
      distinct = json_text(value);
      // One event of each value says all.
      if (keeps_all(measure) && std::any_of(state.entries.begin(), state.entries.end(), [&](const auto& e) { return e.distinct == distinct; })) continue;
    }
    if (keeps_all(measure) && !measure.distinct) {
      ++state.count;
      const bool less = state.extreme && amount < *state.extreme;
      const bool more = state.extreme && *state.extreme < amount;
      if (measure.fold == MeasureDef::Fold::min && (!state.extreme || less)) state.extreme = amount;
      if (measure.fold == MeasureDef::Fold::max && (!state.extreme || more)) state.extreme = amount;
      if (const auto sum = Decimal::add(state.sum, amount)) state.sum = *sum;
      continue;
    }
    const MeasureState::Entry entry{occurred.at_us, occurred.id, amount, distinct, leaves_at(measure, occurred.at_us, calendar()),
                                    yields_event ? std::make_shared<const MeasureState::Happening>(std::move(what)) : nullptr};
    const auto place = std::upper_bound(state.entries.begin(), state.entries.end(), entry, [](const auto& a, const auto& b) {
      return std::pair<std::int64_t, const std::string&>(a.at_us, a.id) < std::pair<std::int64_t, const std::string&>(b.at_us, b.id);
    });
    state.entries.insert(place, entry);
    forget_left(state, measure, model, calendar(), now_us(), index.looked_back[i] || keeps_past);
  }
  return heard;
}

std::optional<std::int64_t> Core::last_gone_us(const MeasureDef& measure, const MeasureState& state) const {
  if (!state.one) return std::nullopt;
  if (measure.over == MeasureDef::Over::span) return leaves_at(measure, state.one->at_us, calendar());
  if (measure.over != MeasureDef::Over::bucket) return std::nullopt;
  const BucketFamily& family = model.buckets[measure.bucket];
  const Date date = model.zone.date_of(Instant{state.one->at_us});
  const auto inside = family.at(date, calendar());
  if (!inside) return state.one->at_us;  // in no bucket: never there
  return model.zone.end_of_day(inside->last).utc_us + 1;
}

Value Core::measure_value(const Subject& subject, std::uint32_t measure_index, std::int64_t at_us) const {
  const MeasureDef& measure = model.measures[alone ? measure_index : measure_in_force(subject, model, measure_index)];
  const MeasureState& state = *subject.measures[measure.group];
  using Fold = MeasureDef::Fold;
  if (keeps_one(measure)) {
    const auto gone_us = measure.fold == Fold::last ? last_gone_us(measure, state) : std::nullopt;
    if (!state.one || (gone_us && *gone_us <= at_us)) return {};
    if (model.score_of_measure.contains(measure_index)) {  // of a score its value alone
      const auto found = std::find_if(state.one->data.begin(), state.one->data.end(), [](const auto& entry) { return entry.first == "value"; });
      return found == state.one->data.end() ? Value{} : found->second;
    }
    return happening_value(*state.one, *this);
  }
  if (measure.fold == Fold::streak) {
    const BucketFamily& family = model.buckets[measure.bucket];
    return Value::of(Decimal(streak(state.entries, family, model.zone.date_of(Instant{at_us}), at_us, calendar()).first));
  }
  if (keeps_all(measure)) {
    if (measure.distinct) return Value::of(Decimal(static_cast<std::int64_t>(state.entries.size())));
    if (measure.fold == Fold::mean) return mean_of(state.sum, state.count);
    if (measure.fold == Fold::min || measure.fold == Fold::max) return state.extreme ? Value::of(*state.extreme) : Value{};
    return Value::of(measure.fold == Fold::sum ? state.sum : Decimal(state.count));
  }
  std::int64_t from_us = INT64_MIN;
  std::int64_t to_us = INT64_MAX;  // exclusive
  if (measure.over != MeasureDef::Over::span) {
    const Date today = model.zone.date_of(Instant{at_us});
    const BucketFamily& family = model.buckets[measure.bucket];
    const auto current = family.at(today, calendar());
    if (!current) return measure.fold == Fold::count || measure.fold == Fold::sum ? Value::of(Decimal(0)) : Value{};
    const std::int64_t current_us = model.zone.start_of_day(current->first).utc_us;
    if (measure.over == MeasureDef::Over::bucket) {
      from_us = current_us;
    } else {
      const auto first = first_of_last(family, measure.buckets, today, calendar());
      from_us = first ? model.zone.start_of_day(*first).utc_us : INT64_MIN;
      to_us = current_us;
    }
  }
  const auto before = [](std::int64_t limit_us) { return [limit_us](const auto& e) { return e.at_us < limit_us; }; };
  const auto& entries = state.entries;
  auto first = std::partition_point(entries.begin(), entries.end(), before(from_us));
  const auto last = std::partition_point(first, entries.end(), before(at_us < to_us ? at_us + 1 : to_us));
  if (measure.over == MeasureDef::Over::span) first = std::clamp(still_inside(state, at_us), first, last);
  if (measure.fold == Fold::count && !measure.distinct) return Value::of(Decimal(last - first));
  if (measure.fold != Fold::count && measure.fold != Fold::sum && first == last) return {};
  switch (measure.fold) {
    case Fold::first: return happening_value(*first->what, *this);
    case Fold::last: return happening_value(*std::prev(last)->what, *this);
    case Fold::min: return Value::of(std::min_element(first, last, [](const auto& a, const auto& b) { return a.amount < b.amount; })->amount);
    case Fold::max: return Value::of(std::max_element(first, last, [](const auto& a, const auto& b) { return a.amount < b.amount; })->amount);
    default: break;
  }
  Decimal sum;
  std::int64_t count = 0;
  std::set<std::string_view> seen;
  for (auto entry = first; entry != last; ++entry) {
    if (measure.distinct && !seen.insert(entry->distinct).second) continue;
    ++count;
    if (const auto next = Decimal::add(sum, entry->amount)) sum = *next;
  }
  if (measure.fold == Fold::mean) return mean_of(sum, count);
  return Value::of(measure.fold == Fold::sum ? sum : Decimal(count));
}

std::optional<std::int64_t> Core::measure_next_change(const Subject& subject, std::uint32_t measure_index,
                                                      std::int64_t at_us) const {
  const MeasureDef& measure = model.measures[alone ? measure_index : measure_in_force(subject, model, measure_index)];
  const MeasureState& state = *subject.measures[measure.group];
  if (keeps_one(measure)) {
    const auto gone_us = measure.fold == MeasureDef::Fold::last ? last_gone_us(measure, state) : std::nullopt;
    return gone_us && *gone_us > at_us ? gone_us : std::nullopt;
  }
  if (measure.fold == MeasureDef::Fold::streak) {
    const BucketFamily& family = model.buckets[measure.bucket];
    const std::int64_t broken_us = streak(state.entries, family, model.zone.date_of(Instant{at_us}), at_us, calendar()).second;
    return broken_us == INT64_MAX ? std::nullopt : std::optional(broken_us);
  }
  if (state.entries.empty() || keeps_all(measure)) return std::nullopt;
  if (measure.over == MeasureDef::Over::span) {
    const auto entry = still_inside(state, at_us);
    if (entry == state.entries.end()) return std::nullopt;
    return entry->leaves_us;
  }
  const Date today = model.zone.date_of(Instant{at_us});
  // A bucket may be over before the next one begins: a working day before a closed one.
  if (const auto current = model.buckets[measure.bucket].at(today, calendar())) return model.zone.end_of_day(current->last).utc_us + 1;
  const auto next = model.buckets[measure.bucket].next_after(today, calendar());
  if (!next) return std::nullopt;
  return model.zone.start_of_day(next->first).utc_us;
}

}  // namespace huifang
