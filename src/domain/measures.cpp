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

/// Forgets entries that can never count again: time only goes forward.
void forget_left(MeasureState& state, const MeasureDef& measure, const PolicyModel& model, std::int64_t now_us) {
  if (keeps_all(measure)) return;
  if (measure.over == MeasureDef::Over::span) {
    // They leave in the order in which they happened; letting go of half of them at once costs each of them one move.
    const auto inside = still_inside(state, now_us);
    if (2 * (inside - state.entries.begin()) >= std::ssize(state.entries)) state.entries.erase(state.entries.begin(), inside);
    return;
  }
  const std::int64_t keep = measure.over == MeasureDef::Over::last_buckets ? measure.buckets : 0;
  const auto first = first_of_last(model.buckets[measure.bucket], keep, model.zone.date_of(Instant{now_us}), *model.calendar);
  if (!first) return;
  const std::int64_t first_us = model.zone.start_of_day(*first).utc_us;
  std::erase_if(state.entries, [&](const auto& e) { return e.at_us < first_us; });
}

}  // namespace

void Core::fold(Subject& subject, const Occurred& occurred) {
  for (const auto i : index.measures[occurred.event]) {
    const MeasureDef& measure = model.measures[i];
    if (measure.entity != subject.entity) continue;
    Situation situation = situation_of(subject);
    situation.at_us = occurred.at_us;
    situation.event = &occurred;
    if (!holds(measure.where, situation, "measure " + measure.name)) continue;
    Decimal amount;
    if (measure.fold == MeasureDef::Fold::sum) {
      const feel::Outcome outcome = evaluate(measure.of, situation);
      if (outcome.value.kind() != Value::Kind::number) {
        note("measure " + measure.name + ": the amount of event " + occurred.id + " is unknown; it is not counted");
        continue;
      }
      amount = outcome.value.number();
    }
    MeasureState& state = subject.measures[i];
    if (measure.fold == MeasureDef::Fold::last) {
      if (measure.over == MeasureDef::Over::ranges &&
          !in_ranges(measure.ranges, model.zone.date_of(Instant{occurred.at_us}))) {
        continue;
      }
      const bool later = !state.last || std::pair(occurred.at_us, occurred.id) > std::pair(state.last->at_us, state.last->id);
      if (later) state.last = MeasureState::Last{occurred.at_us, occurred.id, model.events[occurred.event].name, occurred.by, occurred.data};
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
    if (measure.over == MeasureDef::Over::ranges && !in_ranges(measure.ranges, model.zone.date_of(Instant{occurred.at_us}))) continue;
    if (keeps_all(measure) && !measure.distinct) {
      ++state.count;
      if (const auto sum = Decimal::add(state.sum, amount)) state.sum = *sum;
      continue;
    }
    const MeasureState::Entry entry{occurred.at_us, occurred.id, amount, distinct, leaves_at(measure, occurred.at_us, *model.calendar)};
    const auto place = std::upper_bound(state.entries.begin(), state.entries.end(), entry, [](const auto& a, const auto& b) {
      return std::pair<std::int64_t, const std::string&>(a.at_us, a.id) < std::pair<std::int64_t, const std::string&>(b.at_us, b.id);
    });
    state.entries.insert(place, entry);
    forget_left(state, measure, model, now_us());
  }
}

std::optional<std::int64_t> Core::last_gone_us(const MeasureDef& measure, const MeasureState& state) const {
  if (!state.last) return std::nullopt;
  if (measure.over == MeasureDef::Over::span) return leaves_at(measure, state.last->at_us, *model.calendar);
  if (measure.over != MeasureDef::Over::bucket) return std::nullopt;
  const BucketFamily& family = model.buckets[measure.bucket];
  const Date date = model.zone.date_of(Instant{state.last->at_us});
  const auto inside = family.at(date, *model.calendar);
  if (!inside) return state.last->at_us;  // in no bucket: never there
  return model.zone.end_of_day(inside->last).utc_us + 1;
}

Value Core::measure_value(const Subject& subject, std::uint32_t measure_index, std::int64_t at_us) const {
  const MeasureDef& measure = model.measures[measure_index];
  const MeasureState& state = subject.measures[measure_index];
  if (measure.fold == MeasureDef::Fold::last) {
    const auto gone_us = last_gone_us(measure, state);
    if (!state.last || (gone_us && *gone_us <= at_us)) return {};
    Context context;
    context.entries.emplace_back("id", Value::of(state.last->id));
    context.entries.emplace_back("type", Value::of(state.last->type));
    context.entries.emplace_back("at", moment(state.last->at_us));
    context.entries.emplace_back("by", state.last->by.empty() ? Value{} : Value::of(EntityRef{"staff", state.last->by}));
    for (const auto& [name, value] : state.last->data) context.entries.emplace_back(name, value);
    return Value::of(std::move(context));
  }
  const bool summed = measure.fold == MeasureDef::Fold::sum;
  if (keeps_all(measure)) {
    if (measure.distinct) return Value::of(Decimal(static_cast<std::int64_t>(state.entries.size())));
    return Value::of(summed ? state.sum : Decimal(state.count));
  }
  std::int64_t from_us = INT64_MIN;
  std::int64_t to_us = INT64_MAX;  // exclusive
  if (measure.over != MeasureDef::Over::span) {
    const Date today = model.zone.date_of(Instant{at_us});
    const BucketFamily& family = model.buckets[measure.bucket];
    const auto current = family.at(today, *model.calendar);
    if (!current) return Value::of(Decimal(0));
    const std::int64_t current_us = model.zone.start_of_day(current->first).utc_us;
    if (measure.over == MeasureDef::Over::bucket) {
      from_us = current_us;
    } else {
      const auto first = first_of_last(family, measure.buckets, today, *model.calendar);
      from_us = first ? model.zone.start_of_day(*first).utc_us : INT64_MIN;
      to_us = current_us;
    }
  }
  const auto before = [](std::int64_t limit_us) { return [limit_us](const auto& e) { return e.at_us < limit_us; }; };
  const auto& entries = state.entries;
  auto first = std::partition_point(entries.begin(), entries.end(), before(from_us));
  const auto last = std::partition_point(first, entries.end(), before(at_us < to_us ? at_us + 1 : to_us));
  if (measure.over == MeasureDef::Over::span) first = std::clamp(still_inside(state, at_us), first, last);
  if (!summed && !measure.distinct) return Value::of(Decimal(last - first));
  Decimal sum;
  std::int64_t count = 0;
  std::set<std::string_view> seen;
  for (auto entry = first; entry != last; ++entry) {
    if (measure.distinct && !seen.insert(entry->distinct).second) continue;
    ++count;
    if (!summed) continue;
    if (const auto next = Decimal::add(sum, entry->amount)) sum = *next;
  }
  return Value::of(summed ? sum : Decimal(count));
}

std::optional<std::int64_t> Core::measure_next_change(const Subject& subject, std::uint32_t measure_index,
                                                      std::int64_t at_us) const {
  const MeasureDef& measure = model.measures[measure_index];
  const MeasureState& state = subject.measures[measure_index];
  if (measure.fold == MeasureDef::Fold::last) {
    const auto gone_us = last_gone_us(measure, state);
    return gone_us && *gone_us > at_us ? gone_us : std::nullopt;
  }
  if (state.entries.empty() || keeps_all(measure)) return std::nullopt;
  if (measure.over == MeasureDef::Over::span) {
    const auto entry = still_inside(state, at_us);
    if (entry == state.entries.end()) return std::nullopt;
    return entry->leaves_us;
  }
  const auto next = model.buckets[measure.bucket].next_after(model.zone.date_of(Instant{at_us}), *model.calendar);
  if (!next) return std::nullopt;
  return model.zone.start_of_day(next->first).utc_us;
}

}  // namespace huifang
